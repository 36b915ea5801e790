package scanner_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner"
)

// A pipes is a network of one device, in memory, so that its waits pass in
// virtual time.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial() (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// A patientDevice answers a request by its method and the last part of its
// path.
type patientDevice struct {
	mu      sync.Mutex
	answers map[string]func(http.ResponseWriter)
	count   map[string]int
	off     bool
}

func (d *patientDevice) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	name := q.Method + " " + q.URL.Path[strings.LastIndexByte(q.URL.Path, '/')+1:]
	d.mu.Lock()
	d.count[name]++
	f := d.answers[name]
	d.mu.Unlock() // a wait for a mutex would hold virtual time
	if f != nil {
		f(w)
	}
}

func (d *patientDevice) seen(name string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count[name]
}

func (d *patientDevice) switched(off bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.off = off
}

func says(text string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { fmt.Fprint(w, text) }
}

func answers(code int, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

// inVirtualTime runs f with a scanner of its own in a bubble. The device has
// a feeder, takes jobs and is at work; answers change that.
func inVirtualTime(t *testing.T, changed map[string]func(http.ResponseWriter), f func(t *testing.T, s *scanner.ESCL, d *patientDevice)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &patientDevice{count: map[string]int{}, answers: map[string]func(http.ResponseWriter){
			"GET ScannerCapabilities": says("<ScannerCapabilities><Platen/><Adf/></ScannerCapabilities>"),
			"GET ScannerStatus":       says("<ScannerStatus><State>Processing</State></ScannerStatus>"),
			"POST ScanJobs":           answers(201, "Location", "/eSCL/ScanJobs/1"),
		}}
		for name, a := range changed {
			d.answers[name] = a
		}
		line := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: d}
		go func() { _ = server.Serve(line) }()
		s := scanner.NewESCL(scanner.ESCLSettings{Name: "rig", URL: "http://device", PageTime: time.Hour}, desk.SystemClock{}, nil)
		s.Dial(func() (net.Conn, error) {
			d.mu.Lock()
			off := d.off
			d.mu.Unlock()
			if off {
				return nil, errRefused
			}
			return line.dial()
		})
		f(t, s, d)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		_ = server.Close()
		time.Sleep(2 * time.Minute) // handlers that were left waiting end
	})
}

var errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}

func TestESCLPatienceHasAnEnd(t *testing.T) {
	const status = "<ScannerStatus><State>%s</State><AdfState>%s</AdfState><Jobs><JobInfo><JobUri>/eSCL/ScanJobs/1</JobUri>" +
		"<JobState>%s</JobState></JobInfo></Jobs></ScannerStatus>"
	for _, tt := range []struct {
		name    string
		answers map[string]func(http.ResponseWriter)
		source  string
		cause   string
		least   time.Duration
		most    time.Duration
	}{
		{
			"a device that never takes the job",
			map[string]func(http.ResponseWriter){"POST ScanJobs": answers(503)},
			"", scanner.Busy, 60 * time.Second, 62 * time.Second,
		},
		{
			"a device that asks for an hour",
			map[string]func(http.ResponseWriter){"POST ScanJobs": answers(503, "Retry-After", "3600")},
			"", scanner.Busy, 60 * time.Second, 62 * time.Second,
		},
		{
			"a device that asks for a date",
			map[string]func(http.ResponseWriter){"POST ScanJobs": answers(503, "Retry-After", "Fri, 31 Dec 2199 23:59:59 GMT")},
			"", scanner.Busy, 60 * time.Second, 62 * time.Second,
		},
		{
			"a device that works for somebody else",
			map[string]func(http.ResponseWriter){"POST ScanJobs": answers(409)},
			"adf", scanner.Busy, 60 * time.Second, 62 * time.Second,
		},
		{
			"a device that never says what it offers",
			map[string]func(http.ResponseWriter){"GET ScannerCapabilities": answers(503)},
			"", scanner.Busy, 30 * time.Second, 32 * time.Second,
		},
		{
			"a page that is never there",
			map[string]func(http.ResponseWriter){"GET NextDocument": answers(503)},
			"adf", scanner.Busy, 30 * time.Second, 32 * time.Second,
		},
		{
			"a page for which the device asks for an hour",
			map[string]func(http.ResponseWriter){"GET NextDocument": answers(503, "Retry-After", "3600")},
			"", scanner.Busy, 30 * time.Second, 32 * time.Second,
		},
		{
			"404 for ever, with the job under way",
			map[string]func(http.ResponseWriter){
				"GET NextDocument":  answers(404),
				"GET ScannerStatus": says(fmt.Sprintf(status, "Processing", "ScannerAdfLoaded", "Processing")),
			},
			"adf", scanner.Timeout, 30 * time.Second, 32 * time.Second,
		},
		{
			"404 for ever, with the feeder empty",
			map[string]func(http.ResponseWriter){
				"GET NextDocument":  answers(404),
				"GET ScannerStatus": says(fmt.Sprintf(status, "Processing", "ScannerAdfEmpty", "Pending")),
			},
			"adf", scanner.NoDocuments, 30 * time.Second, 32 * time.Second,
		},
		{
			"404 and a status that lists no jobs",
			map[string]func(http.ResponseWriter){
				"GET NextDocument":  answers(404),
				"GET ScannerStatus": says("<ScannerStatus><State>Idle</State></ScannerStatus>"),
			},
			"adf", scanner.NoDocuments, 0, 2 * time.Second,
		},
		{
			"404 and no status at all",
			map[string]func(http.ResponseWriter){
				"GET NextDocument":  answers(404),
				"GET ScannerStatus": answers(404),
			},
			"adf", scanner.NoDocuments, 0, 3 * time.Second,
		},
		{
			"410 and no status at all",
			map[string]func(http.ResponseWriter){
				"GET NextDocument":  answers(410),
				"GET ScannerStatus": answers(500),
			},
			"adf", scanner.Fault, 0, 8 * time.Second,
		},
		{
			"503 for an empty feeder",
			map[string]func(http.ResponseWriter){
				"POST ScanJobs":     answers(503),
				"GET ScannerStatus": says("<ScannerStatus><State>Idle</State><AdfState>ScannerAdfEmpty</AdfState></ScannerStatus>"),
			},
			"adf", scanner.NoDocuments, 5 * time.Second, 8 * time.Second,
		},
		{
			"503 with the cover open",
			map[string]func(http.ResponseWriter){
				"GET NextDocument":  answers(503),
				"GET ScannerStatus": says("<ScannerStatus><State>Stopped</State><AdfState>ScannerAdfHatchOpen</AdfState></ScannerStatus>"),
			},
			"adf", scanner.CoverOpen, 0, time.Second,
		},
		{
			"a device that stops and does not say why",
			map[string]func(http.ResponseWriter){
				"GET NextDocument":  answers(404),
				"GET ScannerStatus": says("<ScannerStatus><State>Stopped</State></ScannerStatus>"),
			},
			"", scanner.Fault, 0, time.Second,
		},
		{
			"settings that the device refuses",
			map[string]func(http.ResponseWriter){
				"POST ScanJobs":     answers(409),
				"GET ScannerStatus": says("<ScannerStatus><State>Idle</State></ScannerStatus>"),
			},
			"", scanner.Option, 0, time.Second,
		},
		{
			"a device that answers nothing",
			map[string]func(http.ResponseWriter){
				"GET ScannerCapabilities": func(http.ResponseWriter) { time.Sleep(time.Minute) },
			},
			"", scanner.Timeout, 10 * time.Second, 11 * time.Second,
		},
		{"a device that wants a password", map[string]func(http.ResponseWriter){"POST ScanJobs": answers(401)}, "", scanner.Access, 0, time.Second},
		{"a device that fails", map[string]func(http.ResponseWriter){"GET NextDocument": answers(500)}, "", scanner.Fault, 0, time.Second},
		{"a job without a place", map[string]func(http.ResponseWriter){"POST ScanJobs": answers(201)}, "", scanner.Unsupported, 0, time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inVirtualTime(t, tt.answers, func(t *testing.T, s *scanner.ESCL, d *patientDevice) {
				began := time.Now()
				n, err := s.Scan(t.Context(), desk.ScanRequest{Source: tt.source, Limit: 3}, func(desk.ScannedPage) error { return nil })
				if n != 0 || scanner.Cause(err) != tt.cause {
					t.Errorf("%d pages, %v", n, err)
				}
				if took := time.Since(began); took < tt.least || took > tt.most {
					t.Errorf("took %v", took)
				}
				if d.seen("GET NextDocument") > 0 && d.seen("DELETE 1") != 1 {
					t.Errorf("job taken back %d times", d.seen("DELETE 1"))
				}
			})
		})
	}
}

