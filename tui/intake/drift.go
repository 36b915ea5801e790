package intake

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs about a draft whose version of the catalogue is not in force any
// more.
const (
	askDrift   = "drift"
	driftRenew = "renew"
	driftKeep  = "keep"
)

// guideOf is the guide of the version that a case was begun with, or where that is not
// here the one in force.
func (s *Screen) guideOf(c desk.Case) desk.Guide {
	if g, ok := s.cfg.Guide.At(c.Catalogue); ok {
		return g
	}
	g, _ := s.cfg.Guide.At("")
	return g
}

func (s *Screen) itemOf(c desk.Case) (desk.Item, bool) { return s.guideOf(c).Item(c.Item) }

// withGuide adds what the catalogue says of a draft that was read.
func (s *Screen) withGuide(m openedMsg) openedMsg {
	if m.err != nil {
		return m
	}
	c := m.draft.Case
	m.guide = s.guideOf(c)
	if c.No == "" { // a case that was taken in keeps its version
		m.drift = s.cfg.Guide.Drift(c.Catalogue, c.Item)
	}
	return m
}

// behind asks what has changed where another version has come into force while the
// draft was open.
func (s *Screen) behind() tea.Cmd {
	c := &s.draft.Case
	if !s.open || c.No != "" || c.Catalogue == "" || c.Catalogue == s.cfg.Guide.Version() || s.drift.To == s.cfg.Guide.Version() {
		return nil
	}
	id, version, item := c.ID, c.Catalogue, c.Item
	return ui.Do(s.ctx, wait, func(context.Context) tea.Msg { return driftMsg{id, s.cfg.Guide.Drift(version, item)} })
}

func (s *Screen) drifted(m driftMsg) tea.Cmd {
	if !s.open || s.draft.Case.ID != m.id {
		return nil
	}
	s.drift = m.drift
	return s.tellDrift()
}

// tellDrift says that another version is in force than the draft was begun with. Where
// it says something else of the matter, whoever serves decides by which one to go on;
// until then the draft keeps its own.
func (s *Screen) tellDrift() tea.Cmd {
	d := s.drift
	switch {
	case !d.Behind():
		return nil
	case d.Gone:
		return ui.Interrupt(askDrift, ui.NewMessage(text.DriftTitle, text.DriftAsk(d), text.DriftKnown))
	case !d.Unknown && len(d.Lines) == 0:
		return ui.Say(ui.Info, text.DriftSame(d))
	}
	return ui.Interrupt(askDrift, ui.NewPick(text.DriftTitle, text.DriftAsk(d), []ui.Option{
		{Key: driftRenew, Word: text.DriftRenew}, {Key: driftKeep, Word: text.DriftKeep},
	}).Select(driftKeep))
}

// noRenewal says why a draft cannot be moved to the version in force.
func (s *Screen) noRenewal() string {
	switch {
	case !s.open:
		return text.NothingOpen
	case s.draft.Case.No != "":
		return text.RenewTaken
	case !s.drift.Behind():
		return text.RenewNone
	case s.drift.Gone:
		return text.RenewGone
	}
	return ""
}

// renew moves the draft on to the version in force, and opens it again: what is to be
// looked at anew stands unmarked on the checklist.
func (s *Screen) renew() tea.Cmd {
	if s.busy || s.noRenewal() != "" {
		return nil
	}
	dr, turn, day := s.snapshot(), s.shelf.turn(), s.today
	s.busy, s.dirty = true, false
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		var m renewedMsg
		m.err = s.shelf.put(dr.Case.ID, turn, func() (err error) {
			dr, err = s.cfg.Desk.Renew(ctx, dr)
			return err
		})
		m.opened = s.withGuide(openedMsg{draft: dr, day: day, err: m.err})
		return m
	})
}

func (s *Screen) renewed(m renewedMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		return ui.Say(ui.Care, text.Problem(m.err))
	}
	cmd := s.opened(m.opened)
	open := 0
	for _, l := range s.draft.Case.Materials {
		if l.State == desk.MaterialUnchecked {
			open++
		}
	}
	return tea.Batch(cmd, ui.Say(ui.Done, text.Renewed(s.draft.Case.Catalogue, open)))
}

// Holding is true while a draft is open: the catalogue does not change under it.
func (s *Screen) Holding() bool { return s.open }
