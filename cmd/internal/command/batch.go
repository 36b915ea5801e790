package command

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
)

// A batchView is one hand-over to the street.
type batchView struct {
	No       string   `json:"no"`
	Name     string   `json:"name,omitempty"`
	Day      string   `json:"day"`
	Comm     string   `json:"community"`
	State    string   `json:"state"`
	Stands   string   `json:"stands"` // in Chinese
	Cases    []string `json:"cases"`  // numbers
	Bags     bagsView `json:"bags"`
	Packed   int      `json:"packed"`
	Answered int      `json:"answered"`
	Home     int      `json:"home"` // bags that are back, or with the citizen
	Sheet    string   `json:"sheet,omitempty"`
	Left     []string `json:"left,omitempty"` // codes of bags that were not there
}

func viewOfBatch(b desk.BatchView) batchView {
	v := batchView{
		No: b.No, Name: b.Name, Day: string(b.Day), Comm: b.Comm, State: string(b.State), Stands: text.BatchStands(b),
		Cases: []string{}, Bags: viewsOfBags(b.Bags), Packed: b.Packed, Answered: b.Answered, Home: b.Home, Sheet: b.Sheet,
	}
	for _, c := range b.Files {
		v.Cases = append(v.Cases, c.No)
	}
	for _, x := range b.Left {
		v.Left = append(v.Left, x.Code)
	}
	return v
}

func (v batchView) lines(s *sheet) {
	s.say(text.TwinBatch(v.No, v.Name, v.Comm, v.Stands, len(v.Cases), len(v.Bags)))
	if v.Sheet != "" {
		s.say(text.TwinSheet(v.Sheet))
	}
	if len(v.Bags) > 0 {
		v.Bags.lines(s)
	}
}

// A batchesView is what batch list tells.
type batchesView struct {
	Waiting []backlogView `json:"waiting"` // for the street, by community
	Batches []batchView   `json:"batches"`
}

// A backlogView is what one community has for the street.
type backlogView struct {
	Comm  string `json:"community"`
	Name  string `json:"name"`
	Cases int    `json:"cases"`
	Bags  int    `json:"bags"`
}

func (v batchesView) lines(s *sheet) {
	var wait []desk.Backlog
	for _, w := range v.Waiting {
		wait = append(wait, desk.Backlog{Comm: desk.Community{Name: w.Name}, Cases: w.Cases, Bags: w.Bags})
	}
	s.say(text.Backlogs(wait))
	var rows [][]string
	for _, b := range v.Batches {
		rows = append(rows, []string{
			b.No, b.Stands, strconv.Itoa(len(b.Cases)), text.Of(b.Answered, len(b.Cases)), text.Of(b.Home, len(b.Bags)), b.Comm, b.Name,
		})
	}
	if rows != nil {
		s.table([]string{
			text.ColBatch, text.TwinColState, text.ColCases, text.ColAnswered, text.ColBagsHome, text.ColCommunity, text.TwinColName,
		}, rows)
	}
}

// batchNamed returns the batch with a number, or with the end of one among those
// that are not settled.
func batchNamed(ctx context.Context, d *wire.Desk, typed string) (desk.Batch, error) {
	no := identity.Fold(typed)
	b, err := d.Store.Batch(ctx, no)
	if err == nil || desk.KindOf(err) != desk.NotFound {
		return b, err
	}
	list, err := d.Batches.Recent(ctx)
	if err != nil {
		return desk.Batch{}, err
	}
	for _, x := range list {
		if desk.Tail(x.No) == no {
			return x.Batch, nil
		}
	}
	return desk.Batch{}, &desk.Problem{Kind: desk.NotFound, What: "batch"}
}

// onBatch makes a command that acts on one batch.
func (p *program) onBatch(name string, do func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, no string) error,
	flags func(*cobra.Command),
) *cobra.Command {
	var staff string
	c := leaf(name, exactly(1), p.onCitizens(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		b, err := batchNamed(ctx, d, args[0])
		if err != nil {
			return err
		}
		if err := do(ctx, d, d.Mint(), by, b.No); err != nil {
			return err
		}
		v, err := d.Batches.View(ctx, b.No)
		if err != nil {
			return err
		}
		return p.give(viewOfBatch(v))
	}))
	if name != "show" {
		c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	}
	if flags != nil {
		flags(c)
	}
	return p.json(c)
}

