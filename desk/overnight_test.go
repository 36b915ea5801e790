package desk_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

// TestAVisitLeftOpenOvernightIsSeenTheNextDay: nobody who was at a window is
// forgotten because midnight has passed.
func TestAVisitLeftOpenOvernightIsSeenTheNextDay(t *testing.T) {
	s := open(t)
	v := s.visit()
	s.clock.Add(24 * time.Hour)
	q := must(s.hall.Queue(s.ctx(), 1))(t)
	if q.Mine == nil || q.Mine.ID != v.ID {
		t.Fatalf("the window looks free: %+v", q.Mine)
	}
	if _, err := s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}); desk.KindOf(err) != desk.Blocked {
		t.Errorf("a second visitor at the window: %v", err)
	}
	if _, _, err := s.days.Close(s.ctx(), s.rid(), at(1), s.intake, desk.CloseOrder{Reason: "asked to come tomorrow"}); desk.KindOf(err) != desk.Blocked {
		t.Errorf("the day closes over an open visit: %v", err)
	}
	s.finish(1, v.ID)
	if q := must(s.hall.Queue(s.ctx(), 1))(t); q.Mine != nil {
		t.Errorf("still at the window: %s", q.Mine.No)
	}
}
