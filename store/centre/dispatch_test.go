package centre_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// obeying makes a run that carries out what the street orders; lost may swallow
// requests and answers.
func (w *window) obeying(s *street, log string) (uplink.Report, error) {
	w.t.Helper()
	c, err := client.Dial(client.Config{URL: s.url, Desk: w.id(), Keys: w.Keys(), OtherKey: w.OtherKey})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { c.Close() })
	o := options()
	o.Steward, o.Certifier = w.Steward(func(desk.Day, desk.Day) string { return log }), c
	return uplink.NewCourier(w.outbox, c, w.Keys().Suite(), w.clock, o).Run(w.t.Context())
}

func TestAnnouncementsAndRosters(t *testing.T) { eachStreet(t, announcementsAndRosters) }

func announcementsAndRosters(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	ctx := t.Context()
	today := desk.DayOf(w.clock.Now(), 0)
	a := centre.Announcement{Words: "周五下午停电", From: today, Until: today.Add(3000)}
	if _, err := s.Announce(ctx, "r1", reviewer, a); desk.KindOf(err) != desk.Invalid {
		t.Errorf("eight years of it: %v", err)
	}
	a.Until = max(today, desk.DayOf(time.Now(), 0)).Add(3)
	for _, bad := range []string{"", "\x1b[2J", strings.Repeat("长", desk.MostAnnounced+1)} {
		b := a
		b.Words = bad
		_, err := s.Announce(ctx, "r1", reviewer, b)
		kindIs(t, err, desk.Invalid, "announce.words")
	}
	_, err := s.Announce(ctx, "r1", stranger, a)
	kindIs(t, err, desk.NotFound, "centre.station")
	for range 2 { // pressed twice
		if _, err := s.Announce(ctx, "r1", reviewer, a); err != nil {
			t.Fatal(err)
		}
	}
	month := string(today)[:7]
	duty := desk.RosterDuty{Day: today, Staff: "u01", Window: 1, From: "09:00", To: "17:00"}
	if err := s.PutRoster(ctx, "r2", reviewer, station, month, []desk.RosterDuty{duty}); err != nil {
		t.Fatal(err)
	}
	kindIs(t, s.PutRoster(ctx, "r3", reviewer, station, "2026-13", nil), desk.Invalid, "roster")
	if r := w.mustRun(s.url); r.FeedLines != 2 || r.Applied != 2 || r.Parked != 0 {
		t.Errorf("run: %+v", r)
	}
	x := desk.NewDispatches(desk.Station{Staff: []desk.Staff{{ID: "u01", Name: "n"}}, Windows: []desk.Window{{No: 1}}}, w)
	got, err := x.Current(ctx)
	if err != nil || len(got) != 1 || got[0].Words != a.Words || got[0].By != reviewer.Name {
		t.Fatalf("announced: %+v, %v", got, err)
	}
	if r, err := x.Roster(ctx, today); err != nil || len(r) != 1 || r[0].RosterDuty != duty || r[0].Name != "n" || r[0].Odd {
		t.Errorf("roster: %+v, %v", r, err)
	}
	if _, err := x.Read(ctx, "r9", storetest.Duty(), got[0].ID); err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	list, err := s.Announcements(ctx, reviewer, centre.AnnouncementFilter{})
	if err != nil || len(list) != 1 || list[0].Read != 1 || len(list[0].Stations) != 1 {
		t.Errorf("the street sees %+v, %v", list, err)
	}
	if list, err := s.Announcements(ctx, stranger, centre.AnnouncementFilter{}); err != nil || len(list) != 0 {
		t.Errorf("the next street sees %+v, %v", list, err)
	}
	kindIs(t, s.Withdraw(ctx, "r4", stranger, "r1"), desk.NotFound, "announcement")
	if err := s.Withdraw(ctx, "r4", reviewer, "r1"); err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	if got, err := x.Current(ctx); err != nil || len(got) != 0 {
		t.Errorf("taken back: %+v, %v", got, err)
	}
}

func TestOrderForTheLog(t *testing.T) { eachStreet(t, orderForTheLog) }

func orderForTheLog(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	w.mustRun(s.url)
	o := desk.StreetOrder{Desk: deskID, Do: desk.OrderLog, From: "2026-11-22", Until: "2026-11-23"}
	_, err := s.Order(t.Context(), "r1", stranger, o)
	kindIs(t, err, desk.NotFound, "desk")
	_, err = s.Order(t.Context(), "r1", reviewer, desk.StreetOrder{Desk: deskID, Do: "explode"})
	kindIs(t, err, desk.Invalid, "order")
	if _, err := s.Order(t.Context(), "r1", reviewer, o); err != nil {
		t.Fatal(err)
	}
	_, err = s.Order(t.Context(), "r2", reviewer, o)
	kindIs(t, err, desk.Conflict, "order.open")
	long := strings.Repeat("one line of the log\n", 5000) + "the last\n"
	if _, err := w.obeying(s, long); err != nil {
		t.Fatal(err)
	}
	list, err := s.Orders(t.Context(), reviewer, centre.OrderFilter{Desk: deskID, Log: true})
	if err != nil || len(list) != 1 || list[0].Outcome != desk.OutcomeDone {
		t.Fatalf("orders: %+v, %v", list, err)
	}
	if log := list[0].Log; len(log) > desk.MostOrderLog || !strings.HasSuffix(log, "the last\n") || !strings.HasPrefix(log, "one line") {
		t.Errorf("%d bytes of the log came", len(log))
	}
	if r, err := w.obeying(s, long); err != nil || r.Sent != 0 {
		t.Errorf("again: %+v, %v", r, err)
	}
	same(t, s, w, nil)
}

