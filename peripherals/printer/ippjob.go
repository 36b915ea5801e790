package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/OpenPrinting/goipp"

	"xiaochuang/desk"
)

// job-state values (RFC 8011, 5.3.7).
const (
	jobHeld       = 4
	jobProcessing = 5
	jobCanceled   = 7
	jobAborted    = 8
	jobCompleted  = 9
)

// Rhythm of watching a job.
const (
	firstAsk   = 150 * time.Millisecond
	longestAsk = 2 * time.Second
	restartAsk = 50 * time.Millisecond // while a print service is not there
	partTime   = 6 * time.Second       // to take back or look for a job after ctx has ended
	queueTime  = 2 * time.Second       // for a queue to begin with a job
)

// Print implements desk.Printer. The outcome is always right; the error is its
// cause for the log and is nil only when the printer confirmed. When ctx ends
// the job is taken back at the printer, except with the cause ErrLeave.
//
// PrintFailed means that the paper certainly did not come out whole, so that
// it may go to another printer.
func (p *IPP) Print(ctx context.Context, j desk.PrintJob) (o desk.PrintOutcome, err error) {
	defer p.guard(&o, &err)
	copies, err := check(j, PDF)
	if err != nil {
		return refuse(err)
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return failed(Busy, ctx.Err())
	}
	if ctx.Err() != nil {
		return failed(Cancelled, ctx.Err())
	}
	if _, err := j.Body.Seek(0, io.SeekStart); err != nil {
		return failed(Invalid, err)
	}
	able, err := p.look(ctx, []string{
		"document-format-supported", "media-supported", "print-scaling-supported", "sides-supported", "printer-input-tray",
	})
	if err != nil {
		return failed(codeOf(err), err)
	}
	l := readLook(able)
	if out := l.cause() == PaperOut && noPaper(texts(able.Printer, "printer-input-tray")); out || l.blocks() {
		return failed(l.cause(), fmt.Errorf("printer state %d %v", l.state, l.reasons))
	}
	if f := texts(able.Printer, "document-format-supported"); len(f) > 0 && !slices.Contains(f, PDF) {
		return failed(Format, fmt.Errorf("takes %v", f))
	}
	t := &track{p: p, name: jobName(j), refused: p.wire.refused.Load()}
	if out, err := t.submit(ctx, j, copies, able.Printer); out.State != "" {
		return out, err
	}
	return t.follow(ctx)
}

// Trace implements Tracer: the printer knows its jobs by the names that they were
// sent with.
func (p *IPP) Trace(ctx context.Context, id, title string) (o desk.PrintOutcome, err error) {
	defer p.guard(&o, &err)
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return unknown("", Busy, ctx.Err())
	}
	t := &track{p: p, name: jobName(desk.PrintJob{ID: id, Title: title}), since: time.Now(), passed: true, refused: p.wire.refused.Load()}
	if !t.find(ctx) {
		return unknown("", Lost, errLost)
	}
	return t.follow(ctx)
}

// jobName is unique on the printer, so that a job can be found again when the
// answer to sending it was lost.
func jobName(j desk.PrintJob) string {
	return strings.TrimSpace(clean(clean(j.ID, 64)+" "+j.Title, 255))
}

// A track is one job at one printer.
type track struct {
	p     *IPP
	name  string
	id    int
	asked bool
	known string // what the printer calls it
	cause string // last fault seen while it was under way

	since  time.Time // when it was sent
	aside  bool      // the queue has not reached its printer for this job
	passed bool      // it may have: what was counted may have come out
	back   bool      // we have asked for it back
	// refused is how often nobody had listened when the job was sent: once more, and
	// the service has ended in the meantime.
	refused int64
}

func (t *track) jobID() string { return fmt.Sprint(t.id) }

// submit sends the document. An outcome with a state ends the job; without one
// the printer has it.
func (t *track) submit(ctx context.Context, j desk.PrintJob, copies int, able goipp.Attributes) (desk.PrintOutcome, error) {
	m := t.p.wire.request(goipp.OpPrintJob)
	m.Operation.Add(goipp.MakeAttr("requesting-user-name", goipp.TagName, goipp.String(clean(t.p.set.User, 255))))
	m.Operation.Add(goipp.MakeAttr("job-name", goipp.TagName, goipp.String(t.name)))
	m.Operation.Add(goipp.MakeAttr("ipp-attribute-fidelity", goipp.TagBoolean, goipp.Boolean(false)))
	m.Operation.Add(goipp.MakeAttr("document-format", goipp.TagMimeType, goipp.String(PDF)))
	for _, a := range ticket(able, copies) {
		m.Job.Add(a)
	}
	got, err := t.p.wire.call(ctx, m, j.Body, j.Size)
	if err == nil {
		if id, ok := integer(got.Job, "job-id"); ok {
			t.id, t.since = id, time.Now()
			return desk.PrintOutcome{}, nil
		}
		err = &ippError{reached: true, err: errors.New("answer without job-id")}
	}
	e, _ := errors.AsType[*ippError](err)
	if e == nil || !e.reached || e.http != 0 || e.status != 0 {
		return failed(codeOf(err), err)
	}
	// The document may have arrived whole and only the answer been lost.
	if t.find(context.WithoutCancel(ctx)) {
		return desk.PrintOutcome{}, nil
	}
	return unknown("", codeOf(err), err)
}

