package centre_test

import (
	"path/filepath"
	"slices"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/storetest"
)

// badlyRated files a bad rating of a case at the desk, with what it opens.
func (w *window) badlyRated(id string, c desk.Case) desk.Rectification {
	w.t.Helper()
	return w.write(func(tx desk.Tx) (desk.Act, error) {
		x := storetest.Rectified(id, c.ID, tx.Stamp())
		return desk.Act{Kind: desk.ActRated, Obj: "ticket:" + x.Visit, Rectifications: []desk.Rectification{x}}, nil
	}).Rectifications[0]
}

// mend follows a bad rating up until somebody else has to look at it.
func (w *window) mend(id, words string) {
	w.t.Helper()
	x := desk.NewRectifications(w, storetest.Station())
	mint := func() string { return desk.NewID(w.clock.Now()) }
	by, ctx := storetest.Duty(), w.t.Context()
	if _, err := x.Contact(ctx, mint(), by, id, desk.CallReached, words); err != nil {
		w.t.Fatal(err)
	}
	if _, err := x.Cause(ctx, mint(), by, id, desk.CauseDelay, words); err != nil {
		w.t.Fatal(err)
	}
	if _, err := x.Mend(ctx, mint(), by, id, desk.RemedyFixed, words, ""); err != nil {
		w.t.Fatal(err)
	}
}

