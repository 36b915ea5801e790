package centre_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// A meddler is a gateway as an office has one: it looks into what passes.
type meddler struct {
	name   string
	path   string // below which it serves the centre
	before func(w http.ResponseWriter, r *http.Request) (done bool)
	after  func(w *http.Response) error
	says   string // what a run through it says; "" for one that ends well
	kind   desk.Kind
}

// between puts a meddler before a centre and returns its address.
func between(t *testing.T, m meddler, to string) string {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	p := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(u)
			r.Out.Header["User-Agent"] = nil
		},
		ModifyResponse: m.after,
		ErrorHandler:   func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m.before == nil || !m.before(w, r) {
			p.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL + m.path
}

func refuses(status int, page string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		fmt.Fprint(w, page)
		return true
	}
}

// reread replaces a request's body.
func reread(r *http.Request, change func([]byte) []byte) {
	b, _ := io.ReadAll(r.Body)
	b = change(b)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	r.Header.Set("Content-Length", strconv.Itoa(len(b)))
}

// rewritten replaces an answer's body.
func rewritten(w *http.Response, change func([]byte) []byte) error {
	b, err := io.ReadAll(w.Body)
	b = change(b)
	w.Body, w.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	w.Header.Set("Content-Length", strconv.Itoa(len(b)))
	return err
}

func strip(h http.Header, keep func(name string) bool) {
	for name := range h {
		if !keep(name) {
			h.Del(name)
		}
	}
}

// known are headers that a firewall has heard of.
func known(name string) bool {
	return !strings.HasPrefix(name, "Sync-") && name != uplink.HeaderDigest
}

// needed are the headers of the wire that nothing may be without.
func needed(name string) bool {
	return !known(name) || name == "Content-Encoding" || name == "Content-Length"
}

// tolerable are the gateways that a night run does not mind.
var tolerable = []meddler{
	{name: "takes a hundred kilobytes", before: func(w http.ResponseWriter, r *http.Request) bool {
		return r.ContentLength > 100_000 && refuses(http.StatusRequestEntityTooLarge, "too large")(w, r)
	}},
	{name: "knows GET and POST only", before: func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet && r.Method != http.MethodPost {
			return refuses(http.StatusForbidden, "blocked")(w, r)
		}
		return false
	}},
	{name: "keeps no header that the wire can do without", before: func(_ http.ResponseWriter, r *http.Request) bool {
		strip(r.Header, needed)
		return false
	}, after: func(w *http.Response) error {
		strip(w.Header, needed)
		return nil
	}},
	{name: "adds headers and cookies", before: func(_ http.ResponseWriter, r *http.Request) bool {
		r.Header.Set("Via", "1.1 gateway")
		r.Header.Set("X-Forwarded-For", "192.0.2.1, 192.0.2.2")
		r.Header.Set("X-Audit", strings.Repeat("a", 2000))
		return false
	}, after: func(w *http.Response) error {
		w.Header.Add("Set-Cookie", "gateway=1")
		w.Header.Set("X-Cache", "MISS")
		return nil
	}},
	{name: "answers in chunks", after: func(w *http.Response) error {
		w.ContentLength = -1
		w.Header.Del("Content-Length")
		return nil
	}},
	{name: "compresses answers", after: func(w *http.Response) error {
		w.Header.Set("Content-Encoding", "gzip")
		return rewritten(w, func(b []byte) []byte {
			var packed bytes.Buffer
			z := gzip.NewWriter(&packed)
			_, _ = z.Write(b)
			z.Close()
			return packed.Bytes()
		})
	}},
	{name: "holds everything back until it is whole, and a while longer", before: func(_ http.ResponseWriter, r *http.Request) bool {
		reread(r, bytes.Clone)
		time.Sleep(20 * time.Millisecond)
		return false
	}, after: func(w *http.Response) error {
		time.Sleep(20 * time.Millisecond)
		return rewritten(w, bytes.Clone)
	}},
	{name: "closes after every answer", after: func(w *http.Response) error {
		w.Header.Set("Connection", "close")
		return nil
	}},
	{name: "takes bodies up to a megabyte", before: func(w http.ResponseWriter, r *http.Request) bool {
		return r.ContentLength > 1_000_000 && refuses(http.StatusRequestEntityTooLarge, "too large")(w, r)
	}},
	{name: "serves it below a path", path: "/street/centre", before: func(_ http.ResponseWriter, r *http.Request) bool {
		r.URL.Path = strings.TrimPrefix(r.URL.Path, "/street/centre")
		r.URL.RawPath = ""
		return false
	}},
}

