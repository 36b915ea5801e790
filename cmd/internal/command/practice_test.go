package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/tui/screentest"
)

func TestSceneIsChecked(t *testing.T) {
	t.Parallel()
	f := empty(t)
	good, err := os.ReadFile("../../../desk/practice/scenes/senior-card-notice.toml")
	if err != nil {
		t.Fatal(err)
	}
	if v := read[sceneView](t, f.ok("practice", "--check", fileWith(t, "good.toml", string(good)), "--json")); !v.Playable {
		t.Errorf("a scene of the program is %+v", v)
	}
	bad := strings.Replace(string(good), "title", "titel", 1)
	e := f.fails(exitProblem, "scene", "practice", "--check", fileWith(t, "bad.toml", bad))
	if !strings.Contains(e.out, "bad.toml 第 ") || !strings.Contains(e.out, "titel") {
		t.Errorf("a slip of the finger is told as %q", e.out)
	}
	f.fails(exitNotFound, "scene.file", "practice", "--check", "none.toml")
	f.fails(exitUsage, "usage", "practice") // no terminal
	if _, err := os.Stat(f.dir); !os.IsNotExist(err) {
		t.Errorf("checking a scene made a folder: %v", err)
	}
}

// TestPracticeAndTheDeskKeepApart opens practice in a terminal, and finds that
// neither opens the folder of the other.
func TestPracticeAndTheDeskKeepApart(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.ok("ticket", "take")
	practice := screentest.Start(t, f.command(t.Context(), "xiaochuang", "practice"), 80, 24)
	practice.WaitFor("演练")
	if _, err := os.Stat(filepath.Join(f.dir+"-practice", "desk.db")); err != nil {
		t.Errorf("practice has no folder of its own: %v", err)
	}
	e := f.runs("xiaochuang", append(f.flags(), "--data", f.dir+"-practice", "ticket", "take")...)
	if e.code != exitProblem || !strings.Contains(e.err, "代码 live.practice") {
		t.Errorf("a desk on the folder of practice ended with %d: %s", e.code, e.err)
	}
	live := screentest.Start(t, f.command(t.Context(), "xiaochuang", "practice", "--data", f.dir), 160, 24)
	if code := live.Exit(10 * time.Second); code != exitProblem || !strings.Contains(live.Text(), "practice.live") {
		t.Errorf("practice on live data ended with %d:\n%s", code, live.Text())
	}
}
