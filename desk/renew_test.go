package desk_test

import (
	"reflect"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/identity"
	"xiaochuang/store/storetest"
)

// changing is the intake of a shop whose catalogue changes: the first material of the
// matter gets another note, the second goes and a new one comes. The older version is
// known as long as kept says so.
func changing(s *shop, item string, kept bool) (*desk.Intake, func()) {
	s.t.Helper()
	older := storetest.Edition(s.t, "2026.11.1", func(*desk.Item) bool { return true })
	newer := storetest.Edition(s.t, "2026.11.2", func(it *desk.Item) bool {
		if it.ID == item {
			it.Version++
			it.Name += "（新）"
			it.Materials[0].Note = "要近三个月的"
			it.Materials = append(it.Materials[:1], it.Materials[2:]...)
			added := it.Materials[0]
			added.Key, added.Name, added.Required = "m90", "承诺书", true
			it.Materials = append(it.Materials, added)
		}
		return true
	})
	live := guide.NewLive(older, nil)
	if !kept {
		live = guide.NewLive(newer, nil)
	}
	people := identity.People{Use: identity.Rehearsal}
	c := must(holidays())(s.t)
	press := desk.NewPress(s.station, live, people)
	return desk.NewIntake(s.db, s.station, live, calendar.Limits{Calendar: c}, people, press), func() { live.Set(newer) }
}

// TestDraftKeepsItsVersion holds that a draft goes on by the version that it was begun
// with, and the case and its papers with it, whatever has come into force meanwhile.
func TestDraftKeepsItsVersion(t *testing.T) {
	t.Parallel()
	s := open(t)
	it := matter(t, desk.ModeAccept, "", false)
	in, flip := changing(s, it.ID, true)
	c := must(in.Begin(s.ctx(), "c1", at(1), it.ID, s.visit()))(t).Case
	complete(&c)
	before := c
	flip()
	if err := in.Tailor(&c); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c.Materials, before.Materials) {
		t.Errorf("the checklist became %+v", c.Materials)
	}
	taken := must(in.Accept(s.ctx(), s.rid(), at(1), c))(t)
	if taken.Case.Catalogue != "2026.11.1" || taken.Case.ItemVersion != it.Version || taken.Case.Title != it.Name {
		t.Errorf("the case is pinned to %s, item %d %s", taken.Case.Catalogue, taken.Case.ItemVersion, taken.Case.Title)
	}
	for _, p := range taken.Papers {
		if p.Content.Catalogue != "2026.11.1" || p.Content.ItemVersion != it.Version {
			t.Errorf("%s says catalogue %s, item %d", p.Kind, p.Content.Catalogue, p.Content.ItemVersion)
		}
	}
	if _, err := in.Renew(s.ctx(), desk.Draft{Case: taken.Case}); desk.KindOf(err) != desk.Blocked {
		t.Errorf("a case that was taken in is moved to another version: %v", err)
	}
	fresh := must(in.Begin(s.ctx(), "c2", at(1), it.ID, desk.Ticket{}))(t).Case
	if fresh.Catalogue != "2026.11.2" || fresh.Material("m90") == nil {
		t.Errorf("a new draft is begun with %s: %+v", fresh.Catalogue, fresh.Materials)
	}
}

// TestRenewedDraftIsLookedAtAgain holds what a review brings: the new version with its
// lines, of which those that say something else now have to be looked at again.
func TestRenewedDraftIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	s := open(t)
	it := matter(t, desk.ModeAccept, "", false)
	in, flip := changing(s, it.ID, true)
	dr := must(in.Begin(s.ctx(), "c1", at(1), it.ID, s.visit()))(t)
	complete(&dr.Case)
	dr.Case.Materials[0].Pages = []desk.Page{{ID: "sm3:1"}}
	if err := in.Save(s.ctx(), dr); err != nil {
		t.Fatal(err)
	}
	flip()
	got := must(in.Renew(s.ctx(), dr))(t)
	c := got.Case
	first, third, added := c.Material(it.Materials[0].Key), c.Material(it.Materials[2].Key), c.Material("m90")
	switch {
	case c.Catalogue != "2026.11.2" || c.ItemVersion != it.Version+1 || c.Title != it.Name+"（新）":
		t.Errorf("renewed to %s, item %d %s", c.Catalogue, c.ItemVersion, c.Title)
	case first.State != desk.MaterialUnchecked || len(first.Pages) != 1:
		t.Errorf("the line that says something else is %+v", first)
	case third.State != desk.MaterialComplete:
		t.Errorf("a line that says the same is %+v", third)
	case added == nil || added.State != desk.MaterialUnchecked || c.Material(it.Materials[1].Key) != nil:
		t.Errorf("the checklist is %+v", c.Materials)
	}
	if kept := must(s.db.Draft(s.ctx(), "c1"))(t); kept.Case.Catalogue != "2026.11.2" {
		t.Errorf("the draft is kept with %s", kept.Case.Catalogue)
	}
}

// TestRenewWithoutTheOldVersion has everything looked at again, since nobody knows what
// it said.
func TestRenewWithoutTheOldVersion(t *testing.T) {
	t.Parallel()
	s := open(t)
	it := matter(t, desk.ModeAccept, "", false)
	in, _ := changing(s, it.ID, false)
	dr := must(in.Begin(s.ctx(), "c1", at(1), it.ID, s.visit()))(t)
	complete(&dr.Case)
	dr.Case.Catalogue = "2026.1.1"
	got := must(in.Renew(s.ctx(), dr))(t)
	for _, m := range got.Case.Materials {
		if m.State != desk.MaterialUnchecked {
			t.Errorf("%s is %s without anybody knowing what it was", m.Name, m.State)
		}
	}
	dr.Case.Item = "BJ-SQ-9999"
	if _, err := in.Renew(s.ctx(), dr); desk.KindOf(err) != desk.NotFound {
		t.Errorf("a matter that is gone: %v", err)
	}
}
