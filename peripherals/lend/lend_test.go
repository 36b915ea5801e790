package lend

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"net"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// A rig is a seat and a desk with a real SSH connection between them, over
// loopback, that can be cut and made anew.
type rig struct {
	t      *testing.T
	link   *Link
	lender *Lender
	conn   ssh.Conn
	cut    func()
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t, link: &Link{}, lender: &Lender{Serial: map[desk.Family]serial.Line{}, Log: slog.New(slog.DiscardHandler)}}
	t.Cleanup(func() {
		if r.cut != nil {
			r.cut()
		}
	})
	return r
}

// connect makes a connection; the desk is the server, the seat the client.
func (r *rig) connect() {
	r.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	defer l.Close()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		r.t.Fatal(err)
	}
	served := make(chan ssh.Conn, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		conf := &ssh.ServerConfig{NoClientAuth: true}
		conf.AddHostKey(signer)
		conn, chans, reqs, err := ssh.NewServerConn(c, conf)
		if err != nil {
			return
		}
		go ssh.DiscardRequests(reqs)
		go func() {
			for ch := range chans {
				_ = ch.Reject(ssh.Prohibited, "")
			}
		}()
		served <- conn
	}()
	ctx, cancel := context.WithCancel(r.t.Context())
	near, err := ssh.Dial("tcp", l.Addr().String(), &ssh.ClientConfig{HostKeyCallback: ssh.FixedHostKey(signer.PublicKey())})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, kind := range []string{ChannelSerial, ChannelScan} {
		asks := near.HandleChannelOpen(kind) // before anybody can ask
		go func() {
			for ask := range asks {
				go r.lender.Take(ctx, ask)
			}
		}()
	}
	r.conn = <-served
	r.link.Attach(r.conn)
	r.cut = func() {
		cancel()
		_ = near.Close()
		r.link.Detach(r.conn)
	}
}

func (r *rig) wait(what string, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	r.t.Fatalf("never: %s", what)
}

// echo is a device that answers every byte with its successor.
func echo(rw io.ReadWriter) {
	b := make([]byte, 64)
	for {
		n, err := rw.Read(b)
		if err != nil {
			return
		}
		for i := range b[:n] {
			b[i]++
		}
		if _, err := rw.Write(b[:n]); err != nil {
			return
		}
	}
}

func TestBytesReachTheDeviceThroughCutAndBack(t *testing.T) {
	r := newRig(t)
	device, err := sim.Link(t.TempDir(), "pad", echo)
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	r.lender.Serial[desk.FamilyPad] = serial.Line{Path: device.Path(), Baud: 9600}
	line := NewLine(t.TempDir(), desk.FamilyPad, r.link)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go line.Run(ctx)
	if line.Why() != CodeLine {
		t.Errorf("before a connection the reason is %q", line.Why())
	}
	for range 3 {
		r.connect()
		r.wait("the device is there", func() bool { return line.Why() == "" && serial.Plugged(line.Path()) != "" })
		port, err := serial.Open(serial.Line{Path: line.Path(), Baud: 9600}, nil)
		if err != nil {
			t.Fatal(err)
		}
		ask, done := context.WithTimeout(ctx, 5*time.Second)
		if _, err := port.Write(ask, []byte("HAL")); err != nil {
			t.Fatal(err)
		}
		var got []byte
		for len(got) < 3 {
			b := make([]byte, 8)
			n, err := port.Read(ask, b)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, b[:n]...)
		}
		if string(got) != "IBM" {
			t.Errorf("the device answers %q", got)
		}
		done()
		r.cut()
		select {
		case <-port.Gone():
		case <-time.After(5 * time.Second):
			t.Error("the driver does not notice the cut")
		}
		port.Close()
		r.wait("the cut is the reason", func() bool { return line.Why() == CodeLine })
	}
}

func TestUnpluggedAtTheSeat(t *testing.T) {
	r := newRig(t)
	device, err := sim.Link(t.TempDir(), "pad", echo)
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	r.lender.Serial[desk.FamilyPad] = serial.Line{Path: device.Path(), Baud: 9600}
	line := NewLine(t.TempDir(), desk.FamilyPad, r.link)
	go line.Run(t.Context())
	r.connect()
	r.wait("the device is there", func() bool { return line.Why() == "" && serial.Plugged(line.Path()) != "" })
	device.Unplug()
	r.wait("it is not", func() bool { return serial.Plugged(line.Path()) == "" && line.Why() == serial.CodeAbsent })
	if err := device.Replug(); err != nil {
		t.Fatal(err)
	}
	r.wait("it is back", func() bool { return line.Why() == "" && serial.Plugged(line.Path()) != "" })
}

