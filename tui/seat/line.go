package seat

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
)

// errProbe ends a connection that only looks at the host key.
var errProbe = errors.New("seat: host key seen")

// A line is one connection of a seat that has been greeted.
type line struct {
	*ssh.Client
	welcome Welcome
	dead    chan struct{} // closed when the connection is gone
	once    sync.Once
}

// cut ends the connection.
func (l *line) cut() {
	l.once.Do(func() {
		_ = l.Close()
		close(l.dead)
	})
}

// user is the user name that asks for a window.
func user(window int) string { return "w" + strconv.Itoa(window) }

// reach connects and shakes hands; it does not wait longer than its times.
func (c *Client) reach(ctx context.Context, as string, host ssh.HostKeyCallback) (*ssh.Client, error) {
	d := net.Dialer{Timeout: dialTime, KeepAlive: 5 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", c.c.Addr)
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Unavailable, What: "seat.unreachable", Cause: err}
	}
	_ = conn.SetDeadline(time.Now().Add(greetTime))
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	sc, chans, reqs, err := ssh.NewClientConn(conn, c.c.Addr, &ssh.ClientConfig{
		User: as, Auth: []ssh.AuthMethod{ssh.PublicKeys(c.c.Key)}, HostKeyCallback: host,
		HostKeyAlgorithms: []string{ssh.KeyAlgoED25519}, ClientVersion: "SSH-2.0-xiaochuang-seat", Timeout: dialTime,
	})
	if err != nil {
		_ = conn.Close()
		return nil, greeting(err)
	}
	_ = conn.SetDeadline(time.Time{})
	rest := make(chan *ssh.Request)
	go func() {
		defer close(rest)
		for r := range reqs {
			if r.Type == requestDuty && len(r.Payload) <= maxSmall {
				c.duty(r.Payload)
			}
			if r.WantReply {
				_ = r.Reply(false, nil)
			}
		}
	}()
	return ssh.NewClient(sc, chans, rest), nil
}

// greeting words why a handshake came to nothing.
func greeting(err error) error {
	if p, ok := errors.AsType[*desk.Problem](err); ok {
		return p
	}
	if errors.Is(err, errProbe) {
		return errProbe
	}
	if strings.Contains(err.Error(), "unable to authenticate") {
		return &desk.Problem{Kind: desk.Denied, What: "seat.unknown", Cause: err}
	}
	return &desk.Problem{Kind: desk.Unavailable, What: "seat.unreachable", Cause: err}
}

func (c *Client) duty(b []byte) {
	var on On
	if json.Unmarshal(b, &on) == nil {
		c.c.OnDuty(on)
	}
}

// pinned accepts the one key that was compared at the first connection.
func (c *Client) pinned(_ string, _ net.Addr, key ssh.PublicKey) error {
	known := c.c.Pins.Pin(c.c.Addr)
	if known == nil || string(known.Marshal()) != string(key.Marshal()) {
		return &desk.Problem{Kind: desk.Denied, What: "seat.hostkey"}
	}
	return nil
}

// connect connects to the window and says what this seat lends.
func (c *Client) connect(ctx context.Context) (*line, error) {
	conn, err := c.reach(ctx, user(c.c.Window), c.pinned)
	if err != nil {
		return nil, err
	}
	l := &line{Client: conn, dead: make(chan struct{})}
	go l.watch()
	ok, b, err := conn.SendRequest(requestHello, true, encode(Hello{V: protocol, Offers: c.c.Offers}))
	if err != nil || !ok || json.Unmarshal(b, &l.welcome) != nil {
		l.cut()
		return nil, &desk.Problem{Kind: desk.Unavailable, What: "seat.unreachable", Cause: err}
	}
	if l.welcome.V != protocol {
		l.cut()
		return nil, &desk.Problem{Kind: desk.Denied, What: "seat.version"}
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		<-l.dead
		stop()
	}()
	for _, kind := range c.c.Channels {
		go c.lend(ctx, conn.HandleChannelOpen(kind))
	}
	return l, nil
}

