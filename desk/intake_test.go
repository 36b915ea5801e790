package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// matter is the first item of the guide of a mode and project type, "" for
// any, with or without situations, that asks for at least three materials.
func matter(t testing.TB, m desk.Mode, p desk.ProjectType, situations bool) desk.Item {
	t.Helper()
	g, err := demonstration()
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range g.Items() {
		if it.Mode == m && (p == "" || it.ProjectType == p) && len(it.Situations) > 0 == situations && len(it.Materials) >= 3 {
			return it
		}
	}
	t.Fatalf("the guide has no item of mode %s, type %q, situations %v", m, p, situations)
	return desk.Item{}
}

// begin opens a draft for an item in a visit.
func (s *shop) begin(item string, v desk.Ticket) desk.Case {
	s.t.Helper()
	return must(s.intake.Begin(s.ctx(), "case-"+s.rid(), at(1), item, v))(s.t).Case
}

// ready is a draft with an applicant and every material, saved.
func (s *shop) ready(m desk.Mode, p desk.ProjectType, v desk.Ticket) desk.Case {
	s.t.Helper()
	c := s.begin(matter(s.t, m, p, false).ID, v)
	complete(&c)
	if err := s.intake.Save(s.ctx(), desk.Draft{Case: c, Window: 1, Saved: storetest.Morning}); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// complete fills in what lacks.
func complete(c *desk.Case) {
	c.Private.Applicant = citizen()
	for i := range c.Materials {
		c.Materials[i].State = desk.MaterialComplete
	}
}

// An ending is one way out of an intake.
type ending struct {
	name string
	do   func(*desk.Intake, context.Context, string, desk.Duty, desk.Case) (desk.Taken, error)
}

func refuse(in *desk.Intake, ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error) {
	return in.Refuse(ctx, rid, d, c, "不在本社区居住")
}

func advise(in *desk.Intake, ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error) {
	p, err := in.Advise(ctx, rid, d, c)
	return desk.Taken{Papers: []desk.Paper{p}}, err
}

var endings = []ending{
	{"accept", (*desk.Intake).Accept},
	{"receive", (*desk.Intake).Receive},
	{"refuse", refuse},
	{"notice", (*desk.Intake).Notice},
	{"advise", advise},
}

func kindsOf(papers []desk.Paper) []desk.PaperKind {
	var out []desk.PaperKind
	for _, p := range papers {
		out = append(out, p.Kind)
	}
	return out
}

// TestTheModeDecidesHowAnIntakeEnds tries every ending on every mode.
func TestTheModeDecidesHowAnIntakeEnds(t *testing.T) {
	type outcome struct {
		state  desk.CaseState
		papers []desk.PaperKind
	}
	want := map[desk.Mode]map[string]outcome{
		desk.ModeAccept: {
			"accept": {desk.CaseAccepted, []desk.PaperKind{desk.PaperAccept}},
			"refuse": {desk.CaseRefused, []desk.PaperKind{desk.PaperRefuse}},
			"notice": {desk.CaseSupplement, []desk.PaperKind{desk.PaperSupplement}},
		},
		desk.ModeCollect: {
			"receive": {desk.CaseReceived, []desk.PaperKind{desk.PaperReceipt}},
			"notice":  {desk.CaseSupplement, []desk.PaperKind{desk.PaperSupplement}},
		},
		desk.ModeAdvise: {"advise": {"", []desk.PaperKind{desk.PaperAdvice}}},
	}
	s := open(t)
	v := s.visit()
	for mode, outcomes := range want {
		for _, e := range endings {
			c := s.ready(mode, "", v)
			if e.name == "notice" {
				c.Materials[0].State = desk.MaterialMissing
			}
			o, legal := outcomes[e.name]
			if !legal {
				s.nothingWritten(func() {
					_, err := e.do(s.intake, s.ctx(), s.rid(), at(1), c)
					wantProblem(t, err, desk.Blocked, "case.mode."+string(mode))
				})
				if _, err := s.db.Draft(s.ctx(), c.ID); err != nil {
					t.Errorf("%s refused to mode %s took the draft: %v", e.name, mode, err)
				}
				continue
			}
			taken, err := e.do(s.intake, s.ctx(), s.rid(), at(1), c)
			if err != nil || taken.Case.State != o.state || !slices.Equal(kindsOf(taken.Papers), o.papers) {
				t.Errorf("%s of mode %s: %s with %v (%v), want %+v", e.name, mode, taken.Case.State, kindsOf(taken.Papers), err, o)
			}
			_, err = s.db.Draft(s.ctx(), c.ID)
			wantProblem(t, err, desk.NotFound, "draft")
		}
	}
	s.sound()
}

func TestAnAcceptedCase(t *testing.T) {
	s := open(t)
	v := s.visit()
	taken := must(s.intake.Accept(s.ctx(), s.rid(), at(1), s.ready(desk.ModeAccept, desk.Promised, v)))(t)
	c := must(s.db.Case(s.ctx(), taken.Case.ID))(t)
	if c.No != "BJ-110101001001-20261123-01A0001" || c.State != desk.CaseAccepted || c.Rev != 1 || c.Ticket != v.ID ||
		c.Received == nil || c.Accepted == nil || !c.Received.Equal(*c.Accepted) || c.Completed != storetest.Today ||
		c.Due <= storetest.Today || c.DueUnknown || c.Staff != "u01" || c.Window != 1 {
		t.Errorf("case is %+v", c)
	}
	p := must(s.db.Paper(s.ctx(), taken.Papers[0].No))(t)
	if p.Case != c.ID || p.Content.CaseNo != c.No || p.Content.Due != c.Due || p.Content.Accepted == "" || p.Content.Supplement {
		t.Errorf("受理通知书 is %+v", p)
	}
	if got := s.printed(); !slices.Equal(got, []string{p.No}) {
		t.Errorf("queued for printing: %v", got)
	}
	h := must(s.db.History(s.ctx(), "case:"+c.ID))(t)
	if len(h) != 1 || h[0].Line.Kind != desk.ActCaseAccepted || h[0].Line.Base != "" {
		t.Errorf("the case has %d lines", len(h))
	}
}

func TestOriginalsThatStayAddAReceipt(t *testing.T) {
	s := open(t)
	c := s.ready(desk.ModeAccept, "", s.visit())
	c.Materials[1].Kept = 2
	taken := must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
	if want := []desk.PaperKind{desk.PaperAccept, desk.PaperReceipt, desk.PaperBag}; !slices.Equal(kindsOf(taken.Papers), want) {
		t.Fatalf("papers %v, want %v", kindsOf(taken.Papers), want)
	}
	receipt := taken.Papers[1]
	if receipt.Content.Materials[1].Kept != 2 || len(s.printed()) != 3 {
		t.Errorf("receipt says %+v, %d to print", receipt.Content.Materials[1], len(s.printed()))
	}
}

func TestTheSameEndingTwiceActsOnce(t *testing.T) {
	s := open(t)
	c := s.ready(desk.ModeCollect, "", s.visit())
	first := must(s.intake.Receive(s.ctx(), "once", at(1), c))(t)
	lines := len(s.lines())
	again := must(s.intake.Receive(s.ctx(), "once", at(1), c))(t)
	if again.Case.No != first.Case.No || again.Case.Rev != first.Case.Rev || again.Papers[0].No != first.Papers[0].No ||
		again.Case.Private.Applicant != citizen() || again.Papers[0].Content.Applicant != citizen().Name {
		t.Errorf("a retry gave %s and %s, want %s and %s", again.Case.No, again.Papers[0].No, first.Case.No, first.Papers[0].No)
	}
	if len(s.lines()) != lines || len(s.printed()) != 1 {
		t.Errorf("a retry wrote %d lines, %d to print", len(s.lines())-lines, len(s.printed()))
	}
}

func TestTheStreetsMattersAreOnlyReceived(t *testing.T) {
	s := open(t)
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), s.ready(desk.ModeCollect, desk.Promised, s.visit())))(t)
	c := must(s.db.Case(s.ctx(), taken.Case.ID))(t)
	if c.Accepted != nil || c.Due != "" || c.DueUnknown || c.Received == nil || c.Completed != storetest.Today {
		t.Errorf("the clock runs at the desk: %+v", c)
	}
	w := taken.Papers[0].Content
	if w.Accepted != "" || w.Due != "" {
		t.Errorf("the receipt says accepted %q, due %q", w.Accepted, w.Due)
	}
}

