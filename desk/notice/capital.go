package notice

import (
	"slices"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// Capital writes an amount in the capital characters of bills (大写), as
// 《正确填写票据和结算凭证的基本规定》 has them: one 零 for any run of noughts in the
// middle, 零 before 分 where there are no 角, and 整 behind 元 and 角.
func Capital(m desk.Money) string {
	yuan, jiao, fen := int64(m)/100, int64(m)/10%10, int64(m)%10
	var b strings.Builder
	if yuan > 0 || m == 0 {
		b.WriteString(capitalWhole(yuan))
		b.WriteString("元")
	}
	switch {
	case jiao > 0:
		b.WriteString(capitalDigits[jiao] + "角")
	case fen > 0 && yuan > 0:
		b.WriteString("零")
	}
	if fen > 0 {
		b.WriteString(capitalDigits[fen] + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

// withAmounts returns the form with every amount in yuan and in capital
// characters. What was not understood as an amount stays as it was said.
func withAmounts(f *desk.FilledForm) *desk.FilledForm {
	if f == nil || !slices.ContainsFunc(f.Fields, func(e desk.FilledField) bool { return e.Kind == desk.KindMoney }) {
		return f
	}
	out := *f
	out.Fields = slices.Clone(f.Fields)
	for i := range out.Fields {
		e := &out.Fields[i]
		if m, ok := desk.ParseMoney(e.Value); ok && e.Kind == desk.KindMoney {
			e.Value = m.String() + " 元（" + Capital(m) + "）"
		}
	}
	return &out
}

var (
	capitalDigits = [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	capitalPlaces = [...]string{"", "拾", "佰", "仟"}
	capitalGroups = [...]string{"", "万", "亿"}
)

// capitalWhole writes a number below a billion (10¹²).
func capitalWhole(n int64) string {
	if n == 0 {
		return capitalDigits[0]
	}
	s := strconv.FormatInt(n, 10)
	var b strings.Builder
	nought, group := false, false // a nought is due; the group of four has a digit
	for i := range len(s) {
		d, place := s[i]-'0', len(s)-1-i
		if d == 0 {
			nought = true
		} else {
			if nought {
				b.WriteString(capitalDigits[0])
			}
			nought, group = false, true
			b.WriteString(capitalDigits[d] + capitalPlaces[place%4])
		}
		if place%4 == 0 {
			if group {
				b.WriteString(capitalGroups[place/4])
			}
			group = false
		}
	}
	return b.String()
}
