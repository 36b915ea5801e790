package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk"
)

// TestBackEntry prints slips, and enters by commands what was done with them.
func TestBackEntry(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	if got := f.ok("paper-numbers", "list"); !strings.Contains(got, "还没有印过纸号") {
		t.Errorf("list says %s", got)
	}
	f.fails(exitNotFound, "slips.block", "back-entry", "900", "--result", "left", "--at", "2026-01-01T09:00")
	b := read[slipsView](t, f.ok("paper-numbers", "print", "--json"))
	if b.Block != 1 || b.From != 900 || b.To != 999 || b.Forms != 10 {
		t.Errorf("printed %+v", b)
	}
	f.fails(exitProblem, "slips.left", "paper-numbers", "print")
	if again := read[slipsView](t, f.ok("paper-numbers", "print", "--again", "--forms", "0", "--json")); again.Block != 2 {
		t.Errorf("printed again %+v", again)
	}
	if got := f.ok("paper", "render", b.Paper); !strings.Contains(got, "纸1-900") || !strings.Contains(got, "来访登记表") {
		t.Errorf("the sheet says\n%s", got)
	}
	d := f.open()
	now := d.Clock.Now().In(desk.Beijing).Format("2006-01-02T15:04")
	item := first(t, d, desk.ModeAccept)
	it, _ := d.Catalogue.Item(item)
	f.close(d)
	v := read[backView](t, f.ok("back-entry", "1-901", "--at", now, "--result", "answered", "--words", "问老年证", "--json"))
	if v.Slip != "纸1-901" || v.Case != "" || v.Result != "answered" {
		t.Errorf("entered %+v", v)
	}
	f.fails(exitProblem, "slips.used", "back-entry", "1-901", "--at", now, "--result", "left")
	f.fails(exitNotFound, "slips.number", "back-entry", "20", "--at", now, "--result", "left")
	f.fails(exitProblem, "slips.number", "back-entry", "abc", "--at", now, "--result", "left")
	f.fails(exitProblem, "back.future", "back-entry", "902", "--at", "2999-01-01T09:00", "--result", "left")
	f.fails(exitProblem, "back.time", "back-entry", "902", "--at", "yesterday", "--result", "left")
	f.ok("back-entry", "1-904", "--result", "spoiled", "--words", "撕坏")

	file := filepath.Join(t.TempDir(), "case.json")
	write := func(s string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"applicant":{"name":"赵示例"},"end":"sell"}`)
	f.fails(exitProblem, "back.case", "back-entry", "1-903", "--at", now, "--item", item, "--case", file)
	var rows []string
	for _, m := range it.Materials {
		rows = append(rows, `"`+m.Key+`":{"state":"complete"}`)
	}
	write(`{"applicant":{"name":"赵示例","number":"` + checked(applicantNumber) + `","phone":"13800000000"},"materials":{` + strings.Join(rows, ",") + `},"end":"accept"}`)
	v = read[backView](t, f.ok("back-entry", "1-903", "--at", now, "--item", item, "--case", file, "--json"))
	if v.Case == "" || len(v.Papers) == 0 {
		t.Fatalf("entered %+v", v)
	}
	if got := f.ok("case", "show", v.Case); !strings.Contains(got, "补录：按纸单 纸1-903") {
		t.Errorf("the case says\n%s", got)
	}
	if got := f.ok("paper", "render", v.Papers[0]); !strings.Contains(got, "补录：停电期间按纸单 纸1-903 办理") {
		t.Errorf("the paper says\n%s", got)
	}
	counts := read[slipCountsView](t, f.ok("paper-numbers", "list", "--json"))
	if len(counts) != 2 || counts[1].Used != 3 || len(counts[1].Gaps) != 2 {
		t.Errorf("counts %+v", counts)
	}
	f.ok("journal", "rebuild", "--check")
	f.wrote(0)
}
