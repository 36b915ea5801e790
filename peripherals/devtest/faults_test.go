package devtest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/scanner"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// gone and poor are what a lamp may show of a device that is away, and of one
// that is there.
var (
	gone   = []desk.DeviceState{desk.DeviceOffline, desk.DeviceConnecting}
	silent = []desk.DeviceState{desk.DeviceSilent, desk.DeviceConnecting}
	poor   = []desk.DeviceState{desk.DeviceFault, desk.DeviceSilent, desk.DeviceOffline, desk.DeviceConnecting}
)

// taken pulls the cable out and has another program open the line first.
func taken(t *testing.T, p *sim.Pty, path string, baud int) devtest.Fault {
	var other *serial.Port
	return devtest.Fault{
		Name: "another program has the line", Shows: poor,
		Strike: func() {
			p.Unplug()
			time.Sleep(50 * time.Millisecond)
			if err := p.Replug(); err != nil {
				t.Error(err)
			}
			for end := time.Now().Add(5 * time.Second); other == nil && time.Now().Before(end); {
				other, _ = serial.Open(serial.Line{Path: path, Baud: baud}, nil) // the driver may be quicker
				if other == nil {
					p.Unplug()
					time.Sleep(time.Millisecond)
					_ = p.Replug()
				}
			}
			if other == nil {
				t.Error("the line was never free")
			}
		},
		Mend: func() {
			if other != nil {
				_ = other.Close()
			}
		},
	}
}

func unplugged(p *sim.Pty) devtest.Fault {
	return devtest.Fault{Name: "unplugged", Strike: p.Unplug, Mend: func() { _ = p.Replug() }, Shows: gone}
}

// cardReader is a reader that runs on a simulated module.
func cardReader(t *testing.T) (devtest.Subject, *sim.Card) {
	t.Helper()
	card := must(sim.NewCard(t.TempDir(), "reader"))(t)
	r := idcard.New(idcard.Options{Label: "reader", Line: serial.Line{Path: card.Path(), Baud: 115200}, Every: 20 * time.Millisecond})
	go r.Run(t.Context())
	t.Cleanup(func() {
		_ = r.Close()
		_ = card.Close()
	})
	who := desk.CardReading{
		Layout: desk.CardCN, Document: "111", Number: "110101190001010022", Name: "测试喆犇", Sex: "2", Nation: "01", Birth: "1900-01-01",
		Address: "北京市某某区某某路1号", Issuer: "北京市公安局某某分局", From: "2020-01-01", Forever: true,
	}
	ask := func(ctx context.Context) error {
		ctx, stop := context.WithCancel(ctx)
		laid := make(chan struct{})
		go func() {
			defer close(laid)
			for r.Health().State != desk.DeviceOK && ctx.Err() == nil {
				time.Sleep(5 * time.Millisecond)
			}
			time.Sleep(100 * time.Millisecond) // it must see first that no card lies there
			_ = card.Insert(who)
		}()
		got, err := r.Read(ctx)
		stop()
		<-laid
		card.Remove()
		if err == nil && got.Number != who.Number {
			return errors.New("another card")
		}
		return err
	}
	return devtest.Subject{Device: r, Ask: ask, Bound: 2 * time.Second}, card
}

// TestFaultsOfACardReader lets each fault befall a reader of its own: one that had
// several in a row pauses longer and longer.
func TestFaultsOfACardReader(t *testing.T) {
	t.Parallel()
	faults := func(t *testing.T, card *sim.Card) []devtest.Fault {
		spoilt := func(name string, f sim.CardFault, shows []desk.DeviceState) devtest.Fault {
			return devtest.Fault{Name: name, Strike: func() { card.Fault(f, -1) }, Mend: func() { card.Fault(0, 0) }, Shows: shows}
		}
		return []devtest.Fault{
			unplugged(card.Pty),
			spoilt("silence", sim.CardSilent, silent),
			spoilt("half a frame", sim.CardHalf, poor),
			spoilt("garbage before each answer", sim.CardGarbage, nil),
			spoilt("every sum wrong, as at another speed", sim.CardBadSum, poor),
			spoilt("a frame without end", sim.CardLong, poor),
			spoilt("slow", sim.CardSlow, nil),
			{
				Name: "self-test failed", Strike: func() { card.Break(idcard.SelfTest); card.Unplug(); _ = card.Replug() },
				Mend: func() { card.Break(idcard.OK) }, Shows: poor,
			},
			taken(t, card.Pty, card.Path(), 115200),
		}
	}
	_, spare := cardReader(t)
	for i, f := range faults(t, spare) {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			s, card := cardReader(t)
			devtest.Faults(t, s, faults(t, card)[i:i+1])
		})
	}
}

