package printer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/OpenPrinting/goipp"

	"xiaochuang/desk"
)

// PDF is the MIME type that an IPP printer takes.
const PDF = "application/pdf"

// IPPSettings describe one printer or one queue of CUPS.
type IPPSettings struct {
	Name        string        // label of the lamp
	URI         string        // ipp://host[:631]/path, or ipps://
	Fingerprint string        // SHA-256 of its certificate in hex; "" for the system's roots
	User        string        // requesting-user-name; "" for xiaochuang
	Every       time.Duration // between two looks at it; 0 for 5 s
}

// An IPP is an A4 printer that speaks the Internet Printing Protocol (RFC 8011,
// PWG 5100.14). It is safe for use by several goroutines and prints one job at
// a time.
type IPP struct {
	*lamp
	set  IPPSettings
	wire *wire
	turn chan struct{} // holds one token: the right to print
}

// OpenIPP begins to look at the printer in its own goroutine and returns at
// once. An address that cannot be one is a Problem of kind Invalid. A nil log
// discards.
func OpenIPP(set IPPSettings, clock desk.Clock, log *slog.Logger) (*IPP, error) {
	at, err := httpURL(set.URI)
	if err != nil {
		return nil, err
	}
	if set.User == "" {
		set.User = "xiaochuang"
	}
	if set.Every == 0 {
		set.Every = 5 * time.Second
	}
	p := &IPP{
		lamp: newLamp(desk.FamilyPrinter, set.Name, clock, log), set: set,
		wire: newWire(at, set.URI, set.Fingerprint), turn: make(chan struct{}, 1),
	}
	p.watch(set.Every, func(ctx context.Context) error {
		_, err := p.look(ctx, nil)
		return err
	})
	return p, nil
}

// httpURL returns where the messages of an ipp URI go (RFC 3510, RFC 7472).
func httpURL(uri string) (string, error) {
	bad := func(err error) (string, error) {
		return "", &desk.Problem{Kind: desk.Invalid, What: "printer.uri", Cause: err}
	}
	u, err := url.Parse(uri)
	if err != nil {
		return bad(err)
	}
	if u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return bad(errors.New("no plain host"))
	}
	switch u.Scheme {
	case "ipp":
		u.Scheme = "http"
	case "ipps":
		u.Scheme = "https"
	default:
		return bad(fmt.Errorf("scheme %q", u.Scheme))
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), "631")
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), nil
}

// Accepts returns application/pdf.
func (p *IPP) Accepts() string { return PDF }

// Close stops looking. A job under way is left to its context.
func (p *IPP) Close() error {
	p.close()
	p.wire.ask.CloseIdleConnections()
	return nil
}

// stateAttributes are what a look asks for.
var stateAttributes = []string{
	"printer-state", "printer-state-reasons", "printer-state-message", "printer-is-accepting-jobs",
}

// look asks how the printer is, lights the lamp, and returns what more was
// asked for.
func (p *IPP) look(ctx context.Context, more []string) (*goipp.Message, error) {
	m := p.wire.request(goipp.OpGetPrinterAttributes)
	wanted(m, append(more, stateAttributes...)...)
	got, err := p.wire.call(ctx, m, nil, 0)
	if err != nil {
		if ctx.Err() == nil {
			p.light(codeOf(err))
		}
		return nil, err
	}
	p.light(readLook(got).cause())
	return got, nil
}

func readLook(m *goipp.Message) printerLook {
	state, _ := integer(m.Printer, "printer-state")
	return printerLook{
		state: state, accepting: boolean(m.Printer, "printer-is-accepting-jobs", true),
		reasons: texts(m.Printer, "printer-state-reasons"),
		message: text(m.Printer, "printer-state-message"),
	}
}

// codeOf returns the cause of an exchange that failed.
func codeOf(err error) string {
	if e, ok := errors.AsType[*ippError](err); ok {
		return e.code()
	}
	return Fault
}
