package intake

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A removed is a page that was taken away, with the place it had.
type removed struct {
	key  string
	at   int
	page desk.Page
}

// dropPage takes the latest page of the selected material away; it can be
// brought back until another case is opened.
func (s *Screen) dropPage() tea.Cmd {
	m := s.line()
	if m == nil || len(m.Pages) == 0 {
		return nil
	}
	at := len(m.Pages) - 1
	s.gone = append(s.gone, removed{m.Key, at, m.Pages[at]})
	m.Pages = m.Pages[:at]
	s.list()
	return tea.Batch(ui.Say(ui.Done, text.PageDropped), s.save())
}

// bringBack puts the page that was taken away last back where it was.
func (s *Screen) bringBack() tea.Cmd {
	if len(s.gone) == 0 {
		return nil
	}
	g := s.gone[len(s.gone)-1]
	s.gone = s.gone[:len(s.gone)-1]
	m := s.draft.Case.Material(g.key)
	if m == nil {
		return nil
	}
	m.Pages = slices.Insert(m.Pages, min(g.at, len(m.Pages)), g.page)
	s.list()
	s.table.Select(g.key)
	return tea.Batch(ui.Say(ui.Done, text.PageBack), s.save())
}

// retake scans one page in the place of the one that the gate has stopped, or of the
// latest of the line. That one stays until the new one is kept, and can be
// brought back.
func (s *Screen) retake() tea.Cmd {
	m := s.line()
	if m == nil || len(m.Pages) == 0 || s.scanning {
		return nil
	}
	at := m.FirstStopped()
	if at < 0 {
		at = len(m.Pages) - 1
	}
	return s.take(m.Pages[at].ID)
}

// backSide says that the latest page is the back of the sheet before it, or no
// more: sheets and pages are counted apart.
func (s *Screen) backSide() tea.Cmd {
	m := s.line()
	if m == nil || len(m.Pages) < 2 {
		return nil
	}
	last := &m.Pages[len(m.Pages)-1]
	last.Back = !last.Back
	return s.save()
}

func (s *Screen) askMove() tea.Cmd {
	f := needed(12)
	f.Placeholder = text.MoveExample
	f.Check = func(v string) string {
		if _, _, ok := s.moving(v); !ok {
			return text.MoveWrong
		}
		return ""
	}
	return ui.Ask(askMove, ui.NewAskField(text.MovePage, text.MoveAsk, f))
}

// moving reads which page goes where, both from 1: "3>1", or with anything else
// between the two numbers.
func (s *Screen) moving(words string) (from, to int, ok bool) {
	m := s.line()
	if m == nil {
		return 0, 0, false
	}
	var n [2]int
	i, inside := -1, false
	for _, r := range ui.Fold(words) {
		if r < '0' || r > '9' {
			inside = false
			continue
		}
		if !inside {
			inside, i = true, i+1
		}
		if i > 1 || n[i] > 999 {
			return 0, 0, false
		}
		n[i] = n[i]*10 + int(r-'0')
	}
	from, to = n[0], n[1]
	return from, to, i == 1 && from >= 1 && to >= 1 && from <= len(m.Pages) && to <= len(m.Pages)
}

// move puts a page of the line in another place.
func (s *Screen) move(words string) tea.Cmd {
	from, to, ok := s.moving(words)
	if !ok {
		return ui.Say(ui.Care, text.MoveWrong)
	}
	m := s.line()
	p := m.Pages[from-1]
	m.Pages = slices.Insert(slices.Delete(slices.Clone(m.Pages), from-1, from), to-1, p)
	m.Pages[0].Back = false // nothing is before the first page
	s.list()
	return tea.Batch(ui.Say(ui.Done, text.PageMoved(from, to)), s.save())
}

func (s *Screen) noPage() string {
	switch m := s.line(); {
	case m == nil:
		return text.ChooseMaterial
	case len(m.Pages) == 0:
		return text.NoPageYet
	}
	return ""
}

func (s *Screen) noRetake() string {
	if why := s.noScan(); why != "" {
		return why
	}
	return s.noPage()
}

func (s *Screen) onePage() string {
	if m := s.line(); m != nil && len(m.Pages) == 1 {
		return text.OnlyOnePage
	}
	return s.noPage()
}
