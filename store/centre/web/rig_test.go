package web_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/centre/web"
	"xiaochuang/store/storetest"
)

const (
	station = "110101001001"
	tenant  = "110101001"
	other   = "110101002"
	secret  = "a sample secret of 1899"
)

// A street is a centre with its pages, and a desk that has sent its cases.
type street struct {
	*centre.Centre
	t     *testing.T
	dir   string
	url   string
	clock *storetest.Clock
	desk  *store.Store
	log   *bytes.Buffer
	name  string // that the desk tells of its station
}

func newStreet(t *testing.T, secure bool) *street {
	t.Helper()
	s := &street{
		t: t, dir: filepath.Join(t.TempDir(), "centre"), clock: storetest.NewClock(storetest.Morning), log: &bytes.Buffer{},
	}
	s.serve(secure)
	return s
}

// again is one more instance on the same records.
func (s *street) again() *street {
	s.t.Helper()
	twin := &street{t: s.t, dir: s.dir, clock: s.clock, log: &bytes.Buffer{}}
	twin.serve(false)
	return twin
}

func (s *street) serve(secure bool) {
	s.t.Helper()
	t := s.t
	c, err := centre.Open(t.Context(), centre.Config{Dir: s.dir, Reserve: -1, Street: tenant, Clock: s.clock})
	if err != nil {
		t.Fatal(err)
	}
	s.Centre = c
	c.Serving(web.New(web.Config{
		Centre: c, Secure: secure, Clock: s.clock, Log: slog.New(slog.NewTextHandler(s.log, nil)),
		Words: web.Words{
			State: func(s desk.CaseState) string { return "state-" + string(s) }, Mode: func(m desk.Mode) string { return string(m) },
			Act: func(k desk.ActKind) string { return string(k) }, Material: func(s desk.MaterialState) string { return string(s) },
			Document: func(code string) string { return code }, Level: func(l desk.Level) string { return string(l) },
			Rectification: func(s desk.RectificationState) string { return "state-" + string(s) },
			RatingTag:     func(code string) string { return code }, RatingChannel: func(c desk.Channel) string { return string(c) },
			CallBack: func(c desk.CallBack) string { return string(c) }, Cause: func(c desk.RectifyCause) string { return string(c) },
			Remedy: func(r desk.Remedy) string { return string(r) }, Doing: func(d desk.StreetDoing) string { return "doing-" + string(d) },
			Appeal:  func(s desk.AppealState) string { return string(s) },
			Problem: func(err error) string { return "problem " + err.Error() },
		},
	}))
	h := httptest.NewServer(c.Handler())
	s.url = h.URL
	t.Cleanup(func() {
		h.Close()
		c.Close()
	})
}