func TestAPreExaminationMakesNoCase(t *testing.T) {
	s := open(t)
	v := s.visit()
	c := s.ready(desk.ModeAdvise, "", v)
	p := must(s.intake.Advise(s.ctx(), s.rid(), at(1), c))(t)
	if p.Kind != desk.PaperAdvice || p.Case != "" || p.Content.CaseNo != "" || p.Ticket != v.ID || p.Item != c.Item {
		t.Errorf("paper is %+v", p)
	}
	if list := must(s.db.Cases(s.ctx(), desk.CaseFilter{}))(t); len(list) != 0 {
		t.Errorf("%d cases were made", len(list))
	}
	q := must(s.db.Inquiries(s.ctx(), desk.InquiryFilter{}))(t)
	if len(q) != 1 || q[0].State != desk.InquiryAnswered || q[0].Item != c.Item || q[0].Ticket != v.ID || q[0].First != "u01" {
		t.Errorf("register: %+v", q)
	}
	// A number on it from elsewhere makes no case of it either.
	c = s.ready(desk.ModeAdvise, "", v)
	c.No = "BJ-110101001001-20261123-01A0009"
	if p = must(s.intake.Advise(s.ctx(), s.rid(), at(1), c))(t); p.Case != "" || p.Content.CaseNo != "" {
		t.Errorf("paper of a numbered draft is about %q", p.Case)
	}
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), s.ready(desk.ModeCollect, "", v)))(t)
	if taken.Case.No != "BJ-110101001001-20261123-01A0001" {
		t.Errorf("the first case is %s: a pre-examination took a number", taken.Case.No)
	}
}

