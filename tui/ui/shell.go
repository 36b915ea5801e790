package ui

// The smallest window in which everything can be done.
const (
	MinW = 80
	MinH = 24
)

// keyRows is the height of the key line.
const keyRows = 2

// A Layout says where the parts of the window stand.
type Layout struct {
	TooSmall bool // the window cannot be used; ask for a larger one
	Title    Rect // row 0: station, window, staff, marks, lamps
	Line     Rect // row 1: command line and overlays
	Body     Rect // the screen
	Toast    Rect // one row of status
	Keys     Rect // the key line
}

// Arrange lays a window of w by h cells out.
func Arrange(w, h int) Layout {
	if w < MinW || h < MinH {
		return Layout{TooSmall: true}
	}
	return Layout{
		Title: Rect{0, 0, w, 1},
		Line:  Rect{0, 1, w, 1},
		Body:  Rect{0, 2, w, h - 3 - keyRows},
		Toast: Rect{0, h - 1 - keyRows, w, 1},
		Keys:  Rect{0, h - keyRows, w, keyRows},
	}
}

// A Mark is a word in the title line that wants attention, such as that of
// practice mode.
type Mark struct {
	Word  string
	Style Style
}

// A TitleLine is what row 0 shows: where we are, then marks, then the lamps at
// the right. Marks and lamps are never cut; the parts are.
type TitleLine struct {
	Parts []string // station, window, staff, title of the screen
	Marks []Mark
	Lamps []Lamp
}

// Draw draws the line into the first row of f.
func (t *TitleLine) Draw(f *Frame) {
	f.Fill(Rect{0, 0, f.W(), 1}, Title)
	right := f.W()
	if len(t.Lamps) > 0 {
		right -= LampsWidth(t.Lamps) + 2
		f.Fill(Rect{right, 0, f.W() - right, 1}, Text)
		DrawLamps(f, right+1, 0, t.Lamps)
	}
	for i := len(t.Marks) - 1; i >= 0; i-- {
		right -= Width(t.Marks[i].Word) + 3
		f.Put(right+1, 0, t.Marks[i].Style, " "+t.Marks[i].Word+" ")
	}
	room := f.Sub(Rect{0, 0, right, 1})
	x := 1
	for i, p := range t.Parts {
		if i > 0 {
			x = room.Put(x, 0, Title, "  ")
		}
		x = room.PutCut(x, 0, min(Width(p), max(0, right-x)), Title, p)
	}
}
