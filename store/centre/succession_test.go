package centre_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/storetest"
)

// successors publishes 1 and lets a window fetch it, and then 2 to 5 while the window
// is off: the publisher's key changes twice.
func successors(t *testing.T) (*street, *window) {
	t.Helper()
	s := openStreetAs(t, centre.Config{
		Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1, Street: tenant, Clock: storetest.NewClock(storetest.Morning),
	})
	first := newPublisher(t, s)
	w := newWindow(t)
	w.enrol(s)
	first.mustPublish("1", "a", 4)
	w.mustFetch(s.url, "1")
	change := func(from publisher, version, next string) publisher {
		to := newPublisher(t, s)
		from.mustPublish(version, "b", 4)
		if err := s.RemovePublisher(t.Context(), from.key); err != nil {
			t.Fatal(err)
		}
		to.mustPublish(next, "c", 4)
		return to
	}
	change(change(first, "2", "3"), "4", "5")
	return s, w
}

// A window that was off while the key changed twice asks back from version to version
// and catches up in one run.
func TestWindowFollowsThePublishersKeys(t *testing.T) {
	s, w := successors(t)
	s.log.mark()
	w.mustFetch(s.url, "5")
	if n := s.log.since(uplink.ManifestPath); n != 4 {
		t.Errorf("%d manifests were asked for, want the newest and three before it", n)
	}
	w.clock.Set(w.clock.Now().Add(time.Hour))
	if done, err := w.Shelf(nil).Adopt(t.Context()); err != nil || !done {
		t.Errorf("adopted %v, %v", done, err)
	}
	s.log.mark()
	if w.mustFetch(s.url, ""); s.log.since("/catalogue/") != 0 {
		t.Errorf("the next run asked for %v", s.log.paths)
	}
}

// Whatever is wrong on the way back, the old catalogue stays and the next run that
// meets the true centre catches up.
func TestWindowFollowsNobodyElse(t *testing.T) {
	s, w := successors(t)
	older := func(edit func(w http.ResponseWriter, r *http.Request, v string) bool) func(http.ResponseWriter, *http.Request) bool {
		return func(rw http.ResponseWriter, r *http.Request) bool {
			v := r.URL.Query().Get("version")
			return r.URL.Path == uplink.ManifestPath && v != "" && edit(rw, r, v)
		}
	}
	answer := func(rw http.ResponseWriter, status int, v any) bool {
		b, _ := json.Marshal(v)
		rw.Header().Set("Content-Type", uplink.TypeJSON)
		rw.Header().Set(uplink.HeaderCentre, s.Generation())
		rw.Header().Set(uplink.HeaderDigest, uplink.ContentDigest(b))
		rw.WriteHeader(status)
		_, _ = rw.Write(b)
		return true
	}
	for _, tt := range []struct {
		name string
		edit func(rw http.ResponseWriter, r *http.Request, v string) bool
		what string
	}{
		{"a version in the middle is altered", func(rw http.ResponseWriter, r *http.Request, v string) bool {
			if v != "3" {
				return false
			}
			rec := httptest.NewRecorder()
			s.log.next.ServeHTTP(rec, r)
			var m uplink.Manifest
			if err := json.Unmarshal(rec.Body.Bytes(), &m); err != nil {
				t.Error(err)
			}
			m.Expires = desk.LineTime(time.Time(m.Expires).Add(time.Hour))
			return answer(rw, 200, m)
		}, "catalogue.link"},
		{"the centre hands out the newest whatever is asked for", func(rw http.ResponseWriter, r *http.Request, _ string) bool {
			m, _, err := s.Latest(r.Context())
			if err != nil {
				t.Error(err)
			}
			return answer(rw, 200, m)
		}, "catalogue.signature"},
		{"the centre has no older ones", func(rw http.ResponseWriter, _ *http.Request, _ string) bool {
			return answer(rw, 404, uplink.Fault{Code: uplink.CodeAbsent})
		}, "catalogue.signature"},
		{"the centre knows no such question", func(rw http.ResponseWriter, _ *http.Request, _ string) bool {
			return answer(rw, 400, uplink.Fault{Code: uplink.CodeInvalid})
		}, "catalogue.signature"},
	} {
		s.log.stand(older(tt.edit))
		r, h, err := w.fetch(s.url)
		if problem, _ := r.Refused.(*desk.Problem); err != nil || problem == nil || problem.What != tt.what {
			t.Errorf("%s: refused %v, run %v", tt.name, r.Refused, err)
		}
		if f, err := h.Newest(t.Context()); err != nil || f.Point.Version != "1" || !f.Whole {
			t.Errorf("%s: the window has %+v, %v", tt.name, f, err)
		}
	}
	s.log.stand(nil)
	w.mustFetch(s.url, "5")
}

// TestFirstPublisherIsHandedDown enrols desks before there is a publisher: with the
// first version each of them hears of it, once, and takes that version in the same run.
// A desk that knows one keeps to it, whatever the street says.
func TestFirstPublisherIsHandedDown(t *testing.T) {
	clock := storetest.NewClock(storetest.Morning)
	eachStreetAt(t, clock, func(t *testing.T, s *street) {
		early, second := newWindow(t), openWindowNo(t, filepath.Join(t.TempDir(), "02"), "02")
		early.enrol(s)
		second.enrol(s)
		clock.Add(time.Hour)
		p := newPublisher(t, s)
		clock.Add(time.Hour)
		late := openWindowNo(t, filepath.Join(t.TempDir(), "03"), "03")
		late.enrol(s)
		if r := early.mustRun(s.url); r.FeedLines != 0 {
			t.Errorf("before there is a catalogue: %+v", r)
		}
		p.mustPublish("1", "a", 4)
		for _, w := range []*window{early, second, late} {
			w.mustFetch(s.url, "1")
		}
		kept := map[*window]string{early: "applied", second: "applied", late: "kept"}
		for w, want := range kept {
			list, err := w.History(t.Context(), uplink.PublishersObj)
			if err != nil || len(list) != 1 || !strings.Contains(string(list[0].Line.Body), `"outcome":"`+want+`"`) {
				t.Errorf("desk %s: %d lines, %v, want %s", w.id(), len(list), err, want)
			}
		}
		p.mustPublish("2", "b", 4)
		if r, _ := early.mustFetch(s.url, "2"); r.FeedLines != 0 {
			t.Errorf("it is said again: %+v", r)
		}

		thief := newPublisher(t, s)
		if err := s.Say(t.Context(), tenant, station, uplink.PublishersObj, uplink.FeedPublishers, func(ver int) any {
			return uplink.HandedDown{Keys: []string{thief.key}, At: desk.LineTime(storetest.Morning), Ver: ver}
		}); err != nil {
			t.Fatal(err)
		}
		p.mustPublish("3", "c", 4)
		if r, _ := early.mustFetch(s.url, "3"); r.FeedLines != 1 {
			t.Errorf("the other word did not come: %+v", r)
		}
		same(t, s, early, nil)
	})
}
