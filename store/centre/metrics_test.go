package centre_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/recordstest"
	"xiaochuang/store/centre/scanstest"
	"xiaochuang/store/storetest"
)

func scrape(t *testing.T, s *street) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("metrics: %d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestMetrics(t *testing.T) { eachStreet(t, metrics) }

func metrics(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	k := w.takeIn(1000)
	w.mustRun(s.url)
	if _, err := http.Get(s.url + "/a/path/of/" + storetest.Person().Number); err != nil {
		t.Fatal(err)
	}
	text := scrape(t, s)
	for _, want := range []string{
		`xiaochuang_centre_requests_total{endpoint="events",status="200"} `, `xiaochuang_centre_requests_total{endpoint="nowhere",status="404"} 1`,
		"xiaochuang_centre_desks 1\n", "xiaochuang_centre_desks_silent 0\n", "xiaochuang_centre_lag_lines 0\n", "xiaochuang_centre_pages 2\n",
		"xiaochuang_centre_backup_age_seconds -1\n", "xiaochuang_centre_quarantined_lines 0\n", "xiaochuang_centre_request_seconds_bucket",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics have no %s", want)
		}
	}
	for _, secret := range []string{storetest.Person().Number, deskID, k.No, station} {
		if strings.Contains(text, secret) {
			t.Errorf("metrics hold %q", secret)
		}
	}
	if _, err := s.BackUp(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if text := scrape(t, s); !regexp.MustCompile(`backup_age_seconds \d`).MatchString(text) {
		t.Errorf("after a backup: %s", regexp.MustCompile(`(?m)^.*backup_age.*$`).FindString(text))
	}
}

// Health fails when the pages, or the records, are out of reach.
func TestHealthLooksAtBoth(t *testing.T) {
	database, bucket := recordstest.Start(t), scanstest.Start(t)
	s := openStreetAs(t, centre.Config{
		Dir: t.TempDir(), Reserve: -1, Street: tenant, Database: database.Database(t), Scans: bucket.Bucket(t),
	})
	health := func() int {
		t.Helper()
		r, err := http.Get(s.url + "/health")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		_, err = io.Copy(io.Discard, r.Body)
		if err != nil {
			t.Error(err)
		}
		return r.StatusCode
	}
	if got := health(); got != http.StatusOK {
		t.Errorf("healthy is %d", got)
	}
	bucket.Stop()
	if got := health(); got != http.StatusServiceUnavailable {
		t.Errorf("without its pages it is %d", got)
	}
	database.Stop()
	if got := health(); got != http.StatusServiceUnavailable {
		t.Errorf("without its records it is %d", got)
	}
}

// The work of a night is done once a day by one of the instances, and again after
// an hour when it failed.
func TestNightlyIsDoneOnce(t *testing.T) {
	clock := storetest.NewClock(time.Date(2026, 11, 23, 22, 0, 0, 0, time.UTC)) // 06:00 in Beijing
	database, to := recordstest.Shared(t).Database(t), filepath.Join(t.TempDir(), "disk")
	c := centre.Config{Dir: t.TempDir(), Reserve: -1, Street: tenant, Database: database, Clock: clock, Scans: t.TempDir()}
	one := openStreetAs(t, c)
	other := c
	other.Dir = t.TempDir()
	ring, err := os.ReadFile(filepath.Join(c.Dir, centre.RingFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other.Dir, centre.RingFile), ring, 0o600); err != nil {
		t.Fatal(err)
	}
	two := openStreetAs(t, other)
	backups := func() int {
		list, err := centre.Backups(to)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go one.Nightly(ctx, to)
	go two.Nightly(ctx, to)
	for deadline := time.Now().Add(30 * time.Second); backups() == 0 && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	cancel()
	one.Tonight(t.Context(), to)
	two.Tonight(t.Context(), to)
	if n := backups(); n != 1 {
		t.Errorf("%d backups in one night", n)
	}
	clock.Add(24 * time.Hour)
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	one.Tonight(t.Context(), blocked)
	two.Tonight(t.Context(), to)
	if n := backups(); n != 1 {
		t.Errorf("%d backups right after one that failed", n)
	}
	clock.Add(2 * time.Hour)
	two.Tonight(t.Context(), to)
	if n := backups(); n != 2 {
		t.Errorf("%d backups an hour after one that failed", n)
	}
	if desk.DayOf(clock.Now(), 0) != "2026-11-25" {
		t.Errorf("the test ends on %s", desk.DayOf(clock.Now(), 0))
	}
}
