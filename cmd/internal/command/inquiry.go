package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// An inquiryView is one line of the 首问 register, without what may name a
// person: who asked, and the words.
type inquiryView struct {
	ID       string `json:"id"`
	Day      string `json:"day"`
	At       string `json:"at"`
	State    string `json:"state"`
	Item     string `json:"item,omitempty"`
	ItemName string `json:"item_name,omitempty"`
	Channel  string `json:"channel"`
	First    string `json:"first"`
	Owner    string `json:"owner"`
	Due      string `json:"due,omitempty"`
	Closed   string `json:"closed,omitempty"`
}

// An inquiriesView is what inquiry list tells.
type inquiriesView []inquiryView

func (v inquiriesView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.TwinNoInquiries)
		return
	}
	var rows [][]string
	for _, q := range v {
		rows = append(rows, []string{
			q.ID[max(0, len(q.ID)-6):], short(q.At), text.InquiryState(desk.InquiryState(q.State)), q.First, q.Owner, q.Due, q.ItemName,
		})
	}
	s.table([]string{
		text.TwinColNo, text.ColWhen, text.TwinColState, text.ColFirst, text.TwinColOwner, text.ColDue, text.ColMatter,
	}, rows)
}

func (p *program) inquiryCommands() *cobra.Command {
	var day string
	var open bool
	c := leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) (err error) {
		f := desk.InquiryFilter{}
		if open {
			f.States = []desk.InquiryState{desk.InquiryOpen}
		}
		if !open || day != "" {
			if f.Day, err = dayOf(ctx, d, day); err != nil {
				return err
			}
		}
		list, err := d.Store.Inquiries(ctx, f)
		if err != nil {
			return err
		}
		v := inquiriesView{}
		for _, q := range list {
			v = append(v, viewOfInquiry(d, q))
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&day, "day", "", text.FlagUse("", "day"))
	c.Flags().BoolVar(&open, "open", false, text.FlagUse("", "open"))
	return add(group("inquiry", p.json(c)), p.inquiryActs()...)
}
