package rehearsal

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/store/centre"
	"xiaochuang/store/centre/recordstest"
	"xiaochuang/store/centre/scanstest"
)

// A city is two instances of the centre on PostgreSQL and an S3 service, and
// desks of many streets.
type city struct {
	t      *testing.T
	street *centre.Centre // the records, for this process
	boxes  [2]*box
	pids   map[string][]int // of what serves
	desks  []*light
	count  *tally
}

// newCity enrols so many desks in records of their own.
func newCity(t *testing.T, n, atOnce int) *city {
	c := &city{t: t, count: newTally(), desks: make([]*light, n)}
	database, bucket := recordstest.Shared(t), scanstest.Shared(t)
	more := []string{"--database", database.Database(t), "--scans", bucket.Bucket(t)}
	dir := t.TempDir()
	var err error
	c.street, err = centre.Open(t.Context(), centre.Config{Dir: filepath.Join(dir, "0"), Street: street, Database: more[1], Scans: more[3]})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.street.Close() })
	ring, err := os.ReadFile(filepath.Join(dir, "0", centre.RingFile))
	if err != nil {
		t.Fatal(err)
	}
	c.pids = map[string][]int{"PostgreSQL": {database.PID()}, "S3": {bucket.PID()}}
	for i := range c.boxes {
		at := filepath.Join(dir, fmt.Sprint(i+1))
		if err := os.Mkdir(at, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(at, centre.RingFile), ring, 0o600); err != nil {
			t.Fatal(err)
		}
		c.boxes[i] = newBox(t, at, more...)
		c.pids["centre"] = append(c.pids["centre"], c.boxes[i].cmd.Process.Pid)
	}
	c.enrol(filepath.Join(dir, "keys"), atOnce)
	return c
}

func (c *city) enrol(dir string, atOnce int) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		c.t.Fatal(err)
	}
	blank := make([]*light, len(c.desks))
	for i := range blank {
		blank[i] = &light{no: i, line: c.count.line()}
	}
	each(c.t, blank, atOnce, func(l *light) (err error) {
		c.desks[l.no], err = newLight(c.t.Context(), c.street, dir, c.boxes[l.no%2].url(), l.no, c.count)
		return err
	})
}

// servers are what a desk costs time on.
var servers = []string{"centre", "PostgreSQL", "S3"}

// A cost is what one part of a night cost for all desks.
type cost struct {
	cpu      map[string]time.Duration
	up, down int64
	took     time.Duration
}

// night lets every desk make its run, part by part: all say hello, then all send
// lines, and so on, so that what a part costs is known of each server.
func (c *city) night(d day, atOnce int) map[string]cost {
	ctx := c.t.Context()
	costs := map[string]cost{}
	for _, k := range kinds {
		before, began := c.spent(), time.Now()
		each(c.t, c.desks, atOnce, func(l *light) error {
			switch k {
			case "hello":
				return l.hello(ctx)
			case "events":
				return l.events(ctx, d)
			case "missing":
				return l.missing(ctx, 0)
			case "part":
				return l.parts(ctx, d)
			}
			return l.feed(ctx)
		})
		x := cost{cpu: map[string]time.Duration{}, took: time.Since(began)}
		for name, at := range c.spent() {
			x.cpu[name] = at - before[name]
		}
		x.up, x.down = c.count.part(k).up, c.count.part(k).down
		costs[k] = x
	}
	return costs
}

func (c *city) spent() map[string]time.Duration {
	out := map[string]time.Duration{}
	for name, pids := range c.pids {
		for _, pid := range pids {
			out[name] += cpuOf(c.t, pid)
		}
	}
	return out
}

