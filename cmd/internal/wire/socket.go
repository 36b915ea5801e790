package wire

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
)

// A socket is where a device of the counter is plugged in within the program:
// screens and the print queue know the socket, and another driver can be put
// behind it while they go on. An empty one answers that the device is not there.
type socket[T desk.Device] struct {
	family desk.Family
	name   string

	mu     sync.Mutex
	ctx    context.Context // of the console, nil before begin; drivers come and go within it
	driver T
	run    func(context.Context)
	full   bool
	stop   context.CancelFunc // ends the driver's goroutine
	closed bool
}

// A driverOf is a driver that was made and is not running yet.
type driverOf[T desk.Device] struct {
	driver T
	run    func(context.Context) // nil for one that runs by itself
}

// begin starts the driver, and those that come after it; they end with ctx.
func (s *socket[T]) begin(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ctx = ctx
	s.start()
}

// start runs the driver, with mu held.
func (s *socket[T]) start() {
	if !s.full || s.ctx == nil || s.run == nil {
		return
	}
	ctx, stop := context.WithCancel(s.ctx)
	s.stop = stop
	go s.run(ctx)
}

// put replaces what is behind the socket. The driver before is closed aside: one
// that hangs keeps nobody waiting.
func (s *socket[T]) put(d driverOf[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		go func() { _ = d.driver.Close() }()
		return
	}
	go s.take()()
	s.driver, s.run, s.full = d.driver, d.run, true
	s.start()
}

// take empties the socket, with mu held, and returns what ends its driver.
func (s *socket[T]) take() func() {
	if !s.full {
		return func() {}
	}
	was, stop := s.driver, s.stop
	var none T
	s.driver, s.run, s.full, s.stop = none, nil, false, nil
	return func() {
		_ = was.Close()
		if stop != nil {
			stop()
		}
	}
}

// park takes the driver out and lets its line go, so that the device can be
// tried by another one.
func (s *socket[T]) park() {
	s.mu.Lock()
	gone := s.take()
	s.mu.Unlock()
	gone()
}

// now is the driver, if there is one.
func (s *socket[T]) now() (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.driver, s.full
}

// Health implements desk.Device.
func (s *socket[T]) Health() desk.Health {
	d, ok := s.now()
	if !ok {
		return desk.Health{Family: s.family, Name: s.name, State: desk.DeviceConnecting}
	}
	return d.Health()
}

// Close implements desk.Device.
func (s *socket[T]) Close() error {
	s.mu.Lock()
	s.closed = true
	d, full, stop := s.driver, s.full, s.stop
	s.mu.Unlock()
	if !full {
		return nil
	}
	err := d.Close()
	if stop != nil {
		stop()
	}
	return err
}

// empty is what a device answers that is being changed.
func empty(what string) error {
	return &desk.Problem{Kind: desk.Unavailable, What: what, Cause: errors.New("no driver")}
}

type readerSocket struct{ socket[desk.CardReader] }

// Read implements desk.CardReader.
func (s *readerSocket) Read(ctx context.Context) (desk.CardReading, error) {
	d, ok := s.now()
	if !ok {
		return desk.CardReading{}, empty("closed")
	}
	return d.Read(ctx)
}

type padSocket struct{ socket[desk.Pad] }

// Ask implements desk.Pad.
func (s *padSocket) Ask(ctx context.Context, r desk.PadRequest) (desk.PadAnswer, error) {
	d, ok := s.now()
	if !ok {
		return desk.PadAnswer{}, empty("closed")
	}
	return d.Ask(ctx, r)
}

type scannerSocket struct{ socket[desk.Scanner] }

// Scan implements desk.Scanner.
func (s *scannerSocket) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	d, ok := s.now()
	if !ok {
		return 0, empty("closed")
	}
	return d.Scan(ctx, r, keep)
}

type printerSocket struct {
	socket[desk.Printer]
	accepts   string
	elsewhere atomic.Bool // it is empty because another process owns the printer
}

// own opens the printer when this process has come to own it.
func (s *printerSocket) own(open func() (driverOf[desk.Printer], error)) func() error {
	return func() error {
		s.elsewhere.Store(false)
		x, err := open()
		if err == nil {
			s.put(x)
		}
		return err
	}
}

// Health implements desk.Device.
func (s *printerSocket) Health() desk.Health {
	if _, ok := s.now(); !ok && s.elsewhere.Load() {
		return desk.Health{Family: s.family, Name: s.name, State: desk.DeviceUnknown, Code: "elsewhere"}
	}
	return s.socket.Health()
}

// Accepts implements desk.Printer; it stays the same whatever is plugged in.
func (s *printerSocket) Accepts() string { return s.accepts }

// Print implements desk.Printer.
func (s *printerSocket) Print(ctx context.Context, j desk.PrintJob) (desk.PrintOutcome, error) {
	d, ok := s.now()
	switch {
	case !ok && s.elsewhere.Load():
		return desk.PrintOutcome{State: desk.PrintFailed, Code: "elsewhere"}, empty("elsewhere")
	case !ok:
		return desk.PrintOutcome{State: desk.PrintFailed, Code: "offline"}, empty("offline")
	}
	return d.Print(ctx, j)
}

// Trace implements printer.Tracer, where the driver does.
func (s *printerSocket) Trace(ctx context.Context, id, title string) (desk.PrintOutcome, error) {
	d, _ := s.now()
	t, ok := d.(printer.Tracer)
	if !ok {
		return desk.PrintOutcome{State: desk.PrintUnknown}, empty("trace")
	}
	return t.Trace(ctx, id, title)
}
