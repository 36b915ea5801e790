package ui

import (
	"fmt"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// ReadDay reads a date as people type it: 20261122, 2026-11-22, 2026.11.22,
// 2026年11月22日, and without the year 11.22, 11-22 or 1122, which are of today's
// year. Full-width digits are taken for their twins. A day that the calendar has
// not is false, and so is anything else; the result is as desk.ParseDay takes it.
func ReadDay(s string, today desk.Day) (desk.Day, bool) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '/', '.', '-', '年', '月', '。', '—':
			return '-'
		case '日', ' ':
			return -1
		}
		return r
	}, Fold(s))
	parts := strings.Split(strings.Trim(s, "-"), "-")
	year := ""
	if len(today) == 10 {
		year = string(today[:4])
	}
	switch {
	case len(parts) == 1 && len(parts[0]) == 8:
		parts = []string{parts[0][:4], parts[0][4:6], parts[0][6:]}
	case len(parts) == 1 && len(parts[0]) == 4:
		parts = []string{year, parts[0][:2], parts[0][2:]}
	case len(parts) == 2:
		parts = append([]string{year}, parts...)
	}
	if len(parts) != 3 || len(parts[0]) != 4 {
		return "", false
	}
	var n [3]int
	for i, p := range parts {
		if len(p) == 0 || len(p) > 4 || strings.Trim(p, "0123456789") != "" {
			return "", false
		}
		n[i], _ = strconv.Atoi(p)
	}
	d, err := desk.ParseDay(fmt.Sprintf("%04d-%02d-%02d", n[0], n[1], n[2]))
	return d, err == nil
}

// settleDay writes a date out in full when the field is left.
func (d *Field) settleDay() {
	if d.value == "" {
		return
	}
	if day, ok := ReadDay(d.value, d.Today); ok {
		d.keep(string(day))
	}
}
