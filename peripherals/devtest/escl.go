package devtest

import (
	"crypto/sha256"
	"crypto/tls"
	"embed"
	"encoding/hex"
	"fmt"
	"image"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

//go:embed testdata/escl
var esclFiles embed.FS

// esclFile returns one of the rig's documents.
func esclFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := esclFiles.ReadFile("testdata/escl/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// An ESCLRig is a whole eSCL scanner in software that behaves as the
// specification asks (Mopria Alliance eSCL Scan Technical Specification), with a
// glass and a feeder. It refuses what it does not offer and holds a client to
// its duties: a job left open, or settings that are not valid, fail the test.
type ESCLRig struct {
	URL string
	Pin string // SHA-256 of the certificate; "" without TLS

	t      testing.TB
	tls    *tls.Config
	addr   string
	server *http.Server

	mu       sync.Mutex
	sheets   int // in the feeder
	fed      int // sheets given so far, and the number of the last one
	jam      int // sheets until the jam; 0 for none
	double   int // sheets until two go in together and it is noticed; 0 for never
	laid     map[int][]byte
	cover    bool
	slow     time.Duration
	jobs     []*esclRigJob
	requests []string
	faults   []string
}

// An esclRigJob is one job of the rig.
type esclRigJob struct {
	id     string
	want   esclWish
	state  string // Processing, Completed, Aborted, Canceled
	reason string
	images int
}

// ESCL starts a scanner on plain HTTP with ten sheets in its feeder.
func ESCL(t testing.TB) *ESCLRig { return startESCL(t, nil) }

// ESCLTLS starts a scanner on HTTPS with a certificate that nobody vouches for,
// as scanners have.
func ESCLTLS(t testing.TB) *ESCLRig {
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	defer s.Close()
	return startESCL(t, &tls.Config{Certificates: s.TLS.Certificates, MinVersion: tls.VersionTLS12})
}

func startESCL(t testing.TB, c *tls.Config) *ESCLRig {
	t.Helper()
	r := &ESCLRig{t: t, tls: c, sheets: 10, addr: "127.0.0.1:0"}
	r.On(t)
	r.URL = "http://" + r.addr + "/eSCL"
	if c != nil {
		r.URL = "https://" + r.addr + "/eSCL"
		sum := sha256.Sum256(c.Certificates[0].Certificate[0])
		r.Pin = hex.EncodeToString(sum[:])
	}
	t.Cleanup(func() {
		r.Off()
		for _, f := range r.faults {
			t.Error("eSCL client: " + f)
		}
		for _, j := range r.jobs {
			if j.state == "Processing" {
				t.Errorf("eSCL client: job %s left open", j.id)
			}
		}
	})
	return r
}

// On switches the scanner on, at the same address as before.
func (r *ESCLRig) On(t testing.TB) {
	t.Helper()
	l, err := net.Listen("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	r.addr = l.Addr().String()
	if r.tls != nil {
		l = tls.NewListener(l, r.tls)
	}
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = r.server.Serve(l) }()
}

// Off cuts the power: connections break, and jobs are forgotten.
func (r *ESCLRig) Off() {
	_ = r.server.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, j := range r.jobs {
		if r.t.Context().Err() == nil && j.state == "Processing" {
			j.end("Aborted", "ServiceOffLine")
		}
	}
}

// Load puts n sheets into the feeder in place of what is there.
func (r *ESCLRig) Load(n int) { r.with(func() { r.sheets = n }) }

// LoadFrom puts n sheets into the feeder, of which the first side has a number: what
// somebody puts back who was told where to go on.
func (r *ESCLRig) LoadFrom(side, n int) { r.with(func() { r.sheets, r.fed = n, side-1 }) }

// Lay has the rig give a JPEG file as one of its sides, by the number of that side.
func (r *ESCLRig) Lay(side int, page []byte) {
	r.with(func() {
		if r.laid == nil {
			r.laid = map[int][]byte{}
		}
		r.laid[side] = page
	})
}

// DoubleAt has two sheets go in together at the n-th sheet from now, which the
// feeder notices; 0 clears it.
func (r *ESCLRig) DoubleAt(n int) { r.with(func() { r.double = n }) }

// JamAt jams the feeder at the n-th sheet from now; 0 clears the jam.
func (r *ESCLRig) JamAt(n int) { r.with(func() { r.jam = n }) }

// Cover opens the feeder's cover, or closes it.
func (r *ESCLRig) Cover(open bool) { r.with(func() { r.cover = open }) }

// Slow makes each page take d.
func (r *ESCLRig) Slow(d time.Duration) { r.with(func() { r.slow = d }) }

func (r *ESCLRig) with(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

// Count returns how often a request such as "GET ScannerStatus" came; of a
// job's path only the last part counts.
func (r *ESCLRig) Count(request string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, q := range r.requests {
		if q == request {
			n++
		}
	}
	return n
}

// States returns the states of all jobs so far, oldest first.
func (r *ESCLRig) States() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, j := range r.jobs {
		all = append(all, j.state)
	}
	return all
}

func (j *esclRigJob) end(state, reason string) { j.state, j.reason = state, reason }

// ServeHTTP implements http.Handler.
func (r *ESCLRig) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(io.LimitReader(q.Body, 1<<20))
	if err != nil {
		return
	}
	p := strings.TrimPrefix(q.URL.Path, "/eSCL/")
	r.with(func() { r.requests = append(r.requests, q.Method+" "+path.Base(p)) })
	id, isJob := strings.CutPrefix(p, "ScanJobs/")
	id, isPage := strings.CutSuffix(id, "/NextDocument")
	switch {
	case q.Method == http.MethodGet && p == "ScannerCapabilities":
		xmlAnswer(w, esclFile(r.t, "capabilities.xml"))
	case q.Method == http.MethodGet && p == "ScannerStatus":
		xmlAnswer(w, r.status())
	case q.Method == http.MethodPost && p == "ScanJobs":
		r.open(w, q, body)
	case q.Method == http.MethodGet && isJob && isPage:
		r.page(w, q, id)
	case q.Method == http.MethodDelete && isJob && !isPage:
		r.remove(w, id)
	default:
		r.with(func() { r.faults = append(r.faults, "asked for "+q.Method+" "+q.URL.Path) })
		http.NotFound(w, q)
	}
}

func xmlAnswer(w http.ResponseWriter, b []byte) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	_, _ = w.Write(b)
}

