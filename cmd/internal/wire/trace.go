package wire

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"xiaochuang/desk"
)

// mostTrace bounds a trace, in lines.
const mostTrace = 20_000

// Trace runs the driver of the pad, the reader or a serial receipt printer alone
// until ctx ends, tells what goes over the line, and keeps it in the log folder:
// what a tap shows and nothing more. It returns the file.
func (d *Desk) Trace(ctx context.Context, f desk.Family, tell func(string)) (string, error) {
	if !d.Config.Devices.hasLine(f) {
		return "", &desk.Problem{Kind: desk.NotFound, What: "device.trace"}
	}
	path := d.tracePath(f)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines := 0
	t := &tap{clock: d.Clock, tell: func(g desk.Glimpse) {
		if lines++; lines <= mostTrace {
			line := glimpseLine(g)
			fmt.Fprintln(file, line)
			tell(line)
		}
	}}
	t.on.Store(true)
	defer t.on.Store(false)
	alone := &Desk{
		Dir: d.Dir, Config: d.Config, Station: d.Station, Clock: d.Clock, Log: slog.New(slog.DiscardHandler), taps: taps{f: t},
	}
	return path, alone.drive(ctx, f)
}

// hasLine reports whether a device is in service whose line can be watched.
func (c *devicesConfig) hasLine(f desk.Family) bool {
	switch f {
	case desk.FamilyReader:
		return c.Reader.Port != ""
	case desk.FamilyPad:
		return c.Pad.Port != ""
	case desk.FamilyTicket:
		return c.Ticket.Port != ""
	}
	return false
}

// tracePath is where the trace of a family is kept.
func (d *Desk) tracePath(f desk.Family) string {
	return filepath.Join(d.Dir, "log", "trace-"+string(f)+".txt")
}

// drive runs the driver of one family until ctx ends.
func (d *Desk) drive(ctx context.Context, f desk.Family) error {
	c := d.Config.Devices
	switch f {
	case desk.FamilyReader:
		d.makeReader(c.Reader).run(ctx)
	case desk.FamilyPad:
		x, err := d.makePad(c.Pad)
		if err != nil {
			return err
		}
		x.run(ctx)
	case desk.FamilyTicket:
		x, err := d.makeTicket(c.Ticket)
		if err != nil {
			return err
		}
		<-ctx.Done()
		return x.driver.Close()
	}
	return nil
}

// glimpseLine is a line of a trace, scrubbed once more.
func glimpseLine(g desk.Glimpse) string {
	sign := map[desk.Way]string{desk.WaySent: ">", desk.WayCame: "<", desk.WayLost: "?", desk.WayLine: "  ", desk.WayLamp: "=="}[g.Way]
	line := sign + " " + g.Name
	if g.Hex != "" {
		line += " " + g.Hex
	}
	return g.At.In(desk.Beijing).Format("15:04:05.000") + " " + scrub(strings.TrimRight(line, " "))
}

// Runs of bytes that may be text: from how many on they are masked.
const (
	maskDigits = longDigits
	maskHigh   = 4 // two characters of GB 18030
)

// masked is a frame in hexadecimal without what may be a text or a long number.
func masked(frame []byte) string {
	var out strings.Builder
	for i := 0; i < len(frame); {
		n, hide := 1, false
		switch b := frame[i]; {
		case b >= '0' && b <= '9':
			for i+n < len(frame) && frame[i+n] >= '0' && frame[i+n] <= '9' {
				n++
			}
			hide = n >= maskDigits
		case b >= 0x80:
			for i+n < len(frame) && frame[i+n] >= 0x40 {
				n++
			}
			hide = n >= maskHigh
		}
		for _, b := range frame[i : i+n] {
			if hide {
				out.WriteString(" ..")
			} else {
				fmt.Fprintf(&out, " %02X", b)
			}
		}
		i += n
	}
	return strings.TrimSpace(out.String())
}
