package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// A recoverView is what recover tells.
type recoverView struct {
	Seen    int `json:"seen"`    // lines that the centre has of this desk
	Lines   int `json:"lines"`   // of them, that were not here
	Keys    int `json:"keys"`    // of cases and other objects that open again
	Strange int `json:"strange"` // that are none of this desk's
	Applied int `json:"applied"` // answers of the street that came with the run after it
}

func (v recoverView) lines(s *sheet) {
	s.say(text.RecoverDone(v.Seen, v.Lines, v.Keys))
	if v.Strange > 0 {
		s.say(text.RecoverStrange(v.Strange))
	}
	if v.Lines > 0 {
		s.say(text.RecoverNext)
	}
}

func (p *program) recoverCommand() *cobra.Command {
	return p.json(leaf("recover", exactly(0), p.onCitizens(func(ctx context.Context, d *wire.Desk, _ []string) error {
		got, r, err := d.Recover(ctx, d.Mint(), p.progress())
		if err != nil {
			return err
		}
		return p.give(recoverView{Seen: got.Seen, Lines: got.Lines, Keys: got.Keys, Strange: got.Strange, Applied: r.Applied})
	})))
}
