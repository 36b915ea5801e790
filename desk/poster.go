package desk

import (
	"context"
	"slices"
)

// A Poster is a sheet for the wall or the counter of the station.
type Poster string

// The posters: the seven basic systems (七项基本制度), the public list of what
// the station collects for others, and the card of whoever serves.
const (
	PosterPledge   Poster = "pledge"   // 服务承诺制
	PosterIdentity Poster = "identity" // 亮明身份制
	PosterFirst    Poster = "first"    // 首问负责制
	PosterOnce     Poster = "once"     // 一次性告知制
	PosterAgent    Poster = "agent"    // 帮办代办制
	PosterHours    Poster = "hours"    // 错峰延时服务制
	PosterRating   Poster = "rating"   // 监督评价制
	PosterList     Poster = "list"     // 代收代办事项公开清单
	PosterCard     Poster = "card"     // 亮明身份牌, one a person
)

// Posters lists all posters in their order.
func Posters() []Poster {
	return []Poster{
		PosterPledge, PosterIdentity, PosterFirst, PosterOnce, PosterAgent, PosterHours, PosterRating,
		PosterList, PosterCard,
	}
}

// PosterContent is what a poster says besides the head.
type PosterContent struct {
	Key    Poster       `json:"key"`
	Pledge string       `json:"pledge,omitempty"` // the station's promise in one sentence
	Staff  []PaperStaff `json:"staff,omitempty"`  // who serves
	Items  []PaperItem  `json:"items,omitempty"`  // what is collected for others
}

// PaperStaff is one of those who serve, as shown to citizens.
type PaperStaff struct {
	Name  string `json:"name"`
	No    string `json:"no,omitempty"`
	Post  string `json:"post,omitempty"`
	Phone string `json:"phone,omitempty"` // of the office
}

// PaperItem is one matter of the public list.
type PaperItem struct {
	Name       string `json:"name"`
	Department string `json:"department,omitempty"`
	HandledAt  string `json:"handled_at,omitempty"`
	Materials  int    `json:"materials"` // most that can be asked for
	Promise    string `json:"promise,omitempty"`
	Unverified bool   `json:"unverified,omitempty"`
}

// Poster prints a poster of the station. items is the catalogue, for the public
// list; who is whose card is printed, by staff id, "" for whoever is on duty.
func (c *Counter) Poster(ctx context.Context, rid string, d Duty, key Poster, items []Item, who string) (Paper, error) {
	if !slices.Contains(Posters(), key) {
		return Paper{}, &Problem{Kind: Invalid, What: "poster"}
	}
	shown := d.Staff
	if who != "" {
		var ok bool
		if shown, ok = c.station.Person(who); !ok {
			return Paper{}, &Problem{Kind: NotFound, What: "staff"}
		}
	}
	done, err := c.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		p, err := c.press.poster(tx, d, key, items, shown)
		if err != nil {
			return Act{}, err
		}
		return Act{
			Kind: ActPaperIssued, Obj: "paper:" + p.No, Note: note("poster", string(key)), Papers: []Paper{p}, Print: []string{p.No},
		}, nil
	})
	if err != nil {
		return Paper{}, err
	}
	if err := done.is(ActPaperIssued); err != nil {
		return Paper{}, err
	}
	return done.Act.Papers[0], nil
}

// poster makes a poster.
func (p *Press) poster(tx Tx, d Duty, key Poster, items []Item, shown Staff) (Paper, error) {
	out, err := p.paper(tx, d, PaperPoster)
	if err != nil {
		return Paper{}, err
	}
	out.Content.Poster = p.posterSays(key, items, shown)
	out.Large = key != PosterList
	for _, it := range out.Content.Poster.Items {
		out.Content.Unverified = out.Content.Unverified || it.Unverified
	}
	return out, nil
}

func (p *Press) posterSays(key Poster, items []Item, shown Staff) *PosterContent {
	w := &PosterContent{Key: key, Pledge: p.station.Promise}
	switch key {
	case PosterCard:
		w.Staff = []PaperStaff{shownAs(shown)}
	case PosterList:
		w.Items = p.publicList(items)
	default:
		for _, s := range p.station.Staff {
			if s.Has(RoleClerk) || s.Has(RoleLead) {
				w.Staff = append(w.Staff, shownAs(s))
			}
		}
	}
	return w
}

func shownAs(s Staff) PaperStaff {
	return PaperStaff{Name: s.Name, No: s.No, Post: s.Post, Phone: s.Phone}
}

// publicList is what the station collects for others, in the catalogue's order.
func (p *Press) publicList(items []Item) []PaperItem {
	var out []PaperItem
	for _, it := range items {
		if it.Mode != ModeCollect {
			continue
		}
		var w PaperContent
		p.matter(&w, it)
		out = append(out, PaperItem{
			Name: it.Name, Department: it.Department, HandledAt: it.HandledAt, Materials: len(it.Materials),
			Promise: w.Promise, Unverified: !it.Verified,
		})
	}
	return out
}
