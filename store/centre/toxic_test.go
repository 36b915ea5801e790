package centre_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"xiaochuang/desk"
	"xiaochuang/store/centre/client"
)

// A toxic is one way in which a line is bad.
type toxic struct {
	Name       string         `json:"name"`
	Type       string         `json:"type"`
	Stream     string         `json:"stream"`
	Toxicity   float32        `json:"toxicity"`
	Attributes map[string]int `json:"attributes"`
}

// toxics are every kind that the proxy has, each at bytes and times that are drawn
// anew. Sizes are of both kinds: within the headers or a short answer, and within
// a page.
var toxics = map[string]func(r *rand.Rand) map[string]int{
	"latency":    func(r *rand.Rand) map[string]int { return map[string]int{"latency": r.IntN(60), "jitter": r.IntN(40)} },
	"bandwidth":  func(r *rand.Rand) map[string]int { return map[string]int{"rate": 200 + r.IntN(4000)} },
	"slow_close": func(r *rand.Rand) map[string]int { return map[string]int{"delay": r.IntN(150)} },
	"timeout":    func(r *rand.Rand) map[string]int { return map[string]int{"timeout": 1 + r.IntN(250)} },
	"reset_peer": func(r *rand.Rand) map[string]int { return map[string]int{"timeout": r.IntN(40)} },
	"slicer": func(r *rand.Rand) map[string]int {
		size := 64 + r.IntN(20_000)
		return map[string]int{"average_size": size, "size_variation": r.IntN(size), "delay": r.IntN(500)}
	},
	"limit_data": func(r *rand.Rand) map[string]int {
		if r.IntN(2) == 0 {
			return map[string]int{"bytes": r.IntN(1500)}
		}
		return map[string]int{"bytes": r.IntN(600_000)}
	},
}

// A badLine is a proxy before a centre that can be made toxic.
type badLine struct {
	proxy *toxiproxy.Proxy
	url   string
	rand  *rand.Rand
}

func newBadLine(t *testing.T, to string, seed uint64) *badLine {
	t.Helper()
	// Some toxics log by themselves, whatever logger they are given.
	log.SetOutput(io.Discard)
	zerolog.SetGlobalLevel(zerolog.Disabled)
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	p := toxiproxy.NewProxy(api, "line", "127.0.0.1:0", strings.TrimPrefix(to, "http://"))
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return &badLine{proxy: p, url: "http://" + p.Listen, rand: rand.New(rand.NewPCG(seed, 5))}
}

// sicken makes the line toxic in one way, in one direction.
func (b *badLine) sicken(t *testing.T, kind string) {
	t.Helper()
	x := toxic{Name: "t", Type: kind, Stream: "upstream", Toxicity: 1, Attributes: toxics[kind](b.rand)}
	if b.rand.IntN(2) == 0 {
		x.Stream = "downstream"
	}
	body, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.proxy.Toxics.AddToxicJson(strings.NewReader(string(body))); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
}

func (b *badLine) heal(t *testing.T) { b.proxy.Toxics.ResetToxics(t.Context()) }

// TestToxicLines is the network in all its moods, on every pairing of databases
// and stores: two desks work and send through a line with a fault of each kind in
// turn, while the street decides. In the end the centre is the sum of the desks to
// the byte, nothing is left at any, and each decision is there once.
func TestToxicLines(t *testing.T) {
	faults := 14 // On each of four pairings.
	if long() {
		faults = 1260
	}
	kinds := []string{"latency", "bandwidth", "slow_close", "timeout", "reset_peer", "slicer", "limit_data"}
	seed := uint64(0)
	eachStreet(t, func(t *testing.T, s *street) {
		seed++
		b := newBadLine(t, s.url, seed)
		desks := []*window{openWindowNo(t, filepath.Join(t.TempDir(), "1"), "01"), openWindowNo(t, filepath.Join(t.TempDir(), "2"), "02")}
		for _, w := range desks {
			w.enrol(s)
		}
		decided, broken := map[string]int{}, 0
		open := map[*window]map[string]bool{desks[0]: {}, desks[1]: {}}
		for i := range faults {
			w := desks[i%2]
			k := w.takeIn(1+b.rand.IntN(20_000), 1+b.rand.IntN(700_000))
			open[w][k.ID] = true
			w.tickets(3)
			b.sicken(t, kinds[i%len(kinds)])
			if err := b.send(w); err != nil {
				broken++
			}
			b.heal(t)
			decideOpen(t, s, open[w], decided)
		}
		for _, w := range desks {
			w.mustRun(b.url)
			decideOpen(t, s, open[w], decided)
			w.mustRun(b.url)
			same(t, s, w, nil)
			mine := map[string]int{}
			for id, n := range decided {
				if _, err := w.Case(t.Context(), id); err == nil {
					mine[id] = n
				}
			}
			once(t, w, mine)
			if again := w.mustRun(b.url); again.Moved() {
				t.Errorf("after all that, a run moved %+v", again)
			}
		}
		if broken < faults/7 || len(decided) != faults {
			t.Errorf("%d of %d runs were broken off, %d cases were decided: this proves little", broken, faults, len(decided))
		}
		t.Logf("%d faults, %d runs broken off", faults, broken)
	})
}

// send makes one run that waits no longer for an answer than a test can.
func (b *badLine) send(w *window) error {
	w.t.Helper()
	c, err := client.Dial(client.Config{
		URL: b.url, Desk: w.id(), Keys: w.Keys(), PartTime: 400 * time.Millisecond, AskTime: 400 * time.Millisecond,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Close()
	_, err = w.run(c)
	if err != nil && desk.KindOf(err) != desk.Unavailable {
		w.t.Fatal(fmt.Errorf("run: %w", err))
	}
	return err
}

// decideOpen answers the cases that have come, each once.
func decideOpen(t *testing.T, s *street, open map[string]bool, decided map[string]int) {
	t.Helper()
	for id := range open {
		_, err := s.Decide(t.Context(), id, desk.DecideAccept, "", "r")
		if err == nil {
			decided[id]++
			delete(open, id)
		} else if desk.KindOf(err) != desk.NotFound {
			t.Fatal(err)
		}
	}
}
