package printer_test

import (
	"bytes"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/printer/escpos"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

func newTicketLine(t *testing.T) *sim.TicketLine {
	t.Helper()
	s, err := sim.NewTicketLine(t.TempDir(), "roll")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func openLine(t *testing.T, s *sim.TicketLine, baud int) *printer.Raw {
	t.Helper()
	return openRaw(t, printer.RawSettings{Line: serial.Line{Path: s.Path(), Baud: baud}})
}

func TestSerialContract(t *testing.T) {
	t.Parallel()
	devtest.Printer(t, slip, true, func(t *testing.T) desk.Printer { return openLine(t, newTicketLine(t), 19200) })
}

// long is a slip that is many times as long as the printer's buffer: text, and
// pictures as a character that its memory lacks is drawn.
func long() []byte {
	var b bytes.Buffer
	b.WriteString("\x1b@\x1c&")
	for range 40 {
		b.WriteString("A012 \xd7\xdb\xba\xcf\n")
		b.WriteString("\x1dv0\x00\x30\x00\x18\x00")
		b.Write(bytes.Repeat([]byte{0x10, 0x04, 0x01, 0x1d, 0x72, 0x01}, 0x30*0x18/6))
	}
	b.WriteString("\x1dVB\x00")
	return b.Bytes()
}

// TestSerialPrinterIsNeverOverrun prints forty times what the buffer holds on a
// printer that takes its time, and reads the tape: a byte that got lost would
// have made garbage of it.
func TestSerialPrinterIsNeverOverrun(t *testing.T) {
	t.Parallel()
	s := newTicketLine(t)
	s.Pace(60_000)
	p := openLine(t, s, 115200)
	b := long()
	if o, err := p.Print(soon(t), slipJob("01JOB", b)); o.State != desk.PrintConfirmed || err != nil {
		t.Fatalf("%+v, %v", o, err)
	}
	got := s.Tickets()
	if len(got) != 1 || !bytes.Equal(got[0], b) || s.Lost() != 0 {
		t.Fatalf("%d tickets, %d bytes lost", len(got), s.Lost())
	}
	if tape, err := escpos.Read(got[0]); err != nil || tape.Cuts != 1 || len(tape.Lines) < 80 {
		t.Errorf("%d lines, %d cuts, %v", len(tape.Lines), tape.Cuts, err)
	}
}

// TestSerialPrinterHalts has a printer that says so by itself (XOFF) keep its
// sender waiting, although it is never asked.
func TestSerialPrinterHalts(t *testing.T) {
	t.Parallel()
	s := newTicketLine(t)
	p := openRaw(t, printer.RawSettings{Line: serial.Line{Path: s.Path(), Baud: 9600}, Mute: true})
	lamp(t, p, desk.DeviceUnknown, printer.NoStatus)
	held := false
	// Nothing tells when the sign to halt has reached the line's driver.
	for _, arriving := range []time.Duration{50 * time.Millisecond, 500 * time.Millisecond, 3 * time.Second} {
		s.Halt(true)
		time.Sleep(arriving)
		began := time.Now()
		time.AfterFunc(time.Second, func() { s.Halt(false) })
		if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintSent || err != nil {
			t.Fatalf("%+v, %v", o, err)
		}
		if held = time.Since(began) >= 900*time.Millisecond; held {
			break
		}
		time.Sleep(1500 * time.Millisecond) // until the line is free again
	}
	if !held {
		t.Error("printed at once on a printer that had halted the line")
	}
	if n := s.Queries(); n != 0 {
		t.Errorf("%d questions to a printer that prints them", n)
	}
}

func TestSerialPrinterAtAnotherSpeedPrintsNothing(t *testing.T) {
	t.Parallel()
	s := newTicketLine(t)
	s.Speed(9600)
	p := openLine(t, s, 115200)
	o, err := p.Print(soon(t), slipJob("01JOB", slip))
	if o.State != desk.PrintFailed || o.Code != printer.Timeout && o.Code != printer.Noise || err == nil {
		t.Errorf("%+v, %v", o, err)
	}
	for _, b := range s.Tickets() {
		if bytes.Contains(b, []byte("A012")) || len(b) > 8*len(slip) {
			t.Errorf("%d bytes of garbage came out", len(b))
		}
	}
	if h := p.Health(); h.State != desk.DeviceSilent {
		t.Errorf("%+v", h)
	}
}

// TestSerialPaperEndsInTheMiddle changes the roll while the rest of a slip waits.
func TestSerialPaperEndsInTheMiddle(t *testing.T) {
	t.Parallel()
	s := newTicketLine(t)
	p := openLine(t, s, 115200)
	b := long()
	s.PaperEndsAfter(7000)
	go func() {
		for p.Health().Code != printer.PaperOut {
			time.Sleep(5 * time.Millisecond)
		}
		s.PaperOut(false)
	}()
	if o, err := p.Print(soon(t), slipJob("01JOB", b)); o.State != desk.PrintConfirmed || err != nil {
		t.Fatalf("%+v, %v", o, err)
	}
	if got := s.Tickets(); len(got) != 1 || !bytes.Equal(got[0], b) {
		t.Errorf("%d bytes lost", s.Lost())
	}
}

// TestSerialLineHasOneOwner keeps the line between jobs, and gives it back.
func TestSerialLineHasOneOwner(t *testing.T) {
	t.Parallel()
	s := newTicketLine(t)
	p := openLine(t, s, 19200)
	lamp(t, p, desk.DeviceOK, "")
	if other, err := serial.Open(serial.Line{Path: s.Path(), Baud: 19200}, nil); err == nil {
		_ = other.Close()
		t.Error("a second owner was let in")
	}
	second := openLine(t, s, 19200)
	lamp(t, second, desk.DeviceFault, printer.Busy)
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	second.Retry()
	lamp(t, second, desk.DeviceOK, "")
	began := time.Now()
	s.Unplug()
	lamp(t, second, desk.DeviceOffline, printer.Offline)
	if d := time.Since(began); d > time.Second {
		t.Errorf("its unplugging was noticed after %v", d)
	}
	if err := s.Plug(); err != nil {
		t.Fatal(err)
	}
	lamp(t, second, desk.DeviceOK, "")
}
