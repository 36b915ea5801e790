package rehearsal

import (
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// table sets rows out in columns.
func table(rows [][]string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r, "\t")+"\t")
	}
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}

// brief is a time in milliseconds.
func brief(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// A fit is y = a·xᵇ, by least squares over the logarithms.
type fit struct{ a, b float64 }

func fitted(x, y []float64) fit {
	var sx, sy, sxx, sxy float64
	for i := range x {
		lx, ly := math.Log(x[i]), math.Log(y[i])
		sx, sy, sxx, sxy = sx+lx, sy+ly, sxx+lx*lx, sxy+lx*ly
	}
	n := float64(len(x))
	b := (n*sxy - sx*sy) / (n*sxx - sx*sx)
	return fit{math.Exp((sy - b*sx) / n), b}
}

func TestFitted(t *testing.T) {
	f := fitted([]float64{100, 1000, 7000}, []float64{3 * math.Pow(100, 1.2), 3 * math.Pow(1000, 1.2), 3 * math.Pow(7000, 1.2)})
	if math.Abs(f.a-3) > 1e-6 || math.Abs(f.b-1.2) > 1e-9 {
		t.Errorf("fit is %+v", f)
	}
}

// tagged is a line of go tool pprof -tags: "  120ms (60%): part".
var (
	tagged  = regexp.MustCompile(`^\s*([0-9.]+)ms \(.*%\): (\S+)`)
	samples = regexp.MustCompile(`Total samples = ([0-9.]+)(ms|s|mins)`)
)

// shares is which part of its time a centre spent on each kind of request, by its
// profiles; "" is the rest, which belongs to none: connections and collecting
// garbage.
func (b *box) shares(profiles []string) map[string]float64 {
	out := map[string]float64{}
	if len(profiles) == 0 {
		return out
	}
	run := func(how ...string) string {
		c := exec.Command("go", append(append([]string{"tool", "pprof"}, how...), profiles...)...)
		text, err := c.Output()
		if err != nil {
			b.t.Fatalf("go tool pprof: %v", err)
		}
		return string(text)
	}
	m := samples.FindStringSubmatch(run("-top", "-nodecount=1"))
	if m == nil {
		b.t.Fatal("the profile does not tell its length")
	}
	whole, _ := strconv.ParseFloat(m[1], 64)
	whole *= map[string]float64{"ms": 1, "s": 1000, "mins": 60_000}[m[2]]
	out[""] = 1
	for l := range strings.Lines(run("-tags", "-unit=ms")) {
		if m := tagged.FindStringSubmatch(l); m != nil && whole > 0 {
			ms, _ := strconv.ParseFloat(m[1], 64)
			out[m[2]] += ms / whole
			out[""] -= ms / whole
		}
	}
	return out
}
