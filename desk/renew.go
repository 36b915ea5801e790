package desk

import (
	"context"
	"reflect"
)

// Renew moves a draft on to the version of the catalogue in force, after whoever is at
// the window has looked at what changed, and saves it. Lines of the checklist of which
// the guide says something else now are to be looked at again; their pages stay. A case
// that was taken in keeps its version: it is Blocked with What "case.pinned". A matter
// that is not in the catalogue any more is NotFound, and the draft stays as it was.
func (in *Intake) Renew(ctx context.Context, dr Draft) (Draft, error) {
	c := &dr.Case
	if c.No != "" {
		return dr, &Problem{Kind: Blocked, What: "case.pinned"}
	}
	g, _ := in.guide.At("")
	it, ok := g.Item(c.Item)
	if !ok {
		return dr, &Problem{Kind: NotFound, What: "item"}
	}
	before := requirementsOf(pinned(in.guide, c), c.Item)
	if _, ok := in.guide.At(c.Catalogue); !ok {
		before = nil // nobody knows what it said
	}
	next := *c
	next.Mode, next.ItemVersion, next.Catalogue = it.Mode, it.Version, g.Version()
	next.Title, next.Unverified = it.Name, !it.Verified
	next.Project, next.PromiseDays, next.PromiseUnit = it.ProjectType, it.PromiseDays, it.PromiseUnit
	now := requirementsOf(g, c.Item)
	next.Materials = make([]Material, 0, len(c.Materials))
	for _, m := range c.Materials {
		r, asked := now[m.Key]
		if old, knew := before[m.Key]; asked && (!knew || !reflect.DeepEqual(old, r)) {
			m = Material{Key: m.Key, Name: r.Name, Pages: m.Pages, Required: r.Required}
		}
		next.Materials = append(next.Materials, m)
	}
	if err := in.Tailor(&next); err != nil {
		return dr, err
	}
	s, err := in.ledger.Today(ctx)
	if err != nil {
		return dr, err
	}
	dr.Case, dr.Saved = next, s.At
	return dr, in.ledger.SaveDraft(ctx, dr)
}

// requirementsOf are what a guide says of the materials of an item, by key.
func requirementsOf(g Guide, item string) map[string]Requirement {
	it, _ := g.Item(item)
	out := make(map[string]Requirement, len(it.Materials))
	for _, r := range it.Materials {
		out[r.Key] = r
	}
	return out
}
