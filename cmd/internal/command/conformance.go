package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// Conformance runs the program that proves a street centre and returns its exit
// code: 0 when every check passed.
func Conformance(args []string, in *os.File, out, err io.Writer) int {
	p := &program{name: "centre-conformance", in: in, out: out, err: err}
	p.folder = func() string { return "" } // It keeps nothing, not even a log.
	return p.run(p.conformanceCommand(), args)
}

// conformanceCommand is the whole of the program: it has no commands below it.
func (p *program) conformanceCommand() *cobra.Command {
	var o wire.ConformanceOptions
	var only string
	c := &cobra.Command{
		Use: p.name, SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:              func(c *cobra.Command, args []string) error { return p.misused(exactly(0)(c, args)) },
	}
	f := c.Flags()
	f.StringVar(&o.URL, "url", "", text.ConformanceFlag("url"))
	f.StringVar(&o.Code, "code", "", text.ConformanceFlag("code"))
	f.StringVar(&o.Desk, "desk", "110101001001-99", text.ConformanceFlag("desk"))
	f.StringVar(&o.Suite, "suite", "gm", text.ConformanceFlag("suite"))
	f.IntVar(&o.Level, "level", 1, text.ConformanceFlag("level"))
	f.StringVar(&only, "only", "", text.ConformanceFlag("only"))
	f.StringVar(&o.CA, "ca", "", text.ConformanceFlag("ca"))
	f.DurationVar(&o.Wait, "wait", 0, text.ConformanceFlag("wait"))
	f.BoolVar(&p.asJSON, "json", false, text.ConformanceFlag("json"))
	f.BoolP("help", "h", false, text.ConformanceFlag("help"))
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return p.misused(flagError(c, err)) })
	c.SetHelpFunc(func(c *cobra.Command, _ []string) { writeConformanceHelp(c.OutOrStdout(), c) })
	c.RunE = func(c *cobra.Command, _ []string) error {
		if only != "" {
			o.Only = strings.Split(only, ",")
		}
		if err := conformanceChoice(c, o); err != nil {
			return p.misused(err)
		}
		return p.prove(c, o)
	}
	return c
}

// conformanceChoice refuses what no run can be made of.
func conformanceChoice(c *cobra.Command, o wire.ConformanceOptions) error {
	wrong := func(flag, value string) error { return usage(c, text.FlagValueWrong("--"+flag, clean(value))) }
	switch {
	case o.URL == "":
		return usage(c, text.FlagMissing("--url"))
	case o.Code == "":
		return usage(c, text.FlagMissing("--code"))
	case o.Suite != "gm" && o.Suite != "intl":
		return wrong("suite", o.Suite)
	case o.Level < 1 || o.Level > 4:
		return wrong("level", fmt.Sprint(o.Level))
	case o.Wait < 0 || o.Wait > mostWait:
		return wrong("wait", o.Wait.String())
	}
	for _, prefix := range o.Only {
		known := func(c wire.ConformanceCheck) bool { return c.Level <= o.Level && strings.HasPrefix(c.ID, prefix) }
		if prefix == "" || !slices.ContainsFunc(wire.ConformanceChecks(), known) {
			return wrong("only", prefix)
		}
	}
	return nil
}

// mostWait bounds how long the street may take to answer.
const mostWait = 24 * time.Hour

// misused writes what is wrong with the command line.
func (p *program) misused(err error) error {
	u, ok := errors.AsType[*usageError](err)
	if !ok {
		return err
	}
	fmt.Fprintln(p.err, clean(text.ConformanceFailed(u.say, "usage")))
	fmt.Fprintln(p.err, text.HelpSee(p.name+" --help"))
	return told(exitUsage)
}

// prove makes the run and writes what came of it.
func (p *program) prove(c *cobra.Command, o wire.ConformanceOptions) error {
	o.Asked = func(cases []string) { fmt.Fprintln(p.err, clean(text.ConformanceAnswer(cases, o.Wait))) }
	list, err := wire.Conformance(c.Context(), o)
	if err != nil {
		fmt.Fprintln(p.err, clean(text.ConformanceFailed(sentenceOf(err), codeOf(err))))
		return told(exitProblem)
	}
	v := conformanceView{
		URL: o.URL, Desk: o.Desk, Suite: o.Suite, Level: o.Level, Only: o.Only, Proven: wire.ConformanceProven(list),
	}
	for _, r := range list {
		switch r.Outcome {
		case wire.ConformancePassed:
			v.Passed++
		case wire.ConformanceFailed:
			v.Failed++
		default:
			v.Unproven++
		}
		v.Checks = append(v.Checks, proofView{
			ID: r.ID, Level: r.Level, Asks: r.Asks, Outcome: string(r.Outcome), Want: r.Want, Got: r.Got,
		})
	}
	if err := p.give(v); err != nil {
		return err
	}
	if !v.Proven {
		return told(exitProblem)
	}
	return nil
}

// A proofView is one check and what came of it. Want and got are for a check
// that did not pass.
type proofView struct {
	ID      string `json:"id"`
	Level   int    `json:"level"`
	Asks    string `json:"asks"`
	Outcome string `json:"outcome"`
	Want    string `json:"want,omitempty"`
	Got     string `json:"got,omitempty"`
}

// A conformanceView is what centre-conformance tells. Proven is of the checks
// that were made: all of the level, unless only is there.
type conformanceView struct {
	URL      string      `json:"url"`
	Desk     string      `json:"desk"`
	Suite    string      `json:"suite"`
	Level    int         `json:"level"`
	Only     []string    `json:"only,omitempty"`
	Proven   bool        `json:"proven"`
	Passed   int         `json:"passed"`
	Failed   int         `json:"failed"`
	Unproven int         `json:"unproven"`
	Checks   []proofView `json:"checks"`
}

func (v conformanceView) lines(s *sheet) {
	rows := [][]string{}
	for _, c := range v.Checks {
		rows = append(rows, []string{
			text.ConformanceResult(c.Outcome), c.ID, fmt.Sprint(c.Level), text.ConformanceAsks(c.ID),
		})
	}
	t := &sheet{}
	t.table([]string{text.ConformanceOutcome, text.ConformanceCheck, text.ConformanceLevel, text.ConformanceAsk}, rows)
	table := strings.Split(strings.TrimSuffix(t.String(), "\n"), "\n")
	s.say(table[0])
	for i, c := range v.Checks {
		s.say(table[i+1])
		if c.Got != "" {
			s.say(text.ConformanceMissed(c.Want, c.Got))
		}
	}
	s.say("", text.ConformanceSum(v.Passed, v.Failed, v.Unproven), text.ConformanceVerdict(v.Level, v.Proven, len(v.Only) > 0))
}

// writeConformanceHelp writes what there is to know of the program.
func writeConformanceHelp(w io.Writer, c *cobra.Command) {
	use := text.ConformanceUse()
	s := &sheet{}
	s.say(use.Does)
	s.head(text.HelpUsage)
	s.say("  " + synopsis(c))
	s.head(text.HelpFlags)
	s.table(nil, flagRows(c))
	s.say("", use.More)
	s.head(text.HelpTry)
	for _, t := range use.Try {
		s.say("  " + t)
	}
	s.head(text.HelpExit)
	var rows [][]string
	for _, e := range text.ConformanceExits() {
		rows = append(rows, []string{fmt.Sprintf("  %d", e.Code), e.Means})
	}
	s.table(nil, rows)
	fmt.Fprint(w, s.String())
}
