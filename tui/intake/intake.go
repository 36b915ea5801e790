// Package intake is the screen on which a case is taken in: who applies, which
// situation, which materials, and one key for the ending that the mode allows.
package intake

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// desks is what the screen asks of the intake.
type desks interface {
	Begin(ctx context.Context, id string, d desk.Duty, item string, t desk.Ticket) (desk.Draft, error)
	Continue(ctx context.Context, d desk.Duty, id string, t desk.Ticket) (desk.Draft, error)
	Renew(ctx context.Context, dr desk.Draft) (desk.Draft, error)
	Save(ctx context.Context, d desk.Draft) error
	Tailor(c *desk.Case) error
	Accept(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error)
	Receive(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error)
	Refuse(ctx context.Context, rid string, d desk.Duty, c desk.Case, reason string) (desk.Taken, error)
	Notice(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error)
	NoticeLate(ctx context.Context, rid string, d desk.Duty, c desk.Case, why desk.LateWhy) (desk.Taken, error)
	PrintForm(ctx context.Context, rid string, d desk.Duty, c desk.Case, blank bool) (desk.Paper, error)
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

// guides is the catalogue in force, with those that drafts were begun with.
type guides interface {
	Version() string
	// At may read from the disk, and so may Drift.
	At(version string) (desk.Guide, bool)
	Drift(version, item string) guide.Drift
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
	Guide   guides
	Reader  desk.CardReader
	Scanner desk.Scanner
	Source  string        // of the scanner: "", "adf" or "duplex"
	Gate    desk.PageGate // nil keeps pages as they come
	Failed  func(error)   // told of a gate that could not look; may be nil
	Mint    func() string
	// Separators knows the sheets that divide a stack; with nil there are none.
	// Separate prints a set of them; nil where no printer can.
	Separators *desk.Separators
	Separate   func(ctx context.Context) error
	// ReaderWell reports whether the reader answers now; it must not block. With
	// nil it is never asked why a number was typed.
	ReaderWell func() bool
}

// A part is one of the steps of an intake.
type part int

// The parts, in the order of the work.
const (
	partPerson part = iota
	partSituation
	partMaterials
	partForm
)

// Screen takes one case in at a time.
type Screen struct {
	ctx      context.Context
	cfg      Config
	duty     desk.Duty
	served   *desk.Ticket
	open     bool
	draft    desk.Draft
	comm     string // community of the draft, as it was found last
	item     desk.Item
	drift    guide.Drift // between the draft's version and the one in force
	part     part
	person   *ui.Form
	rows     []ui.FormRow // of the person form, the agent's included
	situ     *ui.Form
	form     *ui.Form  // the citizen's own
	sheet    desk.Form // what it asks for
	table    ui.Table
	reading  *desk.CardReading  // offered, not bound yet
	reads    int                // questions to the reader so far
	stopRead context.CancelFunc // ends the one under way, nil for none
	scanning bool
	scanned  chan tea.Msg
	scans    int     // so far, to tell what the one under way says from what an earlier one did
	feeding  feeding // where the pages of a scan go
	stopScan func()  // and keeps what was fed
	quitScan context.CancelFunc
	gone     []removed   // pages taken away, the latest last
	always   []ui.Action // of every step
	acts     []ui.Action // on a line of the checklist
	feedActs []ui.Action // while a stack goes through
	seldom   []ui.Action // by a command only
	shelf    shelf
	markings []marking // on the checklist, the latest last
	shown    bool      // on top
	opening  bool      // a draft is being read; keys wait for it
	busy     bool
	dirty    bool
	pulses   int // since the latest change, to save two seconds after it
	today    desk.Day
	places   []ui.Place // from which an address is picked
	fault    string
}

// New returns the screen of one window.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c, places: places(c.Station)}
	s.always, s.acts, s.feedActs, s.seldom = s.alwaysActs(), s.lineActs(), s.stackActs(), s.seldomActs()
	s.table = ui.Table{Empty: text.NoMaterials, Columns: []ui.Column{
		{Title: text.ColState, Width: 8},
		{Title: text.ColPages, Width: 5, Right: true},
		{Title: text.ColNeed, Width: 6},
		{Title: text.ColMaterial},
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

// Busy is true while a draft is being opened or an ending is under way: what is
// typed belongs to the draft that comes, or to the screen after it.
func (s *Screen) Busy() bool { return s.busy || s.opening }

// Focused reports whether a text field has the focus.
func (s *Screen) Focused() bool {
	switch {
	case !s.open || s.part == partMaterials:
		return false
	case s.part == partPerson:
		return s.person.Focused()
	case s.part == partForm:
		return s.form.Focused()
	}
	return s.situ.Focused()
}

type (
	openedMsg struct {
		draft desk.Draft
		day   desk.Day
		guide desk.Guide // of the version that the draft was begun with, else the one in force
		drift guide.Drift
		err   error
	}
	driftMsg struct {
		id    string
		drift guide.Drift
	}
	renewedMsg struct {
		opened openedMsg
		err    error
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

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openedMsg:
		return s.opened(msg)
	case driftMsg:
		return s.drifted(msg)
	case renewedMsg:
		return s.renewed(msg)
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
	case printedMsg:
		return s.printed(msg)
	case separatedMsg:
		return s.separated(msg)
	case pageMsg:
		return s.pageKept(msg)
	case partMsg:
		return s.parted(msg)
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

// keys gives a key to the part that is open.
func (s *Screen) keys(msg tea.Msg) tea.Cmd {
	var ev ui.FormEvent
	if s.picksAddress(msg) {
		return s.askAddress()
	}
	switch s.part {
	case partPerson:
		if s.insists(msg) {
			return s.vouch()
		}
		ev = s.person.Update(msg)
	case partSituation:
		return s.situationKey(msg)
	case partForm:
		return s.formKey(msg)
	default:
		s.table.Update(msg)
		return nil
	}
	switch ev {
	case ui.FormChanged:
		s.byDocument()
		s.agentRows()
		s.dirty, s.pulses = true, 0
		if s.person.Focus() == rowAgent && s.person.Value(rowAgent) == "yes" && !s.item.ProxyAllowed {
			return ui.Say(ui.Care, text.MustComeOneself)
		}
	case ui.FormLeft:
		s.agentRows()
		return s.save()
	case ui.FormDone:
		return s.forward()
	}
	return nil
}

// forward goes to the next part.
func (s *Screen) forward() tea.Cmd {
	was := s.part
	s.collect()
	if was == partPerson && s.typedByHand() != nil {
		return whyByHand()
	}
	if err := s.fit(); err != nil {
		return ui.Say(ui.Fault, text.Problem(err))
	}
	switch {
	case s.part == partPerson && len(s.situ.Rows) > 0:
		s.part = partSituation
	case s.part == partMaterials && s.hasForm():
		s.part, s.form = partForm, s.formForm()
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
	s.collect()
	switch {
	case s.part == partForm:
		s.part = partMaterials
	case s.part == partMaterials && len(s.situ.Rows) > 0:
		s.part = partSituation
	case s.part != partPerson:
		s.part = partPerson
	}
	return tea.Batch(s.save(), s.read())
}
