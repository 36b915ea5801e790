package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"xiaochuang/desk"
)

// CameraSettings describe one document camera (高拍仪) that is a USB video device.
type CameraSettings struct {
	Name   string // label of the lamp
	Device string // such as /dev/video0, or better a link below /dev/v4l/by-id
	// Command is the program, with its arguments, that takes one picture; see
	// Shoot. The device is added. A driver that hangs in the kernel hangs there,
	// and not in the desk.
	Command []string
	Time    time.Duration // for one picture; 0 for 15 s
}

// A Camera takes single pictures. Resolution and colour of a request are the
// device's own business and are ignored: the largest picture is taken. It is safe
// for use by several goroutines; one job runs at a time.
type Camera struct {
	set   CameraSettings
	clock desk.Clock
	log   *slog.Logger
	cond  *condition

	turn turn
}

// NewCamera returns the camera without touching it. A nil log discards.
func NewCamera(set CameraSettings, clock desk.Clock, log *slog.Logger) *Camera {
	if set.Time == 0 {
		set.Time = 15 * time.Second
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Camera{set: set, clock: clock, log: log.With("device", set.Name), cond: newCondition(set.Name, clock)}
}

// Health returns what the last picture saw. A missing device file overrides it.
func (c *Camera) Health() desk.Health {
	return c.cond.at(c.set.Device)
}

// Close stops a running job and waits for its end.
func (c *Camera) Close() error {
	c.turn.close(c.cond)
	return nil
}

// Scan implements desk.Scanner: it takes one picture. A camera has no feeder.
func (c *Camera) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	return c.turn.shoot(ctx, c.cond, c.log, c.set.Time, r, func(ctx context.Context) (desk.ScannedPage, error) {
		b, err := c.picture(ctx)
		if err != nil {
			return desk.ScannedPage{}, err
		}
		return pictureOf(b, c.clock.Now())
	}, keep)
}

// pictureOf makes a page of a picture whose paper lies at a distance that nobody
// knows: it has no resolution.
func pictureOf(b []byte, at time.Time) (desk.ScannedPage, error) {
	f, size, err := examine(b)
	if err != nil {
		return desk.ScannedPage{}, err
	}
	return desk.ScannedPage{No: 1, MIME: f.mime, Bytes: b, Width: size.Width, Height: size.Height, At: at}, nil
}

// killWait is how long a process that was killed may take to end. One that hangs
// in the kernel is left there.
const killWait = 2 * time.Second

// picture runs the program that takes one.
func (c *Camera) picture(ctx context.Context) ([]byte, error) {
	if len(c.set.Command) == 0 {
		return nil, Trouble(Program, errors.New("no program"))
	}
	args := append(c.set.Command[1:len(c.set.Command):len(c.set.Command)], c.set.Device)
	cmd := exec.CommandContext(ctx, c.set.Command[0], args...)
	var out, said limited
	out.most, said.most = maxBytes, maxLine
	cmd.Stdout, cmd.Stderr = &out, &said
	cmd.WaitDelay = pipeWait
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, Trouble(Program, err)
	}
	exit := make(chan error, 1)
	go func() { exit <- cmd.Wait() }()
	var err error
	select {
	case err = <-exit:
	case <-ctx.Done():
		select {
		case err = <-exit:
		case <-time.After(killWait):
			return nil, Trouble(Timeout, errors.New("camera cannot be killed"))
		}
	}
	switch {
	case ctx.Err() != nil:
		return nil, Trouble(causeOfContext(ctx), context.Cause(ctx))
	case err != nil:
		return nil, Trouble(shotCause(said.buf.String()), fmt.Errorf("camera: %w: %s", err, printable(said.buf.Bytes())))
	case out.over:
		return nil, Trouble(TooLarge, fmt.Errorf("picture exceeds %d bytes", maxBytes))
	}
	return out.buf.Bytes(), nil
}

// shotCause is the cause that the program named first, Crash where it named
// none.
func shotCause(said string) string {
	code, _, _ := strings.Cut(strings.TrimSpace(said), " ")
	switch code {
	case Offline, Access, Busy, Timeout, Unsupported, IO, Cut:
		return code
	}
	return Crash
}

// limited is a buffer that takes so many bytes and notes that there were more. The
// buffer is not embedded: io.Copy would fill it by its own ReadFrom.
type limited struct {
	buf  bytes.Buffer
	most int
	over bool
}

// Write never fails: the writer need not die of what it says.
func (l *limited) Write(b []byte) (int, error) {
	if room := l.most - l.buf.Len(); len(b) > room {
		l.over = true
		l.buf.Write(b[:max(room, 0)])
		return len(b), nil
	}
	return l.buf.Write(b)
}
