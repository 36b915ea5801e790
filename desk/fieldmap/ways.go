package fieldmap

import (
	"strings"
	"time"

	"xiaochuang/desk"
)

// ways are the transforms by name. What a transform cannot read it leaves alone.
var ways = map[string]func(string) string{
	"date:-":    date("2006-01-02"),
	"date:/":    date("2006/01/02"),
	"date:.":    date("2006.01.02"),
	"date:8":    date("20060102"),
	"date:6":    date("200601"),
	"sex:1":     func(s string) string { return s },               // code of GB/T 2261.1
	"sex:male":  func(s string) string { return words(s, sexes) }, // in words
	"region:6":  first(6),                                         // county
	"region:9":  first(9),                                         // street
	"region:12": first(12),                                        // community
	"phone":     func(s string) string { return digits(unland(s)) },
	"digits":    digits,
	"yuan":      yuan, // an amount in fen, as forms keep it
	"upper":     strings.ToUpper,
	"lower":     strings.ToLower,
	"tail:4":    func(s string) string { return s[max(0, len(s)-4):] },
}

func date(layout string) func(string) string {
	return func(s string) string {
		t, err := time.Parse("2006-01-02", s)
		if err != nil {
			return s
		}
		return t.Format(layout)
	}
}

// sexes are the words of GB/T 2261.1.
var sexes = map[string]string{"1": "男", "2": "女", "0": "未知", "9": "未说明"}

func words(s string, of map[string]string) string {
	if w, ok := of[s]; ok {
		return w
	}
	return s
}

func first(n int) func(string) string {
	return func(s string) string { return s[:min(n, len(s))] }
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func yuan(s string) string {
	if m, ok := desk.ParseMoney(s); ok {
		return m.String()
	}
	return s
}

// unland takes the number of this country off a phone.
func unland(s string) string {
	s = strings.TrimSpace(s)
	for _, p := range []string{"+86", "0086"} {
		s = strings.TrimPrefix(s, p)
	}
	return s
}

// citizen is a number of 18 places that holds birth and sex.
func citizen(p desk.Person) bool {
	return len(p.Number) == 18 && len(digits(p.Number[:17])) == 17
}

func sexOf(p desk.Person) string {
	if p.Sex != "" || !citizen(p) {
		return p.Sex
	}
	if (p.Number[16]-'0')%2 == 1 {
		return "1"
	}
	return "2"
}

func birthOf(p desk.Person) string {
	if p.Birth != "" || !citizen(p) {
		return string(p.Birth)
	}
	n := p.Number
	return n[6:10] + "-" + n[10:12] + "-" + n[12:14]
}

func dayOf(s Source) string {
	if s.Case.Received == nil {
		return ""
	}
	return string(desk.DayOf(*s.Case.Received, s.Station.DayBegins))
}
