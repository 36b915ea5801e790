package wire

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"xiaochuang/desk"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
)

// mostGlimpses is how many glimpses a tap holds.
const mostGlimpses = 500

// A tap is where the driver of one family shows what goes over its line. While
// nobody looks it makes nothing of it and keeps nothing; whatever may be a
// person's is taken out before a glimpse is made. A nil tap shows nothing.
type tap struct {
	clock desk.Clock
	on    atomic.Bool
	tell  func(desk.Glimpse) // of a trace that runs alone, nil for none

	mu   sync.Mutex
	ring []desk.Glimpse // the latest, the oldest first
	n    int64          // number of the first of ring
	eyes []chan struct{}
}

// taps are those of the console's devices.
type taps map[desk.Family]*tap

func newTaps(clock desk.Clock) taps {
	return taps{desk.FamilyReader: {clock: clock}, desk.FamilyPad: {clock: clock}, desk.FamilyTicket: {clock: clock}}
}

func (t *tap) watched() bool { return t != nil && t.on.Load() }

// put adds a glimpse and wakes whoever looks.
func (t *tap) put(g desk.Glimpse) {
	g.At = t.clock.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.tell != nil {
		t.tell(g)
		return
	}
	if len(t.ring) == mostGlimpses {
		t.ring, t.n = append(t.ring[:0], t.ring[1:]...), t.n+1
	}
	t.ring = append(t.ring, g)
	for _, eye := range t.eyes {
		select {
		case eye <- struct{}{}:
		default:
		}
	}
}

// A gaze is one look at a line.
type gaze struct {
	t    *tap
	news chan struct{}
	once sync.Once
	end  func() // lets go of what was opened for the look
}

// gaze begins a look; end is called when it is over.
func (t *tap) gaze(end func()) *gaze {
	g := &gaze{t: t, news: make(chan struct{}, 1), end: end}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.eyes = append(t.eyes, g.news)
	t.on.Store(true)
	return g
}

// Since returns what was shown from the n-th glimpse on, as far as it is still
// held, and the number of the next.
func (g *gaze) Since(n int64) ([]desk.Glimpse, int64) {
	t := g.t
	t.mu.Lock()
	defer t.mu.Unlock()
	from := min(max(0, n-t.n), int64(len(t.ring)))
	return append([]desk.Glimpse(nil), t.ring[from:]...), t.n + int64(len(t.ring))
}

// News has something to receive when there is more.
func (g *gaze) News() <-chan struct{} { return g.news }

// Close ends the look. Without another one, all that was held is forgotten.
func (g *gaze) Close() {
	g.once.Do(func() {
		t := g.t
		t.mu.Lock()
		for i, eye := range t.eyes {
			if eye == g.news {
				t.eyes = append(t.eyes[:i:i], t.eyes[i+1:]...)
				break
			}
		}
		if len(t.eyes) == 0 {
			t.on.Store(false)
			t.n += int64(len(t.ring))
			t.ring = nil
		}
		t.mu.Unlock()
		g.end()
	})
}

// act shows how a line is opened and closed, and what went wrong on it.
func (t *tap) act(e serial.TraceEvent) {
	if t.watched() && (e.Code != "" || e.Op == "open" || e.Op == "close") {
		t.put(desk.Glimpse{Way: desk.WayLine, Name: e.Op, Hex: e.Code, Size: e.Bytes})
	}
}

// lamp shows a change of the device's lamp.
func (t *tap) lamp(h desk.Health) {
	if t.watched() {
		t.put(desk.Glimpse{Way: desk.WayLamp, Name: string(h.State), Hex: h.Code})
	}
}

// ofPad ties the tap to the driver of a pad.
func (t *tap) ofPad(p *pad.Profile, o *pad.Options) {
	if t == nil {
		return
	}
	o.Changed, o.Trace = t.lamp, t.act
	o.Watch = func(out bool, frame []byte) {
		if !t.watched() {
			return
		}
		g := desk.Glimpse{Way: desk.WayCame, Hex: masked(frame), Size: len(frame)}
		if out {
			g.Way = desk.WaySent
			g.Name, _, _ = p.ParseCommand(frame)
		} else {
			e, _ := p.Event(frame)
			g.Name = e.Name
		}
		g.Idle = g.Name == pad.CommandPing || g.Name == pad.CommandPoll || g.Name == pad.EventPong
		t.put(g)
	}
	o.Lost = func(b []byte) {
		if t.watched() {
			t.put(desk.Glimpse{Way: desk.WayLost, Hex: masked(b), Size: len(b)})
		}
	}
}

// ofReader ties the tap to the driver of a reader. What may be a card's is taken
// out by the driver itself.
func (t *tap) ofReader(o *idcard.Options) {
	if t == nil {
		return
	}
	o.Changed, o.Trace = t.lamp, t.act
	o.Watch = func(out bool, c idcard.Command, head []byte, more int) {
		if !t.watched() {
			return
		}
		g := desk.Glimpse{Way: desk.WayCame, Name: c.Name(), Hex: hexOf(head) + hidden(more), Size: len(head) + more, Idle: c == idcard.State}
		if out {
			g.Way = desk.WaySent
		}
		t.put(g)
	}
}

// hexOf is bytes in hexadecimal.
func hexOf(b []byte) string { return strings.TrimSpace(fmt.Sprintf("% X", b)) }

// hidden stands for bytes that were taken out.
func hidden(n int) string {
	switch {
	case n <= 0:
		return ""
	case n < 4:
		return strings.Repeat(" ..", n)
	}
	return fmt.Sprintf(" ..×%d", n)
}
