package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
)

// The configurations that the desk has worked with are kept beside the
// configuration, the latest last by name.
const (
	keptFolder = "config"
	keptForm   = "20060102T150405.000"
	mostKept   = 30
)

// keptConfigs lists the kept configurations, the latest first.
func keptConfigs(dir string) []string {
	list, _ := filepath.Glob(filepath.Join(dir, keptFolder, "station-*.toml"))
	slices.Sort(list)
	slices.Reverse(list)
	return list
}

// keepConfig keeps a configuration that works, unless it is the one kept last.
func keepConfig(dir string, b []byte, at time.Time) error {
	list := keptConfigs(dir)
	if len(list) > 0 {
		if last, err := os.ReadFile(list[0]); err == nil && bytes.Equal(last, b) {
			return nil
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, keptFolder), 0o700); err != nil {
		return err
	}
	name := filepath.Join(dir, keptFolder, "station-"+at.UTC().Format(keptForm)+".toml")
	if len(list) > 0 && name <= list[0] { // the clock went back: the order stays
		name = strings.TrimSuffix(list[0], ".toml") + "+.toml"
	}
	if err := replaceFile(name, b); err != nil {
		return err
	}
	for _, old := range list[min(len(list), mostKept-1):] {
		_ = os.Remove(old)
	}
	return nil
}

// keepGood keeps the configuration in force, once the desk has opened with it.
func (d *Desk) keepGood() {
	b, err := os.ReadFile(filepath.Join(d.Dir, configFile))
	if errors.Is(err, fs.ErrNotExist) {
		return // the demonstration's own
	}
	if err == nil {
		seeByHand(d.Dir, b, d.Clock.Now())
		err = keepConfig(d.Dir, b, d.Clock.Now())
	}
	if err != nil {
		d.Log.Warn("keep configuration", "err", err.Error())
	}
}

// lastGood returns the latest kept configuration that is not the one in force.
// Without any it is a Problem of kind NotFound.
func lastGood(dir string, now []byte) ([]byte, error) {
	for _, path := range keptConfigs(dir) {
		b, err := os.ReadFile(path)
		if err != nil || bytes.Equal(b, now) {
			continue
		}
		if _, err := parseConfig(path, b); err == nil {
			return b, nil
		}
	}
	return nil, &desk.Problem{Kind: desk.NotFound, What: "config.kept"}
}

// currentConfig is the text in force, even one that cannot be read as a
// configuration.
func currentConfig(dir string, demo bool) ([]byte, error) {
	f, err := os.Open(filepath.Join(dir, configFile))
	if errors.Is(err, fs.ErrNotExist) && demo {
		return demoStation, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if st.Size() > maxConfig {
		return nil, &ConfigError{Path: f.Name(), Code: "size"}
	}
	b := make([]byte, st.Size())
	n, err := f.Read(b)
	return b[:n], err
}

// ConfigDiff compares the configuration in force with the last good one before
// it: Before is what it was. It reads files that cannot be understood, too.
func ConfigDiff(o Options) ([]desk.KeyChange, error) {
	now, err := currentConfig(o.Dir(), o.Demo)
	if err != nil {
		return nil, err
	}
	good, err := lastGood(o.Dir(), now)
	if err != nil {
		return nil, err
	}
	return compareConfig(good, now), nil
}

// compareConfig lists what differs, by key or else by line.
func compareConfig(before, after []byte) []desk.KeyChange {
	a, errA := values(before)
	b, errB := values(after)
	if errA != nil || errB != nil {
		a, b = byLine(before), byLine(after)
	}
	keys := slices.Sorted(maps.Keys(a))
	for k := range b {
		if _, ok := a[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var out []desk.KeyChange
	for _, k := range keys {
		if x, y := shown(a[k]), shown(b[k]); x != y {
			out = append(out, desk.KeyChange{Key: k, Before: x, After: y})
		}
	}
	return out
}

// shown is a value as it is listed; "" for none.
func shown(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// flat is a configuration as full keys and values as they are listed.
func flat(text []byte) (map[string]string, error) {
	all, err := values(text)
	out := map[string]string{}
	for k, v := range all {
		out[k] = shown(v)
	}
	return out, err
}

// values is a configuration as full keys and values.
func values(text []byte) (map[string]any, error) {
	var m map[string]any
	if _, err := toml.Decode(string(text), &m); err != nil {
		return nil, err
	}
	out := map[string]any{}
	flatten(out, "", m)
	return out, nil
}

func flatten(out map[string]any, key string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			flatten(out, strings.TrimPrefix(key+"."+k, "."), x)
		}
	case []map[string]any:
		for i, x := range v {
			flatten(out, fmt.Sprintf("%s[%d]", key, i+1), x)
		}
	default:
		out[key] = v
	}
}

func byLine(text []byte) map[string]any {
	out := map[string]any{}
	for i, l := range strings.Split(string(text), "\n") {
		out[fmt.Sprintf("line %04d", i+1)] = strings.TrimRight(l, "\r")
	}
	return out
}

// restored is the configuration after going back: the last good one, or the one
// in force with the values that keys had there.
func restored(now, good []byte, keys []string) ([]byte, error) {
	if len(keys) == 0 {
		return good, nil
	}
	values, err := values(good)
	if err != nil {
		return nil, err
	}
	var set []setting
	for _, key := range keys {
		v, ok := values[key]
		if !ok {
			return nil, &desk.Problem{Kind: desk.NotFound, What: "config.key", Holder: key}
		}
		set = append(set, setting{key, v})
	}
	return editConfig(now, set)
}

// putConfig puts a text in force and returns what takes it back. A text that is
// no right configuration is refused with its reason, and the old one stays. What
// was in force is kept where it was right.
func putConfig(dir string, text []byte, demo bool, staff, how string, at time.Time) (undo func() error, err error) {
	path := filepath.Join(dir, configFile)
	if practiceFolder(dir) {
		return nil, &desk.Problem{Kind: desk.Denied, What: "live.practice"}
	}
	if _, err := parseConfig(path, text); err != nil {
		return nil, err
	}
	now, err := currentConfig(dir, demo)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if _, bad := parseConfig(path, now); bad == nil {
		seeByHand(dir, now, at)
		if err := keepConfig(dir, now, at); err != nil {
			return nil, err
		}
	}
	if err := replaceFile(path, text); err != nil {
		return nil, err
	}
	n := noteChange(dir, desk.ConfigChange{At: at, Staff: staff, How: how}, now, text)
	return func() error {
		forgetChange(dir, n, now)
		return replaceFile(path, now)
	}, nil
}

// goodText is the text of the last good configuration, or of the one in force
// with the values that keys had there.
func goodText(dir string, demo bool, keys []string) ([]byte, error) {
	now, err := currentConfig(dir, demo)
	if err != nil {
		return nil, err
	}
	good, err := lastGood(dir, now)
	if err != nil {
		return nil, err
	}
	return restored(now, good, keys)
}
