package pad

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"xiaochuang/peripherals/serial"
)

// A udpLink carries one frame a datagram. With a port of its own the pad
// answers there, from whatever port it likes; only its address is heard.
type udpLink struct {
	inbox
	conn *net.UDPConn
	to   netip.AddrPort // of a socket with a port of its own
}

func dialUDP(ctx context.Context, at string, local int) (link, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "udp", at)
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	l := &udpLink{conn: c.(*net.UDPConn)}
	if local > 0 {
		l.to = l.conn.RemoteAddr().(*net.UDPAddr).AddrPort()
		l.to = netip.AddrPortFrom(l.to.Addr().Unmap(), l.to.Port())
		_ = l.conn.Close()
		if l.conn, err = net.ListenUDP(family(l.to), &net.UDPAddr{Port: local}); err != nil {
			return nil, fmt.Errorf("port %d: %w", local, &serial.HeldError{Path: fmt.Sprint("udp ", local)})
		}
		if err := tellErrors(l.conn); err != nil {
			_ = l.conn.Close()
			return nil, err
		}
	}
	l.from = l
	return l, nil
}

// family is the network of an address.
func family(a netip.AddrPort) string {
	if a.Addr().Is4() {
		return "udp4"
	}
	return "udp6"
}

// tellErrors has the kernel say, as it does of a socket with one peer, that
// nobody is there.
func tellErrors(c *net.UDPConn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	bad := raw.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_RECVERR, 1)
		if err != nil { // of the other family
			err = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 1)
		}
	})
	return errors.Join(bad, err)
}

// Transfer implements link.
func (l *udpLink) Transfer(int) time.Duration { return 0 }

// Write implements link.
func (l *udpLink) Write(ctx context.Context, b []byte) (n int, err error) {
	if l.to.IsValid() {
		n, err = l.conn.WriteToUDPAddrPort(b, l.to)
	} else {
		n, err = l.conn.Write(b)
	}
	if err != nil {
		return n, broken(ctx, err)
	}
	return n, nil
}

// Close implements link.
func (l *udpLink) Close() error { return l.conn.Close() }

func (l *udpLink) receive(ctx context.Context, b []byte, until time.Time) (int, bool, error) {
	for {
		if err := ctx.Err(); err != nil {
			return 0, false, err
		}
		_ = l.conn.SetReadDeadline(until)
		stop := context.AfterFunc(ctx, func() { _ = l.conn.SetReadDeadline(time.Unix(longAgo, 0)) })
		n, from, err := l.conn.ReadFromUDPAddrPort(b)
		stop()
		switch {
		case errors.Is(err, net.ErrClosed):
			return 0, false, serial.ErrClosed
		case err != nil:
			return 0, false, broken(ctx, err)
		case l.to.IsValid() && from.Addr().Unmap() != l.to.Addr():
			continue // somebody else
		}
		return n, true, nil
	}
}
