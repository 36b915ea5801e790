package desk

import (
	"context"
	"slices"
	"strings"
)

// Shared reports whether the station serves several communities, so that each
// case must say whose it is.
func (s Station) Shared() bool { return len(s.Communities) > 1 }

// CommunityAt finds the community of an address by the names, aliases and
// streets of each: the longest that stands in the address decides. Where none
// does, or two communities have equally long ones, ok is false and a person must
// say.
func (s Station) CommunityAt(address string) (c Community, ok bool) {
	address = strings.Join(strings.Fields(address), "")
	best, tied := 0, false
	for _, k := range s.Communities {
		n := k.within(address)
		switch {
		case n > best:
			c, best, tied = k, n, false
		case n == best && n > 0:
			tied = true
		}
	}
	if best == 0 || tied {
		return Community{}, false
	}
	return c, true
}

// within returns the length of the longest of the community's words in an
// address, 0 for none.
func (c Community) within(address string) int {
	best := 0
	for _, w := range slices.Concat([]string{c.Name}, c.Aliases, c.Streets) {
		w = strings.Join(strings.Fields(w), "")
		if w != "" && strings.Contains(address, w) {
			best = max(best, len(w))
		}
	}
	for _, e := range c.Estates {
		if w := strings.Join(strings.Fields(e.Name), ""); w != "" && strings.Contains(address, w) {
			best = max(best, len(w))
		}
	}
	return best
}

// Offers reports whether a matter is done for the community; one without a list
// has them all.
func (c Community) Offers(item string) bool {
	return len(c.Items) == 0 || slices.Contains(c.Items, item)
}

// CommBy is how the community of a case was found.
type CommBy string

// Ways to a community.
const (
	CommByVisit   CommBy = ""        // that of the visit, or the station's first
	CommByAddress CommBy = "address" // of the applicant
	CommByHand    CommBy = "hand"    // a person has said
)

// Placed returns the community of a case as it stands, and how it was found: what
// a person has said, else the applicant's address, else the visit.
func (s Station) Placed(c *Case) (Community, CommBy) {
	if c.CommBy != CommByHand && c.No == "" {
		if k, ok := s.CommunityAt(c.Private.Applicant.Address); ok {
			return k, CommByAddress
		}
	}
	return s.Community(c.Comm), c.CommBy
}

// place writes down the community of a case that is being taken in.
func (s Station) place(c *Case) {
	k, by := s.Placed(c)
	c.Comm, c.CommBy = k.Code, by
}

// MoveCommunity moves a case to another community of the station. It can be done
// until the case is handed over; what has ended, or is with the street, is
// Blocked. The same community is Invalid.
func (in *Intake) MoveCommunity(ctx context.Context, rid string, d Duty, id, comm string) (Case, error) {
	if !slices.ContainsFunc(in.station.Communities, func(k Community) bool { return k.Code == comm }) {
		return Case{}, &Problem{Kind: NotFound, What: "community"}
	}
	return in.amend(ctx, rid, d, id, ActCaseComm, func(c *Case, _ Stamp) (map[string]string, error) {
		switch {
		case !MayMoveCommunity(c.State):
			return nil, &Problem{Kind: Blocked, What: "community.late"}
		case c.Comm == comm:
			return nil, &Problem{Kind: Invalid, What: "community.same"}
		case !in.station.Community(comm).Offers(c.Item):
			return nil, &Problem{Kind: Blocked, What: "community.item"}
		case !in.station.Community(comm).Takes(c.Mode):
			return nil, unserved(c.Mode)
		}
		n := map[string]string{"from": c.Comm, "to": comm}
		c.Comm, c.CommBy = comm, CommByHand
		return n, nil
	})
}

// MayMoveCommunity reports whether a case in a state may still change its
// community.
func MayMoveCommunity(s CaseState) bool {
	return s == CaseDraft || s == CaseReceived || s == CaseSupplement || s == CaseSupplied || s == CaseAccepted
}
