package rehearsal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"xiaochuang/store/centre"
)

// An hour is a closing hour: so many desks, and how long it takes here. Whatever
// people and programs wait for is shorter by the factor 3600 s ÷ length; the work
// itself is not, so the centre is busier by that factor than in a real hour.
type hour struct {
	desks  int
	day    day
	length time.Duration
}

func (h hour) factor() int { return int(time.Hour / h.length) }

// minute is one of the hour.
func (h hour) minute() time.Duration { return h.length / 60 }

// When it happens, in minutes of the hour: desks close, the centre dies and comes
// back, and by when everybody must be done.
const (
	lastClosing = 40
	outage      = 20
	back        = 30
	atLast      = 240
)

// TestStreet plays the closing hour of a street on the embedded default, SQLite and
// files on this disk. Desks close over forty minutes; ten minutes long the centre
// is dead. In the end the centre is the sum of the desks to the byte, nothing is
// left at any, and what came after the outage came no faster than 1.5 times what
// came before.
func TestStreet(t *testing.T) {
	h := hour{desks: 5, day: day{cases: 4, pages: 4, size: 150_000, tickets: 60}, length: 6 * time.Second}
	if long() {
		h = hour{desks: 40, day: day{cases: 60, pages: 5, size: 600_000, tickets: 1_880}, length: 3 * time.Minute}
	}
	dir := t.TempDir()
	data := filepath.Join(dir, "centre")
	b := newBox(t, data)
	x, err := centre.Open(t.Context(), centre.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	count := newTally()
	windows := make([]*window, h.desks)
	for i := range windows {
		windows[i] = newWindow(t, filepath.Join(dir, "desks"), i, h.day)
		windows[i].enrol(x, b.url(), count)
	}
	p := &play{hour: h, box: b, windows: windows}
	p.hold(t)
	for _, w := range windows {
		w.same(x)
	}
	p.tell(t, count)
	p.calm(t, count)
}

// A play is an hour that is under way, and what it cost.
type play struct {
	hour

	box     *box
	windows []*window
	began   time.Time
	took    time.Duration
	cpu     time.Duration
	peak    int64
	profile []string
}

// hold lets the hour pass.
func (p *play) hold(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), atLast*p.minute())
	defer cancel()
	p.began = time.Now()
	var desks, rest sync.WaitGroup
	for i, w := range p.windows {
		r := rand.New(rand.NewPCG(uint64(i), 40))
		desks.Go(func() { p.close(ctx, w, r) })
	}
	stop := make(chan struct{})
	rest.Go(func() {
		p.watch(ctx, p.began.Add(outage*p.minute()), nil)
		p.outage(ctx)
		p.watch(ctx, time.Now().Add(time.Hour), stop)
	})
	desks.Wait()
	p.took = time.Since(p.began)
	close(stop)
	rest.Wait()
	p.spent()
	if ctx.Err() != nil {
		t.Errorf("not everybody was done after %d minutes of the hour", atLast)
	}
}

// close is the end of one desk's day: it waits as its people happen to close, and
// sends until everything is sent. A run that gave up is made again in five to ten
// minutes.
func (p *play) close(ctx context.Context, w *window, r *rand.Rand) {
	sleep(ctx, time.Duration(r.Float64()*lastClosing*float64(p.minute())))
	for ctx.Err() == nil && w.run(ctx, p.box.url(), p.factor(), r) != nil {
		sleep(ctx, time.Duration((5+5*r.Float64())*float64(p.minute())))
	}
}

// watch takes profiles, one after the other, until a time or until stop.
func (p *play) watch(ctx context.Context, until time.Time, stop chan struct{}) {
	for {
		if !long() {
			break // go tool pprof takes longer than the whole short form.
		}
		left := min(time.Until(until).Truncate(time.Second)-time.Second, 5*time.Second)
		if left < time.Second {
			break
		}
		select {
		case <-stop:
			return
		default:
		}
		if path, err := p.box.profiled(ctx, left); err == nil {
			p.profile = append(p.profile, path)
		}
	}
	if stop == nil {
		sleep(ctx, time.Until(until))
	}
}

