package command

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// dispatchCommands send to stations what is no answer to a case.
func (p *program) dispatchCommands(o *wire.StreetOptions) []*cobra.Command {
	return []*cobra.Command{
		p.announceCommand(o), p.announcementsCommand(o), p.withdrawAnnouncement(o), p.putRosterCommand(o), p.orderCommand(o), p.ordersCommand(o),
	}
}

func personOf(by string) wire.StreetPerson { return wire.StreetPerson{Name: by} }

func mint() string { return desk.NewID(time.Now()) }

// A sentView is an announcement as the street has it.
type sentView struct {
	ID        string   `json:"id"`
	Words     string   `json:"words"`
	Stations  []string `json:"stations"`
	From      string   `json:"from"`
	Until     string   `json:"until"`
	By        string   `json:"by"`
	Read      int      `json:"stations_read"`
	Withdrawn bool     `json:"withdrawn"`
}

func viewOfSent(a wire.Announcement) sentView {
	return sentView{
		ID: a.ID, Words: a.Words, Stations: append([]string{}, a.Stations...), From: string(a.From), Until: string(a.Until), By: a.By,
		Read: a.Read, Withdrawn: a.Withdrawn,
	}
}

func (v sentView) lines(s *sheet) {
	s.say(text.SentAnnouncement(v.ID, v.Words, desk.Day(v.From), desk.Day(v.Until), len(v.Stations), v.Read, v.Withdrawn))
}

// A sentList is what announcements tells.
type sentList []sentView

func (v sentList) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NothingSent)
	}
	for _, a := range v {
		a.lines(s)
	}
}

func (p *program) announceCommand(o *wire.StreetOptions) *cobra.Command {
	var a wire.Announcement
	var from, until, by string
	c := leaf("announce", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		ctx, cancel := context.WithTimeout(ctx, decideTime)
		defer cancel()
		a.Words, a.From, a.Until = args[0], desk.Day(from), desk.Day(until)
		made, err := s.Announce(ctx, mint(), personOf(by), a)
		if err != nil {
			return err
		}
		list, err := s.Announcements(ctx, personOf(by), wire.AnnouncementFilter{ID: made.ID})
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.ID == made.ID {
				made = x
			}
		}
		return p.give(viewOfSent(made))
	}))
	f := c.Flags()
	f.StringSliceVar(&a.Stations, "station", nil, text.FlagUse(p.name+" announce", "station"))
	f.StringVar(&from, "from", "", text.FlagUse(p.name+" announce", "from"))
	f.StringVar(&until, "until", "", text.FlagUse(p.name+" announce", "until"))
	f.StringVar(&by, "by", text.CentreOperator, text.FlagUse(p.name+" announce", "by"))
	return p.json(c)
}

func (p *program) announcementsCommand(o *wire.StreetOptions) *cobra.Command {
	return p.json(leaf("announcements", exactly(0), p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error {
		list, err := s.Announcements(ctx, operator, wire.AnnouncementFilter{})
		if err != nil {
			return err
		}
		v := sentList{}
		for _, a := range list {
			v = append(v, viewOfSent(a))
		}
		return p.give(v)
	})))
}

// A toldView says that something was done, in a sentence.
type toldView struct {
	Done  string `json:"done"`
	words string
}

func (v toldView) lines(s *sheet) { s.say(v.words) }

func (p *program) withdrawAnnouncement(o *wire.StreetOptions) *cobra.Command {
	return p.json(leaf("withdraw", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		ctx, cancel := context.WithTimeout(ctx, decideTime)
		defer cancel()
		if err := s.Withdraw(ctx, mint(), operator, args[0]); err != nil {
			return err
		}
		return p.give(toldView{args[0], text.AnnouncementWithdrawn})
	})))
}

