package desk

import (
	"context"
	_ "embed"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// A Reason is why a number goes before ordinary ones, within the bound that
// Station.Ratio sets.
type Reason struct {
	Code  string `toml:"code"`  // written into the journal; never changes its meaning
	Name  string `toml:"name"`  // as people read it
	Proof string `toml:"proof"` // what the clerk looks at, and does not copy
}

// SlipReason is the code of a visitor who comes back with a 一次性告知单.
const SlipReason = "slip"

// mostReasons is how many a digit can choose from.
const mostReasons = 9

//go:embed priority.toml
var priorities []byte

// StandardReasons are the reasons of a station that has no list of its own, in
// the order in which digits choose them.
var StandardReasons = sync.OnceValue(func() []Reason {
	list, err := ParseReasons(priorities)
	if err != nil {
		panic("desk: the built-in reasons: " + err.Error()) // held by a test
	}
	return list
})

// ParseReasons reads a list of reasons in TOML. One that cannot be right is
// Invalid with What "priority": no reason or more than nine, a code or name that
// is missing or there twice, an unknown key, or no reason for those who come back
// with a 告知单.
func ParseReasons(b []byte) ([]Reason, error) {
	var file struct {
		Reason []Reason `toml:"reason"`
	}
	md, err := toml.Decode(string(b), &file)
	if err != nil {
		return nil, &Problem{Kind: Invalid, What: "priority", Cause: err}
	}
	bad := func(open ...string) ([]Reason, error) {
		return nil, &Problem{Kind: Invalid, What: "priority", Open: open}
	}
	if left := md.Undecoded(); len(left) > 0 {
		return bad(left[0].String())
	}
	if n := len(file.Reason); n == 0 || n > mostReasons {
		return bad("reason")
	}
	seen, slip := map[string]bool{}, false
	for _, r := range file.Reason {
		if !plainCode(r.Code) || strings.TrimSpace(r.Name) == "" || seen[r.Code] || seen[r.Name] {
			return bad(r.Code)
		}
		seen[r.Code], seen[r.Name] = true, true
		slip = slip || r.Code == SlipReason
	}
	if !slip {
		return bad(SlipReason)
	}
	return file.Reason, nil
}

// plainCode reports whether a code is one to twenty small letters.
func plainCode(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// Priorities are the station's reasons for priority.
func (s Station) Priorities() []Reason {
	if len(s.Reasons) > 0 {
		return s.Reasons
	}
	return StandardReasons()
}

// Reason returns the reason for priority with the code.
func (s Station) Reason(code string) (Reason, bool) {
	for _, r := range s.Priorities() {
		if r.Code == code {
			return r, true
		}
	}
	return Reason{}, false
}

// standardRatio is how many numbers with priority are called one after another
// while ordinary ones wait: an ordinary number is at least every third call.
const standardRatio = 2

// Ratio returns how many numbers with priority go before one ordinary number.
func (s Station) Ratio() int {
	if s.PriorityRatio > 0 {
		return s.PriorityRatio
	}
	return standardRatio
}

// Prefer gives a waiting number priority for one of the station's reasons, or
// takes it away with "". Its place in the order of arrival stays.
func (h *Hall) Prefer(ctx context.Context, rid string, d Duty, id, reason string) (Ticket, error) {
	if _, ok := h.station.Reason(reason); !ok && reason != "" {
		return Ticket{}, &Problem{Kind: Invalid, What: "ticket.reason"}
	}
	return h.change(ctx, rid, d, id, ActTicketPreferred, TicketWaiting, reason, func(t *Ticket, _ Stamp) error {
		if t.Reason == reason {
			return &Problem{Kind: Conflict, What: "ticket.state"}
		}
		t.Reason = reason
		return nil
	}, TicketWaiting)
}
