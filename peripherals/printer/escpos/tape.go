package escpos

import (
	"fmt"
	"image"
	"image/draw"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"xiaochuang/desk/notice"
)

// A Tape is what a printer has printed, as Read understands it.
type Tape struct {
	Lines []TapeLine
	Cuts  int // how often the paper was cut
}

// A TapeLine is one printed line: text, a picture or empty paper.
type TapeLine struct {
	Text    string       // as it stands on the paper, spaces included
	Runs    []notice.Run // the same with cells, in the printer's own cells of 12 dots
	Picture *image.Gray  // dots set are black; nil for text
	Dots    int          // height, the feed after it included
}

// A ReadError says where the bytes are not what a printer understands.
type ReadError struct {
	At   int // offset
	What string
}

func (e *ReadError) Error() string { return fmt.Sprintf("byte %d: %s", e.At, e.What) }

// Read understands the commands that Render writes, as a printer would: with
// Chinese mode off, two-byte characters are an error. Bytes that are no
// command and no character are one too.
func Read(b []byte) (Tape, error) {
	r := &tapeReader{b: b, spacing: 30}
	r.reset()
	for r.at < len(b) {
		if err := r.next(); err != nil {
			return r.tape, err
		}
	}
	if len(r.text) > 0 {
		return r.tape, &ReadError{r.at, "text without a line feed at the end"}
	}
	return r.tape, nil
}

// Text returns the printed text, a line each; pictures are "▨".
func (t Tape) Text() string {
	var b strings.Builder
	for _, l := range t.Lines {
		switch {
		case l.Picture != nil:
			b.WriteString("▨\n")
		case l.Text != "":
			b.WriteString(strings.TrimRight(l.Text, " ") + "\n")
		}
	}
	return b.String()
}

// Draw returns a picture of the whole tape: what lies in the tray.
func (t Tape) Draw(dots int) (*image.Gray, error) {
	height := 0
	for _, l := range t.Lines {
		height += l.Dots
	}
	all := newStrip(dots, height, 1)
	y := 0
	for _, l := range t.Lines {
		switch {
		case l.Picture != nil:
			draw.Draw(all.img, l.Picture.Bounds().Add(image.Pt(0, y)), l.Picture, image.Point{}, draw.Src)
		case len(l.Runs) > 0:
			tall := 0
			for _, r := range l.Runs {
				tall = max(tall, glyphDots*r.Scale)
			}
			s := newStrip(dots, tall, 1)
			if err := s.line(l.Runs); err != nil {
				return nil, err
			}
			draw.Draw(all.img, s.img.Bounds().Add(image.Pt(0, y)), s.img, image.Point{}, draw.Src)
		}
		y += l.Dots
	}
	return all.img, nil
}

// tapeReader is the state of the simulated printer.
type tapeReader struct {
	b       []byte
	at      int
	tape    Tape
	text    []notice.Run
	cell    int // next free cell
	chinese bool
	bold    bool
	ascii   int // magnification of ASCII
	hanzi   int // and of Chinese characters
	spacing int
}

func (r *tapeReader) reset() {
	r.chinese, r.bold, r.ascii, r.hanzi = false, false, 1, 1
}

func (r *tapeReader) next() error {
	c := r.b[r.at]
	switch {
	case c == lf:
		r.at++
		r.end()
		return nil
	case c == esc || c == fs || c == gs:
		return r.command()
	case c >= 0x80:
		return r.double()
	case c < ' ' || c == 0x7F:
		return &ReadError{r.at, fmt.Sprintf("control byte %#02x", c)}
	}
	r.put(string(rune(c)), r.ascii)
	r.at++
	return nil
}

// double reads a two-byte character.
func (r *tapeReader) double() error {
	if !r.chinese {
		return &ReadError{r.at, "a Chinese character outside of Chinese mode"}
	}
	if r.at+1 >= len(r.b) {
		return &ReadError{r.at, "half a character"}
	}
	s, err := simplifiedchinese.GBK.NewDecoder().Bytes(r.b[r.at : r.at+2])
	if err != nil || strings.ContainsRune(string(s), '\uFFFD') {
		return &ReadError{r.at, "no character of GBK"}
	}
	r.put(string(s), r.hanzi)
	r.at += 2
	return nil
}

func (r *tapeReader) put(s string, scale int) {
	width := 1
	if s[0] >= 0x80 {
		width = 2
	}
	run := notice.Run{At: r.cell, Cells: width * scale, Text: s, Scale: scale, Bold: r.bold}
	r.cell += run.Cells
	if n := len(r.text) - 1; n >= 0 && r.text[n].Scale == scale && r.text[n].Bold == r.bold {
		r.text[n].Text += s
		r.text[n].Cells += run.Cells
		return
	}
	r.text = append(r.text, run)
}

