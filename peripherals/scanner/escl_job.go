package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"xiaochuang/desk"
)

// An esclJob is one job on a device, from its ticket to its removal.
type esclJob struct {
	wire     *esclClient
	ticket   ticket
	waits    esclWaits
	pageTime time.Duration
	limit    int
	now      func() time.Time

	path string    // of the job on the device, "" while there is none
	last time.Time // when the page before was complete
}

// ahead is how many pages may wait for keep while the next one is fetched.
const ahead = 2

// open makes the job. A device that is warming up or at work for somebody else
// is asked again for a while.
func (j *esclJob) open(ctx context.Context) error {
	began := time.Now()
	for r := (reply{feeder: j.feeder(), looks: 1}); ; r.looks++ {
		a, err := j.wire.post(ctx, j.ticket.body())
		if err != nil {
			return err
		}
		if a.StatusCode == http.StatusCreated || a.StatusCode/100 == 2 && a.Header.Get("Location") != "" {
			if j.path, err = j.wire.jobPath(a.Header.Get("Location")); err != nil {
				return Trouble(Unsupported, err)
			}
			return nil
		}
		if ctx.Err() != nil {
			return Trouble(causeOfContext(ctx), context.Cause(ctx))
		}
		r.code, r.waited = a.StatusCode, time.Since(began)
		if !busyAnswer(r.code) && r.code != http.StatusConflict {
			return refusal(a)
		}
		st, err := j.wire.status(ctx)
		if gone(err) {
			return err
		}
		verdict, cause := st.ruleNew(r, j.waits)
		if verdict == failed {
			return Trouble(cause, fmt.Errorf("device answers %d", r.code))
		}
		if err := pause(ctx, min(j.patience(a), max(j.waits.job-r.waited, j.waits.early))); err != nil {
			return err
		}
	}
}

// remove takes the job back, so that nothing is left open on the device however
// the job ended.
func (j *esclJob) remove() {
	if j.path != "" {
		j.wire.remove(j.path)
	}
}

func (j *esclJob) feeder() bool { return j.ticket.source == "Feeder" }

// collect hands the job's pages to keep while later ones are fetched.
func (j *esclJob) collect(ctx context.Context, keep func(desk.ScannedPage) error) (int, error) {
	own, cancel := context.WithCancel(ctx)
	pages := make(chan desk.ScannedPage, ahead)
	var fault error // of fetch; read after pages is closed
	defer func() {
		cancel()
		for range pages { // closed when fetch has ended
		}
	}()
	go func() {
		defer close(pages)
		defer guarded(&fault) // nobody else could catch it here
		fault = j.fetch(own, pages)
	}()
	n := 0
	for p := range pages {
		if ctx.Err() != nil {
			return n, Trouble(causeOfContext(ctx), context.Cause(ctx))
		}
		if err := keep(p); err != nil {
			return n, err
		}
		n++
	}
	return n, fault
}

// fetch takes pages from the device until the job is over or the limit is
// reached.
func (j *esclJob) fetch(ctx context.Context, out chan<- desk.ScannedPage) error {
	for n := range j.limit {
		p, err := j.page(ctx, n)
		if err != nil {
			return err
		}
		if p == nil {
			if n > 0 {
				return nil
			}
			if j.feeder() {
				return Trouble(NoDocuments, errors.New("job ended without a page"))
			}
			return Trouble(Fault, errors.New("job ended without a page"))
		}
		select {
		case out <- *p:
		case <-ctx.Done():
			return Trouble(causeOfContext(ctx), context.Cause(ctx))
		}
	}
	return nil
}

// page takes the page after the first n, or nil at the end of the job.
func (j *esclJob) page(ctx context.Context, n int) (*desk.ScannedPage, error) {
	brief, cancel := context.WithTimeout(ctx, j.pageTime)
	defer cancel()
	if n > 0 {
		// Asked at once, some devices deny the sheet that is just being drawn in.
		if err := pause(brief, time.Until(j.last.Add(j.waits.early))); err != nil {
			return nil, err
		}
	}
	began := time.Now()
	for r := (reply{feeder: j.feeder(), kept: n, looks: 1}); ; r.looks++ {
		p, a, err := j.next(brief, n)
		if err != nil || p != nil {
			return p, err
		}
		r.code, r.waited = a.StatusCode, time.Since(began)
		verdict, cause, err := j.rule(brief, r)
		switch {
		case err != nil:
			return nil, err
		case verdict == over:
			return nil, nil
		case verdict == failed:
			return nil, Trouble(cause, fmt.Errorf("no page after %d: device answers %d", n, r.code))
		}
		wait := j.patience(a)
		if !busyAnswer(r.code) && r.looks <= looksDoubt {
			wait = j.waits.early
		}
		if err := pause(brief, min(wait, max(j.waits.page-r.waited, j.waits.early))); err != nil {
			return nil, err
		}
	}
}

