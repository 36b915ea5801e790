package devtest

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

// An ESCLTranscript is one way in which real eSCL scanners differ from the
// specification, as answers that can be replayed, with what a client brings
// home that copes with it.
type ESCLTranscript struct {
	Name    string   `toml:"-"`
	About   string   // what the device does
	Seen    []string // where it was met
	Habit   string   // of the control client that fails on it, NoHabit where every client passes
	TLS     bool
	Source  string // as in desk.ScanRequest
	Limit   int    // likewise
	Twice   bool   // a second job is asked for while the first one runs
	Sheets  []int  // the pages to bring home, by number
	Cause   string // why the job stops, as the scanner package names it; "" for an ordinary end
	Jobless bool   // no job is to be made
	Answer  []esclAnswer
}

// An esclAnswer is one answer of a transcript. The first that suits a request
// is given, and may be given again.
type esclAnswer struct {
	To     string            // method and path, such as "GET /eSCL/ScannerStatus"
	In     []string          // states in which it is given; none for every state
	Has    string            // part of the request's body without which it is not given
	After  time.Duration     // how long the state must have lasted
	Before time.Duration     // how long it may have lasted
	Times  int               // how often it is given; 0 for as often as asked
	Hold   time.Duration     // before the answer
	Status int               // 0 for 200
	Header map[string]string // with {self} and {decoy} for this server and the one to stay away from
	Next   string            // the state afterwards

	// The body is one of these, or empty.
	File  string    // of testdata/escl
	Says  *esclSays // a ScannerStatus
	Sheet int       // a JPEG of the sheet with this number
	Text  string

	Cut     int  // bytes after which the line is cut; the length named is that of the whole
	Endless bool // no length is named: the body ends with the connection
}

// ESCLTranscripts returns all transcripts.
func ESCLTranscripts(t testing.TB) []ESCLTranscript {
	t.Helper()
	files, err := esclFiles.ReadDir("testdata/escl")
	if err != nil {
		t.Fatal(err)
	}
	var all []ESCLTranscript
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".toml")
		if !ok {
			continue
		}
		x := ESCLTranscript{Name: name}
		meta, err := toml.Decode(string(esclFile(t, f.Name())), &x)
		if err != nil || len(meta.Undecoded()) > 0 || x.About == "" || x.Habit == "" || len(x.Seen) == 0 {
			t.Fatalf("transcript %s: %v, unknown %v", name, err, meta.Undecoded())
		}
		all = append(all, x)
	}
	return all
}

// replaySize is the size of a transcript's sheets: A6 at 75 dpi, which is soon
// drawn. A client asks for 105 × 148.5 mm.
var replaySize = image.Pt(310, 438)

// replaySheets are the sheets of all transcripts, drawn once.
var replaySheets = sync.OnceValue(func() [][]byte {
	var all [][]byte
	for n := range 4 {
		all = append(all, sheet(n, replaySize, ReplayDPI, false))
	}
	return all
})

// ReplayDPI is the resolution to ask a replay for.
const ReplayDPI = 75

// An ESCLReplay is a transcript being replayed.
type ESCLReplay struct {
	URL string

	t     testing.TB
	x     ESCLTranscript
	decoy *httptest.Server

	mu       sync.Mutex
	state    string
	since    time.Time
	posts    int
	open     bool // a job was taken and not yet taken back
	strayed  int  // requests at the decoy
	used     map[int]int
	unknown  []string
	requests []string
}

// Replay serves the transcript from its beginning.
func (x ESCLTranscript) Replay(t testing.TB) *ESCLReplay {
	t.Helper()
	replaySheets() // drawn before the clock of the transcript starts
	r := &ESCLReplay{t: t, x: x, since: time.Now(), used: map[int]int{}}
	r.decoy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		r.strayed++
		r.mu.Unlock()
		http.NotFound(w, q)
	}))
	t.Cleanup(r.decoy.Close)
	s := httptest.NewUnstartedServer(r)
	s.Config.ErrorLog = nil
	if x.TLS {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	r.URL = s.URL + "/eSCL"
	return r
}

