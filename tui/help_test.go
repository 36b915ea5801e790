package tui_test

import (
	"strings"
	"testing"

	"xiaochuang/tui/help"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// TestEveryScreenHasHelp holds that every screen has a text and examples of its
// own, and that the first page of its help is whole at the smallest size: the
// text, every key, and the last line.
func TestEveryScreenHasHelp(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		if r.app.Dialogs() > 0 || r.app.LineOpen() {
			r.press("esc")
		}
		id := r.app.Top().ID()
		h, ok := text.HelpTextOf(id)
		if !ok || h.What == "" || len(h.Examples) == 0 || len(h.Examples) > 3 {
			t.Fatalf("the help of %s: %+v, %v", id, h, ok)
		}
		for _, e := range h.Examples {
			if ui.Width(e) > 66 {
				t.Errorf("an example is too wide: %s", e)
			}
		}
		own := r.app.Top().Actions()
		r.press("f1")
		r.shows("这里能做什么", "再按 F1", string([]rune(h.What)[:8]))
		said := r.screen()
		for _, e := range h.Examples {
			if !strings.Contains(said, e) {
				t.Errorf("an example is not on the page: %s\n%s", e, said)
			}
		}
		for i := range own {
			if !strings.Contains(said, own[i].Word) {
				t.Errorf("%s is not on the page\n%s", own[i].Word, said)
			}
		}
	})
}

// TestHelpIsShort lays the first page out with more keys than any screen has.
func TestHelpIsShort(t *testing.T) {
	for _, n := range []int{0, 1, 12, 30, 44} {
		b := help.Brief{Text: text.HelpText{
			What:     strings.Repeat("这里能做的事有很多，说来话长。", 8),
			Examples: []string{"一", "二", "三"},
		}, Places: []string{":队列", ":办件", ":时限", ":首问", ":单据", ":日终", ":同步", ":设备", ":上岗", ":讲评", ":报表", ":评价"}}
		for i := range n {
			b.Keys = append(b.Keys, ui.HelpRow{Key: "Enter", Word: "不予受理", Twin: ":办结此件", Tip: "句子", Why: []string{"", "不能"}[i%2]})
		}
		for _, w := range []int{74, 100} {
			if got := b.Lines(w); len(got) > help.MostLines || !strings.Contains(got[len(got)-1].Text, "再按 F1") {
				t.Errorf("%d keys in %d cells take %d lines, last %q", n, w, len(got), got[len(got)-1].Text)
			}
		}
	}
}
