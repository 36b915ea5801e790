package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/sim"
	"xiaochuang/tui/screentest"
)

// A cable is the network between a seat and the first window's PC, which a test
// can cut: connections end without a word, or stand and carry nothing.
type cable struct {
	to string
	l  net.Listener

	mu    sync.Mutex
	out   bool
	dumb  bool
	conns []net.Conn
}

func newCable(t *testing.T, to string) *cable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{to: to, l: l}
	t.Cleanup(func() { c.cut(); l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go c.carry(near)
		}
	}()
	return c
}

func (c *cable) addr() string { return c.l.Addr().String() }

func (c *cable) carry(near net.Conn) {
	far, err := net.Dial("tcp", c.to)
	c.mu.Lock()
	if err != nil || c.out {
		c.mu.Unlock()
		near.Close()
		if err == nil {
			far.Close()
		}
		return
	}
	c.conns = append(c.conns, near, far)
	c.mu.Unlock()
	go c.pump(far, near)
	c.pump(near, far)
}

func (c *cable) pump(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	b := make([]byte, 16<<10)
	for {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		c.mu.Lock()
		dumb := c.dumb
		c.mu.Unlock()
		if dumb {
			continue // as when a switch on the way has lost its power
		}
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}

// cut ends every connection and lets no other through.
func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = true
	for _, x := range c.conns {
		_ = x.Close()
	}
	c.conns = nil
}

// hush lets every connection stand and carries nothing more.
func (c *cable) hush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dumb = true
}

// mend carries again; what stood carries nothing for ever.
func (c *cable) mend() {
	c.cut()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out, c.dumb = false, false
}

// A seat is a second window on another PC with its own devices.
type seat struct {
	*station // the desk that it belongs to; its terminal is the seat's own
	dir      string
	window   int
	cable    *cable
}

// deskWithSeats is a desk whose configuration serves seats at an address.
func deskWithSeats(t *testing.T) (s *station, addr string) {
	t.Helper()
	s = bare(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr = l.Addr().String()
	l.Close()
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf(`
[station]
code = %q
name = "示例社区服务站"
desk = "01"
queue = true

[[community]]
code = %q
name = "示例社区"

[[window]]
no = 1
name = "综合窗口"
[[window]]
no = 2
name = "综合窗口二"
[[window]]
no = 3
name = "综合窗口三"

[[lane]]
letter = "A"
name = "综合"

[[staff]]
id = "u01"
name = "王小窗"
no = "001"
roles = ["clerk", "lead"]
[[staff]]
id = "u02"
name = "李示例"
no = "002"
roles = ["clerk"]

[seat]
listen = %q
windows = [2, 3]
`, stationCode, stationCode, addr)
	if err := os.WriteFile(filepath.Join(s.dir, "station.toml"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	return s, addr
}

// newSeat prepares a second PC; devices is the text of its seat.toml.
func newSeat(t *testing.T, s *station, addr string, window int, name, devices string) (x *seat) {
	t.Helper()
	own := *s
	own.t = t
	t.Cleanup(func() {
		if t.Failed() {
			for _, log := range []string{filepath.Join(s.dir, "log", "xiaochuang.log"), filepath.Join(x.dir, "log", "seat.log")} {
				b, _ := os.ReadFile(log) // none where it never began
				t.Logf("%s:\n%s", log, b)
			}
		}
	})
	x = &seat{station: &own, dir: filepath.Join(t.TempDir(), "seat"), window: window, cable: newCable(t, addr)}
	if err := os.MkdirAll(x.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(x.dir, "seat.toml"), []byte(fmt.Sprintf("name = %q\n%s", name, devices)), 0o600); err != nil {
		t.Fatal(err)
	}
	return x
}

// code makes a one-time code at the first window.
func (x *seat) code() (code, words string) {
	x.t.Helper()
	out := x.desk("seat", "code", "--window", fmt.Sprint(x.window))
	code = codeForm.FindString(out)
	_, words, _ = strings.Cut(out, "核对：")
	if words = strings.TrimSpace(words); code == "" || words == "" {
		x.t.Fatalf("seat code says %q", out)
	}
	return code, words
}

// sit starts the seat's program in a terminal.
func (x *seat) sit(w, h int, args ...string) {
	x.t.Helper()
	args = append([]string{
		"--data", x.dir, "--demo", "--clock-shift", x.shift.String(), "seat", x.cable.addr(), "--window", fmt.Sprint(x.window),
	}, args...)
	cmd := exec.Command(filepath.Join(bin, "xiaochuang"), args...)
	cmd.Env = append(x.env, "XIAOCHUANG_DATA=")
	x.term = screentest.Start(x.t, cmd, w, h)
}

// enrolSeat connects for the first time: the words are compared, the code typed.
func (x *seat) enrolSeat(w, h int) {
	x.t.Helper()
	code, words := x.code()
	x.sit(w, h)
	x.term.WaitFor("两边的词一样吗")
	if !strings.Contains(x.term.Text(), words) {
		x.t.Fatalf("the seat shows other words than the desk, %q:\n%s", words, x.term.Text())
	}
	x.term.Type("是\n")
	x.term.WaitFor("一次性口令")
	x.term.Type(code + "\n")
	x.sees("今天谁上岗")
}

// onDuty chooses who works here.
func (x *seat) onDuty(who string) {
	x.t.Helper()
	x.term.Keys(who)
	x.sees("本窗口")
}

// devicesOf are a pad, a reader and a scanner at a seat, and its seat.toml.
func devicesOf(t *testing.T, s *station) string {
	t.Helper()
	ports := t.TempDir()
	var err error
	if s.card, err = sim.NewCard(ports, "reader"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.card.Close() })
	prof, err := pad.Embedded("xc5")
	if err != nil {
		t.Fatal(err)
	}
	if s.pad, err = sim.NewPad(ports, "pad", prof); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.pad.Close() })
	scans := devtest.SANE(t)
	s.env = append(s.env, scans.Env...)
	return fmt.Sprintf(`
[devices.scanner]
device = %q
resolution = 100
[devices.reader]
port = %q
baud = 115200
[devices.pad]
port = %q
profile = "xc5"
wait = 20
`, scans.Device, s.card.Path(), s.pad.Path())
}
