// Package cases finds a case again and shows where it stands: by the number on
// any slip, typed or scanned, or by the last four of a document or phone.
package cases

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// books is what the screen reads.
type books interface {
	Case(ctx context.Context, id string) (desk.Case, error)
	Cases(ctx context.Context, f desk.CaseFilter) ([]desk.Case, error)
	FindCases(ctx context.Context, text string, limit int) ([]desk.Case, error)
	Today(ctx context.Context) (desk.Stamp, error)
	// Finding tells how far the index of names is; it does not wait.
	Finding() desk.Finding
	Paper(ctx context.Context, no string) (desk.Paper, error)
	Papers(ctx context.Context, f desk.PaperFilter) ([]desk.Paper, error)
	History(ctx context.Context, obj string) ([]desk.Entry, error)
}

// work moves cases on.
type work interface {
	Finish(ctx context.Context, rid string, d desk.Duty, id, words string) (desk.Case, error)
	Deliver(ctx context.Context, rid string, d desk.Duty, id string, o desk.HandOut) (desk.Handed, error)
	Pause(ctx context.Context, rid string, d desk.Duty, id, words string) (desk.Case, error)
	GoOn(ctx context.Context, rid string, d desk.Duty, id string) (desk.Case, error)
	MoveCommunity(ctx context.Context, rid string, d desk.Duty, id, comm string) (desk.Case, error)
	Withdraw(ctx context.Context, rid string, d desk.Duty, id, reason string) (desk.Case, error)
}

// custody gives originals back.
type custody interface {
	Return(ctx context.Context, rid string, d desk.Duty, caseID string, who desk.Collector) ([]desk.Bag, error)
}

// reveals records a look at a full number, and looks for cases.
type reveals interface {
	Looked(ctx context.Context, rid string, d desk.Duty, by desk.Look, found []desk.Case) error
	Reveal(ctx context.Context, rid string, d desk.Duty, obj string) error
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Books   books
	Work    work
	Custody custody
	Reveals reveals
	Hall    hall // nil: a supplement begins no visit
	Days    calendar.Calendar
	Mint    func() string
}

// Screen finds and shows cases.
type Screen struct {
	ctx       context.Context
	cfg       Config
	duty      desk.Duty
	served    *desk.Ticket
	field     *ui.Field
	table     ui.Table
	found     []desk.Case
	today     desk.Day // as of the latest reading
	wide      int      // cells for which the list is set
	past      past     // of the case that is selected
	recalling bool
	unnamed   bool // names were looked for before their index was whole
	shown     *desk.Case
	talk      *ui.Collecting // with whoever has come for something, nil before the first
	papers    []desk.Paper
	history   []desk.Entry
	pager     ui.Pager
	facts     []ui.PageLine // of the case that is open
	deeds     []ui.PageLine // its papers, and what was done with it
	reveal    int           // pulses that the full number still shows
	busy      bool
	asked     bool   // the list is the answer to a search
	query     string // for which it is the answer
	opening   bool   // a case is being read
	fault     string
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c, field: ui.NewField(ui.Command, 60), pager: ui.Pager{Wrap: true}}
	s.field.Placeholder = text.FindPlaceholder
	s.table = ui.Table{Empty: text.NoCases, Columns: s.columns(ui.MinW)}
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
		list    []desk.Case
		query   string // "" for what is open
		err     error
		today   desk.Day
		unnamed bool  // names are not all in the index yet
		unkept  error // the look could not be written down
	}
	caseMsg struct {
		unkept  error
		today   desk.Day
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
	wait    = 5 * time.Second
	most    = 50
	slips   = 2000 // notices looked through for the end of a number
	shows   = 10   // seconds that a full number shows
	askWhy  = "withdraw"
	askEnd  = "finish"
	askStop = "pause"
	askComm = "community"
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
			return s.look(w, desk.LookList)
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

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case foundMsg:
		return tea.Batch(s.list(msg), s.recall())
	case pastMsg:
		return s.recalled(msg)
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
		return s.recall()
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

// Draw draws the search or the case.
func (s *Screen) Draw(f *ui.Frame) {
	if s.shown != nil {
		body := f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()})
		if !s.drawTwo(body) {
			s.pager.Draw(body)
		}
		return
	}
	if s.wide != f.W() {
		s.wide = f.W()
		s.table.Columns = s.columns(s.wide)
		s.fill()
	}
	x := f.Put(1, 0, ui.Label, text.FindLabel)
	s.field.Draw(f.Sub(ui.Rect{X: x + 1, Y: 0, W: f.W() - x - 2, H: 1}), true)
	if s.fault != "" {
		f.Put(1, 2, ui.Error, s.fault)
		return
	}
	if s.unnamed {
		f.PutCut(1, 1, f.W()-2, ui.Warn, text.NamesComing)
	}
	list := f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2})
	if ui.Wide(f.W()) && list.H() >= 2*selectedRows && s.table.Len() > 0 {
		n := list.H() - selectedRows
		s.drawSelected(list.Rows(n, selectedRows))
		list = list.Rows(0, n)
	}
	s.table.Draw(list)
}
