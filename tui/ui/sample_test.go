package ui_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/screentest"
	"xiaochuang/tui/ui"
)

// key makes a key press as the terminal reports it.
func key(s string) tea.KeyPressMsg {
	codes := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
		"f1": tea.KeyF1, "f5": tea.KeyF5, "f6": tea.KeyF6, "f9": tea.KeyF9, "f12": tea.KeyF12,
	}
	if c, ok := codes[s]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	switch {
	case s == "space":
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	case s == "shift+tab":
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	case strings.HasPrefix(s, "ctrl+"):
		return tea.KeyPressMsg{Code: rune(s[5]), Mod: tea.ModCtrl}
	case utf8.RuneCountInString(s) > 1:
		return tea.KeyPressMsg{Code: tea.KeyExtended, Text: s}
	}
	r, _ := utf8.DecodeRuneInString(s)
	return tea.KeyPressMsg{Code: r, Text: s}
}

var shell = []ui.Lamp{
	{Label: "读", State: desk.DeviceOK},
	{Label: "扫", State: desk.DeviceConnecting},
	{Label: "打", State: desk.DeviceFault},
	{Label: "号", State: desk.DeviceOffline},
	{Label: "评", State: desk.DeviceSilent},
	{Label: "叫", State: desk.DeviceOff},
	{Label: "网", State: desk.DeviceUnknown},
}

func actions(blocked ...string) []ui.Action {
	as := []ui.Action{
		{Key: "f2", Twin: "取号", Word: "取号", Tip: "给来人一个号"},
		{Key: "f5", Twin: "叫号", Word: "叫下一号", Tip: "叫等得最久的一位"},
		{Key: "f6", Twin: "重呼", Word: "重呼", Tip: "再叫一次"},
		{Key: "f7", Twin: "过号", Word: "过号", Tip: "叫了没来"},
		{Key: "f4", Twin: "挂起", Word: "挂起", Tip: "先放一放"},
		{Key: "f8", Twin: "告知", Word: "告知单", Tip: "一次性告知"},
		{Key: "f9", Twin: "受理", Word: "受理", Tip: "收下这一件"},
		{Key: "f3", Twin: "查件", Word: "查件", Tip: "找一件"},
		{Key: "/", Twin: "指南", Word: "指南", Tip: "查事项"},
		{Key: "f12", Word: "命令", Tip: "打开命令行"},
		{Key: "f1", Twin: "帮助", Word: "帮助", Tip: "这一页"},
		{Key: "esc", Twin: "返回", Word: "返回", Tip: "回到上一页", Hidden: true},
	}
	for i := range as {
		for _, b := range blocked {
			if as[i].Key == b {
				as[i].Blocked = func() string { return "现在没有叫到的号" }
			}
		}
	}
	return as
}

// window draws a whole window of the sample screen.
func window(w, h int, body func(*ui.Frame), top *ui.Dialogs) *ui.Frame {
	f := ui.NewFrame(w, h)
	l := ui.Arrange(w, h)
	t := ui.TitleLine{
		Parts: []string{"翠湖第一社区服务站", "1 号窗口", "欧阳秀", "办理"},
		Marks: []ui.Mark{{Word: "演示数据", Style: ui.Demo}, {Word: "密钥未保护", Style: ui.TitleMark}},
		Lamps: shell,
	}
	t.Draw(f.Sub(l.Title))
	body(f.Sub(l.Body))
	ui.NewToast(ui.Done, "A012 已叫到 1 号窗口", at).Draw(f.Sub(l.Toast))
	ui.DrawKeys(f.Sub(l.Keys), actions("f6", "f7", "f9"))
	if top != nil {
		top.Draw(f.Sub(l.Body))
	}
	return f
}

func people() *ui.Table {
	t := &ui.Table{Digits: true, Columns: []ui.Column{
		{Title: "号", Width: 5},
		{Title: "姓名", Width: 20},
		{Title: "等候", Width: 6, Right: true},
		{Title: "事项"},
	}}
	t.Set([]ui.Line{
		{ID: "A012", Cells: []string{"A012", "王秀", "12 分", "老年人优待证办理"}},
		{ID: "A013", Cells: []string{"A013", "欧阳秀", "9 分", "居住证签注"}},
		{ID: "A014", Cells: []string{"A014", "司马相如", "105 分", "城乡居民养老保险参保登记（含补缴、变更、注销与待遇领取资格认证）"}},
		{ID: "Y003", Cells: []string{"Y003", "阿卜杜勒艾则孜江买买", "3 分", "残疾人两项补贴"}, Hits: [][]ui.Span{nil, nil, nil, {{From: 0, To: 9}}}},
		{ID: "L001", Cells: []string{"L001", "𬭎", "刚到", "灵活就业人员社会保险补贴"}, Style: ui.Warn},
	})
	return t
}

func TestSampleWindow(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}} {
		t.Run(size.name, func(t *testing.T) {
			table := people()
			table.Update(key("down"))
			screentest.Golden(t, "table-"+size.name, window(size.w, size.h, table.Draw, nil))
			screentest.Golden(t, "form-"+size.name, window(size.w, size.h, applicant().Draw, nil))
			var open ui.Dialogs
			open.Open(ui.OpenDialog{Dialog: ui.NewConfirm("不予受理", "确定要对司马相如的这一件出具不予受理通知书吗？出具以后不能收回，只能由街道撤销。", "出具", "先不出")}, at)
			screentest.Golden(t, "dialog-"+size.name, window(size.w, size.h, table.Draw, &open))
		})
	}
}

// TestLayout shows where the parts of the window stand.
func TestLayout(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}} {
		l := ui.Arrange(size.w, size.h)
		f := ui.NewFrame(size.w, size.h)
		for _, part := range []struct {
			r    ui.Rect
			sign string
		}{{l.Title, "T"}, {l.Line, ":"}, {l.Body, "."}, {l.Toast, "!"}, {l.Keys, "F"}} {
			for y := range part.r.H {
				f.Sub(part.r).Put(0, y, ui.Text, strings.Repeat(part.sign, size.w+1))
			}
		}
		screentest.Golden(t, "layout-"+size.name, f)
	}
	for _, size := range [][2]int{{79, 24}, {80, 23}, {0, 0}, {-1, 500}} {
		if !ui.Arrange(size[0], size[1]).TooSmall {
			t.Errorf("%v is not too small", size)
		}
	}
}
