package seat

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
)

// keys is a Ring in memory.
type keys struct {
	mu   sync.Mutex
	name map[string]string // by key
	code string
}

func (k *keys) Known(key ssh.PublicKey, _ int) (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	n, ok := k.name[string(key.Marshal())]
	return n, ok
}

func (k *keys) Awaited() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.code != ""
}

func (k *keys) Enrol(code, name string, key ssh.PublicKey) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if code != k.code {
		return 0, &desk.Problem{Kind: desk.Denied, What: "seat.code"}
	}
	k.code = ""
	k.name[string(key.Marshal())] = name
	return 2, nil
}

func (k *keys) set(key ssh.PublicKey, name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if name == "" {
		delete(k.name, string(key.Marshal()))
		return
	}
	k.name[string(key.Marshal())] = name
}

func newKey(t *testing.T) (ssh.Signer, []byte) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s, pem.EncodeToMemory(block)
}

// A tally is a model that shows what was typed, in one line.
type tally struct {
	typed string
}

func (m *tally) Init() tea.Cmd { return nil }

func (m *tally) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.Text {
		case "q":
			return m, tea.Quit
		case "!":
			panic("a screen breaks")
		case "?":
			return m, func() tea.Msg { panic("a command breaks") }
		}
		m.typed += k.Text
	}
	return m, nil
}

func (m *tally) View() tea.View {
	v := tea.NewView("typed <" + m.typed + ">")
	v.AltScreen = true
	return v
}

// A house is a server with its keys on loopback.
type house struct {
	t     *testing.T
	srv   *Server
	ring  *keys
	addr  string
	host  ssh.PublicKey
	mu    sync.Mutex
	opens []Visitor
	notes []string
}

func open(t *testing.T, keep time.Duration) *house {
	t.Helper()
	signer, file := newKey(t)
	h := &house{t: t, ring: &keys{name: map[string]string{}}, host: signer.PublicKey()}
	var err error
	h.srv, err = NewServer(Config{
		Station: "示例站", Windows: []int{2, 3}, HostKey: file, Ring: h.ring, Keep: keep, FPS: 60, Now: time.Now,
		Log: slog.New(slog.DiscardHandler),
		Open: func(_ context.Context, v Visitor) (*Room, error) {
			h.mu.Lock()
			h.opens = append(h.opens, v)
			h.mu.Unlock()
			return &Room{Model: &tally{}, Close: func() {}}, nil
		},
		Note: func(_ context.Context, _ Visitor, _ string, b []byte) Answer {
			h.mu.Lock()
			h.notes = append(h.notes, string(b))
			h.mu.Unlock()
			return Answer{OK: true}
		},
		Copy: func() (string, []byte) { return "d1", []byte("catalogue") },
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.addr = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.srv.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("serve: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the server does not end")
		}
	})
	return h
}

func (h *house) dial(as string, key ssh.Signer) (*ssh.Client, error) {
	return ssh.Dial("tcp", h.addr, &ssh.ClientConfig{
		User: as, Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.FixedHostKey(h.host), Timeout: 5 * time.Second,
	})
}

// A watcher is one session, with what it was sent.
type watcher struct {
	t    *testing.T
	conn *ssh.Client
	sess *ssh.Session
	in   interface{ Write([]byte) (int, error) }

	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *watcher) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(b)
}

func (w *watcher) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

func (w *watcher) waitFor(say string) {
	w.t.Helper()
	for end := time.Now().Add(8 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(w.text(), say) {
			return
		}
	}
	w.t.Fatalf("never shown: %q in %q", say, w.text())
}

func (w *watcher) press(s string) {
	w.t.Helper()
	if _, err := w.in.Write([]byte(s)); err != nil {
		w.t.Fatal(err)
	}
}

// look opens a session as a seat does.
func (h *house) look(as string, key ssh.Signer) *watcher {
	h.t.Helper()
	c, err := h.dial(as, key)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { c.Close() })
	w := &watcher{t: h.t, conn: c}
	if w.sess, err = c.NewSession(); err != nil {
		h.t.Fatal(err)
	}
	w.sess.Stdout = w
	if w.in, err = w.sess.StdinPipe(); err != nil {
		h.t.Fatal(err)
	}
	if err := w.sess.RequestPty("xterm-256color", 24, 80, ssh.TerminalModes{}); err != nil {
		h.t.Fatal(err)
	}
	if err := w.sess.Shell(); err != nil {
		h.t.Fatal(err)
	}
	return w
}