// TestESCLRetryAfterIsKept comes again when the device asked for it, and not
// before.
func TestESCLRetryAfterIsKept(t *testing.T) {
	var at []time.Duration
	var began time.Time
	post := func(w http.ResponseWriter) {
		at = append(at, time.Since(began))
		switch len(at) {
		case 1:
			answers(503, "Retry-After", "7")(w)
		case 2:
			answers(503, "Retry-After", time.Now().UTC().Add(9*time.Second).Format(http.TimeFormat))(w)
		default:
			answers(401)(w)
		}
	}
	inVirtualTime(t, map[string]func(http.ResponseWriter){"POST ScanJobs": post}, func(t *testing.T, s *scanner.ESCL, _ *patientDevice) {
		began = time.Now()
		if _, err := take(t, s, desk.ScanRequest{}); scanner.Cause(err) != scanner.Access {
			t.Error(err)
		}
		if len(at) != 3 || at[1] < 7*time.Second || at[1] > 8*time.Second || at[2]-at[1] < 8*time.Second || at[2]-at[1] > 10*time.Second {
			t.Errorf("asked at %v", at)
		}
	})
}

// TestESCLLooksAreCheap counts the looks of a day, with the device on and off.
func TestESCLLooksAreCheap(t *testing.T) {
	idle := map[string]func(http.ResponseWriter){"GET ScannerStatus": says("<ScannerStatus><State>Idle</State></ScannerStatus>")}
	inVirtualTime(t, idle, func(t *testing.T, s *scanner.ESCL, d *patientDevice) {
		go s.Run(t.Context())
		time.Sleep(time.Hour)
		if n := d.seen("GET ScannerStatus"); n < 355 || n > 365 {
			t.Errorf("%d looks in an hour", n)
		}
		d.switched(true)
		time.Sleep(15 * time.Second)
		if h := s.Health(); h.State != desk.DeviceOffline {
			t.Errorf("off: %+v", h)
		}
		time.Sleep(time.Hour)
		if _, err := take(t, s, desk.ScanRequest{}); scanner.Cause(err) != scanner.Offline || !errors.Is(err, errRefused) {
			t.Errorf("off: %v", err)
		}
		d.switched(false)
		time.Sleep(11 * time.Second)
		if h := s.Health(); h.State != desk.DeviceOK || time.Since(h.LastOK) > 11*time.Second {
			t.Errorf("on again: %+v", h)
		}
	})
}
