package cases

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs of a delivery.
const (
	askWay  = "way"
	askPost = "post"
)

// toWindow is the answer that somebody has come for the result.
const toWindow = "window"

// coming is the talk with whoever has come: for the result, or for the originals
// alone.
func (s *Screen) coming(title string, hand func(desk.Collector) tea.Cmd) *ui.Collecting {
	return ui.NewCollecting(ui.CollectWords{
		Title: title, Number: text.CollectAsk, Mandate: text.MandateAsk, Seen: text.MandateSeen, No: text.No,
		Name: text.DelegateAsk, Needed: text.NameNeeded,
	}, hand, func(err error) tea.Cmd { return ui.Say(ui.Care, text.Problem(err)) })
}

// deliver asks how the result is handed over.
func (s *Screen) deliver() tea.Cmd {
	return ui.Ask(askWay, ui.NewPick(text.Deliver, text.DeliverAsk, []ui.Option{
		{Key: toWindow, Word: text.DeliveredHere},
		{Key: string(desk.DeliveredPost), Word: text.DeliveredPost},
		{Key: string(desk.DeliveredHome), Word: text.DeliveredHome},
	}))
}

// delivering goes on after a dialog of a delivery, and reports whether it was
// one.
func (s *Screen) delivering(o ui.Outcome) (tea.Cmd, bool) {
	switch o.ID {
	case askWay:
		switch desk.DeliveryWay(o.Key) {
		case toWindow:
			return s.forResult().Ask(), true
		case desk.DeliveredPost:
			return ui.Ask(askPost, ui.NewAskWords(text.Deliver, text.DeliverPostAsk, "", 40)), true
		}
		return s.handOut(desk.HandOut{Way: desk.DeliveredHome}), true
	case askPost:
		return s.handOut(desk.HandOut{Way: desk.DeliveredPost, Post: o.Text}), true
	}
	if s.talk == nil {
		return nil, false
	}
	return s.talk.Answered(s.shown, o)
}

// forResult begins the talk with whoever has come for the result.
func (s *Screen) forResult() *ui.Collecting {
	s.talk = s.coming(text.Deliver, func(who desk.Collector) tea.Cmd { return s.handOut(desk.HandOut{Who: who}) })
	return s.talk
}

// giveBack finds out who has come for the originals of a case without a result.
func (s *Screen) giveBack() tea.Cmd {
	id := s.shown.ID
	s.talk = s.coming(text.GiveBack, func(who desk.Collector) tea.Cmd {
		return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
			bags, err := s.cfg.Custody.Return(ctx, rid, d, id, who)
			return text.GivenBack(len(bags)), err
		})
	})
	return s.talk.Ask()
}

func (s *Screen) handOut(o desk.HandOut) tea.Cmd {
	id := s.shown.ID
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
		h, err := s.cfg.Work.Deliver(ctx, rid, d, id, o)
		return text.Collected(desk.Tail(h.Case.No), h.To, len(h.Bags)), err
	})
}
