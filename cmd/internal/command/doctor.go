package command

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// A checkView is one thing that the doctor has looked at.
type checkView struct {
	Check string            `json:"check"`
	State string            `json:"state"`
	Code  string            `json:"code,omitempty"`
	Facts map[string]string `json:"facts,omitempty"`
	Says  string            `json:"says"` // in Chinese
	Next  string            `json:"next,omitempty"`
}

// A doctorView is what doctor tells.
type doctorView struct {
	Faults   int         `json:"faults"`
	Warnings int         `json:"warnings"`
	Exit     int         `json:"exit"`
	TookMS   int64       `json:"took_ms"`
	Checks   []checkView `json:"checks"`
}

func (v doctorView) lines(s *sheet) {
	s.say(text.DoctorSums(v.Faults, v.Warnings, float64(v.TookMS)/1000))
}

func (p *program) doctorCommand() *cobra.Command {
	var terminal bool
	doctor := p.json(leaf("doctor", exactly(0), func(c *cobra.Command, _ []string) error {
		if terminal {
			return p.examineTerminal(c)
		}
		began := time.Now()
		v := doctorView{Checks: []checkView{}}
		wire.Examine(c.Context(), p.opt, func(x wire.Check) {
			one := viewOfCheck(x)
			v.Checks = append(v.Checks, one)
			switch x.State {
			case wire.CheckFault:
				v.Faults++
			case wire.CheckWarning:
				v.Warnings++
			}
			if !p.asJSON {
				fmt.Fprint(p.out, checkLine(one)) // at once: a device may take seconds
			}
		})
		v.Exit, v.TookMS = exitOfChecks(v.Checks), time.Since(began).Milliseconds()
		if err := p.give(v); err != nil {
			return err
		}
		if v.Exit != exitOK {
			return told(v.Exit)
		}
		return nil
	}))
	doctor.Flags().BoolVar(&terminal, "terminal", false, text.FlagUse("xiaochuang doctor", "terminal"))
	return doctor
}

// A terminalView is what doctor --terminal tells.
type terminalView struct {
	Good      bool     `json:"good"`
	Missing   []string `json:"missing_keys"`
	Words     string   `json:"input_method"`
	Wide      []string `json:"not_two_cells"`
	Ambiguous []string `json:"not_one_cell"`
	Silent    bool     `json:"cursor_unknown"`
	Locale    string   `json:"locale"`
	UTF8      bool     `json:"utf8"`
}

func (v terminalView) lines(s *sheet) {
	say := func(what, next string) {
		if next != "" {
			what += "  " + text.NextStep(next)
		}
		s.say(what)
	}
	if !v.UTF8 {
		say(text.NotUTF8(v.Locale))
	}
	say(text.WidthsSay(v.Wide, v.Ambiguous, v.Silent))
	if v.Silent {
		s.say(strings.Split(text.RulerOfWidths, "\n")...)
	}
	say(text.KeysEaten(v.Missing))
	say(text.InputMethod(v.Words))
}

// examineTerminal tests keys, input method and widths with somebody at the keys.
func (p *program) examineTerminal(c *cobra.Command) error {
	if !p.onTerminal() {
		return usage(c, text.NotATerminal)
	}
	t, err := wire.ExamineTerminal(c.Context(), p.in, p.out.(*os.File))
	if err != nil {
		return err
	}
	v := terminalView{
		Good: t.UTF8 && len(t.Widths.Narrow) == 0, Missing: t.Missing, Words: t.Words, Wide: t.Widths.Narrow,
		Ambiguous: t.Widths.Broad, Silent: t.Widths.Silent, Locale: t.Locale, UTF8: t.UTF8,
	}
	if err := p.give(v); err != nil {
		return err
	}
	if !v.Good {
		return told(exitProblem)
	}
	return nil
}

func viewOfCheck(x wire.Check) checkView {
	v := checkView{Check: x.Name, State: string(x.State), Code: x.Code, Facts: map[string]string{}}
	for k, f := range x.Facts {
		v.Facts[k] = clean(f)
	}
	v.Says, v.Next = text.CheckSays(x.Name, x.Code, v.Facts)
	return v
}

// checkLine is the one line of a check: how it is, what was found, what to do.
func checkLine(v checkView) string {
	s := &sheet{}
	name := text.CheckName(v.Check)
	gap := strings.Repeat(" ", max(2, 16-ansi.StringWidth(name)))
	what := text.CheckLine(desk.Check{Name: v.Check, State: desk.CheckState(v.State), Code: v.Code, Facts: v.Facts}, true)
	s.say(text.CheckState(v.State) + "  " + name + gap + clean(what))
	return s.String()
}

// exitOfChecks is the code of the worst fault: damaged data before a wrong
// configuration, that before a silent device, and that before the rest.
func exitOfChecks(list []checkView) int {
	worst := exitOK
	rank := func(code int) int {
		for i, c := range []int{exitOK, exitProblem, exitUnavailable, exitConfig, exitDamaged} {
			if c == code {
				return i
			}
		}
		return 0
	}
	for _, v := range list {
		if v.State == string(wire.CheckFault) && rank(exitOfCheck(v)) > rank(worst) {
			worst = exitOfCheck(v)
		}
	}
	return worst
}

func exitOfCheck(v checkView) int {
	switch {
	case v.Check == "config", v.Check == "devices":
		return exitConfig
	case v.Check == "journal", v.Check == "rows", v.Check == "database" && v.Code == "store":
		return exitDamaged
	case strings.HasPrefix(v.Check, "device."), v.Check == "centre":
		return exitUnavailable
	}
	return exitProblem
}