// watch asks again and again whether the line stands; a line that does not
// answer in time is cut, so that the clerk knows within two seconds.
func (l *line) watch() {
	defer l.cut()
	for {
		t := time.AfterFunc(aliveTime, l.cut)
		_, _, err := l.SendRequest(requestAlive, true, nil)
		t.Stop()
		if err != nil {
			return
		}
		select {
		case <-l.dead:
			return
		case <-time.After(aliveEvery):
		}
	}
}

// lend serves the channels that the desk opens to this seat's devices.
func (c *Client) lend(ctx context.Context, asks <-chan ssh.NewChannel) {
	for ask := range asks {
		go func() {
			defer func() {
				if r := recover(); r != nil {
					c.c.Log.Error("lend panic", "cause", r)
				}
			}()
			c.c.Take(ctx, ask)
		}()
	}
}

// fetch brings the catalogue when the desk has another one than is kept here.
func (c *Client) fetch(l *line) {
	if l.welcome.Copy == "" {
		return
	}
	if l.welcome.Copy == c.c.Copy.Digest() {
		c.c.Copy.Confirm()
		return
	}
	ch, reqs, err := l.OpenChannel(channelCopy, nil)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(reqs)
	defer ch.Close()
	gz, err := io.ReadAll(io.LimitReader(ch, maxCopy+1))
	if err == nil && len(gz) <= maxCopy {
		err = c.c.Copy.Keep(l.welcome.Copy, gz)
	}
	if err != nil {
		c.c.Log.Warn("copy of the catalogue", "err", err)
	}
}

// handIn hands notes in as long as the line stands.
func (c *Client) handIn(l *line) {
	const every = time.Second
	for {
		for _, n := range c.c.Notes.Waiting() {
			_, b, err := l.SendRequest(requestNote, true, n)
			if err != nil {
				return
			}
			var a Answer
			if json.Unmarshal(b, &a) != nil || a.Later {
				break // nobody is on duty yet, or the store is busy
			}
			if !a.OK {
				c.c.Log.Warn("note refused", "code", a.Code)
			}
			c.c.Notes.Done(n, a.OK)
		}
		select {
		case <-l.dead:
			return
		case <-time.After(every):
		}
	}
}

// enrolWith hands a one-time code in.
func (c *Client) enrolWith(ctx context.Context, code string) error {
	conn, err := c.reach(ctx, enrolUser, c.pinned)
	if err != nil {
		if p, ok := errors.AsType[*desk.Problem](err); ok && p.What == "seat.unknown" {
			return &desk.Problem{Kind: desk.Denied, What: "seat.code"}
		}
		return err
	}
	defer conn.Close()
	stop := time.AfterFunc(greetTime, func() { _ = conn.Close() })
	defer stop.Stop()
	ch, reqs, err := conn.OpenChannel(channelEnrol, encode(enrolment{Code: code, Name: c.c.Name}))
	if err != nil {
		if r, ok := errors.AsType[*ssh.OpenChannelError](err); ok {
			return &desk.Problem{Kind: desk.Denied, What: known(r.Message)}
		}
		return &desk.Problem{Kind: desk.Unavailable, What: "seat.unreachable", Cause: err}
	}
	go ssh.DiscardRequests(reqs)
	defer ch.Close()
	b, err := io.ReadAll(io.LimitReader(ch, maxSmall))
	var w Welcome
	if err != nil || json.Unmarshal(b, &w) != nil {
		return &desk.Problem{Kind: desk.Unavailable, What: "seat.unreachable", Cause: err}
	}
	if w.Window != c.c.Window {
		return &desk.Problem{Kind: desk.Conflict, What: "seat.window", Open: []string{strconv.Itoa(w.Window)}}
	}
	return nil
}

// known keeps the codes of a refused enrolment to those there are.
func known(code string) string {
	switch code {
	case "seat.code", "seat.name", "seat.full":
		return code
	}
	return "seat.failed"
}
