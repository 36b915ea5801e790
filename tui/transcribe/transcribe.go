// Package transcribe is 抄录: the board from which a case is typed a second time
// into an outside system, one field at a time in that system's order. It types
// nothing anywhere itself.
package transcribe

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// transcripts are the second entries.
type transcripts interface {
	Todo(ctx context.Context) ([]desk.Transcript, error)
	Open(ctx context.Context, rid string, d desk.Duty, id string) (desk.Transcript, []desk.CopyField, error)
	Pause(ctx context.Context, rid string, d desk.Duty, id string, field, seconds int) (desk.Transcript, error)
	Enter(ctx context.Context, rid string, d desk.Duty, id, number, again string, fields, seconds int) (desk.Transcript, error)
	Entered(ctx context.Context) ([]desk.Transcript, error)
	Mismatch(ctx context.Context, rid string, d desk.Duty, id, reason string) (desk.Transcript, error)
	ToStreet(ctx context.Context, rid string, d desk.Duty, id string) (desk.Transcript, desk.Paper, error)
}

// Config is what a Screen is built from.
type Config struct {
	Transcripts transcripts
	Clipboard   bool // the terminal may be given a value to paste
	Mint        func() string
}

// Screen is the list of what is to be entered, and the board.
type Screen struct {
	ctx    context.Context
	cfg    Config
	duty   desk.Duty
	list   []desk.Transcript
	table  ui.Table
	t      *desk.Transcript // on the board, nil for the list
	fields []desk.CopyField
	at     int
	spent  int // seconds at the board since it was opened or last paused
	quiet  int // seconds without a key
	paste  int // seconds until the clipboard is cleared, 0 for nothing there
	number string
	done   bool // the list is of what was entered
	busy   bool
	read   bool // the first list has come
	fault  string
}

// The limits of the board, in seconds.
const (
	idle     = 60 // without a key: the values are hidden and the clock stops
	pastable = 30 // that a value stays in the clipboard
)

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.table = ui.Table{Empty: text.NothingToCopy, Columns: []ui.Column{
		{Title: text.ColNo, Width: 9},
		{Title: text.ColStands, Width: 8},
		{Title: text.ColRoute, Width: 6},
		{Title: text.ColDue, Width: 11},
		{Title: text.ColSystem, Width: 20},
		{Title: text.ColMatter},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenTranscribe }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Transcribe }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while an act is under way, and until the first list has come.
func (s *Screen) Busy() bool { return s.busy || !s.read }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

type (
	loadedMsg struct {
		list []desk.Transcript
		err  error
	}
	openedMsg struct {
		t      desk.Transcript
		fields []desk.CopyField
		err    error
	}
	doneMsg struct {
		say string
		err error
	}
)

const patience = 5 * time.Second

// IDs of the dialogs.
const (
	askNumber = "number"
	askAgain  = "again"
	askStreet = "street"
	askDiffer = "differ"
)

// Enter reads the list anew.
func (s *Screen) Enter() tea.Cmd {
	list := s.cfg.Transcripts.Todo
	if s.done {
		list = s.cfg.Transcripts.Entered
	}
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		l, err := list(ctx)
		return loadedMsg{l, err}
	})
}

// Open shows what is to be entered.
func (s *Screen) Open(any) tea.Cmd {
	s.done = false
	return s.Enter()
}

// turn shows what was entered, or again what is to be.
func (s *Screen) turn() tea.Cmd {
	s.done, s.read = !s.done, false
	return s.Enter()
}

// Leave puts the board away: the clock stops, where it was is kept, and nothing
// of a person stays on the screen or in the clipboard.
func (s *Screen) Leave() tea.Cmd { return s.putAway() }

// hidden reports whether nobody has touched a key for so long that the values do
// not show.
func (s *Screen) hidden() bool { return s.quiet >= idle }

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	if s.t == nil && s.done {
		return []ui.Action{
			{Key: "enter", Digit: 1, Twin: text.CmdDiffers, Word: text.CopyDiffers, Tip: text.CopyDiffersTip, Run: func() tea.Cmd {
				return ui.Ask(askDiffer, ui.NewAskWords(text.CopyDiffers, text.CopyDiffersAsk, "", 100))
			}, Blocked: s.none},
			{Digit: 3, Twin: text.CmdTodo, Word: text.CopyTodoList, Tip: text.CopyTodoListTip, Run: s.turn},
			{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.turn},
		}
	}
	if s.t == nil {
		return []ui.Action{
			{Key: "enter", Digit: 1, Twin: text.CmdBoard, Word: text.OpenBoard, Tip: text.OpenBoardTip, Run: s.open, Blocked: s.none},
			{Digit: 2, Twin: text.CmdToStreet, Word: text.ToStreet, Tip: text.ToStreetTip, Run: s.askStreet, Blocked: s.none},
			{Digit: 3, Twin: text.CmdEnteredList, Word: text.CopyDoneList, Tip: text.CopyDoneListTip, Run: s.turn},
			{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: ui.Back},
		}
	}
	return []ui.Action{
		{Key: "enter", Digit: 1, Twin: text.CmdNextField, Word: text.NextField, Tip: text.NextFieldTip, Run: s.next},
		{Key: "up", Digit: 2, Twin: text.CmdFieldBefore, Word: text.FieldBefore, Tip: text.FieldBeforeTip, Run: s.before},
		{Digit: 3, Twin: text.CmdClip, Word: text.Clip, Tip: text.ClipTip, Run: s.clip, Blocked: s.noClip},
		{Key: "f9", Twin: text.CmdEntered, Word: text.Entered, Tip: text.EnteredTip, Run: func() tea.Cmd {
			return ui.Ask(askNumber, ui.NewAskField(text.Entered, text.ExternalAsk, ui.NewField(ui.Command, 40)))
		}},
		{Key: "esc", Twin: text.CmdBack, Word: text.PauseBoard, Tip: text.PauseBoardTip, Run: s.putAway},
	}
}

