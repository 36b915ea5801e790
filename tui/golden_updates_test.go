package tui_test

import (
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/store/storetest"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Versions of the catalogue in these tests.
const (
	olderEdition = "2026.11.1"
	newerEdition = "2026.11.2"
)

// editions are the demonstration under two versions, of which the newer changes three
// matters, has one more and one less.
func editions(t testing.TB) (older, newer *guide.Catalogue) {
	t.Helper()
	older = storetest.Edition(t, olderEdition, func(it *desk.Item) bool { return it.ID != school })
	newer = storetest.Edition(t, newerEdition, func(it *desk.Item) bool {
		switch it.ID {
		case oldAge:
			it.Conditions = []string{"本市户籍75周岁及以上", "没有领取其他高龄补贴"}
			it.CheckPoints = it.CheckPoints[1:]
			it.OnsiteVisits = 0
			it.Version++
		case mediation:
			it.Materials[0].Note = "近三个月内写的，本人签名"
			added := it.Materials[0]
			added.Key, added.Name, added.Note = "m90", "调解协议履行承诺书", "站里有空白的"
			it.Materials = append(it.Materials, added)
			it.Version++
		case lowIncome:
			it.Aliases = append(it.Aliases, "低保户")
			it.Version++
		}
		return it.ID != dogs
	})
	return older, newer
}

// turned returns a console on duty whose catalogue has changed since its clerk was here.
func turned(t testing.TB) *rig {
	t.Helper()
	older, newer := editions(t)
	r := onDuty(t)
	r.live.Set(newer)
	r.news = guide.NewsOf(older, newer)
	return r
}

func TestChangedCards(t *testing.T) {
	r := turned(t)
	card := func(query, name string) {
		t.Helper()
		r.press("/", "ctrl+u")
		r.typed(query)
		r.look(name + "-found")
		r.press("enter")
		r.look(name)
	}
	card("高龄老年人津贴", "guide-changed")
	r.press("8")
	r.look("guide-changed-before")
	r.press("8")
	r.hides(text.WasWritten)
	card("老年学校", "guide-new")
	r.press("/", "ctrl+u")
	r.typed("最低生活保障")
	r.press("enter")
	r.shows(olderEdition, "不在这几行里")
	r.press("/", "ctrl+u")
	r.typed("法律援助")
	r.press("enter")
	r.hides(" 改 ", "原来怎么写")
	r.press("8")
	r.shows(text.UpdateNotHere)
}

func TestUpdates(t *testing.T) {
	r := turned(t)
	r.command("更新")
	r.at(ui.ScreenUpdates)
	r.look("updates")
	r.press("down", "down")
	r.look("updates-materials")
	r.press("end")
	r.look("updates-gone")
	r.press("enter")
	r.shows(text.UpdateGone)
	r.press("home", "enter")
	r.at(ui.ScreenGuide)
	r.press("esc")
	r.command("更新")
	r.press("f9")
	r.look("updates-read")
	if n := r.kinds(desk.ActCatalogueRead); n != 1 {
		t.Errorf("%d lines say that somebody has read it", n)
	}
	r.press("f9")
	r.shows(text.UpdatesDone)
	r = onDuty(t)
	r.command("更新")
	r.look("updates-none")
}

func TestMorningLeadsToUpdates(t *testing.T) {
	r := turned(t)
	r.command("晨检")
	r.press("3")
	r.at(ui.ScreenUpdates)
	r.press("esc")
	r.at(ui.ScreenMorning)
}

// begun returns a console on duty with a draft for the mediation that was begun before
// the catalogue changed, every material complete, and its visitor parked.
func begun(t testing.TB, item string) *rig {
	t.Helper()
	older, newer := editions(t)
	r := onDuty(t)
	r.live.Set(older)
	r.serve(item)
	r.person(zhaoNumber, "赵示例", "")
	r.press("enter", "enter", "enter")
	r.press("f4", "1")
	r.live.Set(newer)
	return r
}

// TestDraftSaysThatTheCatalogueChanged goes on with a draft of the version before: it
// says so, keeps its own version, and moves on after a look at what changed.
func TestDraftSaysThatTheCatalogueChanged(t *testing.T) {
	r := begun(t, mediation)
	r.press("f4")
	r.look("intake-drift")
	r.clock.Add(time.Second) // a dialog that opens by itself takes no key at once
	r.press("2")
	r.look("intake-drift-kept")
	if c := r.draft().Case; c.Catalogue != olderEdition || c.Material("m90") != nil {
		t.Fatalf("a draft that was kept is of %s: %+v", c.Catalogue, c.Materials)
	}
	r.command("换新版")
	r.look("intake-renewed")
	c := r.draft().Case
	if c.Catalogue != newerEdition || c.Material("m90") == nil {
		t.Fatalf("a draft that was moved on is of %s: %+v", c.Catalogue, c.Materials)
	}
	at := slices.IndexFunc(c.Materials, func(m desk.Material) bool { return m.Key == "m1" })
	if c.Materials[at].State != desk.MaterialUnchecked || c.Materials[at+1].State != desk.MaterialComplete {
		t.Errorf("to be looked at again: %+v", c.Materials)
	}
	r.command("换新版")
	r.shows(text.RenewNone)
}

// TestDraftOfAMatterThatIsGone goes on with a draft of which the catalogue in force
// knows nothing.
func TestDraftOfAMatterThatIsGone(t *testing.T) {
	r := begun(t, dogs)
	r.press("f4")
	r.look("intake-drift-gone")
	r.clock.Add(time.Second)
	r.press("enter")
	r.command("换新版")
	r.shows(text.RenewGone)
	if c := r.draft().Case; c.Catalogue != olderEdition {
		t.Errorf("the draft is of %s", c.Catalogue)
	}
}

// TestQuiet holds when the catalogue may change at a console: with nobody in hand, no
// card, no draft and no question open.
func TestQuiet(t *testing.T) {
	r := onDuty(t)
	is := func(when string, want bool) {
		t.Helper()
		r.pulse()
		if r.quiet != want {
			t.Errorf("%s: quiet is %v\n%s", when, r.quiet, r.screen())
		}
	}
	is("at the counter", true)
	r.press("f2")
	is("a number is asked for", false)
	r.press("esc", "/")
	is("searching", true)
	r.typed("法律援助")
	r.press("enter")
	is("on a card", false)
	r.press("f12")
	r.press("esc", "esc", "esc")
	is("back at the counter", true)
	r.serve(mediation)
	is("in a case", false)
	r.press("esc")
	is("in a visit", false)
	r.press("f4", "1")
	is("the visitor is parked", true)
	r.press("f4")
	is("gone on with", false)
}

// TestTurnIsTold holds that the clerk reads once that another version is in force.
func TestTurnIsTold(t *testing.T) {
	r := onDuty(t)
	_, newer := editions(t)
	r.press("/")
	r.live.Set(newer)
	r.turned = text.CatalogueTurned(newerEdition, 5)
	r.pulse()
	r.look("catalogue-turned")
	r.typed("老年学校")
	r.press("enter")
	r.shows(newerEdition)
}
