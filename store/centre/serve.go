package centre

import (
	"context"
	"errors"
	"net"
	"net/http"

	"xiaochuang/desk"
)

// Listen opens the port at which Serve will answer, and returns its address.
// Plain HTTP beyond loopback is a Problem of kind Blocked unless the
// configuration names a gateway.
func (x *Centre) Listen(ctx context.Context) (net.Addr, error) {
	addr := x.c.Addr
	if addr == "" {
		addr = defaultAddr
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Unavailable, What: "centre.listen", Cause: err}
	}
	if t, ok := l.Addr().(*net.TCPAddr); x.plain() && !x.c.Gateway && ok && !t.IP.IsLoopback() {
		return nil, errors.Join(&desk.Problem{Kind: desk.Blocked, What: "centre.plain"}, l.Close())
	}
	if !x.plain() {
		if x.cert, err = openCertificate(x.c.Cert, x.c.Key, x.log); err != nil {
			return nil, errors.Join(&desk.Problem{Kind: desk.Invalid, What: "centre.cert", Cause: err}, l.Close())
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.listen != nil {
		return nil, errors.Join(&desk.Problem{Kind: desk.Conflict, What: "centre.listen"}, l.Close())
	}
	x.listen = l
	return l.Addr(), nil
}

func (x *Centre) plain() bool { return x.c.Cert == "" && x.c.Key == "" }

// Serve answers desks until ctx ends, and then lets what is under way finish for
// a few seconds. It listens first unless Listen did.
func (x *Centre) Serve(ctx context.Context) error {
	x.mu.Lock()
	l := x.listen
	x.mu.Unlock()
	if l == nil {
		if _, err := x.Listen(ctx); err != nil {
			return err
		}
		return x.Serve(ctx)
	}
	defer func() {
		x.mu.Lock()
		x.listen = nil
		x.mu.Unlock()
	}()
	srv := x.server()
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
		defer cancel()
		stopped <- srv.Shutdown(grace)
	})
	x.log.Info("serving", "addr", l.Addr().String(), "tls", !x.plain(), "generation", x.Generation())
	var err error
	if x.plain() {
		err = srv.Serve(l)
	} else {
		err = srv.ServeTLS(l, "", "")
	}
	if !errors.Is(err, http.ErrServerClosed) {
		if !stop() {
			<-stopped
		}
		l.Close()
		return &desk.Problem{Kind: desk.Unavailable, What: "centre.serve", Cause: err}
	}
	if err := <-stopped; err != nil {
		return errors.Join(err, srv.Close())
	}
	return nil
}
