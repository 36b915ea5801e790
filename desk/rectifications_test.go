package desk_test

import (
	"reflect"
	"slices"
	"testing"

	"xiaochuang/desk"
)

func (s *shop) rectify() *desk.Rectifications { return desk.NewRectifications(s.db, s.station) }

// badVisit is a visit with two cases that was rated badly.
func (s *shop) badVisit(level desk.Level) (desk.Rating, desk.Rectification) {
	s.t.Helper()
	v, _ := s.served()
	r := must(s.ratings(&pad{answer: desk.PadAnswer{Level: level, Tags: []string{"212"}, Channel: desk.ChannelScreenPad}}).
		Ask(s.ctx(), s.rid(), at(1), v))(s.t)
	list := must(s.db.Rectifications(s.ctx(), desk.RectificationFilter{Visit: v.ID}))(s.t)
	if len(list) != 1 {
		s.t.Fatalf("a visit rated %s opened %d", level, len(list))
	}
	return r, list[0]
}

func TestABadRatingOpensARectificationInTheSameLine(t *testing.T) {
	s := open(t)
	for _, level := range []desk.Level{desk.Dissatisfied, desk.VeryDissatisfied} {
		before := len(s.lines())
		r, c := s.badVisit(level)
		if c.Rating != r.ID || c.Concerned != "u01" || !slices.Equal(c.Cases, r.Cases) || c.Level != level || c.Unnamed || !slices.Equal(c.Tags, r.Tags) {
			t.Errorf("rated %+v, opened %+v", r, c)
		}
		kinds := s.lines()[before:]
		if kinds[len(kinds)-1] != desk.ActRated {
			t.Errorf("the last line is %s", kinds[len(kinds)-1])
		}
	}
	for _, level := range []desk.Level{desk.Fair, desk.Satisfied, desk.VerySatisfied} {
		v, _ := s.served()
		must(s.ratings(&pad{answer: desk.PadAnswer{Level: level}}).Ask(s.ctx(), s.rid(), at(1), v))(t)
	}
	if list := must(s.db.Rectifications(s.ctx(), desk.RectificationFilter{}))(t); len(list) != 2 {
		t.Errorf("there are %d", len(list))
	}
	s.sound()
}

func TestALateBadRatingOpensOneAsWell(t *testing.T) {
	s := open(t)
	v, _ := s.served()
	ratings := s.ratings(&pad{answer: desk.PadAnswer{Silence: desk.TimedOut}})
	must(ratings.Ask(s.ctx(), s.rid(), at(1), v))(t)
	if list := must(s.rectify().Open(s.ctx()))(t); len(list) != 0 {
		t.Fatalf("silence opened %+v", list)
	}
	r := must(ratings.Under(desk.RectifyRule{Days: 5}).Late(s.ctx(), s.rid(), at(1), desk.PadAnswer{Visit: v.ID, Level: desk.VeryDissatisfied}))(t)
	list := must(s.rectify().Open(s.ctx()))(t)
	if len(list) != 1 || list[0].Rating != r.ID || list[0].Due != list[0].Day.Add(5) {
		t.Errorf("opened %+v", list)
	}
}

func TestAVisitWithoutACaseIsUnnamed(t *testing.T) {
	s := open(t)
	v := s.visit()
	w := s.finish(1, v.ID)
	must(s.ratings(&pad{answer: desk.PadAnswer{Level: desk.Dissatisfied}}).Ask(s.ctx(), s.rid(), at(1), w))(t)
	list := must(s.rectify().Open(s.ctx()))(t)
	if len(list) != 1 || !list[0].Unnamed || list[0].Comm != w.Comm {
		t.Errorf("opened %+v", list)
	}
	if name, phone, err := s.rectify().Person(s.ctx(), list[0]); name != "" || phone != "" || err != nil {
		t.Errorf("somebody is known: %q, %q, %v", name, phone, err)
	}
}

func TestTheWholeLoopOfARectification(t *testing.T) {
	s := open(t)
	s.station.Staff = []desk.Staff{at(1).Staff, chief}
	rating, c := s.badVisit(desk.VeryDissatisfied)
	x := s.rectify()
	name, phone, err := x.Person(s.ctx(), c)
	if err != nil || name != citizen().Name || phone != citizen().Phone {
		t.Fatalf("who can be called: %q, %q, %v", name, phone, err)
	}
	lead := desk.Duty{Staff: chief}
	_, err = x.Close(s.ctx(), s.rid(), lead, c.ID, "已答复")
	wantProblem(t, err, desk.Blocked, "rectify.open")
	c = must(x.Contact(s.ctx(), s.rid(), at(1), c.ID, desk.CallReached, "等得太久"))(t)
	if c.Private.Name != citizen().Name || c.Private.Phone != citizen().Phone || c.Owner != "u01" {
		t.Errorf("called: %+v", c)
	}
	must(x.Cause(s.ctx(), s.rid(), at(1), c.ID, desk.CauseDelay, "只开一个窗口"))(t)
	must(x.Mend(s.ctx(), s.rid(), at(1), c.ID, desk.RemedyFixed, "加开窗口", ""))(t)
	_, err = x.Close(s.ctx(), s.rid(), at(1), c.ID, "已答复")
	wantProblem(t, err, desk.Denied, "rectify.concerned")
	rid := s.rid()
	must(x.Close(s.ctx(), rid, lead, c.ID, "已答复"))(t)
	if again := must(x.Close(s.ctx(), rid, lead, c.ID, "已答复"))(t); again.Private.Reply != "已答复" || again.State != desk.RectificationClosed {
		t.Errorf("the same record id again: %+v", again)
	}
	if list := must(x.Open(s.ctx()))(t); len(list) != 0 {
		t.Errorf("still open: %+v", list)
	}
	stands := must(s.db.Ratings(s.ctx(), "", rating.Visit))(t)
	if len(stands) != 1 || stands[0].Level != desk.VeryDissatisfied {
		t.Errorf("the rating is now %+v", stands)
	}
	_, err = x.Contact(s.ctx(), s.rid(), at(1), "nobody", desk.CallReached, "说")
	wantProblem(t, err, desk.NotFound, "rectification")
	s.sound()
}

