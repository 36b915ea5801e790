// Package web is the pages of the street centre for the street's people: who
// reviews reads the cases of the stations with their scans, decides on them, checks
// hand-overs and makes second entries; who administers sees how the desks are.
//
// It is not an interface for programs, and keeps nothing: what people do is an act
// of package centre, under their own name. Every page is whole without JavaScript,
// and none is sent.
package web

import (
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

//go:embed pages/*.html style.css
var files embed.FS

// Words name what is named alike at the desk.
type Words struct {
	State    func(desk.CaseState) string
	Mode     func(desk.Mode) string
	Act      func(desk.ActKind) string
	Material func(desk.MaterialState) string
	Document func(code string) string
	Level    func(desk.Level) string

	// Of the following up of bad ratings.
	Rectification func(desk.RectificationState) string
	RatingTag     func(code string) string
	RatingChannel func(desk.Channel) string
	CallBack      func(desk.CallBack) string
	Cause         func(desk.RectifyCause) string
	Remedy        func(desk.Remedy) string
	Doing         func(desk.StreetDoing) string
	Appeal        func(desk.AppealState) string

	Problem func(error) string // what happened and what to do, for what this package has no sentence of its own
}

// Config is what pages are made of.
type Config struct {
	Centre *centre.Centre
	Words  Words
	// Secure says that browsers come over TLS, here or at a gateway: cookies are
	// then sent over nothing else.
	Secure bool
	Log    *slog.Logger
	// Scratch is the folder in which carried parcels lie while they are taken in; "" for
	// the system's own.
	Scratch string
	Clock   desk.Clock
}

// Limits of the pages.
const (
	mostForm  = 64 << 10         // bytes of a form
	mostFile  = 256 << 10        // and of one with a small file
	mostOpen  = 64               // requests at a time
	mostDoor  = 8                // beside them, people signing in, whose secrets take long to look at
	formTime  = 10 * time.Second // to send a form
	mostWork  = time.Minute
	mostQuery = 2 << 10
)

// Pages answers below centre.PeoplePath. It implements http.Handler.
type Pages struct {
	c     Config
	pages map[string]*template.Template
	slots chan struct{}
	doors chan struct{}

	carrying chan struct{} // one upload of parcels at a time
	mux      *http.ServeMux
}

// New returns the pages of a centre.
func New(c Config) *Pages {
	p := &Pages{
		c: c, pages: map[string]*template.Template{}, slots: make(chan struct{}, mostOpen), doors: make(chan struct{}, mostDoor),
		mux: http.NewServeMux(), carrying: make(chan struct{}, 1),
	}
	layout := template.Must(template.New("layout.html").Funcs(p.functions()).ParseFS(files, "pages/layout.html"))
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		panic(err) // they are embedded
	}
	for _, n := range names {
		if n != "pages/layout.html" {
			p.pages[n[len("pages/"):len(n)-len(".html")]] = template.Must(template.Must(layout.Clone()).ParseFS(files, n))
		}
	}
	p.routes()
	if c.Scratch != "" {
		p.sweep()
	}
	return p
}

