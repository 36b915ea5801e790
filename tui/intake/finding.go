package intake

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// ownWords is the option of a list of reasons that asks for the clerk's own.
const ownWords = "own"

// reasons asks for one of the usual reasons by a digit; the last option asks for
// the clerk's own words.
func reasons(id, title, ask string, usual []string) tea.Cmd {
	opts := make([]ui.Option, 0, len(usual)+1)
	for i, w := range usual {
		opts = append(opts, ui.Option{Key: strconv.Itoa(i), Word: w})
	}
	opts = append(opts, ui.Option{Key: ownWords, Word: text.OwnWords})
	return ui.Ask(id, ui.NewPick(title, ask, opts))
}

// usual is the reason that was picked, "" where the clerk's own words are asked
// for.
func usual(list []string, key string) string {
	if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(list) {
		return list[i]
	}
	return ""
}

func (s *Screen) unfit() tea.Cmd {
	return reasons(pickUnfit, text.Unfit, text.UnfitPick, text.UnfitReasons())
}

func (s *Screen) exempt() tea.Cmd {
	return reasons(pickExempt, text.Exempt, text.ExemptAsk, text.ExemptReasons())
}

// picked goes on after a list of reasons.
func (s *Screen) picked(o ui.Outcome) tea.Cmd {
	switch o.ID {
	case pickUnfit:
		if w := usual(text.UnfitReasons(), o.Key); w != "" {
			return s.mark(desk.MaterialUnfit, w, "")
		}
		return ui.Ask(askUnfit, ui.NewAskField(text.Unfit, text.UnfitAsk, needed(60)))
	case pickExempt:
		if w := usual(text.ExemptReasons(), o.Key); w != "" {
			return s.mark(desk.MaterialExempt, w, "")
		}
		return ui.Ask(askExempt, ui.NewAskField(text.Exempt, text.ExemptAsk, needed(60)))
	case pickKeep:
		if w := usual(text.KeepPageReasons(), o.Key); w != "" {
			return s.keptFor(w)
		}
		return ui.Ask(askKeep, ui.NewAskField(text.KeepPage, text.KeepWhy, needed(60)))
	}
	return nil
}

func (s *Screen) follows() tea.Cmd {
	return ui.Ask(askFollows, ui.NewAskField(text.Follows, text.FollowsAsk, s.dayField()))
}

// dayField takes a day that is still to come.
func (s *Screen) dayField() *ui.Field {
	f := s.anyDay()
	f.Check = func(v string) string {
		if d, ok := ui.ReadDay(v, s.today); !ok || d < s.today {
			return text.DayWrong(v, ok)
		}
		return ""
	}
	return f
}

// anyDay takes a date as people type it, and says which weekday it is.
func (s *Screen) anyDay() *ui.Field {
	f := ui.NewField(ui.Date, 10)
	f.Today = s.today
	f.Note = func(v string) string {
		if d, ok := ui.ReadDay(v, s.today); ok {
			return text.DayInWords(d)
		}
		return ""
	}
	f.Check = func(v string) string {
		if _, ok := ui.ReadDay(v, s.today); v != "" && !ok {
			return text.DayWrong(v, false)
		}
		return ""
	}
	return f
}

// needed is a field that must not stay empty.
func needed(n int) *ui.Field {
	f := ui.NewField(ui.Free, n)
	f.Check = func(v string) string {
		if v == "" {
			return text.WordsNeeded
		}
		return ""
	}
	return f
}

// keep counts one more original that stays here; after nine it begins anew.
func (s *Screen) keep() tea.Cmd { return s.count(func(m *desk.Material) *int { return &m.Kept }) }

// seen counts one more original that was looked at and given back.
func (s *Screen) seen() tea.Cmd { return s.count(func(m *desk.Material) *int { return &m.Seen }) }

// copied counts one more copy that is taken in.
func (s *Screen) copied() tea.Cmd { return s.count(func(m *desk.Material) *int { return &m.Copies }) }

func (s *Screen) count(which func(*desk.Material) *int) tea.Cmd {
	m := s.line()
	if m == nil {
		return nil
	}
	s.remember(m)
	n := which(m)
	*n = (*n + 1) % 10
	s.list()
	return s.save()
}

// Command takes the acts of a line with the words that a dialog would ask for:
// ":不合格 照片不清楚".
func (s *Screen) Command(twin, words string) (tea.Cmd, bool) {
	m := s.line()
	if !s.open || m == nil {
		return nil, false
	}
	words = strings.TrimSpace(ui.Fold(words))
	number := func(set func(n int)) (tea.Cmd, bool) {
		n, err := strconv.Atoi(words)
		if err != nil || n < 0 || n > 99 {
			return ui.Say(ui.Care, text.NumberWanted), true
		}
		s.remember(m)
		set(n)
		s.list()
		return s.save(), true
	}
	switch twin {
	case text.CmdUnfit:
		return s.mark(desk.MaterialUnfit, ui.Clean(words, 60), ""), true
	case text.CmdExempt:
		return s.mark(desk.MaterialExempt, ui.Clean(words, 60), ""), true
	case text.CmdFollows:
		f := s.dayField()
		f.Set(words)
		if !f.Validate() {
			return ui.Say(ui.Care, f.Fault()), true
		}
		return s.mark(desk.MaterialFollows, "", desk.Day(f.Value())), true
	case text.CmdMovePage:
		return s.move(words), true
	case text.CmdKeepPage:
		return s.keptFor(ui.Clean(words, 60)), true
	case text.CmdSplit:
		return s.splitAs(words), true
	case text.CmdCount:
		return s.counted(words), true
	case text.CmdInterleave:
		return s.interleave(words), true
	case text.CmdReverse:
		return s.reverse(words), true
	case text.CmdSplitAt:
		return s.splitAt(words), true
	case text.CmdSeen:
		return number(func(n int) { m.Seen = n })
	case text.CmdCopied:
		return number(func(n int) { m.Copies = n })
	case text.CmdKeep:
		return number(func(n int) { m.Kept = n })
	}
	return nil, false
}
