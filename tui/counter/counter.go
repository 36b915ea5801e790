// Package counter is the front screen of a window: who waits, who is at the
// window, what F5 will do, and the questions that are still owed an answer.
package counter

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// hall is what the screen asks of the waiting room.
type hall interface {
	Queue(ctx context.Context, window int) (desk.Queue, error)
	Take(ctx context.Context, rid string, d desk.Duty, o desk.TakeOrder) (desk.Ticket, desk.Paper, error)
	WalkIn(ctx context.Context, rid string, d desk.Duty, o desk.TakeOrder) (desk.Ticket, error)
	CallNext(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error)
	Call(ctx context.Context, rid string, d desk.Duty, id, reason string) (desk.Ticket, error)
	Recall(ctx context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error)
	Arrived(ctx context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error)
	Missed(ctx context.Context, rid string, d desk.Duty, id, reason string) (desk.Ticket, error)
	Return(ctx context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error)
	Hold(ctx context.Context, rid string, d desk.Duty, id string, k desk.HoldKind) (desk.Ticket, error)
	Resume(ctx context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error)
	Finish(ctx context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error)
	Abandon(ctx context.Context, rid string, d desk.Duty, id, reason string) (desk.Ticket, error)
	Prefer(ctx context.Context, rid string, d desk.Duty, id, reason string) (desk.Ticket, error)
	PassOn(ctx context.Context, rid string, d desk.Duty, id string, to desk.Onward) (desk.Ticket, error)
	Undo(ctx context.Context, rid string, d desk.Duty) (desk.Undone, error)
}

// books is what the screen reads besides the queue.
type books interface {
	Cases(ctx context.Context, f desk.CaseFilter) ([]desk.Case, error)
	FindCases(ctx context.Context, text string, limit int) ([]desk.Case, error)
	Paper(ctx context.Context, no string) (desk.Paper, error)
	Inquiries(ctx context.Context, f desk.InquiryFilter) ([]desk.Inquiry, error)
	Drafts(ctx context.Context) ([]desk.Draft, error)
}

// jobs tells what became of prints.
type jobs interface {
	Jobs(ctx context.Context, limit int) ([]desk.Job, error)
}

// ratings asks for a rating at the end of a visit.
type ratings interface {
	HasPad() bool
	Ask(ctx context.Context, rid string, d desk.Duty, t desk.Ticket) (desk.Rating, error)
}

// A Match is one matter that a search found.
type Match struct{ ID, Name string }

// Matters names matters and finds them by what was typed.
type Matters interface {
	Name(id string) string
	Find(query string, limit int) []Match
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Window  int
	Hall    hall
	Relief  relief // nil: there is no other window
	Books   books
	Jobs    jobs
	Ratings ratings
	Matters Matters
	Caller  func(ctx context.Context, number string, window int) error // announces; nil for none
	Mint    func() string
}

// Screen is the front screen.
type Screen struct {
	ctx      context.Context
	cfg      Config
	duty     desk.Duty
	queue    desk.Queue
	open     []desk.Inquiry
	drafts   []desk.Draft
	about    string       // ticket that the dialog asks about
	choose   []desk.Draft // to pick one from
	cases    []desk.Case  // of the visit in hand
	unsure   []unprinted  // latest prints that are not confirmed
	parts    []part       // the lists at the right, as they were written last
	table    ui.Table
	busy     bool
	loads    int // readings of what is shown, asked for so far
	seen     int // the latest that has come
	need     int // the first that shows what the clerk has done last
	pulses   int
	lost     []desk.Ticket   // to be taken over, that a dialog asks about
	press    string          // key that another screen asks for, "" for none
	reminded map[string]bool // parked visits that the clerk was told of
	fault    string
}

// New returns the screen of one window.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.table = ui.Table{Columns: []ui.Column{
		{Title: text.ColNo, Width: 7}, {Title: text.ColWait, Width: 5, Right: true}, {Title: text.ColMatter},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenCounter }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Counter }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while an act is under way, and until what has come of it is
// shown: keys typed ahead are meant for that.
func (s *Screen) Busy() bool { return s.busy || s.seen < s.need }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

// Enter reads the queue anew.
func (s *Screen) Enter() tea.Cmd { return s.reload() }

func (s *Screen) mine() *desk.Ticket { return s.queue.Mine }

func (s *Screen) serving() bool {
	return s.mine() != nil && s.mine().State == desk.TicketServing
}

