package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

func TestKeyOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		key  tea.KeyPressMsg
		want string
	}{
		{"function key", key("f5"), "f5"},
		{"number lock does not change it", tea.KeyPressMsg{Code: tea.KeyF5, Mod: tea.ModNumLock}, "f5"},
		{"full-width slash", key("／"), "/"},
		{"full-width colon", key("："), ":"},
		{"full-width question mark", key("？"), "?"},
		{"full-width digit", key("１"), "1"},
		{"the slash key of a Chinese input method", key("、"), "/"},
		{"space", key("space"), "space"},
		{"ideographic space", key("　"), "space"},
		{"number pad", tea.KeyPressMsg{Code: tea.KeyKp3, Text: "3"}, "3"},
		{"number pad without text", tea.KeyPressMsg{Code: tea.KeyKp3}, "3"},
		{"enter of the number pad", tea.KeyPressMsg{Code: tea.KeyKpEnter}, "enter"},
		{"shift and tab", key("shift+tab"), "shift+tab"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := ui.KeyOf(tt.key); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFind(t *testing.T) {
	run := func() tea.Cmd { return nil }
	as := []ui.Action{
		{Key: "f5", Run: run, Word: "call"},
		{Key: "/", Run: run, Word: "guide"},
		{Digit: 3, Run: run, Word: "third"},
		{Key: "down", Run: run, Word: "scroll", Repeat: true},
	}
	for _, tt := range []struct {
		name    string
		key     tea.KeyPressMsg
		focused bool
		want    string
	}{
		{"by key", key("f5"), false, "call"},
		{"by a full-width twin", key("／"), false, "guide"},
		{"a field keeps what is typed", key("／"), true, ""},
		{"a field leaves function keys", key("f5"), true, "call"},
		{"by digit", key("３"), false, "third"},
		{"no key", key("f9"), false, ""},
		{"a held key does not act twice", tea.KeyPressMsg{Code: tea.KeyF5, IsRepeat: true}, false, ""},
		{"unless it may", tea.KeyPressMsg{Code: tea.KeyDown, IsRepeat: true}, false, "scroll"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if a := ui.Find(as, tt.key, tt.focused); a != nil {
				got = a.Word
			}
			if got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestBlockedActionSaysWhy(t *testing.T) {
	ran := 0
	why := "没有叫到的号"
	a := ui.Action{Key: "f6", Run: func() tea.Cmd { ran++; return nil }, Blocked: func() string { return why }}
	if _, got := a.Do(); got != why || ran != 0 {
		t.Errorf("a blocked action ran %d times and said %q", ran, got)
	}
	why = ""
	if _, got := a.Do(); got != "" || ran != 1 {
		t.Errorf("a free action ran %d times and said %q", ran, got)
	}
}

func TestNamedFoldsWidth(t *testing.T) {
	as := []ui.Action{{Twin: "f5"}, {Twin: "叫号"}}
	if a := ui.Named(as, "ｆ５"); a != &as[0] {
		t.Error("a full-width name is not found")
	}
	if ui.Named(as, "叫号") != &as[1] || ui.Named(as, "") != nil || ui.Named(as, "无") != nil {
		t.Error("names are mixed up")
	}
}

func TestHelpPageHoldsEveryAction(t *testing.T) {
	rows := ui.HelpPage(actions("f6"))
	if len(rows) != 12 || rows[2].Why == "" || rows[1].Why != "" || rows[11].Key != "Esc" || rows[0].Twin != ":取号" {
		t.Errorf("%+v", rows)
	}
}

func TestKeyLine(t *testing.T) {
	draw := func(as []ui.Action, w, h int) string {
		f := ui.NewFrame(w, h)
		ui.DrawKeys(f, as)
		return f.Text()
	}
	free, blocked := draw(actions(), 80, 2), draw(actions("f6", "f7"), 80, 2)
	if strings.Index(free, "F6 重呼") != strings.Index(blocked, "F6×重呼") {
		t.Errorf("a blocked key has left its place\n%s%s", free, blocked)
	}
	if strings.Contains(free, "Esc") {
		t.Errorf("a hidden action is shown\n%s", free)
	}
	if got, want := draw(actions(), 24, 2), "F2 取号  F5 叫下一号\nF6 重呼  F7 过号  …\n"; got != want {
		t.Errorf("what does not fit is not said to be missing: %q, want %q", got, want)
	}
	if got, want := draw(actions()[:2], 20, 1), "F2 取号  F5 叫下一号\n"; got != want {
		t.Errorf("what just fits is shown: %q, want %q", got, want)
	}
}
