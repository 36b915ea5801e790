// Package papers shows the papers of the day or of a case exactly as they
// print, what became of each print, and prints one again.
package papers

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// books is what the screen reads.
type books interface {
	Today(ctx context.Context) (desk.Stamp, error)
	Papers(ctx context.Context, f desk.PaperFilter) ([]desk.Paper, error)
	Paper(ctx context.Context, no string) (desk.Paper, error)
}

// jobs tells what became of prints, takes waiting ones back and sends others to
// another printer.
type jobs interface {
	Jobs(ctx context.Context, limit int) ([]desk.Job, error)
	SendOn(ctx context.Context, id, printer string, at time.Time) (desk.Job, error)
	Cancel(ctx context.Context, id string, at time.Time) error
}

// press prints a paper again, corrects it, and makes posters.
type press interface {
	Reprint(ctx context.Context, rid string, d desk.Duty, no string) (desk.Paper, error)
	Resize(ctx context.Context, rid string, d desk.Duty, no string, large bool) (desk.Paper, error)
	Correct(ctx context.Context, rid string, d desk.Duty, no string, why desk.VoidWhy) (desk.Paper, error)
	Poster(ctx context.Context, rid string, d desk.Duty, key desk.Poster, items []desk.Item, who string) (desk.Paper, error)
}

// Config is what a Screen is built from.
type Config struct {
	Books   books
	Jobs    jobs
	Press   press
	Items   func() []desk.Item                                     // the catalogue, for the public list
	Preview func(p desk.Paper, narrow bool) ([]ui.PageLine, error) // the very lines that print
	Next    func(j desk.Job) string                                // printer after the job's in its group, "" for none
	Now     func() time.Time
	Mint    func() string
}

// Screen is the list of papers with a preview.
type Screen struct {
	ctx     context.Context
	cfg     Config
	duty    desk.Duty
	filter  desk.PaperFilter
	papers  []desk.Paper
	states  map[string]desk.Job
	table   ui.Table
	pager   ui.Pager
	shown   *desk.Paper // in the preview
	wide    int         // cells of the widest row of the preview
	narrow  bool
	busy    bool
	loaded  bool // the first answer has come
	latest  bool // open the newest one when it comes
	passing bool // came for the newest one only
	fault   string
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.table = ui.Table{Empty: text.NoPapers, Columns: []ui.Column{
		{Title: text.ColPaper, Width: 14}, {Title: text.ColNo, Width: 8}, {Title: text.ColPrint, Width: 18}, {Title: text.ColMatter},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenPapers }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Papers }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while an act is under way, and until the list has been read.
func (s *Screen) Busy() bool { return s.busy || !s.loaded }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

type (
	loadedMsg struct {
		papers []desk.Paper
		jobs   []desk.Job
		open   string
		err    error
	}
	doneMsg struct {
		say  string
		open string // paper to preview, "" for none
		err  error
	}
)

const wait = 5 * time.Second

// Open shows the day's papers; a PaperFilter narrows them, a number opens the
// preview of that paper.
func (s *Screen) Open(with any) tea.Cmd {
	s.filter, s.shown, s.busy, s.loaded, s.latest, s.passing = desk.PaperFilter{}, nil, false, false, false, false
	open := ""
	switch w := with.(type) {
	case desk.PaperFilter:
		s.filter = w
	case string:
		open = w
	case ui.Latest:
		s.latest, s.passing = true, true
	}
	return s.load(open)
}

// Enter reads the list anew.
func (s *Screen) Enter() tea.Cmd { return s.load("") }

func (s *Screen) load(open string) tea.Cmd {
	f := s.filter
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		m := loadedMsg{open: open}
		if f == (desk.PaperFilter{}) {
			st, err := s.cfg.Books.Today(ctx)
			if err != nil {
				return loadedMsg{err: err}
			}
			f.Day = st.Day
		}
		if m.papers, m.err = s.cfg.Books.Papers(ctx, f); m.err != nil {
			return m
		}
		m.jobs, m.err = s.cfg.Jobs.Jobs(ctx, 200)
		return m
	})
}

