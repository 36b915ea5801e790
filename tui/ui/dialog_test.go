package ui_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

func confirm() ui.Dialog {
	return ui.NewConfirm("退号", "确定退掉 A012 吗？", "退号", "不退")
}

func TestConfirmAnswers(t *testing.T) {
	for _, tt := range []struct {
		name string
		keys []string
		want ui.Outcome
		done bool
	}{
		{"a hurried Enter says no", []string{"enter"}, ui.Outcome{ID: "x", OK: true, Key: "no"}, true},
		{"a digit answers", []string{"1"}, ui.Outcome{ID: "x", OK: true, Key: "yes"}, true},
		{"so does its full-width twin", []string{"１"}, ui.Outcome{ID: "x", OK: true, Key: "yes"}, true},
		{"up and Enter answer", []string{"up", "enter"}, ui.Outcome{ID: "x", OK: true, Key: "yes"}, true},
		{"Esc closes without an answer", []string{"esc"}, ui.Outcome{ID: "x"}, true},
		{"F12 is the twin of Esc", []string{"f12"}, ui.Outcome{ID: "x"}, true},
		{"other keys do nothing", []string{"y", "f5", "3"}, ui.Outcome{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s ui.Dialogs
			s.Open(ui.OpenDialog{ID: "x", Dialog: confirm()}, at)
			var o ui.Outcome
			var done bool
			for _, k := range tt.keys {
				o, done = s.Update(key(k), at)
			}
			if o != tt.want || done != tt.done || s.Len() == 0 != tt.done {
				t.Errorf("got %+v %v with %d open, want %+v %v", o, done, s.Len(), tt.want, tt.done)
			}
		})
	}
}

func TestUnaskedDialogIsDeafAtFirst(t *testing.T) {
	var s ui.Dialogs
	s.Open(ui.OpenDialog{ID: "x", Dialog: confirm(), Self: true}, at)
	for _, k := range []string{"1", "enter", "esc"} {
		if _, done := s.Update(key(k), at.Add(399*time.Millisecond)); done {
			t.Errorf("%s closed it within the grace", k)
		}
	}
	if o, done := s.Update(key("1"), at.Add(400*time.Millisecond)); !done || o.Key != "yes" {
		t.Error("it stays deaf")
	}
}

func TestHeldKeyAnswersNothing(t *testing.T) {
	var s ui.Dialogs
	s.Open(ui.OpenDialog{ID: "x", Dialog: confirm()}, at)
	for _, k := range []rune{tea.KeyEnter, '1', tea.KeyEscape} {
		if _, done := s.Update(tea.KeyPressMsg{Code: k, IsRepeat: true}, at); done {
			t.Errorf("held key %d answered", k)
		}
	}
}

func TestDialogsAreAStack(t *testing.T) {
	var s ui.Dialogs
	s.Open(ui.OpenDialog{ID: "low", Screen: "a", Gen: 1, Dialog: confirm()}, at)
	s.Open(ui.OpenDialog{ID: "high", Screen: "b", Gen: 2, Dialog: ui.NewMessage("提示", "好了", "知道了")}, at)
	if o, _ := s.Update(key("enter"), at); o.ID != "high" || o.Screen != "b" || o.Gen != 2 {
		t.Errorf("got %+v, want the top one", o)
	}
	if o, ok := s.Close(); !ok || o.ID != "low" || o.OK {
		t.Errorf("got %+v, want the one below, unanswered", o)
	}
	if _, ok := s.Close(); ok {
		t.Error("closed a dialog that was not open")
	}
}

func TestAskFieldClosesOnlyWhenValid(t *testing.T) {
	d := ui.NewField(ui.Digits, 4)
	d.Check = func(v string) string {
		if len(v) < 4 {
			return "要四位"
		}
		return ""
	}
	var s ui.Dialogs
	s.Open(ui.OpenDialog{ID: "x", Dialog: ui.NewAskField("查件", "证件号码后四位", d)}, at)
	if !s.Focused() {
		t.Error("the field has no focus")
	}
	s.Update(key("12"), at)
	if _, done := s.Update(key("enter"), at); done {
		t.Error("closed with an invalid value")
	}
	f := ui.NewFrame(80, 19)
	s.Draw(f)
	if !strings.Contains(f.Text(), "要四位") {
		t.Error("does not say what is wrong")
	}
	x, y, ok := f.CursorAt()
	if !ok || !strings.Contains(f.RowText(y), "12") || x == 0 {
		t.Errorf("cursor at %d,%d %v", x, y, ok)
	}
	s.Update(tea.PasteMsg{Content: "3４\n"}, at)
	if o, done := s.Update(key("enter"), at); !done || o.Text != "1234" || !o.OK {
		t.Errorf("got %+v %v", o, done)
	}
}

func TestAskWordsFilesLines(t *testing.T) {
	var s ui.Dialogs
	s.Open(ui.OpenDialog{ID: "x", Dialog: ui.NewAskWords("整改", "F9 存下", "", 200)}, at)
	for _, k := range []string{"窗口没有人", "enter", "王秀英", "left"} {
		if _, done := s.Update(key(k), at); done {
			t.Fatalf("%s closed it", k)
		}
	}
	s.Update(tea.PasteMsg{Content: "甲\x1b\u202e"}, at)
	f := ui.NewFrame(80, 19)
	s.Draw(f)
	x, y, ok := f.CursorAt()
	if got := f.RowText(y); !ok || !strings.Contains(got, "王秀甲") || ui.Width(got[:strings.Index(got, "英")]) != x {
		t.Errorf("cursor at %d,%d %v in %q, want before 英", x, y, ok, got)
	}
	o, done := s.Update(key("f9"), at)
	if !done || o.Text != "窗口没有人\n王秀甲英" {
		t.Errorf("got %q %v", o.Text, done)
	}
}

func TestDialogHidesTheFieldBelow(t *testing.T) {
	f := ui.NewFrame(80, 19)
	applicant().Draw(f)
	var s ui.Dialogs
	s.Open(ui.OpenDialog{Dialog: confirm()}, at)
	s.Draw(f)
	if _, _, ok := f.CursorAt(); ok {
		t.Error("the cursor stays in the field below the dialog")
	}
}

func TestDialogLeavesTheMarksOfPractice(t *testing.T) {
	f := ui.NewFrame(80, 24)
	title := ui.TitleLine{Parts: []string{"翠湖"}, Marks: []ui.Mark{{Word: "演练", Style: ui.Practice}}, Lamps: shell}
	title.Draw(f)
	f.Put(0, 3, ui.Hit, "甲")
	var s ui.Dialogs
	s.Open(ui.OpenDialog{Dialog: confirm()}, at)
	s.Draw(f)
	marked := 0
	for x := range f.W() {
		if f.StyleAt(x, 0) == ui.Practice {
			marked++
		}
	}
	if marked != 6 || f.StyleAt(0, 0) != ui.Title || f.StyleAt(0, 3) != ui.Dim {
		t.Errorf("%d cells of the mark are left, title %d, body %d", marked, f.StyleAt(0, 0), f.StyleAt(0, 3))
	}
}
