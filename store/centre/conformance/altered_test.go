package conformance_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// A reply is an answer on its way out, which a mutant may change.
type reply struct {
	status  int
	header  http.Header
	body    []byte
	chunked bool
}

// say replaces the answer.
func (a *reply) say(status int, v any) {
	a.status = status
	a.body, _ = json.Marshal(v)
}

// code is the code of a refusal, "" for none.
func (a *reply) code() string {
	var f uplink.Fault
	if a.status < 300 || json.Unmarshal(a.body, &f) != nil {
		return ""
	}
	return f.Code
}

// altered is a centre that answers otherwise than ours: after ours answered, with
// length and digest made right again.
func altered(alter func(r *http.Request, a *reply)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(asked))
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			r.Body = io.NopCloser(bytes.NewReader(asked))
			a := &reply{status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
			before := bytes.Clone(a.body)
			alter(r, a)
			a.write(w, !bytes.Equal(before, a.body))
		})
	}
}

func (a *reply) write(w http.ResponseWriter, changed bool) {
	maps.Copy(w.Header(), a.header)
	if changed {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.Header().Set(uplink.HeaderDigest, uplink.ContentDigest(a.body))
	}
	if a.chunked {
		w.Header().Del("Content-Length")
	}
	w.WriteHeader(a.status)
	w.Write(a.body)
	if f, ok := w.(http.Flusher); ok && a.chunked {
		f.Flush()
	}
}

// edit decodes an answer of a kind, lets do change it, and encodes it again.
func edit[T any](a *reply, do func(*T)) {
	var v T
	if json.Unmarshal(a.body, &v) == nil {
		do(&v)
		a.body, _ = json.Marshal(v)
	}
}

// instead turns one refusal into an answer that takes the request.
func instead(code string, status int, v any) func(*http.Request, *reply) {
	return func(_ *http.Request, a *reply) {
		if a.code() == code {
			a.say(status, v)
		}
	}
}

// on alters what comes from one path, and was taken.
func on(path string, alter func(*http.Request, *reply)) func(*http.Request, *reply) {
	return func(r *http.Request, a *reply) {
		if strings.HasPrefix(r.URL.Path, path) && a.status < 300 {
			alter(r, a)
		}
	}
}

// ackedUnstored answers slices as if they were taken, and keeps nothing.
func ackedUnstored(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != uplink.EventsPath {
			next.ServeHTTP(w, r)
			return
		}
		d := seal.Intl()
		packed, _ := io.ReadAll(r.Body)
		body, err1 := uplink.Unpack(bytes.NewReader(packed), 2*uplink.MaxLine)
		lines, err2 := uplink.SplitLines(body)
		prev, err3 := uplink.ParseChain(d, r.Header.Get(uplink.HeaderPrev))
		from, err4 := strconv.ParseInt(r.Header.Get(uplink.HeaderFirst), 10, 64)
		if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
			r.Body = io.NopCloser(bytes.NewReader(packed))
			next.ServeHTTP(w, r)
			return
		}
		s := uplink.Slice{First: from, Prev: prev, Lines: lines}
		rec := httptest.NewRecorder()
		health, _ := http.NewRequestWithContext(r.Context(), http.MethodGet, "/health", nil)
		next.ServeHTTP(rec, health)
		a := &reply{header: rec.Header()}
		a.say(http.StatusOK, uplink.Appended{NextSeq: s.Last() + 1, Chain: s.Chain(d).Text(d)})
		a.write(w, true)
	})
}
