package wire

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sys/unix"

	"xiaochuang/peripherals/scanner"
	"xiaochuang/peripherals/serial"
)

// scanner judges a scanner that says nothing until it is used, without taking a
// picture.
func (x *examination) scanner(ctx context.Context, name string) {
	ctx, cancel := context.WithTimeout(ctx, scannerTime)
	defer cancel()
	switch c := x.cfg.Devices.Scanner; {
	case c.Device != "":
		x.sane(ctx, name, c.Device)
	case c.Folder != "":
		x.scanFolder(name, c.Folder)
	case c.Camera != "":
		x.camera(ctx, name, c.Camera)
	case c.Service != "":
		x.scanService(ctx, name, c.Service)
	default:
		x.say(name, CheckWarning, "unsure")
	}
}

// sane lets SANE open the scanner and set its options.
func (x *examination) sane(ctx context.Context, name, device string) {
	program, err := exec.LookPath("scanimage")
	if err != nil {
		x.say(name, CheckFault, "missing")
		return
	}
	c := exec.CommandContext(ctx, program, "--dont-scan", "--device-name="+device)
	c.WaitDelay = time.Second
	out, err := c.CombinedOutput()
	said := string(out)
	switch {
	case err == nil:
		x.say(name, CheckOK, "")
	case ctx.Err() != nil:
		x.say(name, CheckFault, "timeout")
	case strings.Contains(said, "Device busy"):
		x.say(name, CheckWarning, "held")
	case strings.Contains(said, "denied"):
		x.say(name, CheckFault, "access")
	default:
		x.blame(name, "offline", err)
	}
}

// scanFolder takes a file of its own through the folder: pages are removed there
// once they were taken.
func (x *examination) scanFolder(name, dir string) {
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(x.dir, dir)
	}
	st, err := os.Stat(dir)
	if err == nil && !st.IsDir() {
		err = unix.ENOTDIR
	}
	if err == nil {
		var f *os.File
		if f, err = os.CreateTemp(dir, ".xiaochuang-doctor-"); err == nil {
			err = errors.Join(f.Close(), os.Remove(f.Name()))
		}
	}
	switch {
	case err == nil:
		x.say(name, CheckOK, "", "path", dir)
	case errors.Is(err, fs.ErrPermission):
		x.blame(name, "permission", err, "path", dir)
	default:
		x.blame(name, "folder", err, "path", dir)
	}
}

// camera opens a video device and asks for its name, which starts no picture. A
// driver that hangs hangs without the doctor.
func (x *examination) camera(ctx context.Context, name, path string) {
	if pid := serial.Holder(path); pid > 0 && pid != os.Getpid() {
		x.say(name, CheckWarning, "held", "path", path)
		return
	}
	type answer struct {
		card string
		err  error
	}
	told := make(chan answer, 1)
	go func() {
		card, err := scanner.CameraName(path)
		told <- answer{card, err}
	}()
	select {
	case <-ctx.Done():
		x.say(name, CheckFault, "timeout", "path", path)
	case a := <-told:
		switch {
		case a.err == nil:
			x.say(name, CheckOK, "", "path", path, "name", a.card)
		case errors.Is(a.err, fs.ErrNotExist):
			x.blame(name, "absent", a.err, "path", path)
		case errors.Is(a.err, fs.ErrPermission):
			x.blame(name, "permission", a.err, "path", path)
		case errors.Is(a.err, unix.EBUSY):
			x.blame(name, "held", a.err, "path", path)
		default:
			x.blame(name, "unsupported", a.err, "path", path)
		}
	}
}

// scanService greets the maker's service as a browser would, and takes nothing.
func (x *examination) scanService(ctx context.Context, name, at string) {
	ctx, cancel := context.WithTimeout(ctx, firstHealth)
	defer cancel()
	c, answer, err := websocket.Dial(ctx, at, nil)
	switch {
	case err == nil:
		_ = c.CloseNow()
		x.say(name, CheckOK, "", "url", at)
	case answer != nil:
		x.say(name, CheckFault, "noise", "url", at) // something else listens there
	case ctx.Err() != nil:
		x.blame(name, "no_answer", err, "url", at)
	default:
		x.blame(name, "offline", err, "url", at)
	}
}
