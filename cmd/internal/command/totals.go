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

// A totalView is the count of one community, or of the station.
type totalView struct {
	Community string `json:"community,omitempty"` // code, "" for the station
	Name      string `json:"name"`
	Numbers   int    `json:"numbers"`
	Visits    int    `json:"visits"`
	Served    int    `json:"served"`
	OffPeak   int    `json:"off_peak"`
	Cases     int    `json:"cases"`
	Inquiries int    `json:"inquiries"`
	Guided    int    `json:"guided"`
	Coached   int    `json:"coached"`
	Rated     int    `json:"rated"`
	Bad       int    `json:"bad"`

	total desk.Total
}

func viewOfTotal(name string, t desk.Total) totalView {
	return totalView{
		Community: t.Comm, Name: name, Numbers: t.Numbers, Visits: t.Visits, Served: t.Served, OffPeak: t.OffPeak,
		Cases: t.Cases, Inquiries: t.Inquiries, Guided: t.Guided, Coached: t.Coached, Rated: t.Rated, Bad: t.Bad, total: t,
	}
}

// A totalsView is what totals tells.
type totalsView struct {
	From        string      `json:"from"`
	To          string      `json:"to"`
	Agree       bool        `json:"agree"` // the communities add up to the station
	Station     totalView   `json:"station"`
	Communities []totalView `json:"communities"`
}

func (v totalsView) lines(s *sheet) {
	s.say(text.TotalsHead(v.From, v.To, v.Agree))
	var rows [][]string
	for _, t := range append(append([]totalView{}, v.Communities...), v.Station) {
		row := []string{t.Name}
		for _, n := range text.TotalCells(t.total) {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, row)
	}
	s.table(append([]string{text.ColCommunity}, text.TotalHeads...), rows)
	if !v.Agree {
		s.say(text.TotalsDiffer)
	}
}

// totalsCommand counts by community.
func (p *program) totalsCommand() *cobra.Command {
	var from, to string
	c := leaf("totals", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		first, err := dayOf(ctx, d, from)
		if err != nil {
			return err
		}
		last := first
		if to != "" || from == "" {
			if last, err = dayOf(ctx, d, to); err != nil {
				return err
			}
		}
		t, err := d.Days.Totals(ctx, first, last)
		if err != nil {
			return err
		}
		v := totalsView{From: string(first), To: string(last), Agree: t.Agree(), Station: viewOfTotal(text.WholeStation, t.Station)}
		for _, k := range t.Communities {
			name := text.NoCommunity(k.Comm)
			if c := d.Station.Community(k.Comm); c.Code == k.Comm {
				name = text.CommName(c)
			}
			v.Communities = append(v.Communities, viewOfTotal(name, k))
		}
		if err := p.give(v); err != nil {
			return err
		}
		if !v.Agree {
			return &desk.Problem{Kind: desk.Broken, What: "totals"}
		}
		return nil
	}))
	c.Flags().StringVar(&from, "from", "", text.FlagUse("", "from"))
	c.Flags().StringVar(&to, "to", "", text.FlagUse("", "to"))
	return p.json(c)
}

// An hoursView is the off-peak service of one person in a month.
type hoursView struct {
	Staff    string `json:"staff"`
	Name     string `json:"name"`
	Rostered int    `json:"rostered_minutes"`
	OnDuty   int    `json:"on_duty_minutes"`
	Visits   int    `json:"visits"`
	Cases    int    `json:"cases"`
	Open     int    `json:"open_shifts,omitempty"` // that nobody ended
}

// An offPeakView is what offpeak tells.
type offPeakView struct {
	Month  string      `json:"month"`
	Times  string      `json:"times"`
	People []hoursView `json:"people"`
}

func (v offPeakView) lines(s *sheet) {
	s.say(text.OffPeakHead(v.Month, v.Times))
	if len(v.People) == 0 {
		s.say(text.NoOffPeakHours)
		return
	}
	minutes := func(n int) string { return text.Hours(time.Duration(n) * time.Minute) }
	var rows [][]string
	for _, h := range v.People {
		rows = append(rows, []string{
			h.Name, minutes(h.Rostered), minutes(h.OnDuty), strconv.Itoa(h.Visits), strconv.Itoa(h.Cases),
			text.HoursNote(desk.PersonHours{Open: h.Open}),
		})
	}
	s.table([]string{text.ColName, text.ColRostered, text.ColOnDuty, text.ColVisits, text.ColTakenIn, text.ColHoursNote}, rows)
}

// offPeakCommand counts the off-peak hours of a month by person.
func (p *program) offPeakCommand() *cobra.Command {
	var month string
	c := leaf("offpeak", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		day := month
		if day != "" {
			day += "-01"
		}
		on, err := dayOf(ctx, d, day)
		if err != nil {
			return err
		}
		list, err := d.Days.OffPeakMonth(ctx, on)
		if err != nil {
			return err
		}
		v := offPeakView{Month: string(on[:7]), Times: text.OffPeakTimes(d.Station.OffPeak), People: []hoursView{}}
		for _, h := range list {
			x := hoursView{
				Staff: h.Staff, Name: h.Staff, Rostered: int(h.Rostered / time.Minute), OnDuty: int(h.OnDuty / time.Minute),
				Visits: h.Visits, Cases: h.Cases, Open: h.Open,
			}
			if who, ok := d.Station.Person(h.Staff); ok {
				x.Name = who.Name
			}
			v.People = append(v.People, x)
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&month, "month", "", text.FlagUse("", "month"))
	return p.json(c)
}
