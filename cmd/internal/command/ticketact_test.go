package command

import (
	"strings"
	"testing"
)

// moved runs a command on a visit that must end well.
func (f *folder) moved(args ...string) ticketView {
	f.t.Helper()
	return read[movedView](f.t, f.ok(append(args, "--json")...)).Ticket
}

// TestAVisitByCommands leads visits through everything that can happen to them in
// the waiting room, without a screen.
func TestAVisitByCommands(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	for range 3 {
		f.ok("ticket", "take")
	}
	f.fails(exitUsage, "usage", "ticket", "walkin")
	f.fails(exitNotFound, "ticket", "ticket", "recall", "A099")
	if got := f.moved("ticket", "prefer", "Ａ００３", "--why", "elderly"); got.No != "A003" || got.Reason != "elderly" {
		t.Errorf("with priority: %+v", got)
	}
	f.fails(exitProblem, "ticket.reason", "ticket", "prefer", "A002", "--why", "rich")
	if v := read[visitView](t, f.ok("ticket", "show", "A003", "--json")); v.Turn != 1 || len(v.History) != 2 {
		t.Errorf("in the line: %+v", v)
	}
	f.fails(exitNotFound, "undo.none", "ticket", "undo", "--window", "1")
	if got := f.moved("ticket", "undo"); got.No != "A003" || got.Reason != "" {
		t.Errorf("taken back: %+v", got)
	}

	f.ok("ticket", "call", "--window", "1")
	if got := f.moved("ticket", "recall", "A001"); got.Recalls != 1 {
		t.Errorf("called again: %+v", got)
	}
	f.fails(exitProblem, "ticket.elsewhere", "ticket", "arrive", "A001", "--window", "2")
	if got := f.moved("ticket", "arrive", "A001"); got.State != "serving" || got.Window != 1 {
		t.Errorf("at the window: %+v", got)
	}
	f.moved("ticket", "talk", "A001")
	f.fails(exitUsage, "usage", "ticket", "hold", "A001")
	f.fails(exitProblem, "hold.kind", "ticket", "hold", "A001", "--why", "lunch")
	if got := f.moved("ticket", "hold", "A001", "--why", "away"); got.State != "held" {
		t.Errorf("parked: %+v", got)
	}

	f.ok("ticket", "call", "--window", "1")
	if got := f.moved("ticket", "miss", "A002", "--reason", "三次没人应"); got.State != "missed" {
		t.Errorf("missed: %+v", got)
	}
	if got := f.moved("ticket", "return", "A002"); got.State != "waiting" {
		t.Errorf("back: %+v", got)
	}
	f.fails(exitProblem, "call.reason", "ticket", "call", "A002", "--window", "2")
	f.ok("ticket", "call", "A002", "--window", "2", "--reason", "急病", "--staff", "u02")
	f.fails(exitUsage, "usage", "ticket", "pass", "A002", "--to-window", "1", "--to-centre")
	if got := f.moved("ticket", "pass", "A002", "--to-window", "1"); got.State != "waiting" {
		t.Errorf("passed on: %+v", got)
	}
	if v := read[visitView](t, f.ok("ticket", "show", "A002", "--json")); v.For != 1 {
		t.Errorf("waits for window %d", v.For)
	}
	gone := read[movedView](t, f.ok("ticket", "pass", "A003", "--to-centre", "--json"))
	if gone.Ticket.State != "transferred" || !strings.HasPrefix(gone.Paper, "PH-") {
		t.Errorf("sent to the street: %+v", gone)
	}

	f.fails(exitUsage, "usage", "ticket", "resume", "A001")
	if got := f.moved("ticket", "resume", "A001", "--window", "2"); got.State != "serving" || got.Window != 2 {
		t.Errorf("gone on with: %+v", got)
	}
	f.fails(exitProblem, "relief.reason", "ticket", "takeover", "A001", "--window", "1", "--reason", " ")
	if got := f.moved("ticket", "takeover", "A001", "--window", "1", "--reason", "2号窗口没有开"); got.State != "serving" || got.Window != 1 {
		t.Errorf("taken over: %+v", got)
	}
	if got := f.moved("ticket", "done", "A001"); got.State != "done" {
		t.Errorf("ended: %+v", got)
	}
	if u := read[movedView](t, f.ok("ticket", "undo", "--window", "1", "--json")); u.Undone != "ticket.done" || u.Ticket.State != "serving" {
		t.Errorf("taken back: %+v", u)
	}
	f.fails(exitUsage, "usage", "ticket", "abandon", "A002")
	f.fails(exitProblem, "abandon.reason", "ticket", "abandon", "A002", "--reason", " ")
	if got := f.moved("ticket", "abandon", "A002", "--reason", "改天再来"); got.State != "abandoned" {
		t.Errorf("given up: %+v", got)
	}
	if got := f.moved("ticket", "walkin", "--window", "2", "--item", "BJ-SQ-0056"); got.No != "直001" || got.State != "serving" {
		t.Errorf("without a number: %+v", got)
	}
	f.ok("journal", "verify")
	f.ok("journal", "rebuild", "--check")
	f.wrote(0)
}

// TestEveryMatterOfAVisit holds that ticket show names each of them, and nobody.
func TestEveryMatterOfAVisit(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, collected := f.casework()
	shown := f.ok("ticket", "show", "直001")
	for _, want := range []string{accepted.No, accepted.Title, collected.No, collected.Title, "已受理", "已收件"} {
		if !strings.Contains(shown, want) {
			t.Errorf("ticket show does not say %s:\n%s", want, shown)
		}
	}
	if strings.Contains(shown, "张") {
		t.Errorf("ticket show names a person:\n%s", shown)
	}
}
