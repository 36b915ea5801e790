package printer_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/printer"
)

// A group is two queues of a real cupsd with a real IPP Everywhere printer behind
// each, and the print queue of a station before them.
type group struct {
	t             *testing.T
	cups          *devtest.CUPSRig
	first, second *devtest.IPPRig
	uris          [2]string
	jobs          *ledger
	posts         []printer.Post
	limit         time.Duration // for one job
}

func newGroup(t *testing.T) *group {
	t.Helper()
	g := &group{t: t, cups: devtest.CUPS(t), second: devtest.IPP(t), jobs: newLedger(), limit: 20 * time.Second}
	g.first = g.cups.Printer
	g.uris = [2]string{g.cups.URI, g.cups.Queue(t, "back", g.second)}
	return g
}

// run runs the print queue and returns what kills it: jobs under way are left where
// they are, as by a program that dies.
func (g *group) run() (kill func()) {
	g.t.Helper()
	set := printer.QueueSettings{
		Owner: "console", Every: 50 * time.Millisecond,
		Routes: printer.Routes{desk.PaperNotice: {"first", "second"}, desk.PaperReceipt: {"second"}},
	}
	for i, name := range []string{"first", "second"} {
		p := openIPP(g.t, g.uris[i])
		set.Posts = append(set.Posts, printer.Post{Name: name, Printer: p, Time: g.limit})
		until(g.t, name+" is known", func() bool { return p.Health().State != desk.DeviceConnecting })
	}
	g.posts = set.Posts
	jobs := &mortal{ledger: g.jobs}
	q, err := printer.NewQueue(set, jobs, func(_ context.Context, j desk.Job, _ string) ([]byte, error) { return onePage(j.ID), nil }, desk.SystemClock{}, nil)
	if err != nil {
		g.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(g.t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = q.Run(ctx) }()
	g.t.Cleanup(func() { cancel(); <-ended })
	return func() {
		jobs.dead.Store(true)
		cancel()
	}
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// becomes waits until a job stands so and has come to its end.
func (g *group) becomes(id string, state desk.PrintState, code, at string) {
	g.t.Helper()
	var j desk.Job
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if j = g.jobs.job(id); j.State == state && j.Code == code && j.Printer == at {
			return
		}
	}
	g.t.Fatalf("%s is %+v, want %s %s at %s", id, j, state, code, at)
}

// came counts how often each job reached a printer.
func (g *group) came(p *devtest.IPPRig, want ...string) {
	g.t.Helper()
	got := g.names(p)
	if strings.Join(got, " ") != strings.Join(want, " ") {
		g.t.Errorf("%d documents reached the printer: %q, want %q", len(got), got, want)
	}
}

// names are the jobs whose documents reached a printer.
func (g *group) names(p *devtest.IPPRig) []string {
	var got []string
	for _, doc := range p.Spool(g.t) {
		_, name, _ := bytes.Cut(doc, []byte("/Title ("))
		name, _, _ = bytes.Cut(name, []byte(")"))
		got = append(got, string(name))
	}
	return got
}

func (g *group) notice() string { return g.jobs.enqueue(desk.PaperNotice, time.Now()) }

// TestGroupOfRealQueues plays what stops one queue of a real print server. Each time
// the next printer of the group takes the paper, papers of other printers go on, and
// nothing comes out twice.
func TestGroupOfRealQueues(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	g.run()
	a := g.notice()
	g.becomes(a, desk.PrintConfirmed, "", "first")

	g.cups.Pause(t, "window01")
	b := g.notice()
	g.becomes(b, desk.PrintConfirmed, "", "second")
	g.cups.Resume(t, "window01")

	g.cups.Reject(t, "window01")
	c := g.notice()
	g.becomes(c, desk.PrintConfirmed, "", "second")
	g.cups.Resume(t, "window01")

	// Both stopped: a person is asked, and what had waited does not come out by itself.
	g.cups.Pause(t, "window01")
	g.cups.Pause(t, "back")
	d := g.notice()
	until(t, "both refuse", func() bool { return g.jobs.job(d).State == desk.PrintFailed })
	if j := g.jobs.job(d); j.Code != printer.Paused && j.Code != printer.Stopped {
		t.Errorf("both paused: %+v", j)
	}
	g.cups.Resume(t, "window01")
	g.cups.Resume(t, "back")
	g.came(g.first, a)
	g.came(g.second, b, c)
}

// TestGroupPassesOverWhatARealQueueHides has faults that a queue tells only in the
// middle of a job, or not at all: the job is taken back when its time is up, and the
// next printer takes it when it has certainly come out nowhere.
func TestGroupPassesOverWhatARealQueueHides(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		strike func(g *group)
		code   string
	}{
		"the printer is off":   {func(g *group) { g.first.Off() }, printer.Offline},
		"its tray is empty":    {func(g *group) { g.first.Paper(g.t, 0) }, printer.PaperOut},
		"the queue holds jobs": {func(g *group) { g.cups.Hold(g.t, "window01") }, printer.Held},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGroup(t)
			g.limit = 3 * time.Second
			tt.strike(g)
			g.run()
			a := g.notice()
			other := g.jobs.enqueue(desk.PaperReceipt, time.Now())
			g.becomes(other, desk.PrintConfirmed, "", "second")
			until(t, "the job has ended", func() bool { j := g.jobs.job(a); return !j.Finished.IsZero() })
			j := g.jobs.job(a)
			t.Logf("%+v", j)
			switch {
			case j.State == desk.PrintConfirmed && j.Printer == "second":
			case j.State == desk.PrintUnknown && j.Code == tt.code && j.Printer == "first": // a person is asked
			default:
				t.Errorf("%+v", j)
			}
			once := map[string]int{}
			for _, n := range append(g.names(g.first), g.names(g.second)...) {
				once[n]++
			}
			if once[a] > 1 && j.State == desk.PrintConfirmed || once[other] != 1 {
				t.Errorf("reached a printer: %v", once)
			}
		})
	}
}

