package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// badlyRated files a bad rating of a case, calls back and mends it.
func (s *street) badlyRated(id string, c desk.Case) {
	s.t.Helper()
	s.write(func(tx desk.Tx) (desk.Act, error) {
		x := storetest.Rectified(id, c.ID, tx.Stamp())
		return desk.Act{Kind: desk.ActRated, Obj: "ticket:" + x.Visit, Rectifications: []desk.Rectification{x}}, nil
	})
	x := desk.NewRectifications(s.desk, storetest.Station())
	mint := func() string { return desk.NewID(s.clock.Now()) }
	if _, err := x.Contact(s.t.Context(), mint(), storetest.Duty(), id, desk.CallReached, "words of the call"); err != nil {
		s.t.Fatal(err)
	}
	if _, err := x.Appeal(s.t.Context(), mint(), storetest.Duty(), id, "wrong key", nil); err != nil {
		s.t.Fatal(err)
	}
}

// The bad ratings of a street are listed with their clocks; what people said is shown
// to whoever asks, and that is written down; what the street says goes down once.
func TestRatingsOverThePages(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	c := s.takeIn(func(*desk.Case) {})
	s.badlyRated("x1", c)
	s.run()
	b, at := s.reviewer(), "/web/ratings/x1"
	b.get("/web/ratings").is(t, "list", http.StatusOK, "dissatisfied", "state-contacted", "还有 7 天", "申诉等街道定", "reached", station)
	one := b.get(at)
	one.is(t, "one", http.StatusOK, "doing-urge", "doing-return", "doing-appeal_upheld", "附流水")
	one.silent(t, "one", "words of the call", "wrong key", "doing-accept")
	if n := s.looks(); len(n) != 0 {
		t.Errorf("written down without a look: %v", n)
	}
	b.send(at, at+"/reveal", nil).is(t, "revealed", http.StatusOK, "words of the call", "wrong key", "已记下您看过")
	if n := s.looks(); len(n) != 1 || n[0] != "open" {
		t.Errorf("written down: %v", n)
	}
	b.send(at, at, fill("do", "return", "words", " ")).is(t, "no words", http.StatusUnprocessableEntity, "话没有写")
	b.send(at, at, fill("do", "accept")).is(t, "not done", http.StatusConflict, "不能这样答复")
	b.send(at, at, fill("do", "urge", "due", "2027-01-01")).is(t, "later", http.StatusUnprocessableEntity, "期限不对")
	near := storetest.Today.Add(1)
	form := formOf(b.get(at), fill("do", "urge", "due", string(near), "words", "soon\r\nplease"))
	for range 2 {
		if a := b.post(at, form, "same-origin"); a.to != at+"?done=1" {
			t.Fatalf("urged: %d %q %s", a.status, a.to, a.body)
		}
	}
	b.get(at+"?done=1").is(t, "urged", http.StatusOK, "督办 1 次", string(near), "soon please", "还没有传到站里")
	s.run()
	if x, err := s.desk.Rectification(t.Context(), "x1"); err != nil || x.Urged != 1 || x.Due != near {
		t.Errorf("the desk has %+v, %v", x, err)
	}
	if a := b.send(at, at, fill("do", "appeal_upheld")); a.to != at+"?done=1" {
		t.Fatalf("upheld: %d %s", a.status, a.body)
	}
	b.get("/web/ratings").silent(t, "open ones", at)
	b.get("/web/ratings?all=1").is(t, "all", http.StatusOK, "误评，不计入")
	b.get("/web/ratings/totals").is(t, "totals", http.StatusOK, station, "误评")

	page := b.get("/web/ratings/new")
	task := fill("station", station, "level", "dissatisfied", "channel", "hotline", "words", "waited long", "due", string(storetest.Today.Add(7)), "tags", "101 102")
	for what, wrong := range map[string]map[string]string{
		"话没有写":    fill("words", ""),
		"没有选评价":   fill("level", "fair"),
		"没有选从哪里来": fill("channel", "pad"),
		"期限不对":    fill("due", "2020-01-01"),
		"没有接入":    fill("station", other+"001"),
		"没有这个办件":  fill("case", "GZ-1"),
	} {
		bad := formOf(page, task)
		for k, v := range wrong {
			bad.Set(k, v)
		}
		a := b.post("/web/ratings", bad, "same-origin")
		if a.status < 400 || a.status >= 500 {
			t.Errorf("%s: status %d", what, a.status)
		}
		a.is(t, what, a.status, what)
	}
	good := formOf(page, task)
	good.Set("case", c.No)
	for range 2 {
		if a := b.post("/web/ratings", good, "same-origin"); !strings.HasPrefix(a.to, "/web/ratings/") {
			t.Fatalf("assigned: %d %q %s", a.status, a.to, a.body)
		}
	}
	b.get("/web/ratings/"+good.Get("rid")).is(t, "assigned", http.StatusOK, "站里还没有接手", "waited long", "hotline", "101")
	s.run()
	if x, err := s.desk.Rectification(t.Context(), good.Get("rid")); err != nil || x.Cases[0] != c.ID {
		t.Errorf("the desk has %+v, %v", x, err)
	}
	s.clock.Add(9 * 24 * time.Hour)
	b.signIn("reviewer", secret)
	b.get("/web/ratings?state=late").is(t, "late", http.StatusOK, "超期", good.Get("rid"))
	b.get("/web/ratings?"+url.Values{"station": {other + "001"}}.Encode()).is(t, "elsewhere", http.StatusOK, "没有没办结的差评")
	b.get("/web/ratings/none").is(t, "none", http.StatusNotFound, "没有这条差评")
	stranger := s.stranger("review")
	stranger.get("/web/ratings?all=1").silent(t, "the next street", at, good.Get("rid"))
	stranger.get(at).is(t, "the next street", http.StatusNotFound)
	s.chief().get("/web/acts?kind=rectify").is(t, "acts", http.StatusOK, "督办", "申诉成立", "交办")
}
