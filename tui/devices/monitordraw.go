package devices

import (
	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Columns of the monitor.
const (
	timeWidth = 14
	wayWidth  = 6
	nameWidth = 12
	mostBytes = 800 // characters of one frame
)

// shows reports whether the sieve lets a glimpse through. What the line and the
// lamp do is always shown but where only one way is asked for.
func (m *Monitor) shows(g *desk.Glimpse) bool {
	switch m.sift {
	case 1:
		return !g.Idle
	case 2:
		return g.Way == desk.WayCame || g.Way == desk.WayLost
	case 3:
		return g.Way == desk.WaySent
	case 4:
		return g.Way == desk.WayLost || g.Way == desk.WayCame && g.Name == ""
	}
	return true
}

// lay makes rows of what the sieve lets through. How wide they are is not known
// here: bytes are folded when they are drawn.
func (m *Monitor) lay() {
	m.rows = m.rows[:0]
	for i := range m.list {
		g := &m.list[i]
		if !m.shows(g) {
			continue
		}
		st := ui.Text
		switch {
		case g.Way == desk.WayLost, g.Way == desk.WayLine && g.Hex != "":
			st = ui.Warn
		case g.Way == desk.WayLine, g.Way == desk.WayLamp, g.Idle:
			st = ui.Dim
		}
		m.rows = append(m.rows, row{st, [4]string{
			text.MonitorTime(g.At), text.WayWord(g.Way), ui.Clean(text.FrameName(m.of, *g), 40), ui.Clean(text.FrameBytes(m.of, *g), mostBytes),
		}})
	}
}

// Draw draws the list of devices, or what goes over the line of one, the latest
// below.
func (m *Monitor) Draw(f *ui.Frame) {
	if m.of == "" {
		f.Put(1, 0, ui.Dim, text.MonitorPick)
		m.pick.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: max(0, f.H()-2)}))
		return
	}
	f.Put(1, 0, ui.Strong, text.MonitorOf(m.of, m.model(m.of)))
	sent, came, lost := 0, 0, 0
	for i := range m.list {
		switch m.list[i].Way {
		case desk.WaySent:
			sent++
		case desk.WayCame:
			came++
		case desk.WayLost:
			lost++
		}
	}
	st := ui.Dim
	if m.still {
		st = ui.Warn
	}
	if m.fault == "" {
		f.PutRight(f.W()-1, 0, st, text.MonitorStands(m.still, m.sift, sent, came, lost))
	}
	y := 1
	for _, l := range ui.Wrap(text.MonitorHint, f.W()-2) {
		f.Put(1, y, ui.Dim, l)
		y++
	}
	x := [4]int{1, 1 + timeWidth, 1 + timeWidth + wayWidth, 1 + timeWidth + wayWidth + nameWidth}
	for i, w := range [...]string{text.ColTime, text.ColWhich, text.ColFrame, text.ColBytes} {
		f.Put(x[i], y, ui.Label, w)
	}
	body := f.Sub(ui.Rect{X: 0, Y: y + 1, W: f.W() - 1, H: max(0, f.H()-y-1)})
	m.drawRows(body, x)
}

func (m *Monitor) drawRows(f *ui.Frame, x [4]int) {
	m.page = f.H()
	if len(m.rows) == 0 {
		w := text.MonitorStill
		switch {
		case m.fault != "":
			w = m.fault
		case len(m.list) > 0:
			w = text.MonitorHidden
		}
		for i, l := range ui.Wrap(w, f.W()-2) {
			f.Put(1, i, ui.Dim, l)
		}
		return
	}
	y := f.H()
	for i := len(m.rows) - 1 - m.back; i >= 0 && y > 0; i-- {
		r := &m.rows[i]
		lines := ui.Wrap(r.cells[3], f.W()-x[3])
		lines = lines[:min(len(lines), mostOfLine)]
		y -= max(1, len(lines))
		for c := range 3 {
			f.Put(x[c], y, r.style, r.cells[c])
		}
		for k, l := range lines {
			f.Put(x[3], y+k, r.style, l)
		}
	}
}
