// Package ratings is the board of bad ratings (差评): who has to be called back, what
// is done about each, and by when. It rates nothing and changes no rating.
package ratings

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// rectifications are what follows bad ratings.
type rectifications interface {
	List(ctx context.Context, f desk.RectificationFilter) ([]desk.Rectification, error)
	Person(ctx context.Context, c desk.Rectification) (name, phone string, err error)
	Contact(ctx context.Context, rid string, d desk.Duty, id string, out desk.CallBack, words string) (desk.Rectification, error)
	Cause(ctx context.Context, rid string, d desk.Duty, id string, cause desk.RectifyCause, words string) (desk.Rectification, error)
	Mend(ctx context.Context, rid string, d desk.Duty, id string, r desk.Remedy, words string, plan desk.Day) (desk.Rectification, error)
	Close(ctx context.Context, rid string, d desk.Duty, id, words string) (desk.Rectification, error)
	Appeal(ctx context.Context, rid string, d desk.Duty, id, grounds string, lines []string) (desk.Rectification, error)
}

// books is what the screen reads besides.
type books interface {
	Today(ctx context.Context) (desk.Stamp, error)
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Rectify rectifications
	Books   books
	Name    func(item string) string
	Mint    func() string
}

// Screen is the board, and the card of one rating above it.
type Screen struct {
	ctx     context.Context
	cfg     Config
	duty    desk.Duty
	list    []desk.Rectification // open, or all of the last 90 days
	past    desk.RectifyTotals
	today   desk.Day
	all     bool
	card    string // id of the one that is open, "" on the board
	name    string // who can be called about it
	phone   string
	step    step // of an act whose dialogs are not through
	table   ui.Table
	pager   ui.Pager
	wide    int
	busy    bool
	reading bool
	fault   string
}

// A step keeps what was picked until its words have come. It holds on to the one that
// was selected when the act began.
type step struct {
	id     string
	call   desk.CallBack
	cause  desk.RectifyCause
	remedy desk.Remedy
	plan   desk.Day
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c, pager: ui.Pager{Wrap: true}}
	s.table = ui.Table{Empty: text.NothingRated, Columns: columns(ui.MinW)}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenRatings }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Ratings }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while an act is under way, and until the board has been read.
func (s *Screen) Busy() bool { return s.busy || s.reading }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

const (
	wait   = 5 * time.Second
	recent = 90 // days that the figures and the whole list go back
	most   = 1000
)

type (
	boardMsg struct {
		list  []desk.Rectification
		past  desk.RectifyTotals
		today desk.Day
		err   error
	}
	personMsg struct {
		id, name, phone string
		err             error
	}
	doneMsg struct {
		say string
		err error
	}
)

// Open shows the board, or the card with an id.
func (s *Screen) Open(with any) tea.Cmd {
	s.card, s.all = "", false
	if id, ok := with.(string); ok && id != "" {
		return s.show(id)
	}
	return s.Enter()
}

// Enter reads the board anew.
func (s *Screen) Enter() tea.Cmd {
	s.reading = true
	all := s.all
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		st, err := s.cfg.Books.Today(ctx)
		if err != nil {
			return boardMsg{err: err}
		}
		m := boardMsg{today: st.Day}
		past, err := s.cfg.Rectify.List(ctx, desk.RectificationFilter{Since: st.Day.Add(1 - recent), Limit: most})
		m.past = desk.CountRectifications(past, st.Day)
		if m.list = past; err == nil && !all {
			m.list, err = s.cfg.Rectify.List(ctx, desk.RectificationFilter{States: desk.OpenRectifications(), Limit: most})
		}
		m.err = err
		return m
	})
}

// current returns the one on the card, or the one selected on the board.
func (s *Screen) current() *desk.Rectification {
	id := s.card
	if l := s.table.Selected(); id == "" && l != nil {
		id = l.ID
	}
	for i := range s.list {
		if s.list[i].ID == id {
			return &s.list[i]
		}
	}
	return nil
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case boardMsg:
		return s.read(msg)
	case personMsg:
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		if msg.id == s.card && s.current() != nil {
			s.name, s.phone = msg.name, msg.phone
			s.write()
		}
	case doneMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return tea.Batch(ui.Say(ui.Done, msg.say), s.Enter())
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg:
		if s.card != "" {
			s.pager.Update(msg)
			return nil
		}
		s.table.Update(msg)
	}
	return nil
}

func (s *Screen) read(m boardMsg) tea.Cmd {
	s.reading = false
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return nil
	}
	s.fault, s.list, s.past, s.today = "", m.list, m.past, m.today
	s.fill()
	if s.card == "" {
		return nil
	}
	return s.show(s.card)
}