// padWays are the ways in which a rating pad is reached, each with a profile of
// this package's testing: the protocol of the serial box goes over each.
var padWays = []struct{ name, profile, transport, at string }{
	{"serial", "xc5", "", ""},
	{"behind a serial server", "xc5", "", "127.0.0.1:0"},
	{"TCP", "xc5", "kind = \"tcp\"\nport = 5000", ""},
	{"UDP", "xc5", "kind = \"udp\"", ""},
	{"WebSocket", "xc5-ws", "", ""},
	{"one call each command", "s-ascii", "", ""},
}

// ratingPad is a pad that runs on a simulated one.
func ratingPad(t *testing.T, profile, transport, at string) (*pad.Pad, *sim.Pad) {
	t.Helper()
	text := string(must(os.ReadFile("../pad/profiles/" + profile + ".toml"))(t))
	if transport != "" {
		text = strings.Replace(text, "kind = \"serial\"\nbaud = 9600\nmode = \"8N1\"", transport, 1)
	}
	text = strings.NewReplacer("timeout_ms = 2000", "timeout_ms = 800", "interval_ms = 2000", "interval_ms = 100").Replace(text)
	prof := must(pad.Parse([]byte(text)))(t)
	var far *sim.Pad
	if at != "" {
		far = must(sim.NewPadAt(at, prof))(t)
	} else {
		far = must(sim.NewPad(t.TempDir(), "pad", prof))(t)
	}
	p := pad.New(prof, pad.Options{Label: "pad", Line: serial.Line{Path: far.Path()}, Beat: time.Second})
	go p.Run(t.Context())
	t.Cleanup(func() {
		_ = p.Close()
		_ = far.Close()
	})
	return p, far
}

func TestFaultsOfARatingPad(t *testing.T) {
	t.Parallel()
	for _, w := range padWays {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			p, far := ratingPad(t, w.profile, w.transport, w.at)
			devtest.Faults(t, devtest.Subject{Device: p, Ask: rates(p, far), Bound: 5 * time.Second}, padFaults(t, w.name, p, far))
		})
	}
}

func padFaults(t *testing.T, way string, p *pad.Pad, far *sim.Pad) []devtest.Fault {
	noise := make(chan struct{})
	list := []devtest.Fault{
		{Name: "unplugged", Strike: far.Unplug, Mend: func() { _ = far.Replug() }, Shows: gone},
		{Name: "silence", Strike: func() { far.Mute(true) }, Mend: func() { far.Mute(false) }, Shows: poor},
		{Name: "garbage all the time", Strike: func() {
			go func() {
				for n := byte(0); ; n++ {
					select {
					case <-noise:
						return
					case <-time.After(20 * time.Millisecond):
						_ = far.Noise(bytes.Repeat([]byte{n % 0x40, 0x5a}, 7))
					}
				}
			}()
		}, Mend: func() { close(noise) }},
	}
	if line, ok := far.Cable.(*sim.Pty); ok {
		return append(list, taken(t, line, far.Path(), 9600))
	}
	var release func()
	return append(list, devtest.Fault{Name: "another program has it", Shows: poor, Strike: func() {
		kind := map[string]string{"UDP": pad.UDP, "WebSocket": pad.WebSocket}[way]
		if kind == "" {
			kind = pad.TCP
		}
		far.Unplug()
		for end := time.Now().Add(5 * time.Second); release == nil && time.Now().Before(end); time.Sleep(time.Millisecond) {
			release, _ = serial.Own(kind + " " + far.Path())
		}
		if release == nil {
			t.Error("the pad was never free")
		}
		_ = far.Replug()
	}, Mend: func() {
		if release != nil {
			release()
		}
	}})
}

