package sim

import (
	"io"
	"net"
	"slices"
	"sync"
	"time"
)

// A Ticket is a simulated receipt printer on a TCP port, as on port 9100, or at
// the end of a serial line: it answers DLE EOT at once and GS r in turn, prints
// while it has paper, and keeps the bytes. It understands just enough ESC/POS to
// tell a status request from the same bytes within an image.
type Ticket struct {
	mu       sync.Mutex
	cond     *sync.Cond
	listener net.Listener
	address  string
	conns    map[net.Conn]bool // of TCP
	down     bool
	empty    bool
	low      bool
	cover    bool
	cutter   bool
	mute     bool
	stuck    bool
	endAfter int // bytes until the paper ends; < 0 for never
	keeps    int // bytes that its buffer holds, more are lost; 0 for one that makes the sender wait
	lost     int
	pace     int  // bytes that it prints in a second; 0 for at once
	taken    bool // serves somebody else
	babble   bool // answers with bytes that mean nothing
	queries  int
	tickets  [][]byte
	all      sync.WaitGroup
}

// NewTicket switches a printer on at address, such as "127.0.0.1:0".
func NewTicket(address string) (*Ticket, error) {
	t := newTicket()
	t.address = address
	if err := t.Plug(); err != nil {
		return nil, err
	}
	return t, nil
}

func newTicket() *Ticket {
	t := &Ticket{conns: map[net.Conn]bool{}, endAfter: -1}
	t.cond = sync.NewCond(&t.mu)
	return t
}

// Address returns host and port.
func (t *Ticket) Address() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.address
}

// PaperOut takes the roll out, or puts one in. Without paper nothing prints;
// what was sent waits.
func (t *Ticket) PaperOut(on bool) { t.with(func() { t.empty, t.endAfter = on, -1 }) }

// PaperEndsAfter ends the roll when n more bytes were printed.
func (t *Ticket) PaperEndsAfter(n int) { t.with(func() { t.endAfter = n }) }

// PaperLow makes the roll near its end.
func (t *Ticket) PaperLow(on bool) { t.with(func() { t.low = on }) }

// CoverOpen opens or shuts the cover. While it is open nothing prints.
func (t *Ticket) CoverOpen(on bool) { t.with(func() { t.cover = on }) }

// CutterFault blocks the cutter. While it is blocked nothing prints.
func (t *Ticket) CutterFault(on bool) { t.with(func() { t.cutter = on }) }

// Mute makes the printer print without ever answering.
func (t *Ticket) Mute(on bool) { t.with(func() { t.mute = on }) }

// Stuck makes the printer stop taking bytes.
func (t *Ticket) Stuck(on bool) { t.with(func() { t.stuck = on }) }

// Babble makes the printer answer each question with bytes that mean nothing.
func (t *Ticket) Babble(on bool) { t.with(func() { t.babble = on }) }

// Pace makes the printer print so many bytes in a second, 0 as fast as they come.
func (t *Ticket) Pace(bytes int) { t.with(func() { t.pace = bytes }) }

// Waits makes the printer keep its sender waiting where it cannot take more in, as
// USB does, instead of losing it.
func (t *Ticket) Waits() { t.with(func() { t.keeps = 0 }) }

// Busy makes the printer serve those it knows, and let others wait.
func (t *Ticket) Busy(on bool) { t.with(func() { t.taken = on }) }

// Lost returns how many bytes came in that its buffer could not hold.
func (t *Ticket) Lost() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lost
}

// Tickets returns the bytes that were printed, one element a connection that
// printed any, without status requests.
func (t *Ticket) Tickets() [][]byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(t.tickets), func(b []byte) bool { return len(b) == 0 })
}

// Queries returns how many status requests came in.
func (t *Ticket) Queries() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.queries
}

func (t *Ticket) with(do func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	do()
	t.cond.Broadcast()
}

// Unplug cuts the power: connections break and nobody listens any more. What
// was sent and not printed is lost.
func (t *Ticket) Unplug() {
	t.mu.Lock()
	t.down = true
	if t.listener != nil {
		_ = t.listener.Close()
	}
	for c := range t.conns {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = c.Close()
	}
	t.cond.Broadcast()
	t.mu.Unlock()
	t.all.Wait()
}

// Plug switches the printer on again at the same address.
func (t *Ticket) Plug() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	l, err := net.Listen("tcp", t.address)
	if err != nil {
		return err
	}
	t.listener, t.address, t.down = l, l.Addr().String(), false
	t.all.Go(func() { t.accept(l) })
	return nil
}

// Close ends the simulation.
func (t *Ticket) Close() error {
	t.Unplug()
	return nil
}