// open takes a job, unless one is open.
func (r *ESCLRig) open(w http.ResponseWriter, q *http.Request, body []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	want, faults := readWish(body)
	if kind := q.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/xml") {
		faults = append(faults, "settings sent as "+kind)
	}
	if len(faults) > 0 {
		r.faults = append(r.faults, faults...)
		http.Error(w, faults[0], http.StatusConflict)
		return
	}
	if slices.ContainsFunc(r.jobs, func(j *esclRigJob) bool { return j.state == "Processing" }) {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	id := fmt.Sprintf("%08x-0000-4000-8000-%012x", len(r.jobs)+1, len(r.jobs)+1)
	r.jobs = append(r.jobs, &esclRigJob{id: id, want: want, state: "Processing", reason: "JobScanning"})
	w.Header().Set("Location", r.URL+"/ScanJobs/"+id)
	w.WriteHeader(http.StatusCreated)
}

// job returns a job by its id, nil for none; the caller holds mu.
func (r *ESCLRig) job(id string) *esclRigJob {
	for _, j := range r.jobs {
		if j.id == id {
			return j
		}
	}
	return nil
}

// page gives the next page of a job.
func (r *ESCLRig) page(w http.ResponseWriter, q *http.Request, id string) {
	var slow time.Duration
	r.with(func() { slow = r.slow })
	select {
	case <-time.After(slow):
	case <-q.Context().Done():
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	j := r.job(id)
	if j == nil || j.state != "Processing" {
		http.NotFound(w, q)
		return
	}
	if code := r.draw(j); code != http.StatusOK {
		w.WriteHeader(code)
		return
	}
	x := j.want
	j.images++
	r.fed++
	w.Header().Set("Content-Type", "image/jpeg")
	if laid := r.laid[r.fed]; laid != nil {
		_, _ = w.Write(laid)
		return
	}
	size := image.Pt(x.width*x.dpi/300, x.height*x.dpi/300)
	_, _ = w.Write(sheet(r.fed, size, x.dpi, x.colour))
}

// draw moves the paper for one page and returns the status of the answer; the
// caller holds mu.
func (r *ESCLRig) draw(j *esclRigJob) int {
	if !j.want.feeder {
		if j.images > 0 {
			j.end("Completed", "JobCompletedSuccessfully")
			return http.StatusNotFound
		}
		return http.StatusOK
	}
	if j.want.duplex && j.images%2 == 1 {
		return http.StatusOK // the back of the sheet that is in
	}
	for _, until := range []*int{&r.jam, &r.double} {
		if *until > 0 {
			if *until--; *until == 0 {
				*until = -1
			}
		}
	}
	switch {
	case r.cover, r.jam < 0, r.double < 0:
		j.end("Aborted", "ResourcesAreNotReady")
		return http.StatusConflict
	case r.sheets == 0 && j.images == 0:
		j.end("Aborted", "ResourcesAreNotReady")
		return http.StatusNotFound
	case r.sheets == 0:
		j.end("Completed", "JobCompletedSuccessfully")
		return http.StatusNotFound
	}
	r.sheets--
	return http.StatusOK
}

// remove takes a job back.
func (r *ESCLRig) remove(w http.ResponseWriter, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	j := r.job(id)
	if j == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if j.state == "Processing" {
		j.end("Canceled", "JobCanceledByUser")
	}
	w.WriteHeader(http.StatusOK)
}

// status writes the ScannerStatus document, with the newest job first.
func (r *ESCLRig) status() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	says := esclSays{State: "Idle", Adf: "ScannerAdfLoaded"}
	switch {
	case r.cover:
		says.Adf = "ScannerAdfHatchOpen"
	case r.jam < 0:
		says.Adf = "ScannerAdfJam"
	case r.double < 0:
		says.Adf = "ScannerAdfMultipickDetected"
	case r.sheets == 0:
		says.Adf = "ScannerAdfEmpty"
	}
	for _, j := range slices.Backward(r.jobs) {
		if j.state == "Processing" {
			says.State = "Processing"
		}
		left := 0
		says.Jobs = append(says.Jobs, esclSaysJob{
			URI: "/eSCL/ScanJobs/" + j.id, State: j.state, Reason: j.reason, Completed: &j.images, Left: &left,
		})
	}
	return says.document()
}
