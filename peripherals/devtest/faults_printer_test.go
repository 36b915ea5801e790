package devtest_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// slip is a receipt.
var slip = []byte("\x1b@\x1c&A012\n\x1dV\x42\x00")

// prints prints a job on a printer that confirms.
func prints(p desk.Printer, mime string, doc []byte) func(context.Context) error {
	n := 0
	return func(ctx context.Context) error {
		n++
		o, err := p.Print(ctx, desk.PrintJob{ID: fmt.Sprint("J", n), Title: "A012", MIME: mime, Body: bytes.NewReader(doc), Size: int64(len(doc)), Copies: 1})
		if err == nil && o.State != desk.PrintConfirmed {
			return fmt.Errorf("%s %s", o.State, o.Code)
		}
		return err
	}
}

// openRoll opens a receipt printer.
func openRoll(t *testing.T, set printer.RawSettings, clock desk.Clock) *printer.Raw {
	t.Helper()
	set.Name, set.Every = "80 mm", 50*time.Millisecond
	p := must(printer.OpenRaw(set, clock, nil))(t)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// rollFaults are those of every receipt printer.
func rollFaults(s *sim.Ticket, f *fuse, silence []desk.DeviceState) []devtest.Fault {
	return []devtest.Fault{
		f.fault(),
		switched("", "paper out", s.PaperOut, desk.DeviceFault),
		switched("", "cover open", s.CoverOpen, desk.DeviceFault),
		switched("", "cutter stuck", s.CutterFault, desk.DeviceFault),
		switched(devtest.Silence, "", s.Mute, silence...),
		switched(devtest.Garbage, "", s.Babble, silence...),
		switched(devtest.StuckWrite, "", s.Stuck, append(silence, desk.DeviceFault, desk.DeviceSilent)...),
		{Kind: devtest.Slow, Strike: func() { s.Pace(40) }, Mend: func() { s.Pace(0) }},
	}
}

// mutely is what a printer shows that is there and gives no status.
var mutely = []desk.DeviceState{desk.DeviceSilent, desk.DeviceUnknown}

// ticketBed is a receipt printer on the network.
func ticketBed() devtest.Bed {
	return devtest.Bed{Name: "receipt printer on TCP", Never: map[devtest.FaultKind]string{
		devtest.WrongBaud: noSpeed, devtest.HalfFrame: oneByte,
	}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		s := must(sim.NewTicket("127.0.0.1:0"))(t)
		t.Cleanup(func() { _ = s.Close() })
		p := openRoll(t, printer.RawSettings{Address: s.Address()}, f)
		return devtest.Subject{Device: p, Ask: prints(p, printer.ESCPOS, slip), Bound: 4 * time.Second}, append(rollFaults(s, f, mutely),
			devtest.Fault{Kind: devtest.Unplug, Strike: s.Unplug, Mend: func() {
				if err := s.Plug(); err != nil {
					t.Error(err)
				}
			}, Shows: gone},
			switched(devtest.SecondOwner, "", s.Busy, mutely...),
		)
	}}
}

// ticketFileBed is a receipt printer at a device file, such as /dev/usb/lp0.
func ticketFileBed() devtest.Bed {
	return devtest.Bed{Name: "receipt printer at a device file", Never: map[devtest.FaultKind]string{
		devtest.WrongBaud: noSpeed, devtest.HalfFrame: oneByte,
	}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		s := must(sim.NewTicketLine(t.TempDir(), "lp0"))(t)
		t.Cleanup(func() { _ = s.Close() })
		s.Waits()
		p := openRoll(t, printer.RawSettings{Path: s.Path()}, f)
		return devtest.Subject{Device: p, Ask: prints(p, printer.ESCPOS, slip), Bound: 4 * time.Second}, append(rollFaults(s.Ticket, f, mutely),
			devtest.Fault{Kind: devtest.Unplug, Strike: s.Unplug, Mend: func() { _ = s.Plug() }, Shows: gone},
			taken(t, s.Cable(), s.Path(), 9600),
		)
	}}
}

// ticketLineBed is a receipt printer on a serial line.
func ticketLineBed() devtest.Bed {
	return devtest.Bed{Name: "receipt printer on a serial line", Never: map[devtest.FaultKind]string{
		devtest.HalfFrame: oneByte,
	}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		s := must(sim.NewTicketLine(t.TempDir(), "roll"))(t)
		t.Cleanup(func() { _ = s.Close() })
		p := openRoll(t, printer.RawSettings{Line: serial.Line{Path: s.Path(), Baud: 19200}}, f)
		return devtest.Subject{Device: p, Ask: prints(p, printer.ESCPOS, slip), Bound: 4 * time.Second},
			append(rollFaults(s.Ticket, f, silent), lineFaults(t, s.Cable(), s.Path(), 19200, 9600, nil)...)
	}}
}

