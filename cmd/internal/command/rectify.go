package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
)

// A rectificationView is what a bad rating came to, without words and without what
// may name a citizen.
type rectificationView struct {
	ID        string   `json:"id"`
	Rating    string   `json:"rating,omitempty"`
	Level     string   `json:"level"`
	Tags      []string `json:"tags"`
	Channel   string   `json:"channel,omitempty"`
	Cases     []string `json:"cases"`
	State     string   `json:"state"`
	Opened    string   `json:"opened"`
	ContactBy string   `json:"contact_by,omitempty"`
	Due       string   `json:"due"`
	Left      int      `json:"left"` // calendar days, negative when over
	Overdue   bool     `json:"overdue"`
	Unnamed   bool     `json:"unnamed"`
	Call      string   `json:"call,omitempty"`
	Calls     int      `json:"calls"`
	Cause     string   `json:"cause,omitempty"`
	Remedy    string   `json:"remedy,omitempty"`
	Plan      string   `json:"plan,omitempty"`
	Concerned string   `json:"concerned,omitempty"`
	Closer    string   `json:"closer,omitempty"`
	Closed    string   `json:"closed,omitempty"`
	Appeal    string   `json:"appeal,omitempty"`
	Street    string   `json:"street,omitempty"`
	Lines     []string `json:"lines,omitempty"` // to which an appeal may point; of rectify show
}

// of is what of a rectification the view tells, with the day on which it does.
func (v *rectificationView) of() (c *desk.Rectification, today desk.Day) {
	c = &desk.Rectification{
		ID: v.ID, Level: desk.Level(v.Level), Tags: v.Tags, Channel: desk.Channel(v.Channel), Cases: v.Cases,
		State: desk.RectificationState(v.State), Day: desk.Day(v.Opened), ContactBy: desk.Day(v.ContactBy), Due: desk.Day(v.Due),
		Unnamed: v.Unnamed, Call: desk.CallBack(v.Call), Calls: v.Calls, Cause: desk.RectifyCause(v.Cause),
		Remedy: desk.Remedy(v.Remedy), Concerned: v.Concerned, Closer: v.Closer, ClosedDay: desk.Day(v.Closed),
	}
	if v.Appeal != "" {
		c.Appeal = &desk.RatingAppeal{State: desk.AppealState(v.Appeal)}
	}
	if v.Street != "" {
		c.Street = &desk.StreetWord{Do: desk.StreetDoing(v.Street)}
	}
	return c, c.Due.Add(-v.Left)
}

func viewOfRectification(c desk.Rectification, today desk.Day) rectificationView {
	v := rectificationView{
		ID: c.ID, Rating: c.Rating, Level: string(c.Level), Tags: append([]string{}, c.Tags...), Channel: string(c.Channel),
		Cases: append([]string{}, c.Cases...), State: string(c.State), Opened: string(c.Day), ContactBy: string(c.ContactBy),
		Due: string(c.Due), Left: c.Left(today), Overdue: c.Overdue(today), Unnamed: c.Unnamed, Call: string(c.Call),
		Calls: c.Calls, Cause: string(c.Cause), Remedy: string(c.Remedy), Plan: string(c.Plan), Concerned: c.Concerned,
		Closer: c.Closer, Closed: string(c.ClosedDay),
	}
	if c.Appeal != nil {
		v.Appeal = string(c.Appeal.State)
	}
	if c.Street != nil {
		v.Street = string(c.Street.Do)
	}
	return v
}

func (v rectificationView) lines(s *sheet) {
	c, today := v.of()
	s.say(v.ID + "  " + text.RatedHow(c))
	for _, l := range []string{
		text.RatedTags(c.Tags), text.RatedDays(c, today), text.RatedServed(c.Concerned), text.TwinRated(c),
	} {
		if l != "" {
			s.say(l)
		}
	}
	for _, l := range v.Lines {
		s.say("  " + l)
	}
}

// A rectifyView is what rectify list tells: the list, and the figures of it.
type rectifyView struct {
	List    []rectificationView `json:"list"`
	Figures figuresView         `json:"figures"`
}

// A figuresView counts rectifications.
type figuresView struct {
	Opened    int            `json:"opened"`
	Excluded  int            `json:"excluded"` // found mistaken by the street
	OnTime    int            `json:"on_time"`
	Late      int            `json:"late"`
	Open      int            `json:"open"`
	Overdue   int            `json:"overdue"`
	Returned  int            `json:"returned"`
	Appeals   int            `json:"appeals"`
	Named     int            `json:"named"`
	Called    int            `json:"called"`
	Missed    int            `json:"missed"`
	CallShare *int           `json:"call_share"` // per cent; null where nobody is known
	Causes    map[string]int `json:"causes"`
}

