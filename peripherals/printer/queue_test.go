package printer_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/sim"
)

// A bench is a queue with two printers of each kind under a bubble's clock.
type bench struct {
	t      *testing.T
	jobs   *ledger
	first  *sim.Printer // A4
	second *sim.Printer // A4
	slip   *sim.Printer // 80 mm
	mu     sync.Mutex
	seen   []string // job and state, in the order told
	render printer.Render
}

func newBench(t *testing.T) *bench {
	return &bench{
		t: t, jobs: newLedger(),
		first:  sim.NewPrinter("first", printer.PDF, desk.SystemClock{}),
		second: sim.NewPrinter("second", printer.PDF, desk.SystemClock{}),
		slip:   sim.NewPrinter("slip", printer.ESCPOS, desk.SystemClock{}),
		render: func(_ context.Context, j desk.Job, mime string) ([]byte, error) {
			return []byte(j.Paper + " as " + mime), nil
		},
	}
}

// run starts a queue and returns what ends it and waits.
func (b *bench) run() (*printer.Queue, func()) {
	b.t.Helper()
	q, err := printer.NewQueue(printer.QueueSettings{
		Owner: "console",
		Posts: []printer.Post{
			{Name: "first", Printer: b.first, Time: time.Minute},
			{Name: "second", Printer: b.second, Time: time.Minute},
			{Name: "slip", Printer: b.slip, Time: time.Minute},
		},
		Routes: printer.Routes{
			desk.PaperNotice: {"first", "second"},
			desk.PaperTicket: {"slip", "second"},
		},
		Changed: func(j desk.Job) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.seen = append(b.seen, fmt.Sprintf("%s %s %s", j.ID, j.State, j.Code))
		},
	}, b.jobs, func(ctx context.Context, j desk.Job, mime string) ([]byte, error) { return b.render(ctx, j, mime) },
		desk.SystemClock{}, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.t.Context())
	ended := make(chan error)
	go func() { ended <- q.Run(ctx) }()
	return q, func() {
		cancel()
		if err := <-ended; err != nil {
			b.t.Error(err)
		}
	}
}

func (b *bench) expect(id string, state desk.PrintState, code, at string) {
	b.t.Helper()
	if j := b.jobs.job(id); j.State != state || j.Code != code || j.Printer != at {
		b.t.Errorf("%s: %+v, want %s %s at %s", id, j, state, code, at)
	}
}

func (b *bench) came(p *sim.Printer, papers ...string) {
	b.t.Helper()
	var got []string
	for _, s := range p.Printed() {
		got = append(got, s.Title)
	}
	if !slices.Equal(got, papers) {
		b.t.Errorf("%s printed %v, want %v", p.Health().Name, got, papers)
	}
}

// played runs a scene in a bubble, where time passes at once.
func played(t *testing.T, name string, scene func(b *bench)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { scene(newBench(t)) })
	})
}

// TestAPersonChoosesThePrinter sends jobs to the second of a group, and to one
// of another group, while the first is well: they go there, and what fails there
// stays with the person.
func TestAPersonChoosesThePrinter(t *testing.T) {
	played(t, "and no other takes the job", func(b *bench) {
		chosen := b.jobs.enqueue(desk.PaperNotice, time.Now())
		away := b.jobs.enqueue(desk.PaperNotice, time.Now())
		b.jobs.find(chosen).Wanted, b.jobs.find(away).Wanted = "second", "slip"
		q, end := b.run()
		q.Wake()
		synctest.Wait()
		b.expect(chosen, desk.PrintConfirmed, "", "second")
		b.expect(away, desk.PrintConfirmed, "", "slip")
		b.came(b.first)
		end()
	})
	played(t, "and what fails there goes nowhere by itself", func(b *bench) {
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		b.jobs.find(id).Wanted = "second"
		b.second.Jam(true)
		q, end := b.run()
		q.Wake()
		time.Sleep(time.Second)
		b.expect(id, desk.PrintFailed, printer.Jam, "second")
		b.came(b.first)
		end()
	})
}

