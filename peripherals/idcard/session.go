package idcard

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// Times of a session.
const (
	idleTick  = 10 * time.Second       // how often an idle reader is asked for its state
	leaveTick = 500 * time.Millisecond // how often an idle reader is asked whether the last card has left
	settle    = 150 * time.Millisecond // silence after a garbled answer
	greetings = 3                      // equal serial numbers that prove the speed
)

// A session is one attachment of the reader, from open to close.
type session struct {
	*Reader
	port   *serial.Port
	frames *serial.Framer
	first  [BlockSize]byte
	second [BlockSize]byte
}

// session attaches the reader and serves it until it fails.
func (r *Reader) session(ctx context.Context) error {
	port, err := r.o.Open(r.o.Line, r.o.Trace)
	if err != nil {
		return err
	}
	defer func() { _ = port.Close() }()
	s := &session{Reader: r, port: port, frames: serial.NewFramer(Cut)}
	defer s.wipe()
	if err := s.greet(ctx); err != nil {
		return err
	}
	return s.serve(ctx)
}

// wipe overwrites whatever a card may have left here.
func (s *session) wipe() {
	s.frames.Wipe()
	clear(s.first[:])
	clear(s.second[:])
}

// greet asks for the module's state and, several times, for its serial number:
// at a wrong speed the answers would differ or be none.
func (s *session) greet(ctx context.Context) error {
	if err := s.state(ctx); err != nil {
		return err
	}
	var id string
	for i := range greetings {
		st, data, err := s.exchange(ctx, Serial)
		if err != nil {
			return err
		}
		got := moduleNumber(data)
		if st != OK || got == "" || i > 0 && got != id {
			return fmt.Errorf("serial number of the module: %w", serial.ErrNoise)
		}
		id = got
	}
	s.mu.Lock()
	s.module = id
	s.mu.Unlock()
	s.keeper.Good()
	return nil
}

// state asks the module how it is.
func (s *session) state(ctx context.Context) error {
	st, _, err := s.exchange(ctx, State)
	switch {
	case err != nil:
		return err
	case st.err() != nil:
		return st.err()
	case st != OK:
		return fmt.Errorf("state %02X: %w", byte(st), serial.ErrNoise)
	}
	s.keeper.Good()
	return nil
}

// moduleNumber writes the 16 bytes of a module's number as its label does.
func moduleNumber(b []byte) string {
	if len(b) != 16 {
		return ""
	}
	n := binary.LittleEndian.Uint32
	return fmt.Sprintf("%02d.%02d-%d-%010d-%010d", b[0], b[2], n(b[4:]), n(b[8:]), n(b[12:]))
}

// serve waits for a Read and looks for a card while one waits. In between it
// sees to it that the reader is alive and the last card has left.
func (s *session) serve(ctx context.Context) error {
	asked := time.Now()
	for {
		if a := s.waiting(); a != nil {
			if err := s.look(ctx, a); err != nil {
				return err
			}
			if err := s.pause(ctx, s.o.Every, a.gone); err != nil {
				return err
			}
			asked = time.Now()
			continue
		}
		tick := idleTick
		if !s.field.left() {
			tick = leaveTick
		}
		if err := s.pause(ctx, tick, s.wanted); err != nil {
			return err
		}
		if s.waiting() != nil {
			continue
		}
		if err := s.idle(ctx, &asked); err != nil {
			return err
		}
	}
}

// idle looks whether the last card has left and, more rarely, how the module
// is.
func (s *session) idle(ctx context.Context, asked *time.Time) error {
	if !s.field.left() {
		if _, err := s.find(ctx); err != nil {
			return err
		}
	}
	if time.Since(*asked) < idleTick {
		return nil
	}
	*asked = time.Now()
	return s.state(ctx)
}

// pause waits for d or until something happens.
func (s *session) pause(ctx context.Context, d time.Duration, sooner <-chan struct{}) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.port.Gone():
		return serial.ErrGone
	case <-t.C:
	case <-sooner:
	}
	return nil
}

// exchange sends a command and waits for its answer; when the answer is
// missing or says that the command was garbled, it waits for silence and asks
// once more. The data lie in the frame buffer until the next exchange.
func (s *session) exchange(ctx context.Context, c Command) (Status, []byte, error) {
	st, data, err := s.once(ctx, c)
	missing := errors.Is(err, serial.ErrNoise) || errors.Is(err, context.DeadlineExceeded)
	if ctx.Err() == nil && (missing || err == nil && st.garbled()) {
		if err := s.settle(ctx, c); err != nil {
			return 0, nil, err
		}
		st, data, err = s.once(ctx, c)
	}
	if err != nil {
		return 0, nil, fmt.Errorf("command %02X %02X: %w", c[0], c[1], err)
	}
	if st.err() == nil {
		s.keeper.Good()
	}
	return st, data, nil
}

// settle waits until nothing more of a late answer comes.
func (s *session) settle(ctx context.Context, c Command) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience(c))
	defer cancel()
	err := s.port.Settle(ctx, settle)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

func (s *session) once(ctx context.Context, c Command) (Status, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.patience(c))
	defer cancel()
	request := c.Request()
	s.watch(true, c, request, len(request))
	frame, err := s.port.Exchange(ctx, s.frames, request)
	if err != nil {
		return 0, nil, err
	}
	st, data, err := parseAnswer(frame)
	if err == nil {
		s.watch(false, c, frame, headSize+statuses)
	} else {
		s.watch(false, c, frame, headSize)
	}
	return st, data, err
}

// watch shows the first bytes of a frame to whoever monitors the line.
func (s *session) watch(out bool, c Command, frame []byte, shown int) {
	if s.o.Watch != nil {
		shown = min(shown, len(frame))
		s.o.Watch(out, c, frame[:shown:shown], len(frame)-shown)
	}
}

// patience is how long an answer may take: the module's own time and that of
// the longest answer on the line, with half as much again.
func (s *session) patience(c Command) time.Duration {
	own, size := 300*time.Millisecond, 64
	switch c {
	case Find, Select:
		own = 500 * time.Millisecond
	case Text:
		own, size = 2*time.Second, headSize+statuses+4+BlockSize+1024+1
	case Address:
		own = 1500 * time.Millisecond
	}
	return (own + s.o.Line.Transfer(size)) * 3 / 2
}

// problem makes what a Read gets when a card cannot be used.
func problem(code string) error { return &desk.Problem{Kind: desk.Invalid, What: code} }
