package wire

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/practice"
)

// runOf returns the journal lines of the latest run.
func runOf(t *testing.T, p *Practice) []desk.Entry {
	t.Helper()
	lines, err := p.desk.Store.Journal(t.Context(), 0, 1000)
	if err != nil || len(lines) == 1000 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	runs := practice.Runs(lines)
	return runs[len(runs)-1].Entries
}

func scenesOf(t *testing.T, p *Practice) []practice.Listed {
	t.Helper()
	list, err := p.Stage.Scenes(t.Context())
	if err != nil || len(list) < 5 || len(p.Findings) > 0 {
		t.Fatalf("%d scenes, findings %v, %v", len(list), p.Findings, err)
	}
	return list
}

// TestScenesPlayedRight plays every scene through the use cases over a real
// store: each gets full points, from the journal and after a restart.
func TestScenesPlayedRight(t *testing.T) {
	dir := t.TempDir()
	p, err := OpenPractice(t.Context(), Options{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	x := &trainee{t: t, p: p, d: p.desk.Duty("u01", 1)}
	for _, l := range scenesOf(t, p) {
		sheet := x.play(l.Scene, slips{})
		if sheet.Points != 100 {
			t.Errorf("%s: %d points", l.Scene.ID, sheet.Points)
			for _, r := range sheet.Rows {
				if r.Lost() > 0 {
					t.Errorf("  %s: %+v", r.Check, r.Faults)
				}
			}
		}
		if again := practice.Score(l.Scene, runOf(t, p)); !reflect.DeepEqual(again, sheet) {
			t.Errorf("%s: another score from the same lines", l.Scene.ID)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if p, err = OpenPractice(t.Context(), Options{Data: dir}); err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, l := range scenesOf(t, p) {
		if l.Runs != 1 || l.Best != 100 {
			t.Errorf("%s after a restart: %d runs, best %d", l.Scene.ID, l.Runs, l.Best)
		}
	}
}

// TestScenesPlayedWrong makes one mistake for each criterion of each scene.
func TestScenesPlayedWrong(t *testing.T) {
	p := openPractice(t)
	x := &trainee{t: t, p: p, d: p.desk.Duty("u01", 1)}
	for _, l := range scenesOf(t, p) {
		for i, c := range l.Scene.Rubric {
			slip, ok := loses[c.Check]
			if !ok && c.Check != practice.CheckTime {
				t.Errorf("nobody tries to lose %s", c.Check)
				continue
			}
			sheet := x.play(l.Scene, slip)
			if c.Check == practice.CheckTime {
				hurried := l.Scene
				hurried.Rubric = slices.Clone(l.Scene.Rubric)
				hurried.Rubric[i].Limit = time.Nanosecond
				sheet = practice.Score(hurried, runOf(t, p))
			}
			row := sheet.Rows[i]
			if row.Check != c.Check || row.Lost() == 0 || len(row.Faults) == 0 {
				t.Errorf("%s: %s keeps %d of %d", l.Scene.ID, c.Check, row.Points, row.Of)
				continue
			}
			run := runOf(t, p)
			at := row.Faults[0].Moment
			if n := int(at.N - run[0].N); n < 0 || n >= len(run) || run[n].Line.Kind != at.Kind {
				t.Errorf("%s: %s: moment %+v is no line of the run", l.Scene.ID, c.Check, at)
			}
		}
	}
	if r, err := p.desk.Store.Verify(t.Context()); err != nil || !r.OK() {
		t.Errorf("the practice journal: %+v, %v", r, err)
	}
	if found, err := p.desk.Store.RebuildCheck(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("the practice tables: %v, %v", found, err)
	}
}

// TestEverythingOfPracticeIsMarked looks at every number and paper of a run.
func TestEverythingOfPracticeIsMarked(t *testing.T) {
	p := openPractice(t)
	ctx := t.Context()
	x := &trainee{t: t, p: p, d: p.desk.Duty("u01", 1)}
	for _, l := range scenesOf(t, p) {
		x.play(l.Scene, slips{})
	}
	today, err := p.desk.Store.Today(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tickets, err := p.desk.Store.Tickets(ctx, today.Day)
	if err != nil || len(tickets) < 5 {
		t.Fatalf("%d tickets, %v", len(tickets), err)
	}
	for _, k := range tickets {
		if !strings.HasPrefix(k.No, "演") {
			t.Errorf("ticket %s", k.No)
		}
	}
	cases, err := p.desk.Store.Cases(ctx, desk.CaseFilter{})
	if err != nil || len(cases) < 3 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		if !strings.HasPrefix(c.No, "演") {
			t.Errorf("case %s", c.No)
		}
	}
	papers, err := p.desk.Store.Papers(ctx, desk.PaperFilter{})
	if err != nil || len(papers) < 9 {
		t.Fatalf("%d papers, %v", len(papers), err)
	}
	for _, k := range papers {
		if !k.Practice || !strings.HasPrefix(k.No, "演") {
			t.Errorf("paper %s, practice %v", k.No, k.Practice)
		}
		text, err := p.desk.RenderAs(k, "text")
		if err != nil || !strings.Contains(string(text), "演练") {
			t.Errorf("%s does not say that it is practice: %v\n%s", k.No, err, text)
		}
	}
}

// TestRealNumbersAreRefused tries a number of somebody who may live in every way
// in, and finds nothing of it stored.
func TestRealNumbersAreRefused(t *testing.T) {
	const real = "110101199001010015"
	p := openPractice(t)
	ctx, d := t.Context(), p.desk
	duty := d.Duty("u01", 1)
	dr, err := d.Intake.Begin(ctx, d.Mint(), duty, "BJ-SQ-0105", desk.Ticket{})
	if err != nil {
		t.Fatal(err)
	}
	before, err := d.Store.Journal(ctx, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	person := desk.Person{Document: "111", Number: real, Name: "王试一", Source: desk.FromCard}
	if err := d.People.Check(person, "2026-11-23"); desk.KindOf(err) != desk.Invalid {
		t.Errorf("bound to a case: %v", err)
	}
	dr.Case.Private.Applicant = person
	if err := d.Intake.Save(ctx, dr); desk.KindOf(err) != desk.Denied {
		t.Errorf("kept in a draft: %v", err)
	}
	for i := range dr.Case.Materials {
		dr.Case.Materials[i].State = desk.MaterialComplete
	}
	dr.Case.Answers = map[string]string{"q1": "a"}
	if _, err := d.Intake.Accept(ctx, d.Mint(), duty, dr.Case); err == nil {
		t.Error("accepted")
	}
	dr.Case.Materials[0].State = desk.MaterialMissing
	if _, err := d.Intake.Notice(ctx, d.Mint(), duty, dr.Case); err == nil {
		t.Error("told what lacks")
	}
	if _, err := d.Counter.Ask(ctx, d.Mint(), duty, desk.AskOrder{
		State: desk.InquiryOpen, Private: desk.InquiryPrivate{Words: "身份证" + real},
	}); desk.KindOf(err) != desk.Denied {
		t.Errorf("written into the register: %v", err)
	}
	if err := p.props.Cards(practice.Scene{People: []practice.Person{{Name: "王试一", Number: real, Card: true}}}); err == nil {
		t.Error("laid on the reader")
	}
	after, err := d.Store.Journal(ctx, 0, 1000)
	if err != nil || len(after) != len(before) {
		t.Errorf("%d lines more, %v", len(after)-len(before), err)
	}
	kept, err := d.Store.Draft(ctx, dr.Case.ID)
	if err != nil || !kept.Case.Private.Applicant.Empty() {
		t.Errorf("the draft names somebody: %v", err)
	}
}

func TestOnePracticeAFolder(t *testing.T) {
	dir := t.TempDir()
	p, err := OpenPractice(t.Context(), Options{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPractice(t.Context(), Options{Data: dir}); desk.KindOf(err) != desk.Locked {
		t.Errorf("a second one: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p, err = OpenPractice(t.Context(), Options{Data: dir})
	if err != nil {
		t.Fatalf("after the first was closed: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
