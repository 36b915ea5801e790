package practice

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
)

var trainee = desk.Duty{Staff: desk.Staff{ID: "u01", Name: "Sample"}, Window: 1}

// stand builds a stage with one scene, which has one event of each way.
func stand(t *testing.T) (*Stage, *Witness, *memory, *props) {
	t.Helper()
	s, found, err := Parse("sample.toml", []byte(sample))
	if err != nil {
		t.Fatalf("%v: %v", err, found)
	}
	s.Events = append(s.Events, Event{What: PaperOut, On: desk.ActCaseNoticed, For: 20 * time.Second})
	m, p := newMemory(), &props{}
	w := NewWitness(m)
	return NewStage(w, desk.NewHall(w, desk.Station{}, nil), []Scene{s}, p), w, m, p
}

func begin(t *testing.T, s *Stage) {
	t.Helper()
	if _, err := s.Begin(t.Context(), trainee, "sample-one"); err != nil {
		t.Fatal(err)
	}
}

func TestStagePlaysOneSceneAtATime(t *testing.T) {
	s, _, m, p := stand(t)
	ctx := t.Context()
	if _, err := s.Begin(ctx, trainee, "no-such"); desk.KindOf(err) != desk.NotFound {
		t.Errorf("an unknown scene: %v", err)
	}
	if _, err := s.End(ctx); desk.KindOf(err) != desk.NotFound {
		t.Errorf("the end of nothing: %v", err)
	}
	if _, err := s.Hear(ctx); desk.KindOf(err) != desk.NotFound {
		t.Errorf("nobody speaks: %v", err)
	}
	begin(t, s)
	if n := s.Now(); !n.Playing || n.Heard != 1 || n.Said != "您好。" || n.Left() != 1 {
		t.Errorf("%+v", n)
	}
	if _, err := s.Begin(ctx, trainee, "sample-one"); !errors.Is(err, &desk.Problem{Kind: desk.Blocked, What: "practice.playing"}) {
		t.Errorf("a second scene: %v", err)
	}
	if n, err := s.Hear(ctx); err != nil || n.Said != "带来了。" || n.Left() != 0 {
		t.Errorf("%+v, %v", n, err)
	}
	if _, err := s.Hear(ctx); desk.KindOf(err) != desk.Blocked {
		t.Errorf("more than is written: %v", err)
	}
	if err := s.Cards(); err != nil {
		t.Error(err)
	}
	sheet, err := s.End(ctx)
	if err != nil || sheet.Of != fullMarks || sheet.Scene != "sample-one" || s.Now().Playing {
		t.Errorf("%+v, %v", sheet, err)
	}
	if want := []desk.ActKind{ActBegun, ActHeard, ActEnded}; !slices.Equal(m.kinds(), want) {
		t.Errorf("lines %v, want %v", m.kinds(), want)
	}
	if want := []string{"lay sample-one", "cards sample-one", "clear"}; !slices.Equal(p.did, want) {
		t.Errorf("props %v, want %v", p.did, want)
	}
}

func TestStageDoesNotBeginWithoutProps(t *testing.T) {
	s, _, m, p := stand(t)
	p.fail = errors.New("no card")
	if _, err := s.Begin(t.Context(), trainee, "sample-one"); !errors.Is(err, p.fail) {
		t.Error(err)
	}
	if s.Now().Playing || len(m.kinds()) != 0 {
		t.Errorf("playing %v, lines %v", s.Now().Playing, m.kinds())
	}
}

func TestStageSendsHomeWhoWasLeft(t *testing.T) {
	s, _, m, _ := stand(t)
	for i, st := range []desk.TicketState{
		desk.TicketWaiting, desk.TicketCalled, desk.TicketServing, desk.TicketHeld, desk.TicketMissed, desk.TicketDone,
	} {
		x := desk.Ticket{ID: string(rune('a' + i)), State: st}
		if x.Open() {
			x.Window = 2
		}
		m.tickets = append(m.tickets, x)
	}
	m.drafts["d"] = desk.Draft{Case: desk.Case{ID: "d"}}
	begin(t, s)
	for _, x := range m.tickets {
		if x.State != desk.TicketDone && x.State != desk.TicketAbandoned {
			t.Errorf("%s is %s", x.ID, x.State)
		}
	}
	if len(m.drafts) != 0 {
		t.Error("a draft was left")
	}
	if runs := Runs(m.lines); len(runs) != 1 || len(runs[0].Entries) != 1 {
		t.Errorf("what was swept counts: %+v", runs)
	}
}

