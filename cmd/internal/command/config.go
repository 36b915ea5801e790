package command

import (
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

func (p *program) setupCommand() *cobra.Command {
	return leaf("setup", exactly(0), func(c *cobra.Command, _ []string) error { return p.setup(c) })
}

// setup runs the wizard in the terminal.
func (p *program) setup(c *cobra.Command) error {
	if !p.onTerminal() {
		return usage(c, text.NotATerminal)
	}
	wrote := ""
	if err := wire.Setup(c.Context(), p.opt, func(path string) { wrote = path }); err != nil {
		return err
	}
	return p.give(setupView{wrote})
}

// A setupView is what is told after the set-up.
type setupView struct {
	File string `json:"file,omitempty"`
}

func (v setupView) lines(s *sheet) {
	if v.File != "" {
		s.say(text.StationIsWritten(v.File))
	}
	s.say(text.SetupDone)
}

// A changeView is one value of the configuration before and after.
type changeView struct {
	At     string `json:"at,omitempty"`
	Staff  string `json:"staff,omitempty"`
	Key    string `json:"key"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// A changesView lists changes of the configuration.
type changesView struct {
	Restored bool         `json:"restored,omitempty"`
	Changes  []changeView `json:"changes"`
}

func (v changesView) lines(s *sheet) {
	if len(v.Changes) == 0 {
		s.say(text.NothingDiffers)
		return
	}
	heads := []string{text.ColKey, text.ColBefore, text.ColAfter}
	dated := v.Changes[0].At != ""
	if dated {
		heads = append([]string{text.ColWhen, text.ColStaffNo}, heads...)
	}
	rows := make([][]string, 0, len(v.Changes))
	for _, c := range v.Changes {
		row := []string{c.Key, text.Value(c.Before), text.Value(c.After)}
		if dated {
			row = append([]string{short(c.At), c.Staff}, row...)
		}
		rows = append(rows, row)
	}
	s.table(heads, rows)
	if v.Restored {
		s.say(text.ConfigIsBack(true))
	}
}

func changeViews(list []desk.KeyChange) []changeView {
	out := make([]changeView, 0, len(list))
	for _, c := range list {
		out = append(out, changeView{Key: c.Key, Before: c.Before, After: c.After})
	}
	return out
}

// mostHistory is how many changes config history lists.
const mostHistory = 50

// configCommands work without an open desk: the configuration may be what keeps
// it from opening.
func (p *program) configCommands() *cobra.Command {
	diff := leaf("diff", exactly(0), func(*cobra.Command, []string) error {
		list, err := wire.ConfigDiff(p.opt)
		if err != nil {
			return err
		}
		return p.give(changesView{Changes: changeViews(list)})
	})
	var staff string
	restore := &cobra.Command{Use: "restore", Args: cobra.MaximumNArgs(20), RunE: func(c *cobra.Command, args []string) error {
		list, err := wire.RestoreConfig(c.Context(), p.opt, staff, args)
		if err != nil {
			return err
		}
		return p.give(changesView{Restored: true, Changes: changeViews(list)})
	}}
	restore.Flags().StringVar(&staff, "staff", "", text.FlagUse("xiaochuang config", "staff"))
	history := leaf("history", exactly(0), func(*cobra.Command, []string) error {
		list, err := wire.ConfigChanges(p.opt, mostHistory)
		if err != nil {
			return err
		}
		v := changesView{Changes: []changeView{}}
		for _, c := range list {
			for _, x := range changeViews(c.Changes) {
				x.At, x.Staff = c.At.In(desk.Beijing).Format(time.RFC3339), c.Staff
				v.Changes = append(v.Changes, x)
			}
		}
		return p.give(v)
	})
	return group("config", p.json(diff), p.json(restore), p.json(history))
}
