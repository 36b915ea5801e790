// Package text turns a laid-out paper into rows of text: the preview on the
// screen and the result of "--as text". Every row is one line of the Doc, with
// its runs at the same cells, so that what is seen is what will be printed.
//
// It is not a layout (see desk/notice): it breaks, moves and leaves out
// nothing.
package text

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk/notice"
)

// Select graphic rendition, ECMA-48 8.3.117.
const (
	boldOn  = "\x1b[1m"
	boldOff = "\x1b[22m"
)

// Plain returns the rows without attributes. Pages are parted by a double
// line.
func Plain(d notice.Doc) []string { return rows(d, false) }

// Styled returns the rows with bold type as SGR sequences and nothing else
// that a terminal could act on.
func Styled(d notice.Doc) []string { return rows(d, true) }

// Render returns the plain rows as a text file.
func Render(d notice.Doc) []byte {
	return []byte(strings.Join(Plain(d), "\n") + "\n")
}

func rows(d notice.Doc, styled bool) []string {
	var out []string
	for i, p := range d.Pages {
		if i > 0 {
			out = append(out, strings.Repeat("═", d.Width()))
		}
		lines := p.All()
		for j := range lines {
			if thin(lines[j]) {
				continue
			}
			r := row{styled: styled}
			switch {
			case lines[j].Rule != nil:
				r.rule(lines, j)
			default:
				r.line(lines, j)
			}
			out = append(out, strings.TrimRight(r.b.String(), " "))
		}
	}
	return out
}

// thin reports a gap too low to be shown as an empty row.
func thin(l notice.Line) bool {
	return l.Height*2 < notice.Row && l.Rule == nil && len(l.Runs) == 0 && len(l.Edges) == 0 && !l.Under
}

// A row is one line of the terminal being written.
type row struct {
	b      strings.Builder
	at     int // cells written
	styled bool
}

// to fills up to a cell with spaces.
func (r *row) to(cell int) {
	if cell > r.at {
		r.b.WriteString(strings.Repeat(" ", cell-r.at))
		r.at = cell
	}
}

func (r *row) put(at int, s string) {
	r.to(at)
	r.b.WriteString(s)
	r.at += ansi.StringWidth(s)
}

// line writes the runs, the vertical rules between them, and the frame that
// stands for a QR code.
func (r *row) line(lines []notice.Line, i int) {
	l := lines[i]
	type piece struct {
		at  int
		put func()
	}
	var pieces []piece
	for _, run := range l.Runs {
		at := run.At
		if n := width(run); l.Centre && n < run.Cells {
			at += (run.Cells - n) / 2
		}
		pieces = append(pieces, piece{at, func() { r.run(run, at) }})
	}
	for _, e := range l.Edges {
		pieces = append(pieces, piece{e, func() { r.put(e, "│") }})
	}
	if c, text := codeRow(lines, i); c != nil {
		pieces = append(pieces, piece{c.At, func() { r.put(c.At, text) }})
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return a.at - b.at })
	for _, p := range pieces {
		p.put()
	}
}

// run writes one run from cell at. Characters that a terminal shows narrower
// than paper are followed by a space, opening quotation marks led by one.
func (r *row) run(run notice.Run, at int) {
	r.to(at)
	if r.styled && run.Bold {
		r.b.WriteString(boldOn)
		defer r.b.WriteString(boldOff)
	}
	switch {
	case run.Box == notice.EmptyBox:
		r.put(at, "[ ]")
		return
	case run.Box == notice.TickedBox:
		r.put(at, "[√]")
		return
	case run.Blank:
		r.put(at, strings.Repeat("_", run.Cells))
		return
	}
	for _, g := range notice.Glyphs(run.Text) {
		pad := max(g.Cells-ansi.StringWidth(g.Text), 0)
		if g.Text == "“" || g.Text == "‘" {
			r.to(r.at + pad)
			pad = 0
		}
		r.put(r.at, g.Text)
		r.to(r.at + pad)
	}
}

// width is how many cells of the terminal a run takes: those of the paper at
// scale 1.
func width(run notice.Run) int { return run.Cells / max(run.Scale, 1) }

// rule draws a horizontal rule and its crossings with the vertical ones.
func (r *row) rule(lines []notice.Line, i int) {
	l := lines[i]
	for c := l.Rule.From; c <= l.Rule.To; c++ {
		up := i > 0 && slices.Contains(lines[i-1].Edges, c)
		down := i+1 < len(lines) && slices.Contains(lines[i+1].Edges, c)
		s := "─"
		if up || down {
			s = crossing(up, down, c == l.Rule.From, c == l.Rule.To)
		}
		r.put(c, s)
	}
}

// crossing is the box-drawing character where rules meet.
func crossing(up, down, first, last bool) string {
	row := 0
	switch {
	case up && down:
		row = 1
	case up:
		row = 2
	}
	switch {
	case first:
		return []string{"┌", "├", "└"}[row]
	case last:
		return []string{"┐", "┤", "┘"}[row]
	}
	return []string{"┬", "┼", "┴"}[row]
}

// codeRow returns the code that covers line i, if any, and what a terminal
// shows of it there: a frame with the letters QR.
func codeRow(lines []notice.Line, i int) (*notice.Code, string) {
	top := i
	for top > 0 && lines[top].Code == nil && lines[top].Under {
		top--
	}
	c := lines[top].Code
	if c == nil {
		return nil, ""
	}
	end := top + 1
	for end < len(lines) && lines[end].Under {
		end++
	}
	inner := max(c.Cells-2, 2)
	switch i {
	case top:
		return c, "┌" + strings.Repeat("─", inner) + "┐"
	case end - 1:
		return c, "└" + strings.Repeat("─", inner) + "┘"
	case top + (end-top)/2:
		left := (inner - 2) / 2
		return c, "│" + strings.Repeat(" ", left) + "QR" + strings.Repeat(" ", inner-2-left) + "│"
	}
	return c, "│" + strings.Repeat(" ", inner) + "│"
}
