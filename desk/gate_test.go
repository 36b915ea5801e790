package desk_test

import (
	"errors"
	"testing"
	"time"

	"xiaochuang/desk"
)

func TestEasyPINsAreRefused(t *testing.T) {
	for pin, what := range map[string]string{
		"4711": "", "58220": "", "90817263": "", "1": "pin.form", "123": "pin.form", "471100001": "pin.form", "47a1": "pin.form",
		"1111": "pin.easy", "1234": "pin.easy", "8765": "pin.easy", "2468": "pin.easy", "7890": "pin.easy", "4747": "pin.easy", "471471": "pin.easy",
	} {
		err := desk.CheckPIN(pin)
		if what == "" && err != nil || what != "" && !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: what}) {
			t.Errorf("%s: %v, want %q", pin, err, what)
		}
	}
}

// TestRights holds what must never be granted by an edit of the table.
func TestRights(t *testing.T) {
	role := func(r desk.Role) desk.Staff { return desk.Staff{Roles: []desk.Role{r}} }
	for _, r := range []desk.Right{desk.RightCitizens, desk.RightServe, desk.RightClose, desk.RightPINs, desk.RightRelease} {
		if role(desk.RoleTechnician).May(r) || role(desk.RoleTrainer).May(r) {
			t.Errorf("a technician or trainer has the right %s", r)
		}
	}
	if role(desk.RoleClerk).May(desk.RightPINs) || !role(desk.RoleLead).May(desk.RightPINs) {
		t.Error("who gives another PIN is a lead")
	}
	if !(desk.Staff{}).May(desk.RightServe) {
		t.Error("one without a role does not serve")
	}
	if (desk.Staff{}).May("no such right") {
		t.Error("a right that is in no row is granted")
	}
}

// TestShiftsFollowEachOther asks who was on duty at moments of a day.
func TestShiftsFollowEachOther(t *testing.T) {
	s := open(t)
	ask := func(at time.Time) string {
		t.Helper()
		who := ""
		for _, x := range must(s.days.OnDuty(s.ctx(), at))(t) {
			who += x.Staff
		}
		return who
	}
	first := must(s.days.Begin(s.ctx(), s.rid(), at(1)))(t)
	to := desk.Duty{Staff: at(2).Staff, Window: 1}
	second := must(s.days.Hand(s.ctx(), "hand", at(1), to))(t)
	again := must(s.days.Hand(s.ctx(), "hand", at(1), to))(t)
	if again.ID != second.ID {
		t.Error("a retry handed over again")
	}
	if _, err := s.days.Hand(s.ctx(), s.rid(), to, to); !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: "shift.self"}) {
		t.Errorf("to oneself: %v", err)
	}
	c, _, err := s.days.Close(s.ctx(), s.rid(), to, s.intake, desk.CloseOrder{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		at   time.Time
		want string
	}{
		{first.Began.Add(-time.Millisecond), ""},
		{first.Began, "u01"},
		{second.Began.Add(-time.Millisecond), "u01"},
		{second.Began, "u02"},
		{c.At, ""},
		{c.At.AddDate(0, 0, 1), ""},
	} {
		if got := ask(tt.at); got != tt.want {
			t.Errorf("at %s: %q, want %q", tt.at, got, tt.want)
		}
	}
	s.sound()
}
