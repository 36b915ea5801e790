package command

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
)

// TestNothingWithoutAStation holds that without a station file every command
// says what to run, numbers nobody and makes nothing.
func TestNothingWithoutAStation(t *testing.T) {
	t.Parallel()
	f := empty(t)
	for _, args := range [][]string{
		{"ticket", "take"},
		{"ticket", "call", "--window", "1"},
		{"ticket", "list"},
		{"guide", "search", "x"},
		{"case", "list"},
		{"paper", "list"},
		{"journal", "verify"},
		{"sync"},
		{"enrol", "http://127.0.0.1:1", "X"},
		{"catalogue", "import", "x.json"},
		{"calendar", "import", "x.json"},
		{"inquiry", "list"},
	} {
		e := f.fails(exitConfig, "config.none", args...)
		for _, want := range []string{"xiaochuang init", "xiaochuang --demo"} {
			if !strings.Contains(e.err, want) {
				t.Errorf("%v does not name %s: %s", args, want, e.err)
			}
		}
	}
	if e := f.run("doctor"); e.code != exitConfig {
		t.Errorf("doctor ended with %d\n%s", e.code, e.out)
	}
	if _, err := os.Stat(f.dir); !os.IsNotExist(err) {
		t.Errorf("the data folder was made: %v", err)
	}
}

