package wire

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"gopkg.in/natefinch/lumberjack.v2"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/identity"
	"xiaochuang/desk/notice"
	"xiaochuang/store"
	"xiaochuang/store/seal"
)

// Options choose a desk.
type Options struct {
	Data   string // data folder, "" for the default
	Demo   bool   // the demonstration: invented people only; the embedded station where the folder has none
	Built  time.Time
	Shift  time.Duration // moves the clock, in the demonstration only
	Stderr io.Writer     // where a log line goes before there is a log file
	Shoot  []string      // program and arguments that take a picture, see ShootCamera
	Look   []string      // program and arguments that look at a page, see LookAtPage; none keeps pages as they come

	keyless bool // nothing personal is read; see OpenBoard
}

// A Desk is the object graph of a live desk without devices: the store, the
// catalogue, the rules and the use cases.
type Desk struct {
	Dir        string
	Config     Config
	Station    desk.Station
	Clock      desk.Clock
	Log        *slog.Logger
	Store      *store.Store
	Catalogue  *guide.Live
	Calendar   calendar.Calendar
	People     identity.People
	Words      *notice.Wordings
	Press      *desk.Press
	Hall       *desk.Hall
	Relief     *desk.Relief
	Counter    *desk.Counter
	Intake     *desk.Intake
	Days       *desk.Days
	Dispatches *desk.Dispatches
	Rectify    *desk.Rectifications
	Custody    *desk.Custody
	Batches    *desk.Batches
	Copies     *desk.Transcripts
	Paper      *desk.PaperMode
	Gate       *desk.Gate

	turning *turnover
	look    []string // looks at one page, see Options
	phrases *phraseBook
	shoot   []string // takes a picture with a camera
	closers []io.Closer
	built   time.Time
	taps    taps          // of its devices' lines; nil shows nothing
	roll    *atomic.Int32 // width of the roll that was put in since the console began, 0 for the configured one
}

// ErrNoStation says that a folder has no station.toml and no demonstration was
// asked for: nothing is numbered then.
var ErrNoStation = &desk.Problem{Kind: desk.NotFound, What: "config.none"}

