package command

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
)

// says runs a command that reads lines from standard input.
func (f *folder) says(input string, args ...string) ended {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 60*time.Second)
	defer cancel()
	c := f.command(ctx, "xiaochuang", append(f.flags(), args...)...)
	var out, err bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(input), &out, &err
	_ = c.Run() // the code tells
	e := ended{code: c.ProcessState.ExitCode(), out: out.String(), err: err.String()}
	f.harmless(strings.Join(args, " "), e)
	return e
}

// kept takes a case in that leaves originals here.
func (f *folder) kept(d *wire.Desk, item string) desk.Case {
	f.t.Helper()
	ctx, by := f.t.Context(), d.Duty("u01", 1)
	draft, err := d.Intake.Begin(ctx, d.Mint(), by, item, desk.Ticket{})
	if err != nil {
		f.t.Fatal(err)
	}
	c := draft.Case
	c.Private.Applicant = desk.Person{
		Name: "张秀英", Document: "111", Number: checked(applicantNumber), Phone: applicantPhone, Source: desk.Typed,
	}
	for i := range c.Materials {
		c.Materials[i].State = desk.MaterialComplete
	}
	c.Materials[0].Kept = 1
	taken, err := d.Intake.Receive(ctx, d.Mint(), by, c)
	if err != nil {
		f.t.Fatal(err)
	}
	return taken.Case
}

// TestOriginalsByCommands takes two cases with originals to the street, one of
// whose bags is not found, and gives back what may be given back.
func TestOriginalsByCommands(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	d := f.open()
	item := first(t, d, desk.ModeCollect)
	one, two := f.kept(d, item), f.kept(d, item)
	f.close(d)
	before := f.lines()

	shelf := read[shelfView](t, f.ok("bag", "list", "--json"))
	if len(shelf.Bags) != 2 || shelf.Counted != nil || shelf.Agrees {
		t.Fatalf("the shelf is %+v", shelf)
	}
	first, second := shelf.Bags[0], shelf.Bags[1]
	if first.Case != one.No {
		first, second = second, first
	}
	f.fails(exitUsage, "usage", "bag", "count")
	f.fails(exitBlocked, "shelf.differs", "bag", "count", "--bags", "3")
	f.fails(exitBlocked, "shelf.differs", "bag", "count", desk.Tail(first.Code))
	if v := read[shelfView](t, f.ok("bag", "count", "--bags", "2", "--json")); !v.Agrees || *v.Counted != 2 {
		t.Errorf("counted: %+v", v)
	}

	f.fails(exitProblem, "bag.shelf", "bag", "scan", first.Code)
	f.fails(exitNotFound, "community", "batch", "open", "--comm", "1")
	b := read[batchView](t, f.ok("batch", "open", "--name", "上午", "--json"))
	if len(b.Cases) != 2 || len(b.Bags) != 2 || b.Name != "上午" {
		t.Fatalf("opened: %+v", b)
	}
	f.ok("batch", "drop", desk.Tail(b.No))
	b = read[batchView](t, f.ok("batch", "open", "--name", "上午", "--json"))
	tail := desk.Tail(b.No)
	if v := read[bagsView](t, f.ok("bag", "scan", desk.Tail(first.Code), "--batch", tail, "--json")); v[0].State != "packed" {
		t.Errorf("scanned out: %+v", v)
	}
	f.fails(exitBlocked, "batch.bags", "batch", "close", tail)
	f.fails(exitProblem, "batch.left", "batch", "close", tail, "--left", second.Code)
	gone := read[batchView](t, f.ok("batch", "close", tail, "--receiver", "刘接收", "--left", desk.Tail(second.Code)+"=架上没有", "--json"))
	if gone.State != "gone" || len(gone.Cases) != 1 || len(gone.Left) != 1 || gone.Sheet == "" {
		t.Errorf("handed over: %+v", gone)
	}
	f.fails(exitProblem, "batch.closed", "batch", "drop", tail)
	if v := read[batchView](t, f.ok("batch", "sign", tail, "--json")); v.State != "signed" {
		t.Errorf("signed: %+v", v)
	}
	if got := f.ok("batch", "list"); !strings.Contains(got, b.No) || !strings.Contains(got, "没有要交街道的件") {
		t.Errorf("batch list says %s", got)
	}
	if v := read[bagsView](t, f.ok("bag", "scan", first.Code, "--json")); v[0].State != "shelf" || v[0].Back == "" {
		t.Errorf("back on the shelf: %+v", v)
	}
	if v := read[bagsView](t, f.ok("bag", "show", desk.Tail(second.Code), "--json")); v[0].State != "missing" || v[0].Reason != "架上没有" {
		t.Errorf("not found: %+v", v)
	}

	f.ok("case", "withdraw", two.No, "--reason", "不办了")
	f.ok("case", "show", two.No)
	f.ok("bag", "scan", second.Code) // found again
	if e := f.says("", "bag", "return", two.No); e.code != exitProblem || !strings.Contains(e.err, "collect.number") {
		t.Errorf("to nobody: %+v", e)
	}
	if e := f.says(checked(agentNumber)+"\n", "bag", "return", two.No); e.code != exitBlocked || !strings.Contains(e.err, "collect.delegation") {
		t.Errorf("to a stranger: %+v", e)
	}
	e := f.says(checked(agentNumber)+"\n李建国\n", "bag", "return", two.No, "--mandate", "--json")
	if e.code != 0 || read[bagsView](t, e.out)[0].To != "delegate" {
		t.Errorf("with a delegation: %+v", e)
	}
	f.ok("journal", "verify")
	f.ok("journal", "rebuild", "--check")
	f.wrote(before)
}

