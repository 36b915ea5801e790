package intake

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A feeding says where the pages go that a scanner gives, and what it gave so far.
// A stack that stopped half-way goes on where it was.
type feeding struct {
	desk.Stack

	stack bool              // sheets come until the feeder is empty
	names map[string]string // of the lines when the scan began, by key
	waits *feeding          // a stack that was halted before this one page, nil for none
}

// on starts a scan for a line. What was left of a stack on that line goes on; while
// one page is taken anew it waits.
func (f feeding) on(key string, stack, both bool, lines []desk.Material) feeding {
	switch {
	case !stack && f.left() != nil:
		f = feeding{Stack: desk.Stack{Line: key}, waits: &f}
	case !stack || !f.stack || f.Line != key:
		f = feeding{Stack: desk.Stack{Line: key, Split: f.Split, Both: both && stack}, stack: stack}
	}
	f.names = map[string]string{}
	for _, m := range lines {
		f.names[m.Key] = m.Name
	}
	return f
}

// after is what is left when a scan has ended: a stack that was halted.
func (f feeding) after(halted bool) feeding {
	switch {
	case halted:
		return f
	case f.waits != nil:
		return *f.waits
	}
	return feeding{}
}

// left is the stack to be kept with the draft, nil where none is under way.
func (f feeding) left() *desk.Stack {
	if f.waits != nil {
		return f.waits.left()
	}
	if !f.stack || f.Through() == 0 {
		return nil
	}
	x := f.Stack
	return &x
}

// goesOn puts the stack of a draft back where it stopped: at a power cut, at a
// jam, or because another case was opened. It says where the sheets go on.
func (s *Screen) goesOn() tea.Cmd {
	s.feeding = feeding{}
	left := s.draft.Stack
	if left == nil || s.draft.Case.Material(left.Line) == nil || s.cfg.Source == "" {
		return nil
	}
	s.feeding = feeding{Stack: *left, stack: true}
	torn := s.feeding.Torn()
	s.takeLast(torn)
	s.draft.Case.Fed = true
	s.list()
	s.table.Select(left.Line)
	say := ui.Say(ui.Care, text.StackLeft(s.feeding.Sheets, s.feeding.Through()+1))
	if torn == "" {
		return say
	}
	return tea.Batch(s.save(), say)
}

// stackActs are what can be done while a stack goes through: the digits say which
// line the following sheets belong to.
func (s *Screen) stackActs() []ui.Action {
	list := []ui.Action{
		{Key: ".", Twin: text.CmdStopScan, Word: text.StopScan, Tip: text.StopScanTip, Run: s.stop, Blocked: s.idle},
		{Key: "down", Twin: text.CmdNextLine, Word: text.NextLine, Tip: text.NextLineTip, Run: s.nextLine, Blocked: s.noStack},
	}
	for n := 1; n <= 9; n++ {
		list = append(list, ui.Action{
			Digit: n, Word: text.ToLine(n), Tip: text.ToLineTip, Hidden: n > 1, Blocked: s.noStack,
			Run: func() tea.Cmd { return s.fillFrom(n - 1) },
		})
	}
	return list
}

// nextLine has the following sheets go to the next line of the checklist.
func (s *Screen) nextLine() tea.Cmd {
	lines := s.draft.Case.Materials
	return s.fillFrom(1 + slices.IndexFunc(lines, func(m desk.Material) bool { return m.Key == s.feeding.Line }))
}

// fillFrom has the sheets that follow go to a line. What was counted out before
// does not hold any more.
func (s *Screen) fillFrom(line int) tea.Cmd {
	lines := s.draft.Case.Materials
	if line < 0 || line >= len(lines) {
		return ui.Say(ui.Care, text.NoSuchLine(len(lines)))
	}
	s.feeding.To(lines[line].Key)
	s.table.Select(s.feeding.Line)
	return ui.Say(ui.Info, text.NowToLine(line+1, ui.Clean(lines[line].Name, 40)))
}

func (s *Screen) noStack() string {
	if !s.scanning || !s.feeding.stack {
		return text.NoStackRuns
	}
	return ""
}

func (s *Screen) idle() string {
	if !s.scanning {
		return text.NothingScans
	}
	return ""
}

// askSplit asks how many sheets each line has, from the selected one on.
func (s *Screen) askSplit() tea.Cmd {
	f := needed(40)
	f.Placeholder = text.SplitExample
	f.Check = func(v string) string {
		if _, ok := s.splitting(v); !ok {
			return text.SplitWrong
		}
		return ""
	}
	return ui.Ask(askSplit, ui.NewAskField(text.SplitStack, text.SplitAsk, f))
}

// splitting reads numbers of sheets: "2 1 3", with anything between them.
func (s *Screen) splitting(words string) ([]int, bool) {
	var out []int
	left := len(s.draft.Case.Materials) - max(0, slices.IndexFunc(s.draft.Case.Materials, func(m desk.Material) bool {
		return s.line() != nil && m.Key == s.line().Key
	}))
	for _, w := range numbers(words) {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 || n > desk.MostFed {
			return nil, false
		}
		out = append(out, n)
	}
	return out, len(out) > 0 && len(out) <= left
}

// numbers are the runs of digits within words.
func numbers(words string) []string {
	var out []string
	inside := false
	for _, r := range ui.Fold(words) {
		digit := r >= '0' && r <= '9'
		if digit && !inside {
			out = append(out, "")
		}
		if inside = digit; digit {
			out[len(out)-1] += string(r)
		}
	}
	return out
}

// splitAs scans a stack of which each line has so many sheets.
func (s *Screen) splitAs(words string) tea.Cmd {
	counts, ok := s.splitting(words)
	if !ok || s.scanning {
		return ui.Say(ui.Care, text.SplitWrong)
	}
	s.feeding = feeding{Stack: desk.Stack{Split: counts}}
	return s.scan()
}

func (s *Screen) noSplit() string {
	if s.cfg.Source == "" {
		return text.NoFeeder
	}
	return s.noScan()
}

// askCount asks how many sheets were scanned, by the clerk's own count. It does not
// say how many there are: whoever knows the answer does not count.
func (s *Screen) askCount() tea.Cmd {
	f := needed(3)
	f.Check = func(v string) string {
		if n, err := strconv.Atoi(ui.Fold(v)); err != nil || n < 0 {
			return text.CountWrong
		}
		return ""
	}
	return ui.Ask(askCount, ui.NewAskField(text.CountSheets, text.CountAsk, f))
}

// counted keeps the clerk's count and says whether it is the scanner's.
func (s *Screen) counted(words string) tea.Cmd {
	n, err := strconv.Atoi(ui.Fold(words))
	if err != nil || n < 0 || n > 9999 {
		return ui.Say(ui.Care, text.CountWrong)
	}
	c := &s.draft.Case
	c.Counted = n
	if c.Counts() {
		s.feeding = feeding{} // nothing is left to go on with
		return tea.Batch(s.save(), ui.Say(ui.Done, text.CountRight(n)))
	}
	return tea.Batch(s.save(), ui.Say(ui.Care, text.CountOff(n, c.Scanned())))
}

func (s *Screen) nothingScanned() string {
	if !s.open || s.draft.Case.Scanned() == 0 {
		return text.NothingScanned
	}
	return ""
}
