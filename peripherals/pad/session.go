package pad

import (
	"context"
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// A session is one attachment of the pad, from open to close. One goroutine
// listens; all else happens in the one that runs the session.
type session struct {
	*Pad
	link
	events  chan Event
	ended   chan error // why listening ended
	pressed time.Time  // last press of the key below, of a pad without echo
	key     string
}

// session attaches the pad and serves it until it fails.
func (p *Pad) session(ctx context.Context) error {
	l, err := p.open(ctx)
	if err != nil {
		return err
	}
	s := &session{Pad: p, link: l, events: make(chan Event, 32), ended: make(chan error, 1)}
	hear, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.ended <- serial.Guarded(func() error { return s.listen(hear) })
	}()
	defer func() {
		stop()
		<-done
		_ = l.Close()
	}()
	if err := s.greet(ctx); err != nil {
		return err
	}
	return s.serve(ctx)
}

// listen turns frames into events.
func (s *session) listen(ctx context.Context) error {
	frames := serial.NewFramer(s.profile.frame.cut)
	frames.Lost = s.o.Lost
	for {
		frame, err := s.Frame(ctx, frames)
		if err != nil {
			return err
		}
		s.watch(false, frame)
		e, ok := s.profile.Event(frame)
		if !ok {
			continue
		}
		select {
		case s.events <- e:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// greet asks the pad whether it is there, if it can tell.
func (s *session) greet(ctx context.Context) error {
	if !s.answers() {
		s.keeper.Report(desk.DeviceUnknown, serial.CodeUnsure)
		return nil
	}
	return s.run(ctx, CommandPing, Words{}, s.stray)
}

// answers reports whether the pad can be asked whether it is there.
func (s *session) answers() bool { return s.profile.Commands[CommandPing].Expect != "" }

// serve waits for questions and sees to it that the pad is alive.
func (s *session) serve(ctx context.Context) error {
	beat := time.NewTicker(s.o.Beat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err = <-s.ended:
			return err
		case e := <-s.events:
			s.stray(e)
		case q := <-s.asks:
			err = s.ask(ctx, q)
		case <-beat.C:
			if s.answers() {
				err = s.run(ctx, CommandPing, Words{}, s.stray)
			}
		}
		if err != nil {
			return err
		}
	}
}

// run sends a command and waits for its acknowledgement, as often as the
// profile says. Events of another kind go to other.
func (s *session) run(ctx context.Context, name string, w Words, other func(Event)) error {
	c, ok := s.profile.Commands[name]
	if !ok {
		return nil
	}
	w.Addr = s.o.Address
	frame, err := s.profile.CommandFrame(name, w)
	if err != nil {
		return err
	}
	for range c.Retries + 1 {
		err = s.once(ctx, frame, c, other)
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("command %s: %w", name, err)
	}
	return nil
}

// watch shows a frame to whoever monitors the line.
func (s *session) watch(out bool, frame []byte) {
	if s.o.Watch != nil {
		s.o.Watch(out, frame)
	}
}

func (s *session) once(ctx context.Context, frame []byte, c Command, other func(Event)) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout()+s.Transfer(len(frame)))
	defer cancel()
	s.watch(true, frame)
	if _, err := s.Write(ctx, frame); err != nil || c.Expect == "" {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-s.ended:
			s.ended <- err
			return err
		case e := <-s.events:
			if e.Name == c.Expect {
				s.keeper.Good()
				return nil
			}
			other(e)
		}
	}
}

// stray takes what comes while nobody is asked: no key counts, but a pad that
// says which visit it is for may bring a rating after its time.
func (s *session) stray(e Event) {
	if e.Name == EventPong || e.Name == EventAck || e.Visit != "" {
		s.keeper.Good()
	}
	s.repeated(e)
	if e.Name != EventRated || e.Visit == "" || s.o.Late == nil {
		return
	}
	now := s.o.Clock.Now()
	if l, ok := s.profile.Level(e.Key); ok && s.late.take(e.Visit, now) {
		s.o.Late(desk.PadAnswer{Visit: e.Visit, Level: l, Channel: s.profile.Channel, At: now})
	}
}

// repeated reports whether a key of a pad without echo is a repetition of the
// one before: a held key, or a bouncing one.
func (s *session) repeated(e Event) bool {
	if e.Name != EventRated || e.Visit != "" {
		return false
	}
	again := e.Key == s.key && time.Since(s.pressed) < repeatTime
	s.key, s.pressed = e.Key, time.Now()
	return again
}
