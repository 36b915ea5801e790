// Package cut is what a second window shows while the line to the first one's
// PC is cut: since when, how old its copy of the guide is, and how many notes
// wait to be handed in. From here the guide and the register of questions open;
// nothing is numbered, taken in or printed.
package cut

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A State is what is known of the line.
type State struct {
	Since   time.Time // when it was cut
	Next    time.Time // next attempt; zero while one is under way
	Back    bool      // it stands again, and what is being written may be finished
	Fault   error     // why the last attempt failed, where a person has to act
	Copied  time.Time // age of the guide's copy; zero for none
	Waiting int       // notes to be handed in
}

// notes keeps what is asked until the line is back.
type notes interface {
	Ask(ctx context.Context, rid string, d desk.Duty, o desk.AskOrder) (desk.Inquiry, error)
}

// Config is what a Screen is built from.
type Config struct {
	State func() State // must not block
	Notes notes
	Now   func() time.Time
	Mint  func() string
}

// Screen is the window with its line cut.
type Screen struct {
	ctx   context.Context
	cfg   Config
	state State
	now   time.Time
	duty  desk.Duty
	busy  bool // a note is being kept
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.look()
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenCut }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.CutTitle }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while a note is being kept.
func (s *Screen) Busy() bool { return s.busy }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

func (s *Screen) look() { s.state, s.now = s.cfg.State(), s.cfg.Now() }

const (
	wait     = 5 * time.Second
	askWords = "words"
)

type keptMsg struct{ err error }

// Actions lists what can be done here. The keys of the counter stay in their
// places and say why they do nothing.
func (s *Screen) Actions() []ui.Action {
	no := func() string { return text.CutNo }
	return []ui.Action{
		{Key: "enter", Digit: 1, Twin: text.CmdGuide, Word: text.Guide, Tip: text.CutGuideTip, Run: func() tea.Cmd { return ui.Go(ui.ScreenGuide, nil) }},
		{Digit: 2, Twin: text.CmdOwe, Word: text.CutNote, Tip: text.CutNoteTip, Run: func() tea.Cmd {
			return ui.Ask(askWords, ui.NewAskWords(text.CutNote, text.CutNoteAsk, "", 200))
		}},
		{Digit: 3, Twin: text.CmdInquiries, Word: text.CutList, Tip: text.CutListTip, Run: func() tea.Cmd { return ui.Go(ui.ScreenInquiries, nil) }},
		{Key: "f2", Word: text.Take, Tip: text.CutNo, Blocked: no},
		{Key: "f3", Word: text.Find, Tip: text.CutNo, Blocked: no},
		{Key: "f5", Word: text.CallNext, Tip: text.CutNo, Blocked: no},
	}
}

// Update follows the line once a second, and keeps a note.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	s.look()
	switch msg := msg.(type) {
	case keptMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return ui.Say(ui.Done, text.CutKept)
	case ui.Outcome:
		if !msg.OK {
			return nil
		}
		if msg.Text == "" {
			return ui.Say(ui.Care, text.WordsNeeded)
		}
		s.busy = true
		d, rid := s.duty, s.cfg.Mint()
		o := desk.AskOrder{State: desk.InquiryOpen, Channel: desk.AskedAtWindow, Private: desk.InquiryPrivate{Words: msg.Text}}
		return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
			_, err := s.cfg.Notes.Ask(ctx, rid, d, o)
			return keptMsg{err}
		})
	}
	return nil
}

// Enter looks at the line anew.
func (s *Screen) Enter() tea.Cmd {
	s.look()
	return nil
}

// Draw draws what is known.
func (s *Screen) Draw(f *ui.Frame) {
	st := s.state
	f.Put(1, 1, ui.Error, text.CutHead)
	y := 3
	put := func(style ui.Style, say string) {
		for _, row := range ui.Wrap(say, f.W()-4) {
			f.Put(2, y, style, row)
			y++
		}
		y++
	}
	switch {
	case st.Back:
		put(ui.Strong, text.CutBack)
	case st.Fault != nil:
		put(ui.Error, text.Problem(st.Fault))
	default:
		put(ui.Text, text.CutSince(st.Since, s.now, st.Next))
	}
	put(ui.Text, text.CutRule)
	style := ui.Text
	if st.Copied.IsZero() {
		style = ui.Warn
	}
	put(style, text.CutCopy(st.Copied, s.now))
	if st.Waiting > 0 {
		put(ui.Strong, text.CutWaiting(st.Waiting))
	} else {
		put(ui.Dim, text.CutNone)
	}
}