// TestAnIncompleteIntakeNamesEveryOpenLine fills a draft in line by line.
func TestAnIncompleteIntakeNamesEveryOpenLine(t *testing.T) {
	s := open(t)
	it := matter(t, desk.ModeAccept, "", true)
	c := s.begin(it.ID, s.visit())
	open := func(want ...string) {
		t.Helper()
		s.nothingWritten(func() {
			_, err := s.intake.Accept(s.ctx(), s.rid(), at(1), c)
			if p := wantProblem(t, err, desk.Blocked, "case.open"); !slices.Equal(p.Open, want) {
				t.Errorf("open %q, want %q", p.Open, want)
			}
		})
	}
	var questions, lines []string
	for _, q := range it.Situations {
		if q.Fact == "" { // what the visit tells by itself is not open
			questions = append(questions, "question:"+q.Key)
		}
	}
	for _, m := range c.Materials {
		if m.Required {
			lines = append(lines, "material:"+m.Name)
		}
	}
	if len(lines) == 0 {
		t.Fatal("the item asks for nothing")
	}
	open(slices.Concat([]string{"applicant", "identity"}, questions, lines)...)
	c.Private.Applicant = citizen()
	open(slices.Concat(questions, lines)...)

	c.Answers = map[string]string{}
	for _, q := range it.Situations {
		c.Answers[q.Key] = q.Answers[0].Key
	}
	if err := s.intake.Tailor(&c); err != nil {
		t.Fatal(err)
	}
	complete(&c)
	first := "material:" + c.Materials[0].Name
	for _, m := range []desk.Material{
		{State: desk.MaterialMissing},
		{State: desk.MaterialUnfit, Reason: "blurred"},
		{State: desk.MaterialFollows},
		{State: desk.MaterialExempt},
		{State: desk.MaterialExempt, Reason: " "},
		{State: "invented"},
	} {
		c.Materials[0].State, c.Materials[0].Reason = m.State, m.Reason
		open(first)
	}
	for _, m := range []desk.Material{
		{State: desk.MaterialComplete},
		{State: desk.MaterialFollows, Due: "2026-12-01"},
		{State: desk.MaterialExempt, Reason: "e-licence"},
	} {
		c.Materials[0].State, c.Materials[0].Reason, c.Materials[0].Due = m.State, m.Reason, m.Due
		if open := s.intake.Lacks(&c, storetest.Today); len(open) != 0 {
			t.Errorf("with %+v open %q", m, open)
		}
	}
	must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
}

func TestAnIdentityMustStandUp(t *testing.T) {
	s := open(t)
	v := s.visit()
	for _, tt := range []struct {
		name string
		edit func(*desk.Case)
		want []string
	}{
		{"nobody", func(c *desk.Case) { c.Private.Applicant = desk.Person{} }, []string{"applicant", "identity"}},
		{"no name", func(c *desk.Case) { c.Private.Applicant.Name = " " }, []string{"applicant"}},
		{"no number", func(c *desk.Case) { c.Private.Applicant.Number = "" }, []string{"identity"}},
		{"a mistyped number", func(c *desk.Case) { c.Private.Applicant.Number = "110101189903070017" }, []string{"identity"}},
		{"a living person's at a demonstration", func(c *desk.Case) { c.Private.Applicant.Number = "11010119900307002X" }, []string{"identity"}},
		{"a wrong phone", func(c *desk.Case) { c.Private.Applicant.Phone = "12" }, []string{"identity"}},
		{"an agent without a name", func(c *desk.Case) { a := neighbour(); a.Name = ""; c.Private.Agent = &a }, []string{"agent"}},
		{"an agent without a number", func(c *desk.Case) { a := neighbour(); a.Number = ""; c.Private.Agent = &a }, []string{"agent"}},
		{"an agent with a mistyped number", func(c *desk.Case) { a := neighbour(); a.Number = "110101188511260028"; c.Private.Agent = &a }, []string{"agent"}},
	} {
		for _, mode := range []desk.Mode{desk.ModeAccept, desk.ModeCollect} {
			c := s.ready(mode, "", v)
			tt.edit(&c)
			end := (*desk.Intake).Accept
			if mode == desk.ModeCollect {
				end = (*desk.Intake).Receive
			}
			s.nothingWritten(func() {
				_, err := end(s.intake, s.ctx(), s.rid(), at(1), c)
				if p := wantProblem(t, err, desk.Blocked, "case.open"); !slices.Equal(p.Open, tt.want) {
					t.Errorf("%s, mode %s: open %q, want %q", tt.name, mode, p.Open, tt.want)
				}
			})
		}
	}
}

