package devtest_test

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// TestMain has many devices on the bench at once: they wait for time to pass, not
// for a processor.
func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("test.parallel", "8")
	os.Exit(m.Run())
}

// TestFaultMatrix lets each kind of fault befall each family of devices. A cell
// that is neither tested nor said to be impossible fails.
func TestFaultMatrix(t *testing.T) {
	devtest.Matrix(t, []devtest.Bed{
		readerBed(), padBed(),
		ticketBed(), ticketFileBed(), ticketLineBed(), printerBed(), queueBed(),
		saneBed(), escl(), cameraBed(), folderBed(), serviceBed(),
		voiceBed(),
	})
}

// Why some kinds of fault cannot befall some devices.
const (
	noSpeed    = "there is no serial line, and so no speed"
	noWrite    = "nothing is written to it"
	oneByte    = "its answers are single bytes, which come or do not"
	queues     = "it takes jobs from everybody and queues them (RFC 8011, 2.4)"
	noLanguage = "its program takes words and gives an exit status; nothing is read"
)

// A fuse makes the driver that it is built into break while it is lit: as its
// clock, its trace or its log.
type fuse struct {
	slog.Handler
	lit atomic.Bool
}

func (f *fuse) burn() {
	if f.lit.Load() {
		panic("a driver breaks")
	}
}

// Now implements desk.Clock.
func (f *fuse) Now() time.Time {
	f.burn()
	return time.Now()
}

// Handle implements slog.Handler.
func (f *fuse) Handle(context.Context, slog.Record) error {
	f.burn()
	return nil
}

// Enabled implements slog.Handler.
func (f *fuse) Enabled(context.Context, slog.Level) bool { return true }

func (f *fuse) trace(serial.TraceEvent) { f.burn() }

// fault has the driver break.
func (f *fuse) fault() devtest.Fault {
	return devtest.Fault{Kind: devtest.Panic, Strike: func() { f.lit.Store(true) }, Mend: func() { f.lit.Store(false) }, Shows: []desk.DeviceState{desk.DeviceFault}}
}

// switched is a fault with a handle that turns it on and off.
func switched(kind devtest.FaultKind, name string, set func(bool), shows ...desk.DeviceState) devtest.Fault {
	return devtest.Fault{Kind: kind, Name: name, Strike: func() { set(true) }, Mend: func() { set(false) }, Shows: shows}
}

// lineFaults are those of a serial line at a speed.
func lineFaults(t *testing.T, p *sim.Pty, path string, baud, other int, halfShows []desk.DeviceState) []devtest.Fault {
	out := []devtest.Fault{
		unplugged(p),
		switched(devtest.StuckWrite, "", p.Stuck, poor...),
		{Kind: devtest.WrongBaud, Strike: func() { p.Speed(other) }, Mend: func() { p.Speed(0) }, Shows: poor},
		{Kind: devtest.Slow, Strike: func() { p.Slow(20 * time.Millisecond) }, Mend: func() { p.Slow(0) }},
		taken(t, p, path, baud),
	}
	if halfShows != nil {
		out = append(out, switched(devtest.HalfFrame, "", p.Half, halfShows...))
	}
	return out
}

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
		Kind: devtest.SecondOwner, Shows: poor,
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
				other = nil
			}
		},
	}
}

func unplugged(p *sim.Pty) devtest.Fault {
	return devtest.Fault{Kind: devtest.Unplug, Strike: p.Unplug, Mend: func() { _ = p.Replug() }, Shows: gone}
}