// TestJobStuckAtARealQueue has a job that its printer holds up. Others go on at once;
// the job is taken back when somebody asks, and has then come out nowhere.
func TestJobStuckAtARealQueue(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	g.first.Stall(t, "media-jam-error")
	g.run()
	stuck := g.notice()
	until(t, "the job is under way", func() bool { return g.jobs.job(stuck).UnderWay() && len(g.first.Spool(t)) == 1 })
	other := g.jobs.enqueue(desk.PaperReceipt, time.Now())
	g.becomes(other, desk.PrintConfirmed, "", "second")
	if err := g.jobs.Cancel(t.Context(), stuck, time.Now()); err != nil {
		t.Fatal(err)
	}
	until(t, "the job has ended", func() bool { return !g.jobs.job(stuck).UnderWay() })
	if j := g.jobs.job(stuck); j.State != desk.PrintFailed && j.State != desk.PrintUnknown || j.Printer != "first" {
		t.Errorf("taken back: %+v", j)
	}
	g.came(g.second, other)
	g.first.Mend()
	g.came(g.first, stuck)
}

// TestProgramKilledInMidJob has the program die while a real queue prints. The job
// outlives it; the next run asks the queue what became of it and sends nothing.
func TestProgramKilledInMidJob(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	g.first.Stall(t, "media-jam-error")
	kill := g.run()
	id := g.notice()
	until(t, "the job has reached the printer", func() bool { return len(g.first.Spool(t)) == 1 })
	kill()
	if j := g.jobs.job(id); !j.UnderWay() {
		t.Fatalf("killed, and %+v", j)
	}
	g.first.Mend()
	g.run()
	g.becomes(id, desk.PrintConfirmed, "", "first")
	g.came(g.first, id)
	g.came(g.second)
}

// TestPrintServerKilledInMidJob has cupsd die while its printer prints.
func TestPrintServerKilledInMidJob(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	g.first.Stall(t, "media-jam-error")
	g.run()
	id := g.notice()
	until(t, "the job has reached the printer", func() bool { return len(g.first.Spool(t)) == 1 })
	g.cups.Off()
	until(t, "it is known that nobody listens", func() bool { return g.posts[0].Printer.Health().Code == printer.Offline })
	next := g.notice()
	g.first.Mend()
	g.cups.On(t)
	// cupsd sends the job anew by itself. It is stopped, and a person is asked.
	g.becomes(id, desk.PrintUnknown, printer.Restarted, "first")
	until(t, "the next one has ended", func() bool { j := g.jobs.job(next); return j.State != desk.PrintQueued && !j.UnderWay() })
	if j := g.jobs.job(next); j.State != desk.PrintConfirmed && (j.State != desk.PrintFailed || j.Code != printer.Offline) {
		t.Errorf("queued while nobody listened: %+v", j)
	}
	again := g.notice()
	until(t, "the queue prints again", func() bool { return g.jobs.job(again).State == desk.PrintConfirmed })
	once := map[string]int{}
	for _, name := range append(g.names(g.first), g.names(g.second)...) {
		once[name]++
	}
	if once[id] > 2 || once[next] > 1 || once[again] != 1 {
		t.Errorf("reached a printer: %v", once)
	}
}
