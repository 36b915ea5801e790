package store

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// announce is an announcement of the street, from one day to another.
func (f far) announce(t *testing.T, n int64, id string, ver int, words string, change func(*desk.StreetAnnouncement)) uplink.Signed {
	t.Helper()
	a := desk.StreetAnnouncement{
		ID: id, Words: words, From: storetest.Today, Until: storetest.Today.Add(2), By: "r", At: desk.LineTime(storetest.Morning), Ver: ver,
	}
	if change != nil {
		change(&a)
	}
	return f.say(t, n, "announcement:"+id, ver, uplink.FeedAnnouncement, a)
}

func TestAnnouncementHoldsUntilItIsReadOrTakenBack(t *testing.T) {
	s, o, f, _ := enrolled(t)
	x := desk.NewDispatches(desk.Station{}, s)
	current := func(want ...string) []desk.Dispatch {
		t.Helper()
		list, err := x.Current(t.Context())
		if err != nil || len(list) != len(want) {
			t.Fatalf("announced: %+v, %v", list, err)
		}
		for i := range want {
			if list[i].Words != want[i] {
				t.Errorf("announced: %+v", list)
			}
		}
		return list
	}
	one := f.announce(t, 1, "a1", 1, "明天停电", nil)
	if got := take(t, o, "a", one, f.announce(t, 2, "a2", 1, "later", func(a *desk.StreetAnnouncement) { a.From = a.From.Add(1) })); got.Applied != 2 {
		t.Errorf("took %+v", got)
	}
	current("明天停电")
	by := storetest.Duty()
	if d, err := x.Read(t.Context(), "r1", by, "a1"); err != nil || !d.ReadBy(by.Staff.ID) {
		t.Errorf("read: %+v, %v", d, err)
	}
	if d, err := x.Read(t.Context(), "r2", by, "a1"); err != nil || len(d.Readers) != 1 {
		t.Errorf("read again: %+v, %v", d, err)
	}
	take(t, o, "b", one) // sent again, nothing of the reading is lost
	if !current("明天停电")[0].ReadBy(by.Staff.ID) {
		t.Error("a repeated line has made it unread")
	}
	take(t, o, "c", f.announce(t, 3, "a1", 2, "后天停电", nil))
	if current("后天停电")[0].ReadBy(by.Staff.ID) {
		t.Error("new words count as read")
	}
	take(t, o, "d", f.announce(t, 4, "a1", 3, "后天停电", func(a *desk.StreetAnnouncement) { a.Withdrawn = true }))
	current()
	if found, err := s.RebuildCheck(t.Context()); err != nil || len(found) != 0 {
		t.Errorf("rebuilt otherwise: %v, %v", found, err)
	}
}

// TestDispatchesThatAreNoneDoNothing sends what a street with a fault, or a thief of
// its key, could send: each line is written down, and none is shown.
func TestDispatchesThatAreNoneDoNothing(t *testing.T) {
	s, o, f, _ := enrolled(t)
	long := make([]rune, desk.MostAnnounced+1)
	for i := range long {
		long[i] = '长'
	}
	duty := desk.RosterDuty{Day: storetest.Today, Staff: "u01", Window: 1, From: "09:00", To: "17:00"}
	roster := func(n int64, month string, change func(*desk.RosterDuty)) uplink.Signed {
		d := duty
		change(&d)
		return f.say(t, n, "roster:"+month, int(n), uplink.FeedRoster, desk.StreetRoster{Month: month, Duties: []desk.RosterDuty{d}, By: "r", Ver: int(n)})
	}
	month := string(storetest.Today[:7])
	lines := []uplink.Signed{
		f.announce(t, 1, "a1", 1, "\x1b]52;c;x\a", nil),
		f.announce(t, 2, "a2", 1, string(long), nil),
		f.announce(t, 3, "a3", 1, "x", func(a *desk.StreetAnnouncement) { a.Until = "2026-01-01" }),
		f.announce(t, 4, "a4", 1, "x", func(a *desk.StreetAnnouncement) { a.From = "soon" }),
		f.announce(t, 5, "a5", 2, "x", func(a *desk.StreetAnnouncement) { a.Ver = 1 }),
		f.announce(t, 6, "a6", 1, "x", func(a *desk.StreetAnnouncement) { a.ID = "a7" }),
		roster(7, month, func(d *desk.RosterDuty) { d.To = "08:00" }),
		roster(8, month, func(d *desk.RosterDuty) { d.Day = d.Day.Add(62) }),
		roster(9, month, func(d *desk.RosterDuty) { d.Staff = "a b" }),
		roster(10, "2026-13", func(*desk.RosterDuty) {}),
		f.say(t, 11, "desk:110101001001-01", 1, uplink.FeedCommand, desk.StreetOrder{Desk: "110101001001-01", Do: "explode", Ver: 1}),
		f.say(t, 12, "desk:110101001001-02", 1, uplink.FeedCommand, desk.StreetOrder{Desk: "110101001001-02", Do: desk.OrderWipe, Ver: 1}),
		f.say(t, 13, "desk:110101001001-01", 2, uplink.FeedCommand, desk.StreetOrder{Desk: "110101001001-02", Do: desk.OrderWipe, Ver: 2}),
		f.say(t, 14, "desk:110101001001-01", 3, uplink.FeedCommand, "no object"),
	}
	if got := take(t, o, "a", lines...); got.New != len(lines) || got.Waiting != 0 {
		t.Errorf("took %+v", got)
	}
	for _, filter := range []desk.DispatchFilter{{Kind: desk.DispatchAnnouncement}, {Kind: desk.DispatchRoster}, {Kind: desk.DispatchOrder}, {Open: true}} {
		if list, err := s.Dispatches(t.Context(), filter); err != nil || len(list) != 0 {
			t.Errorf("%+v: %+v, %v", filter, list, err)
		}
	}
}

