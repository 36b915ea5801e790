package seat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// A Ring knows the keys of seats.
type Ring interface {
	// Known returns the name of the seat with this key when it may have the
	// window.
	Known(key gossh.PublicKey, window int) (name string, ok bool)
	// Awaited reports whether a one-time code is out.
	Awaited() bool
	// Enrol takes a key in for the window of the code. It fails with a Problem.
	Enrol(code, name string, key gossh.PublicKey) (window int, err error)
}

// Config is what a Server is built from.
type Config struct {
	Station string
	Windows []int // that seats may have
	HostKey []byte
	Ring    Ring
	Open    func(ctx context.Context, v Visitor) (*Room, error)
	Note    func(ctx context.Context, v Visitor, onDuty string, note []byte) Answer
	Copy    func() (digest string, gz []byte) // the catalogue as it is now
	Keep    time.Duration                     // how long a window waits for its seat to come back
	FPS     int
	Now     func() time.Time
	Log     *slog.Logger
}

// A Server serves seats.
type Server struct {
	c    Config
	door door
	ssh  *ssh.Server

	mu     sync.Mutex
	berths map[int]*berth
	ctx    context.Context
	all    sync.WaitGroup
}

// Keys of a connection's context.
type (
	nameKey  struct{}
	guestKey struct{}
	helloKey struct{}
	usedKey  struct{}
)

// NewServer returns a server that does not listen yet.
func NewServer(c Config) (*Server, error) {
	s := &Server{c: c, berths: map[int]*berth{}}
	srv, err := wish.NewServer(
		wish.WithHostKeyPEM(c.HostKey),
		wish.WithVersion("xiaochuang"),
		wish.WithPublicKeyAuth(s.knows),
		wish.WithIdleTimeout(time.Minute),
		ssh.EmulatePty(),
	)
	if err != nil {
		return nil, err
	}
	srv.HandshakeTimeout = proveTime
	srv.Handler = s.session
	srv.ConnCallback = func(ctx ssh.Context, c net.Conn) net.Conn {
		g := s.door.let(c)
		if g == nil {
			return nil
		}
		ctx.SetValue(guestKey{}, g)
		return g
	}
	srv.ServerConfigCallback = func(ssh.Context) *gossh.ServerConfig {
		return &gossh.ServerConfig{MaxAuthTries: 4}
	}
	srv.SessionRequestCallback = s.mayBegin
	srv.ChannelHandlers = map[string]ssh.ChannelHandler{
		"session":    s.only(ssh.DefaultSessionHandler),
		channelCopy:  s.only(s.copy),
		channelEnrol: s.enrol,
	}
	srv.RequestHandlers = map[string]ssh.RequestHandler{
		requestHello: s.hello,
		requestNote:  s.note,
		requestAlive: func(ssh.Context, *ssh.Server, *gossh.Request) (bool, []byte) { return true, nil },
	}
	s.ssh = srv
	return s, nil
}

