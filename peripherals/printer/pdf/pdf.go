// Package pdf turns a laid-out paper into a PDF file (ISO 32000-1): text in an
// embedded subset of package face that can be searched and copied, vector
// rules, check boxes and QR codes, everything at the cell where the Doc has it.
//
// It is not a layout (see desk/notice) and sends nothing to a printer. The same
// Doc gives the same bytes.
package pdf

import (
	"fmt"
	"slices"
	"sync"

	"github.com/signintech/gopdf"

	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer/pdf/face"
)

// family is the name of the embedded font; gopdf writes the space as the plus
// sign that marks a subset (ISO 32000-1, 9.6.4).
const family = "XCPAPR NotoSansSC-Regular"

// placeholder is drawn for a character that the font lacks.
const placeholder = '□'

// fonts holds the parsed font, since parsing it costs more than a page.
var fonts = sync.OnceValues(func() (*gopdf.FontContainer, error) {
	c := &gopdf.FontContainer{}
	return c, c.AddTTFFontData(family, face.TTF())
})

// Render returns the paper as a PDF file. A character that the font lacks is
// drawn as □; Missing lists them.
func Render(d notice.Doc) (file []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			file, err = nil, fmt.Errorf("render %s: %v", d.Kind, p)
		}
	}()
	c, err := fonts()
	if err != nil {
		return nil, fmt.Errorf("read the embedded font: %w", err)
	}
	s := newSheet(d)
	pdf := &gopdf.GoPdf{}
	pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: s.w, H: s.h}})
	pdf.SetNoCompression() // mend compresses after its repairs
	if err := pdf.AddTTFFontFromFontContainer(family, c); err != nil {
		return nil, fmt.Errorf("embed the font: %w", err)
	}
	pen := &pen{pdf: pdf, sheet: s}
	for _, p := range d.Pages {
		pdf.AddPage()
		pen.page(p)
	}
	if pen.err != nil {
		return nil, fmt.Errorf("draw %s: %w", d.Kind, pen.err)
	}
	raw, err := pdf.GetBytesPdfReturnErr()
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", d.Kind, err)
	}
	return mend(raw, d.Title, d.At, s.watermark(d.Watermark))
}

// Missing lists the characters of the paper that the embedded font cannot
// draw, each once, in order. The renderer puts □ in their place.
func Missing(d notice.Doc) []rune {
	var out []rune
	for _, p := range d.Pages {
		for _, l := range p.All() {
			for _, r := range l.Runs {
				for _, c := range r.Text {
					if !face.Has(c) && !slices.Contains(out, c) {
						out = append(out, c)
					}
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