// rates asks for a rating, and a visitor presses the highest key or the one below:
// the same twice in a row may be taken for a held key.
func rates(p *pad.Pad, far *sim.Pad) func(context.Context) error {
	visit := 0
	return func(ctx context.Context) error {
		visit++
		stars := 5 - visit%2
		want, _ := desk.LevelOfStars(stars)
		name := fmt.Sprint("v", visit)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			for ctx.Err() == nil {
				if v, shown := far.Asking(); shown && (v == name || v == "") { // some are not told which visit
					_ = far.PressStars(stars)
					return
				}
				time.Sleep(5 * time.Millisecond)
			}
		}()
		a, err := p.Ask(ctx, desk.PadRequest{Visit: name, Staff: "Staff 7", Number: "A012", Wait: 2 * time.Second})
		if err == nil && a.Level != want {
			return fmt.Errorf("no rating: %s %s", a.Level, a.Silence)
		}
		return err
	}
}

// slip is a receipt.
var slip = []byte("\x1b@\x1c&A012\n\x1dV\x42\x00")

func TestFaultsOfAReceiptPrinter(t *testing.T) {
	t.Parallel()
	s := must(sim.NewTicket("127.0.0.1:0"))(t)
	t.Cleanup(func() { _ = s.Close() })
	p := must(printer.OpenRaw(printer.RawSettings{Name: "80 mm", Address: s.Address(), Every: 50 * time.Millisecond}, desk.SystemClock{}, nil))(t)
	t.Cleanup(func() { _ = p.Close() })
	on := func(set func(bool)) (func(), func()) { return func() { set(true) }, func() { set(false) } }
	fault := func(name string, set func(bool), shows ...desk.DeviceState) devtest.Fault {
		f := devtest.Fault{Name: name, Shows: shows}
		f.Strike, f.Mend = on(set)
		return f
	}
	devtest.Faults(t, devtest.Subject{Device: p, Ask: prints(p, printer.ESCPOS, slip), Bound: 4 * time.Second}, []devtest.Fault{
		{Name: "unplugged", Strike: s.Unplug, Mend: func() {
			if err := s.Plug(); err != nil {
				t.Error(err)
			}
		}, Shows: gone},
		fault("paper out", s.PaperOut, desk.DeviceFault),
		fault("cover open", s.CoverOpen, desk.DeviceFault),
		fault("cutter stuck", s.CutterFault, desk.DeviceFault),
		fault("silence", s.Mute, desk.DeviceSilent, desk.DeviceUnknown),
		fault("takes no bytes", s.Stuck, desk.DeviceSilent, desk.DeviceFault, desk.DeviceUnknown),
	})
}

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

// scans takes so many pages.
func scans(s desk.Scanner, source string, n int) func(context.Context) error {
	return func(ctx context.Context) error {
		got, err := s.Scan(ctx, desk.ScanRequest{Source: source, Limit: n}, func(desk.ScannedPage) error { return nil })
		if err == nil && got != n {
			return fmt.Errorf("%d pages", got)
		}
		return err
	}
}

func TestFaultsOfANetworkScanner(t *testing.T) {
	t.Parallel()
	rig := devtest.ESCL(t)
	s := scanner.NewESCL(scanner.ESCLSettings{Name: "eSCL", URL: rig.URL, PageTime: 2 * time.Second}, desk.SystemClock{}, nil)
	go s.Run(t.Context())
	t.Cleanup(func() { _ = s.Close() })
	rig.Load(1000)
	devtest.Faults(t, devtest.Subject{Device: s, Ask: scans(s, "adf", 2), Bound: 5 * time.Second}, []devtest.Fault{
		{Name: "switched off", Strike: rig.Off, Mend: func() { rig.On(t); rig.Load(1000) }, Shows: gone},
		{Name: "jam", Strike: func() { rig.JamAt(1) }, Mend: func() { rig.JamAt(0) }, Shows: []desk.DeviceState{desk.DeviceFault}},
		{Name: "cover open", Strike: func() { rig.Cover(true) }, Mend: func() { rig.Cover(false) }, Shows: []desk.DeviceState{desk.DeviceFault}},
		{Name: "no page comes", Strike: func() { rig.Slow(time.Hour) }, Mend: func() { rig.Slow(0) }, Shows: silent},
		{Name: "slow", Strike: func() { rig.Slow(300 * time.Millisecond) }, Mend: func() { rig.Slow(0) }},
	})
}

