package desk

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestRosterFileIsRead(t *testing.T) {
	in := "\ufeff日期,编号,窗口,从,到\r\n" +
		"2026-12-01,u01,1,09:00,17:00\r\n" +
		"\r\n# lunch\n" +
		"2026/12/2，u02，，9:00，12:00\n" +
		" \"2026-12-03\" , u01 , 2 , 9:00:00 , 17:30 \n"
	got, faults, err := ParseRoster([]byte(in), "2026-12")
	want := []RosterDuty{
		{Day: "2026-12-01", Staff: "u01", Window: 1, From: "09:00", To: "17:00"},
		{Day: "2026-12-02", Staff: "u02", From: "09:00", To: "12:00"},
		{Day: "2026-12-03", Staff: "u01", Window: 2, From: "09:00", To: "17:30"},
	}
	if err != nil || len(faults) != 0 || !reflect.DeepEqual(got, want) {
		t.Fatalf("read %+v, %+v, %v", got, faults, err)
	}
	again, faults, err := ParseRoster([]byte(RosterText(got)), "2026-12")
	if err != nil || len(faults) != 0 || !reflect.DeepEqual(again, want) {
		t.Errorf("written and read: %+v, %+v, %v", again, faults, err)
	}
}

func TestRosterFaultsNameTheirLines(t *testing.T) {
	for _, tt := range []struct{ line, what string }{
		{"2026-12-01,u01,1,09:00", RosterForm},
		{"2026-12-01,u01,1,09:00,17:00,x", RosterForm},
		{"2026-12-32,u01,1,09:00,17:00", RosterDay},
		{"2026-11-30,u01,1,09:00,17:00", RosterMonth},
		{"2026-12-01,,1,09:00,17:00", RosterStaff},
		{"2026-12-01,张某,1,09:00,17:00", RosterStaff},
		{"2026-12-01,u01,0,09:00,17:00", RosterWindow},
		{"2026-12-01,u01,-1,09:00,17:00", RosterWindow},
		{"2026-12-01,u01,x,09:00,17:00", RosterWindow},
		{"2026-12-01,u01,1,17:00,09:00", RosterTime},
		{"2026-12-01,u01,1,25:00,26:00", RosterTime},
		{"2026-12-02,u01,1,11:59,13:00", RosterTwice},
	} {
		in := "2026-12-02,u01,1,09:00,12:00\n" + tt.line + "\n2026-12-02,u01,1,12:00,17:00\n"
		got, faults, err := ParseRoster([]byte(in), "2026-12")
		if err != nil || len(faults) != 1 || faults[0].Line != 2 || faults[0].What != tt.what || faults[0].Text != tt.line {
			t.Errorf("%s: %+v, %v", tt.line, faults, err)
		}
		if tt.what != RosterTwice && len(got) != 2 {
			t.Errorf("%s: %d duties beside it", tt.line, len(got))
		}
	}
}

func TestRosterFilesThatAreNone(t *testing.T) {
	var many strings.Builder
	for n := range MostDuties + 1 {
		fmt.Fprintf(&many, "2026-12-01,u%d,1,09:00,17:00\n", n)
	}
	for _, tt := range []struct {
		name, in, month string
		kind            Kind
	}{
		{"no month", "2026-12-01,u01,1,09:00,17:00", "2026-13", Invalid},
		{"bytes of a spreadsheet", "PK\x03\x04\x00", "2026-12", Invalid},
		{"nothing in it", "# nothing\n", "2026-12", Invalid},
		{"too long", strings.Repeat("#", MostRosterFile+1), "2026-12", Invalid},
		{"too many", many.String(), "2026-12", Full},
	} {
		if _, _, err := ParseRoster([]byte(tt.in), tt.month); KindOf(err) != tt.kind {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	_, faults, err := ParseRoster([]byte(strings.Repeat("x1\n", 20_000)), "2026-12")
	if err != nil || len(faults) != mostFaults {
		t.Errorf("%d faults, %v", len(faults), err)
	}
}

func FuzzRosterFile(f *testing.F) {
	f.Add([]byte("2026-12-01,u01,1,09:00,17:00\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, faults, err := ParseRoster(b, "2026-12")
		if err != nil || len(faults) > 0 {
			return
		}
		if _, ok := (StreetRoster{Month: "2026-12", Duties: got}).Dispatch(); !ok {
			t.Errorf("%q is read, and no roster: %+v", b, got)
		}
		if again, _, err := ParseRoster([]byte(RosterText(got)), "2026-12"); err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%q written and read: %+v, %v", b, again, err)
		}
	})
}
