package uplink

import (
	"encoding/binary"
	"time"

	"xiaochuang/desk"
)

// The night window, civil time of Beijing: slots lie in its first five hours,
// and what is left until morning is for trying again.
const (
	windowOpens  = 22 * time.Hour
	windowSlots  = 5 * time.Hour
	windowLength = 7 * time.Hour
	slotSpread   = 2 * time.Minute
)

// A Window is the night that begins on a day, as one desk sees it.
type Window struct {
	Opens  time.Time
	Slot   time.Time // when this desk begins
	Retry  time.Time // from here on only what failed before is tried
	Closes time.Time
}

// NightOf returns the window of the night after a day. The slot follows from the
// desk and the date, so that desks spread over the night and none is always last;
// random, in [0, 1), moves it by up to two minutes to either side.
func NightOf(d Digests, deskID string, day desk.Day, random float64) Window {
	opens := day.Start().Add(windowOpens)
	sum := d.Hash([]byte(deskID + "\n" + string(day)))
	at := time.Duration(binary.BigEndian.Uint64(sum[:8])%uint64(windowSlots/time.Second)) * time.Second
	spread := time.Duration((2*random - 1) * float64(slotSpread))
	slot := opens.Add(at + spread)
	if slot.Before(opens) {
		slot = opens
	}
	return Window{Opens: opens, Slot: slot, Retry: opens.Add(windowSlots), Closes: opens.Add(windowLength)}
}

// Next returns when a desk that is idle at now begins its next run: at the slot
// of the night that is coming or under way, or at once when the slot of the
// running night has passed and done, the end of the last finished run, is before
// it. asked is the earliest that the centre wants to see it, zero for no wish; a
// wish for later than the coming window's end is not heard.
func Next(d Digests, deskID string, now, done, asked time.Time, random float64) time.Time {
	day := desk.DayOf(now, windowOpens+windowLength-24*time.Hour)
	w := NightOf(d, deskID, day, random)
	at := w.Slot
	switch {
	case now.Before(w.Slot):
	case now.Before(w.Closes) && done.Before(w.Slot):
		at = now
	default:
		w = NightOf(d, deskID, day.Add(1), random)
		at = w.Slot
	}
	if asked.After(at) && asked.Before(w.Closes) {
		return asked
	}
	return at
}
