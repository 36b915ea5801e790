package command

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"xiaochuang/desk"
)

// typed runs a command with lines on its standard input, which it takes PINs
// from.
func (f *folder) typed(lines string, args ...string) ended {
	f.t.Helper()
	c := f.command(f.t.Context(), "xiaochuang", append(append(f.flags(), "--pin-fd", "0"), args...)...)
	var out, err bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(lines), &out, &err
	_ = c.Run() // the code tells
	return ended{code: c.ProcessState.ExitCode(), out: out.String(), err: err.String()}
}

// protect gives both clerks of the demonstration a PIN.
func (f *folder) protect() (code string) {
	f.t.Helper()
	d := f.open()
	defer f.close(d)
	for who, pin := range map[string]string{"u01": "47110", "u02": "58220"} {
		c, err := d.Gate.Choose(f.t.Context(), d.Mint(), d.Duty(who, 1), "", pin)
		if err != nil {
			f.t.Fatal(err)
		}
		code += c
	}
	return code
}

// TestProtectedDeskAsksForAPIN holds which commands need one, and which move on
// without.
func TestProtectedDeskAsksForAPIN(t *testing.T) {
	f := demonstration(t)
	f.casework()
	code := f.protect()
	var keys keysView
	if err := json.Unmarshal([]byte(f.ok("keys", "status", "--json")), &keys); err != nil || !keys.Protected || len(keys.PIN) != 2 {
		t.Fatalf("%+v, %v", keys, err)
	}
	for _, args := range [][]string{{"case", "list"}, {"paper", "list"}} {
		f.fails(exitLocked, "store.keys", args...)
	}
	no := strings.Fields(f.ok("ticket", "take"))
	f.ok("ticket", "list")
	f.ok("journal", "verify")
	f.ok("journal", "rebuild", "--check")
	if e := f.typed("58220\n", "--pin-of", "u02", "case", "list"); e.code != 0 || !strings.Contains(e.out, "BJ-") {
		t.Errorf("with a PIN: %+v", e)
	}
	if e := f.typed("11111\n", "case", "list"); e.code != exitProblem || !strings.Contains(e.err, "还能试 4 次") {
		t.Errorf("with a wrong PIN: %+v", e)
	}
	if e := f.typed(code+"\n90817\n90817\n", "keys", "recover", "--staff", "u01"); e.code != 0 {
		t.Fatalf("recovery of %s: %+v", no, e)
	}
	if e := f.typed("90817\n", "case", "list"); e.code != 0 {
		t.Errorf("with the PIN put by recovery: %+v", e)
	}
}

func TestRightsTable(t *testing.T) {
	f := empty(t)
	out := f.ok("rights")
	for _, g := range desk.Grants {
		if n := strings.Count(out, "有"); n < len(desk.Grants) {
			t.Fatalf("%s\nnames %d grants", out, n)
		}
		for _, r := range g.Roles {
			if !(desk.Staff{Roles: []desk.Role{r}}).May(g.Right) {
				t.Errorf("%s may not %s", r, g.Right)
			}
		}
	}
	if !regexp.MustCompile(`看群众资料\S* +有 +有 +— +—\n`).MatchString(out) {
		t.Errorf("a technician sees citizens:\n%s", out)
	}
}

func TestWhoWasOnDuty(t *testing.T) {
	f := demonstration(t)
	d := f.open()
	ctx := t.Context()
	wang, li := d.Duty("u01", 1), d.Duty("u02", 1)
	for _, begin := range []func() (desk.Shift, error){
		func() (desk.Shift, error) { return d.Days.Begin(ctx, d.Mint(), wang) },
		func() (desk.Shift, error) { return d.Days.Hand(ctx, d.Mint(), wang, li) },
	} {
		if _, err := begin(); err != nil {
			t.Fatal(err)
		}
	}
	f.close(d)
	var list shiftsView
	if err := json.Unmarshal([]byte(f.ok("shift", "list", "--json")), &list); err != nil || len(list) != 2 || list[1].From != "王小窗" || list[0].Ended != list[1].Began {
		t.Fatalf("%+v, %v", list, err)
	}
	who := f.ok("shift", "who", morning.Add(desk.LockedFor).Format("2006-01-02T15:04"))
	if !strings.Contains(who, "李示例") {
		t.Errorf("a quarter of an hour later:\n%s", who)
	}
	if out := f.ok("shift", "who", "2026-02-27T12:10"); !strings.Contains(out, "没有人") {
		t.Errorf("before anybody came:\n%s", out)
	}
	f.fails(exitProblem, "shift.time", "shift", "who", "12:10")
}
