package command

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// conform runs centre-conformance in this process.
func conform(t *testing.T, args ...string) ended {
	t.Helper()
	var out, err bytes.Buffer
	code := Conformance(args, os.Stdin, &out, &err)
	e := ended{code: code, out: out.String(), err: err.String()}
	empty(t).harmless(strings.Join(args, " "), e)
	return e
}

// code gets a one-time code from the street's program for the desk that is
// played.
func (f *folder) code() string {
	f.t.Helper()
	return read[codeView](f.t, f.street(exitOK, "code", "110101001001-99", "--json").out).Code
}

// TestConformanceOfOurCentre proves the real program, and that one of its answers
// in another's name proves nothing.
func TestConformanceOfOurCentre(t *testing.T) {
	t.Parallel()
	f := empty(t)
	url := f.serve()
	e := conform(t, "--url", url, "--code", f.code())
	if e.code != exitOK || e.err != "" || strings.Contains(e.out, "未") && !strings.Contains(e.out, "未通过 0，未能核对 0") {
		t.Errorf("ended with %d\n%s%s", e.code, e.out, e.err)
	}
	for _, want := range []string{"通过  events.gap", "符合第 1 级", "409 gap"} {
		if !strings.Contains(e.out, want) {
			t.Errorf("the table has no %q:\n%s", want, e.out)
		}
	}
	v := read[conformanceView](t, conform(t, "--url", url, "--code", f.code(), "--only", "hello.,enrol.once", "--json").out)
	if !v.Proven || v.Passed != len(v.Checks) || v.Failed+v.Unproven != 0 || len(v.Only) != 2 || v.Level != 1 {
		t.Errorf("some checks tell %+v", v)
	}
	e = conform(t, "--url", url, "--code", "2222-2222-2222", "--only", "hello.opens")
	if e.code != exitProblem || !strings.Contains(e.out, "应为：200；实际：403 code") || !strings.Contains(e.out, "不能证明符合") {
		t.Errorf("with a wrong code %d\n%s", e.code, e.out)
	}
}

// TestConformanceAsksTheStreet answers the two cases while the run waits.
func TestConformanceAsksTheStreet(t *testing.T) {
	t.Parallel()
	f := empty(t)
	url, code := f.serve(), f.code()
	done := make(chan ended, 1)
	asked, says := make(chan []string, 1), &asking{said: make(chan string, 10)}
	go func() {
		var out bytes.Buffer
		c := Conformance([]string{"--url", url, "--code", code, "--level", "2", "--wait", "1m", "--only", "feed.", "--json"}, os.Stdin, &out, says)
		done <- ended{code: c, out: out.String()}
	}()
	go func() { asked <- regexp.MustCompile(`BJ-[0-9A-Z-]+`).FindAllString(<-says.said, -1) }()
	select {
	case nos := <-asked:
		if len(nos) != 2 {
			t.Fatalf("asked for %q", nos)
		}
		for _, no := range nos {
			f.street(exitOK, "decide", no, "accept")
		}
	case <-time.After(30 * time.Second):
		t.Fatal("nobody was asked")
	}
	if e := <-done; e.code != exitOK || !read[conformanceView](t, e.out).Proven {
		t.Errorf("ended with %d\n%s", e.code, e.out)
	}
}

// asking hands on what a run writes for people.
type asking struct{ said chan string }

func (a *asking) Write(b []byte) (int, error) {
	a.said <- string(b)
	return len(b), nil
}

// TestConformanceOfSomethingElse holds that what is no centre fails, and what it
// says does no harm to a terminal.
func TestConformanceOfSomethingElse(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "{\"code\":\"\x1b[2J\u202eabc\"}")
	}))
	defer srv.Close()
	e := conform(t, "--url", srv.URL, "--code", "SECRET-CODE", "--only", "enrol.,answer.")
	if e.code != exitProblem || !strings.Contains(e.out, "未通过") || strings.Contains(e.out+e.err, "SECRET-CODE") {
		t.Errorf("ended with %d\n%s%s", e.code, e.out, e.err)
	}
}

