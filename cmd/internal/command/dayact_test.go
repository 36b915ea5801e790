package command

import (
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// TestQuestionsByCommands records questions whose words never stand in a command.
func TestQuestionsByCommands(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	e := f.says("楼道灯坏了\n张秀英\n"+applicantPhone+"\n", "inquiry", "ask", "--state", "open", "--due", "2026-03-03", "--json")
	if e.code != 0 {
		t.Fatalf("asked: %+v", e)
	}
	q := read[inquiriesView](t, e.out)[0]
	if q.State != "open" || q.Due != "2026-03-03" || strings.Contains(e.out, "灯") || strings.Contains(e.out, "张秀英") {
		t.Errorf("recorded: %+v", q)
	}
	f.fails(exitProblem, "inquiry.ledto", "inquiry", "ask", "--state", "led")
	f.fails(exitNotFound, "inquiry", "inquiry", "close", "ZZZZZZ")
	f.fails(exitNotFound, "inquiry", "inquiry", "close", "Z")
	end := q.ID[len(q.ID)-6:]
	if got := f.ok("inquiry", "list"); !strings.Contains(got, end) {
		t.Errorf("inquiry list says %s", got)
	}
	f.fails(exitProblem, "inquiry.words", "inquiry", "close", end)
	if e := f.says("已报修\n", "inquiry", "close", end, "--json"); e.code != 0 || read[inquiriesView](t, e.out)[0].State != "closed" {
		t.Errorf("closed: %+v", e)
	}
	other := read[inquiriesView](t, f.says("问停车\n", "inquiry", "ask", "--state", "open", "--json").out)[0]
	if v := read[inquiriesView](t, f.ok("inquiry", "lead", other.ID, "--to", "李示例 二楼", "--json"))[0]; v.Owner != "u02" {
		t.Errorf("led: %+v", v)
	}

	f.ok("ticket", "walkin", "--window", "1")
	slip := read[madeView](t, f.ok("paper", "notice", "BJ-SQ-0056", "--ticket", "直001", "--json")).Paper
	if slip.Kind != "GZ" || slip.Window != 1 || slip.Print == nil {
		t.Errorf("the notice is %+v", slip)
	}
	f.fails(exitNotFound, "item", "paper", "notice", "XX-0")
	d := f.open()
	cert := d.Catalogue.Certificates()[0]
	f.close(d)
	if v := read[madeView](t, f.ok("paper", "referral", cert.Key, "--json")).Paper; v.Kind != "ZY" {
		t.Errorf("the referral is %+v", v)
	}
	f.fails(exitNotFound, "certificate", "paper", "referral", "XX-0")
	f.ok("assist", "add", "BJ-SQ-0056", "--channel", "web", "--minutes", "5", "--visit", "直001", "--window", "1")
	f.ok("paper", "reprint", slip.No)
	f.ok("paper", "reprint", slip.No, "--large")
	f.ok("paper", "void", slip.No, "--why", "matter")
	f.ok("journal", "verify")
	f.ok("journal", "rebuild", "--check")
	f.wrote(0)
}

// TestADayByCommands puts people on duty and closes the day with a visitor parked.
func TestADayByCommands(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.fails(exitUsage, "usage", "shift", "begin", "--window", "1")
	f.ok("shift", "begin", "--staff", "u01", "--window", "1")
	if v := read[shiftsView](t, f.ok("shift", "hand", "--from", "u01", "--staff", "u02", "--window", "1", "--json"))[0]; v.From != "王小窗" || v.Staff != "u02" {
		t.Errorf("handed over: %+v", v)
	}
	f.ok("ticket", "walkin", "--window", "1")
	f.ok("ticket", "hold", "直001", "--why", "away")
	f.ok("ticket", "take")
	if v := read[agendaView](t, f.ok("day", "show", "--json")); len(v.Held) != 1 || len(v.Waiting) != 1 || v.Day != "2026-03-02" {
		t.Errorf("open are %+v", v)
	}
	f.fails(exitBlocked, "day.visits", "day", "close", "--reason", "停电")
	f.fails(exitProblem, "right.lead", "day", "close", "--reason", "停电", "--lead", "u02")
	v := read[closedView](t, f.ok("day", "close", "--reason", "停电", "--lead", "u01", "--json"))
	if v.Day != "2026-03-02" || !strings.HasPrefix(v.Paper, "RZ-") {
		t.Errorf("closed: %+v", v)
	}
	f.ok("journal", "verify")

	f.shift -= 48 * time.Hour // the clock goes back by two days
	f.fails(exitProblem, "", "ticket", "take")
	f.fails(exitProblem, "day", "day", "confirm", "2.3.2026")
	if v := read[dayView](t, f.ok("day", "confirm", "2026-03-02", "--json")); v.Day != "2026-03-02" || v.Clock != string(desk.ClockConfirmed) {
		t.Errorf("confirmed: %+v", v)
	}
	f.ok("ticket", "take")
	f.wrote(0)
}

// TestPINsByCommands holds that PINs come from a descriptor and that a lead resets
// and releases.
func TestPINsByCommands(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	if e := f.typed("47110\n47111\n", "pin", "set", "--staff", "u01"); e.code != exitProblem || !strings.Contains(e.err, "pin.differ") {
		t.Errorf("two that differ: %+v", e)
	}
	if e := f.typed("47110\n47110\n", "pin", "set", "--staff", "u01", "--json"); e.code != 0 || read[pinView](t, e.out).Code != "" {
		t.Errorf("the first one: %+v", e)
	}
	e := f.typed("58220\n58220\n", "pin", "set", "--staff", "u02", "--json")
	if e.code != 0 {
		t.Fatalf("the last one: %+v", e)
	}
	if e := f.typed("47110\n61340\n61340\n", "pin", "set", "--staff", "u01"); e.code != 0 {
		t.Errorf("another one: %+v", e)
	}
	for range desk.MostTries {
		f.typed("99999\n", "--pin-of", "u02", "case", "list")
	}
	if e := f.typed("58220\n", "--pin-of", "u02", "case", "list"); e.code != exitLocked {
		t.Errorf("locked out: %+v", e)
	}
	if e := f.typed("61340\n", "pin", "release", "u02", "--staff", "u01"); e.code != 0 {
		t.Errorf("released: %+v", e)
	}
	if e := f.typed("58220\n", "--pin-of", "u02", "case", "list"); e.code != 0 {
		t.Errorf("tries again: %+v", e)
	}
	if e := f.typed("61340\n72810\n72810\n", "pin", "reset", "u02", "--staff", "u01"); e.code != 0 {
		t.Errorf("reset: %+v", e)
	}
	if e := f.typed("61340\n", "pin", "recovery", "--staff", "u01", "--json"); e.code != 0 || read[doneView](t, e.out).Code == "" {
		t.Errorf("another recovery code: %+v", e)
	}
	f.wrote(0)
}
