// Package intake is the screen on which a case is taken in: who applies, which
// situation, which materials, and one key for the ending that the mode allows.
package intake

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// desks is what the screen asks of the intake.
type desks interface {
	Begin(ctx context.Context, id string, d desk.Duty, item string, t desk.Ticket) (desk.Draft, error)
	Continue(ctx context.Context, d desk.Duty, id string, t desk.Ticket) (desk.Draft, error)
	Save(ctx context.Context, d desk.Draft) error
	Tailor(c *desk.Case) error
	Accept(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error)
	Receive(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error)
	Refuse(ctx context.Context, rid string, d desk.Duty, c desk.Case, reason string) (desk.Taken, error)
	Notice(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error)
	Advise(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Paper, error)
}

// books is what the screen reads and keeps besides.
type books interface {
	Today(ctx context.Context) (desk.Stamp, error)
	Cases(ctx context.Context, f desk.CaseFilter) ([]desk.Case, error)
	DropDraft(ctx context.Context, id string) error
}

// pages keeps scanned pages under a case's key.
type pages interface {
	PutPage(ctx context.Context, caseID string, p desk.ScannedPage) (desk.Page, error)
}

// people checks identities.
type people interface {
	Check(p desk.Person, today desk.Day) error
}

// Config is what a Screen is built from. Reader and Scanner may be nil.
type Config struct {
	Station desk.Station
	Window  int
	Desk    desks
	Books   books
	Pages   pages
	People  people
	Item    func(id string) (desk.Item, bool)
	Reader  desk.CardReader
	Scanner desk.Scanner
	Source  string // of the scanner: "" or "adf"
	Mint    func() string
}

// A part is one of the steps of an intake.
type part int

// The parts, in the order of the work.
const (
	partPerson part = iota
	partSituation
	partMaterials
)

// Screen takes one case in at a time.
type Screen struct {
	ctx      context.Context
	cfg      Config
	duty     desk.Duty
	served   *desk.Ticket
	open     bool
	draft    desk.Draft
	item     desk.Item
	part     part
	person   *ui.Form
	rows     []ui.FormRow // of the person form, the agent's included
	situ     *ui.Form
	table    ui.Table
	reading  *desk.CardReading // offered, not bound yet
	waiting  bool              // the reader is being asked
	scanning bool
	scanned  chan tea.Msg
	stopScan context.CancelFunc
	busy     bool
	dirty    bool
	pulses   int // since the latest change, to save two seconds after it
	today    desk.Day
	fault    string
}

// New returns the screen of one window.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.table = ui.Table{Empty: text.NoMaterials, Columns: []ui.Column{
		{Title: text.ColState, Width: 8}, {Title: text.ColPages, Width: 5, Right: true},
		{Title: text.ColNeed, Width: 6}, {Title: text.ColMaterial},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenIntake }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Intake }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

// Serving tells which visit is in hand.
func (s *Screen) Serving(t *desk.Ticket) { s.served = t }

// Busy is true while an ending is under way.
func (s *Screen) Busy() bool { return s.busy }

// Focused reports whether a text field has the focus.
func (s *Screen) Focused() bool {
	switch {
	case !s.open || s.part == partMaterials:
		return false
	case s.part == partPerson:
		return s.person.Focused()
	}
	return s.situ.Focused()
}

type (
	openedMsg struct {
		draft desk.Draft
		day   desk.Day
		err   error
	}
	savedMsg struct{ err error }
	endedMsg struct {
		no     string
		papers []desk.Paper
		done   string
		err    error
	}
	sameMsg struct{ cases []desk.Case }
)

const wait = 5 * time.Second

// Open begins or resumes an intake: a Draft with an id is resumed, one without
// begins a case for its item; a Ticket begins one for the matter it names; a
// case id goes on with a case that waits for supplements.
func (s *Screen) Open(with any) tea.Cmd {
	d, rid := s.duty, s.cfg.Mint()
	ticket := desk.Ticket{}
	if s.served != nil {
		ticket = *s.served
	}
	var f func(context.Context) (desk.Draft, error)
	switch w := with.(type) {
	case desk.Draft:
		if w.Case.ID != "" {
			f = func(context.Context) (desk.Draft, error) { return w, nil }
			break
		}
		f = func(ctx context.Context) (desk.Draft, error) { return s.begin(ctx, rid, d, w, ticket) }
	case desk.Ticket:
		f = func(ctx context.Context) (desk.Draft, error) { return s.cfg.Desk.Begin(ctx, rid, d, w.Item, w) }
	case string:
		f = func(ctx context.Context) (desk.Draft, error) { return s.cfg.Desk.Continue(ctx, d, w, ticket) }
	default:
		return s.read() // the case in hand stays
	}
	s.stopReading()
	if s.scanning {
		s.stopScan() // what was kept is in the draft that is being left
		s.scanning = false
	}
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		st, err := s.cfg.Books.Today(ctx)
		if err != nil {
			return openedMsg{err: err}
		}
		dr, err := f(ctx)
		return openedMsg{dr, st.Day, err}
	})
}

