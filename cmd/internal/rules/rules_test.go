// Package rules holds the rules of the house as tests: who may import whom,
// how long a file may be, and where Chinese sentences stand.
package rules

import (
	"bufio"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

const module = "xiaochuang/"

// root is the top of the checkout, seen from this package.
const root = "../../.."

// sources calls f with every Go file of the project and the folder it is in.
func sources(t *testing.T, f func(path, dir string)) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		if d.IsDir() {
			if rel != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "bin" || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(rel, ".go") {
			n++
			f(rel, filepath.Dir(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 20 {
		t.Fatalf("only %d Go files found under %s: the walk is broken", n, root)
	}
}

// imports lists our own packages that a file imports, without the module.
func imports(t *testing.T, path string) (ours, foreign []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, path), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range f.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		if rest, ok := strings.CutPrefix(p, module); ok {
			ours = append(ours, rest)
		} else {
			foreign = append(foreign, p)
		}
	}
	return ours, foreign
}

// allowed reports whether a package in dir may import one of ours.
func allowed(dir, imp string) bool {
	under := func(p string) bool { return dir == p || strings.HasPrefix(dir, p+"/") }
	to := func(p string) bool { return imp == p || strings.HasPrefix(imp, p+"/") }
	switch {
	case dir == "desk":
		return false
	case under("desk"):
		return to("desk")
	case dir == "store/centre/client":
		return to("desk") || imp == "store/seal"
	case under("store/centre"):
		return to("desk") || to("store/centre") || imp == "store/sqlite" || imp == "store/blob" || imp == "store/seal" || imp == "store/parcel"
	case dir == "store" || dir == "store/storetest":
		return to("desk") || imp == "store" || imp == "store/sqlite" || imp == "store/blob" || imp == "store/seal" || imp == "store/parcel"
	case dir == "store/blob", dir == "store/parcel":
		return imp == "desk" || imp == "store/seal"
	case under("store"):
		return imp == "desk"
	case under("peripherals/sim"), under("peripherals/devtest"):
		return to("desk") || to("peripherals")
	case under("peripherals"):
		family := strings.Join(strings.SplitN(dir, "/", 3)[:2], "/")
		return imp == "desk" || imp == "desk/notice" || imp == "peripherals/serial" || to(family)
	case dir == "tui/ui", dir == "tui/text":
		return to("desk")
	case dir == "tui/screentest":
		return imp == "tui/ui"
	case dir == "tui":
		return to("desk") || to("tui")
	case under("tui"):
		return to("desk") || imp == "tui/ui" || imp == "tui/text"
	case dir == "cmd/internal/wire", dir == "cmd/internal/e2e", dir == "cmd/internal/rehearsal":
		return true
	case dir == "cmd/internal/command":
		return imp == "cmd/internal/wire" || imp == "tui/text" || to("desk")
	case under("cmd"):
		return imp == "cmd/internal/command" || imp == "cmd/internal/wire"
	}
	return false
}

// madeForTests reports whether every test may import a package: the contract
// suites, the simulators, packages named so, and the real store, since rules,
// screens and the centre are tested on a real one.
func madeForTests(imp string) bool {
	return strings.HasSuffix(imp, "test") || imp == "peripherals/sim" || imp == "store"
}

func TestImportDirections(t *testing.T) {
	sources(t, func(path, dir string) {
		test := strings.HasSuffix(path, "_test.go")
		ours, foreign := imports(t, path)
		for _, imp := range ours {
			if test && (imp == dir || madeForTests(imp) || dir == "desk" && strings.HasPrefix(imp, "desk/")) {
				continue // use cases are tested with the real guide, calendar and identities
			}
			if strings.HasPrefix(imp, "desk/") && strings.HasPrefix(dir, "tui/") && imp == "desk/uplink" {
				t.Errorf("%s imports %s: a screen asks a port", path, imp)
			}
			if !allowed(dir, imp) {
				t.Errorf("%s must not import %s", path, imp)
			}
		}
		if test || !(dir == "desk" || strings.HasPrefix(dir, "desk/")) {
			return
		}
		for _, imp := range foreign {
			for _, bad := range []string{"os", "net", "net/http", "database/sql", "os/exec", "syscall"} {
				if imp == bad {
					t.Errorf("%s imports %s: the domain does no I/O", path, imp)
				}
			}
		}
	})
}

// TestImportRulesCanFail is the control of the table above.
func TestImportRulesCanFail(t *testing.T) {
	for _, bad := range [][2]string{
		{"desk", "desk/guide"},
		{"desk/guide", "store"},
		{"store", "tui/ui"},
		{"peripherals/pad", "peripherals/idcard"},
		{"peripherals/pad", "store"},
		{"tui/counter", "tui/guide"},
		{"tui/counter", "store"},
		{"cmd/xiaochuang", "desk"},
	} {
		if allowed(bad[0], bad[1]) {
			t.Errorf("%s may import %s, which the design forbids", bad[0], bad[1])
		}
	}
	for _, good := range [][2]string{
		{"desk/guide", "desk"},
		{"store", "store/sqlite"},
		{"peripherals/printer/pdf", "desk/notice"},
		{"peripherals/idcard", "peripherals/serial"},
		{"tui/counter", "tui/ui"},
		{"cmd/internal/wire", "store"},
	} {
		if !allowed(good[0], good[1]) {
			t.Errorf("%s may not import %s, which the design allows", good[0], good[1])
		}
	}
}

func TestClockOnlyInClock(t *testing.T) {
	sources(t, func(path, dir string) {
		if strings.HasSuffix(path, "_test.go") || !(dir == "desk" || strings.HasPrefix(dir, "desk/")) || path == "desk/clock.go" {
			return
		}
		b, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "time.Now()") {
			t.Errorf("%s reads the clock; only desk/clock.go may", path)
		}
	})
}

func TestFileSizes(t *testing.T) {
	sources(t, func(path, dir string) {
		b, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		limit := 500
		if path == "tui/app.go" {
			limit = 400
		}
		if n := strings.Count(string(b), "\n"); n > limit {
			t.Errorf("%s has %d lines, the limit is %d", path, n, limit)
		}
	})
}

// sentences counts the string literals of a file that hold a Chinese sentence:
// four or more Chinese characters in a row.
func sentences(path string) ([]int, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var at []int
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		line, _, _ := strings.Cut(sc.Text(), "//")
		for i, part := range strings.Split(line, `"`) {
			if i%2 == 0 {
				continue
			}
			run := 0
			for _, r := range part {
				if unicode.Is(unicode.Han, r) {
					run++
				} else {
					run = 0
				}
				if run == 4 {
					at = append(at, n)
					break
				}
			}
		}
	}
	return at, sc.Err()
}

