package tui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk"
	"xiaochuang/tui/screentest"
	"xiaochuang/tui/ui"
)

// TestANumberTellsAtOnce: with the eighteenth place, before Enter, stand birth, sex
// and age below the number, or what is wrong with it.
func TestANumberTellsAtOnce(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.typed(zhaoNumber[:17])
	r.hides("1899年3月7日生")
	r.typed("８") // an input method left on full width
	r.shows("1899年3月7日生 · 男 · 127 岁")
	r.look("intake-number-told")
	r.press("backspace")
	r.typed("9")
	r.shows("末位校验不对")
	r.press("backspace", "backspace")
	r.hides("末位校验不对")
	r.press("home", "ctrl+k", "shift+tab", "5", "tab") // a passport has letters
	r.typed("e12345678")
	r.press("enter")
	r.typed("赵示例")
	r.press("f6")
	if p := r.draft().Case.Private.Applicant; p.Number != "E12345678" {
		t.Errorf("the passport is kept as %q", p.Number)
	}
}

// TestAnAmountIsKeptInFen: typed in yuan, full-width or not, said in capital
// characters at once, kept in fen, printed both ways.
func TestAnAmountIsKeptInFen(t *testing.T) {
	r := onDuty(t)
	r.serve(lowIncome)
	r.person(zhaoNumber, "赵示例", "")
	r.press("f6", "f6")
	r.shows("家庭月收入（元）")
	r.press("tab", "tab") // past address and members
	r.typed("３，０００．５")
	r.shows("叁仟元伍角整")
	r.look("intake-form-amount")
	r.typed("55")
	r.press("enter")
	r.shows("小数最多两位")
	if v := r.draft().Case.Private.Fields["income_fen"]; v == "300055" {
		t.Error("three places are cut to an amount that nobody said")
	}
	r.press("backspace", "enter")
	if v := r.draft().Case.Private.Fields["income_fen"]; v != "300055" {
		t.Errorf("kept %q, want fen", v)
	}
	r.press("f7", "f6") // left and come back to
	r.shows("3000.55", "叁仟元伍角伍分")
	r.press("up")
	for r.app.Top().Focused() {
		r.press("down")
	}
	r.press("down", "down", "down", "down", "down", "down", "1")
	list := must(r.db.Papers(t.Context(), desk.PaperFilter{Kind: desk.PaperForm}))(t)
	if len(list) != 1 {
		t.Fatalf("%d forms were printed\n%s", len(list), r.screen())
	}
	for _, f := range list[0].Content.Form.Fields {
		if f.Label == "家庭月收入（元）" && (f.Kind != desk.KindMoney || f.Value != "300055") {
			t.Errorf("the amount goes on paper as %+v", f)
		}
	}
}

// houses gives the first community buildings.
func houses(s *desk.Station) {
	s.Communities[0].Estates = []desk.Estate{{Name: "朝阳里", Buildings: []string{"1号楼", "2号楼"}}, {Name: "𬭎园"}}
	s.Communities[1].Estates = []desk.Estate{{Name: "新苑小区", Buildings: []string{"1号楼", "甲2号楼"}}}
}

// TestAnAddressIsPicked: a blank in an empty address opens the list, what is
// picked stands in the field with the cursor behind it, and the community of the
// case follows.
func TestAnAddressIsPicked(t *testing.T) {
	r := onDuty(t, houses)
	r.serve(mediation)
	r.press("space")
	r.shows("证件号码")
	if r.app.Dialogs() > 0 {
		t.Fatal("a blank in another field opens the list of places")
	}
	r.person(zhaoNumber, "赵示例", "")
	r.press("f7", "tab")
	r.look("intake-address-hint")
	r.press("space")
	r.look("intake-address-communities")
	r.typed("二")
	r.look("intake-address-found")
	r.press("1")
	r.shows("新苑小区")
	r.press("1")
	r.look("intake-address-buildings")
	r.press("2")
	r.shows("示例街道示例二社区新苑小区甲2号楼")
	r.rowShows("示例二社区") // the community of the case follows at once
	r.typed("3单元401")
	r.press("enter")
	c := r.draft().Case
	if got := c.Private.Applicant.Address; got != "示例街道示例二社区新苑小区甲2号楼3单元401" {
		t.Errorf("the address is %q", got)
	}
	if k, by := r.st.Placed(&c); k.Code != "110101001002" || by != desk.CommByAddress {
		t.Errorf("the case is of %s by %q", k.Name, by)
	}
	r.press("up", "space") // a blank where something stands is a blank
	if r.app.Dialogs() > 0 {
		t.Error("a blank in an address opens the list")
	}
	r.press("ctrl+u", "f12")
	r.typed("选住址")
	r.press("enter", "left", "esc")
	r.at(ui.ScreenIntake)
}