func TestOrderIsSettledOnce(t *testing.T) {
	s, o, f, _ := enrolled(t)
	x := desk.NewDispatches(desk.Station{}, s)
	take(t, o, "a", f.say(t, 1, "desk:110101001001-01", 1, uplink.FeedCommand, desk.StreetOrder{
		Desk: "110101001001-01", Do: desk.OrderLog, From: storetest.Today, Until: storetest.Today, By: "r", Ver: 1,
	}))
	list, err := x.Orders(t.Context())
	if err != nil || len(list) != 1 || list[0].Order != desk.OrderLog {
		t.Fatalf("orders: %+v, %v", list, err)
	}
	for range 2 {
		if err := x.Settle(t.Context(), list[0].ID, desk.OutcomeDone, "line\n"); err != nil {
			t.Error(err)
		}
	}
	if list, err := x.Orders(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("still open: %+v, %v", list, err)
	}
	lines, err := s.History(t.Context(), "order:"+list[0].ID)
	if err != nil || len(lines) != 1 {
		t.Errorf("lines: %d, %v", len(lines), err)
	}
}

// TestParkedLinesAreTakenUp is the start of a version that knows a kind which the
// one before set aside.
func TestParkedLinesAreTakenUp(t *testing.T) {
	s, o, f, _ := enrolled(t)
	known := happens[uplink.FeedAnnouncement]
	delete(happens, uplink.FeedAnnouncement)
	got := take(t, o, "a", f.announce(t, 1, "a1", 1, "x", nil))
	happens[uplink.FeedAnnouncement] = known
	if got.Parked != 1 {
		t.Fatalf("took %+v", got)
	}
	if got := take(t, o, "b"); got.Applied != 1 {
		t.Errorf("after the upgrade took %+v", got)
	}
	if list, err := s.Dispatches(t.Context(), desk.DispatchFilter{Kind: desk.DispatchAnnouncement}); err != nil || len(list) != 1 {
		t.Errorf("announced: %+v, %v", list, err)
	}
}

// TestWipeWaitsForWhatTheStreetNeeds holds that the keys stay while a line, or a key
// that the street needs, is here alone, and go after three fenced hellos.
func TestWipeWaitsForWhatTheStreetNeeds(t *testing.T) {
	s, o, f, _ := enrolled(t)
	received(t, s, "c1")
	take(t, o, "a", f.say(t, 1, "desk:110101001001-01", 1, uplink.FeedCommand, desk.StreetOrder{
		Desk: "110101001001-01", Do: desk.OrderWipe, By: "r", Ver: 1,
	}))
	w := s.Steward(func(desk.Day, desk.Day) string { return "" })
	orders, err := w.Orders(t.Context())
	if err != nil || len(orders) != 1 {
		t.Fatalf("orders: %+v, %v", orders, err)
	}
	stays := func(when string) {
		t.Helper()
		departed, err := w.Depart(t.Context(), orders[0])
		gone, err2 := w.Leave(t.Context())
		if departed || gone || err != nil || err2 != nil {
			t.Fatalf("%s: departed %v, gone %v, %v, %v", when, departed, gone, err, err2)
		}
	}
	stays("with lines to send")
	head := func() {
		t.Helper()
		if err := s.write(t.Context(), execs(t, `UPDATE sync_state SET acked = (SELECT max(n) FROM journal)`)); err != nil {
			t.Fatal(err)
		}
	}
	head()
	stays("with a key that the street has not got")
	for i := range 3 {
		stays(string(rune('0' + i)))
		if err := o.Incarnate(t.Context(), 0, uplink.Fenced); err != nil {
			t.Fatal(err)
		}
	}
	if departed, err := w.Depart(t.Context(), orders[0]); err != nil || !departed {
		t.Errorf("fenced three times: %v, %v", departed, err)
	}
	if gone, err := w.Leave(t.Context()); err != nil || !gone {
		t.Errorf("the keys are here: %v, %v", gone, err)
	}
	if _, err := seal.Load(s.keyPath); err == nil {
		t.Error("the ring opens")
	}
	d, err := s.Dispatch(t.Context(), desk.DispatchOrder, orders[0].ID)
	if err != nil || d.Outcome != desk.OutcomeFenced {
		t.Errorf("order: %+v, %v", d, err)
	}
}
