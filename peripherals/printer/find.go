package printer

import (
	"context"

	"github.com/OpenPrinting/goipp"
)

// CUPS is where the print service of this PC listens.
const CUPS = "ipp://localhost:631/"

// A Found is a printer that a print service knows.
type Found struct {
	URI  string // for IPPSettings
	Name string // of its maker and kind, else of the queue; a stranger's words, cleaned
}

// mostFound bounds a list of printers.
const mostFound = 50

// Queues lists the printers of a print service (CUPS-Get-Printers, CUPS
// Implementation of IPP). A service that is not there is an error.
func Queues(ctx context.Context, service string) ([]Found, error) {
	at, err := httpURL(service)
	if err != nil {
		return nil, err
	}
	w := newWire(at, service, "")
	defer w.ask.CloseIdleConnections()
	m := w.request(goipp.OpCupsGetPrinters)
	wanted(m, "printer-uri-supported", "printer-name", "printer-make-and-model")
	got, err := w.call(ctx, m, nil, 0)
	if err != nil {
		return nil, err
	}
	var out []Found
	for _, g := range got.Groups {
		if g.Tag != goipp.TagPrinterGroup || len(out) == mostFound {
			continue
		}
		f := Found{URI: text(g.Attrs, "printer-uri-supported"), Name: text(g.Attrs, "printer-make-and-model")}
		if f.Name == "" {
			f.Name = text(g.Attrs, "printer-name")
		}
		if _, err := httpURL(f.URI); err == nil {
			out = append(out, f)
		}
	}
	return out, nil
}
