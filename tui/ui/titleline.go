package ui

// A TitleLine is what row 0 shows: where we are, then marks, then the lamps at
// the right. Marks and lamps are never cut; of the parts the longest is
// shortened first.
type TitleLine struct {
	Parts []string // station, window, staff, title of the screen
	Marks []Mark
	Lamps []Lamp
}

// A Mark is a word in the title line that wants attention, such as that of
// practice mode.
type Mark struct {
	Word  string
	Style Style
}

// partGap is the number of blanks between two parts.
const partGap = 2

// Draw draws the line into the first row of f.
func (t *TitleLine) Draw(f *Frame) {
	f.Fill(Rect{0, 0, f.W(), 1}, Title)
	want := 2 - partGap
	for _, p := range t.Parts {
		want += Width(p) + partGap
	}
	marks := 0
	for i := range t.Marks {
		marks += Width(t.Marks[i].Word) + 3
	}
	gap := 1
	if want+marks+LampsWidth(t.Lamps)+2 > f.W() {
		gap = 0
	}
	right := t.drawRight(f, gap)
	room := right - 2 + partGap
	widths := shrink(t.Parts, room-partGap*len(t.Parts))
	x := 1
	for i, p := range t.Parts {
		if widths[i] > 0 {
			x = f.PutCut(x, 0, widths[i], Title, p) + partGap
		}
	}
}

// drawRight draws marks and lamps and returns the column where they begin.
func (t *TitleLine) drawRight(f *Frame, gap int) int {
	right := f.W()
	if n := len(t.Lamps); n > 0 {
		right -= LampsWidth(t.Lamps) - (1-gap)*(n-1) + 2
		f.Fill(Rect{right, 0, f.W() - right, 1}, Text)
		drawLamps(f, right+1, 0, gap, t.Lamps)
	}
	for i := len(t.Marks) - 1; i >= 0; i-- {
		right -= Width(t.Marks[i].Word) + 3
		f.Put(right+1, 0, t.Marks[i].Style, " "+t.Marks[i].Word+" ")
	}
	return right
}

// shrink returns a width for each part so that together they fit into room,
// taking from the longest.
func shrink(parts []string, room int) []int {
	widths := make([]int, len(parts))
	total := 0
	for i, p := range parts {
		widths[i] = Width(p)
		total += widths[i]
	}
	for ; total > room && total > 0; total-- {
		longest := 0
		for i, w := range widths {
			if w > widths[longest] {
				longest = i
			}
		}
		widths[longest]--
	}
	return widths
}
