package command

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

func (p *program) journalCommands() *cobra.Command {
	verify := leaf("verify", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		return p.verify(ctx, d)
	}))
	return group("journal", p.json(verify), p.json(p.rebuildCommand()))
}

// A badView is the first journal line that does not fit.
type badView struct {
	N   int64  `json:"n"`
	RID string `json:"record"`
	Why string `json:"why"`
}

// A verifyView is what journal verify tells.
type verifyView struct {
	OK    bool     `json:"ok"`
	Lines int64    `json:"lines"`
	Head  string   `json:"head"`
	Bad   *badView `json:"bad,omitempty"`
}

func (v verifyView) lines(s *sheet) {
	if v.Bad != nil {
		s.say(text.JournalBad(v.Bad.N, v.Bad.RID, v.Bad.Why), text.JournalUpTo(v.Lines))
		return
	}
	s.say(text.JournalGood(v.Lines), text.JournalHead(v.Head))
}

func (p *program) verify(ctx context.Context, d *wire.Desk) error {
	r, err := d.Store.Verify(ctx)
	if err != nil {
		return err
	}
	v := verifyView{OK: r.OK(), Lines: r.Lines, Head: r.Head}
	if r.Bad != nil {
		v.Bad = &badView{N: r.Bad.N, RID: r.Bad.RID, Why: r.Bad.Why}
	}
	if err := p.give(v); err != nil {
		return err
	}
	if !v.OK {
		return &desk.Problem{Kind: desk.Broken, What: "journal"}
	}
	return nil
}

// A differenceView is one row that is not as the journal says. It names
// columns and no contents.
type differenceView struct {
	Table   string   `json:"table"`
	Key     string   `json:"key"`
	Columns []string `json:"columns,omitempty"`
	Missing bool     `json:"missing,omitempty"`
	Extra   bool     `json:"extra,omitempty"`
}

// A rebuildView is what journal rebuild tells.
type rebuildView struct {
	Rebuilt     bool             `json:"rebuilt"`
	Same        bool             `json:"same"`
	Differences []differenceView `json:"differences"`
}

func (v rebuildView) lines(s *sheet) {
	if v.Rebuilt {
		s.say(text.RowsRebuilt)
	}
	if v.Same {
		s.say(text.RowsSame)
		return
	}
	s.say(text.RowsDiffer(len(v.Differences)))
	var rows [][]string
	for _, d := range v.Differences {
		rows = append(rows, []string{
			"  " + d.Table, d.Key, text.RowDiffers(d.Missing, d.Extra, strings.Join(d.Columns, " ")),
		})
	}
	s.table(nil, rows)
}

func (p *program) rebuildCommand() *cobra.Command {
	var check, yes bool
	c := &cobra.Command{Use: "rebuild", Args: exactly(0)}
	c.RunE = func(c *cobra.Command, args []string) error {
		if check == yes {
			return usage(c, text.CheckOrYes)
		}
		return p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
			if yes {
				if err := rebuild(ctx, d); err != nil {
					return err
				}
			}
			return p.compareRows(ctx, d, yes)
		})(c, args)
	}
	c.Flags().BoolVar(&check, "check", false, text.FlagUse("", "check"))
	c.Flags().BoolVar(&yes, "yes", false, text.FlagUse("", "yes"))
	return c
}

// rebuild makes the tables anew, from a journal that fits only.
func rebuild(ctx context.Context, d *wire.Desk) error {
	r, err := d.Store.Verify(ctx)
	if err != nil {
		return err
	}
	if !r.OK() {
		return &desk.Problem{Kind: desk.Broken, What: "journal.damaged"}
	}
	return d.Store.Rebuild(ctx)
}

func (p *program) compareRows(ctx context.Context, d *wire.Desk, rebuilt bool) error {
	found, err := d.Store.RebuildCheck(ctx)
	if err != nil {
		return err
	}
	v := rebuildView{Rebuilt: rebuilt, Same: len(found) == 0, Differences: []differenceView{}}
	for _, x := range found {
		v.Differences = append(v.Differences, differenceView{
			Table: x.Table, Key: x.Key, Columns: x.Columns, Missing: x.Missing, Extra: x.Extra,
		})
	}
	if err := p.give(v); err != nil {
		return err
	}
	if !v.Same {
		return &desk.Problem{Kind: desk.Broken, What: "journal.rows"}
	}
	return nil
}
