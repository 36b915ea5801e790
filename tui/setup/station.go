package setup

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Keys of what is asked about a new station.
const (
	KeyCode      = "code"
	KeyName      = "name"
	KeyStreet    = "street"
	KeyAddress   = "address"
	KeyPhone     = "phone"
	KeyCommunity = "community"
	KeyStaff     = "staff"
	KeyStaffNo   = "staff_no"
)

// Station asks what has to be known before a desk can number anything, once, on
// a PC without station.toml.
type Station struct {
	ctx  context.Context
	form *ui.Form
	keep func(context.Context, map[string]string) error
	busy bool
	said string
}

// NewStation returns the screen; keep writes station.toml from the values.
func NewStation(ctx context.Context, keep func(context.Context, map[string]string) error) *Station {
	row := func(key, label, hint, example string, max int, check func(string) string) ui.FormRow {
		f := ui.NewField(ui.Free, max)
		f.Placeholder, f.Check = example, check
		return ui.FormRow{Key: key, Label: label, Hint: hint, Field: f}
	}
	code := row(KeyCode, text.StationCode, text.StationCodeHint, "", 12, text.StationCodeFault)
	code.Field.Kind = ui.Digits
	return &Station{ctx: ctx, keep: keep, form: ui.NewForm(
		code,
		row(KeyName, text.StationName, text.StationNameHint, text.StationNameExample, 40, text.MustFill),
		row(KeyStreet, text.StationStreet, text.StationStreetHint, text.StationStreetExample, 40, text.MustFill),
		row(KeyAddress, text.StationAddress, "", "", 60, nil),
		row(KeyPhone, text.StationPhone, text.StationPhoneHint, "010-65000000", 20, text.MustFill),
		row(KeyCommunity, text.StationCommunity, text.StationCommunityHint, text.StationCommunityExample, 40, text.MustFill),
		row(KeyStaff, text.StationStaff, text.StationStaffHint, text.StationStaffExample, 20, text.MustFill),
		row(KeyStaffNo, text.StationStaffNo, "", "001", 10, text.MustFill),
	)}
}

// ID names the screen.
func (s *Station) ID() string { return ui.ScreenStation }

// Title is shown in the title line.
func (s *Station) Title() string { return text.NewStation }

// Focused is true: everything here is fields.
func (s *Station) Focused() bool { return s.form.Focused() }

// Busy is true while the station is written.
func (s *Station) Busy() bool { return s.busy }

// Actions lists what can be done here.
func (s *Station) Actions() []ui.Action {
	return []ui.Action{{Key: "f9", Twin: text.CmdFound, Word: text.Found2, Tip: text.FoundTip, Run: s.save}}
}

type foundedMsg struct{ err error }

func (s *Station) save() tea.Cmd {
	if s.busy || !s.form.Validate() {
		return nil
	}
	s.busy, s.said = true, ""
	values := s.form.Values()
	return ui.Do(s.ctx, saveTime, func(ctx context.Context) tea.Msg { return foundedMsg{s.keep(ctx, values)} })
}

// Update takes keys and the reply. Once the station is written the program ends:
// the next one opens the desk.
func (s *Station) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form.Update(msg) == ui.FormDone {
			return s.save()
		}
	case foundedMsg:
		s.busy = false
		if msg.err != nil {
			s.said = text.Problem(msg.err)
			return nil
		}
		return tea.Quit
	}
	return nil
}

// Draw draws the form.
func (s *Station) Draw(f *ui.Frame) {
	f.Put(1, 0, ui.Strong, text.NewStationHead)
	y := 1
	for _, l := range ui.Wrap(text.NewStationHint, f.W()-2) {
		f.Put(1, y, ui.Dim, l)
		y++
	}
	if s.said != "" {
		for _, l := range ui.Wrap(s.said, f.W()-2) {
			f.Put(1, y, ui.Error, l)
			y++
		}
	}
	s.form.Draw(f.Sub(ui.Rect{X: 1, Y: y + 1, W: f.W() - 2, H: max(0, f.H()-y-1)}))
}
