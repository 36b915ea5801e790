package fieldmap

import (
	"embed"
	"io/fs"
	"path"
	"sort"
	"sync"

	"xiaochuang/desk"
)

//go:embed maps/*.map
var builtin embed.FS

// A Set is the maps of a station, by system. It does not change once made.
type Set struct {
	station desk.Station
	maps    map[string]Map
}

// demonstration reads the maps that are built in; a test holds them free of
// findings.
var demonstration = sync.OnceValue(func() map[string]Map {
	sub, err := fs.Sub(builtin, "maps")
	if err != nil {
		panic(err)
	}
	m, found := read(sub)
	if len(found) > 0 {
		panic(found[0])
	}
	return m
})

// New returns the maps that are built in with those of a station's own folder
// over them. A file with findings is left out; dir may be nil.
func New(st desk.Station, dir fs.FS) (*Set, []Finding) {
	s := &Set{station: st, maps: map[string]Map{}}
	for k, m := range demonstration() {
		s.maps[k] = m
	}
	if dir == nil {
		return s, nil
	}
	own, found := read(dir)
	for k, m := range own {
		s.maps[k] = m
	}
	return s, found
}

// read reads every map of a folder.
func read(dir fs.FS) (map[string]Map, []Finding) {
	names, err := fs.Glob(dir, "*.map")
	if err != nil {
		return nil, []Finding{{File: ".", Code: "folder"}}
	}
	out := map[string]Map{}
	var found []Finding
	for _, n := range names {
		b, err := fs.ReadFile(dir, n)
		if err != nil {
			found = append(found, Finding{File: n, Code: "unreadable"})
			continue
		}
		m, f := Parse(path.Base(n), b)
		if len(f) > 0 {
			found = append(found, f...)
			continue
		}
		out[m.System] = m
	}
	return out, found
}

// Systems lists the systems that have a map.
func (s *Set) Systems() []string {
	out := make([]string, 0, len(s.maps))
	for k := range s.maps {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// Fields implements desk.FieldMaps.
func (s *Set) Fields(system string, c desk.Case, who desk.Staff) ([]desk.CopyField, error) {
	m, ok := s.maps[system]
	if !ok {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "transcript.map"}
	}
	return m.Fill(Source{Case: c, Station: s.station, Staff: who}), nil
}

// Confirm implements desk.FieldMaps.
func (s *Set) Confirm(system, number, again string) (string, error) {
	m, ok := s.maps[system]
	if !ok {
		m = Map{Check: Twice}
	}
	return m.Confirm(number, again)
}

// Once reports whether the number of a system is checked by itself, so that it
// is typed once.
func (s *Set) Once(system string) bool {
	m, ok := s.maps[system]
	return ok && m.Check != Twice
}
