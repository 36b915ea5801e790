package pad

import (
	"context"
	"errors"
	"time"

	"xiaochuang/desk"
)

// The states of a question are: shown (sent and acknowledged), waiting, and
// one of rated, refused, timed out, withdrawn, pad fault or line fault. Only
// in waiting does a key count.

// ask shows a question, waits, and answers it whatever happens. The error is
// that of the pad, for the keeper.
func (s *session) ask(ctx context.Context, q *question) error {
	o := &outcome{silence: desk.PadFault}
	defer func() { s.finish(q, o) }() // also when this driver breaks
	s.empty()
	words := Words{Visit: q.Visit, Staff: q.Staff, Number: q.Number, Window: s.o.Window}
	if err := s.show(ctx, words, func(e Event) { s.hear(q, e, o, e.Visit != "") }); err != nil {
		if p, ok := errors.AsType[*desk.Problem](err); ok {
			q.refuse(p)
			return nil
		}
		return s.broke(o, err)
	}
	err := s.wait(ctx, q, o)
	s.finish(q, o)
	if err == nil && o.level != "" {
		err = s.run(ctx, CommandThanks, words, s.stray)
	}
	return err
}

// show brings the question onto the pad.
func (s *session) show(ctx context.Context, w Words, other func(Event)) error {
	if err := s.run(ctx, CommandStaff, w, other); err != nil {
		return err
	}
	return s.run(ctx, CommandEvaluate, w, other)
}

// An outcome is how a question ended, or that it has not.
type outcome struct {
	ended   bool
	level   desk.Level
	silence desk.Unrated
	unknown bool // a key came that the profile does not list
}

func (o *outcome) end(l desk.Level, s desk.Unrated) { o.ended, o.level, o.silence = true, l, s }

// finish answers the question, once, and remembers a silent visit.
func (s *session) finish(q *question, o *outcome) {
	if q.answered {
		return
	}
	if o.silence == desk.TimedOut && o.unknown {
		o.silence = desk.PadFault // somebody pressed something
	}
	if o.level == "" && o.silence != desk.Refused {
		s.late.note(q.Visit, s.o.Clock.Now())
	} else {
		delete(s.late, q.Visit)
	}
	q.answer(s.Pad, o.level, o.silence)
}

// wait is the state in which keys count.
func (s *session) wait(ctx context.Context, q *question, o *outcome) error {
	over := time.NewTimer(q.Wait)
	defer over.Stop()
	beat := time.NewTicker(s.o.Beat)
	defer beat.Stop()
	poll, stop := s.polls()
	defer stop()
	heard := func(e Event) { s.hear(q, e, o, true) }
	for !o.ended {
		select {
		case <-ctx.Done():
			o.end("", desk.LineFault)
			return ctx.Err()
		case err := <-s.ended:
			o.end("", desk.LineFault)
			return err
		case e := <-s.events:
			heard(e)
		case <-poll:
			if err := s.run(ctx, s.profile.Poll.Command, Words{}, heard); err != nil {
				return s.broke(o, err)
			}
		case <-beat.C:
			if !s.answers() {
				continue
			}
			if err := s.run(ctx, CommandPing, Words{}, heard); err != nil {
				return s.broke(o, err)
			}
		case <-q.gone:
			o.end("", desk.NotAsked)
			s.finish(q, o)
			return s.run(ctx, CommandCancel, Words{Visit: q.Visit}, s.stray)
		case <-over.C:
			return s.withdraw(ctx, q, o)
		}
	}
	return nil
}

// polls ticks when a pad wants to be asked for the result.
func (s *session) polls() (<-chan time.Time, func()) {
	if s.profile.Poll == nil {
		return nil, func() {}
	}
	t := time.NewTicker(s.profile.Poll.interval())
	return t.C, t.Stop
}

// broke ends a question whose pad or line failed.
func (s *session) broke(o *outcome, err error) error {
	switch {
	case o.ended:
	case errors.Is(err, context.DeadlineExceeded):
		o.end("", desk.PadFault)
	default:
		o.end("", desk.LineFault)
	}
	return err
}

// withdraw takes the question off the pad when the time is over. A pad that does not answer to that
// was not silent because nobody pressed; a key that comes in this moment and
// names its visit still counts.
func (s *session) withdraw(ctx context.Context, q *question, o *outcome) error {
	last := func(e Event) { s.hear(q, e, o, e.Visit != "") }
	name := CommandCancel
	if s.profile.Commands[CommandCancel].Expect == "" && s.answers() {
		if err := s.run(ctx, CommandCancel, Words{Visit: q.Visit}, last); err != nil {
			return s.broke(o, err)
		}
		name = CommandPing
	}
	if err := s.run(ctx, name, Words{Visit: q.Visit}, last); err != nil {
		return s.broke(o, err)
	}
	if !o.ended {
		o.end("", desk.TimedOut)
	}
	return nil
}

// hear takes an event while a question is shown; open says whether keys count.
func (s *session) hear(q *question, e Event, o *outcome, open bool) {
	if e.Visit != "" && e.Visit != q.Visit || o.ended || !open {
		s.stray(e)
		return
	}
	switch e.Name {
	case EventRefused:
		s.keeper.Good()
		o.end("", desk.Refused)
	case EventTimeout:
		s.keeper.Good()
		o.end("", desk.TimedOut)
	case EventRated:
		if s.repeated(e) {
			return
		}
		l, ok := s.profile.Level(e.Key)
		if !ok {
			o.unknown = true
			s.keeper.Report(desk.DeviceFault, CodeUnknownKey)
			return
		}
		s.keeper.Good()
		o.end(l, desk.RatedAfterAll)
	default:
		s.stray(e)
	}
}

// empty drops what came before the question.
func (s *session) empty() {
	for {
		select {
		case e := <-s.events:
			s.stray(e)
		default:
			return
		}
	}
}
