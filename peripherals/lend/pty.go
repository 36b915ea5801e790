package lend

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// openPty opens both ends of a pseudo-terminal, the near one raw. The far end
// stays non-blocking, so that closing it ends a read under way and hangs up on
// whoever has the near one open.
func openPty() (far, near *os.File, err error) {
	far, err = os.OpenFile("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("open a pty: %w", err)
	}
	var n int
	err = on(far, func(fd int) (err error) {
		if n, err = unix.IoctlGetInt(fd, unix.TIOCGPTN); err != nil {
			return err
		}
		return unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	})
	if err == nil {
		near, err = os.OpenFile(fmt.Sprint("/dev/pts/", n), unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	}
	if err == nil {
		err = on(near, func(fd int) error {
			t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
			if err != nil {
				return err
			}
			t.Iflag, t.Oflag, t.Lflag = 0, 0, 0 // echo nothing, translate nothing
			return unix.IoctlSetTermios(fd, unix.TCSETS, t)
		})
	}
	if err != nil {
		_ = far.Close()
		if near != nil {
			_ = near.Close()
		}
		return nil, nil, fmt.Errorf("open a pty: %w", err)
	}
	return far, near, nil
}

func on(f *os.File, do func(fd int) error) error {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var did error
	err = c.Control(func(fd uintptr) { did = do(int(fd)) })
	return errors.Join(err, did)
}
