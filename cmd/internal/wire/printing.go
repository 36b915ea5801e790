package wire

import (
	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/printer/escpos"
	"xiaochuang/peripherals/printer/pdf"
	plain "xiaochuang/peripherals/printer/text"
	"xiaochuang/tui/ui"
)

// medium is what a paper is printed on by a device that takes mime, on a roll of
// that many millimetres where it is no A4.
func medium(p desk.Paper, mime string, roll int) notice.Medium {
	switch {
	case mime == printer.PDF && p.Large:
		return notice.A4Large
	case mime == printer.PDF:
		return notice.A4
	case roll == 58:
		return notice.Roll58
	case p.Large:
		return notice.Roll80Large
	}
	return notice.Roll80
}

// Render lays a paper out and turns it into the bytes that a device takes.
func (d *Desk) Render(p desk.Paper, mime string, attempt int) ([]byte, error) {
	return d.renderFor(p, mime, d.rollWidth(postTicket), attempt)
}

func (d *Desk) renderFor(p desk.Paper, mime string, roll, attempt int) ([]byte, error) {
	doc, err := d.Words.Of(p).Layout(p, medium(p, mime, roll), attempt)
	if err != nil {
		return nil, err
	}
	if mime == printer.PDF {
		return pdf.Render(doc)
	}
	return escpos.Render(doc, rollProfile())
}

// RenderAs is Render by the name of a form: pdf, escpos or text.
func (d *Desk) RenderAs(p desk.Paper, form string) ([]byte, error) {
	switch form {
	case "pdf":
		return d.Render(p, printer.PDF, 1)
	case "escpos":
		return d.Render(p, printer.ESCPOS, 1)
	case "text":
		doc, err := d.Words.Of(p).Layout(p, medium(p, printer.PDF, 0), 1)
		if err != nil {
			return nil, err
		}
		return plain.Render(doc), nil
	}
	return nil, &desk.Problem{Kind: desk.Invalid, What: "paper.form"}
}

// preview gives the very lines that print, for the screen.
func (d *Desk) preview(p desk.Paper, narrow bool) ([]ui.PageLine, error) {
	mime := printer.PDF
	if narrow {
		mime = printer.ESCPOS
	}
	doc, err := d.Words.Of(p).Layout(p, medium(p, mime, d.rollWidth(postTicket)), 1)
	if err != nil {
		return nil, err
	}
	return pageLines(doc), nil
}

func pageLines(doc notice.Doc) []ui.PageLine {
	var out []ui.PageLine
	for _, l := range plain.Plain(doc) {
		out = append(out, ui.PageLine{Text: l})
	}
	return out
}
