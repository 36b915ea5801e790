package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// at is a civil time of Beijing, "2026-11-23 09:00:00".
func at(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.ParseInLocation(time.DateTime, s, desk.Beijing)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestTimeIsKept follows the clock of a PC through what happens to clocks. At
// each step the wall clock is read; where the stamp is suspect and a day is given,
// a person confirms it.
func TestTimeIsKept(t *testing.T) {
	type step struct {
		wall    string
		confirm desk.Day
		day     desk.Day
		state   desk.ClockState
	}
	const ok, suspect, confirmed = desk.ClockOK, desk.ClockSuspect, desk.ClockConfirmed
	for _, tt := range []struct {
		name   string
		begins time.Duration
		steps  []step
	}{
		{"midnight turns the day", 0, []step{
			{"2026-11-23 23:59:59", "", "2026-11-23", ok},
			{"2026-11-24 00:00:01", "", "2026-11-24", ok},
		}},
		{"the day turns when the station says", 4 * time.Hour, []step{
			{"2026-11-24 00:00:01", "", "2026-11-23", ok},
			{"2026-11-24 03:59:59", "", "2026-11-23", ok},
			{"2026-11-24 04:00:01", "", "2026-11-24", ok},
		}},
		{"a small step back does not turn the day back", 0, []step{
			{"2026-11-24 00:00:01", "", "2026-11-24", ok},
			{"2026-11-23 23:59:58", "", "2026-11-24", ok},
		}},
		{"two hours back are asked about, and caught up with", 0, []step{
			{"2026-11-23 15:00:00", "", "2026-11-23", ok},
			{"2026-11-23 13:00:00", "2026-11-23", "2026-11-23", confirmed},
			{"2026-11-23 13:30:00", "", "2026-11-23", confirmed},
			{"2026-11-23 14:30:00", "", "2026-11-23", ok},
		}},
		{"a day ahead passes unseen, and its correction is asked about", 0, []step{
			{"2026-11-23 15:00:00", "", "2026-11-23", ok},
			{"2026-11-24 15:00:00", "", "2026-11-24", ok},
			{"2026-11-23 15:05:00", "2026-11-23", "2026-11-23", confirmed},
			{"2026-11-23 17:00:00", "", "2026-11-23", confirmed},
			{"2026-11-24 08:30:00", "", "2026-11-24", ok},
		}},
		{"a dead battery is asked about every morning", 0, []step{
			{"2026-11-23 15:00:00", "", "2026-11-23", ok},
			{"1970-01-01 08:01:00", "2026-11-24", "2026-11-24", confirmed},
			{"1970-01-01 16:00:00", "", "2026-11-24", confirmed},
			{"1970-01-01 08:01:00", "2026-11-25", "2026-11-25", confirmed},
			{"1970-01-01 09:00:00", "", "2026-11-25", confirmed},
		}},
		{"a dead battery left on runs into the next day", 0, []step{
			{"2026-11-23 15:00:00", "", "2026-11-23", ok},
			{"1970-01-01 08:01:00", "2026-11-24", "2026-11-24", confirmed},
			{"1970-01-02 08:01:00", "", "2026-11-25", confirmed},
		}},
		{"the right time again drops the shift", 0, []step{
			{"2026-11-23 15:00:00", "", "2026-11-23", ok},
			{"1970-01-01 23:00:00", "2026-11-24", "2026-11-24", confirmed},
			{"2026-11-24 09:30:00", "", "2026-11-24", ok},
			{"2026-11-24 10:30:00", "", "2026-11-24", ok},
		}},
		{"a clock that is days behind does not get right by running on", 0, []step{
			{"2026-11-23 15:00:00", "", "2026-11-23", ok},
			{"2026-11-21 15:00:00", "2026-11-23", "2026-11-23", confirmed},
			{"2026-11-22 15:00:00", "", "2026-11-24", confirmed},
			{"2026-11-23 15:00:00", "", "2026-11-25", confirmed},
			{"2026-11-25 15:30:00", "", "2026-11-25", ok},
		}},
		{"after long closure the clock is right and asked about once", 0, []step{
			{"2026-11-23 15:00:00", "", "2026-11-23", ok},
			{"2027-02-20 09:00:00", "2027-02-20", "2027-02-20", confirmed},
			{"2027-02-21 09:00:00", "", "2027-02-21", ok},
		}},
		{"far ahead is shifted back", 0, []step{
			{"2026-11-23 15:00:00", "", "2026-11-23", ok},
			{"2036-11-24 09:00:00", "2026-11-24", "2026-11-24", confirmed},
			{"2036-11-25 09:00:00", "", "2026-11-25", confirmed},
			{"2026-11-26 09:00:00", "", "2026-11-26", ok},
		}},
		{"a new desk far ahead, and put right", 0, []step{
			{"2036-11-23 08:01:00", "2026-11-23", "2026-11-23", confirmed},
			{"2026-11-23 10:00:00", "", "2026-11-23", ok},
		}},
		{"a spare PC after two years", 0, []step{
			{"2026-11-23 15:00:00", "", "2026-11-23", ok},
			{"2028-11-23 09:00:00", "2028-11-23", "2028-11-23", confirmed},
			{"2028-11-24 09:00:00", "", "2028-11-24", ok},
		}},
		{"a new desk with a dead battery", 0, []step{
			{"1970-01-01 08:01:00", "2026-11-23", "2026-11-23", confirmed},
			{"2026-11-23 10:00:00", "", "2026-11-23", ok},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var k timekeeping
			var last time.Time
			for i, x := range tt.steps {
				wall := at(t, x.wall)
				s, next := k.read(wall, storetest.Built, tt.begins)
				if x.confirm != "" {
					if s.Clock != suspect {
						t.Fatalf("step %d: %s is %s, want it to be asked about", i+1, x.wall, s.Clock)
					}
					var err error
					if s, next, err = k.confirm(wall, storetest.Built, x.confirm, tt.begins); err != nil {
						t.Fatal(err)
					}
				}
				if s.Day != x.day || s.Clock != x.state {
					t.Fatalf("step %d: at %s the day is %s (%s), want %s (%s)", i+1, x.wall, s.Day, s.Clock, x.day, x.state)
				}
				if !s.At.After(last) {
					t.Fatalf("step %d: %v does not come after %v", i+1, s.At, last)
				}
				k, last = next, s.At
			}
		})
	}
}

func TestConfirmRefusesASlipOfTheFingers(t *testing.T) {
	var k timekeeping
	_, k = k.read(at(t, "2026-11-23 15:00:00"), storetest.Built, 0)
	for _, day := range []desk.Day{"2062-11-24", "2026-10-24", "1970-01-01"} {
		if _, _, err := k.confirm(at(t, "1970-01-01 09:00:00"), storetest.Built, day, 0); desk.KindOf(err) != desk.Invalid {
			t.Errorf("confirmed %s: %v", day, err)
		}
	}
}

// TestNumbersUnderBadClocks gives out numbers while the clock does what it
// likes: none twice, none lost, days as configured.
func TestNumbersUnderBadClocks(t *testing.T) {
	s, clock := openNew(t)
	seen := map[string]bool{}
	n := 0
	take := func(wall string, confirm desk.Day) desk.Ticket {
		t.Helper()
		clock.Set(at(t, wall))
		if confirm != "" {
			if err := s.ConfirmDay(t.Context(), fmt.Sprint("confirm", n), storetest.Duty(), confirm); err != nil {
				t.Fatal(err)
			}
		}
		n++
		id := fmt.Sprint("t", n)
		x := mustWrite(t, s, id, storetest.TakeTicket(id, "A")).Act.Tickets[0]
		if key := string(x.Day) + x.No; seen[key] {
			t.Fatalf("%s was given out twice on %s", x.No, x.Day)
		} else {
			seen[key] = true
		}
		if x.Order != int64(n) {
			t.Fatalf("arrival %d of the %dth visitor", x.Order, n)
		}
		return x
	}
	for _, tt := range []struct {
		wall    string
		confirm desk.Day
		no      string
		day     desk.Day
	}{
		{"2026-11-23 23:59:58", "", "A001", "2026-11-23"},
		{"2026-11-24 00:00:00", "", "A001", "2026-11-24"},
		{"2026-11-24 15:00:00", "", "A002", "2026-11-24"},
		{"2026-11-24 13:00:00", "2026-11-24", "A003", "2026-11-24"},
		{"2026-11-25 13:00:00", "", "A001", "2026-11-25"},
		{"2026-11-24 13:05:00", "2026-11-24", "A004", "2026-11-24"},
		{"1970-01-01 00:00:00", "2026-11-24", "A005", "2026-11-24"},
		{"2026-11-24 16:00:00", "2026-11-24", "A006", "2026-11-24"},
		{"2026-11-25 09:00:00", "", "A002", "2026-11-25"},
	} {
		if x := take(tt.wall, tt.confirm); x.No != tt.no || x.Day != tt.day {
			t.Errorf("at %s: %s of %s, want %s of %s", tt.wall, x.No, x.Day, tt.no, tt.day)
		}
	}
	all := 0
	for _, day := range []desk.Day{"2026-11-23", "2026-11-24", "2026-11-25"} {
		list, err := s.Tickets(t.Context(), day)
		if err != nil {
			t.Fatal(err)
		}
		all += len(list)
	}
	if all != n {
		t.Errorf("%d tickets of %d are on their days", all, n)
	}
	if r, err := s.Verify(t.Context()); err != nil || !r.OK() {
		t.Errorf("verify: %+v, %v", r.Bad, err)
	}
}

// TestFirstLineUnderADeadBattery makes a store in 1970: its first line must not
// stand before the program was built, and nobody works before the day is known.
func TestFirstLineUnderADeadBattery(t *testing.T) {
	clock := storetest.NewClock(time.Unix(0, 0))
	s := openIn(t, config(filepath.Join(t.TempDir(), "data"), clock))
	lines, err := s.Journal(t.Context(), 0, 0)
	if err != nil || len(lines) != 1 || time.Time(lines[0].Line.At).Before(storetest.Built) ||
		lines[0].Line.Clk != desk.ClockSuspect {
		t.Fatalf("lines %+v, %v", lines, err)
	}
	_, err = s.Write(t.Context(), "r1", storetest.Duty(), storetest.TakeTicket("t1", "A"))
	wantKind(t, err, desk.ClockDoubt)
	if err := s.ConfirmDay(t.Context(), "r2", storetest.Duty(), storetest.Today); err != nil {
		t.Fatal(err)
	}
	x := mustWrite(t, s, "r1", storetest.TakeTicket("t1", "A")).Act.Tickets[0]
	if x.No != "A001" || x.Day != storetest.Today {
		t.Errorf("ticket %s of %s", x.No, x.Day)
	}
}