// Serve serves seats on l until ctx ends.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	s.ctx = ctx
	s.mu.Unlock()
	stop := context.AfterFunc(ctx, func() { _ = s.ssh.Close() })
	defer stop()
	go s.sweep(ctx)
	err := s.ssh.Serve(l)
	cancel()
	_ = s.ssh.Close()
	s.all.Wait()
	if errors.Is(err, ssh.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// windowOf reads the window out of a user name: "w2" or "2".
func windowOf(user string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(user, "w"))
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// knows decides about a key: it must be enrolled for the window that the user
// name asks for. While a one-time code is out, any key may hand it in.
func (s *Server) knows(ctx ssh.Context, key ssh.PublicKey) bool {
	if ctx.User() == enrolUser {
		return s.c.Ring.Awaited()
	}
	window := windowOf(ctx.User())
	if !slices.Contains(s.c.Windows, window) {
		return false
	}
	name, ok := s.c.Ring.Known(key, window)
	if ok {
		ctx.SetValue(nameKey{}, name)
	}
	return ok
}

// only keeps a channel from connections that have not more than a code.
func (s *Server) only(h ssh.ChannelHandler) ssh.ChannelHandler {
	return func(srv *ssh.Server, conn *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
		s.proved(ctx)
		if conn.User() == enrolUser {
			_ = ch.Reject(gossh.Prohibited, "enrol")
			return
		}
		h(srv, conn, ch, ctx)
	}
}

// proved frees the place that a connection had before it showed its key.
func (s *Server) proved(ctx ssh.Context) {
	if g, ok := ctx.Value(guestKey{}).(*guest); ok {
		s.door.proved(g)
	}
}

// mayBegin allows one shell a connection: no command, no subsystem.
func (s *Server) mayBegin(sess ssh.Session, kind string) bool {
	ctx := sess.Context()
	ctx.Lock()
	defer ctx.Unlock()
	if kind != "shell" || ctx.Value(usedKey{}) != nil {
		return false
	}
	ctx.SetValue(usedKey{}, true)
	return true
}

// hello notes what a seat lends.
func (s *Server) hello(ctx ssh.Context, _ *ssh.Server, req *gossh.Request) (bool, []byte) {
	s.proved(ctx)
	var h Hello
	if ctx.User() == enrolUser || len(req.Payload) > maxSmall || json.Unmarshal(req.Payload, &h) != nil {
		return false, nil
	}
	ctx.SetValue(helloKey{}, h)
	digest, _ := s.c.Copy()
	return true, encode(Welcome{V: protocol, Station: s.c.Station, Window: windowOf(ctx.User()), Copy: digest})
}

// visitor is the seat of a connection.
func (s *Server) visitor(ctx ssh.Context) Visitor {
	v := Visitor{Window: windowOf(ctx.User())}
	v.Name, _ = ctx.Value(nameKey{}).(string)
	if h, ok := ctx.Value(helloKey{}).(Hello); ok {
		v.Offers = h.Offers
	}
	return v
}

// note files what was written while the line was cut.
func (s *Server) note(ctx ssh.Context, _ *ssh.Server, req *gossh.Request) (bool, []byte) {
	if ctx.User() == enrolUser || len(req.Payload) > maxSmall {
		return false, nil
	}
	v := s.visitor(ctx)
	s.mu.Lock()
	b := s.berths[v.Window]
	s.mu.Unlock()
	staff := ""
	if b != nil {
		staff = b.onDuty()
	}
	return true, encode(s.c.Note(ctx, v, staff, req.Payload))
}

// copy sends the catalogue.
func (s *Server) copy(_ *ssh.Server, _ *gossh.ServerConn, ask gossh.NewChannel, _ ssh.Context) {
	ch, reqs, err := ask.Accept()
	if err != nil {
		return
	}
	defer ch.Close()
	go gossh.DiscardRequests(reqs)
	_, gz := s.c.Copy()
	_, _ = ch.Write(gz)
	_ = ch.CloseWrite()
}

// enrol takes a one-time code; the connection has proved that it owns its key.
func (s *Server) enrol(_ *ssh.Server, conn *gossh.ServerConn, ask gossh.NewChannel, ctx ssh.Context) {
	var e enrolment
	if conn.User() != enrolUser || len(ask.ExtraData()) > maxSmall || json.Unmarshal(ask.ExtraData(), &e) != nil {
		_ = ask.Reject(gossh.Prohibited, "enrol")
		return
	}
	key, _ := ctx.Value(ssh.ContextKeyPublicKey).(gossh.PublicKey)
	if key == nil {
		_ = ask.Reject(gossh.Prohibited, "key")
		return
	}
	window, err := s.c.Ring.Enrol(e.Code, e.Name, key)
	if err != nil {
		s.c.Log.Warn("seat enrolment", "from", ctx.RemoteAddr().String(), "err", err)
		_ = ask.Reject(gossh.Prohibited, problemCode(err))
		return
	}
	s.c.Log.Info("seat enrolled", "window", window, "key", gossh.FingerprintSHA256(key))
	ch, reqs, err := ask.Accept()
	if err != nil {
		return
	}
	go gossh.DiscardRequests(reqs)
	_, _ = ch.Write(encode(Welcome{V: protocol, Station: s.c.Station, Window: window}))
	_ = ch.Close()
}

func problemCode(err error) string {
	if p, ok := errors.AsType[*desk.Problem](err); ok {
		return p.What
	}
	return "seat.failed"
}

// Variables of a seat's terminal that choose how it is drawn.
var drawn = []string{"TERM", "COLORTERM", "NO_COLOR", "XIAOCHUANG_THEME"}

// environ keeps of a session's variables those that choose how it is drawn,
// and only plain values.
func environ(sess ssh.Session, term string) []string {
	env := []string{"TERM=" + plain(term), "SSH_TTY=seat"}
	for _, kv := range sess.Environ() {
		if k, v, ok := strings.Cut(kv, "="); ok && k != "TERM" && slices.Contains(drawn, k) && len(env) < 8 {
			env = append(env, k+"="+plain(v))
		}
	}
	return env
}

func plain(v string) string {
	if len(v) > 64 || strings.Trim(v, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+") != "" {
		return ""
	}
	return v
}

// session is one seat at its window.
func (s *Server) session(sess ssh.Session) {
	ctx := sess.Context()
	conn, _ := ctx.Value(ssh.ContextKeyConn).(*gossh.ServerConn)
	term, resized, ok := sess.Pty()
	if !ok || conn == nil || sess.PublicKey() == nil {
		refuse(sess, text.SeatNeedsTerminal)
		return
	}
	v := s.visitor(ctx)
	v.Env = environ(sess, term.Term)
	key := sess.PublicKey()
	log := s.c.Log.With("window", v.Window, "seat", v.Name)
	b, start, err := s.berth(v, key, term.Window.Width, term.Window.Height)
	if err != nil {
		log.Warn("seat refused", "err", err)
		refuse(sess, text.SeatRefused(v.Window, err))
		return
	}
	log.Info("seat", "from", ctx.RemoteAddr().String(), "back", start == nil)
	sizes := make(chan [2]int, 1)
	over := make(chan struct{})
	leave := make(chan ssh.Signal, 1)
	sess.Signals(leave)
	go func() {
		defer close(over)
		for {
			select {
			case w, ok := <-resized:
				if !ok {
					return
				}
				if w.Width > 0 && w.Height > 0 && w.Width < 1000 && w.Height < 1000 {
					select {
					case sizes <- [2]int{w.Width, w.Height}:
					case <-b.done:
					case <-ctx.Done():
					}
				}
			case <-leave: // the seat's terminal was closed: nobody comes back
				b.prog.Quit()
			case <-ctx.Done():
				return
			}
		}
	}()
	go s.keepAlive(ctx, conn)
	ended := b.join(view{
		out: sess, in: sess, conn: conn, kick: func() { _ = conn.Close() },
		w: term.Window.Width, h: term.Window.Height, resized: sizes, over: over,
	}, start, s.c.Now)
	log.Info("seat left", "ended", ended)
	if ended && b.fell() {
		refuse(sess, text.SeatBroke)
	}
}

// fell reports whether the program broke.
func (b *berth) fell() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.broken
}

