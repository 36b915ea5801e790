// Package devices shows the condition of every device with its cause, the code
// to read out on the phone, and what to do next.
package devices

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Screen is the list of devices.
type Screen struct {
	health func() []desk.Health // must not block
	table  ui.Table
}

// New returns the screen.
func New(health func() []desk.Health) *Screen {
	s := &Screen{health: health}
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

// Actions is empty: devices recover by themselves.
func (s *Screen) Actions() []ui.Action { return nil }

// Enter reads the conditions.
func (s *Screen) Enter() tea.Cmd {
	s.fill()
	return nil
}

// Update follows the conditions once a second.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if _, key := msg.(tea.KeyPressMsg); key {
		s.table.Update(msg)
		return nil
	}
	s.fill()
	return nil
}

func (s *Screen) fill() {
	list := s.health()
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
}

// Draw draws the list.
func (s *Screen) Draw(f *ui.Frame) {
	f.Put(1, 0, ui.Dim, text.DevicesHint)
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2}))
}
