package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/cases"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// The scan bus: what bar-code readers type is told from typing (ui.Burst), told
// apart by its form (ui.Scan), and brought to the screen that can take it. In the
// wrong place the terminal beeps and one line says what to do.

// scanOver says that no character has come for the gap of a reader.
type scanOver struct{ n int }

// collect keeps a key until it is clear whether a person has pressed it.
func (a *App) collect(k tea.KeyPressMsg) tea.Cmd {
	n, gap := a.scan.Hold(k, a.typing())
	return func() tea.Msg { return waitForMore(n, gap) }
}

func waitForMore(n int, gap time.Duration) tea.Msg {
	time.Sleep(gap)
	return scanOver{n}
}

// endScan presses the keys that were kept, or brings the code that they are to
// where it belongs; code says which. ended says that the key which ends a code
// has come.
func (a *App) endScan(ended bool) (cmd tea.Cmd, code bool) {
	before, s, after, code := a.scan.End(ended)
	for _, k := range before {
		cmd = tea.Batch(cmd, a.route(k))
	}
	if code {
		cmd = tea.Batch(cmd, a.scanned(s))
	}
	for _, k := range after {
		cmd = tea.Batch(cmd, a.route(k))
	}
	return cmd, code
}

// scanned brings a code to the screen on top, or to the screen of its kind where
// that loses nobody's place.
func (a *App) scanned(s ui.Scan) tea.Cmd {
	switch {
	case a.duty.Staff.ID == "":
		return a.refuseScan(text.OnDutyFirst)
	case a.dialogs.Len() == 0 && !a.line.open && a.mustWait():
		a.ahead.Hold(s, a.cfg.Now()) // for what is on its way
		return nil
	}
	return a.bring(s)
}

// bring gives a code to whoever can take it now.
func (a *App) bring(s ui.Scan) tea.Cmd {
	if a.dialogs.TakesScan(s) {
		return a.into(s)
	}
	if a.dialogs.Len() > 0 || a.line.open {
		return a.refuseScan(text.ScanLater)
	}
	top := a.top()
	if t, ok := top.(ui.Scannable); ok {
		if cmd, taken := t.Scanned(s); taken {
			a.settle()
			return a.address(top, cmd)
		}
	}
	if top.Focused() {
		return a.refuseScan(text.ScanNotHere(s.Kind == ui.ScanPerson, s.Kind == ui.ScanUnknown))
	}
	switch s.Kind {
	case ui.ScanCase, ui.ScanSlip, ui.ScanBag:
		return a.open(ui.ScreenCases, cases.Code(s.Text))
	case ui.ScanBatch:
		if a.screens[ui.ScreenHandover] != nil {
			return a.open(ui.ScreenHandover, s)
		}
	}
	return a.refuseScan(text.ScanNotHere(s.Kind == ui.ScanPerson, s.Kind == ui.ScanUnknown))
}

// into puts a code into the field of the dialog that asks for it.
func (a *App) into(s ui.Scan) tea.Cmd {
	cmd := a.dialogKey(tea.PasteMsg{Content: s.Text})
	if s.Ended {
		cmd = tea.Batch(cmd, a.dialogKey(tea.KeyPressMsg{Code: tea.KeyEnter}))
	}
	return cmd
}

// bell sounds the terminal.
const bell = "\a"

func (a *App) refuseScan(why string) tea.Cmd {
	a.say(ui.Care, why)
	return tea.Raw(bell)
}