func TestStationFile(t *testing.T) {
	t.Parallel()
	f := empty(t)
	if got := f.ok("init", f.dir, "--json"); !strings.Contains(got, "station.toml") {
		t.Errorf("init says %q", got)
	}
	f.fails(exitProblem, "config.exists", "init")
	if got := f.ok("ticket", "take"); !strings.Contains(got, "A001") {
		t.Errorf("with the template as it is, ticket take says %q", got)
	}
	path := filepath.Join(f.dir, "station.toml")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct{ from, to, code, says string }{
		{"[security]", "[securities]", "config.unknown_key", "securities"},
		{`code = "110101001001"`, `code = "11010100100"`, "config.twelve_digits", "第 5 行"},
		{`queue = true`, `queue = tru`, "config.syntax", "写法不对"},
	} {
		if err := os.WriteFile(path, []byte(strings.Replace(string(b), bad.from, bad.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if e := f.fails(exitConfig, bad.code, "ticket", "take"); !strings.Contains(e.err, bad.says) {
			t.Errorf("%s: the sentence is %s", bad.code, e.err)
		}
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	f := empty(t) // nothing here may open a desk
	for _, args := range [][]string{
		{},
		{"tikcet"},
		{"ticket"},
		{"ticket", "tak"},
		{"ticket", "take", "x"},
		{"ticket", "call"},
		{"--no"},
		{"-z"},
		{"ticket", "call", "--window"},
		{"ticket", "call", "--window", "x"},
		{"guide", "search"},
		{"guide", "show"},
		{"journal", "rebuild"},
		{"journal", "rebuild", "--check", "--yes"},
		{"enrol", "x"},
		{"init", "a", "b"},
		{"--clock-shift", "24h", "ticket", "list"},
		{"help", "nothing"},
		{"paper", "render", "x", "--as", "pdf"},
	} {
		e := f.fails(exitUsage, "usage", args...)
		if !strings.Contains(e.err, "看说明：xiaochuang help") {
			t.Errorf("%v does not lead to the help: %s", args, e.err)
		}
	}
	if e := f.run("tikcet"); !strings.Contains(e.err, "是不是要：xiaochuang ticket") {
		t.Errorf("a slip of the finger is answered by %s", e.err)
	}
	f = demonstration(t)
	f.fails(exitUsage, "usage", "ticket", "call", "--window", "7")
	f.fails(exitNotFound, "lane", "ticket", "take", "--lane", "Q")
	f.fails(exitNotFound, "item", "ticket", "take", "--item", "Q")
	f.fails(exitNotFound, "staff", "ticket", "take", "--staff", "Q")
	f.fails(exitNotFound, "queue.empty", "ticket", "call", "--window", "1")
}

func TestLockedAndUnreachable(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.ok("ticket", "take")
	d := f.open()
	defer f.close(d)
	f.fails(exitConfig, "centre.url", "enrol", "centre", "X")
	f.fails(exitConfig, "centre.plain", "enrol", "http://192.0.2.1", "X")
	f.fails(exitUnavailable, "sync.unreachable", "enrol", "http://127.0.0.1:1", "AAAA-BBBB-CCCC")
	release, err := d.Store.Lock("night")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if err := os.WriteFile(filepath.Join(f.dir, "centre.url"), []byte("http://127.0.0.1:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f.fails(exitLocked, "sync.running", "sync")
}

func TestCodesOfProblems(t *testing.T) {
	for _, tt := range []struct {
		err  error
		code int
	}{
		{errors.New("x"), exitProblem},
		{&desk.Problem{Kind: desk.Invalid, What: "x"}, exitProblem},
		{&desk.Problem{Kind: desk.Conflict, What: "x"}, exitProblem},
		{&desk.Problem{Kind: desk.ClockDoubt}, exitProblem},
		{&desk.Problem{Kind: desk.Full}, exitProblem},
		{&desk.Problem{Kind: desk.Denied}, exitProblem},
		{&desk.Problem{Kind: desk.NotFound}, exitNotFound},
		{&desk.Problem{Kind: desk.Blocked}, exitBlocked},
		{&desk.Problem{Kind: desk.Locked}, exitLocked},
		{&desk.Problem{Kind: desk.Unavailable}, exitUnavailable},
		{&desk.Problem{Kind: desk.Broken}, exitDamaged},
		{wire.ErrNoStation, exitConfig},
		{&wire.ConfigError{Code: "syntax"}, exitConfig},
		{&desk.Problem{Kind: desk.Invalid, What: "config", Cause: &wire.ConfigError{}}, exitConfig},
		{errors.Join(&desk.Problem{Kind: desk.Blocked}, errors.New("close")), exitBlocked},
	} {
		if got := exitOf(tt.err); got != tt.code {
			t.Errorf("%v ends with %d, want %d", tt.err, got, tt.code)
		}
	}
}

// TestPanicIsOneSentence runs a command that breaks and finds the stack in the
// log only.
func TestPanicIsOneSentence(t *testing.T) {
	dir := t.TempDir()
	var out, errs bytes.Buffer
	p := &program{name: "xiaochuang", out: &out, err: &errs, folder: func() string { return dir }}
	root := add(p.root(), leaf("break", exactly(0), func(*cobra.Command, []string) error { panic("broken glass") }))
	if code := p.run(root, []string{"break"}); code != exitProblem {
		t.Errorf("ended with %d", code)
	}
	if got := errs.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "代码 panic，日志 ") || strings.Contains(got, "glass") {
		t.Errorf("wrote %q", got)
	}
	log, err := os.ReadFile(filepath.Join(dir, "log", "xiaochuang.log"))
	if err != nil || !strings.Contains(string(log), "broken glass") || !strings.Contains(string(log), "exit_test.go") {
		t.Errorf("the log is %s, %v", log, err)
	}
	ref := strings.TrimSuffix(strings.TrimSpace(errs.String()[strings.Index(errs.String(), "日志 ")+len("日志 "):]), "）")
	if len(ref) != 4 || !strings.Contains(string(log), `"ref":"`+ref+`"`) {
		t.Errorf("the mark %q is not in the log", ref)
	}
}

// TestCauseIsInTheLogOnly lets a command fail for a reason with a cause.
func TestCauseIsInTheLogOnly(t *testing.T) {
	dir := t.TempDir()
	var out, errs bytes.Buffer
	p := &program{name: "xiaochuang", out: &out, err: &errs, folder: func() string { return dir }}
	cause := &desk.Problem{Kind: desk.Broken, What: "store", Cause: errors.New("page 7 malformed")}
	if code := p.end(cause); code != exitDamaged {
		t.Errorf("ended with %d", code)
	}
	log, err := os.ReadFile(filepath.Join(dir, "log", "xiaochuang.log"))
	if err != nil || !strings.Contains(string(log), "page 7 malformed") || strings.Contains(errs.String(), "page 7") {
		t.Errorf("stderr is %q, the log %s, %v", errs.String(), log, err)
	}
	errs.Reset()
	if code := p.end(context.Canceled); code != exitProblem || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("an interrupted command wrote %q", errs.String())
	}
}
