package gate_test

import (
	"fmt"
	"strings"
	"sync"
)

// figures are the tallies of every renderer that a run has looked at.
var figures summary

// A summary gathers tallies by renderer, in the order of their tests.
type summary struct {
	mu     sync.Mutex
	names  []string
	counts map[string]map[flaw]tally
}

func (s *summary) add(renderer string, results []result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts == nil {
		s.counts = map[string]map[flaw]tally{}
	}
	if s.counts[renderer] == nil {
		s.names = append(s.names, renderer)
	}
	s.counts[renderer] = count(results)
}

// table tells, of each flaw and renderer, how many pages were stopped of how many.
func (s *summary) table() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.names) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nPages stopped of those looked at. Limits: gate.Defaults, chosen on the drawn pages alone; the other columns judge them.\n%-14s", "flaw")
	for _, n := range s.names {
		fmt.Fprintf(&b, " | %20s", n)
	}
	row := func(name string, of func(map[flaw]tally) (stopped, pages int)) {
		fmt.Fprintf(&b, "\n%-14s", name)
		for _, n := range s.names {
			stopped, pages := of(s.counts[n])
			fmt.Fprintf(&b, " | %5d of %4d %5.1f %%", stopped, pages, 100*float64(stopped)/float64(max(pages, 1)))
		}
	}
	for _, f := range flaws {
		row(string(f.flaw), func(c map[flaw]tally) (int, int) { return c[f.flaw].stopped, c[f.flaw].pages })
	}
	row("all flaws", func(c map[flaw]tally) (stopped, pages int) {
		for f, n := range c {
			if f != sound {
				stopped, pages = stopped+n.stopped, pages+n.pages
			}
		}
		return stopped, pages
	})
	row("sound", func(c map[flaw]tally) (int, int) { return c[sound].stopped, c[sound].pages })
	fmt.Fprintf(&b, "\nwanted: at least %.0f %% of all flaws, at least %.0f %% of each, at most %.0f %% of the sound\n",
		leastStopped*100, leastOfFlaw*100, mostStopped*100)
	return b.String()
}