func TestNothingIsLentThatIsNotConfigured(t *testing.T) {
	r := newRig(t)
	r.connect()
	line := NewLine(t.TempDir(), desk.FamilyReader, r.link)
	go line.Run(t.Context())
	r.wait("refused", func() bool { return line.Why() == "not_lent" })
	s := NewScanner("scanner", r.link, desk.SystemClock{})
	_, err := s.Scan(t.Context(), desk.ScanRequest{}, func(desk.ScannedPage) error { return nil })
	if p, ok := errors.AsType[*desk.Problem](err); !ok || p.What != "scanner.not_lent" {
		t.Errorf("a scan without a scanner: %v", err)
	}
}

// A sheaf is a scanner whose pages are big, slow or broken off.
type sheaf struct {
	desk.Scanner
	pages   int
	before  func(ctx context.Context, n int) error
	stopped chan error
}

func (s *sheaf) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	for n := 1; n <= s.pages; n++ {
		if s.before != nil {
			if err := s.before(ctx, n); err != nil {
				return n - 1, err
			}
		}
		err := keep(desk.ScannedPage{No: n, MIME: "image/png", Bytes: make([]byte, 3<<20), Width: 10, Height: 10, DPI: 100})
		if err != nil {
			if s.stopped != nil {
				s.stopped <- err
			}
			return n - 1, err
		}
	}
	return s.pages, nil
}

func TestPagesArriveWholeAndInOrder(t *testing.T) {
	r := newRig(t)
	r.lender.Scanner = &sheaf{pages: 3}
	r.connect()
	s := NewScanner("scanner", r.link, desk.SystemClock{})
	var got []int
	n, err := s.Scan(t.Context(), desk.ScanRequest{Source: "adf", Limit: 5}, func(p desk.ScannedPage) error {
		got = append(got, p.No*len(p.Bytes))
		return nil
	})
	if n != 3 || err != nil || len(got) != 3 || got[2] != 3*(3<<20) {
		t.Errorf("%d pages %v, %v", n, got, err)
	}
	if h := s.Health(); h.State != desk.DeviceOK {
		t.Errorf("the lamp is %+v", h)
	}
}

func TestASeatSendsNoMorePagesThanWereAskedFor(t *testing.T) {
	r := newRig(t)
	stopped := make(chan error, 1)
	r.lender.Scanner = &sheaf{pages: 9, stopped: stopped}
	r.connect()
	s := NewScanner("scanner", r.link, desk.SystemClock{})
	n, err := s.Scan(t.Context(), desk.ScanRequest{Limit: 2}, func(desk.ScannedPage) error { return nil })
	if n != 2 || desk.KindOf(err) != desk.Invalid {
		t.Errorf("%d pages, %v", n, err)
	}
	select {
	case <-stopped:
	case <-time.After(5 * time.Second):
		t.Error("the scanner at the seat goes on")
	}
}

func TestACutInTheMiddleOfAJobKeepsWholePagesOnly(t *testing.T) {
	r := newRig(t)
	ready := make(chan struct{})
	r.lender.Scanner = &sheaf{pages: 3, before: func(ctx context.Context, n int) error {
		if n == 2 {
			close(ready)
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}}
	r.connect()
	go func() {
		<-ready
		r.cut()
	}()
	s := NewScanner("scanner", r.link, desk.SystemClock{})
	n, err := s.Scan(t.Context(), desk.ScanRequest{Limit: 3}, func(desk.ScannedPage) error { return nil })
	if p, ok := errors.AsType[*desk.Problem](err); n != 1 || !ok || p.Kind != desk.Unavailable {
		t.Errorf("%d pages, %v", n, err)
	}
	if h := s.Health(); h.State != desk.DeviceOffline || h.Code != CodeLine {
		t.Errorf("the lamp is %+v", h)
	}
}

func TestTheSeatsOwnCauseComesThrough(t *testing.T) {
	r := newRig(t)
	r.lender.Scanner = &sheaf{pages: 1, before: func(context.Context, int) error {
		return &desk.Problem{Kind: desk.Unavailable, What: "scanner.jam"}
	}}
	r.connect()
	s := NewScanner("scanner", r.link, desk.SystemClock{})
	_, err := s.Scan(t.Context(), desk.ScanRequest{}, func(desk.ScannedPage) error { return nil })
	if p, ok := errors.AsType[*desk.Problem](err); !ok || p.What != "scanner.jam" {
		t.Errorf("a jam comes as %v", err)
	}
	if h := s.Health(); h.State != desk.DeviceFault || h.Code != "jam" {
		t.Errorf("the lamp is %+v", h)
	}
}

func TestKeepThatFailsStopsTheScanner(t *testing.T) {
	r := newRig(t)
	stopped := make(chan error, 1)
	r.lender.Scanner = &sheaf{pages: 2, stopped: stopped}
	r.connect()
	full := errors.New("disk full")
	s := NewScanner("scanner", r.link, desk.SystemClock{})
	n, err := s.Scan(t.Context(), desk.ScanRequest{Limit: 2}, func(desk.ScannedPage) error { return full })
	if n != 0 || !errors.Is(err, full) {
		t.Errorf("%d pages, %v", n, err)
	}
	select {
	case <-stopped:
	case <-time.After(5 * time.Second):
		t.Error("the scanner at the seat goes on")
	}
}
