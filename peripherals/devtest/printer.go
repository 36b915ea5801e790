package devtest

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
)

// Printer runs the contract of desk.Printer. open returns a printer that works;
// it is called for each part. document is one page of what it accepts. confirms
// says whether the device can tell that a paper came out.
func Printer(t *testing.T, document []byte, confirms bool, open func(t *testing.T) desk.Printer) {
	done := desk.PrintSent
	if confirms {
		done = desk.PrintConfirmed
	}
	job := func(p desk.Printer, id string) desk.PrintJob {
		return desk.PrintJob{
			ID: id, Title: "GZ-110101001001-20261122-01A0007", MIME: p.Accepts(),
			Body: bytes.NewReader(document), Size: int64(len(document)),
		}
	}
	t.Run("a job ends in the state the device can vouch for", func(t *testing.T) {
		p := open(t)
		o, err := bring(t, p, job(p, "01JOB1"))
		if err != nil || o.State != done {
			t.Errorf("%+v, %v", o, err)
		}
		if o, err = bring(t, p, job(p, "01JOB2")); err != nil || o.State != done {
			t.Errorf("second job: %+v, %v", o, err)
		}
	})
	t.Run("what is no document is refused", func(t *testing.T) {
		p := open(t)
		for name, spoil := range map[string]func(*desk.PrintJob){
			"another kind": func(j *desk.PrintJob) { j.MIME = "text/html" },
			"empty":        func(j *desk.PrintJob) { j.Body, j.Size = strings.NewReader(""), 0 },
			"no body":      func(j *desk.PrintJob) { j.Body = nil },
			"endless":      func(j *desk.PrintJob) { j.Size = 1 << 40 },
			"copies":       func(j *desk.PrintJob) { j.Copies = 10_000 },
			"no id":        func(j *desk.PrintJob) { j.ID = "" },
		} {
			j := job(p, "01JOB3")
			spoil(&j)
			if o, err := bring(t, p, j); o.State != desk.PrintFailed || o.Code == "" || desk.KindOf(err) != desk.Invalid {
				t.Errorf("%s: %+v, %v", name, o, err)
			}
		}
	})
	t.Run("a caller who has gone prints nothing", func(t *testing.T) {
		p := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if o, err := p.Print(ctx, job(p, "01JOB4")); o.State != desk.PrintFailed || err == nil {
			t.Errorf("%+v, %v", o, err)
		}
	})
	t.Run("jobs from several sides each have an outcome", func(t *testing.T) {
		p := open(t)
		var all sync.WaitGroup
		for _, id := range []string{"01JOB5", "01JOB6", "01JOB7"} {
			all.Go(func() {
				if o, err := bring(t, p, job(p, id)); o.State != done || err != nil {
					t.Errorf("%s: %+v, %v", id, o, err)
				}
			})
		}
		all.Wait()
	})
	t.Run("health never waits", func(t *testing.T) {
		p := open(t)
		if h := p.Health(); h.Name == "" || h.Since.IsZero() || h.Family != desk.FamilyPrinter && h.Family != desk.FamilyTicket {
			t.Errorf("%+v", h)
		}
		if p.Accepts() == "" {
			t.Error("accepts nothing")
		}
		if confirms {
			if err := until(5*time.Second, func() bool { return p.Health().State == desk.DeviceOK }); err != nil {
				t.Errorf("a printer that works shows %+v", p.Health())
			}
		}
		began := time.Now()
		for range 100 {
			_ = p.Health()
		}
		if d := time.Since(began); d > 100*time.Millisecond {
			t.Errorf("100 looks at the lamp took %v", d)
		}
	})
	t.Run("closed is off", func(t *testing.T) {
		p := open(t)
		if err := p.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if h := p.Health(); h.State != desk.DeviceOff {
			t.Errorf("%+v", h)
		}
	})
}

// bring prints with a deadline and checks what holds for every outcome.
func bring(t *testing.T, p desk.Printer, j desk.PrintJob) (desk.PrintOutcome, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	o, err := p.Print(ctx, j)
	switch o.State {
	case desk.PrintConfirmed, desk.PrintSent:
	case desk.PrintFailed, desk.PrintUnknown:
		if o.Code == "" {
			t.Errorf("%s without a cause", o.State)
		}
	default:
		t.Errorf("state %q", o.State)
	}
	return o, err
}