// end prints the line collected so far.
func (r *tapeReader) end() {
	l := TapeLine{Runs: r.text, Dots: r.spacing}
	for _, t := range r.text {
		l.Text += t.Text
		l.Dots = max(l.Dots, glyphDots*t.Scale)
	}
	r.tape.Lines = append(r.tape.Lines, l)
	r.text, r.cell = nil, 0
}

// feed adds empty paper below the last line.
func (r *tapeReader) feed(dots int) {
	if n := len(r.tape.Lines); n > 0 {
		r.tape.Lines[n-1].Dots += dots
		return
	}
	r.tape.Lines = append(r.tape.Lines, TapeLine{Dots: dots})
}

// command reads one command with its arguments.
func (r *tapeReader) command() error {
	start := r.at
	if start+1 >= len(r.b) {
		return &ReadError{start, "half a command"}
	}
	name := [2]byte{r.b[start], r.b[start+1]}
	n, known := arguments[name]
	if !known {
		return &ReadError{start, fmt.Sprintf("unknown command %#02x %#02x", name[0], name[1])}
	}
	if start+2+n > len(r.b) {
		return &ReadError{start, "half a command"}
	}
	args := r.b[start+2 : start+2+n]
	r.at += 2 + n
	switch name {
	case [2]byte{esc, '@'}:
		r.reset()
	case [2]byte{fs, '&'}, [2]byte{fs, '.'}:
		r.chinese = name[1] == '&'
	case [2]byte{esc, 'E'}:
		r.bold = args[0]&1 == 1
	case [2]byte{gs, '!'}:
		r.ascii = int(args[0]&7) + 1
	case [2]byte{fs, '!'}:
		r.hanzi = 1 + int(args[0]>>3&1)
	case [2]byte{esc, '3'}:
		r.spacing = int(args[0])
	case [2]byte{esc, 'J'}:
		r.feed(int(args[0]))
	case [2]byte{esc, 'd'}:
		r.feed(int(args[0]) * r.spacing)
	case [2]byte{gs, 'V'}:
		r.tape.Cuts++
		if args[0] == 'B' {
			if r.at == len(r.b) {
				return &ReadError{start, "half a command"}
			}
			r.at++ // the feed
		}
	case [2]byte{gs, 'v'}:
		return r.picture(start, args)
	}
	return nil
}

// arguments is how many bytes follow the two of each known command.
var arguments = map[[2]byte]int{
	{esc, '@'}: 0, {esc, 'E'}: 1, {esc, '3'}: 1, {esc, 'J'}: 1, {esc, 'd'}: 1,
	{fs, '&'}: 0, {fs, '.'}: 0, {fs, '!'}: 1,
	{gs, '!'}: 1, {gs, 'V'}: 1, {gs, 'v'}: 6,
}

// picture reads a raster block. Blocks that follow one another without feed are
// one picture.
func (r *tapeReader) picture(start int, args []byte) error {
	bytes, rows := int(args[2])|int(args[3])<<8, int(args[4])|int(args[5])<<8
	size := bytes * rows
	if args[0] != '0' || size == 0 || r.at+size > len(r.b) || len(r.text) > 0 {
		return &ReadError{start, "a raster block cut short, empty, or in the middle of a line"}
	}
	img := newStrip(bytes*8, rows, 1)
	for i, v := range r.b[r.at : r.at+size] {
		for bit := range 8 {
			if v&(0x80>>bit) != 0 {
				img.fill(i%bytes*8+bit, i/bytes, 1, 1)
			}
		}
	}
	r.at += size
	if n := len(r.tape.Lines) - 1; n >= 0 {
		last := &r.tape.Lines[n]
		if p := last.Picture; p != nil && last.Dots == p.Bounds().Dy() && p.Bounds().Dx() == bytes*8 {
			both := newStrip(bytes*8, last.Dots+rows, 1)
			draw.Draw(both.img, p.Bounds(), p, image.Point{}, draw.Src)
			draw.Draw(both.img, img.img.Bounds().Add(image.Pt(0, last.Dots)), img.img, image.Point{}, draw.Src)
			last.Picture, last.Dots = both.img, last.Dots+rows
			return nil
		}
	}
	r.tape.Lines = append(r.tape.Lines, TapeLine{Picture: img.img, Dots: rows})
	return nil
}
