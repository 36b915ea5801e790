package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
)

// A Printer is a simulated printer within the process. It keeps what came out
// of it. It is safe for use by several goroutines.
type Printer struct {
	clock desk.Clock
	mime  string
	turn  chan struct{} // holds one token: the right to print

	mu      sync.Mutex
	health  desk.Health
	changed chan struct{} // closed and made anew by each handle
	empty   bool
	jam     bool
	off     bool
	mute    bool
	slow    time.Duration
	jobs    int
	printed []Sheet
}

// A Sheet is one job that came out of a simulated printer.
type Sheet struct {
	ID     string // of the job
	Title  string
	Copies int
	Bytes  []byte
}

// NewPrinter returns a printer that works and takes documents of a MIME type,
// printer.PDF or printer.ESCPOS.
func NewPrinter(name, mime string, clock desk.Clock) *Printer {
	family := desk.FamilyTicket
	if mime == printer.PDF {
		family = desk.FamilyPrinter
	}
	return &Printer{
		clock: clock, mime: mime, turn: make(chan struct{}, 1), changed: make(chan struct{}),
		health: desk.Health{Family: family, Name: name, State: desk.DeviceOK, LastOK: clock.Now(), Since: clock.Now()},
	}
}

// PaperOut takes the paper out, or puts some in. Jobs wait for paper.
func (p *Printer) PaperOut(on bool) { p.with(func() { p.empty = on }) }

// Jam makes the printer give up every job.
func (p *Printer) Jam(on bool) { p.with(func() { p.jam = on }) }

// Offline switches the printer off or on.
func (p *Printer) Offline(on bool) { p.with(func() { p.off = on }) }

// Mute makes the printer print and tell nothing.
func (p *Printer) Mute(on bool) { p.with(func() { p.mute = on }) }

// Slow makes each job take d.
func (p *Printer) Slow(d time.Duration) { p.with(func() { p.slow = d }) }

// Printed returns what came out, oldest first.
func (p *Printer) Printed() []Sheet {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.printed)
}

// with turns a handle, relights the lamp and wakes a job that waits.
func (p *Printer) with(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
	switch {
	case p.off:
		p.light(desk.DeviceOffline, printer.Offline)
	case p.jam:
		p.light(desk.DeviceFault, printer.Jam)
	case p.empty:
		p.light(desk.DeviceFault, printer.PaperOut)
	case p.mute:
		p.light(desk.DeviceUnknown, printer.NoStatus)
	default:
		p.light(desk.DeviceOK, "")
	}
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Printer) light(state desk.DeviceState, code string) {
	now := p.clock.Now()
	if p.health.State == desk.DeviceOff {
		return
	}
	if p.health.State != state {
		p.health.Since = now
	}
	p.health.State, p.health.Code = state, code
	if state == desk.DeviceOK {
		p.health.LastOK = now
	}
}

// Health implements desk.Device.
func (p *Printer) Health() desk.Health {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.health
}

// Close implements desk.Device.
func (p *Printer) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.light(desk.DeviceOff, "")
	return nil
}

// Accepts returns the MIME type given to NewPrinter.
func (p *Printer) Accepts() string { return p.mime }

// Print implements desk.Printer with the causes of package printer.
func (p *Printer) Print(ctx context.Context, j desk.PrintJob) (desk.PrintOutcome, error) {
	if j.MIME != p.mime {
		return p.no("", printer.Format, nil)
	}
	if j.ID == "" || j.Body == nil || j.Size <= 0 || j.Size > 64<<20 || j.Copies < 0 || j.Copies > 99 {
		return p.no("", printer.Invalid, nil)
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return p.no("", printer.Busy, ctx.Err())
	}
	body := make([]byte, j.Size)
	if _, err := j.Body.Seek(0, io.SeekStart); err != nil {
		return p.no("", printer.Invalid, err)
	}
	if _, err := io.ReadFull(j.Body, body); err != nil {
		return p.no("", printer.Invalid, err)
	}
	p.mu.Lock()
	p.jobs++
	id := fmt.Sprint(p.jobs)
	began, slow := time.Now(), p.slow
	p.mu.Unlock()
	for {
		p.mu.Lock()
		off, jam, empty, mute, changed := p.off, p.jam, p.empty, p.mute, p.changed
		left := slow - time.Since(began)
		if ctx.Err() == nil && !off && !jam && !empty && left <= 0 {
			p.printed = append(p.printed, Sheet{ID: j.ID, Title: j.Title, Copies: max(j.Copies, 1), Bytes: body})
			p.mu.Unlock()
			if mute {
				return desk.PrintOutcome{State: desk.PrintSent, Code: printer.NoStatus, JobID: id}, nil
			}
			return desk.PrintOutcome{State: desk.PrintConfirmed, JobID: id}, nil
		}
		p.mu.Unlock()
		switch {
		case off:
			return p.no(id, printer.Offline, nil)
		case jam:
			return p.no(id, printer.Jam, nil)
		}
		var ready <-chan time.Time
		if !empty {
			ready = time.After(max(left, 0))
		}
		select {
		case <-changed:
		case <-ready:
		case <-ctx.Done():
			return p.no(id, partCode(ctx, empty), context.Cause(ctx))
		}
	}
}

// partCode says why a job was taken back.
func partCode(ctx context.Context, empty bool) string {
	switch {
	case empty:
		return printer.PaperOut
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return printer.Timeout
	}
	return printer.Cancelled
}

// no is the outcome of a job that did not come out: a simulation knows.
func (p *Printer) no(id, code string, cause error) (desk.PrintOutcome, error) {
	return desk.PrintOutcome{State: desk.PrintFailed, Code: code, JobID: id}, printer.Trouble(code, cause)
}
