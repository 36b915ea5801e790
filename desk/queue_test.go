package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

func containsAll(s string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(s, p) {
			return false
		}
	}
	return true
}

func TestAReturnedNumberComesAfterExactlySoManyOrdinaryOnes(t *testing.T) {
	for _, behind := range []int{1, 2, 3} {
		t.Run(fmt.Sprint(behind), func(t *testing.T) {
			s := open(t, func(st *desk.Station) { st.MissedBack = behind })
			for range 6 {
				s.take(desk.TakeOrder{})
			}
			x := s.call(1)
			must(s.hall.Missed(s.ctx(), s.rid(), at(1), x.ID, ""))(t)
			must(s.hall.Return(s.ctx(), s.rid(), at(1), x.ID))(t)
			want := []string{"A002", "A003", "A004", "A005", "A006"}
			want = slices.Insert(want, behind, "A001")
			if got := numbers(s.queue().Waiting); !slices.Equal(got, want) {
				t.Errorf("shown %v, want %v", got, want)
			}
			var got []string
			for range want {
				c := s.call(1)
				got = append(got, c.No)
				must(s.hall.Missed(s.ctx(), s.rid(), at(1), c.ID, ""))(t)
			}
			if !slices.Equal(got, want) {
				t.Errorf("called %v, want %v", got, want)
			}
		})
	}
}

func TestACallOutOfTurnBringsAReturnedNumberNearer(t *testing.T) {
	s := open(t, func(st *desk.Station) { st.MissedBack = 2 })
	for range 5 {
		s.take(desk.TakeOrder{})
	}
	x := s.call(1)
	must(s.hall.Missed(s.ctx(), s.rid(), at(1), x.ID, ""))(t)
	must(s.hall.Return(s.ctx(), s.rid(), at(1), x.ID))(t)
	last := s.queue().Waiting[4]
	must(s.hall.Call(s.ctx(), s.rid(), at(1), last.ID, "elderly"))(t)
	if got, want := numbers(s.queue().Waiting), []string{"A002", "A001", "A003", "A004"}; last.No != "A005" || !slices.Equal(got, want) {
		t.Errorf("after %s out of turn %v, want %v", last.No, got, want)
	}
	must(s.hall.Missed(s.ctx(), s.rid(), at(1), last.ID, ""))(t)
	// A number from the 过号 list that is called by name was no ordinary one.
	must(s.hall.Call(s.ctx(), s.rid(), at(1), last.ID, "is here now"))(t)
	if got, want := numbers(s.queue().Waiting), []string{"A002", "A001", "A003", "A004"}; !slices.Equal(got, want) {
		t.Errorf("after a missed one by name %v, want %v", got, want)
	}
}

func TestAReturnedNumberWaitsForNobodyWhenNobodyWaits(t *testing.T) {
	s := open(t, func(st *desk.Station) { st.MissedBack = 3 })
	s.take(desk.TakeOrder{})
	x := s.call(1)
	must(s.hall.Missed(s.ctx(), s.rid(), at(1), x.ID, ""))(t)
	must(s.hall.Return(s.ctx(), s.rid(), at(1), x.ID))(t)
	if y := s.call(1); y.ID != x.ID || y.Back || y.Behind != 0 {
		t.Errorf("called %+v", y)
	}
}

func TestTheQueueSaysWhyNobodyIsCalled(t *testing.T) {
	s := open(t)
	empty := func(what string) {
		t.Helper()
		_, err := s.hall.CallNext(s.ctx(), s.rid(), at(1))
		wantProblem(t, err, desk.NotFound, what)
	}
	empty("queue.empty")
	s.take(desk.TakeOrder{})
	x := s.call(1)
	must(s.hall.Missed(s.ctx(), s.rid(), at(1), x.ID, ""))(t)
	empty("queue.missed")
	s.take(desk.TakeOrder{})
	y := s.serve(1)
	must(s.hall.Hold(s.ctx(), s.rid(), at(1), y.ID, desk.HoldAway))(t)
	empty("queue.held")
	s.take(desk.TakeOrder{})
	if z := s.call(1); z.No != "A003" {
		t.Errorf("called %s", z.No)
	}
}

func TestTheOrderOfCallingDoesNotFollowTheClock(t *testing.T) {
	s := open(t)
	for _, step := range []time.Duration{0, -40 * time.Minute, 90 * time.Minute, -50 * time.Minute, time.Hour, 0} {
		s.clock.Add(step)
		s.take(desk.TakeOrder{})
	}
	want := []string{"A001", "A002", "A003", "A004", "A005", "A006"}
	if got := numbers(s.queue().Waiting); !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	for _, no := range want {
		if x := s.serve(1); x.No != no {
			t.Errorf("called %s, want %s", x.No, no)
		}
		s.finish(1, s.queue().Mine.ID)
	}
}

