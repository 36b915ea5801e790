// Package page shows the board of the waiting room to browsers: one page that is
// whole without JavaScript and live with it, for a second screen or a television
// in the hall.
//
// It is not an interface of the desk. It answers GET only, keeps no session, and
// is given nothing that it must not show: see desk.Board.
package page

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"xiaochuang/desk"
)

//go:embed board.html board.css board.js
var files embed.FS

// Limits of the server. A board has a handful of screens; more are strangers.
const (
	mostConns   = 64
	mostLive    = 32               // of them, pages that are kept live
	writeWithin = 5 * time.Second  // of each write to a live page; who is slower is dropped
	aliveEvery  = 15 * time.Second // a sign of life to live pages
	liveFor     = 30 * time.Minute // then the browser connects anew
	staleAfter  = time.Minute
	mostLast    = 6
)

// A Feed has the newest board.
type Feed interface {
	Latest() (desk.Board, bool)
	Watch() (boards <-chan desk.Board, stop func())
}

// A Server is the page. It implements http.Handler.
type Server struct {
	feed  Feed
	clock desk.Clock
	log   *slog.Logger
	page  *template.Template
	live  chan struct{} // one for each live page
	mux   *http.ServeMux
}

// New returns a page of the feed.
func New(f Feed, c desk.Clock, log *slog.Logger) *Server {
	s := &Server{
		feed: f, clock: c, log: log, live: make(chan struct{}, mostLive), mux: http.NewServeMux(),
		page: template.Must(template.ParseFS(files, "board.html")),
	}
	s.mux.HandleFunc("GET /{$}", s.board)
	s.mux.HandleFunc("GET /events", s.events)
	for name, kind := range map[string]string{"board.css": "text/css; charset=utf-8", "board.js": "text/javascript; charset=utf-8"} {
		s.mux.HandleFunc("GET /"+name, static(name, kind))
	}
	return s
}

// Serve answers on l until ctx ends. It closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler: s, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: writeWithin,
		IdleTimeout: 30 * time.Second, MaxHeaderBytes: 8 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog:    slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() { h.Close() })
	defer stop()
	err := h.Serve(limit(l, mostConns))
	if errors.Is(err, http.ErrServerClosed) {
		return ctx.Err()
	}
	return err
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet {
		h.Set("Allow", http.MethodGet)
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	s.mux.ServeHTTP(w, r)
}

func static(name, kind string) http.HandlerFunc {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b) // the browser has gone
	}
}

// A sheet is what the template shows.
type sheet struct {
	desk.Board
	Known  bool
	Shown  *desk.BoardCall
	Call   string // changes with each call, for the script
	Last   []row
	Time   string
	ReadAt string
	Stale  string // how long the board has not been read, "" while it is fresh
}

type row struct {
	desk.BoardCall
	Time string
}

const clockFace = "15:04"

// sheetOf makes the sheet of a board that was asked for at now.
func sheetOf(b desk.Board, known bool, now time.Time) sheet {
	s := sheet{Board: b, Known: known, Time: now.In(desk.Beijing).Format(clockFace), ReadAt: b.At.In(desk.Beijing).Format(clockFace)}
	for i := range b.Calls {
		c := b.Calls[i]
		if s.Shown == nil && !c.Missed {
			s.Shown = &c
			s.Call = c.ID + "/" + strconv.Itoa(c.Window) + "/" + strconv.Itoa(c.Times)
			continue
		}
		if len(s.Last) < mostLast {
			s.Last = append(s.Last, row{c, c.At.In(desk.Beijing).Format(clockFace)})
		}
	}
	if age := now.Sub(b.At); known && age >= staleAfter {
		if m := int(age.Minutes()); m < 600 {
			s.Stale = strconv.Itoa(m) + " 分钟"
		} else {
			s.Stale = strconv.Itoa(m/60) + " 小时"
		}
	}
	return s
}

func (s *Server) board(w http.ResponseWriter, _ *http.Request) {
	b, known := s.feed.Latest()
	var out bytes.Buffer
	if err := s.page.Execute(&out, sheetOf(b, known, s.clock.Now())); err != nil {
		s.log.Error("board page", "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	_, _ = w.Write(out.Bytes()) // the browser has gone
}

// events tells a live page that there is a newer board. It says nothing of what
// is on it: the page fetches that.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	select {
	case s.live <- struct{}{}:
		defer func() { <-s.live }()
	default:
		w.Header().Set("Retry-After", "60")
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	boards, stop := s.feed.Watch()
	defer stop()
	alive := time.NewTicker(aliveEvery)
	defer alive.Stop()
	over := time.NewTimer(liveFor)
	defer over.Stop()
	out := http.NewResponseController(w)
	if err := out.SetReadDeadline(time.Time{}); err != nil { // nothing more is read; the request stays open
		return
	}
	say := func(event string) error {
		if err := out.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
			return err
		}
		if _, err := w.Write([]byte("event: " + event + "\ndata: .\n\n")); err != nil {
			return err
		}
		return out.Flush()
	}
	event := "alive"
	for say(event) == nil {
		select {
		case <-r.Context().Done():
			return
		case <-over.C:
			return
		case <-boards:
			event = "board"
		case <-alive.C:
			event = "alive"
		}
	}
}