// TestChineseStandsInItsPlace keeps what a clerk can read in tui/text and in
// templates, where it can be reviewed as a whole.
func TestChineseStandsInItsPlace(t *testing.T) {
	places := []string{"tui/text", "desk/notice", "desk/guide", "desk/identity", "desk/calendar", "desk/practice", "peripherals/sim", "store/centre/web"}
	sources(t, func(path, dir string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		for _, p := range places {
			if dir == p || strings.HasPrefix(dir, p+"/") {
				return
			}
		}
		at, err := sentences(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		if len(at) > 0 {
			t.Errorf("%s holds Chinese sentences on lines %v; they belong in tui/text or a template", path, at)
		}
	})
}

// TestDatabaseFilesAreSQLitesOwn forbids opening the database by other means:
// closing such a descriptor drops SQLite's locks.
func TestDatabaseFilesAreSQLitesOwn(t *testing.T) {
	sources(t, func(path, dir string) {
		if strings.HasSuffix(path, "_test.go") || dir == "store/sqlite" {
			return
		}
		b, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(b), "\n") {
			for _, open := range []string{"os.Open(", "os.ReadFile(", "os.OpenFile(", "os.Create("} {
				if strings.Contains(line, open) && (strings.Contains(line, ".db") || strings.Contains(line, "-wal") || strings.Contains(line, "-shm")) {
					t.Errorf("%s:%d opens a database file", path, n+1)
				}
			}
		}
	})
}

// TestTerminalIsWrittenByTheRendererOnly forbids the two ways round it.
func TestTerminalIsWrittenByTheRendererOnly(t *testing.T) {
	sources(t, func(path, dir string) {
		b, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		if dir == "cmd/internal/rules" {
			return
		}
		for _, bad := range []string{"tea.Println(", "tea.Printf(", "WindowTitle ="} {
			if strings.Contains(string(b), bad) {
				t.Errorf("%s uses %s, which passes control sequences to the terminal", path, bad)
			}
		}
	})
}

// TestRendererKeepsChinese guards the version below which characters vanish.
func TestRendererKeepsChinese(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(b), "\n") {
		if _, v, ok := strings.Cut(line, "github.com/charmbracelet/ultraviolet "); ok {
			stamp := strings.Split(strings.Fields(v)[0], "-")
			if len(stamp) < 3 || stamp[1][:8] < "20260811" {
				t.Fatalf("ultraviolet %s loses Chinese characters; 20260811 or later is needed", v)
			}
			return
		}
	}
	t.Fatal("go.mod names no version of ultraviolet")
}
