package guide

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

func (s *Screen) find() {
	s.version = s.cfg.Catalogue.Version()
	s.hits = s.cfg.Finder.Find(s.field.Value(), rows, s.used)
	if s.field.Value() == "" {
		slices.SortStableFunc(s.hits, func(a, b guide.Hit) int { return s.rank(a) - s.rank(b) })
	}
	lines := make([]ui.Line, 0, len(s.hits))
	for _, h := range s.hits {
		l, lead := ui.Line{ID: h.Item + "/" + h.Certificate}, ""
		if h.Certificate != "" {
			l.Style = ui.Warn
			l.Cells = []string{h.Name, text.MustNotIssue, text.FoundBy(h)}
		} else {
			it, _ := s.cfg.Catalogue.Item(h.Item)
			if c, ok := s.news.Of(h.Item); ok {
				lead = text.ChangeMark(c.Kind) + " "
			}
			l.Cells = []string{h.Name, text.ModeName(it.Mode), lead + text.FoundBy(h)}
		}
		if h.Field == guide.FieldName {
			l.Hits = [][]ui.Span{spans(h)}
		} else {
			hits := spans(h)
			for i := range hits {
				hits[i].From, hits[i].To = hits[i].From+len(lead), hits[i].To+len(lead)
			}
			l.Hits = [][]ui.Span{nil, nil, hits}
		}
		lines = append(lines, l)
	}
	s.table.Set(lines)
	if len(lines) > 0 {
		s.table.Select(lines[0].ID)
	}
}

// rank puts what is taken in here before what is not, in the list that nobody has
// asked for.
func (s *Screen) rank(h guide.Hit) int {
	if it, ok := s.cfg.Catalogue.Item(h.Item); ok && s.cfg.Station.Takes(it.Mode) {
		return 0
	}
	return 1
}

// spans turns ranges of runes into spans of bytes.
func spans(h guide.Hit) []ui.Span {
	at := make([]int, 0, len(h.Text)+1)
	for i := range h.Text {
		at = append(at, i)
	}
	at = append(at, len(h.Text))
	out := make([]ui.Span, 0, len(h.Ranges))
	for _, r := range h.Ranges {
		if r.From >= 0 && r.To < len(at) && r.From < r.To {
			out = append(out, ui.Span{From: at[r.From], To: at[r.To]})
		}
	}
	return out
}

func (s *Screen) open() tea.Cmd {
	at := s.table.At()
	if at < 0 || at >= len(s.hits) {
		return nil
	}
	h := s.hits[at]
	s.answers = map[string]string{}
	if h.Certificate != "" {
		if c, ok := s.cfg.Catalogue.Certificate(h.Certificate); ok {
			s.cert = &c
			s.set(unmarked(certificateCard(c)))
		}
		return nil
	}
	s.show(h.Item)
	return nil
}

func (s *Screen) keys(msg tea.Msg) tea.Cmd {
	if s.opened() {
		s.pager.Update(msg)
		return nil
	}
	if k, ok := msg.(tea.KeyPressMsg); ok {
		key := ui.KeyOf(k)
		digit := len(key) == 1 && key[0] >= '1' && key[0] <= '9' && !s.typingCode()
		switch {
		case digit || key == "up" || key == "down" || key == "pgup" || key == "pgdown":
			if s.table.Update(msg) == ui.TablePicked {
				return s.open()
			}
			return nil
		}
	}
	before := s.field.Value()
	s.field.Update(msg)
	if s.field.Value() != before {
		s.find()
	}
	return nil
}

// typingCode reports whether digits belong to the query: once it has one, they
// are the digits of a code.
func (s *Screen) typingCode() bool {
	for _, r := range s.field.Value() {
		if r >= '0' && r <= '9' || r == '-' {
			return true
		}
	}
	return false
}
