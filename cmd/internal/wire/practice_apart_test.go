package wire

import (
	"crypto/sha256"
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre/client"
)

// outside are the packages by which anything could leave the station.
var outside = []string{"xiaochuang/store/centre", "xiaochuang/desk/uplink", "net/http"}

// A walk goes through everything that a value holds, by reflection.
type walk struct {
	seen  map[visit]bool
	found map[string]bool // types of packages in outside
	types map[string]bool
}

type visit struct {
	at unsafe.Pointer
	of reflect.Type
}

func walkFrom(roots ...any) *walk {
	w := &walk{seen: map[visit]bool{}, found: map[string]bool{}, types: map[string]bool{}}
	for _, r := range roots {
		w.value(reflect.ValueOf(r))
	}
	return w
}

func (w *walk) value(v reflect.Value) {
	if !v.IsValid() {
		return
	}
	t := v.Type()
	w.types[t.String()] = true
	for _, p := range outside {
		if t.PkgPath() == p || strings.HasPrefix(t.PkgPath(), p+"/") {
			w.found[t.String()] = true
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		at := visit{v.UnsafePointer(), t}
		if w.seen[at] {
			return
		}
		w.seen[at] = true
		if v.IsNil() {
			w.value(reflect.Zero(t.Elem())) // a way out that is not built yet is one all the same
			return
		}
		w.value(v.Elem())
	case reflect.Interface:
		w.value(v.Elem())
	case reflect.Struct:
		if t.PkgPath() != "" && !strings.HasPrefix(t.PkgPath(), "xiaochuang/") {
			return // other people's code has nothing of ours in it
		}
		for i := range v.NumField() {
			w.value(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		if k := t.Elem().Kind(); k == reflect.Uint8 || k == reflect.String {
			return
		}
		for i := range v.Len() {
			w.value(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			w.value(v.MapIndex(k))
		}
	}
}

// TestPracticeHasNoWayOut walks through the whole graph of practice, its screens
// included, and finds nothing that could reach a centre.
func TestPracticeHasNoWayOut(t *testing.T) {
	p := openPractice(t)
	w := walkFrom(p, p.screens(t.Context(), 1))
	for name := range w.found {
		t.Errorf("practice holds a %s", name)
	}
	for _, must := range []string{"store.Store", "sqlite.DB", "sim.Cards", "practice.Witness", "counter.Screen", "desk.Intake"} {
		if !w.types[must] {
			t.Errorf("the walk has not come to a %s: it proves nothing", must)
		}
	}
}

// TestWalkFindsAWayOut is the control of the test above.
func TestWalkFindsAWayOut(t *testing.T) {
	type inner struct{ c uplink.Centre }
	for name, root := range map[string]any{
		"a client behind an interface": struct{ x any }{&inner{&client.Client{}}},
		"a courier in a map":           map[string][]any{"a": {&uplink.Courier{}}},
		"a client not built yet":       struct{ c *client.Client }{},
	} {
		w := walkFrom(root)
		if len(w.found) == 0 {
			t.Errorf("%s is not found", name)
		}
	}
	if w := walkFrom(&Practice{desk: &Desk{}}); len(w.found) != 0 {
		t.Errorf("an empty practice holds %v", w.found)
	}
}

// TestPracticeFilesImportNoWayOut reads the imports of the files that wire
// practice.
func TestPracticeFilesImportNoWayOut(t *testing.T) {
	for _, name := range []string{"practice.go", "practicefolder.go", "scenes.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			if slices.Contains(outside, path) || path == "net" {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}

// live makes the data folder of a live desk on which somebody is on duty.
func live(t *testing.T, demo bool) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "xiaochuang")
	if !demo {
		b := strings.ReplaceAll(string(demoStation), "110101001001", "110105006001")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, configFile), []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := claimDemo(dir, demo); err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig(dir)
	if demo {
		cfg, err = demoConfig()
	}
	if err != nil {
		t.Fatal(err)
	}
	st := cfg.station()
	x, err := store.Open(t.Context(), store.Config{Dir: dir, Station: st, Reserve: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	duty := desk.Duty{Staff: st.Staff[0], Window: 1}
	if _, err := desk.NewDays(x, st, nil).Begin(t.Context(), "01K", duty); err != nil {
		t.Fatal(err)
	}
	return dir
}

// digest is the state of every file in and beside a folder, but for the locks
// and shared memory that an opening alone changes.
func digest(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	err := filepath.WalkDir(filepath.Dir(dir), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		out[path] = sha256.Sum256(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPracticeOpensNothingLive tries every folder by which practice could come
// upon live data. Each is refused, and nothing in it has changed.
func TestPracticeOpensNothingLive(t *testing.T) {
	for name, lead := range map[string]func(t *testing.T) (dir, ask string){
		"a live folder": func(t *testing.T) (string, string) {
			dir := live(t, false)
			return dir, dir
		},
		"the demonstration's folder": func(t *testing.T) (string, string) {
			dir := live(t, true)
			return dir, dir
		},
		"a live folder by a link": func(t *testing.T) (string, string) {
			dir := live(t, false)
			link := filepath.Join(t.TempDir(), "link")
			if err := os.Symlink(dir, link); err != nil {
				t.Fatal(err)
			}
			return dir, link
		},
		"a folder within a live one": func(t *testing.T) (string, string) {
			dir := live(t, false)
			return dir, filepath.Join(dir, "practice", "here")
		},
		"a folder within a live one by a link": func(t *testing.T) (string, string) {
			dir := live(t, false)
			link := filepath.Join(t.TempDir(), "link")
			if err := os.Symlink(dir, link); err != nil {
				t.Fatal(err)
			}
			return dir, filepath.Join(link, "here")
		},
		"the page files of a live one": func(t *testing.T) (string, string) {
			dir := live(t, false)
			return dir, filepath.Join(dir, "blobs")
		},
		"a folder only set up": func(t *testing.T) (string, string) {
			dir := filepath.Join(t.TempDir(), "new")
			if _, err := WriteTemplate(dir); err != nil {
				t.Fatal(err)
			}
			return dir, dir
		},
		"a live folder whose store was moved away, its keys left": func(t *testing.T) (string, string) {
			dir := live(t, false)
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			return dir, dir
		},
		"a live folder with a marker put there by hand": func(t *testing.T) (string, string) {
			dir := live(t, false)
			if err := os.WriteFile(filepath.Join(dir, practiceMark), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return dir, dir
		},
		"a folder of somebody's documents": func(t *testing.T) (string, string) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "letter.txt"), []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
			return dir, dir
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, ask := lead(t)
			before := digest(t, dir)
			p, err := OpenPractice(t.Context(), Options{Data: ask})
			if err == nil {
				_ = p.Close()
				t.Fatal("practice opened it")
			}
			if !errors.Is(err, &desk.Problem{Kind: desk.Denied, What: "practice.live"}) {
				t.Errorf("refused with %v", err)
			}
			if after := digest(t, dir); !reflect.DeepEqual(before, after) {
				t.Error("something in it has changed")
			}
		})
	}
}

// TestForgedMarkerOpensNothing copies the very marker into a live folder: the
// store itself says no, since it is another desk's.
func TestForgedMarkerOpensNothing(t *testing.T) {
	for _, demo := range []bool{false, true} {
		dir := live(t, demo)
		if err := os.WriteFile(filepath.Join(dir, practiceMark), []byte(markText), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := OpenPractice(t.Context(), Options{Data: dir})
		if err == nil {
			_ = p.Close()
			t.Fatal("practice opened it")
		}
		if desk.KindOf(err) != desk.Conflict {
			t.Errorf("refused with %v", err)
		}
		if err := os.Remove(filepath.Join(dir, practiceMark)); err != nil {
			t.Fatal(err)
		}
		d, err := Open(t.Context(), Options{Data: dir, Demo: demo})
		if err != nil {
			t.Fatal(err)
		}
		lines, err := d.Store.Journal(t.Context(), 0, 0)
		if err != nil || len(lines) != 2 {
			t.Errorf("%d lines, %v", len(lines), err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestPracticeFolderIsNotTheLiveOne follows the variable that names the live
// folder.
func TestPracticeFolderIsNotTheLiveOne(t *testing.T) {
	dir := live(t, false)
	t.Setenv("XIAOCHUANG_DATA", dir)
	before := digest(t, dir)
	p, err := OpenPractice(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if p.desk.Dir == dir || !practiceFolder(p.desk.Dir) || practiceFolder(dir) {
		t.Errorf("practice is in %s", p.desk.Dir)
	}
	for path, sum := range digest(t, dir) {
		if was, ok := before[path]; ok && was != sum {
			t.Errorf("%s has changed", path)
		}
	}
}

func TestLiveDeskRefusesPractice(t *testing.T) {
	dir := t.TempDir()
	p, err := OpenPractice(t.Context(), Options{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	for _, demo := range []bool{false, true} {
		if _, err := Open(t.Context(), Options{Data: dir, Demo: demo}); !errors.Is(err, &desk.Problem{Kind: desk.Denied, What: "live.practice"}) {
			t.Errorf("demonstration %v: %v", demo, err)
		}
	}
}
