package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

func (p *program) posterCommands() *cobra.Command {
	list := leaf("list", exactly(0), func(*cobra.Command, []string) error { return p.give(allPosters()) })
	return group("poster", p.json(list), p.json(p.posterPrintCommand()))
}

// A postersView is what poster list tells.
type postersView []posterView

type posterView struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

func allPosters() postersView {
	var out postersView
	for _, k := range desk.Posters() {
		out = append(out, posterView{string(k), text.Poster(k)})
	}
	return out
}

func (v postersView) lines(s *sheet) {
	var rows [][]string
	for _, x := range v {
		rows = append(rows, []string{x.Key, x.Name})
	}
	s.table([]string{text.TwinColNo, text.TwinColName}, rows)
}

// posterNamed finds a poster by its key or its name.
func posterNamed(s string) desk.Poster {
	for _, k := range desk.Posters() {
		if s == text.Poster(k) {
			return k
		}
	}
	return desk.Poster(s)
}

// A madeView tells of a paper that was queued for printing.
type madeView struct {
	Paper paperView `json:"paper"`
}

func (v madeView) lines(s *sheet) { s.say(text.TwinQueued(v.Paper.No)) }

// made shows a paper as it stands after an act.
func (p *program) made(ctx context.Context, d *wire.Desk, x desk.Paper) error {
	v, err := viewsOfPapers(ctx, d, []desk.Paper{x})
	if err != nil {
		return err
	}
	return p.give(madeView{v[0]})
}

func (p *program) posterPrintCommand() *cobra.Command {
	var staff, who string
	c := leaf("print", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		x, err := d.Counter.Poster(ctx, d.Mint(), by, posterNamed(args[0]), d.Catalogue.Items(), who)
		if err != nil {
			return err
		}
		return p.made(ctx, d, x)
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	c.Flags().StringVar(&who, "who", "", text.FlagUse("", "who"))
	return c
}
