package transcribe

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

type enteredMsg struct {
	t   desk.Transcript
	err error
}

func (s *Screen) entered(m enteredMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		return ui.Say(ui.Care, text.Problem(m.err))
	}
	s.t, s.fields, s.spent = nil, nil, 0
	return tea.Batch(s.clear(), ui.Say(ui.Done, text.EnteredAs(m.t)), s.Enter())
}

func (s *Screen) show(m loadedMsg) {
	s.read = true
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return
	}
	s.fault, s.list = "", m.list
	lines := make([]ui.Line, 0, len(m.list))
	for _, t := range m.list {
		st := ui.Text
		switch {
		case t.Route == desk.EnteredStreet, t.State == desk.CopyDone:
			st = ui.Dim
		case t.State != desk.CopyTodo:
			st = ui.Warn
		}
		due := string(t.Due)
		if due == "" {
			due = text.Blank
		}
		lines = append(lines, ui.Line{ID: t.ID, Style: st, Cells: []string{
			desk.Tail(t.CaseNo), text.TranscriptState(t.State), text.Route(t.Route), due, ui.Clean(t.System, 60), ui.Clean(t.Title, 60),
		}})
	}
	s.table.Set(lines)
}

// Draw draws the list or the board.
func (s *Screen) Draw(f *ui.Frame) {
	switch {
	case s.fault != "":
		f.Put(1, 1, ui.Error, s.fault)
	case s.t != nil:
		s.board(f)
	default:
		style, say := ui.Dim, text.CopyRule
		switch t := s.chosen(); {
		case s.done:
			say = text.CopyDoneHead(s.list)
		case t != nil && t.State == desk.CopyMismatch:
			style, say = ui.Warn, text.CopyDiffersHead(ui.Clean(t.Reason, 100))
		}
		if t := s.chosen(); !s.done && t != nil && t.Route == desk.EnteredStreet {
			style, say = ui.Warn, text.RouteWhy(t.Why)
		}
		f.PutCut(1, 0, f.W()-2, style, say)
		s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2}))
	}
}

// board draws one field, its value spread so that it is read from a step away.
func (s *Screen) board(f *ui.Frame) {
	c := s.fields[s.at]
	w := f.W() - 2
	f.PutCut(1, 0, w, ui.Strong, ui.Clean(s.t.System, 60)+"  "+desk.Tail(s.t.CaseNo))
	f.PutRight(f.W()-1, 0, ui.Dim, text.BoardClock(s.t.Seconds+s.spent, s.hidden()))
	f.PutCut(1, 2, w, ui.Label, text.FieldOf(s.at+1, len(s.fields), ui.Clean(c.Page, 40)))
	f.PutCut(1, 4, w, ui.Heading, ui.Clean(c.Label, 60))
	if s.hidden() {
		f.PutCut(3, 6, w-2, ui.Dim, text.BoardHidden)
		return
	}
	y := 6
	for _, row := range spread(ui.Clean(c.Value, 400), w-4) {
		if y >= f.H()-4 {
			break
		}
		f.PutCut(3, y, w-2, ui.Strong, row)
		y += 2
	}
	if c.Fault != "" {
		f.PutCut(3, y, w-2, ui.Warn, text.CopyFault(c.Fault))
	}
	if s.at+1 < len(s.fields) {
		n := s.fields[s.at+1]
		f.PutCut(1, f.H()-2, w, ui.Dim, text.FieldNext(ui.Clean(n.Page, 40), ui.Clean(n.Label, 60)))
	}
}

// spread writes a value with a blank between its characters, and after every
// fourth one two more, in rows of at most width cells.
func spread(v string, width int) []string {
	if v == "" {
		return []string{text.Blank}
	}
	var rows []string
	var b strings.Builder
	used, n := 0, 0
	for _, r := range v {
		g := string(r) + " "
		if n++; n%4 == 0 {
			g += "  "
		}
		if used+ui.Width(g) > width {
			rows = append(rows, b.String())
			b.Reset()
			used = 0
		}
		b.WriteString(g)
		used += ui.Width(g)
	}
	return append(rows, b.String())
}
