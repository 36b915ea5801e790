package setup

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

type (
	diffMsg struct {
		changes []desk.KeyChange
		err     error
	}
	restoredMsg struct {
		again bool
		err   error
	}
)

// compare reads what differs from the last good configuration.
func (s *Screen) compare() tea.Cmd {
	s.step, s.fault, s.changes = atDiff, "", nil
	s.diff.Set(nil)
	return ui.Do(s.ctx, saveTime, func(context.Context) tea.Msg {
		list, err := s.bench.Differences()
		return diffMsg{list, err}
	})
}

func (s *Screen) compared(m diffMsg) {
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return
	}
	s.changes = m.changes
	lines := make([]ui.Line, 0, len(m.changes))
	for _, c := range m.changes {
		lines = append(lines, ui.Line{ID: c.Key, Cells: []string{ui.Clean(text.ConfigKey(c.Key), 60), text.Value(ui.Clean(c.Before, 100)), text.Value(ui.Clean(c.After, 100))}})
	}
	s.diff.Set(lines)
}

// askRestore asks before one value, or all of them, are put back.
func (s *Screen) askRestore(one bool) func() tea.Cmd {
	return func() tea.Cmd {
		s.fit.At = "" // all of them
		if one && s.diff.Selected() != nil {
			s.fit.At = s.diff.Selected().ID
		}
		return ui.Ask(askBack, ui.NewConfirm(text.RestoreAll, text.RestoreAsk(s.fit.At, len(s.changes)), text.Yes, text.No))
	}
}

func (s *Screen) restore() tea.Cmd {
	s.busy = true
	var keys []string
	if s.fit.At != "" {
		keys = []string{s.fit.At}
	}
	d, rid := s.duty, s.record("restore "+s.fit.At)
	return ui.Do(s.ctx, saveTime, func(ctx context.Context) tea.Msg {
		again, err := s.bench.Restore(ctx, rid, d, keys)
		return restoredMsg{again, err}
	})
}

func (s *Screen) restored(m restoredMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return ui.Say(ui.Care, s.fault)
	}
	s.rid = ""
	said := text.ConfigIsBack(m.again)
	s.begin()
	s.saved = said
	return ui.Say(ui.Done, said)
}
