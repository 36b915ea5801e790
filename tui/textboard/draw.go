package textboard

import (
	"strings"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// mark is the width of the column that says who wrote.
const mark = 6

// Draw draws the board: a head, what was said in large characters with the newest
// at the foot, the field, and a row of help.
func (s *Screen) Draw(f *ui.Frame) {
	who, head := text.TextBoardClerk, text.TextBoardHead
	if s.citizen {
		who, head = text.TextBoardYou, text.TextBoardType
	}
	f.Band(0, ui.Title, " "+head)
	room := f.Room()
	field := room - 1
	large := f.Sub(ui.Rect{X: 0, Y: 1, W: f.W(), H: max(field-1, 0)})
	if g := group(s.field.Value()); g >= 0 {
		s.phrases(large, g)
	} else {
		s.conversation(large)
	}
	x := f.Put(1, field, ui.Strong, who+"：")
	s.field.Draw(f.Sub(ui.Rect{X: x, Y: field, W: f.W() - x, H: 1}), true)
	f.PutCut(1, field+1, f.W()-2, ui.Dim, s.hint())
}

// hint is the row below the field.
func (s *Screen) hint() string {
	if no, two := number(s.field.Value()); two {
		if p, ok := text.PhraseOf(no, s.cfg.Sign); ok {
			return text.PhrasePreview(no, p)
		}
		return text.TextBoardNone
	}
	names := make([]string, len(text.PhraseGroups))
	for i := range names {
		names[i] = text.PhraseGroupName(i)
	}
	return text.TextBoardHint + strings.Join(names, "  ")
}

// phrases lists a group, for the eyes of the clerk.
func (s *Screen) phrases(f *ui.Frame, g int) {
	f.PutCut(1, 0, f.W()-2, ui.Heading, text.PhraseGroups[g].Name)
	for i := range text.PhraseGroups[g].Phrases {
		no := (g+1)*10 + i
		p, _ := text.PhraseOf(no, s.cfg.Sign)
		f.PutCut(2, i+1, f.W()-3, ui.Text, text.PhraseRow(no, p))
	}
}

// A line is one row of large characters.
type line struct {
	words string
	first bool // of its sentence
	of    *sentence
}

// conversation draws as many large lines as fit, the newest at the foot. The
// first line of a sentence says who wrote it, and a citizen's stands between
// bars: no colour is needed to tell the two apart.
func (s *Screen) conversation(f *ui.Frame) {
	fit := f.H() / ui.LargeRows
	if len(s.said) == 0 {
		s.greeting(f)
		return
	}
	var lines []line
	for i := len(s.said) - 1 - s.back; i >= 0 && len(lines) < fit; i-- {
		words := ui.LargeWrap(s.said[i].words, f.W()-mark-1)
		for j := len(words) - 1; j >= 0 && len(lines) < fit; j-- {
			lines = append(lines, line{words[j], j == 0, &s.said[i]})
		}
	}
	y := max(len(lines)-1, 0) * ui.LargeRows
	for i := range lines {
		lines[i].draw(f, y)
		y -= ui.LargeRows
	}
}

func (l *line) draw(f *ui.Frame, y int) {
	who, st := text.TextBoardClerk, ui.Text
	if l.of.citizen {
		who, st = text.TextBoardYou, ui.Strong
		for row := range ui.LargeRows {
			f.Put(mark-2, y+row, ui.Text, "│")
		}
	}
	if l.first {
		f.Put(0, y, ui.Strong, who)
	}
	f.Large(mark, y, st, l.words, 1)
}

// greeting stands on an empty board.
func (s *Screen) greeting(f *ui.Frame) {
	for i, words := range ui.LargeWrap(text.TextBoardFirst, f.W()-mark-1) {
		f.Large(mark, i*ui.LargeRows, ui.Text, words, 1)
	}
}