func (s *Screen) chosen() *desk.Transcript {
	if l := s.table.Selected(); l != nil {
		for i := range s.list {
			if s.list[i].ID == l.ID {
				return &s.list[i]
			}
		}
	}
	return nil
}

func (s *Screen) none() string {
	if s.chosen() == nil {
		return text.NothingToCopy
	}
	return ""
}

func (s *Screen) open() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid, id := s.duty, s.cfg.Mint(), s.chosen().ID
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		t, f, err := s.cfg.Transcripts.Open(ctx, rid, d, id)
		return openedMsg{t, f, err}
	})
}

func (s *Screen) askStreet() tea.Cmd {
	return ui.Ask(askStreet, ui.NewConfirm(text.ToStreet, text.ToStreetAsk, text.Yes, text.No))
}

// act runs one act.
func (s *Screen) act(say string, f func(ctx context.Context, rid string, d desk.Duty) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg { return doneMsg{say, f(ctx, rid, d)} })
}

// wake counts a key; the one that finds the values hidden only shows them again.
func (s *Screen) wake() (slept bool) {
	slept = s.hidden()
	s.quiet = 0
	return slept
}

func (s *Screen) next() tea.Cmd {
	if s.wake() {
		return nil
	}
	if s.at == len(s.fields)-1 {
		return ui.Say(ui.Info, text.LastField)
	}
	s.at++
	return nil
}

func (s *Screen) before() tea.Cmd {
	if !s.wake() {
		s.at = max(s.at-1, 0)
	}
	return nil
}

func (s *Screen) noClip() string {
	if !s.cfg.Clipboard {
		return text.NoClipboard
	}
	return ""
}

// clip gives the value to the terminal's clipboard, for a while.
func (s *Screen) clip() tea.Cmd {
	if s.wake() {
		return nil
	}
	s.paste = pastable
	return tea.Batch(tea.SetClipboard(s.fields[s.at].Value), ui.Say(ui.Done, text.Clipped(pastable)))
}

// clear empties the clipboard where a value of ours is in it.
func (s *Screen) clear() tea.Cmd {
	if s.paste == 0 {
		return nil
	}
	s.paste = 0
	return tea.SetClipboard("")
}

// putAway closes the board and keeps where it was.
func (s *Screen) putAway() tea.Cmd {
	if s.t == nil {
		return nil
	}
	id, at, spent, d, rid := s.t.ID, s.at, s.spent, s.duty, s.cfg.Mint()
	s.t, s.fields, s.spent = nil, nil, 0
	return tea.Batch(s.clear(), ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		_, err := s.cfg.Transcripts.Pause(ctx, rid, d, id, at, spent)
		return doneMsg{text.BoardPaused, err}
	}))
}

// Update takes keys that no action claimed, the App's slow clock, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		s.show(msg)
	case openedMsg:
		return s.opened(msg)
	case doneMsg:
		s.busy = false
		if msg.err != nil {
			return tea.Batch(ui.Say(ui.Care, text.Problem(msg.err)), s.Enter())
		}
		return tea.Batch(ui.Say(ui.Done, msg.say), s.Enter())
	case enteredMsg:
		return s.entered(msg)
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg:
		if s.t != nil {
			s.wake()
			return nil
		}
		s.table.Update(msg)
	case tea.PasteMsg:
	default:
		return s.tick()
	}
	return nil
}

// tick lets a second go by.
func (s *Screen) tick() tea.Cmd {
	if s.t != nil && !s.hidden() {
		s.spent++
		s.quiet++
	}
	if s.paste > 0 {
		if s.paste--; s.paste == 0 {
			return tea.SetClipboard("")
		}
	}
	return nil
}

func (s *Screen) opened(m openedMsg) tea.Cmd {
	s.busy = false
	if m.err != nil || len(m.fields) == 0 {
		if m.err == nil {
			m.err = &desk.Problem{Kind: desk.NotFound, What: "transcript.map"}
		}
		return tea.Batch(ui.Say(ui.Care, text.Problem(m.err)), s.Enter())
	}
	s.t, s.fields = &m.t, m.fields
	s.at, s.spent, s.quiet = min(m.t.Field, len(m.fields)-1), 0, 0
	return nil
}

func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	if !o.OK {
		return nil
	}
	switch {
	case o.ID == askStreet && o.Key == "yes" && s.chosen() != nil:
		id := s.chosen().ID
		return s.act(text.LeftToStreet, func(ctx context.Context, rid string, d desk.Duty) error {
			_, _, err := s.cfg.Transcripts.ToStreet(ctx, rid, d, id)
			return err
		})
	case o.ID == askDiffer && s.chosen() != nil:
		id := s.chosen().ID
		s.done = false
		return s.act(text.CopyDiffersNow, func(ctx context.Context, rid string, d desk.Duty) error {
			_, err := s.cfg.Transcripts.Mismatch(ctx, rid, d, id, o.Text)
			return err
		})
	case o.ID == askNumber && s.t != nil:
		s.number = o.Text
		return ui.Ask(askAgain, ui.NewAskField(text.Entered, text.ExternalAgain, ui.NewField(ui.Command, 40)))
	case o.ID == askAgain && s.t != nil:
		return s.end(o.Text)
	}
	return nil
}

// end ends the entry; the board stays where the number is not right.
func (s *Screen) end(again string) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	id, n, fields, spent, d, rid := s.t.ID, s.number, len(s.fields), s.spent, s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		t, err := s.cfg.Transcripts.Enter(ctx, rid, d, id, n, again, fields, spent)
		return enteredMsg{t, err}
	})
}
