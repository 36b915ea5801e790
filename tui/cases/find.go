package cases

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// recent lists what is open.
func (s *Screen) recent() tea.Cmd {
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		list, err := s.cfg.Books.Cases(ctx, desk.CaseFilter{Limit: most, States: []desk.CaseState{
			desk.CaseReceived, desk.CaseSupplement, desk.CaseSupplied, desk.CaseAccepted, desk.CaseHanded,
			desk.CaseStreet, desk.CaseDone, desk.CaseRejected,
		}})
		m := foundMsg{list: list, err: err}
		m.today = s.day(ctx)
		return m
	})
}

// day is the business day, "" where it cannot be told: then nothing is called
// due.
func (s *Screen) day(ctx context.Context) desk.Day {
	stamp, err := s.cfg.Books.Today(ctx)
	if err != nil {
		return ""
	}
	return stamp.Day
}

// search looks for what stands in the field and writes the look down: one line
// for each time that Enter is pressed. What is shown is shown, even where the
// line cannot be written; the clerk is told.
func (s *Screen) search() tea.Cmd {
	q := s.field.Value()
	if s.answered(q) {
		return s.openSelected()
	}
	if q == "" {
		return s.recent()
	}
	d, rid, by := s.duty, s.cfg.Mint(), desk.LookOf(q)
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		list, err := s.cfg.Books.FindCases(ctx, q, most)
		if err == nil && len(list) == 0 {
			if p, ok := s.slip(ctx, q); ok {
				return slipMsg{p}
			}
		}
		m := foundMsg{list: list, query: q, err: err}
		if err == nil {
			m.unkept = s.cfg.Reveals.Looked(ctx, rid, d, by, list)
		}
		m.unnamed, m.today = by == desk.LookName && !s.cfg.Books.Finding().Done, s.day(ctx)
		return m
	})
}

// answered reports whether the list is the answer to what stands in the field,
// so that Enter opens what is selected.
func (s *Screen) answered(q string) bool {
	return s.table.Len() > 0 && (q == "" || s.asked && q == s.query)
}

func (s *Screen) openSelected() tea.Cmd {
	if l := s.table.Selected(); l != nil {
		return s.look(l.ID, desk.LookList)
	}
	return nil
}

func (s *Screen) list(m foundMsg) tea.Cmd {
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return nil
	}
	s.fault, s.found, s.query, s.asked, s.today, s.unnamed = "", m.list, m.query, m.query != "", m.today, m.unnamed
	s.table.Empty = text.NoCases
	if s.asked {
		s.table.Empty = text.NothingFound
	}
	s.fill()
	if len(m.list) > 0 {
		s.table.Select(m.list[0].ID)
	}
	var say tea.Cmd
	if m.unkept != nil {
		say = ui.Say(ui.Care, text.LookUnkept)
	}
	if s.asked && len(m.list) == 1 {
		return tea.Batch(say, s.open(m.list[0].ID))
	}
	return say
}

// roomy is from which width the list gives names of ten characters their room.
const roomy = 100

// columns are those of the list in a window of w cells. Where the station serves
// several communities each case says whose it is: a case that is found in two is
// two rows.
func (s *Screen) columns(w int) []ui.Column {
	who, comm := 8, 8
	if w >= roomy {
		who, comm = 22, 14
	}
	cols := []ui.Column{
		{Title: text.ColNo, Width: 7},
		{Title: text.ColStands, Width: 8},
		{Title: text.ColDue, Width: 11},
		{Title: text.ColWho, Width: who},
		{Title: text.ColNumber, Width: 5},
	}
	if s.cfg.Station.Shared() {
		cols = append(cols, ui.Column{Title: text.ColComm, Width: comm})
	}
	return append(cols, ui.Column{Title: text.ColMatter})
}

// fill sets the rows of the list.
func (s *Screen) fill() {
	lines := make([]ui.Line, 0, len(s.found))
	for i := range s.found {
		c := &s.found[i]
		cells := []string{
			desk.Tail(c.No), text.CaseState(c.State), s.due(c), ui.Clean(c.Private.Applicant.Name, 30),
			ui.Clean(text.NumberTail(c.Private.Applicant.Number), 5),
		}
		if s.cfg.Station.Shared() {
			cells = append(cells, ui.Clean(text.CommShort(s.cfg.Station.Community(c.Comm)), 30))
		}
		lines = append(lines, ui.Line{ID: c.ID, Style: s.style(c), Cells: append(cells, ui.Clean(c.Title, 60))})
	}
	s.table.Set(lines)
}

// due is the deadline of a case with the letter of its light.
func (s *Screen) due(c *desk.Case) string {
	if e, ok := s.cfg.Days.Case(c, s.today); ok && s.today != "" {
		return text.DueShort(e)
	}
	return text.DueOf(*c)
}

func (s *Screen) style(c *desk.Case) ui.Style {
	if e, ok := s.cfg.Days.Case(c, s.today); ok && s.today != "" && e.Light == calendar.Red {
		return ui.Error
	}
	switch c.State {
	case desk.CaseSupplement, desk.CaseRejected:
		return ui.Warn
	case desk.CaseDone:
		return ui.Good
	}
	return ui.Text
}
