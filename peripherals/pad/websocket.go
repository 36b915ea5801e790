package pad

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"xiaochuang/peripherals/serial"
)

// mostMessage bounds one message, in bytes. What is longer than a frame, such
// as a picture that a service sends to everybody, is read and dropped.
const mostMessage = 4 << 20

// A wsLink carries one frame a message.
type wsLink struct {
	inbox
	conn *websocket.Conn
	kind websocket.MessageType
}

func dialWebSocket(ctx context.Context, at string, t Transport) (link, error) {
	// No proxy, and nobody sends us elsewhere.
	by := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		return dialer().DialContext(ctx, network, addr)
	}}
	defer by.CloseIdleConnections()
	o := &websocket.DialOptions{HTTPClient: &http.Client{
		Transport:     by,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if t.Subprotocol != "" {
		o.Subprotocols = []string{t.Subprotocol}
	}
	c, _, err := websocket.Dial(ctx, at, o)
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	c.SetReadLimit(mostMessage)
	l := &wsLink{conn: c, kind: websocket.MessageText}
	if t.Message == "binary" {
		l.kind = websocket.MessageBinary
	}
	l.from = l
	return l, nil
}

// Transfer implements link.
func (l *wsLink) Transfer(int) time.Duration { return 0 }

// Write implements link.
func (l *wsLink) Write(ctx context.Context, b []byte) (int, error) {
	if err := l.conn.Write(ctx, l.kind, b); err != nil {
		return 0, broken(ctx, err)
	}
	return len(b), nil
}

// Close implements link. A far end that does not answer to it is not waited
// for.
func (l *wsLink) Close() error { return l.conn.CloseNow() }

func (l *wsLink) receive(ctx context.Context, b []byte, _ time.Time) (int, bool, error) {
	for {
		_, r, err := l.conn.Reader(ctx)
		if err != nil {
			return 0, false, hungUp(ctx, err)
		}
		n, err := io.ReadFull(r, b)
		if err == nil { // as long as the buffer, or longer
			if more, err := io.Copy(io.Discard, r); err != nil || more > 0 {
				if err != nil {
					return 0, false, hungUp(ctx, err)
				}
				continue
			}
		} else if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			return 0, false, hungUp(ctx, err)
		}
		return n, true, nil
	}
}

func hungUp(ctx context.Context, err error) error {
	if errors.Is(err, net.ErrClosed) && ctx.Err() == nil {
		return serial.ErrClosed
	}
	return broken(ctx, err)
}
