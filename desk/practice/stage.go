package practice

import (
	"context"
	"strconv"
	"sync"
	"time"

	"xiaochuang/desk"
)

// Props are what a scene needs on the counter: simulated devices, no others. No
// method waits for a device.
type Props interface {
	// Lay puts the visitor's things out and makes every device well.
	Lay(s Scene) error
	// Cards has the visitor lay the cards down once more.
	Cards(s Scene) error
	Fail(m Mishap)
	Mend(m Mishap)
	// Clear takes everything away and makes every device well.
	Clear()
}

// hall is what a stage asks of the waiting room, to send home whoever an earlier
// run has left there.
type hall interface {
	Finish(ctx context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error)
	Abandon(ctx context.Context, rid string, d desk.Duty, id, reason string) (desk.Ticket, error)
}

// A Stage plays scenes, one at a time. It is safe for concurrent use.
type Stage struct {
	witness *Witness
	hall    hall
	scenes  []Scene
	props   Props

	acting sync.Mutex // held through Begin and End
	mu     sync.Mutex // guards what follows
	now    Now
	duty   desk.Duty
	begun  desk.Entry
	events []eventState // of the scene's events
	shelf  shelf
}

// eventState says how far an event of the scene is.
type eventState struct {
	fired bool
	ends  time.Time // zero while it has not happened or has been mended
}

// Now is what is being played. The zero Now is nothing.
type Now struct {
	Playing bool
	Scene   Scene
	Heard   int    // lines of the visitor heard so far, 1 at the beginning
	Said    string // the latest of them
	Begun   time.Time
}

// Left is how many lines are still to be heard.
func (n Now) Left() int { return len(n.Scene.Visitor.Says) - n.Heard }

// NewStage returns the stage over a witness, which it is told by from then on.
// The hall must write through the same witness.
func NewStage(w *Witness, h hall, scenes []Scene, p Props) *Stage {
	s := &Stage{witness: w, hall: h, scenes: scenes, props: p, shelf: newShelf()}
	w.stage = s
	return s
}

// Now tells what is being played. It never blocks on the store.
func (s *Stage) Now() Now {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Begin begins a scene: whoever an earlier run left at the counter is sent home,
// the things are laid out, and the run's first line is written. While a scene is
// played it is Blocked with What "practice.playing"; an unknown id is NotFound.
func (s *Stage) Begin(ctx context.Context, d desk.Duty, id string) (Now, error) {
	s.acting.Lock()
	defer s.acting.Unlock()
	scene, ok := s.scene(id)
	switch {
	case !ok:
		return Now{}, &desk.Problem{Kind: desk.NotFound, What: "practice.scene"}
	case s.Now().Playing:
		return Now{}, &desk.Problem{Kind: desk.Blocked, What: "practice.playing"}
	}
	if err := s.sweep(ctx, d); err != nil {
		return Now{}, err
	}
	if err := s.props.Lay(scene); err != nil {
		s.props.Clear()
		return Now{}, err
	}
	e, err := s.witness.write(ctx, id, d, ActBegun, map[string]string{
		noteScene: id, noteDigest: scene.Digest, "guide": scene.Truth.Item + "@" + strconv.Itoa(scene.Truth.Version),
	})
	if err != nil {
		s.props.Clear()
		return Now{}, err
	}
	s.witness.play(&scene, d)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.duty, s.begun, s.events = d, e, make([]eventState, len(scene.Events))
	s.now = Now{Playing: true, Scene: scene, Heard: 1, Said: scene.First(), Begun: time.Time(e.Line.At)}
	return s.now, nil
}

func (s *Stage) scene(id string) (Scene, bool) {
	for _, x := range s.scenes {
		if x.ID == id {
			return x, true
		}
	}
	return Scene{}, false
}

// sweep ends every visit and drops every draft that stands open.
func (s *Stage) sweep(ctx context.Context, d desk.Duty) error {
	today, err := s.witness.Today(ctx)
	if err != nil {
		return err
	}
	tickets, err := s.witness.Tickets(ctx, today.Day)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		if err := s.sendHome(ctx, d, t, today.At); err != nil {
			return err
		}
	}
	drafts, err := s.witness.Drafts(ctx)
	if err != nil {
		return err
	}
	for _, x := range drafts {
		if err := s.witness.DropDraft(ctx, x.Case.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stage) sendHome(ctx context.Context, d desk.Duty, t desk.Ticket, at time.Time) error {
	if t.Window != 0 {
		d.Window = t.Window
	}
	var err error
	switch t.State {
	case desk.TicketServing, desk.TicketHeld:
		_, err = s.hall.Finish(ctx, desk.NewID(at), d, t.ID)
	case desk.TicketWaiting, desk.TicketCalled, desk.TicketMissed:
		_, err = s.hall.Abandon(ctx, desk.NewID(at), d, t.ID, "practice")
	}
	return err
}

// Hear has the visitor say the next line. With nothing left to say it is
// Blocked with What "practice.said"; with no scene NotFound.
func (s *Stage) Hear(ctx context.Context) (Now, error) {
	s.acting.Lock()
	defer s.acting.Unlock()
	n := s.Now()
	switch {
	case !n.Playing:
		return n, &desk.Problem{Kind: desk.NotFound, What: "practice.scene"}
	case n.Left() == 0:
		return n, &desk.Problem{Kind: desk.Blocked, What: "practice.said"}
	}
	if _, err := s.witness.write(ctx, n.Scene.ID, s.duty, ActHeard, numbered(noteLine, n.Heard+1)); err != nil {
		return n, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.Said = s.now.Scene.Visitor.Says[s.now.Heard]
	s.now.Heard++
	return s.now, nil
}

// Cards has the visitor lay the cards down once more.
func (s *Stage) Cards() error {
	n := s.Now()
	if !n.Playing {
		return &desk.Problem{Kind: desk.NotFound, What: "practice.scene"}
	}
	return s.props.Cards(n.Scene)
}

// End ends the scene and judges it. With no scene it is NotFound.
func (s *Stage) End(ctx context.Context) (Sheet, error) {
	s.acting.Lock()
	defer s.acting.Unlock()
	n := s.Now()
	if !n.Playing {
		return Sheet{}, &desk.Problem{Kind: desk.NotFound, What: "practice.scene"}
	}
	if _, err := s.witness.write(ctx, n.Scene.ID, s.duty, ActEnded, map[string]string{noteScene: n.Scene.ID}); err != nil {
		return Sheet{}, err
	}
	s.witness.play(nil, desk.Duty{})
	s.mu.Lock()
	from := s.begun.N
	s.now, s.events = Now{}, nil
	s.mu.Unlock()
	s.props.Clear()
	lines, err := journal(ctx, s.witness, from-1)
	if err != nil {
		return Sheet{}, err
	}
	return Score(n.Scene, lines), nil
}

// journal reads every line after position n.
func journal(ctx context.Context, b desk.Books, n int64) ([]desk.Entry, error) {
	const slice = 500
	var all []desk.Entry
	for {
		lines, err := b.Journal(ctx, n, slice)
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
		if len(lines) < slice {
			return all, nil
		}
		n = lines[len(lines)-1].N
	}
}
