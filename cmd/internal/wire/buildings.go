package wire

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
)

// buildingsFile is the name of the list of estates and their buildings in a data
// folder. It is optional: without it addresses are picked by street and community
// only.
const buildingsFile = "buildings.toml"

// The bounds of buildings.toml.
const (
	maxEstates   = 1000
	maxBuildings = 200
	maxPlaceName = 40 // characters
)

type buildingsConfig struct {
	Estate []estateConfig `toml:"estate"`
}

type estateConfig struct {
	Community string   `toml:"community"` // code of one in station.toml
	Name      string   `toml:"name"`
	Buildings []string `toml:"buildings"` // each, or several at once as "1-12号楼"
}

// loadBuildings adds the estates of a file to the communities. A missing file has
// none.
func loadBuildings(path string, to []desk.Community) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return err
	}
	if len(b) > maxConfig {
		return &ConfigError{Path: path, Code: "size"}
	}
	return addBuildings(path, b, to)
}

func addBuildings(path string, b []byte, to []desk.Community) error {
	var c buildingsConfig
	md, err := toml.Decode(string(b), &c)
	if err != nil {
		e := &ConfigError{Path: path, Code: "syntax", Err: err}
		if p, ok := errors.AsType[toml.ParseError](err); ok {
			e.Line = p.Position.Line
		}
		return e
	}
	if left := md.Undecoded(); len(left) > 0 {
		return &ConfigError{Path: path, Line: lineOf(b, left[0]), Code: "unknown_key", Key: left[0].String()}
	}
	if len(c.Estate) > maxEstates {
		return &ConfigError{Path: path, Code: "buildings", Key: "estate"}
	}
	for _, e := range c.Estate {
		i := slices.IndexFunc(to, func(k desk.Community) bool { return k.Code == e.Community })
		if i < 0 {
			return &ConfigError{Path: path, Code: "community", Key: e.Community}
		}
		list, ok := spread(e.Buildings)
		if !ok || !placeName(e.Name) {
			return &ConfigError{Path: path, Code: "buildings", Key: e.Name}
		}
		to[i].Estates = append(to[i].Estates, desk.Estate{Name: e.Name, Buildings: list})
	}
	return nil
}

// series is several buildings at once.
var series = regexp.MustCompile(`^([0-9]{1,3})-([0-9]{1,3})([^0-9].*)$`)

// spread writes series out, and reports whether all of it can be right.
func spread(names []string) ([]string, bool) {
	var out []string
	for _, n := range names {
		m := series.FindStringSubmatch(n)
		if m == nil {
			out = append(out, n)
			continue
		}
		from, _ := strconv.Atoi(m[1])
		to, _ := strconv.Atoi(m[2])
		if from > to {
			return nil, false
		}
		for i := from; i <= to; i++ {
			out = append(out, strconv.Itoa(i)+m[3])
		}
	}
	return out, len(out) <= maxBuildings && !slices.ContainsFunc(out, func(s string) bool { return !placeName(s) })
}

func placeName(s string) bool {
	return strings.TrimSpace(s) == s && s != "" && utf8.RuneCountInString(s) <= maxPlaceName
}
