package practice

import (
	"context"
	"errors"
	"time"

	"xiaochuang/desk"
)

// coming fails the devices of the events that wait for an act, before it is
// committed: a paper that it prints must find the printer as the scene has it.
// It returns the events, for came or takeBack.
func (s *Stage) coming(k desk.ActKind) []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []int
	for i := range s.events {
		if e := s.now.Scene.Events[i]; e.On == k && !s.events[i].fired {
			s.events[i].fired = true
			due = append(due, i)
			s.props.Fail(e.What)
		}
	}
	return due
}

// takeBack undoes coming when the act was not written after all.
func (s *Stage) takeBack(due []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range due {
		if i < len(s.events) { // the scene may have been ended meanwhile
			s.events[i].fired = false
			s.props.Mend(s.now.Scene.Events[i].What)
		}
	}
}

// came writes events down that have happened, and when they will be over.
func (s *Stage) came(ctx context.Context, due []int) error {
	n := s.Now()
	for _, i := range due {
		if i >= len(n.Scene.Events) {
			return nil // the scene was ended meanwhile
		}
		e := n.Scene.Events[i]
		line, err := s.witness.write(ctx, n.Scene.ID, s.whose(), ActHappened, map[string]string{noteEvent: string(e.What)})
		if err != nil {
			return err
		}
		s.mu.Lock()
		if i < len(s.events) {
			s.events[i].ends = time.Time(line.Line.At).Add(e.For)
		}
		s.mu.Unlock()
	}
	return nil
}

func (s *Stage) whose() desk.Duty {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.duty
}

// Pulse makes timed events happen and mends what is over. It is called about
// once a second.
func (s *Stage) Pulse(ctx context.Context) error {
	n := s.Now()
	if !n.Playing || len(n.Scene.Events) == 0 {
		return nil
	}
	today, err := s.witness.Today(ctx)
	if err != nil {
		return err
	}
	due, over := s.turn(today.At)
	err = s.came(ctx, due)
	for _, m := range over {
		_, e := s.witness.write(ctx, n.Scene.ID, s.whose(), ActMended, map[string]string{noteEvent: string(m)})
		err = errors.Join(err, e)
	}
	return err
}

// turn fails and mends the devices whose time has come.
func (s *Stage) turn(at time.Time) (due []int, over []Mishap) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.events {
		e, x := s.now.Scene.Events[i], &s.events[i]
		switch {
		case !x.fired && e.After > 0 && !at.Before(s.now.Begun.Add(e.After)):
			x.fired = true
			due = append(due, i)
			s.props.Fail(e.What)
		case !x.ends.IsZero() && !at.Before(x.ends):
			x.ends = time.Time{}
			over = append(over, e.What)
			s.props.Mend(e.What)
		}
	}
	return due, over
}
