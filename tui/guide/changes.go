package guide

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A cardLine is one line of a card. One that has changed has a mark at its beginning.
type cardLine struct {
	ui.PageLine
	mark string // "" for a line that says what it always said
}

// unmarked makes the lines of a card of which nothing has changed.
func unmarked(list []ui.PageLine) []cardLine {
	out := make([]cardLine, len(list))
	for i, l := range list {
		out[i].PageLine = l
	}
	return out
}

// compared marks the lines of a card that were not on it before, and with show puts
// what stood there below them. It counts the places that differ: a line in the stead of
// another is one, and so is a line that is gone.
func compared(now, was []ui.PageLine, show bool) (out []cardLine, changed int) {
	i, j := 0, 0
	for _, at := range append(common(now, was), [2]int{len(now), len(was)}) {
		fresh, gone := now[i:at[0]], was[j:at[1]]
		changed += max(len(fresh), len(gone))
		for n, l := range fresh {
			mark := text.MarkAdded
			if n < len(gone) {
				mark = text.MarkChanged
			}
			out = append(out, cardLine{l, mark})
		}
		for _, l := range gone {
			if show {
				out = append(out, cardLine{PageLine: ui.PageLine{Style: ui.Dim, Text: "      " + text.WasWritten + bare(l.Text)}})
			}
		}
		if at[0] < len(now) {
			out = append(out, cardLine{PageLine: now[at[0]]})
		}
		i, j = at[0]+1, at[1]+1
	}
	return out, changed
}

// common lists the pairs of lines that both cards have, in their order: a longest
// common subsequence. Cards have some hundred lines at most.
func common(a, b []ui.PageLine) [][2]int {
	x, y := bares(a), bares(b)
	long := make([][]int, len(x)+1) // of what is left from i and j on
	for i := range long {
		long[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				long[i][j] = long[i+1][j+1] + 1
			} else {
				long[i][j] = max(long[i+1][j], long[i][j+1])
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

// bare is a line without its number: what stands after a new line is not new.
func bare(s string) string { return strings.TrimLeft(s, " 0123456789.") }

func bares(list []ui.PageLine) []string {
	out := make([]string, len(list))
	for i, l := range list {
		out[i] = bare(l.Text)
	}
	return out
}

// cardOf is the card of the matter that is open, its changed lines marked.
func (s *Screen) cardOf(t guide.Tailored) []cardLine {
	now := itemCard(*s.item, t, s.answers)
	version := ui.PageLine{Style: ui.Dim, Text: ui.Clean(text.CardVersion(*s.item, s.cfg.Catalogue.Version()), 600)}
	c, changed := s.news.Of(s.item.ID)
	if !changed {
		return unmarked(append(now, version))
	}
	head := ui.PageLine{Style: ui.Warn, Text: text.CardNew(s.news.From)}
	out := unmarked(now)
	if was, ok := s.news.Before(s.item.ID); ok && c.Kind == guide.Altered {
		before, err := guide.Tailor(was, was.Kept(s.answers))
		if err != nil {
			before, _ = guide.Tailor(was, nil)
		}
		n := 0
		out, n = compared(now, itemCard(was, before, s.answers), s.shown)
		head.Text = text.CardChanged(n, s.news.From)
		if n == 0 {
			head.Text = text.CardElsewhere(s.news.From)
		}
	}
	return append(slices.Insert(out, cardHead, cardLine{PageLine: head}), cardLine{PageLine: version})
}

// cardHead is how many lines of a card stand before what has changed with it.
const cardHead = 2

// before shows what changed lines said before, or hides it again.
func (s *Screen) before() tea.Cmd {
	s.shown = !s.shown
	s.write()
	return nil
}

// unchanged says why there is nothing to show from before.
func (s *Screen) unchanged() string {
	if c, ok := s.news.Of(s.item.ID); ok && c.Kind == guide.Altered {
		return ""
	}
	return text.UpdateNotHere
}
