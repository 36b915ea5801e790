package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/exchange"
	"xiaochuang/tui/text"
)

// tablesFlags choose an export into the tables of an exchange.
type tablesFlags struct {
	shape, profile, format string
	since, until           string
	org, orgCode           string
	reveal                 bool
	by, street             string
}

func (t *tablesFlags) bind(c *cobra.Command) {
	f, of := c.Flags(), "xiaochuang-centre export"
	f.StringVar(&t.shape, "shape", "", text.FlagUse(of, "shape"))
	f.StringVar(&t.profile, "profile", exchange.DefaultProfile, text.FlagUse(of, "profile"))
	f.StringVar(&t.format, "format", string(exchange.FormatCSV), text.FlagUse(of, "format"))
	f.StringVar(&t.since, "since", "", text.FlagUse(of, "since"))
	f.StringVar(&t.until, "until", "", text.FlagUse(of, "until"))
	f.StringVar(&t.org, "org", "", text.FlagUse(of, "org"))
	f.StringVar(&t.orgCode, "org-code", "", text.FlagUse(of, "org-code"))
	f.BoolVar(&t.reveal, "reveal", false, text.FlagUse(of, "reveal"))
	f.StringVar(&t.by, "by", "", text.FlagUse(of, "by"))
	f.StringVar(&t.street, "of-street", "", text.FlagUse(of, "of-street"))
}

// A lackView is a cell of a case that may not go out as it is.
type lackView struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	Why    string `json:"why"`
}

// A leftOutView is a case that was left out.
type leftOutView struct {
	No    string     `json:"no"`
	Lacks []lackView `json:"lacks"`
	Says  string     `json:"says"`
}

// A tablesView is what export --shape tells.
type tablesView struct {
	Batch    string           `json:"batch"`
	Dir      string           `json:"dir"`
	Profile  string           `json:"profile"`
	Revealed bool             `json:"revealed"`
	Cases    int              `json:"cases"`
	Tables   []wire.TableFile `json:"tables"`
	Left     []leftOutView    `json:"left_out"`
}

func (v tablesView) lines(s *sheet) {
	s.say(text.TablesExported(v.Cases, v.Dir, v.Revealed))
	for _, t := range v.Tables {
		s.say("  " + text.TableExported(t.Table, t.Rows))
	}
	if len(v.Left) > 0 {
		s.say(text.TablesLeft(len(v.Left)))
	}
	for _, l := range v.Left {
		s.say("  " + l.No + "  " + l.Says)
	}
}

// exportTables writes the five tables. It ends with a problem where a case was left
// out, so that whoever runs it at night notices.
func (p *program) exportTables(ctx context.Context, s *wire.Street, dir, station, deskID string, t tablesFlags) error {
	by := wire.StreetPerson{Name: text.CentreOperator, Tenant: t.street}
	switch {
	case t.shape != wire.FiveTables:
		return &desk.Problem{Kind: desk.Invalid, What: "export.shape"}
	case deskID != "":
		return &desk.Problem{Kind: desk.Invalid, What: "export.desk"}
	case t.reveal && t.by == "":
		return &desk.Problem{Kind: desk.Invalid, What: "export.by"}
	case t.by != "":
		by.Name = t.by
	}
	c := wire.TablesChoice{Profile: t.profile, Format: exchange.Format(t.format), Org: t.org, OrgCode: t.orgCode}
	c.Station, c.Since, c.Until, c.Reveal = station, desk.Day(t.since), desk.Day(t.until), t.reveal
	x, err := s.ExportTables(ctx, by, dir, c)
	if err != nil {
		return err
	}
	v := tablesView{
		Batch: x.Batch, Dir: dir, Profile: x.Profile, Revealed: x.Revealed, Cases: x.Cases, Tables: x.Tables, Left: []leftOutView{},
	}
	for _, l := range x.Left {
		v.Left = append(v.Left, viewOfLeftOut(l))
	}
	if err := p.give(v); err != nil {
		return err
	}
	if len(v.Left) > 0 {
		return told(exitProblem)
	}
	return nil
}

func viewOfLeftOut(l wire.LeftOut) leftOutView {
	v := leftOutView{No: l.No, Lacks: []lackView{}, Says: text.LeftOut(l.Sealed, l.Lacks)}
	for _, x := range l.Lacks {
		v.Lacks = append(v.Lacks, lackView{x.Table, x.Column, string(x.Why)})
	}
	return v
}