// next asks once. It returns a page, or the answer that was none and is to be
// judged by the device's status.
func (j *esclJob) next(ctx context.Context, n int) (*desk.ScannedPage, *http.Response, error) {
	a, err := j.wire.do(ctx, http.MethodGet, j.path+"/NextDocument", nil)
	if err != nil {
		return nil, nil, lineTrouble(ctx, err)
	}
	defer a.Body.Close()
	switch code := a.StatusCode; {
	case code == http.StatusOK:
	case code == http.StatusNotFound, code == http.StatusConflict, code == http.StatusGone, busyAnswer(code):
		_, _ = io.Copy(io.Discard, io.LimitReader(a.Body, 4096))
		return nil, a, nil
	case code >= 500:
		return nil, nil, j.explain(ctx, n, refusal(a))
	default:
		return nil, nil, refusal(a)
	}
	b, err := readPage(a)
	switch {
	case Cause(err) == TooLarge:
		return nil, nil, err
	case err != nil && ctx.Err() != nil:
		return nil, nil, lineTrouble(ctx, err)
	case err != nil:
		return nil, nil, j.explain(ctx, n, Trouble(Cut, err))
	case len(b) == 0:
		return nil, a, nil
	}
	p, err := j.examine(b, n)
	if Cause(err) == Cut {
		err = j.explain(ctx, n, err)
	}
	if err != nil {
		return nil, nil, err
	}
	j.last = time.Now()
	return p, nil, nil
}

// readPage reads the bytes of a page up to the bound.
func readPage(a *http.Response) ([]byte, error) {
	if a.ContentLength > maxBytes {
		return nil, Trouble(TooLarge, fmt.Errorf("page of %d bytes", a.ContentLength))
	}
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(a.Body, maxBytes+1))
	if n > maxBytes {
		return nil, Trouble(TooLarge, fmt.Errorf("page exceeds %d bytes", maxBytes))
	}
	return b.Bytes(), err
}

// examine makes a page of bytes that are whole and as asked for. Devices write
// what they like into the density of a JPEG, so the pixels decide where the two
// disagree.
func (j *esclJob) examine(b []byte, n int) (*desk.ScannedPage, error) {
	if bytes.HasPrefix(b, []byte("%PDF-")) {
		return nil, Trouble(Unsupported, errors.New("device sends PDF in place of an image"))
	}
	format, size, err := examine(b)
	if err != nil {
		return nil, err
	}
	t := j.ticket
	mm := func(length int) float64 { return float64(length) / perInch * mmPerInch }
	claimed := density(format, b)
	if claimed == 0 || near(size.Width, t.pixels(t.width)) {
		claimed = t.dpi
	}
	if !near(claimed, t.dpi) || !fits(size.Width, mm(t.width), t.dpi) || !fits(size.Height, mm(t.height), t.dpi) {
		return nil, Trouble(Size, fmt.Errorf("page of %d × %d pixels at %d dpi, asked for %d × %d at %d dpi",
			size.Width, size.Height, claimed, t.pixels(t.width), t.pixels(t.height), t.dpi))
	}
	return &desk.ScannedPage{
		No: n + 1, MIME: format.mime, Bytes: b, Width: size.Width, Height: size.Height, DPI: t.dpi,
		Back: t.duplex && n%2 == 1, At: j.now(),
	}, nil
}

// near reports whether two numbers differ by a tenth at most.
func near(a, b int) bool { return max(a-b, b-a)*10 <= b }

// rule asks for the device's status and judges a reply by it. A device that
// gives no status is taken at its word, after a while.
func (j *esclJob) rule(ctx context.Context, r reply) (ruling, string, error) {
	st, err := j.wire.status(ctx)
	switch {
	case gone(err) && (ctx.Err() != nil || r.looks > looksDoubt):
		return failed, "", err
	case err != nil && r.code == http.StatusOK:
		return failed, Cut, nil
	case err != nil && r.code == http.StatusNotFound && r.looks > looksDoubt:
		return over, "", nil
	case err != nil && busyAnswer(r.code) && r.waited >= j.waits.page:
		return failed, Busy, nil
	case err != nil && !busyAnswer(r.code) && r.waited >= j.waits.settle:
		return failed, Fault, nil
	case err != nil:
		return again, "", nil
	}
	verdict, cause := st.rule(st.of(j.path), r, j.waits)
	return verdict, cause, nil
}

// explain puts what the device says of itself in place of a trouble that was
// seen from here only, where it says anything.
func (j *esclJob) explain(ctx context.Context, n int, seen error) error {
	st, err := j.wire.status(ctx)
	if err != nil {
		return seen
	}
	job := st.of(j.path)
	if cause := st.trouble(job); cause != "" {
		return Trouble(cause, seen)
	}
	if job.state == "aborted" && j.feeder() && n == 0 && st.adf == "empty" {
		return Trouble(NoDocuments, seen)
	}
	return seen
}

// busyAnswer reports whether an answer means that the device has no time now.
func busyAnswer(code int) bool {
	return code == http.StatusServiceUnavailable || code == http.StatusTooManyRequests
}

// gone reports whether an exchange broke, as against an answer that says
// nothing.
func gone(err error) bool {
	switch Cause(err) {
	case "", Unsupported, Busy, Fault, Option:
		return false
	}
	return true
}

// patience is how long to wait before the question is put again: as long as the
// device asks for (RFC 9110, 10.2.3), or a second.
func (j *esclJob) patience(a *http.Response) time.Duration {
	text := a.Header.Get("Retry-After")
	d := j.waits.retry
	if n, err := strconv.Atoi(text); err == nil && n >= 0 && n < 1_000_000 {
		d = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		d = time.Until(at)
	}
	return max(d, j.waits.early)
}