func TestQueuePrints(t *testing.T) {
	played(t, "each kind on its own printer", func(b *bench) {
		q, end := b.run()
		notice := b.jobs.enqueue(desk.PaperNotice, time.Now())
		ticket := b.jobs.enqueue(desk.PaperTicket, time.Now())
		other := b.jobs.enqueue(desk.PaperSummary, time.Now())
		began := time.Now()
		q.Wake()
		synctest.Wait()
		if d := time.Since(began); d > 0 {
			b.t.Errorf("woken, it waited %v", d)
		}
		end()
		b.expect(notice, desk.PrintConfirmed, "", "first")
		b.expect(ticket, desk.PrintConfirmed, "", "slip")
		b.expect(other, desk.PrintQueued, "", "")
		b.came(b.first, "GZ-job1")
		b.came(b.slip, "PH-job2")
		if s := b.slip.Printed()[0]; string(s.Bytes) != "PH-job2 as "+printer.ESCPOS || s.ID != ticket {
			b.t.Errorf("%+v", s)
		}
	})
	played(t, "what another process queued", func(b *bench) {
		_, end := b.run()
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		time.Sleep(3 * time.Second)
		end()
		b.expect(id, desk.PrintConfirmed, "", "first")
	})
}

func TestQueueFallsBack(t *testing.T) {
	played(t, "a printer that is off is passed over at once", func(b *bench) {
		b.first.Offline(true)
		q, end := b.run()
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		synctest.Wait()
		b.expect(id, desk.PrintConfirmed, "", "second")
		end()
	})
	played(t, "a job that did not come out goes to the next printer", func(b *bench) {
		// The jam is known only when a job meets it.
		b.render = func(_ context.Context, j desk.Job, mime string) ([]byte, error) {
			b.first.Jam(j.ID == "job1")
			return []byte(j.Paper), nil
		}
		q, end := b.run()
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		time.Sleep(time.Second)
		b.expect(id, desk.PrintConfirmed, "", "second")
		b.came(b.first)
		b.came(b.second, "GZ-job1")
		if want := []string{"job1 sent ", "job1 queued jam", "job1 sent jam", "job1 confirmed "}; !slices.Equal(b.seen, want) {
			b.t.Errorf("told %q", b.seen)
		}
		end()
	})
	played(t, "printers that look well and refuse are each asked once", func(b *bench) {
		one, two := &refuser{Printer: b.first}, &refuser{Printer: b.second}
		q, err := printer.NewQueue(printer.QueueSettings{
			Owner: "console", Posts: []printer.Post{{Name: "first", Printer: one}, {Name: "second", Printer: two}},
			Routes: printer.Routes{desk.PaperNotice: {"first", "second"}},
		}, b.jobs, b.render, desk.SystemClock{}, nil)
		if err != nil {
			b.t.Fatal(err)
		}
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		ctx, cancel := context.WithTimeout(b.t.Context(), time.Minute)
		defer cancel()
		if err := q.Run(ctx); err != nil {
			b.t.Error(err)
		}
		b.expect(id, desk.PrintFailed, printer.Refused, "second")
		if one.asked != 1 || two.asked != 1 {
			b.t.Errorf("asked %d and %d times", one.asked, two.asked)
		}
	})
	played(t, "with no printer left it fails and says why", func(b *bench) {
		b.first.Jam(true)
		b.second.Offline(true)
		q, end := b.run()
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		synctest.Wait()
		b.expect(id, desk.PrintFailed, printer.Jam, "first")
		b.first.Jam(false)
		b.second.Offline(false)
		time.Sleep(time.Minute)
		b.came(b.first)
		b.came(b.second)
		end()
	})
	played(t, "a printer that is stuck stops no other", func(b *bench) {
		q, end := b.run()
		b.first.Slow(50 * time.Second)
		stuck := b.jobs.enqueue(desk.PaperNotice, time.Now())
		ticket := b.jobs.enqueue(desk.PaperTicket, time.Now())
		q.Wake()
		synctest.Wait()
		b.expect(ticket, desk.PrintConfirmed, "", "slip")
		next := b.jobs.enqueue(desk.PaperNotice, time.Now())
		time.Sleep(20 * time.Second)
		b.expect(stuck, desk.PrintSent, "", "first")
		b.expect(next, desk.PrintConfirmed, "", "second")
		time.Sleep(time.Minute)
		b.expect(stuck, desk.PrintConfirmed, "", "first")
		end()
	})
}

