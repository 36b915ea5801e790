package pad_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"xiaochuang/desk"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
)

const overTCP = "kind = \"tcp\"\nport = 5000"

// far is a server that does with each connection what a test says.
func far(t *testing.T, with func(net.Conn)) (at string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer c.Close()
				go func() { <-t.Context().Done(); c.Close() }()
				with(c)
			})
		}
	})
	t.Cleanup(func() { l.Close(); open.Wait() })
	return l.Addr().String()
}

func running(t *testing.T, p *pad.Profile, o pad.Options) *pad.Pad {
	t.Helper()
	d := pad.New(p, o)
	go d.Run(t.Context())
	t.Cleanup(func() {
		began := time.Now()
		_ = d.Close()
		if took := time.Since(began); took > time.Second {
			t.Errorf("closing took %v", took)
		}
	})
	return d
}

func waitCode(t *testing.T, d desk.Device, want desk.DeviceState, code string) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		h := d.Health()
		if h.State == want && h.Code == code {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%+v, want %s %s", h, want, code)
		}
	}
}

// TestHostileFarEnds holds what the lamp shows of a far end that is no pad, and
// that closing never hangs on it.
func TestHostileFarEnds(t *testing.T) {
	noise := bytes.Repeat([]byte("X5\x40 not a frame \xff\x00"), 500)
	for _, tt := range []struct {
		name  string
		with  func(*testing.T, net.Conn)
		state desk.DeviceState
		code  string
	}{
		{"says nothing", func(_ *testing.T, c net.Conn) { _, _ = io.Copy(io.Discard, c) }, desk.DeviceSilent, serial.CodeNoAnswer},
		{"does not even read", func(t *testing.T, _ net.Conn) { <-t.Context().Done() }, desk.DeviceSilent, serial.CodeNoAnswer},
		{"hangs up", func(*testing.T, net.Conn) {}, desk.DeviceOffline, serial.CodeHungUp},
		{"hangs up once it is spoken to", func(_ *testing.T, c net.Conn) { _, _ = c.Read(make([]byte, 9)) }, desk.DeviceOffline, serial.CodeHungUp},
		{"babbles", func(_ *testing.T, c net.Conn) {
			for {
				if _, err := c.Write(noise); err != nil {
					return
				}
			}
		}, desk.DeviceSilent, serial.CodeNoAnswer},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			at := far(t, func(c net.Conn) { tt.with(t, c) })
			d := running(t, onTransport(t, "xc5", overTCP), pad.Options{Place: at})
			waitCode(t, d, tt.state, tt.code)
			if _, err := d.Ask(t.Context(), desk.PadRequest{Visit: "v"}); desk.KindOf(err) != desk.Unavailable {
				t.Errorf("asked all the same: %v", err)
			}
		})
	}
	t.Run("nobody is there", func(t *testing.T) {
		t.Parallel()
		d := running(t, onTransport(t, "xc5", overTCP), pad.Options{Place: "127.0.0.1:9"})
		waitCode(t, d, desk.DeviceOffline, serial.CodeFar)
	})
	t.Run("no such name", func(t *testing.T) {
		t.Parallel()
		d := running(t, onTransport(t, "xc5", overTCP), pad.Options{Place: "no-such-host.invalid:5000"})
		waitCode(t, d, desk.DeviceOffline, serial.CodeFar)
	})
	t.Run("a page of the web", func(t *testing.T) {
		t.Parallel()
		s := httptest.NewServer(http.RedirectHandler("http://192.0.2.1/", http.StatusFound))
		t.Cleanup(s.Close)
		d := running(t, brisk(t, "xc5-ws"), pad.Options{Place: "ws" + strings.TrimPrefix(s.URL, "http")})
		waitCode(t, d, desk.DeviceOffline, serial.CodeFar)
	})
	t.Run("an address that cannot be", func(t *testing.T) {
		t.Parallel()
		d := running(t, brisk(t, "xc5-ws"), pad.Options{Place: "127.0.0.1:5000"})
		waitCode(t, d, desk.DeviceOffline, serial.CodeSettings)
	})
}

