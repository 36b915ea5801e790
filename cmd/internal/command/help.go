package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"xiaochuang/tui/text"
)

// root makes the command of a program, with its help in Chinese and nothing of
// the library's own.
func (p *program) root() *cobra.Command {
	c := &cobra.Command{
		Use: p.name, SilenceErrors: true, SilenceUsage: true, Args: cobra.ArbitraryArgs, RunE: needsCommand,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	c.PersistentFlags().BoolP("help", "h", false, text.FlagUse(p.name, "help"))
	c.SetFlagErrorFunc(flagError)
	c.SetHelpFunc(func(c *cobra.Command, _ []string) { writeHelp(c.OutOrStdout(), c) })
	c.SetUsageFunc(func(c *cobra.Command) error { writeHelp(c.OutOrStderr(), c); return nil })
	c.SetHelpCommand(&cobra.Command{
		Use: "help", Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			of, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usage(c, text.NoSuchCommand(clean(strings.Join(args, " ")), nil))
			}
			writeHelp(c.OutOrStdout(), of)
			return nil
		},
	})
	return c
}

// add puts commands under a parent.
func add(to *cobra.Command, subs ...*cobra.Command) *cobra.Command {
	to.AddCommand(subs...)
	return to
}

// group makes a command that only holds others.
func group(name string, subs ...*cobra.Command) *cobra.Command {
	return add(&cobra.Command{Use: name, Args: cobra.ArbitraryArgs, RunE: needsCommand}, subs...)
}

// listed are the commands that help shows.
func listed(c *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, s := range c.Commands() {
		if !s.Hidden && s.Name() != "help" {
			out = append(out, s)
		}
	}
	return out
}

// itself marks a group that also does something by itself.
const itself = "itself"

// leaves are the commands below c that do something, in the order of the tree.
func leaves(c *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, s := range listed(c) {
		if s.HasSubCommands() {
			if s.Annotations[itself] != "" {
				out = append(out, s)
			}
			out = append(out, leaves(s)...)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// synopsis is how a command is written.
func synopsis(c *cobra.Command) string {
	path := c.CommandPath()
	if a := text.CommandUseOf(path).Args; a != "" {
		path += " " + a
	}
	c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		path += " [" + written(f) + "]"
	})
	return path
}

// written is a flag with the name of its value.
func written(f *pflag.Flag) string {
	value, _ := pflag.UnquoteUsage(f)
	if value == "" || f.Value.Type() == "bool" {
		return "--" + f.Name
	}
	return "--" + f.Name + " " + value
}

// writeHelp writes what there is to know of a command.
func writeHelp(w io.Writer, c *cobra.Command) {
	use := text.CommandUseOf(c.CommandPath())
	s := &sheet{}
	s.say(use.Does)
	s.head(text.HelpUsage)
	s.say("  " + synopsis(c))
	if c.HasSubCommands() {
		s.head(text.HelpCommands)
		s.table(nil, commandRows(c))
	}
	s.head(text.HelpFlags)
	s.table(nil, flagRows(c))
	if use.More != "" {
		s.say("", use.More)
	}
	if len(use.Try) > 0 {
		s.head(text.HelpTry)
		for _, t := range use.Try {
			s.say("  " + t)
		}
	}
	s.head(text.HelpExit)
	s.table(nil, exitRows())
	if c.HasSubCommands() {
		s.say("", fmt.Sprintf(text.HelpMoreOf, c.Root().Name()))
	}
	fmt.Fprint(w, s.String())
}

func commandRows(c *cobra.Command) [][]string {
	var rows [][]string
	for _, s := range leaves(c) {
		name := strings.TrimPrefix(s.CommandPath(), c.CommandPath()+" ")
		rows = append(rows, []string{"  " + name, text.CommandUseOf(s.CommandPath()).Does})
	}
	return rows
}

func flagRows(c *cobra.Command) [][]string {
	var rows [][]string
	show := func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		_, words := pflag.UnquoteUsage(f)
		if d := shownDefault(f); d != "" {
			words += fmt.Sprintf(text.HelpDefault, d)
		}
		rows = append(rows, []string{"  " + written(f), words})
	}
	c.LocalFlags().VisitAll(show)
	c.InheritedFlags().VisitAll(show)
	return rows
}

// shownDefault is the value of a flag that was not given, "" where that is none.
func shownDefault(f *pflag.Flag) string {
	switch f.DefValue {
	case "", "false", "0", "[]", "0s":
		return ""
	}
	return f.DefValue
}

func exitRows() [][]string {
	var rows [][]string
	for _, e := range text.ExitUses() {
		rows = append(rows, []string{fmt.Sprintf("  %d", e.Code), e.Means})
	}
	return rows
}
