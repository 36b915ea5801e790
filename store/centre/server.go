package centre

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/openapi"
)

// Admission and time. A part may take a slow line a minute; the centre's own
// work on a request is bounded by workTime.
const (
	mostParts     = 64
	mostAppends   = 16
	headerTime    = 10 * time.Second
	readTime      = 2 * time.Minute
	writeTime     = 3 * time.Minute
	idleTime      = 2 * time.Minute
	workTime      = 2 * time.Minute
	headerBytes   = 4 << 10
	shutdownGrace = 10 * time.Second
	busyWait      = 5 * time.Second
)

// server is the HTTP server with its limits.
func (x *Centre) server() *http.Server { return x.serverOf(x.Handler()) }

func (x *Centre) serverOf(h http.Handler) *http.Server {
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime,
		WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: headerBytes,
		ErrorLog: slog.NewLogLogger(x.log.Handler(), slog.LevelDebug),
	}
	if !x.plain() {
		srv.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: x.cert.forHello}
	}
	return srv
}

// PeoplePath is below what the pages for people are.
const PeoplePath = "/web/"

// Serving lets h answer what people ask for below PeoplePath. Call it before
// Handler and Serve.
func (x *Centre) Serving(h http.Handler) { x.people = h }

// Handler answers the wire below /sync/v1, with its document, GET /health, and
// what Serving was given below PeoplePath, where it sends those who ask for "/".
func (x *Centre) Handler() http.Handler {
	nowhere := x.answer("nowhere", func(*http.Request) (reply, error) {
		return reply{}, refuse(http.StatusNotFound, uplink.CodeNotFound, "")
	})
	mux := http.NewServeMux()
	mux.Handle("POST "+uplink.EnrolPath, x.answer("enrol", x.enrol))
	mux.Handle("POST "+uplink.HelloPath, x.answer("hello", x.signed(x.hello)))
	mux.Handle("POST "+uplink.EventsPath, x.admitted("events", x.appends, x.answer("events", x.counted(x.events))))
	mux.Handle("POST "+uplink.MissingPath, x.answer("missing", x.signed(x.missing)))
	mux.Handle("POST "+uplink.Root+"/blobs/{id}/parts", x.admitted("part", x.parts, x.answer("part", x.counted(x.part))))
	mux.Handle("GET "+uplink.FeedPath, x.answer("feed", x.signed(x.feed)))
	mux.Handle("GET "+uplink.LogPath, x.answer("log", x.signed(x.desklog)))
	mux.Handle("POST "+uplink.WitnessPath, x.answer("witness", x.counted(x.witness)))
	mux.Handle("POST "+uplink.RekeyPath, x.answer("rekey", x.signed(x.rekey)))
	mux.Handle("GET "+uplink.ManifestPath, x.answer("manifest", x.signed(x.manifest)))
	mux.Handle("GET "+uplink.DeltaPath, x.answer("delta", x.signed(x.delta)))
	mux.Handle("GET "+uplink.ObjectPath("{id}"), x.answer("object", x.signed(x.object)))
	mux.Handle("GET /health", x.answer("health", x.health))
	mux.Handle("GET "+openapi.Path, openapi.Handler(x.Generation))
	mux.Handle("/", nowhere)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if x.people != nil && strings.HasPrefix(r.URL.Path+"/", PeoplePath) {
			x.people.ServeHTTP(w, r)
			return
		}
		if x.people != nil && r.Method == http.MethodGet && r.URL.Path == "/" { // somebody typed the name only
			http.Redirect(w, r, PeoplePath, http.StatusSeeOther)
			return
		}
		// The mux would answer such a path with a redirect, which no desk follows.
		if p := r.URL.EscapedPath(); p != path.Clean("/"+p) {
			nowhere.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// A reply is what an endpoint answers: a status and a body that is encoded as
// JSON.
type reply struct {
	status int // 0 for 200
	body   any
	desk   string // for the log
}

// An endpoint answers a request, or returns a *fault.
type endpoint func(*http.Request) (reply, error)

// A desked is an endpoint for a desk whose signature was checked.
type desked func(*http.Request, caller) (reply, error)

// signed finds out who sent a request before the endpoint has it.
func (x *Centre) signed(e desked) endpoint {
	return func(r *http.Request) (reply, error) {
		c, err := x.identify(r)
		if err != nil {
			return reply{desk: c.id}, err
		}
		a, err := e(r, c)
		a.desk = c.id
		return a, err
	}
}

// counted is signed for a request with a body that may come slowly: one desk has a
// few of those under way at most.
func (x *Centre) counted(e desked) endpoint {
	return x.signed(func(r *http.Request, c caller) (reply, error) {
		leave, err := x.crowd.enter(c.id)
		if err != nil {
			return reply{}, err
		}
		defer leave()
		return e(r, c)
	})
}

// A fault is a refusal as it goes on the wire.
type fault struct {
	status int
	body   uplink.Fault
	wait   time.Duration
	cause  error // for the log
}

func (f *fault) Error() string {
	return fmt.Sprintf("%d %s %s", f.status, f.body.Code, f.body.Detail)
}

func (f *fault) Unwrap() error { return f.cause }

func refuse(status int, code, detail string) *fault {
	return &fault{status: status, body: uplink.Fault{Code: code, Detail: detail}}
}

// admitted lets as many requests through at a time as slots has room for, and
// turns the rest away before their body is read.
func (x *Centre) admitted(name string, slots chan struct{}, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			next.ServeHTTP(w, r)
		default:
			f := refuse(http.StatusTooManyRequests, uplink.CodeBusy, "")
			f.wait = busyWait
			x.send(w, f.status, f.body, f.wait)
			x.meters.note(name, f.status, 0, 0)
		}
	})
}

