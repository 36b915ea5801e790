package handover

import (
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why explains the batch, the bag or the result that is selected, and the batch in
// hand.
func (s *Screen) Why() []ui.Reason {
	var list []text.Why
	switch {
	case s.part == partReady:
		if r := s.chosen(); r != nil {
			list = append(list, text.WhyReady(*r))
		}
	case s.part == partShelf:
		if l := s.table.Selected(); l != nil {
			for _, b := range append(s.shelf.Bags[:len(s.shelf.Bags):len(s.shelf.Bags)], s.shelf.Missing...) {
				if b.Code == l.ID {
					list = append(list, text.WhyBag(b))
				}
			}
		}
	case s.view != nil:
		if b := s.bag(); b != nil {
			list = append(list, text.WhyBag(*b))
		}
		list = append(list, text.WhyBatch(*s.view))
	default:
		if l := s.table.Selected(); l != nil {
			for _, v := range s.list {
				if v.No == l.ID {
					list = append(list, text.WhyBatch(v))
				}
			}
		}
	}
	return ui.Reasons(list...)
}