// Actions lists what can be done here, in the order of the key line.
func (s *Screen) Actions() []ui.Action {
	called := func() string {
		if s.mine() == nil || s.mine().State != desk.TicketCalled {
			return text.NobodyCalled
		}
		return ""
	}
	recall := func() string {
		if why := called(); why != "" {
			return why
		}
		if s.mine().Recalls >= s.cfg.Station.Recalls() {
			return text.RecallsSpent
		}
		return ""
	}
	village := !s.cfg.Station.Queue // nobody waits in a queue
	serving := func() string {
		if !s.serving() {
			return text.NobodyAtWindow
		}
		return ""
	}
	return []ui.Action{
		{Key: "f2", Twin: text.CmdTake, Word: text.Take, Tip: text.TakeTip, Run: s.take, Blocked: s.noQueue},
		{Key: "f5", Twin: text.CmdNext, Word: text.CallNext, Tip: text.CallNextTip, Run: s.next, Blocked: s.noQueue},
		{Key: "enter", Twin: text.CmdOpen, Word: s.enterWord(), Tip: text.EnterTip, Run: s.enter, Blocked: s.nobody},
		{Key: "f6", Twin: text.CmdRecall, Word: text.Recall, Tip: text.RecallTip, Run: s.recall, Blocked: recall},
		{Key: "f7", Twin: text.CmdMissed, Word: text.Missed, Tip: text.MissedTip, Run: s.missed, Blocked: called},
		{Key: "f4", Twin: text.CmdHold, Word: s.holdWord(), Tip: text.HoldTip, Run: s.hold, Blocked: s.noHold},
		{Key: "f9", Twin: text.CmdFinish, Word: text.FinishVisit, Tip: s.finishTip(), Run: s.finish, Blocked: serving},
		{Digit: 1, Twin: text.CmdWalkIn, Word: text.Receive, Tip: text.WalkInTip, Run: s.walkIn, Blocked: s.occupied},
		{Digit: 2, Twin: text.CmdReturn, Word: text.Return, Tip: text.ReturnTip, Run: s.comeBack, Hidden: village, Blocked: func() string {
			if len(s.queue.Missed) == 0 {
				return text.NobodyMissed
			}
			return ""
		}},
		{Digit: 3, Twin: text.CmdCallThis, Word: text.CallThis, Tip: text.CallThisTip, Run: s.callThis, Hidden: village, Blocked: func() string {
			if s.table.Selected() == nil {
				return text.NobodyWaits
			}
			return s.occupied()
		}},
		{Digit: 4, Twin: text.CmdLeft, Word: text.LeftQueue, Tip: text.LeftQueueTip, Run: s.abandon, Hidden: village, Blocked: func() string {
			if s.table.Selected() == nil {
				return text.NobodyWaits
			}
			return ""
		}},
		{Key: "0", Twin: text.CmdOnward, Word: text.Onward, Tip: text.OnwardTip, Run: s.onward, Hidden: village, Blocked: s.noOnward},
		{Key: "space", Twin: text.CmdPrefer, Word: text.Prefer, Tip: text.PreferTip, Run: s.prefer, Hidden: village, Blocked: s.noPrefer},
		{Key: "u", Twin: text.CmdUndo, Word: text.Undo, Tip: text.UndoTip, Run: s.undo},
		{Key: "j", Twin: text.CmdRelieve, Word: text.Relieve, Tip: text.RelieveTip, Run: s.relieve, Hidden: true, Blocked: s.noRelief},
		{Key: "+", Twin: text.CmdMore, Word: text.More, Tip: text.MoreTip, Run: s.more, Blocked: serving},
		{Digit: 5, Twin: text.CmdInquiries, Word: text.Inquiries, Tip: text.InquiriesTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenInquiries, nil)
		}},
		{Digit: 6, Twin: text.CmdPapers, Word: text.Papers, Tip: text.PapersTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenPapers, nil)
		}},
		{Digit: 7, Twin: text.CmdDayClose, Word: text.DayClose, Tip: text.DayCloseTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenDayClose, nil)
		}, Hidden: true},
		{Digit: 8, Twin: text.CmdSync, Word: text.Sync, Tip: text.SyncTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenSync, nil)
		}, Hidden: true},
		{Digit: 9, Twin: text.CmdDevices, Word: text.Devices, Tip: text.DevicesTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenDevices, nil)
		}, Hidden: true},
	}
}

func (s *Screen) noQueue() string {
	if !s.cfg.Station.Queue {
		return text.NoQueueHere
	}
	return ""
}

// finishTip speaks of a rating pad only where there is one.
func (s *Screen) finishTip() string {
	if s.cfg.Ratings.HasPad() {
		return text.FinishVisitTip
	}
	return text.FinishTipNoPad
}

func (s *Screen) nobody() string {
	if s.mine() == nil {
		return text.NobodyAtWindow
	}
	return ""
}

func (s *Screen) occupied() string {
	if s.mine() != nil {
		return text.WindowOccupied(s.mine().No)
	}
	return ""
}

func (s *Screen) noHold() string {
	if s.serving() {
		return ""
	}
	if s.mine() == nil && len(s.queue.Held) > 0 {
		return ""
	}
	return text.NothingToHold
}