// mostEach is how many requests with a body one desk may have under way, so that
// one that sends slowly, or never to the end, leaves the places to others.
const mostEach = 8

// A crowd counts the requests under way of each desk.
type crowd struct {
	mu   sync.Mutex
	desk map[string]int
}

// enter takes a place for a desk whose signature was checked; leave gives it back.
func (c *crowd) enter(desk string) (leave func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.desk[desk] >= mostEach {
		f := refuse(http.StatusTooManyRequests, uplink.CodeBusy, "")
		f.wait = busyWait
		return nil, f
	}
	if c.desk == nil {
		c.desk = map[string]int{}
	}
	c.desk[desk]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.desk[desk]--; c.desk[desk] == 0 {
			delete(c.desk, desk)
		}
	}, nil
}

// answer runs the endpoint of a name and writes what it returns. Nothing but the answers
// listed in the protocol leaves here, whatever went wrong.
func (x *Centre) answer(name string, e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ctx, cancel := context.WithTimeout(r.Context(), workTime)
		defer cancel()
		var a reply
		var err error
		// A profile tells what each endpoint costs.
		pprof.Do(ctx, pprof.Labels("endpoint", name), func(ctx context.Context) {
			a, err = x.run(e, r.WithContext(ctx))
		})
		if err == nil {
			if a.status == 0 {
				a.status = http.StatusOK
			}
			x.send(w, a.status, a.body, 0)
			x.note(r, a.status, "", a.desk, began, nil)
			x.meters.note(name, a.status, r.ContentLength, time.Since(began))
			x.roomAt(name, a.status)
			return
		}
		f := faultOf(err)
		x.send(w, f.status, f.body, f.wait)
		x.note(r, f.status, f.body.Code, a.desk, began, f.cause)
		x.meters.note(name, f.status, r.ContentLength, time.Since(began))
		x.roomAt(name, f.status)
	})
}

func (x *Centre) run(e endpoint, r *http.Request) (a reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return e(r)
}

// faultOf turns an error into what may be said about it.
func faultOf(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	f := refuse(http.StatusInternalServerError, uplink.CodeInternal, "")
	switch desk.KindOf(err) {
	case desk.Full:
		f = refuse(http.StatusInsufficientStorage, uplink.CodeFull, "")
	case desk.Locked, desk.Unavailable:
		f = refuse(http.StatusServiceUnavailable, uplink.CodeBusy, "")
		f.wait = busyWait
	}
	f.cause = err
	return f
}

// send writes an answer whole, with its length, its digest and the mark of a
// centre.
func (x *Centre) send(w http.ResponseWriter, status int, body any, wait time.Duration) {
	send(w, x.Generation(), status, body, wait)
}

func send(w http.ResponseWriter, generation string, status int, body any, wait time.Duration) {
	h := w.Header()
	h.Set("Content-Type", uplink.TypeJSON)
	as, ready := body.(written)
	b, err := as.b, error(nil)
	if !ready {
		b, err = json.Marshal(body)
	}
	if err != nil {
		status, b = http.StatusInternalServerError, []byte(`{"code":"`+uplink.CodeInternal+`"}`)
	}
	h.Set(uplink.HeaderDigest, uplink.ContentDigest(b))
	b = as.head(h, b)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	h.Set(uplink.HeaderCentre, generation)
	h.Set("Cache-Control", "no-store")
	if wait > 0 {
		// Some twenty per cent to either side, so that those turned away together do
		// not come back together.
		jittered := time.Duration(float64(wait) * (0.8 + 0.4*rand.Float64()))
		h.Set("Retry-After", strconv.Itoa(max(int(jittered.Round(time.Second)/time.Second), 1)))
	}
	w.WriteHeader(status)
	w.Write(b)
}

// note logs one request: who by desk id, never what.
func (x *Centre) note(r *http.Request, status int, code, deskID string, began time.Time, cause error) {
	level := slog.LevelInfo
	switch {
	case status >= 500 && cause != nil:
		level = slog.LevelError
	case status >= 400:
		level = slog.LevelWarn
	}
	a := []slog.Attr{
		slog.String("method", r.Method), slog.String("path", logPath(r.URL.Path)), slog.Int("status", status),
		slog.Int64("bytes", r.ContentLength), slog.Duration("took", time.Since(began)),
	}
	if deskID != "" {
		a = append(a, slog.String("desk", deskID))
	}
	if code != "" {
		a = append(a, slog.String("code", code))
	}
	if cause != nil {
		a = append(a, slog.String("cause", cause.Error()))
	}
	x.log.LogAttrs(r.Context(), level, "request", a...)
}

// logPath bounds what a stranger can put into the log.
func logPath(p string) string {
	if len(p) > 160 {
		p = p[:160]
	}
	return p
}

// now is the time by the centre's clock, in UTC and milliseconds.
func (x *Centre) now() time.Time { return x.clock.Now().UTC().Truncate(time.Millisecond) }
