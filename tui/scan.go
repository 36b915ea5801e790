package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/cases"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A scan is what a bar-code reader is typing. It types like a keyboard, only
// faster, and where no field takes it every digit of a slip's number would be a
// command. So a letter or digit waits there for a moment: when more come than a
// person can type, all of them are one code, which is looked up.
type scan struct {
	keys []tea.KeyPressMsg
	n    int // counts the waits, so that only the latest one ends it
}

const (
	scanGap   = 30 * time.Millisecond // at most between two characters of a reader
	scanLeast = 6                     // characters of a code
)

// scanOver says that no character has come for scanGap.
type scanOver struct{ n int }

// scannable reports whether a key may be part of a code that no field takes.
func (a *App) scannable(k tea.KeyPressMsg) bool {
	return len(k.Text) == 1 && k.Text[0] > ' ' && k.Text[0] < 0x7f && !k.IsRepeat && a.duty.Staff.ID != "" && !a.typing()
}

// collect keeps a key until it is clear whether a person has pressed it.
func (a *App) collect(k tea.KeyPressMsg) tea.Cmd {
	a.scan.keys = append(a.scan.keys, k)
	a.scan.n++
	n := a.scan.n
	return func() tea.Msg { return waitForMore(n) }
}

func waitForMore(n int) tea.Msg {
	time.Sleep(scanGap)
	return scanOver{n}
}

// endScan looks a code up, or presses the keys that were kept; code says which.
func (a *App) endScan() (cmd tea.Cmd, code bool) {
	keys := a.scan.keys
	a.scan.keys = nil
	a.scan.n++
	if len(keys) >= scanLeast {
		return a.found(keys), true
	}
	for _, k := range keys {
		cmd = tea.Batch(cmd, a.route(k))
	}
	return cmd, false
}

// found looks up what a reader has read.
func (a *App) found(keys []tea.KeyPressMsg) tea.Cmd {
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(k.Text)
	}
	if a.dialogs.Len() > 0 || a.busy() {
		a.say(ui.Care, text.ScanLater)
		return nil
	}
	return a.open(ui.ScreenCases, cases.Code(b.String()))
}
