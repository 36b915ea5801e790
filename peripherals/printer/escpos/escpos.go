// Package escpos turns a laid-out paper into the bytes that thermal receipt
// printers understand: the part of ESC/POS that Chinese 80 mm and 58 mm
// printers share. Text goes out as GBK with the printer's own characters; a
// line with a character that the printer lacks goes out as a picture drawn
// with the embedded font, and so do QR codes and rules.
//
// It is not a layout (see desk/notice) and talks to no device. What it sends
// can be read back by Read, for tests and simulated printers.
package escpos

import (
	"bytes"
	"slices"

	"xiaochuang/desk/notice"
)

// Bytes that begin commands.
const (
	lf  = 0x0A
	esc = 0x1B
	fs  = 0x1C
	gs  = 0x1D
)

// largest is the largest magnification that the printers know.
const largest = 8

// chinese is the largest magnification that all printers know for Chinese
// characters; more is drawn.
const chinese = 2

// quarter is the height of a quarter row in dots.
const quarter = notice.RowDots / notice.Row

// Render returns the paper as a print job. The Doc must be laid out for a roll
// that is not wider than the printer.
func Render(d notice.Doc, p Profile) ([]byte, error) {
	p, err := p.settle(d)
	if err != nil {
		return nil, err
	}
	w := &writer{profile: p, zoom: d.Medium.Zoom()}
	w.command(esc, '@')
	for _, page := range d.Pages {
		lines := page.All()
		for i := range lines {
			if err := w.line(lines[i]); err != nil {
				return nil, err
			}
		}
	}
	w.command(esc, 'd', byte(p.Feed))
	switch p.Cut {
	case CutPartial:
		w.command(gs, 'V', 'B', 0)
	case CutFull:
		w.command(gs, 'V', 0)
	}
	return w.out.Bytes(), nil
}

// A writer writes commands and knows the state they left the printer in.
type writer struct {
	out     bytes.Buffer
	profile Profile
	zoom    int
	spacing int // dots of a line feed, 0 for unknown
}

func (w *writer) command(b ...byte) { w.out.Write(b) }

// line prints one line of the Doc.
func (w *writer) line(l notice.Line) error {
	height := l.Height * quarter * w.zoom
	switch {
	case l.Rule != nil:
		w.rule(l.Rule, height)
	case l.Code != nil:
		w.code(l.Code)
	case len(l.Runs) == 0 && !l.Under:
		w.feed(height)
	}
	if len(l.Runs) == 0 {
		return nil // beside a code there is nothing left to print
	}
	if text, ok := w.text(l.Runs); ok {
		w.lineFeed(height)
		w.out.Write(text)
		w.command(lf)
		return nil
	}
	tall := glyphDots * w.zoom
	for _, r := range l.Runs {
		tall = max(tall, glyphDots*max(r.Scale, 1)*w.zoom)
	}
	s := newStrip(w.profile.Dots, tall, w.zoom)
	if err := s.line(l.Runs); err != nil {
		return err
	}
	w.out.Write(s.raster(w.profile.Block))
	w.feed(height - tall)
	return nil
}

// feed moves the paper on by dots.
func (w *writer) feed(dots int) {
	for ; dots > 0; dots -= 255 {
		w.command(esc, 'J', byte(min(dots, 255)))
	}
}

// lineFeed sets how far the next line feed moves the paper.
func (w *writer) lineFeed(dots int) {
	if dots = min(dots, 255); dots != w.spacing {
		w.command(esc, '3', byte(dots))
		w.spacing = dots
	}
}

// rule draws a horizontal line two dots thick.
func (w *writer) rule(r *notice.Rule, height int) {
	s := newStrip(w.profile.Dots, 2*w.zoom, w.zoom)
	cell := notice.CellDots * w.zoom
	s.fill(r.From*cell, 0, (r.To+1-r.From)*cell, 2*w.zoom)
	rest := max(height-2*w.zoom, 0)
	w.feed(rest / 2)
	w.out.Write(s.raster(w.profile.Block))
	w.feed(rest - rest/2)
}

// code draws a QR code and feeds to the end of the place it has in the Doc.
func (w *writer) code(c *notice.Code) {
	side := c.Modules() + 2*notice.Quiet
	room := c.Cells * notice.CellDots * w.zoom
	m := max(room/side, 1)
	s := newStrip(w.profile.Dots, side*m, w.zoom)
	s.code(c, c.At*notice.CellDots*w.zoom+max(room-side*m, 0)/2, m)
	w.out.Write(s.raster(w.profile.Block))
	w.feed(c.Height*quarter*w.zoom - side*m)
}

// text returns a line as text, or false when part of it has to be drawn.
func (w *writer) text(runs []notice.Run) ([]byte, bool) {
	if w.profile.Picture {
		return nil, false
	}
	t := &typist{zoom: w.zoom}
	t.out.Write([]byte{fs, '&'})
	at := 0
	for _, r := range runs {
		scale := max(r.Scale, 1) * w.zoom
		b, ok := w.characters(r)
		if !ok || scale > largest || scale > chinese && slices.ContainsFunc(b, wide) {
			return nil, false
		}
		if r.At > at {
			t.style(w.zoom, false)
			t.out.Write(bytes.Repeat([]byte{' '}, r.At-at))
		}
		t.style(scale, r.Bold)
		t.out.Write(b)
		at = r.End()
	}
	t.style(1, false)
	return t.out.Bytes(), true
}

func wide(b byte) bool { return b >= 0x80 }

// characters returns the bytes of a run, boxes and blanks included.
func (w *writer) characters(r notice.Run) ([]byte, bool) {
	switch {
	case r.Box != notice.NoBox:
		s := "□ "
		if r.Box == notice.TickedBox {
			s = "√ "
		}
		b, ok := w.profile.encode(s)
		return b, ok && notice.Cells(s) == r.Cells
	case r.Blank:
		return bytes.Repeat([]byte{'_'}, r.Cells/max(r.Scale, 1)), true
	}
	return w.profile.encode(r.Text)
}

// A typist writes the text of one line and changes its style.
type typist struct {
	out   bytes.Buffer
	zoom  int
	scale int // 0 for 1
	bold  bool
}

// style changes to a magnification and weight. Sizes are set for ASCII and for
// Chinese characters both, since many printers apply GS ! to ASCII alone.
func (t *typist) style(scale int, bold bool) {
	if bold != t.bold {
		t.out.Write([]byte{esc, 'E', flag(bold)})
		t.bold = bold
	}
	if scale == max(t.scale, 1) {
		return
	}
	t.scale = scale
	n := byte(scale - 1)
	double := byte(0)
	if scale >= chinese {
		double = 0x0C // double width and height
	}
	t.out.Write([]byte{gs, '!', n<<4 | n, fs, '!', double})
}

func flag(on bool) byte {
	if on {
		return 1
	}
	return 0
}
