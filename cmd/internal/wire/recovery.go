package wire

import (
	"bytes"
	"context"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/printer/escpos"
	"xiaochuang/peripherals/printer/pdf"
)

// printRecovery prints the sheet with a recovery code on a printer, past the print
// queue: no job, no paper and no line of the journal holds the code. The log knows
// that a sheet was printed and how it ended.
func (d *Desk) printRecovery(ctx context.Context, to desk.Printer, by desk.Staff, code string) error {
	mime, m := to.Accepts(), notice.A4
	if mime != printer.PDF {
		m = notice.Roll80
		if d.rollWidth(postTicket) == 58 {
			m = notice.Roll58
		}
	}
	doc, err := notice.RecoverySheet(m, d.Station.Name, by, code, d.Clock.Now())
	if err != nil {
		return err
	}
	var body []byte
	if mime == printer.PDF {
		body, err = pdf.Render(doc)
	} else {
		body, err = escpos.Render(doc, escpos.Profile{})
	}
	if err != nil {
		return err
	}
	o, err := d.printApart(ctx, to, "recovery", body)
	clear(body)
	d.Log.Info("recovery sheet", "staff", by.ID)
	switch o.State {
	case desk.PrintConfirmed:
		return nil
	case desk.PrintFailed:
		return &desk.Problem{Kind: desk.Unavailable, What: "recovery.print", Cause: err}
	default: // sent, and nobody has seen it come out
		return &desk.Problem{Kind: desk.Conflict, What: "recovery.unknown", Cause: err}
	}
}

// printApart prints past the print queue. The log knows what kind of sheet it was
// and how it ended.
func (d *Desk) printApart(ctx context.Context, to desk.Printer, title string, body []byte) (desk.PrintOutcome, error) {
	o, err := to.Print(ctx, desk.PrintJob{
		ID: d.Mint(), Title: title, MIME: to.Accepts(), Body: bytes.NewReader(body), Size: int64(len(body)), Copies: 1,
	})
	d.Log.Info("sheet apart", "title", title, "state", string(o.State), "code", o.Code, "err", err)
	return o, err
}
