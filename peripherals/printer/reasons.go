package printer

import (
	"strings"

	"xiaochuang/desk"
)

// reasons maps the beginnings of printer-state-reasons keywords (RFC 8011,
// 5.4.12; PWG 5100.9; the cups- ones are CUPS' own), the gravest first. The
// suffix -report, -warning or -error says little: printers disagree on it.
var reasons = []struct{ prefix, code string }{
	{"cups-missing-filter", DriverMissing},
	{"cups-insecure-filter", DriverMissing},
	{"offline", Offline},
	{"shutdown", Offline},
	{"connecting-to-device", Offline},
	{"timed-out", Offline},
	{"cover-open", CoverOpen},
	{"door-open", CoverOpen},
	{"interlock-open", CoverOpen},
	{"media-jam", Jam},
	{"media-empty", PaperOut},
	{"media-needed", PaperOut},
	{"input-tray-missing", TrayMissing},
	{"toner-empty", TonerOut},
	{"marker-supply-empty", TonerOut},
	{"output-area-full", OutputFull},
	{"output-tray-missing", OutputFull},
	{"marker-waste-full", WasteFull},
	{"fuser-over-temp", Fault},
	{"fuser-under-temp", Fault},
	{"opc-life-over", Fault},
	{"developer-empty", Fault},
	{"spool-area-full", Busy},
	{"paused", Paused},
	{"moving-to-paused", Paused},
	{"stopping", Stopped},
	{"stopped-partly", Stopped},
	{"hold-new-jobs", Held},
	{"media-low", PaperLow},
	{"toner-low", TonerLow},
	{"marker-supply-low", TonerLow},
	{"marker-waste-almost-full", TonerLow},
}

// warns reports whether a printer with this cause still prints.
func warns(code string) bool { return code == PaperLow || code == TonerLow }

// causeOfReasons returns the gravest known cause among keywords.
func causeOfReasons(keywords []string) string {
	for _, r := range reasons {
		for _, k := range keywords {
			if strings.HasPrefix(k, r.prefix) {
				return r.code
			}
		}
	}
	return ""
}

// causeOfMessage understands the one fault that CUPS tells only in words: a
// printer that is switched off leaves the queue "processing" without a reason.
func causeOfMessage(message string) string {
	m := strings.ToLower(message)
	for _, s := range []string{
		"may not exist", "is unavailable at this time", "unable to locate printer", "not responding",
		"unreachable", "unable to connect", "waiting for printer to become available",
	} {
		if strings.Contains(m, s) {
			return Offline
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