// TestACaseByCommands leads cases from acceptance to the end without a screen.
func TestACaseByCommands(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, collected := f.casework()
	before := f.lines()
	f.fails(exitProblem, "pause.words", "case", "pause", accepted.No)
	f.ok("case", "pause", accepted.No, "--words", "听证")
	f.fails(exitBlocked, "pause.already", "case", "pause", accepted.No, "--words", "听证")
	f.ok("case", "goon", accepted.No)
	if got := f.ok("case", "due"); !strings.Contains(got, desk.Tail(accepted.No)) || strings.Contains(got, "张秀英") {
		t.Errorf("case due says %s", got)
	}
	dues := read[duesView](t, f.ok("case", "due", "--json"))
	if len(dues) != 2 || dues[0].Matter != "question" && dues[1].Matter != "question" {
		t.Errorf("due are %+v", dues)
	}
	f.fails(exitBlocked, "case.state", "case", "deliver", collected.No, "--home")
	f.fails(exitNotFound, "community", "case", "move", collected.No, "1")
	if v := read[movedCaseView](t, f.ok("case", "move", collected.No, "110101001002", "--json")); v.Case.Comm != "110101001002" {
		t.Errorf("moved: %+v", v)
	}
	f.ok("case", "withdraw", collected.No, "--reason", "改去街道办")

	if v := read[movedCaseView](t, f.ok("case", "finish", accepted.No, "--words", "当场办结", "--json")); v.Case.State != "done" {
		t.Errorf("finished: %+v", v)
	}
	f.fails(exitProblem, "delivery.way", "case", "deliver", accepted.No, "--home", "--post", "EM1")
	f.fails(exitProblem, "delivery.post.form", "case", "deliver", accepted.No, "--post", "EM1")
	f.fails(exitProblem, "delivery.post.check", "case", "deliver", accepted.No, "--post", "EM123456789CN")
	f.fails(exitProblem, "delivery.post.carrier", "case", "deliver", accepted.No, "--post", "EM123456785CN", "--carrier", "sf")
	f.fails(exitProblem, "delivery.post", "case", "deliver", accepted.No, "--carrier", "sf")
	f.fails(exitProblem, "delivery.carrier", "case", "deliver", accepted.No, "--post", "EM123456785CN", "--carrier", "ups")
	if e := f.says("110101180001010015\n", "case", "deliver", accepted.No); e.code != exitBlocked || !strings.Contains(e.err, "--mandate") {
		t.Errorf("to a stranger: %+v", e)
	}
	e := f.says(checked(agentNumber)+"\n", "case", "deliver", accepted.No, "--json")
	v := read[movedCaseView](t, e.out)
	if e.code != 0 || v.To != "agent" || v.Case.State != "delivered" || len(v.Papers) != 1 {
		t.Errorf("to the agent: %+v", e)
	}
	if strings.Contains(e.out+e.err, checked(agentNumber)) {
		t.Error("the number that was read is written")
	}
	f.ok("journal", "verify")
	f.ok("journal", "rebuild", "--check")
	f.wrote(before)
}

