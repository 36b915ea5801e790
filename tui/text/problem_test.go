package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk"
)

const root = "../.."

// files parses the Go files of a folder, tests left out.
func files(t *testing.T, dir string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no Go files in %s: %v", dir, err)
	}
	var out []*ast.File
	for _, n := range names {
		if strings.HasSuffix(n, "_test.go") {
			continue
		}
		src, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), n, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// literal returns the value of a string literal.
func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// codes lists the string constants of a folder whose names begin with a prefix,
// or whose type has the name given.
func codes(t *testing.T, dir, prefix, typ string) []string {
	t.Helper()
	var out []string
	for _, f := range files(t, dir) {
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			named := false
			if id, ok := v.Type.(*ast.Ident); ok {
				named = typ != "" && id.Name == typ
			}
			for i, name := range v.Names {
				if i >= len(v.Values) || !(named || typ == "" && strings.HasPrefix(name.Name, prefix)) {
					continue
				}
				if s, ok := literal(v.Values[i]); ok && s != "" {
					out = append(out, s)
				}
			}
			return true
		})
	}
	if len(out) == 0 {
		t.Fatalf("no codes found in %s", dir)
	}
	return out
}

// general reports whether a sentence is one that any problem of its kind gets.
func general(s string) bool {
	for _, k := range kinds {
		if strings.HasPrefix(s, strings.SplitN(k, "{", 2)[0]) {
			return true
		}
	}
	return strings.HasPrefix(s, "没有办成")
}

// TestEveryFindingHasItsWords holds that no finding on a number is worded as
// just any wrong input.
func TestEveryFindingHasItsWords(t *testing.T) {
	for _, code := range codes(t, "desk/identity", "", "Code") {
		for _, prefix := range []string{"identity.", "phone."} {
			if (prefix == "phone.") != (code == "phone_shape") {
				continue
			}
			if s := Problem(&desk.Problem{Kind: desk.Invalid, What: prefix + code}); general(s) {
				t.Errorf("%s%s has no words of its own", prefix, code)
			}
		}
	}
}

// TestEveryDeviceCodeHasItsWords holds that a clerk never reads 原因不明 for a
// code that a driver of ours gives.
func TestEveryDeviceCodeHasItsWords(t *testing.T) {
	for _, d := range []struct {
		dir, prefix string
		family      desk.Family
	}{
		{"peripherals/serial", "Code", desk.FamilyReader},
		{"peripherals/idcard", "Code", desk.FamilyReader},
		{"peripherals/pad", "Code", desk.FamilyPad},
	} {
		for _, code := range codes(t, d.dir, d.prefix, "") {
			if strings.Contains(code, ".") {
				if s := Problem(&desk.Problem{Kind: desk.Invalid, What: code}); general(s) {
					t.Errorf("%s of %s has no words of its own", code, d.dir)
				}
				continue
			}
			if no, _, _ := Cause(d.family, code); strings.HasSuffix(no, "-99") {
				t.Errorf("%s of %s has no number and no words", code, d.dir)
			}
		}
	}
	for _, d := range []struct {
		file   string
		family desk.Family
	}{{"peripherals/scanner", desk.FamilyScanner}, {"peripherals/printer", desk.FamilyPrinter}} {
		n := 0
		for _, f := range files(t, d.file) {
			if !strings.Contains(f.Name.Name, "scanner") && !strings.Contains(f.Name.Name, "printer") {
				continue
			}
			for _, decl := range f.Decls {
				g, ok := decl.(*ast.GenDecl)
				if !ok || g.Tok != token.CONST {
					continue
				}
				for _, s := range g.Specs {
					v := s.(*ast.ValueSpec)
					for i, name := range v.Names {
						if i >= len(v.Values) || !ast.IsExported(name.Name) {
							continue
						}
						code, ok := literal(v.Values[i])
						if !ok || code != strings.ToLower(code) || strings.ContainsAny(code, "/.") {
							continue // a media type, a name
						}
						n++
						if no, _, _ := Cause(d.family, code); strings.HasSuffix(no, "-99") {
							t.Errorf("%s of %s has no number and no words", code, d.file)
						}
					}
				}
			}
		}
		if n < 10 {
			t.Errorf("only %d codes found in %s", n, d.file)
		}
	}
}

