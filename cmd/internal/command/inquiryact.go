package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
)

func viewOfInquiry(d *wire.Desk, q desk.Inquiry) inquiryView {
	it, _ := d.Catalogue.Item(q.Item) // the zero item where none was named
	return inquiryView{
		ID: q.ID, Day: string(q.Day), At: instant(&q.At), State: string(q.State), Item: q.Item, ItemName: it.Name,
		Channel: string(q.Channel), First: q.First, Owner: q.Owner, Due: string(q.Due), Closed: instant(q.Closed),
	}
}

// askCommand records a question. What was asked, and by whom, is read from
// standard input.
func (p *program) askCommand() *cobra.Command {
	var o desk.AskOrder
	var staff, ticket, state, channel, due string
	c := leaf("ask", exactly(0), p.onCitizens(func(ctx context.Context, d *wire.Desk, _ []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		if err := knownOrder(d, desk.TakeOrder{Item: o.Item}); err != nil {
			return err
		}
		if ticket != "" {
			t, err := ticketNamed(ctx, d, ticket)
			if err != nil {
				return err
			}
			o.Ticket = t.ID
		}
		if due != "" {
			if o.Due, err = desk.ParseDay(due); err != nil {
				return &desk.Problem{Kind: desk.Invalid, What: "day", Cause: err}
			}
		}
		o.State, o.Channel, o.LedTo = desk.InquiryState(state), desk.InquiryChannel(channel), clean(o.LedTo)
		o.Private = desk.InquiryPrivate{Words: p.heard(text.TwinAsked), Asker: p.heard(text.TwinAsker), Phone: p.heard(text.TwinPhone)}
		q, err := d.Counter.Ask(ctx, d.Mint(), by, o)
		if err != nil {
			return err
		}
		return p.give(inquiriesView{viewOfInquiry(d, q)})
	}))
	f := c.Flags()
	f.StringVar(&o.Item, "item", "", text.FlagUse("xiaochuang inquiry ask", "item"))
	f.StringVar(&ticket, "ticket", "", text.FlagUse("", "ticket"))
	f.StringVar(&state, "state", string(desk.InquiryAnswered), text.FlagUse("xiaochuang inquiry ask", "state"))
	f.StringVar(&channel, "channel", string(desk.AskedAtWindow), text.FlagUse("xiaochuang inquiry ask", "channel"))
	f.StringVar(&o.LedTo, "to", "", text.FlagUse("xiaochuang inquiry ask", "to"))
	f.StringVar(&due, "due", "", text.FlagUse("", "due"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// inquiryNamed returns the open question with an id or the end of one.
func inquiryNamed(ctx context.Context, d *wire.Desk, typed string) (desk.Inquiry, error) {
	list, err := d.Store.Inquiries(ctx, desk.InquiryFilter{Limit: mostCases})
	if err != nil {
		return desk.Inquiry{}, err
	}
	id := identity.Fold(typed)
	if len(id) < leastEnd {
		return desk.Inquiry{}, &desk.Problem{Kind: desk.NotFound, What: "inquiry"}
	}
	list = slices.DeleteFunc(list, func(q desk.Inquiry) bool { return !strings.HasSuffix(q.ID, id) })
	switch len(list) {
	case 0:
		return desk.Inquiry{}, &desk.Problem{Kind: desk.NotFound, What: "inquiry"}
	case 1:
		return list[0], nil
	}
	p := &desk.Problem{Kind: desk.Conflict, What: "inquiry.several"}
	for _, q := range list {
		p.Open = append(p.Open, q.ID)
	}
	return desk.Inquiry{}, p
}

// leastEnd is how much of an id must be typed to find a question by its end.
const leastEnd = 4

// onInquiry makes a command that acts on one open question.
func (p *program) onInquiry(name string, do func(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Inquiry, error),
	flags func(*cobra.Command),
) *cobra.Command {
	return p.onNamed(name, func(ctx context.Context, d *wire.Desk, by desk.Duty, typed string) (view, error) {
		q, err := inquiryNamed(ctx, d, typed)
		if err == nil {
			q, err = do(ctx, d, by, q.ID)
		}
		return inquiriesView{viewOfInquiry(d, q)}, err
	}, flags)
}

// onNamed makes a command in which somebody acts on the one thing that is named.
func (p *program) onNamed(name string, do func(ctx context.Context, d *wire.Desk, by desk.Duty, typed string) (view, error),
	flags func(*cobra.Command),
) *cobra.Command {
	var staff string
	c := leaf(name, exactly(1), p.onCitizens(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		v, err := do(ctx, d, by, args[0])
		if err != nil {
			return err
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	if flags != nil {
		flags(c)
	}
	return p.json(c)
}

func (p *program) inquiryActs() []*cobra.Command {
	var to string
	return []*cobra.Command{
		p.askCommand(),
		p.onInquiry("close", func(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Inquiry, error) {
			return d.Counter.CloseInquiry(ctx, d.Mint(), by, id, p.heard(text.TwinReply))
		}, nil),
		p.onInquiry("lead", func(ctx context.Context, d *wire.Desk, by desk.Duty, id string) (desk.Inquiry, error) {
			return d.Counter.Lead(ctx, d.Mint(), by, id, clean(to))
		}, func(c *cobra.Command) {
			c.Flags().StringVar(&to, "to", "", text.FlagUse("xiaochuang inquiry lead", "to"))
		}),
	}
}

// noticeCommand prints the 一次性告知单 of a matter straight from its guide card.
func (p *program) noticeCommand() *cobra.Command {
	var staff, ticket string
	answers := map[string]string{}
	c := leaf("notice", exactly(1), p.onCitizens(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, id, err := atVisit(ctx, d, staff, ticket)
		if err != nil {
			return err
		}
		x, err := d.Counter.Notice(ctx, d.Mint(), by, args[0], answers, id)
		if err != nil {
			return err
		}
		return p.made(ctx, d, x)
	}))
	f := c.Flags()
	f.StringToStringVar(&answers, "answer", nil, text.FlagUse("", "answer"))
	f.StringVar(&ticket, "ticket", "", text.FlagUse("", "ticket"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// referralCommand prints the 证明事项指引单 for a certificate that must not be
// issued.
func (p *program) referralCommand() *cobra.Command {
	var staff, ticket string
	c := leaf("referral", exactly(1), p.onCitizens(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, id, err := atVisit(ctx, d, staff, ticket)
		if err != nil {
			return err
		}
		cert, ok := d.Catalogue.Certificate(args[0])
		if !ok {
			return &desk.Problem{Kind: desk.NotFound, What: "certificate"}
		}
		x, err := d.Counter.Referral(ctx, d.Mint(), by, cert, id)
		if err != nil {
			return err
		}
		return p.made(ctx, d, x)
	}))
	c.Flags().StringVar(&ticket, "ticket", "", text.FlagUse("", "ticket"))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// atVisit is who acts, at which window, and for which visit, where one is named.
func atVisit(ctx context.Context, d *wire.Desk, staff, ticket string) (by desk.Duty, id string, err error) {
	var t desk.Ticket
	if ticket != "" {
		if t, err = ticketNamed(ctx, d, ticket); err != nil {
			return by, "", err
		}
	}
	by, err = duty(d, staff, t.Window)
	return by, t.ID, err
}
