package tui_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// codeForm is the look of a recovery code.
var codeForm = regexp.MustCompile(`[0-9A-Z]{4,5}(-[0-9A-Z]{4,5}){3,}`)

// TestARecoveryCodeIsPrintedOnce: the code that is shown goes to the printer after a
// question, and is forgotten when it has come out. Where nothing came out it is
// shown again; where nobody knows, it is not printed a second time.
func TestARecoveryCodeIsPrintedOnce(t *testing.T) {
	for _, tt := range []struct {
		name  string
		err   error
		says  string
		again bool // the code is shown again
		offer bool // and may be printed
	}{
		{"printed", nil, "恢复单已印出", false, false},
		{"jammed", &desk.Problem{Kind: desk.Unavailable, What: "recovery.print"}, "没有印出来", true, true},
		{"unknown", &desk.Problem{Kind: desk.Conflict, What: "recovery.unknown"}, "可能已经印出来了", true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := open(t, withPINs)
			var sheets []string
			r.sheet = func(_ context.Context, by desk.Staff, code string) error {
				sheets = append(sheets, by.ID+" "+code)
				return tt.err
			}
			r.app = r.console()
			r.run(r.app.Init())
			r.size(80, 24)
			r.choose("2", "58220")
			r.command("上岗")
			r.choose("1", "47110")
			code := codeForm.FindString(r.screen())
			if code == "" {
				t.Fatalf("no code is shown\n%s", r.screen())
			}
			r.press("2")
			r.shows("只打一张")
			r.press("esc")
			r.shows(code) // not printed after all
			if len(sheets) != 0 {
				t.Fatal("printed without a yes")
			}
			r.press("2", "1")
			r.settled()
			r.shows(tt.says)
			if len(sheets) != 1 || sheets[0] != "u01 "+code {
				t.Errorf("sheets %q", sheets)
			}
			if got := strings.Contains(r.screen(), code); got != tt.again {
				t.Errorf("the code is shown again: %v", got)
			}
			if got := strings.Contains(r.screen(), "打印恢复单"); got != tt.offer {
				t.Errorf("printing is offered again: %v", got)
			}
			if tt.again {
				r.press("1")
				r.settled()
			}
			r.at(ui.ScreenCounter)
			if jobs := must(r.db.PrintJobs().Jobs(t.Context(), 10))(t); len(jobs) != 0 {
				t.Errorf("%d jobs in the print queue", len(jobs))
			}
			for _, e := range must(r.db.Journal(t.Context(), 0, 100))(t) {
				if strings.Contains(string(e.Raw), code) {
					t.Errorf("line %d holds the code", e.N)
				}
			}
		})
	}
}
