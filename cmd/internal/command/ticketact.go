package command

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
)

// A movedView is what a command tells that moved a visit on.
type movedView struct {
	Ticket ticketView `json:"ticket"`
	Undone string     `json:"undone,omitempty"` // kind of the act that was taken back
	Paper  string     `json:"paper,omitempty"`  // queued with the act
}

func (v movedView) lines(s *sheet) {
	if v.Undone != "" {
		s.say(text.Undone(desk.Undone{
			Kind: desk.ActKind(v.Undone), Ticket: desk.Ticket{No: v.Ticket.No, State: desk.TicketState(v.Ticket.State)},
		}))
		return
	}
	s.say(text.TwinMoved(v.Ticket.No, desk.TicketState(v.Ticket.State), v.Ticket.Window))
	if v.Paper != "" {
		s.say(text.TwinQueued(v.Paper))
	}
}

// A moving is a command that acts on one visit by its number.
type moving struct {
	name   string
	act    func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, t desk.Ticket) (desk.Ticket, error)
	to     bool   // the act brings the visit to a window, which must be named
	reason string // name of the flag with the reason, "" for none
	must   bool   // and without it nothing is done
}

// movingCommand makes the command. It acts at the window that is named, or at the
// one where the visit stands.
func (p *program) movingCommand(m func(reason *string) moving) *cobra.Command {
	var window int
	var staff, reason string
	x := m(&reason)
	c := &cobra.Command{Use: x.name, Args: exactly(1)}
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case x.to && !c.Flags().Changed("window"):
			return usage(c, text.FlagMissing("--window"))
		case x.must && !c.Flags().Changed(x.reason):
			return usage(c, text.FlagMissing("--"+x.reason))
		}
		return p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
			t, err := ticketNamed(ctx, d, args[0])
			if err != nil {
				return err
			}
			if window == 0 {
				window = t.Window
			} else if err := knownWindow(c, d, window); err != nil {
				return err
			}
			by, err := duty(d, staff, window)
			if err != nil {
				return err
			}
			if t, err = x.act(ctx, d, d.Mint(), by, t); err != nil {
				return err
			}
			return p.give(movedView{Ticket: viewOfTicket(d, t)})
		})(c, args)
	}
	f := c.Flags()
	f.IntVar(&window, "window", 0, text.FlagUse("xiaochuang ticket", "window"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	if x.reason != "" {
		f.StringVar(&reason, x.reason, "", text.FlagUse("xiaochuang ticket "+x.name, x.reason))
	}
	return p.json(c)
}

// movingCommands are the acts on one visit.
func (p *program) movingCommands() []*cobra.Command {
	type (
		run    = func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, t desk.Ticket) (desk.Ticket, error)
		simple = func(h *desk.Hall, ctx context.Context, rid string, by desk.Duty, id string) (desk.Ticket, error)
	)
	plain := func(f simple) run {
		return func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, t desk.Ticket) (desk.Ticket, error) {
			return f(d.Hall, ctx, rid, by, t.ID)
		}
	}
	var out []*cobra.Command
	for _, m := range []func(*string) moving{
		func(*string) moving { return moving{name: "recall", act: plain((*desk.Hall).Recall)} },
		func(*string) moving { return moving{name: "arrive", act: plain((*desk.Hall).Arrived)} },
		func(*string) moving { return moving{name: "return", act: plain((*desk.Hall).Return)} },
		func(*string) moving { return moving{name: "resume", to: true, act: plain((*desk.Hall).Resume)} },
		func(*string) moving { return moving{name: "done", act: plain((*desk.Hall).Finish)} },
		func(why *string) moving {
			return moving{name: "miss", reason: "reason", act: func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, t desk.Ticket) (desk.Ticket, error) {
				return d.Hall.Missed(ctx, rid, by, t.ID, *why)
			}}
		},
		func(why *string) moving {
			return moving{name: "abandon", reason: "reason", must: true, act: func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, t desk.Ticket) (desk.Ticket, error) {
				return d.Hall.Abandon(ctx, rid, by, t.ID, *why)
			}}
		},
		func(why *string) moving {
			return moving{name: "takeover", to: true, reason: "reason", must: true, act: func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, t desk.Ticket) (desk.Ticket, error) {
				return d.Relief.TakeOver(ctx, rid, by, t.ID, clean(*why))
			}}
		},
		func(why *string) moving {
			return moving{name: "hold", reason: "why", must: true, act: func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, t desk.Ticket) (desk.Ticket, error) {
				return d.Hall.Hold(ctx, rid, by, t.ID, desk.HoldKind(*why))
			}}
		},
		func(why *string) moving {
			return moving{name: "prefer", reason: "why", act: func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, t desk.Ticket) (desk.Ticket, error) {
				return d.Hall.Prefer(ctx, rid, by, t.ID, *why)
			}}
		},
		func(means *string) moving {
			return moving{name: "talk", reason: "means", act: func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, t desk.Ticket) (desk.Ticket, error) {
				if *means == "" {
					*means = string(desk.MeansText)
				}
				return d.Hall.Talk(ctx, rid, by, t.ID, desk.Means(*means))
			}}
		},
	} {
		out = append(out, p.movingCommand(m))
	}
	return out
}

