package intake

import (
	"context"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// separatedMsg tells what came of printing a set of separators.
type separatedMsg struct{ err error }

// separateFor is how long ten sheets may take a printer.
const separateFor = 2 * time.Minute

// separate prints a set of separators.
func (s *Screen) separate() tea.Cmd {
	if s.noSeparators() != "" {
		return nil
	}
	f := s.cfg.Separate
	return tea.Batch(ui.Say(ui.Info, text.Separating), ui.Do(s.ctx, separateFor, func(ctx context.Context) tea.Msg {
		return separatedMsg{f(ctx)}
	}))
}

func (s *Screen) separated(m separatedMsg) tea.Cmd {
	if m.err != nil {
		return ui.Say(ui.Fault, text.Problem(m.err))
	}
	return ui.Say(ui.Done, text.Separated)
}

func (s *Screen) noSeparators() string {
	if s.cfg.Separate == nil {
		return text.NoSeparators
	}
	return ""
}

// askSplitAt asks from which page on pages belong to another line. The page that
// looks like a separator is offered.
func (s *Screen) askSplitAt() tea.Cmd {
	f := needed(12)
	f.Check = func(v string) string {
		if _, _, ok := s.splittingAt(v); !ok {
			return text.SplitAtWrong
		}
		return ""
	}
	if p, no := s.flawed(); p != nil && p.Flaw == desk.FlawSeparator {
		f.Set(strconv.Itoa(no))
	}
	return ui.Ask(askSplitAt, ui.NewAskField(text.SplitAt, text.SplitAtAsk, f))
}

// splittingAt reads from which page of the line, counted from 0, pages go to which
// line of the checklist.
func (s *Screen) splittingAt(words string) (from int, to *desk.Material, ok bool) {
	m, lines := s.line(), s.draft.Case.Materials
	n := numbers(words)
	if m == nil || len(n) < 1 || len(n) > 2 {
		return 0, nil, false
	}
	here := slices.IndexFunc(lines, func(x desk.Material) bool { return x.Key == m.Key })
	line := here + 2
	if len(n) == 2 {
		line, _ = strconv.Atoi(n[1])
	}
	from, err := strconv.Atoi(n[0])
	if err != nil || from < 1 || from > len(m.Pages) || line < 1 || line > len(lines) || line == here+1 {
		return 0, nil, false
	}
	return from - 1, &lines[line-1], true
}

// splitAt has the pages from one on belong to another line, where they stand before
// its own: what a separator would have done that nobody could read. That
// separator, the first of them, goes, with its blank back.
func (s *Screen) splitAt(words string) tea.Cmd {
	from, to, ok := s.splittingAt(words)
	if !ok {
		return ui.Say(ui.Care, text.SplitAtWrong)
	}
	m := s.line()
	s.remember(m, to)
	move := slices.Clone(m.Pages[from:])
	dropped := move[0].Flaw == desk.FlawSeparator
	if dropped {
		move = move[1:]
		if len(move) > 0 && move[0].Back && move[0].Flaw == desk.FlawBlank {
			move = move[1:]
		}
	}
	m.Pages = slices.Clone(m.Pages[:from])
	to.Pages = append(move, to.Pages...)
	if len(to.Pages) > 0 {
		to.Pages[0].Back = false
	}
	if len(m.Pages) == 0 && m.State == desk.MaterialComplete {
		m.State = desk.MaterialUnchecked // nothing is left of what made it complete
	}
	if len(move) > 0 && (to.State == desk.MaterialUnchecked || to.State == desk.MaterialMissing) {
		to.State = desk.MaterialComplete
	}
	at := slices.IndexFunc(s.draft.Case.Materials, func(x desk.Material) bool { return x.Key == to.Key })
	s.list()
	s.table.Select(to.Key)
	return tea.Batch(s.save(), ui.Say(ui.Done, text.SplitFrom(len(move), at+1, dropped)))
}