func TestConformanceUsage(t *testing.T) {
	t.Parallel()
	good := []string{"--url", "http://127.0.0.1:1", "--code", "x"}
	for _, args := range [][]string{
		{},
		{"--url", "http://127.0.0.1:1"},
		append(slices.Clone(good), "more"),
		append(slices.Clone(good), "--level", "5"),
		append(slices.Clone(good), "--level", "x"),
		append(slices.Clone(good), "--suite", "none"),
		append(slices.Clone(good), "--only", "nothing"),
		append(slices.Clone(good), "--only", "feed."), // Not of the first level.
		append(slices.Clone(good), "--only", "hello.,"),
		append(slices.Clone(good), "--wait", "-1s"),
		append(slices.Clone(good), "--no"),
		{"--url"},
	} {
		e := conform(t, args...)
		if e.code != exitUsage || !strings.HasPrefix(e.err, "中心核对：") || !strings.Contains(e.err, "centre-conformance --help") {
			t.Errorf("%q ended with %d: %s", args, e.code, e.err)
		}
	}
	for args, code := range map[string]string{
		"--url ftp://x --code x": "centre.url", "--url http://127.0.0.1:1 --code x --desk 1": "desk.name",
		"--url https://127.0.0.1:1 --code x --ca /nowhere": "centre.ca",
	} {
		e := conform(t, strings.Fields(args)...)
		if e.code != exitProblem || !strings.HasPrefix(e.err, "中心核对：") || !strings.Contains(e.err, "代码 "+code) {
			t.Errorf("%q ended with %d: %s", args, e.code, e.err)
		}
	}
	help := conform(t, "--help")
	for _, want := range []string{"--url 地址", "--level 级", "退出码", "  2  ", "centre-conformance --url"} {
		if help.code != exitOK || !strings.Contains(help.out, want) {
			t.Errorf("help has no %q:\n%s", want, help.out)
		}
	}
}

// TestEveryConformanceCheckIsWorded holds that each check has Chinese words.
func TestEveryConformanceCheckIsWorded(t *testing.T) {
	for _, c := range wire.ConformanceChecks() {
		if text.ConformanceAsks(c.ID) == "" {
			t.Errorf("%s has no words", c.ID)
		}
	}
}

// TestWirePageIsTrue holds the tables of docs/wire.md against the checks, and against the kinds of line.
func TestWirePageIsTrue(t *testing.T) {
	path := filepath.Join("..", "..", "..", "docs", "wire.md")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	had, is := string(b), string(b)
	for _, tt := range []struct{ name, table string }{{"kinds", kindsTable(t)}, {"checks", checksTable()}} {
		begin, end := "<!-- "+tt.name+" -->\n", "<!-- /"+tt.name+" -->\n"
		before, rest, ok := strings.Cut(is, begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok || !ok2 {
			t.Fatalf("%s has no place for the %s", path, tt.name)
		}
		is = before + begin + tt.table + end + after
	}
	if updating() {
		if err := os.WriteFile(path, []byte(is), 0o644); err != nil {
			t.Fatal(err)
		}
		had = is
	}
	if had != is {
		t.Error("docs/wire.md has other tables; go test ./cmd/internal/command -run TestWirePageIsTrue -update writes them")
	}
	for _, e := range text.ConformanceExits() {
		if !strings.Contains(had, fmt.Sprintf("| %d | %s |", e.Code, e.Means)) {
			t.Errorf("docs/wire.md does not explain exit code %d", e.Code)
		}
	}
}

// kindsTable is the table of the kinds of line, as a page has it.
func kindsTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("\n| kind | 意思 |\n| --- | --- |\n")
	for _, k := range desk.ActKinds() {
		if text.Act(k) == string(k) {
			t.Errorf("kind %s has no words in tui/text/acts.go", k)
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", k, text.Act(k))
	}
	return b.String() + "\n"
}

// checksTable is the table of the checks, as a page has it.
func checksTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n| %s | %s | %s |\n| --- | --- | --- |\n", text.ConformanceCheck, text.ConformanceLevel, text.ConformanceAsk)
	for _, c := range wire.ConformanceChecks() {
		fmt.Fprintf(&b, "| `%s` | %d | %s |\n", c.ID, c.Level, text.ConformanceAsks(c.ID))
	}
	return b.String() + "\n"
}
