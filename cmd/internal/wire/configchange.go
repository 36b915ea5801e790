package wire

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
)

// A rewrite makes another text of the configuration in force.
type rewrite func(now []byte) ([]byte, error)

// changeConfig puts a configuration in force by a command, by somebody of the staff,
// "" for the first one who may. It works where the configuration in force cannot
// be read, too: who may is asked of the new one. The act is written down by a desk
// that opens with the result; where none does, the file stays as it was.
func changeConfig(ctx context.Context, o Options, staff, how string, keys []string, make rewrite) ([]desk.KeyChange, error) {
	dir := o.Dir()
	now, err := currentConfig(dir, o.Demo)
	if err != nil {
		return nil, err
	}
	text, err := make(now)
	if err != nil {
		return nil, err
	}
	check := checkConfig
	if how == desk.HowRestored {
		check = func(_ string, text []byte) (Config, error) { return parseConfig(configFile, text) } // it has worked
	}
	c, err := check(dir, text)
	if err != nil {
		return nil, err
	}
	duty, err := fitter(c.station(), staff)
	if err != nil {
		return nil, err
	}
	undo, err := putConfig(dir, text, o.Demo, duty.Staff.ID, how, time.Now())
	if err != nil {
		return nil, err
	}
	d, err := Open(ctx, o)
	if err != nil {
		return nil, errors.Join(err, undo())
	}
	changes := compareConfig(now, text)
	err = d.bench(nil).writeChange(ctx, d.Mint(), duty, how, keys, func() []string { return keysOf(changes) }, func() error { return nil })
	if err != nil {
		err = errors.Join(err, undo())
	}
	return changes, errors.Join(err, d.Close())
}

// writeChange writes the act of a change down.
func (b *Bench) writeChange(ctx context.Context, rid string, duty desk.Duty, how string, keys []string, changed func() []string, keep func() error) error {
	if how == desk.HowRestored {
		return b.work.Restore(ctx, rid, duty, keys, keep)
	}
	return b.work.Change(ctx, rid, duty, how, changed, keep)
}

func keysOf(list []desk.KeyChange) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Key)
	}
	return out
}

// checkConfig reads a text as the desk would, and looks for the profile of its pad.
func checkConfig(dir string, text []byte) (Config, error) {
	c, err := parseConfig(configFile, text)
	if err != nil {
		return c, err
	}
	if c.Devices.Pad.Port != "" {
		if _, err := (&Desk{Dir: dir}).padProfile(profileOf(c.Devices.Pad)); err != nil {
			key := "devices.pad.profile"
			return c, &ConfigError{Path: configFile, Line: lineOf(text, strings.Split(key, ".")), Code: "profile", Key: key, Err: err}
		}
	}
	return c, nil
}

// RestoreConfig puts the last good configuration in force again, or the values
// that keys had in it.
func RestoreConfig(ctx context.Context, o Options, staff string, keys []string) ([]desk.KeyChange, error) {
	return changeConfig(ctx, o, staff, desk.HowRestored, keys, func([]byte) ([]byte, error) { return goodText(o.Dir(), o.Demo, keys) })
}

// UndoConfig takes the n-th change back, or some keys of it.
func UndoConfig(ctx context.Context, o Options, staff string, n int, keys []string) ([]desk.KeyChange, error) {
	return changeConfig(ctx, o, staff, desk.HowUndone, keys, func(now []byte) ([]byte, error) { return takenBack(o.Dir(), now, n, keys) })
}

// SetConfig sets one value, as TOML or as plain words. One that cannot be right is
// refused with its reason, and nothing is changed.
func SetConfig(ctx context.Context, o Options, staff, key, value string) ([]desk.KeyChange, error) {
	return changeConfig(ctx, o, staff, desk.HowSet, []string{key}, func(now []byte) ([]byte, error) {
		var first error
		for _, v := range meanings(value) {
			text, err := editConfig(now, []setting{{key, v}})
			if err == nil {
				_, err = checkConfig(o.Dir(), text)
			}
			if err == nil {
				return text, nil
			}
			if bad, ok := errors.AsType[*ConfigError](err); first == nil || ok && bad.Code != "syntax" {
				first = err
			}
		}
		return nil, first
	})
}

// meanings are the values that words of a command line may stand for.
func meanings(words string) []any {
	var list []any
	switch n, err := strconv.ParseInt(words, 10, 64); {
	case err == nil:
		list = append(list, n)
	case words == "true", words == "false":
		list = append(list, words == "true")
	case strings.HasPrefix(words, "[") || strings.HasPrefix(words, `"`):
		var m map[string]any
		if _, err := toml.Decode("v = "+words, &m); err == nil && len(m) == 1 {
			list = append(list, m["v"])
		}
	}
	return append(list, words)
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
