package tui_test

import (
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui"
)

// phrases are kept in memory; the file of them has its own tests.
type phrases map[string][]string

func (p phrases) Of(staff string) []string { return slices.Clone(p[staff]) }

func (p phrases) Keep(staff string, list []string) error {
	if slices.Contains(list, "写不下") {
		return &desk.Problem{Kind: desk.Broken, What: "phrases"}
	}
	p[staff] = slices.Clone(list)
	return nil
}

// says runs a command of the command line.
func (r *rig) says(command string) {
	r.t.Helper()
	r.press("f12")
	r.typed(command)
	r.press("enter")
}

func TestPhrases(t *testing.T) {
	r := onDuty(t)
	r.says("常用语")
	r.look("phrases-none")
	r.press("enter")
	r.says("常用语 加 户口簿首页没有复印，请补一份")
	r.shows("已记为常用语 1")
	r.says("常用语　加　请本人带身份证原件再来") // an input method left on
	r.says("常用语 加 请本人带身份证原件再来")
	r.shows("这一条已经有了")
	r.serve(mediation)
	r.person(zhaoNumber, "赵示例", "")
	r.press("9") // refuse: words over the checklist
	r.typed("材料不齐，")
	r.press("ctrl+p")
	r.look("phrases")
	r.press("2")
	r.look("phrases-written")
	r.shows("材料不齐，请本人带身份证原件再来")
	r.press("esc", "f6", "tab")
	for _, k := range []string{"ctrl+u", "ctrl+p", "１"} {
		r.press(k)
	}
	r.shows("户口簿首页没有复印，请补一份") // on a field of a screen
	r.says("常用语 删 1")
	r.shows("已删除这条常用语")
	r.says("常用语 2")
	r.shows("没有第 2 条常用语")
	if got := r.phrases["u01"]; !slices.Equal(got, []string{"请本人带身份证原件再来"}) {
		t.Errorf("kept %q", got)
	}
}

// TestPhrasesAreBounded: nine of sixty characters, cleaned, and what cannot be kept
// says so.
func TestPhrasesAreBounded(t *testing.T) {
	r := onDuty(t)
	r.says("常用语 加")
	r.shows("写成 :常用语 加 文字")
	r.says("常用语 写 一条")
	r.shows("写成 :常用语 加 文字")
	r.says("常用语 加 " + strings.Repeat("长", tui.LongestPhrase+1))
	r.shows("太长")
	r.says("常用语 加 写不下")
	r.shows("常用语没有记下")
	for i := range tui.MostPhrases {
		r.says("常用语 加 第" + string(rune('1'+i)) + "条")
	}
	r.says("常用语 加 再一条")
	r.shows("已有 9 条")
	r.says("常用语 删 0")
	r.shows("没有第 0 条")
	r.says("常用语 3")
	r.shows("先把光标放到要写字的地方")
	if n := len(r.phrases["u01"]); n != tui.MostPhrases {
		t.Errorf("%d phrases are kept", n)
	}
}

// TestPhrasesAreNoPIN: over a field that takes no words the key does nothing.
func TestPhrasesAreNoPIN(t *testing.T) {
	r := onDuty(t)
	r.phrases["u01"] = []string{"1234"}
	r.serve(mediation)
	r.person(zhaoNumber, "赵示例", "")
	r.press("4") // a day
	n := r.app.Dialogs()
	r.press("ctrl+p")
	if r.app.Dialogs() != n {
		t.Errorf("the phrases are open over a date\n%s", r.screen())
	}
}
