package scanner_test

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/scanner"
	"xiaochuang/peripherals/scanner/gate"
)

// TestMain is the process that looks at a page, where a gate of these tests starts it.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "look" {
		os.Exit(gate.Work(os.Args[2:], os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// looks is the real gate.
func looks(t testing.TB) desk.PageGate {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return gate.Box{Command: []string{self, "look"}}
}

// A stack is what came of feeding one.
type stack struct {
	pages []desk.ScannedPage // as they were put
	kept  []desk.Page
	first time.Duration // until the first page was there to be shown
}

// feed takes a stack through a gate; sealing a page takes a while.
func (x *stack) feed(t testing.TB, s desk.Scanner, source string, g desk.PageGate, seal time.Duration) (int, error) {
	t.Helper()
	began := time.Now()
	f := desk.Feed{Scanner: s, Gate: g, Failed: func(err error) { t.Error(err) }, Put: func(_ context.Context, p desk.ScannedPage) (desk.Page, error) {
		time.Sleep(seal)
		x.pages = append(x.pages, p)
		return desk.Page{}, nil
	}}
	return f.Run(t.Context(), desk.ScanRequest{Source: source, Limit: desk.MostFed}, func(p desk.Page) error {
		if x.first == 0 {
			x.first = time.Since(began)
		}
		x.kept = append(x.kept, p)
		return nil
	})
}

// TestFiftySheetsBothSides feeds fifty sheets. The 31st jams: the sixty sides
// before it are kept, and the stack goes on at it.
func TestFiftySheetsBothSides(t *testing.T) {
	t.Parallel()
	r := devtest.ESCL(t)
	s := newESCL(t, r.URL, small)
	s.Unhurried()
	r.Load(50)
	r.JamAt(31)
	var x stack
	n, err := x.feed(t, s, "duplex", nil, 0)
	if n != 60 || len(x.kept) != 60 || scanner.Cause(err) != scanner.Jam {
		t.Fatalf("%d sides, %d kept, %v", n, len(x.kept), err)
	}
	r.JamAt(0)
	n, err = x.feed(t, s, "duplex", nil, 0)
	if n != 40 || err != nil {
		t.Fatalf("%d sides more, %v", n, err)
	}
	var want []int
	for i := range 100 {
		want = append(want, i+1)
	}
	if got := sheets(x.pages); !slices.Equal(got, want) {
		t.Errorf("sides in the order %v", got)
	}
	c := desk.Case{Counted: 50, Materials: []desk.Material{{Pages: x.kept}}}
	if c.Scanned() != 50 || !c.Counts() {
		t.Errorf("%d sheets are counted in %d sides", c.Scanned(), len(x.kept))
	}
}

// TestDoubleFeedStopsTheStack has two sheets go in together, which the feeder
// notices: what lay before them is kept, and they are scanned anew.
func TestDoubleFeedStopsTheStack(t *testing.T) {
	t.Parallel()
	r := devtest.ESCL(t)
	s := newESCL(t, r.URL, small)
	s.Unhurried()
	r.Load(6)
	r.DoubleAt(4)
	var x stack
	n, err := x.feed(t, s, "adf", nil, 0)
	if n != 3 || scanner.Cause(err) != scanner.DoubleFeed {
		t.Fatalf("%d sides, %v", n, err)
	}
	r.DoubleAt(0)
	r.LoadFrom(4, 3)
	if n, err = x.feed(t, s, "adf", nil, 0); n != 3 || err != nil {
		t.Fatalf("%d sides more, %v", n, err)
	}
	if got := sheets(x.pages); !slices.Equal(got, []int{1, 2, 3, 4, 5, 6}) {
		t.Errorf("sides in the order %v", got)
	}
}

// A timed scanner notes how long it had the feeder.
type timed struct {
	desk.Scanner
	took time.Duration
}

func (x *timed) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	began := time.Now()
	n, err := x.Scanner.Scan(ctx, r, keep)
	x.took = time.Since(began)
	return n, err
}

// BenchmarkStack reports how many times as long as scanimage alone the feeder of
// SANE's test backend runs while each page is looked at and sealed, and after
// which time the first page is there. The backend's ten sheets come at the pace of
// a quick feeder.
func BenchmarkStack(b *testing.B) {
	rig := devtest.SANE(b)
	rig.Set(b, "read-delay", "true")
	rig.Set(b, "read-delay-duration", "2000")
	s := &timed{Scanner: scanner.NewSANE(scanner.Settings{Device: rig.Device, Env: rig.Env, Resolution: 150, Temp: b.TempDir()}, desk.SystemClock{}, nil)}
	defer s.Close()
	var ours, alone, first time.Duration
	n := 0
	for b.Loop() {
		var x stack
		if got, err := x.feed(b, s, "adf", looks(b), 50*time.Millisecond); got != 10 || err != nil {
			b.Fatal(got, err)
		}
		ours += s.took
		first += x.first
		n++
		b.StopTimer()
		c := exec.CommandContext(b.Context(), "scanimage", "--device-name="+rig.Device, "--source=Automatic Document Feeder", "--mode=Gray",
			"--resolution=150", "-x", "210", "-y", "297", "--format=jpeg", "--batch=p-%d.jpg", "--batch-print")
		c.Dir = b.TempDir()
		c.Env = append(os.Environ(), rig.Env...)
		began := time.Now()
		if said, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, said)
		}
		alone += time.Since(began)
		b.StartTimer()
	}
	b.ReportMetric(ours.Seconds()/alone.Seconds(), "times-scanimage")
	b.ReportMetric(first.Seconds()*1000/float64(n), "ms-to-first-page")
}