// oneAct writes one act through the witness.
func oneAct(ctx context.Context, w *Witness, k desk.ActKind) error {
	_, err := w.Write(ctx, "r", trainee, func(desk.Tx) (desk.Act, error) { return desk.Act{Kind: k, Obj: "x"}, nil })
	return err
}

func TestEventsComeAndGo(t *testing.T) {
	s, w, m, p := stand(t)
	ctx := t.Context()
	pulse := func(after time.Duration, want ...string) {
		t.Helper()
		p.did = nil
		m.pass(after)
		if err := s.Pulse(ctx); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(p.did, want) {
			t.Errorf("%v, want %v", p.did, want)
		}
	}
	pulse(time.Hour) // nothing is played
	begin(t, s)
	pulse(119 * time.Second)
	pulse(time.Second, "fail jam")
	pulse(19 * time.Second)
	pulse(time.Second, "mend jam")
	pulse(time.Hour)

	p.did = nil
	if err := oneAct(ctx, w, desk.ActCaseAccepted); err != nil || len(p.did) != 0 {
		t.Errorf("%v, %v", p.did, err)
	}
	m.refuse = true
	if err := oneAct(ctx, w, desk.ActCaseNoticed); !errors.Is(err, errRefused) {
		t.Error(err)
	}
	if want := []string{"fail paper_out", "mend paper_out"}; !slices.Equal(p.did, want) {
		t.Errorf("an act that was not written: %v", p.did)
	}
	p.did = nil
	for range 2 {
		if err := oneAct(ctx, w, desk.ActCaseNoticed); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"fail paper_out"}; !slices.Equal(p.did, want) {
		t.Errorf("%v", p.did)
	}
	pulse(20*time.Second, "mend paper_out")
	want := []desk.ActKind{
		ActBegun, ActHappened, ActMended, desk.ActCaseAccepted, desk.ActCaseNoticed, ActHappened, desk.ActCaseNoticed, ActMended,
	}
	if !slices.Equal(m.kinds(), want) {
		t.Errorf("lines %v", m.kinds())
	}
}

func TestShelfKeepsResults(t *testing.T) {
	s, _, m, _ := stand(t)
	ctx := t.Context()
	look := func() Listed {
		t.Helper()
		list, err := s.Scenes(ctx)
		if err != nil || len(list) != 1 {
			t.Fatalf("%d scenes, %v", len(list), err)
		}
		return list[0]
	}
	if l := look(); l.Runs != 0 || l.Last != nil {
		t.Errorf("%+v", l)
	}
	begin(t, s)
	if l := look(); l.Runs != 0 { // in the middle of a run
		t.Errorf("%+v", l)
	}
	m.pass(8 * time.Minute)
	if err := oneAct(ctx, s.witness, desk.ActCaseNoticed); err != nil {
		t.Fatal(err)
	}
	if _, err := s.End(ctx); err != nil {
		t.Fatal(err)
	}
	first := look()
	begin(t, s)
	if _, err := s.End(ctx); err != nil {
		t.Fatal(err)
	}
	second := look()
	if first.Runs != 1 || second.Runs != 2 || second.Best < first.Best || second.Last.Points != 10 {
		t.Errorf("%+v\n%+v", first, second)
	}
	other := NewStage(NewWitness(m), s.hall, s.scenes, &props{})
	if again, err := other.Scenes(ctx); err != nil || again[0].Runs != 2 || again[0].Best != second.Best {
		t.Errorf("after a restart: %+v, %v", again, err)
	}
	other.scenes[0].Digest = "reworded"
	third := NewStage(NewWitness(m), s.hall, other.scenes, &props{})
	if l, err := third.Scenes(ctx); err != nil || l[0].Runs != 0 {
		t.Errorf("a run by other rules counts: %+v, %v", l, err)
	}
}
