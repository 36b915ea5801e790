package wire

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
)

// Speeds that a serial device is tried at where nobody has said one, the usual
// ones of its family first.
var (
	readerSpeeds = []int{readerSpeed, 57600, 38400, 19200, 9600}
	rollSpeeds   = []int{rollSpeed, 115200, 19200, 38400, 57600}
)

// speedTime is how long a device may take to answer at one speed.
const speedTime = 2500 * time.Millisecond

// speedsOf lists the speeds to try a fitting at; none where one is known, or where
// the device cannot answer.
func speedsOf(f desk.Fitting, c devicesConfig) []int {
	switch {
	case f.Baud != 0:
	case f.Family == desk.FamilyReader && c.Reader.Port != "":
		return readerSpeeds
	case f.Family == desk.FamilyTicket && c.Ticket.Port != "" && !strings.HasSuffix(f.Model, "-mute"):
		return rollSpeeds
	}
	return nil
}

// speed finds the speed that a device answers at, by questions that do nothing,
// and returns the configuration with it; found is false where the device answers at
// none. A trial in the technician's hand does so, nothing else: a device in service
// is never tried out.
func (b *Bench) speed(ctx context.Context, f desk.Fitting, list []int, tell func(desk.Trial)) (c devicesConfig, found bool, err error) {
	b.mu.Lock()
	last := b.speeds[f.At]
	b.mu.Unlock()
	if last != 0 {
		list = slices.Concat([]int{last}, list)
	}
	tell(desk.Trial{Step: "speed", State: desk.DeviceConnecting})
	began := time.Now()
	out := desk.Trial{Step: "speed", State: desk.DeviceSilent, Code: "no_answer"}
	for _, baud := range list {
		f.Baud = baud
		if c, _, err = b.with(f, true); err != nil {
			return c, false, err
		}
		h, err := b.firstWord(ctx, f.Family, c)
		if err != nil || ctx.Err() != nil {
			return c, false, err
		}
		answers := h.State == desk.DeviceOK || h.State == desk.DeviceFault && h.Code != "busy" && h.Code != "access"
		switch {
		case answers:
			b.mu.Lock()
			b.speeds[f.At] = baud
			b.mu.Unlock()
			tell(desk.Trial{Step: "speed", State: desk.DeviceOK, Fact: strconv.Itoa(baud), Took: time.Since(began)})
			return c, true, nil
		case h.State == desk.DeviceOffline || h.State == desk.DeviceFault: // another speed does not help
			out.State, out.Code, out.Took = h.State, h.Code, time.Since(began)
			tell(out)
			return c, false, nil
		}
	}
	out.Took = time.Since(began)
	tell(out)
	return c, false, nil
}

// firstWord is what a device says at first.
func (b *Bench) firstWord(ctx context.Context, f desk.Family, c devicesConfig) (desk.Health, error) {
	t, end, err := b.open(ctx, c, func(desk.Trial) {})
	if err != nil {
		return desk.Health{}, err
	}
	defer end()
	for until := time.Now().Add(speedTime); ; time.Sleep(20 * time.Millisecond) {
		h := t.v.of(f)
		if h.State != desk.DeviceConnecting && h.State != desk.DeviceUnknown || ctx.Err() != nil || time.Now().After(until) {
			return h, nil
		}
	}
}