// TestTwoWindowsNeverServeTheSamePerson lets both windows call, serve and miss
// at the same time.
func TestTwoWindowsNeverServeTheSamePerson(t *testing.T) {
	t.Parallel()
	s := open(t)
	const people = 60
	for range people {
		s.take(desk.TakeOrder{})
	}
	var mu sync.Mutex
	by := map[string][]int{}
	var wg sync.WaitGroup
	for _, window := range []int{1, 2} {
		wg.Go(func() {
			for {
				x, err := s.hall.CallNext(context.Background(), s.rid(), at(window))
				if errors.Is(err, &desk.Problem{Kind: desk.NotFound, What: "queue.empty"}) {
					return
				}
				if err != nil {
					t.Errorf("window %d: %v", window, err)
					return
				}
				mu.Lock()
				by[x.No] = append(by[x.No], window)
				mu.Unlock()
				_, err1 := s.hall.Arrived(context.Background(), s.rid(), at(window), x.ID)
				_, err2 := s.hall.Finish(context.Background(), s.rid(), at(window), x.ID)
				if err := errors.Join(err1, err2); err != nil {
					t.Errorf("window %d, %s: %v", window, x.No, err)
				}
			}
		})
	}
	wg.Wait()
	windows := map[int]int{}
	for no, w := range by {
		if len(w) != 1 {
			t.Errorf("%s was called by windows %v", no, w)
		}
		windows[w[0]]++
	}
	if len(by) != people || s.queue().Done != people {
		t.Errorf("%d people called, %d served, want %d", len(by), s.queue().Done, people)
	}
	if windows[1] == 0 || windows[2] == 0 {
		t.Errorf("calls by window: %v; one of them never had its turn", windows)
	}
}

// A room drives the hall over a ledger in memory and knows the rules of the
// queue by itself.
type room struct {
	*rapid.T
	h      *desk.Hall
	l      *memory
	clock  time.Time
	behind int
	rids   int
	back   map[string]bool // numbers that wait, and whether they came back after 过号
	before map[string]int  // ordinary numbers called since then
}

func (r *room) rid() string { r.rids++; return fmt.Sprint("r", r.rids) }

func (r *room) waits(id string, back bool) {
	r.before[id], r.back[id] = 0, back
}

// called holds what must be true of a call in turn, and counts it.
func (r *room) called(x desk.Ticket) {
	ordinary := 0
	for id, back := range r.back {
		switch {
		case id == x.ID:
		case !back:
			ordinary++
		case !r.back[x.ID] && r.before[id] >= r.behind:
			r.Fatalf("%s was called before a returned number that was due", x.No)
		}
	}
	if r.back[x.ID] && r.before[x.ID] != r.behind && ordinary > 0 {
		r.Fatalf("%s was called after %d ordinary numbers, want %d; %d still wait", x.No, r.before[x.ID], r.behind, ordinary)
	}
	r.leave(x.ID)
}

// leave takes a number out of the waiting room.
func (r *room) leave(id string) {
	wasBack := r.back[id]
	delete(r.back, id)
	for other := range r.back {
		if !wasBack {
			r.before[other]++
		}
	}
}

func (r *room) act(err error) {
	if err != nil && desk.KindOf(err) == "" {
		r.Fatalf("not a Problem: %v", err)
	}
}

// TestNobodyStarvesInAnyQueue plays random days: numbers, calls from two
// windows, absences and returns, under a clock that jumps.
func TestNobodyStarvesInAnyQueue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := &room{
			T: rt, clock: storetest.Morning, behind: rapid.IntRange(1, 4).Draw(rt, "behind"),
			before: map[string]int{}, back: map[string]bool{},
		}
		r.l = newMemory(func() time.Time { return r.clock })
		st := station()
		st.MissedBack = r.behind
		r.h, _, _, _ = cases(t, r.l, st)
		for range rapid.IntRange(10, 60).Draw(rt, "acts") {
			r.step()
		}
		r.drain()
	})
}

// step does one random act.
func (r *room) step() {
	ctx := context.Background()
	r.clock = storetest.Morning.Add(time.Duration(rapid.IntRange(-60, 300).Draw(r.T, "clock")) * time.Minute)
	d := at(rapid.IntRange(1, 2).Draw(r.T, "window"))
	q, err := r.h.Queue(ctx, d.Window)
	r.act(err)
	switch rapid.IntRange(0, 4).Draw(r.T, "act") {
	case 0, 1:
		x, _, err := r.h.Take(ctx, r.rid(), d, desk.TakeOrder{})
		r.act(err)
		r.waits(x.ID, false)
	case 2:
		r.next(d, q)
	case 3:
		if q.Mine != nil && q.Mine.State == desk.TicketCalled {
			_, err := r.h.Missed(ctx, r.rid(), d, q.Mine.ID, "")
			r.act(err)
		}
	case 4:
		if len(q.Missed) > 0 {
			x, err := r.h.Return(ctx, r.rid(), d, q.Missed[0].ID)
			r.act(err)
			r.waits(x.ID, true)
		}
	}
}

