package dnssd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"
)

// Times and bounds of a look.
const (
	LookTime     = 3 * time.Second
	secondAsk    = 800 * time.Millisecond  // once more, and for what is missing
	thirdAsk     = 1900 * time.Millisecond // and again
	mostPackets  = 2000
	mostLinks    = 8
	mostLooks    = 4 // packets of questions in one round
	packetBytes  = 9000
	multicastTTL = 255
)

// group is where everybody listens (RFC 6762, 3).
var group = &net.UDPAddr{IP: net.IPv4(224, 0, 0, 251), Port: 5353}

// ErrNoNetwork says that this PC has no network to ask on.
var ErrNoNetwork = errors.New("dnssd: no network to ask on")

// Options say where to ask.
type Options struct {
	Loopback bool // ask this PC's own loopback, too: for simulated devices
}

// Look asks on every network of this PC and lists the machines that answered
// within LookTime, or until ctx ends.
func Look(ctx context.Context, o Options) ([]Machine, error) {
	ctx, cancel := context.WithTimeout(ctx, LookTime)
	defer cancel()
	links, err := openLinks(o)
	if err != nil {
		return nil, err
	}
	b := newBook()
	heard := make(chan packet, 64)
	var reading sync.WaitGroup
	for _, l := range links {
		for _, c := range l.sockets() {
			reading.Go(func() { l.read(ctx, c, heard) })
		}
	}
	defer func() {
		cancel()
		for _, l := range links {
			l.close()
		}
		reading.Wait()
	}()
	rounds := []<-chan time.Time{time.After(0), time.After(secondAsk), time.After(thirdAsk)}
	for n := 0; n < mostPackets; {
		var next <-chan time.Time
		if len(rounds) > 0 {
			next = rounds[0]
		}
		select {
		case <-ctx.Done():
			return b.machines(), nil
		case <-next:
			rounds = rounds[1:]
			for _, l := range links {
				l.ask(ctx, append(questions(), b.wanting()...))
			}
		case p := <-heard:
			n++
			b.hear(p.bytes, p.from.onLink)
		}
	}
	return b.machines(), nil
}

// questions asks for all types at once.
func questions() []dns.Question {
	var out []dns.Question
	for _, t := range Types {
		out = append(out, dns.Question{Name: t + ".local.", Qtype: dns.TypePTR, Qclass: dns.ClassINET})
	}
	return out
}

type packet struct {
	bytes []byte
	from  *link
}

// A link is one network of this PC. The one socket has a port of its own, to
// which answers come straight; the other, where it can be had, hears what is
// answered to everybody, which some firewalls let in alone.
type link struct {
	nic      net.Interface
	prefixes []netip.Prefix
	own, all *ipv4.PacketConn
	ownConn  net.PacketConn
	allConn  net.PacketConn
}

// openLinks opens every network that has an address of IPv4.
func openLinks(o Options) ([]*link, error) {
	nics, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	var links []*link
	for _, nic := range nics {
		loop := nic.Flags&net.FlagLoopback != 0
		usable := nic.Flags&net.FlagUp != 0 && nic.Flags&net.FlagPointToPoint == 0 && (loop && o.Loopback || !loop && nic.Flags&net.FlagMulticast != 0)
		if !usable || len(links) == mostLinks {
			continue
		}
		if l, err := openLink(nic); err == nil {
			links = append(links, l)
		}
	}
	if len(links) == 0 {
		return nil, ErrNoNetwork
	}
	return links, nil
}

func openLink(nic net.Interface) (*link, error) {
	l := &link{nic: nic}
	addrs, err := nic.Addrs()
	if err != nil {
		return nil, err
	}
	for _, a := range addrs {
		n, ok := a.(*net.IPNet)
		if !ok || n.IP.To4() == nil {
			continue
		}
		ip, _ := netip.AddrFromSlice(n.IP.To4())
		bits, _ := n.Mask.Size()
		l.prefixes = append(l.prefixes, netip.PrefixFrom(ip, bits))
	}
	if len(l.prefixes) == 0 {
		return nil, ErrNoNetwork
	}
	if l.ownConn, err = net.ListenPacket("udp4", netip.AddrPortFrom(l.prefixes[0].Addr(), 0).String()); err != nil {
		return nil, err
	}
	l.own = ipv4.NewPacketConn(l.ownConn)
	for _, set := range []error{l.own.SetMulticastInterface(&l.nic), l.own.SetMulticastTTL(multicastTTL), l.own.SetMulticastLoopback(true)} {
		if set != nil {
			l.close()
			return nil, set
		}
	}
	l.hearAll()
	return l, nil
}

// hearAll opens the second socket, if it can be had.
func (l *link) hearAll() {
	listen := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		bad := c.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEADDR, 1) })
		return errors.Join(bad, err)
	}}
	c, err := listen.ListenPacket(context.Background(), "udp4", group.String())
	if err != nil {
		return
	}
	all := ipv4.NewPacketConn(c)
	err = errors.Join(
		all.JoinGroup(&l.nic, group), all.SetControlMessage(ipv4.FlagInterface, true),
		all.SetMulticastInterface(&l.nic), all.SetMulticastTTL(multicastTTL), all.SetMulticastLoopback(true),
	)
	if err != nil {
		_ = c.Close()
		return
	}
	l.all, l.allConn = all, c
}

func (l *link) sockets() []*ipv4.PacketConn {
	if l.all == nil {
		return []*ipv4.PacketConn{l.own}
	}
	return []*ipv4.PacketConn{l.own, l.all}
}

func (l *link) close() {
	_ = l.ownConn.Close()
	if l.allConn != nil {
		_ = l.allConn.Close()
	}
}

// onLink reports whether an address can be a neighbour's.
func (l *link) onLink(a netip.Addr) bool {
	if a.IsUnspecified() || a.IsMulticast() {
		return false
	}
	for _, p := range l.prefixes {
		if p.Masked().Contains(a) {
			return true
		}
	}
	return a.IsLinkLocalUnicast()
}

// ask sends questions, a few to a packet, from both sockets. A network that
// takes none is left: the others go on.
func (l *link) ask(ctx context.Context, list []dns.Question) {
	for n := 0; len(list) > 0 && n < mostLooks; n++ {
		m := dns.Msg{Question: list[:min(len(list), mostQuestions)]}
		list = list[len(m.Question):]
		b, err := m.Pack()
		if err != nil {
			continue
		}
		end, _ := ctx.Deadline()
		for _, c := range l.sockets() {
			_ = c.SetWriteDeadline(end)
			_, _ = c.WriteTo(b, nil, group)
		}
	}
}

// read hands on what comes from this link, until the socket is closed.
func (l *link) read(ctx context.Context, c *ipv4.PacketConn, to chan<- packet) {
	b := make([]byte, packetBytes)
	for {
		n, control, from, err := c.ReadFrom(b)
		if err != nil {
			return
		}
		if control != nil && control.IfIndex != 0 && control.IfIndex != l.nic.Index {
			continue // of another network, whose own socket hears it
		}
		at, ok := from.(*net.UDPAddr)
		if !ok || !l.onLink(at.AddrPort().Addr().Unmap()) {
			continue // RFC 6762, 11
		}
		select {
		case to <- packet{append([]byte(nil), b[:n]...), l}:
		case <-ctx.Done():
			return
		}
	}
}
