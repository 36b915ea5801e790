// Package cases finds a case again and shows where it stands: by the number on
// any slip, typed or scanned, or by the last four of a document or phone.
package cases

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// books is what the screen reads.
type books interface {
	Case(ctx context.Context, id string) (desk.Case, error)
	Cases(ctx context.Context, f desk.CaseFilter) ([]desk.Case, error)
	FindCases(ctx context.Context, text string, limit int) ([]desk.Case, error)
	Paper(ctx context.Context, no string) (desk.Paper, error)
	Papers(ctx context.Context, f desk.PaperFilter) ([]desk.Paper, error)
	History(ctx context.Context, obj string) ([]desk.Entry, error)
}

// work moves cases on.
type work interface {
	Finish(ctx context.Context, rid string, d desk.Duty, id, words string) (desk.Case, error)
	Deliver(ctx context.Context, rid string, d desk.Duty, id string, x desk.Delivery) (desk.Taken, error)
	Withdraw(ctx context.Context, rid string, d desk.Duty, id, reason string) (desk.Case, error)
}

// reveals records a look at a full number.
type reveals interface {
	Reveal(ctx context.Context, rid string, d desk.Duty, obj string) error
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Books   books
	Work    work
	Reveals reveals
	Hall    hall // nil: a supplement begins no visit
	Mint    func() string
}

// Screen finds and shows cases.
type Screen struct {
	ctx     context.Context
	cfg     Config
	duty    desk.Duty
	served  *desk.Ticket
	field   *ui.Field
	table   ui.Table
	found   []desk.Case
	shown   *desk.Case
	papers  []desk.Paper
	history []desk.Entry
	pager   ui.Pager
	reveal  int // pulses that the full number still shows
	busy    bool
	asked   bool   // the list is the answer to a search
	query   string // for which it is the answer
	opening bool   // a case is being read
	fault   string
}

// whoColumn is the applicant's column, which a roomy window gives more room.
const (
	whoColumn = 3
	roomy     = 100
)

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c, field: ui.NewField(ui.Command, 60), pager: ui.Pager{Wrap: true}}
	s.field.Placeholder = text.FindPlaceholder
	s.table = ui.Table{Empty: text.NoCases, Columns: []ui.Column{
		{Title: text.ColNo, Width: 9},
		{Title: text.ColStands, Width: 8},
		{Title: text.ColDue, Width: 11},
		{Title: text.ColWho, Width: 10},
		{Title: text.ColMatter},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenCases }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Cases }

// Focused is true while the search field is open.
func (s *Screen) Focused() bool { return s.shown == nil }

// Busy is true while an act is under way or a case is being read: what is typed
// belongs to that case.
func (s *Screen) Busy() bool { return s.busy || s.opening }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

type (
	foundMsg struct {
		list  []desk.Case
		query string // "" for what is open
		err   error
	}
	caseMsg struct {
		c       desk.Case
		papers  []desk.Paper
		history []desk.Entry
		err     error
	}
	doneMsg struct {
		say string
		id  string
		err error
	}
	revealedMsg struct{ err error }
	slipMsg     struct{ paper desk.Paper }
)

const (
	wait   = 5 * time.Second
	most   = 50
	slips  = 2000 // notices looked through for the end of a number
	shows  = 10   // seconds that a full number shows
	askWhy = "withdraw"
	askEnd = "finish"
)

// Open shows the search, or the case with an id or number.
func (s *Screen) Open(with any) tea.Cmd {
	s.shown, s.reveal = nil, 0
	s.busy, s.opening = false, false
	s.field.Set("")
	switch w := with.(type) {
	case Code:
		s.field.Set(string(w))
		return s.search()
	case string:
		if w != "" {
			return s.open(w)
		}
	}
	return s.recent()
}

// A Code is what a bar-code reader has read: Open looks it up as if it had been
// typed.
type Code string

// Enter reads anew what is shown.
func (s *Screen) Enter() tea.Cmd {
	if s.shown != nil {
		return s.open(s.shown.ID)
	}
	return nil
}

// recent lists what is open.
func (s *Screen) recent() tea.Cmd {
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		list, err := s.cfg.Books.Cases(ctx, desk.CaseFilter{Limit: most, States: []desk.CaseState{
			desk.CaseReceived, desk.CaseSupplement, desk.CaseSupplied, desk.CaseAccepted, desk.CaseHanded,
			desk.CaseStreet, desk.CaseDone, desk.CaseRejected,
		}})
		return foundMsg{list: list, err: err}
	})
}

