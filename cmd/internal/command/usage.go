package command

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"xiaochuang/tui/text"
)

// A usageError is a command line that cannot be understood.
type usageError struct {
	say     string
	command *cobra.Command
}

// Error is for the log.
func (u *usageError) Error() string { return "usage: " + u.say }

// hint tells where the command is explained.
func (u *usageError) hint() string {
	root := u.command.Root().Name()
	rest := strings.TrimPrefix(u.command.CommandPath(), root)
	return clean(text.HelpSee(strings.TrimSpace(root + " help" + rest)))
}

func usage(c *cobra.Command, say string) error { return &usageError{say: say, command: c} }

// flagError words what the flag parser has to say.
func flagError(c *cobra.Command, err error) error {
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return usage(c, text.NoSuchFlag(dashes(e.GetSpecifiedName())))
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return usage(c, text.FlagNeedsValue(dashes(e.GetFlag().Name)))
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return usage(c, text.FlagValueWrong(dashes(e.GetFlag().Name), clean(e.GetValue())))
	}
	return usage(c, text.LineUnreadable)
}

func dashes(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// exactly takes so many arguments and tells how the command is written where
// there are others.
func exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return usage(c, text.ArgsWrong(synopsis(c)))
		}
		return nil
	}
}

// atMost takes at most so many arguments.
func atMost(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > n {
			return usage(c, text.ArgsWrong(synopsis(c)))
		}
		return nil
	}
}

// between takes at least and at most so many arguments.
func between(least, most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usage(c, text.ArgsWrong(synopsis(c)))
		}
		return nil
	}
}

// needsCommand is what a group does by itself: it says which commands it has.
func needsCommand(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(c, text.NoSuchCommand(clean(args[0]), near(c, args[0])))
	}
	var of []string
	for _, s := range listed(c) {
		of = append(of, s.Name())
	}
	return usage(c, text.CommandNeeded(c.CommandPath(), of))
}

// near lists the commands that may have been meant.
func near(c *cobra.Command, typed string) []string {
	c.SuggestionsMinimumDistance = 2
	var out []string
	for _, s := range c.SuggestionsFor(typed) {
		out = append(out, c.CommandPath()+" "+s)
	}
	return out
}