// ticketNamed returns the visit with a number or id: one of today's, or of an
// earlier day that was never ended.
func ticketNamed(ctx context.Context, d *wire.Desk, typed string) (desk.Ticket, error) {
	now, err := d.Store.Today(ctx)
	if err != nil {
		return desk.Ticket{}, err
	}
	list, err := d.Store.Tickets(ctx, now.Day)
	if err != nil {
		return desk.Ticket{}, err
	}
	no := identity.Fold(typed)
	var found *desk.Ticket
	for i, t := range list {
		if t.ID == no || t.No == no && (found == nil || t.Day == now.Day) {
			found = &list[i]
		}
	}
	if found == nil {
		return desk.Ticket{}, &desk.Problem{Kind: desk.NotFound, What: "ticket"}
	}
	return *found, nil
}

// walkInCommand begins a visit without a number.
func (p *program) walkInCommand() *cobra.Command {
	var o desk.TakeOrder
	return p.atWindow("walkin", true, func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty) (movedView, error) {
		if err := knownOrder(d, o); err != nil {
			return movedView{}, err
		}
		t, err := d.Hall.WalkIn(ctx, rid, by, o)
		return movedView{Ticket: viewOfTicket(d, t)}, err
	}, func(c *cobra.Command) {
		c.Flags().StringVar(&o.Item, "item", "", text.FlagUse("xiaochuang ticket walkin", "item"))
	})
}

// undoCommand takes the latest act at a window back, or the latest that was done
// at none.
func (p *program) undoCommand() *cobra.Command {
	return p.atWindow("undo", false, func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty) (movedView, error) {
		u, err := d.Hall.Undo(ctx, rid, by)
		return movedView{Ticket: viewOfTicket(d, u.Ticket), Undone: string(u.Kind)}, err
	}, nil)
}

// atWindow makes a command of a window that names no visit.
func (p *program) atWindow(name string, must bool, act func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty) (movedView, error),
	more func(*cobra.Command),
) *cobra.Command {
	var window int
	var staff string
	c := &cobra.Command{Use: name, Args: exactly(0)}
	c.RunE = func(c *cobra.Command, args []string) error {
		named := c.Flags().Changed("window")
		if must && !named {
			return usage(c, text.FlagMissing("--window"))
		}
		return p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
			if named {
				if err := knownWindow(c, d, window); err != nil {
					return err
				}
			}
			by, err := duty(d, staff, window)
			if err != nil {
				return err
			}
			v, err := act(ctx, d, d.Mint(), by)
			if err != nil {
				return err
			}
			return p.give(v)
		})(c, args)
	}
	c.Flags().IntVar(&window, "window", 0, text.FlagUse("xiaochuang ticket "+name, "window"))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	if more != nil {
		more(c)
	}
	return p.json(c)
}

