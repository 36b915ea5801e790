package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// standing is what the second row of every screen tells: who is served, with the
// matter and the person of the open draft, who is next, what F5 will do, and how
// much has not been sent. It is laid out when one of these changes, not with
// every frame.
type standing struct {
	serving ui.Serving
	draft   ui.Drafting // zero for none
	w       int         // width for which it is laid out, 0 for not
	unsent  int         // as laid out
	comm    string      // as laid out
	left    string
	right   string
}

// stand takes news of the visit in hand, and tells the screens.
func (a *App) stand(m ui.Serving) {
	a.row.serving, a.row.w = m, 0
	a.served = m.Ticket
	for _, s := range a.screens {
		if d, ok := s.(ui.ServingScreen); ok {
			d.Serving(m.Ticket)
		}
	}
}

// watch has the front screen go on reading the queue while another one is on
// top, since its row stands there too.
func (a *App) watch() tea.Cmd {
	front := a.screens[a.cfg.Front]
	if front == nil || a.duty.Staff.ID == "" || a.top() == front || a.barred(a.cfg.Front) != "" {
		return nil
	}
	return a.address(front, front.Update(Pulse{}))
}

// visit has the front screen press one of its keys, wherever the clerk is.
func (a *App) visit(key string) func() tea.Cmd {
	return func() tea.Cmd { return a.open(a.cfg.Front, ui.Press{Key: key}) }
}

// card has the guide press a key on the card of the matter in hand.
func (a *App) card(key string) func() tea.Cmd {
	return func() tea.Cmd { return a.open(ui.ScreenGuide, ui.Press{Key: key}) }
}

// drafted reports whether the draft that was opened last belongs to the visit in
// hand, or stands below what is on top: no name of a visitor who has gone is
// shown.
func (a *App) drafted() bool {
	d := &a.row.draft
	if d.ID == "" {
		return false
	}
	if a.served != nil && d.Ticket == a.served.ID {
		return true
	}
	return a.top().ID() == ui.ScreenIntake
}

// second draws row 1: the command line while it is open, else how things stand.
func (a *App) second(f *ui.Frame) {
	if a.line.open {
		x := f.Put(0, 0, ui.Key, ":")
		a.line.field.Draw(f.Sub(ui.Rect{X: x, Y: 0, W: f.W() - x, H: 1}), true)
		return
	}
	if a.duty.Staff.ID == "" || a.screens[ui.ScreenCounter] == nil || a.barred(a.cfg.Front) != "" {
		return // visitors are not theirs to see
	}
	r := &a.row
	if c := a.community(); r.w != f.W() || r.unsent != a.unsent || r.comm != c {
		r.comm = c
		a.layRow(f.W())
	}
	style := ui.Strong
	if a.served == nil && !a.drafted() {
		style = ui.Dim
	}
	f.Put(1, 0, style, r.left)
	f.PutRight(f.W()-1, 0, ui.Dim, r.right)
}

// Cells of the row that names and matters may take.
const (
	narrowName  = 8
	wideName    = 24
	leastMatter = 6
	badgePart   = 8   // of the row is as much as the name of the community may take
	wideRow     = 100 // from which on the next visitor's matter stands there as well
)

// layRow lays the row out. Who is served and whose draft is open come first, then
// the next visitor and F5; the matter gets what room is left.
func (a *App) layRow(w int) {
	r := &a.row
	r.w, r.unsent = w, a.unsent
	m := &r.serving
	r.right = ""
	add := func(s string) {
		switch {
		case s == "":
		case r.right == "":
			r.right = s
		default:
			r.right += "  " + s
		}
	}
	next := m.Next
	if w >= wideRow && m.NextMatter != "" {
		next += " " + ui.Shorten(m.NextMatter, w/6)
		add(m.Late)
	}
	if r.comm != "" {
		add(ui.Shorten(ui.Clean(r.comm, 60), w/badgePart))
	}
	add(next)
	f5 := m.F5
	if f5 != "" && a.served != nil && a.row.draft.Ticket == a.served.ID && a.row.draft.ID != "" {
		f5 = text.F5AsksDraft // begun since the queue was read
	}
	add(f5)
	if a.unsent > 0 {
		add(fmt.Sprintf("%s %d", text.Unsent, a.unsent))
	}
	r.left = a.servedRow(w - 4 - ui.Width(r.right))
}

// servedRow tells who is served in room cells.
func (a *App) servedRow(room int) string {
	m := &a.row.serving
	left, matter, name, tail := text.NobodyServed, "", "", ""
	if a.served != nil {
		left, matter, name, tail = text.Served(*a.served), m.Matter, m.Name, m.Tail
	}
	if a.drafted() {
		d := &a.row.draft
		matter, name, tail = d.Matter, d.Name, d.Tail
	}
	person := ""
	if name != "" {
		n := narrowName
		if a.row.w >= wideRow {
			n = wideName
		}
		person = " · " + ui.Shorten(name, n)
	}
	if tail != "" {
		person += " " + tail
	}
	if n := room - ui.Width(left) - ui.Width(person) - 3; matter != "" && n >= leastMatter {
		left += " · " + ui.Shorten(matter, n)
	}
	return left + person
}