// TestAnAddressOnTheForm: the citizen's form takes one the same way.
func TestAnAddressOnTheForm(t *testing.T) {
	r := onDuty(t, houses)
	r.serve(oldAge)
	r.person(zhaoNumber, "赵示例", "")
	r.press("2", "1", "f6")
	r.shows("现住址")
	r.press("space", "1", "1", "1")
	r.shows("示例街道示例社区朝阳里1号楼")
	r.press("tab")
	if v := r.draft().Case.Private.Fields["live"]; v != "示例街道示例社区朝阳里1号楼" {
		t.Errorf("kept %q", v)
	}
}

// TestFieldsInATerminal types Chinese into the fields on a terminal: in each the
// one real cursor stands on the cell behind what is drawn, blanks of groups
// counted, so that an input method finds it.
func TestFieldsInATerminal(t *testing.T) {
	m := screentest.StartModel(t, newStation(t, houses).console(), 80, 24, tea.WithFPS(30))
	m.WaitFor("今天谁上岗")
	m.Keys("enter")
	m.WaitFor("本窗口")
	m.Keys("f2")
	m.WaitFor("回车取号")
	m.Keys("rmtj")
	m.WaitFor("人民调解申请")
	m.Keys("enter")
	m.WaitFor("已取号 A001")
	m.Keys("f5")
	m.WaitFor("已叫 A001")
	m.Keys("enter")
	m.WaitFor("在办 A001")
	m.Keys("enter")
	m.WaitFor("证件号码")
	ends := func(with string) {
		t.Helper()
		m.WaitFor(with)
		m.Idle()
		x, y, visible := m.Cursor()
		row := m.Row(y)
		if at := strings.Index(row, with); !visible || at < 0 || x != ansi.StringWidth(row[:at+len(with)]) {
			t.Errorf("the cursor is at %d,%d, visible %v, on the row %q; it should stand behind %q", x, y, visible, row, with)
		}
	}
	m.Type("1101011899") // part of a number only: a whole one is a card reader's
	ends("110101 1899")
	m.Keys("tab")
	m.Type("孙𬭎")
	ends("孙𬭎")
	m.Keys("tab")
	m.Type("１３８0000")
	ends("138 0000")
	m.Keys("tab", "space")
	m.WaitFor("就到这里")
	m.Type("二社")
	ends("二社")
	m.Keys("1")
	m.WaitFor("新苑小区")
	m.Keys("1")
	m.WaitFor("甲2号楼")
	m.Keys("2")
	ends("新苑小区甲2号楼")
	m.Type("三单元")
	ends("甲2号楼三单元")
	m.Keys("left")
	m.Type("东")
	ends("甲2号楼三单东")
}

// TestANumberOnTheForm: the number of somebody else is checked as the applicant's
// is, masked once it is left, and masked on paper.
func TestANumberOnTheForm(t *testing.T) {
	r := onDuty(t)
	r.serve("BJ-SQ-0078")
	r.person(zhaoNumber, "赵示例", "")
	r.press("1", "1", "1", "f6")
	r.shows("逝者身份证号")
	r.typed("钱样本")
	r.press("enter")
	r.typed(qianNumber[:17] + "１")
	r.shows("末位校验不对")
	r.press("enter")
	r.shows("逝者身份证号  110101 18851126 0021") // the focus stays
	r.press("backspace")
	r.typed(qianNumber[17:])
	r.shows("1885年11月26日生 · 女 · 140 岁")
	r.press("enter")
	r.shows("**************0029")
	if v := r.draft().Case.Private.Fields["dead_number"]; v != qianNumber {
		t.Errorf("kept %q", v)
	}
	r.says("打申请表")
	for _, p := range must(r.db.Papers(t.Context(), desk.PaperFilter{Kind: desk.PaperForm}))(t) {
		for _, f := range p.Content.Form.Fields {
			if f.Label == "逝者身份证号" && (f.Value == "" || strings.Contains(f.Value, qianNumber[4:14])) {
				t.Errorf("on paper it is %q", f.Value)
			}
		}
	}
}

// TestAReaderOnAKeyboardIsNoTyping: what a bar-code or card reader types goes whole
// into a field for a number, and never into one for an amount or words.
func TestAReaderOnAKeyboardIsNoTyping(t *testing.T) {
	r := onDuty(t)
	r.serve("BJ-SQ-0078")
	r.person(zhaoNumber, "赵示例", "")
	r.press("1", "1", "1", "f6")
	r.read(qianNumber) // the name of the deceased has the focus
	r.shows("没有填进去")
	r.hides(grouped(qianNumber))
	r.press("tab")
	r.read(qianNumber)
	if v := r.draft().Case.Private.Fields["dead_number"]; v != qianNumber {
		t.Errorf("the field took %q\n%s", v, r.screen())
	}
	money := onDuty(t)
	money.serve(lowIncome)
	money.person(zhaoNumber, "赵示例", "")
	money.press("f6", "f6", "tab", "tab")
	money.read(qianNumber)
	money.shows("没有填进去", "家庭月收入（元）")
	money.typed("3000")
	money.press("enter")
	if v := money.draft().Case.Private.Fields["income_fen"]; v != "300000" {
		t.Errorf("the amount is %q", v)
	}
}
