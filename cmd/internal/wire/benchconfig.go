package wire

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"xiaochuang/desk"
)

// mostHistory is how many changes the console lists.
const mostHistory = 100

func (b *Bench) options() Options { return Options{Data: b.d.Dir, Demo: b.d.Station.Demo} }

// Differences compares the configuration in force with the last good one.
func (b *Bench) Differences() ([]desk.KeyChange, error) { return ConfigDiff(b.options()) }

// History lists the latest changes of the configuration, newest first, with the
// names of who made them.
func (b *Bench) History() ([]desk.ConfigChange, error) {
	list, err := ConfigChanges(b.options(), mostHistory)
	for i := range list {
		if p, ok := b.d.Station.Person(list[i].Staff); ok {
			list[i].Staff = p.Name
		}
	}
	return list, err
}

// Restore puts the last good configuration in force, or the values that keys had
// in it, and writes it down. Devices are used anew at once where the console can;
// again says that something needs it opened again.
func (b *Bench) Restore(ctx context.Context, rid string, duty desk.Duty, keys []string) (again bool, err error) {
	return b.change(ctx, rid, duty, desk.HowRestored, keys, func([]byte) ([]byte, error) {
		return goodText(b.d.Dir, b.d.Station.Demo, keys)
	})
}

// Undo takes the n-th change of the configuration back, or some keys of it.
func (b *Bench) Undo(ctx context.Context, rid string, duty desk.Duty, n int, keys []string) (again bool, err error) {
	return b.change(ctx, rid, duty, desk.HowUndone, keys, func(now []byte) ([]byte, error) { return takenBack(b.d.Dir, now, n, keys) })
}

// Compare lists what a file of another station would change.
func (b *Bench) Compare(path string) ([]desk.KeyChange, error) {
	return CompareExport(b.options(), path, nil)
}

// Import puts the values of a file of another station in force.
func (b *Bench) Import(ctx context.Context, rid string, duty desk.Duty, path string, keys []string) (again bool, err error) {
	export, err := readExport(path)
	if err != nil {
		return false, err
	}
	return b.change(ctx, rid, duty, desk.HowImported, keys, func(now []byte) ([]byte, error) { return brought(now, export, keys) })
}

// Export writes what may go to another station to a file, and tells where it is.
func (b *Bench) Export(path string) (string, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(b.d.Dir, path)
	}
	text, _, err := ExportConfig(b.options(), false)
	if err != nil {
		return "", err
	}
	return path, WriteExport(path, text)
}

// change puts another text in force, writes it down, and has the running console
// use it.
func (b *Bench) change(ctx context.Context, rid string, duty desk.Duty, how string, keys []string, make rewrite) (again bool, err error) {
	var undo func() error
	var text []byte
	var changes []desk.KeyChange
	err = b.writeChange(ctx, rid, duty, how, keys, func() []string { return keysOf(changes) }, func() error {
		now, err := currentConfig(b.d.Dir, b.d.Station.Demo)
		if err != nil {
			return err
		}
		if text, err = make(now); err != nil {
			return err
		}
		if how != desk.HowRestored {
			if _, err := checkConfig(b.d.Dir, text); err != nil {
				return err
			}
		}
		changes = compareConfig(now, text)
		undo, err = putConfig(b.d.Dir, text, b.d.Station.Demo, duty.Staff.ID, how, b.d.Clock.Now())
		return err
	})
	if err != nil {
		if undo != nil {
			err = errors.Join(err, undo())
		}
		return false, err
	}
	if text == nil {
		return false, nil // done before
	}
	c, err := parseConfig(configFile, text)
	if err != nil {
		return true, err
	}
	b.mu.Lock()
	was := b.cfg.fittings()
	b.cfg = c.Devices
	b.mu.Unlock()
	fitted := map[desk.Family]bool{}
	for i, f := range c.Devices.fittings() {
		if f != was[i] {
			fitted[f.Family] = true
			again = b.apply(f.Family, f.Model == "", c.Devices) || again
		}
	}
	for _, x := range changes { // whatever is no fitting is read when the console is opened
		part := strings.Split(x.Key, ".")
		again = again || b.v != nil && (part[0] != "devices" || len(part) < 2 || !fitted[desk.Family(part[1])])
	}
	return again, nil
}
