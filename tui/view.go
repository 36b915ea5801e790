package tui

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// View draws the window.
func (a *App) View() tea.View {
	a.draw()
	v := tea.NewView(a.frame.String())
	v.AltScreen = true
	if x, y, ok := a.frame.CursorAt(); ok {
		v.Cursor = tea.NewCursor(x, y)
	}
	return v
}

func (a *App) draw() {
	f := a.frame
	f.Reset(a.w, a.h)
	l := ui.Arrange(a.w, a.h)
	if l.TooSmall {
		f.Put(0, 0, ui.Error, text.WindowTooTiny)
		return
	}
	if a.locked {
		a.drawLock(f, l)
		return
	}
	s := a.top()
	if _, full := s.(ui.FullScreen); full {
		s.Draw(f.Sub(ui.Rect{X: 0, Y: 0, W: a.w, H: l.Toast.Y}))
		a.overFull(f.Sub(l.Title), f.Sub(l.Line))
	} else {
		a.title(f.Sub(l.Title), s)
		s.Draw(f.Sub(l.Body))
		a.second(f.Sub(l.Line))
	}
	a.toast.Draw(f.Sub(l.Toast))
	a.drawPost(f.Sub(l.Toast))
	ui.DrawKeys(f.Sub(l.Keys), a.keyLine(l.Keys.W, l.Keys.H))
	if a.dialogs.Len() > 0 {
		f.HideCursor()
		a.dialogs.Draw(f)
	}
}

// overFull draws the command line over a screen that stands on the whole window.
// The marks of practice and of a demonstration stand there too: they are for
// everybody.
func (a *App) overFull(title, line *ui.Frame) {
	x := title.W()
	for _, m := range a.marks {
		if m.Style == ui.Practice || m.Style == ui.Demo {
			x = title.PutRight(x-1, 0, m.Style, " "+m.Word+" ")
		}
	}
	if a.line.open {
		line.Fill(ui.Rect{X: 0, Y: 0, W: line.W(), H: 1}, ui.Text)
		a.second(line)
	}
}

func (a *App) title(f *ui.Frame, s ui.Screen) {
	staff := text.NobodyOnDuty
	if a.duty.Staff.Name != "" {
		staff = a.duty.Staff.Name
	}
	window := text.WindowName(a.cfg.Window)
	t := ui.TitleLine{Parts: []string{s.Title(), a.cfg.Station, window, staff}, Marks: a.marks, Lamps: a.lamps}
	// Where there is no room for all, the name of the station goes before that
	// of whoever serves: the clerk knows where this is.
	room := f.W() - a.besides() - ui.Width(s.Title()) - ui.Width(window) - ui.Width(staff)
	switch {
	case room < leastStation && room < ui.Width(a.cfg.Station):
		t.Parts = []string{s.Title(), window, staff}
	default:
		t.Parts[1] = ui.Shorten(a.cfg.Station, max(room, leastStation))
	}
	t.Draw(f)
}

// leastStation is the least room in which a station's name says anything.
const leastStation = 8

// besides counts the cells of the title line that marks, lamps and the blanks
// between its parts take.
func (a *App) besides() int {
	const ends, gaps = 2, 3 * 2
	n := ends + gaps
	for i := range a.marks {
		n += ui.Width(a.marks[i].Word) + 3
	}
	if l := len(a.lamps); l > 0 {
		n += ui.LampsWidth(a.lamps) - (l - 1) + 2
	}
	return n
}

// community names the community of what the screen shows, else that of the visit
// in hand; "" where there is neither, or where the station serves only one.
func (a *App) community() string {
	if a.cfg.Community == nil {
		return ""
	}
	if p, ok := a.top().(ui.Placed); ok {
		if code := p.Community(); code != "" {
			return a.cfg.Community(code)
		}
	}
	if a.served != nil {
		return a.cfg.Community(a.served.Comm)
	}
	return ""
}

// quiet reports whether nothing is in hand here: nobody is served, nothing is asked or
// written, and no screen of the stack holds a card or a draft open.
func (a *App) quiet() bool {
	if a.served != nil || !a.Resting() {
		return false
	}
	for _, id := range a.stack {
		if h, ok := a.screens[id].(ui.Holder); ok && h.Holding() {
			return false
		}
	}
	return true
}

// turn lets what waits for a quiet moment come, and tells of it.
func (a *App) turn() {
	if a.cfg.Turn == nil {
		return
	}
	if said := a.cfg.Turn(a.quiet()); said != "" {
		a.say(ui.Done, said)
	}
}

// Resting reports whether nothing is open that somebody writes in, no dialog and
// no command line, and no act is under way.
func (a *App) Resting() bool { return a.dialogs.Len() == 0 && !a.line.open && !a.mustWait() }
