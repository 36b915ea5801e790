package centre_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/seal"
)

func TestAddressesThatAreRefused(t *testing.T) {
	keys := freshKeys(t, seal.GM())
	for _, tt := range []struct {
		url  string
		kind desk.Kind
	}{
		{"http://192.0.2.1:8080", desk.Blocked},
		{"ftp://192.0.2.1", desk.Invalid},
		{"https://", desk.Invalid},
		{"https://user:secret@192.0.2.1", desk.Invalid},
		{"https://192.0.2.1/?a=b", desk.Invalid},
	} {
		_, err := client.Dial(client.Config{URL: tt.url, Desk: deskID, Keys: keys})
		if desk.KindOf(err) != tt.kind {
			t.Errorf("%s: %v, want %s", tt.url, err, tt.kind)
		}
	}
	for _, url := range []string{"http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "https://192.0.2.1/centre/"} {
		if _, err := client.Dial(client.Config{URL: url, Desk: deskID, Keys: keys}); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// What answers for the centre without being it acknowledges nothing.
func TestStrangersOnTheWay(t *testing.T) {
	for name, stranger := range map[string]http.HandlerFunc{
		"a captive portal": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>log in</html>") },
		"a gateway's error page": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "blocked by policy", http.StatusForbidden)
		},
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusFound)
		},
		"a kind one without the mark": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"action":"continue","algorithm":"sm3","next_seq":1}`)
		},
		"one that changes the answer": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(uplink.HeaderCentre, "g")
			w.Header().Set(uplink.HeaderDigest, uplink.ContentDigest([]byte("{}")))
			fmt.Fprint(w, `{"action":"continue","algorithm":"sm3","next_seq":1}`)
		},
		"one that never ends": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(uplink.HeaderCentre, "g")
			b := []byte(strings.Repeat("x", 64<<10))
			for range 64 {
				w.Write(b)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(stranger)
			defer srv.Close()
			s, w := newStreet(t), newWindow(t)
			w.enrol(s)
			w.tickets(1)
			r, err := w.run(w.client(srv.URL))
			if desk.KindOf(err) != desk.Blocked || r.Sent != 0 || r.Left.Events == 0 {
				t.Errorf("error %v after %+v", err, r)
			}
			if r := w.mustRun(s.url); r.Duplicates != 0 {
				t.Errorf("afterwards: %+v", r)
			}
			same(t, s, w, nil)
		})
	}
}

// A stranger between two requests, now and then, changes nothing in the end.
func TestStrangerNowAndThen(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	w.takeIn(700_000)
	var n atomic.Int32
	s.log.before = func(w http.ResponseWriter, _ *http.Request) bool {
		if n.Add(1)%3 != 1 {
			return false
		}
		w.WriteHeader(http.StatusOK)
		fmt.Fprint(w, "<html>")
		return true
	}
	if r := w.mustRun(s.url); r.Retries == 0 {
		t.Errorf("no stranger was met: %+v", r)
	}
	same(t, s, w, nil)
}

// A centre that is another one from one request to the next is greeted anew.
func TestGenerationThatChangesWithinARun(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	w.tickets(3)
	var n atomic.Int32
	s.log.before = func(w http.ResponseWriter, r *http.Request) bool {
		if n.Add(1) != 3 { // the lines, after hello and the feed
			return false
		}
		s.log.next.ServeHTTP(renamed{w}, r)
		return true
	}
	if r := w.mustRun(s.url); r.Hellos != 2 {
		t.Errorf("run: %+v", r)
	}
	same(t, s, w, nil)
}

// renamed puts another generation into an answer.
type renamed struct{ http.ResponseWriter }

func (r renamed) WriteHeader(status int) {
	r.Header().Set(uplink.HeaderCentre, "another")
	r.ResponseWriter.WriteHeader(status)
}

func TestFeedThatTheStreetDidNotSign(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	c := w.takeIn()
	w.mustRun(s.url)
	if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	for name, forge := range map[string]func(*uplink.Signed){
		"another decision": func(l *uplink.Signed) { l.Line = strings.Replace(l.Line, `"accept"`, `"reject"`, 1) },
		"no signature":     func(l *uplink.Signed) { l.Sig = nil },
		"another key": func(l *uplink.Signed) {
			l.Sig, _ = s.Suite().Sign(w.Keys().Signing(), uplink.FeedSigning([]byte(l.Line)))
		},
	} {
		w.tickets(1)
		r, err := w.run(&forger{w.client(s.url), forge})
		kindIs(t, err, desk.Denied, "sync.feed")
		if r.Unread == nil || r.Sent != 1 || r.Left.Events != 0 {
			t.Errorf("%s: the lines did not go: %+v", name, r)
		}
		if got, err := w.Case(t.Context(), c.ID); err != nil || got.DecisionVer != 0 {
			t.Errorf("%s: case is %+v, %v", name, got, err)
		}
	}
	if r := w.mustRun(s.url); r.Applied != 1 {
		t.Errorf("the true line: %+v", r)
	}
}

type forger struct {
	uplink.Centre
	forge func(*uplink.Signed)
}

func (f *forger) Feed(ctx context.Context, cursor string, limit int) (uplink.Page, error) {
	p, err := f.Centre.Feed(ctx, cursor, limit)
	for i := range p.Lines {
		f.forge(&p.Lines[i])
	}
	return p, err
}

func TestPlainHTTPStaysOnLoopback(t *testing.T) {
	for addr, blocked := range map[string]bool{"0.0.0.0:0": true, "127.0.0.1:0": false} {
		x, err := centre.Open(t.Context(), centre.Config{Dir: t.TempDir(), Addr: addr, Reserve: -1})
		if err != nil {
			t.Fatal(err)
		}
		_, err = x.Listen(t.Context())
		if (desk.KindOf(err) == desk.Blocked) != blocked {
			t.Errorf("%s: %v", addr, err)
		}
		x.Close()
	}
}
