package devtest

import (
	"bytes"
	"context"
	"errors"
	"image"
	_ "image/jpeg" // what scanners deliver
	_ "image/png"
	"testing"
	"time"

	"xiaochuang/desk"
)

// Scanner runs the contract of desk.Scanner. open returns a scanner that works,
// with a sheet on the glass and at least three in the feeder; it is called for
// each part.
func Scanner(t *testing.T, open func(t *testing.T) desk.Scanner) {
	t.Run("the glass gives one whole page", func(t *testing.T) {
		pages, err := scan(t, open(t), desk.ScanRequest{})
		if err != nil || len(pages) != 1 {
			t.Fatalf("%d pages, %v", len(pages), err)
		}
		wholePages(t, pages)
	})
	t.Run("the feeder gives pages in order up to the limit", func(t *testing.T) {
		pages, err := scan(t, open(t), desk.ScanRequest{Source: "adf", Limit: 3})
		if err != nil || len(pages) != 3 {
			t.Fatalf("%d pages, %v", len(pages), err)
		}
		wholePages(t, pages)
	})
	t.Run("both sides of a sheet come in turn, or the device says that it cannot", func(t *testing.T) {
		pages, err := scan(t, open(t), desk.ScanRequest{Source: "duplex", Limit: 4})
		if desk.KindOf(err) == desk.Invalid && len(pages) == 0 {
			return
		}
		if err != nil || len(pages) != 4 {
			t.Fatalf("%d pages, %v", len(pages), err)
		}
		for i, p := range pages {
			if p.Back != (i%2 == 1) {
				t.Errorf("page %d: back %v", i+1, p.Back)
			}
		}
	})
	t.Run("a resolution asked for is the one delivered", func(t *testing.T) {
		s := open(t)
		low, err := scan(t, s, desk.ScanRequest{Resolution: 75})
		if err != nil {
			t.Fatal(err)
		}
		high, err := scan(t, s, desk.ScanRequest{Resolution: 150, Colour: true})
		if err != nil {
			t.Fatal(err)
		}
		if low[0].DPI != 75 || high[0].DPI != 150 || abs(high[0].Width-2*low[0].Width) > 4 {
			t.Errorf("75 dpi: %d px at %d; 150 dpi: %d px at %d", low[0].Width, low[0].DPI, high[0].Width, high[0].DPI)
		}
	})
	t.Run("an error of keep stops the scan and is returned", func(t *testing.T) {
		full := errors.New("disk full")
		kept := 0
		n, err := open(t).Scan(t.Context(), desk.ScanRequest{Source: "adf", Limit: 3}, func(desk.ScannedPage) error {
			if kept == 1 {
				return full
			}
			kept++
			return nil
		})
		if !errors.Is(err, full) || n != 1 || kept != 1 {
			t.Errorf("n = %d, kept = %d, %v", n, kept, err)
		}
	})
	t.Run("a caller who goes away is obeyed and told", func(t *testing.T) {
		s := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		n, err := s.Scan(ctx, desk.ScanRequest{Source: "adf", Limit: 3}, func(desk.ScannedPage) error {
			cancel()
			return nil
		})
		if n != 1 || !errors.Is(err, context.Canceled) || desk.KindOf(err) != desk.Unavailable {
			t.Errorf("n = %d, %v", n, err)
		}
		if pages, err := scan(t, s, desk.ScanRequest{}); err != nil || len(pages) != 1 {
			t.Errorf("next scan: %d pages, %v", len(pages), err)
		}
	})
	t.Run("what no scanner can do is refused", func(t *testing.T) {
		s := open(t)
		for _, r := range []desk.ScanRequest{
			{Source: "no such source"},
			{Resolution: 99999},
			{Resolution: 1},
			{Resolution: -200},
			{Limit: -1},
			{Limit: 100_000},
		} {
			if pages, err := scan(t, s, r); desk.KindOf(err) != desk.Invalid || len(pages) != 0 {
				t.Errorf("%+v: %d pages, %v", r, len(pages), err)
			}
		}
	})
	t.Run("one job at a time", func(t *testing.T) { oneScan(t, open(t)) })
	t.Run("health speaks of the scan and never waits", func(t *testing.T) {
		s := open(t)
		if h := s.Health(); h.Family != desk.FamilyScanner || h.Name == "" || h.State == desk.DeviceOK || h.Since.IsZero() {
			t.Errorf("before the first scan: %+v", h)
		}
		began := time.Now()
		if _, err := scan(t, s, desk.ScanRequest{}); err != nil {
			t.Fatal(err)
		}
		if h := s.Health(); h.State != desk.DeviceOK || h.Code != "" || h.LastOK.Before(began) {
			t.Errorf("after a scan: %+v", h)
		}
	})
	t.Run("closed is closed", func(t *testing.T) {
		s := open(t)
		for range 2 {
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}
		if pages, err := scan(t, s, desk.ScanRequest{}); desk.KindOf(err) != desk.Unavailable || len(pages) != 0 {
			t.Errorf("scan after close: %d pages, %v", len(pages), err)
		}
		if h := s.Health(); h.State != desk.DeviceOff {
			t.Errorf("after close: %+v", h)
		}
	})
}

// oneScan asks for a second job while one is under way; the first one goes on.
func oneScan(t *testing.T, s desk.Scanner) {
	t.Helper()
	var second error
	n, err := s.Scan(t.Context(), desk.ScanRequest{Source: "adf", Limit: 2}, func(p desk.ScannedPage) error {
		if p.No == 1 {
			began := time.Now()
			_ = s.Health()
			_, second = s.Scan(t.Context(), desk.ScanRequest{}, func(desk.ScannedPage) error { return nil })
			if d := time.Since(began); d > 300*time.Millisecond {
				t.Errorf("the refusal and the lamp took %v", d)
			}
		}
		return nil
	})
	if desk.KindOf(second) != desk.Locked {
		t.Errorf("second job: %v", second)
	}
	if n != 2 || err != nil {
		t.Errorf("first job: %d pages, %v", n, err)
	}
}

// scan collects the pages of one job and checks that their number is told.
func scan(t *testing.T, s desk.Scanner, r desk.ScanRequest) ([]desk.ScannedPage, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var pages []desk.ScannedPage
	n, err := s.Scan(ctx, r, func(p desk.ScannedPage) error {
		pages = append(pages, p)
		return nil
	})
	if n != len(pages) {
		t.Errorf("told %d pages, handed over %d", n, len(pages))
	}
	return pages, err
}

// wholePages decodes every page to its last pixel.
func wholePages(t *testing.T, pages []desk.ScannedPage) {
	t.Helper()
	for i, p := range pages {
		m, form, err := image.Decode(bytes.NewReader(p.Bytes))
		if err != nil {
			t.Errorf("page %d: %v", i+1, err)
			continue
		}
		if size := m.Bounds().Size(); size.X != p.Width || size.Y != p.Height || p.MIME != "image/"+form {
			t.Errorf("page %d: is %v %s, said %d × %d %s", i+1, size, form, p.Width, p.Height, p.MIME)
		}
		if p.No != i+1 || p.DPI < 50 || p.At.IsZero() {
			t.Errorf("page %d: no %d, %d dpi, at %v", i+1, p.No, p.DPI, p.At)
		}
	}
}

func abs(n int) int { return max(n, -n) }
