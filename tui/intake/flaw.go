package intake

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// flawed is the first page of the selected line that the gate has stopped, and its
// number from 1; nil for none.
func (s *Screen) flawed() (*desk.Page, int) {
	m := s.line()
	if m == nil {
		return nil, 0
	}
	at := m.FirstStopped()
	if at < 0 {
		return nil, 0
	}
	return &m.Pages[at], at + 1
}

// keepFlawed asks why a page is kept that the gate has stopped.
func (s *Screen) keepFlawed() tea.Cmd {
	p, no := s.flawed()
	if p == nil {
		return nil
	}
	return reasons(pickKeep, text.KeepPage, text.KeepPageAsk(no, p.Flaw), text.KeepPageReasons())
}

// keptFor keeps the first stopped page of the line with a reason, which goes into
// the journal with the case.
func (s *Screen) keptFor(why string) tea.Cmd {
	p, no := s.flawed()
	if p == nil || !p.Keepable() || why == "" {
		return ui.Say(ui.Care, text.NoFlaw)
	}
	s.remember(s.line())
	p.Kept = why
	s.list()
	return tea.Batch(s.save(), ui.Say(ui.Done, text.PageKeptFor(no)))
}

func (s *Screen) noFlaw() string {
	p, _ := s.flawed()
	switch {
	case p == nil:
		return text.NoFlaw
	case !p.Keepable():
		return text.NotKeepable
	}
	return ""
}