func TestANoticeAndARefusalNeedANameOnly(t *testing.T) {
	s := open(t)
	c := s.begin(matter(t, desk.ModeAccept, "", true).ID, s.visit())
	for _, e := range []ending{endings[2], endings[3]} {
		s.nothingWritten(func() {
			_, err := e.do(s.intake, s.ctx(), s.rid(), at(1), c)
			if p := wantProblem(t, err, desk.Blocked, "case.open"); !slices.Equal(p.Open, []string{"applicant"}) {
				t.Errorf("%s: open %q", e.name, p.Open)
			}
		})
	}
	c.Private.Applicant.Name = citizen().Name
	must(s.intake.Notice(s.ctx(), s.rid(), at(1), c))(t)
}

func TestAnAgentStandsOnThePaper(t *testing.T) {
	s := open(t)
	c := s.ready(desk.ModeCollect, "", s.visit())
	a := neighbour()
	c.Private.Agent = &a
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), c))(t)
	w := taken.Papers[0].Content
	if w.Applicant != citizen().Name || w.Agent != a.Name || w.AgentMask != "1****************9" || w.IDMask != "1****************8" {
		t.Errorf("paper names %s %s for %s %s", w.Agent, w.AgentMask, w.Applicant, w.IDMask)
	}
	if stored := must(s.db.Case(s.ctx(), c.ID))(t); stored.Private.Agent == nil || *stored.Private.Agent != a {
		t.Errorf("agent kept: %+v", stored.Private.Agent)
	}
}

func TestARefusalGivesItsReason(t *testing.T) {
	s := open(t)
	c := s.ready(desk.ModeAccept, "", s.visit())
	for _, reason := range []string{"", " \n "} {
		s.nothingWritten(func() {
			_, err := s.intake.Refuse(s.ctx(), s.rid(), at(1), c, reason)
			wantProblem(t, err, desk.Invalid, "refusal.reason")
		})
	}
	taken := must(s.intake.Refuse(s.ctx(), s.rid(), at(1), c, "不在本社区居住"))(t)
	if c = taken.Case; c.Finished == nil || c.Accepted != nil || c.Due != "" || c.Words != "不在本社区居住" || c.No == "" {
		t.Errorf("case is %+v", c)
	}
	if w := taken.Papers[0].Content; w.Reason != c.Words || w.CaseNo != c.No {
		t.Errorf("paper says %q of %s", w.Reason, w.CaseNo)
	}
}

func TestAStaleDraftIsRefused(t *testing.T) {
	s := open(t)
	c := s.ready(desk.ModeAccept, "", s.visit())
	must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
	for _, e := range []ending{endings[0], endings[2]} {
		s.nothingWritten(func() {
			_, err := e.do(s.intake, s.ctx(), s.rid(), at(2), c)
			wantProblem(t, err, desk.Conflict, "case.changed")
		})
	}
}

// TestADraftCannotTalkItsWayRoundTheMachine hands in a case whose state, mode
// or number is not the stored one.
func TestADraftCannotTalkItsWayRoundTheMachine(t *testing.T) {
	s := open(t)
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), s.ready(desk.ModeCollect, "", s.visit())))(t)
	c := taken.Case
	c.Mode, c.State = desk.ModeAccept, desk.CaseDraft
	s.nothingWritten(func() {
		_, err := s.intake.Accept(s.ctx(), s.rid(), at(1), c)
		wantProblem(t, err, desk.Blocked, "case.mode.D")
	})
	c = taken.Case
	c.State = desk.CaseSupplement
	s.nothingWritten(func() {
		_, err := s.intake.Receive(s.ctx(), s.rid(), at(1), c)
		wantProblem(t, err, desk.Blocked, "case.state")
	})
	c = taken.Case
	c.No, c.Materials[0].State = "BJ-0", desk.MaterialMissing
	if again := must(s.intake.Notice(s.ctx(), s.rid(), at(1), c))(t); again.Case.No != taken.Case.No {
		t.Errorf("the case was numbered anew: %s", again.Case.No)
	}
}