func (t *Ticket) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		t.mu.Lock()
		for t.taken && !t.down {
			t.cond.Wait()
		}
		if t.down {
			t.mu.Unlock()
			_ = c.Close()
			return
		}
		t.conns[c] = true
		n := len(t.tickets)
		t.tickets = append(t.tickets, nil)
		t.mu.Unlock()
		t.all.Go(func() { t.serve(c, n) })
	}
}

// roll bounds what waits to be printed on one connection.
const roll = 64 << 10

// A head is the print head of one connection: bytes in the order of arrival,
// read by one goroutine and printed by another, since status is answered out
// of turn.
type head struct {
	waiting []token
	size    int
	ended   bool
}

// serve reads one connection into ticket n until it ends.
func (t *Ticket) serve(c io.ReadWriteCloser, n int) {
	h := &head{}
	t.all.Go(func() { t.print(c, h, n) })
	defer func() {
		t.mu.Lock()
		if x, ok := c.(net.Conn); ok {
			delete(t.conns, x)
		}
		h.ended = true
		t.cond.Broadcast()
		t.mu.Unlock()
	}()
	var s scanESC
	buf := make([]byte, 4096)
	for {
		t.mu.Lock()
		for (t.stuck || t.keeps == 0 && h.size > roll) && !t.down {
			t.cond.Wait()
		}
		t.mu.Unlock()
		k, err := c.Read(buf)
		for _, tok := range s.feed(buf[:k]) {
			t.take(c, h, tok)
		}
		if err != nil {
			t.take(c, h, token{bytes: s.rest})
			return
		}
	}
}

// take answers a status request or puts bytes before the head.
func (t *Ticket) take(c io.Writer, h *head, tok token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tok.realTime != 0 {
		t.queries++
		if !t.mute {
			t.answer(c, t.status(tok.realTime))
		}
		return
	}
	if t.keeps > 0 && h.size+len(tok.bytes) > t.keeps {
		room := max(t.keeps-h.size, 0)
		t.lost += len(tok.bytes) - room
		tok.bytes = tok.bytes[:room]
	}
	h.waiting = append(h.waiting, tok)
	h.size += len(tok.bytes)
	t.cond.Broadcast()
}

// answer is called with mu held; the buffer of a socket, or of a line, takes one
// byte.
func (t *Ticket) answer(c io.Writer, b byte) {
	if x, ok := c.(interface{ SetWriteDeadline(time.Time) error }); ok {
		_ = x.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
	}
	if t.babble {
		b = 0xC1 // neither a status nor the head of one
	}
	_, _ = c.Write([]byte{b})
}

// status returns the reply to DLE EOT n.
func (t *Ticket) status(n byte) byte {
	b := byte(0x12)
	set := func(on bool, bits byte) {
		if on {
			b |= bits
		}
	}
	switch n {
	case 1:
		set(t.halted(), 0x08)
	case 2:
		set(t.cover, 0x04)
		set(t.empty, 0x20)
		set(t.cutter, 0x40)
	case 3:
		set(t.cutter, 0x08)
	case 4:
		set(t.low || t.empty, 0x0c)
		set(t.empty, 0x60)
	}
	return b
}

func (t *Ticket) halted() bool { return t.empty || t.cover || t.cutter }

// print moves bytes to the paper while the printer can.
func (t *Ticket) print(c io.ReadWriteCloser, h *head, n int) {
	defer c.Close()
	t.mu.Lock()
	defer t.mu.Unlock()
	for {
		for !t.down && (t.halted() || len(h.waiting) == 0 && !h.ended) {
			t.cond.Wait()
		}
		if t.down || len(h.waiting) == 0 {
			return
		}
		tok := h.waiting[0]
		h.waiting = h.waiting[1:]
		h.size -= len(tok.bytes)
		t.cond.Broadcast()
		if tok.inTurn {
			t.queries++
			if !t.mute {
				t.answer(c, 0)
			}
			continue
		}
		b := tok.bytes
		if t.pace > 0 {
			d := time.Duration(len(b)) * time.Second / time.Duration(t.pace)
			t.mu.Unlock()
			time.Sleep(d)
			t.mu.Lock()
		}
		if t.endAfter >= 0 && len(b) >= t.endAfter {
			h.waiting = append([]token{{bytes: b[t.endAfter:]}}, h.waiting...)
			h.size += len(b) - t.endAfter
			b = b[:t.endAfter]
			t.empty, t.endAfter = true, -1
		} else if t.endAfter >= 0 {
			t.endAfter -= len(b)
		}
		t.tickets[n] = append(t.tickets[n], b...)
	}
}
