package command

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// streetRectifyCommands follow up bad ratings at the street.
func (p *program) streetRectifyCommands(o *wire.StreetOptions) *cobra.Command {
	return group("rectify", p.streetRatingsCommand(o), p.streetRectifyCommand(o), p.assignCommand(o), p.ratingTotalsCommand(o))
}

// A streetRatingView is the following up of a bad rating as the street sees it,
// without what was sealed.
type streetRatingView struct {
	ID      string   `json:"id"`
	Station string   `json:"station"`
	Desk    string   `json:"desk,omitempty"`
	Level   string   `json:"level"`
	Channel string   `json:"channel,omitempty"`
	Tags    []string `json:"tags"`
	State   string   `json:"state"`
	Day     string   `json:"day"`
	Due     string   `json:"due"`
	Left    int      `json:"left"`
	Overdue bool     `json:"overdue"`
	Call    string   `json:"call,omitempty"`
	Cause   string   `json:"cause,omitempty"`
	Remedy  string   `json:"remedy,omitempty"`
	Appeal  string   `json:"appeal,omitempty"`
	Said    string   `json:"said,omitempty"` // what the street said last
	Told    bool     `json:"told"`           // the desk has heard it
}

func viewOfStreetRating(v wire.RatingView) streetRatingView {
	out := streetRatingView{
		ID: v.ID, Station: v.Station, Desk: v.Desk, Level: string(v.Level), Channel: string(v.Channel), Tags: append([]string{}, v.Tags...),
		State: string(v.State), Day: string(v.Day), Due: string(v.Due), Left: v.Left, Overdue: v.Overdue, Call: string(v.Call),
		Cause: string(v.Cause), Remedy: string(v.Remedy), Told: v.Told,
	}
	if v.Appeal != nil {
		out.Appeal = string(v.Appeal.State)
	}
	if v.Street != nil {
		out.Said = string(v.Street.Do)
	}
	return out
}

func (v streetRatingView) lines(s *sheet) {
	s.say(text.StreetRating(v.ID, v.Station, desk.Level(v.Level), desk.RectificationState(v.State), desk.Day(v.Due), v.Left,
		desk.AppealState(v.Appeal), v.Told))
}

// A streetRatingsView is what rectify list tells.
type streetRatingsView []streetRatingView

func (v streetRatingsView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NoStreetRatings)
	}
	for _, r := range v {
		r.lines(s)
	}
}

func (p *program) streetRatingsCommand(o *wire.StreetOptions) *cobra.Command {
	var f wire.RatingFilter
	c := leaf("list", exactly(0), p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error {
		list, err := s.Ratings(ctx, operator, f)
		if err != nil {
			return err
		}
		v := streetRatingsView{}
		for _, r := range list {
			v = append(v, viewOfStreetRating(r))
		}
		return p.give(v)
	}))
	name := p.name + " rectify list"
	c.Flags().BoolVar(&f.Open, "open", false, text.FlagUse(name, "open"))
	c.Flags().StringVar(&f.Station, "station", "", text.FlagUse(name, "station"))
	return p.json(c)
}

func (p *program) streetRectifyCommand(o *wire.StreetOptions) *cobra.Command {
	var by, words, until string
	c := leaf("say", exactly(2), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		ctx, cancel := context.WithTimeout(ctx, decideTime)
		defer cancel()
		v, err := s.Rectify(ctx, mint(), personOf(by), desk.StreetRectification{
			ID: args[0], Do: desk.StreetDoing(args[1]), Words: words, Due: desk.Day(until),
		})
		if err != nil {
			return err
		}
		return p.give(viewOfStreetRating(v))
	}))
	name := p.name + " rectify say"
	c.Flags().StringVar(&words, "words", "", text.FlagUse(name, "words"))
	c.Flags().StringVar(&until, "until", "", text.FlagUse(name, "until"))
	c.Flags().StringVar(&by, "by", text.Reviewer, text.FlagUse("", "by"))
	return p.json(c)
}

func (p *program) assignCommand(o *wire.StreetOptions) *cobra.Command {
	var by, until, station, level, channel string
	var t desk.StreetRectification
	c := leaf("assign", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		ctx, cancel := context.WithTimeout(ctx, decideTime)
		defer cancel()
		t.Words, t.Level, t.Channel, t.Due = args[0], desk.Level(level), desk.Channel(channel), desk.Day(until)
		v, err := s.Assign(ctx, mint(), personOf(by), station, t)
		if err != nil {
			return err
		}
		return p.give(viewOfStreetRating(v))
	}))
	name := p.name + " rectify assign"
	f := c.Flags()
	f.StringVar(&station, "station", "", text.FlagUse(name, "station"))
	f.StringVar(&t.Case, "case", "", text.FlagUse(name, "case"))
	f.StringVar(&level, "level", string(desk.Dissatisfied), text.FlagUse(name, "level"))
	f.StringVar(&channel, "channel", string(desk.ChannelHotline), text.FlagUse(name, "channel"))
	f.StringSliceVar(&t.Tags, "tag", nil, text.FlagUse(name, "tag"))
	f.StringVar(&until, "until", "", text.FlagUse(name, "until"))
	f.StringVar(&by, "by", text.Reviewer, text.FlagUse("", "by"))
	return p.json(c)
}

// A ratingTotalView is the figures of one station.
type ratingTotalView struct {
	Station  string `json:"station"`
	All      int    `json:"all"`
	Excluded int    `json:"excluded"`
	Open     int    `json:"open"`
	OnTime   int    `json:"on_time"`
	Late     int    `json:"late"`
	Callable int    `json:"callable"`
	Called   int    `json:"called"`
}

// A ratingTotalsView is what rectify totals tells.
type ratingTotalsView []ratingTotalView

func (v ratingTotalsView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NoStreetRatings)
	}
	for _, t := range v {
		s.say(text.StreetRatingTotal(t.Station, t.All, t.Open, t.OnTime, t.Late, t.Called, t.Callable, t.Excluded))
	}
}

func (p *program) ratingTotalsCommand(o *wire.StreetOptions) *cobra.Command {
	var from, to string
	c := leaf("totals", exactly(0), p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error {
		for _, d := range []string{from, to} {
			if _, err := time.Parse(time.DateOnly, d); d != "" && err != nil {
				return &desk.Problem{Kind: desk.Invalid, What: "rectify.day"}
			}
		}
		list, err := s.RatingTotals(ctx, operator, desk.Day(from), desk.Day(to))
		if err != nil {
			return err
		}
		v := ratingTotalsView{}
		for _, t := range list {
			v = append(v, ratingTotalView(t))
		}
		return p.give(v)
	}))
	name := p.name + " rectify totals"
	c.Flags().StringVar(&from, "from", "", text.FlagUse(name, "from"))
	c.Flags().StringVar(&to, "to", "", text.FlagUse(name, "to"))
	return p.json(c)
}
