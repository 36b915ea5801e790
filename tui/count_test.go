package tui_test

import (
	"testing"

	"xiaochuang/tui/ui"
)

// TestKeyCounts counts the keys of what is done forty times a day. A change that
// needs more of them changes this table on purpose.
func TestKeyCounts(t *testing.T) {
	for _, tt := range []struct {
		name string
		most int
		come func(r *rig)
		do   func(r *rig)
	}{
		{"take a number", 2, nil, func(r *rig) {
			r.press("f2", "enter")
			r.shows("已取号 A001")
		}},
		{"call the next visitor", 1, func(r *rig) { r.queue(""); r.refresh() }, func(r *rig) {
			r.press("f5")
			r.shows("已叫 A001")
		}},
		{"find a guide", 5, nil, func(r *rig) {
			r.press("/")
			r.typed("glj") // 高龄老年人津贴
			r.press("enter")
			r.shows("高龄老年人津贴", "统一答复口径")
		}},
		{"take a case in, nothing missing", 10, func(r *rig) { r.queue(mediation); r.refresh() }, func(r *rig) {
			r.reader.cards <- zhaoCard("赵示例")
			r.press("f5", "enter", "enter", "enter", "f6", "1", "1", "1", "f9", "f9")
			r.shows("办完 1")
		}},
		{"take a case in, one missing, notice in hand", 9, func(r *rig) { r.queue(mediation); r.refresh() }, func(r *rig) {
			r.reader.cards <- zhaoCard("赵示例")
			r.press("f5", "enter", "enter", "enter", "f6", "1", "2", "1", "f8")
			r.shows("已一次性告知")
		}},
		{"print the latest slip again", 2, func(r *rig) { r.takeIn(mediation, citizens[0]) }, func(r *rig) {
			r.press("6", "f8")
			r.shows("已排队重打", "重打1")
		}},
		{"close the day", 2, nil, func(r *rig) {
			r.press("7", "f9")
			r.at(ui.ScreenSync)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := onDuty(t)
			if tt.come != nil {
				tt.come(r)
			}
			before := r.keys
			tt.do(r)
			if n := r.keys - before; n > tt.most {
				t.Errorf("it takes %d keys, it took %d", n, tt.most)
			} else {
				t.Logf("%d keys", n)
			}
		})
	}
}
