package desk

import (
	"context"
	"errors"
	"sync"
)

// MostFed is the most pages that one run of a scanner takes, and mostWaiting the
// bytes of pages that may wait to be looked at and sealed: two hundred sides of a
// usual scan.
const (
	MostFed     = 200
	mostWaiting = 256 << 20
)

// A Feed takes pages from a scanner at the scanner's own speed. What is done with
// a page, looking at it, sealing it, showing it, happens beside it: the feeder
// waits for none of that.
type Feed struct {
	Scanner Scanner
	Gate    PageGate // nil keeps pages as they come
	// Put keeps a page; when it returns, the page survives a power cut.
	Put func(ctx context.Context, p ScannedPage) (Page, error)
	// Failed is told of a gate that could not look at a page, which is then kept
	// as it came. It may be nil.
	Failed func(error)
	// Separators tells the sheets that divide a stack from pages; nil takes all for
	// pages. Part is told of each in its place among the pages that are kept; it is
	// not kept itself.
	Separators *Separators
	Part       func(Separator) error
	// Stop stops the scanner when it is closed. What was fed until then is kept, as
	// after a jam. It may be nil.
	Stop <-chan struct{}
}

// Run scans until the scanner is through, something stops it or ctx ends. Each
// page that was kept is told in the order of feeding. It returns how many there
// were; what was fed before a device stopped is kept before Run returns.
func (f Feed) Run(ctx context.Context, r ScanRequest, kept func(Page) error) (int, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	q := newWaiting(mostWaiting)
	var stop error
	n := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			p, ok := q.take(ctx)
			if !ok {
				return
			}
			page, part, err := f.keep(ctx, p)
			if err == nil && p.Kept != nil {
				p.Kept()
			}
			switch {
			case err != nil:
			case part != nil:
				err = f.Part(*part)
			default:
				if err = kept(page); err == nil {
					n++
				}
			}
			if err != nil {
				stop = err
				cancel(err)
				return
			}
		}
	})
	fed, halt := context.WithCancel(ctx)
	defer halt()
	if f.Stop != nil {
		wg.Go(func() {
			select {
			case <-f.Stop:
				halt()
			case <-fed.Done():
			}
		})
	}
	_, err := f.Scanner.Scan(fed, r, func(p ScannedPage) error { return q.put(ctx, p) })
	halt()
	q.end()
	wg.Wait()
	if stop != nil {
		return n, stop
	}
	return n, err
}

// keep looks at one page and keeps it, unless it is a separator.
func (f Feed) keep(ctx context.Context, p ScannedPage) (Page, *Separator, error) {
	var flaw PageFlaw
	if f.Gate != nil {
		seen, flaws, err := f.Gate.Look(ctx, p)
		switch k := KindOf(err); {
		case ctx.Err() != nil:
			return Page{}, nil, context.Cause(ctx)
		case k == Invalid || k == Full:
			flaw = FlawUnreadable
		case err != nil:
			if f.Failed != nil {
				f.Failed(err)
			}
		case len(flaws) > 0:
			flaw = flaws[0]
			p = seen
		default:
			p = seen
		}
	}
	if p.Code != "" && f.Separators != nil && f.Part != nil {
		if line, ok := f.Separators.Line(p.Code); ok {
			return Page{}, &Separator{Line: line, Back: p.Back}, nil
		}
		flaw = FlawSeparator
	}
	page, err := f.Put(ctx, p)
	page.Back, page.Flaw = p.Back, flaw
	return page, nil, err
}

// waiting is a queue of pages bounded by their bytes.
type waiting struct {
	most  int
	mu    sync.Mutex
	pages []ScannedPage
	bytes int
	ended bool
	more  chan struct{} // one token when there is something to take, or the end
	room  chan struct{} // one token when something was taken
}

func newWaiting(most int) *waiting {
	return &waiting{most: most, more: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// put adds a page, and waits only where too many bytes wait already.
func (q *waiting) put(ctx context.Context, p ScannedPage) error {
	for {
		q.mu.Lock()
		if q.bytes == 0 || q.bytes+len(p.Bytes) <= q.most {
			q.pages = append(q.pages, p)
			q.bytes += len(p.Bytes)
			q.mu.Unlock()
			ring(q.more)
			return nil
		}
		q.mu.Unlock()
		select {
		case <-q.room:
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), ctx.Err())
		}
	}
}

// take waits for the next page. It returns false after the last one, and when
// ctx ends.
func (q *waiting) take(ctx context.Context) (ScannedPage, bool) {
	for {
		if ctx.Err() != nil {
			return ScannedPage{}, false
		}
		q.mu.Lock()
		if len(q.pages) > 0 {
			p := q.pages[0]
			q.pages[0] = ScannedPage{} // let its bytes go
			q.pages = q.pages[1:]
			q.bytes -= len(p.Bytes)
			q.mu.Unlock()
			ring(q.room)
			return p, true
		}
		ended := q.ended
		q.mu.Unlock()
		if ended {
			return ScannedPage{}, false
		}
		select {
		case <-q.more:
		case <-ctx.Done():
		}
	}
}

// end tells that no page comes any more.
func (q *waiting) end() {
	q.mu.Lock()
	q.ended = true
	q.mu.Unlock()
	ring(q.more)
}
