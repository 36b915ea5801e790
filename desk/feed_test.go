package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"xiaochuang/desk"
)

// sheets is a scanner that gives a page each period, and stops after some.
type sheets struct {
	desk.Scanner
	n      int
	period time.Duration
	bytes  int
	stop   error
	waited time.Duration // that keep took away
}

func (x *sheets) Scan(ctx context.Context, _ desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	for i := range x.n {
		select {
		case <-time.After(x.period):
		case <-ctx.Done():
			return i, ctx.Err()
		}
		began := time.Now()
		if err := keep(desk.ScannedPage{No: i + 1, MIME: "image/jpeg", Bytes: make([]byte, x.bytes), Back: i%2 == 1}); err != nil {
			return i, err
		}
		x.waited += time.Since(began)
	}
	return x.n, x.stop
}

// gateFunc is a gate.
type gateFunc func(desk.ScannedPage) ([]desk.PageFlaw, error)

func (f gateFunc) Look(_ context.Context, p desk.ScannedPage) (desk.ScannedPage, []desk.PageFlaw, error) {
	flaws, err := f(p)
	p.MIME = "image/looked-at"
	return p, flaws, err
}

// keepSlowly takes a while for each page.
func keepSlowly(d time.Duration) func(context.Context, desk.ScannedPage) (desk.Page, error) {
	return func(_ context.Context, p desk.ScannedPage) (desk.Page, error) {
		time.Sleep(d)
		return desk.Page{ID: fmt.Sprint(p.No), MIME: p.MIME}, nil
	}
}

// TestFeederNeverWaits has gate and seal take ten times as long as the feeder.
func TestFeederNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &sheets{n: 100, period: 100 * time.Millisecond, bytes: 500_000}
		f := desk.Feed{Scanner: x, Put: keepSlowly(500 * time.Millisecond), Gate: gateFunc(func(desk.ScannedPage) ([]desk.PageFlaw, error) {
			time.Sleep(500 * time.Millisecond)
			return nil, nil
		})}
		began := time.Now()
		var first time.Duration
		var got []string
		n, err := f.Run(t.Context(), desk.ScanRequest{}, func(p desk.Page) error {
			if len(got) == 0 {
				first = time.Since(began)
			}
			got = append(got, p.ID)
			return nil
		})
		if n != 100 || err != nil || x.waited != 0 {
			t.Errorf("%d pages, %v; the feeder waited %v", n, err, x.waited)
		}
		if first > 1100*time.Millisecond {
			t.Errorf("the first page is shown after %v", first)
		}
		if !slices.IsSortedFunc(got, func(a, b string) int { return len(a) - len(b) }) || got[99] != "100" {
			t.Errorf("in this order: %v", got)
		}
	})
}

// TestFeederWaitsForMemoryOnly has pages so large that the PC could not hold
// them.
func TestFeederWaitsForMemoryOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &sheets{n: 30, period: time.Millisecond, bytes: 30 << 20}
		f := desk.Feed{Scanner: x, Put: keepSlowly(time.Second)}
		n, err := f.Run(t.Context(), desk.ScanRequest{}, func(desk.Page) error { return nil })
		if n != 30 || err != nil || x.waited == 0 {
			t.Errorf("%d pages, %v; the feeder waited %v", n, err, x.waited)
		}
	})
}

// TestJamKeepsWhatWasFed jams after thirty sheets, of which most are not sealed yet.
func TestJamKeepsWhatWasFed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jam := &desk.Problem{Kind: desk.Unavailable, What: "scanner.jam"}
		f := desk.Feed{Scanner: &sheets{n: 30, bytes: 9, stop: jam}, Put: keepSlowly(time.Second)}
		kept := 0
		n, err := f.Run(t.Context(), desk.ScanRequest{}, func(desk.Page) error { kept++; return nil })
		if n != 30 || kept != 30 || !errors.Is(err, jam) {
			t.Errorf("%d counted, %d kept, %v", n, kept, err)
		}
	})
}

// TestFullDiskStopsTheFeeder ends a scan at the page that cannot be kept.
func TestFullDiskStopsTheFeeder(t *testing.T) {
	full := &desk.Problem{Kind: desk.Full, What: "disk"}
	x := &sheets{n: 1000, period: time.Millisecond, bytes: 9}
	f := desk.Feed{Scanner: x, Put: func(_ context.Context, p desk.ScannedPage) (desk.Page, error) {
		if p.No == 4 {
			return desk.Page{}, full
		}
		return desk.Page{}, nil
	}}
	n, err := f.Run(t.Context(), desk.ScanRequest{}, func(desk.Page) error { return nil })
	if n != 3 || !errors.Is(err, full) {
		t.Errorf("%d pages, %v", n, err)
	}
}

// TestFeedEndsWithItsContext stops while pages wait.
func TestFeedEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		f := desk.Feed{Scanner: &sheets{n: 1000, period: 10 * time.Millisecond, bytes: 9}, Put: keepSlowly(time.Second)}
		n, err := f.Run(ctx, desk.ScanRequest{}, func(desk.Page) error { return nil })
		if n < 4 || n > 5 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%d pages, %v", n, err)
		}
	})
}

// TestGateMarksPages has a gate that stops, one that cannot read, and one that is
// out of order.
func TestGateMarksPages(t *testing.T) {
	broken := errors.New("no program")
	var told []error
	f := desk.Feed{
		Scanner: &sheets{n: 5, bytes: 9}, Put: keepSlowly(0), Failed: func(err error) { told = append(told, err) },
		Gate: gateFunc(func(p desk.ScannedPage) ([]desk.PageFlaw, error) {
			switch p.No {
			case 1:
				return []desk.PageFlaw{desk.FlawDark, desk.FlawBlur}, nil
			case 2:
				return []desk.PageFlaw{desk.FlawBlank}, nil
			case 3:
				return nil, &desk.Problem{Kind: desk.Invalid, What: "gate.unreadable"}
			case 4:
				return nil, broken
			}
			return nil, nil
		}),
	}
	var got []desk.Page
	if _, err := f.Run(t.Context(), desk.ScanRequest{}, func(p desk.Page) error { got = append(got, p); return nil }); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		flaw    desk.PageFlaw
		stopped bool
		mime    string
	}{
		{desk.FlawDark, true, "image/looked-at"},
		{desk.FlawBlank, false, "image/looked-at"}, // nothing need stand on a back
		{desk.FlawUnreadable, true, "image/jpeg"},
		{"", false, "image/jpeg"},
		{"", false, "image/looked-at"},
	} {
		if p := got[i]; p.Flaw != want.flaw || p.Stopped() != want.stopped || p.MIME != want.mime {
			t.Errorf("page %d: %+v, want %+v", i+1, p, want)
		}
	}
	if len(told) != 1 || !errors.Is(told[0], broken) {
		t.Errorf("told %v", told)
	}
	if got[2].Keepable() || !got[0].Keepable() {
		t.Error("what nobody can read is kept, or what can be is not")
	}
}
