package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"xiaochuang/tui/ui"
)

func TestScansAreToldApart(t *testing.T) {
	for _, tt := range []struct {
		name, text           string
		kind                 ui.ScanKind
		before, code, after  string
		typed, ended, beside bool
	}{
		{name: "a case", text: "BJ-110101001001-20261123-01A0007", kind: ui.ScanCase, code: "BJ-110101001001-20261123-01A0007"},
		{name: "a slip", text: "GZ-110101001001-20261123-01A0007", kind: ui.ScanSlip, code: "GZ-110101001001-20261123-01A0007"},
		{name: "a bag", text: "DB-110101001001-20261123-01AA0007", kind: ui.ScanBag, code: "DB-110101001001-20261123-01AA0007"},
		{name: "a batch", text: "PC-110101001001-20261123-01A0007", kind: ui.ScanBatch, code: "PC-110101001001-20261123-01A0007"},
		{name: "its sheet", text: "YJ-110101001001-20261123-01A0007", kind: ui.ScanBatch, code: "YJ-110101001001-20261123-01A0007"},
		{name: "a person", text: "110101180001010015", kind: ui.ScanPerson, code: "110101180001010015"},
		{name: "with Caps Lock on", text: "db-110101001001-20261123-01a0007", kind: ui.ScanBag, code: "DB-110101001001-20261123-01A0007"},
		{name: "in full width", text: "ＤＢ－110101001001－20261123－01Ａ0007", kind: ui.ScanBag, code: "DB-110101001001-20261123-01A0007"},
		{name: "a key just before", text: "xDB-110101001001-20261123-01A0007", kind: ui.ScanBag, code: "DB-110101001001-20261123-01A0007", before: "x"},
		{name: "and one just behind", text: "ADB-110101001001-20261123-01A0007z", kind: ui.ScanBag, code: "DB-110101001001-20261123-01A0007", before: "A", after: "z"},
		{name: "a person behind a key", text: "5110101180001010015", kind: ui.ScanPerson, code: "110101180001010015", before: "5"},
		{name: "a wrong check digit, typed", text: "110101180001010016", before: "110101180001010016", typed: true},
		{name: "a bar code of goods", text: "6901234567892", code: "6901234567892", ended: true},
		{name: "the same without an end", text: "6901234567892", before: "6901234567892", typed: true},
		{name: "a page of the web", text: "https://example.invalid/1", code: "https://example.invalid/1", ended: true},
		{name: "whatever a slow line brings together", text: "shiyezheng2026", before: "shiyezheng2026", ended: true, typed: true},
		{name: "too short for a code", text: "12345", before: "12345", ended: true, typed: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b ui.Burst
			for _, r := range tt.text {
				if !b.Takes(key(string(r))) {
					t.Fatalf("%q is not taken", r)
				}
				b.Hold(key(string(r)), true)
			}
			before, s, after, code := b.End(tt.ended)
			if code == tt.typed || spelt(before) != tt.before || spelt(after) != tt.after || code && (s.Kind != tt.kind || s.Text != tt.code) {
				t.Errorf("got %q %+v %q, code %v", spelt(before), s, spelt(after), code)
			}
		})
	}
}

// TestOnlyTheLatestWaitEndsABurst holds that keys are not pressed while more of
// a code may come.
func TestOnlyTheLatestWaitEndsABurst(t *testing.T) {
	var b ui.Burst
	first, gap := b.Hold(key("1"), true)
	second, _ := b.Hold(key("2"), true)
	if gap <= 0 || b.Over(first) || !b.Over(second) {
		t.Error("the first wait ends the burst")
	}
	if _, quick := new(ui.Burst).Hold(key("a"), true); quick >= gap {
		t.Error("a small letter in a field waits as long as a number")
	}
	if b.Takes(key("王")) || b.Takes(key("enter")) || b.Takes(key("space")) {
		t.Error("what no code holds is kept")
	}
}

// TestNothingIsLostOrAdded holds that what comes out of a burst is what went in.
func TestNothingIsLostOrAdded(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := rapid.StringMatching(`[!-~]{0,12}((DB|BJ)-[0-9]{12}-[0-9]{8}-01A[0-9]{4})?[!-~]{0,12}`).Draw(rt, "keys")
		var b ui.Burst
		for _, r := range in {
			b.Hold(key(string(r)), true)
		}
		before, s, after, code := b.End(rapid.Bool().Draw(rt, "ended"))
		out := spelt(before)
		if code {
			out += s.Text + spelt(after)
		}
		if !strings.EqualFold(out, in) {
			rt.Fatalf("%q became %q", in, out)
		}
	})
}

func spelt(keys []tea.KeyPressMsg) string {
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(k.Text)
	}
	return b.String()
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
