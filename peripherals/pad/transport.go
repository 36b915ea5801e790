package pad

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// Kinds of transport.
const (
	Serial    = "serial"
	TCP       = "tcp"
	UDP       = "udp"
	WebSocket = "websocket"
)

// A Transport is how a pad is reached. Which keys a kind has is checked by the
// linter.
type Transport struct {
	Kind string `toml:"kind"` // serial, tcp, udp or websocket

	Baud int    `toml:"baud"` // serial
	Mode string `toml:"mode"`

	Port  int `toml:"port"`   // tcp, udp: of a place that names none
	GapMS int `toml:"gap_ms"` // tcp: silence that ends an unfinished frame

	// EachCommand is the habit of pads behind a bridge: a TCP connection for
	// each command, whose answer is all that comes until the pad closes it.
	EachCommand bool `toml:"each_command"`

	LocalPort int `toml:"local_port"` // udp: port of this PC to which the pad answers, 0 for that of the question

	URL         string `toml:"url"`         // websocket: where the maker's service on this PC listens
	Message     string `toml:"message"`     // websocket: text (the default) or binary
	Subprotocol string `toml:"subprotocol"` // websocket
}

// networkGap is the silence that ends an unfinished frame on the network,
// where pieces of one frame may come apart.
const networkGap = 300 * time.Millisecond

func (t Transport) gap() time.Duration {
	if t.GapMS == 0 {
		return networkGap
	}
	return time.Duration(t.GapMS) * time.Millisecond
}

// whole reports whether the transport itself says where a frame ends.
func (t Transport) whole() bool {
	return t.Kind == WebSocket || t.Kind == UDP || t.Kind == TCP && t.EachCommand
}

// Place completes where a pad is, as the configuration has it: the device file
// of a serial line, host:port, or a ws:// or wss:// address; a port or an
// address that is left out is the profile's. A profile of a serial line takes
// host:port, too: a serial server on the network carries the same bytes. What
// can never be reached is a Problem of kind Invalid.
func (p *Profile) Place(at string) (string, error) {
	bad := func(err error) (string, error) {
		return "", &desk.Problem{Kind: desk.Invalid, What: "pad.place", Cause: err}
	}
	t := p.Transport
	switch {
	case at != Clean(at) || len(at) > 300:
		return bad(fmt.Errorf("%q is no address", at))
	case t.Kind == WebSocket:
		if at == "" {
			at = t.URL
		}
		if err := checkURL(at); err != nil {
			return bad(err)
		}
		return at, nil
	case t.Kind == Serial && (strings.HasPrefix(at, "/") || at == ""):
		return at, nil
	}
	host, port, err := net.SplitHostPort(at)
	if err != nil {
		host, port = strings.Trim(at, "[]"), strconv.Itoa(t.Port)
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return bad(fmt.Errorf("%q has no port", at))
	}
	if !hostName(host) {
		return bad(fmt.Errorf("%q is no host", host))
	}
	return net.JoinHostPort(host, strconv.Itoa(n)), nil
}

// carrier is the kind of transport to a place.
func (p *Profile) carrier(place string) string {
	if p.Transport.Kind == Serial && !strings.HasPrefix(place, "/") && place != "" {
		return TCP
	}
	return p.Transport.Kind
}

// hostName reports whether s may name a host.
func hostName(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	if s == "" || len(s) > 253 {
		return false
	}
	return strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-._") == ""
}

func checkURL(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return fmt.Errorf("address %q cannot be read", s)
	case u.Scheme != "ws" && u.Scheme != "wss", !hostName(u.Hostname()), u.User != nil, u.Fragment != "":
		return fmt.Errorf("address %q is not ws:// or wss://", s)
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return fmt.Errorf("address %q has no port", s)
		}
	}
	return nil
}

// transport checks that a profile has the keys of its kind, and no others.
func (l *linter) transport() {
	t := l.p.Transport
	line, net := t.Baud != 0 || t.Mode != "", t.Kind == TCP || t.Kind == UDP
	switch t.Kind {
	case Serial:
		if (serial.Line{Path: "x", Baud: t.Baud, Mode: t.Mode}).Check() != nil {
			l.bad("transport", LintRange)
		}
	case TCP, UDP, WebSocket:
	case "exec":
		l.bad("transport.kind", LintTransport)
		return
	default:
		l.bad("transport.kind", LintUnknown)
		return
	}
	for _, k := range []struct {
		key       string
		set, may  bool
		n, lo, hi int
	}{
		{"baud", line && t.Baud != 0, t.Kind == Serial, 1, 1, 1},
		{"mode", line && t.Mode != "", t.Kind == Serial, 1, 1, 1},
		{"port", t.Port != 0, net, t.Port, 1, 65535},
		{"gap_ms", t.GapMS != 0, t.Kind == TCP, t.GapMS, 20, 5000},
		{"each_command", t.EachCommand, t.Kind == TCP, 1, 1, 1},
		{"local_port", t.LocalPort != 0, t.Kind == UDP, t.LocalPort, 1024, 65535},
		{"url", t.URL != "", t.Kind == WebSocket, 1, 1, 1},
		{"message", t.Message != "", t.Kind == WebSocket, 1, 1, 1},
		{"subprotocol", t.Subprotocol != "", t.Kind == WebSocket, 1, 1, 1},
	} {
		switch {
		case !k.set:
		case !k.may:
			l.bad("transport."+k.key, LintOtherKind)
		case k.n < k.lo || k.n > k.hi:
			l.bad("transport."+k.key, LintRange)
		}
	}
	l.webSocket()
	if t.EachCommand && l.p.Poll == nil {
		l.bad("transport.each_command", LintNoPoll)
	}
}

func (l *linter) webSocket() {
	t := l.p.Transport
	if t.Kind != WebSocket {
		return
	}
	if t.URL != "" && checkURL(t.URL) != nil {
		l.bad("transport.url", LintGrammar)
	}
	if t.Message != "" && t.Message != "text" && t.Message != "binary" {
		l.bad("transport.message", LintUnknown)
	}
	if strings.Trim(t.Subprotocol, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._+") != "" || len(t.Subprotocol) > 40 {
		l.bad("transport.subprotocol", LintGrammar)
	}
	if t.Message != "binary" {
		if cs := l.p.Charset; cs != "utf-8" && cs != "ascii" {
			l.bad("charset", LintNotText)
		}
	}
}