// intolerable are those that it cannot do with, each with what it says of them.
var intolerable = []meddler{
	{
		name: "passes known headers only", kind: desk.Blocked, says: "sync.gateway",
		before: func(_ http.ResponseWriter, r *http.Request) bool { strip(r.Header, known); return false },
	},
	{
		name: "passes known headers of answers only", kind: desk.Blocked, says: "sync.gateway",
		after: func(w *http.Response) error { strip(w.Header, known); return nil },
	},
	{
		name: "does not know where a slice begins", kind: desk.Blocked, says: "sync.gateway",
		before: func(_ http.ResponseWriter, r *http.Request) bool { r.Header.Del(uplink.HeaderFirst); return false },
	},
	{
		name: "sends on in chunks", kind: desk.Blocked, says: "sync.gateway",
		before: func(_ http.ResponseWriter, r *http.Request) bool { r.ContentLength = -1; return false },
	},
	{
		name: "unpacks what is packed", kind: desk.Blocked, says: "sync.gateway",
		before: func(_ http.ResponseWriter, r *http.Request) bool {
			if r.Header.Get("Content-Encoding") == "gzip" {
				r.Header.Del("Content-Encoding")
				reread(r, func(b []byte) []byte {
					plain, _ := uplink.Unpack(bytes.NewReader(b), uplink.MaxLine)
					return plain
				})
			}
			return false
		},
	},
	{
		name: "throws away what stands behind a question mark", kind: desk.Blocked, says: "sync.gateway",
		before: func(_ http.ResponseWriter, r *http.Request) bool { r.URL.RawQuery = ""; return false },
	},
	{
		name: "escapes paths", kind: desk.Blocked, says: "sync.gateway",
		before: func(_ http.ResponseWriter, r *http.Request) bool {
			r.URL.RawPath = strings.ReplaceAll(r.URL.Path, ":", "%3A")
			return false
		},
	},
	{
		name: "puts a line into every answer", kind: desk.Blocked, says: "sync.gateway",
		after: func(w *http.Response) error {
			return rewritten(w, func(b []byte) []byte { return append(b, "<!-- seen -->"...) })
		},
	},
	{
		name: "changes what it does not like", kind: desk.Broken, says: "sync.digest",
		before: func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/blobs/missing") {
				reread(r, func(b []byte) []byte { return append(b, ' ') })
			}
			return false
		},
	},
	{name: "refuses", kind: desk.Blocked, says: "sync.gateway_blocked", before: refuses(http.StatusForbidden, "blocked by policy")},
	{name: "wants a password", kind: desk.Blocked, says: "sync.gateway_blocked", before: refuses(http.StatusProxyAuthRequired, "")},
	{
		name: "takes ten kilobytes", kind: desk.Blocked, says: "sync.gateway_size",
		before: func(w http.ResponseWriter, r *http.Request) bool {
			return r.ContentLength > 10_000 && refuses(http.StatusRequestEntityTooLarge, "too large")(w, r)
		},
	},
	{name: "finds nobody behind it", kind: desk.Unavailable, says: "sync.gateway_down", before: refuses(http.StatusBadGateway, "bad gateway")},
	{name: "shows a page to log in", kind: desk.Blocked, says: "sync.stranger", before: refuses(http.StatusOK, "<html>log in</html>")},
	{name: "leads to a page to log in", kind: desk.Blocked, says: "sync.stranger", before: func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, "http://192.0.2.1/login", http.StatusFound)
		return true
	}},
	{name: "moves it to another path", kind: desk.Broken, says: "sync.no_path", before: func(_ http.ResponseWriter, r *http.Request) bool {
		r.URL.Path = strings.Replace(r.URL.Path, "/sync/v1", "/sync/v2", 1)
		return false
	}},
}

