package command

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

func (p *program) ticketCommands() *cobra.Command {
	return add(group("ticket",
		p.json(p.takeCommand()), p.json(p.callCommand()), p.json(p.ticketListCommand()), p.ticketShowCommand(),
		p.walkInCommand(), p.undoCommand(), p.passOnCommand(),
	), p.movingCommands()...)
}

// A ticketView is one visit.
type ticketView struct {
	ID       string `json:"id"`
	No       string `json:"no"`
	Day      string `json:"day"`
	Lane     string `json:"lane"`
	State    string `json:"state"`
	Item     string `json:"item,omitempty"`
	ItemName string `json:"item_name,omitempty"`
	Comm     string `json:"community,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Window   int    `json:"window,omitempty"`
	Staff    string `json:"staff,omitempty"`
	Recalls  int    `json:"recalls,omitempty"`
	Taken    string `json:"taken"`
	Called   string `json:"called,omitempty"`
	Arrived  string `json:"arrived,omitempty"`
	Ended    string `json:"ended,omitempty"`
	OffPeak  bool   `json:"off_peak,omitempty"`
}

func viewOfTicket(d *wire.Desk, t desk.Ticket) ticketView {
	it, _ := d.Catalogue.Item(t.Item) // the zero item where none was named
	return ticketView{
		ID: t.ID, No: t.No, Day: string(t.Day), Lane: t.Lane, State: string(t.State), Item: t.Item, ItemName: it.Name,
		Comm: t.Comm, Reason: t.Reason, Window: t.Window, Staff: t.Staff, Recalls: t.Recalls,
		Taken: instant(&t.Taken), Called: instant(t.Called), Arrived: instant(t.Arrived), Ended: instant(t.Ended), OffPeak: t.OffPeak,
	}
}

// instant is a time as it stands in a view, in the civil time of Beijing, "" for
// none.
func instant(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return t.In(desk.Beijing).Format(time.RFC3339)
}

// short is an instant of a view as a person reads it in a list.
func short(instant string) string {
	t, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		return text.Blank
	}
	return t.In(desk.Beijing).Format("01-02 15:04")
}

// A takenView is what ticket take tells.
type takenView struct {
	Ticket  ticketView `json:"ticket"`
	Paper   string     `json:"paper"`
	Print   string     `json:"print"`
	Waiting int        `json:"waiting_before"`
}

func (v takenView) lines(s *sheet) {
	s.say(text.TwinTaken(v.Ticket.No, v.Ticket.ItemName, v.Waiting))
}

func (p *program) takeCommand() *cobra.Command {
	var o desk.TakeOrder
	var staff string
	c := leaf("take", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		if err := knownOrder(d, o); err != nil {
			return err
		}
		t, slip, err := d.Hall.Take(ctx, d.Mint(), by, o)
		if err != nil {
			return err
		}
		return p.give(takenView{
			Ticket: viewOfTicket(d, t), Paper: slip.No, Print: string(desk.PrintQueued), Waiting: slip.Content.Waiting,
		})
	}))
	f := c.Flags()
	f.StringVar(&o.Item, "item", "", text.FlagUse("xiaochuang ticket take", "item"))
	f.StringVar(&o.Lane, "lane", "", text.FlagUse("", "lane"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return c
}

// knownOrder refuses an item or lane that does not exist: the hall takes what a
// screen offers it, and a command can be mistyped.
func knownOrder(d *wire.Desk, o desk.TakeOrder) error {
	if _, ok := d.Catalogue.Item(o.Item); o.Item != "" && !ok {
		return &desk.Problem{Kind: desk.NotFound, What: "item"}
	}
	if o.Lane == "" {
		return nil
	}
	for _, l := range d.Station.Lanes {
		if l.Letter == o.Lane {
			return nil
		}
	}
	return &desk.Problem{Kind: desk.NotFound, What: "lane", Open: []string{o.Lane}}
}

// A calledView is what ticket call tells.
type calledView struct {
	Ticket ticketView `json:"ticket"`
}

func (v calledView) lines(s *sheet) {
	s.say(text.TwinCalled(v.Ticket.No, v.Ticket.Window, v.Ticket.ItemName))
}

func (p *program) callCommand() *cobra.Command {
	var window int
	var staff, reason string
	c := &cobra.Command{Use: "call", Args: atMost(1)}
	c.RunE = func(c *cobra.Command, args []string) error {
		if !c.Flags().Changed("window") {
			return usage(c, text.FlagMissing("--window"))
		}
		return p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
			if err := knownWindow(c, d, window); err != nil {
				return err
			}
			by, err := duty(d, staff, window)
			if err != nil {
				return err
			}
			t, err := called(ctx, d, by, args, reason)
			if err != nil {
				return err
			}
			return p.give(calledView{viewOfTicket(d, t)})
		})(c, args)
	}
	c.Flags().IntVar(&window, "window", 0, text.FlagUse("xiaochuang ticket call", "window"))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	c.Flags().StringVar(&reason, "reason", "", text.FlagUse("xiaochuang ticket call", "reason"))
	return c
}

// called calls whoever is next, or the number that is named, out of turn.
func called(ctx context.Context, d *wire.Desk, by desk.Duty, args []string, reason string) (desk.Ticket, error) {
	if len(args) == 0 {
		return d.Hall.CallNext(ctx, d.Mint(), by)
	}
	t, err := ticketNamed(ctx, d, args[0])
	if err != nil {
		return t, err
	}
	return d.Hall.Call(ctx, d.Mint(), by, t.ID, reason)
}

// A queueView is what ticket list tells.
type queueView []ticketView

func (v queueView) lines(s *sheet) {
	waiting := 0
	for _, t := range v {
		if t.State == string(desk.TicketWaiting) {
			waiting++
		}
	}
	s.say(text.TwinQueue(len(v), waiting))
	if len(v) == 0 {
		return
	}
	var rows [][]string
	for _, t := range v {
		window := text.Blank
		if t.Window > 0 {
			window = strconv.Itoa(t.Window)
		}
		rows = append(rows, []string{
			t.No, text.TicketState(desk.TicketState(t.State)), window, short(t.Taken), t.ItemName,
		})
	}
	s.table([]string{text.ColNo, text.TwinColState, text.TwinColWindow, text.TwinColTaken, text.ColMatter}, rows)
}

func (p *program) ticketListCommand() *cobra.Command {
	var day string
	c := leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		on, err := dayOf(ctx, d, day)
		if err != nil {
			return err
		}
		list, err := d.Store.Tickets(ctx, on)
		if err != nil {
			return err
		}
		v := queueView{}
		for _, t := range list {
			v = append(v, viewOfTicket(d, t))
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&day, "day", "", text.FlagUse("", "day"))
	return c
}

// dayOf is the day that was typed, or the business day.
func dayOf(ctx context.Context, d *wire.Desk, typed string) (desk.Day, error) {
	if typed != "" {
		day, err := desk.ParseDay(typed)
		if err != nil {
			return "", &desk.Problem{Kind: desk.Invalid, What: "day", Cause: err}
		}
		return day, nil
	}
	now, err := d.Store.Today(ctx)
	return now.Day, err
}
