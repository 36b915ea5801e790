package counter

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// undo takes back the latest act of this window in the waiting room.
func (s *Screen) undo() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		u, err := s.cfg.Hall.Undo(ctx, rid, d)
		return undoneMsg{u, err}
	})
}

type undoneMsg struct {
	undone desk.Undone
	err    error
}

func (s *Screen) undone(m undoneMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		return tea.Batch(ui.Say(ui.Care, text.Problem(m.err)), s.reload())
	}
	return tea.Batch(s.reload(), ui.Say(ui.Done, text.Undone(m.undone)))
}
