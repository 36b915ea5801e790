package command

import (
	"context"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// An updatesView is what catalogue changes tells: what has changed for somebody of the
// staff since they worked with the catalogue last.
type updatesView struct {
	Staff   string           `json:"staff"`
	From    string           `json:"from,omitempty"`
	To      string           `json:"to,omitempty"`
	Read    bool             `json:"read"`
	Changes []itemChangeView `json:"changes"`
}

func (v updatesView) lines(s *sheet) {
	if len(v.Changes) == 0 {
		s.say(text.UpdatesNone)
		return
	}
	s.say(text.UpdatesSince(v.To, v.From, len(v.Changes)))
	changeLines(s, v.Changes)
	if v.Read {
		s.say(text.UpdatesSaved)
	}
}

func (p *program) updatesCommand() *cobra.Command {
	var staff string
	var read bool
	c := leaf("changes", exactly(0), p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		by, err := duty(d, staff, 0)
		if err != nil {
			return err
		}
		n, err := d.News(ctx, by.Staff.ID)
		if err != nil {
			return err
		}
		if read && n.Unread() > 0 {
			if err := d.Days.CatalogueRead(ctx, d.Mint(), by, n.To); err != nil {
				return err
			}
			n.Read = true
		}
		return p.give(updatesView{Staff: by.Staff.ID, From: n.From, To: n.To, Read: n.Read, Changes: viewsOfChanges(n.Changes)})
	}))
	f := c.Flags()
	f.StringVar(&staff, "staff", "", text.FlagUse("", "staff"))
	f.BoolVar(&read, "read", false, text.FlagUse("xiaochuang catalogue changes", "read"))
	return p.json(c)
}
