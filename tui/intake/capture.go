package intake

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// What a scan tells. Each message names its scan: one that was left with its case
// has nothing to say to the next.
type (
	pageMsg struct {
		scan    int
		page    desk.Page
		instead string // id of the page whose place it takes, "" for none
	}
	partMsg struct {
		scan int
		part desk.Separator
	}
	scanDoneMsg struct {
		scan int
		n    int
		full bool // as many as one run takes: more may lie in the feeder
		err  error
	}
)

// scanFor is how long the scan of a page may take altogether, and stackFor that
// of a stack.
const (
	scanFor  = 3 * time.Minute
	stackFor = 30 * time.Minute
)

// scan takes pages for the selected material, one from the glass or the whole
// stack from a feeder. Pages come one by one and each is sealed and kept before it
// is counted; what was kept stays whatever the scanner does.
func (s *Screen) scan() tea.Cmd { return s.take("") }

// take scans for the selected material; the first page takes the place of the
// one with the id instead, where there is one.
func (s *Screen) take(instead string) tea.Cmd {
	m := s.line()
	if m == nil || s.scanning {
		return nil
	}
	req := desk.ScanRequest{Source: s.cfg.Source, Limit: 1}
	limit := scanFor
	if req.Source != "" && instead == "" {
		req.Limit, limit = desk.MostFed, stackFor
	}
	ctx, cancel := context.WithTimeout(s.ctx, limit)
	halt := make(chan struct{})
	s.scans++
	s.scanning, s.stopScan, s.quitScan = true, sync.OnceFunc(func() { close(halt) }), cancel
	s.feeding = s.feeding.on(m.Key, req.Limit > 1, s.cfg.Source == sourceDuplex, s.draft.Case.Materials)
	out := make(chan tea.Msg, 8)
	s.scanned = out
	id, pages, scan := s.draft.Case.ID, s.cfg.Pages, s.scans
	tell := func(m tea.Msg) error {
		select {
		case out <- m:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	feed := desk.Feed{
		Scanner: s.cfg.Scanner, Gate: s.cfg.Gate, Failed: s.cfg.Failed, Stop: halt,
		Put: func(ctx context.Context, p desk.ScannedPage) (desk.Page, error) { return pages.PutPage(ctx, id, p) },
	}
	fed := 0 // pages that the scanner gave; of the feed's goroutine until it has ended
	if req.Limit > 1 {
		feed.Separators = s.cfg.Separators
		feed.Part = func(x desk.Separator) error {
			fed++
			return tell(partMsg{scan, x})
		}
	}
	go func() {
		defer cancel()
		defer close(out)
		n, err := feed.Run(ctx, req, func(p desk.Page) error {
			fed++
			m := pageMsg{scan: scan, page: p, instead: instead}
			instead = ""
			return tell(m)
		})
		select {
		case out <- scanDoneMsg{scan: scan, n: n, full: req.Limit > 1 && fed >= req.Limit, err: err}:
		case <-s.ctx.Done(): // nobody listens any more
		}
	}()
	return tea.Batch(ui.Say(ui.Info, text.Scanning), s.listen())
}

// sourceDuplex is the source of a feeder that takes both sides.
const sourceDuplex = "duplex"

// listen waits for the next page.
func (s *Screen) listen() tea.Cmd {
	in := s.scanned
	return func() tea.Msg {
		m, ok := <-in
		if !ok {
			return nil
		}
		return m
	}
}

func (s *Screen) pageKept(m pageMsg) tea.Cmd {
	if m.scan != s.scans || !s.open {
		return nil
	}
	s.attach(m)
	s.list()
	if s.feeding.stack && s.part == partMaterials {
		s.table.Select(s.feeding.Line)
	}
	return tea.Batch(s.save(), s.listen())
}

// attach puts a page to the line that the feeder fills now. A line that the
// checklist has lost meanwhile is there again: no page is without a place.
func (s *Screen) attach(m pageMsg) {
	page, key := s.feeding.Take(m.page, s.draft.Case.Materials)
	if key == "" {
		return // the blank back of a separator
	}
	mat := s.draft.Case.Material(key)
	if mat == nil {
		s.draft.Case.Materials = append(s.draft.Case.Materials, desk.Material{Key: key, Name: s.feeding.names[key]})
		mat = s.draft.Case.Material(key)
	}
	at := slices.IndexFunc(mat.Pages, func(p desk.Page) bool { return p.ID == m.instead })
	if m.instead != "" && at >= 0 {
		s.gone = append(s.gone, removed{key, at, mat.Pages[at]})
		page.Back = mat.Pages[at].Back
		mat.Pages[at] = page
	} else {
		page.Back = page.Back && len(mat.Pages) > 0
		mat.Pages = append(mat.Pages, page)
	}
	s.draft.Case.Fed = s.draft.Case.Fed || s.feeding.stack && s.feeding.Through() > 1
	if mat.State == desk.MaterialUnchecked || mat.State == desk.MaterialMissing {
		mat.State = desk.MaterialComplete
	}
}

// parted takes a separator out of the stack: what follows goes to its line.
func (s *Screen) parted(m partMsg) tea.Cmd {
	if m.scan != s.scans || !s.open {
		return nil
	}
	lines := s.draft.Case.Materials
	blank, ok := s.feeding.Part(m.part, lines)
	s.takeLast(blank)
	s.list()
	if s.part == partMaterials {
		s.table.Select(s.feeding.Line)
	}
	say := ui.Say(ui.Care, text.PartAstray(m.part.Line, len(lines)))
	if i := slices.IndexFunc(lines, func(m desk.Material) bool { return m.Key == s.feeding.Line }); ok && i >= 0 {
		say = ui.Say(ui.Info, text.NowToLine(i+1, ui.Clean(lines[i].Name, 40)))
	}
	return tea.Batch(say, s.save(), s.listen())
}

// takeLast takes the last page of a line away; it can be brought back. With "" it
// does nothing.
func (s *Screen) takeLast(key string) {
	m := s.draft.Case.Material(key)
	if m == nil || len(m.Pages) == 0 {
		return
	}
	at := len(m.Pages) - 1
	s.gone = append(s.gone, removed{key, at, m.Pages[at]})
	m.Pages = m.Pages[:at]
}

// leaveScan ends a scan because another case is opened. Pages that were kept
// and not shown yet go into the draft that is being left, and with it how far
// the stack has come.
func (s *Screen) leaveScan() tea.Cmd {
	if !s.scanning {
		return nil
	}
	s.quitScan()
	s.scanning = false
	for {
		select {
		case m, ok := <-s.scanned:
			switch m := m.(type) {
			case pageMsg:
				s.attach(m)
			case partMsg:
				blank, _ := s.feeding.Part(m.part, s.draft.Case.Materials)
				s.takeLast(blank)
			}
			if ok {
				continue
			}
		default:
		}
		s.scans++ // what is on its way belongs to nobody's screen
		return s.save()
	}
}

// stop ends the scan that is under way; what was fed until then stays.
func (s *Screen) stop() tea.Cmd {
	if s.scanning {
		s.stopScan()
	}
	return nil
}

func (s *Screen) scanDone(m scanDoneMsg) tea.Cmd {
	if m.scan != s.scans {
		return nil
	}
	s.scanning = false
	f := &s.feeding
	halted := f.stack && (m.err != nil || m.full)
	if halted && f.Through() > 0 {
		s.takeLast(f.Torn())
		s.draft.Case.Fed = true
	}
	done := *f
	s.feeding = f.after(halted)
	s.list()
	return tea.Batch(s.save(), s.scanSaid(m, done))
}

// scanSaid tells what came of a scan.
func (s *Screen) scanSaid(m scanDoneMsg, done feeding) tea.Cmd {
	switch {
	case done.stack && m.err == nil && m.full:
		return ui.Say(ui.Care, text.StackFull(done.Pages, done.Sheets, done.Through()+1))
	case done.stack && errors.Is(m.err, context.Canceled):
		return ui.Say(ui.Care, text.StackHalted(done.Pages, done.Sheets, done.Through()+1))
	case errors.Is(m.err, context.Canceled):
		return ui.Say(ui.Care, text.ScanHalted(m.n))
	case m.err != nil && done.stack:
		return ui.Say(ui.Fault, text.StackStopped(done.Pages, done.Sheets, done.Through()+1, text.Problem(m.err)))
	case m.err != nil:
		return ui.Say(ui.Fault, text.ScanStopped(m.n, text.Problem(m.err)))
	case done.Astray > 0:
		return ui.Say(ui.Care, text.StackAstray(done.Pages, done.Sheets, done.Parts, done.Astray))
	case s.line() != nil && s.line().FirstStopped() >= 0 && done.stack && done.Sheets > 1:
		return ui.Say(ui.Care, text.StackFlawed(done.Pages, done.Sheets))
	case s.line() != nil && s.line().FirstStopped() >= 0:
		return ui.Say(ui.Care, text.ScanFlawed(m.n))
	case done.stack && (m.n > 1 || done.Parts > 0):
		return ui.Say(ui.Done, text.StackDone(done.Pages, done.Sheets, done.Parts))
	}
	return ui.Say(ui.Done, text.ScanDone(m.n))
}
