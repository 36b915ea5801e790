package tui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// hostile is a name that tries to act on the terminal: an escape sequence, OSC 52
// (which fills the clipboard), a right-to-left override and a one-byte control
// sequence introducer.
const hostile = "恶\x1b[2J意\x1b]52;c;ZXZpbA==\x07名\u202e字\u009b31m\u2066测"

// TestHostileNames lets a name that tries to act on the terminal in by every
// door, and walks it through every screen that shows it.
func TestHostileNames(t *testing.T) {
	r := onDuty(t, func(s *desk.Station) {
		s.Name, s.Promise = hostile, hostile
		s.Staff[0].Name, s.Staff[0].Post = hostile, hostile
	})
	r.glance()
	r.serve(onlyChild)
	card := zhaoCard(hostile)
	card.Address = hostile
	r.reader.cards <- card
	r.settle()
	r.shows("读到：恶")
	r.glance()
	r.press("enter")
	r.shows("已绑定")
	r.glance()
	r.send(tea.PasteMsg{Content: hostile})
	r.glance()
	r.press("f6", "3", "8")
	r.send(tea.PasteMsg{Content: hostile})
	r.glance()
	r.press("enter", "1", "1", "1", "1", "1", "1", "1", "f8")
	r.at(ui.ScreenCounter)
	r.glance()
	c := must(r.db.Cases(t.Context(), desk.CaseFilter{}))(t)[0]
	r.decide(c, desk.DecideSupplement, hostile)
	r.press("f3", "enter")
	r.at(ui.ScreenCases)
	r.shows("申请人 恶", "需要补正。恶")
	r.glance()
	r.press("5")
	r.at(ui.ScreenPapers)
	r.shows("恶")
	r.glance()
	r.press("enter")
	r.shows("恶")
	r.glance()
	r.press("f6")
	r.glance()
	r.command("首问")
	r.press("3")
	r.send(tea.PasteMsg{Content: hostile + "\n" + hostile})
	r.glance()
	r.press("f9", "enter")
	r.at(ui.ScreenInquiries)
	r.shows("恶")
	r.glance()
	r.press("esc", "2")
	r.send(tea.PasteMsg{Content: hostile})
	r.press("enter", "4")
	r.glance()
	r.command("队列")
	r.glance()
	r.command("日终")
	r.glance()
	r.press("f12")
	r.send(tea.PasteMsg{Content: hostile})
	r.glance()
	r.press("enter")
	r.glance()
	r.health[0] = desk.Health{Family: hostile, State: desk.DeviceFault, Code: hostile, Name: hostile}
	r.street.status.URL = hostile
	r.pulse()
	r.command("设备")
	r.glance()
	r.command("同步")
	r.at(ui.ScreenSync)
	r.shows("恶")
	r.glance()
	r.press("/")
	r.send(tea.PasteMsg{Content: hostile})
	r.glance()
}

// glance holds the frame against what is true of all.
func (r *rig) glance() {
	r.t.Helper()
	f := r.app.Frame()
	for _, check := range []string{harmful(f.Text()), ragged(f)} {
		if check != "" {
			r.t.Errorf("%s\n%q", check, f.Text())
		}
	}
}

// TestWhatIsTypedIsKeptClean holds that what came in by the keyboard is clean in
// the store too, not only on the screen.
func TestWhatIsTypedIsKeptClean(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.press("tab")
	r.send(tea.PasteMsg{Content: hostile})
	r.press("esc")
	d := must(r.db.Drafts(t.Context()))(t)[0]
	if name := d.Case.Private.Applicant.Name; name == "" || harmful(name) != "" || strings.ContainsRune(name, '\n') {
		t.Errorf("the name in the draft is %q", name)
	}
}

// TestTheChecksOfFramesCanFail is the control of what sound holds.
func TestTheChecksOfFramesCanFail(t *testing.T) {
	r := onDuty(t)
	for _, s := range []string{"\x1b", "\u202e", "\u009b", "\u200b", "\ue000"} {
		if harmful("好"+s) == "" {
			t.Errorf("%q is taken for harmless", s)
		}
	}
	for _, s := range []string{" 请按 Submit 键", " error: 没有办成", " Cancel"} {
		if foreign(s+" 。") == "" {
			t.Errorf("%q is taken for Chinese", s)
		}
	}
	f := ui.NewFrame(80, 24)
	f.Put(0, 3, ui.Text, "号码 "+zhaoNumber)
	if r.unmasked(f) == "" {
		t.Error("a whole number is taken for a masked one")
	}
	f.Cursor(0, 20)
	if r.cursor(f) == "" {
		t.Error("a cursor in the last four rows is not found")
	}
}