func (w *window) rectification(id string) desk.Rectification {
	w.t.Helper()
	c, err := w.Rectification(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// A bad rating of a desk goes up, is seen without the words of people until somebody
// asks for them, is sent back, urged, mended and accepted, each once.
func TestRectificationGoesRound(t *testing.T) {
	eachStreetAt(t, storetest.NewClock(storetest.Morning), rectificationGoesRound)
}

func rectificationGoesRound(t *testing.T, s *street) {
	w, ctx := newWindow(t), t.Context()
	w.enrol(s)
	c := w.badlyRated("x1", w.takeIn())
	w.mend(c.ID, "what was said")
	w.mustRun(s.url)

	list, err := s.Ratings(ctx, reviewer, centre.RatingFilter{Open: true})
	if err != nil || len(list) != 1 || list[0].State != desk.RectificationFixed || list[0].Station != station || !list[0].Told || list[0].Overdue {
		t.Fatalf("the street sees %+v, %v", list, err)
	}
	f, err := s.Rating(ctx, reviewer, c.ID)
	if err != nil || !f.Private.Empty() || f.Open || len(f.Course) < 3 {
		t.Errorf("before it is opened: %+v, %v", f, err)
	}
	f, err = s.OpenRating(ctx, reviewer, c.ID)
	if err != nil || !f.Open || f.Private.Said != "what was said" {
		t.Errorf("opened: %+v, %v", f.Private, err)
	}
	acts, err := s.Acts(ctx, reviewer, 0)
	if err != nil || len(acts) != 1 || acts[0].Kind != "open" || acts[0].Obj != "rectification:x1" {
		t.Errorf("written down: %+v, %v", acts, err)
	}
	_, err = s.Rating(ctx, stranger, c.ID)
	kindIs(t, err, desk.NotFound, "rectify.none")

	say := func(rid string, do desk.StreetDoing, words string, due desk.Day) error {
		_, err := s.Rectify(ctx, rid, reviewer, desk.StreetRectification{ID: c.ID, Do: do, Words: words, Due: due})
		return err
	}
	kindIs(t, say("r1", desk.StreetReturn, " ", ""), desk.Invalid, "rectify.words")
	kindIs(t, say("r1", desk.StreetReturn, "again\x1b", ""), desk.Invalid, "rectify.words")
	kindIs(t, say("r1", desk.StreetUphold, "", ""), desk.Blocked, "rectify.appeal")
	kindIs(t, say("r1", desk.StreetUrge, "", c.Due.Add(1)), desk.Invalid, "rectify.day")
	kindIs(t, say("r1", desk.StreetUrge, "", storetest.Today.Add(-1)), desk.Invalid, "rectify.day")
	kindIs(t, say("r1", "explode", "", ""), desk.Invalid, "rectify.do")
	_, err = s.Rectify(ctx, "r1", stranger, desk.StreetRectification{ID: c.ID, Do: desk.StreetAccept})
	kindIs(t, err, desk.NotFound, "rectify.none")
	for range 2 { // pressed twice
		if err := say("r2", desk.StreetReturn, "look again", ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := say("r3", desk.StreetUrge, "soon", storetest.Today.Add(2)); err != nil {
		t.Fatal(err)
	}
	f, err = s.Rating(ctx, reviewer, c.ID)
	if err != nil || f.State != desk.RectificationContacted || f.Due != storetest.Today.Add(2) || f.Told || len(f.Street) != 2 {
		t.Errorf("sent back: %+v, %v", f.RatingView, err)
	}
	if r := w.mustRun(s.url); r.Applied != 2 {
		t.Errorf("run: %+v", r)
	}
	if x := w.rectification(c.ID); x.State != desk.RectificationContacted || x.Returned != 1 || x.Urged != 1 || x.Due != storetest.Today.Add(2) || x.Street.Words != "soon" {
		t.Errorf("the desk has it back as %+v", x)
	}
	w.mend(c.ID, "mended anew")
	w.mustRun(s.url)
	if err := say("r4", desk.StreetAccept, "", ""); err != nil {
		t.Fatal(err)
	}
	kindIs(t, say("r5", desk.StreetAccept, "", ""), desk.Blocked, "rectify.state")
	kindIs(t, say("r5", desk.StreetUrge, "", ""), desk.Blocked, "rectify.state")
	w.mustRun(s.url)
	if x := w.rectification(c.ID); x.State != desk.RectificationClosed || !x.Accepted {
		t.Errorf("accepted, and the desk has %+v", x)
	}
	w.mustRun(s.url)
	if f, err := s.Rating(ctx, reviewer, c.ID); err != nil || !f.Told || f.State != desk.RectificationClosed {
		t.Errorf("in the end: %+v, %v", f.RatingView, err)
	}
	same(t, s, w, nil)
	totals, err := s.RatingTotals(ctx, reviewer, "", "")
	if want := (centre.RatingTotal{Station: station, All: 1, OnTime: 1, Callable: 1, Called: 1}); err != nil || !slices.Equal(totals, []centre.RatingTotal{want}) {
		t.Errorf("counted: %+v, %v", totals, err)
	}
	if totals, err := s.RatingTotals(ctx, stranger, "", ""); err != nil || len(totals) != 0 {
		t.Errorf("the next street counts %+v, %v", totals, err)
	}
}

// An appeal waits for the street, and ends the one that it upholds; what comes to the
// street by telephone is given to a station, and goes its way there.
func TestAppealsAndWhatTheStreetAssigns(t *testing.T) {
	eachStreetAt(t, storetest.NewClock(storetest.Morning), appealsAndAssigned)
}

func appealsAndAssigned(t *testing.T, s *street) {
	w, ctx := newWindow(t), t.Context()
	w.enrol(s)
	k := w.takeIn()
	for _, id := range []string{"up", "down"} {
		w.badlyRated(id, k)
		x := desk.NewRectifications(w, storetest.Station())
		if _, err := x.Appeal(ctx, "appeal-"+id, storetest.Duty(), id, "the wrong key", nil); err != nil {
			t.Fatal(err)
		}
	}
	w.mustRun(s.url)
	list, err := s.Ratings(ctx, reviewer, centre.RatingFilter{State: centre.RatingAppeal})
	if err != nil || len(list) != 2 {
		t.Fatalf("%d appeals wait, %v", len(list), err)
	}
	for id, do := range map[string]desk.StreetDoing{"up": desk.StreetUphold, "down": desk.StreetReject} {
		if _, err := s.Rectify(ctx, "r-"+id, reviewer, desk.StreetRectification{ID: id, Do: do}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Rectify(ctx, "r9", reviewer, desk.StreetRectification{ID: "down", Do: desk.StreetUphold})
	kindIs(t, err, desk.Blocked, "rectify.appeal")
	w.mustRun(s.url)
	if x := w.rectification("up"); !x.Excluded() || x.State != desk.RectificationClosed {
		t.Errorf("upheld: %+v", x)
	}
	if x := w.rectification("down"); x.Excluded() || x.Appeal.State != desk.AppealRejected {
		t.Errorf("rejected: %+v", x)
	}

	task := desk.StreetRectification{Level: desk.VeryDissatisfied, Channel: desk.ChannelHotline, Words: "waited long", Case: k.No}
	for what, wrong := range map[string]func(*desk.StreetRectification){
		"rectify.level":   func(s *desk.StreetRectification) { s.Level = desk.Fair },
		"rectify.words":   func(s *desk.StreetRectification) { s.Words = "" },
		"rectify.channel": func(s *desk.StreetRectification) { s.Channel = "pad" },
		"rectify.day":     func(s *desk.StreetRectification) { s.Due = storetest.Today.Add(-1) },
	} {
		bad := task
		wrong(&bad)
		_, err := s.Assign(ctx, "a0", reviewer, station, bad)
		kindIs(t, err, desk.Invalid, what)
	}
	_, err = s.Assign(ctx, "a0", stranger, "", task)
	kindIs(t, err, desk.NotFound, "case")
	for range 2 {
		v, err := s.Assign(ctx, "a1", reviewer, "", task)
		if err != nil || v.ID != "a1" || v.Station != station || v.Desk != "" || v.Told {
			t.Fatalf("assigned: %+v, %v", v, err)
		}
	}
	task.Case = ""
	task.Desk = "110101001001-07" // whoever is named by the caller: the centre names the desk
	if _, err := s.Assign(ctx, "a2", reviewer, station, task); err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	if x := w.rectification("a1"); x.Unnamed || x.Cases[0] != k.ID || x.Level != desk.VeryDissatisfied || x.Street.Words != "waited long" {
		t.Errorf("the desk has %+v", x)
	}
	if x := w.rectification("a2"); !x.Unnamed {
		t.Errorf("the desk has %+v", x)
	}
	w.mustRun(s.url)
	v, err := s.Rating(ctx, reviewer, "a1")
	if err != nil || v.Desk != deskID || !v.Told {
		t.Errorf("taken on: %+v, %v", v.RatingView, err)
	}
	same(t, s, w, nil)
	totals, err := s.RatingTotals(ctx, reviewer, storetest.Today, storetest.Today)
	if want := (centre.RatingTotal{Station: station, All: 3, Excluded: 1, Open: 3, Callable: 2}); err != nil || !slices.Equal(totals, []centre.RatingTotal{want}) {
		t.Errorf("counted: %+v, %v", totals, err)
	}
}

// TestAssignedToADeskInService assigns what names no case to a station whose first
// desk is gone: it is not nobody's, and not two desks'.
func TestAssignedToADeskInService(t *testing.T) {
	eachStreetAt(t, storetest.NewClock(storetest.Morning), func(t *testing.T, s *street) {
		desks := map[string]*window{}
		for _, no := range []string{"01", "02", "03"} {
			desks[no] = openWindowNo(t, filepath.Join(t.TempDir(), no), no)
			desks[no].enrol(s)
		}
		if err := s.Revoke(t.Context(), desks["01"].id()); err != nil {
			t.Fatal(err)
		}
		task := desk.StreetRectification{Level: desk.Dissatisfied, Channel: desk.ChannelHotline, Words: "nobody came"}
		if _, err := s.Assign(t.Context(), "a1", reviewer, station, task); err != nil {
			t.Fatal(err)
		}
		for _, no := range []string{"02", "03"} {
			desks[no].mustRun(s.url)
			_, err := desks[no].Rectification(t.Context(), "a1")
			if has := err == nil; has != (no == "02") || err != nil && desk.KindOf(err) != desk.NotFound {
				t.Errorf("desk %s: %v", no, err)
			}
		}
		desks["02"].mustRun(s.url)
		v, err := s.Rating(t.Context(), reviewer, "a1")
		if err != nil || v.Desk != desks["02"].id() || !v.Told {
			t.Errorf("taken on: %+v, %v", v.RatingView, err)
		}
	})
}