// Judge says what is wrong with what a client brought home: the numbers of its
// sheets, and whether it told the caller of a fault.
func (r *ESCLReplay) Judge(sheets []int, told bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case !slices.Equal(sheets, r.x.Sheets):
		return fmt.Errorf("sheets %v, want %v", sheets, r.x.Sheets)
	case told != (r.x.Cause != ""):
		return fmt.Errorf("fault told: %v, want cause %q", told, r.x.Cause)
	case r.strayed > 0:
		return fmt.Errorf("%d requests to another host", r.strayed)
	case r.open:
		return fmt.Errorf("a job was left open")
	case r.x.Jobless && r.posts > 0:
		return fmt.Errorf("%d jobs made", r.posts)
	case len(r.unknown) > 0:
		return fmt.Errorf("asked for what the device does not have: %v", r.unknown)
	}
	return nil
}

// Requests lists what was asked for, in order.
func (r *ESCLReplay) Requests() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.requests)
}

// pick returns the answer to a request and moves the transcript on.
func (r *ESCLReplay) pick(request, body string) (esclAnswer, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, request)
	lasted := time.Since(r.since)
	if strings.HasPrefix(request, "POST ") {
		r.posts++
	}
	if strings.HasPrefix(request, "DELETE ") {
		r.open = false
	}
	for i, a := range r.x.Answer {
		switch {
		case a.To != request, len(a.In) > 0 && !slices.Contains(a.In, r.state), !strings.Contains(body, a.Has),
			lasted < a.After, a.Before > 0 && lasted >= a.Before, a.Times > 0 && r.used[i] >= a.Times:
			continue
		}
		r.used[i]++
		if a.Status == http.StatusCreated {
			r.open = true
		}
		return a, true
	}
	switch {
	case request == "GET /eSCL/ScannerCapabilities":
		return esclAnswer{File: "capabilities.xml"}, true
	case request == "GET /eSCL/ScannerStatus":
		return esclAnswer{Says: &esclSays{State: "Idle", Adf: "ScannerAdfLoaded"}}, true
	case strings.HasPrefix(request, "DELETE /eSCL/ScanJobs/"):
		return esclAnswer{}, true
	}
	r.unknown = append(r.unknown, request)
	return esclAnswer{Status: http.StatusNotFound}, false
}

// ServeHTTP implements http.Handler.
func (r *ESCLReplay) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(io.LimitReader(q.Body, 1<<20))
	if err != nil {
		return
	}
	a, _ := r.pick(q.Method+" "+q.URL.Path, string(body))
	select {
	case <-time.After(a.Hold):
	case <-q.Context().Done():
		return
	}
	if a.Next != "" { // before the answer: the client may be quick to ask again
		r.mu.Lock()
		r.state, r.since = a.Next, time.Now()
		r.mu.Unlock()
	}
	b := r.body(w, a)
	for name, text := range a.Header {
		text = strings.ReplaceAll(text, "{decoy}", r.decoy.Listener.Addr().String())
		w.Header().Set(name, strings.ReplaceAll(text, "{self}", q.Host))
	}
	status := max(a.Status, http.StatusOK)
	if !a.Endless && a.Cut == 0 {
		w.WriteHeader(status)
		_, _ = w.Write(b)
		return
	}
	r.cut(w, a, b)
}

// body returns the body of an answer and names its type.
func (r *ESCLReplay) body(w http.ResponseWriter, a esclAnswer) []byte {
	switch {
	case a.File != "":
		w.Header().Set("Content-Type", "text/xml")
		return esclFile(r.t, path.Base(a.File))
	case a.Says != nil:
		w.Header().Set("Content-Type", "text/xml")
		return a.Says.document()
	case a.Sheet > 0:
		w.Header().Set("Content-Type", "image/jpeg")
		return replaySheets()[a.Sheet]
	}
	return []byte(a.Text)
}

// cut writes an answer whose end is the end of the connection.
func (r *ESCLReplay) cut(w http.ResponseWriter, a esclAnswer, b []byte) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	var head bytes.Buffer
	status := max(a.Status, http.StatusOK)
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\nConnection: close\r\n", status, http.StatusText(status))
	if !a.Endless {
		fmt.Fprintf(&head, "Content-Length: %d\r\n", len(b))
	}
	_ = w.Header().Write(&head)
	head.WriteString("\r\n")
	if a.Cut > 0 {
		b = b[:min(a.Cut, len(b))]
	}
	_ = conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_, _ = conn.Write(append(head.Bytes(), b...))
}