// A desk that is ordered to have another key has one, wherever the line is cut;
// the key before opens nothing any more.
func TestOrderForANewKey(t *testing.T) {
	for _, tt := range []struct {
		name         string
		before, gone bool // the request is lost, or its answer
	}{
		{"line holds", false, false},
		{"request lost", true, false},
		{"answer lost", false, true},
	} {
		t.Run(tt.name, func(t *testing.T) { anotherKey(t, tt.before, tt.gone) })
	}
}

func anotherKey(t *testing.T, requestLost, answerLost bool) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	w.mustRun(s.url)
	was := w.Keys().Signing()
	if _, err := s.Order(t.Context(), "r1", reviewer, desk.StreetOrder{Desk: deskID, Do: desk.OrderRekey}); err != nil {
		t.Fatal(err)
	}
	var once atomic.Bool
	s.log.before = func(rw http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != uplink.RekeyPath || !requestLost && !answerLost || once.Swap(true) {
			return false
		}
		if answerLost {
			s.log.next.ServeHTTP(&deaf{}, r)
		}
		panic(http.ErrAbortHandler)
	}
	for range 3 {
		if _, err := w.obeying(s, ""); err != nil {
			t.Fatal(err)
		}
	}
	if w.Keys().Signing() == was {
		t.Error("the desk has the key it had")
	}
	list, err := s.Orders(t.Context(), reviewer, centre.OrderFilter{Desk: deskID, Log: true})
	if err != nil || len(list) != 1 || list[0].Outcome != desk.OutcomeDone {
		t.Errorf("orders: %+v, %v", list, err)
	}
	// A copy of the disk from before signs with a key that nobody knows.
	old, err := client.Dial(client.Config{URL: s.url, Desk: w.id(), Keys: w.Keys(), OtherKey: func() (seal.PrivateKey, bool) { return was, true }})
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := old.Rekey(t.Context(), uplink.Rekey{}); err == nil {
		t.Error("without an order a key was certified")
	}
	w.mustRun(s.url)
	same(t, s, w, nil)
}

// deaf is whoever hears no answer.
type deaf struct{ h http.Header }

func (d *deaf) Header() http.Header {
	if d.h == nil {
		d.h = http.Header{}
	}
	return d.h
}
func (d *deaf) Write(b []byte) (int, error) { return len(b), nil }
func (d *deaf) WriteHeader(int)             {}

// A desk that is ordered to drop its keys sends everything first, says so, and
// opens nothing afterwards; the street has all of it.
func TestOrderToWipe(t *testing.T) { eachStreet(t, orderToWipe) }

func orderToWipe(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	w.takeIn(1000)
	w.mustRun(s.url)
	if _, err := s.Order(t.Context(), "r1", reviewer, desk.StreetOrder{Desk: deskID, Do: desk.OrderWipe}); err != nil {
		t.Fatal(err)
	}
	c := w.takeIn(700_000, 1000)
	// While a page cannot be sent, the keys stay.
	s.log.before = func(rw http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/parts") {
			http.Error(rw, "no", http.StatusBadGateway)
			return true
		}
		return false
	}
	if _, err := w.obeying(s, ""); err == nil {
		t.Fatal("no page was sent, and nothing said so")
	}
	if at, err := w.Wiped(t.Context()); err != nil || !at.IsZero() {
		t.Fatalf("dropped too early: %v, %v", at, err)
	}
	s.log.mu.Lock()
	s.log.before = nil
	s.log.mu.Unlock()
	_, err := w.obeying(s, "")
	kindIs(t, err, desk.Denied, "store.wiped")
	same(t, s, w, nil)
	if f, err := s.OpenCase(t.Context(), reviewer, c.No); err != nil || !f.Open || len(f.Pages) != 2 || !f.Pages[0].Here {
		t.Errorf("the street has %+v, %v", f, err)
	}
	list, err := s.Orders(t.Context(), reviewer, centre.OrderFilter{Desk: deskID, Log: true})
	if err != nil || len(list) != 1 || list[0].Outcome != desk.OutcomeDone {
		t.Errorf("orders: %+v, %v", list, err)
	}
	if d, err := s.Desks(t.Context()); err != nil || d[0].Active {
		t.Errorf("the way is open: %+v, %v", d, err)
	}
	_, err = w.obeying(s, "")
	kindIs(t, err, desk.Denied, "store.wiped")
	dir := w.dir
	w.close()
	_, err = store.Open(t.Context(), store.Config{Dir: dir, Station: storetest.Station(), Clock: w.clock, Built: storetest.Built, Reserve: -1})
	kindIs(t, err, desk.Denied, "store.wiped")
}