// begin makes the draft that a guide card asked for, with the answers given
// there already.
func (s *Screen) begin(ctx context.Context, id string, d desk.Duty, w desk.Draft, t desk.Ticket) (desk.Draft, error) {
	dr, err := s.cfg.Desk.Begin(ctx, id, d, w.Case.Item, t)
	if err != nil || len(w.Case.Answers) == 0 {
		return dr, err
	}
	dr.Case.Answers = w.Case.Answers
	if err := s.cfg.Desk.Tailor(&dr.Case); err != nil {
		return dr, err
	}
	return dr, s.cfg.Desk.Save(ctx, dr)
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openedMsg:
		return s.opened(msg)
	case savedMsg:
		if msg.err != nil {
			s.dirty = true
			return ui.Say(ui.Fault, text.Problem(msg.err))
		}
	case endedMsg:
		return s.ended(msg)
	case sameMsg:
		return s.same(msg)
	case readMsg:
		return s.readDone(msg)
	case pageMsg:
		return s.pageKept(msg)
	case scanDoneMsg:
		return s.scanDone(msg)
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.open {
			return s.keys(msg)
		}
	default:
		return s.pulse()
	}
	return nil
}

func (s *Screen) opened(m openedMsg) tea.Cmd {
	if m.err != nil {
		s.open = false
		s.fault = text.Problem(m.err)
		return ui.Say(ui.Fault, s.fault)
	}
	s.fault, s.open, s.draft, s.today = "", true, m.draft, m.day
	s.reading, s.dirty = nil, false
	s.item, _ = s.cfg.Item(m.draft.Case.Item)
	s.person = s.personForm()
	s.situ = s.situationForm()
	s.list()
	if l := s.table.Lines(); len(l) > 0 {
		s.table.Select(l[0].ID) // not where the case before was left
	}
	s.part = part(min(max(m.draft.Page, 0), int(partMaterials)))
	if m.draft.Field != "" && s.part == partPerson {
		s.person.FocusOn(m.draft.Field)
	}
	if s.part == partSituation && len(s.item.Situations) == 0 {
		s.part = partMaterials
	}
	return s.read()
}

// pulse saves a draft two seconds after the latest change.
func (s *Screen) pulse() tea.Cmd {
	if !s.dirty {
		return nil
	}
	s.pulses++
	if s.pulses < 2 {
		return nil
	}
	return s.save()
}

// save keeps the draft as it stands, with the place to come back to.
func (s *Screen) save() tea.Cmd {
	if !s.open {
		return nil
	}
	s.dirty, s.pulses = false, 0
	dr := s.snapshot()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		return savedMsg{s.cfg.Desk.Save(ctx, dr)}
	})
}

// snapshot copies the draft so that a command may hold it while keys go on.
func (s *Screen) snapshot() desk.Draft {
	s.collect()
	dr := s.draft
	dr.Page, dr.Window = int(s.part), s.cfg.Window
	if s.part == partPerson {
		dr.Field = s.person.Focus()
	}
	dr.Case = copyCase(s.draft.Case)
	return dr
}

// copyCase copies what a command may read while Update goes on writing.
func copyCase(c desk.Case) desk.Case {
	m := make([]desk.Material, len(c.Materials))
	for i := range c.Materials {
		m[i] = c.Materials[i]
		m[i].Pages = append([]desk.Page(nil), c.Materials[i].Pages...)
	}
	c.Materials = m
	a := make(map[string]string, len(c.Answers))
	for k, v := range c.Answers {
		a[k] = v
	}
	c.Answers = a
	if c.Private.Agent != nil {
		x := *c.Private.Agent
		c.Private.Agent = &x
	}
	return c
}

// Leave keeps the draft and stops the reader.
func (s *Screen) Leave() tea.Cmd {
	s.stopReading()
	if !s.open {
		return nil
	}
	return s.save()
}

// Enter goes on where it was.
func (s *Screen) Enter() tea.Cmd { return s.read() }

// keys gives a key to the part that is open.
func (s *Screen) keys(msg tea.Msg) tea.Cmd {
	var ev ui.FormEvent
	switch s.part {
	case partPerson:
		ev = s.person.Update(msg)
	case partSituation:
		if ev = s.situ.Update(msg); ev == ui.FormChanged {
			return s.answer(msg)
		}
	default:
		s.table.Update(msg)
		return nil
	}
	switch ev {
	case ui.FormChanged:
		s.dirty, s.pulses = true, 0
	case ui.FormLeft:
		s.agentRows()
		return s.save()
	case ui.FormDone:
		return s.forward()
	}
	return nil
}

// answer fits the checklist to an answer. A digit is a whole answer, so the
// next question comes at once.
func (s *Screen) answer(msg tea.Msg) tea.Cmd {
	s.collect()
	if err := s.cfg.Desk.Tailor(&s.draft.Case); err != nil {
		return ui.Say(ui.Fault, text.Problem(err))
	}
	s.list()
	s.dirty, s.pulses = true, 0
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || ui.KeyOf(k) < "1" || ui.KeyOf(k) > "9" || len(ui.KeyOf(k)) != 1 {
		return nil
	}
	if s.situ.Update(tea.KeyPressMsg{Code: tea.KeyEnter}) == ui.FormDone {
		return s.forward()
	}
	return s.save()
}

// forward goes to the next part.
func (s *Screen) forward() tea.Cmd {
	was := s.part
	switch {
	case s.part == partPerson && len(s.item.Situations) > 0:
		s.part = partSituation
	default:
		s.part = partMaterials
	}
	cmds := []tea.Cmd{s.save()}
	if was == partPerson {
		s.stopReading()
		cmds = append(cmds, s.lookForSame())
	}
	return tea.Batch(cmds...)
}

// backward goes to the part before.
func (s *Screen) backward() tea.Cmd {
	switch {
	case s.part == partMaterials && len(s.item.Situations) > 0:
		s.part = partSituation
	case s.part != partPerson:
		s.part = partPerson
	}
	return tea.Batch(s.save(), s.read())
}
