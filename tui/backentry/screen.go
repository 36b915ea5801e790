// Package backentry prints the slips for the hours without the program, shows how
// far they are used, and enters what was done by them. The case behind a slip is
// filled in on the screen of intake, as any other.
package backentry

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// mode is the use case of working on paper.
type mode interface {
	PrintSlips(ctx context.Context, rid string, d desk.Duty, o desk.SlipOrder) (desk.SlipBlock, desk.Paper, error)
	Enter(ctx context.Context, rid string, d desk.Duty, o desk.BackOrder) (desk.Ticket, error)
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Mode    mode
	Books   desk.Books
	Find    func(words string, limit int) []ui.Option // matters by what is typed, ids as keys
	Name    func(item string) string
	Mint    func() string
}

// Screen is the list of what was entered, and the form of one slip.
type Screen struct {
	ctx    context.Context
	cfg    Config
	duty   desk.Duty
	today  desk.Day
	counts []desk.SlipCount
	slips  []desk.Ticket // of the blocks shown, the latest entered first
	table  ui.Table
	form   *ui.Form // nil while the list is shown
	order  desk.BackOrder
	again  bool // another block although slips are left
	only   bool // forms only
	busy   bool
	loaded bool
	fault  string
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.table = ui.Table{Empty: text.NoSlips, Columns: []ui.Column{
		{Title: text.ColSlip, Width: 9},
		{Title: text.ColTrueAt, Width: 11},
		{Title: text.ColResult, Width: 6},
		{Title: text.ColEntered, Width: 20},
		{Title: text.ColMatter},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenBackEntry }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.BackEntry }

// Focused reports whether a field of the form has the focus.
func (s *Screen) Focused() bool { return s.form != nil && s.form.Focused() }

// Busy is true while an act is under way, and until the list has been read.
func (s *Screen) Busy() bool { return s.busy || !s.loaded }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

// Steady: a slip that is half filled in is gone on with.
func (s *Screen) Steady() {}

const wait = 5 * time.Second

type (
	loadedMsg struct {
		today  desk.Day
		counts []desk.SlipCount
		slips  []desk.Ticket
		err    error
	}
	printedMsg struct {
		block desk.SlipBlock
		err   error
	}
	enteredMsg struct {
		ticket desk.Ticket
		err    error
	}
	goOnMsg struct {
		with any // for the screen of intake
		done string
		err  error
	}
)

// Open shows the list.
func (s *Screen) Open(any) tea.Cmd {
	s.busy, s.loaded, s.fault = false, false, ""
	return s.Enter()
}

// Enter reads the list anew.
func (s *Screen) Enter() tea.Cmd {
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		st, err := s.cfg.Books.Today(ctx)
		if err != nil {
			return loadedMsg{err: err}
		}
		m := loadedMsg{today: st.Day}
		if m.counts, err = desk.SlipCounts(ctx, s.cfg.Books); err != nil {
			return loadedMsg{err: err}
		}
		for _, c := range m.counts {
			list, err := s.cfg.Books.Slips(ctx, c.Block)
			if err != nil {
				return loadedMsg{err: err}
			}
			m.slips = append(m.slips, list...)
		}
		return m
	})
}

func (s *Screen) current() *desk.Ticket {
	if l := s.table.Selected(); l != nil {
		for i := range s.slips {
			if s.slips[i].ID == l.ID {
				return &s.slips[i]
			}
		}
	}
	return nil
}

// Update takes keys and pastes that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		s.loaded = true
		if msg.err != nil {
			s.fault = text.Problem(msg.err)
			return nil
		}
		s.fault, s.today, s.counts, s.slips = "", msg.today, msg.counts, msg.slips
		s.fill()
	case printedMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return tea.Batch(ui.Say(ui.Done, text.SlipsPrinted(msg.block)), s.Enter())
	case enteredMsg:
		return s.entered(msg)
	case goOnMsg:
		s.busy = false
		switch {
		case msg.err != nil:
			return ui.Say(ui.Care, text.Problem(msg.err))
		case msg.done != "":
			return ui.Go(ui.ScreenCases, msg.done)
		}
		return ui.Go(ui.ScreenIntake, msg.with)
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.form == nil {
			if s.table.Update(msg) == ui.TablePicked && s.notServed() == "" {
				return s.goOn()
			}
			return nil
		}
		if s.form.Update(msg) == ui.FormDone {
			return s.file()
		}
	}
	return nil
}

func (s *Screen) fill() {
	lines := make([]ui.Line, 0, len(s.slips))
	for i := range s.slips {
		t := &s.slips[i]
		b := t.BackEntry
		if b == nil {
			continue
		}
		st := ui.Text
		if b.Result == desk.BackSpoiled {
			st = ui.Dim
		}
		who := b.Staff
		if p, ok := s.cfg.Station.Person(who); ok {
			who = p.Name
		}
		lines = append(lines, ui.Line{ID: t.ID, Style: st, Cells: []string{
			t.No, b.At.In(desk.Beijing).Format("01-02 15:04"), text.BackResult(b.Result),
			b.Entered.In(desk.Beijing).Format("01-02 15:04") + " " + ui.Clean(who, 20), ui.Clean(s.cfg.Name(t.Item), 80),
		}})
	}
	s.table.Set(lines)
}

// Draw draws how the blocks stand above the list, or the form.
func (s *Screen) Draw(f *ui.Frame) {
	if s.fault != "" {
		f.Put(1, 1, ui.Error, s.fault)
		return
	}
	if s.form != nil {
		f.PutCut(1, 0, f.W()-2, ui.Heading, text.BackNewTip)
		s.form.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2}))
		return
	}
	y := 0
	if s.loaded && len(s.counts) == 0 {
		f.PutCut(1, y, f.W()-2, ui.Warn, text.NoBlock)
		y++
	}
	for _, c := range s.counts[:min(len(s.counts), 3)] {
		st := ui.Heading
		if len(c.Gaps) > 0 {
			st = ui.Warn
		}
		f.PutCut(1, y, f.W()-2, st, text.SlipCount(c))
		y++
	}
	y++
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: y, W: f.W() - 2, H: f.H() - y}))
}
