package guide

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// keys are queries as they grow under the fingers of a clerk.
var keystrokes = []string{
	"dibaoshenqing", "jzz", "shebaoka", "canjirenzheng", "qwertyuiop", "zuidishenghuobaozhang",
	"老人去世了怎么办", "给孩子上户口要什么材料", "残疾补贴", "居住证 补办", "抵保", "110599001000",
}

// large makes a catalogue of n items by varying the demonstration's.
func large(tb testing.TB, n int) *Catalogue {
	tb.Helper()
	base := demonstration(tb)
	marks := []rune("东西南北中上下前后左右春夏秋冬甲乙丙丁山水田园花草木石金银铜")
	var items []desk.Item
	for i := range n {
		it := base.items[i%len(base.items)]
		round := i / len(base.items)
		it.ID = fmt.Sprintf("BJ-T-%05d", i)
		if round > 0 {
			a, b := marks[round%len(marks)], marks[(i*7+round)%len(marks)]
			it.Name = string(a) + string(b) + it.Name
			it.Aliases = varied(it.Aliases, a, b)
			it.Keywords = varied(it.Keywords, b, a)
		}
		items = append(items, it)
	}
	c, err := assemble(header{Version: "large"}, items, base.certificates)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// varied puts one character before or after each text.
func varied(texts []string, a, b rune) []string {
	var all []string
	for i, s := range texts {
		if i%2 == 0 {
			all = append(all, string(a)+s)
		} else {
			all = append(all, s+string(b))
		}
	}
	return all
}

// BenchmarkFind measures one key on 2,000 items: every beginning of every
// query in turn.
func BenchmarkFind(b *testing.B) {
	ix := NewIndex(large(b, 2000))
	var keys []string
	for _, q := range keystrokes {
		r := []rune(q)
		for n := range r {
			keys = append(keys, string(r[:n+1]))
		}
	}
	b.ResetTimer()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ix.Find(keys[i%len(keys)], 9, nil)
	}
}

func BenchmarkNewIndex(b *testing.B) {
	c := large(b, 2000)
	for b.Loop() {
		NewIndex(c)
	}
}

// BenchmarkWorstKey finds the slowest key of all and reports it, the best of
// five tries each, in milliseconds and against looking through every text for
// the same letters, which is what a search at all costs at least.
func BenchmarkWorstKey(b *testing.B) {
	c := large(b, 2000)
	ix := NewIndex(c)
	var worst, plain time.Duration
	for b.Loop() {
		for _, q := range keystrokes {
			r := []rune(q)
			for n := range r {
				key := string(r[:n+1])
				if d := bestOf(5, func() { ix.Find(key, 9, nil) }); d > worst {
					worst, plain = d, bestOf(5, func() { scan(c, key) })
				}
			}
		}
	}
	b.ReportMetric(float64(worst)/1e6, "ms/worst-key")
	b.ReportMetric(float64(worst)/float64(plain), "x-plain-scan")
}

func bestOf(tries int, f func()) time.Duration {
	best := time.Hour
	for range tries {
		start := time.Now()
		f()
		best = min(best, time.Since(start))
	}
	return best
}

// scan counts the texts that hold the key.
func scan(c *Catalogue, key string) (n int) {
	for _, it := range c.items {
		for _, list := range [...][]string{{it.Name}, it.Aliases, it.Keywords} {
			for _, s := range list {
				if strings.Contains(s, key) {
					n++
				}
			}
		}
	}
	return n
}