// TestEveryRefusalHasItsWords holds that whatever a use case refuses, the clerk
// reads why.
func TestEveryRefusalHasItsWords(t *testing.T) {
	n := 0
	for _, f := range files(t, "desk") {
		ast.Inspect(f, func(node ast.Node) bool {
			c, ok := node.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if id, ok := c.Type.(*ast.Ident); !ok || id.Name != "Problem" {
				return true
			}
			for _, e := range c.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok || kv.Key.(*ast.Ident).Name != "What" {
					continue
				}
				what, ok := literal(kv.Value)
				if !ok || what == "line.at" { // a line that no clerk has written
					continue
				}
				n++
				if s := Problem(&desk.Problem{Kind: desk.Blocked, What: what, Open: []string{"A001"}}); general(s) {
					t.Errorf("%q has no words of its own", what)
				}
			}
			return true
		})
	}
	if n < 20 {
		t.Errorf("only %d refusals found in desk", n)
	}
}

// sentenceCells is what the row above the key line holds at 80 columns.
const sentenceCells = 77

// TestSentencesFit holds that what a clerk reads above the key line is Chinese,
// is a sentence, and is not cut off in the smallest window.
func TestSentencesFit(t *testing.T) {
	all := map[string]string{}
	for k, s := range whats {
		if !strings.HasPrefix(k, "console.") && !strings.HasPrefix(k, "live.") { // said when no screen is open
			all[k] = s
		}
	}
	for k, s := range identities {
		all[k] = s
	}
	for k, s := range transcripts {
		all[k] = s
	}
	for k, s := range custodies {
		all[k] = s
	}
	for k, s := range carries {
		all[k] = s
	}
	for k, s := range kinds {
		all[string(k)] = s
	}
	for k, s := range all {
		p := &desk.Problem{Holder: "2", Open: []string{"A001"}}
		if w := ansi.StringWidth(fill(s, p)); w > sentenceCells {
			t.Errorf("%s takes %d cells, there are %d: %s", k, w, sentenceCells, s)
		}
		if !strings.ContainsAny(s[len(s)-3:], "。）") && !strings.HasSuffix(s, "}") {
			t.Errorf("%s is not a sentence: %s", k, s)
		}
		run := 0
		for _, r := range s {
			if r < unicode.MaxASCII && unicode.IsLetter(r) {
				run++
			} else {
				run = 0
			}
			if run > 5 && !strings.Contains(s, ".toml") && !strings.Contains(s, "doctor") {
				t.Errorf("%s says a foreign word: %s", k, s)
				break
			}
		}
	}
}

// TestFaultsAreInPlainWords holds that what the clerk reads of a device's fault has
// no word of a driver's: only names that stand on the things themselves.
func TestFaultsAreInPlainWords(t *testing.T) {
	names := []string{"A4", "scanimage", "sane-utils", "seat.toml", "P", "15"}
	for code, c := range causes {
		for _, s := range c[1:] {
			for _, n := range names {
				s = strings.ReplaceAll(s, n, "")
			}
			if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) }) {
				t.Errorf("%s: %q", code, c)
			}
		}
	}
	for _, f := range []desk.Family{
		desk.FamilyReader, desk.FamilyScanner, desk.FamilyPad, desk.FamilyPrinter, desk.FamilyTicket, desk.FamilyCaller, desk.FamilyCentre,
	} {
		phone, what, next := Cause(f, "media-jam-error: Paper jam in tray 2")
		if phone != DeviceLetter(f)+"-99" || strings.Contains(what+next, "jam") || next == "" {
			t.Errorf("a code nobody knows: %s %s %s", phone, what, next)
		}
		h := desk.Health{Family: f, State: desk.DeviceFault, Code: "jam"}
		if s, _, next := WhyLampSays(h); !strings.Contains(s, "业务照办") || next == "" {
			t.Errorf("%s does not say what is safe: %s %s", f, s, next)
		}
	}
}
