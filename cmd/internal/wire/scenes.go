package wire

import (
	"path/filepath"
	"slices"
	"sort"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/practice"
)

// sceneFolder is where a trainer's own scenes stand in a folder of practice.
const sceneFolder = "scenes"

// Bounds of a trainer's own scenes.
const (
	maxScene   = 64 << 10
	mostScenes = 500
)

// loadScenes returns the scenes that come with the program and those in the
// folder, without the ones that cannot be played with this guide. What is wrong
// with the folder's own comes back as findings; nothing of it stops practice.
func loadScenes(dir string, g *guide.Catalogue) ([]practice.Scene, []practice.Finding, error) {
	own, err := filepath.Glob(filepath.Join(dir, sceneFolder, "*.toml"))
	if err != nil {
		return nil, nil, err
	}
	list, err := practice.Builtin()
	if err != nil {
		return nil, nil, err
	}
	list = slices.DeleteFunc(list, func(s practice.Scene) bool { return wrong(s.Against(g, s.ID, nil)) })
	sort.Strings(own)
	var found []practice.Finding
	for _, path := range own[:min(len(own), mostScenes)] {
		s, f, err := readScene(path, g)
		if err == nil && slices.ContainsFunc(list, func(x practice.Scene) bool { return x.ID == s.ID }) {
			f = append(f, practice.Finding{File: filepath.Base(path), Line: 1, Field: "id", Code: practice.Repeated, Value: s.ID})
		}
		if err != nil || wrong(f) {
			found = append(found, f...)
			continue
		}
		list = append(list, s)
	}
	practice.Sort(list)
	return list, found, nil
}

// readScene reads and lints one scene. The error says that it cannot be read or
// cannot be played; the findings say why.
func readScene(path string, g *guide.Catalogue) (practice.Scene, []practice.Finding, error) {
	name := filepath.Base(path)
	b, err := readBounded(path, maxScene)
	if err != nil {
		return practice.Scene{}, []practice.Finding{{File: name, Line: 1, Code: practice.TooBig}}, err
	}
	s, found, err := practice.Parse(name, b)
	if err != nil {
		return s, found, err
	}
	return s, append(found, s.Against(g, name, b)...), nil
}

// wrong reports whether a scene cannot be played.
func wrong(list []practice.Finding) bool {
	return slices.ContainsFunc(list, func(f practice.Finding) bool { return !f.Care })
}

// CheckScene lints a scene against the catalogue of the practice folder, or the
// demonstration where it has none, and opens nothing. The error is a Problem of
// kind Invalid and What "scene" when the scene cannot be played, or of kind
// NotFound when there is no such file.
func CheckScene(o Options, file string) ([]practice.Finding, error) {
	if !there(file) {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "scene.file"}
	}
	g, err := guide.Demo()
	if marked, e := markedFolder(practiceDir(o)); e == nil && marked {
		g, err = loadCatalogue(practiceDir(o))
	}
	if err != nil {
		return nil, err
	}
	_, found, err := readScene(file, g)
	if err == nil && wrong(found) {
		err = &desk.Problem{Kind: desk.Invalid, What: "scene"}
	}
	return found, err
}
