package ui_test

import (
	"strings"
	"testing"
	"time"

	"xiaochuang/tui/ui"
)

// at is the time of all tests.
var at = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// applicant is a form as the counter has many.
func applicant() *ui.Form {
	id := ui.NewField(ui.IDNumber, 18)
	id.Placeholder = "18 位"
	id.Check = func(s string) string {
		if len(s) != 18 {
			return "要 18 位，现在不是"
		}
		return ""
	}
	m := ui.NewForm(
		ui.FormRow{Key: "item", Label: "事项", Show: "老年人优待证办理"},
		ui.FormRow{Key: "name", Label: "申请人姓名", Field: ui.NewField(ui.Free, 40), Hint: "与证件一致"},
		ui.FormRow{Key: "number", Label: "证件号码", Field: id},
		ui.FormRow{Key: "phone", Label: "电话", Field: ui.NewField(ui.Phone, 20)},
		ui.FormRow{Key: "self", Label: "本人办理", Choice: ui.YesNo("是", "否")},
		ui.FormRow{Key: "way", Label: "领取方式", Choice: ui.NewChoice([]ui.Option{
			{Key: "window", Word: "窗口领取"},
			{Key: "courier", Word: "邮寄到家"},
			{Key: "home", Word: "上门送达"},
		}, "window")},
		ui.FormRow{Key: "address", Label: "住址", Field: ui.NewField(ui.Free, 80)},
	)
	m.Set("name", "阿卜杜勒艾则孜江买买")
	return m
}

func press(m *ui.Form, keys ...string) (last ui.FormEvent) {
	for _, k := range keys {
		last = m.Update(key(k))
	}
	return last
}

func TestFormMoves(t *testing.T) {
	m := applicant()
	if m.Focus() != "name" || !m.Focused() {
		t.Fatalf("focus on %q, want the first field", m.Focus())
	}
	for _, step := range []struct {
		key   string
		event ui.FormEvent
		focus string
	}{
		{"up", ui.FormUsed, "name"},
		{"enter", ui.FormLeft, "number"},
		{"１", ui.FormChanged, "number"},
		{"王", ui.FormUsed, "number"},
		{"enter", ui.FormUsed, "number"}, // too short: keeps the focus
		{"tab", ui.FormLeft, "phone"},    // but can be left for later
		{"down", ui.FormLeft, "self"},
		{"2", ui.FormChanged, "self"},
		{"2", ui.FormUsed, "self"},
		{"f5", ui.FormIgnored, "self"},
		{"shift+tab", ui.FormLeft, "phone"},
	} {
		if e := press(m, step.key); e != step.event || m.Focus() != step.focus {
			t.Errorf("after %q: event %d focus %q, want %d %q", step.key, e, m.Focus(), step.event, step.focus)
		}
	}
	if m.Value("number") != "1" || m.Value("self") != "no" || m.Value("item") != "老年人优待证办理" {
		t.Errorf("values %v", m.Values())
	}
}

func TestFormEndsOnlyWhenValid(t *testing.T) {
	m := applicant()
	m.FocusOn("address")
	if e := press(m, "enter"); e != ui.FormLeft || m.Focus() != "number" {
		t.Errorf("event %d focus %q, want the field that fails", e, m.Focus())
	}
	m.Set("number", "110101190001010010")
	m.FocusOn("address")
	if e := press(m, "enter"); e != ui.FormDone {
		t.Errorf("event %d, want done", e)
	}
}

// TestFormKeepsOffTheLastRows walks through a long form: whatever has the
// focus stands above the rows that an input method covers.
func TestFormKeepsOffTheLastRows(t *testing.T) {
	var rows []ui.FormRow
	for i := range 30 {
		d := ui.NewField(ui.Free, 20)
		d.Check = func(string) string { return "不对" }
		rows = append(rows, ui.FormRow{Key: string(rune('a' + i)), Label: "第几行", Field: d, Hint: "提示"})
	}
	m := ui.NewForm(rows...)
	f := ui.NewFrame(80, 24)
	body := f.Sub(ui.Arrange(80, 24).Body)
	for i := range 60 {
		f.Reset(80, 24)
		m.Draw(body)
		_, y, ok := f.CursorAt()
		if !ok || y >= 20 || y < 2 {
			t.Fatalf("step %d: cursor on row %d (%v), want 2 to 19", i, y, ok)
		}
		if i < 30 {
			press(m, "down")
		} else {
			press(m, "up")
		}
	}
}

// TestFormKeepsItsActsInSight walks through a form that is too long with an act at
// its end: the act stands on the screen all the time, once, below everything else,
// and so does whatever has the focus.
func TestFormKeepsItsActsInSight(t *testing.T) {
	for _, n := range []int{3, 15, 16, 17, 18, 30} {
		var rows []ui.FormRow
		for i := range n {
			d := ui.NewField(ui.Free, 20)
			d.Check = func(string) string { return "不对" }
			rows = append(rows, ui.FormRow{Key: string(rune('a' + i)), Label: "第几行", Field: d, Hint: "提示"})
		}
		rows = append(rows, ui.FormRow{Key: "act", Label: "打印", Act: true, Hint: "怎么打", Choice: ui.YesNo("代填", "空白")})
		m := ui.NewForm(rows...)
		f := ui.NewFrame(80, 24)
		body := f.Sub(ui.Arrange(80, 24).Body)
		for i := range 2 * (n + 1) {
			f.Reset(80, 24)
			m.Draw(body)
			_, y, ok := f.CursorAt()
			if !ok || y >= 20 || y < 2 {
				t.Fatalf("%d rows, step %d: the cursor is on row %d (%v)", n, i, y, ok)
			}
			if strings.Count(f.Text(), "1 代填") != 1 || strings.Count(f.Text(), "打印") != 1 {
				t.Fatalf("%d rows, step %d: the act is not there once\n%s", n, i, f.Text())
			}
			if i <= n {
				press(m, "down")
			} else {
				press(m, "up")
			}
		}
	}
}
