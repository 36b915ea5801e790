package printer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// openDevice opens a character device such as /dev/usb/lp0 without waiting for
// it. A file of another kind is refused: bytes written there print nothing.
func openDevice(path string) (stream, error) {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Mode()&fs.ModeCharDevice == 0 {
		err = errors.New("not a character device")
	}
	if err == nil {
		err = lock(f)
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("open printer: %w", err)
	}
	return f, nil
}

// lock keeps other programs of ours off the device while it is open.
func lock(f *os.File) error {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var held error
	if err := c.Control(func(fd uintptr) { held = unix.Flock(int(fd), unix.LOCK_EX|unix.LOCK_NB) }); err != nil {
		return err
	}
	return held
}