func viewOfFigures(t desk.RectifyTotals) figuresView {
	v := figuresView{
		Opened: t.Opened, Excluded: t.Excluded, OnTime: t.OnTime, Late: t.Late, Open: t.Open, Overdue: t.Overdue, Returned: t.Returned,
		Appeals: t.Appeals, Named: t.Named, Called: t.Called, Missed: t.Missed, Causes: map[string]int{},
	}
	if share, ok := t.CallShare(); ok {
		v.CallShare = &share
	}
	for c, n := range t.Causes {
		v.Causes[string(c)] = n
	}
	return v
}

func (v rectifyView) lines(s *sheet) {
	if len(v.List) == 0 {
		s.say(text.NothingRated)
		return
	}
	var rows [][]string
	for _, r := range v.List {
		c, today := r.of()
		rows = append(rows, []string{
			r.ID[max(0, len(r.ID)-6):], text.RatedLeft(c, today), text.Level(c.Level), text.RectificationState(c.State),
			text.RatedCalled(c), c.Concerned, text.RatedTags(c.Tags),
		})
	}
	s.table([]string{
		text.TwinColNo, text.ColLeft, text.ColRated, text.TwinColState, text.ColCalled, text.ColServedBy, text.TwinColTags,
	}, rows)
	f := v.Figures
	s.say(text.TwinFigures(f.Opened, f.Excluded, f.OnTime, f.Late+f.Overdue, f.CallShare))
}

func (p *program) rectifyCommands() *cobra.Command {
	return group("rectify", append([]*cobra.Command{p.rectifyListCommand(), p.rectifyShowCommand()}, p.rectifyActs()...)...)
}

func (p *program) rectifyListCommand() *cobra.Command {
	var open bool
	var from, to string
	c := leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		today, err := d.Store.Today(ctx)
		if err != nil {
			return err
		}
		f := desk.RectificationFilter{Limit: mostCases}
		if open {
			f.States = desk.OpenRectifications()
		}
		for _, x := range []struct {
			typed string
			day   *desk.Day
		}{{from, &f.Since}, {to, &f.Until}} {
			if x.typed == "" {
				continue
			}
			if *x.day, err = dayOf(ctx, d, x.typed); err != nil {
				return err
			}
		}
		list, err := d.Rectify.List(ctx, f)
		if err != nil {
			return err
		}
		v := rectifyView{List: []rectificationView{}, Figures: viewOfFigures(desk.CountRectifications(list, today.Day))}
		for _, c := range list {
			v.List = append(v.List, viewOfRectification(c, today.Day))
		}
		return p.give(v)
	}))
	c.Flags().BoolVar(&open, "open", false, text.FlagUse("xiaochuang rectify list", "open"))
	c.Flags().StringVar(&from, "from", "", text.FlagUse("xiaochuang rectify list", "from"))
	c.Flags().StringVar(&to, "to", "", text.FlagUse("xiaochuang rectify list", "to"))
	return p.json(c)
}

func (p *program) rectifyShowCommand() *cobra.Command {
	return p.json(leaf("show", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		c, err := rectificationNamed(ctx, d, args[0])
		if err != nil {
			return err
		}
		s, err := d.Store.Today(ctx)
		if err != nil {
			return err
		}
		v := viewOfRectification(c, s.Day)
		if v.Lines, err = d.Rectify.Evidence(ctx, c); err != nil {
			return err
		}
		return p.give(v)
	})))
}

// rectificationNamed finds one by its id or the end of it.
func rectificationNamed(ctx context.Context, d *wire.Desk, typed string) (desk.Rectification, error) {
	none := &desk.Problem{Kind: desk.NotFound, What: "rectification"}
	id := identity.Fold(typed)
	if len(id) < leastEnd {
		return desk.Rectification{}, none
	}
	list, err := d.Rectify.List(ctx, desk.RectificationFilter{Limit: mostCases})
	if err != nil {
		return desk.Rectification{}, err
	}
	list = slices.DeleteFunc(list, func(c desk.Rectification) bool { return !strings.HasSuffix(c.ID, id) })
	switch len(list) {
	case 0:
		return desk.Rectification{}, none
	case 1:
		return list[0], nil
	}
	several := &desk.Problem{Kind: desk.Conflict, What: "rectify.several"}
	for _, c := range list {
		several.Open = append(several.Open, c.ID)
	}
	return desk.Rectification{}, several
}
