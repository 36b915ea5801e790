package wire

import (
	"bytes"
	"context"
	"encoding/json"
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
	changeLog  = "changes.jsonl"
)

// A ConfigChange is one change of the configuration by the program: when, by
// whom, and what.
type ConfigChange struct {
	At      time.Time        `json:"at"`
	Staff   string           `json:"staff"`
	Changes []desk.KeyChange `json:"changes"`
}

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
	a, errA := flat(before)
	b, errB := flat(after)
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
		if a[k] != b[k] {
			out = append(out, desk.KeyChange{Key: k, Before: a[k], After: b[k]})
		}
	}
	return out
}

// flat is a configuration as full keys and values.
func flat(text []byte) (map[string]string, error) {
	var m map[string]any
	if _, err := toml.Decode(string(text), &m); err != nil {
		return nil, err
	}
	out := map[string]string{}
	flatten(out, "", m)
	return out, nil
}

func flatten(out map[string]string, key string, v any) {
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
		out[key] = fmt.Sprint(v)
	}
}

func byLine(text []byte) map[string]string {
	out := map[string]string{}
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
	var m map[string]any
	if _, err := toml.Decode(string(good), &m); err != nil {
		return nil, err
	}
	var set []setting
	for _, key := range keys {
		v, ok := valueAt(m, strings.Split(key, "."))
		if n, number := v.(int64); number {
			v = int(n)
		}
		if !ok {
			return nil, &desk.Problem{Kind: desk.NotFound, What: "config.key", Holder: key}
		}
		set = append(set, setting{key, v})
	}
	return editConfig(now, set)
}

func valueAt(m map[string]any, key []string) (any, bool) {
	for len(key) > 1 {
		next, ok := m[key[0]].(map[string]any)
		if !ok {
			return nil, false
		}
		m, key = next, key[1:]
	}
	v, ok := m[key[0]]
	return v, ok
}

// putConfig puts a text in force and returns what takes it back. A text that is
// no right configuration is refused with its reason, and the old one stays. What
// was in force is kept where it was right.
func putConfig(dir string, text []byte, demo bool, staff string, at time.Time) (undo func() error, err error) {
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
		if err := keepConfig(dir, now, at); err != nil {
			return nil, err
		}
	}
	if err := replaceFile(path, text); err != nil {
		return nil, err
	}
	noteChange(dir, ConfigChange{At: at.UTC().Truncate(time.Second), Staff: staff, Changes: compareConfig(now, text)})
	return func() error { return replaceFile(path, now) }, nil
}

// mostChanges bounds the list of changes, in bytes; the list begins anew beyond.
const mostChanges = 1 << 20

// noteChange adds a line to the list of changes. The journal has the act; the
// list has the values.
func noteChange(dir string, c ConfigChange) {
	path := filepath.Join(dir, keptFolder, changeLog)
	if st, err := os.Stat(path); err == nil && st.Size() > mostChanges {
		_ = os.Rename(path, path+".1")
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	if b, err := json.Marshal(c); err == nil {
		_, _ = f.Write(append(b, '\n'))
	}
}

// ConfigChanges lists the latest changes by the program, newest first.
func ConfigChanges(o Options, limit int) ([]ConfigChange, error) {
	b, err := os.ReadFile(filepath.Join(o.Dir(), keptFolder, changeLog))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []ConfigChange
	for l := range bytes.Lines(b) {
		var c ConfigChange
		if json.Unmarshal(l, &c) == nil {
			out = append(out, c)
		}
	}
	slices.Reverse(out)
	return out[:min(len(out), limit)], err
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

// RestoreConfig puts the last good configuration in force again, or the values
// that keys had in it, by somebody of the staff, "" for the first one who may. It
// works where the configuration in force cannot be read, too: who may is asked
// of the good one. The act is written down by a desk that opens with the result;
// where none does, the file stays as it was.
func RestoreConfig(ctx context.Context, o Options, staff string, keys []string) ([]desk.KeyChange, error) {
	dir := o.Dir()
	now, err := currentConfig(dir, o.Demo)
	if err != nil {
		return nil, err
	}
	text, err := goodText(dir, o.Demo, keys)
	if err != nil {
		return nil, err
	}
	c, err := parseConfig(configFile, text)
	if err != nil {
		return nil, err
	}
	duty, err := fitter(c.station(), staff)
	if err != nil {
		return nil, err
	}
	undo, err := putConfig(dir, text, o.Demo, duty.Staff.ID, time.Now())
	if err != nil {
		return nil, err
	}
	d, err := Open(ctx, o)
	if err != nil {
		return nil, errors.Join(err, undo())
	}
	err = d.bench(nil).work.Restore(ctx, d.Mint(), duty, keys, func() error { return nil })
	if err != nil {
		err = errors.Join(err, undo())
	}
	return compareConfig(now, text), errors.Join(err, d.Close())
}

// fitter is who sets devices up by a command: the one named, or the first one who
// may.
func fitter(s desk.Station, staff string) (desk.Duty, error) {
	for _, p := range s.Staff {
		if staff == p.ID || staff == "" && p.May(desk.RightSetup) {
			return desk.Duty{Staff: p}, nil
		}
	}
	if staff == "" {
		return desk.Duty{}, &desk.Problem{Kind: desk.Denied, What: "right.setup"}
	}
	return desk.Duty{}, &desk.Problem{Kind: desk.NotFound, What: "staff", Open: []string{staff}}
}
