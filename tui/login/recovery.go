package login

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// printWait is how long a sheet may take to come out.
const printWait = 90 * time.Second

// A sheetMsg tells how the printing of a recovery code ended.
type sheetMsg struct{ err error }

// tell shows the recovery code, and offers to print it where a printer is there.
func (s *Screen) tell() tea.Cmd {
	if s.cfg.Sheet == nil {
		return ui.Ask(toldCode, ui.NewMessage(text.RecoveryTitle, text.RecoveryCode(s.pins.code), text.RecoveryNoted))
	}
	return ui.Ask(toldCode, ui.NewPick(text.RecoveryTitle, text.RecoveryCode(s.pins.code), []ui.Option{
		{Key: "noted", Word: text.RecoveryNoted}, {Key: "print", Word: text.RecoveryPrint},
	}))
}

// told goes on when the code was written down; before it is printed, it asks.
func (s *Screen) told(o ui.Outcome) tea.Cmd {
	switch {
	case o.ID == toldCode && o.Key == "print" && s.pins.code != "":
		return ui.Ask(askPrint, ui.NewConfirm(text.RecoveryPrint, text.RecoveryPrintAsk, text.Yes, text.No))
	case o.ID == askPrint && o.OK && o.Key == "yes" && s.pins.code != "":
		return s.print()
	case o.ID == askPrint:
		return s.tell()
	}
	return s.after()
}

func (s *Screen) print() tea.Cmd {
	by, code := s.pins.by.Staff, s.pins.code
	s.busy = true
	return ui.Do(s.ctx, printWait, func(ctx context.Context) tea.Msg { return sheetMsg{s.cfg.Sheet(ctx, by, code)} })
}

// printed goes on when the sheet has come out, once; when it has not, or when
// nobody knows, the code is shown again so that it can be written down.
func (s *Screen) printed(m sheetMsg) tea.Cmd {
	s.busy = false
	switch {
	case m.err == nil:
		return tea.Sequence(ui.Say(ui.Done, text.RecoveryPrinted), s.after())
	case desk.KindOf(m.err) == desk.Conflict: // it may have come out: not a second time
		return tea.Sequence(ui.Say(ui.Care, text.Problem(m.err)), ui.Ask(toldCode,
			ui.NewMessage(text.RecoveryTitle, text.RecoveryCode(s.pins.code), text.RecoveryNoted)))
	}
	return tea.Sequence(ui.Say(ui.Care, text.Problem(m.err)), s.tell())
}
