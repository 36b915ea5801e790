package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
)

// An ESCL is a simulated scanner of the network (eSCL, Mopria Alliance 2.97): a
// glass and a feeder behind HTTP, with the pages and the faults of a Scanner. One
// job goes on at a time.
type ESCL struct {
	*Scanner
	Given func(n int) // told of the n-th page of a job, nil for nobody; set before it is used
	addr  string

	on     sync.Mutex // guards server
	server *http.Server

	jobs   sync.Mutex
	last   int  // number of the newest job
	open   bool // it goes on
	feeder bool // it takes from there
	given  int  // its pages
	dpi    int
	ended  string // how the newest job ended, or Processing
}

// NewESCL switches a scanner on at address, such as "127.0.0.1:0".
func NewESCL(address string, clock desk.Clock) (*ESCL, error) {
	e := &ESCL{Scanner: NewScanner("escl", clock), addr: address}
	if err := e.Plug(); err != nil {
		return nil, err
	}
	return e, nil
}

// URL is where the scanner is.
func (e *ESCL) URL() string { return "http://" + e.addr + "/eSCL" }

// Plug switches the scanner on, at the same address as before.
func (e *ESCL) Plug() error {
	e.on.Lock()
	defer e.on.Unlock()
	if e.server != nil {
		return nil
	}
	l, err := net.Listen("tcp", e.addr)
	if err != nil {
		return fmt.Errorf("simulated scanner: %w", err)
	}
	e.addr = l.Addr().String()
	e.server = &http.Server{Handler: http.HandlerFunc(e.serve), ReadHeaderTimeout: 10 * time.Second}
	go func(s *http.Server) { _ = s.Serve(l) }(e.server)
	return nil
}

// Off cuts the power: the job is forgotten.
func (e *ESCL) Off() {
	e.on.Lock()
	if e.server != nil {
		_ = e.server.Close()
	}
	e.server = nil
	e.on.Unlock()
	e.end("Aborted")
}

// Close switches the scanner off for good.
func (e *ESCL) Close() error {
	e.Off()
	return e.Scanner.Close()
}

func (e *ESCL) end(how string) {
	e.jobs.Lock()
	defer e.jobs.Unlock()
	if e.open {
		e.open, e.ended = false, how
	}
}

func (e *ESCL) serve(w http.ResponseWriter, q *http.Request) {
	w.Header().Set("Content-Type", "text/xml")
	path := strings.TrimPrefix(q.URL.Path, "/eSCL/")
	id, isJob := strings.CutPrefix(path, "ScanJobs/")
	id, isPage := strings.CutSuffix(id, "/NextDocument")
	switch {
	case q.Method == http.MethodGet && path == "ScannerCapabilities":
		_, _ = io.WriteString(w, esclCapabilities)
	case q.Method == http.MethodGet && path == "ScannerStatus":
		_, _ = io.WriteString(w, e.status())
	case q.Method == http.MethodPost && path == "ScanJobs":
		e.begin(w, q)
	case q.Method == http.MethodGet && isJob && isPage && e.current(id):
		e.page(w, q)
	case q.Method == http.MethodDelete && isJob && !isPage && e.current(id):
		e.end("Canceled")
	default:
		http.NotFound(w, q)
	}
}

// current reports whether id names the newest job.
func (e *ESCL) current(id string) bool {
	e.jobs.Lock()
	defer e.jobs.Unlock()
	return id == fmt.Sprint(e.last)
}

// mostSettings bounds the settings of a job, in bytes.
const mostSettings = 64 << 10

func (e *ESCL) begin(w http.ResponseWriter, q *http.Request) {
	b, err := io.ReadAll(io.LimitReader(q.Body, mostSettings))
	if err != nil {
		return
	}
	e.jobs.Lock()
	defer e.jobs.Unlock()
	if e.open {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	e.last++
	e.open, e.given, e.ended, e.dpi = true, 0, "Processing", 200
	e.feeder = strings.Contains(string(b), ">Feeder<")
	for _, dpi := range esclResolutions {
		if strings.Contains(string(b), fmt.Sprintf("XResolution>%d<", dpi)) {
			e.dpi = dpi
		}
	}
	w.Header().Set("Location", fmt.Sprintf("%s/ScanJobs/%d", e.URL(), e.last))
	w.WriteHeader(http.StatusCreated)
}

// page gives the next page of the job, or ends it.
func (e *ESCL) page(w http.ResponseWriter, q *http.Request) {
	e.jobs.Lock()
	open, feeder, given, dpi := e.open, e.feeder, e.given, e.dpi
	e.jobs.Unlock()
	if !open || !feeder && given > 0 {
		e.end("Completed")
		http.NotFound(w, q)
		return
	}
	ctx, cancel := context.WithTimeout(q.Context(), time.Minute)
	defer cancel()
	p, err := e.feed(ctx, feeder, dpi, true)
	switch {
	case errors.Is(err, &desk.Problem{Kind: desk.NotFound}) && given > 0: // the stack is through
		e.end("Completed")
		http.NotFound(w, q)
	case err != nil:
		e.end("Aborted")
		w.WriteHeader(http.StatusConflict)
	default:
		e.jobs.Lock()
		e.given++
		e.jobs.Unlock()
		if e.Given != nil {
			e.Given(given + 1)
		}
		w.Header().Set("Content-Type", p.MIME)
		_, _ = w.Write(p.Bytes)
	}
}

// status is the document that says how the scanner and its newest job are.
func (e *ESCL) status() string {
	adf := "ScannerAdfLoaded"
	e.with(func() {
		switch {
		case e.jam == 1:
			adf = "ScannerAdfJam"
		case e.sheets == 0:
			adf = "ScannerAdfEmpty"
		}
	})
	e.jobs.Lock()
	defer e.jobs.Unlock()
	state, job := "Idle", ""
	if e.open {
		state = "Processing"
	}
	if e.last > 0 {
		job = fmt.Sprintf("<scan:Jobs><scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/%d</pwg:JobUri><pwg:ImagesCompleted>%d</pwg:ImagesCompleted><pwg:JobState>%s</pwg:JobState></scan:JobInfo></scan:Jobs>", e.last, e.given, e.ended)
	}
	return `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus ` + esclSpaces + `><pwg:Version>2.63</pwg:Version><pwg:State>` + state +
		`</pwg:State><scan:AdfState>` + adf + `</scan:AdfState>` + job + `</scan:ScannerStatus>`
}

var esclResolutions = [...]int{75, 100, 150, 200, 300}

const esclSpaces = `xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"`

// esclCapabilities describes the glass and the feeder, in 1/300 inch.
var esclCapabilities = func() string {
	list := ""
	for _, dpi := range esclResolutions {
		list += fmt.Sprintf("<scan:DiscreteResolution><scan:XResolution>%d</scan:XResolution><scan:YResolution>%d</scan:YResolution></scan:DiscreteResolution>", dpi, dpi)
	}
	source := `<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight>` +
		`<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>` +
		`<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat><scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>` +
		`<scan:SupportedResolutions><scan:DiscreteResolutions>` + list + `</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>`
	return `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerCapabilities ` + esclSpaces + `><pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Simulated</pwg:MakeAndModel>` +
		`<scan:Platen><scan:PlatenInputCaps>` + source + `</scan:PlatenInputCaps></scan:Platen>` +
		`<scan:Adf><scan:AdfSimplexInputCaps>` + source + `</scan:AdfSimplexInputCaps></scan:Adf></scan:ScannerCapabilities>`
}()