// Behind what does not touch the wire a night run goes as always.
func TestNightBehindTolerableMeddlers(t *testing.T) {
	s := newStreet(t)
	for i, m := range tolerable {
		t.Run(m.name, func(t *testing.T) { nightBehind(t, s, fmt.Sprintf("%02d", i+1), between(t, m, s.url)) })
	}
}

// Behind what does, the run says in words what was done to it, after a few tries
// and not after many; nothing is lost, and over another way everything goes.
func TestNightBehindIntolerableMeddlers(t *testing.T) {
	s := newStreet(t)
	for i, m := range intolerable {
		t.Run(m.name, func(t *testing.T) {
			w := openWindowNo(t, filepath.Join(t.TempDir(), "desk"), fmt.Sprintf("%02d", i+1))
			w.enrol(s)
			w.takeIn(300_000)
			w.tickets(3)
			r, err := w.run(w.client(between(t, m, s.url)))
			kindIs(t, err, m.kind, m.says)
			if r.Left.Events+r.Left.Blobs == 0 || r.Requests > 20 {
				t.Errorf("run: %+v", r)
			}
			if r := w.mustRun(s.url); r.Sent+r.Blobs == 0 {
				t.Errorf("over another way: %+v", r)
			}
			same(t, s, w, nil)
		})
	}
}

// A gateway that asks to log in again in the middle of a run, and one that sends a
// request twice since it was not sure, delay a run and double nothing.
func TestMeddlersNowAndThen(t *testing.T) {
	s := newStreet(t)
	var n atomic.Int64
	twice := func(first bool) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			b, _ := io.ReadAll(r.Body)
			var got *http.Response
			for i := range 2 {
				q, err := http.NewRequestWithContext(r.Context(), r.Method, s.url+r.URL.RequestURI(), bytes.NewReader(b))
				if err != nil {
					return refuses(http.StatusBadGateway, "")(w, r)
				}
				q.Header = r.Header.Clone()
				a, err := http.DefaultTransport.RoundTrip(q)
				if err != nil {
					return refuses(http.StatusBadGateway, "")(w, r)
				}
				if (i == 0) == first {
					got = a
				} else {
					a.Body.Close()
				}
			}
			defer got.Body.Close()
			for k, v := range got.Header {
				w.Header()[k] = v
			}
			w.WriteHeader(got.StatusCode)
			_, _ = io.Copy(w, got.Body)
			return true
		}
	}
	for i, m := range []meddler{
		{name: "asks to log in again", before: func(w http.ResponseWriter, r *http.Request) bool {
			return n.Add(1)%4 == 0 && refuses(http.StatusOK, "<html>log in</html>")(w, r)
		}},
		{name: "sends twice and gives the first answer", before: twice(true)},
		{name: "sends twice and gives the second answer now and then", before: func(w http.ResponseWriter, r *http.Request) bool {
			return n.Add(1)%4 == 0 && twice(false)(w, r)
		}},
	} {
		t.Run(m.name, func(t *testing.T) {
			w := openWindowNo(t, filepath.Join(t.TempDir(), "desk"), fmt.Sprintf("%02d", i+1))
			w.enrol(s)
			w.takeIn(700_000, 600_000)
			w.tickets(450)
			w.mustRun(between(t, m, s.url))
			same(t, s, w, nil)
		})
	}
}
