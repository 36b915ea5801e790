package wire

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/practice"
)

// ownScene is a scene as a trainer writes one.
const ownScene = `id = "own-scene"
title = "自编"
level = 1

[visitor]
name = "王试一"
mood = "calm"
rates = "declines"
says = ["开个证明。"]

[truth]
certificate = "alive"
ending = "referred"

[[rubric]]
name = "指引"
check = "referral"
points = 100
`

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOwnScenes(t *testing.T) {
	dir := t.TempDir()
	p, err := OpenPractice(t.Context(), Options{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, sceneFolder)
	write(t, own, "good.toml", ownScene)
	write(t, own, "twin.toml", ownScene)
	write(t, own, "bad.toml", strings.Replace(ownScene, "points = 100", "points = 90", 1))
	write(t, own, "none.toml", strings.NewReplacer(`"alive"`, `"smile"`, "own-scene", "no-proof").Replace(ownScene))
	write(t, own, "huge.toml", strings.Repeat("#\n", maxScene))
	write(t, own, "notes.txt", "no scene")
	if p, err = OpenPractice(t.Context(), Options{Data: dir}); err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	list, err := p.Stage.Scenes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, l := range list {
		if l.Scene.ID == "own-scene" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the trainer's scene is listed %d times", n)
	}
	found := map[string]practice.Code{}
	for _, f := range p.Findings {
		found[f.File] = f.Code
	}
	for file, code := range map[string]practice.Code{
		"twin.toml": practice.Repeated, "bad.toml": practice.BadSum, "none.toml": practice.NoCertificate, "huge.toml": practice.TooBig,
	} {
		if found[file] != code {
			t.Errorf("%s: %q, want %q", file, found[file], code)
		}
	}
	if len(found) != 4 {
		t.Errorf("%v", p.Findings)
	}
}

func TestCheckScene(t *testing.T) {
	dir := t.TempDir()
	o := Options{Data: filepath.Join(dir, "practice")}
	good := write(t, dir, "good.toml", ownScene)
	if found, err := CheckScene(o, good); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	for content, code := range map[string]practice.Code{
		strings.Replace(ownScene, "level = 1", "level = 9", 1): practice.NotOneOf,
		strings.Replace(ownScene, `"alive"`, `"smile"`, 1):     practice.NoCertificate,
		strings.Replace(ownScene, "title =", "title", 1):       practice.NotTOML,
	} {
		found, err := CheckScene(o, write(t, dir, "x.toml", content))
		if desk.KindOf(err) != desk.Invalid || len(found) == 0 || found[0].Code != code || found[0].Line < 1 {
			t.Errorf("want %s, found %v, %v", code, found, err)
		}
	}
	if _, err := CheckScene(o, filepath.Join(dir, "nowhere.toml")); desk.KindOf(err) != desk.NotFound {
		t.Errorf("no file: %v", err)
	}
	if _, err := os.Stat(o.Data); err == nil {
		t.Error("checking made a folder")
	}
}
