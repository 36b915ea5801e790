package lend

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// errCut says that no seat is attached.
var errCut = errors.New("lend: the line to the seat is cut")

// A Link is the connection to one seat, which may be cut and come back. The
// zero Link is cut.
type Link struct {
	mu    sync.Mutex
	to    Opener
	moved chan struct{} // closed at the next Attach or Detach
}

// Attach puts a new connection under everything that the seat lends.
func (k *Link) Attach(o Opener) { k.put(o) }

// Detach says that the connection o is gone; a later one stays.
func (k *Link) Detach(o Opener) {
	k.mu.Lock()
	same := k.to == o
	k.mu.Unlock()
	if same {
		k.put(nil)
	}
}

func (k *Link) put(o Opener) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.to = o
	if k.moved != nil {
		close(k.moved)
		k.moved = nil
	}
}

// at returns the connection, nil while cut, and a channel that is closed when
// it changes.
func (k *Link) at() (Opener, <-chan struct{}) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.moved == nil {
		k.moved = make(chan struct{})
	}
	return k.to, k.moved
}

// open opens a channel and does not wait for ever: a connection may be dead and
// not know it yet.
func (k *Link) open(ctx context.Context, kind string, ask any) (ssh.Channel, error) {
	to, moved := k.at()
	if to == nil {
		return nil, errCut
	}
	data, err := json.Marshal(ask)
	if err != nil {
		return nil, err
	}
	type opened struct {
		ch  ssh.Channel
		err error
	}
	out := make(chan opened, 1)
	go func() {
		ch, reqs, err := to.OpenChannel(kind, data)
		if err == nil {
			go ssh.DiscardRequests(reqs)
		}
		out <- opened{ch, err}
	}()
	give := func(err error) (ssh.Channel, error) {
		go func() {
			if o := <-out; o.err == nil {
				_ = o.ch.Close()
			}
		}()
		return nil, err
	}
	t := time.NewTimer(openTime)
	defer t.Stop()
	select {
	case o := <-out:
		return o.ch, o.err
	case <-ctx.Done():
		return give(ctx.Err())
	case <-moved:
		return give(errCut)
	case <-t.C:
		return give(context.DeadlineExceeded)
	}
}

// reason is the code of a refusal or of a cut line.
func reason(err error) string {
	if r, ok := errors.AsType[*ssh.OpenChannelError](err); ok {
		return printable(r.Message)
	}
	return CodeLine
}

// printable keeps a code of the other side within bounds.
func printable(s string) string {
	const longest = 32
	out := make([]byte, 0, longest)
	for i := 0; i < len(s) && len(out) < longest; i++ {
		if c := s[i]; c >= 'a' && c <= 'z' || c == '_' || c == '.' {
			out = append(out, c)
		}
	}
	return string(out)
}
