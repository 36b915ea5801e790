package wire

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
	"xiaochuang/tui/devices"
)

// onLine reads a line until want is on it, and returns all that was there. What
// must not be there is looked for all along.
func onLine(t *testing.T, l devices.Line, want string, never ...string) string {
	t.Helper()
	end := time.After(time.Minute)
	var said strings.Builder
	for n := int64(0); ; {
		list, next := l.Since(n)
		n = next
		for _, g := range list {
			fmt.Fprintln(&said, g.Way, g.Name, g.Hex)
		}
		for _, x := range never {
			if strings.Contains(said.String(), x) {
				t.Fatalf("%q is on the line:\n%s", x, &said)
			}
		}
		if strings.Contains(said.String(), want) {
			return said.String()
		}
		select {
		case <-l.News():
		case <-end:
			t.Fatalf("no %q in\n%s", want, &said)
		}
	}
}

// TestALineIsWatchedWhileItWorks holds that a look opens no port: the console's
// driver keeps it, answers a question meanwhile, and shows every frame; what is a
// person's is not among them; nothing is kept once nobody looks.
func TestALineIsWatchedWhileItWorks(t *testing.T) {
	t.Parallel()
	p := simPad(t, "xc5", "pad")
	card, err := sim.NewCard(t.TempDir(), "reader")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = card.Close() })
	roll, err := sim.NewTicketLine(t.TempDir(), "ticket")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = roll.Close() })
	_, v, b := workshop(t, setting{"devices.pad.port", p.Path()}, setting{"devices.reader.port", card.Path()},
		setting{"devices.ticket.port", roll.Path()}, setting{"devices.ticket.baud", 115200})
	ctx := t.Context()
	for _, h := range settled(ctx, v) {
		if h.State != desk.DeviceOK && h.State != desk.DeviceOff {
			t.Fatalf("before: %+v", h)
		}
	}
	if got := fmt.Sprint(b.Lines()); got != "[reader pad ticket]" {
		t.Errorf("lines %s", got)
	}
	look := func(f desk.Family) devices.Line {
		l, err := b.Watch(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(l.Close)
		return l
	}
	pad, reader, paper := look(desk.FamilyPad), look(desk.FamilyReader), look(desk.FamilyTicket)
	go func() {
		_, _ = v.Pad.Ask(ctx, desk.PadRequest{Visit: "v1", Number: "A012", Staff: "测试喆犇", Wait: 20 * time.Second})
	}()
	onLine(t, pad, "sent evaluate", "E6 B5 8B", "B2 E2 CA D4") // of 测试, in either character set
	onLine(t, pad, "came rated")
	got := make(chan desk.CardReading, 1)
	go func() {
		c, _ := v.Reader.Read(ctx)
		got <- c
	}()
	holder, err := sim.CardOf("测试喆犇", "110101190001010022", "北京市某某区某某路1号院")
	if err != nil {
		t.Fatal(err)
	}
	if err := card.Insert(holder); err != nil {
		t.Fatal(err)
	}
	c := <-got
	said := onLine(t, reader, "came text", "31 00 39 00") // digits of a birth
	if c.Number != holder.Number || !strings.Contains(said, "AA AA AA 96 69 05 08 00 00 90 ..×") {
		t.Errorf("card %q\n%s", c.Number, said)
	}
	slip := "\x1b@\x1c&\xb2\xe2\xca\xd4\n\x1dVB\x03"
	out, err := v.Ticket.Print(ctx, desk.PrintJob{ID: "1", MIME: v.Ticket.Accepts(), Body: strings.NewReader(slip), Size: int64(len(slip))})
	if out.State != desk.PrintConfirmed {
		t.Errorf("the slip: %+v, %v", out, err)
	}
	onLine(t, paper, "sent paper 1B 40 1C 26 ..×4 0A 1D 56 42 03", "B2 E2")
	onLine(t, paper, "came status 12")
	pad.Close()
	if list, _ := pad.Since(0); len(list) != 0 {
		t.Errorf("%d glimpses are kept for nobody", len(list))
	}
	list, _ := reader.Since(0)
	path, err := b.KeepTrace(desk.FamilyReader, list)
	kept, _ := os.ReadFile(path)
	if err != nil || !strings.Contains(string(kept), "> select AA AA AA 96 69 00 03 20 02 21") {
		t.Errorf("kept: %v\n%s", err, kept)
	}
}

// TestALineIsWatchedBesideNoConsole holds that the set-up alone runs a driver for
// the look and lets the port go after it.
func TestALineIsWatchedBesideNoConsole(t *testing.T) {
	t.Parallel()
	p := simPad(t, "xc5", "pad")
	d := &Desk{Dir: t.TempDir(), Clock: desk.SystemClock{}, Log: slog.New(slog.DiscardHandler), taps: newTaps(desk.SystemClock{})}
	d.Config.Devices.Pad = serialConfig{Port: p.Path(), Profile: "xc5"}
	b := d.bench(nil)
	for range 2 {
		l, err := b.Watch(t.Context(), desk.FamilyPad)
		if err != nil {
			t.Fatal(err)
		}
		onLine(t, l, "lamp ok")
		l.Close()
		waitFree(t, p.Path())
	}
	if _, err := b.Watch(t.Context(), desk.FamilyPrinter); desk.KindOf(err) != desk.NotFound {
		t.Errorf("a line that is none: %v", err)
	}
}

// waitFree waits until nobody has a port open.
func waitFree(t *testing.T, path string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		p, err := serial.Open(serial.Line{Path: path, Baud: 9600}, nil)
		if err == nil {
			_ = p.Close()
			return
		}
		if time.Now().After(end) {
			t.Fatalf("still open: %v", err)
		}
	}
}

// TestWhatStandsOnThePaperIsNotOnTheLine holds what of a slip a tap shows.
func TestWhatStandsOnThePaperIsNotOnTheLine(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b@\x1c&\xb2\xe2\xca\xd4110101\n\x1dVB\x03": "1B 40 1C 26 ..×10 0A 1D 56 42 03",
		"\x1dv0\x00\x02\x00\x01\x00\xff\x81\n":         "1D 76 30 ..×7 0A",
		"\x10\x04\x01":                                 "10 04 01",
		"\x1b\x01abc":                                  "1B 01 .. .. ..",
		strings.Repeat("\n", mostHex+9):                strings.TrimSpace(strings.Repeat(" 0A", mostHex)) + " ..×9",
	} {
		if got := rollHex([]byte(in)); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

// TestATapIsBounded lets a device talk while nobody reads.
func TestATapIsBounded(t *testing.T) {
	tp := newTaps(desk.SystemClock{})[desk.FamilyPad]
	g := tp.gaze(func() {})
	for i := range mostGlimpses + 20 {
		tp.put(desk.Glimpse{Size: i})
	}
	list, next := g.Since(0)
	if len(list) != mostGlimpses || list[0].Size != 20 || next != mostGlimpses+20 {
		t.Errorf("%d held from %d on, next %d", len(list), list[0].Size, next)
	}
	g.Close()
	g.Close()
	if list, _ := g.Since(0); len(list) != 0 || tp.watched() {
		t.Errorf("%d held after the look", len(list))
	}
}