func (s *Screen) search() tea.Cmd {
	q := s.field.Value()
	if s.answered(q) {
		return s.openSelected()
	}
	if q == "" {
		return s.recent()
	}
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		list, err := s.cfg.Books.FindCases(ctx, q, most)
		if err == nil && len(list) == 0 {
			if p, ok := s.slip(ctx, q); ok {
				return slipMsg{p}
			}
		}
		return foundMsg{list, q, err}
	})
}

// answered reports whether the list is the answer to what stands in the field,
// so that Enter opens what is selected.
func (s *Screen) answered(q string) bool {
	return s.table.Len() > 0 && (q == "" || s.asked && q == s.query)
}

func (s *Screen) openSelected() tea.Cmd {
	if l := s.table.Selected(); l != nil {
		return s.open(l.ID)
	}
	return nil
}

// open reads one case with its papers and history; no is an id or a number.
func (s *Screen) open(no string) tea.Cmd {
	s.opening = true
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
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
		m := caseMsg{c: c}
		if m.papers, m.err = s.cfg.Books.Papers(ctx, desk.PaperFilter{Case: c.ID}); m.err != nil {
			return m
		}
		m.history, m.err = s.cfg.Books.History(ctx, "case:"+c.ID)
		return m
	})
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	if s.shown == nil {
		word, tip := text.Search, text.SearchTip
		if s.answered(s.field.Value()) {
			word, tip = text.OpenCase, text.OpenCaseTip
		}
		return []ui.Action{{Key: "enter", Twin: text.CmdSearch, Word: word, Tip: tip, Run: s.search}}
	}
	may := func(to desk.CaseState) func() string {
		return func() string {
			if !desk.MayGo(s.shown.Mode, s.shown.State, to) {
				return text.CannotNow(text.CaseState(s.shown.State))
			}
			return ""
		}
	}
	id := s.shown.ID
	return []ui.Action{
		{Key: "enter", Digit: 1, Twin: text.CmdSupply, Word: text.Supply, Tip: text.SupplyTip, Run: s.supply, Blocked: func() string {
			if s.shown.State != desk.CaseSupplement {
				return text.CannotNow(text.CaseState(s.shown.State))
			}
			return ""
		}},
		{Digit: 2, Twin: text.CmdFinishCase, Word: text.FinishCase, Tip: text.FinishCaseTip, Run: func() tea.Cmd {
			return ui.Ask(askEnd, ui.NewAskWords(text.FinishCase, text.FinishCaseAsk, "", 200))
		}, Blocked: func() string {
			if s.shown.State != desk.CaseAccepted {
				return text.CannotNow(text.CaseState(s.shown.State))
			}
			return ""
		}},
		{Digit: 3, Twin: text.CmdDeliver, Word: text.Deliver, Tip: text.DeliverTip, Blocked: may(desk.CaseDelivered), Run: s.deliver},
		{Digit: 4, Twin: text.CmdWithdraw, Word: text.Withdraw, Tip: text.WithdrawTip, Blocked: may(desk.CaseWithdrawn), Run: func() tea.Cmd {
			return ui.Ask(askWhy, ui.NewAskWords(text.Withdraw, text.WithdrawAsk, "", 200))
		}},
		{Digit: 5, Twin: text.CmdPapers, Word: text.Papers, Tip: text.PapersTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenPapers, desk.PaperFilter{Case: id})
		}},
		{Digit: 6, Twin: text.CmdReveal, Word: text.Reveal, Tip: text.RevealTip, Run: s.show},
		{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.close},
	}
}

func (s *Screen) close() tea.Cmd {
	s.shown, s.reveal = nil, 0
	if s.table.Len() == 0 {
		return ui.Back()
	}
	s.field.Set("") // the next search begins anew; the list stays
	return nil
}

// show shows the full number for ten seconds, after the look is recorded.
func (s *Screen) show() tea.Cmd {
	d, rid, obj := s.duty, s.cfg.Mint(), "case:"+s.shown.ID
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		return revealedMsg{s.cfg.Reveals.Reveal(ctx, rid, d, obj)}
	})
}

