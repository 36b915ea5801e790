package serial

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Own makes this process the one owner on this PC of a device without a file,
// such as one on the network, until release is called or the process ends. It
// fails with a *HeldError when another owns it. The mark is a socket with a
// name in no file system: nothing of it is left when a process is killed.
func Own(place string) (release func(), err error) {
	sum := sha256.Sum256([]byte(strings.ToLower(place)))
	at := &net.UnixAddr{Net: "unix", Name: "@xiaochuang-device-" + hex.EncodeToString(sum[:16])}
	l, err := net.ListenUnix("unix", at)
	switch {
	case errors.Is(err, unix.EADDRINUSE):
		return nil, &HeldError{Path: place, PID: listener(at)}
	case err != nil:
		return nil, err
	}
	return func() { _ = l.Close() }, nil
}

// listener returns the process that listens at an address, or 0.
func listener(at *net.UnixAddr) (pid int) {
	c, err := net.DialUnix("unix", nil, at)
	if err != nil {
		return 0
	}
	defer c.Close()
	raw, err := c.SyscallConn()
	if err != nil {
		return 0
	}
	_ = raw.Control(func(fd uintptr) {
		if who, err := unix.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED); err == nil {
			pid = int(who.Pid)
		}
	})
	return pid
}