// saneFaults are what SANE's test backend can be told to do.
func saneFaults(t *testing.T, r *devtest.SANERig) []devtest.Fault {
	fault := func(status string, shows ...desk.DeviceState) devtest.Fault {
		return devtest.Fault{Name: status, Strike: func() { r.Fault(t, status) }, Mend: func() { r.Fault(t, "") }, Shows: shows}
	}
	return []devtest.Fault{
		fault("SANE_STATUS_JAMMED", desk.DeviceFault),
		fault("SANE_STATUS_COVER_OPEN", desk.DeviceFault),
		fault("SANE_STATUS_DEVICE_BUSY", desk.DeviceFault),
		fault("SANE_STATUS_ACCESS_DENIED", desk.DeviceFault),
		fault("SANE_STATUS_IO_ERROR", desk.DeviceOffline, desk.DeviceSilent), // after which scanimage may hang
		{Name: "no page comes", Strike: func() {
			r.Set(t, "read-delay", "true")
			r.Set(t, "read-delay-duration", "200000")
		}, Mend: func() { r.Set(t, "read-delay", "false") }, Shows: silent},
	}
}

func TestFaultsOfASANEScanner(t *testing.T) {
	t.Parallel()
	rig := devtest.SANE(t)
	s := scanner.NewSANE(scanner.Settings{Name: "SANE", Device: rig.Device, Env: rig.Env, PageTime: 2 * time.Second, Resolution: 50}, desk.SystemClock{}, nil)
	t.Cleanup(func() { _ = s.Close() })
	devtest.Faults(t, devtest.Subject{Device: s, Ask: scans(s, "adf", 2), Bound: 8 * time.Second}, saneFaults(t, rig))
}

// TestFaultsOverTheNetwork has SANE's own daemon between the desk and the
// scanner, which dies, too.
func TestFaultsOverTheNetwork(t *testing.T) {
	t.Parallel()
	rig := devtest.Saned(t)
	s := scanner.NewSANE(scanner.Settings{Name: "saned", Device: rig.Device, Env: rig.Env, PageTime: 2 * time.Second, Resolution: 50}, desk.SystemClock{}, nil)
	t.Cleanup(func() { _ = s.Close() })
	devtest.Faults(t, devtest.Subject{Device: s, Ask: scans(s, "adf", 3), Bound: 8 * time.Second}, append(saneFaults(t, rig.Far),
		devtest.Fault{Name: "the other PC is off", Strike: rig.Off, Mend: func() { rig.On(t) }, Shows: []desk.DeviceState{desk.DeviceOffline, desk.DeviceSilent}}))
}

