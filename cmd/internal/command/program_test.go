package command

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
)

// updating reports whether golden files and the manual are to be written anew;
// the flag is that of screentest.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

// bin is the folder of the two programs, built once.
var bin string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "xiaochuang-command-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	bin = dir
	const to = "xiaochuang/cmd/internal/command."
	build := exec.Command("go", "build", "-ldflags", "-X "+to+"version=v0.0-test -X "+to+"built=2025-01-01T08:00:00+08:00",
		"-o", dir+"/", "../../xiaochuang", "../../xiaochuang-centre")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	if list := unproved(); code == 0 && len(list) > 0 {
		fmt.Fprintf(os.Stderr, "no test saw a command write %q\n", list)
		code = 1
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// A folder is a data folder with the real programs over it.
type folder struct {
	t     *testing.T
	dir   string
	demo  bool
	shift time.Duration
}

// empty is a data folder that is not there yet.
func empty(t *testing.T) *folder {
	t.Helper()
	return &folder{t: t, dir: filepath.Join(t.TempDir(), "data")}
}

// morning is the instant at which demonstrations begin: a Monday, far from
// midnight, in a year whose holidays are known.
var morning = time.Date(2026, 3, 2, 10, 0, 0, 0, desk.Beijing)

// demonstration is a folder of the demonstration with the three matters of
// testdata, so that goldens do not follow the embedded ones.
func demonstration(t *testing.T) *folder {
	t.Helper()
	f := empty(t)
	f.demo, f.shift = true, time.Until(morning)
	b, err := os.ReadFile(filepath.Join("testdata", "catalogue.json"))
	if err == nil {
		err = os.MkdirAll(f.dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(f.dir, "catalogue.json"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// An ended is a program that has ended.
type ended struct {
	code     int
	out, err string
}

// command is a program with arguments, ready to start.
func (f *folder) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, filepath.Join(bin, program), args...)
	c.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + f.t.TempDir(), "LANG=C.UTF-8", "TERM=xterm-256color",
		"XIAOCHUANG_DATA=" + f.dir, "XIAOCHUANG_CENTRE_DATA=" + f.dir + "-street",
	}
	return c
}

// run runs a command of the desk to its end.
func (f *folder) run(args ...string) ended {
	f.t.Helper()
	return f.runs("xiaochuang", append(f.flags(), args...)...)
}

// flags are those that a demonstration needs.
func (f *folder) flags() []string {
	if !f.demo {
		return nil
	}
	return []string{"--demo", "--clock-shift", f.shift.String()}
}

// runs runs a program to its end.
func (f *folder) runs(program string, args ...string) ended {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 60*time.Second)
	defer cancel()
	c := f.command(ctx, program, args...)
	var out, err bytes.Buffer
	c.Stdout, c.Stderr = &out, &err
	_ = c.Run() // the code tells
	e := ended{code: c.ProcessState.ExitCode(), out: out.String(), err: err.String()}
	f.harmless(strings.Join(args, " "), e)
	return e
}

// ok runs a command that must end well and returns what it wrote.
func (f *folder) ok(args ...string) string {
	f.t.Helper()
	e := f.run(args...)
	if e.code != 0 {
		f.t.Fatalf("%q ended with %d\n%s%s", args, e.code, e.out, e.err)
	}
	if e.err != "" {
		f.t.Errorf("%q ended well and wrote to stderr: %s", args, e.err)
	}
	return e.out
}

// fails runs a command that must end with a code and the short code, in one
// Chinese sentence on stderr.
func (f *folder) fails(code int, short string, args ...string) ended {
	f.t.Helper()
	e := f.run(args...)
	if e.code != code {
		f.t.Errorf("%q ended with %d, want %d\n%s%s", args, e.code, code, e.out, e.err)
	}
	first, rest, _ := strings.Cut(e.err, "\n")
	if !strings.HasPrefix(first, "小窗：") || !strings.Contains(first, "代码 "+short) {
		f.t.Errorf("%q wrote to stderr %q, want a sentence with the code %s", args, e.err, short)
	}
	if rest != "" && (code != exitUsage || strings.Count(rest, "\n") != 1) {
		f.t.Errorf("%q wrote more than its sentence: %q", args, rest)
	}
	return e
}

// harmless holds that nothing a terminal would act on was written.
func (f *folder) harmless(what string, e ended) {
	f.t.Helper()
	if strings.Contains(what, "--as pdf") || strings.Contains(what, "--as escpos") {
		return
	}
	for _, r := range e.out + e.err {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			f.t.Errorf("%s writes the character %U", what, r)
			return
		}
	}
}

