package command

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// Desk runs the desk's program and returns its exit code.
func Desk(args []string, in *os.File, out, err io.Writer) int {
	if len(args) > 0 && args[0] == wire.LookAtPage {
		return wire.RunLookAtPage(args[1:], in, out)
	}
	if len(args) > 0 && args[0] == wire.ShootCamera {
		return wire.RunShootCamera(args[1:], out, err)
	}
	p := &program{name: "xiaochuang", in: in, out: out, err: err, pinFD: -1}
	p.folder = func() string { return p.opt.Dir() }
	return p.run(p.deskCommands(), args)
}

// deskCommands is the tree of the desk's program.
func (p *program) deskCommands() *cobra.Command {
	root := p.root()
	g := root.PersistentFlags()
	g.StringVar(&p.opt.Data, "data", "", text.FlagUse(p.name, "data"))
	g.BoolVar(&p.opt.Demo, "demo", false, text.FlagUse(p.name, "demo"))
	g.DurationVar(&p.opt.Shift, "clock-shift", 0, text.FlagUse(p.name, "clock-shift"))
	_ = g.MarkHidden("clock-shift") // fails only for a flag that is not there
	g.StringVar(&p.pinOf, "pin-of", "", text.FlagUse(p.name, "pin-of"))
	g.IntVar(&p.pinFD, "pin-fd", -1, text.FlagUse(p.name, "pin-fd"))
	window := root.Flags().Int("window", 0, text.FlagUse(p.name, "window"))
	p.opt.Stderr, p.opt.Built, p.opt.Look, p.opt.Shoot = p.err, builtAt(), again(wire.LookAtPage), again(wire.ShootCamera)

	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if p.opt.Shift != 0 && !p.opt.Demo {
			return usage(c, text.ShiftOnlyInDemo)
		}
		return nil
	}
	root.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return needsCommand(c, args)
		}
		return p.console(c, *window)
	}
	return add(root,
		p.guideCommands(), p.ticketCommands(), p.inquiryCommands(), p.rectifyCommands(), p.assistCommands(), p.totalsCommand(), p.offPeakCommand(),
		p.caseCommands(), p.bagCommands(), p.batchCommands(), p.transcriptCommands(),
		p.paperCommands(), p.posterCommands(), p.templateCommands(), p.slipCommands(), p.backEntryCommand(),
		p.journalCommands(), p.syncCommand(), p.streetCommands(), p.enrolCommand(), p.recoverCommand(), p.doctorCommand(), p.versionCommand(),
		p.initCommand(), p.catalogueCommands(), p.calendarCommands(), p.practiceCommand(), p.rightsCommand(), p.shiftCommands(), p.dayCommands(), p.pinCommands(), p.keysCommands(), p.boardCommand(), p.keycardCommand(), p.separatorsCommand(),
		p.carryCommands(), p.backupCommand(), p.deskRestoreCommand(),
		p.seatCommands(), p.seatdCommand(), p.printdCommand(), p.setupCommand(), p.configCommands(), p.deviceCommands(), p.bundleCommand(), p.padCommands(),
	)
}

// leaf makes a command that does something.
func leaf(name string, args cobra.PositionalArgs, run func(*cobra.Command, []string) error) *cobra.Command {
	return &cobra.Command{Use: name, Args: args, RunE: run}
}

// json gives a command the flag that turns lines into JSON.
func (p *program) json(c *cobra.Command) *cobra.Command {
	c.Flags().BoolVar(&p.asJSON, "json", false, text.FlagUse("", "json"))
	return c
}

// console opens the screens.
func (p *program) console(c *cobra.Command, window int) error {
	if !p.onTerminal() {
		return usage(c, text.NotATerminal)
	}
	err := p.onDesk(func(ctx context.Context, d *wire.Desk, _ []string) error {
		if window == 0 {
			window = d.Station.Windows[0].No
		}
		if err := knownWindow(c, d, window); err != nil {
			return err
		}
		return d.Console(ctx, window)
	})(c, nil)
	if errors.Is(err, wire.ErrNoStation) {
		return p.setup(c)
	}
	return err
}

// knownWindow refuses a window that the station has not.
func knownWindow(c *cobra.Command, d *wire.Desk, window int) error {
	var of []int
	for _, w := range d.Station.Windows {
		of = append(of, w.No)
	}
	if !slices.Contains(of, window) {
		return usage(c, text.WindowUnknown(window, of))
	}
	return nil
}

// onTerminal reports whether both the keyboard and the screen are a terminal.
func (p *program) onTerminal() bool {
	return p.in != nil && term.IsTerminal(p.in.Fd()) && terminal(p.out)
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

// again starts this program again for one small task, none where nobody knows
// where it lies.
func again(task string) []string {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{self, task}
}

// builtAt is when this program was built, zero where nobody has said.
func builtAt() time.Time {
	t, err := time.Parse(time.RFC3339, built)
	if err != nil {
		return time.Time{}
	}
	return t
}