// enrol opens a desk and makes it known.
func (s *street) enrol() {
	s.t.Helper()
	d, err := store.Open(s.t.Context(), store.Config{
		Dir: filepath.Join(s.t.TempDir(), "desk"), Station: storetest.Station(), Clock: s.clock, Built: storetest.Built, Reserve: -1,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.desk = d
	s.t.Cleanup(func() { d.Close() })
	code, err := s.NewCode(s.t.Context(), station, "01")
	if err != nil {
		s.t.Fatal(err)
	}
	e, err := s.client().Enrol(s.t.Context(), code, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	o := d.Outbox()
	defer o.Close()
	if err := o.Enrolled(s.t.Context(), e); err != nil {
		s.t.Fatal(err)
	}
}

func (s *street) client() *client.Client {
	s.t.Helper()
	c, err := client.Dial(client.Config{URL: s.url, Desk: station + "-01", Keys: s.desk.Keys()})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	return c
}

// run is a night run of the desk.
func (s *street) run() uplink.Report {
	s.t.Helper()
	o := s.desk.Outbox()
	defer o.Close()
	r, err := uplink.NewCourier(o, s.client(), s.desk.Keys().Suite(), s.clock, uplink.Options{
		Software: "test", Station: s.name, Tries: 4, Random: func() float64 { return 0 },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}).Run(s.t.Context())
	if err != nil {
		s.t.Fatalf("run: %v, after %+v", err, r)
	}
	return r
}

// write commits an act at the desk.
func (s *street) write(act func(desk.Tx) (desk.Act, error)) desk.Act {
	s.t.Helper()
	done, err := s.desk.Write(s.t.Context(), desk.NewID(s.clock.Now()), storetest.Duty(), act)
	if err != nil {
		s.t.Fatal(err)
	}
	return done.Act
}

// takeIn takes a case in, filled in further, that is handed to the street at once.
func (s *street) takeIn(fill func(*desk.Case)) desk.Case {
	s.t.Helper()
	c := storetest.NewCase(desk.NewID(s.clock.Now()), storetest.Person())
	fill(&c)
	c = s.write(storetest.TakeIn(c)).Cases[0]
	return s.write(func(tx desk.Tx) (desk.Act, error) {
		c.State, c.Rev = desk.CaseHanded, c.Rev+1
		return desk.Act{Kind: desk.ActCaseHanded, Obj: "case:" + c.ID, Cases: []desk.Case{c}}, nil
	}).Cases[0]
}

// page keeps a page of a case.
func (s *street) page(c *desk.Case, bytes []byte, mime string) desk.Page {
	s.t.Helper()
	p, err := s.desk.PutPage(s.t.Context(), c.ID, bytes, desk.Page{MIME: mime})
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 400))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A browser is somebody's.
type browser struct {
	t    *testing.T
	url  string
	http *http.Client
}

func (s *street) browser() *browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s.t, s.url, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// An answer is what a browser got.
type answer struct {
	status int
	body   string // without the writing of HTML, such as &lt;
	raw    string
	to     string // where it is sent
	header http.Header
}

func (b *browser) do(r *http.Request) answer {
	b.t.Helper()
	resp, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{resp.StatusCode, html.UnescapeString(string(raw)), string(raw), resp.Header.Get("Location"), resp.Header}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

// post sends a form as it is, with what a browser would say of where it is from.
func (b *browser) post(path string, form url.Values, from string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if from != "" {
		r.Header.Set("Sec-Fetch-Site", from)
	}
	return b.do(r)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)"`)

// send opens a page, fills its last form in and sends it.
func (b *browser) send(page, to string, fill map[string]string) answer {
	b.t.Helper()
	return b.post(to, formOf(b.get(page), fill), "same-origin")
}

// formOf is the hidden fields of a page, with others over them.
func formOf(a answer, fill map[string]string) url.Values {
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(a.raw, -1) {
		form.Set(m[1], m[2])
	}
	for k, v := range fill {
		form.Set(k, v)
	}
	return form
}

func (b *browser) signIn(login, secret string) answer {
	b.t.Helper()
	return b.send("/web/signin", "/web/signin", map[string]string{"login": login, "secret": secret})
}

var operator = centre.Person{Name: "operator"}

// person makes an account with a secret of its own, and signs in.
func (s *street) person(login, name, street string, role centre.Role) *browser {
	s.t.Helper()
	given, err := s.AddAccount(s.t.Context(), operator, centre.Account{Login: login, Name: name, Tenant: street, Role: role})
	if err != nil {
		s.t.Fatal(err)
	}
	b := s.browser()
	if a := b.signIn(login, given); a.to != "/web/secret" {
		s.t.Fatalf("signing in leads to %d %q: %s", a.status, a.to, a.body)
	}
	if a := b.send("/web/secret", "/web/secret", map[string]string{"old": given, "new": secret, "again": secret}); a.to != "/web/" {
		s.t.Fatalf("a secret of one's own leads to %d %q: %s", a.status, a.to, a.body)
	}
	return b
}

// reviewer and chief are of the street; stranger is of the next one.
func (s *street) reviewer() *browser {
	return s.person("reviewer", "Reviewer One", tenant, centre.RoleReview)
}
func (s *street) chief() *browser { return s.person("chief", "Chief One", tenant, centre.RoleAdmin) }
func (s *street) stranger(role centre.Role) *browser {
	s.t.Helper()
	if _, err := s.NewCode(s.t.Context(), other+"001", "01"); err != nil {
		s.t.Fatal(err)
	}
	return s.person("stranger-"+string(role), "Stranger "+string(role), other, role)
}

// is makes sure of the status of an answer and of what it says.
func (a answer) is(t *testing.T, what string, status int, says ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: status %d, want %d: %s", what, a.status, status, a.body)
	}
	for _, s := range says {
		if !strings.Contains(a.body, s) {
			t.Errorf("%s: it does not say %q: %s", what, s, a.body)
		}
	}
}

func (a answer) silent(t *testing.T, what string, about ...string) {
	t.Helper()
	for _, s := range about {
		if strings.Contains(a.raw, s) || strings.Contains(a.body, s) {
			t.Errorf("%s: it says %q: %s", what, s, a.raw)
		}
	}
}

func fill(pairs ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

func nameOf(n int) string { return fmt.Sprintf("Sample matter %02d", n) }
