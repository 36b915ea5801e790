package practice

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
)

func TestIdealRunsGetFullPoints(t *testing.T) {
	for _, s := range builtin(t) {
		got := Score(s, ideal(t, s).entries())
		if got.Points != fullMarks || got.Of != fullMarks {
			t.Errorf("%s: %d of %d", s.ID, got.Points, got.Of)
		}
		for _, r := range got.Rows {
			if len(r.Faults) > 0 {
				t.Errorf("%s: %s: %+v", s.ID, r.Check, r.Faults)
			}
		}
		if len(got.Goods) != 3 || len(got.Better) != 0 {
			t.Errorf("%s: goods %v, better %v", s.ID, got.Goods, got.Better)
		}
	}
}

// spoilt says how each criterion is lost: every one must be able to fail.
var spoilt = map[Check]struct {
	reason Reason
	spoil  func(p *tape)
}{
	CheckIdentityFirst: {BoundLate, func(p *tape) {
		p.drop(ActBound)
		i := p.at(ActPage) + 1
		p.lines = slices.Insert(p.lines, i, tapeLine{ActBound, note(noteRole, string(Applicant), noteWho, "self", noteSource, desk.FromCard), p.lines[i].at})
	}},
	CheckIdentityCard: {TypedByHand, func(p *tape) { p.lines[p.at(ActBound)].body.Note[noteSource] = desk.Typed }},
	CheckPersons: {WrongPerson, func(p *tape) {
		p.theEnd().body.Note[noteApplicant] = stranger
	}},
	CheckSituation: {WrongAnswer, func(p *tape) {
		p.theEnd().body.Cases[0].Answers = map[string]string{"q1": "z"}
	}},
	CheckMaterials: {WrongFinding, func(p *tape) {
		m := &p.theEnd().body.Cases[0].Materials[0]
		if m.State == desk.MaterialComplete {
			m.State = desk.MaterialMissing
		} else {
			m.State = desk.MaterialComplete
		}
	}},
	CheckNotice: {NotListed, func(p *tape) {
		c := &p.theEnd().body.Cases[0]
		for i := range c.Materials {
			c.Materials[i].State = desk.MaterialComplete
		}
	}},
	CheckEnding: {WrongEnding, func(p *tape) { p.theEnd().kind = desk.ActCaseReceived }},
	CheckNoCase: {CaseMade, func(p *tape) {
		p.lines[p.at(desk.ActTicketDone)].body.Cases = []desk.CaseDoc{{Case: desk.Case{ID: "c"}}}
	}},
	CheckReferral: {WrongReferral, func(p *tape) { p.theEnd().body.Note["certificate"] = "alive" }},
	CheckRating: {NotAsked, func(p *tape) {
		p.lines[p.at(desk.ActRated)].body.Ratings[0] = desk.Rating{Silence: desk.NotAsked}
	}},
	CheckOrder:   {OutOfOrder, func(p *tape) { p.move(desk.ActTicketDone, p.theEnd().kind) }},
	CheckInquiry: {RecordedAs, func(p *tape) { p.theEnd().body.Inquiries[0].State = desk.InquiryOpen }},
	CheckHeard:   {NotHeardOut, func(p *tape) { p.drop(ActHeard) }},
	CheckClosed:  {NotClosed, func(p *tape) { p.drop(desk.ActTicketDone) }},
	CheckTime: {TooSlow, func(p *tape) {
		for i := range p.lines[1:] {
			p.lines[i+1].at += 8 * time.Minute
		}
	}},
	CheckReprint: {NotReprinted, func(p *tape) { p.move(desk.ActPaperReprinted, ActHappened) }},
}

// TestEveryCriterionCanFail spoils one thing for each line of each rubric: that
// line loses points and names a moment of the run.
func TestEveryCriterionCanFail(t *testing.T) {
	tried := map[Check]bool{}
	for _, s := range builtin(t) {
		for i, c := range s.Rubric {
			tried[c.Check] = true
			x, ok := spoilt[c.Check]
			if !ok {
				t.Errorf("nobody tries to lose %s", c.Check)
				continue
			}
			p := ideal(t, s)
			x.spoil(p)
			lines := p.entries()
			row := Score(s, lines).Rows[i]
			if row.Lost() <= 0 || len(row.Faults) == 0 {
				t.Errorf("%s: %s keeps %d of %d", s.ID, c.Check, row.Points, row.Of)
				continue
			}
			f := row.Faults[0]
			if f.Reason != x.reason {
				t.Errorf("%s: %s: %s, want %s", s.ID, c.Check, f.Reason, x.reason)
			}
			n := int(f.Moment.N - firstN)
			if n < 0 || n >= len(lines) || lines[n].Line.Kind != f.Moment.Kind || !time.Time(lines[n].Line.At).Equal(f.Moment.At) {
				t.Errorf("%s: %s: moment %+v is no line of the run", s.ID, c.Check, f.Moment)
			}
		}
	}
	for c := range checks {
		if !tried[c] {
			t.Errorf("no scene has the criterion %s", c)
		}
	}
}