func TestAnUnknownMatterBeginsNothing(t *testing.T) {
	s := open(t)
	_, err := s.intake.Begin(s.ctx(), "c1", at(1), "no such matter", desk.Ticket{})
	wantProblem(t, err, desk.NotFound, "item")
	if list := must(s.db.Drafts(s.ctx()))(t); len(list) != 0 {
		t.Errorf("drafts: %+v", list)
	}
}

func TestTailoringKeepsWhatWasScanned(t *testing.T) {
	s := open(t)
	c := s.begin(matter(t, desk.ModeAccept, "", false).ID, desk.Ticket{})
	c.Materials[0].State, c.Materials[0].Seen = desk.MaterialComplete, 1
	page := desk.Page{ID: "sm3:" + strings.Repeat("0", 64)}
	c.Materials = append(c.Materials,
		desk.Material{Key: "gone", Name: "gone", Required: true, Pages: []desk.Page{page}},
		desk.Material{Key: "empty", Name: "empty", Required: true})
	if err := s.intake.Tailor(&c); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, m := range c.Materials {
		keys = append(keys, m.Key)
	}
	if kept := c.Material("gone"); kept == nil || kept.Required || slices.Contains(keys, "empty") {
		t.Errorf("lines %v after tailoring", keys)
	}
	if c.Materials[0].State != desk.MaterialComplete || c.Materials[0].Seen != 1 {
		t.Errorf("first line is %+v", c.Materials[0])
	}
	if c.Pages() != 1 || !slices.Equal(c.Blobs(), []string{page.ID}) {
		t.Errorf("%d pages, %v", c.Pages(), c.Blobs())
	}
	c.Answers = map[string]string{"no such question": "yes"}
	if err := s.intake.Tailor(&c); desk.KindOf(err) != desk.Invalid || len(c.Materials) != len(keys) {
		t.Errorf("an answer to no question: %v, %d lines", err, len(c.Materials))
	}
	if fmt.Sprint(s.intake.Tailor(&desk.Case{Item: "none"})) == "<nil>" {
		t.Error("an unknown item was tailored")
	}
}

// TestACaseNeverBecomesSomebodyElses: supplements come for the applicant whose
// case it is.
func TestACaseNeverBecomesSomebodyElses(t *testing.T) {
	s := open(t)
	v := s.visit()
	c := s.ready(desk.ModeAccept, "", v)
	for i := range c.Materials {
		if c.Materials[i].Required {
			c.Materials[i].State = desk.MaterialMissing
			break
		}
	}
	told := must(s.intake.Notice(s.ctx(), s.rid(), at(1), c))(t)
	dr := must(s.intake.Continue(s.ctx(), at(1), told.Case.ID, v))(t)
	complete(&dr.Case)
	other := dr.Case
	other.Private.Applicant = storetest.Other()
	if _, err := s.intake.Accept(s.ctx(), s.rid(), at(1), other); desk.KindOf(err) != desk.Conflict {
		t.Errorf("somebody else's number is accepted: %v", err)
	}
	if _, err := s.intake.Accept(s.ctx(), s.rid(), at(1), dr.Case); err != nil {
		t.Errorf("the applicant's own supplements: %v", err)
	}
}

// TestASecondMatterKnowsThePersonOfTheFirst: what was told once in a visit is
// not asked again, and never comes from another visit.
func TestASecondMatterKnowsThePersonOfTheFirst(t *testing.T) {
	s := open(t)
	v := s.visit()
	first := must(s.intake.Accept(s.ctx(), s.rid(), at(1), s.ready(desk.ModeAccept, "", v)))(t)
	dr := must(s.intake.Begin(s.ctx(), s.rid(), at(1), first.Case.Item, v))(t)
	if got, want := dr.Case.Private.Applicant, first.Case.Private.Applicant; got != want || got.Number == "" {
		t.Errorf("the second matter begins with %+v", got)
	}
	s.finish(1, v.ID)
	next := s.visit()
	if dr := must(s.intake.Begin(s.ctx(), s.rid(), at(1), first.Case.Item, next))(t); !dr.Case.Private.Applicant.Empty() {
		t.Error("the next visitor begins with the person before")
	}
}
