package intake

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

type (
	pageMsg struct {
		page    desk.Page
		instead string // id of the page whose place it takes, "" for none
	}
	scanDoneMsg struct {
		n   int
		err error
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
	s.scanning, s.stopScan = true, cancel
	s.feeding = s.feeding.on(m.Key, req.Limit > 1)
	out := make(chan tea.Msg, 8)
	s.scanned = out
	id, pages := s.draft.Case.ID, s.cfg.Pages
	feed := desk.Feed{
		Scanner: s.cfg.Scanner, Gate: s.cfg.Gate, Failed: s.cfg.Failed,
		Put: func(ctx context.Context, p desk.ScannedPage) (desk.Page, error) { return pages.PutPage(ctx, id, p) },
	}
	go func() {
		defer cancel()
		defer close(out)
		n, err := feed.Run(ctx, req, func(p desk.Page) error {
			select {
			case out <- pageMsg{page: p, instead: instead}:
				instead = ""
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		select {
		case out <- scanDoneMsg{n, err}:
		case <-s.ctx.Done(): // nobody listens any more
		}
	}()
	return tea.Batch(ui.Say(ui.Info, text.Scanning), s.listen())
}

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
	s.attach(m)
	s.list()
	if s.feeding.stack && s.part == partMaterials {
		s.table.Select(s.feeding.key)
	}
	return tea.Batch(s.save(), s.listen())
}

// attach puts a page to the line that the feeder fills now.
func (s *Screen) attach(m pageMsg) {
	key := s.feeding.take(m.page, s.draft.Case.Materials)
	mat := s.draft.Case.Material(key)
	if mat == nil {
		return
	}
	at := slices.IndexFunc(mat.Pages, func(p desk.Page) bool { return p.ID == m.instead })
	if m.instead != "" && at >= 0 {
		s.gone = append(s.gone, removed{key, at, mat.Pages[at]})
		m.page.Back = mat.Pages[at].Back
		mat.Pages[at] = m.page
	} else {
		m.page.Back = m.page.Back && len(mat.Pages) > 0
		mat.Pages = append(mat.Pages, m.page)
	}
	if mat.State == desk.MaterialUnchecked || mat.State == desk.MaterialMissing {
		mat.State = desk.MaterialComplete
	}
}

// leaveScan ends a scan because another case is opened. Pages that were kept
// and not shown yet go into the draft that is being left.
func (s *Screen) leaveScan() tea.Cmd {
	if !s.scanning {
		return nil
	}
	s.stopScan()
	s.scanning = false
	for {
		select {
		case m, ok := <-s.scanned:
			if p, page := m.(pageMsg); page {
				s.attach(p)
				continue
			}
			if ok {
				continue
			}
		default:
		}
		return s.save()
	}
}

// stop ends the scan that is under way; what was kept stays.
func (s *Screen) stop() tea.Cmd {
	if s.scanning {
		s.stopScan()
	}
	return nil
}

func (s *Screen) scanDone(m scanDoneMsg) tea.Cmd {
	s.scanning = false
	done := s.feeding
	s.feeding = s.feeding.after(m.err)
	s.list()
	switch {
	case errors.Is(m.err, context.Canceled):
		return ui.Say(ui.Care, text.ScanHalted(m.n))
	case m.err != nil && done.stack:
		return ui.Say(ui.Fault, text.StackStopped(done.pages, done.sheets, text.Problem(m.err)))
	case m.err != nil:
		return ui.Say(ui.Fault, text.ScanStopped(m.n, text.Problem(m.err)))
	case s.line() != nil && s.line().FirstStopped() >= 0:
		return ui.Say(ui.Care, text.ScanFlawed(m.n))
	case done.stack && m.n > 1:
		return ui.Say(ui.Done, text.StackDone(done.pages, done.sheets))
	}
	return ui.Say(ui.Done, text.ScanDone(m.n))
}
