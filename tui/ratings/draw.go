package ratings

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// soon is how many days before its last one a row stands out.
const soon = 2

// columns are those of the board in a window of w cells.
func columns(w int) []ui.Column {
	who := 8
	if w >= roomy {
		who = 20
	}
	return []ui.Column{
		{Title: text.ColLeft, Width: 9},
		{Title: text.ColRated, Width: 10},
		{Title: text.ColStands, Width: 7},
		{Title: text.ColCalled, Width: 8},
		{Title: text.ColServedBy, Width: who},
		{Title: text.ColMatter},
	}
}

// roomy is from which width long names have their room.
const roomy = 100

// fill writes the rows of the board.
func (s *Screen) fill() {
	lines := make([]ui.Line, 0, len(s.list))
	for i := range s.list {
		c := &s.list[i]
		st := ui.Text
		switch {
		case c.State == desk.RectificationClosed:
			st = ui.Dim
		case c.Overdue(s.today):
			st = ui.Error
		case c.Uncalled() || c.Left(s.today) <= soon:
			st = ui.Warn
		}
		lines = append(lines, ui.Line{ID: c.ID, Style: st, Cells: []string{
			text.RatedLeft(c, s.today), text.Level(c.Level), text.RectificationState(c.State), text.RatedCalled(c),
			ui.Clean(s.person(c.Concerned), 20), ui.Clean(s.matter(c), 120),
		}})
	}
	s.table.Set(lines)
}

// matter names what the visit was about, and the tags where there are any.
func (s *Screen) matter(c *desk.Rectification) string {
	out := strings.Join(s.names(c), "、")
	if t := text.RatedTags(c.Tags); t != "" {
		out = strings.TrimPrefix(out+"："+t, "：")
	}
	return out
}

func (s *Screen) names(c *desk.Rectification) []string {
	var out []string
	for _, id := range c.Items {
		if n := s.cfg.Name(id); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// person is the name of somebody of the station, or the id as it stands.
func (s *Screen) person(id string) string {
	if p, ok := s.cfg.Station.Person(id); ok {
		return p.Name
	}
	return id
}

// show opens the card of one, and reads who can be called.
func (s *Screen) show(id string) tea.Cmd {
	s.card, s.name, s.phone = id, "", ""
	c := s.current()
	if c == nil {
		return s.missed()
	}
	s.write()
	return s.who(*c)
}

// missed closes a card of which the board knows nothing, once it has been read.
func (s *Screen) missed() tea.Cmd {
	if s.today != "" && !s.reading {
		s.card = ""
		return nil
	}
	return s.Enter()
}

// who reads who can be called about the one on the card.
func (s *Screen) who(held desk.Rectification) tea.Cmd {
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		name, phone, err := s.cfg.Rectify.Person(ctx, held)
		return personMsg{held.ID, name, phone, err}
	})
}

// write writes the card. Names and numbers on it are masked: whoever calls looks the
// number up with the case, where the look is written down.
func (s *Screen) write() {
	c := s.current()
	var out []ui.PageLine
	add := func(st ui.Style, t string) {
		if t != "" {
			out = append(out, ui.PageLine{Style: st, Text: ui.Clean(identity.MaskWords(t), 2000)})
		}
	}
	days := ui.Text
	if c.Overdue(s.today) {
		days = ui.Error
	}
	add(ui.Strong, text.RatedHow(c))
	add(ui.Warn, text.RatedTags(c.Tags))
	add(days, text.RatedDays(c, s.today))
	add(ui.Text, text.RatedMatter(s.names(c)))
	add(ui.Text, text.RatedServed(s.person(c.Concerned)))
	add(ui.Text, text.RatedPerson(c, identity.MaskName(s.name), identity.MaskTail(s.phone)))
	if c.Street != nil {
		add(ui.Heading, text.RatedStreet(c.Street))
	}
	call := ui.Text
	if c.Uncalled() {
		call = ui.Warn
	}
	add(call, text.RatedCall(c))
	add(ui.Text, text.RatedCause(c))
	add(ui.Text, text.RatedRemedy(c))
	if c.Appeal != nil {
		add(ui.Text, text.RatedAppeal(c))
	}
	if c.State == desk.RectificationClosed {
		closer := ""
		if c.Closer != "" {
			closer = s.person(c.Closer)
		}
		add(ui.Text, text.RatedEnd(c, closer))
	}
	s.pager.Set(out)
}

// Why explains the clock of the one in hand.
func (s *Screen) Why() []ui.Reason {
	c := s.current()
	if c == nil {
		return nil
	}
	return ui.Reasons(text.WhyRated(c, s.today, s.person(c.Concerned)))
}

// Draw draws the board or the card.
func (s *Screen) Draw(f *ui.Frame) {
	body := f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()})
	switch {
	case s.fault != "":
		body.Put(0, 0, ui.Error, s.fault)
		return
	case s.card != "":
		s.pager.Draw(body)
		return
	}
	if s.wide != f.W() {
		s.wide = f.W()
		s.table.Columns = columns(s.wide)
		s.fill()
	}
	uncalled := 0
	for i := range s.list {
		if s.list[i].Uncalled() {
			uncalled++
		}
	}
	now := desk.CountRectifications(s.list, s.today)
	body.PutCut(0, 0, body.W(), ui.Strong, text.RatedHead(now, uncalled))
	if s.past.Opened > 0 {
		body.PutCut(0, 1, body.W(), ui.Dim, text.RatedFigures(s.past))
	}
	s.table.Draw(body.Rows(2, body.H()-2))
}
