package cases

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// look opens a case and writes the look down; no is an id or a number.
func (s *Screen) look(no string, by desk.Look) tea.Cmd {
	s.opening = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		m := s.read(ctx, no)
		if m.err == nil {
			m.unkept = s.cfg.Reveals.Looked(ctx, rid, d, by, []desk.Case{m.c})
		}
		return m
	})
}

// open reads a case that was looked at already.
func (s *Screen) open(no string) tea.Cmd {
	s.opening = true
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg { return s.read(ctx, no) })
}

// read reads one case with its papers and history.
func (s *Screen) read(ctx context.Context, no string) caseMsg {
	c, err := s.cfg.Books.Case(ctx, no)
	if desk.KindOf(err) == desk.NotFound {
		var list []desk.Case
		if list, err = s.cfg.Books.FindCases(ctx, no, 1); err == nil && len(list) == 0 {
			return caseMsg{err: &desk.Problem{Kind: desk.NotFound, What: "case"}}
		}
		if err == nil {
			c = list[0]
		}
	}
	if err != nil {
		return caseMsg{err: err}
	}
	m := caseMsg{c: c, today: s.day(ctx)}
	if m.papers, m.err = s.cfg.Books.Papers(ctx, desk.PaperFilter{Case: c.ID}); m.err != nil {
		return m
	}
	m.history, m.err = s.cfg.Books.History(ctx, "case:"+c.ID)
	return m
}

func (s *Screen) opened(m caseMsg) tea.Cmd {
	s.opening = false
	if m.err != nil {
		return ui.Say(ui.Care, text.Problem(m.err))
	}
	s.shown, s.papers, s.history, s.today = &m.c, m.papers, m.history, m.today
	s.write()
	if m.unkept != nil {
		return ui.Say(ui.Care, text.LookUnkept)
	}
	return nil
}

// show shows the full number for ten seconds, after the look is recorded.
func (s *Screen) show() tea.Cmd {
	d, rid, obj := s.duty, s.cfg.Mint(), "case:"+s.shown.ID
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		return revealedMsg{s.cfg.Reveals.Reveal(ctx, rid, d, obj)}
	})
}

// write sets the lines of the case.
func (s *Screen) write() {
	if s.shown == nil {
		return
	}
	c := s.shown
	number, phone := identity.MaskTail(c.Private.Applicant.Number), identity.MaskTail(c.Private.Applicant.Phone)
	if s.reveal > 0 {
		number, phone = c.Private.Applicant.Number, c.Private.Applicant.Phone
	}
	var out []ui.PageLine
	add := func(st ui.Style, t string) { out = append(out, ui.PageLine{Style: st, Text: ui.Clean(t, 400)}) }
	add(ui.Strong, text.CaseHead(*c))
	add(ui.Text, text.CaseNumber(c.No))
	add(ui.Text, text.CaseWho(c.Private.Applicant.Name, number, phone))
	if a := c.Private.Agent; a != nil {
		add(ui.Text, text.CaseAgent(a.Name, identity.MaskTail(a.Number)))
	}
	if x := c.Private.Post; x != nil {
		no := identity.MaskTail(x.No)
		if s.reveal > 0 {
			no = x.No
		}
		add(ui.Text, text.CasePost(x.Carrier, no))
	}
	if s.cfg.Station.Shared() {
		add(ui.Text, text.CaseComm(text.CommBadge(text.CommName(s.cfg.Station.Community(c.Comm)), c.CommBy)))
	}
	add(ui.Text, text.CaseDates(*c))
	if c.BackEntry != nil {
		add(ui.Dim, text.BackEntryMark(*c.BackEntry))
	}
	if e, ok := s.cfg.Days.Case(c, s.today); ok && s.today != "" {
		st := ui.Text
		switch e.Light {
		case calendar.Red:
			st = ui.Error
		case calendar.Amber, calendar.Unknown:
			st = ui.Warn
		}
		add(st, text.CaseClock(e, s.today))
	}
	if c.Decision != "" {
		add(ui.Warn, text.CaseDecision(c.Decision, c.Words))
	} else if c.Words != "" {
		add(ui.Text, text.CaseWords(c.Words))
	}
	add(ui.Heading, text.Counted(text.ColMaterial, len(c.Materials)))
	for _, m := range c.Materials {
		st := ui.Text
		if m.Lacking() {
			st = ui.Warn
		}
		add(st, text.MaterialLine(m))
	}
	s.facts, out = out, nil
	add(ui.Heading, text.Counted(text.Papers, len(s.papers)))
	for _, p := range s.papers {
		add(ui.Text, text.PaperLine(p))
	}
	add(ui.Heading, text.HistoryTitle)
	out = append(out, s.told(s.history)...)
	s.deeds = out
	s.pager.Set(slices.Concat(s.facts, s.deeds))
}
