package desk

import "time"

// A Glimpse is one thing that went over the line of a device, or one change of
// its lamp, for a technician who looks. Whatever may be a person's is taken out
// before it is made: it holds no text, no long number and nothing of a card.
type Glimpse struct {
	At   time.Time
	Way  Way
	Name string // of the frame, as the device's profile or protocol calls it; "" where it is not known
	Hex  string // the bytes, ".." for one that was taken out, "..×24" for more
	Size int    // bytes on the line
	Idle bool   // asks whether the device is there, or answers that
}

// A Way says which way something went.
type Way string

// Ways of a Glimpse.
const (
	WaySent Way = "sent" // to the device
	WayCame Way = "came" // from it
	WayLost Way = "lost" // came, and belongs to no frame: a wrong speed or another kind of device
	WayLine Way = "line" // of the line itself: Name is open, close, or what was tried, Hex the code of what went wrong
	WayLamp Way = "lamp" // Name is the state, Hex its code
)
