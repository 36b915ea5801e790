package command

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
)

func (p *program) slipCommands() *cobra.Command {
	var o desk.SlipOrder
	var staff string
	printing := leaf("print", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		b, paper, err := d.Paper.PrintSlips(ctx, d.Mint(), by, o)
		if err != nil {
			return err
		}
		b.Forms = o.Forms
		return p.give(slipsView{Block: b.No, From: b.From, To: b.To, Forms: b.Forms, Paper: paper.No, Says: text.SlipsPrinted(b)})
	}))
	f := printing.Flags()
	f.IntVar(&o.Forms, "forms", 10, text.FlagUse("xiaochuang paper-numbers print", "forms"))
	f.BoolVar(&o.Again, "again", false, text.FlagUse("xiaochuang paper-numbers print", "again"))
	f.BoolVar(&o.Only, "only-forms", false, text.FlagUse("xiaochuang paper-numbers print", "only-forms"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	list := leaf("list", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		counts, err := desk.SlipCounts(ctx, d.Store)
		if err != nil {
			return err
		}
		v := slipCountsView{}
		for _, c := range counts {
			v = append(v, slipCountView{c, text.SlipCount(c)})
		}
		return p.give(v)
	}))
	return group("paper-numbers", p.json(printing), p.json(list))
}

// A slipsView is what paper-numbers print tells.
type slipsView struct {
	Block int    `json:"block,omitempty"`
	From  int    `json:"from,omitempty"`
	To    int    `json:"to,omitempty"`
	Forms int    `json:"forms"`
	Paper string `json:"paper"`
	Says  string `json:"says"`
}

func (v slipsView) lines(s *sheet) { s.say(v.Says) }

type slipCountView struct {
	desk.SlipCount
	Says string `json:"says"`
}

// A slipCountsView is what paper-numbers list tells.
type slipCountsView []slipCountView

func (v slipCountsView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NoBlock)
	}
	for _, c := range v {
		s.say(c.Says)
	}
}

// A backView is what back-entry tells.
type backView struct {
	Slip    string   `json:"slip"`
	Ticket  string   `json:"ticket"` // id
	Day     string   `json:"day"`    // true day
	At      string   `json:"at"`     // true time
	Entered string   `json:"entered"`
	Result  string   `json:"result"`
	Case    string   `json:"case,omitempty"`
	Due     string   `json:"due,omitempty"`
	Papers  []string `json:"papers,omitempty"`
	Says    string   `json:"says"`
}

func (v backView) lines(s *sheet) {
	s.say(v.Says)
	if v.Case != "" {
		s.say(text.BackCase(v.Case, v.Due))
	}
}

func (p *program) backEntryCommand() *cobra.Command {
	var o desk.BackOrder
	var at, staff, file string
	var window int
	c := leaf("back-entry", exactly(1), nil)
	run := func(ctx context.Context, d *wire.Desk, args []string) (err error) {
		if o.Block, o.Slip, err = readSlip(args[0]); err != nil {
			return err
		}
		if at != "" {
			if o.At, err = time.ParseInLocation("2006-01-02T15:04", at, desk.Beijing); err != nil {
				return &desk.Problem{Kind: desk.Invalid, What: "back.time", Cause: err}
			}
		}
		by, err := duty(d, staff, window)
		if err != nil {
			return err
		}
		var x *backCase
		if file != "" {
			if o.Result != desk.BackServed {
				return &desk.Problem{Kind: desk.Invalid, What: "back.case"}
			}
			if x, err = p.readBackCase(file); err != nil {
				return err
			}
		}
		t, err := d.Paper.Enter(ctx, d.Mint(), by, o)
		if err != nil {
			return err
		}
		v := backView{
			Slip: t.No, Ticket: t.ID, Day: string(t.Day), At: instant(&t.Taken), Entered: instant(&t.BackEntry.Entered),
			Result: string(t.BackEntry.Result), Says: text.BackEntered(t),
		}
		if x != nil {
			taken, err := x.take(ctx, d, by, t)
			if err != nil {
				return err
			}
			v.Case, v.Due, v.Says = taken.Case.No, string(taken.Case.Due), text.BackEntered(desk.Ticket{No: t.No})
			for _, paper := range taken.Papers {
				v.Papers = append(v.Papers, paper.No)
			}
		}
		return p.give(v)
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if file != "" {
			return p.onCitizens(run)(c, args)
		}
		return p.onDesk(run)(c, args)
	}
	f, name := c.Flags(), "xiaochuang back-entry"
	f.StringVar(&at, "at", "", text.FlagUse(name, "at"))
	f.StringVar((*string)(&o.How), "how", string(desk.BackPower), text.FlagUse(name, "how"))
	f.StringVar((*string)(&o.Result), "result", string(desk.BackServed), text.FlagUse(name, "result"))
	f.StringVar(&o.Item, "item", "", text.FlagUse(name, "item"))
	f.StringVar(&o.Comm, "comm", "", text.FlagUse("", "comm"))
	f.StringVar(&o.Words, "words", "", text.FlagUse(name, "words"))
	f.StringVar(&file, "case", "", text.FlagUse(name, "case"))
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	f.IntVar(&window, "window", 0, text.FlagUse(name, "window"))
	return p.json(c)
}

