package command

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

func (p *program) assistCommands() *cobra.Command {
	return group("assist", p.json(p.assistAddCommand()), p.json(p.assistListCommand()), p.json(p.assistStepsCommand()))
}

// An assistView is one time that somebody was helped to do a matter themselves.
type assistView struct {
	ID        string `json:"id"`
	Day       string `json:"day"`
	At        string `json:"at"`
	Item      string `json:"item"`
	ItemName  string `json:"item_name"`
	Community string `json:"community"`
	Channel   string `json:"channel"`
	Result    string `json:"result"`
	Minutes   int    `json:"minutes"`
	Staff     string `json:"staff"`
	Ticket    string `json:"ticket,omitempty"` // id of the visit
	OffPeak   bool   `json:"off_peak,omitempty"`
}

func viewOfAssist(d *wire.Desk, a desk.Assist) assistView {
	it, _ := d.Catalogue.Item(a.Item) // the zero item where the guide has it no more
	return assistView{
		ID: a.ID, Day: string(a.Day), At: instant(&a.At), Item: a.Item, ItemName: it.Name, Community: a.Comm,
		Channel: string(a.Channel), Result: string(a.Result), Minutes: a.Minutes, Staff: a.Staff, Ticket: a.Ticket,
		OffPeak: a.OffPeak,
	}
}

func (v assistView) lines(s *sheet) {
	s.say(text.Assisted(desk.AssistChannel(v.Channel), v.Minutes, false))
}

// assistAddCommand records help, as the keys on a guide card do.
func (p *program) assistAddCommand() *cobra.Command {
	var o desk.AssistOrder
	var staff, channel, result, visit string
	var window int
	c := leaf("add", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, window)
		if err != nil {
			return err
		}
		o.Item, o.Channel, o.Result = args[0], desk.AssistChannel(channel), desk.AssistResult(result)
		if visit != "" {
			t, err := ticketNamed(ctx, d, visit)
			if err != nil {
				return err
			}
			o.Ticket = t.ID
		}
		a, err := d.Counter.Assist(ctx, d.Mint(), by, o)
		if err != nil {
			return err
		}
		return p.give(viewOfAssist(d, a))
	}))
	f := c.Flags()
	f.StringVar(&channel, "channel", "", text.FlagUse("", "channel"))
	f.StringVar(&result, "result", string(desk.AssistDone), text.FlagUse("xiaochuang assist add", "result"))
	f.IntVar(&o.Minutes, "minutes", 0, text.FlagUse("", "minutes"))
	f.StringVar(&visit, "visit", "", text.FlagUse("", "visit"))
	f.StringVar(&o.Comm, "comm", "", text.FlagUse("xiaochuang assist add", "comm"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	f.IntVar(&window, "window", 0, text.FlagUse("xiaochuang assist add", "window"))
	return c
}

// An assistsView is what assist list tells.
type assistsView []assistView

func (v assistsView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.TwinNoAssists)
		return
	}
	var rows [][]string
	for _, a := range v {
		rows = append(rows, []string{
			short(a.At), text.AssistChannel(desk.AssistChannel(a.Channel)), text.AssistResult(desk.AssistResult(a.Result)),
			strconv.Itoa(a.Minutes), a.Staff, a.ItemName,
		})
	}
	s.table([]string{text.ColWhen, text.TwinColChannel, text.TwinColResult, text.TwinColMinutes, text.TwinColOwner, text.ColMatter}, rows)
}

func (p *program) assistListCommand() *cobra.Command {
	var day string
	c := leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		on, err := dayOf(ctx, d, day)
		if err != nil {
			return err
		}
		list, err := d.Store.Assists(ctx, desk.AssistFilter{Since: on, Until: on})
		if err != nil {
			return err
		}
		v := assistsView{}
		for _, a := range list {
			v = append(v, viewOfAssist(d, a))
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&day, "day", "", text.FlagUse("", "day"))
	return c
}

// assistStepsCommand prints how a matter is done without the window.
func (p *program) assistStepsCommand() *cobra.Command {
	var staff, channel string
	c := leaf("steps", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		x, err := d.Counter.Steps(ctx, d.Mint(), by, args[0], desk.AssistChannel(channel), "")
		if err != nil {
			return err
		}
		return p.made(ctx, d, x)
	}))
	c.Flags().StringVar(&channel, "channel", string(desk.AssistWeb), text.FlagUse("", "channel"))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return c
}