// page is a PDF of one empty page.
func page() []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 4\n0000000000 65535 f \n")
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", xref)
	return []byte(b.String())
}

// hostOf is the host and port of a printer.
func hostOf(uri string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(uri, "ipp://"), "/")
	return host
}

// tapped is the address of a printer behind a tap.
func tapped(uri string, x *devtest.Tap) string {
	return strings.Replace(uri, hostOf(uri), x.Address, 1)
}

// wireShows is what a printer shows whose network goes wrong.
var wireShows = map[devtest.FaultKind]devtest.Fault{
	devtest.Silence: {Shows: poor}, devtest.HalfFrame: {Shows: poor}, devtest.Garbage: {Shows: poor}, devtest.StuckWrite: {Shows: poor}, devtest.Slow: {},
}

// printerBed is an A4 printer that speaks IPP: ippeveprinter.
func printerBed() devtest.Bed {
	return devtest.Bed{Name: "A4 printer", Apart: true, Never: map[devtest.FaultKind]string{
		devtest.WrongBaud: noSpeed, devtest.SecondOwner: queues,
	}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		rig := devtest.IPP(t)
		tap := devtest.NewTap(t, func() string { return hostOf(rig.URI) })
		p := openPrinter(t, tapped(rig.URI, tap), f)
		return devtest.Subject{Device: p, Ask: prints(p, printer.PDF, page()), Bound: 3 * time.Second, Tail: 10 * time.Second}, append(tap.Faults(wireShows),
			f.fault(),
			devtest.Fault{Kind: devtest.Unplug, Strike: rig.Off, Mend: func() { rig.On(t) }, Shows: gone},
			devtest.Fault{Name: "paper jam", Strike: func() { rig.Stall(t, "media-jam-error") }, Mend: rig.Mend, Shows: []desk.DeviceState{desk.DeviceFault}},
			devtest.Fault{Name: "cover open", Strike: func() { rig.Break(t, "cover-open-error") }, Mend: func() { rig.Heal(t, "cover-open-error") }, Shows: []desk.DeviceState{desk.DeviceFault}},
			devtest.Fault{Name: "no toner", Strike: func() { rig.Break(t, "toner-empty-error") }, Mend: func() { rig.Heal(t, "toner-empty-error") }, Shows: []desk.DeviceState{desk.DeviceFault}},
			devtest.Fault{Kind: devtest.Slow, Name: "slow to print", Strike: func() { rig.Script(t, "sleep 1") }, Mend: rig.Mend},
		)
	}}
}

func openPrinter(t *testing.T, uri string, clock desk.Clock) *printer.IPP {
	t.Helper()
	p := must(printer.OpenIPP(printer.IPPSettings{Name: "A4", URI: uri, Every: 100 * time.Millisecond}, clock, nil))(t)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// queueBed is an A4 printer behind CUPS.
func queueBed() devtest.Bed {
	return devtest.Bed{Name: "print server", Never: map[devtest.FaultKind]string{
		devtest.WrongBaud: noSpeed, devtest.SecondOwner: queues,
	}, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		rig := devtest.CUPS(t)
		tap := devtest.NewTap(t, func() string { return hostOf(rig.URI) })
		p := openPrinter(t, tapped(rig.URI, tap), f)
		return devtest.Subject{Device: p, Ask: prints(p, printer.PDF, page()), Bound: 4 * time.Second, Tail: 10 * time.Second}, append(tap.Faults(wireShows),
			f.fault(),
			devtest.Fault{Kind: devtest.Unplug, Name: "print server down", Strike: rig.Off, Mend: func() { rig.On(t) }, Shows: gone},
			devtest.Fault{Name: "printer jams", Strike: func() { rig.Printer.Stall(t, "media-jam-error") }, Mend: rig.Printer.Mend, Shows: []desk.DeviceState{desk.DeviceFault}},
			devtest.Fault{Kind: devtest.Unplug, Name: "printer switched off", Strike: rig.Printer.Off, Mend: func() { rig.Printer.On(t) }, Shows: poor},
			devtest.Fault{Kind: devtest.Slow, Name: "slow to print", Strike: func() { rig.Printer.Script(t, "sleep 1") }, Mend: rig.Printer.Mend},
		)
	}}
}