func (s *Screen) holdWord() string {
	if s.mine() == nil && len(s.queue.Held) > 0 {
		return text.Resume
	}
	return text.Hold
}

func (s *Screen) enterWord() string {
	if s.mine() != nil && s.mine().State == desk.TicketCalled {
		return text.ComeToDesk
	}
	return text.OpenMatter
}

type (
	loadedMsg struct {
		n      int
		queue  desk.Queue
		open   []desk.Inquiry
		drafts []desk.Draft
		cases  []desk.Case
		unsure []unprinted
		err    error
	}
	actMsg struct {
		ticket desk.Ticket
		done   string // sentence for a success
		next   func(*Screen, desk.Ticket) tea.Cmd
		err    error
	}
	draftsMsg struct {
		list []desk.Draft
		err  error
	}
	ratedMsg struct {
		rating desk.Rating
		no     string
		err    error
	}
	announcedMsg struct{ err error }
)

const wait = 5 * time.Second

// refresh is how many pulses pass before the queue is read anew: other windows
// and printers move on too.
const refresh = 2

// pulse reads anew now and then.
func (s *Screen) pulse() tea.Cmd {
	if s.pulses++; s.pulses < refresh || s.seen < s.loads {
		return nil
	}
	return s.load()
}

// load reads what the screen shows.
func (s *Screen) load() tea.Cmd {
	window := s.cfg.Window
	s.pulses = 0
	s.loads++
	n := s.loads
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		m := loadedMsg{n: n}
		if m.queue, m.err = s.cfg.Hall.Queue(ctx, window); m.err != nil {
			return m
		}
		if m.open, m.err = s.cfg.Books.Inquiries(ctx, desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}}); m.err != nil {
			return m
		}
		if m.drafts, m.err = s.cfg.Books.Drafts(ctx); m.err != nil {
			return m
		}
		if m.unsure, m.err = s.unprinted(ctx, m.queue.Stamp.At); m.err != nil || m.queue.Mine == nil {
			return m
		}
		m.cases, m.err = s.cfg.Books.Cases(ctx, desk.CaseFilter{Ticket: m.queue.Mine.ID})
		return m
	})
}

// reload is load for keys to wait for.
func (s *Screen) reload() tea.Cmd {
	cmd := s.load()
	s.need = s.loads
	return cmd
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		return s.show(msg)
	case actMsg:
		return s.after(msg)
	case strandedMsg:
		return s.stranded(msg)
	case ratedMsg:
		return s.rated(msg)
	case undoneMsg:
		return s.undone(msg)
	case draftsMsg:
		return s.goOnWith(msg)
	case announcedMsg:
		if msg.err != nil {
			return ui.Say(ui.Care, text.BoardDead)
		}
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg:
		s.table.Update(msg)
	default:
		return s.pulse()
	}
	return nil
}

func (s *Screen) show(m loadedMsg) tea.Cmd {
	if m.n < s.seen {
		return nil // what was read before has come after
	}
	s.seen = m.n
	if m.err != nil {
		s.fault, s.press = text.Problem(m.err), ""
		return nil
	}
	s.fault = ""
	for i := range m.open {
		m.open[i].Private.Words = identity.MaskWords(m.open[i].Private.Words)
	}
	s.queue, s.open, s.drafts, s.cases, s.unsure = m.queue, m.open, m.drafts, m.cases, m.unsure
	s.parts = s.written()
	lines := make([]ui.Line, 0, len(m.queue.Waiting))
	for _, t := range m.queue.Waiting {
		lines = append(lines, ui.Line{ID: t.ID, Cells: []string{
			t.No, text.Minutes(m.queue.Stamp.At.Sub(t.Taken)), s.matter(t),
		}})
	}
	for _, t := range m.queue.Apart {
		lines = append(lines, ui.Line{ID: t.ID, Style: ui.Dim, Cells: []string{
			t.No, text.Minutes(m.queue.Stamp.At.Sub(t.Taken)), text.ApartMark(t.For, s.cfg.Station.Community(t.Comm).Name) + s.matter(t),
		}})
	}
	s.table.Empty = text.NobodyBecause(m.queue.EmptyBecause())
	s.table.Set(lines)
	now := s.standing()
	return tea.Batch(func() tea.Msg { return now }, s.remind(), s.pressed())
}

// matter is what a waiting person came for.
func (s *Screen) matter(t desk.Ticket) string {
	name := s.cfg.Matters.Name(t.Item)
	if name == "" {
		name = text.General
	}
	if t.Returns != "" {
		name = text.SupplyMark + name
	} else if t.Reason != "" {
		name = text.PriorityMark + name
	}
	if t.Back {
		name = text.BackMark + name
	}
	if t.OffPeak {
		name = text.OffPeakMark + name
	}
	return name
}