func TestQueueNeverPrintsTwiceUnasked(t *testing.T) {
	played(t, "an outcome that is not known is left to a person", func(b *bench) {
		q, end := b.run()
		b.render = func(context.Context, desk.Job, string) ([]byte, error) { return []byte("x"), nil }
		b.first.Mute(true)
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		time.Sleep(time.Minute)
		end()
		b.expect(id, desk.PrintSent, printer.NoStatus, "first")
		if b.jobs.job(id).Finished.IsZero() {
			b.t.Error("a job that can get no further is not finished")
		}
		b.came(b.second)
		_, end = b.run()
		time.Sleep(time.Minute)
		end()
		b.expect(id, desk.PrintSent, printer.NoStatus, "first")
		b.came(b.first, "GZ-job1")
	})
	played(t, "a job found sent after a restart", func(b *bench) {
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		foreign := b.jobs.enqueue(desk.PaperNotice, time.Now())
		waiting := b.jobs.enqueue(desk.PaperNotice, time.Now())
		for _, owner := range []string{"console", "printd"} {
			if _, err := b.jobs.Claim(b.t.Context(), owner, "first", desk.PrintTurn{Kinds: []desk.PaperKind{desk.PaperNotice}}, time.Now()); err != nil {
				b.t.Fatal(err)
			}
		}
		_, end := b.run()
		time.Sleep(time.Minute)
		end()
		b.expect(id, desk.PrintUnknown, "", "first")
		b.expect(foreign, desk.PrintUnknown, "", "first") // whoever had sent it: there is one queue a station
		b.expect(waiting, desk.PrintConfirmed, "", "first")
		b.came(b.first, "GZ-job3")
	})
	played(t, "the program ends in mid job", func(b *bench) {
		q, end := b.run()
		b.first.Slow(time.Hour)
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		synctest.Wait()
		began := time.Now()
		end()
		if d := time.Since(began); d < 5*time.Second || d > 6*time.Second {
			b.t.Errorf("it took %v to end", d)
		}
		if j := b.jobs.job(id); j.Finished.IsZero() {
			b.t.Errorf("%+v", j)
		}
	})
	played(t, "the store refuses the outcome for a while", func(b *bench) {
		b.jobs.refusal = 3
		q, end := b.run()
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		time.Sleep(10 * time.Second)
		end()
		b.expect(id, desk.PrintConfirmed, "", "first")
		b.came(b.first, "GZ-job1")
	})
	played(t, "the store refuses it for good", func(b *bench) {
		b.jobs.refusal = 1000
		q, end := b.run()
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		time.Sleep(time.Minute)
		end()
		b.jobs.refusal = 0
		_, end = b.run()
		time.Sleep(time.Minute)
		end()
		b.expect(id, desk.PrintUnknown, "", "first")
		b.came(b.first, "GZ-job1")
	})
}

func TestQueueCancel(t *testing.T) {
	played(t, "a job that waits", func(b *bench) {
		q, end := b.run()
		b.first.Slow(10 * time.Second)
		b.jobs.enqueue(desk.PaperNotice, time.Now())
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		synctest.Wait()
		if err := q.Cancel(b.t.Context(), id); err != nil {
			b.t.Error(err)
		}
		time.Sleep(time.Minute)
		end()
		b.expect(id, desk.PrintFailed, printer.Cancelled, "")
		b.came(b.first, "GZ-job1")
	})
	played(t, "a job under way", func(b *bench) {
		q, end := b.run()
		b.first.Slow(10 * time.Second)
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		q.Wake()
		synctest.Wait()
		if err := q.Cancel(b.t.Context(), id); err != nil {
			b.t.Error(err)
		}
		synctest.Wait()
		b.expect(id, desk.PrintFailed, printer.Cancelled, "first")
		time.Sleep(time.Minute)
		end()
		b.came(b.first)
		b.came(b.second)
		if err := q.Cancel(b.t.Context(), id); desk.KindOf(err) != desk.Conflict {
			b.t.Errorf("a job that has ended: %v", err)
		}
	})
}

