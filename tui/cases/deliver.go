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
	askBy   = "by"
	askPost = "post"
)

// deliver asks how the result is handed over; one digit answers it where the
// applicant came, or an agent whom the case knows.
func (s *Screen) deliver() tea.Cmd {
	agent := ""
	if a := s.shown.Private.Agent; a != nil {
		agent = ui.Clean(a.Name, 20)
	}
	return ui.Ask(askWay, ui.NewPick(text.Deliver, text.DeliverAsk, []ui.Option{
		{Key: string(desk.DeliveredSelf), Word: text.DeliveredSelf},
		{Key: string(desk.DeliveredAgent), Word: text.DeliveredBy(agent)},
		{Key: string(desk.DeliveredPost), Word: text.DeliveredPost},
		{Key: string(desk.DeliveredHome), Word: text.DeliveredHome},
	}))
}

// delivering goes on after a dialog of a delivery, and reports whether it was
// one.
func (s *Screen) delivering(o ui.Outcome) (tea.Cmd, bool) {
	switch o.ID {
	case askWay:
		switch way := desk.DeliveryWay(o.Key); {
		case way == desk.DeliveredAgent && s.shown.Private.Agent == nil:
			return ui.Ask(askBy, ui.NewAskWords(text.Deliver, text.DeliverByAsk, "", 40)), true
		case way == desk.DeliveredPost:
			return ui.Ask(askPost, ui.NewAskWords(text.Deliver, text.DeliverPostAsk, "", 40)), true
		default:
			return s.handOut(desk.Delivery{Way: way}), true
		}
	case askBy:
		return s.handOut(desk.Delivery{Way: desk.DeliveredAgent, By: o.Text}), true
	case askPost:
		return s.handOut(desk.Delivery{Way: desk.DeliveredPost, Post: o.Text}), true
	}
	return nil, false
}

func (s *Screen) handOut(x desk.Delivery) tea.Cmd {
	id := s.shown.ID
	return s.act(text.Delivered, func(ctx context.Context, rid string, d desk.Duty) error {
		_, err := s.cfg.Work.Deliver(ctx, rid, d, id, x)
		return err
	})
}