// open opens the folder in this process, to do what no command does.
func (f *folder) open() *wire.Desk {
	f.t.Helper()
	d, err := wire.Open(f.t.Context(), wire.Options{Data: f.dir, Demo: f.demo, Shift: f.shift})
	if err != nil {
		f.t.Fatal(err)
	}
	return d
}

func (f *folder) close(d *wire.Desk) {
	f.t.Helper()
	if err := d.Close(); err != nil {
		f.t.Fatal(err)
	}
}

// Invented people, born in 1900 or earlier, with a valid check character (GB
// 11643-1999).
const (
	applicantNumber = "110101189912310016"
	applicantPhone  = "13800000000"
	agentNumber     = "110101190001010017"
)

// checked replaces the last character of a citizen number by the right one.
func checked(number string) string {
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(number[i]-'0')
	}
	return number[:17] + string("10X98765432"[sum%11])
}

// casework takes two cases in and records a question, as the screens would.
func (f *folder) casework() (accepted, collected desk.Case) {
	f.t.Helper()
	d := f.open()
	defer f.close(d)
	ctx := f.t.Context()
	by := d.Duty("u01", 1)
	v, err := d.Hall.WalkIn(ctx, d.Mint(), by, desk.TakeOrder{})
	if err != nil {
		f.t.Fatal(err)
	}
	take := func(m desk.Mode, end func(context.Context, string, desk.Duty, desk.Case) (desk.Taken, error)) desk.Case {
		draft, err := d.Intake.Begin(ctx, d.Mint(), by, first(f.t, d, m), v)
		if err != nil {
			f.t.Fatal(err)
		}
		c := draft.Case
		c.Private.Applicant = desk.Person{
			Name: "张秀英", Document: "111", Number: checked(applicantNumber), Phone: applicantPhone, Source: desk.Typed,
		}
		c.Private.Agent = &desk.Person{Name: "李建国", Document: "111", Number: checked(agentNumber), Source: desk.Typed}
		for i := range c.Materials {
			c.Materials[i].State = desk.MaterialComplete
		}
		taken, err := end(ctx, d.Mint(), by, c)
		if err != nil {
			f.t.Fatal(err)
		}
		return taken.Case
	}
	accepted = take(desk.ModeAccept, d.Intake.Accept)
	collected = take(desk.ModeCollect, d.Intake.Receive)
	_, err = d.Counter.Ask(ctx, d.Mint(), by, desk.AskOrder{
		Ticket: v.ID, Channel: desk.AskedAtWindow, State: desk.InquiryOpen,
		Private: desk.InquiryPrivate{Asker: "张秀英", Phone: applicantPhone, Words: "电话 " + applicantPhone + " 问补贴"},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return accepted, collected
}

// first is the first item of a mode without situations.
func first(t *testing.T, d *wire.Desk, m desk.Mode) string {
	t.Helper()
	for _, it := range d.Catalogue.Items() {
		if it.Mode == m && len(it.Situations) == 0 && len(it.Materials) > 1 {
			return it.ID
		}
	}
	t.Fatalf("no item of mode %s", m)
	return ""
}

// steady replaces what differs from run to run.
func (f *folder) steady(s string) string {
	s = strings.ReplaceAll(s, f.dir, "<data>")
	for _, r := range []struct{ form, by string }{
		{`\b[0-9A-HJKMNP-TV-Z]{26}\b`, "<id>"},
		{`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+08:00)`, "<time>"},
		{`\b[0-9a-f]{64}\b`, "<hash>"},
		{`"(took_ms|bytes)": \d+`, `"$1": 0`},
	} {
		s = regexp.MustCompile(r.form).ReplaceAllString(s, r.by)
	}
	return s
}

// golden compares with testdata/name.
func (f *folder) golden(name, got string) {
	f.t.Helper()
	path := filepath.Join("testdata", name)
	if updating() {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			f.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		f.t.Fatal(err)
	}
	if got != string(want) {
		f.t.Errorf("%s differs; got:\n%s\nwant:\n%s", name, got, want)
	}
}

// read decodes JSON that a command wrote.
func read[T any](t *testing.T, out string) T {
	t.Helper()
	var v T
	d := json.NewDecoder(strings.NewReader(out))
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if d.More() {
		t.Fatalf("more than one document: %s", out)
	}
	return v
}
