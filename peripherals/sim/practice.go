package sim

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
)

// An appliance is what the devices of practice share: a lamp, a plug, and a
// bell that rings whenever a hand has changed something. They live within the
// process, so that nothing of the outside can be plugged into them.
type appliance struct {
	clock desk.Clock

	mu     sync.Mutex
	health desk.Health
	mute   bool
	out    bool // unplugged
	closed bool
	bell   chan struct{} // closed and made anew by each change
}

func newAppliance(f desk.Family, name string, clock desk.Clock) appliance {
	now := clock.Now()
	return appliance{clock: clock, bell: make(chan struct{}), health: desk.Health{
		Family: f, Name: name, State: desk.DeviceOK, LastOK: now, Since: now,
	}}
}

// with changes something and rings.
func (a *appliance) with(do func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	do()
	a.light()
	close(a.bell)
	a.bell = make(chan struct{})
}

// light is called with mu held. A mute device is found out by whoever asks it.
func (a *appliance) light() {
	state, code := desk.DeviceOK, ""
	switch {
	case a.closed:
		state, code = desk.DeviceOff, serial.CodeClosed
	case a.out:
		state, code = desk.DeviceOffline, serial.CodeUnplugged
	case a.mute:
		state, code = desk.DeviceSilent, serial.CodeNoAnswer
	}
	now := a.clock.Now()
	if state != a.health.State {
		a.health.Since = now
	}
	a.health.State, a.health.Code = state, code
	if state == desk.DeviceOK {
		a.health.LastOK = now
	}
}

// Health implements desk.Device.
func (a *appliance) Health() desk.Health {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.health
}

// Close implements desk.Device.
func (a *appliance) Close() error {
	a.with(func() { a.closed = true })
	return nil
}

// Unplug pulls the cable out, or puts it back.
func (a *appliance) Unplug(out bool) { a.with(func() { a.out = out }) }

// Mute makes the device answer nothing, with its cable plugged in.
func (a *appliance) Mute(on bool) { a.with(func() { a.mute = on }) }

// Cards is a simulated card reader within the process, for practice. It hands
// out the cards that a scripted visitor lays down, and no others.
type Cards struct {
	appliance
	reading bool
	stack   []desk.CardReading // the first lies in the field
	lifted  bool               // false while the card of the last reading lies there
}

var _ desk.CardReader = (*Cards)(nil)

// NewCards returns a reader with nothing in its field.
func NewCards(name string, clock desk.Clock) *Cards {
	return &Cards{appliance: newAppliance(desk.FamilyReader, name, clock), lifted: true}
}

// Lay has the visitor lay cards down, one after another: each next one when the
// one before has been read. What lay there before is taken away. The holders
// must be invented: it fails for a birth year after 1900.
func (c *Cards) Lay(cards ...desk.CardReading) error {
	for _, r := range cards {
		if t := r.Birth.Start(); t.IsZero() || t.Year() > 1900 {
			return errors.New("sim: the holder of a simulated card is born in 1900 or earlier")
		}
	}
	c.with(func() { c.stack, c.lifted = append([]desk.CardReading(nil), cards...), true })
	return nil
}

// Lift takes every card away.
func (c *Cards) Lift() { c.with(func() { c.stack, c.lifted = nil, true }) }

// Read implements desk.CardReader with the codes of package idcard.
func (c *Cards) Read(ctx context.Context) (desk.CardReading, error) {
	c.mu.Lock()
	if c.reading {
		c.mu.Unlock()
		return desk.CardReading{}, &desk.Problem{Kind: desk.Conflict, What: idcard.CodeBusy}
	}
	c.reading = true
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.reading = false
		c.mu.Unlock()
	}()
	for {
		r, bell, err := c.look(ctx)
		if err != nil || r.ID != "" {
			return r, err
		}
		select {
		case <-bell:
		case <-ctx.Done():
		}
	}
}

