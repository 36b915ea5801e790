// Package deadlines shows what is due: the limits of cases, supplements,
// materials that follow, and answers that somebody owes, the most pressing first.
// It changes nothing; what is due is dealt with on the screen of its own.
package deadlines

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
	Cases(ctx context.Context, f desk.CaseFilter) ([]desk.Case, error)
	Inquiries(ctx context.Context, f desk.InquiryFilter) ([]desk.Inquiry, error)
	Today(ctx context.Context) (desk.Stamp, error)
}

// Screen is the board of deadlines.
type Screen struct {
	ctx     context.Context
	station desk.Station
	books   books
	days    calendar.Calendar
	name    func(item string) string
	table   ui.Table
	all     []calendar.Entry
	shown   []calendar.Entry
	today   desk.Day
	comm    string // "" for all
	wide    int
	fault   string
	reading bool // the board has been asked for and not come yet
}

// New returns the screen. name gives the name of a matter, for questions.
func New(ctx context.Context, s desk.Station, b books, days calendar.Calendar, name func(string) string) *Screen {
	x := &Screen{ctx: ctx, station: s, books: b, days: days, name: name}
	x.table = ui.Table{Empty: text.NothingDue, Columns: x.columns(ui.MinW)}
	return x
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenDeadlines }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Deadlines }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true until the board has been read: what is typed is meant for it.
func (s *Screen) Busy() bool { return s.reading }

// Steady: it shows the same however often it is opened.
func (s *Screen) Steady() {}

const (
	wait = 5 * time.Second
	most = 10_000 // cases under way; a station has some hundred
)

// Open shows the board of the whole station.
func (s *Screen) Open(any) tea.Cmd {
	s.comm = ""
	return s.Enter()
}

type boardMsg struct {
	list  []calendar.Entry
	today desk.Day
	err   error
}

// Enter reads the board.
func (s *Screen) Enter() tea.Cmd {
	s.reading = true
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		stamp, err := s.books.Today(ctx)
		if err != nil {
			return boardMsg{err: err}
		}
		cases, err := s.books.Cases(ctx, desk.CaseFilter{Limit: most, States: []desk.CaseState{
			desk.CaseReceived, desk.CaseSupplement, desk.CaseSupplied, desk.CaseAccepted, desk.CaseHanded, desk.CaseStreet,
		}})
		if err != nil {
			return boardMsg{err: err}
		}
		open, err := s.books.Inquiries(ctx, desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}})
		return boardMsg{s.days.Board(cases, open, stamp.Day), stamp.Day, err}
	})
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	acts := []ui.Action{{Key: "enter", Twin: text.CmdOpenDue, Word: text.OpenDue, Tip: text.OpenDueTip, Run: s.open, Blocked: func() string {
		if s.table.Len() == 0 {
			return text.NothingToOpen
		}
		return ""
	}}}
	if s.station.Shared() {
		acts = append(acts, ui.Action{Digit: 1, Twin: text.CmdOnlyComm, Word: text.OnlyComm, Tip: text.OnlyCommTip, Run: s.nextComm})
	}
	return acts
}

// selected returns the entry in hand, or nil.
func (s *Screen) selected() *calendar.Entry {
	l := s.table.Selected()
	if l == nil {
		return nil
	}
	for i := range s.shown {
		if rowOf(&s.shown[i]) == l.ID {
			return &s.shown[i]
		}
	}
	return nil
}

func rowOf(e *calendar.Entry) string { return string(e.Matter) + ":" + e.ID + ":" + e.Part }

func (s *Screen) open() tea.Cmd {
	e := s.selected()
	switch {
	case e == nil:
		return nil
	case e.Matter == calendar.DueQuestion:
		return ui.Go(ui.ScreenInquiries, e.ID)
	}
	return ui.Go(ui.ScreenCases, e.ID)
}