func TestAnAppealPointsAtLinesOfTheVisit(t *testing.T) {
	s := open(t)
	_, c := s.badVisit(desk.Dissatisfied)
	_, other := s.badVisit(desk.Dissatisfied)
	x := s.rectify()
	foreign := must(x.Evidence(s.ctx(), other))(t)
	_, err := x.Appeal(s.ctx(), s.rid(), at(1), c.ID, "按错了", foreign[:1])
	wantProblem(t, err, desk.NotFound, "rectify.line")
	has := must(x.Evidence(s.ctx(), c))(t)
	a := must(x.Appeal(s.ctx(), s.rid(), at(1), c.ID, "按错了", nil))(t)
	if !slices.Equal(a.Appeal.Lines, has) || a.Private.Grounds != "按错了" || len(has) < 3 {
		t.Errorf("appeal %+v, evidence %v", a.Appeal, has)
	}
	if again := must(x.Evidence(s.ctx(), c))(t); !slices.Equal(again, has) {
		t.Errorf("the appeal is evidence of itself: %v", again)
	}
	b := must(x.Appeal(s.ctx(), s.rid(), at(1), other.ID, "按错了", foreign[1:2]))(t)
	if !slices.Equal(b.Appeal.Lines, foreign[1:2]) {
		t.Errorf("appeal %+v", b.Appeal)
	}
}

// TestOldBadRatingsAreOpenedOnce is the first start of a version that follows bad
// ratings up.
func TestOldBadRatingsAreOpenedOnce(t *testing.T) {
	s := open(t)
	_, done := s.badVisit(desk.Dissatisfied)
	for range 3 {
		v := s.visit()
		s.finish(1, v.ID)
		must(s.db.Write(s.ctx(), s.rid(), at(1), func(tx desk.Tx) (desk.Act, error) {
			r := desk.Rating{ID: s.rid(), Visit: v.ID, Level: desk.Dissatisfied, At: tx.Stamp().At, Staff: "u01", Day: v.Day}
			return desk.Act{Kind: desk.ActRated, Obj: "ticket:" + v.ID, Ratings: []desk.Rating{r}}, nil
		}))(t)
	}
	if n := must(s.rectify().CatchUp(s.ctx(), s.rid, at(1)))(t); n != 3 {
		t.Errorf("opened %d", n)
	}
	before := len(s.lines())
	if n := must(s.rectify().CatchUp(s.ctx(), s.rid, at(1)))(t); n != 0 || len(s.lines()) != before {
		t.Errorf("opened %d again", n)
	}
	list := must(s.rectify().Open(s.ctx()))(t)
	if len(list) != 4 || !slices.ContainsFunc(list, func(c desk.Rectification) bool { return c.ID == done.ID }) {
		t.Errorf("open: %+v", list)
	}
	s.sound()
}

func TestTheFiguresOfRectifications(t *testing.T) {
	day := desk.Day("2026-11-23")
	of := func(change func(*desk.Rectification)) desk.Rectification {
		c := badlyRated(true)
		change(&c)
		return c
	}
	closed := func(on desk.Day, call desk.CallBack) desk.Rectification {
		return of(func(c *desk.Rectification) {
			c.State, c.ClosedDay, c.Call, c.Cause = desk.RectificationClosed, on, call, desk.CauseDelay
		})
	}
	mistaken := closed(day, desk.CallDeclined)
	mistaken.Appeal = &desk.RatingAppeal{State: desk.AppealUpheld}
	list := []desk.Rectification{
		closed(day, desk.CallReached), closed(day.Add(9), desk.CallMissed), mistaken, badlyRated(true), badlyRated(false),
		of(func(c *desk.Rectification) { c.Due = day; c.Returned = 2 }),
	}
	got := desk.CountRectifications(list, day.Add(1))
	want := desk.RectifyTotals{
		Opened: 6, Excluded: 1, Closed: 3, OnTime: 2, Late: 1, Open: 3, Overdue: 1, Returned: 1, Appeals: 1,
		Named: 5, Called: 2, Missed: 1, Causes: map[desk.RectifyCause]int{desk.CauseDelay: 3},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("figures %+v, want %+v", got, want)
	}
	if share, ok := got.CallShare(); share != 40 || !ok {
		t.Errorf("call-backs: %d, %v", share, ok)
	}
	if _, ok := (desk.RectifyTotals{}).CallShare(); ok {
		t.Error("nobody was called, and there is a share of it")
	}
}
