package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// present holds that somebody is there: by the own PIN, or by the name alone where
// the station asks for none and the person has none.
func (p *program) present(ctx context.Context, d *wire.Desk, by desk.Duty) error {
	g, err := d.Gate.Guard(ctx)
	if err != nil || d.Gate.Open(g, by.Staff.ID) {
		return err
	}
	pin, err := p.secret(text.PINOf(by.Staff.Name))
	if err != nil {
		return err
	}
	return d.Gate.Enter(ctx, d.Mint(), by, pin)
}

// own is the PIN with which a lead acts, "" where none is needed.
func (p *program) own(ctx context.Context, d *wire.Desk, lead desk.Duty) (string, error) {
	g, err := d.Gate.Guard(ctx)
	if err != nil || d.Gate.Open(g, lead.Staff.ID) {
		return "", err
	}
	return p.secret(text.PINOf(lead.Staff.Name))
}

// shiftActs put people on duty.
func (p *program) shiftActs() []*cobra.Command {
	var window int
	var staff, from string
	at := func(name string, do func(ctx context.Context, d *wire.Desk, by desk.Duty) (desk.Shift, error)) *cobra.Command {
		c := &cobra.Command{Use: name, Args: exactly(0)}
		c.RunE = func(c *cobra.Command, args []string) error {
			for _, f := range []string{"staff", "window"} {
				if !c.Flags().Changed(f) {
					return usage(c, text.FlagMissing("--"+f))
				}
			}
			return p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
				if err := knownWindow(c, d, window); err != nil {
					return err
				}
				by, err := duty(d, staff, window)
				if err != nil {
					return err
				}
				if err := p.present(ctx, d, by); err != nil {
					return err
				}
				s, err := do(ctx, d, by)
				if err != nil {
					return err
				}
				return p.give(shiftViews(d, []desk.Shift{s}))
			})(c, args)
		}
		c.Flags().IntVar(&window, "window", 0, text.FlagUse("xiaochuang shift", "window"))
		c.Flags().StringVar(&staff, "staff", "", text.FlagUse("xiaochuang shift", "staff"))
		return c
	}
	begin := at("begin", func(ctx context.Context, d *wire.Desk, by desk.Duty) (desk.Shift, error) {
		return d.Days.Begin(ctx, d.Mint(), by)
	})
	hand := at("hand", func(ctx context.Context, d *wire.Desk, by desk.Duty) (desk.Shift, error) {
		who, err := duty(d, from, window)
		if err != nil {
			return desk.Shift{}, err
		}
		return d.Days.Hand(ctx, d.Mint(), who, by)
	})
	hand.Flags().StringVar(&from, "from", "", text.FlagUse("xiaochuang shift hand", "from"))
	return []*cobra.Command{p.json(begin), p.json(hand)}
}

// An agendaView is what is open at the end of a day.
type agendaView struct {
	Day       string   `json:"day"`
	Clock     string   `json:"clock"`
	Waiting   []string `json:"waiting"` // numbers
	Held      []string `json:"held"`    // at a window, or parked
	Missed    []string `json:"missed"`
	Inquiries int      `json:"inquiries_open"`
	Drafts    int      `json:"drafts"`
	HandOver  int      `json:"to_hand_over"`
	Due       int      `json:"due"`
	Originals int      `json:"originals"`
	Counted   bool     `json:"shelf_agrees"`
	Unrated   int      `json:"unrated"`
	Served    int      `json:"served"`
}

func (v agendaView) lines(s *sheet) {
	s.say(text.TwinDay(v.Day, v.Clock != string(desk.ClockOK)))
	s.table(nil, text.TwinAgenda(v.Waiting, v.Held, v.Missed, []int{v.Inquiries, v.Drafts, v.HandOver, v.Due, v.Originals, v.Unrated, v.Served}))
}

func numbers(list []desk.Ticket) []string {
	out := []string{}
	for _, t := range list {
		out = append(out, t.No)
	}
	return out
}

// A closedView is what day close tells.
type closedView struct {
	Day   string `json:"day"`
	Head  string `json:"head"`
	Paper string `json:"paper"`
}

func (v closedView) lines(s *sheet) { s.say(text.TwinClosed(v.Day), text.TwinQueued(v.Paper)) }

// A dayView is what day confirm tells.
type dayView struct {
	Day   string `json:"day"`
	Clock string `json:"clock"`
}

func (v dayView) lines(s *sheet) { s.say(text.TwinDay(v.Day, v.Clock != string(desk.ClockOK))) }

func (p *program) dayCommands() *cobra.Command {
	show := leaf("show", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		a, err := d.Days.Agenda(ctx, d.Intake)
		if err != nil {
			return err
		}
		return p.give(agendaView{
			Day: string(a.Stamp.Day), Clock: string(a.Stamp.Clock), Waiting: numbers(a.Waiting), Held: numbers(a.Held), Missed: numbers(a.Missed),
			Inquiries: len(a.Inquiries), Drafts: len(a.Drafts), HandOver: len(a.HandOver), Due: len(a.Due), Originals: a.Shelf.Originals,
			Counted: a.Shelf.Agrees(), Unrated: a.Unrated, Served: a.Served,
		})
	}))
	var staff string
	confirm := leaf("confirm", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		day, err := desk.ParseDay(args[0])
		if err != nil {
			return &desk.Problem{Kind: desk.Invalid, What: "day", Cause: err}
		}
		if err := d.Store.ConfirmDay(ctx, d.Mint(), by, day); err != nil {
			return err
		}
		s, err := d.Store.Today(ctx)
		if err != nil {
			return err
		}
		return p.give(dayView{string(s.Day), string(s.Clock)})
	}))
	confirm.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return group("day", p.json(show), p.json(confirm), p.closeCommand())
}