func (p *program) batchCommands() *cobra.Command {
	list := leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		wait, err := d.Batches.Waiting(ctx)
		if err != nil {
			return err
		}
		all, err := d.Batches.Recent(ctx)
		if err != nil {
			return err
		}
		v := batchesView{Waiting: []backlogView{}, Batches: []batchView{}}
		for _, w := range wait {
			v.Waiting = append(v.Waiting, backlogView{Comm: w.Comm.Code, Name: w.Comm.Name, Cases: w.Cases, Bags: w.Bags})
		}
		for _, b := range all {
			v.Batches = append(v.Batches, viewOfBatch(b))
		}
		return p.give(v)
	}))
	var receiver string
	var left []string
	return group("batch", p.json(list), p.batchOpenCommand(), p.restCommand(),
		p.onBatch("show", func(context.Context, *wire.Desk, string, desk.Duty, string) error { return nil }, nil),
		p.onBatch("close", func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, no string) error {
			why, err := reasonsOf(ctx, d, left)
			if err == nil {
				_, _, err = d.Batches.Close(ctx, rid, by, no, receiver, why)
			}
			return err
		}, func(c *cobra.Command) {
			c.Flags().StringVar(&receiver, "receiver", "", text.FlagUse("", "receiver"))
			c.Flags().StringArrayVar(&left, "left", nil, text.FlagUse("", "left"))
		}),
		p.onBatch("sign", func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, no string) error {
			_, err := d.Batches.Sign(ctx, rid, by, no)
			return err
		}, nil),
		p.onBatch("drop", func(ctx context.Context, d *wire.Desk, rid string, by desk.Duty, no string) error {
			_, err := d.Batches.Drop(ctx, rid, by, no)
			return err
		}, nil),
	)
}

// reasonsOf reads "code=reason" for each bag that is not there.
func reasonsOf(ctx context.Context, d *wire.Desk, left []string) (map[string]string, error) {
	out := map[string]string{}
	for _, l := range left {
		code, why, ok := strings.Cut(l, "=")
		if !ok || strings.TrimSpace(why) == "" {
			return nil, &desk.Problem{Kind: desk.Invalid, What: "batch.left"}
		}
		b, err := d.Custody.Find(ctx, code)
		if err != nil {
			return nil, err
		}
		out[b.Code] = clean(why)
	}
	return out, nil
}

// batchOpenCommand begins a batch, or lists the open one of a community anew.
func (p *program) batchOpenCommand() *cobra.Command {
	var staff, comm, name string
	c := leaf("open", exactly(0), p.onCitizens(func(ctx context.Context, d *wire.Desk, _ []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		if err := knownComm(d, comm); err != nil {
			return err
		}
		b, err := d.Batches.Open(ctx, d.Mint(), by, comm, clean(name))
		if err != nil {
			return err
		}
		v, err := d.Batches.View(ctx, b.No)
		if err != nil {
			return err
		}
		return p.give(viewOfBatch(v))
	}))
	f := c.Flags()
	f.StringVar(&comm, "comm", "", text.FlagUse("xiaochuang batch open", "comm"))
	f.StringVar(&name, "name", "", text.FlagUse("xiaochuang batch open", "name"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// restCommand hands over what has no bag to scan.
func (p *program) restCommand() *cobra.Command {
	var staff string
	c := leaf("rest", exactly(0), p.onCitizens(func(ctx context.Context, d *wire.Desk, _ []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		x, err := d.Intake.HandOver(ctx, d.Mint(), by)
		if err != nil {
			return err
		}
		return p.made(ctx, d, x)
	}))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// knownComm refuses a community that the station does not serve; "" is the first.
func knownComm(d *wire.Desk, code string) error {
	if code != "" && d.Station.Community(code).Code != code {
		return &desk.Problem{Kind: desk.NotFound, What: "community"}
	}
	return nil
}
