package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
)

// A dueView is one deadline. Names of citizens are masked.
type dueView struct {
	Matter string `json:"matter"`
	Case   string `json:"case,omitempty"` // number
	ID     string `json:"id"`
	Title  string `json:"title"`
	Part   string `json:"part,omitempty"`
	Who    string `json:"who,omitempty"`   // first and last character
	Owner  string `json:"owner,omitempty"` // staff id
	Comm   string `json:"community,omitempty"`
	Due    string `json:"due,omitempty"`
	Left   int    `json:"left"`
	Light  string `json:"light"`
	Says   string `json:"says"` // how much is left, in Chinese
	What   string `json:"what"` // what is due, in Chinese
}

// A duesView is what case due tells.
type duesView []dueView

func (v duesView) lines(s *sheet) {
	if len(v) == 0 {
		s.say(text.NothingDue)
		return
	}
	var rows [][]string
	for _, e := range v {
		who := e.Who
		if e.Owner != "" {
			who = e.Owner
		}
		rows = append(rows, []string{e.Due, e.Says, e.What, desk.Tail(e.Case), who, e.Title})
	}
	s.table([]string{text.ColDue, text.ColLeft, text.ColWhat, text.ColNo, text.ColWho, text.ColMatter}, rows)
}

// dueStates are those of cases that may have something due.
var dueStates = []desk.CaseState{
	desk.CaseReceived, desk.CaseSupplement, desk.CaseSupplied, desk.CaseAccepted, desk.CaseHanded, desk.CaseStreet,
}

// dueCommand lists what is due, the most pressing first.
func (p *program) dueCommand() *cobra.Command {
	var comm string
	var near bool
	c := leaf("due", exactly(0), p.onCitizens(func(ctx context.Context, d *wire.Desk, _ []string) error {
		if err := knownComm(d, comm); err != nil {
			return err
		}
		now, err := d.Store.Today(ctx)
		if err != nil {
			return err
		}
		cases, err := d.Store.Cases(ctx, desk.CaseFilter{Limit: mostCases, States: dueStates})
		if err != nil {
			return err
		}
		open, err := d.Store.Inquiries(ctx, desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}, Limit: mostCases})
		if err != nil {
			return err
		}
		v := duesView{}
		for _, e := range d.Calendar.Board(cases, open, now.Day) {
			switch {
			case comm != "" && d.Station.Community(e.Comm).Code != comm:
				continue
			case near && e.Light != calendar.Red && e.Light != calendar.Amber:
				continue
			}
			x := dueView{
				Matter: string(e.Matter), Case: e.No, ID: e.ID, Title: e.Title, Part: e.Part, Who: identity.MaskName(e.Who),
				Owner: e.Owner, Comm: e.Comm, Due: string(e.Due), Left: e.Left, Light: string(e.Light),
				Says: text.DueLeft(e, now.Day), What: text.DueWhat(e),
			}
			if e.Matter == calendar.DueQuestion {
				it, _ := d.Catalogue.Item(e.Title) // the zero item where none was named
				x.Title = it.Name
			}
			v = append(v, x)
		}
		return p.give(v)
	}))
	c.Flags().StringVar(&comm, "comm", "", text.FlagUse("", "comm"))
	c.Flags().BoolVar(&near, "near", false, text.FlagUse("", "near"))
	return p.json(c)
}
