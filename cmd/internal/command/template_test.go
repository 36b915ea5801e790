package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk/notice"
)

// TestTemplates takes a paper's words from the program's to a version of the
// station's own and back, by commands alone.
func TestTemplates(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	list := read[wordingsView](t, f.ok("template", "list", "--json"))
	if len(list) != len(notice.WordKinds()) || list[0].Kind != "PH" || list[0].Own || list[0].Draft != "none" {
		t.Fatalf("%d papers, the first %+v", len(list), list[0])
	}
	f.fails(exitNotFound, "wording.kind", "template", "export", "收据")
	if got := f.ok("template", "export", "排队号票", "--stdout"); !strings.Contains(got, "{{.TicketNo}}") {
		t.Errorf("exported\n%s", got)
	}
	f.fails(exitNotFound, "wording.file", "template", "adopt", "PH")
	f.ok("template", "export", "ticket")
	f.fails(exitProblem, "wording.there", "template", "export", "ticket.md.tmpl")
	path := filepath.Join(f.dir, "templates", "ticket.md.tmpl")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(from, to string) {
		t.Helper()
		out := strings.ReplaceAll(string(source), from, to)
		if out == string(source) {
			t.Fatalf("no %q", from)
		}
		if err := os.WriteFile(path, []byte(out), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	edit("{{.TicketNo}}", "{{.Nummer}}")
	e := f.run("template", "check")
	if e.code != exitProblem || !strings.Contains(e.out, "第 5 行：没有“.Nummer”这个空") {
		t.Errorf("check: %+v", e)
	}
	f.fails(exitProblem, "wording.faulty", "template", "adopt", "PH")
	edit("请听到叫号后到窗口办理。", "请听叫号。")
	if got := f.ok("template", "check", path); !strings.Contains(got, "没有错") {
		t.Errorf("check says %s", got)
	}
	if got := f.ok("template", "preview", "PH", "--on", "80"); !strings.Contains(got, "请听叫号。") || !strings.Contains(got, "演示数据") {
		t.Errorf("preview\n%s", got)
	}
	if got := f.ok("template", "preview", "PH", "--on", "80", "--in-force"); strings.Contains(got, "请听叫号。") {
		t.Errorf("preview of what is in force\n%s", got)
	}
	f.fails(exitProblem, "right.words", "template", "adopt", "PH", "--staff", "u02")
	w := read[adoptedView](t, f.ok("template", "adopt", "PH", "--json"))
	if w.Version != 1 || !w.Own || w.Staff != "u01" {
		t.Errorf("adopted %+v", w)
	}
	f.fails(exitProblem, "wording.same", "template", "adopt", "PH")
	f.ok("ticket", "take")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := f.ok("template", "list"); !strings.Contains(got, "文件不见了，仍用第1版") {
		t.Errorf("list says\n%s", got)
	}
	if w := read[adoptedView](t, f.ok("template", "revert", "PH", "--json")); w.Version != 2 || w.Own {
		t.Errorf("reverted %+v", w)
	}
	f.ok("ticket", "take")
	papers := read[papersView](t, f.ok("paper", "list", "--kind", "PH", "--json"))
	if len(papers) != 2 {
		t.Fatalf("papers %+v", papers)
	}
	for i, own := range []bool{false, true} { // the latest first
		if got := f.ok("paper", "render", papers[i].No); strings.Contains(got, "请听叫号。") != own {
			t.Errorf("paper %s says\n%s", papers[i].No, got)
		}
	}
	f.ok("journal", "rebuild", "--check")
	f.wrote(0)
}
