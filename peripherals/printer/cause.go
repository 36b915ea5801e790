package printer

import (
	"errors"
	"fmt"

	"xiaochuang/desk"
)

// Causes that stand in desk.PrintOutcome.Code and desk.Health.Code. They never
// change. Those ending in _low are warnings of a printer that works.
const (
	PaperOut      = "paper_out"
	PaperLow      = "paper_low"
	Jam           = "jam"
	CoverOpen     = "cover_open"
	TonerOut      = "toner_out"
	TonerLow      = "toner_low"
	TrayMissing   = "tray_missing"
	OutputFull    = "output_full"
	WasteFull     = "waste_full"
	DriverMissing = "driver_missing" // the queue of CUPS lacks its filter
	Cutter        = "cutter"
	Fault         = "fault" // of the device, not further named
	Paused        = "paused"
	Stopped       = "stopped"
	Held          = "held" // the device waits for somebody to release the job
	Rejecting     = "rejecting"
	Offline       = "offline"
	Timeout       = "timeout" // there, but silent or not draining
	Access        = "access"
	Busy          = "busy"
	Format        = "format"    // the device does not take this kind of document
	Refused       = "refused"   // the device refused the job for another reason
	Aborted       = "aborted"   // the device gave the job up
	Cancelled     = "cancelled" // a person took the job back
	Lost          = "lost"      // the device does not know the job any more
	Invalid       = "invalid"   // the job itself is wrong: empty, too large
	Layout        = "layout"    // the paper could not be laid out
	Stale         = "stale"     // waited too long to be printed unasked
	NoStatus      = "no_status" // the device takes data but tells nothing
	Noise         = "noise"     // answers, but not in its language: wrong speed or device
	Driver        = "driver"    // the driver itself broke and was started again
	Closed        = "closed"
	TonerMissing  = "toner_missing"
	OutputMissing = "output_missing"
	OutputLow     = "output_low" // room for the paper that comes out
	WasteLow      = "waste_low"  // room in the waste box
	Media         = "media"      // another size or kind of paper is wanted, or one laid in by hand
	PartMissing   = "part_missing"
	Part          = "part" // broken
	PartWorn      = "part_worn"
	PartLow       = "part_low" // soon worn out
	Heat          = "heat"     // too hot, or not yet hot
	Storage       = "storage"  // the memory of the device is full or broken
	SpoolFull     = "spool_full"
	Notice        = "notice_low"  // something that does not stop a plain sheet
	Crash         = "crash"       // the driver of the print service
	Certificate   = "certificate" // of the device, not the one on record
	Account       = "account"     // the device wants one, or has closed it
	Interrupted   = "interrupted" // the document did not arrive whole
	Flawed        = "flawed"      // came out, but not well, as the device says
	Restarted     = "restarted"   // the print service, which may print anew by itself
	Feeding       = "feeding"     // somebody holds the key that feeds paper
)

// ErrLeave is the cause with which a context ends when the program stops while
// a job is under way: the device may finish it, and nobody takes it back.
var ErrLeave = errors.New("printer: leave the job to the device")

// Trouble makes the Problem that goes to the log with an outcome.
func Trouble(code string, cause error) *desk.Problem {
	p := &desk.Problem{Kind: desk.Unavailable, What: "printer." + code, Cause: cause}
	switch code {
	case Invalid, Format, Layout, Stale:
		p.Kind = desk.Invalid
	case Busy:
		p.Kind = desk.Locked
	case Access:
		p.Kind = desk.Denied
	}
	return p
}

// failed is the outcome of a job that certainly did not come out.
func failed(code string, cause error) (desk.PrintOutcome, error) {
	return desk.PrintOutcome{State: desk.PrintFailed, Code: code}, Trouble(code, cause)
}

// unknown is the outcome of a job that may have come out.
func unknown(job, code string, cause error) (desk.PrintOutcome, error) {
	return desk.PrintOutcome{State: desk.PrintUnknown, Code: code, JobID: job}, Trouble(code, cause)
}

// Bounds of one job.
const (
	maxJob    = 64 << 20
	maxCopies = 99
)

// check refuses a job that no printer could take and returns its number of
// copies.
func check(j desk.PrintJob, mime string) (int, error) {
	switch {
	case j.MIME != mime:
		return 0, Trouble(Format, fmt.Errorf("%q", j.MIME))
	case j.ID == "" || j.Body == nil:
		return 0, Trouble(Invalid, errors.New("job without id or body"))
	case j.Size <= 0 || j.Size > maxJob:
		return 0, Trouble(Invalid, fmt.Errorf("document of %d bytes", j.Size))
	case j.Copies < 0 || j.Copies > maxCopies:
		return 0, Trouble(Invalid, fmt.Errorf("%d copies", j.Copies))
	}
	return max(j.Copies, 1), nil
}

// refuse is the outcome for an error of check.
func refuse(err error) (desk.PrintOutcome, error) {
	code := Invalid
	if errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: "printer." + Format}) {
		code = Format
	}
	return desk.PrintOutcome{State: desk.PrintFailed, Code: code}, err
}
