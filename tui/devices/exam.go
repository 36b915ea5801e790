package devices

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// An exam is the doctor's examination under way, or the latest one.
type exam struct {
	shown  bool // below the list
	going  bool
	checks []desk.Check
	took   time.Duration
	fault  string
	told   ui.Steps
}

type (
	checkMsg    struct{ check desk.Check }
	examinedMsg struct {
		took time.Duration
		err  error
	}
)

// mostChecks is how many checks wait for the screen before the doctor does.
const mostChecks = 64

func (s *Screen) cannotExamine() string {
	switch {
	case s.cfg.Examine == nil:
		return text.NotOurDevices
	case s.exam.going:
		return text.CheckUpBusy
	}
	return s.noRight()
}

// examine runs the doctor; the counter goes on.
func (s *Screen) examine() tea.Cmd {
	ctx, cancel := context.WithTimeout(s.ctx, testTime)
	s.exam = exam{shown: true, going: true}
	s.exam.told = ui.Begin(mostChecks, cancel, func(tell func(tea.Msg)) tea.Msg {
		took, err := s.cfg.Examine(ctx, func(c desk.Check) { tell(checkMsg{c}) })
		return examinedMsg{took, err}
	})
	s.fill()
	return s.exam.told.Next()
}

// end puts what wants a hand first; the rest stays in the order of the command.
func (e *exam) end(m examinedMsg) {
	e.going, e.took = false, m.took
	if m.err != nil {
		e.fault = text.Problem(m.err)
	}
	rank := func(c desk.Check) int {
		switch c.State {
		case desk.CheckFault:
			return 0
		case desk.CheckWarning:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(e.checks, func(a, b desk.Check) int { return rank(a) - rank(b) })
}

// lines is the outcome, and a line for each check in the words of the command.
func (e *exam) lines() []ui.PageLine {
	faults, warnings := 0, 0
	for _, c := range e.checks {
		switch c.State {
		case desk.CheckFault:
			faults++
		case desk.CheckWarning:
			warnings++
		}
	}
	var out []ui.PageLine
	switch {
	case e.fault != "":
		out = append(out, ui.PageLine{Style: ui.Error, Text: e.fault})
	case e.going:
		out = append(out, ui.PageLine{Style: ui.Dim, Text: text.CheckUpGoes})
	default:
		st := ui.Good
		if faults+warnings > 0 {
			st = ui.Warn
		}
		out = append(out, ui.PageLine{Style: st, Text: text.DoctorSums(faults, warnings, e.took.Seconds())})
	}
	for _, c := range e.checks {
		st := ui.Text
		switch c.State {
		case desk.CheckFault:
			st = ui.Error
		case desk.CheckWarning:
			st = ui.Warn
		case desk.CheckSkipped:
			st = ui.Dim
		}
		out = append(out, ui.PageLine{Style: st, Text: text.CheckState(string(c.State)) + " " + text.CheckName(c.Name) + "  " + ui.Clean(text.CheckLine(c, false), mostLine)})
	}
	return out
}

// mostLine bounds the words of one check, in characters.
const mostLine = 600