// readSlip reads 937, 2-937 or 纸2-937.
func readSlip(typed string) (block, slip int, err error) {
	s := strings.TrimPrefix(identity.Fold(typed), desk.SlipLane)
	if b, n, ok := strings.Cut(s, "-"); ok {
		if block, err = strconv.Atoi(b); err == nil && block < 1 {
			err = strconv.ErrRange
		}
		s = n
	}
	if err == nil {
		slip, err = strconv.Atoi(s)
	}
	if err != nil {
		return 0, 0, &desk.Problem{Kind: desk.Invalid, What: "slips.number", Open: []string{clean(typed)}, Cause: err}
	}
	return block, slip, nil
}

// A backCase is a case as it stood on a form filled in by hand. It comes from a
// file: numbers of persons are no arguments of a command.
type backCase struct {
	Applicant desk.Person       `json:"applicant"`
	Agent     *desk.Person      `json:"agent"`
	Answers   map[string]string `json:"answers"`
	Materials map[string]struct {
		State  desk.MaterialState `json:"state"`
		Kept   int                `json:"kept"`
		Reason string             `json:"reason"`
		Due    desk.Day           `json:"due"`
	} `json:"materials"`
	Until  desk.Day `json:"supply_until"`
	End    string   `json:"end"` // accept, receive, notice, refuse
	Reason string   `json:"reason"`
}

// mostCaseFile bounds the file of a case in bytes.
const mostCaseFile = 64 << 10

func (p *program) readBackCase(path string) (*backCase, error) {
	in := io.Reader(p.in)
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, &desk.Problem{Kind: desk.NotFound, What: "back.case", Cause: err}
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, mostCaseFile+1))
	if err == nil && len(b) > mostCaseFile {
		err = errors.New("too long")
	}
	x := &backCase{}
	if err == nil {
		r := json.NewDecoder(strings.NewReader(string(b)))
		r.DisallowUnknownFields()
		err = r.Decode(x)
	}
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "back.case", Cause: errors.New("not a case")} // the cause could quote a person
	}
	switch x.End {
	case "accept", "receive", "notice", "refuse":
		return x, nil
	}
	return nil, &desk.Problem{Kind: desk.Invalid, What: "back.case"}
}

// take takes the case in by the visit that was entered. When it cannot be, the
// draft stays and is gone on with at the window.
func (x *backCase) take(ctx context.Context, d *wire.Desk, by desk.Duty, t desk.Ticket) (desk.Taken, error) {
	dr, err := d.Intake.Begin(ctx, d.Mint(), by, t.Item, t)
	if err != nil {
		return desk.Taken{}, err
	}
	c := &dr.Case
	for k, v := range x.Answers {
		c.Answers[k] = v
	}
	c.Private.Applicant, c.Private.Agent = person(x.Applicant), nil
	if x.Agent != nil {
		a := person(*x.Agent)
		c.Private.Agent = &a
	}
	if err := d.Intake.Tailor(c); err != nil {
		return desk.Taken{}, err
	}
	for i := range c.Materials {
		m, ok := x.Materials[c.Materials[i].Key]
		if !ok {
			continue
		}
		c.Materials[i].State, c.Materials[i].Kept = m.State, max(0, min(m.Kept, 99))
		c.Materials[i].Reason, c.Materials[i].Due = clean(m.Reason), m.Due
	}
	c.SupplyUntil = x.Until
	if err := d.Intake.Save(ctx, dr); err != nil {
		return desk.Taken{}, err
	}
	switch x.End {
	case "accept":
		return d.Intake.Accept(ctx, d.Mint(), by, *c)
	case "receive":
		return d.Intake.Receive(ctx, d.Mint(), by, *c)
	case "notice":
		return d.Intake.Notice(ctx, d.Mint(), by, *c)
	}
	return d.Intake.Refuse(ctx, d.Mint(), by, *c, clean(x.Reason))
}

// person is a person as typed, made fit to keep.
func person(p desk.Person) desk.Person {
	p.Name, p.Number, p.Phone = clean(p.Name), identity.Fold(p.Number), clean(p.Phone)
	p.Address, p.Source = clean(p.Address), desk.Typed
	if p.Document == "" {
		p.Document = string(identity.CitizenCard)
	}
	return p
}
