package notice

import (
	"strings"
	"text/template"
	"time"

	"xiaochuang/desk"
)

// Marks that template functions put into the text. They are private use
// characters, which Clean takes out of all data, so that no citizen's name can
// hold one.
const (
	boldOn    = '\uE000'
	boldOff   = '\uE001'
	emptyBox  = '\uE002'
	tickedBox = '\uE003'
	blankCell = '\uE004'
)

// maxBlank is the longest line to be filled in by hand, in cells.
const maxBlank = 88

// functions are what a template may call besides the built-in ones.
func functions() template.FuncMap {
	return template.FuncMap{
		"b":     func(s string) string { return string(boldOn) + s + string(boldOff) },
		"box":   func() string { return string(emptyBox) },
		"tick":  func(on bool) string { return map[bool]string{true: string(tickedBox), false: string(emptyBox)}[on] },
		"blank": func(n int) string { return strings.Repeat(string(blankCell), min(max(n, 0), maxBlank)) },
		"inc":   func(n int) int { return n + 1 },
		"day":   formatDay,
		"when":  func(layout string, t time.Time) string { return t.Format(layout) },
		"join":  func(sep string, s []string) string { return strings.Join(s, sep) },
		"list":  func(s ...string) []string { return s },
		"words": splitHash,
		"swap":  func(from, to, s string) string { return strings.ReplaceAll(s, from, to) },
	}
}

// formatDay writes a day by a layout of package time; what is no day stays.
func formatDay(layout string, d desk.Day) string {
	t := d.Start()
	if t.IsZero() {
		return string(d)
	}
	return t.Format(layout)
}

// splitHash cuts a digest into groups of eight, so that two people can compare
// it aloud.
func splitHash(s string) string {
	s = unescape(s)
	kind, hex, ok := strings.Cut(s, ":")
	if !ok {
		kind, hex = "", s
	}
	var groups []string
	for len(hex) > 8 {
		groups, hex = append(groups, hex[:8]), hex[8:]
	}
	out := strings.Join(append(groups, hex), " ")
	if kind != "" {
		out = kind + " " + out
	}
	return escape(out)
}
