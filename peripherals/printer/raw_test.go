package printer_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/sim"
)

func newTicket(t *testing.T) *sim.Ticket {
	t.Helper()
	s, err := sim.NewTicket("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func openRaw(t *testing.T, set printer.RawSettings) *printer.Raw {
	t.Helper()
	set.Name = "80 mm"
	if set.Every == 0 {
		set.Every = 50 * time.Millisecond
	}
	p, err := printer.OpenRaw(set, desk.SystemClock{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// slip has text, an image whose bytes look like status requests, and a cut.
var slip = []byte("\x1b@\x1c&" + "A012\n" +
	"\x1dv0\x00\x03\x00\x02\x00\x10\x04\x01\x10\x04\x04" +
	"\x1d(k\x06\x00\x31P0\x10\x04\x01" +
	"\x1dV\x42\x00")

func slipJob(id string, b []byte) desk.PrintJob {
	return desk.PrintJob{ID: id, Title: "A012", MIME: printer.ESCPOS, Body: bytes.NewReader(b), Size: int64(len(b))}
}

func TestRawContract(t *testing.T) {
	s := newTicket(t)
	devtest.Printer(t, slip, true, func(t *testing.T) desk.Printer {
		return openRaw(t, printer.RawSettings{Address: s.Address()})
	})
}

func TestRawContractOfAMutePrinter(t *testing.T) {
	s := newTicket(t)
	s.Mute(true)
	devtest.Printer(t, slip, false, func(t *testing.T) desk.Printer {
		return openRaw(t, printer.RawSettings{Address: s.Address(), Mute: true})
	})
	if n := s.Queries(); n != 0 {
		t.Errorf("%d questions to a printer that prints them", n)
	}
}

func TestRawBytesArriveAsSent(t *testing.T) {
	s := newTicket(t)
	p := openRaw(t, printer.RawSettings{Address: s.Address()})
	long := append(bytes.Repeat(slip, 2000), slip...)
	for i, b := range [][]byte{slip, long} {
		began := time.Now()
		if o, err := p.Print(soon(t), slipJob("01JOB", b)); o.State != desk.PrintConfirmed || err != nil {
			t.Fatalf("%+v, %v", o, err)
		}
		// Its answer in turn is believed at once; a good status alone is not.
		if d := time.Since(began); d > 2*time.Second {
			t.Errorf("confirmed after %v", d)
		}
		if got := s.Tickets(); len(got) != i+1 || !bytes.Equal(got[i], b) {
			t.Fatalf("job %d: %d tickets", i, len(got))
		}
	}
	j := slipJob("01JOB", slip)
	j.Copies = 3
	if o, err := p.Print(soon(t), j); o.State != desk.PrintConfirmed || err != nil {
		t.Fatalf("%+v, %v", o, err)
	}
	if got := s.Tickets(); !bytes.Equal(got[2], bytes.Repeat(slip, 3)) {
		t.Errorf("three copies gave %d bytes", len(got[2]))
	}
}

func TestRawWithoutBarrierWaitsForAStatusThatStays(t *testing.T) {
	t.Parallel()
	s := newTicket(t)
	p := openRaw(t, printer.RawSettings{Address: s.Address(), NoBarrier: true})
	began := time.Now()
	if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintConfirmed || err != nil {
		t.Fatalf("%+v, %v", o, err)
	}
	if d := time.Since(began); d < 2*time.Second {
		t.Errorf("confirmed after %v", d)
	}
}

func TestRawFaultBeforeTheJob(t *testing.T) {
	t.Parallel()
	s := newTicket(t)
	p := openRaw(t, printer.RawSettings{Address: s.Address()})
	for _, tt := range []struct {
		handle func(bool)
		code   string
	}{
		{s.PaperOut, printer.PaperOut},
		{s.CoverOpen, printer.CoverOpen},
		{s.CutterFault, printer.Cutter},
	} {
		tt.handle(true)
		lamp(t, p, desk.DeviceFault, tt.code)
		if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintFailed || o.Code != tt.code || err == nil {
			t.Errorf("%s: %+v, %v", tt.code, o, err)
		}
		tt.handle(false)
		lamp(t, p, desk.DeviceOK, "")
	}
	if got := s.Tickets(); len(got) != 0 {
		t.Errorf("%d tickets came out of a printer that could not", len(got))
	}
	s.PaperLow(true)
	if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintConfirmed || err != nil {
		t.Errorf("near the end of the roll: %+v, %v", o, err)
	}
	lamp(t, p, desk.DeviceOK, printer.PaperLow)
}

func TestRawRollEndsInMidTicket(t *testing.T) {
	t.Parallel()
	t.Run("and is changed", func(t *testing.T) {
		s := newTicket(t)
		p := openRaw(t, printer.RawSettings{Address: s.Address()})
		s.PaperEndsAfter(5)
		go func() {
			lamp(t, p, desk.DeviceFault, printer.PaperOut)
			s.PaperOut(false)
		}()
		if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintConfirmed || err != nil {
			t.Errorf("%+v, %v", o, err)
		}
		if got := s.Tickets(); len(got) != 1 || !bytes.Equal(got[0], slip) {
			t.Errorf("%q", got)
		}
	})
	t.Run("and nobody comes", func(t *testing.T) {
		s := newTicket(t)
		p := openRaw(t, printer.RawSettings{Address: s.Address()})
		s.PaperEndsAfter(5)
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		// The rest may come out with the next roll: it must not be sent again.
		if o, err := p.Print(ctx, slipJob("01JOB", slip)); o.State != desk.PrintUnknown || o.Code != printer.PaperOut || err == nil {
			t.Errorf("%+v, %v", o, err)
		}
	})
}

func TestRawMutePrinterIsNeverConfirmed(t *testing.T) {
	t.Parallel()
	s := newTicket(t)
	s.Mute(true)
	p := openRaw(t, printer.RawSettings{Address: s.Address(), Every: time.Hour})
	if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintSent || o.Code != printer.NoStatus || err != nil {
		t.Errorf("%+v, %v", o, err)
	}
	lamp(t, p, desk.DeviceUnknown, printer.NoStatus)
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end) && len(s.Tickets()) == 0; time.Sleep(5 * time.Millisecond) {
	}
	if got := s.Tickets(); len(got) != 1 || !bytes.Equal(got[0], slip) {
		t.Errorf("%q", got)
	}
}

// TestRawNotAStatus has a device that answers every question with a byte that
// no printer gives: an echo, or another protocol on that port.
func TestRawNotAStatus(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]byte{"zero": 0x00, "all bits": 0xff, "letter": 'H', "bit 7": 0x92} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go func() {
					defer c.Close()
					b := make([]byte, 64)
					for {
						n, err := c.Read(b)
						if err != nil {
							return
						}
						_, _ = c.Write(bytes.Repeat([]byte{reply}, n))
					}
				}()
			}
		}()
		p := openRaw(t, printer.RawSettings{Address: l.Addr().String(), Every: time.Hour})
		if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintSent || err != nil {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
		lamp(t, p, desk.DeviceUnknown, printer.NoStatus)
	}
}

