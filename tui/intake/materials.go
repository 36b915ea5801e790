package intake

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// list shows the checklist.
func (s *Screen) list() {
	lines := make([]ui.Line, 0, len(s.draft.Case.Materials))
	for _, m := range s.draft.Case.Materials {
		need := text.NeedNot
		if m.Required {
			need = text.Need
		}
		n := ""
		if len(m.Pages) > 0 {
			n = strconv.Itoa(len(m.Pages))
		}
		st := ui.Text
		switch {
		case m.Settled() && m.State != desk.MaterialUnchecked:
			st = ui.Good
		case m.State == desk.MaterialMissing || m.State == desk.MaterialUnfit:
			st = ui.Error
		}
		lines = append(lines, ui.Line{ID: m.Key, Style: st, Cells: []string{
			text.MaterialState(m.State), n, need, text.MaterialLead(m) + ui.Clean(m.Name, 80) + text.MaterialNote(m),
		}})
	}
	s.table.Set(lines)
}

// line is the selected material, or nil.
func (s *Screen) line() *desk.Material {
	if sel := s.table.Selected(); sel != nil && s.part == partMaterials {
		return s.draft.Case.Material(sel.ID)
	}
	return nil
}

// requirement is what the guide says of the selected material.
func (s *Screen) requirement() desk.Requirement {
	m := s.line()
	if m == nil {
		return desk.Requirement{}
	}
	for _, r := range s.item.Materials {
		if r.Key == m.Key {
			return r
		}
	}
	return desk.Requirement{}
}

// mark sets the finding on the selected line and goes to the next one.
func (s *Screen) mark(st desk.MaterialState, reason string, due desk.Day) tea.Cmd {
	m := s.line()
	if m == nil {
		return nil
	}
	m.State, m.Reason, m.Due = st, reason, due
	r := s.requirement()
	if st == desk.MaterialComplete {
		if r.CheckOriginal {
			m.Seen = max(m.Seen, 1)
		}
		m.Copies = r.Copies
		m.Kept = r.Originals
	} else {
		m.Seen, m.Copies, m.Kept = 0, 0, 0
	}
	s.list()
	s.table.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	return s.save()
}

func (s *Screen) unfit() tea.Cmd {
	return ui.Ask(askUnfit, ui.NewAskField(text.Unfit, text.UnfitAsk, needed(60)))
}

func (s *Screen) exempt() tea.Cmd {
	return ui.Ask(askExempt, ui.NewAskField(text.Exempt, text.ExemptAsk, needed(60)))
}

func (s *Screen) follows() tea.Cmd {
	f := ui.NewField(ui.Date, 10)
	f.Check = func(v string) string {
		d, err := desk.ParseDay(v)
		if err != nil || d < s.today {
			return text.FollowsWrong
		}
		return ""
	}
	return ui.Ask(askFollows, ui.NewAskField(text.Follows, text.FollowsAsk, f))
}

// needed is a field that must not stay empty.
func needed(n int) *ui.Field {
	f := ui.NewField(ui.Free, n)
	f.Check = func(v string) string {
		if v == "" {
			return text.WordsNeeded
		}
		return ""
	}
	return f
}

type (
	pageMsg struct {
		key  string
		page desk.Page
	}
	scanDoneMsg struct {
		n   int
		err error
	}
)

// scanFor is how long one scan may take altogether.
const scanFor = 3 * time.Minute

// scan takes pages for the selected material. Pages come one by one and each
// is sealed and kept before it is counted; what was kept stays whatever the
// scanner does.
func (s *Screen) scan() tea.Cmd {
	m := s.line()
	if m == nil || s.scanning {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.ctx, scanFor)
	s.scanning, s.stopScan = true, cancel
	out := make(chan tea.Msg, 8)
	s.scanned = out
	key, id := m.Key, s.draft.Case.ID
	req := desk.ScanRequest{Source: s.cfg.Source, Limit: 1}
	if req.Source != "" {
		req.Limit = 0
	}
	scanner, pages := s.cfg.Scanner, s.cfg.Pages
	go func() {
		defer cancel()
		defer close(out)
		n, err := scanner.Scan(ctx, req, func(p desk.ScannedPage) error {
			page, err := pages.PutPage(ctx, id, p)
			if err != nil {
				return err
			}
			select {
			case out <- pageMsg{key: key, page: page}:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		select {
		case out <- scanDoneMsg{n, err}:
		case <-ctx.Done(): // nobody listens any more
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
	return tea.Batch(s.save(), s.listen())
}

func (s *Screen) attach(m pageMsg) {
	if mat := s.draft.Case.Material(m.key); mat != nil {
		mat.Pages = append(mat.Pages, m.page)
		if mat.State == desk.MaterialUnchecked || mat.State == desk.MaterialMissing {
			mat.State = desk.MaterialComplete
		}
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

func (s *Screen) scanDone(m scanDoneMsg) tea.Cmd {
	s.scanning = false
	if m.err != nil {
		return ui.Say(ui.Fault, text.ScanStopped(m.n, text.Problem(m.err)))
	}
	return ui.Say(ui.Done, text.ScanDone(m.n))
}

// dropPage takes the latest page of the selected material away.
func (s *Screen) dropPage() tea.Cmd {
	m := s.line()
	if m == nil || len(m.Pages) == 0 {
		return nil
	}
	m.Pages = m.Pages[:len(m.Pages)-1]
	s.list()
	return s.save()
}

// keep counts one more original that stays here; after nine it begins anew.
func (s *Screen) keep() tea.Cmd {
	m := s.line()
	if m == nil {
		return nil
	}
	m.Kept = (m.Kept + 1) % 10
	s.list()
	return s.save()
}
