package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/store/storetest"
)

func (s *shop) paperMode() *desk.PaperMode {
	return desk.NewPaperMode(s.db, s.station, s.guide, desk.NewPress(s.station, s.guide, identity.People{Use: identity.Rehearsal}))
}

// slips prints a block of ten numbers.
func (s *shop) slips(x *desk.PaperMode) desk.SlipBlock {
	s.t.Helper()
	b, p, err := x.PrintSlips(s.ctx(), s.rid(), at(1), desk.SlipOrder{Forms: 2})
	if err != nil {
		s.t.Fatal(err)
	}
	if p.Kind != desk.PaperSlips || p.Content.Slips == nil || len(p.Content.Slips.Numbers(4)) == 0 {
		s.t.Errorf("the sheet is %+v", p)
	}
	return b
}

func tenSlips(st *desk.Station) { st.Slips = desk.Slips{From: 900, To: 909} }

func TestABlockOfSlipsIsPrintedOnce(t *testing.T) {
	s := open(t, tenSlips)
	x := s.paperMode()
	first := s.slips(x)
	if first.No != 1 || first.From != 900 || first.To != 909 || first.Staff != "u01" {
		t.Errorf("the block is %+v", first)
	}
	_, _, err := x.PrintSlips(s.ctx(), s.rid(), at(1), desk.SlipOrder{})
	if !errors.Is(err, &desk.Problem{Kind: desk.Conflict, What: "slips.left"}) {
		t.Errorf("printed twice unasked: %v", err)
	}
	again, _, err := x.PrintSlips(s.ctx(), s.rid(), at(1), desk.SlipOrder{Again: true})
	if err != nil || again.No != 2 {
		t.Errorf("asked for again it is %+v, %v", again, err)
	}
	if b, _, err := x.PrintSlips(s.ctx(), s.rid(), at(1), desk.SlipOrder{Only: true, Forms: 3}); err != nil || b.No != 0 {
		t.Errorf("forms only: %+v, %v", b, err)
	}
	if all := must(s.db.SlipBlocks(s.ctx()))(t); len(all) != 2 || all[0].No != 2 {
		t.Errorf("blocks %+v", all)
	}
}

// TestACaseOnPaperCountsFromItsTrueDay enters, on Tuesday, a case that was accepted
// by hand on Monday afternoon: its number is Tuesday's, its limit Monday's.
func TestACaseOnPaperCountsFromItsTrueDay(t *testing.T) {
	s := open(t, tenSlips)
	x := s.paperMode()
	s.slips(x)
	monday := storetest.Morning.In(desk.Beijing)
	trueAt := time.Date(monday.Year(), monday.Month(), monday.Day(), 14, 35, 0, 0, desk.Beijing)
	s.clock.Set(trueAt.Add(19 * time.Hour))
	today := must(s.db.Today(s.ctx()))(t)
	item := matter(t, desk.ModeAccept, "", false).ID
	v := must(x.Enter(s.ctx(), s.rid(), at(1), desk.BackOrder{Slip: 903, At: trueAt, How: desk.BackPower, Result: desk.BackServed, Item: item}))(t)
	if v.No != "纸1-903" || v.Day != storetest.Today || v.State != desk.TicketDone || !v.Taken.Equal(trueAt) || v.BackEntry.Entered.Equal(trueAt) {
		t.Errorf("the visit is %+v", v)
	}
	line := must(s.db.Latest(s.ctx(), 1))(t)[0].Line
	if line.Kind != desk.ActBackEntered || line.Day != today.Day || !strings.Contains(string(line.Body), trueAt.UTC().Format(time.RFC3339)) {
		t.Errorf("the line is %s on %s: %s", line.Kind, line.Day, line.Body)
	}

	draft := must(s.intake.Begin(s.ctx(), "c1", at(1), item, v))(t)
	c := draft.Case
	complete(&c)
	taken := must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
	got := must(s.db.Case(s.ctx(), taken.Case.ID))(t)
	if !strings.Contains(got.No, today.Day.Compact()) || got.BackEntry == nil || got.BackEntry.No() != "纸1-903" {
		t.Errorf("case %s, mark %+v", got.No, got.BackEntry)
	}
	if !got.Received.Equal(trueAt) || !got.Accepted.Equal(trueAt) || got.ClockFrom != storetest.Today || got.Completed != storetest.Today {
		t.Errorf("received %v, accepted %v, counted from %s", got.Received, got.Accepted, got.ClockFrom)
	}
	p := taken.Papers[0].Content
	if p.BackEntry == nil || p.BackEntry.Slip != "纸1-903" || !strings.HasSuffix(p.Received, "14:35") {
		t.Errorf("the paper says %+v, received %s", p.BackEntry, p.Received)
	}
	if d := must(s.db.RebuildCheck(s.ctx()))(t); len(d) != 0 {
		t.Errorf("differences %+v", d)
	}
}

