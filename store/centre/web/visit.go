package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// A visit is one request of somebody who is signed in.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	who   centre.Account
	token string // of their sitting
}

func (v *visit) ctx() context.Context  { return v.r.Context() }
func (v *visit) person() centre.Person { return v.who.Person() }

// redirect sends the browser on, with a GET.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// An act answers a visit, or returns an error that becomes a page.
type act func(*visit) error

// guarded lets those in who are signed in, have one of the roles if any are
// named, and send the form that was given to them.
func (p *Pages) guarded(do act, roles ...centre.Role) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		work, carried := mostWork, r.Method == http.MethodPost && r.URL.Path == stickPath
		if carried {
			work = mostCarrying // it reads its form by itself, token first
		}
		ctx, cancel := context.WithTimeout(r.Context(), work)
		defer cancel()
		v := &visit{w: w, r: r.WithContext(ctx), token: p.cookie(r, p.sittingCookie())}
		var err error
		v.who, err = p.c.Centre.Sitting(ctx, v.token)
		if desk.KindOf(err) == desk.Denied && r.Method == http.MethodGet {
			http.Redirect(w, r, doorTo(r.URL), http.StatusSeeOther)
			return
		}
		if err != nil {
			p.fail(w, nil, statusOf(err), err)
			return
		}
		if r.Method == http.MethodPost && !carried {
			err = p.read(w, v.r)
		}
		switch {
		case err != nil:
		case r.Method == http.MethodPost && !carried && !p.ours(v):
			err = &desk.Problem{Kind: desk.Denied, What: "web.token"}
		case v.who.Given && r.URL.Path != secretPath && r.URL.Path != signOutPath:
			err = v.redirect(secretPath)
		case len(roles) > 0 && !slices.Contains(roles, v.who.Role):
			err = &desk.Problem{Kind: desk.Denied, What: "web.role"}
		default:
			err = do(v)
		}
		if err != nil {
			p.fail(w, v, statusOf(err), err)
		}
	})
}

// ours reports whether a form is one that was given to this sitting.
func (p *Pages) ours(v *visit) bool {
	return sameSite(v.r) && equal(v.r.PostForm.Get("token"), formToken(v.token))
}

// read reads a form of a bounded size, in bounded time.
func (p *Pages) read(w http.ResponseWriter, r *http.Request) error {
	file := r.URL.Path == rostersPath && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
	most := int64(mostForm)
	if file {
		most = mostFile
	}
	r.Body = http.MaxBytesReader(w, r.Body, most)
	within := http.NewResponseController(w)
	if err := within.SetReadDeadline(time.Now().Add(formTime)); err != nil {
		return err
	}
	var err error
	if file {
		err = r.ParseMultipartForm(mostFile) // all of it in memory
	} else {
		err = r.ParseForm()
	}
	if err := within.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); err != nil && !large {
		return &desk.Problem{Kind: desk.Invalid, What: "web.form", Cause: err}
	}
	return err
}

// sameSite reports whether a request came from a page of ours, as far as the
// browser says.
func sameSite(r *http.Request) bool {
	s := r.Header.Get("Sec-Fetch-Site")
	return s == "" || s == "same-origin" || s == "none"
}

// formToken is what stands in the forms of a sitting: it follows from the token
// of the cookie, which no other site can read, and does not give it away.
func formToken(token string) string {
	sum := sha256.Sum256([]byte("form\n" + token))
	return hex.EncodeToString(sum[:16])
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Names of cookies. The prefix makes a browser refuse one that did not come over
// TLS, or came from another host of the domain.
func (p *Pages) sittingCookie() string { return p.prefix() + "centre" }
func (p *Pages) doorCookie() string    { return p.prefix() + "centre-door" }

func (p *Pages) prefix() string {
	if p.c.Secure {
		return "__Host-"
	}
	return ""
}

func (p *Pages) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil || len(c.Value) > 128 {
		return ""
	}
	return c.Value
}

// keep puts a cookie into the browser, until it is closed; "" takes it away.
func (p *Pages) keep(w http.ResponseWriter, name, value string) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", Secure: p.c.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// newID is 128 random bits.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // Never fails: crypto/rand ends the program instead.
	return hex.EncodeToString(b[:])
}

const (
	doorPath    = "/web/signin"
	signOutPath = "/web/signout"
	secretPath  = "/web/secret"
)

// doorTo is the door with the way back to a page.
func doorTo(u *url.URL) string {
	if next := backTo(u.RequestURI()); next != "" {
		return doorPath + "?next=" + url.QueryEscape(next)
	}
	return doorPath
}

// backTo is a page of ours that somebody may be sent to after signing in, or "".
func backTo(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || u.User != nil || len(next) > 500 || strings.ContainsAny(next, "\\\r\n") ||
		!strings.HasPrefix(u.Path, centre.PeoplePath) || path.Clean(u.Path) != u.Path {
		return ""
	}
	return u.RequestURI()
}

// fail answers with a page that says what went wrong.
func (p *Pages) fail(w http.ResponseWriter, v *visit, status int, err error) {
	k, known := errors.AsType[*desk.Problem](err)
	if status >= http.StatusInternalServerError || !known || k.Cause != nil {
		p.c.Log.Error("page", "status", status, "cause", err.Error())
	}
	p.show(w, v, "problem", status, sheet{Title: "没有办成", Wrong: p.sentence(err)})
}
