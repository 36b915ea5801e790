package wire

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
)

// mostTrace bounds a trace, in lines.
const mostTrace = 20_000

// Trace runs the driver of the pad or the reader alone until ctx ends, tells what
// goes over the line, and keeps it in the log folder. Of a pad it shows every
// frame, with what may be text or a long number masked as it is written; of a
// reader never a byte, because they are somebody's card. It returns the file.
func (d *Desk) Trace(ctx context.Context, f desk.Family, tell func(string)) (string, error) {
	c := d.Config.Devices
	path := filepath.Join(d.Dir, "log", "trace-"+string(f)+".txt")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	defer file.Close()
	var mu sync.Mutex
	lines := 0
	say := func(line string) {
		mu.Lock()
		defer mu.Unlock()
		if lines++; lines > mostTrace {
			return
		}
		line = time.Now().In(desk.Beijing).Format("15:04:05.000") + " " + scrub(line)
		fmt.Fprintln(file, line)
		tell(line)
	}
	act := func(e serial.TraceEvent) {
		say(strings.TrimSpace(fmt.Sprintf("   %-5s %d %s %s", e.Op, e.Bytes, e.Took.Round(time.Millisecond), e.Code)))
	}
	lamp := func(h desk.Health) { say(strings.TrimSpace("== " + string(h.State) + " " + h.Code)) }
	switch {
	case f == desk.FamilyReader && c.Reader.Port != "":
		idcard.New(idcard.Options{Label: string(f), Line: line(c.Reader), Clock: d.Clock, Trace: act, Changed: lamp}).Run(ctx)
	case f == desk.FamilyPad && c.Pad.Port != "":
		prof, err := d.padProfile(profileOf(c.Pad))
		if err != nil {
			return "", err
		}
		o := padAt(c.Pad)
		o.Clock, o.Changed = d.Clock, lamp
		o.Watch = func(out bool, frame []byte) { say(direction(prof, out, frame) + " " + masked(frame)) }
		pad.New(prof, o).Run(ctx)
	default:
		return "", &desk.Problem{Kind: desk.NotFound, What: "device.trace"}
	}
	return path, nil
}

// direction says which way a frame goes, and what it is.
func direction(p *pad.Profile, out bool, frame []byte) string {
	if out {
		name, _, _ := p.ParseCommand(frame)
		return "> " + name
	}
	e, _ := p.Event(frame)
	return "< " + e.Name
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