// TestOneOwner has a second program at a pad on the network.
func TestOneOwner(t *testing.T) {
	one, box := attachAt(t, onTransport(t, "xc5", overTCP), "", pad.Options{})
	waitState(t, one, desk.DeviceOK)
	two := running(t, onTransport(t, "xc5", overTCP), pad.Options{Place: box.Path()})
	waitCode(t, two, desk.DeviceOffline, serial.CodeHeld)
	_ = one.Close()
	two.Retry()
	waitState(t, two, desk.DeviceOK)
}

// TestFramesInPieces has each byte of the answers come alone, and two frames
// at once.
func TestFramesInPieces(t *testing.T) {
	at := far(t, func(c net.Conn) {
		b := make([]byte, 300)
		for {
			n, err := c.Read(b)
			if err != nil {
				return
			}
			var say []byte
			switch {
			case bytes.Contains(b[:n], []byte("\x01\x01")):
				say = frameOf(t, pad.Event{Name: pad.EventPong})
			default:
				say = append(frameOf(t, pad.Event{Name: pad.EventAck}), frameOf(t, pad.Event{Name: pad.EventRated, Key: "0x02", Visit: "v1"})...)
			}
			alone := max(0, len(say)-8)
			for i := range alone {
				time.Sleep(2 * time.Millisecond)
				_, _ = c.Write(say[i : i+1])
			}
			_, _ = c.Write(say[alone:])
		}
	})
	d := running(t, onTransport(t, "xc5", overTCP), pad.Options{Place: at})
	waitState(t, d, desk.DeviceOK)
	a, err := d.Ask(t.Context(), desk.PadRequest{Visit: "v1", Wait: 5 * time.Second})
	if err != nil || a.Level != desk.Dissatisfied {
		t.Fatalf("%+v, %v", a, err)
	}
}

func frameOf(t *testing.T, e pad.Event) []byte {
	t.Helper()
	p, err := pad.Embedded("xc5")
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.EventFrame(e)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAnswersEndWithTheCall has a pad that is called for each command: what came
// until it hangs up is the answer, in how many pieces whatever; a text may hold
// the letter that ends a frame; and a pad that does not hang up is waited for no
// longer than it is silent.
func TestAnswersEndWithTheCall(t *testing.T) {
	for _, tt := range []struct {
		name  string
		leave func(net.Conn)
	}{
		{"hangs up", func(net.Conn) {}},
		{"leaves the line open", func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			calls := map[string]int{}
			at := far(t, func(c net.Conn) {
				b := make([]byte, 300)
				n, _ := c.Read(b)
				said := string(b[:n])
				mu.Lock()
				calls[said]++
				mu.Unlock()
				if said != "SE" {
					_, _ = c.Write([]byte("RecvCmdOK"))
					tt.leave(c)
					return
				}
				for _, piece := range []string{"S02||CAR", "D E||4||20", "261130||E"} {
					_, _ = c.Write([]byte(piece))
					time.Sleep(20 * time.Millisecond)
				}
				tt.leave(c)
			})
			d := running(t, brisk(t, "s-ascii"), pad.Options{Place: at})
			waitState(t, d, desk.DeviceOK)
			a, err := d.Ask(t.Context(), desk.PadRequest{Visit: "v1", Staff: "王某", Number: "A012", Wait: 5 * time.Second})
			if err != nil || a.Level != desk.Satisfied {
				t.Errorf("%+v, %v", a, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if calls["S02E"] != 1 || calls["SE"] < 1 || calls["S99||0||E"] < 1 {
				t.Errorf("calls: %v", calls)
			}
		})
	}
}

// TestStrangersAreNotHeard has another address answer to the port of this PC.
func TestStrangersAreNotHeard(t *testing.T) {
	p := brisk(t, "s-ascii-udp")
	near, box := attachAt(t, p, "", pad.Options{})
	waitState(t, near, desk.DeviceOK)
	out := askOut(t, near, "v1", 1500*time.Millisecond)
	waitQuestion(t, box, 0)
	c, err := net.DialUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 2)}, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: p.Transport.LocalPort})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Write([]byte("S02||CARD||1||E")); err != nil {
		t.Fatal(err)
	}
	if a := <-out; a.Silence != desk.TimedOut {
		t.Errorf("a stranger rated: %+v", a)
	}
}

