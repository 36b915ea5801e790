// Package updates lists what has changed in the catalogue for whoever is on duty since
// they worked with it last (事项更新), and remembers who has read it. It changes no
// matter and puts nothing in force.
package updates

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// days remembers who has read what.
type days interface {
	CatalogueRead(ctx context.Context, rid string, d desk.Duty, version string) error
}

// Config is what a Screen is built from.
type Config struct {
	News func(ctx context.Context, staff string) (guide.News, error)
	Days days
	Mint func() string
}

// Screen is the list of one clerk.
type Screen struct {
	ctx   context.Context
	cfg   Config
	duty  desk.Duty
	news  guide.News
	known bool // news was read
	busy  bool
	fault string
	table ui.Table
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.table = ui.Table{Headless: true, Digits: true, Empty: text.UpdatesNone, Columns: []ui.Column{{Width: 4}, {}, {Width: 6, Right: true}}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenUpdates }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Updates }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while it is written down that somebody has read it.
func (s *Screen) Busy() bool { return s.busy }

// OnDuty tells who serves; what another knew is not theirs.
func (s *Screen) OnDuty(d desk.Duty) { s.duty, s.known = d, false }

type (
	newsMsg struct {
		news guide.News
		err  error
	}
	readMsg struct{ err error }
)

const wait = 10 * time.Second

// Enter finds out what has changed.
func (s *Screen) Enter() tea.Cmd {
	staff := s.duty.Staff.ID
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		n, err := s.cfg.News(ctx, staff)
		return newsMsg{n, err}
	})
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	return []ui.Action{
		{Key: "enter", Twin: text.CmdSeeCard, Word: text.UpdatesCard, Tip: text.UpdatesTipGo, Run: s.card, Blocked: s.noCard},
		{Key: "f9", Twin: text.CmdRead, Word: text.UpdatesRead, Tip: text.UpdatesTipOK, Run: s.read, Blocked: s.nothing},
	}
}

// selected is the change in the selected row, nil for none.
func (s *Screen) selected() *guide.Change {
	if at := s.table.At(); at >= 0 && at < len(s.news.Changes) {
		return &s.news.Changes[at]
	}
	return nil
}

func (s *Screen) noCard() string {
	switch c := s.selected(); {
	case c == nil:
		return text.UpdatesNone
	case c.Kind == guide.Gone:
		return text.UpdateGone
	}
	return ""
}

// card opens the matter's card; a certificate that was refused goes the same way.
func (s *Screen) card() tea.Cmd {
	c := s.selected()
	if c == nil || c.Kind == guide.Gone {
		return nil
	}
	return ui.Go(ui.ScreenGuide, desk.Paper{Item: c.Item})
}

func (s *Screen) nothing() string {
	switch {
	case len(s.news.Changes) == 0:
		return text.UpdatesNone
	case s.news.Read:
		return text.UpdatesDone
	}
	return ""
}

// read writes down that whoever is on duty knows what changed.
func (s *Screen) read() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid, version := s.duty, s.cfg.Mint(), s.news.To
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		return readMsg{s.cfg.Days.CatalogueRead(ctx, rid, d, version)}
	})
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case newsMsg:
		if msg.err != nil {
			s.fault = text.Problem(msg.err)
			return nil
		}
		s.fault, s.news, s.known = "", msg.news, true
		s.list()
	case readMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		s.news.Read = true
		return ui.Say(ui.Done, text.UpdatesSaved)
	case tea.KeyPressMsg:
		if s.table.Update(msg) == ui.TablePicked {
			return s.card()
		}
	}
	return nil
}

func (s *Screen) list() {
	lines := make([]ui.Line, 0, len(s.news.Changes))
	for _, c := range s.news.Changes {
		n, st := "", ui.Text
		if c.Kind == guide.Altered {
			n = text.ChangedLines(len(c.Lines))
		}
		if c.Kind == guide.Gone {
			st = ui.Warn
		}
		lines = append(lines, ui.Line{ID: c.Item, Style: st, Cells: []string{text.ChangeWord(c.Kind), ui.Clean(c.Name, 80), n}})
	}
	s.table.Set(lines)
}

// saysRows is the height of what changed for the selected matter, below the list.
const saysRows = 8

// Draw draws the list, and what changed for the selected matter beside or below it.
func (s *Screen) Draw(f *ui.Frame) {
	f = f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()})
	switch {
	case s.fault != "":
		f.Put(0, 1, ui.Error, s.fault)
		return
	case !s.known:
		f.Put(0, 1, ui.Dim, text.Working)
		return
	case len(s.news.Changes) == 0:
		f.Put(0, 1, ui.Text, text.UpdatesNone)
		return
	}
	y := f.Flow(0, []ui.PageLine{{Style: ui.Strong, Text: text.UpdatesHead(s.news)}}) + 1
	body := f.Rows(y, f.H()-y)
	if ui.Wide(f.W()) {
		left, right := body.Split(body.W() / 2)
		s.table.Draw(left)
		right.Flow(0, s.says())
		return
	}
	h := max(body.H()-saysRows-1, 3)
	s.table.Draw(body.Rows(0, h))
	body.Rows(h+1, body.H()-h-1).Flow(0, s.says())
}

// says words what changed for the selected matter.
func (s *Screen) says() []ui.PageLine {
	c := s.selected()
	if c == nil {
		return nil
	}
	out := []ui.PageLine{{Style: ui.Heading, Text: text.ChangeWord(c.Kind) + " · " + ui.Clean(c.Name, 80)}}
	switch c.Kind {
	case guide.NewThere:
		return append(out, ui.PageLine{Style: ui.Text, Text: " " + text.UpdateIsNew})
	case guide.Gone:
		return append(out, ui.PageLine{Style: ui.Text, Text: " " + text.UpdateIsGone})
	}
	for _, l := range c.Lines {
		out = append(out, ui.PageLine{Style: ui.Text, Text: " " + ui.Clean(text.ChangeSays(l), 400)})
	}
	return out
}