// outage kills the centre and starts it again later.
func (p *play) outage(ctx context.Context) {
	p.spent()
	p.box.kill()
	sleep(ctx, time.Until(p.began.Add(back*p.minute())))
	p.box.start()
}

// spent adds what the centre's process has used.
func (p *play) spent() {
	p.cpu += p.box.cpu()
	p.peak = max(p.peak, p.box.peak())
}

// tell prints what the hour cost.
func (p *play) tell(t *testing.T, count *tally) {
	n := float64(len(p.windows))
	runs, retries, requests, lines, pages := 0, 0, 0, 0, 0
	for _, w := range p.windows {
		runs, retries, requests = runs+w.runs, retries+w.report.Retries, requests+w.report.Requests
		lines, pages = lines+w.report.Sent, pages+w.report.Blobs
	}
	shares := p.box.shares(p.profile)
	rows := [][]string{{"part", "requests", "p50", "p99", "429", "lost", "KB up/desk", "KB down/desk", "centre CPU ms/desk"}}
	for _, k := range append(slices.Clone(kinds), "") {
		cpu := fmt.Sprintf("%.1f", shares[k]*p.cpu.Seconds()*1000/n)
		if k == "" {
			rows = append(rows, []string{"the rest", "", "", "", "", "", "", "", cpu})
			continue
		}
		x := count.part(k)
		rows = append(rows, []string{
			k, fmt.Sprint(len(x.times)), brief(x.quantile(.5)), brief(x.quantile(.99)), fmt.Sprint(x.busy), fmt.Sprint(x.lost),
			fmt.Sprintf("%.1f", float64(x.up)/1000/n), fmt.Sprintf("%.1f", float64(x.down)/1000/n), cpu,
		})
	}
	t.Logf("a street: %d desks, each with %d lines and %d pages of %d KB and their keys; one hour compressed %d times into %v, done after %v (load %s)\n%s",
		len(p.windows), lines/len(p.windows), pages/len(p.windows), p.day.size/1000, p.factor(), p.length, p.took.Round(100*time.Millisecond), load(), table(rows))
	t.Logf("%d runs, %d requests, %d retries; centre: %.1f CPU-seconds, %.2f a desk, at most %.1f MB of memory",
		runs, requests, retries, p.cpu.Seconds(), p.cpu.Seconds()/n, float64(p.peak)/1e6)
}

// mostPeak is what a centre may hold in memory.
const mostPeak = 128 << 20

// calm judges that nobody stormed the centre when it came back, and that it held
// little.
func (p *play) calm(t *testing.T, count *tally) {
	before := busiest(count.at, p.began, p.began.Add(outage*p.minute()), p.minute())
	after := busiest(count.at, p.began.Add(back*p.minute()), p.began.Add((back+10)*p.minute()), p.minute())
	t.Logf("answers in the busiest minute of the hour: %d before the outage, %d in the ten minutes after", before, after)
	if long() && float64(after) > 1.5*float64(before) {
		t.Errorf("after the outage %d answers in a minute, %d before", after, before)
	}
	for _, w := range p.windows {
		if most := 8*w.runs + w.report.Requests/5; w.report.Retries > most {
			t.Errorf("%s made %d retries in %d requests", w.id(), w.report.Retries, w.report.Requests)
		}
	}
	if p.peak > mostPeak {
		t.Errorf("the centre held %.1f MB", float64(p.peak)/1e6)
	}
}

// busiest is the most answers within one window of time.
func busiest(at []time.Time, from, until time.Time, window time.Duration) int {
	at = slices.Clone(at)
	slices.SortFunc(at, time.Time.Compare)
	most, first := 0, 0
	for i, x := range at {
		if x.Before(from) || x.After(until) {
			first = i + 1
			continue
		}
		for x.Sub(at[first]) > window {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}
