package command

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/desk/exchange"
	"xiaochuang/tui/text"
)

// keepCommands are those that keep a centre safe.
func (p *program) keepCommands(o *wire.StreetOptions) []*cobra.Command {
	return []*cobra.Command{
		p.streetBackupCommand(o), p.restoreCommand(o), p.migrateCommand(o), p.tendCommand(o), p.revokeCommand(o), p.exportCommand(o),
	}
}

// A streetBackupView is what backup and restore tell of a backup.
type streetBackupView struct {
	ID    string `json:"id"`
	At    string `json:"at"`
	Pages int64  `json:"pages"`
	New   int64  `json:"new_pages"`
	Bytes int64  `json:"new_bytes"`
	Desks int    `json:"chains"`
}

func viewOfBackup(b wire.StreetBackup) streetBackupView {
	return streetBackupView{ID: b.ID, At: instant(&b.At), Pages: b.Pages, New: b.New, Bytes: b.Bytes, Desks: b.Desks}
}

func (v streetBackupView) lines(s *sheet) { s.say(text.BackedUp(v.ID, v.Pages, v.New, v.Bytes)) }

func (p *program) streetBackupCommand(o *wire.StreetOptions) *cobra.Command {
	return p.json(leaf("backup", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		b, err := s.BackUp(ctx, args[0])
		if err != nil {
			return err
		}
		return p.give(viewOfBackup(b))
	})))
}

// A shiftedView is what restore and migrate tell.
type shiftedView struct {
	Backup string `json:"backup,omitempty"`
	Rows   int64  `json:"rows"`
	Pages  int64  `json:"pages"`
	Bytes  int64  `json:"bytes"`
	Lost   int64  `json:"lost"`
}

func (v shiftedView) lines(s *sheet) {
	s.say(text.Moved(v.Backup, v.Rows, v.Pages, v.Bytes, v.Lost)...)
}

func (p *program) restoreCommand(o *wire.StreetOptions) *cobra.Command {
	return p.json(leaf("restore", between(1, 2), func(c *cobra.Command, args []string) error {
		id := ""
		if len(args) == 2 {
			id = args[1]
		}
		b, m, err := wire.RestoreStreet(c.Context(), *o, args[0], id)
		if err != nil {
			return err
		}
		return p.give(shiftedView{b.ID, m.Rows, m.Pages, m.Bytes, m.Lost})
	}))
}

func (p *program) migrateCommand(o *wire.StreetOptions) *cobra.Command {
	to := &wire.StreetOptions{}
	c := leaf("migrate", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		to.Data = args[0]
		m, err := wire.MigrateStreet(ctx, s, *to)
		if err != nil {
			return err
		}
		return p.give(shiftedView{"", m.Rows, m.Pages, m.Bytes, m.Lost})
	}))
	c.Flags().StringVar(&to.Database, "to-database", "", text.FlagUse("", "to-database"))
	c.Flags().StringVar(&to.Scans, "to-scans", "", text.FlagUse("", "to-scans"))
	return p.json(c)
}

// A tendedView is what tend tells.
type tendedView struct {
	Read     int64 `json:"read"`
	Mended   int64 `json:"mended"`
	Wanted   int64 `json:"wanted"`
	Removed  int64 `json:"removed"`
	Parts    int   `json:"parts"`
	Released int64 `json:"released"`
}

func (v tendedView) lines(s *sheet) {
	s.say(text.Tended(v.Read, v.Mended, v.Wanted, v.Removed, int64(v.Parts), v.Released)...)
}

func (p *program) tendCommand(o *wire.StreetOptions) *cobra.Command {
	var backup string
	c := leaf("tend", exactly(0), p.onStreet(o, func(ctx context.Context, s *wire.Street, _ []string) error {
		t, err := s.Tend(ctx, backup)
		if err != nil {
			return err
		}
		return p.give(tendedView(t))
	}))
	c.Flags().StringVar(&backup, "backup", "", text.FlagUse(p.name+" tend", "backup"))
	return p.json(c)
}

// A revokedView is what revoke tells.
type revokedView struct {
	Desk string `json:"desk"`
}

func (v revokedView) lines(s *sheet) { s.say(text.Revoked(v.Desk)) }

func (p *program) revokeCommand(o *wire.StreetOptions) *cobra.Command {
	return p.json(leaf("revoke", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		if err := s.Revoke(ctx, args[0]); err != nil {
			return err
		}
		return p.give(revokedView{args[0]})
	})))
}

// exportCommand writes what the centre has: the cases as a table, without anything
// of a person, or with --desk the lines of one desk as they came, whose personal
// members are sealed, or with --shape the tables of an exchange.
func (p *program) exportCommand(o *wire.StreetOptions) *cobra.Command {
	var f wire.CaseChoice
	var deskID string
	var t tablesFlags
	c := leaf("export", exactly(1), p.onStreet(o, func(ctx context.Context, s *wire.Street, args []string) error {
		if t.shape != "" {
			return p.exportTables(ctx, s, args[0], f.Station, deskID, t)
		}
		out, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return &desk.Problem{Kind: desk.Denied, What: "write", Cause: err}
		}
		n := 0
		if deskID != "" {
			err = s.Records(ctx, deskID, func(r wire.StreetRecord) error {
				n++
				_, err := out.Write(append(r.Line, '\n'))
				return err
			})
		} else {
			f.Limit = 5000
			var list []wire.StreetCase
			if list, err = s.Cases(ctx, f); err == nil {
				n, err = len(list), writeCases(out, list)
			}
		}
		if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
			return err
		}
		return p.give(exportedView{n, args[0]})
	}))
	c.Flags().StringVar(&deskID, "desk", "", text.FlagUse("", "desk"))
	c.Flags().StringVar(&f.Station, "station", "", text.FlagUse("", "station"))
	t.bind(c)
	return p.json(c)
}

// An exportedView is what export tells.
type exportedView struct {
	Rows int    `json:"rows"`
	File string `json:"file"`
}

func (v exportedView) lines(s *sheet) { s.say(text.StreetExported(v.Rows, v.File)) }

// writeCases writes cases as CSV (RFC 4180), which a spreadsheet reads as UTF-8 and
// runs nothing of.
func writeCases(w io.Writer, list []wire.StreetCase) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(text.StreetExportColumns()); err != nil {
		return err
	}
	for _, k := range list {
		received := ""
		if k.Received != nil {
			received = k.Received.In(desk.Beijing).Format(time.DateTime)
		}
		row := []string{
			k.No, k.Station, k.Desk, k.Item, k.Title, text.CaseState(k.State), text.Decision(string(k.Decision)), k.Words, received,
			k.Changed.In(desk.Beijing).Format(time.DateTime), fmt.Sprint(k.Present), fmt.Sprint(k.Expected),
		}
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(s string) string { return exchange.Cell(clean(s)) }
