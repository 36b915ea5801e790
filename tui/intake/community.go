package intake

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Community is that of the open draft, as its address or the clerk has it.
func (s *Screen) Community() string {
	if !s.open {
		return ""
	}
	return s.comm
}

// placed finds the community of the draft anew.
func (s *Screen) placed() {
	k, _ := s.cfg.Station.Placed(&s.draft.Case)
	s.comm = k.Code
}

func (s *Screen) oneCommunity() string {
	if !s.cfg.Station.Shared() {
		return text.CommOne
	}
	return s.closed()
}

// askCommunity asks whose the draft is.
func (s *Screen) askCommunity() tea.Cmd {
	s.collect()
	var opts []ui.Option
	for _, k := range s.cfg.Station.Communities {
		opts = append(opts, ui.Option{Key: k.Code, Word: ui.Clean(text.CommName(k), 40)})
	}
	k, by := s.cfg.Station.Placed(&s.draft.Case)
	return ui.Ask(askComm, ui.NewPick(text.MoveComm, text.MoveCommAsk(text.CommBadge(text.CommName(k), by)), opts).Select(k.Code))
}

// moveTo gives the draft to a community that the clerk has chosen; whatever the
// address says, it stays there.
func (s *Screen) moveTo(code string) tea.Cmd {
	k, c := s.cfg.Station.Community(code), &s.draft.Case
	switch {
	case k.Code != code:
		return nil
	case !k.Offers(c.Item):
		return ui.Say(ui.Care, text.Problem(&desk.Problem{Kind: desk.Blocked, What: "community.item"}))
	case !k.Takes(c.Mode):
		return ui.Say(ui.Care, text.NotServedFor(ui.Shorten(text.CommName(k), commWidth), c.Mode))
	}
	c.Comm, c.CommBy = k.Code, desk.CommByHand
	return tea.Batch(ui.Say(ui.Done, text.CommMoved+text.CommName(k)), s.save())
}
