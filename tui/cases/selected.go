package cases

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// In a wide and high window the selected case stands below the list, so that the
// list keeps room for long names: at the left where the case is, at the right what
// was done with it. Nothing of the applicant is shown that the list does not show
// already, so that no look has to be written down.

// selectedRows is the height of what is said of the selected case.
const selectedRows = 14

// A past is what was done with one case.
type past struct {
	id      string
	entries []desk.Entry
}

// pastMsg brings the past of a case, of which one is read at a time.
type pastMsg struct {
	past past
	err  error
}

// recall reads what was done with the selected case, unless it is there or on its
// way.
func (s *Screen) recall() tea.Cmd {
	sel := s.table.Selected()
	if s.shown != nil || sel == nil || s.recalling || s.past.id == sel.ID {
		return nil
	}
	s.recalling = true
	id := sel.ID
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		list, err := s.cfg.Books.History(ctx, "case:"+id)
		return pastMsg{past{id, list}, err}
	})
}

// recalled takes a past, and reads the next where the selection has moved on. One
// that cannot be read is left out: opening the case says why.
func (s *Screen) recalled(m pastMsg) tea.Cmd {
	s.recalling = false
	s.past = m.past
	if m.err != nil {
		s.past.entries = nil
	}
	return s.recall()
}

// selected is the case of the row that is selected, nil for none.
func (s *Screen) selected() *desk.Case {
	if sel := s.table.Selected(); sel != nil {
		for i := range s.found {
			if s.found[i].ID == sel.ID {
				return &s.found[i]
			}
		}
	}
	return nil
}

// drawSelected draws the selected case below a rule.
func (s *Screen) drawSelected(f *ui.Frame) {
	c := s.selected()
	if c == nil {
		return
	}
	for x := range f.W() {
		f.Put(x, 0, ui.Border, "─")
	}
	left, right := f.Rows(1, f.H()-1).Split(f.W() / 2)
	left.Flow(0, s.stands(c))
	if s.past.id == c.ID {
		right.Flow(0, append([]ui.PageLine{{Style: ui.Heading, Text: text.HistoryTitle}}, s.told(s.past.entries)...))
	}
}

// stands says where a case stands and what it lacks.
func (s *Screen) stands(c *desk.Case) []ui.PageLine {
	var out []ui.PageLine
	add := func(st ui.Style, t string) { out = append(out, ui.PageLine{Style: st, Text: ui.Clean(t, 200)}) }
	add(ui.Strong, c.Title)
	add(s.style(c), text.CaseStands(c.State, c.Mode))
	add(ui.Text, text.CaseNumber(c.No))
	add(ui.Text, text.CaseDates(*c))
	if e, ok := s.cfg.Days.Case(c, s.today); ok && s.today != "" && e.Light != calendar.Green {
		add(ui.Warn, text.CaseClock(e, s.today))
	}
	if c.Decision != "" {
		add(ui.Warn, text.CaseDecision(c.Decision, ""))
	}
	lacking := 0
	for i := range c.Materials {
		if c.Materials[i].Lacking() {
			lacking++
		}
	}
	add(ui.Heading, text.CaseMaterials(len(c.Materials), lacking))
	for i := range c.Materials {
		if m := &c.Materials[i]; m.Lacking() {
			add(ui.Warn, " "+text.MaterialState(m.State)+" "+m.Name)
		}
	}
	return out
}

// told are the lines of a history. Who looked is in the journal; here it would bury
// what was done.
func (s *Screen) told(history []desk.Entry) []ui.PageLine {
	var out []ui.PageLine
	looks := 0
	for _, e := range history {
		if e.Line.Kind == desk.ActCaseLooked {
			looks++
			continue
		}
		who := e.Line.Staff
		if p, ok := s.cfg.Station.Person(who); ok {
			who = p.Name
		}
		out = append(out, ui.PageLine{Style: ui.Dim, Text: ui.Clean(text.HistoryLine(time.Time(e.Line.At), who, e.Line.Kind), 400)})
	}
	if looks > 0 {
		out = append(out, ui.PageLine{Style: ui.Dim, Text: text.LookedTimes(looks)})
	}
	return out
}

// drawTwo draws the case that is open in two panes, where the window is wide and
// has room for all of both.
func (s *Screen) drawTwo(f *ui.Frame) bool {
	at := f.W() / 2
	if !ui.Wide(f.W()) || max(ui.FlowRows(s.facts, at-1), ui.FlowRows(s.deeds, f.W()-at-2)) > f.H() {
		return false
	}
	left, right := f.Split(at)
	left.Flow(0, s.facts)
	right.Flow(0, s.deeds)
	return true
}
