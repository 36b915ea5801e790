package help

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why is the panel that says why things on a screen are as they are; it is a
// dialog that any of Esc, ?, F1 and Enter closes.
type Why struct {
	title   string
	reasons []ui.Reason
	pager   ui.Pager
	folded  int
	height  int
}

// NewWhy returns the panel for a screen's reasons.
func NewWhy(title string, reasons []ui.Reason) *Why {
	return &Why{title: text.WhyOf(title), reasons: reasons}
}

// labelled is how far what stands behind a label is set in, in cells.
const labelled = 10

// fold lays the reasons out for a width.
func (y *Why) fold(w int) {
	if y.folded == w {
		return
	}
	y.folded = w
	var lines []ui.PageLine
	for i := range y.reasons {
		r := &y.reasons[i]
		if brief(r) {
			lines = short(lines, w, r)
			continue
		}
		if i > 0 {
			lines = append(lines, ui.PageLine{})
		}
		lines = append(lines, ui.PageLine{Style: ui.Strong, Text: ui.Clean(r.Thing, most)})
		lines = part(lines, w, ui.Text, "", r.Sentence)
		lines = part(lines, w, ui.Dim, text.WhyRule, r.Rule)
		lines = part(lines, w, ui.Dim, text.WhySource, text.WhyFrom(r.Source, r.Version))
		lines = part(lines, w, ui.Text, text.WhyNext, r.Next)
	}
	y.height = len(lines)
	y.pager.Set(lines)
}

// brief reports whether a reason is a sentence and nothing more, so that it
// stands beside what it explains.
func brief(r *ui.Reason) bool {
	return r.Sentence != "" && r.Rule == "" && r.Source == "" && r.Next == ""
}

// beside is where the sentence of a brief reason begins, in cells.
const beside = 26

func short(lines []ui.PageLine, w int, r *ui.Reason) []ui.PageLine {
	lead := pad("  "+ui.Shorten(ui.Clean(r.Thing, most), beside-3), beside)
	for _, s := range ui.Wrap(ui.Clean(r.Sentence, most), w-beside) {
		lines = append(lines, ui.PageLine{Style: ui.Text, Text: lead + s})
		lead = pad("", beside)
	}
	return lines
}

// most bounds what one part of a reason may hold, in characters.
const most = 1000

// part adds a labelled part, folded below itself; an empty one adds nothing.
func part(lines []ui.PageLine, w int, st ui.Style, label, words string) []ui.PageLine {
	if words == "" {
		return lines
	}
	const margin = 2
	in := margin
	if label != "" {
		in = labelled
	}
	lead := pad("  "+label, in)
	for _, s := range ui.Wrap(ui.Clean(words, most), w-in) {
		lines = append(lines, ui.PageLine{Style: st, Text: lead + s})
		lead = pad("", in)
	}
	return lines
}

func pad(s string, w int) string {
	for ui.Width(s) < w {
		s += " "
	}
	return s
}

// Title stands in the frame.
func (y *Why) Title() string { return y.title }

// Size takes what the reasons need, at most most of the window.
func (y *Why) Size(w, h int) (int, int) {
	w = min(w, widest)
	y.fold(w)
	return w, min(h-titleRows, max(y.height, 3))
}

// Focused is false: nothing is typed here.
func (y *Why) Focused() bool { return false }

// Update scrolls, or closes the panel.
func (y *Why) Update(msg tea.Msg) (ui.Outcome, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch ui.KeyOf(k) {
		case "?", "f1", "enter", "q":
			return ui.Outcome{OK: true}, true
		}
	}
	y.pager.Update(msg)
	return ui.Outcome{}, false
}

// Draw draws the panel.
func (y *Why) Draw(f *ui.Frame) {
	y.fold(f.W())
	y.pager.Draw(f)
}
