package wire

import (
	"strconv"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/sim"
)

// Sheets that a simulated feeder begins with, and at which it jams when told to.
const (
	simSheets = 10
	simJamAt  = 3
)

// simScanner simulates a scanner of the network with a glass and a feeder.
func simScanner(folder, name string, tell SimSays) (*simulation, error) {
	s, err := sim.NewESCL("127.0.0.1:0", desk.SystemClock{})
	if err != nil {
		return nil, err
	}
	h := map[string]func() error{
		"unplug": func() error { s.Off(); return nil }, "plug": s.Plug,
		"jam": func() error { s.JamAt(simJamAt); return nil }, "jam-free": func() error { s.JamAt(0); return nil },
		"empty": func() error { s.Load(0); return nil }, "load": func() error { s.Load(simSheets); return nil },
		"slow": func() error { s.Slow(5 * time.Second); return nil }, "fast": func() error { s.Slow(0); return nil },
		"hang": func() error { s.Hang(true); return nil }, "free": func() error { s.Hang(false); return nil },
	}
	s.Given = func(n int) { tell("scanned", strconv.Itoa(n)) }
	return (&simulation{name, s.URL(), h, s.Close}).announce(folder)
}
