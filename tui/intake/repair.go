package intake

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// span reads a range of pages of the line, "3-8" from 1, and takes all of them
// where nothing is said.
func (s *Screen) span(words string) (from, to int, ok bool) {
	m := s.line()
	if m == nil {
		return 0, 0, false
	}
	n := numbers(words)
	if len(n) == 0 {
		return 0, len(m.Pages), len(m.Pages) > 1
	}
	if len(n) != 2 {
		return 0, 0, false
	}
	a, err := strconv.Atoi(n[0])
	b, err2 := strconv.Atoi(n[1])
	return a - 1, b, err == nil && err2 == nil && a >= 1 && a < b && b <= len(m.Pages)
}

// reorder puts a range of the line's pages into another order; it can be taken
// back.
func (s *Screen) reorder(words string, order func([]desk.Page) []desk.Page, done func(from, to int) string) tea.Cmd {
	from, to, ok := s.span(words)
	if !ok {
		return ui.Say(ui.Care, text.SpanWrong)
	}
	m := s.line()
	s.remember(m)
	m.Pages = slices.Concat(m.Pages[:from], order(m.Pages[from:to]), m.Pages[to:])
	m.Pages[0].Back = false
	s.list()
	return tea.Batch(ui.Say(ui.Done, done(from+1, to)), s.save())
}

// interleave mends the order of a stack whose backs were scanned after its
// fronts, last one first.
func (s *Screen) interleave(words string) tea.Cmd {
	return s.reorder(words, desk.Interleaved, text.Interleaved)
}

// reverse turns the order round.
func (s *Screen) reverse(words string) tea.Cmd {
	return s.reorder(words, desk.Reversed, text.Reversed)
}

// askBlanks shows which backs are blank before they go.
func (s *Screen) askBlanks() tea.Cmd {
	m := s.line()
	if m == nil {
		return nil
	}
	return ui.Ask(askBlanks, ui.NewConfirm(text.DropBlanks, text.DropBlanksAsk(desk.BlankBacks(m.Pages)), text.Yes, text.No))
}

// dropBlanks takes the blank backs of the line away; it can be taken back.
func (s *Screen) dropBlanks() tea.Cmd {
	m := s.line()
	if m == nil {
		return nil
	}
	places := desk.BlankBacks(m.Pages)
	if len(places) == 0 {
		return ui.Say(ui.Care, text.NoBlankBack)
	}
	s.remember(m)
	m.Pages = desk.Without(m.Pages, places)
	s.list()
	return tea.Batch(ui.Say(ui.Done, text.BlanksDropped(len(places))), s.save())
}

func (s *Screen) noBlankBack() string {
	if m := s.line(); m != nil && len(desk.BlankBacks(m.Pages)) == 0 {
		return text.NoBlankBack
	}
	return s.noPage()
}
