package command

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
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
	N      int    `json:"n,omitempty"`
	At     string `json:"at,omitempty"`
	How    string `json:"how,omitempty"`
	Staff  string `json:"staff,omitempty"`
	Key    string `json:"key"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// A changesView lists changes of the configuration.
type changesView struct {
	Restored bool         `json:"restored,omitempty"` // the changes are in force now
	how      string       // of those that are
	none     string       // what is said where there are none
	Changes  []changeView `json:"changes"`
}

func (v changesView) lines(s *sheet) {
	if len(v.Changes) == 0 {
		s.say(cmp.Or(v.none, text.NothingDiffers))
		return
	}
	heads := []string{text.ColKey, text.ColBefore, text.ColAfter}
	dated := v.Changes[0].At != ""
	if dated {
		heads = append([]string{text.ColChangeNo, text.ColWhen, text.ColStaffNo, text.ColHow}, heads...)
	}
	rows := make([][]string, 0, len(v.Changes))
	for _, c := range v.Changes {
		row := []string{c.Key, text.Value(c.Before), text.Value(c.After)}
		if dated {
			row = append([]string{strconv.Itoa(c.N), short(c.At), text.ChangedBy(c.Staff), text.ChangedHow(c.How)}, row...)
		}
		rows = append(rows, row)
	}
	s.table(heads, rows)
	if v.Restored {
		s.say(text.ConfigIsChanged(v.how))
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
	history := leaf("history", exactly(0), func(*cobra.Command, []string) error {
		list, err := wire.ConfigChanges(p.opt, mostHistory)
		if err != nil {
			return err
		}
		v := changesView{Changes: []changeView{}, none: text.NothingChanged}
		for _, c := range list {
			for _, x := range changeViews(c.Changes) {
				x.N, x.At, x.Staff, x.How = c.N, c.At.In(desk.Beijing).Format(time.RFC3339), c.Staff, c.How
				v.Changes = append(v.Changes, x)
			}
		}
		return p.give(v)
	})
	restore := p.configAct("restore", cobra.MaximumNArgs(20), desk.HowRestored, func(ctx context.Context, staff string, args []string) ([]desk.KeyChange, error) {
		return wire.RestoreConfig(ctx, p.opt, staff, args)
	})
	undo := p.configAct("undo", cobra.RangeArgs(1, 21), desk.HowUndone, func(ctx context.Context, staff string, args []string) ([]desk.KeyChange, error) {
		n, err := strconv.Atoi(args[0])
		if err != nil {
			return nil, &desk.Problem{Kind: desk.NotFound, What: "config.change"}
		}
		return wire.UndoConfig(ctx, p.opt, staff, n, args[1:])
	})
	set := p.configAct("set", exactly(2), desk.HowSet, func(ctx context.Context, staff string, args []string) ([]desk.KeyChange, error) {
		return wire.SetConfig(ctx, p.opt, staff, args[0], args[1])
	})
	return group("config", p.json(diff), p.json(history), p.json(restore), p.json(undo), p.json(set), p.json(p.configExport()), p.json(p.configImport()))
}

// configAct is a command that puts another configuration in force.
func (p *program) configAct(name string, args cobra.PositionalArgs, how string, act func(context.Context, string, []string) ([]desk.KeyChange, error)) *cobra.Command {
	var staff string
	c := &cobra.Command{Use: name, Args: args, RunE: func(c *cobra.Command, args []string) error {
		list, err := act(c.Context(), staff, args)
		if err != nil {
			return err
		}
		return p.give(changesView{Restored: true, how: how, Changes: changeViews(list)})
	}}
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("xiaochuang config", "staff"))
	return c
}

// An exportView is what config export tells.
type exportView struct {
	File   string `json:"file"`
	Values int    `json:"values"`
}

func (v exportView) lines(s *sheet) { s.say(text.ConfigExported(v.File, v.Values)) }

func (p *program) configExport() *cobra.Command {
	var places bool
	c := leaf("export", exactly(1), func(_ *cobra.Command, args []string) error {
		b, n, err := wire.ExportConfig(p.opt, places)
		if err == nil {
			err = wire.WriteExport(args[0], b)
		}
		if err != nil {
			return err
		}
		return p.give(exportView{args[0], n})
	})
	c.Flags().BoolVar(&places, "places", false, text.FlagUse("xiaochuang config export", "places"))
	return c
}

// configImport shows what would change; with --yes it changes it.
func (p *program) configImport() *cobra.Command {
	var staff string
	var yes bool
	c := &cobra.Command{Use: "import", Args: cobra.RangeArgs(1, 21), RunE: func(c *cobra.Command, args []string) error {
		v := changesView{none: text.NothingToTake}
		list, err := wire.CompareExport(p.opt, args[0], args[1:])
		if err == nil && yes && len(list) > 0 {
			v.Restored, v.how = true, desk.HowImported
			list, err = wire.ImportConfig(c.Context(), p.opt, staff, args[0], args[1:])
		}
		if err != nil {
			return err
		}
		v.Changes = changeViews(list)
		if err := p.give(v); err != nil || v.Restored || len(list) == 0 || p.asJSON {
			return err
		}
		_, err = fmt.Fprintln(p.out, text.ConfigWouldChange)
		return err
	}}
	c.Flags().StringVar(&staff, "staff", "", text.FlagUse("xiaochuang config", "staff"))
	c.Flags().BoolVar(&yes, "yes", false, text.FlagUse("xiaochuang config import", "yes"))
	return c
}
