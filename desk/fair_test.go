package desk_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
)

// TestPriorityIsBounded lets people with priority arrive without end, be missed
// and come back, and calls one after another: while an ordinary number waits,
// one is called at least every third time, or as often as the station's ratio
// says, and ordinary numbers keep their order.
func TestPriorityIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ratio := rapid.IntRange(1, 4).Draw(t, "ratio")
		var waiting []desk.Ticket
		n, row, since := 0, rapid.IntRange(0, 9).Draw(t, "row before"), 0
		arrive := func(x desk.Ticket) {
			n++
			x.ID, x.Order = strconv.Itoa(n), int64(n)
			waiting = append(waiting, x)
		}
		ordinary := func() bool {
			return slices.ContainsFunc(waiting, func(x desk.Ticket) bool { return !x.Preferred() && !x.Back })
		}
		last := int64(-1)
		for range rapid.IntRange(10, 60).Draw(t, "calls") {
			for range rapid.IntRange(1, 3).Draw(t, "with priority") {
				x := desk.Ticket{Reason: "elderly"}
				if rapid.IntRange(0, 3).Draw(t, "back") == 0 {
					x.Back, x.Behind = true, rapid.IntRange(0, 2).Draw(t, "behind")
				}
				arrive(x)
			}
			if rapid.IntRange(0, 3).Draw(t, "ordinary") == 0 {
				arrive(desk.Ticket{})
			}
			waits := ordinary()
			next := desk.CallOrder(slices.Clone(waiting), row, ratio)[0].Ticket
			waiting = slices.DeleteFunc(waiting, func(x desk.Ticket) bool { return x.ID == next.ID })
			if next.Preferred() {
				row++
				since++
			} else {
				row, since = 0, 0
			}
			if !waits {
				since = 0
			}
			if since > ratio {
				t.Fatalf("%d with priority were called in a row while an ordinary number waited; the ratio is %d", since, ratio)
			}
			if next.Preferred() || next.Back {
				continue
			}
			if next.Order < last {
				t.Fatal("ordinary numbers change places")
			}
			last = next.Order
			for i := range waiting {
				waiting[i].Behind = max(0, waiting[i].Behind-1)
			}
		}
	})
}

// TestPriorityIsBoundedAtTheCounter does the same over the store, where the calls
// before are read from the day's tickets, with a clock that goes back.
func TestPriorityIsBoundedAtTheCounter(t *testing.T) {
	s := open(t)
	for range 3 {
		s.take(desk.TakeOrder{})
	}
	var got []string
	for i := range 9 {
		s.take(desk.TakeOrder{Reason: "elderly"})
		s.clock.Add(-1000000)
		x := s.call(1 + i%2)
		got = append(got, map[bool]string{true: "优", false: "普"}[x.Preferred()])
		must(s.hall.Missed(s.ctx(), s.rid(), at(1+i%2), x.ID, ""))(t)
	}
	if got := strings.Join(got, ""); got != "优优普优优普优优普" {
		t.Errorf("called %s", got)
	}
}

func TestPriorityComesLaterAndGoes(t *testing.T) {
	s := open(t)
	for range 3 {
		s.take(desk.TakeOrder{})
	}
	x := s.queue().Waiting[2]
	got := must(s.hall.Prefer(s.ctx(), s.rid(), at(1), x.ID, "pregnant"))(t)
	if q := s.queue().Waiting; q[0].ID != x.ID || got.Reason != "pregnant" || q[0].Order != x.Order {
		t.Errorf("the order is %v, the number %+v", numbers(q), got)
	}
	s.nothingWritten(func() {
		_, err := s.hall.Prefer(s.ctx(), s.rid(), at(1), x.ID, "pregnant")
		wantProblem(t, err, desk.Conflict, "ticket.state")
		_, err = s.hall.Prefer(s.ctx(), s.rid(), at(1), x.ID, "rich")
		wantProblem(t, err, desk.Invalid, "ticket.reason")
		_, _, err = s.hall.Take(s.ctx(), s.rid(), at(1), desk.TakeOrder{Reason: "rich"})
		wantProblem(t, err, desk.Invalid, "ticket.reason")
	})
	must(s.hall.Prefer(s.ctx(), s.rid(), at(1), x.ID, ""))(t)
	if q := s.queue().Waiting; q[2].ID != x.ID {
		t.Errorf("without priority the order is %v", numbers(q))
	}
	s.sound()
}

func TestTheOrderIsExplained(t *testing.T) {
	s := open(t, func(st *desk.Station) { st.MissedBack = 2 })
	for _, reason := range []string{"", "", "elderly", "ill", "military", ""} {
		s.take(desk.TakeOrder{Reason: reason})
	}
	x := s.call(1)
	must(s.hall.Missed(s.ctx(), s.rid(), at(1), x.ID, ""))(t)
	must(s.hall.Return(s.ctx(), s.rid(), at(1), x.ID))(t)
	e := must(s.hall.Explain(s.ctx(), 1))(t)
	var got []string
	for _, p := range e.Next {
		got = append(got, p.Ticket.No+" "+string(p.Why))
	}
	// A003 with priority was called, missed and is back behind two ordinary ones.
	want := []string{"A004 preferred", "A001 fair", "A005 preferred", "A002 arrived", "A003 back"}
	if e.Ratio != 2 || e.Row != 1 || e.Behind != 2 || !slices.Equal(got, want) {
		t.Errorf("explained by ratio %d, row %d, behind %d: %v, want %v", e.Ratio, e.Row, e.Behind, got, want)
	}
}

func TestReasonsThatCannotBeRight(t *testing.T) {
	if n := len(desk.StandardReasons()); n < 7 || n > 9 {
		t.Errorf("%d standard reasons", n)
	}
	slip := "[[reason]]\ncode = \"slip\"\nname = \"复来\"\n"
	if list, err := desk.ParseReasons([]byte(slip)); err != nil || len(list) != 1 {
		t.Errorf("a list of one: %v %v", list, err)
	}
	for _, tt := range []struct{ name, file string }{
		{"empty", ""},
		{"not TOML", "[[reason"},
		{"unknown key", slip + "colour = \"red\"\n"},
		{"no slip", "[[reason]]\ncode = \"ill\"\nname = \"重病\"\n"},
		{"twice", slip + slip},
		{"no name", slip + "[[reason]]\ncode = \"ill\"\n"},
		{"no code", slip + "[[reason]]\ncode = \"Ill 1\"\nname = \"重病\"\n"},
		{"more than nine", slip + strings.Repeat("[[reason]]\ncode = \"x\"\nname = \"y\"\n", 9)},
	} {
		_, err := desk.ParseReasons([]byte(tt.file))
		if p := wantProblem(t, err, desk.Invalid, "priority"); p == nil {
			t.Errorf("%s is taken", tt.name)
		}
	}
}
