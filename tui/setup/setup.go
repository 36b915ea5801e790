// Package setup puts devices in service: a family is chosen, what is plugged in
// is listed and what was just plugged in stands out, a model is chosen, the
// device is tried with its real driver, and only then is the configuration
// changed. The configuration before is one key away. What a device is and how
// it is found is not known here.
package setup

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A Bench finds, tries and keeps devices.
type Bench interface {
	// Fittings lists the devices in service, one a family.
	Fittings() []desk.Fitting
	// Models lists what can be driven of a family.
	Models(desk.Family) []desk.DeviceModel
	// Look lists what may be a device of a family.
	Look(context.Context, desk.Family) []desk.Plugged
	// Lines lists the families whose lines can be watched.
	Lines() []desk.Family
	// Try tries a device and tells each step; good says that nothing stands
	// against it.
	Try(ctx context.Context, f desk.Fitting, tell func(desk.Trial)) (good bool, err error)
	// Fit puts a device in service; again says that the console uses it once it is
	// opened again.
	Fit(ctx context.Context, rid string, d desk.Duty, f desk.Fitting) (again bool, err error)
	// Differences compares the configuration with the last good one.
	Differences() ([]desk.KeyChange, error)
	// Restore puts the last good configuration in force, or the values that keys
	// had in it.
	Restore(ctx context.Context, rid string, d desk.Duty, keys []string) (again bool, err error)
	// History lists the latest changes of the configuration, newest first.
	History() ([]desk.ConfigChange, error)
	// Undo takes the n-th change back, or the values of some keys in it.
	Undo(ctx context.Context, rid string, d desk.Duty, n int, keys []string) (again bool, err error)
	// Export writes what may go to another station to a file and tells where it is.
	Export(path string) (string, error)
	// Compare lists what a file of another station would change.
	Compare(path string) ([]desk.KeyChange, error)
	// Import puts the values of a file of another station in force.
	Import(ctx context.Context, rid string, d desk.Duty, path string, keys []string) (again bool, err error)
}

// A step is how far the technician has come.
type step int

const (
	atFamily step = iota
	atPlug
	atModel
	atTrial
	atDiff
	atHistory
	atImport
)

// Screen is the wizard.
type Screen struct {
	ctx   context.Context
	bench Bench
	mint  func() string
	now   func() time.Time
	duty  desk.Duty
	step  step

	families ui.Table
	plugs    ui.Table
	models   ui.Table
	diff     ui.Table
	history  ui.Table

	fit     desk.Fitting
	form    string // of the place
	found   []desk.Plugged
	known   map[string]string // places and marks when the list was first seen, nil before
	looking bool
	due     int // pulses until the next look
	changes []desk.KeyChange
	past    []desk.ConfigChange
	undo    int    // number of the change that is taken back
	file    string // that is brought in

	trial  trial
	busy   bool
	saved  string // what was put in service last
	fault  string
	rid    string // of the act under way, the same when it is tried again
	wanted string // what rid is for
}

// New returns the screen. now is the clock of device files, which is the PC's own.
func New(ctx context.Context, b Bench, mint func() string, now func() time.Time) *Screen {
	s := &Screen{ctx: ctx, bench: b, mint: mint, now: now}
	s.families = ui.Table{Digits: true, Columns: []ui.Column{{Title: text.ColDevice, Width: 14}, {Title: text.ColInService}}}
	s.plugs = ui.Table{Digits: true, Empty: text.NothingPlugged, Columns: []ui.Column{{Title: text.ColNew, Width: 8}, {Title: text.ColCalls, Width: 26}, {Title: text.ColPlace}}}
	s.models = ui.Table{Digits: true, Columns: []ui.Column{{Title: text.ColModel, Width: 40}, {Title: text.ColVerified}}}
	s.diff = ui.Table{Empty: text.NothingDiffers, Columns: []ui.Column{{Title: text.ColKey, Width: 26}, {Title: text.ColBefore, Width: 22}, {Title: text.ColAfter}}}
	s.history = ui.Table{Empty: text.NothingChanged, Columns: []ui.Column{
		{Title: text.ColWhen, Width: 14}, {Title: text.ColChangedBy, Width: 8}, {Title: text.ColKey, Width: 18}, {Title: text.ColBefore, Width: 15}, {Title: text.ColNewer},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenSetup }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Setup }

// Focused is false: there is no field but in dialogs.
func (s *Screen) Focused() bool { return false }

// Busy is true while something is saved; a trial keeps nobody.
func (s *Screen) Busy() bool { return s.busy }

// OnDuty tells who works here.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

// Steady says that a trial goes on while the screen is opened again.
func (s *Screen) Steady() {}

// Open begins with a family, or with the list of them.
func (s *Screen) Open(with any) tea.Cmd {
	s.begin()
	if f, ok := with.(desk.Family); ok && s.families.Select(string(f)) {
		return s.choose()
	}
	return nil
}

// Enter shows where the technician is.
func (s *Screen) Enter() tea.Cmd {
	s.list()
	return nil
}

// Leave ends a trial: nobody waits for it.
func (s *Screen) Leave() tea.Cmd {
	s.trial.end()
	return nil
}

func (s *Screen) begin() {
	s.trial.end()
	s.step, s.fault, s.found, s.known = atFamily, "", nil, nil
	s.fit = desk.Fitting{}
	s.list()
}

// list shows what is in service.
func (s *Screen) list() {
	var lines []ui.Line
	for _, f := range s.bench.Fittings() {
		what := text.NotInService
		if f.Model != "" {
			what = text.InService(s.titleOf(f), ui.Clean(f.At, 200))
		}
		lines = append(lines, ui.Line{ID: string(f.Family), Cells: []string{text.DeviceName(f.Family), what}})
	}
	s.families.Set(lines)
}

func (s *Screen) titleOf(f desk.Fitting) string {
	for _, m := range s.bench.Models(f.Family) {
		if m.ID == f.Model {
			return ui.Clean(m.Title, 60)
		}
	}
	return ui.Clean(f.Model, 40)
}

// record is the id of an act; it stays the same while the same thing is tried
// again.
func (s *Screen) record(what string) string {
	if s.rid == "" || s.wanted != what {
		s.rid, s.wanted = s.mint(), what
	}
	return s.rid
}

// Update takes replies, keys that no action claimed, and the pulse.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(msg)
	case ui.Outcome:
		return s.outcome(msg)
	case lookedMsg:
		s.looked(msg)
	case trialMsg:
		return s.told(msg)
	case triedMsg:
		return s.tried(msg)
	case fittedMsg:
		return s.fitted(msg)
	case restoredMsg:
		return s.restored(msg)
	case diffMsg:
		s.compared(msg)
	case historyMsg:
		s.recalled(msg)
	case exportedMsg:
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return ui.Say(ui.Done, text.ExportedTo(ui.Clean(msg.path, 200)))
	case comparedMsg:
		return s.broughtIn(msg)
	case takenMsg:
		return s.taken(msg)
	case ui.Reply, tea.PasteMsg:
	default:
		return s.pulse()
	}
	return nil
}

func (s *Screen) key(k tea.KeyPressMsg) tea.Cmd {
	t := s.table()
	if t == nil {
		return nil
	}
	if t.Update(k) == ui.TablePicked {
		return s.choose()
	}
	return nil
}

// table is the list of the step, nil at a trial.
func (s *Screen) table() *ui.Table {
	switch s.step {
	case atPlug:
		return &s.plugs
	case atModel:
		return &s.models
	case atDiff, atImport:
		return &s.diff
	case atHistory:
		return &s.history
	case atFamily:
		return &s.families
	}
	return nil
}
