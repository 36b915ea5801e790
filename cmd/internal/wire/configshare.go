package wire

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
)

// What may go from one station to another: how devices are driven and how the
// window works. What says which station, who works there, who may join and where
// the centre is never goes; nor does what stands in several tables of one name.
var (
	sharedKeys = []string{
		"devices.", "board.", "screen.", "slips.", "transcript.clipboard", "centre.night", "security.pin", "security.lock_after", "seat.keep",
		"station.queue", "station.day_begins", "station.max_recalls", "station.missed_back", "station.morning", "station.signatures",
		"station.priority_ratio", "station.rectify_days", "station.hours", "station.promise", "station.supervision", "station.sign_line",
	}
	// placeKeys end the keys that say where a device is or which one it is: they go
	// only where somebody asks for them, to a PC in the place of another.
	placeKeys = []string{"port", "address", "path", "url", "device", "node", "camera", "service", "folder", "uuid", "listen"}
)

// shares reports whether a key may go to another station, and whether it is a place.
func shares(key string) (may, place bool) {
	may = !strings.Contains(key, "[") && slices.ContainsFunc(sharedKeys, func(p string) bool {
		return key == p || strings.HasSuffix(p, ".") && strings.HasPrefix(key, p)
	})
	return may, slices.Contains(placeKeys, key[strings.LastIndex(key, ".")+1:])
}

// hushed is a value without the name and password that an address may carry.
func hushed(value string) string {
	if !strings.Contains(value, "@") {
		return value
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme == "" {
		return "…"
	}
	if u.User == nil {
		return value
	}
	u.User = nil
	return strings.Replace(u.String(), "://", "://…@", 1)
}

// ExportConfig writes what may go to another station as TOML, with places only
// where they are asked for. What an address carries of a secret is left out with
// its key. It returns how many values there are.
func ExportConfig(o Options, places bool) ([]byte, int, error) {
	now, err := currentConfig(o.Dir(), o.Demo)
	if err != nil {
		return nil, 0, err
	}
	c, err := parseConfig(configFile, now)
	if err != nil {
		return nil, 0, err
	}
	all, err := values(now)
	if err != nil {
		return nil, 0, err
	}
	tables := map[string][]string{}
	n := 0
	for _, key := range slices.Sorted(maps.Keys(all)) {
		may, place := shares(key)
		word, _ := all[key].(string)
		if !may || place && (!places || word == "") || hushed(word) != word {
			continue
		}
		value, err := tomlValue(all[key])
		if err != nil {
			continue // nothing that this program has written
		}
		dot := strings.LastIndex(key, ".")
		tables[key[:dot]] = append(tables[key[:dot]], key[dot+1:]+" = "+value)
		n++
	}
	var out strings.Builder
	fmt.Fprintf(&out, "# xiaochuang config export: %s %s\n", c.Station.Code, c.Station.Name)
	for _, t := range slices.Sorted(maps.Keys(tables)) {
		fmt.Fprintf(&out, "\n[%s]\n%s\n", t, strings.Join(tables[t], "\n"))
	}
	return []byte(out.String()), n, nil
}

// brought is the configuration with the values of an export, all of them or those
// whose keys begin so. A key that may not come from another station is refused by
// its name.
func brought(now, export []byte, only []string) ([]byte, error) {
	if len(export) > maxConfig {
		return nil, &ConfigError{Path: "", Code: "size"}
	}
	in, err := values(export)
	if err != nil {
		bad := &ConfigError{Code: "syntax", Err: err}
		if p, ok := errors.AsType[toml.ParseError](err); ok {
			bad.Line = p.Position.Line
		}
		return nil, bad
	}
	var set []setting
	for _, key := range slices.Sorted(maps.Keys(in)) {
		if may, _ := shares(key); !may {
			return nil, &desk.Problem{Kind: desk.Denied, What: "config.foreign", Holder: key}
		}
		if len(only) == 0 || slices.ContainsFunc(only, func(p string) bool { return key == p || strings.HasPrefix(key, p+".") }) {
			set = append(set, setting{key, in[key]})
		}
	}
	if len(set) == 0 {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "config.nothing"}
	}
	return editConfig(now, set)
}

// readExport reads a file that another station has exported.
func readExport(path string) ([]byte, error) {
	b, err := readBounded(path, maxConfig)
	if err != nil {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "config.file", Cause: err}
	}
	return b, nil
}

// CompareExport lists what a file of another station would change here. A value
// that cannot be right is refused with its reason.
func CompareExport(o Options, path string, only []string) ([]desk.KeyChange, error) {
	export, err := readExport(path)
	if err != nil {
		return nil, err
	}
	now, err := currentConfig(o.Dir(), o.Demo)
	if err != nil {
		return nil, err
	}
	text, err := brought(now, export, only)
	if err != nil {
		return nil, err
	}
	if _, err := checkConfig(o.Dir(), text); err != nil {
		return nil, err
	}
	return compareConfig(now, text), nil
}

// ImportConfig puts the values of a file of another station in force.
func ImportConfig(ctx context.Context, o Options, staff, path string, only []string) ([]desk.KeyChange, error) {
	export, err := readExport(path)
	if err != nil {
		return nil, err
	}
	return changeConfig(ctx, o, staff, desk.HowImported, only, func(now []byte) ([]byte, error) { return brought(now, export, only) })
}

// WriteExport writes an export to a file and replaces none.
func WriteExport(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return &desk.Problem{Kind: desk.Conflict, What: "config.target", Holder: path, Cause: err}
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