// nextComm shows one community, then the next, and after the last one all.
func (s *Screen) nextComm() tea.Cmd {
	list := s.station.Communities
	next := ""
	if s.comm == "" && len(list) > 0 {
		next = list[0].Code
	}
	for i := range list {
		if list[i].Code == s.comm && i+1 < len(list) {
			next = list[i+1].Code
		}
	}
	s.comm = next
	s.fill()
	return nil
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case boardMsg:
		s.fault, s.reading = "", false
		if msg.err != nil {
			s.fault = text.Problem(msg.err)
			return nil
		}
		s.all, s.today = msg.list, msg.today
		s.fill()
	case tea.KeyPressMsg:
		s.table.Update(msg)
	}
	return nil
}

// columns are those of the board in a window of w cells.
func (s *Screen) columns(w int) []ui.Column {
	who, comm := 8, 8
	if w >= roomy {
		who, comm = 22, 14
	}
	cols := []ui.Column{
		{Title: text.ColDue, Width: 11},
		{Title: text.ColLeft, Width: 9},
		{Title: text.ColWhat, Width: 8},
		{Title: text.ColNo, Width: 7},
		{Title: text.ColWho, Width: who},
	}
	if s.station.Shared() {
		cols = append(cols, ui.Column{Title: text.ColComm, Width: comm})
	}
	return append(cols, ui.Column{Title: text.ColMatter})
}

// roomy is from which width names of ten characters have their room.
const roomy = 100

func (s *Screen) fill() {
	s.shown = s.shown[:0]
	lines := make([]ui.Line, 0, len(s.all))
	for _, e := range s.all {
		if s.comm != "" && s.station.Community(e.Comm).Code != s.comm {
			continue
		}
		if e.Matter == calendar.DueQuestion && s.name != nil {
			e.Title = s.name(e.Title)
			if e.Title == "" {
				e.Title = text.NoItem
			}
		}
		s.shown = append(s.shown, e)
		cells := []string{
			text.DueShort(e), text.DueLeft(e, s.today), text.DueWhat(e), desk.Tail(e.No), ui.Clean(s.who(&e), 30),
		}
		if s.station.Shared() {
			cells = append(cells, ui.Clean(text.CommShort(s.station.Community(e.Comm)), 30))
		}
		lines = append(lines, ui.Line{ID: rowOf(&e), Style: styles[e.Light], Cells: append(cells, ui.Clean(text.DueSubject(e), 60))})
	}
	s.table.Set(lines)
}

// who is the applicant, or whoever owes an answer.
func (s *Screen) who(e *calendar.Entry) string {
	if e.Matter != calendar.DueQuestion {
		return e.Who
	}
	if p, ok := s.station.Person(e.Owner); ok {
		return p.Name
	}
	return e.Owner
}

var styles = map[calendar.Light]ui.Style{
	calendar.Red: ui.Error, calendar.Amber: ui.Warn, calendar.Unknown: ui.Warn, calendar.Green: ui.Good,
	calendar.Paused: ui.Dim, calendar.Waiting: ui.Dim,
}

// Why explains the entry in hand.
func (s *Screen) Why() []ui.Reason {
	e := s.selected()
	if e == nil {
		return nil
	}
	thing, sentence, rule, source, version, next := text.WhyDue(*e, s.today)
	return []ui.Reason{{Thing: thing, Sentence: sentence, Rule: rule, Source: source, Version: version, Next: next}}
}

// Draw draws the head line and the board.
func (s *Screen) Draw(f *ui.Frame) {
	if s.fault != "" {
		f.Put(1, 0, ui.Error, s.fault)
		return
	}
	if s.wide != f.W() {
		s.wide = f.W()
		s.table.Columns = s.columns(s.wide)
		s.fill()
	}
	red, amber := 0, 0
	for i := range s.shown {
		switch s.shown[i].Light {
		case calendar.Red:
			red++
		case calendar.Amber:
			amber++
		}
	}
	where := text.AllComms
	if s.comm != "" {
		where = text.CommName(s.station.Community(s.comm))
	}
	f.PutCut(1, 0, f.W()-2, ui.Strong, text.DueHead(where, red, amber, len(s.shown)))
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2}))
}