func (s *Screen) act(say string, f func(context.Context, string, desk.Duty) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid, id := s.duty, s.cfg.Mint(), s.shown.ID
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg { return doneMsg{say, id, f(ctx, rid, d)} })
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case foundMsg:
		return s.list(msg)
	case caseMsg:
		return s.opened(msg)
	case doneMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return tea.Batch(ui.Say(ui.Done, msg.say), s.open(msg.id))
	case visitMsg:
		return s.begun(msg)
	case slipMsg:
		return tea.Sequence(ui.Go(ui.ScreenGuide, msg.paper), ui.Say(ui.Done, text.SlipFound(msg.paper.Content.Item)))
	case revealedMsg:
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		s.reveal = shows
		s.write()
	case ui.Outcome:
		return s.outcome(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		s.keys(msg)
	default:
		if s.reveal > 0 {
			if s.reveal--; s.reveal == 0 {
				s.write()
			}
		}
	}
	return nil
}

func (s *Screen) keys(msg tea.Msg) {
	if s.shown != nil {
		s.pager.Update(msg)
		return
	}
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch ui.KeyOf(k) {
		case "up", "down", "pgup", "pgdown":
			s.table.Update(msg)
			return
		}
	}
	s.field.Update(msg)
}

func (s *Screen) outcome(o ui.Outcome) tea.Cmd {
	if !o.OK || s.shown == nil {
		return nil
	}
	id := s.shown.ID
	if cmd, used := s.delivering(o); used {
		return cmd
	}
	if o.ID == askWhy {
		return s.act(text.Withdrawn, func(ctx context.Context, rid string, d desk.Duty) error {
			_, err := s.cfg.Work.Withdraw(ctx, rid, d, id, o.Text)
			return err
		})
	}
	if o.ID != askEnd {
		return nil
	}
	return s.act(text.CaseFinished, func(ctx context.Context, rid string, d desk.Duty) error {
		_, err := s.cfg.Work.Finish(ctx, rid, d, id, o.Text)
		return err
	})
}

func (s *Screen) list(m foundMsg) tea.Cmd {
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return nil
	}
	s.fault, s.found, s.query, s.asked = "", m.list, m.query, m.query != ""
	s.table.Empty = text.NoCases
	if s.asked {
		s.table.Empty = text.NothingFound
	}
	lines := make([]ui.Line, 0, len(m.list))
	for _, c := range m.list {
		st := ui.Text
		switch {
		case c.State == desk.CaseSupplement || c.State == desk.CaseRejected:
			st = ui.Warn
		case c.State == desk.CaseDone:
			st = ui.Good
		}
		lines = append(lines, ui.Line{ID: c.ID, Style: st, Cells: []string{
			desk.Tail(c.No), text.CaseState(c.State), text.DueOf(c), ui.Clean(c.Private.Applicant.Name, 30), ui.Clean(c.Title, 60),
		}})
	}
	s.table.Set(lines)
	if len(lines) > 0 {
		s.table.Select(lines[0].ID)
	}
	if s.asked && len(m.list) == 1 {
		return s.open(m.list[0].ID)
	}
	return nil
}

func (s *Screen) opened(m caseMsg) tea.Cmd {
	s.opening = false
	if m.err != nil {
		return ui.Say(ui.Care, text.Problem(m.err))
	}
	s.shown, s.papers, s.history = &m.c, m.papers, m.history
	s.write()
	return nil
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
	add(ui.Text, text.CaseDates(*c))
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
	add(ui.Heading, text.Counted(text.Papers, len(s.papers)))
	for _, p := range s.papers {
		add(ui.Text, text.PaperLine(p))
	}
	add(ui.Heading, text.HistoryTitle)
	for _, e := range s.history {
		who := e.Line.Staff
		if p, ok := s.cfg.Station.Person(who); ok {
			who = p.Name
		}
		add(ui.Dim, text.HistoryLine(time.Time(e.Line.At), who, e.Line.Kind))
	}
	s.pager.Set(out)
}

// Draw draws the search or the case.
func (s *Screen) Draw(f *ui.Frame) {
	if s.shown != nil {
		s.pager.Draw(f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()}))
		return
	}
	x := f.Put(1, 0, ui.Label, text.FindLabel)
	s.field.Draw(f.Sub(ui.Rect{X: x + 1, Y: 0, W: f.W() - x - 2, H: 1}), true)
	if s.fault != "" {
		f.Put(1, 2, ui.Error, s.fault)
		return
	}
	s.table.Columns[whoColumn].Width = 10
	if f.W() >= roomy {
		s.table.Columns[whoColumn].Width = 22 // names of ten characters
	}
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2}))
}