func TestQueueSurvivesItsParts(t *testing.T) {
	played(t, "a paper that cannot be laid out", func(b *bench) {
		b.render = func(_ context.Context, j desk.Job, _ string) ([]byte, error) {
			switch j.ID {
			case "job1":
				return nil, errors.New("no such paper")
			case "job2":
				panic("template")
			case "job3":
				return nil, nil
			}
			return []byte("x"), nil
		}
		q, end := b.run()
		for range 4 {
			b.jobs.enqueue(desk.PaperNotice, time.Now())
		}
		q.Wake()
		synctest.Wait()
		for _, id := range []string{"job1", "job2", "job3"} {
			b.expect(id, desk.PrintFailed, printer.Layout, "first")
		}
		b.expect("job4", desk.PrintConfirmed, "", "first")
		end()
	})
	played(t, "a renderer that hangs", func(b *bench) {
		b.render = func(ctx context.Context, j desk.Job, _ string) ([]byte, error) {
			if j.ID == "job1" {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return []byte("x"), nil
		}
		q, end := b.run()
		for range 2 {
			b.jobs.enqueue(desk.PaperTicket, time.Now())
		}
		q.Wake()
		time.Sleep(time.Minute)
		b.expect("job1", desk.PrintFailed, printer.Layout, "slip")
		b.expect("job2", desk.PrintConfirmed, "", "second")
		end()
	})
	played(t, "a driver that panics", func(b *bench) {
		q, err := printer.NewQueue(printer.QueueSettings{
			Owner: "console", Posts: []printer.Post{{Name: "first", Printer: broken{b.first}}},
			Routes: printer.Routes{desk.PaperNotice: {"first"}},
		}, b.jobs, b.render, desk.SystemClock{}, nil)
		if err != nil {
			b.t.Fatal(err)
		}
		id := b.jobs.enqueue(desk.PaperNotice, time.Now())
		ctx, cancel := context.WithTimeout(b.t.Context(), time.Minute)
		defer cancel()
		if err := q.Run(ctx); err != nil {
			b.t.Error(err)
		}
		b.expect(id, desk.PrintUnknown, printer.Driver, "first")
	})
	played(t, "yesterday's job is not printed unasked", func(b *bench) {
		id := b.jobs.enqueue(desk.PaperNotice, time.Now().Add(-13*time.Hour))
		_, end := b.run()
		time.Sleep(time.Minute)
		end()
		b.expect(id, desk.PrintFailed, printer.Stale, "first")
		b.came(b.first)
	})
}

// A refuser says that it is well and takes nothing.
type refuser struct {
	desk.Printer
	asked int
}

func (r *refuser) Print(context.Context, desk.PrintJob) (desk.PrintOutcome, error) {
	if r.asked++; r.asked > 10 {
		return desk.PrintOutcome{State: desk.PrintUnknown}, nil
	}
	return desk.PrintOutcome{State: desk.PrintFailed, Code: printer.Refused}, nil
}

// broken is a driver with a mistake in it.
type broken struct{ desk.Printer }

func (broken) Print(context.Context, desk.PrintJob) (desk.PrintOutcome, error) { panic("driver") }

func TestQueueRefusesAPlanThatCannotBe(t *testing.T) {
	p := sim.NewPrinter("first", printer.PDF, desk.SystemClock{})
	for name, set := range map[string]printer.QueueSettings{
		"route to nowhere": {Routes: printer.Routes{desk.PaperNotice: {"first"}}},
		"no printer":       {Posts: []printer.Post{{Name: "first"}}},
		"no name":          {Posts: []printer.Post{{Printer: p}}},
		"two of a name":    {Posts: []printer.Post{{Name: "first", Printer: p}, {Name: "first", Printer: p}}},
	} {
		if _, err := printer.NewQueue(set, newLedger(), nil, desk.SystemClock{}, nil); desk.KindOf(err) != desk.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
