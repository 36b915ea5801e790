package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"xiaochuang/peripherals/pad"
)

// A Cable is how a simulated device is reached, and what happens to cables.
type Cable interface {
	// Path is where a program finds the device; it stays the same.
	Path() string
	// Unplug pulls the cable: nobody is there any more, and who was connected is
	// cut off. It returns when the device has noticed.
	Unplug()
	// Replug puts it back.
	Replug() error
	// Close pulls it for good.
	Close() error
}

var (
	_ Cable = (*Pty)(nil)
	_ Cable = (*socket)(nil)
)

// A socket is a simulated network cable.
type socket struct {
	path string // as the device is reached
	at   string // host:port, fixed once it is known
	// listen opens the socket and serves it until closed; it returns what closes
	// it and everything that hangs on it, and waits for the device.
	listen func(at string) (bound string, shut func(), err error)

	mu     sync.Mutex
	shut   func()
	closed bool
}

func newSocket(at, form string, listen func(string) (string, func(), error)) (*socket, error) {
	s := &socket{at: at, listen: listen}
	if err := s.Replug(); err != nil {
		return nil, err
	}
	s.path = fmt.Sprintf(form, s.at)
	return s, nil
}

// Path implements Cable.
func (s *socket) Path() string { return s.path }

// Replug implements Cable.
func (s *socket) Replug() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.shut != nil {
		return nil
	}
	bound, shut, err := s.listen(s.at)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.at, s.shut = bound, shut
	return nil
}

// Unplug implements Cable.
func (s *socket) Unplug() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut != nil {
		s.shut()
		s.shut = nil
	}
}

// Close implements Cable.
func (s *socket) Close() error {
	s.Unplug()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// Stream serves a device on TCP, one connection after another; each lasts until
// the device returns.
func Stream(at string, device func(io.ReadWriter)) (Cable, error) {
	return newSocket(at, "%s", func(at string) (string, func(), error) {
		l, err := net.Listen("tcp", at)
		if err != nil {
			return "", nil, err
		}
		var now current
		done := make(chan struct{})
		go func() {
			defer close(done)
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				if !now.put(c) {
					return
				}
				device(c)
				_ = c.Close()
			}
		}()
		return l.Addr().String(), func() {
			_ = l.Close()
			now.end()
			<-done
		}, nil
	})
}

// current is the connection that a device serves.
type current struct {
	mu    sync.Mutex
	c     io.Closer
	ended bool
}

func (n *current) put(c io.Closer) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ended {
		_ = c.Close()
		return false
	}
	n.c = c
	return true
}

func (n *current) end() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ended = true
	if n.c != nil {
		_ = n.c.Close()
	}
}

// Datagrams serves a device on UDP. It answers whoever spoke last; to says at
// which port, 0 for the one that was spoken from.
func Datagrams(at string, to int, device func(io.ReadWriter)) (Cable, error) {
	return newSocket(at, "%s", func(at string) (string, func(), error) {
		a, err := net.ResolveUDPAddr("udp", at)
		if err != nil {
			return "", nil, err
		}
		c, err := net.ListenUDP("udp", a)
		if err != nil {
			return "", nil, err
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			device(&datagrams{conn: c, port: to})
		}()
		return c.LocalAddr().String(), func() {
			_ = c.Close()
			<-done
		}, nil
	})
}

type datagrams struct {
	conn *net.UDPConn
	port int

	mu   sync.Mutex
	peer *net.UDPAddr
}

func (d *datagrams) Read(b []byte) (int, error) {
	n, from, err := d.conn.ReadFromUDP(b)
	if err != nil {
		return 0, err
	}
	if d.port > 0 {
		from = &net.UDPAddr{IP: from.IP, Port: d.port}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.peer = from
	return n, nil
}

func (d *datagrams) Write(b []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.peer == nil {
		return 0, nil // nobody has spoken yet
	}
	return d.conn.WriteToUDP(b, d.peer)
}

// Messages serves a device on WebSocket: each read and each write is a message.
func Messages(at string, t pad.Transport, device func(io.ReadWriter)) (Cable, error) {
	return newSocket(at, "ws://%s/pad", func(at string) (string, func(), error) {
		l, err := net.Listen("tcp", at)
		if err != nil {
			return "", nil, err
		}
		ctx, cancel := context.WithCancel(context.Background())
		var one sync.Mutex // the device has one visitor at a time
		var open sync.WaitGroup
		kind := websocket.MessageText
		if t.Message == "binary" {
			kind = websocket.MessageBinary
		}
		s := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			o := &websocket.AcceptOptions{}
			if t.Subprotocol != "" {
				o.Subprotocols = []string{t.Subprotocol}
			}
			c, err := websocket.Accept(w, r, o)
			if err != nil {
				return
			}
			defer c.CloseNow()
			open.Add(1)
			defer open.Done()
			one.Lock()
			defer one.Unlock()
			device(&messages{ctx, c, kind})
		})}
		open.Go(func() { _ = s.Serve(l) })
		return l.Addr().String(), func() {
			cancel()
			_ = s.Close()
			open.Wait()
		}, nil
	})
}

type messages struct {
	ctx  context.Context
	conn *websocket.Conn
	kind websocket.MessageType
}

func (m *messages) Read(b []byte) (int, error) {
	_, in, err := m.conn.Read(m.ctx)
	switch {
	case err != nil:
		return 0, err
	case len(in) > len(b):
		return 0, errors.New("sim: a message that is too long")
	}
	return copy(b, in), nil
}

func (m *messages) Write(b []byte) (int, error) {
	ctx, cancel := context.WithTimeout(m.ctx, time.Second)
	defer cancel()
	return len(b), m.conn.Write(ctx, m.kind, b)
}
