// Package wording shows the words of the station's papers: which version is in
// force, what is wrong with the file that a lead edits, and how it prints. It
// edits nothing; that is what text editors are for.
package wording

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// words are the templates of the station.
type words interface {
	Standing(ctx context.Context) ([]notice.Standing, error)
	Versions(ctx context.Context, k desk.PaperKind) ([]desk.Wording, error)
	Text(ctx context.Context, k desk.PaperKind, inForce bool) (string, error)
	Specimen(ctx context.Context, k desk.PaperKind, text string, m notice.Medium) (notice.Doc, error)
	Adopt(ctx context.Context, rid string, d desk.Duty, k desk.PaperKind, digest string) (desk.Wording, error)
	Revert(ctx context.Context, rid string, d desk.Duty, k desk.PaperKind, to int) (desk.Wording, error)
	Export(ctx context.Context, k desk.PaperKind, replace bool) (string, error)
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Words   words
	Lines   func(notice.Doc) []ui.PageLine // the very lines that print
	Path    func(file string) string       // where a file lies
	Mint    func() string
}

// Screen is the list of templates with a preview.
type Screen struct {
	ctx     context.Context
	cfg     Config
	duty    desk.Duty
	all     []notice.Standing
	table   ui.Table
	pager   ui.Pager
	head    string // of the preview, "" while the list is shown
	inForce bool   // the preview shows what is in force, not the file
	medium  int    // index into media
	busy    bool
	loaded  bool
	fault   string
}

// media are the papers that a preview goes through.
var media = []notice.Medium{notice.A4, notice.A4Large, notice.Roll80, notice.Roll58}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.table = ui.Table{Columns: []ui.Column{
		{Title: text.ColPaper, Width: 14}, {Title: text.ColVersion, Width: 9}, {Title: text.ColAdopted, Width: 20}, {Title: text.ColWordingState},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenWording }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.WordingTitle }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while an act is under way, and until the files have been checked.
func (s *Screen) Busy() bool { return s.busy || !s.loaded }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

// wait bounds an act; checking the shared parts lays hundreds of papers out.
const wait = 30 * time.Second

type (
	loadedMsg struct {
		all []notice.Standing
		err error
	}
	shownMsg struct {
		head  string
		lines []ui.PageLine
		err   error
	}
	versionsMsg struct {
		list []desk.Wording
		err  error
	}
	doneMsg struct {
		say string
		err error
	}
)

// Open shows the list.
func (s *Screen) Open(any) tea.Cmd {
	s.head, s.inForce, s.busy, s.loaded, s.fault = "", false, false, false, ""
	return s.load()
}

// Enter reads the list anew.
func (s *Screen) Enter() tea.Cmd { return s.load() }

func (s *Screen) load() tea.Cmd {
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		all, err := s.cfg.Words.Standing(ctx)
		return loadedMsg{all, err}
	})
}

func (s *Screen) current() *notice.Standing {
	if l := s.table.Selected(); l != nil {
		for i := range s.all {
			if string(s.all[i].Kind) == l.ID {
				return &s.all[i]
			}
		}
	}
	return nil
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		s.busy, s.loaded = false, true
		if msg.err != nil {
			s.fault = text.Problem(msg.err)
			return nil
		}
		s.fault, s.all = "", msg.all
		s.fill()
	case shownMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		s.head = msg.head
		s.pager.Set(msg.lines)
	case versionsMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return s.askVersion(msg.list)
	case doneMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return tea.Batch(ui.Say(ui.Done, msg.say), s.load())
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg:
		if s.head != "" {
			s.pager.Update(msg)
			return nil
		}
		if s.table.Update(msg) == ui.TablePicked {
			return s.look()
		}
	}
	return nil
}

func (s *Screen) fill() {
	lines := make([]ui.Line, 0, len(s.all))
	for i := range s.all {
		x := &s.all[i]
		st := ui.Text
		switch {
		case x.Waiting():
			st = ui.Warn
		case x.Draft == notice.DraftReady:
			st = ui.Strong
		}
		lines = append(lines, ui.Line{ID: string(x.Kind), Style: st, Cells: []string{
			text.PaperName(x.Kind), text.WordingVersion(*x), text.WordingBy(s.name(x.Staff), x.Day), text.DraftState(*x),
		}})
	}
	s.table.Set(lines)
}

// name is the name of somebody of the station, or the id of who is there no more.
func (s *Screen) name(id string) string {
	if p, ok := s.cfg.Station.Person(id); ok {
		return ui.Clean(p.Name, 20)
	}
	return id
}

// Draw draws the list or the preview.
func (s *Screen) Draw(f *ui.Frame) {
	switch {
	case s.fault != "":
		f.Put(1, 1, ui.Error, s.fault)
	case s.head != "":
		f.PutCut(1, 0, f.W()-2, ui.Heading, s.head)
		s.pager.Draw(f.Sub(ui.Rect{X: 1, Y: 1, W: f.W() - 2, H: f.H() - 1}))
	default:
		s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()}))
	}
}