// refuse says one sentence and ends the session as one that did not work.
func refuse(sess ssh.Session, say string) {
	_, _ = fmt.Fprintf(sess, "\r\n%s\r\n", say)
	_ = sess.Exit(1)
}

// berth finds or makes the program of a window. start is nil for one that runs.
func (s *Server) berth(v Visitor, key gossh.PublicKey, w, h int) (b *berth, start func(), err error) {
	s.mu.Lock()
	old := s.berths[v.Window]
	ctx := s.ctx
	s.mu.Unlock()
	switch {
	case old == nil:
	case !old.owns(key):
		return nil, nil, &desk.Problem{Kind: desk.Locked, What: "lock.window-" + strconv.Itoa(v.Window), Holder: old.who.Name}
	case old.same(v, key):
		return old, nil, nil
	default: // the same seat with other devices or another terminal
		old.prog.Quit()
		select {
		case <-old.done:
		case <-time.After(greetTime):
			old.cancel()
			<-old.done
		}
	}
	b, err = s.open(ctx, v, key, w, h)
	if err != nil {
		return nil, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.berths[v.Window] = b
	s.all.Add(1)
	return b, func() {
		b.run(func() {
			s.mu.Lock()
			if s.berths[v.Window] == b {
				delete(s.berths, v.Window)
			}
			s.mu.Unlock()
			s.all.Done()
		})
	}, nil
}

// keepAlive asks a seat whether it is there, and ends a dead connection.
func (s *Server) keepAlive(ctx context.Context, conn gossh.Conn) {
	const every, patience = 3 * time.Second, 12 * time.Second
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
		t := time.AfterFunc(patience, func() { _ = conn.Close() })
		_, _, err := conn.SendRequest("keepalive@openssh.com", true, nil)
		t.Stop()
		if err != nil {
			return
		}
	}
}

// sweep ends programs whose seat did not come back, and seats whose key may no
// longer have their window.
func (s *Server) sweep(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
		s.mu.Lock()
		list := make([]*berth, 0, len(s.berths))
		for _, b := range s.berths {
			list = append(list, b)
		}
		s.mu.Unlock()
		for _, b := range list {
			if b.idle(s.c.Now()) > s.c.Keep {
				b.prog.Quit()
			} else if _, ok := s.c.Ring.Known(b.key, b.who.Window); !ok {
				s.c.Log.Warn("seat revoked", "window", b.who.Window)
				b.prog.Quit()
			}
		}
	}
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return b
}
