package serial

import (
	"context"
	"errors"
	"io/fs"

	"golang.org/x/sys/unix"

	"xiaochuang/desk"
)

// Errors of a port.
var (
	ErrClosed     = errors.New("serial: port closed")
	ErrGone       = errors.New("serial: device unplugged")
	ErrNotSerial  = errors.New("serial: not a serial port")
	ErrNoDeadline = errors.New("serial: exchange without a deadline")
	ErrNoise      = errors.New("serial: answer is not in the device's language")

	// Of a device that is reached over the network.
	ErrUnreachable = errors.New("serial: nothing answers at that address")
	ErrHungUp      = errors.New("serial: the far end has hung up")

	errQuiet = errors.New("serial: line fell silent")
)

// Codes of a device's condition, as they stand in desk.Health.
const (
	CodeAbsent     = "absent"      // nothing at that path
	CodeUnplugged  = "unplugged"   // was there, is gone
	CodeHeld       = "held"        // another process owns the port
	CodePermission = "permission"  // the user may not open the port
	CodeNotSerial  = "not_serial"  // the path is no serial port
	CodeSettings   = "settings"    // the line cannot be set so
	CodeNoAnswer   = "no_answer"   // open, but silent
	CodeNoise      = "noise"       // answers, but not in its language: wrong speed or device
	CodePanic      = "driver"      // the driver itself broke and was started again
	CodeClosed     = "closed"      // switched off by hand
	CodeUnsure     = "unsure"      // open, but the device has no way to answer
	CodeFar        = "unreachable" // nothing answers at its address of the network
	CodeHungUp     = "hung_up"     // its connection broke
	CodeFailed     = "failed"      // anything else; the log has the cause
)

// A Fault is a device's own word that it cannot work. Code is stable and goes
// into desk.Health.
type Fault struct{ Code string }

// Error is for the log.
func (f *Fault) Error() string { return "device fault: " + f.Code }

// Condition says what an error means for the lamp of the device.
func Condition(err error) (desk.DeviceState, string) {
	if f, ok := errors.AsType[*Fault](err); ok {
		return desk.DeviceFault, f.Code
	}
	if _, ok := errors.AsType[*HeldError](err); ok {
		return desk.DeviceOffline, CodeHeld
	}
	for _, c := range [...]struct {
		err   error
		state desk.DeviceState
		code  string
	}{
		{ErrUnreachable, desk.DeviceOffline, CodeFar},
		{ErrHungUp, desk.DeviceOffline, CodeHungUp},
		{ErrGone, desk.DeviceOffline, CodeUnplugged},
		{ErrNoise, desk.DeviceSilent, CodeNoise},
		{context.DeadlineExceeded, desk.DeviceSilent, CodeNoAnswer},
		{ErrClosed, desk.DeviceOff, CodeClosed},
		{ErrNotSerial, desk.DeviceOffline, CodeNotSerial},
		{fs.ErrNotExist, desk.DeviceOffline, CodeAbsent},
		{unix.ENXIO, desk.DeviceOffline, CodeAbsent},
		{unix.ENODEV, desk.DeviceOffline, CodeAbsent},
		{unix.EIO, desk.DeviceOffline, CodeUnplugged},
		{fs.ErrPermission, desk.DeviceOffline, CodePermission},
		{&desk.Problem{Kind: desk.Invalid}, desk.DeviceOffline, CodeSettings},
		{errPanic, desk.DeviceFault, CodePanic},
	} {
		if errors.Is(err, c.err) {
			return c.state, c.code
		}
	}
	return desk.DeviceOffline, CodeFailed
}