func (s *Screen) current() *desk.Paper {
	if s.shown != nil {
		return s.shown
	}
	if l := s.table.Selected(); l != nil {
		for i := range s.papers {
			if s.papers[i].No == l.ID {
				return &s.papers[i]
			}
		}
	}
	return nil
}

func (s *Screen) close() tea.Cmd {
	s.shown = nil
	if s.passing {
		return ui.Back() // to where the clerk was when F10 was pressed
	}
	return nil
}

func (s *Screen) turn() tea.Cmd {
	s.narrow = !s.narrow
	if s.shown != nil {
		return s.layout(*s.shown)
	}
	return nil
}

func (s *Screen) preview() tea.Cmd {
	if p := s.current(); p != nil {
		return s.layout(*p)
	}
	return nil
}

// layout lays the paper out. It is pure work of a few milliseconds.
func (s *Screen) layout(p desk.Paper) tea.Cmd {
	lines, err := s.cfg.Preview(p, s.narrow)
	if err != nil {
		return ui.Say(ui.Fault, text.Problem(err))
	}
	s.shown, s.wide = &p, 0
	for _, l := range lines {
		s.wide = max(s.wide, ui.Width(l.Text))
	}
	s.pager.Set(lines)
	return nil
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		return s.show(msg)
	case doneMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return tea.Batch(ui.Say(ui.Done, msg.say), s.load(msg.open))
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg:
		if s.shown != nil {
			s.pager.Update(msg)
			return nil
		}
		if s.table.Update(msg) == ui.TablePicked {
			return s.preview()
		}
	default:
		return s.load("") // the pulse: print states move on
	}
	return nil
}

func (s *Screen) show(m loadedMsg) tea.Cmd {
	s.loaded = true
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return nil
	}
	s.fault, s.papers = "", m.papers
	s.states = map[string]desk.Job{}
	for _, j := range m.jobs {
		if old, ok := s.states[j.Paper]; !ok || j.Queued.After(old.Queued) {
			s.states[j.Paper] = j
		}
	}
	lines := make([]ui.Line, 0, len(m.papers))
	for _, p := range m.papers {
		j, ok := s.states[p.No]
		st := ui.Text
		printed := text.PrintedAs(j, ok)
		switch {
		case p.Void:
			st, printed = ui.Dim, text.PaperVoid
		case ok && (j.State == desk.PrintFailed || j.State == desk.PrintUnknown):
			st = ui.Warn
		}
		lines = append(lines, ui.Line{ID: p.No, Style: st, Cells: []string{
			text.PaperName(p.Kind), desk.Tail(p.No), printed, ui.Clean(text.PaperWhat(p), 80),
		}})
	}
	s.table.Set(lines)
	if s.latest && len(m.papers) > 0 {
		s.latest = false
		at := max(slices.IndexFunc(m.papers, func(p desk.Paper) bool { return p.Window == s.duty.Window }), 0)
		s.table.Select(m.papers[at].No)
		return s.layout(m.papers[at])
	}
	for i := range m.papers {
		if m.open != "" && m.papers[i].No == m.open {
			s.table.Select(m.open)
			return s.layout(m.papers[i])
		}
	}
	return nil
}

// Draw draws the list or the preview.
func (s *Screen) Draw(f *ui.Frame) {
	switch {
	case s.fault != "":
		f.Put(1, 1, ui.Error, s.fault)
	case s.shown != nil:
		wide := s.wide > f.W()-2
		f.PutCut(1, 0, f.W()-2, ui.Heading, text.PreviewOf(*s.shown, s.narrow, wide))
		s.pager.Draw(f.Sub(ui.Rect{X: 1, Y: 1, W: f.W() - 2, H: f.H() - 1}))
	default:
		s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()}))
	}
}
