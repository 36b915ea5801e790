package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
)

// reprintCommand queues a paper once more, on wish in large print.
func (p *program) reprintCommand() *cobra.Command {
	var staff string
	var large bool
	c := leaf("reprint", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		no := identity.Fold(args[0])
		again := d.Counter.Reprint
		if large {
			again = func(ctx context.Context, rid string, by desk.Duty, no string) (desk.Paper, error) {
				return d.Counter.Resize(ctx, rid, by, no, true)
			}
		}
		x, err := again(ctx, d.Mint(), by, no)
		if err != nil {
			return err
		}
		return p.made(ctx, d, x)
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	c.Flags().BoolVar(&large, "large", false, text.FlagUse("", "large"))
	return c
}

// correctCommand makes a paper void and another one in its place.
func (p *program) correctCommand() *cobra.Command {
	var staff, why string
	c := leaf("void", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		x, err := d.Counter.Correct(ctx, d.Mint(), by, identity.Fold(args[0]), desk.VoidWhy(why))
		if err != nil {
			return err
		}
		return p.made(ctx, d, x)
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	c.Flags().StringVar(&why, "why", "", text.FlagUse("xiaochuang paper void", "why"))
	return c
}

// A lateView is one line of what case late tells.
type lateView struct {
	Staff string `json:"staff"`
	Item  string `json:"item"`
	Name  string `json:"item_name"`
	Key   string `json:"material"`
	What  string `json:"material_name"`
	Why   string `json:"why"`
	Times int    `json:"times"`
}

type latesView []lateView

func (v latesView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.TwinNothingLate)
		return
	}
	var rows [][]string
	for _, x := range v {
		rows = append(rows, []string{text.Times(x.Times), x.Staff, x.Name, x.What, text.LateWhy(desk.LateWhy(x.Why))})
	}
	s.table([]string{text.TwinColTimes, text.TwinColStaff, text.TwinColName, text.ColMaterial, text.TwinColWhy}, rows)
}

// mostCases is how many cases are looked through for what was told late.
const mostCases = 10_000

// lateCommand counts what notices told later than they could have.
func (p *program) lateCommand() *cobra.Command {
	var from, to string
	c := leaf("late", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		for _, day := range []string{from, to} {
			if day == "" {
				continue
			}
			if _, err := desk.ParseDay(day); err != nil {
				return err
			}
		}
		cases, err := d.Store.Cases(ctx, desk.CaseFilter{Limit: mostCases})
		if err != nil {
			return err
		}
		out := latesView{}
		for _, n := range desk.CountLate(cases, desk.Day(from), desk.Day(to)) {
			it, _ := d.Catalogue.Item(n.Item) // the zero item where the catalogue has it no more
			v := lateView{Staff: n.First, Item: n.Item, Name: it.Name, Key: n.Key, Why: string(n.Why), Times: n.Times}
			for _, m := range it.Materials {
				if m.Key == n.Key {
					v.What = m.Name
				}
			}
			if who, ok := d.Station.Person(n.First); ok {
				v.Staff = who.Name
			}
			out = append(out, v)
		}
		return p.give(out)
	}))
	c.Flags().StringVar(&from, "from", "", text.FlagUse("", "from"))
	c.Flags().StringVar(&to, "to", "", text.FlagUse("", "to"))
	return c
}