func (p *Pages) routes() {
	p.mux.HandleFunc("GET /web/style.css", p.style)
	p.mux.HandleFunc("GET /web/signin", p.door)
	p.mux.HandleFunc("POST /web/signin", p.signIn)
	p.mux.HandleFunc("GET /web", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/web/", http.StatusSeeOther) })
	const review, admin = centre.RoleReview, centre.RoleAdmin
	for pattern, a := range map[string]struct {
		roles []centre.Role
		do    act
	}{
		"GET /web/{$}":                          {nil, p.first},
		"POST /web/signout":                     {nil, p.signOut},
		"GET /web/secret":                       {nil, p.secret},
		"POST /web/secret":                      {nil, p.chooseSecret},
		"GET /web/cases":                        {[]centre.Role{review}, p.cases},
		"GET /web/cases/{id}":                   {[]centre.Role{review}, p.oneCase},
		"POST /web/cases/{id}/reveal":           {[]centre.Role{review}, p.reveal},
		"POST /web/cases/{id}/decide":           {[]centre.Role{review}, p.decide},
		"GET /web/cases/{id}/pages/{n}":         {[]centre.Role{review}, p.page},
		"GET /web/cases/{id}/image/{sum}":       {[]centre.Role{review}, p.image},
		"GET /web/batches":                      {[]centre.Role{review}, p.batches},
		"GET /web/batches/{no}":                 {[]centre.Role{review}, p.batch},
		"POST /web/batches/{no}":                {[]centre.Role{review}, p.checkBatch},
		"GET /web/entries":                      {[]centre.Role{review}, p.entries},
		"GET /web/entries/{id}":                 {[]centre.Role{review}, p.entry},
		"POST /web/entries/{id}/begin":          {[]centre.Role{review}, p.beginEntry},
		"POST /web/entries/{id}":                {[]centre.Role{review}, p.enter},
		"GET /web/announcements":                {[]centre.Role{review}, p.announcements},
		"POST /web/announcements":               {[]centre.Role{review}, p.announce},
		"GET /web/announcements/{id}":           {[]centre.Role{review}, p.oneAnnouncement},
		"POST /web/announcements/{id}/withdraw": {[]centre.Role{review}, p.withdraw},
		"GET /web/ratings":                      {[]centre.Role{review}, p.ratings},
		"POST /web/ratings":                     {[]centre.Role{review}, p.assign},
		"GET /web/ratings/new":                  {[]centre.Role{review}, p.newRating},
		"GET /web/ratings/totals":               {[]centre.Role{review}, p.ratingTotals},
		"GET /web/ratings/{id}":                 {[]centre.Role{review}, p.rating},
		"POST /web/ratings/{id}":                {[]centre.Role{review}, p.rectify},
		"POST /web/ratings/{id}/reveal":         {[]centre.Role{review}, p.revealRating},
		"GET /web/rosters":                      {[]centre.Role{review}, p.rosters},
		"POST /web/rosters":                     {[]centre.Role{review}, p.lookAtRoster},
		"POST /web/rosters/send":                {[]centre.Role{review}, p.sendRoster},
		"GET /web/orders":                       {[]centre.Role{admin}, p.orders},
		"GET /web/orders/{id}":                  {[]centre.Role{admin}, p.deskOrders},
		"POST /web/orders/{id}":                 {[]centre.Role{admin}, p.order},
		"GET /web/orders/{id}/{ver}":            {[]centre.Role{admin}, p.deskLog},
		"GET /web/desks":                        {[]centre.Role{review, admin}, p.desks},
		"GET /web/desks/{id}":                   {[]centre.Role{admin}, p.aside},
		"GET /web/stick":                        {[]centre.Role{admin}, p.stick},
		"POST /web/stick":                       {[]centre.Role{admin}, p.carryIn},
		"GET /web/acts":                         {[]centre.Role{admin}, p.acts},
		"GET /web/accounts":                     {[]centre.Role{admin}, p.accounts},
	} {
		p.mux.Handle(pattern, p.guarded(a.do, a.roles...))
	}
	p.mux.Handle("/", p.guarded(func(*visit) error { return &desk.Problem{Kind: desk.NotFound, What: "web.page"} }))
}

// policy lets a page show our own style and pictures and send forms home, and
// nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP implements http.Handler.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
	if p.c.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	slots := p.slots
	if r.Method == http.MethodPost && r.URL.Path == doorPath {
		slots = p.doors
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	default:
		h.Set("Retry-After", "5")
		p.fail(w, nil, http.StatusServiceUnavailable, &desk.Problem{Kind: desk.Unavailable, What: "web.busy"})
		return
	}
	if len(r.URL.RawQuery) > mostQuery {
		p.fail(w, nil, http.StatusRequestURITooLong, &desk.Problem{Kind: desk.Invalid, What: "web.form"})
		return
	}
	began := time.Now()
	seen := &watched{ResponseWriter: w}
	p.mux.ServeHTTP(seen, r)
	// The pattern and not the path, since people type anything into addresses.
	p.c.Log.Info("page", "pattern", r.Pattern, "status", seen.status, "took", time.Since(began))
}

// watched remembers the status of an answer for the log.
type watched struct {
	http.ResponseWriter

	status int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (p *Pages) style(w http.ResponseWriter, _ *http.Request) {
	b, err := files.ReadFile("style.css")
	if err != nil {
		panic(err) // it is embedded
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=3600")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(b) // the browser has gone
}

// statusOf is the HTTP status of an error.
func statusOf(err error) int {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	switch desk.KindOf(err) {
	case desk.NotFound:
		return http.StatusNotFound
	case desk.Invalid:
		return http.StatusUnprocessableEntity
	case desk.Blocked, desk.Conflict:
		return http.StatusConflict
	case desk.Denied:
		return http.StatusForbidden
	case desk.Locked:
		return http.StatusTooManyRequests
	case desk.Unavailable:
		return http.StatusServiceUnavailable
	case desk.Full:
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}