// TestASecondEntryByCommands enters cases into an outside system from the shell:
// at once, field by field with a break, and not at all.
func TestASecondEntryByCommands(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	if err := os.Remove(filepath.Join(f.dir, "catalogue.json")); err != nil { // the built-in one has matters of outside systems
		t.Fatal(err)
	}
	d := f.open()
	var cases []desk.Case
	for range 3 {
		cases = append(cases, f.twiceEntered(d, "BJ-SQ-0066"))
	}
	f.close(d)
	before := f.lines()
	one, two, three := cases[0].No, cases[1].No, cases[2].No
	if got := f.ok("transcript", "list"); !strings.Contains(got, one) || !strings.Contains(got, "待录") {
		t.Errorf("transcript list says %s", got)
	}

	f.fails(exitBlocked, "transcript.grant.staff", "transcript", "open", one, "--staff", "u03")
	f.fails(exitProblem, "transcript.state", "transcript", "pause", one)
	board := read[boardView](t, f.ok("transcript", "open", one, "--json"))
	if len(board.Fields) < 10 || board.Fields[0].Value != "张秀英" || board.Fields[1].Value != checked(applicantNumber) {
		t.Errorf("the board is %+v", board)
	}
	if v := read[transcriptView](t, f.ok("transcript", "pause", one, "--field", "3", "--seconds", "40", "--json")); v.Field != 2 || v.Seconds != 40 {
		t.Errorf("put away: %+v", v)
	}
	f.fails(exitProblem, "transcript.number", "transcript", "enter", one, "--number", "7", "--again", "7")
	f.fails(exitProblem, "transcript.differs", "transcript", "enter", one, "--number", "JZ0123456789", "--again", "JZ0123456788")
	v := read[transcriptView](t, f.ok("transcript", "enter", one, "--number", "JZ0123456789", "--again", "JZ0123456789",
		"--fields", "15", "--seconds", "60", "--json"))
	if v.State != "entered" || v.Seconds != 100 || v.External != "JZ0123456789" {
		t.Errorf("entered: %+v", v)
	}
	f.fails(exitProblem, "transcript.reason", "transcript", "mismatch", one)
	if v := read[transcriptView](t, f.ok("transcript", "mismatch", one, "--reason", "地址不同", "--json")); v.State != "mismatch" {
		t.Errorf("looked at again: %+v", v)
	}

	e := f.says("\n\nq\n", "transcript", "type", two, "--json")
	if v := read[transcriptView](t, e.out); e.code != 0 || v.Field != 2 || v.State != "entering" {
		t.Errorf("put away at the third field: %+v", e)
	}
	if !strings.Contains(e.err, "第 1/") || !strings.Contains(e.err, "张秀英") {
		t.Errorf("the fields are shown as %s", e.err)
	}
	e = f.says(strings.Repeat("\n", len(board.Fields)-2)+"JZ0000000001\nJZ0000000001\n", "transcript", "type", two, "--json")
	if v := read[transcriptView](t, e.out); e.code != 0 || v.State != "entered" || v.External != "JZ0000000001" || v.Fields != len(board.Fields) {
		t.Errorf("typed to the end: %+v", e)
	}

	if v := read[transcriptView](t, f.ok("transcript", "street", three, "--json")); v.Route != "street" || v.Why != "asked" {
		t.Errorf("left to the street: %+v", v)
	}
	burden := read[burdenView](t, f.ok("transcript", "burden", "--json"))
	if len(burden) != 1 || burden[0].Cases != 3 || burden[0].Here != 1 || burden[0].Street != 1 || burden[0].Seconds < 100 {
		t.Errorf("the burden is %+v", burden)
	}
	f.fails(exitProblem, "day", "transcript", "burden", "--from", "1.3.2026")
	f.ok("journal", "verify")
	f.ok("journal", "rebuild", "--check")
	f.wrote(before)
}

// twiceEntered takes a case in, with every question answered.
func (f *folder) twiceEntered(d *wire.Desk, item string) desk.Case {
	f.t.Helper()
	return f.twiceEnteredWith(d, item, func(*desk.Case) {})
}

// twiceEnteredWith lets the case be filled in further.
func (f *folder) twiceEnteredWith(d *wire.Desk, item string, fill func(*desk.Case)) desk.Case {
	f.t.Helper()
	ctx, by := f.t.Context(), d.Duty("u01", 1)
	draft, err := d.Intake.Begin(ctx, d.Mint(), by, item, desk.Ticket{})
	if err != nil {
		f.t.Fatal(err)
	}
	c := draft.Case
	it, _ := d.Catalogue.Item(item)
	for _, q := range it.Situations {
		c.Answers[q.Key] = q.Answers[0].Key
	}
	if err := d.Intake.Tailor(&c); err != nil {
		f.t.Fatal(err)
	}
	c.Private.Applicant = desk.Person{
		Name: "张秀英", Document: "111", Number: checked(applicantNumber), Phone: applicantPhone, Source: desk.Typed,
	}
	for i := range c.Materials {
		c.Materials[i].State = desk.MaterialComplete
	}
	fill(&c)
	taken, err := d.Intake.Receive(ctx, d.Mint(), by, c)
	if err != nil {
		f.t.Fatal(err)
	}
	return taken.Case
}

// TestFieldMapsAreLookedThrough holds that whoever writes one reads in which line
// it is wrong.
func TestFieldMapsAreLookedThrough(t *testing.T) {
	t.Parallel()
	f := empty(t)
	path := filepath.Join(t.TempDir(), "救助.map")
	write := func(s string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("system: 甲系统\nversion: 2\npage: 一\n  姓名 | applicant.name | - | 50b\n")
	if got := f.ok("transcript", "check", path); !strings.Contains(got, "甲系统，第 2 版，1 栏") {
		t.Errorf("a good one: %s", got)
	}
	write("system: 甲系统\nversion: 0\npage: 一\n  姓名 | applicant.nam | - | 50b\n  电话 | applicant.phone | upside | x\n")
	e := f.fails(exitProblem, "map", "transcript", "check", path, "--json")
	v := read[mapView](t, e.out)
	var lines []int
	for _, x := range v.Findings {
		lines = append(lines, x.Line)
		if x.Says == x.Code {
			t.Errorf("%s has no words", x.Code)
		}
	}
	if !slices.Equal(lines, []int{2, 4, 5, 5}) {
		t.Errorf("findings are %+v", v.Findings)
	}
	f.fails(exitProblem, "map.file", "transcript", "check", filepath.Join(t.TempDir(), "none.map"))
}