// closeCommand ends the business day; a lead who lets it end with visits open, and
// the second who signs, prove that they are there.
func (p *program) closeCommand() *cobra.Command {
	var staff string
	var o desk.CloseOrder
	c := leaf("close", exactly(0), p.onCitizens(func(ctx context.Context, d *wire.Desk, _ []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		now, err := d.Store.Today(ctx)
		if err != nil {
			return err
		}
		o.Reason = clean(o.Reason)
		if o.Lead != "" {
			lead, err := duty(d, o.Lead, 0)
			if err != nil {
				return err
			}
			pin, err := p.own(ctx, d, lead)
			if err != nil {
				return err
			}
			if err := d.Gate.Allow(ctx, d.Mint(), lead, pin, "day:"+string(now.Day), "day.visits", o.Reason); err != nil {
				return err
			}
		}
		if o.Second != "" {
			second, err := duty(d, o.Second, 0)
			if err != nil {
				return err
			}
			if err := p.present(ctx, d, second); err != nil {
				return err
			}
		}
		day, paper, err := d.Days.Close(ctx, d.Mint(), by, d.Intake, o)
		if err != nil {
			return err
		}
		return p.give(closedView{string(day.Day), day.Head, paper.No})
	}))
	f := c.Flags()
	f.StringVar(&o.Reason, "reason", "", text.FlagUse("xiaochuang day close", "reason"))
	f.StringVar(&o.Lead, "lead", "", text.FlagUse("", "lead"))
	f.StringVar(&o.Second, "second", "", text.FlagUse("", "second"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// A pinView tells whose PIN was put. The recovery code is told once, by the PIN
// that protects the keys.
type pinView struct {
	Staff string `json:"staff"`
	Code  string `json:"recovery,omitempty"`
}

func (v pinView) lines(s *sheet) {
	s.say(text.PINSaved)
	if v.Code != "" {
		s.say(text.RecoveryTitle, text.RecoveryCode(v.Code))
	}
}

// A doneView tells that something about a person was done.
type doneView struct {
	Staff string `json:"staff"`
	Code  string `json:"recovery,omitempty"`
}

func (v doneView) lines(s *sheet) {
	if v.Code != "" {
		s.say(text.RecoveryTitle, text.RecoveryCode(v.Code))
		return
	}
	s.say(text.PINReleased)
}

// twice asks for a new PIN, and for the same again.
func (p *program) twice(name string) (string, error) {
	var said [2]string
	for i, ask := range []string{text.PINFor(name), text.PINAgain} {
		line, err := p.secret(ask)
		if err != nil {
			return "", err
		}
		said[i] = line
	}
	if said[0] != said[1] {
		return "", &desk.Problem{Kind: desk.Invalid, What: "pin.differ"}
	}
	return said[0], nil
}

// pinCommands put PINs. None is ever an argument.
func (p *program) pinCommands() *cobra.Command {
	var staff string
	by := func(name string, n int, do func(ctx context.Context, d *wire.Desk, by desk.Duty, of string) (view, error)) *cobra.Command {
		c := leaf(name, exactly(n), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
			who, err := duty(d, staff, 0)
			if err != nil {
				return err
			}
			v, err := do(ctx, d, who, append(args, who.Staff.ID)[0])
			if err != nil {
				return err
			}
			return p.give(v)
		}))
		c.Flags().StringVar(&staff, "staff", "", text.FlagUse("xiaochuang pin "+name, "staff"))
		return p.json(c)
	}
	return group("pin",
		by("set", 0, func(ctx context.Context, d *wire.Desk, who desk.Duty, _ string) (view, error) {
			g, err := d.Gate.Guard(ctx)
			if err != nil {
				return nil, err
			}
			old := ""
			if g.Passes[who.Staff.ID].PIN {
				if old, err = p.secret(text.PINOld); err != nil {
					return nil, err
				}
			}
			pin, err := p.twice(who.Staff.Name)
			if err != nil {
				return nil, err
			}
			code, err := d.Gate.Choose(ctx, d.Mint(), who, old, pin)
			return pinView{who.Staff.ID, code}, err
		}),
		by("reset", 1, func(ctx context.Context, d *wire.Desk, lead desk.Duty, of string) (view, error) {
			who, err := duty(d, of, 0)
			if err != nil {
				return nil, err
			}
			own, err := p.own(ctx, d, lead)
			if err != nil {
				return nil, err
			}
			pin, err := p.twice(who.Staff.Name)
			if err != nil {
				return nil, err
			}
			code, err := d.Gate.Reset(ctx, d.Mint(), lead, own, of, pin)
			return pinView{of, code}, err
		}),
		by("release", 1, func(ctx context.Context, d *wire.Desk, lead desk.Duty, of string) (view, error) {
			own, err := p.own(ctx, d, lead)
			if err != nil {
				return nil, err
			}
			return doneView{Staff: of}, d.Gate.Release(ctx, d.Mint(), lead, own, of)
		}),
		by("recovery", 0, func(ctx context.Context, d *wire.Desk, lead desk.Duty, _ string) (view, error) {
			own, err := p.own(ctx, d, lead)
			if err != nil {
				return nil, err
			}
			code, err := d.Gate.Recovery(ctx, d.Mint(), lead, own)
			return doneView{lead.Staff.ID, code}, err
		}),
	)
}
