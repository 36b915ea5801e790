package command

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// A rightView is one row of the rights table.
type rightView struct {
	Right string   `json:"right"`
	Says  string   `json:"says"` // in Chinese
	Roles []string `json:"roles"`
	Staff []string `json:"staff,omitempty"` // who has it here
}

// A rightsView is what rights tells.
type rightsView []rightView

func (v rightsView) lines(s *sheet) {
	heads := []string{text.ColRight}
	for _, r := range desk.Roles {
		heads = append(heads, text.Role(r))
	}
	var rows [][]string
	for _, g := range v {
		row := []string{g.Says}
		for _, r := range desk.Roles {
			mark := text.RightNo
			for _, x := range g.Roles {
				if x == string(r) {
					mark = text.RightYes
				}
			}
			row = append(row, mark)
		}
		rows = append(rows, row)
	}
	s.table(heads, rows)
}

// rightsCommand prints the rights table; it needs no station.
func (p *program) rightsCommand() *cobra.Command {
	return p.json(leaf("rights", exactly(0), func(*cobra.Command, []string) error {
		v := rightsView{}
		for _, g := range desk.Grants {
			x := rightView{Right: string(g.Right), Says: text.Right(g.Right)}
			for _, r := range g.Roles {
				x.Roles = append(x.Roles, string(r))
			}
			v = append(v, x)
		}
		return p.give(v)
	}))
}

// A shiftView is one shift.
type shiftView struct {
	Staff  string `json:"staff"`
	Name   string `json:"name"`
	Window int    `json:"window"`
	Began  string `json:"began"`
	Ended  string `json:"ended,omitempty"`
	From   string `json:"from,omitempty"` // who handed it over
}

// A shiftsView is what the commands on shifts tell.
type shiftsView []shiftView

func (v shiftsView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NobodyWasOnDuty)
		return
	}
	var rows [][]string
	for _, x := range v {
		rows = append(rows, []string{text.WindowName(x.Window), x.Name, short(x.Began), short(x.Ended), x.From})
	}
	s.table([]string{text.ColWindow, text.ColName, text.ColBegan, text.ColEnded, text.ColTakenFrom}, rows)
}

func shiftViews(d *wire.Desk, list []desk.Shift) shiftsView {
	v := shiftsView{}
	for _, s := range list {
		x := shiftView{Staff: s.Staff, Name: s.Staff, Window: s.Window, Began: instant(&s.Began), Ended: instant(s.Ended)}
		if p, ok := d.Station.Person(s.Staff); ok {
			x.Name = p.Name
		}
		if p, ok := d.Station.Person(s.From); ok {
			x.From = p.Name
		}
		v = append(v, x)
	}
	return v
}

func (p *program) shiftCommands() *cobra.Command {
	who := leaf("who", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		at, err := time.ParseInLocation("2006-01-02T15:04", args[0], desk.Beijing)
		if err != nil {
			return &desk.Problem{Kind: desk.Invalid, What: "shift.time", Cause: err}
		}
		list, err := d.Days.OnDuty(ctx, at)
		if err != nil {
			return err
		}
		return p.give(shiftViews(d, list))
	}))
	var day string
	all := leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		on, err := dayOf(ctx, d, day)
		if err != nil {
			return err
		}
		list, err := d.Store.Shifts(ctx, on)
		if err != nil {
			return err
		}
		return p.give(shiftViews(d, list))
	}))
	all.Flags().StringVar(&day, "day", "", text.FlagUse("", "day"))
	return add(group("shift", p.json(who), p.json(all)), p.shiftActs()...)
}

// A keysView is what keys status tells.
type keysView struct {
	Protected bool     `json:"protected"`
	PIN       []string `json:"pin"`     // staff ids with one
	Missing   []string `json:"missing"` // who may see citizens and has none
}

func (v keysView) lines(s *sheet) { s.say(text.KeysStand(v.Protected, len(v.PIN), len(v.Missing))) }

func (p *program) keysCommands() *cobra.Command {
	status := leaf("status", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		g, err := d.Gate.Guard(ctx)
		if err != nil {
			return err
		}
		v := keysView{Protected: g.Protected, PIN: []string{}, Missing: []string{}}
		for _, s := range d.Station.Staff {
			switch {
			case g.Passes[s.ID].PIN:
				v.PIN = append(v.PIN, s.ID)
			case s.May(desk.RightCitizens):
				v.Missing = append(v.Missing, s.ID)
			}
		}
		return p.give(v)
	}))
	var staff string
	recover := leaf("recover", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		var said []string
		for _, ask := range []string{text.RecoveryAsk, text.PINFor(by.Staff.Name), text.PINAgain} {
			line, err := p.secret(ask)
			if err != nil {
				return err
			}
			said = append(said, line)
		}
		if said[1] != said[2] {
			return &desk.Problem{Kind: desk.Invalid, What: "pin.differ"}
		}
		if err := d.Gate.Recover(ctx, d.Mint(), by, said[0], by.Staff.ID, said[1]); err != nil {
			return err
		}
		return p.give(savedView{by.Staff.ID})
	}))
	recover.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return group("keys", p.json(status), p.json(recover))
}

// A savedView tells whose PIN was put.
type savedView struct {
	Staff string `json:"staff"`
}

func (v savedView) lines(s *sheet) { s.say(text.PINSaved) }
