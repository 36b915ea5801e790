package ui_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"xiaochuang/tui/ui"
)

func TestBurst(t *testing.T) {
	for _, tt := range []struct {
		name string
		text string
		gap  time.Duration
		want string
	}{
		{"a reader", "DH-110101001001-20261123-01A0007", 5 * time.Millisecond, "DH-110101001001-20261123-01A0007"},
		{"too short for a code", "12345", 5 * time.Millisecond, ""},
		{"a fast typist", "123456", 60 * time.Millisecond, ""},
		{"an input method", "王秀英王秀英", time.Millisecond, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b ui.Burst
			now := at
			for _, r := range tt.text {
				now = now.Add(tt.gap)
				if _, ok := b.Key(key(string(r)), now); ok {
					t.Fatal("a code before its Enter")
				}
			}
			if code, ok := b.Key(key("enter"), now.Add(tt.gap)); code != tt.want && ok || ok != (tt.want != "") {
				t.Errorf("got %q %v, want %q", code, ok, tt.want)
			}
		})
	}
}

func TestFieldTakesBackWhatAReaderTyped(t *testing.T) {
	d := ui.NewField(ui.Free, 80)
	typeInto(d, "王秀英", "A", "0", "1", "2", "3", "4")
	if !d.TakeBack("A01234") || d.Value() != "王秀英" {
		t.Errorf("left with %q", d.Value())
	}
	if d.TakeBack("A01234") || d.TakeBack("") {
		t.Error("took back what is not there")
	}
}

func TestBars(t *testing.T) {
	f := ui.NewFrame(30, 3)
	ui.DrawBars(f, []ui.Bar{{Label: "满意", Value: 40, Note: " 件"}, {Label: "不满意", Value: 1, Note: " 件"}, {Label: "未评", Value: 0, Note: " 件"}})
	if got, want := f.Text(), "满意    40 件\n不满意   1 件\n未评     0 件\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for y, n := range []int{15, 1, 0} {
		got := 0
		for x := range f.W() {
			if f.StyleAt(x, y) == ui.Fill {
				got++
			}
		}
		if got != n {
			t.Errorf("bar %d is %d cells, want %d", y, got, n)
		}
	}
}

// TestWhateverIsPressed presses random keys on everything that takes keys; all
// must stay drawable in any frame.
func TestWhateverIsPressed(t *testing.T) {
	keys := []string{
		"enter", "esc", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pgup", "pgdown",
		"backspace", "delete", "space", "1", "9", "０", "a", "王秀英", "f5", "f9", "f12", "ctrl+u", "、",
	}
	rapid.Check(t, func(t *rapid.T) {
		form, table, pager, open := applicant(), people(), &ui.Pager{Wrap: rapid.Bool().Draw(t, "wrap")}, &ui.Dialogs{}
		pager.Set([]ui.PageLine{{Text: "请带身份证原件，谢谢"}, {Text: "第二行"}})
		w, h := rapid.IntRange(0, 90).Draw(t, "w"), rapid.IntRange(0, 26).Draw(t, "h")
		f := ui.NewFrame(w, h)
		for i := range 20 {
			if i%7 == 0 {
				open.Open(ui.OpenDialog{Dialog: confirm()}, at)
				open.Open(ui.OpenDialog{Dialog: ui.NewAskField("查件", "后四位", ui.NewField(ui.Digits, 4))}, at)
			}
			var msg tea.Msg = key(rapid.SampledFrom(keys).Draw(t, "key"))
			form.Update(msg)
			table.Update(msg)
			pager.Update(msg)
			open.Update(msg, at)
			f.Reset(w, h)
			table.Draw(f)
			pager.Draw(f.Rows(h/2, h))
			form.Draw(f)
			open.Draw(f)
			if x, y, ok := f.CursorAt(); ok && (x >= w || y >= h) {
				t.Fatalf("cursor at %d,%d outside %d×%d", x, y, w, h)
			}
		}
	})
}
