package textboard

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

const askKeep = "textboard.keep"

// A keptMsg tells whether what was said is kept now.
type keptMsg struct {
	ticket string
	upTo   int
	err    error
}

// noKeep says why there is nothing that could be kept.
func (s *Screen) noKeep() string {
	switch {
	case s.served == nil || s.served.State != desk.TicketServing:
		return text.TextBoardKeepNobody
	case len(s.said) <= s.kept:
		return text.TextBoardKeepNothing
	}
	return ""
}

// askKeep asks the citizen: the question is for them, and no is what Enter says.
func (s *Screen) askKeep() tea.Cmd {
	if s.busy {
		return nil
	}
	s.asked = len(s.said)
	return ui.Ask(askKeep, ui.NewConfirm(text.TextBoardKeep, text.TextBoardKeepAsk, text.TextBoardKeepYes, text.TextBoardKeepNo))
}

// answered keeps what stood on the board when the citizen was asked.
func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	if o.ID != askKeep || !o.OK || o.Key != "yes" || s.busy || s.noKeep() != "" {
		return nil
	}
	var lines []string
	upTo := min(s.asked, len(s.said))
	for _, x := range s.said[s.kept:upTo] {
		lines = append(lines, text.TextBoardLine(x.citizen, x.words))
	}
	s.busy = true
	id, duty, rid := s.served.ID, s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		_, err := s.cfg.Hall.KeepTalk(ctx, rid, duty, id, lines)
		return keptMsg{id, upTo, err}
	})
}

func (s *Screen) keptNow(m keptMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		return ui.Say(ui.Care, text.Problem(m.err))
	}
	if s.served != nil && s.served.ID == m.ticket {
		s.kept = max(s.kept, min(m.upTo, len(s.said)))
	}
	return ui.Say(ui.Done, text.TextBoardKept)
}
