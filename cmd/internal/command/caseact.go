package command

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// A movedCaseView is what a command tells that moved a case on.
type movedCaseView struct {
	Case   caseView `json:"case"`
	To     string   `json:"to,omitempty"`     // who had the result: self, agent, delegate
	Papers []string `json:"papers,omitempty"` // queued with the act
	Bags   []string `json:"bags,omitempty"`   // of originals that went with it
}

func (v movedCaseView) lines(s *sheet) {
	s.say(text.TwinCaseMoved(v.Case.No, desk.CaseState(v.Case.State)))
	if v.To != "" {
		s.say(text.Collected(desk.Tail(v.Case.No), desk.Collecting(v.To), len(v.Bags)))
	}
	for _, no := range v.Papers {
		s.say(text.TwinQueued(no))
	}
}

// onCase makes a command that acts on one case by its number. n is how many
// further arguments it takes.
func onCase[V view](p *program, name string, n int, do func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, c desk.Case, more []string) (V, error),
	flags func(*cobra.Command),
) *cobra.Command {
	var staff string
	c := leaf(name, exactly(1+n), p.onCitizens(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		c, err := find(ctx, d.Store, args[0])
		if err != nil {
			return err
		}
		v, err := do(ctx, d, d.Mint(), by, c, args[1:])
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

// caseActs are the acts on one case after it was taken in.
func (p *program) caseActs() []*cobra.Command {
	type run = func(ctx context.Context, rid string, by desk.Duty, id, words string) (desk.Case, error)
	worded := func(name, flag string, of func(d *wire.Desk) run) *cobra.Command {
		var words string
		return onCase(p, name, 0, func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, c desk.Case, _ []string) (movedCaseView, error) {
			c, err := of(d)(ctx, rid, by, c.ID, words)
			return movedCaseView{Case: viewOfCase(c)}, err
		}, func(c *cobra.Command) {
			c.Flags().StringVar(&words, flag, "", text.FlagUse("xiaochuang case "+name, flag))
		})
	}
	return []*cobra.Command{
		worded("finish", "words", func(d *wire.Desk) run { return d.Intake.Finish }),
		worded("withdraw", "reason", func(d *wire.Desk) run { return d.Intake.Withdraw }),
		worded("pause", "words", func(d *wire.Desk) run { return d.Intake.Pause }),
		onCase(p, "goon", 0, func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, c desk.Case, _ []string) (movedCaseView, error) {
			c, err := d.Intake.GoOn(ctx, rid, by, c.ID)
			return movedCaseView{Case: viewOfCase(c)}, err
		}, nil),
		onCase(p, "move", 1, func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, c desk.Case, more []string) (movedCaseView, error) {
			c, err := d.Intake.MoveCommunity(ctx, rid, by, c.ID, more[0])
			return movedCaseView{Case: viewOfCase(c)}, err
		}, nil),
		p.deliverCommand(),
	}
}

// deliverCommand hands the result of a case out. The number of whoever has come is
// read from standard input, never an argument.
func (p *program) deliverCommand() *cobra.Command {
	var o desk.HandOut
	var home, mandate bool
	var carrier string
	return onCase(p, "deliver", 0, func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, c desk.Case, _ []string) (movedCaseView, error) {
		o.Carrier = desk.Carrier(carrier)
		switch {
		case carrier != "" && !slices.Contains(desk.Carriers(), o.Carrier):
			return movedCaseView{}, &desk.Problem{Kind: desk.Invalid, What: "delivery.carrier"}
		case carrier != "" && o.Post == "":
			return movedCaseView{}, &desk.Problem{Kind: desk.Invalid, What: "delivery.post"}
		case o.Post != "" && home:
			return movedCaseView{}, &desk.Problem{Kind: desk.Invalid, What: "delivery.way"}
		case o.Post != "":
			o.Way = desk.DeliveredPost
		case home:
			o.Way = desk.DeliveredHome
		default:
			o.Who = p.collector(mandate)
		}
		h, err := d.Intake.Deliver(ctx, rid, by, c.ID, o)
		v := movedCaseView{Case: viewOfCase(h.Case), To: string(h.To)}
		for _, x := range h.Papers {
			v.Papers = append(v.Papers, x.No)
		}
		for _, x := range h.Bags {
			v.Bags = append(v.Bags, x.Code)
		}
		return v, err
	}, func(c *cobra.Command) {
		f := c.Flags()
		f.StringVar(&o.Post, "post", "", text.FlagUse("xiaochuang case deliver", "post"))
		f.StringVar(&carrier, "carrier", "", text.FlagUse("xiaochuang case deliver", "carrier"))
		f.BoolVar(&home, "home", false, text.FlagUse("xiaochuang case deliver", "home"))
		f.BoolVar(&mandate, "mandate", false, text.FlagUse("", "mandate"))
	})
}

// collector asks who has come for a result or for originals.
func (p *program) collector(mandate bool) desk.Collector {
	who := desk.Collector{Number: p.heard(text.CollectAsk), Delegation: mandate}
	if mandate {
		who.Name = p.heard(text.DelegateAsk)
	}
	return who
}
