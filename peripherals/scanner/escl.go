package scanner

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"xiaochuang/desk"
)

// ESCLSettings describe one scanner that speaks eSCL (Mopria Alliance eSCL Scan
// Technical Specification; AirScan). Only URL is required.
type ESCLSettings struct {
	Name string // label of the lamp
	// URL is where the scanner stands, such as "http://192.168.1.20/eSCL" or
	// "https://192.168.1.20:9096". Without a path "/eSCL" is taken.
	URL string
	// Pin is the SHA-256 of the device's certificate in hexadecimal, with or
	// without colons. Scanners sign their own certificates, so with https a
	// device is known by its certificate and by nothing else. With "" the
	// certificate of the first good answer is taken.
	Pin string
	// Pinned is told the certificate that was taken so, once, for the settings.
	// It may be nil, and must return at once. Without it the device is held to
	// its certificate until the program ends.
	Pinned     func(pin string)
	Resolution int           // dpi where a request names none; 0 for 200. Where the device lacks it, the next higher
	Width      float64       // millimetres; 0 for A4
	Height     float64       // millimetres; 0 for A4
	PageTime   time.Duration // longest wait for one page; 0 for 60 s
}

// Check reports settings that can never work as a Problem of kind Invalid.
func (set ESCLSettings) Check() error {
	if _, err := esclBase(set.URL); err != nil {
		return Trouble(Option, err)
	}
	if _, err := readPin(set.Pin); err != nil {
		return Trouble(Option, err)
	}
	return nil
}

// Fault is the cause when a device says that it cannot work and does not say
// why: its own panel will.
const Fault = "fault"

// esclWaits are the waits of the conversation with a device.
type esclWaits struct {
	connect time.Duration // for a connection
	ask     time.Duration // for one answer that is not a page
	post    time.Duration // for the answer to a new job
	remove  time.Duration // for the end of a job
	retry   time.Duration // between two questions while the device is busy and names no time
	early   time.Duration // between two pages, and before a question is put again
	page    time.Duration // how long a device may say that there is no page yet
	job     time.Duration // how long a device may say that it takes no job yet
	settle  time.Duration // how long an idle device's word that its job goes on is believed
	every   time.Duration // between two looks at a device that answers
}

var usualESCLWaits = esclWaits{
	connect: 3 * time.Second,
	ask:     10 * time.Second,
	post:    30 * time.Second,
	remove:  4 * time.Second,
	retry:   time.Second,
	early:   300 * time.Millisecond,
	page:    30 * time.Second,
	job:     60 * time.Second,
	settle:  5 * time.Second,
	every:   10 * time.Second,
}

// An ESCL is one network scanner that speaks eSCL. It is safe for use by
// several goroutines; one job runs at a time, since devices take a second one
// and then lose both.
type ESCL struct {
	set   ESCLSettings
	clock desk.Clock
	log   *slog.Logger
	cond  *condition
	waits esclWaits
	wire  *esclClient // nil when the settings are wrong
	bad   error       // what is wrong with them

	turn  turn
	known *capabilities // nil until the device was asked; owned by the job
}

// NewESCL returns the scanner without talking to it. A nil log discards. Wrong
// settings are told by Check, and by every Scan.
func NewESCL(set ESCLSettings, clock desk.Clock, log *slog.Logger) *ESCL {
	if set.Resolution == 0 {
		set.Resolution = defaultResolution
	}
	if set.Width == 0 || set.Height == 0 {
		set.Width, set.Height = a4Width, a4Height
	}
	if set.PageTime == 0 {
		set.PageTime = time.Minute
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &ESCL{
		set: set, clock: clock, log: log.With("device", set.Name),
		cond: newCondition(set.Name, clock), waits: usualESCLWaits,
	}
	if s.bad = set.Check(); s.bad == nil {
		s.wire = newESCLClient(set, &s.waits, s.log)
	}
	return s
}

// Health returns what the last job or look saw.
func (s *ESCL) Health() desk.Health { return s.cond.now() }

// Close stops a running job, takes it back from the device and waits for its
// end, which takes a few seconds at most. It ends Run.
func (s *ESCL) Close() error {
	s.turn.close(s.cond)
	if s.wire != nil {
		s.wire.rest()
	}
	return nil
}

// Scan implements desk.Scanner. The source is "" for the glass, which gives one
// page, "adf" or "duplex". On a device without glass "" is one sheet of its feeder. Its
// Problems have "scanner." and a cause of this package as What. Pages are
// fetched ahead of a slow keep, so that the feeder does not wait for it; none
// is handed over after ctx has ended.
func (s *ESCL) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	if s.bad != nil {
		return 0, s.bad
	}
	return s.turn.run(ctx, s.cond, s.log, func(ctx context.Context) (int, error) { return s.scan(ctx, r, keep) })
}

func (s *ESCL) scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	if r.Limit < 0 || r.Limit > MaxPages {
		return 0, Trouble(Limit, fmt.Errorf("%d pages", r.Limit))
	}
	defer s.wire.rest()
	if s.known == nil {
		c, err := s.ask(ctx)
		if err != nil {
			return 0, err
		}
		s.known = c
	}
	t, err := s.known.ticket(r, s.set)
	if err != nil {
		return 0, err
	}
	j := &esclJob{
		wire: s.wire, ticket: t, waits: s.waits, pageTime: s.set.PageTime,
		limit: max(r.Limit, 1), now: s.clock.Now,
	}
	if r.Source == "" {
		j.limit = 1 // the glass holds one sheet
	}
	defer j.remove()
	if err := j.open(ctx); err != nil {
		s.known = nil // another device may stand there by the next job
		return 0, err
	}
	n, err := j.collect(ctx, keep)
	if desk.KindOf(err) != "" && n == 0 {
		s.known = nil
	}
	return n, err
}

// ask reads what the device offers. A device that is starting up says 503 to
// that too.
func (s *ESCL) ask(ctx context.Context) (*capabilities, error) {
	for until := time.Now().Add(s.waits.page); ; {
		root, err := s.wire.document(ctx, "ScannerCapabilities")
		if err == nil {
			return readCapabilities(root)
		}
		if Cause(err) != Busy || time.Now().After(until) {
			return nil, err
		}
		if err := pause(ctx, s.waits.retry); err != nil {
			return nil, err
		}
	}
}

// pause waits for d, or returns the Problem of a caller who went away.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return Trouble(causeOfContext(ctx), context.Cause(ctx))
	}
}
