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

func (p *program) caseCommands() *cobra.Command {
	show := leaf("show", exactly(1), p.onCitizens(func(ctx context.Context, d *wire.Desk, args []string) error {
		return p.showCase(ctx, d, args[0])
	}))
	return add(group("case", p.json(p.caseListCommand()), p.json(show), p.json(p.lateCommand()), p.dueCommand()), p.caseActs()...)
}

// A caseView is one case in a list. Names and numbers of persons are masked.
type caseView struct {
	No          string `json:"no"`
	ID          string `json:"id"`
	Item        string `json:"item"`
	Title       string `json:"title"`
	Mode        string `json:"mode"`
	State       string `json:"state"`
	Comm        string `json:"community,omitempty"`
	Applicant   string `json:"applicant,omitempty"` // first and last character
	Number      string `json:"number,omitempty"`    // last four
	Received    string `json:"received,omitempty"`
	Accepted    string `json:"accepted,omitempty"`
	Due         string `json:"due,omitempty"`
	DueUnknown  bool   `json:"due_unknown,omitempty"`
	SupplyUntil string `json:"supply_until,omitempty"`
	Decision    string `json:"decision,omitempty"`
	Rated       string `json:"rated,omitempty"`
	Unverified  bool   `json:"unverified,omitempty"`
	BackEntry   string `json:"back_entry,omitempty"` // number of the slip that it was taken in with on paper
	OffPeak     bool   `json:"off_peak,omitempty"`
}

func viewOfCase(c desk.Case) caseView {
	a, slip := c.Private.Applicant, ""
	if c.BackEntry != nil {
		slip = c.BackEntry.No()
	}
	return caseView{
		No: c.No, ID: c.ID, Item: c.Item, Title: c.Title, Mode: string(c.Mode), State: string(c.State), Comm: c.Comm,
		Applicant: identity.MaskName(a.Name), Number: tailOf(a.Number),
		Received: instant(c.Received), Accepted: instant(c.Accepted), Due: string(c.Due), DueUnknown: c.DueUnknown,
		SupplyUntil: string(c.SupplyUntil), Decision: c.Decision, Rated: string(c.Rated), Unverified: c.Unverified, BackEntry: slip, OffPeak: c.OffPeak,
	}
}

// tailOf masks a number but its last four; an empty one stays empty.
func tailOf(number string) string {
	if number == "" {
		return ""
	}
	return identity.MaskTail(number)
}

// due is a case's deadline as a list shows it.
func (v caseView) due() string {
	return text.DueOf(desk.Case{DueUnknown: v.DueUnknown, Due: desk.Day(v.Due), Mode: desk.Mode(v.Mode)})
}

// A casesView is what case list tells.
type casesView []caseView

func (v casesView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.TwinNoCases)
		return
	}
	var rows [][]string
	for _, c := range v {
		rows = append(rows, []string{c.No, text.CaseState(desk.CaseState(c.State)), c.due(), c.Applicant, c.Title})
	}
	s.table([]string{text.TwinColNo, text.TwinColState, text.ColDue, text.ColWho, text.ColMatter}, rows)
}

// states are those that a list can be narrowed to. Drafts are not cases yet.
var states = []desk.CaseState{
	desk.CaseReceived, desk.CaseSupplement, desk.CaseSupplied, desk.CaseAccepted, desk.CaseRefused, desk.CaseHanded,
	desk.CaseStreet, desk.CaseDone, desk.CaseRejected, desk.CaseDelivered, desk.CaseArchived, desk.CaseWithdrawn,
	desk.CaseVoid,
}

// statesNamed reads a list of states.
func statesNamed(names []string) ([]desk.CaseState, error) {
	var out []desk.CaseState
	for _, n := range names {
		s := desk.CaseState(strings.TrimSpace(n))
		if !slices.Contains(states, s) {
			var all []string
			for _, k := range states {
				all = append(all, string(k))
			}
			return nil, &desk.Problem{Kind: desk.Invalid, What: "case.state.name", Open: all}
		}
		out = append(out, s)
	}
	return out, nil
}

func (p *program) caseListCommand() *cobra.Command {
	var f desk.CaseFilter
	var named []string
	c := leaf("list", exactly(0), p.onCitizens(func(ctx context.Context, d *wire.Desk, _ []string) (err error) {
		if f.States, err = statesNamed(named); err != nil {
			return err
		}
		list, err := d.Store.Cases(ctx, f)
		if err != nil {
			return err
		}
		v := casesView{}
		for _, c := range list {
			v = append(v, viewOfCase(c))
		}
		if err := looked(ctx, d, desk.LookList, list...); err != nil {
			return err
		}
		return p.give(v)
	}))
	flags := c.Flags()
	flags.StringSliceVar(&named, "state", nil, text.FlagUse("", "state"))
	flags.StringVar(&f.Item, "item", "", text.FlagUse("", "item"))
	flags.StringVar(&f.Comm, "comm", "", text.FlagUse("", "comm"))
	flags.IntVar(&f.Limit, "limit", 100, text.FlagUse("", "limit"))
	return c
}

// find returns the case with a number or its end, else the one with a paper of
// that number or end. Numbers of persons find nothing here: a command line stays
// in the history of a shell.
func find(ctx context.Context, b desk.Books, typed string) (desk.Case, error) {
	no := identity.Fold(typed)
	list, err := b.FindCases(ctx, typed, 50)
	if err != nil {
		return desk.Case{}, err
	}
	var own, byPaper []desk.Case
	for _, c := range list {
		if c.No == no || desk.Tail(c.No) == no {
			own = append(own, c)
			continue
		}
		named, err := hasPaper(ctx, b, c, no)
		if err != nil {
			return c, err
		}
		if named {
			byPaper = append(byPaper, c)
		}
	}
	if len(own) == 0 {
		own = byPaper
	}
	switch len(own) {
	case 0:
		return desk.Case{}, &desk.Problem{Kind: desk.NotFound, What: "case"}
	case 1:
		return own[0], nil
	}
	var numbers []string
	for _, c := range own {
		numbers = append(numbers, c.No)
	}
	return desk.Case{}, &desk.Problem{Kind: desk.Conflict, What: "case.several", Open: numbers}
}

// hasPaper reports whether a paper of a case has the number or ends in it.
func hasPaper(ctx context.Context, b desk.Books, c desk.Case, no string) (bool, error) {
	papers, err := b.Papers(ctx, desk.PaperFilter{Case: c.ID})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(papers, func(x desk.Paper) bool { return x.No == no || desk.Tail(x.No) == no }), nil
}
