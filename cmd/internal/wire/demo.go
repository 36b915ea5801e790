package wire

import (
	_ "embed"
	"os"
	"path/filepath"
)

//go:embed demo.toml
var demoStation []byte

//go:embed demo_buildings.toml
var demoBuildings []byte

// demoConfig is the embedded demonstration station: no device, no centre.
func demoConfig() (Config, error) {
	c, err := parseConfig("demo.toml", demoStation)
	if err != nil {
		return c, err
	}
	return c, addBuildings("demo_buildings.toml", demoBuildings, c.Community)
}

// DefaultDir is where a desk keeps its data unless told otherwise: the
// XIAOCHUANG_DATA variable, else xiaochuang in the user's data folder;
// demonstration and practice have folders of their own beside it.
func DefaultDir(demo, practice bool) string {
	dir := os.Getenv("XIAOCHUANG_DATA")
	if dir == "" {
		base := os.Getenv("XDG_DATA_HOME")
		if base == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				home = "/var/lib"
			}
			base = filepath.Join(home, ".local", "share")
		}
		dir = filepath.Join(base, "xiaochuang")
	}
	switch {
	case practice:
		return dir + "-practice"
	case demo && os.Getenv("XIAOCHUANG_DATA") == "":
		return dir + "-demo"
	}
	return dir
}
