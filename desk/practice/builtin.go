package practice

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"
)

//go:embed scenes/*.toml
var scenes embed.FS

// Builtin returns the scenes that come with the program, easy ones first.
func Builtin() ([]Scene, error) {
	names, err := fs.Glob(scenes, "scenes/*.toml")
	if err != nil {
		return nil, fmt.Errorf("list scenes: %w", err)
	}
	out := make([]Scene, 0, len(names))
	for _, name := range names {
		b, err := scenes.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read scene: %w", err)
		}
		s, found, err := Parse(name, b)
		if err != nil {
			return nil, fmt.Errorf("%s: %v: %w", name, found, err)
		}
		out = append(out, s)
	}
	Sort(out)
	return out, nil
}

// Sort orders scenes by level, then by id.
func Sort(list []Scene) {
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].Level != list[j].Level {
			return list[i].Level < list[j].Level
		}
		return list[i].ID < list[j].ID
	})
}