// look takes the card in the field, if there is one and it has not been read.
func (c *Cards) look(ctx context.Context) (desk.CardReading, <-chan struct{}, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return desk.CardReading{}, nil, fmt.Errorf("wait for a card: %w", ctx.Err())
	case c.closed:
		return desk.CardReading{}, nil, &desk.Problem{Kind: desk.Unavailable, What: idcard.CodeClosed}
	case c.out || c.mute || !c.lifted || len(c.stack) == 0:
		return desk.CardReading{}, c.bell, nil
	}
	r := c.stack[0]
	c.stack = c.stack[1:]
	c.lifted = len(c.stack) > 0 // the next card pushes this one off the field
	now := c.clock.Now()
	c.health.LastOK = now
	r.ID, r.At = desk.NewID(now), now
	return r, c.bell, nil
}

// Ratings is a simulated rating pad within the process, for practice. A
// scripted visitor presses the key.
type Ratings struct {
	appliance
	visit string      // of the question that is shown, "" for none
	will  *desk.Level // what the scripted visitor presses, nil for nothing
	key   *desk.Level // pressed for the question that is shown; "" declines
}

var _ desk.Pad = (*Ratings)(nil)

// NewRatings returns a pad on which nobody presses anything.
func NewRatings(name string, clock desk.Clock) *Ratings {
	return &Ratings{appliance: newAppliance(desk.FamilyPad, name, clock)}
}

// Will sets what the visitor presses at each question from now on: a level, ""
// to decline.
func (p *Ratings) Will(l desk.Level) {
	p.with(func() { p.will = &l })
}

// Wont has nobody press anything.
func (p *Ratings) Wont() { p.with(func() { p.will = nil }) }

// Press presses a key now, "" for the one that declines. With no question shown
// it does nothing.
func (p *Ratings) Press(l desk.Level) { p.with(func() { p.press(l) }) }

// press is called with mu held.
func (p *Ratings) press(l desk.Level) {
	if p.visit != "" && p.key == nil && !p.mute && !p.out {
		p.key = &l
	}
}

// Asking returns the visit whose question is shown, "" for none.
func (p *Ratings) Asking() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.visit
}

// Times of a simulated pad.
const (
	padWait    = 30 * time.Second
	padLongest = 2 * time.Minute
)

// Ask implements desk.Pad with the codes of package pad.
func (p *Ratings) Ask(ctx context.Context, r desk.PadRequest) (desk.PadAnswer, error) {
	if r.Visit == "" || strings.ContainsFunc(r.Visit, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return desk.PadAnswer{}, &desk.Problem{Kind: desk.Invalid, What: pad.CodeVisit}
	}
	if err := p.show(r.Visit); err != nil {
		return desk.PadAnswer{}, err
	}
	defer p.with(func() { p.visit, p.key = "", nil })
	wait := r.Wait
	if wait <= 0 {
		wait = padWait
	}
	over := time.NewTimer(min(wait, padLongest))
	defer over.Stop()
	a := desk.PadAnswer{Visit: r.Visit, Channel: desk.ChannelButtonPad}
	a.Level, a.Silence = p.wait(ctx, over.C)
	a.At = p.clock.Now()
	return a, nil
}

// show puts the question on the pad, and the visitor's finger on a key.
func (p *Ratings) show(visit string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed || p.out:
		return &desk.Problem{Kind: desk.Unavailable, What: pad.CodeOff}
	case p.visit != "":
		return &desk.Problem{Kind: desk.Conflict, What: pad.CodeBusy}
	}
	p.visit, p.key = visit, nil
	if p.will != nil {
		p.press(*p.will)
	}
	return nil
}

// wait returns what was pressed, or why nothing was.
func (p *Ratings) wait(ctx context.Context, over <-chan time.Time) (desk.Level, desk.Unrated) {
	for {
		p.mu.Lock()
		key, bell, broken, mute := p.key, p.bell, p.closed || p.out, p.mute
		p.mu.Unlock()
		switch {
		case key != nil && *key == "":
			return "", desk.Refused
		case key != nil:
			return *key, ""
		case broken:
			return "", desk.LineFault
		}
		select {
		case <-bell:
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return "", desk.TimedOut
			}
			return "", desk.NotAsked
		case <-over:
			if mute {
				return "", desk.PadFault
			}
			return "", desk.TimedOut
		}
	}
}
