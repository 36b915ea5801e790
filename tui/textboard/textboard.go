// Package textboard is the text board (字板) for citizens who do not hear: both
// sides write, in characters that are read from across the counter, and sixty
// sentences are two digits away.
//
// It keeps nothing by itself: what was said is gone when the screen is left, and
// stands in no draft, journal or log. Only that the visit was talked so is recorded.
// Where the citizen says yes, by a key of their own, what was written is kept sealed
// with the visit.
package textboard

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// recorder is what the screen asks of the hall.
type recorder interface {
	Talk(ctx context.Context, rid string, d desk.Duty, id string, m desk.Means) (desk.Ticket, error)
	KeepTalk(ctx context.Context, rid string, d desk.Duty, ticket string, lines []string) (desk.Inquiry, error)
}

// Config is what a Screen is built from.
type Config struct {
	Hall recorder
	Sign string // the district's phone for sign language by video, "" for none
	Mint func() string
}

// most bounds what one side writes at once, and the number of sentences kept.
const (
	mostRunes = 60
	mostSaid  = 200
)

// Screen is the text board.
type Screen struct {
	ctx     context.Context
	cfg     Config
	duty    desk.Duty
	served  *desk.Ticket
	said    []sentence
	field   *ui.Field
	citizen bool   // the citizen writes
	back    int    // lines between the last one and the one at the foot
	noted   string // ticket whose means was recorded
	kept    int    // sentences of those said that have been kept
	asked   int    // sentences that the citizen was asked about
	busy    bool   // they are being kept
}

// A sentence is one thing that was said.
type sentence struct {
	words   string
	citizen bool
}

// New returns an empty board.
func New(ctx context.Context, c Config) *Screen {
	return &Screen{ctx: ctx, cfg: c, field: ui.NewField(ui.Free, mostRunes)}
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenTextBoard }

// Title is shown where there is a title line.
func (s *Screen) Title() string { return text.TextBoard }

// Focused is true: there is always the field.
func (s *Screen) Focused() bool { return true }

// Full has the board stand on the whole window: whoever looks at it sees nothing
// of the desk.
func (s *Screen) Full() {}

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

// Serving tells which visit is in hand. Another visitor finds an empty board.
func (s *Screen) Serving(t *desk.Ticket) {
	if s.served != nil && (t == nil || t.ID != s.served.ID) {
		s.wipe()
	}
	s.served = t
}

// Enter begins with an empty board.
func (s *Screen) Enter() tea.Cmd {
	s.wipe()
	return nil
}

// Leave forgets everything.
func (s *Screen) Leave() tea.Cmd {
	s.wipe()
	return nil
}

// wipe takes away what was said, from memory too.
func (s *Screen) wipe() {
	clear(s.said)
	s.said, s.back, s.citizen, s.kept = s.said[:0], 0, false, 0
	s.field.Set("")
}

type notedMsg struct {
	ticket string
	err    error
}

const wait = 5 * time.Second

// Update takes keys for the field and the answer of the hall.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case notedMsg:
		if msg.err != nil && desk.KindOf(msg.err) != desk.Conflict {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		if msg.err == nil {
			return ui.Say(ui.Done, text.TextBoardMeans)
		}
	case keptMsg:
		return s.keptNow(msg)
	case ui.Outcome:
		return s.answered(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		s.field.Update(msg)
	}
	return nil
}

// Actions lists what can be done here. Letters and digits are for the field.
func (s *Screen) Actions() []ui.Action {
	return []ui.Action{
		{Key: "enter", Twin: text.CmdTextBoardShow, Word: text.TextBoardShow, Tip: text.TextBoardShowTip, Run: s.show},
		{Key: "tab", Twin: text.CmdTextBoardTurn, Word: text.TextBoardTurn, Tip: text.TextBoardTurnTip, Run: s.turn},
		{Key: "pgup", Twin: text.CmdTextBoardUp, Word: text.TextBoardUp, Tip: text.TextBoardUpTip, Run: s.earlier, Blocked: s.atTop, Repeat: true},
		{Key: "pgdown", Twin: text.CmdTextBoardDown, Word: text.TextBoardDown, Tip: text.TextBoardDownTip, Run: s.later, Blocked: s.atEnd, Repeat: true},
		{Key: "f9", Twin: text.CmdTextBoardKeep, Word: text.TextBoardKeep, Tip: text.TextBoardKeepTip, Run: s.askKeep, Blocked: s.noKeep},
		{Twin: text.CmdTextBoardWipe, Word: text.TextBoardWipe, Tip: text.TextBoardWipeTip, Run: func() tea.Cmd { s.wipe(); return nil }, Hidden: true},
	}
}

// show puts up what was written, or the sentence whose number it is.
func (s *Screen) show() tea.Cmd {
	words := s.field.Value()
	if no, two := number(words); two {
		p, ok := text.PhraseOf(no, s.cfg.Sign)
		if !ok {
			return ui.Say(ui.Care, text.TextBoardNone)
		}
		words = p
	}
	if words == "" {
		return nil
	}
	s.field.Set("")
	s.back = 0
	if len(s.said) == mostSaid {
		s.said = append(s.said[:0], s.said[1:]...)
		s.kept = max(0, s.kept-1)
	}
	s.said = append(s.said, sentence{words, s.citizen})
	return s.note()
}

// note records once a visit that it was talked so.
func (s *Screen) note() tea.Cmd {
	if s.served == nil || s.served.State != desk.TicketServing || s.served.ID == s.noted {
		return nil
	}
	s.noted = s.served.ID
	id, duty, rid := s.served.ID, s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		_, err := s.cfg.Hall.Talk(ctx, rid, duty, id, desk.MeansText)
		return notedMsg{id, err}
	})
}

// turn lets the other one write.
func (s *Screen) turn() tea.Cmd {
	s.citizen = !s.citizen
	return nil
}

func (s *Screen) earlier() tea.Cmd { s.back++; return nil }
func (s *Screen) later() tea.Cmd   { s.back--; return nil }

func (s *Screen) atTop() string {
	if s.back >= len(s.said)-1 {
		return text.TextBoardTop
	}
	return ""
}

func (s *Screen) atEnd() string {
	if s.back == 0 {
		return text.TextBoardLast
	}
	return ""
}

// number reads two digits, and nothing else, as the number of a sentence.
func number(s string) (int, bool) {
	s = ui.Fold(s)
	if len(s) != 2 || s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9' {
		return 0, false
	}
	return int(s[0]-'0')*10 + int(s[1]-'0'), true
}

// group is the group whose digit was typed alone, or -1.
func group(s string) int {
	s = ui.Fold(s)
	if len(s) != 1 || s[0] < '1' || s[0] > '6' {
		return -1
	}
	return int(s[0] - '1')
}
