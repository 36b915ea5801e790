package pad_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// brisk returns a profile whose patience suits a simulator, and whose answers
// come to a port that no other test has.
func brisk(t *testing.T, name string) *pad.Profile {
	t.Helper()
	b, err := os.ReadFile("profiles/" + name + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	s := strings.NewReplacer(
		"timeout_ms = 2000", "timeout_ms = 800", "timeout_ms = 1000", "timeout_ms = 600", "interval_ms = 2000", "interval_ms = 100",
		"local_port = 7791", "local_port = "+freePort(t),
	).Replace(string(b))
	p, err := pad.Parse([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func freePort(t *testing.T) string {
	t.Helper()
	c, err := net.ListenPacket("udp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, port, _ := net.SplitHostPort(c.LocalAddr().String())
	return port
}

// attach returns a running pad on a simulated one that is reached as its profile
// says.
func attach(t *testing.T, profile string, o pad.Options) (*pad.Pad, *sim.Pad) {
	t.Helper()
	return attachAt(t, brisk(t, profile), "", o)
}

// attachAt does so at a place, "" for the profile's own.
func attachAt(t *testing.T, p *pad.Profile, at string, o pad.Options) (*pad.Pad, *sim.Pad) {
	t.Helper()
	var far *sim.Pad
	var err error
	if at == "" {
		far, err = sim.NewPad(t.TempDir(), "pad", p)
	} else {
		far, err = sim.NewPadAt(at, p)
	}
	if err != nil {
		t.Fatal(err)
	}
	o.Label, o.Line.Path = "pad", far.Path()
	near := pad.New(p, o)
	go near.Run(t.Context())
	t.Cleanup(func() {
		_ = near.Close()
		_ = far.Close()
	})
	return near, far
}

func TestPadsKeepTheContract(t *testing.T) {
	for _, name := range pad.Profiles() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			devtest.Pad(t, func(t *testing.T) devtest.PadRig { return rig(t, brisk(t, name), "") })
		})
	}
}

// TestEveryTransportKeepsTheContract has one protocol on each transport, and
// those of serial lines behind a serial server.
func TestEveryTransportKeepsTheContract(t *testing.T) {
	const server = "127.0.0.1:0"
	for _, tt := range []struct{ name, profile, transport, at string }{
		{"a five-key box behind a serial server", "xc5", "", server},
		{"RS-485 behind a serial server", "ff68", "", server},
		{"a three-key box behind a serial server", "keybox3", "", server},
		{"TCP", "xc5", "kind = \"tcp\"\nport = 5000", ""},
		{"UDP", "xc5", "kind = \"udp\"", ""},
		{"WebSocket with bytes", "xc5", "kind = \"websocket\"\nmessage = \"binary\"\nsubprotocol = \"xc5\"", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := brisk(t, tt.profile)
			if tt.transport != "" {
				p = onTransport(t, tt.profile, tt.transport)
			}
			devtest.Pad(t, func(t *testing.T) devtest.PadRig { return rig(t, p, tt.at) })
		})
	}
}

// onTransport is a profile of a serial line on another transport.
func onTransport(t *testing.T, name, transport string) *pad.Profile {
	t.Helper()
	b, err := os.ReadFile("profiles/" + name + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pad.Parse([]byte(strings.Replace(string(b), "kind = \"serial\"\nbaud = 9600\nmode = \"8N1\"", transport, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func rig(t *testing.T, p *pad.Profile, at string) devtest.PadRig {
	o := pad.Options{}
	if p.Transport.Kind == pad.UDP {
		o.Beat = time.Second // only who sends is told that nobody is there
	}
	near, far := attachAt(t, p, at, o)
	do := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	shown := 0
	r := devtest.PadRig{
		Pad:    near,
		Press:  func(n int) { do(far.PressStars(n)) },
		Unplug: far.Unplug,
		Replug: func() { do(far.Replug()) },
		Asking: func() { shown = waitQuestion(t, far, shown) },
	}
	for _, n := range p.Keymap {
		r.Stars = append(r.Stars, n)
	}
	slices.Sort(r.Stars)
	if _, ok := p.Commands[pad.CommandPing]; ok {
		r.Mute = far.Mute
	}
	if _, ok := p.Commands[pad.CommandEvaluate]; !ok {
		r.Asking = func() { time.Sleep(50 * time.Millisecond) } // such a pad is not told
	}
	if slices.ContainsFunc(p.Events, func(e pad.EventSpec) bool { return e.Name == pad.EventRefused }) {
		r.Refuse = func() { do(far.Refuse()) }
	}
	return r
}

// waitQuestion waits until the pad was told more than so many questions and
// its acknowledgement has had time to arrive; it returns how many there are.
func waitQuestion(t *testing.T, far *sim.Pad, before int) int {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		n := 0
		for _, s := range far.Conversation() {
			if s.Command == pad.CommandEvaluate {
				n++
			}
		}
		if n > before {
			time.Sleep(20 * time.Millisecond)
			return n
		}
		if time.Now().After(end) {
			t.Error("the pad was not asked")
			return n
		}
	}
}

func waitState(t *testing.T, d desk.Device, want desk.DeviceState) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); d.Health().State != want; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%+v, want %s", d.Health(), want)
		}
	}
}

// askOut asks in the background.
func askOut(t *testing.T, p *pad.Pad, visit string, wait time.Duration) <-chan desk.PadAnswer {
	t.Helper()
	out := make(chan desk.PadAnswer, 1)
	go func() {
		a, err := p.Ask(t.Context(), desk.PadRequest{Visit: visit, Staff: "王某", Number: "A012", Wait: wait})
		if err != nil {
			t.Error(err)
		}
		out <- a
	}()
	return out
}

func TestConversation(t *testing.T) {
	near, far := attach(t, "xc5", pad.Options{})
	waitState(t, near, desk.DeviceOK)
	out := askOut(t, near, "visit-1", 5*time.Second)
	waitQuestion(t, far, 0)
	if err := far.PressStars(4); err != nil {
		t.Fatal(err)
	}
	if a := <-out; a.Level != desk.Satisfied || a.Channel != desk.ChannelButtonPad {
		t.Fatalf("%+v", a)
	}
	if a := <-askOut(t, near, "visit-2", 50*time.Millisecond); a.Silence != desk.TimedOut {
		t.Fatalf("%+v", a)
	}
	var got []string
	for _, s := range far.Conversation() {
		got = append(got, s.String())
	}
	want := []string{"ping", "evaluate visit-1 A012 王某", "thanks visit-1", "evaluate visit-2 A012 王某", "cancel visit-2"}
	if !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestRatingOfAnotherVisitIsNotThisOne(t *testing.T) {
	var mu sync.Mutex
	var late []desk.PadAnswer
	near, far := attach(t, "xc5", pad.Options{Late: func(a desk.PadAnswer) {
		mu.Lock()
		defer mu.Unlock()
		late = append(late, a)
	}})
	waitState(t, near, desk.DeviceOK)
	if a := <-askOut(t, near, "first", 50*time.Millisecond); a.Silence != desk.TimedOut {
		t.Fatalf("%+v", a)
	}
	out := askOut(t, near, "second", 5*time.Second)
	waitQuestion(t, far, 1)
	for _, p := range []struct{ key, visit string }{
		{"0x02", "first"}, {"0x01", "first"}, {"0x03", "nobody"}, {"0x05", "second"},
	} {
		if err := far.PressFor(p.key, p.visit); err != nil {
			t.Fatal(err)
		}
	}
	if a := <-out; a.Level != desk.VerySatisfied || a.Visit != "second" {
		t.Fatalf("%+v", a)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(late) != 1 || late[0].Visit != "first" || late[0].Level != desk.Dissatisfied {
		t.Fatalf("late ratings %+v", late)
	}
}

func TestHeldKeyRatesOneVisit(t *testing.T) {
	near, far := attach(t, "keybox3", pad.Options{})
	waitState(t, near, desk.DeviceUnknown)
	out := askOut(t, near, "first", 5*time.Second)
	time.Sleep(50 * time.Millisecond)
	press := func(key string) {
		if err := far.Press(key); err != nil {
			t.Error(err)
		}
	}
	press("0x33")
	if a := <-out; a.Level != desk.Satisfied {
		t.Fatalf("%+v", a)
	}
	out = askOut(t, near, "second", 500*time.Millisecond)
	for range 8 {
		time.Sleep(30 * time.Millisecond)
		press("0x33")
	}
	if a := <-out; a.Silence != desk.TimedOut {
		t.Fatalf("a key that was still held rated the next visit: %+v", a)
	}
}

func TestUnlistedKeyIsAFaultNotARating(t *testing.T) {
	near, far := attach(t, "keybox3", pad.Options{})
	out := askOut(t, near, "visit", 200*time.Millisecond)
	time.Sleep(50 * time.Millisecond)
	if err := far.Press("0x36"); err != nil {
		t.Fatal(err)
	}
	if a := <-out; a.Silence != desk.PadFault || a.Level != "" {
		t.Fatalf("%+v", a)
	}
	if h := near.Health(); h.State != desk.DeviceFault || h.Code != pad.CodeUnknownKey {
		t.Fatalf("%+v", h)
	}
	// The next good key mends it.
	out = askOut(t, near, "next", 5*time.Second)
	time.Sleep(50 * time.Millisecond)
	if err := far.Press("0x34"); err != nil {
		t.Fatal(err)
	}
	if a := <-out; a.Level != desk.Fair {
		t.Fatalf("%+v", a)
	}
	if h := near.Health(); h.State != desk.DeviceOK {
		t.Fatalf("%+v", h)
	}
}

func TestNoiseIsNoRating(t *testing.T) {
	near, far := attach(t, "xc5", pad.Options{})
	waitState(t, near, desk.DeviceOK)
	out := askOut(t, near, "visit", 5*time.Second)
	waitQuestion(t, far, 0)
	for _, b := range []string{"\x05\x04", "X5", "X5\x08\x20\x05visit\x00\x00", strings.Repeat("\xff", 5000)} {
		if err := far.Noise([]byte(b)); err != nil {
			t.Fatal(err)
		}
	}
	if err := far.PressStars(1); err != nil {
		t.Fatal(err)
	}
	if a := <-out; a.Level != desk.VeryDissatisfied {
		t.Fatalf("%+v", a)
	}
}

func TestPadThatDiesWhileWaitingIsNoticed(t *testing.T) {
	near, far := attach(t, "xc5", pad.Options{Beat: 100 * time.Millisecond})
	waitState(t, near, desk.DeviceOK)
	start := time.Now()
	out := askOut(t, near, "visit", time.Minute)
	waitQuestion(t, far, 0)
	far.Mute(true)
	if a := <-out; a.Silence != desk.PadFault {
		t.Fatalf("%+v", a)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Fatal("took", took)
	}
}

func TestDeadlineOfTheCallerIsATimeout(t *testing.T) {
	near, _ := attach(t, "xc5", pad.Options{})
	waitState(t, near, desk.DeviceOK)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	a, err := near.Ask(ctx, desk.PadRequest{Visit: "visit"})
	if err != nil || a.Silence != desk.TimedOut {
		t.Fatalf("%+v %v", a, err)
	}
}

func TestPadOnAFileThatIsNoLine(t *testing.T) {
	p := brisk(t, "xc5")
	near := pad.New(p, pad.Options{Line: serial.Line{Path: "/dev/null"}})
	go near.Run(t.Context())
	waitState(t, near, desk.DeviceOffline)
	if h := near.Health(); h.Code != serial.CodeNotSerial {
		t.Fatalf("%+v", h)
	}
	_ = near.Close()
}

// TestOfficesTraceHoldsNoText looks for what the pad showed in all that a log
// would get.
func TestTraceTellsNoText(t *testing.T) {
	var mu sync.Mutex
	var log strings.Builder
	near, far := attach(t, "xc5", pad.Options{
		Trace: func(e serial.TraceEvent) {
			mu.Lock()
			defer mu.Unlock()
			_, _ = fmt.Fprintln(&log, e.Op, e.Bytes, e.Code)
		},
		Failed: func(err error) {
			mu.Lock()
			defer mu.Unlock()
			_, _ = fmt.Fprintln(&log, err)
		},
	})
	waitState(t, near, desk.DeviceOK)
	out := askOut(t, near, "visit", 5*time.Second)
	waitQuestion(t, far, 0)
	far.Unplug()
	<-out
	waitState(t, near, desk.DeviceOffline)
	mu.Lock()
	defer mu.Unlock()
	if s := log.String(); strings.Contains(s, "王某") || strings.Contains(s, "A012") || !strings.Contains(s, "write") {
		t.Fatal(s)
	}
}
