package notice

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
)

func TestCapital(t *testing.T) {
	for _, tt := range []struct{ name, yuan, want string }{
		{"nothing", "0", "零元整"},
		{"whole yuan end with 整", "3000", "叁仟元整"},
		{"one 零 for noughts in the middle", "1409.50", "壹仟肆佰零玖元伍角整"},
		{"a run of noughts is one", "6007.14", "陆仟零柒元壹角肆分"},
		{"零 stands before 分 without 角", "325.04", "叁佰贰拾伍元零肆分"},
		{"角 and 分 after a nought of yuan", "1680.32", "壹仟陆佰捌拾元叁角贰分"},
		{"only 分", "0.05", "伍分"},
		{"only 角", "0.30", "叁角整"},
		{"ten is 壹拾", "10", "壹拾元整"},
		{"a whole group of noughts", "100000001", "壹亿零壹元整"},
		{"noughts on both sides of 万", "1000500", "壹佰万零伍佰元整"},
		{"the largest", "9999999999.99", "玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, ok := desk.ReadMoney(tt.yuan)
			if got := Capital(m); !ok || got != tt.want {
				t.Errorf("%s is %s, want %s", tt.yuan, got, tt.want)
			}
		})
	}
}

// readCapital is the control: it reads the characters back by themselves.
func readCapital(s string) (fen int64) {
	var sum, group, digit int64
	places := map[string]int64{"拾": 10, "佰": 100, "仟": 1000}
	for _, r := range s {
		c := string(r)
		for d, w := range capitalDigits {
			if c == w {
				digit = int64(d)
			}
		}
		if p := places[c]; p > 0 {
			group += digit * p
			digit = 0
		}
		switch c {
		case "万":
			sum += (group + digit) * 10_000
			group, digit = 0, 0
		case "亿":
			sum += (group + digit) * 100_000_000
			group, digit = 0, 0
		case "元":
			fen += (sum + group + digit) * 100
			digit = 0
		case "角":
			fen += digit * 10
			digit = 0
		case "分":
			fen += digit
		}
	}
	return fen
}

// TestCapitalIsTheAmount: whatever the amount, the characters mean it, no two 零
// stand together, and none stands before 元.
func TestCapitalIsTheAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.OneOf(rapid.Int64Range(0, 999_999_999_999), rapid.Int64Range(0, 100_000)).Draw(t, "fen")
		if rapid.Bool().Draw(t, "round") {
			fen -= fen % 10_000
		}
		s := Capital(desk.Money(fen))
		if got := readCapital(s); got != fen {
			t.Fatalf("%d fen are %s, which means %d", fen, s, got)
		}
		if strings.Contains(s, "零零") || fen > 0 && strings.Contains(s, "零元") {
			t.Fatalf("%d fen are %s", fen, s)
		}
	})
}

// TestAmountsOnAForm: an amount stands in yuan and in capital characters; what is
// no amount, and what is no money, stays; the form itself is not changed.
func TestAmountsOnAForm(t *testing.T) {
	f := &desk.FilledForm{Fields: []desk.FilledField{
		{Label: "收入", Kind: desk.KindMoney, Value: "300050"},
		{Label: "费用", Kind: desk.KindMoney, Value: "三千左右"},
		{Label: "账号", Value: "300050"},
		{Label: "空", Kind: desk.KindMoney},
	}}
	got := withAmounts(f)
	for i, want := range []string{"3000.50 元（叁仟元伍角整）", "三千左右", "300050", ""} {
		if got.Fields[i].Value != want {
			t.Errorf("%s is %q, want %q", f.Fields[i].Label, got.Fields[i].Value, want)
		}
	}
	if f.Fields[0].Value != "300050" {
		t.Error("what is kept was changed")
	}
}
