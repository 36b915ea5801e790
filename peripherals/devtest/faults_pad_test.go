package devtest_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// padWays are the ways in which a rating pad is reached, each with a profile of
// this package's testing: the protocol of the serial box goes over each.
var padWays = []padWay{
	{"serial", "xc5", "", ""},
	{"behind a serial server", "xc5", "", "127.0.0.1:0"},
	{"TCP", "xc5", "kind = \"tcp\"\nport = 5000", ""},
	{"UDP", "xc5", "kind = \"udp\"", ""},
	{"WebSocket", "xc5-ws", "", ""},
	{"one call each command", "s-ascii", "", ""},
}

type padWay struct{ name, profile, transport, at string }

// padBedOf is a rating pad that is reached in one way.
func padBedOf(w padWay) devtest.Bed {
	return devtest.Bed{Name: "pad, " + w.name, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		p, far := ratingPad(t, w.profile, w.transport, w.at)
		return devtest.Subject{Device: p, Ask: rates(p, far), Bound: 5 * time.Second}, padFaults(t, w.name, p, far)
	}}
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
			s, faults := padBedOf(w).Plug(t)
			devtest.Faults(t, s, faults)
		})
	}
}

func padFaults(t *testing.T, way string, p *pad.Pad, far *sim.Pad) []devtest.Fault {
	list := []devtest.Fault{
		{Name: "unplugged", Strike: far.Unplug, Mend: func() { _ = far.Replug() }, Shows: gone},
		{Name: "silence", Strike: func() { far.Mute(true) }, Mend: func() { far.Mute(false) }, Shows: poor},
		babbles(far),
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
			release = nil
		}
	}})
}