func TestRawUnplugged(t *testing.T) {
	t.Parallel()
	s := newTicket(t)
	p := openRaw(t, printer.RawSettings{Address: s.Address()})
	lamp(t, p, desk.DeviceOK, "")
	s.Unplug()
	lamp(t, p, desk.DeviceOffline, printer.Offline)
	if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintFailed || o.Code != printer.Offline || err == nil {
		t.Errorf("%+v, %v", o, err)
	}
	if err := s.Plug(); err != nil {
		t.Fatal(err)
	}
	p.Retry()
	lamp(t, p, desk.DeviceOK, "")
	s.PaperEndsAfter(5) // so that it is pulled in mid ticket
	go func() {
		lamp(t, p, desk.DeviceFault, printer.PaperOut)
		s.Unplug()
	}()
	if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintUnknown || o.Code != printer.Offline || err == nil {
		t.Errorf("in mid ticket: %+v, %v", o, err)
	}
}

func TestRawStuckPrinterMeetsTheDeadline(t *testing.T) {
	t.Parallel()
	s := newTicket(t)
	p := openRaw(t, printer.RawSettings{Address: s.Address(), Mute: true, Every: time.Hour})
	s.Stuck(true)
	ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
	defer cancel()
	huge := bytes.Repeat([]byte("A012\n"), 8<<20/5)
	began := time.Now()
	o, err := p.Print(ctx, slipJob("01JOB", huge))
	if o.State != desk.PrintUnknown || o.Code != printer.Timeout || err == nil || time.Since(began) > 5*time.Second {
		t.Errorf("%+v, %v after %v", o, err, time.Since(began))
	}
}

