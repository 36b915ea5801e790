package scanner

import (
	"errors"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// Causes a scan can stop for. They stand in Health.Code as they are and in a
// Problem's What after "scanner.", and never change.
const (
	NoDocuments = "no_documents" // the feeder is empty
	Jam         = "jam"
	DoubleFeed  = "double_feed" // two sheets went in together
	CoverOpen   = "cover_open"
	Busy        = "busy"        // another job or program has the device
	Access      = "access"      // this user may not open the device
	IO          = "io"          // the device broke off the conversation
	Offline     = "offline"     // not there
	Timeout     = "timeout"     // no page within its time
	Cancelled   = "cancelled"   // the caller stopped it
	Memory      = "memory"      // the driver ran out of memory
	Unsupported = "unsupported" // the driver cannot do what was asked
	Option      = "option"      // the driver refused a setting
	Resolution  = "resolution"  // outside what the device offers
	Source      = "source"      // no such source, such as a feeder
	Limit       = "limit"       // more pages asked for than one job may take
	Cut         = "cut"         // a page did not arrive whole
	Size        = "size"        // a page has not the size that was asked for
	TooLarge    = "too_large"   // a page exceeds the bounds of bytes or pixels
	Program     = "program"     // scanimage is not installed
	Crash       = "crash"       // the driver died
	Folder      = "folder"      // the watched folder cannot be read
	Closed      = "closed"
	Driver      = "driver" // the driver itself broke and was started again
)

// Trouble makes the Problem for a cause, with the kind that suits it.
func Trouble(code string, cause error) *desk.Problem {
	p := &desk.Problem{Kind: desk.Unavailable, What: "scanner." + code, Cause: cause}
	switch code {
	case NoDocuments:
		p.Kind = desk.NotFound
	case Busy:
		p.Kind = desk.Locked
	case Access:
		p.Kind = desk.Denied
	case Resolution, Source, Limit, Option:
		p.Kind = desk.Invalid
	case TooLarge:
		p.Kind = desk.Full
	}
	return p
}

// Cause returns the cause within an error of this package, "" for any other
// error.
func Cause(err error) string {
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok {
		return ""
	}
	code, ok := strings.CutPrefix(p.What, "scanner.")
	if !ok {
		return ""
	}
	return code
}

// The values of SANE_Status (SANE Standard 1.06, 4.2.7), which scanimage uses
// as its exit codes.
const (
	statusUnsupported = 1
	statusCancelled   = 2
	statusBusy        = 3
	statusInvalid     = 4
	statusEOF         = 5
	statusJammed      = 6
	statusNoDocs      = 7
	statusCoverOpen   = 8
	statusIO          = 9
	statusNoMemory    = 10
	statusAccess      = 11
)

var statusCauses = map[int]string{
	statusUnsupported: Unsupported,
	statusCancelled:   Cancelled,
	statusBusy:        Busy,
	statusInvalid:     Option,
	statusJammed:      Jam,
	statusNoDocs:      NoDocuments,
	statusCoverOpen:   CoverOpen,
	statusIO:          IO,
	statusNoMemory:    Memory,
	statusAccess:      Access,
}

// phrases are the ends of scanimage's sentences in the C locale, from
// sane_strstatus.
var phrases = []struct{ end, cause string }{
	{"Document feeder out of documents", NoDocuments},
	{"Document feeder jammed", Jam},
	{"Scanner cover is open", CoverOpen},
	{"Device busy", Busy},
	{"Access to resource has been denied", Access},
	{"Error during device I/O", IO},
	{"Out of memory", Memory},
	{"Operation was canceled", Cancelled},
	{"Operation not supported", Unsupported},
	{"Application transferred too few scanlines", Cut},
}

// causeOfLine returns the cause that one line of scanimage's stderr tells, or
// "" when it tells none. SANE reports a device that is not there as an invalid
// argument of the open.
func causeOfLine(line string) string {
	if strings.Contains(line, "no SANE devices found") {
		return Offline
	}
	if strings.Contains(line, ": open of device ") {
		if strings.HasSuffix(line, "Invalid argument") || strings.HasSuffix(line, "Error during device I/O") {
			return Offline
		}
	}
	if strings.Contains(line, "unrecognized option") || strings.Contains(line, "setting of option") {
		return Option
	}
	for _, p := range phrases {
		if strings.HasSuffix(line, p.end) {
			return p.cause
		}
	}
	return ""
}

// statusOfLine reads N from "Scanned page 3. (scanner status = N)".
func statusOfLine(line string) (int, bool) {
	_, rest, ok := strings.Cut(line, "(scanner status = ")
	if !ok || !strings.HasPrefix(line, "Scanned page ") {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(rest, ")"))
	return n, err == nil
}
