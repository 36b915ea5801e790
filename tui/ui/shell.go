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
