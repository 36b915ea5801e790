package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store"
)

// A Check is one line of the doctor.
type Check = desk.Check

// States of a check.
const (
	CheckOK      = desk.CheckOK
	CheckWarning = desk.CheckWarning
	CheckFault   = desk.CheckFault
	CheckSkipped = desk.CheckSkipped
)

// examineFor bounds the whole examination, and each check has its share.
const examineFor = 55 * time.Second

// reportFile keeps the latest report, in the log folder.
const reportFile = "doctor.json"

// Examine looks at everything that a desk needs, calls tell after each check,
// and returns them all. It makes no data folder, no database and no key, and it
// works beside an open console.
func Examine(ctx context.Context, o Options, tell func(Check)) []Check {
	x := &examination{o: o, clock: desk.SystemClock{}, tell: tell}
	if o.Demo && o.Shift != 0 {
		x.clock = shifted{o.Shift}
	}
	return x.all(ctx)
}

// Examine looks at what Examine does, but leaves every device to the driver that
// the counter uses: what that one saw last is what is told. One examination goes
// on at a time. It returns how long it took.
func (b *Bench) Examine(ctx context.Context, tell func(Check)) (time.Duration, error) {
	if !b.look.TryLock() {
		return 0, &desk.Problem{Kind: desk.Conflict, What: "doctor.goes"}
	}
	defer b.look.Unlock()
	began := time.Now()
	b.examination(tell).all(ctx)
	return time.Since(began), nil
}

func (b *Bench) examination(tell func(Check)) *examination {
	return &examination{
		o: Options{Data: b.d.Dir, Demo: b.d.Station.Demo, Built: b.d.built}, clock: b.d.Clock, tell: tell, live: b.v,
	}
}

// An examination is one run of the doctor.
type examination struct {
	o     Options
	dir   string
	clock desk.Clock
	log   *slog.Logger
	tell  func(Check)
	live  *Devices    // of the running console, nil where devices are opened for the look
	over  func() bool // the time for the whole is up
	found []Check

	cfg     *Config      // nil where none could be read
	store   *store.Store // without keys; nil where there is none that opens
	fits    bool         // the journal's chain
	station desk.Station
}

// all makes every step, within the time for the whole.
func (x *examination) all(ctx context.Context) []Check {
	ctx, cancel := context.WithTimeout(ctx, examineFor)
	defer cancel()
	x.dir, x.over = x.o.Dir(), func() bool { return ctx.Err() != nil }
	var done func()
	x.log, done = FolderLog(x.dir, "xiaochuang")
	defer done()
	defer x.close()
	devices := x.devices
	if x.live != nil {
		devices = x.lamps
	}
	for _, step := range []func(context.Context){
		x.config, x.folder, x.disk, x.database, x.journal, x.rows, x.keys, x.time, x.holidays, x.matters,
		x.access, devices, x.terminal, x.centre, x.backup,
	} {
		x.run(ctx, step)
	}
	x.keep()
	return x.found
}

// run makes one step. One that breaks is a fault of its own and ends nothing.
func (x *examination) run(ctx context.Context, step func(context.Context)) {
	defer func() {
		if r := recover(); r != nil {
			x.log.Error("doctor", "panic", fmt.Sprint(r))
			x.say("doctor", CheckFault, "panic")
		}
	}()
	step(ctx)
}

// say adds a check; facts are pairs of name and value.
func (x *examination) say(name string, s desk.CheckState, code string, facts ...string) {
	c := Check{Name: name, State: s, Code: code}
	if len(facts) > 0 {
		c.Facts = map[string]string{}
		for i := 0; i+1 < len(facts); i += 2 {
			c.Facts[facts[i]] = facts[i+1]
		}
	}
	x.found = append(x.found, c)
	x.tell(c)
}

// blame adds a fault with its cause in the log. What only ran out of time is no
// fault.
func (x *examination) blame(name, code string, err error, facts ...string) {
	if x.over() || errors.Is(err, context.DeadlineExceeded) {
		x.say(name, CheckWarning, "late")
		return
	}
	x.log.Error("doctor", "check", name, "code", code, "err", err.Error())
	x.say(name, CheckFault, code, facts...)
}

func (x *examination) close() {
	if x.store != nil {
		if err := x.store.Close(); err != nil {
			x.log.Warn("doctor", "close", err.Error())
		}
	}
}

// keep leaves the report in the log folder, for whoever comes later.
func (x *examination) keep() {
	if st, err := os.Stat(x.dir); err != nil || !st.IsDir() {
		return
	}
	b, err := json.MarshalIndent(struct {
		At     time.Time `json:"at"`
		Checks []Check   `json:"checks"`
	}{x.clock.Now().UTC().Truncate(time.Second), x.found}, "", "  ")
	if err == nil {
		err = os.MkdirAll(filepath.Join(x.dir, "log"), 0o700)
	}
	if err == nil {
		err = replaceFile(filepath.Join(x.dir, "log", reportFile), append(b, '\n'))
	}
	if err != nil {
		x.log.Warn("doctor", "keep", err.Error())
	}
}

// config reads station.toml.
func (x *examination) config(context.Context) {
	path := filepath.Join(x.dir, configFile)
	if practiceFolder(x.dir) {
		x.say("config", CheckFault, "live.practice", "path", path)
		return
	}
	c, err := LoadConfig(x.dir)
	code := ""
	if errors.Is(err, fs.ErrNotExist) && x.o.Demo {
		c, err = demoConfig()
		code = "config.demo"
	}
	bad, wrong := errors.AsType[*ConfigError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		x.say("config", CheckFault, "config.none", "path", path)
	case wrong:
		x.say("config", CheckFault, "config."+bad.Code,
			"path", bad.Path, "line", strconv.Itoa(bad.Line), "key", bad.Key, "code", bad.Code)
	case err != nil:
		x.blame("config", "config.read", err, "path", path)
	default:
		x.cfg, x.station = &c, c.station()
		x.station.Demo = x.o.Demo
		x.say("config", CheckOK, code, "path", path, "station", c.Station.Name, "desk", c.Station.Code+"-"+c.Station.Desk)
	}
}

// bare is the desk as far as a configuration goes, to open devices with.
func (x *examination) bare() *Desk {
	return &Desk{Dir: x.dir, Config: *x.cfg, Station: x.station, Clock: x.clock, Log: x.log}
}
