package printer

import (
	"slices"
	"strings"

	"xiaochuang/desk"
)

// gravity lists the causes that a device may give as its reasons, the gravest
// first.
var gravity = []string{
	DriverMissing, Certificate, Account, Offline, CoverOpen, Jam, PaperOut, Media, TrayMissing, TonerMissing, TonerOut,
	OutputFull, OutputMissing, WasteFull, Heat, PartMissing, Part, PartWorn, Storage, Fault, SpoolFull, Crash,
	Paused, Stopped, Held, Rejecting, Format, Interrupted, Cancelled, Aborted, Flawed,
	PaperLow, TonerLow, WasteLow, OutputLow, PartLow, Notice,
}

// warns reports whether a printer with this cause still prints.
func warns(code string) bool { return strings.HasSuffix(code, "_low") }

// causeOfReasons returns the gravest cause among keywords of printer-state-reasons
// or job-state-reasons.
func causeOfReasons(keywords []string) string {
	at := len(gravity)
	for _, k := range keywords {
		if code, _ := judge(k); code != "" {
			at = min(at, slices.Index(gravity, code))
		}
	}
	if at == len(gravity) {
		return ""
	}
	return gravity[at]
}

// messages are parts of the sentences of CUPS' backends and scheduler, in small
// letters, that tell a fault which no reason tells: a printer that is switched off
// leaves the queue "processing" without one. What no line of these knows tells
// nothing: its words never leave this package.
var messages = []struct{ part, code string }{
	{"may not exist", Offline},
	{"is unavailable at this time", Offline},
	{"unable to locate printer", Offline},
	{"not responding", Offline},
	{"did not respond", Offline},
	{"unreachable", Offline},
	{"unable to connect", Offline},
	{"unable to contact printer", Offline},
	{"unable to get printer status", Offline},
	{"unable to send data to printer", Offline},
	{"waiting for printer to become available", Offline},
	{"printer is not connected", Offline},
	{"no longer exists", Offline},
	{"unrecoverable usb error", Offline},
	{"printer is in use", Busy},
	{"cannot print supplied content", Format},
	{"cannot print with supplied options", Format},
	{"print job was not accepted", Refused},
	{"did not accept", Refused},
	{"unable to add document", Refused},
	{"unable to start filter", DriverMissing},
	{"must be world-readable", DriverMissing},
	{"has insecure permissions", DriverMissing},
	{"filter failed", Crash},
	{"filter errors", Crash},
	{"backend errors", Crash},
	{"backend failed", Crash},
	{"account ", Account},
	{"credentials", Certificate},
	{"certificate", Certificate},
}

// causeOfMessage returns the cause that a printer-state-message of CUPS tells.
func causeOfMessage(message string) string {
	m := strings.ToLower(message)
	for _, s := range messages {
		if strings.Contains(m, s.part) {
			return s.code
		}
	}
	return ""
}

// printer-state values (RFC 8011, 5.4.11).
const printerStopped = 5

// A printerLook is what one Get-Printer-Attributes said of the device.
type printerLook struct {
	state     int
	accepting bool
	reasons   []string
	message   string
}

// cause returns what is wrong, "" for nothing.
func (l printerLook) cause() string {
	code := causeOfReasons(l.reasons)
	if code == "" || warns(code) {
		if c := causeOfMessage(l.message); c != "" {
			return c
		}
		if l.state == printerStopped {
			return Stopped
		}
		if !l.accepting {
			return Rejecting
		}
	}
	return code
}

// connecting reports whether a queue of CUPS still tries to reach its printer
// for the job in hand: its backends say so only before they send a byte.
func (l printerLook) connecting() bool {
	m := strings.ToLower(l.message)
	return strings.Contains(m, "may not exist or is unavailable") || strings.Contains(m, "waiting for printer to become available")
}

// blocks reports whether sending a job now is useless. A tray may be empty on a
// printer that has another one, so its being stopped decides, not the reason.
func (l printerLook) blocks() bool {
	return !l.accepting || l.state == printerStopped
}

// noPaper reports whether the values of printer-input-tray (PWG 5100.13, 5.6.7;
// levels as prtInputCurrentLevel of RFC 3805) say that every tray is empty. A
// tray that does not know its level may hold paper.
func noPaper(trays []string) bool {
	empty := 0
	for _, tray := range trays {
		field := map[string]string{}
		for _, f := range strings.Split(tray, ";") {
			key, value, _ := strings.Cut(f, "=")
			field[key] = value
		}
		switch {
		case field["name"] == "auto":
		case field["level"] == "0":
			empty++
		default:
			return false
		}
	}
	return empty > 0
}

// lampOf returns the lamp's state for a cause.
func lampOf(code string) desk.DeviceState {
	switch {
	case code == "" || warns(code):
		return desk.DeviceOK
	case code == Offline:
		return desk.DeviceOffline
	case code == Timeout || code == Noise:
		return desk.DeviceSilent
	case code == NoStatus:
		return desk.DeviceUnknown
	}
	return desk.DeviceFault
}