// Open builds the graph of a live desk. A folder of practice is refused.
func Open(ctx context.Context, o Options) (*Desk, error) {
	dir := o.Data
	if dir == "" {
		dir = DefaultDir(o.Demo, false)
	}
	if practiceFolder(dir) {
		return nil, &desk.Problem{Kind: desk.Denied, What: "live.practice"}
	}
	cfg, err := LoadConfig(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.Demo:
		if cfg, err = demoConfig(); err != nil {
			return nil, err
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNoStation
	case err != nil:
		return nil, err
	}
	if err := claimDemo(dir, o.Demo); err != nil {
		return nil, err
	}
	st := cfg.station()
	st.Demo = o.Demo
	st.PINs, st.Morning = told(cfg.Security.PIN, !o.Demo), told(cfg.Station.Morning, !o.Demo)
	use := identity.Live
	if o.Demo {
		use = identity.Rehearsal
	}
	var clock desk.Clock = desk.SystemClock{}
	if o.Demo && o.Shift != 0 {
		clock = shifted{o.Shift}
	}
	return assemble(ctx, dir, cfg, st, use, clock, o)
}

// told is what the configuration says, or else what goes without saying.
func told(b *bool, otherwise bool) bool {
	if b == nil {
		return otherwise
	}
	return *b
}

// idle is how long the console waits for a key before it locks.
func (d *Desk) idle() time.Duration {
	switch {
	case d.Config.Security.LockAfter != nil:
		return time.Duration(*d.Config.Security.LockAfter) * time.Second
	case d.Station.Demo || d.Station.Practice:
		return 0
	}
	return idleLock
}

// idleLock is how long an unattended screen shows what is on it.
const idleLock = 3 * time.Minute

// shifted is the PC's clock moved, to see tomorrow in the demonstration.
type shifted struct{ by time.Duration }

func (s shifted) Now() time.Time { return time.Now().Add(s.by) }

// assemble builds the graph that live desks and practice share.
func assemble(ctx context.Context, dir string, cfg Config, st desk.Station, use identity.Use, clock desk.Clock, o Options) (*Desk, error) {
	d := &Desk{Dir: dir, Config: cfg, Station: st, Clock: clock, People: identity.People{Use: use}, look: o.Look, shoot: o.Shoot, built: o.Built, taps: newTaps(clock), roll: new(atomic.Int32)}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	d.openLog()
	suite, err := seal.Named(suiteName(cfg))
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if d.Calendar, err = loadCalendar(dir); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	st.Rectify.Contact = nextWorkingDay(d.Calendar)
	d.Station = st
	d.Store, err = store.Open(ctx, store.Config{
		Dir: dir, Station: st, Clock: clock, Built: o.Built, Suite: suite, Log: d.Log, Keyless: o.keyless,
	})
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.closers = append(d.closers, d.Store)
	c, err := d.inForce(ctx)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.Catalogue = guide.NewLive(c, d.older)
	d.turning = &turnover{shelf: d.shelf(), live: d.Catalogue, log: d.Log}
	d.Press = desk.NewPress(st, d.Catalogue, d.People)
	d.Hall = desk.NewHall(d.Store, st, d.Press)
	d.Relief = desk.NewRelief(d.Hall, func(window int) (func(), error) { return d.Store.Lock(windowLock(window)) })
	d.Counter = desk.NewCounter(d.Store, st, d.Catalogue, d.Press)
	d.Intake = desk.NewIntake(d.Store, st, d.Catalogue, calendar.Limits{Calendar: d.Calendar}, d.People, d.Press)
	d.Days = desk.NewDays(d.Store, st, d.Press)
	d.Dispatches = desk.NewDispatches(st, d.Store)
	d.Rectify = desk.NewRectifications(d.Store, st)
	d.Custody = desk.NewCustody(d.Store, st)
	d.Batches = desk.NewBatches(d.Store, st, d.Intake, d.Press)
	d.Copies = desk.NewTranscripts(d.Store, st, fieldMaps(dir, st, d.Log), d.Press)
	d.Paper = desk.NewPaperMode(d.Store, st, d.Catalogue, d.Press)
	d.Words = newWordings(dir, d.Store, d.Log)
	d.Gate = desk.NewGate(d.Store, d.Store, st)
	d.phrases = openPhrases(dir, d.Log)
	return d, nil
}

func suiteName(c Config) string {
	if c.Security.Suite == "" {
		return "gm"
	}
	return c.Security.Suite
}

// openLog begins the log: JSON lines in the data folder, rotated at 10 MB, four
// kept. It never holds a name or number of a person.
func (d *Desk) openLog() {
	w := &lumberjack.Logger{
		Filename: filepath.Join(d.Dir, "log", "xiaochuang.log"), MaxSize: 10, MaxBackups: 4, MaxAge: 400,
	}
	d.Log = slog.New(slog.NewJSONHandler(w, nil))
	d.closers = append(d.closers, w)
}

// Close closes the graph in the reverse order of its making.
func (d *Desk) Close() error {
	var errs []error
	for i := len(d.closers) - 1; i >= 0; i-- {
		errs = append(errs, d.closers[i].Close())
	}
	d.closers = nil
	return errors.Join(errs...)
}

// Mint returns a fresh record id.
func (d *Desk) Mint() string { return desk.NewID(d.Clock.Now()) }

// Duty returns the duty of a staff member at a window; with an unknown or empty
// id it is that of the first one, as commands use.
func (d *Desk) Duty(staff string, window int) desk.Duty {
	if p, ok := d.Station.Person(staff); ok {
		return desk.Duty{Staff: p, Window: window}
	}
	if len(d.Station.Staff) > 0 {
		return desk.Duty{Staff: d.Station.Staff[0], Window: window}
	}
	return desk.Duty{Window: window}
}

// owner names this process in leases of the print queue; it is the same after
// a restart of the console at the same window.
func owner(window int) string { return "console-" + strconv.Itoa(window) }

// bootID is an id of this start of the program.
func bootID() string { return rand.Text() }

// windowLock names the lock of whoever has a window open.
func windowLock(window int) string { return "window-" + strconv.Itoa(window) }
