package gate_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"xiaochuang/peripherals/scanner/gate"
)

// flaws are all that the labelled set shows, with the defect that each is.
var flaws = []struct {
	flaw   flaw
	defect gate.Defect
}{
	{blurred, gate.Blur},
	{moved, gate.Blur},
	{dark, gate.Dark},
	{shiny, gate.Glare},
	{cropped, gate.Cut},
	{dogEar, gate.Cut},
	{empty, gate.Blank},
	{turned, gate.UpsideDown},
}

// A result is what the gate said of one shot.
type result struct {
	page int
	shot shot
	gate.Finding
}

// looked takes of each page one shot for each flaw and some without, and has
// the gate look at them. The set that a seed gives is always the same.
func looked(t testing.TB, seed uint64, sounds int, pages func(yield func(*sheet))) []result {
	t.Helper()
	type job struct {
		page int
		base *sheet
	}
	jobs := make(chan job)
	var mu sync.Mutex
	var all []result
	var errs error
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for j := range jobs {
				found, err := lookAt(t, seed, sounds, j.page, j.base)
				mu.Lock()
				all, errs = append(all, found...), errors.Join(errs, err)
				mu.Unlock()
			}
		})
	}
	n := 0
	pages(func(s *sheet) {
		jobs <- job{n, s}
		n++
	})
	close(jobs)
	wg.Wait()
	if errs != nil {
		t.Fatal(errs)
	}
	slices.SortFunc(all, func(a, b result) int { return int(a.shot.seed) - int(b.shot.seed) })
	return all
}

// lookAt is looked for one page.
func lookAt(t testing.TB, seed uint64, sounds, page int, base *sheet) ([]result, error) {
	var out []result
	for i := range len(flaws) + sounds {
		f := sound
		if i < len(flaws) {
			f = flaws[i].flaw
		}
		s := take(f, seed+uint64(page*100+i), base.dpi)
		found, err := gate.Look(t.Context(), s.expose(base), "image/jpeg")
		if err != nil {
			return nil, fmt.Errorf("page %d, %s: %w", page, f, err)
		}
		out = append(out, result{page, s, found})
	}
	return out, nil
}

// The targets of the gate.
const (
	leastStopped = 0.90 // of the pages with a flaw
	mostStopped  = 0.05 // of the sound ones
	leastOfFlaw  = 0.70 // of each flaw, where enough pages show it
)

// A tally is how many pages of one flaw were stopped, and for what.
type tally struct {
	pages, stopped int
	named          map[gate.Defect]int
}

// count makes a tally of each flaw.
func count(results []result) map[flaw]tally {
	out := map[flaw]tally{}
	for _, r := range results {
		c := out[r.shot.flaw]
		if c.named == nil {
			c.named = map[gate.Defect]int{}
		}
		c.pages++
		if r.Verdict == gate.Stop {
			c.stopped++
		}
		for _, d := range r.Defects {
			c.named[d.Defect]++
		}
		out[r.shot.flaw] = c
	}
	return out
}

// rates returns the share of flawed and of sound pages that were stopped.
func rates(c map[flaw]tally) (flawed, sounds float64) {
	var bad, badStopped int
	for f, n := range c {
		if f != sound {
			bad, badStopped = bad+n.pages, badStopped+n.stopped
		}
	}
	return float64(badStopped) / float64(max(bad, 1)), float64(c[sound].stopped) / float64(max(c[sound].pages, 1))
}

// met reports whether the targets are.
func met(results []result) error {
	c := count(results)
	flawed, sounds := rates(c)
	var err error
	if flawed < leastStopped || c[sound].pages == 0 {
		err = errors.Join(err, fmt.Errorf("%.1f %% of the flawed pages are stopped, fewer than %.0f", flawed*100, leastStopped*100))
	}
	if sounds > mostStopped {
		err = errors.Join(err, fmt.Errorf("%.1f %% of the sound pages are stopped, more than %.0f", sounds*100, mostStopped*100))
	}
	for _, f := range flaws {
		if n := c[f.flaw]; n.pages >= 20 && float64(n.stopped) < leastOfFlaw*float64(n.pages) {
			err = errors.Join(err, fmt.Errorf("%s: %d of %d stopped", f.flaw, n.stopped, n.pages))
		}
	}
	return err
}

// confusion is the table of flaws against defects named.
func confusion(results []result) string {
	defects := []gate.Defect{gate.Blank, gate.Dark, gate.Blur, gate.Glare, gate.Cut, gate.UpsideDown}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-8s %6s %8s |", "flaw", "pages", "stopped")
	for _, d := range defects {
		fmt.Fprintf(&b, " %11s", d)
	}
	c := count(results)
	row := func(f flaw, name string) {
		n := c[f]
		fmt.Fprintf(&b, "\n%-8s %6d %8d |", name, n.pages, n.stopped)
		for _, d := range defects {
			fmt.Fprintf(&b, " %11d", n.named[d])
		}
	}
	row(sound, "sound")
	for _, f := range flaws {
		row(f.flaw, string(f.flaw))
	}
	flawed, sounds := rates(c)
	fmt.Fprintf(&b, "\nstopped: %.1f %% of the flawed, %.1f %% of the sound", flawed*100, sounds*100)
	return b.String()
}

// mistakes lists what was judged wrongly.
func mistakes(results []result) string {
	var b strings.Builder
	for _, r := range results {
		if (r.Verdict == gate.Stop) == (r.shot.flaw == sound) {
			fmt.Fprintf(&b, "\npage %d %+v: %+v", r.page, r.shot, r.Finding)
		}
	}
	return b.String()
}

// shuffled returns the results with the flaws dealt out anew.
func shuffled(results []result) []result {
	out := slices.Clone(results)
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(out), func(i, j int) { out[i].shot.flaw, out[j].shot.flaw = out[j].shot.flaw, out[i].shot.flaw })
	return out
}