func TestBackEntryIsBounded(t *testing.T) {
	s := open(t, tenSlips)
	x := s.paperMode()
	printed := storetest.Morning
	s.slips(x)
	s.clock.Set(printed.AddDate(0, 0, 1))
	if _, _, err := s.days.Close(s.ctx(), s.rid(), at(1), s.intake, desk.CloseOrder{}); err != nil {
		t.Fatal(err)
	}
	s.clock.Set(printed.AddDate(0, 0, 2))
	now := printed.AddDate(0, 0, 2)
	ok := desk.BackOrder{Slip: 900, At: now.Add(-time.Hour), How: desk.BackPower, Result: desk.BackAnswered}
	for _, tt := range []struct {
		name string
		edit func(*desk.BackOrder)
		want desk.Problem
	}{
		{"in the future", func(o *desk.BackOrder) { o.At = now.Add(time.Minute) }, desk.Problem{Kind: desk.Invalid, What: "back.future"}},
		{"before the last business day", func(o *desk.BackOrder) { o.At = printed.Add(time.Hour) }, desk.Problem{Kind: desk.Invalid, What: "back.early"}},
		{"before the slip was printed", func(o *desk.BackOrder) { o.At = printed.Add(-time.Hour) }, desk.Problem{Kind: desk.Invalid, What: "back.block"}},
		{"no time", func(o *desk.BackOrder) { o.At = time.Time{} }, desk.Problem{Kind: desk.Invalid, What: "back.time"}},
		{"a number of no block", func(o *desk.BackOrder) { o.Slip = 899 }, desk.Problem{Kind: desk.NotFound, What: "slips.number"}},
		{"a block that was never printed", func(o *desk.BackOrder) { o.Block = 7 }, desk.Problem{Kind: desk.NotFound, What: "slips.block"}},
		{"no matter", func(o *desk.BackOrder) { o.Result = desk.BackServed }, desk.Problem{Kind: desk.Invalid, What: "back.item"}},
		{"an unknown matter", func(o *desk.BackOrder) { o.Item = "XX" }, desk.Problem{Kind: desk.NotFound, What: "item"}},
		{"a spoiled slip without words", func(o *desk.BackOrder) { o.Result = desk.BackSpoiled }, desk.Problem{Kind: desk.Invalid, What: "back.why"}},
		{"an unknown result", func(o *desk.BackOrder) { o.Result = "gone" }, desk.Problem{Kind: desk.Invalid, What: "back.result"}},
		{"an unknown reason", func(o *desk.BackOrder) { o.How = "rain" }, desk.Problem{Kind: desk.Invalid, What: "back.how"}},
		{"too many words", func(o *desk.BackOrder) { o.Words = strings.Repeat("长", 201) }, desk.Problem{Kind: desk.Invalid, What: "back.words"}},
	} {
		o := ok
		tt.edit(&o)
		if _, err := x.Enter(s.ctx(), s.rid(), at(1), o); !errors.Is(err, &tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, &tt.want)
		}
	}
	rid := s.rid()
	v := must(x.Enter(s.ctx(), rid, at(1), ok))(t)
	if again := must(x.Enter(s.ctx(), rid, at(1), ok))(t); again.ID != v.ID {
		t.Errorf("a retry made %s", again.ID)
	}
	_, err := x.Enter(s.ctx(), s.rid(), at(2), ok)
	used, found := errors.AsType[*desk.BackUsed](err)
	if !errors.Is(err, &desk.Problem{Kind: desk.Conflict, What: "slips.used"}) || !found || used.Ticket.ID != v.ID {
		t.Errorf("used twice: %v", err)
	}
	if q := must(s.db.Inquiries(s.ctx(), desk.InquiryFilter{Day: v.Day}))(t); len(q) != 1 || q[0].Ticket != v.ID || !q[0].At.Equal(ok.At) {
		t.Errorf("questions %+v", q)
	}
}

// TestGapsAreNamedAtTheEndOfTheDay: a number that was skipped stays on the day's
// list until it is entered or spoiled.
func TestGapsAreNamedAtTheEndOfTheDay(t *testing.T) {
	s := open(t, tenSlips)
	x := s.paperMode()
	s.slips(x)
	s.clock.Add(time.Hour)
	enter := func(slip int, r desk.BackResult, words string) {
		t.Helper()
		must(x.Enter(s.ctx(), s.rid(), at(1), desk.BackOrder{
			Slip: slip, At: storetest.Morning.Add(30 * time.Minute), How: desk.BackPower, Result: r, Words: words,
		}))(t)
	}
	enter(900, desk.BackAnswered, "")
	enter(903, desk.BackLeft, "")
	a := must(s.days.Agenda(s.ctx(), s.intake))(t)
	if len(a.Slips) != 1 || a.Slips[0].Used != 2 || !slices.Equal(a.Slips[0].Gaps, []int{901, 902}) || a.Slips[0].Left != 6 {
		t.Errorf("slips %+v", a.Slips)
	}
	enter(901, desk.BackSpoiled, "撕坏")
	c, p, err := s.days.Close(s.ctx(), s.rid(), at(1), s.intake, desk.CloseOrder{})
	if err != nil || len(c.Slips) != 1 || !slices.Equal(c.Slips[0].Gaps, []int{902}) || p.Content.Close.Slips[0].Used != 3 {
		t.Errorf("closed %+v, %v", c.Slips, err)
	}
	// Another block does not hide the gap of the first.
	if _, _, err := x.PrintSlips(s.ctx(), s.rid(), at(1), desk.SlipOrder{Again: true}); err != nil {
		t.Fatal(err)
	}
	if n := must(desk.SlipCounts(s.ctx(), s.db))(t); len(n) != 2 || n[0].Block != 2 || n[1].Block != 1 {
		t.Errorf("blocks %+v", n)
	}
}
