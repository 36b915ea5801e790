package sim

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/OpenPrinting/goipp"
)

// Bounds of what a simulated printer takes and remembers.
const (
	largestSheet = 64 << 20 // bytes of a document
	mostJobs     = 200      // the oldest are forgotten
)

// An IPP is a simulated A4 printer that speaks the Internet Printing Protocol
// (RFC 8011) on a TCP port: it takes PDF, prints one job after another, holds up
// while something is wrong and says what in printer-state-reasons, and forgets
// nothing that came in when it is only out of paper. It needs no print service.
type IPP struct {
	mu       sync.Mutex
	address  string
	server   *http.Server
	reasons  []string
	slow     time.Duration
	jobs     []*ippJob
	last     int
	turned   chan struct{} // closed and made anew at each change
	quit     chan struct{} // of one switching-on
	all      sync.WaitGroup
	finished func(title string, pages []byte)
}

type ippJob struct {
	id    int
	name  string
	state int // RFC 8011, 5.3.7
	body  []byte
}

// States of jobs and printers (RFC 8011, 5.3.7 and 5.4.11).
const (
	ippPending    = 3
	ippProcessing = 5
	ippCanceled   = 7
	ippCompleted  = 9

	ippIdle    = 3
	ippPrints  = 4
	ippStopped = 5
)

// NewIPP switches a printer on at address, such as "127.0.0.1:0". finished is
// told of each document that came out; it may be nil.
func NewIPP(address string, finished func(title string, document []byte)) (*IPP, error) {
	p := &IPP{address: address, turned: make(chan struct{}), finished: finished}
	return p, p.On()
}

// URI is where it listens.
func (p *IPP) URI() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return "ipp://" + p.address + "/ipp/print"
}

// On switches the printer on at the same address; it does nothing while it is on.
func (p *IPP) On() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		return nil
	}
	l, err := net.Listen("tcp", p.address)
	if err != nil {
		return fmt.Errorf("switch a printer on: %w", err)
	}
	p.address = l.Addr().String()
	p.server = &http.Server{Handler: http.HandlerFunc(p.serve), ReadHeaderTimeout: 10 * time.Second}
	p.quit = make(chan struct{})
	server, quit := p.server, p.quit
	p.all.Go(func() { _ = server.Serve(l) })
	p.all.Go(func() { p.print(quit) })
	return nil
}

// Off cuts the power. What was not printed is lost, as with most printers.
func (p *IPP) Off() {
	p.mu.Lock()
	server := p.server
	if server != nil {
		close(p.quit)
		p.server = nil
		p.jobs = slices.DeleteFunc(p.jobs, func(j *ippJob) bool { return j.state < ippCanceled })
	}
	p.mu.Unlock()
	if server != nil {
		_ = server.Close()
		p.all.Wait()
	}
}

// Close switches it off for good.
func (p *IPP) Close() error {
	p.Off()
	return nil
}

// Reason sets or takes back one of printer-state-reasons, such as media-jam-error.
// One that ends in -error stops the printer.
func (p *IPP) Reason(keyword string, on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reasons = slices.DeleteFunc(p.reasons, func(r string) bool { return r == keyword })
	if on {
		p.reasons = append(p.reasons, keyword)
	}
	p.turn()
}

// Slow makes each document take so long.
func (p *IPP) Slow(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.slow = d
	p.turn()
}

// turn tells everybody who waits, with mu held.
func (p *IPP) turn() {
	close(p.turned)
	p.turned = make(chan struct{})
}

// stopped reports whether something keeps the paper, with mu held.
func (p *IPP) stopped() bool {
	return slices.ContainsFunc(p.reasons, func(r string) bool { return len(r) > 6 && r[len(r)-6:] == "-error" })
}

// print brings out one job after another until the power is cut.
func (p *IPP) print(quit <-chan struct{}) {
	for {
		p.mu.Lock()
		var j *ippJob
		if !p.stopped() {
			if i := slices.IndexFunc(p.jobs, func(j *ippJob) bool { return j.state < ippCanceled }); i >= 0 {
				j = p.jobs[i]
				j.state = ippProcessing
			}
		}
		turned, slow := p.turned, p.slow
		p.mu.Unlock()
		if j == nil {
			select {
			case <-quit:
				return
			case <-turned:
			}
			continue
		}
		select {
		case <-quit:
			return
		case <-time.After(slow):
		}
		p.mu.Lock()
		done := j.state == ippProcessing && !p.stopped()
		if done {
			j.state = ippCompleted
		}
		body, name := j.body, j.name
		if done {
			j.body = nil
		}
		p.mu.Unlock()
		if done && p.finished != nil {
			p.finished(name, body)
		}
	}
}

