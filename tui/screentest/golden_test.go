package screentest

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"xiaochuang/tui/ui"
)

// recorder notes what a test would have said.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Errorf(f string, a ...any) { r.said += fmt.Sprintf(f, a...) }
func (r *recorder) Fatalf(f string, a ...any) { r.said += fmt.Sprintf(f, a...); panic(r) }

func golden(r *recorder, name string, f *ui.Frame) {
	defer func() {
		if e := recover(); e != nil && e != any(r) {
			panic(e)
		}
	}()
	Golden(r, name, f)
}

func TestGoldenCanFail(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	want := "王秀英\n\n~ 10×2, cursor 6,0, selected 0:0-5\n"
	if err := os.WriteFile("testdata/name.txt", []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
	f := ui.NewFrame(10, 2)
	f.Put(0, 0, ui.Selected, "王秀英")
	f.Cursor(6, 0)
	var same, moved, missing recorder
	golden(&same, "name", f)
	if same.said != "" {
		t.Errorf("an equal screen differs: %s", same.said)
	}
	f.Cursor(7, 0)
	golden(&moved, "name", f)
	if !strings.Contains(moved.said, "differs") {
		t.Errorf("a moved cursor is not seen: %q", moved.said)
	}
	golden(&missing, "nothing", f)
	if !strings.Contains(missing.said, "-update") {
		t.Errorf("a missing file passes: %q", missing.said)
	}
}
