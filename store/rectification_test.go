package store

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/storetest"
)

// streetSays is what the street says to a rectification.
func (f far) streetSays(t *testing.T, n int64, id string, ver int, do desk.StreetDoing, change func(*desk.StreetRectification)) uplink.Signed {
	t.Helper()
	s := desk.StreetRectification{ID: id, Do: do, Words: "请核实", By: "sd1", At: desk.LineTime(storetest.Morning), Ver: ver}
	if change != nil {
		change(&s)
	}
	return f.say(t, n, desk.RectificationObj(id), ver, uplink.FeedRectification, s)
}

func rectificationOf(t *testing.T, s *Store, id string) desk.Rectification {
	t.Helper()
	c, err := s.Rectification(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// badlyRated files a bad rating of a case and returns what it opened.
func badlyRated(t *testing.T, s *Store, c desk.Case) desk.Rectification {
	t.Helper()
	done, err := s.Write(t.Context(), "rated-"+c.ID, storetest.Duty(), func(tx desk.Tx) (desk.Act, error) {
		x := storetest.Rectified("x-"+c.ID, c.ID, tx.Stamp())
		return desk.Act{Kind: desk.ActRated, Obj: "ticket:" + x.Visit, Rectifications: []desk.Rectification{x}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return done.Act.Rectifications[0]
}

func TestTheStreetsWordReachesARectification(t *testing.T) {
	s, o, f, _ := enrolled(t)
	c := badlyRated(t, s, received(t, s, "c1"))
	urged := f.streetSays(t, 1, c.ID, 1, desk.StreetUrge, func(s *desk.StreetRectification) { s.Due = storetest.Today.Add(2) })
	if got := take(t, o, "a", urged); got.Applied != 1 {
		t.Fatalf("took %+v", got)
	}
	for _, cursor := range []string{"b", "c"} { // sent again
		take(t, o, cursor, urged)
		if x := rectificationOf(t, s, c.ID); x.Urged != 1 || x.Due != storetest.Today.Add(2) || x.Street.Words != "请核实" || x.Ver != 1 {
			t.Errorf("urged: %+v", x)
		}
	}
	x := desk.NewRectifications(s, storetest.Station())
	by := storetest.Duty()
	if _, err := x.Appeal(t.Context(), "appeal", by, c.ID, "按错了键", nil); err != nil {
		t.Fatal(err)
	}
	take(t, o, "d", f.streetSays(t, 2, c.ID, 2, desk.StreetUphold, nil))
	if x := rectificationOf(t, s, c.ID); !x.Excluded() || x.State != desk.RectificationClosed || x.Private.Grounds != "按错了键" {
		t.Errorf("upheld: %+v", x)
	}
	if found, err := s.RebuildCheck(t.Context()); err != nil || len(found) != 0 {
		t.Errorf("rebuilt otherwise: %v, %v", found, err)
	}
}

func TestTheStreetsWordWaitsForWhatIsNotHere(t *testing.T) {
	s, o, f, _ := enrolled(t)
	early := f.streetSays(t, 1, "x-c1", 1, desk.StreetUrge, nil)
	if got := take(t, o, "a", early); got.Waiting != 1 || got.Applied != 0 {
		t.Fatalf("took %+v", got)
	}
	badlyRated(t, s, received(t, s, "c1"))
	if got := take(t, o, "b"); got.Applied != 1 {
		t.Errorf("then took %+v", got)
	}
	if x := rectificationOf(t, s, "x-c1"); x.Urged != 1 {
		t.Errorf("urged: %+v", x)
	}
}

func TestTheStreetAssignsABadRating(t *testing.T) {
	s, o, f, _ := enrolled(t)
	task := func(n int64, id, no string) uplink.Signed {
		return f.streetSays(t, n, id, 1, desk.StreetOpenTask, func(s *desk.StreetRectification) {
			s.Level, s.Channel, s.Case, s.Tags = desk.VeryDissatisfied, desk.ChannelHotline, no, []string{"101"}
		})
	}
	c := received(t, s, "c1")
	got := take(t, o, "a", task(1, "S1", c.No), task(2, "S2", ""), task(3, "S3", "SL-elsewhere"))
	if got.Applied != 2 || got.Waiting != 1 {
		t.Errorf("took %+v", got)
	}
	if x := rectificationOf(t, s, "S1"); x.Unnamed || len(x.Cases) != 1 || x.Cases[0] != "c1" || x.Due != storetest.Today.Add(7) || x.Level != desk.VeryDissatisfied {
		t.Errorf("of a case: %+v", x)
	}
	if x := rectificationOf(t, s, "S2"); !x.Unnamed || x.Call != desk.CallAnonymous || x.Street.Do != desk.StreetOpenTask {
		t.Errorf("without a case: %+v", x)
	}
	list, err := s.Rectifications(t.Context(), desk.RectificationFilter{})
	if err != nil || len(list) != 2 {
		t.Errorf("there are %d, %v", len(list), err)
	}
	take(t, o, "b", f.streetSays(t, 4, "S1", 2, desk.StreetReturn, nil))
	if x := rectificationOf(t, s, "S1"); x.Ver != 2 || x.Returned != 0 {
		t.Errorf("sent back before anything was done: %+v", x)
	}
}

// TestOneDeskTakesWhatNamesNoCase keeps two desks of a station from working on the
// same one, and a task from being nobody's where the first desk is gone.
func TestOneDeskTakesWhatNamesNoCase(t *testing.T) {
	s, o, f, _ := enrolled(t)
	named := func(n int64, id, at string) uplink.Signed {
		return f.streetSays(t, n, id, 1, desk.StreetOpenTask, func(s *desk.StreetRectification) { s.Level, s.Desk = desk.Dissatisfied, at })
	}
	first := s.station.Code + "-01"
	s.station.Desk = "02"
	take(t, o, "a", named(1, "S1", ""), named(2, "S2", first), named(3, "S3", s.station.Code+"-02"))
	s.station.Desk = "01"
	take(t, o, "b", named(4, "S4", ""), named(5, "S5", first), named(6, "S6", s.station.Code+"-02"))
	for id, mine := range map[string]bool{"S1": false, "S2": false, "S3": true, "S4": true, "S5": true, "S6": false} {
		if _, err := s.Rectification(t.Context(), id); (err == nil) != mine || err != nil && desk.KindOf(err) != desk.NotFound {
			t.Errorf("%s: %v, want it here: %v", id, err, mine)
		}
	}
}

// TestWhatIsNoWordOfTheStreetChangesNothing sends what a street with a fault, or a
// thief of its key, could send.
func TestWhatIsNoWordOfTheStreetChangesNothing(t *testing.T) {
	s, o, f, _ := enrolled(t)
	c := badlyRated(t, s, received(t, s, "c1"))
	obj := desk.RectificationObj(c.ID)
	good := desk.StreetRectification{ID: c.ID, Do: desk.StreetUrge, By: "sd1", At: desk.LineTime(storetest.Morning), Ver: 9}
	other := good
	other.ID = "another"
	control := good
	control.Words = "\x1b[2J"
	lines := []uplink.Signed{
		f.say(t, 1, obj, 1, uplink.FeedRectification, "no object"),
		f.say(t, 2, obj, 2, uplink.FeedRectification, good), // another version than the line's
		f.say(t, 3, obj, 9, uplink.FeedRectification, other),
		f.say(t, 4, obj, 10, uplink.FeedRectification, control),
	}
	if got := take(t, o, "a", lines...); got.Applied != len(lines) {
		t.Errorf("took %+v", got)
	}
	if x := rectificationOf(t, s, c.ID); x.Rev != c.Rev || x.Street != nil {
		t.Errorf("changed: %+v", x)
	}
	list, err := s.History(t.Context(), obj)
	if err != nil || len(list) != 1+len(lines) {
		t.Errorf("%d lines about it, %v", len(list), err)
	}
}

// TestAWordThatAnOlderVersionParkedIsTakenUp is the start of the first version that
// knows rectifications.
func TestAWordThatAnOlderVersionParkedIsTakenUp(t *testing.T) {
	s, o, f, _ := enrolled(t)
	c := badlyRated(t, s, received(t, s, "c1"))
	known := happens[uplink.FeedRectification]
	delete(happens, uplink.FeedRectification)
	got := take(t, o, "a", f.streetSays(t, 1, c.ID, 1, desk.StreetUrge, nil))
	happens[uplink.FeedRectification] = known
	if got.Parked != 1 {
		t.Fatalf("took %+v", got)
	}
	take(t, o, "b")
	if x := rectificationOf(t, s, c.ID); x.Urged != 1 {
		t.Errorf("after the upgrade: %+v", x)
	}
}

func TestTheWordComesWhileTheKeysAreAway(t *testing.T) {
	s, o, f, _ := enrolled(t)
	c := badlyRated(t, s, received(t, s, "c1"))
	x := desk.NewRectifications(s, storetest.Station())
	if _, err := x.Contact(t.Context(), "call", storetest.Duty(), c.ID, desk.CallReached, "已说明"); err != nil {
		t.Fatal(err)
	}
	keys := s.opener.keys
	s.opener.keys = nil
	take(t, o, "a", f.streetSays(t, 1, c.ID, 1, desk.StreetUrge, nil))
	s.opener.keys = keys
	if x := rectificationOf(t, s, c.ID); x.Urged != 1 || x.Private.Said != "已说明" || x.Private.Phone != storetest.Person().Phone {
		t.Errorf("afterwards: %+v", x)
	}
}
