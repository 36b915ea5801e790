// Package screentest looks at screens as a person does: golden frames in plain
// text, and a terminal emulator around the running program. It is for tests
// and imports nothing of ours but tui/ui.
package screentest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/tui/ui"
)

var update = flag.Bool("update", false, "rewrite the golden screens in testdata")

// Golden compares the frame with testdata/<name>.txt of the calling package.
// With -update it writes the file instead: read the diff before you commit it.
// Below the screen stand the cursor and the selected stretches, which plain
// text does not show.
func Golden(t testing.TB, name string, f *ui.Frame) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	got := picture(f)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with -update", err)
	}
	if got != string(want) {
		t.Errorf("%s differs\n--- want\n%s--- got\n%s", path, want, got)
	}
}

// picture is the frame's text and a foot about what text cannot show.
func picture(f *ui.Frame) string {
	var b strings.Builder
	b.WriteString(f.Text())
	fmt.Fprintf(&b, "~ %d×%d", f.W(), f.H())
	if x, y, ok := f.CursorAt(); ok {
		fmt.Fprintf(&b, ", cursor %d,%d", x, y)
	}
	for y := range f.H() {
		for x := 0; x < f.W(); x++ {
			from := x
			for x < f.W() && selected(f.StyleAt(x, y)) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, ", selected %d:%d-%d", y, from, x-1)
			}
		}
	}
	b.WriteByte('\n')
	return b.String()
}

func selected(s ui.Style) bool { return s == ui.Selected || s == ui.SelectedHit }
