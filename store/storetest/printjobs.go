package storetest

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
)

// PrintJobs runs the contract of desk.PrintJobs.
func PrintJobs(t *testing.T, open Opener) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, Opener)
	}{
		{"jobs are claimed in order and by kind", jobsInOrder},
		{"an outcome is recorded once", jobOutcome},
		{"a person chooses the printer", jobSentOn},
		{"a job that never reached the device goes back", jobRequeued},
		{"a job that waits is cancelled", jobCancelled},
		{"a job under way is asked back", jobRecalled},
		{"a job of a printer that tells nothing is done with", jobSentForGood},
		{"what came out is counted", jobsCounted},
		{"each window has its own turns", jobsOfWindows},
		{"after a crash, what was sent is unknown", jobsRecovered},
		{"a job is claimed by one of many", jobsAmongMany},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open) })
	}
}

var everyKind = []desk.PaperKind{desk.PaperTicket, desk.PaperReceipt, desk.PaperNotice}

// turn is the turn for kinds of every window.
func turn(kinds ...desk.PaperKind) desk.PrintTurn { return desk.PrintTurn{Kinds: kinds} }

// enqueue queues a job a second after the last one.
func enqueue(t *testing.T, p desk.PrintJobs, paper string, k desk.PaperKind) desk.Job {
	t.Helper()
	j, err := p.Enqueue(t.Context(), paper, k, Morning)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func claim(t *testing.T, p desk.PrintJobs, kinds ...desk.PaperKind) desk.Job {
	t.Helper()
	j, err := p.Claim(t.Context(), "console-1", "a4", turn(kinds...), Morning.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func jobsInOrder(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	p, ctx := l.Jobs, t.Context()
	a := enqueue(t, p, "GZ-1", desk.PaperNotice)
	b := enqueue(t, p, "PH-1", desk.PaperTicket)
	c := enqueue(t, p, "GZ-1", desk.PaperNotice)
	if a.Attempt != 1 || b.Attempt != 1 || c.Attempt != 2 || a.State != desk.PrintQueued || !a.Queued.Equal(Morning) {
		t.Errorf("queued %+v, %+v and %+v", a, b, c)
	}
	got := claim(t, p, desk.PaperTicket)
	if got.ID != b.ID || got.State != desk.PrintSent || got.Printer != "a4" {
		t.Errorf("claimed %+v, want the slip", got)
	}
	if got = claim(t, p, everyKind...); got.ID != a.ID {
		t.Errorf("claimed %+v, want the oldest", got)
	}
	_, err := p.Claim(ctx, "console-1", "slips", turn(desk.PaperTicket), Morning)
	wantKind(t, err, desk.NotFound)
	_, err = p.Claim(ctx, "console-1", "none", turn(), Morning)
	wantKind(t, err, desk.NotFound)
	_, err = p.Claim(ctx, "", "a4", turn(everyKind...), Morning)
	wantKind(t, err, desk.Invalid)
	_, err = p.Enqueue(ctx, "", desk.PaperTicket, Morning)
	wantKind(t, err, desk.Invalid)
	jobs := must(p.Jobs(ctx, 2))(t)
	if len(jobs) != 2 || jobs[0].ID != c.ID || jobs[1].ID != b.ID {
		t.Errorf("latest two jobs: %+v", jobs)
	}
}

// jobSentOn chooses a printer for a job that waits and for one that failed.
func jobSentOn(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	p, ctx := l.Jobs, t.Context()
	a := enqueue(t, p, "GZ-1", desk.PaperNotice)
	b := enqueue(t, p, "GZ-2", desk.PaperNotice)
	if j := must(p.SendOn(ctx, a.ID, "back", Morning))(t); j.ID != a.ID || j.Wanted != "back" || j.State != desk.PrintQueued {
		t.Errorf("sent on while it waits: %+v", j)
	}
	if got := claim(t, p, everyKind...); got.ID != b.ID {
		t.Errorf("claimed %+v, want the one that nobody has chosen a printer for", got)
	}
	_, err := p.SendOn(ctx, b.ID, "back", Morning)
	wantKind(t, err, desk.Conflict)
	_, err = p.SendOn(ctx, "none", "back", Morning)
	wantKind(t, err, desk.NotFound)
	_, err = p.SendOn(ctx, a.ID, "", Morning)
	wantKind(t, err, desk.Invalid)
	got := must(p.Claim(ctx, "console-1", "back", turn(), Morning))(t)
	if got.ID != a.ID || got.Printer != "back" {
		t.Errorf("claimed for the chosen printer: %+v", got)
	}
	if err := p.Finish(ctx, a.ID, desk.PrintOutcome{State: desk.PrintFailed, Code: "jam"}, Morning); err != nil {
		t.Fatal(err)
	}
	next := must(p.SendOn(ctx, a.ID, "a4", Morning))(t)
	if next.ID == a.ID || next.Paper != "GZ-1" || next.Wanted != "a4" || next.Attempt != 2 || next.State != desk.PrintQueued {
		t.Errorf("sent on after a failure: %+v", next)
	}
}

func jobOutcome(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	p, ctx := l.Jobs, t.Context()
	enqueue(t, p, "GZ-1", desk.PaperNotice)
	j := claim(t, p, desk.PaperNotice)
	later := Morning.Add(time.Minute)
	wantKind(t, p.Finish(ctx, j.ID, desk.PrintOutcome{State: desk.PrintQueued}, later), desk.Invalid)
	wantKind(t, p.Finish(ctx, "none", desk.PrintOutcome{State: desk.PrintConfirmed}, later), desk.NotFound)
	if err := p.Finish(ctx, j.ID, desk.PrintOutcome{State: desk.PrintUnknown, Code: "offline", JobID: "7"}, later); err != nil {
		t.Fatal(err)
	}
	if got := must(p.Jobs(ctx, 0))(t)[0]; got.State != desk.PrintUnknown || got.Code != "offline" || got.Device != "7" || !got.Finished.Equal(later) {
		t.Errorf("job is %+v", got)
	}
	// What was unknown may be settled, and then no more.
	if err := p.Finish(ctx, j.ID, desk.PrintOutcome{State: desk.PrintConfirmed, JobID: "7"}, later); err != nil {
		t.Fatal(err)
	}
	wantKind(t, p.Finish(ctx, j.ID, desk.PrintOutcome{State: desk.PrintFailed, Code: "jam"}, later), desk.Conflict)
	wantKind(t, p.Requeue(ctx, j.ID, "late", later), desk.Conflict)
	l = l.Reopen()
	if got := must(l.Jobs.Jobs(ctx, 0))(t); len(got) != 1 || got[0].State != desk.PrintConfirmed || got[0].Code != "" {
		t.Errorf("after a restart: %+v", got)
	}
	_, err := l.Jobs.Claim(ctx, "console-1", "a4", turn(everyKind...), later)
	wantKind(t, err, desk.NotFound)
}

func jobRequeued(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	p, ctx := l.Jobs, t.Context()
	enqueue(t, p, "GZ-1", desk.PaperNotice)
	j := claim(t, p, desk.PaperNotice)
	if err := p.Requeue(ctx, j.ID, "offline", Morning); err != nil {
		t.Fatal(err)
	}
	got := must(p.Jobs(ctx, 0))(t)[0]
	if got.State != desk.PrintQueued || got.Code != "offline" || got.Printer != "" {
		t.Errorf("job is %+v", got)
	}
	again, err := p.Claim(ctx, "printd", "other", turn(everyKind...), Morning)
	if err != nil || again.ID != j.ID || again.Attempt != 1 || again.Printer != "other" || again.Code != "" {
		t.Errorf("claimed %+v, %v", again, err)
	}
}

func jobCancelled(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	p, ctx := l.Jobs, t.Context()
	j := enqueue(t, p, "GZ-1", desk.PaperNotice)
	if err := p.Cancel(ctx, j.ID, Morning); err != nil {
		t.Fatal(err)
	}
	if got := must(p.Jobs(ctx, 0))(t)[0]; got.State != desk.PrintFailed || got.Code != "cancelled" || got.Finished.IsZero() {
		t.Errorf("job is %+v", got)
	}
	wantKind(t, p.Cancel(ctx, j.ID, Morning), desk.Conflict)
	wantKind(t, p.Cancel(ctx, "none", Morning), desk.NotFound)
	// What never went to a device does not make the next one a reprint.
	if next := enqueue(t, p, "GZ-1", desk.PaperNotice); next.Attempt != 1 {
		t.Errorf("after a cancelled job the next is attempt %d", next.Attempt)
	}
}

// jobRecalled asks for jobs under way: they stay so until their printer has said what
// became of them, and go to no other one.
func jobRecalled(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	p, ctx := l.Jobs, t.Context()
	for _, paper := range []string{"GZ-1", "GZ-2", "GZ-3"} {
		enqueue(t, p, paper, desk.PaperNotice)
	}
	a, b, c := claim(t, p, everyKind...), claim(t, p, everyKind...), claim(t, p, everyKind...)
	for _, id := range []string{a.ID, b.ID} {
		if err := p.Cancel(ctx, id, Morning); err != nil {
			t.Fatal(err)
		}
	}
	if got := must(p.Recalled(ctx))(t); len(got) != 2 || got[0] != a.ID || got[1] != b.ID {
		t.Errorf("wanted back: %v", got)
	}
	for _, j := range must(p.Jobs(ctx, 0))(t) {
		if !j.UnderWay() || j.Recalled != (j.ID != c.ID) {
			t.Errorf("asked back: %+v", j)
		}
	}
	if err := p.Requeue(ctx, a.ID, "jam", Morning); err != nil {
		t.Fatal(err)
	}
	if err := p.Finish(ctx, b.ID, desk.PrintOutcome{State: desk.PrintConfirmed}, Morning); err != nil {
		t.Fatal(err)
	}
	jobs := must(p.Jobs(ctx, 0))(t)
	if j := jobs[2]; j.State != desk.PrintFailed || j.Code != "cancelled" || j.Finished.IsZero() {
		t.Errorf("asked back and put back: %+v", j)
	}
	if j := jobs[1]; j.State != desk.PrintConfirmed {
		t.Errorf("asked back and come out: %+v", j)
	}
	if got := must(p.Recalled(ctx))(t); len(got) != 0 {
		t.Errorf("still wanted back: %v", got)
	}
}

// jobSentForGood is a job whose printer tells nothing: it stays sent, is not taken for
// one under way, and may be followed by another.
func jobSentForGood(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	p, ctx := l.Jobs, t.Context()
	enqueue(t, p, "PH-1", desk.PaperTicket)
	j := claim(t, p, everyKind...)
	if err := p.Finish(ctx, j.ID, desk.PrintOutcome{State: desk.PrintSent, Code: "no_status", Sheets: 1}, Morning); err != nil {
		t.Fatal(err)
	}
	wantKind(t, p.Finish(ctx, j.ID, desk.PrintOutcome{State: desk.PrintConfirmed}, Morning), desk.Conflict)
	wantKind(t, p.Cancel(ctx, j.ID, Morning), desk.Conflict)
	wantKind(t, p.Requeue(ctx, j.ID, "jam", Morning), desk.Conflict)
	l = l.Reopen()
	if lost := must(l.Jobs.Recover(ctx, Morning))(t); len(lost) != 0 {
		t.Errorf("recovered %+v", lost)
	}
	got := must(l.Jobs.Jobs(ctx, 0))(t)[0]
	if got.State != desk.PrintSent || got.UnderWay() || got.Code != "no_status" {
		t.Errorf("job is %+v", got)
	}
	if next := must(l.Jobs.SendOn(ctx, j.ID, "a4", Morning))(t); next.ID == j.ID || next.Attempt != 2 {
		t.Errorf("sent on: %+v", next)
	}
}

// jobsCounted adds up what printers did on two days.
func jobsCounted(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	p, ctx := l.Jobs, t.Context()
	tomorrow := Morning.Add(24 * time.Hour)
	for i, o := range []desk.PrintOutcome{
		{State: desk.PrintConfirmed, Sheets: 3},
		{State: desk.PrintSent, Sheets: 1},
		{State: desk.PrintFailed, Code: "jam", Sheets: 9},
		{State: desk.PrintUnknown, Code: "lost"},
		{State: desk.PrintConfirmed, Sheets: 5},
	} {
		enqueue(t, p, "GZ-1", desk.PaperNotice)
		at := Morning
		if i == 4 {
			at = tomorrow
		}
		if err := p.Finish(ctx, claim(t, p, everyKind...).ID, o, at); err != nil {
			t.Fatal(err)
		}
	}
	enqueue(t, p, "GZ-1", desk.PaperNotice)
	claim(t, p, everyKind...)
	want := desk.PrintCount{Printer: "a4", Jobs: 2, Sheets: 4, Failed: 1, Unknown: 1}
	if got := must(p.Counts(ctx, Morning, tomorrow))(t); len(got) != 1 || got[0] != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
	if got := must(p.Counts(ctx, tomorrow, tomorrow.Add(time.Hour)))(t); len(got) != 1 || got[0].Sheets != 5 {
		t.Errorf("the next day: %+v", got)
	}
}

// jobsOfWindows has a paper printed at its window, and again at another one: each
// window's job goes where that window's papers go.
func jobsOfWindows(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	p, ctx := l.Jobs, t.Context()
	done := write(t, l, "r1", TakeIn(NewCase("c1", Person())))
	no := done.Act.Papers[0].No
	kind := done.Act.Papers[0].Kind
	for _, window := range []int{2, 0, 3} {
		d := Duty()
		d.Window = window
		_, err := l.Write(ctx, "again-"+strconv.Itoa(window), d, func(tx desk.Tx) (desk.Act, error) {
			x, err := tx.Paper(ctx, no)
			x.Rev++
			return desk.Act{Kind: desk.ActPaperReprinted, Obj: "paper:" + no, Papers: []desk.Paper{x}, Print: []string{no}}, err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	own := func(first, second []desk.PaperKind) desk.PrintTurn {
		return desk.PrintTurn{Kinds: first, Own: map[int][]desk.PaperKind{2: second}}
	}
	here := []desk.PaperKind{kind}
	j := must(p.Claim(ctx, "console", "second", own(nil, here), Morning))(t)
	if j.Window != 2 {
		t.Errorf("the second window's printer took %+v", j)
	}
	_, err := p.Claim(ctx, "console", "second", own(nil, here), Morning)
	wantKind(t, err, desk.NotFound)
	for _, window := range []int{Duty().Window, done.Act.Papers[0].Window, 3} {
		if j := must(p.Claim(ctx, "console", "first", own(here, nil), Morning))(t); j.Window != window {
			t.Errorf("the first printer took %+v, want one of window %d", j, window)
		}
	}
	_, err = p.Claim(ctx, "console", "first", own(here, here), Morning)
	wantKind(t, err, desk.NotFound)
	if err := p.Finish(ctx, j.ID, desk.PrintOutcome{State: desk.PrintFailed, Code: "jam"}, Morning); err != nil {
		t.Fatal(err)
	}
	if next := must(p.SendOn(ctx, j.ID, "first", Morning))(t); next.Window != 2 {
		t.Errorf("sent on: %+v", next)
	}
}

func jobsRecovered(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	ctx := t.Context()
	for _, paper := range []string{"GZ-1", "GZ-2", "GZ-3", "GZ-4"} {
		enqueue(t, l.Jobs, paper, desk.PaperNotice)
	}
	done := claim(t, l.Jobs, everyKind...)
	if err := l.Jobs.Finish(ctx, done.ID, desk.PrintOutcome{State: desk.PrintConfirmed}, Morning); err != nil {
		t.Fatal(err)
	}
	lost := claim(t, l.Jobs, everyKind...)
	theirs := must(l.Jobs.Claim(ctx, "printd", "a4", turn(everyKind...), Morning))(t)
	l = l.Reopen()
	got, err := l.Jobs.Recover(ctx, Morning.Add(time.Hour))
	if err != nil || len(got) != 2 || got[0].ID != lost.ID || got[1].ID != theirs.ID || got[0].State != desk.PrintUnknown {
		t.Fatalf("recovered %+v, %v", got, err)
	}
	want := map[string]desk.PrintState{
		done.Paper: desk.PrintConfirmed, lost.Paper: desk.PrintUnknown, theirs.Paper: desk.PrintUnknown, "GZ-4": desk.PrintQueued,
	}
	for _, j := range must(l.Jobs.Jobs(ctx, 0))(t) {
		if j.State != want[j.Paper] {
			t.Errorf("job of %s is %s, want %s", j.Paper, j.State, want[j.Paper])
		}
	}
}

func jobsAmongMany(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	const jobs, printers = 24, 4
	for range jobs {
		enqueue(t, l.Jobs, "GZ-1", desk.PaperNotice)
	}
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	for range printers {
		wg.Go(func() {
			for {
				j, err := l.Jobs.Claim(context.Background(), "console-1", "a4", turn(everyKind...), Morning)
				if err != nil {
					if desk.KindOf(err) != desk.NotFound {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				seen[j.ID]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for id, n := range seen {
		if n != 1 {
			t.Errorf("job %s was claimed %d times", id, n)
		}
	}
	if len(seen) != jobs {
		t.Errorf("%d jobs were claimed, want %d", len(seen), jobs)
	}
}