// ticket returns the job attributes that the printer understands: A4, not
// scaled, one side.
func ticket(able goipp.Attributes, copies int) []goipp.Attribute {
	var all []goipp.Attribute
	if copies > 1 {
		all = append(all, goipp.MakeAttr("copies", goipp.TagInteger, goipp.Integer(copies)))
	}
	for _, a := range []struct{ name, value string }{
		{"media", "iso_a4_210x297mm"},
		{"print-scaling", "none"},
		{"sides", "one-sided"},
	} {
		if slices.Contains(texts(able, a.name+"-supported"), a.value) {
			all = append(all, goipp.MakeAttr(a.name, goipp.TagKeyword, goipp.String(a.value)))
		}
	}
	return all
}

// find looks for the job by its name among those the printer has and had.
func (t *track) find(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, partTime)
	defer cancel()
	for _, which := range []string{"not-completed", "completed"} {
		m := t.p.wire.request(goipp.OpGetJobs)
		m.Operation.Add(goipp.MakeAttr("requesting-user-name", goipp.TagName, goipp.String(clean(t.p.set.User, 255))))
		m.Operation.Add(goipp.MakeAttr("which-jobs", goipp.TagKeyword, goipp.String(which)))
		m.Operation.Add(goipp.MakeAttr("limit", goipp.TagInteger, goipp.Integer(50)))
		wanted(m, "job-id", "job-name")
		got, err := t.p.wire.call(ctx, m, nil, 0)
		if err != nil {
			continue
		}
		for _, g := range got.Groups {
			if g.Tag == goipp.TagJobGroup && text(g.Attrs, "job-name") == t.name {
				if id, ok := integer(g.Attrs, "job-id"); ok {
					t.id = id
					return true
				}
			}
		}
	}
	return false
}

// follow asks after the job until it has ended or ctx has.
func (t *track) follow(ctx context.Context) (desk.PrintOutcome, error) {
	wait := firstAsk
	var last error
	for {
		select {
		case <-ctx.Done():
			return t.part(ctx, last)
		case <-time.After(wait):
		}
		wait = min(wait*3/2, longestAsk)
		s, err := t.ask(ctx)
		switch {
		case errors.Is(err, errLost):
			return unknown(t.jobID(), Lost, err)
		case err != nil:
			if last = err; ctx.Err() == nil {
				t.cause = codeOf(err)
			}
			if errors.Is(err, syscall.ECONNREFUSED) {
				wait = restartAsk
			}
			continue
		}
		last = nil
		if t.p.wire.refused.Load() != t.refused {
			return t.restarted(ctx, s)
		}
		if s.state != jobCompleted {
			t.see(ctx, s)
		}
		if s.ended() {
			return t.outcome(s)
		}
	}
}

// restarted judges a job whose print service has ended and begun anew. cupsd then sends
// to its printer once more what it had under way: that is stopped, and only a person
// can tell what came out.
func (t *track) restarted(ctx context.Context, s jobLook) (desk.PrintOutcome, error) {
	if s.ended() {
		return t.outcome(s)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), partTime)
	defer cancel()
	return unknown(t.jobID(), Restarted, t.takeBack(ctx))
}

// takeBack asks for the job; one that has ended refuses.
func (t *track) takeBack(ctx context.Context) error {
	t.back = true
	m := t.p.wire.request(goipp.OpCancelJob)
	m.Operation.Add(goipp.MakeAttr("job-id", goipp.TagInteger, goipp.Integer(t.id)))
	m.Operation.Add(goipp.MakeAttr("requesting-user-name", goipp.TagName, goipp.String(clean(t.p.set.User, 255))))
	_, err := t.p.wire.call(ctx, m, nil, 0)
	return err
}

