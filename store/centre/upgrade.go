package centre

import (
	"context"
	"net/http"
	"strings"
	"time"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// An Upgrade is a part of bringing the tables of an older program up to date, told
// before it begins.
type Upgrade = records.Step

// upgradeWait is how long a desk that comes meanwhile is told to stay away.
const upgradeWait = 30 * time.Second

// upgraded stands for the generation while nobody may look at the records.
const upgraded = "upgrade"

// An upgrading tells of an upgrade, and answers meanwhile.
type upgrading struct {
	x     *Centre
	ctx   context.Context // of Open, which it does not outlive
	began time.Time       // of the first part, zero without any
	srv   *http.Server    // from then on; nil in a centre that will not serve
	ended chan struct{}   // closed when srv has ended
}

// step is told of a part.
func (u *upgrading) step(s Upgrade) {
	if u.began.IsZero() {
		u.began = time.Now()
		u.answer()
	}
	u.x.log.Info("upgrade", "step", s.Number, "of", s.Of, "name", s.Name)
	if u.x.c.Upgrade != nil {
		u.x.c.Upgrade(s)
	}
}

// answer begins to tell everybody at the centre's address to come back. Where it
// cannot listen, Listen will say why.
func (u *upgrading) answer() {
	if u.x.c.Meanwhile == nil {
		return
	}
	if _, err := u.x.Listen(u.ctx); err != nil {
		u.x.log.Warn("nobody is answered during the upgrade", "cause", err.Error())
		return
	}
	u.srv, u.ended = u.x.serverOf(later(u.x.c.Meanwhile)), make(chan struct{})
	l := u.x.listen
	go func() {
		defer close(u.ended)
		if u.x.plain() {
			_ = u.srv.Serve(l)
			return
		}
		_ = u.srv.ServeTLS(l, "", "")
	}()
}

// done ends what step began.
func (u *upgrading) done(err error) {
	if u.began.IsZero() {
		return
	}
	if u.srv != nil {
		_ = u.srv.Close()
		<-u.ended
		u.x.mu.Lock()
		u.x.listen = nil
		u.x.mu.Unlock()
	}
	if err == nil {
		u.x.log.Info("upgraded", "took", time.Since(u.began))
	}
}

// later tells desks that the centre is busy, in words that they all know, and lets
// people answer people.
func later(people http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" || strings.HasPrefix(r.URL.Path+"/", PeoplePath) {
			people.ServeHTTP(w, r)
			return
		}
		send(w, upgraded, http.StatusServiceUnavailable, uplink.Fault{Code: uplink.CodeBusy, Detail: upgraded}, upgradeWait)
	})
}
