// Package devices shows the condition of every device with its cause, the code
// to read out on the phone, what to do next and what has changed lately, and
// tries them all within a minute while the counter goes on.
package devices

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Config is what a Screen is built from. Nothing of it blocks but Test.
type Config struct {
	Health  func() []desk.Health
	Changes func() []desk.DeviceChange // the latest first; nil for none
	// Test tries every device and tells each step; nil where the devices are
	// another PC's.
	Test func(ctx context.Context, tell func(desk.Family, desk.Trial)) (good bool, err error)
	// Examine runs the doctor without touching a device, tells each check, and
	// returns how long it took; nil where the devices are another PC's.
	Examine func(ctx context.Context, tell func(desk.Check)) (took time.Duration, err error)
	// Lines lists the families whose lines a Monitor can watch; nil where the
	// devices are another PC's.
	Lines func() []desk.Family
	// Pack gathers a diagnosis bundle: the names of its files, and what saves it
	// and tells where; nil for none.
	Pack func(ctx context.Context) (files []string, save func() (path string, err error))
}

// Screen is the list of devices.
type Screen struct {
	ctx   context.Context
	cfg   Config
	duty  desk.Duty
	table ui.Table
	below ui.Pager
	test  test
	exam  exam
	shown string // what stands below, so that it is laid out once

	packing bool
	save    func() (string, error) // of the bundle that was gathered
}

// A test is the self-test under way, or the latest one.
type test struct {
	going  bool
	done   bool
	good   bool
	fault  string
	order  []desk.Family
	steps  map[desk.Family][]desk.Trial
	told   ui.Steps
	cancel context.CancelFunc
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c, below: ui.Pager{Wrap: true}}
	s.table = ui.Table{Empty: text.NoDevices, Columns: []ui.Column{
		{Title: text.ColDevice, Width: 12},
		{Title: text.ColStands, Width: 8},
		{Title: text.ColCode, Width: 4},
		{Title: text.ColLastOK, Width: 11},
		{Title: text.ColNext},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenDevices }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Devices }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Steady says that a test goes on while the screen is opened again.
func (s *Screen) Steady() {}

// OnDuty tells who looks.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	return []ui.Action{
		{Key: "t", Twin: text.CmdSelfTest, Word: text.SelfTest, Tip: text.SelfTestTip, Run: s.run, Blocked: s.cannotTest},
		{Key: "enter", Twin: text.CmdReplace, Word: text.Replace, Tip: text.ReplaceTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenSetup, desk.Family(s.table.Selected().ID))
		}, Blocked: s.cannotFit},
		{Key: "c", Twin: text.CmdCheckUp, Word: text.CheckUp, Tip: text.CheckUpTip, Run: s.examine, Blocked: s.cannotExamine},
		{Key: "b", Twin: text.CmdMonitor, Word: text.Monitor, Tip: text.MonitorTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenMonitor, desk.Family(s.table.Selected().ID))
		}, Blocked: s.cannotWatch},
		{Key: "p", Twin: text.CmdPackUp, Word: text.PackUp, Tip: text.PackUpTip, Run: s.pack, Blocked: s.cannotPack},
		{Key: "+", Twin: text.CmdSetup, Word: text.Setup, Tip: text.SetupTip, Run: func() tea.Cmd { return ui.Go(ui.ScreenSetup, nil) }, Blocked: s.noRight},
	}
}

func (s *Screen) cannotTest() string {
	switch {
	case s.cfg.Test == nil:
		return text.NotOurDevices
	case s.test.going:
		return text.TrialGoesOn
	}
	return ""
}

func (s *Screen) noRight() string {
	switch {
	case s.cfg.Test == nil:
		return text.NotOurDevices
	case !s.duty.Staff.May(desk.RightSetup):
		return text.NoRight(s.duty.Staff.Name)
	}
	return ""
}

func (s *Screen) cannotFit() string {
	l := s.table.Selected()
	if l == nil {
		return text.NoDevices
	}
	switch desk.Family(l.ID) {
	case desk.FamilyCaller, desk.FamilyCentre:
		return text.NotByWizard
	}
	return s.noRight()
}

func (s *Screen) cannotWatch() string {
	l := s.table.Selected()
	switch {
	case s.cfg.Lines == nil:
		return text.NotOurDevices
	case l == nil || !slices.Contains(s.cfg.Lines(), desk.Family(l.ID)):
		return text.MonitorNoLine
	}
	return s.noRight()
}

// Enter reads the conditions.
func (s *Screen) Enter() tea.Cmd {
	s.fill()
	return nil
}

// Open shows the conditions, and does what a key does.
func (s *Screen) Open(with any) tea.Cmd {
	s.fill()
	if p, ok := with.(ui.Press); ok && p.Key == "c" {
		if why := s.cannotExamine(); why != "" {
			return ui.Say(ui.Info, why)
		}
		return s.examine()
	}
	return nil
}

type (
	stepMsg struct {
		family desk.Family
		t      desk.Trial
	}
	doneMsg struct {
		good bool
		err  error
	}
)

// testTime bounds a self-test.
const testTime = 60 * time.Second

// run tries every device; the counter goes on.
func (s *Screen) run() tea.Cmd {
	ctx, cancel := context.WithTimeout(s.ctx, testTime)
	s.exam.shown = false
	s.test = test{going: true, steps: map[desk.Family][]desk.Trial{}, cancel: cancel}
	s.test.told = ui.Begin(32, cancel, func(tell func(tea.Msg)) tea.Msg {
		good, err := s.cfg.Test(ctx, func(f desk.Family, t desk.Trial) { tell(stepMsg{f, t}) })
		return doneMsg{good, err}
	})
	s.fill()
	return s.test.told.Next()
}

