package desk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"xiaochuang/desk"
)

// declaredKinds reads the constants of type ActKind from the package's source.
func declaredKinds(t *testing.T) map[desk.ActKind]string {
	t.Helper()
	out := map[desk.ActKind]string{}
	files, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := v.Type.(*ast.Ident); !ok || id.Name != "ActKind" || len(v.Values) != 1 {
				return true
			}
			k, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out[desk.ActKind(k)] = v.Names[0].Name
			return true
		})
	}
	return out
}

// A kind that is declared and not listed would be set aside by every centre.
func TestActKindsHoldsEveryKind(t *testing.T) {
	declared, listed := declaredKinds(t), desk.ActKinds()
	for k, name := range declared {
		if !slices.Contains(listed, k) {
			t.Errorf("%s is not in kinds of kinds.go", name)
		}
	}
	if len(listed) != len(declared) || len(listed) < 60 {
		t.Errorf("%d kinds are listed, %d declared", len(listed), len(declared))
	}
}
