package tui_test

import (
	"testing"

	"xiaochuang/tui/ui"
)

func TestGuideSearch(t *testing.T) {
	r := onDuty(t)
	r.press("/")
	r.at(ui.ScreenGuide)
	r.look("guide-find")
	for _, q := range []struct{ name, typed string }{
		{"characters", "残疾"},
		{"pinyin", "dibao"},
		{"initials", "zdshbz"},
		{"alias", "老年卡"},
		{"typo", "失业登计"},
		{"code", "0044"},
		{"certificate", "亲属关系证明"},
		{"nothing", "量子纠缠鞍钢"},
	} {
		r.press("ctrl+u")
		r.typed(q.typed)
		r.look("guide-find-" + q.name)
	}
}

func TestGuideCards(t *testing.T) {
	r := onDuty(t)
	card := func(query, name string, keys ...string) {
		t.Helper()
		r.press("/", "ctrl+u")
		r.typed(query)
		r.press("enter")
		r.press(keys...)
		r.look(name)
	}
	card("高龄老年人津贴", "guide-card-full")
	r.press("end")
	r.look("guide-card-full-end")
	card("老年学校", "guide-card-sparse")
	card("亲属关系证明", "guide-certificate")
	r.press("f9")
	r.look("guide-certificate-refused")
	card("失业登记", "guide-situation", "4")
	r.press("1")
	r.look("guide-situation-second")
	r.press("esc", "esc")
	card("失业登记", "guide-led", "2")
	r.press("esc")
	card("失业登记", "guide-owe", "3")
	r.typed("孩子的学籍怎么转？")
	r.press("enter")
	r.typed("电话 010-6500 0000，下午联系")
	r.look("guide-owe-words")
	r.press("f9")
	r.look("guide-owed")
}