// Update follows the conditions once a second, and the test.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch ui.KeyOf(msg) {
		case "pgup", "pgdown":
			s.below.Update(msg)
		default:
			s.table.Update(msg)
		}
		return nil
	case stepMsg:
		s.test.step(msg)
		s.fill()
		return s.test.told.Next()
	case checkMsg:
		s.exam.checks = append(s.exam.checks, msg.check)
		s.fill()
		return s.exam.told.Next()
	case examinedMsg:
		s.exam.end(msg)
	case packedMsg:
		s.packing, s.save = false, msg.save
		return ui.Interrupt(askPack, ui.NewConfirm(text.PackUp, text.BundleQuestion(msg.files), text.Yes, text.No))
	case savedMsg:
		s.packing = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return ui.Say(ui.Done, text.BundleSaved(ui.Clean(msg.path, 200)))
	case ui.Outcome:
		return s.answered(msg)
	case doneMsg:
		s.test.going, s.test.done, s.test.good, s.test.cancel = false, true, msg.good, nil
		if msg.err != nil {
			s.test.fault = text.Problem(msg.err)
		}
	}
	s.fill()
	return nil
}

// step takes what a test tells; how a step comes out stands in the place of its
// begin.
func (t *test) step(m stepMsg) {
	list, ok := t.steps[m.family]
	if !ok {
		t.order = append(t.order, m.family)
	}
	if n := len(list); n > 0 && list[n-1].Step == m.t.Step {
		list = list[:n-1]
	}
	t.steps[m.family] = append(list, m.t)
}

func (s *Screen) fill() {
	list := s.cfg.Health()
	lines := make([]ui.Line, 0, len(list))
	for _, h := range list {
		st := ui.Text
		if h.State == desk.DeviceFault || h.State == desk.DeviceOffline || h.State == desk.DeviceSilent {
			st = ui.Warn
		}
		sign, _ := ui.LampSign(h.State)
		phone, what, next := text.Cause(h.Family, h.Code)
		lines = append(lines, ui.Line{ID: string(h.Family), Style: st, Cells: []string{
			text.DeviceName(h.Family), sign + " " + text.DeviceState(h.State), phone, text.LastOK(h.LastOK), text.WhatNext(what, next),
		}})
	}
	s.table.Set(lines)
	s.tell()
}

// tell lays out what stands below the list: the test, else what has changed.
func (s *Screen) tell() {
	var lines []ui.PageLine
	switch {
	case s.exam.shown:
		lines = s.exam.lines()
	case s.test.going || s.test.done:
		lines = s.test.lines()
	case s.cfg.Changes != nil:
		for _, c := range s.cfg.Changes() {
			_, st := ui.LampSign(c.State)
			if c.State == desk.DeviceOK {
				st = ui.Text
			}
			lines = append(lines, ui.PageLine{Style: st, Text: text.LampChanged(c)})
		}
		if len(lines) == 0 {
			lines = []ui.PageLine{{Style: ui.Dim, Text: text.NoChanges}}
		}
	}
	all := ""
	for _, l := range lines {
		all += l.Text + "\n"
	}
	if all != s.shown {
		s.shown = all
		s.below.Set(lines)
	}
}

// lines is one paragraph a device, and the outcome first.
func (t *test) lines() []ui.PageLine {
	var out []ui.PageLine
	switch {
	case t.fault != "":
		out = append(out, ui.PageLine{Style: ui.Error, Text: t.fault})
	case t.going:
		out = append(out, ui.PageLine{Style: ui.Dim, Text: text.SelfTestGoes})
	case len(t.order) == 0:
		out = append(out, ui.PageLine{Style: ui.Dim, Text: text.NothingToTest})
	case t.good:
		out = append(out, ui.PageLine{Style: ui.Good, Text: text.SelfTestGood})
	default:
		out = append(out, ui.PageLine{Style: ui.Warn, Text: text.SelfTestBad})
	}
	for _, f := range t.order {
		for _, x := range t.steps[f] {
			sign, st := ui.LampSign(x.State)
			if x.State == desk.DeviceOK {
				st = ui.Text
			}
			out = append(out, ui.PageLine{Style: st, Text: sign + " " + text.DeviceName(f) + " " + text.TrialSays(f, x)})
		}
	}
	return out
}

// Draw draws the list and what stands below it.
func (s *Screen) Draw(f *ui.Frame) {
	f.Put(1, 0, ui.Dim, text.DevicesHint)
	rows := min(s.table.Len(), mostFamilies) + 1
	if s.table.Len() == 0 {
		rows = 2
	}
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: rows}))
	y := 2 + rows + 1
	if s.shown == "" || y+2 > f.H() {
		return
	}
	head := text.LastChanges
	switch {
	case s.exam.shown:
		head = text.CheckUp
	case s.test.going || s.test.done:
		head = text.SelfTest
	}
	f.Put(1, y, ui.Strong, head)
	s.below.Draw(f.Sub(ui.Rect{X: 1, Y: y + 1, W: f.W() - 2, H: f.H() - y - 1}))
}

// mostFamilies is how many devices a window has at most.
const mostFamilies = 8
