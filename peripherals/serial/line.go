// Package serial is a serial port that survives the counter: it refuses a
// second owner, gives every exchange a deadline, notices an unplugged cable
// within milliseconds, closes at once whatever is under way, finds frames in
// noise, and keeps a device attached by opening it again and again.
//
// It is not a driver: it knows no device, no command and no meaning of a byte,
// and its trace never holds one.
package serial

import (
	"fmt"
	"io/fs"
	"time"

	"github.com/tarm/serial"

	"xiaochuang/desk"
)

// Limits of a line.
const (
	// MaxFrame is the longest frame of any device, in bytes.
	MaxFrame = 4096

	// minGap is the shortest silence that ends a frame. The 3.5 characters of
	// the standards are shorter than what USB adapters and a busy PC insert
	// between two bytes of one frame.
	minGap = 100 * time.Millisecond

	// readTick is what the line discipline waits at most inside one read. It is
	// a safety net: reads happen only after poll has seen a byte.
	readTick = 100 * time.Millisecond
)

// A Line is where a device is attached and how its line is set. The zero
// values of Mode and Gap are 8N1 and the shortest gap that the speed allows.
type Line struct {
	Path string // a stable name, such as one of /dev/serial/by-id
	Baud int
	Mode string        // data bits, parity, stop bits: "8N1", "8E1", "7E1", "8N2" …
	Gap  time.Duration // silence that ends an unfinished frame
	XOff bool          // the device may halt what is written by DC3, and let it go on by DC1
}

// Bits returns how many bits one character occupies on the line, start bit
// included, or 0 when the mode is not one that the line can be set to.
func (l Line) Bits() int {
	c, err := l.settings()
	if err != nil {
		return 0
	}
	bits := 1 + int(c.Size) + int(c.StopBits)
	if c.Parity != serial.ParityNone {
		bits++
	}
	return bits
}

// Transfer returns how long n bytes take on the line, so that a deadline can
// be sized from the speed.
func (l Line) Transfer(n int) time.Duration {
	if l.Baud <= 0 {
		return 0
	}
	return time.Duration(n*l.Bits()) * time.Second / time.Duration(l.Baud)
}

// Check returns a Problem of kind Invalid when the line cannot be set so.
func (l Line) Check() error {
	if l.Path == "" || l.Baud <= 0 {
		return &desk.Problem{Kind: desk.Invalid, What: "serial.line", Cause: fmt.Errorf("path %q, %d baud", l.Path, l.Baud)}
	}
	_, err := l.settings()
	return err
}

// gap returns the silence that ends a frame.
func (l Line) gap() time.Duration {
	if l.Gap > 0 {
		return l.Gap
	}
	return max(minGap, l.Transfer(7)/2)
}

// settings translates the mode for the port library.
func (l Line) settings() (*serial.Config, error) {
	mode := l.Mode
	if mode == "" {
		mode = "8N1"
	}
	c := &serial.Config{Name: l.Path, Baud: l.Baud, ReadTimeout: readTick}
	ok := len(mode) == 3 && mode[0] >= '5' && mode[0] <= '8' && (mode[2] == '1' || mode[2] == '2')
	if ok {
		c.Size, c.Parity, c.StopBits = mode[0]-'0', serial.Parity(mode[1]), serial.StopBits(mode[2]-'0')
		ok = mode[1] == 'N' || mode[1] == 'E' || mode[1] == 'O'
	}
	if !ok {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "serial.mode", Cause: fmt.Errorf("mode %q", l.Mode)}
	}
	return c, nil
}

// A HeldError says that another process owns the port.
type HeldError struct {
	Path string
	PID  int // 0 when it cannot be told
}

// Error names the port and its holder.
func (e *HeldError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("%s is held by another process", e.Path)
	}
	return fmt.Sprintf("%s is held by process %d", e.Path, e.PID)
}

// Is makes every HeldError a fs.ErrExist, so that errors.Is finds the class.
func (e *HeldError) Is(target error) bool { return target == fs.ErrExist }