func (p *program) putRosterCommand(o *wire.StreetOptions) *cobra.Command {
	var by string
	c := leaf("roster", exactly(3), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		ctx, cancel := context.WithTimeout(ctx, decideTime)
		defer cancel()
		duties, err := wire.ReadRoster(args[2], args[1])
		if err != nil {
			return err
		}
		if err := s.PutRoster(ctx, mint(), personOf(by), args[0], args[1], duties); err != nil {
			return err
		}
		return p.give(toldView{args[0] + " " + args[1], text.RosterSent(args[1], len(duties))})
	}))
	c.Flags().StringVar(&by, "by", text.CentreOperator, text.FlagUse(p.name+" announce", "by"))
	return p.json(c)
}

// An orderView is an order to a desk.
type orderView struct {
	Desk    string `json:"desk"`
	Ver     int    `json:"ver"`
	Do      string `json:"do"`
	From    string `json:"from,omitempty"`
	Until   string `json:"until,omitempty"`
	By      string `json:"by"`
	At      string `json:"at"`
	Outcome string `json:"outcome,omitempty"`
	Settled string `json:"settled,omitempty"`
	Log     string `json:"log,omitempty"`

	full bool // the log is told, too
}

func viewOfOrder(o wire.OrderView) orderView {
	at := time.Time(o.At)
	return orderView{
		Desk: o.Desk, Ver: o.Ver, Do: string(o.Do), From: string(o.From), Until: string(o.Until), By: o.By, At: instant(&at),
		Outcome: o.Outcome, Settled: instant(&o.Settled), Log: o.Log,
	}
}

func (v orderView) lines(s *sheet) {
	s.say(text.OrderStands(v.Desk, v.Do, v.At, v.By, v.Outcome))
	if v.full && v.Log != "" {
		for l := range strings.Lines(v.Log) {
			s.say("  " + strings.TrimSuffix(l, "\n"))
		}
	}
}

// An ordersView is what orders tells.
type ordersView []orderView

func (v ordersView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NoOrders)
	}
	for _, o := range v {
		o.lines(s)
	}
}

func (p *program) orderCommand(o *wire.StreetOptions) *cobra.Command {
	var by, from, until string
	var sure bool
	c := leaf("order", exactly(2), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		ctx, cancel := context.WithTimeout(ctx, decideTime)
		defer cancel()
		order := desk.StreetOrder{Desk: args[0], Do: desk.OrderKind(args[1])}
		if order.Do == desk.OrderWipe && !sure {
			return &desk.Problem{Kind: desk.Blocked, What: "order.sure"}
		}
		if order.Do == desk.OrderLog {
			today := desk.DayOf(time.Now(), 0)
			order.From, order.Until = desk.Day(from), desk.Day(until)
			if order.From == "" {
				order.From = today.Add(-1)
			}
			if order.Until == "" {
				order.Until = today
			}
		}
		v, err := s.Order(ctx, mint(), personOf(by), order)
		if err != nil {
			return err
		}
		return p.give(viewOfOrder(v))
	}))
	f := c.Flags()
	f.StringVar(&from, "from", "", text.FlagUse(p.name+" order", "from"))
	f.StringVar(&until, "until", "", text.FlagUse(p.name+" order", "until"))
	f.StringVar(&by, "by", text.CentreOperator, text.FlagUse(p.name+" announce", "by"))
	f.BoolVar(&sure, "sure", false, text.FlagUse(p.name+" order", "sure"))
	return p.json(c)
}

func (p *program) ordersCommand(o *wire.StreetOptions) *cobra.Command {
	var id string
	var full bool
	c := leaf("orders", exactly(0), p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error {
		list, err := s.Orders(ctx, operator, wire.OrderFilter{Desk: id, Log: true})
		if err != nil {
			return err
		}
		v := ordersView{}
		for _, x := range list {
			w := viewOfOrder(x)
			w.full = full
			v = append(v, w)
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&id, "desk", "", text.FlagUse(p.name+" orders", "desk"))
	c.Flags().BoolVar(&full, "log", false, text.FlagUse(p.name+" orders", "log"))
	return p.json(c)
}
