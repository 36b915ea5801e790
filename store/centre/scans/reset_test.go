package scans_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"xiaochuang/store/centre/scans"
	"xiaochuang/store/centre/scanstest"
)

// TestPageThatIsThereAlready puts a page over a line that is reset while it is
// sent, as services do that refuse early: where the page is there, that is no
// failure; where it is not, it is one.
func TestPageThatIsThereAlready(t *testing.T) {
	address := scanstest.Shared(t).Bucket(t)
	direct, err := open(t, address).Street("110101001")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.Repeat("page", 200_000)
	there, _, err := direct.Put(t.Context(), strings.NewReader(page), 1<<20)
	if err != nil {
		t.Fatal(err)
	}

	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	through := httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		host := r.In.Host // signed with
		r.SetURL(&url.URL{Scheme: "http", Host: u.Host})
		r.Out.Host = host
	}}
	line := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			through.ServeHTTP(w, r)
			return
		}
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		c.(*net.TCPConn).SetLinger(0)
		c.Close()
	}))
	defer line.Close()
	s, err := open(t, strings.Replace(address, u.Host, strings.TrimPrefix(line.URL, "http://"), 1)).Street("110101001")
	if err != nil {
		t.Fatal(err)
	}
	if id, n, err := s.Put(t.Context(), strings.NewReader(page), 1<<20); err != nil || id != there || n != int64(len(page)) {
		t.Errorf("a page that is there already: %s, %d bytes, %v", id, n, err)
	}
	if _, _, err := s.Put(t.Context(), strings.NewReader("another"+page), 1<<20); !errors.Is(err, scans.ErrAway) {
		t.Errorf("a page that is not there: %v", err)
	}
}
