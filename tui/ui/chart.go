package ui

import "strconv"

// A Bar is one row of a bar chart.
type Bar struct {
	Label string
	Value int
	Note  string // after the number, such as a unit or a share
	Style Style  // of the number; Text if zero
}

// DrawBars draws one bar a row: label, number, note, then the bar itself, so
// that numbers stay in line. Bars are drawn with blanks and read in
// monochrome. A negative value has no bar.
func DrawBars(f *Frame, bars []Bar) {
	label, value, most := 0, 0, 1
	for i := range bars {
		b := &bars[i]
		label = max(label, Width(b.Label))
		value = max(value, Width(b.number()))
		most = max(most, b.Value)
	}
	label = min(label, f.W()/2)
	x := label + value + 2*columnGap
	room := f.W() - x
	for y := 0; y < len(bars) && y < f.H(); y++ {
		b := &bars[y]
		f.PutCut(0, y, label, Label, b.Label)
		f.PutRight(label+columnGap+value, y, b.Style, b.number())
		if b.Value > 0 && room > 0 {
			n := max(1, int(int64(b.Value)*int64(room)/int64(most)))
			f.Fill(Rect{x, y, n, 1}, Fill)
		}
	}
}

func (b *Bar) number() string { return strconv.Itoa(b.Value) + b.Note }
