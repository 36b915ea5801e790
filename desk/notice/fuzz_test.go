package notice

import (
	"testing"

	"xiaochuang/desk"
)

// FuzzCheck has a lead write anything into a template: it is judged, in bounded
// time, and what is found stands on a line of the text.
func FuzzCheck(f *testing.F) {
	f.Add("# {{.Title}}\n\n{{range .Materials}}- {{.Name}}\n{{end}}")
	f.Add("{{define \"x\"}}{{template \"x\"}}{{end}}{{template \"x\"}}")
	f.Add("{{range $i := 1000000000}}x{{end}}")
	f.Add("| a | b |\n|---|")
	f.Fuzz(func(t *testing.T, source string) {
		lines := 1
		for _, r := range source {
			if r == '\n' {
				lines++
			}
		}
		for _, found := range Check(desk.PaperNotice, source, nil) {
			if found.Line < 0 || found.Line > lines || found.Code == "" {
				t.Fatalf("%+v in a text of %d lines", found, lines)
			}
		}
	})
}