// see notes a fault that holds the job up and lights the lamp.
func (t *track) see(ctx context.Context, s jobLook) {
	got, err := t.p.look(ctx, nil)
	if err != nil {
		return
	}
	l := readLook(got)
	if l.connecting() {
		t.aside = true
	} else if t.aside || time.Since(t.since) > queueTime {
		t.passed = true
	}
	code := l.cause()
	if code == "" || warns(code) {
		code = causeOfReasons(s.reasons)
	}
	if code == "" && s.state == jobHeld {
		code = Held
	}
	if code != "" || !s.ended() {
		t.cause = code // a printer may clear its reasons when it gives a job up
	}
}

// A jobLook is what one Get-Job-Attributes said. Only the state is trusted: a
// finished job may still give processing-to-stop-point as its reason.
type jobLook struct {
	state   int
	reasons []string
	printed int // impressions or sheets so far
}

func (l jobLook) ended() bool { return l.state >= jobCanceled && l.state <= jobCompleted }

// errLost means that the printer does not know the job.
var errLost = errors.New("printer does not know the job")

func (t *track) ask(ctx context.Context) (jobLook, error) {
	m := t.p.wire.request(goipp.OpGetJobAttributes)
	m.Operation.Add(goipp.MakeAttr("job-id", goipp.TagInteger, goipp.Integer(t.id)))
	m.Operation.Add(goipp.MakeAttr("requesting-user-name", goipp.TagName, goipp.String(clean(t.p.set.User, 255))))
	wanted(m, "job-state", "job-state-reasons", "job-name", "job-impressions-completed", "job-media-sheets-completed")
	got, err := t.p.wire.call(ctx, m, nil, 0)
	if e, ok := errors.AsType[*ippError](err); ok && e.status != 0 && causeOfStatus(e.status) == Lost {
		return jobLook{}, errLost
	}
	if err != nil {
		return jobLook{}, err
	}
	// A printer that began to count anew gives the id to another job. Names are
	// compared with what it said first, since some cut or hide them.
	n := text(got.Job, "job-name")
	if t.asked && n != t.known {
		return jobLook{}, errLost
	}
	t.asked, t.known = true, n
	l := jobLook{reasons: texts(got.Job, "job-state-reasons")}
	l.state, _ = integer(got.Job, "job-state")
	impressions, _ := integer(got.Job, "job-impressions-completed")
	sheets, _ := integer(got.Job, "job-media-sheets-completed")
	l.printed = max(impressions, sheets)
	return l, nil
}

// outcome judges a job that has ended by the printer's word.
func (t *track) outcome(s jobLook) (desk.PrintOutcome, error) {
	code := causeOfReasons(s.reasons)
	switch {
	case s.state == jobCompleted && code == Flawed:
		return unknown(t.jobID(), Flawed, fmt.Errorf("completed with %v", s.reasons))
	case s.state == jobCompleted:
		return desk.PrintOutcome{State: desk.PrintConfirmed, JobID: t.jobID(), Sheets: s.printed}, nil
	}
	if s.state == jobCanceled && code != Aborted && !t.back {
		code = Cancelled // by a person, whatever was wrong before
	} else {
		code = t.graver(code, s.state)
	}
	out, err := failed(code, fmt.Errorf("job state %d %v", s.state, s.reasons))
	out.JobID = t.jobID()
	return out, err
}

// graver is the cause of a job that did not come out: what its reasons tell, where
// that is more than that it did not, or else what was seen while it was under way.
func (t *track) graver(code string, state int) string {
	for _, c := range []string{t.cause, map[int]string{jobCanceled: Cancelled, jobAborted: Aborted}[state]} {
		if c != "" && (code == "" || warns(code) || code == Aborted || code == Cancelled || code == Stopped) {
			code = c
		}
	}
	return code
}

// part ends the watch because ctx has ended: it takes the job back and says
// what became of it.
func (t *track) part(ctx context.Context, last error) (desk.PrintOutcome, error) {
	why := errors.Join(context.Cause(ctx), last)
	code := t.cause
	if code == "" {
		code = Timeout
		if errors.Is(ctx.Err(), context.Canceled) {
			code = Cancelled
		}
	}
	if errors.Is(context.Cause(ctx), ErrLeave) {
		return unknown(t.jobID(), code, why)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), partTime)
	defer cancel()
	refusal := t.takeBack(ctx) // asking tells whether it was too late
	for {
		s, err := t.ask(ctx)
		switch {
		case err != nil:
			return unknown(t.jobID(), code, errors.Join(why, refusal, err))
		case s.state == jobCompleted:
			return t.outcome(s)
		case s.ended() && (s.printed == 0 || t.aside && !t.passed):
			t.cause = code // CUPS counts what it has filtered, not what came out
			return t.outcome(s)
		case s.ended():
			return unknown(t.jobID(), code, why)
		}
		select {
		case <-ctx.Done():
			return unknown(t.jobID(), code, errors.Join(why, refusal))
		case <-time.After(firstAsk):
		}
	}
}