// passOnCommand passes a visit on with the same number.
func (p *program) passOnCommand() *cobra.Command {
	var to desk.Onward
	var staff string
	c := &cobra.Command{Use: "pass", Args: exactly(1)}
	c.RunE = func(c *cobra.Command, args []string) error {
		n := 0
		for _, f := range []string{"to-window", "to-comm", "to-centre"} {
			if c.Flags().Changed(f) {
				n++
			}
		}
		if n != 1 {
			return usage(c, text.OneOnward)
		}
		return p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
			t, err := ticketNamed(ctx, d, args[0])
			if err != nil {
				return err
			}
			by, err := duty(d, staff, t.Window)
			if err != nil {
				return err
			}
			if t, err = d.Hall.PassOn(ctx, d.Mint(), by, t.ID, to); err != nil {
				return err
			}
			v := movedView{Ticket: viewOfTicket(d, t)}
			if to.Centre {
				list, err := d.Store.Papers(ctx, desk.PaperFilter{Ticket: t.ID, Kind: desk.PaperTicket, Limit: 1})
				if err != nil {
					return err
				}
				v.Paper = list[0].No // the act has made one
			}
			return p.give(v)
		})(c, args)
	}
	f := c.Flags()
	f.IntVar(&to.Window, "to-window", 0, text.FlagUse("", "to-window"))
	f.StringVar(&to.Comm, "to-comm", "", text.FlagUse("", "to-comm"))
	f.BoolVar(&to.Centre, "to-centre", false, text.FlagUse("", "to-centre"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// A matterView is one matter of a visit.
type matterView struct {
	No    string `json:"no,omitempty"` // of the case, "" for a draft
	Title string `json:"title"`
	State string `json:"state"`
}

// A visitView is what ticket show tells.
type visitView struct {
	ticketView
	Hold    string       `json:"hold,omitempty"`
	For     int          `json:"for_window,omitempty"`
	Turn    int          `json:"place,omitempty"` // in the order of calling, from 1
	Matters []matterView `json:"matters"`
	History []stepView   `json:"history"`
}

func (v visitView) lines(s *sheet) {
	s.say(text.TwinVisit(v.No, desk.TicketState(v.State), v.Window, v.ItemName))
	if v.Turn > 0 {
		s.say(text.TwinPlace(v.Turn, v.For))
	}
	s.head(text.Counted(text.TwinMatters, len(v.Matters)))
	var rows [][]string
	for _, m := range v.Matters {
		rows = append(rows, []string{"  " + m.No, text.CaseState(desk.CaseState(m.State)), m.Title})
	}
	s.table(nil, rows)
	s.head(text.HistoryTitle)
	rows = nil
	for _, h := range v.History {
		rows = append(rows, []string{"  " + strconv.FormatInt(h.N, 10), short(h.At), text.Act(desk.ActKind(h.Kind)), h.Who})
	}
	s.table(nil, rows)
}

// ticketShowCommand shows one visit with every matter of it.
func (p *program) ticketShowCommand() *cobra.Command {
	return p.json(leaf("show", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		t, err := ticketNamed(ctx, d, args[0])
		if err != nil {
			return err
		}
		v := visitView{ticketView: viewOfTicket(d, t), Hold: string(t.Hold), For: t.For, Matters: []matterView{}}
		q, err := d.Hall.Queue(ctx, t.For)
		if err != nil {
			return err
		}
		for i, w := range q.Waiting {
			if w.ID == t.ID {
				v.Turn = i + 1
			}
		}
		cases, err := d.Store.Cases(ctx, desk.CaseFilter{Ticket: t.ID})
		if err != nil {
			return err
		}
		drafts, err := d.Store.Drafts(ctx)
		if err != nil {
			return err
		}
		taken := map[string]bool{}
		for _, c := range cases {
			taken[c.ID] = true
			v.Matters = append(v.Matters, matterView{No: c.No, Title: c.Title, State: string(c.State)})
		}
		for _, x := range drafts {
			if x.Case.Ticket == t.ID && !taken[x.Case.ID] {
				v.Matters = append(v.Matters, matterView{Title: x.Case.Title, State: string(desk.CaseDraft)})
			}
		}
		if v.History, err = steps(ctx, d, "ticket:"+t.ID); err != nil {
			return err
		}
		return p.give(v)
	})))
}
