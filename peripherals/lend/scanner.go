package lend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
)

// A Scanner is the near end of a scanner that a seat lends. It implements
// desk.Scanner: a page that was cut short is never handed over.
type Scanner struct {
	link  *Link
	clock desk.Clock
	job   sync.Mutex

	mu     sync.Mutex
	health desk.Health
	cancel context.CancelFunc
	closed bool
}

var _ desk.Scanner = (*Scanner)(nil)

// NewScanner returns a scanner that nothing is known of.
func NewScanner(name string, k *Link, clock desk.Clock) *Scanner {
	return &Scanner{link: k, clock: clock, health: desk.Health{
		Family: desk.FamilyScanner, Name: name, State: desk.DeviceUnknown, Since: clock.Now(),
	}}
}

// Health is what the last job saw; a cut line overrides it.
func (s *Scanner) Health() desk.Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.health
	if to, _ := s.link.at(); to == nil && h.State != desk.DeviceOff {
		h.State, h.Code = desk.DeviceOffline, CodeLine
	}
	return h
}

func (s *Scanner) saw(state desk.DeviceState, code string) {
	now := s.clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.health.State != state {
		s.health.Since = now
	}
	s.health.State, s.health.Code = state, code
	if state == desk.DeviceOK {
		s.health.LastOK = now
	}
}

// Close stops a running job.
func (s *Scanner) Close() error {
	s.mu.Lock()
	s.closed = true
	if s.cancel != nil {
		s.cancel()
	}
	s.mu.Unlock()
	s.saw(desk.DeviceOff, "closed")
	return nil
}

// trouble makes the Problem of a cause that scanners know.
func trouble(k desk.Kind, code string, cause error) *desk.Problem {
	return &desk.Problem{Kind: k, What: "scanner." + code, Cause: cause}
}

// Scan implements desk.Scanner. A cut line ends the job with the cause
// "offline"; the pages kept so far stay kept.
func (s *Scanner) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	if !s.job.TryLock() {
		return 0, trouble(desk.Locked, "busy", nil)
	}
	defer s.job.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	closed := s.closed
	s.cancel = cancel
	s.mu.Unlock()
	if closed {
		return 0, trouble(desk.Unavailable, "closed", nil)
	}
	ch, err := s.link.open(ctx, ChannelScan, scanAsk(r))
	if err != nil {
		if code := reason(err); code != CodeLine {
			s.saw(desk.DeviceOffline, code)
			return 0, trouble(desk.Unavailable, code, err)
		}
		return 0, trouble(desk.Unavailable, "offline", err)
	}
	defer ch.Close()
	stop := context.AfterFunc(ctx, func() { _ = ch.Close() })
	defer stop()
	n, err := s.take(ctx, ch, max(r.Limit, 1), keep)
	s.judge(err)
	return n, err
}

// take receives pages until the seat ends the job.
func (s *Scanner) take(ctx context.Context, ch ssh.Channel, limit int, keep func(desk.ScannedPage) error) (int, error) {
	alive := newWatch(ch, pageTime)
	defer alive.stop()
	n := 0
	for {
		h, err := readHead(alive)
		if err != nil {
			return n, s.broken(ctx, alive, err)
		}
		if h.Size == 0 {
			if h.Kind == "" && h.What == "" {
				return n, nil
			}
			return n, &desk.Problem{Kind: desk.Kind(printable(h.Kind)), What: printable(h.What)}
		}
		if n >= limit {
			return n, trouble(desk.Invalid, "limit", errFrame)
		}
		b := make([]byte, h.Size)
		if _, err := io.ReadFull(alive, b); err != nil {
			return n, s.broken(ctx, alive, err)
		}
		p := desk.ScannedPage{No: n + 1, MIME: h.MIME, Bytes: b, Width: h.Width, Height: h.Height, DPI: h.DPI, Back: h.Back, At: h.At}
		if p.MIME != "image/jpeg" && p.MIME != "image/png" {
			return n, trouble(desk.Unavailable, "cut", errFrame)
		}
		if err := keep(p); err != nil {
			return n, err
		}
		n++
		if _, err := ch.Write([]byte{kept}); err != nil {
			return n, s.broken(ctx, alive, err)
		}
	}
}

// kept is the answer to a page that the desk has.
const kept = '+'

// broken words the end of a job that the seat did not end.
func (s *Scanner) broken(ctx context.Context, w *watch, err error) error {
	switch {
	case errors.Is(err, errFrame):
		return trouble(desk.Unavailable, "cut", err)
	case errors.Is(ctx.Err(), context.DeadlineExceeded), w.timedOut():
		return trouble(desk.Unavailable, "timeout", err)
	case ctx.Err() != nil:
		return trouble(desk.Unavailable, "cancelled", ctx.Err())
	}
	return trouble(desk.Unavailable, "offline", fmt.Errorf("line to the seat: %w", err))
}

// judge lights the lamp for the end of a job.
func (s *Scanner) judge(err error) {
	if err == nil {
		s.saw(desk.DeviceOK, "")
		return
	}
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok || len(p.What) < len("scanner.") {
		return
	}
	switch code := p.What[len("scanner."):]; code {
	case "no_documents":
		s.saw(desk.DeviceOK, "")
	case "cancelled", "limit", "resolution", "source", "option":
	case "offline", "io":
		s.saw(desk.DeviceOffline, code)
	case "timeout", "crash":
		s.saw(desk.DeviceSilent, code)
	default:
		s.saw(desk.DeviceFault, code)
	}
}

// A watch reads from a channel and closes it after too long a silence.
type watch struct {
	ch    ssh.Channel
	after time.Duration
	t     *time.Timer
	mu    sync.Mutex
	out   bool
}

func newWatch(ch ssh.Channel, after time.Duration) *watch {
	w := &watch{ch: ch, after: after}
	w.t = time.AfterFunc(after, func() {
		w.mu.Lock()
		w.out = true
		w.mu.Unlock()
		_ = ch.Close()
	})
	return w
}

// Read reads and starts the silence anew.
func (w *watch) Read(b []byte) (int, error) {
	n, err := w.ch.Read(b)
	if n > 0 {
		w.t.Reset(w.after)
	}
	return n, err
}

func (w *watch) stop() { w.t.Stop() }

func (w *watch) timedOut() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out
}
