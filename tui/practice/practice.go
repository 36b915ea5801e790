// Package practice is the 讲评 screen of practice mode: choose a scene, hear the
// visitor, end the scene and read what the journal says of it. It also puts the
// band of practice below every other screen. It judges nothing: the sheet comes
// from the journal.
package practice

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/practice"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A Stage plays scenes.
type Stage interface {
	Scenes(ctx context.Context) ([]practice.Listed, error)
	Begin(ctx context.Context, d desk.Duty, id string) (practice.Now, error)
	Hear(ctx context.Context) (practice.Now, error)
	End(ctx context.Context) (practice.Sheet, error)
	// Now and Cards do not block.
	Now() practice.Now
	Cards() error
}

// Screen is the list of scenes, the scene that is played, and the sheet.
type Screen struct {
	ctx     context.Context
	stage   Stage
	leftOut int // mistakes in scenes that are not listed
	duty    desk.Duty
	list    []practice.Listed
	table   ui.Table
	sheet   *practice.Sheet // shown; nil for the list or the scene that is played
	pager   ui.Pager
	busy    bool
	fault   string
}

// New returns the screen over a stage. leftOut is how many mistakes a trainer's
// own scenes have, so that they are not listed.
func New(ctx context.Context, s Stage, leftOut int) *Screen {
	x := &Screen{ctx: ctx, stage: s, leftOut: leftOut, pager: ui.Pager{Wrap: true}}
	x.table = ui.Table{Digits: true, Empty: text.NoScenes, Columns: []ui.Column{
		{Title: text.ColBest, Width: 13}, {Title: text.ColLevel, Width: 5}, {Title: text.ColMood, Width: 10}, {Title: text.ColScene},
	}}
	return x
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenPractice }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Practice }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while a scene begins or ends.
func (s *Screen) Busy() bool { return s.busy }

// OnDuty tells who practises.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

type (
	listedMsg struct {
		list []practice.Listed
		err  error
	}
	begunMsg struct{ err error }
	heardMsg struct{ err error }
	endedMsg struct {
		sheet practice.Sheet
		err   error
	}
)

const (
	wait   = 10 * time.Second
	askEnd = "end"
)

// Enter reads the results anew.
func (s *Screen) Enter() tea.Cmd {
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		l, err := s.stage.Scenes(ctx)
		return listedMsg{l, err}
	})
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	switch {
	case s.sheet != nil:
		return []ui.Action{
			{Key: "esc", Twin: text.CmdToScenes, Word: text.ToScenes, Tip: text.ToScenesTip, Run: s.toList},
			{Digit: 1, Twin: text.CmdAgainScene, Word: text.AgainScene, Tip: text.AgainSceneTip, Run: s.again},
		}
	case s.stage.Now().Playing:
		return []ui.Action{
			{Key: "f9", Twin: text.CmdEndScene, Word: text.EndScene, Tip: text.EndSceneTip, Run: s.askEnd},
			{Key: "enter", Twin: text.CmdHear, Word: text.Hear, Tip: text.HearTip, Run: s.hear, Blocked: s.saidAll},
			{Key: "f11", Word: text.Hear, Tip: text.HearTip, Run: s.hear, Blocked: s.saidAll, Hidden: true},
			{Digit: 1, Twin: text.CmdCardAgain, Word: text.CardAgain, Tip: text.CardAgainTip, Run: s.cards},
		}
	}
	return []ui.Action{
		{Key: "enter", Twin: text.CmdBeginScene, Word: text.BeginScene, Tip: text.BeginSceneTip, Run: s.begin, Blocked: s.none},
		{Key: "space", Twin: text.CmdLastSheet, Word: text.LastSheet, Tip: text.LastSheetTip, Run: s.last, Blocked: s.neverPlayed},
	}
}

func (s *Screen) none() string {
	if s.selected() == nil {
		return text.NoScenes
	}
	return ""
}

func (s *Screen) neverPlayed() string {
	if l := s.selected(); l == nil || l.Last == nil {
		return text.NeverPlayed
	}
	return ""
}

func (s *Screen) saidAll() string { return saidAll(s.stage) }

func (s *Screen) selected() *practice.Listed {
	if l := s.table.Selected(); l != nil {
		for i := range s.list {
			if s.list[i].Scene.ID == l.ID {
				return &s.list[i]
			}
		}
	}
	return nil
}

func (s *Screen) begin() tea.Cmd {
	l := s.selected()
	if l == nil {
		return nil
	}
	return s.play(l.Scene.ID)
}

func (s *Screen) again() tea.Cmd { return s.play(s.sheet.Scene) }

func (s *Screen) play(id string) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d := s.duty
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		_, err := s.stage.Begin(ctx, d, id)
		return begunMsg{err}
	})
}

func (s *Screen) last() tea.Cmd {
	s.show(*s.selected().Last)
	return nil
}

func (s *Screen) toList() tea.Cmd {
	s.sheet = nil
	return s.Enter()
}

func (s *Screen) hear() tea.Cmd { return hear(s.ctx, s.stage) }

func (s *Screen) cards() tea.Cmd {
	if err := s.stage.Cards(); err != nil {
		return ui.Say(ui.Care, text.PracticeProblem(err))
	}
	return ui.Say(ui.Done, text.CardsLaid)
}

func (s *Screen) askEnd() tea.Cmd {
	return ui.Ask(askEnd, ui.NewConfirm(text.EndScene, text.EndSceneAsk, text.Yes, text.No).Select("yes"))
}

func (s *Screen) end() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		x, err := s.stage.End(ctx)
		return endedMsg{x, err}
	})
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case listedMsg:
		s.fill(msg)
	case begunMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.PracticeProblem(msg.err))
		}
		s.sheet = nil
		return tea.Sequence(ui.Go(ui.ScreenCounter, nil), ui.Say(ui.Done, text.SceneBegun))
	case heardMsg:
		return told(msg)
	case endedMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.PracticeProblem(msg.err))
		}
		s.show(msg.sheet)
		return s.Enter()
	case ui.Outcome:
		if msg.ID == askEnd && msg.Key == "yes" {
			return s.end()
		}
	case tea.KeyPressMsg:
		return s.key(msg)
	}
	return nil
}

func (s *Screen) key(k tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.sheet != nil:
		s.pager.Update(k)
	case s.stage.Now().Playing:
	case s.table.Update(k) == ui.TablePicked:
		return s.begin()
	}
	return nil
}

func (s *Screen) fill(m listedMsg) {
	if m.err != nil {
		s.fault = text.PracticeProblem(m.err)
		return
	}
	s.fault, s.list = "", m.list
	lines := make([]ui.Line, 0, len(m.list))
	for _, l := range m.list {
		lines = append(lines, ui.Line{ID: l.Scene.ID, Cells: []string{
			text.SceneBest(l), text.SceneLevel(l.Scene.Level), text.Mood(l.Scene.Visitor.Mood), ui.Clean(l.Scene.Title, 60),
		}})
	}
	s.table.Set(lines)
}