// next ends the visit in hand and calls. Who is called is who was shown first.
func (r *room) next(d desk.Duty, q desk.Queue) {
	ctx := context.Background()
	if q.Mine != nil {
		if q.Mine.State == desk.TicketCalled {
			_, err := r.h.Arrived(ctx, r.rid(), d, q.Mine.ID)
			r.act(err)
		}
		_, err := r.h.Finish(ctx, r.rid(), d, q.Mine.ID)
		r.act(err)
	}
	x, err := r.h.CallNext(ctx, r.rid(), d)
	if err != nil {
		if desk.KindOf(err) != desk.NotFound || len(q.Waiting) > 0 {
			r.Fatalf("nobody called while %d wait: %v", len(q.Waiting), err)
		}
		return
	}
	if x.ID != q.Waiting[0].ID {
		r.Fatalf("called %s, shown %s", x.No, q.Waiting[0].No)
	}
	r.called(x)
}

// drain calls everybody who waits: each is called once, ordinary numbers in
// the order of arrival.
func (r *room) drain() {
	left := len(r.back)
	var last int64
	for range left {
		q, err := r.h.Queue(context.Background(), 1)
		r.act(err)
		ordinary := !r.back[firstID(q)]
		r.next(at(1), q)
		if x := q.Waiting[0]; ordinary {
			if x.Order < last {
				r.Fatalf("%s was called after one that came later", x.No)
			}
			last = x.Order
		}
	}
	if len(r.back) > 0 {
		r.Fatalf("%d people were never called", len(r.back))
	}
}

func firstID(q desk.Queue) string {
	if len(q.Waiting) == 0 {
		return ""
	}
	return q.Waiting[0].ID
}

// TestTheCallOrderKeepsEverybody sorts arbitrary waiting rooms.
func TestTheCallOrderKeepsEverybody(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(rt, "people")
		var in []desk.Ticket
		for i, order := range rapid.Permutation(seq(n)).Draw(rt, "arrival") {
			x := desk.Ticket{ID: fmt.Sprint(i), Order: int64(order), Back: rapid.Bool().Draw(rt, "back")}
			if x.Back {
				x.Behind = rapid.IntRange(0, 4).Draw(rt, "behind")
			}
			x.Taken = storetest.Morning.Add(time.Duration(rapid.IntRange(-500, 500).Draw(rt, "clock")) * time.Hour)
			in = append(in, x)
		}
		out := tickets(desk.CallOrder(slices.Clone(in), 0, 2))
		byID := func(a, b desk.Ticket) int { return strings.Compare(a.ID, b.ID) }
		if !slices.EqualFunc(slices.SortedFunc(slices.Values(in), byID), slices.SortedFunc(slices.Values(out), byID),
			func(a, b desk.Ticket) bool { return a.ID == b.ID }) {
			rt.Fatalf("%d people in, %d out", len(in), len(out))
		}
		ordinary, last := 0, int64(-1)
		for i, x := range out {
			if !x.Back {
				if x.Order < last {
					rt.Fatalf("ordinary numbers are out of order in %v", out)
				}
				ordinary, last = ordinary+1, x.Order
				continue
			}
			more := slices.ContainsFunc(out[i:], func(y desk.Ticket) bool { return !y.Back })
			if more && ordinary != x.Behind {
				// Behind several, an earlier one of them goes first.
				rt.Fatalf("a returned number stands behind %d ordinary ones, want %d", ordinary, x.Behind)
			}
		}
	})
}

// tickets are those of an order of calling.
func tickets(order []desk.Turn) []desk.Ticket {
	var out []desk.Ticket
	for _, x := range order {
		out = append(out, x.Ticket)
	}
	return out
}

func seq(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// TestASlipGivesPriority: who comes back with a slip is called before those who
// came earlier without one.
func TestASlipGivesPriority(t *testing.T) {
	out := tickets(desk.CallOrder([]desk.Ticket{{ID: "a", Order: 1}, {ID: "b", Order: 2}, {ID: "c", Order: 3, Returns: "BJ-1"}}, 0, 2))
	if out[0].ID != "c" || out[1].ID != "a" || out[2].ID != "b" {
		t.Errorf("called in the order %s %s %s", out[0].ID, out[1].ID, out[2].ID)
	}
}
