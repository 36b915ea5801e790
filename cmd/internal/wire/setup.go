package wire

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/mattn/go-runewidth"

	"xiaochuang/desk"
	"xiaochuang/tui"
	"xiaochuang/tui/login"
	"xiaochuang/tui/setup"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Setup runs the set-up in the terminal: where there is no station.toml it asks
// for the station first, and written is told the file; then whoever works here
// logs in and puts devices in service. Nothing is numbered.
func Setup(ctx context.Context, o Options, written func(path string)) error {
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGHUP, syscall.SIGTERM)
	defer cancel()
	dir := o.Dir()
	if practiceFolder(dir) {
		return &desk.Problem{Kind: desk.Denied, What: "live.practice"}
	}
	_, err := os.Stat(filepath.Join(dir, configFile))
	if errors.Is(err, fs.ErrNotExist) && !o.Demo {
		if done, err := found(ctx, dir); err != nil || !done {
			return err
		}
		written(filepath.Join(dir, configFile))
	}
	d, err := Open(ctx, o)
	if err != nil {
		return err
	}
	defer d.Close()
	d.keepGood()
	window := d.Station.Windows[0].No
	door := d.door(window)
	door.Morning = nil
	door.Station.Staff = fitters(door.Station.Staff)
	b := d.bench(nil)
	screens := []ui.Screen{
		login.New(ctx, door), login.NewLock(ctx, door), setup.New(ctx, b, d.Mint, time.Now), b.monitor(ctx),
	}
	return run(ctx, tui.New(tui.Config{
		Station: d.Station.Name, Window: window, Screens: screens, Start: ui.ScreenLogin, Home: ui.ScreenSetup,
		Theme: d.theme(), Marks: d.marks(ctx, nil), Now: d.Clock.Now, Log: d.Log, Idle: d.idle(),
	}), d)
}

// fitters are those of the staff who may put devices in service: nobody else is
// let in, to be refused at the end of the work. A station that has none yet shows
// everybody, and the screen says who may.
func fitters(all []desk.Staff) []desk.Staff {
	may := slices.DeleteFunc(slices.Clone(all), func(p desk.Staff) bool { return !p.May(desk.RightSetup) })
	if len(may) == 0 {
		return all
	}
	return may
}

// run runs an App in the terminal until it ends; a terminal that goes away is no
// error.
func run(ctx context.Context, app tea.Model, d *Desk) error {
	runewidth.DefaultCondition.EastAsianWidth = false
	_, err := tea.NewProgram(app, tea.WithContext(ctx), tea.WithFPS(fps), tea.WithoutSignalHandler()).Run()
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		if d != nil {
			d.Log.Error("console", "err", err)
		}
		return &desk.Problem{Kind: desk.Broken, What: "console.panic", Cause: err}
	case errors.Is(err, tea.ErrProgramKilled) || errors.Is(err, context.Canceled) || errors.Is(err, tea.ErrInterrupted):
		return nil
	}
	return err
}

// found asks for the station and writes its file; done is false where somebody
// has ended it before.
func found(ctx context.Context, dir string) (done bool, err error) {
	s := setup.NewStation(ctx, func(_ context.Context, v map[string]string) error {
		b, err := stationOf(v)
		if err != nil {
			return err
		}
		if _, err := writeConfig(dir, b); err != nil {
			return err
		}
		done = true
		return nil
	})
	app := tui.New(tui.Config{
		Station: text.NewStation, Window: 1, Screens: []ui.Screen{s}, Start: ui.ScreenStation, Home: ui.ScreenStation,
		Theme: themeOf(os.Getenv, ""), Now: time.Now,
	})
	err = run(ctx, app, nil)
	return done, err
}

// stationOf is the commented station.toml of a new station.
func stationOf(v map[string]string) ([]byte, error) {
	b, err := editConfig(template, []setting{
		{"station.code", v[setup.KeyCode]},
		{"station.name", v[setup.KeyName]},
		{"station.street", v[setup.KeyStreet]},
		{"station.centre", text.StreetCentre(v[setup.KeyStreet])},
		{"station.address", v[setup.KeyAddress]},
		{"station.phone", v[setup.KeyPhone]},
	})
	if err != nil {
		return nil, err
	}
	out := string(b)
	for _, line := range []struct{ was, key, value string }{
		{"code = \"110101001001\"\nname = ", "", v[setup.KeyCode]},
		{"name = \"示例社区\"", "name", v[setup.KeyCommunity]},
		{"name = \"张示例\"", "name", v[setup.KeyStaff]},
		{"no = \"001\"", "no", v[setup.KeyStaffNo]},
	} {
		value, err := tomlValue(line.value)
		if err != nil {
			return nil, err
		}
		is := line.key + " = " + value
		if line.key == "" {
			is = "code = " + value + "\nname = "
		}
		out = strings.Replace(out, line.was, is, 1)
	}
	out = strings.Replace(out, `roles = ["clerk", "lead"]`, `roles = ["clerk", "lead", "technician"]`, 1)
	_, err = parseConfig(configFile, []byte(out))
	return []byte(out), err
}