// TestLosingByOmission drops one act after the other: no run gets more points
// for doing less, and an empty one gets next to none.
func TestLosingByOmission(t *testing.T) {
	for _, s := range builtin(t) {
		p := ideal(t, s)
		last := fullMarks
		for len(p.lines) > 2 {
			i := len(p.lines) - 2 // the end of the run stays
			if endings[p.lines[i].kind] != "" {
				break
			}
			p.lines = slices.Delete(p.lines, i, i+1)
			got := Score(s, p.entries()).Points
			if got > last {
				t.Errorf("%s: %d points after leaving more out than for %d", s.ID, got, last)
			}
			last = got
		}
		none := ideal(t, s)
		none.lines = []tapeLine{none.lines[0], none.lines[len(none.lines)-1]}
		if got := Score(s, none.entries()); got.Points > 25 {
			t.Errorf("%s: %d points for doing nothing", s.ID, got.Points)
		}
	}
}

func TestReasonsOfOmission(t *testing.T) {
	s := builtin(t)[0]
	for _, x := range builtin(t) {
		if x.Truth.Ending == Noticed {
			s = x
		}
	}
	p := ideal(t, s)
	p.lines = []tapeLine{p.lines[0], p.lines[len(p.lines)-1]}
	want := map[Check]Reason{
		CheckIdentityFirst: NeverBound, CheckPersons: NoEnding, CheckSituation: NoEnding, CheckMaterials: NoEnding,
		CheckNotice: NoNotice, CheckEnding: NoEnding, CheckHeard: NotHeardOut, CheckOrder: LeftOut, CheckRating: NotAsked,
	}
	for _, r := range Score(s, p.entries()).Rows {
		if len(r.Faults) == 0 || r.Faults[0].Reason != want[r.Check] || r.Points != 0 {
			t.Errorf("%s: %d points, %+v", r.Check, r.Points, r.Faults)
		}
	}
}

func TestCountedCriteriaLoseAShare(t *testing.T) {
	for _, s := range builtin(t) {
		if s.ID != "agent-senior-card" {
			continue
		}
		p := ideal(t, s)
		p.theEnd().body.Cases[0].Materials[2].State = desk.MaterialMissing // one of four
		delete(p.theEnd().body.Note, noteAgent)                            // one of two
		for _, r := range Score(s, p.entries()).Rows {
			switch r.Check {
			case CheckMaterials:
				if r.Points != 11 || r.Faults[0].Subject != "name of m3" {
					t.Errorf("materials: %d points, %+v", r.Points, r.Faults)
				}
			case CheckPersons:
				if r.Points != 12 || r.Faults[0].Reason != NobodyNamed {
					t.Errorf("persons: %d points, %+v", r.Points, r.Faults)
				}
			}
		}
		return
	}
	t.Fatal("the scene is gone")
}

// TestSameRunSameScore spoils runs at random and scores each twice, the second
// time among other runs' lines.
func TestSameRunSameScore(t *testing.T) {
	r := rand.New(rand.NewPCG(2026, 11))
	for _, s := range builtin(t) {
		for range 50 {
			p := ideal(t, s)
			for range r.IntN(6) {
				i := 1 + r.IntN(len(p.lines)-2)
				p.lines = slices.Delete(p.lines, i, i+1)
			}
			lines := p.entries()
			first := Score(s, lines)
			if again := Score(s, lines); !reflect.DeepEqual(first, again) {
				t.Fatalf("%s: two scores of one run", s.ID)
			}
			around := slices.Concat(strange(lines[0].N-2), lines, strange(lines[0].N+500))
			if among := Score(s, around); !reflect.DeepEqual(first, among) {
				t.Fatalf("%s: other lines change the score: %+v\n%+v", s.ID, first, among)
			}
			if first.Points < 0 || first.Points > fullMarks {
				t.Fatalf("%s: %d points", s.ID, first.Points)
			}
		}
	}
}

// strange are lines that belong to no run.
func strange(n int64) []desk.Entry {
	return []desk.Entry{
		{N: n, Line: desk.Line{Kind: desk.ActCaseReceived, Body: []byte(`{"cases":[{"id":"x"}]}`)}},
		{N: n + 1, Line: desk.Line{Kind: ActPage, Body: []byte(`not JSON`)}},
	}
}

func TestRunsAreTakenApart(t *testing.T) {
	list := builtin(t)
	whole, broken := ideal(t, list[0]), ideal(t, list[1])
	broken.lines = broken.lines[:5]
	lines := slices.Concat(strange(1), broken.entries(), strange(90), whole.entries(), strange(200))
	runs := Runs(lines)
	if len(runs) != 2 {
		t.Fatalf("%d runs", len(runs))
	}
	if runs[0].Scene != list[1].ID || runs[0].Ended || runs[1].Scene != list[0].ID || !runs[1].Ended {
		t.Errorf("%s %v, %s %v", runs[0].Scene, runs[0].Ended, runs[1].Scene, runs[1].Ended)
	}
	if got := Score(list[0], runs[1].Entries); got.Points != fullMarks {
		t.Errorf("%d points", got.Points)
	}
	if runs[1].Staff != "u01" || runs[1].Digest != list[0].Digest {
		t.Errorf("%q by %q", runs[1].Digest, runs[1].Staff)
	}
}