// TestRawDeviceFile has a pseudo-terminal in the place of /dev/usb/lp0.
func TestRawDeviceFile(t *testing.T) {
	s := newTicket(t)
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	raw(t, slave)
	c, err := net.Dial("tcp", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	pipe := func(to, from interface {
		Read([]byte) (int, error)
		Write([]byte) (int, error)
	},
	) {
		b := make([]byte, 4096)
		for {
			n, err := from.Read(b)
			if err != nil {
				return
			}
			_, _ = to.Write(b[:n])
		}
	}
	go pipe(c, master)
	go pipe(master, c)
	p := openRaw(t, printer.RawSettings{Path: slave.Name(), Every: time.Hour})
	if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintConfirmed || err != nil {
		t.Errorf("%+v, %v", o, err)
	}
	if got := s.Tickets(); len(got) != 1 || !bytes.Equal(got[0], slip) {
		t.Errorf("%q", got)
	}
	s.PaperOut(true)
	if o, err := p.Print(soon(t), slipJob("01JOB2", slip)); o.State != desk.PrintFailed || o.Code != printer.PaperOut || err == nil {
		t.Errorf("no paper: %+v, %v", o, err)
	}
}

// raw makes a terminal pass every byte through.
func raw(t *testing.T, f *os.File) {
	t.Helper()
	tio, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err == nil {
		tio.Iflag, tio.Oflag, tio.Lflag = 0, 0, 0
		tio.Cc[unix.VMIN], tio.Cc[unix.VTIME] = 1, 0
		err = unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, tio)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestRawPathsThatAreNoPrinter(t *testing.T) {
	plain := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{plain, plain + ".absent", t.TempDir()} {
		p := openRaw(t, printer.RawSettings{Path: path})
		if o, err := p.Print(soon(t), slipJob("01JOB", slip)); o.State != desk.PrintFailed || o.Code != printer.Offline || err == nil {
			t.Errorf("%+v, %v", o, err)
		}
	}
	for _, set := range []printer.RawSettings{{}, {Address: "host"}, {Address: "host:9100", Path: "/dev/usb/lp0"}} {
		if _, err := printer.OpenRaw(set, desk.SystemClock{}, nil); desk.KindOf(err) != desk.Invalid {
			t.Errorf("%+v: %v", set, err)
		}
	}
}

func TestSpoolContract(t *testing.T) {
	devtest.Printer(t, slip, false, func(t *testing.T) desk.Printer {
		p := printer.OpenSpool("folder", t.TempDir(), printer.ESCPOS, desk.SystemClock{}, nil)
		t.Cleanup(func() { _ = p.Close() })
		return p
	})
}

func TestSpoolKeepsWholeJobsInItsFolder(t *testing.T) {
	dir := t.TempDir()
	inner := filepath.Join(dir, "spool")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	p := printer.OpenSpool("folder", inner, printer.PDF, desk.SystemClock{}, nil)
	defer p.Close()
	doc := onePage("spool")
	j := pdfJob("../../x\x1b", doc)
	j.Copies = 2
	o, err := p.Print(soon(t), j)
	if o.State != desk.PrintSent || err != nil {
		t.Fatalf("%+v, %v", o, err)
	}
	for path, want := range map[string]int{dir: 1, inner: 2} {
		got, err := os.ReadDir(path)
		if err != nil || len(got) != want {
			t.Errorf("%s: %v, %v", path, got, err)
		}
	}
	if b, err := os.ReadFile(filepath.Join(inner, o.JobID)); err != nil || !bytes.Equal(b, doc) {
		t.Errorf("%s: %d bytes, %v", o.JobID, len(b), err)
	}
	j.Size++
	if o, err := p.Print(soon(t), j); o.State != desk.PrintFailed || err == nil {
		t.Errorf("a body shorter than it says: %+v, %v", o, err)
	}
	if err := os.RemoveAll(inner); err != nil {
		t.Fatal(err)
	}
	if o, err := p.Print(soon(t), pdfJob("01JOB", doc)); o.State != desk.PrintFailed || o.Code != printer.Offline || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder gone: %+v, %v", o, err)
	}
	lamp(t, p, desk.DeviceOffline, printer.Offline)
}
