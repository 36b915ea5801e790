package text_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk/notice"
	"xiaochuang/desk/notice/noticetest"
	"xiaochuang/peripherals/printer/text"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestPreview(t *testing.T) {
	for _, name := range []string{"notice-a4", "ticket-80", "supplement-80-large"} {
		t.Run(name, func(t *testing.T) {
			paper, medium, _ := strings.Cut(name, "-")
			m, err := notice.ParseMedium(medium)
			if err != nil {
				t.Fatal(err)
			}
			got := string(text.Render(noticetest.Doc(t, paper, m)))
			path := "testdata/" + name + ".txt"
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v (run with -update and read the new file)", err)
			}
			if got != string(want) {
				t.Errorf("%s is now\n%s", path, got)
			}
		})
	}
}

// Every run of every paper stands at its cell, and nothing else is there.
func TestRowsSayWhatTheLinesSay(t *testing.T) {
	for _, s := range noticetest.Papers(t) {
		for _, m := range notice.Media() {
			d := noticetest.Doc(t, s.Name, m)
			plain, styled := text.Plain(d), text.Styled(d)
			if len(plain) != len(styled) {
				t.Fatalf("%s on %s: %d plain rows, %d styled", s.Name, m, len(plain), len(styled))
			}
			for i, row := range plain {
				if w := ansi.StringWidth(row); w > d.Width() {
					t.Errorf("%s on %s row %d is %d cells wide: %q", s.Name, m, i, w, row)
				}
				if got := ansi.Strip(styled[i]); strings.TrimRight(got, " ") != row {
					t.Errorf("%s on %s row %d is %q styled, %q plain", s.Name, m, i, got, row)
				}
				rest := strings.NewReplacer("\x1b[1m", "", "\x1b[22m", "").Replace(styled[i])
				if strings.ContainsFunc(rest, func(r rune) bool { return r < ' ' || r == 0x7F }) {
					t.Errorf("%s on %s row %d holds a control character: %q", s.Name, m, i, styled[i])
				}
			}
			all := squeeze(strings.Join(plain, ""))
			for _, p := range d.Pages {
				for _, l := range p.All() {
					for _, r := range l.Runs {
						if !strings.Contains(all, squeeze(r.Text)) {
							t.Errorf("%s on %s: %q is not shown", s.Name, m, r.Text)
						}
					}
				}
			}
		}
	}
}

func TestRunsStandAtTheirCells(t *testing.T) {
	d := notice.Doc{Medium: notice.Roll58, Pages: []notice.Page{{Lines: []notice.Line{
		{Height: notice.Row, Runs: []notice.Run{
			{At: 2, Cells: 3, Scale: 1, Box: notice.EmptyBox},
			{At: 5, Cells: 3, Scale: 1, Box: notice.TickedBox},
			{At: 10, Cells: 8, Scale: 1, Text: "“甲”…", Bold: true},
			{At: 20, Cells: 4, Scale: 1, Blank: true},
		}},
		{Height: 2 * notice.Row, Centre: true, Runs: []notice.Run{{At: 8, Cells: 16, Scale: 2, Text: "号票甲乙"}}},
	}}}}
	want := []string{
		"  [ ][√]   “甲” …   ____",
		"            号票甲乙",
	}
	if got := text.Plain(d); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("rows are\n%q, want\n%q", got, want)
	}
	if got := text.Styled(d)[0]; got != "  [ ][√]  \x1b[1m “甲” … \x1b[22m  ____" {
		t.Errorf("styled row is %q", got)
	}
}

func squeeze(s string) string { return strings.NewReplacer(" ", "", "\u3000", "").Replace(s) }

func BenchmarkPreview(b *testing.B) {
	d := noticetest.Doc(b, "notice", notice.A4)
	for b.Loop() {
		text.Styled(d)
	}
}
