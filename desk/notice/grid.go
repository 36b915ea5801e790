package notice

import (
	"time"

	"xiaochuang/desk"
)

// Row is the height of one row of body text in the unit of all heights, a
// quarter of a row.
const Row = 4

// A Doc is a laid-out paper.
type Doc struct {
	No        string         // number of the paper
	Kind      desk.PaperKind //
	Title     string         // for the file's properties; holds no personal data
	Medium    Medium         //
	At        time.Time      // when the paper was made, which dates the file
	Watermark string         // to be drawn behind every page where the device can; it stands in the lines as well
	Pages     []Page         // at least one; a roll has exactly one
}

// Width returns the width in half-width cells.
func (d Doc) Width() int { return d.Medium.Columns() }

// A Page is what stands on one sheet. The foot stands at the bottom of a sheet
// and right below the lines of a roll.
type Page struct {
	Lines []Line
	Foot  []Line
}

// All returns the lines and the foot in reading order.
func (p Page) All() []Line {
	return append(p.Lines[:len(p.Lines):len(p.Lines)], p.Foot...)
}

// A Line is one line of the grid.
type Line struct {
	Height int   // in quarter rows; 0 for a line without a height of its own
	Runs   []Run // from left to right, never overlapping
	Rule   *Rule // a horizontal rule instead of text, or nil
	Edges  []int // cells in whose middle a vertical rule crosses the line
	Code   *Code // a QR code whose upper left corner stands here, or nil
	Under  bool  // lies beside or under a Code that began above
	Centre bool  // was set to the middle
}

// A Rule is a horizontal line from the middle of cell From to the middle of
// cell To.
type Rule struct {
	From, To int
}

// A Run is text of one style. Its characters stand at successive cells; see
// Glyphs for the width of each.
type Run struct {
	At    int    // first cell
	Cells int    // width in cells of the grid, Scale included
	Text  string // "" for a box or a blank
	Scale int    // times larger both ways, at least 1
	Bold  bool
	Blank bool // a line to be filled in by hand
	Box   Box
}

// A Box is a check box.
type Box int

// Check boxes. The zero Box is none.
const (
	NoBox Box = iota
	EmptyBox
	TickedBox
)

// End returns the cell after the run.
func (r Run) End() int { return r.At + r.Cells }

// Text returns the line's words with the gaps between its runs left out: boxes
// and blanks say nothing. It is for searching, not for showing.
func (l Line) Text() string {
	s := ""
	for i, r := range l.Runs {
		if i > 0 && l.Runs[i-1].End() < r.At {
			s += " "
		}
		s += r.Text
	}
	return s
}

// Height returns the sum of the heights of the lines.
func Height(lines []Line) int {
	n := 0
	for i := range lines {
		n += lines[i].Height
	}
	return n
}