// TestServiceThatSaysMuch has a service send pictures, other people's messages
// and half JSON between its answers.
func TestServiceThatSaysMuch(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		c.SetReadLimit(1 << 20)
		say := func(m string) { _ = c.Write(r.Context(), websocket.MessageText, []byte(m)) }
		for {
			_, b, err := c.Read(r.Context())
			if err != nil {
				return
			}
			say(strings.Repeat("x", 3<<20))
			say(`{"type":"rated","visit":"v1","stars":`)
			say(`[1,2]`)
			say(`{"type":"rated","visit":"v1","stars":[5]}`)
			say(`{"type":"rated","stars":5}`)
			say(`{"type":"rated","visit":"v1","stars":5} {}`)
			switch {
			case bytes.Contains(b, []byte("ping")):
				say(`{"type":"pong"}`)
			case bytes.Contains(b, []byte("evaluate")):
				say(`{"type":"taken"}`)
				say(`{"type":"rated","visit":"v0","stars":5}`)
				say(`{"more":{"type":"rated"},"type":"rated","visit":"v1","stars":"1"}`)
			}
		}
	}))
	t.Cleanup(s.Close)
	d := running(t, brisk(t, "xc5-ws"), pad.Options{Place: "ws" + strings.TrimPrefix(s.URL, "http")})
	waitState(t, d, desk.DeviceOK)
	a, err := d.Ask(t.Context(), desk.PadRequest{Visit: "v1", Wait: 5 * time.Second})
	if err != nil || a.Level != desk.VeryDissatisfied {
		t.Fatalf("%+v, %v", a, err)
	}
}

// TestPlaces holds how the address of a pad is completed, and what none can be.
func TestPlaces(t *testing.T) {
	tcp := onTransport(t, "xc5", overTCP)
	bare, ws, line := brisk(t, "s-ascii"), brisk(t, "xc5-ws"), brisk(t, "xc5")
	for _, tt := range []struct {
		p        *pad.Profile
		at, want string
	}{
		{tcp, "192.0.2.7", "192.0.2.7:5000"},
		{tcp, "192.0.2.7:6000", "192.0.2.7:6000"},
		{tcp, "[2001:db8::1]", "[2001:db8::1]:5000"},
		{tcp, "pad-1.local", "pad-1.local:5000"},
		{tcp, "", ""},
		{tcp, "192.0.2.7:70000", ""},
		{tcp, "a b:1", ""},
		{tcp, "192.0.2.7:5000\x1b[2J", ""},
		{tcp, "-host@x:1", ""},
		{bare, "192.0.2.7", ""},
		{ws, "", "ws://127.0.0.1:22335/pad"},
		{ws, "wss://192.0.2.8/x?y=1", "wss://192.0.2.8/x?y=1"},
		{ws, "http://192.0.2.8/", ""},
		{ws, "ws://", ""},
		{line, "/dev/ttyUSB0", "/dev/ttyUSB0"},
		{line, "192.0.2.9:4001", "192.0.2.9:4001"},
		{line, "192.0.2.9", ""},
	} {
		got, err := tt.p.Place(tt.at)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%s %q: %q, %v", tt.p.Name, tt.at, got, err)
		}
	}
}

// TestPadOnTheNetworkComesBack pulls the plug, and has a question meanwhile.
func TestPadOnTheNetworkComesBack(t *testing.T) {
	near, box := attach(t, "xc5-ws", pad.Options{})
	waitState(t, near, desk.DeviceOK)
	for range 3 {
		box.Unplug()
		waitState(t, near, desk.DeviceOffline)
		if err := box.Replug(); err != nil {
			t.Fatal(err)
		}
		waitState(t, near, desk.DeviceOK)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	out := askOut(t, near, "v", 4*time.Second)
	waitQuestion(t, box, 0)
	if err := box.PressStars(3); err != nil {
		t.Fatal(err)
	}
	select {
	case a := <-out:
		if a.Level != desk.Fair {
			t.Errorf("%+v", a)
		}
	case <-ctx.Done():
		t.Fatal("no answer")
	}
}
