package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// streetCommands show what the street has sent to this station as a whole.
func (p *program) streetCommands() *cobra.Command {
	return group("street", p.streetListCommand(), p.streetReadCommand(), p.streetRosterCommand())
}

// An announcedView is an announcement as the station has it.
type announcedView struct {
	ID      string   `json:"id"`
	Words   string   `json:"words"`
	By      string   `json:"by"`
	From    string   `json:"from"`
	Until   string   `json:"until"`
	Readers []string `json:"readers"`
}

func viewOfAnnounced(d desk.Dispatch) announcedView {
	return announcedView{
		ID: d.ID, Words: d.Words, By: d.By, From: string(d.From), Until: string(d.Until), Readers: append([]string{}, d.Readers...),
	}
}

func (v announcedView) lines(s *sheet) {
	s.say(text.AnnouncedAs(v.ID, v.Words, v.By, desk.Day(v.Until), len(v.Readers)))
}

// An announcedList is what street list tells.
type announcedList []announcedView

func (v announcedList) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NothingAnnounced)
	}
	for _, a := range v {
		a.lines(s)
	}
}

func (p *program) streetListCommand() *cobra.Command {
	return p.json(leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		list, err := d.Dispatches.Current(ctx)
		if err != nil {
			return err
		}
		v := announcedList{}
		for _, a := range list {
			v = append(v, viewOfAnnounced(a))
		}
		return p.give(v)
	})))
}

func (p *program) streetReadCommand() *cobra.Command {
	var staff string
	c := leaf("read", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		a, err := d.Dispatches.Read(ctx, d.Mint(), by, args[0])
		if err != nil {
			return err
		}
		return p.give(viewOfAnnounced(a))
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// A dutyView is one line of the street's roster.
type dutyView struct {
	Day    string `json:"day"`
	Staff  string `json:"staff"`
	Name   string `json:"name,omitempty"`
	Window int    `json:"window,omitempty"`
	From   string `json:"from"`
	To     string `json:"to"`
	Odd    bool   `json:"odd"` // nobody of this station, or no window of it
}

// A dutiesView is what street roster tells.
type dutiesView []dutyView

func (v dutiesView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NoStreetRoster)
		return
	}
	for _, r := range v {
		s.say(text.RosterDuty(desk.DutyToday{
			RosterDuty: desk.RosterDuty{Staff: r.Staff, Window: r.Window, From: r.From, To: r.To}, Name: r.Name, Odd: r.Odd, Known: r.Name != "",
		}))
	}
}

func (p *program) streetRosterCommand() *cobra.Command {
	var day string
	c := leaf("roster", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		on, err := dayOf(ctx, d, day)
		if err != nil {
			return err
		}
		list, err := d.Dispatches.Roster(ctx, on)
		if err != nil {
			return err
		}
		v := dutiesView{}
		for _, r := range list {
			v = append(v, dutyView{Day: string(r.Day), Staff: r.Staff, Name: r.Name, Window: r.Window, From: r.From, To: r.To, Odd: r.Odd})
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&day, "day", "", text.FlagUse("", "day"))
	return p.json(c)
}