// whole makes sure that the centre is the sum of the desks.
func (c *city) whole(d day) {
	lines, pages := int64(0), int64(0)
	list, err := c.street.Desks(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, x := range list {
		lines, pages = lines+x.Events, pages+x.Awaiting
	}
	if want := int64(len(c.desks) * (d.cases + d.tickets)); lines != want || pages != 0 || len(list) != len(c.desks) {
		c.t.Errorf("%d desks sent %d lines; the centre has %d of %d desks, and waits for %d pages", len(c.desks), want, lines, len(list), pages)
	}
	each(c.t, c.desks, 8, func(l *light) error {
		if err := l.hello(c.t.Context()); err != nil {
			return err
		}
		if l.next != int64(d.cases+d.tickets)+1 {
			return fmt.Errorf("%s stands at %d", l.id, l.next)
		}
		return l.missing(c.t.Context(), d.cases*d.pages)
	})
}

// TestCity plays the night of cities of a hundred, a thousand and seven thousand
// desks, with days made small so that one machine has room for them. What a desk
// costs must not grow with how many there are: of the time of the centres and of
// PostgreSQL, as a power of the number of desks, the exponent is 1.05 at most.
func TestCity(t *testing.T) {
	sizes, d, atOnce := []int{20, 40}, day{cases: 1, pages: 2, size: 4_000, tickets: 9}, 8
	if long() {
		sizes, atOnce = []int{100, 1000, 7000}, 16 // what one instance takes at once, since all may come to one
	}
	var all []map[string]cost
	for _, n := range sizes {
		c := newCity(t, n, atOnce)
		costs := c.night(d, atOnce)
		c.tell(d, atOnce, costs)
		c.whole(d)
		all = append(all, costs)
		for _, b := range c.boxes {
			b.kill()
		}
		c.street.Close()
	}
	grows(t, sizes, all)
}

// tell prints what a night cost.
func (c *city) tell(d day, atOnce int, costs map[string]cost) {
	n := float64(len(c.desks))
	rows := [][]string{{"part", "requests", "p50", "p99", "429", "centre ms/desk", "PostgreSQL ms/desk", "S3 ms/desk", "B up/desk", "B down/desk", "desks/s"}}
	sum := cost{cpu: map[string]time.Duration{}}
	row := func(k string, p *part, x cost) {
		r := []string{k, "", "", "", ""}
		if p != nil {
			r = []string{k, fmt.Sprint(len(p.times)), brief(p.quantile(.5)), brief(p.quantile(.99)), fmt.Sprint(p.busy)}
		}
		for _, s := range servers {
			r = append(r, fmt.Sprintf("%.2f", x.cpu[s].Seconds()*1000/n))
		}
		rows = append(rows, append(r, fmt.Sprintf("%.0f", float64(x.up)/n), fmt.Sprintf("%.0f", float64(x.down)/n), fmt.Sprintf("%.0f", n/x.took.Seconds())))
	}
	for _, k := range kinds {
		x := costs[k]
		row(k, c.count.part(k), x)
		for s, v := range x.cpu {
			sum.cpu[s] += v
		}
		sum.up, sum.down, sum.took = sum.up+x.up, sum.down+x.down, sum.took+x.took
	}
	row("all", nil, sum)
	var peaks []string
	for _, b := range c.boxes {
		peaks = append(peaks, fmt.Sprintf("%.1f", float64(b.peak())/1e6))
	}
	c.t.Logf("a city: %d light desks, %d at once, each with %d lines and %d pages of %d bytes; two instances, at most %s MB (load %s)\n%s",
		len(c.desks), atOnce, d.cases+d.tickets, d.cases*d.pages, d.size, strings.Join(peaks, " and "), load(), table(rows))
}

// mostGrowth is the exponent that a cost may grow with.
const mostGrowth = 1.05

// grows fits each cost to a power of the number of desks, and judges the sum.
func grows(t *testing.T, sizes []int, all []map[string]cost) {
	x := make([]float64, len(sizes))
	for i, n := range sizes {
		x[i] = float64(n)
	}
	rows := [][]string{{"exponent of", "centre", "PostgreSQL", "S3", "B up", "B down"}}
	total := map[string][]float64{}
	for _, k := range append(slices.Clone(kinds), "all") {
		r := []string{k}
		for _, s := range append(slices.Clone(servers), "up", "down") {
			y := make([]float64, len(sizes))
			for i, costs := range all {
				c := costs[k]
				switch {
				case k == "all":
					y[i] = total[s][i]
				case s == "up":
					y[i] = float64(c.up)
				case s == "down":
					y[i] = float64(c.down)
				default:
					y[i] = max(c.cpu[s].Seconds(), tick.Seconds())
				}
			}
			if k != "all" {
				if total[s] == nil {
					total[s] = make([]float64, len(sizes))
				}
				for i := range y {
					total[s][i] += y[i]
				}
			}
			r = append(r, fmt.Sprintf("%.3f", fitted(x, y).b))
		}
		rows = append(rows, r)
	}
	t.Log("\n" + table(rows))
	for _, s := range []string{"centre", "PostgreSQL", "up", "down"} {
		if f := fitted(x, total[s]); long() && f.b > mostGrowth {
			t.Errorf("%s grows with the number of desks to the power of %.3f", s, f.b)
		}
	}
}
