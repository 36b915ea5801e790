package devices

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

const askPack = "devices.pack"

type (
	packedMsg struct {
		files []string
		save  func() (string, error)
	}
	savedMsg struct {
		path string
		err  error
	}
)

func (s *Screen) cannotPack() string {
	switch {
	case s.cfg.Pack == nil:
		return text.NotOurDevices
	case s.packing:
		return text.Working
	}
	return ""
}

// pack gathers a diagnosis bundle; what is in it is shown before it is saved.
func (s *Screen) pack() tea.Cmd {
	s.packing = true
	return tea.Batch(ui.Say(ui.Info, text.Working), ui.Do(s.ctx, testTime, func(ctx context.Context) tea.Msg {
		files, save := s.cfg.Pack(ctx)
		return packedMsg{files, save}
	}))
}

// answered saves the bundle, or forgets it.
func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	save := s.save
	s.save = nil
	if o.ID != askPack || o.Key != "yes" || save == nil {
		return nil
	}
	s.packing = true
	return ui.Do(s.ctx, testTime, func(context.Context) tea.Msg {
		path, err := save()
		return savedMsg{path, err}
	})
}