// serve answers one request.
func (p *IPP) serve(w http.ResponseWriter, r *http.Request) {
	m := &goipp.Message{}
	body := http.MaxBytesReader(w, r.Body, largestSheet)
	if r.Method != http.MethodPost || m.Decode(body) != nil {
		http.Error(w, "no IPP", http.StatusBadRequest)
		return
	}
	document, err := io.ReadAll(body)
	a := p.answer(m, document)
	if err != nil {
		a = goipp.NewResponse(m.Version, goipp.StatusErrorRequestEntity, m.RequestID)
	}
	var out bytes.Buffer
	if err := a.Encode(&out); err != nil {
		http.Error(w, "encode", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", goipp.ContentType)
	_, _ = w.Write(out.Bytes())
}

func (p *IPP) answer(m *goipp.Message, document []byte) *goipp.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := goipp.NewResponse(m.Version, goipp.StatusOk, m.RequestID)
	a.Operation.Add(goipp.MakeAttr("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	a.Operation.Add(goipp.MakeAttr("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	refuse := func(s goipp.Status) *goipp.Message {
		a.Code = goipp.Code(s)
		return a
	}
	switch goipp.Op(m.Code) {
	case goipp.OpGetPrinterAttributes:
		a.Printer = p.attributes()
	case goipp.OpValidateJob:
	case goipp.OpPrintJob:
		if !bytes.HasPrefix(document, []byte("%PDF-")) {
			return refuse(goipp.StatusErrorDocumentFormatNotSupported)
		}
		p.last++
		j := &ippJob{id: p.last, name: word(m.Operation, "job-name"), state: ippPending, body: document}
		if p.jobs = append(p.jobs, j); len(p.jobs) > mostJobs {
			p.jobs = p.jobs[1:]
		}
		p.turn()
		a.Job = j.attributes()
	case goipp.OpGetJobs:
		completed := word(m.Operation, "which-jobs") == "completed"
		groups := goipp.Groups{{Tag: goipp.TagOperationGroup, Attrs: a.Operation}}
		for _, j := range p.jobs {
			if (j.state >= ippCanceled) == completed {
				groups.Add(goipp.Group{Tag: goipp.TagJobGroup, Attrs: j.attributes()})
			}
		}
		return goipp.NewMessageWithGroups(m.Version, a.Code, m.RequestID, groups)
	case goipp.OpGetJobAttributes, goipp.OpCancelJob:
		j := p.job(m.Operation)
		switch {
		case j == nil:
			return refuse(goipp.StatusErrorNotFound)
		case goipp.Op(m.Code) == goipp.OpGetJobAttributes:
			a.Job = j.attributes()
		case j.state >= ippCanceled:
			return refuse(goipp.StatusErrorNotPossible)
		default:
			j.state, j.body = ippCanceled, nil
			p.turn()
		}
	default:
		return refuse(goipp.StatusErrorOperationNotSupported)
	}
	return a
}

// job finds the job that a request names.
func (p *IPP) job(attrs goipp.Attributes) *ippJob {
	for _, a := range attrs {
		if n, ok := goipp.Integer(0), false; a.Name == "job-id" && len(a.Values) > 0 {
			if n, ok = a.Values[0].V.(goipp.Integer); ok {
				for _, j := range p.jobs {
					if j.id == int(n) {
						return j
					}
				}
			}
		}
	}
	return nil
}

func word(attrs goipp.Attributes, name string) string {
	for _, a := range attrs {
		if a.Name == name && len(a.Values) > 0 {
			return a.Values[0].V.String()
		}
	}
	return ""
}

func (j *ippJob) attributes() goipp.Attributes {
	printed := 0
	if j.state == ippCompleted {
		printed = 1
	}
	why := map[int]string{ippPending: "none", ippProcessing: "job-printing", ippCanceled: "job-canceled-by-user", ippCompleted: "job-completed-successfully"}[j.state]
	var out goipp.Attributes
	out.Add(goipp.MakeAttr("job-id", goipp.TagInteger, goipp.Integer(j.id)))
	out.Add(goipp.MakeAttr("job-name", goipp.TagName, goipp.String(j.name)))
	out.Add(goipp.MakeAttr("job-state", goipp.TagEnum, goipp.Integer(j.state)))
	out.Add(goipp.MakeAttr("job-state-reasons", goipp.TagKeyword, goipp.String(why)))
	out.Add(goipp.MakeAttr("job-impressions-completed", goipp.TagInteger, goipp.Integer(printed)))
	return out
}

// attributes are the printer's, with mu held.
func (p *IPP) attributes() goipp.Attributes {
	state := ippIdle
	switch {
	case p.stopped():
		state = ippStopped
	case slices.ContainsFunc(p.jobs, func(j *ippJob) bool { return j.state == ippProcessing }):
		state = ippPrints
	}
	reasons := p.reasons
	if len(reasons) == 0 {
		reasons = []string{"none"}
	}
	var out goipp.Attributes
	out.Add(goipp.MakeAttr("printer-state", goipp.TagEnum, goipp.Integer(state)))
	keywords := goipp.Attribute{Name: "printer-state-reasons"}
	for _, r := range reasons {
		keywords.Values.Add(goipp.TagKeyword, goipp.String(r))
	}
	out.Add(keywords)
	out.Add(goipp.MakeAttr("printer-is-accepting-jobs", goipp.TagBoolean, goipp.Boolean(true)))
	out.Add(goipp.MakeAttr("printer-make-and-model", goipp.TagText, goipp.String("xiaochuang simulated printer")))
	out.Add(goipp.MakeAttr("document-format-supported", goipp.TagMimeType, goipp.String("application/pdf")))
	out.Add(goipp.MakeAttr("media-supported", goipp.TagKeyword, goipp.String("iso_a4_210x297mm")))
	out.Add(goipp.MakeAttr("sides-supported", goipp.TagKeyword, goipp.String("one-sided")))
	out.Add(goipp.MakeAttr("print-scaling-supported", goipp.TagKeyword, goipp.String("none")))
	return out
}
