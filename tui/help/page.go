package help

import (
	"strings"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// MostLines is how long the first page of the help may be.
const MostLines = 20

// A Brief is what the first page of a screen's help is made from.
type Brief struct {
	Text   text.HelpText
	Keys   []ui.HelpRow // what can be done, keys first
	Places []string     // commands that open other screens
}

// Lines lays the first page out for a width: what the screen is for, examples,
// every key in columns, other screens. It is 20 lines long at most: what does
// not fit is told more shortly.
func (b *Brief) Lines(w int) []ui.PageLine {
	var out []ui.PageLine
	for _, l := range [...]struct {
		cell  int
		twins bool
		gaps  bool
	}{{24, true, true}, {24, true, false}, {18, false, true}, {18, false, false}, {14, false, false}} {
		out = b.lay(w, l.cell, l.twins, l.gaps)
		if len(out) <= MostLines {
			return out
		}
	}
	return append(out[:MostLines-1], out[len(out)-1])
}

func (b *Brief) lay(w, cell int, twins, gaps bool) []ui.PageLine {
	var out []ui.PageLine
	add := func(st ui.Style, s string) { out = append(out, ui.PageLine{Style: st, Text: s}) }
	gap := func() {
		if gaps {
			add(ui.Text, "")
		}
	}
	for _, s := range ui.Wrap(b.Text.What, w) {
		add(ui.Strong, s)
	}
	gap()
	for _, e := range b.Text.Examples {
		add(ui.Text, text.HelpExamples+"  "+ui.Shorten(e, w-4))
	}
	gap()
	for _, s := range columns(b.Keys, w, cell, twins) {
		add(ui.Text, s)
	}
	gap()
	if len(b.Places) > 0 {
		for _, s := range ui.Wrap(text.HelpPlaces+"  "+strings.ReplaceAll(strings.Join(b.Places, " "), ":", ""), w) {
			add(ui.Dim, s)
		}
	}
	add(ui.Dim, text.HelpMore)
	return out
}

// columns sets the keys in columns of a width, in reading order.
func columns(keys []ui.HelpRow, w, cell int, twins bool) []string {
	per := max(1, w/cell)
	var out []string
	row := ""
	for i, k := range keys {
		twin := ""
		if twins && k.Twin != ":"+k.Word {
			twin = k.Twin
		}
		row = pad(row, i%per*cell) + ui.Shorten(text.HelpKey(k.Key, k.Word, twin, k.Why != ""), cell-2)
		if i%per == per-1 || i == len(keys)-1 {
			out = append(out, row)
			row = ""
		}
	}
	return out
}