// TestFaultsOfACamera has the program that takes a picture go wrong in each way.
func TestFaultsOfACamera(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	device, way := filepath.Join(dir, "video0"), filepath.Join(dir, "way")
	picture := filepath.Join(dir, "p.jpg")
	put := func(path, text string) {
		if err := writeFile(path, []byte(text)); err != nil {
			t.Error(err)
		}
	}
	if err := writeFile(picture, devtest.Sheet(7, 400, 600)); err != nil {
		t.Fatal(err)
	}
	put(device, "")
	put(way, "cat "+picture)
	c := scanner.NewCamera(scanner.CameraSettings{Name: "cam", Device: device, Command: []string{"/bin/sh", way}, Time: 3 * time.Second}, desk.SystemClock{}, nil)
	t.Cleanup(func() { _ = c.Close() })
	fault := func(name, shell string, shows ...desk.DeviceState) devtest.Fault {
		return devtest.Fault{Name: name, Strike: func() { put(way, shell) }, Mend: func() { put(way, "cat "+picture) }, Shows: shows}
	}
	devtest.Faults(t, devtest.Subject{Device: c, Ask: scans(c, "", 1), Bound: 5 * time.Second}, []devtest.Fault{
		{Name: "unplugged", Strike: func() { _ = removeFile(device); put(way, "echo offline >&2; exit 1") }, Mend: func() { put(device, ""); put(way, "cat "+picture) }, Shows: gone},
		fault("hangs", "trap '' INT TERM; sleep 99", desk.DeviceSilent),
		fault("dies", "kill -SEGV $$", desk.DeviceSilent),
		fault("half a picture", "head -c 500 "+picture, desk.DeviceFault),
		fault("garbage", "head -c 5000 /dev/urandom", desk.DeviceFault),
		fault("another program has it", "echo busy >&2; exit 1", desk.DeviceFault),
		fault("slow", "sleep 0.5; cat "+picture),
	})
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

func openPrinter(t *testing.T, uri string) *printer.IPP {
	t.Helper()
	p := must(printer.OpenIPP(printer.IPPSettings{Name: "A4", URI: uri, Every: 100 * time.Millisecond}, desk.SystemClock{}, nil))(t)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func TestFaultsOfAnA4Printer(t *testing.T) {
	t.Parallel()
	rig := devtest.IPP(t)
	p := openPrinter(t, rig.URI)
	devtest.Faults(t, devtest.Subject{Device: p, Ask: prints(p, printer.PDF, page()), Bound: 3 * time.Second, Tail: 7 * time.Second}, []devtest.Fault{
		{Name: "switched off", Strike: rig.Off, Mend: func() { rig.On(t) }, Shows: gone},
		{Name: "paper jam", Strike: func() { rig.Stall(t, "media-jam-error") }, Mend: rig.Mend, Shows: []desk.DeviceState{desk.DeviceFault}},
		{Name: "cover open", Strike: func() { rig.Break(t, "cover-open-error") }, Mend: func() { rig.Heal(t, "cover-open-error") }, Shows: []desk.DeviceState{desk.DeviceFault}},
		{Name: "no toner", Strike: func() { rig.Break(t, "toner-empty-error") }, Mend: func() { rig.Heal(t, "toner-empty-error") }, Shows: []desk.DeviceState{desk.DeviceFault}},
		{Name: "slow", Strike: func() { rig.Script(t, "sleep 1") }, Mend: rig.Mend},
	})
}

func writeFile(path string, b []byte) error {
	fresh := path + ".new"
	if err := os.WriteFile(fresh, b, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

func removeFile(path string) error { return os.Remove(path) }

// TestFaultsBehindAPrintServer has CUPS between the desk and the printer.
func TestFaultsBehindAPrintServer(t *testing.T) {
	t.Parallel()
	rig := devtest.CUPS(t)
	p := openPrinter(t, rig.URI)
	devtest.Faults(t, devtest.Subject{Device: p, Ask: prints(p, printer.PDF, page()), Bound: 4 * time.Second, Tail: 7 * time.Second}, []devtest.Fault{
		{Name: "print server down", Strike: rig.Off, Mend: func() { rig.On(t) }, Shows: gone},
		{Name: "printer jams", Strike: func() { rig.Printer.Stall(t, "media-jam-error") }, Mend: rig.Printer.Mend, Shows: []desk.DeviceState{desk.DeviceFault}},
		{Name: "printer switched off", Strike: rig.Printer.Off, Mend: func() { rig.Printer.On(t) }, Shows: poor},
		{Name: "slow", Strike: func() { rig.Printer.Script(t, "sleep 1") }, Mend: rig.Printer.Mend},
	})
	if n := len(rig.Printer.Spool(t)); n < 4 {
		t.Errorf("only %d documents reached the printer", n)
	}
}
