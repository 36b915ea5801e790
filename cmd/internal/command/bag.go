package command

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// A bagView is one bag of originals.
type bagView struct {
	Code      string `json:"code"`
	Case      string `json:"case"` // number
	Title     string `json:"title"`
	Comm      string `json:"community,omitempty"`
	State     string `json:"state"`
	Originals int    `json:"originals"`
	Batch     string `json:"batch,omitempty"`
	In        string `json:"in"`
	Out       string `json:"out,omitempty"`
	Back      string `json:"back,omitempty"`
	Returned  string `json:"returned,omitempty"`
	To        string `json:"to,omitempty"`
	Staff     string `json:"staff"`
	Reason    string `json:"reason,omitempty"`
}

func viewOfBag(b desk.Bag) bagView {
	return bagView{
		Code: b.Code, Case: b.CaseNo, Title: b.Title, Comm: b.Comm, State: string(b.State), Originals: b.Originals(),
		Batch: b.Batch, In: instant(&b.In), Out: instant(b.Out), Back: instant(b.Back), Returned: instant(b.Returned),
		To: string(b.To), Staff: b.Staff, Reason: b.Reason,
	}
}

// A bagsView is what the commands on bags tell.
type bagsView []bagView

func (v bagsView) lines(s *sheet) {
	var rows [][]string
	for _, b := range v {
		rows = append(rows, []string{
			b.Code, text.BagState(desk.BagState(b.State)), strconv.Itoa(b.Originals), desk.Tail(b.Case), short(b.In), b.Title,
		})
	}
	s.table([]string{text.ColBag, text.TwinColState, text.ColOriginals, text.ColNo, text.TwinColIn, text.ColMatter}, rows)
}

func viewsOfBags(list []desk.Bag) bagsView {
	v := bagsView{}
	for _, b := range list {
		v = append(v, viewOfBag(b))
	}
	return v
}

// A shelfView is what bag list and bag count tell.
type shelfView struct {
	Bags      bagsView `json:"bags"`
	Originals int      `json:"originals"`
	Missing   bagsView `json:"missing"`
	Counted   *int     `json:"counted,omitempty"` // today's latest count, nothing before the first
	Agrees    bool     `json:"agrees"`
}

func (v shelfView) lines(s *sheet) {
	s.say(text.TwinShelf(len(v.Bags), v.Originals, len(v.Missing)))
	switch {
	case v.Counted == nil:
		s.say(text.TwinNotCounted)
	default:
		s.say(text.TwinCounted(*v.Counted, v.Agrees))
	}
	if len(v.Bags)+len(v.Missing) > 0 {
		append(append(bagsView{}, v.Bags...), v.Missing...).lines(s)
	}
}

func (p *program) shelf(ctx context.Context, d *wire.Desk) error {
	x, err := d.Custody.Shelf(ctx)
	if err != nil {
		return err
	}
	v := shelfView{
		Bags: viewsOfBags(x.Bags), Originals: x.Originals, Missing: viewsOfBags(x.Missing), Agrees: x.Agrees(),
	}
	if x.Latest != nil {
		v.Counted = &x.Latest.Counted
	}
	return p.give(v)
}

func (p *program) bagCommands() *cobra.Command {
	list := leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error { return p.shelf(ctx, d) }))
	show := leaf("show", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		b, err := d.Custody.Find(ctx, args[0])
		if err != nil {
			return err
		}
		return p.give(bagsView{viewOfBag(b)})
	}))
	return group("bag", p.json(list), p.json(show), p.scanCommand(), p.bagReturnCommand(), p.countCommand())
}

// scanCommand takes a bag out for a batch, or in again.
func (p *program) scanCommand() *cobra.Command {
	var staff, batch string
	c := leaf("scan", exactly(1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		if batch != "" {
			b, err := batchNamed(ctx, d, batch)
			if err != nil {
				return err
			}
			batch = b.No
		}
		b, err := d.Batches.Scan(ctx, d.Mint(), by, batch, args[0])
		if err != nil {
			return err
		}
		return p.give(bagsView{viewOfBag(b)})
	}))
	c.Flags().StringVar(&batch, "batch", "", text.FlagUse("", "batch"))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// bagReturnCommand gives the originals of a case back without a result.
func (p *program) bagReturnCommand() *cobra.Command {
	var staff string
	var mandate bool
	c := leaf("return", exactly(1), p.onCitizens(func(ctx context.Context, d *wire.Desk, args []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		c, err := find(ctx, d.Store, args[0])
		if err != nil {
			return err
		}
		bags, err := d.Custody.Return(ctx, d.Mint(), by, c.ID, p.collector(mandate))
		if err != nil {
			return err
		}
		return p.give(viewsOfBags(bags))
	}))
	c.Flags().BoolVar(&mandate, "mandate", false, text.FlagUse("", "mandate"))
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}

// countCommand writes a count of the shelf down: by the codes that were scanned,
// or by their number.
func (p *program) countCommand() *cobra.Command {
	var staff string
	var o desk.CountOrder
	c := &cobra.Command{Use: "count", Args: cobra.ArbitraryArgs}
	c.RunE = func(c *cobra.Command, args []string) error {
		if (len(args) > 0) == c.Flags().Changed("bags") {
			return usage(c, text.CodesOrBags)
		}
		return p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
			by, err := duty(d, staff, 0)
			if err != nil {
				return err
			}
			o.Codes = args
			if _, err := d.Custody.Count(ctx, d.Mint(), by, o); err != nil {
				return err
			}
			return p.shelf(ctx, d)
		})(c, args)
	}
	f := c.Flags()
	f.IntVar(&o.Counted, "bags", 0, text.FlagUse("", "bags"))
	f.StringVar(&o.Reason, "reason", "", text.FlagUse("xiaochuang bag count", "reason"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	return p.json(c)
}
