package printer_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/sim"
)

// remembers is a printer that can be asked what became of an earlier job.
type remembers struct {
	*sim.Printer
	tells map[string]desk.PrintOutcome // by job; what is not there is not known
	takes time.Duration
	asked []string
}

func (r *remembers) Trace(ctx context.Context, id, _ string) (desk.PrintOutcome, error) {
	r.asked = append(r.asked, id)
	select {
	case <-ctx.Done():
		return desk.PrintOutcome{State: desk.PrintUnknown, Code: printer.Timeout}, ctx.Err()
	case <-time.After(r.takes):
	}
	if o, ok := r.tells[id]; ok {
		return o, nil
	}
	return desk.PrintOutcome{State: desk.PrintUnknown, Code: printer.Lost}, nil
}

// left claims a job as a run that was then killed.
func (b *bench) left(at string) string {
	b.t.Helper()
	id := b.jobs.enqueue(desk.PaperNotice, time.Now())
	if _, err := b.jobs.Claim(b.t.Context(), "killed", at, desk.PrintTurn{Kinds: []desk.PaperKind{desk.PaperNotice}}, time.Now()); err != nil {
		b.t.Fatal(err)
	}
	return id
}

// TestQueueTellsWhatBecameOfAJob has jobs that were under way when the program was
// killed. The printer is asked; nothing is sent again, whatever it says.
func TestQueueTellsWhatBecameOfAJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		out, gone, lost := b.left("first"), b.left("first"), b.left("first")
		other := b.left("second") // whose printer tells nothing of earlier jobs
		first := &remembers{Printer: b.first, takes: time.Second, tells: map[string]desk.PrintOutcome{
			out:  {State: desk.PrintConfirmed, JobID: "41"},
			gone: {State: desk.PrintFailed, Code: printer.Jam, JobID: "42"},
		}}
		waiting := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q, err := printer.NewQueue(printer.QueueSettings{
			Owner: "console", Posts: []printer.Post{{Name: "first", Printer: first}, {Name: "second", Printer: b.second}},
			Routes: printer.Routes{desk.PaperNotice: {"first", "second"}},
		}, b.jobs, b.render, desk.SystemClock{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := q.Run(ctx); err != nil {
			t.Error(err)
		}
		b.expect(out, desk.PrintConfirmed, "", "first")
		b.expect(gone, desk.PrintFailed, printer.Jam, "first") // a person decides, even while another printer is well
		b.expect(lost, desk.PrintUnknown, printer.Lost, "first")
		b.expect(other, desk.PrintUnknown, "", "second")
		b.expect(waiting, desk.PrintConfirmed, "", "first")
		b.came(b.first, "GZ-"+waiting)
		b.came(b.second)
		if len(first.asked) != 3 {
			t.Errorf("asked for %v", first.asked)
		}
	})
}

// TestQueueGivesBackWhatAnotherProcessWants has a job recalled in the store alone, as
// a command does it.
func TestQueueGivesBackWhatAnotherProcessWants(t *testing.T) {
	played(t, "a job under way is stopped at its printer", func(b *bench) {
		q, end := b.run()
		b.first.Slow(50 * time.Second)
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		synctest.Wait()
		if err := b.jobs.Cancel(b.t.Context(), id, time.Now()); err != nil {
			b.t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		b.expect(id, desk.PrintFailed, printer.Cancelled, "first")
		next := b.jobs.enqueue(desk.PaperNotice, time.Now())
		b.first.Slow(0)
		time.Sleep(5 * time.Second)
		b.expect(next, desk.PrintConfirmed, "", "first")
		end()
		b.came(b.first, "GZ-"+next)
		b.came(b.second)
	})
	played(t, "one that has just failed goes to no other printer", func(b *bench) {
		b.render = func(_ context.Context, j desk.Job, _ string) ([]byte, error) {
			b.first.Jam(true)
			_ = b.jobs.Cancel(b.t.Context(), j.ID, time.Now())
			return []byte(j.Paper), nil
		}
		q, end := b.run()
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		time.Sleep(time.Minute)
		end()
		b.expect(id, desk.PrintFailed, printer.Cancelled, "first")
		b.came(b.first)
		b.came(b.second)
	})
}

// TestQueueOfTwoWindows has a receipt printer at each of two windows: each prints its
// own slips, and the other's while that one cannot.
func TestQueueOfTwoWindows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		two := sim.NewPrinter("slip-2", printer.ESCPOS, desk.SystemClock{})
		q, err := printer.NewQueue(printer.QueueSettings{
			Owner: "console", Posts: []printer.Post{{Name: "slip", Printer: b.slip}, {Name: "slip-2", Printer: two}},
			Routes: printer.Routes{desk.PaperTicket: {"slip", "slip-2"}},
			Own:    map[int]printer.Routes{2: {desk.PaperTicket: {"slip-2", "slip"}}},
		}, b.jobs, b.render, desk.SystemClock{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() { _ = q.Run(ctx) }()
		at := func(window int) string {
			id := b.jobs.enqueue(desk.PaperTicket, time.Now())
			b.jobs.mu.Lock()
			b.jobs.find(id).Window = window
			b.jobs.mu.Unlock()
			return id
		}
		settle := func(want map[string]string) {
			t.Helper()
			q.Wake()
			time.Sleep(11 * time.Second)
			for id, post := range want {
				b.expect(id, desk.PrintConfirmed, "", post)
			}
		}
		settle(map[string]string{at(1): "slip", at(2): "slip-2", at(3): "slip", at(0): "slip"})
		two.PaperOut(true)
		settle(map[string]string{at(1): "slip", at(2): "slip"})
		two.PaperOut(false)
		b.slip.Offline(true)
		settle(map[string]string{at(1): "slip-2", at(2): "slip-2"})
		b.slip.Offline(false)
		settle(map[string]string{at(1): "slip", at(2): "slip-2"})
	})
}

// TestQueueKeepsToTheRouteOfAWindow has a window whose papers may go to one printer
// only, while others have a second one.
func TestQueueKeepsToTheRouteOfAWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		only := &refuser{Printer: b.second}
		q, err := printer.NewQueue(printer.QueueSettings{
			Owner: "console", Posts: []printer.Post{{Name: "first", Printer: b.first}, {Name: "second", Printer: only}},
			Routes: printer.Routes{desk.PaperNotice: {"second", "first"}},
			Own:    map[int]printer.Routes{2: {desk.PaperNotice: {"second"}}},
		}, b.jobs, b.render, desk.SystemClock{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		b.jobs.find(id).Window = 2
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := q.Run(ctx); err != nil {
			t.Error(err)
		}
		b.expect(id, desk.PrintFailed, printer.Refused, "second")
		if only.asked != 1 {
			t.Errorf("asked %d times", only.asked)
		}
	})
}
