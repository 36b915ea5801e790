package wire

import (
	"context"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/printer/escpos"
	"xiaochuang/peripherals/printer/pdf"
	plain "xiaochuang/peripherals/printer/text"
	"xiaochuang/tui/ui"
)

// medium is what a paper is printed on by a device that takes mime.
func (d *Desk) medium(p desk.Paper, mime string) notice.Medium {
	switch {
	case mime == printer.PDF && p.Large:
		return notice.A4Large
	case mime == printer.PDF:
		return notice.A4
	case d.Config.Devices.Ticket.Width == 58:
		return notice.Roll58
	case p.Large:
		return notice.Roll80Large
	}
	return notice.Roll80
}

// Render lays a paper out and turns it into the bytes that a device takes.
func (d *Desk) Render(p desk.Paper, mime string, attempt int) ([]byte, error) {
	doc, err := d.Templates.Layout(p, d.medium(p, mime), attempt)
	if err != nil {
		return nil, err
	}
	if mime == printer.PDF {
		return pdf.Render(doc)
	}
	return escpos.Render(doc, escpos.Profile{})
}

// RenderAs is Render by the name of a form: pdf, escpos or text.
func (d *Desk) RenderAs(p desk.Paper, form string) ([]byte, error) {
	switch form {
	case "pdf":
		return d.Render(p, printer.PDF, 1)
	case "escpos":
		return d.Render(p, printer.ESCPOS, 1)
	case "text":
		doc, err := d.Templates.Layout(p, d.medium(p, printer.PDF), 1)
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
	doc, err := d.Templates.Layout(p, d.medium(p, mime), 1)
	if err != nil {
		return nil, err
	}
	var out []ui.PageLine
	for _, l := range plain.Plain(doc) {
		out = append(out, ui.PageLine{Text: l})
	}
	return out, nil
}

// Names of the posts of the print queue.
const (
	postA4     = "a4"
	postTicket = "ticket"
)

// queue is the print queue of this process over the window's printers: tickets
// and labels go to the receipt printer first, papers to the A4 printer first, and either
// stands in for the other.
func (d *Desk) queue(v *Devices, window int, changed func(desk.Job)) (*printer.Queue, error) {
	set := printer.QueueSettings{
		Owner: owner(window), Routes: map[desk.PaperKind][]string{}, Changed: changed, Every: time.Second,
		Copies: map[desk.PaperKind]int{desk.PaperHandover: 2}, // one for each who signs
	}
	var a4, ticket []string
	if v.Printer != nil {
		set.Posts = append(set.Posts, printer.Post{Name: postA4, Printer: v.Printer})
		a4 = []string{postA4}
	}
	if v.Ticket != nil {
		set.Posts = append(set.Posts, printer.Post{Name: postTicket, Printer: v.Ticket})
		ticket = []string{postTicket}
	}
	for _, k := range notice.Kinds() {
		route := append(append([]string(nil), a4...), ticket...)
		if k == desk.PaperTicket || k == desk.PaperBag {
			route = append(append([]string(nil), ticket...), a4...)
		}
		if len(route) > 0 {
			set.Routes[k] = route
		}
	}
	return printer.NewQueue(set, d.Store.PrintJobs(), func(ctx context.Context, j desk.Job, mime string) ([]byte, error) {
		p, err := d.Store.Paper(ctx, j.Paper)
		if err != nil {
			return nil, err
		}
		return d.Render(p, mime, j.Attempt)
	}, d.Clock, d.Log)
}
