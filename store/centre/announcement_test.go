package centre_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// words of announcements that a desk shows today.
func (w *window) announced() []string {
	w.t.Helper()
	var out []string
	list, err := desk.NewDispatches(desk.Station{}, w).Current(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range list {
		out = append(out, d.Words)
	}
	slices.Sort(out)
	return out
}

// A station that comes later hears of what was said to every station and holds; not
// of what was said to others, withdrawn, or over. It hears of each once, however
// many desks it has.
func TestLaterStationHearsWhatHolds(t *testing.T) { eachStreet(t, laterStationHearsWhatHolds) }

func laterStationHearsWhatHolds(t *testing.T, s *street) {
	ctx := t.Context()
	first := newWindow(t)
	first.enrol(s)
	today := desk.DayOf(time.Now(), 0)
	// Desks stand at a day of their own; what holds is asked of the street's clock.
	from := min(today, desk.DayOf(first.clock.Now(), 0))
	for rid, a := range map[string]centre.Announcement{
		"all":   {Words: "to all", From: from, Until: today.Add(30)},
		"taken": {Words: "taken back", From: from, Until: today.Add(30)},
		"some":  {Words: "to one", From: from, Until: today.Add(30), Stations: []string{station}},
	} {
		if _, err := s.Announce(ctx, rid, reviewer, a); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Withdraw(ctx, "back", reviewer, "taken"); err != nil {
		t.Fatal(err)
	}
	const later = "110101001002"
	for _, no := range []string{"01", "02"} {
		w := openWindowAt(t, filepath.Join(t.TempDir(), no), later, no)
		w.enrol(s)
		w.mustRun(s.url)
		if got := w.announced(); !slices.Equal(got, []string{"to all"}) {
			t.Errorf("desk %s of the later station shows %q", no, got)
		}
		if r := w.mustRun(s.url); r.FeedLines != 0 {
			t.Errorf("again: %+v", r)
		}
	}
	list, err := s.Announcements(ctx, reviewer, centre.AnnouncementFilter{ID: "all"})
	if err != nil || len(list) != 1 || !slices.Equal(list[0].Stations, []string{station, later}) {
		t.Fatalf("the street sees %+v, %v", list, err)
	}
	if err := s.Withdraw(ctx, "back2", reviewer, "all"); err != nil {
		t.Fatal(err)
	}
	w := openWindowAt(t, filepath.Join(t.TempDir(), "03"), later, "03")
	w.enrol(s)
	w.mustRun(s.url)
	if got := w.announced(); len(got) != 0 {
		t.Errorf("after it was withdrawn it shows %q", got)
	}
}

// A list of announcements is turned page by page, and a station that is gone does
// not keep one from being withdrawn.
func TestAnnouncementsPageByPage(t *testing.T) { eachStreet(t, announcementsPageByPage) }

func announcementsPageByPage(t *testing.T, s *street) {
	ctx := t.Context()
	w := newWindow(t)
	w.enrol(s)
	for n := range 7 {
		if _, err := s.Announce(ctx, fmt.Sprint("r", n), reviewer, centre.Announcement{Words: fmt.Sprint("words ", n)}); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	for after := 0; after < 9; after += 3 {
		list, err := s.Announcements(ctx, reviewer, centre.AnnouncementFilter{After: after, Limit: 3})
		if err != nil || len(list) != min(3, 7-after) {
			t.Errorf("after %d there are %d, %v", after, len(list), err)
		}
		for _, a := range list {
			seen[a.Words] = true
		}
	}
	if len(seen) != 7 {
		t.Errorf("seen %v", seen)
	}
	if err := s.Revoke(ctx, deskID); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(ctx, "x", reviewer, "r3"); err != nil {
		t.Errorf("without a desk of the station: %v", err)
	}
	list, err := s.Announcements(ctx, reviewer, centre.AnnouncementFilter{Standing: true})
	if err != nil || len(list) != 6 {
		t.Errorf("%d stand, %v", len(list), err)
	}
}

// A centre that comes from an older backup has the announcement again that a desk
// brings back, and withdraws it.
func TestAnnouncementComesBack(t *testing.T) { atAnotherPlace(t, announcementComesBack) }

func announcementComesBack(t *testing.T, s *street, place centre.Config) {
	ctx, disk := t.Context(), t.TempDir()
	w := newWindow(t)
	w.enrol(s)
	w.mustRun(s.url)
	if _, err := s.BackUp(ctx, disk); err != nil {
		t.Fatal(err)
	}
	today := desk.DayOf(time.Now(), 0)
	a := centre.Announcement{Words: "to all", From: min(today, desk.DayOf(w.clock.Now(), 0)), Until: today.Add(30)}
	if _, err := s.Announce(ctx, "r1", reviewer, a); err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	if _, _, err := centre.Restore(ctx, disk, "", place); err != nil {
		t.Fatal(err)
	}
	older := openStreetAs(t, place)
	if list, err := older.Announcements(ctx, reviewer, centre.AnnouncementFilter{}); err != nil || len(list) != 0 {
		t.Fatalf("the backup has %+v, %v", list, err)
	}
	w.mustRun(older.url)
	list, err := older.Announcements(ctx, reviewer, centre.AnnouncementFilter{})
	if err != nil || len(list) != 1 || list[0].Words != "to all" || list[0].Withdrawn || !slices.Equal(list[0].Stations, []string{station}) {
		t.Fatalf("the centre has %+v, %v", list, err)
	}
	if err := older.Withdraw(ctx, "r2", reviewer, "r1"); err != nil {
		t.Fatal(err)
	}
	w.mustRun(older.url)
	if got := w.announced(); len(got) != 0 {
		t.Errorf("withdrawn, and it shows %q", got)
	}
}

// Of several who order one thing at the same moment one does; another thing may be
// ordered beside it.
func TestOrdersAtOnce(t *testing.T) { eachStreet(t, ordersAtOnce) }

func ordersAtOnce(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	var wg, ready sync.WaitGroup
	errs := make([]error, 8)
	ready.Add(len(errs))
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = s.Orders(t.Context(), reviewer, centre.OrderFilter{}) // each has its way to the records
			ready.Done()
			ready.Wait()
			_, errs[i] = s.Order(t.Context(), fmt.Sprint("r", i), reviewer, desk.StreetOrder{Desk: deskID, Do: desk.OrderRekey})
		})
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
			continue
		}
		kindIs(t, err, desk.Conflict, "order.open")
	}
	list, err := s.Orders(t.Context(), reviewer, centre.OrderFilter{})
	if err != nil || done != 1 || len(list) != 1 {
		t.Errorf("%d of them ordered, and there are %d orders, %v", done, len(list), err)
	}
	if _, err := s.Order(t.Context(), "other", reviewer, desk.StreetOrder{Desk: deskID, Do: desk.OrderWipe}); err != nil {
		t.Error(err)
	}
	if r := w.mustRun(s.url); r.FeedLines != 2 {
		t.Errorf("run: %+v", r)
	}
}
