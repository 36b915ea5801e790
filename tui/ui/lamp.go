package ui

import "xiaochuang/desk"

// A Lamp is one device in the title line.
type Lamp struct {
	Label string // one letter or character
	State desk.DeviceState
}

// LampSign returns the sign and style of a state. Every state has a sign of
// its own, so that lamps read in monochrome; a state not known here is "?",
// never the sign of a working device.
func LampSign(s desk.DeviceState) (string, Style) {
	switch s {
	case desk.DeviceOK:
		return "●", LampOK
	case desk.DeviceConnecting:
		return "◐", LampWarn
	case desk.DeviceSilent:
		return "○", LampWarn
	case desk.DeviceFault:
		return "!", LampBad
	case desk.DeviceOffline:
		return "×", LampBad
	case desk.DeviceOff:
		return "–", LampOff
	}
	return "?", LampWarn
}

// LampsWidth returns the cells that DrawLamps needs.
func LampsWidth(lamps []Lamp) int {
	w := 0
	for i := range lamps {
		w += Width(lamps[i].Label) + 2
	}
	return max(0, w-1)
}

// DrawLamps draws the lamps in one row from x and returns the column after
// them.
func DrawLamps(f *Frame, x, y int, lamps []Lamp) int {
	return drawLamps(f, x, y, 1, lamps)
}

func drawLamps(f *Frame, x, y, gap int, lamps []Lamp) int {
	for i := range lamps {
		if i > 0 {
			x += gap
		}
		sign, st := LampSign(lamps[i].State)
		x = f.Put(x, y, Text, lamps[i].Label)
		x = f.Put(x, y, st, sign)
	}
	return x
}
