package command

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// serve starts the street's program and returns its address.
func (f *folder) serve(more ...string) string {
	f.t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(f.t.Context()))
	c := f.command(ctx, "xiaochuang-centre", append([]string{"serve", "--addr", "127.0.0.1:0"}, more...)...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 20 * time.Second
	out, err := c.StdoutPipe()
	if err != nil {
		f.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() {
		stop()
		_ = c.Wait()
		if code := c.ProcessState.ExitCode(); code != exitOK {
			f.t.Errorf("an interrupted centre ended with %d", code)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		f.t.Fatal(err)
	}
	at := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(line)
	if at == "" {
		f.t.Fatalf("the centre says %q", line)
	}
	return at
}

// street runs a command of the street's program that must end with a code.
func (f *folder) street(code int, args ...string) ended {
	f.t.Helper()
	e := f.runs("xiaochuang-centre", args...)
	if e.code != code {
		f.t.Errorf("xiaochuang-centre %q ended with %d, want %d\n%s%s", args, e.code, code, e.out, e.err)
	}
	if code != exitOK && !strings.HasPrefix(e.err, "街道中心：") {
		f.t.Errorf("xiaochuang-centre %q wrote to stderr %q", args, e.err)
	}
	return e
}

// TestTheStreetAnswers enrols a desk with a one-time code, sends its day, decides
// a case and brings the answer down, all with the real programs.
func TestTheStreetAnswers(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, collected := f.casework()
	url := f.serve()
	code := read[codeView](t, f.street(exitOK, "code", "110101001001-01", "--json").out).Code
	f.fails(exitProblem, "sync.code", "enrol", url, "AAAA-BBBB-CCCC")
	if got := read[enrolView](t, f.ok("enrol", url, code, "--json")); got.Desk != "110101001001-01" || got.URL != url {
		t.Errorf("enrol tells %+v", got)
	}
	sent := read[syncView](t, f.ok("sync", "--json"))
	if sent.Sent < 5 || sent.Left.Lines != 0 || sent.Left.Blobs != 0 {
		t.Errorf("sync tells %+v", sent)
	}
	if again := read[syncView](t, f.ok("sync", "--json")); again.Sent != 0 || again.Blobs != 0 || again.FeedLines != 0 || again.Requests == 0 {
		t.Errorf("a second run moved %+v", again)
	}
	if _, by := f.doctor(); by["centre"].State != "ok" {
		t.Errorf("the doctor says %+v", by["centre"])
	}
	if past := read[pastList](t, f.ok("sync", "--history", "--json")); len(past) != 2 || past[0].Why != "command" || past[0].Lines != 0 ||
		past[1].Lines != sent.Sent || past[1].Ended == nil || past[1].Fault != "" {
		t.Errorf("looked back: %+v", past)
	}
	if said := f.ok("sync", "--history"); strings.Count(said, "送完，送") != 2 {
		t.Errorf("looked back: %s", said)
	}

	d := f.open() // to hand the cases over, as 日终 does
	if _, err := d.Intake.HandOver(t.Context(), d.Mint(), d.Duty("u01", 1)); err != nil {
		t.Fatal(err)
	}
	f.close(d)
	f.ok("sync")
	f.golden("centre-desks.json", f.steadyStreet(f.street(exitOK, "desks", "--json").out))
	cases := read[streetCasesView](t, f.street(exitOK, "cases", "--json").out)
	slices.SortFunc(cases, func(a, b streetCaseView) int { return strings.Compare(a.No, b.No) }) // they changed at once
	var sorted bytes.Buffer
	if err := (&program{out: &sorted, asJSON: true}).give(cases); err != nil {
		t.Fatal(err)
	}
	f.golden("centre-cases.json", f.steadyStreet(sorted.String()))

	f.street(exitNotFound, "decide", "BJ-0", "done")
	f.street(exitProblem, "decide", collected.No, "maybe")
	f.street(exitProblem, "decide", collected.No, "supplement") // without words
	f.street(exitOK, "decide", collected.No, "supplement", "--words", "缺户口簿首页")
	f.street(exitOK, "decide", accepted.No, "done", "--words", "已办好")
	f.street(exitBlocked, "decide", accepted.No, "supplement", "--words", "晚了")
	if got := read[syncView](t, f.ok("sync", "--json")); got.Applied != 2 {
		t.Errorf("the answers came as %+v", got)
	}
	for no, want := range map[string]desk.CaseState{collected.No: desk.CaseSupplement, accepted.No: desk.CaseDone} {
		if got := read[caseShowView](t, f.ok("case", "show", no, "--json")); got.State != string(want) || got.Words == "" {
			t.Errorf("%s is %s with %q, want %s", no, got.State, got.Words, want)
		}
	}
	f.ok("sync") // tells that the answers arrived
	if got := f.street(exitOK, "cases", "--state", "done").out; !strings.Contains(got, accepted.No) || strings.Contains(got, collected.No) {
		t.Errorf("cases that are done: %s", got)
	}
}

// TestTheStreetIsKept backs a street's centre up, restores and moves it, and shuts a
// desk out, all with the real programs.
func TestTheStreetIsKept(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, _ := f.casework()
	url := f.serve()
	code := read[codeView](t, f.street(exitOK, "code", "110101001001-01", "--json").out).Code
	f.ok("enrol", url, code)
	f.ok("sync")

	disk, place := filepath.Join(t.TempDir(), "disk"), filepath.Join(t.TempDir(), "restored")
	b := read[streetBackupView](t, f.street(exitOK, "backup", disk, "--json").out)
	if b.ID == "" || b.Pages == 0 || b.New != b.Pages || b.Desks != 1 {
		t.Errorf("backup tells %+v", b)
	}
	if got := f.street(exitOK, "backup", disk).out; !strings.Contains(got, "新增 0 份") {
		t.Errorf("a second backup tells %s", got)
	}
	m := read[shiftedView](t, f.street(exitOK, "restore", disk, b.ID, "--data", place, "--json").out)
	if m.Backup != b.ID || m.Rows == 0 || m.Pages != b.Pages || m.Lost != 0 {
		t.Errorf("restore tells %+v", m)
	}
	f.street(exitProblem, "restore", disk, "--data", place)
	f.street(exitNotFound, "restore", t.TempDir(), "--data", filepath.Join(t.TempDir(), "x"))
	moved := filepath.Join(t.TempDir(), "moved")
	if got := f.street(exitOK, "migrate", moved).out; !strings.Contains(got, "逐行核对") {
		t.Errorf("migrate tells %s", got)
	}
	if got := read[tendedView](t, f.street(exitOK, "tend", "--backup", disk, "--json").out); got.Read != 1 || got.Wanted != 0 {
		t.Errorf("tend tells %+v", got)
	}
	for i, at := range []string{place, moved} {
		file := filepath.Join(t.TempDir(), "cases.csv")
		f.street(exitOK, "export", file, "--data", at)
		table, err := os.ReadFile(file)
		if err != nil || !strings.HasPrefix(string(table), "\ufeff编号,") || !strings.Contains(string(table), accepted.No) {
			t.Errorf("%d: cases are exported as %s, %v", i, table, err)
		}
		f.street(exitProblem, "export", file, "--data", at) // which is there already
	}
	file := filepath.Join(t.TempDir(), "lines")
	if got := read[exportedView](t, f.street(exitOK, "export", file, "--desk", "110101001001-01", "--json").out); got.Rows < 5 {
		t.Errorf("export tells %+v", got)
	}
	lines, err := os.ReadFile(file)
	if n := bytes.Count(lines, []byte("\n")); err != nil || n < 5 || !bytes.HasPrefix(lines, []byte(`{"v":1,`)) {
		t.Errorf("%d lines of the desk are exported: %v", n, err)
	}
	f.street(exitOK, "revoke", "110101001001-01")
	f.street(exitNotFound, "revoke", "110101001001-77")
	f.fails(exitProblem, "sync.revoked", "sync")
}

func TestCellIsNoFormula(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "=1+1": "'=1+1", " \u00a0=1": "'=1", "＝1": "'＝1", "-": "'-", "a=b": "a=b", "@x": "'@x",
	} {
		if got := cell(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// steadyStreet replaces what differs from run to run at the street.
func (f *folder) steadyStreet(s string) string {
	return regexp.MustCompile(`"(off_ms|lines|journal_n)": -?\d+`).ReplaceAllString(f.steady(s), `"$1": 0`)
}

func TestStreetUsage(t *testing.T) {
	t.Parallel()
	f := empty(t)
	for _, args := range [][]string{
		{}, {"serv"}, {"code"}, {"decide", "x"}, {"--demo", "desks"}, {"serve", "--addr"},
	} {
		f.street(exitUsage, args...)
	}
	f.street(exitProblem, "code", "110101001001")
	f.street(exitProblem, "code", "11010100100-01")
	f.street(exitConfig, "serve", "--addr", "0.0.0.0:0")
	if got := f.street(exitOK, "desks", "--json").out; got != "[]\n" {
		t.Errorf("a new centre has %s", got)
	}
}
