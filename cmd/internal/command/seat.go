package command

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

func (p *program) seatCommands() *cobra.Command {
	var window int
	var code string
	c := &cobra.Command{Use: "seat", Args: cobra.ArbitraryArgs, Annotations: map[string]string{itself: "yes"}}
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage(c, text.ArgsWrong(synopsis(c)))
		}
		return p.seat(c, wire.SeatOptions{Data: p.opt.Data, Host: args[0], Window: window, Code: code, Shift: p.opt.Shift, Shoot: p.opt.Shoot})
	}
	c.Flags().IntVar(&window, "window", 2, text.FlagUse("xiaochuang seat", "window"))
	c.Flags().StringVar(&code, "code", "", text.FlagUse("xiaochuang seat", "code"))
	return add(c, p.json(p.seatCodeCommand()), p.json(p.seatListCommand()), p.json(p.seatRevokeCommand()))
}

// seat opens the window of another PC.
func (p *program) seat(c *cobra.Command, o wire.SeatOptions) error {
	if !p.onTerminal() {
		return usage(c, text.NotATerminal)
	}
	if o.Window < 1 || o.Window > 99 {
		return usage(c, text.FlagValueWrong("--window", fmt.Sprint(o.Window)))
	}
	p.folder = func() string { return wire.SeatDir(o) }
	o.In, o.Out = p.in, p.out.(*os.File)
	o.Compare = func(words string) bool {
		for _, l := range text.SeatCompare(words) {
			fmt.Fprintln(p.out, l)
		}
		fmt.Fprint(p.out, text.SeatCompareAsk)
		return slices.Contains([]string{"是", "y", "Y", "yes"}, p.answer())
	}
	o.AskCode = func(name string) string {
		fmt.Fprint(p.out, text.SeatCodeAsk(clean(name)))
		return p.answer()
	}
	exit, err := wire.Seat(c.Context(), o)
	if err != nil {
		return err
	}
	if exit != 0 {
		return told(exitProblem)
	}
	return nil
}

// A seatCodeView is what seat code tells.
type seatCodeView struct {
	Window int      `json:"window"`
	Code   string   `json:"code"`
	Words  string   `json:"words"` // of this PC's key
	Until  string   `json:"until"`
	Says   []string `json:"says"`
}

func (v seatCodeView) lines(s *sheet) { s.say(v.Says...) }

func (p *program) seatCodeCommand() *cobra.Command {
	var window int
	var staff string
	c := leaf("code", exactly(0), p.onDesk(func(_ context.Context, d *wire.Desk, _ []string) error {
		who, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		if !slices.Contains(who.Staff.Roles, desk.RoleLead) {
			return &desk.Problem{Kind: desk.Denied, What: "seat.lead"}
		}
		if _, of := d.SeatUse(); window == 0 && len(of) > 0 {
			window = of[0]
		}
		code, words, until, err := d.SeatCode(window)
		if err != nil {
			return err
		}
		return p.give(seatCodeView{
			Window: window, Code: code, Words: words, Until: instant(&until), Says: text.SeatCodeSays(code, words, window, until),
		})
	}))
	c.Flags().IntVar(&window, "window", 0, text.FlagUse("xiaochuang seat code", "window"))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("xiaochuang seat code", "staff"))
	return c
}

// A seatView is one PC that may have a window.
type seatView struct {
	Name   string   `json:"name"`
	Window int      `json:"window,omitempty"` // none for every window of seats
	Since  string   `json:"since,omitempty"`
	Words  string   `json:"words"`
	Listed bool     `json:"listed,omitempty"` // in station.toml
	Row    []string `json:"row"`
}

// A seatsView is what seat list tells.
type seatsView struct {
	Seats []seatView `json:"seats"`
}

func (v seatsView) lines(s *sheet) {
	if len(v.Seats) == 0 {
		s.say(text.SeatNone)
		return
	}
	var rows [][]string
	for _, x := range v.Seats {
		rows = append(rows, x.Row)
	}
	s.table(text.SeatHead(), rows)
}

func (p *program) seatListCommand() *cobra.Command {
	return leaf("list", exactly(0), p.onDesk(func(_ context.Context, d *wire.Desk, _ []string) error {
		keys, err := d.SeatKeys()
		if err != nil {
			return err
		}
		v := seatsView{Seats: []seatView{}}
		for _, k := range keys {
			x := seatView{Name: k.Name, Window: k.Window, Words: k.Words(), Listed: k.Listed}
			if !k.Since.IsZero() {
				x.Since = instant(&k.Since)
			}
			x.Row = text.SeatRow(k.Name, k.Window, k.Since, k.Listed, x.Words)
			v.Seats = append(v.Seats, x)
		}
		return p.give(v)
	}))
}

// A seatRevokeView is what seat revoke tells.
type seatRevokeView struct {
	Name string `json:"name"`
}

func (v seatRevokeView) lines(s *sheet) { s.say(text.SeatRevoked(v.Name)) }

func (p *program) seatRevokeCommand() *cobra.Command {
	return leaf("revoke", exactly(1), p.onDesk(func(_ context.Context, d *wire.Desk, args []string) error {
		if err := d.RevokeSeat(args[0]); err != nil {
			return err
		}
		return p.give(seatRevokeView{args[0]})
	}))
}

// seatdCommand serves seats while no console does.
func (p *program) seatdCommand() *cobra.Command {
	return leaf("seatd", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		listen, _ := d.SeatUse()
		fmt.Fprintln(p.err, text.SeatdServes(clean(listen)))
		return d.Seats(ctx, func(holder string) { fmt.Fprintln(p.err, clean(text.SeatdWaits(holder))) })
	}))
}
