package command

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// A backupView is what backup tells.
type backupView struct {
	ID      string `json:"id"`
	At      string `json:"at"`
	Lines   int64  `json:"lines"`
	Last    string `json:"last"` // when the last of them was written
	Pages   int64  `json:"pages"`
	New     int64  `json:"new_pages"`
	Checked int64  `json:"read_again"`
	Missing int64  `json:"missing_pages"`
	Keys    bool   `json:"keys"`
	Dropped int    `json:"dropped"`
}

func (v backupView) lines(s *sheet) {
	s.say(text.DeskBackedUp(v.ID, v.Lines, v.Pages, v.New))
	if v.Missing > 0 {
		s.say(text.BackupMissing(v.Missing))
	}
	if !v.Keys {
		s.say(text.BackupKeysOut)
	}
}

func (p *program) backupCommand() *cobra.Command {
	return p.json(leaf("backup", between(0, 1), p.onDesk(func(ctx context.Context, d *wire.Desk, args []string) error {
		dir := ""
		if len(args) > 0 {
			dir = args[0]
		}
		b, err := d.BackUp(ctx, dir)
		if err != nil {
			return err
		}
		return p.give(backupView{
			ID: b.ID, At: instant(&b.At), Lines: b.Lines, Last: instant(&b.Last), Pages: b.Pages, New: b.New, Checked: b.Checked,
			Missing: b.Missing, Keys: b.Keys, Dropped: b.Dropped,
		})
	})))
}

// A restoredView is what restore tells.
type restoredView struct {
	Backup string `json:"backup"`
	Desk   string `json:"desk"`
	Lines  int64  `json:"lines"`
	Last   string `json:"last"`
	Pages  int64  `json:"pages"`
	Lost   int64  `json:"lost_pages"`
	Keys   string `json:"keys"` // where the key ring is, or has to be put
	NoKeys bool   `json:"keys_wanted"`
}

func (v restoredView) lines(s *sheet) {
	s.say(text.DeskRestored(v.Desk, v.Lines, v.Pages, moment(v.Last)))
	if v.Lost > 0 {
		s.say(text.RestoreLost(v.Lost))
	}
	if v.NoKeys {
		s.say(text.RestoreKeys(v.Keys))
	}
	s.say(text.RestoreNext)
}

func (p *program) deskRestoreCommand() *cobra.Command {
	return p.json(leaf("restore", exactly(2), func(c *cobra.Command, args []string) error {
		r, err := wire.RestoreDesk(c.Context(), args[0], args[1])
		if err != nil {
			return err
		}
		return p.give(restoredView{
			Backup: r.ID, Desk: r.Desk, Lines: r.Lines, Last: instant(&r.Last), Pages: r.Copied, Lost: r.Lost, Keys: r.KeyPath,
			NoKeys: r.KeysOut,
		})
	}))
}

// moment reverses instant, for a sentence.
func moment(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t
}
