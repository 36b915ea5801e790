package notice_test

import (
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/desk/notice/noticetest"
)

// TestBuiltinTemplatesPass holds that the program's own words have nothing wrong
// with them, whatever Check has come to ask for.
func TestBuiltinTemplatesPass(t *testing.T) {
	for _, k := range append(notice.Kinds(), desk.PaperParts) {
		if found := notice.Check(k, notice.Source(k), nil); len(found) != 0 {
			t.Errorf("%s: %+v", k, found)
		}
	}
}

// lineOf returns the number of the line that holds s.
func lineOf(t *testing.T, source, s string) int {
	t.Helper()
	before, _, ok := strings.Cut(source, s)
	if !ok {
		t.Fatalf("no %q in the source", s)
	}
	return strings.Count(before, "\n") + 1
}

func TestCheckFinds(t *testing.T) {
	supplement, parts := notice.Source(desk.PaperSupplement), notice.Source(desk.PaperParts)
	edited := func(from, to string) string {
		if !strings.Contains(supplement, from) {
			t.Fatalf("no %q in the template", from)
		}
		return strings.ReplaceAll(supplement, from, to)
	}
	ticket := "# 号\n##### {{.TicketNo}}\n{{.No}} {{.Item}} {{when \"2006-01-02\" .At}}\n"
	for _, tt := range []struct {
		name   string
		kind   desk.PaperKind
		source string
		want   notice.Finding
	}{
		{"nothing", desk.PaperTicket, "\n \n", notice.Finding{Code: notice.FindEmpty}},
		{"a file too long", desk.PaperTicket, "# 号\n" + strings.Repeat("长", 30000), notice.Finding{Code: notice.FindLong}},
		{"not UTF-8", desk.PaperTicket, "# 号\n\xba\xc5\n", notice.Finding{Line: 2, Code: notice.FindEncoding}},
		{"a control character", desk.PaperTicket, "# 号\n\n叫\x1b[31m号\n", notice.Finding{Line: 3, Code: notice.FindControl, What: "U+1B"}},
		{"a direction mark", desk.PaperTicket, "# 号\u202e\n", notice.Finding{Line: 1, Code: notice.FindControl, What: "U+202E"}},
		{"does not parse", desk.PaperTicket, "# 号\n\n{{if .TicketNo}}\n", notice.Finding{Line: 4, Code: notice.FindSyntax}},
		{"no such function", desk.PaperTicket, "# 号\n\n{{shout .TicketNo}}\n", notice.Finding{Line: 3, Code: notice.FindFunction, What: "shout"}},
		{"no such placeholder", desk.PaperTicket, "# 号\n{{.Ticket}}\n", notice.Finding{Line: 2, Code: notice.FindField, What: "Ticket"}},
		{"in a branch that no paper takes", desk.PaperTicket, ticket + "{{if eq .No \"never\"}}\n{{.Nonsense}}{{end}}\n", notice.Finding{Line: 5, Code: notice.FindField, What: "Nonsense"}},
		{"a placeholder of something else", desk.PaperTicket, ticket + "{{.Originals}}\n", notice.Finding{Line: 4, Code: notice.FindField, What: "Originals"}},
		{"fails only with an empty field", desk.PaperReferral, "# 单\n{{.Certificate.Name}}\n", notice.Finding{Line: 2, Code: notice.FindFails}},
		{"no such part", desk.PaperTicket, "# 号\n{{template \"hat\" .}}\n", notice.Finding{Line: 2, Code: notice.FindPart, What: "hat"}},
		{"a part that calls itself", desk.PaperTicket, "# 号\n{{define \"a\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}", notice.Finding{Code: notice.FindCircle}},
		{"parts that never end", desk.PaperTicket, "# 号\n" + doubling(40), notice.Finding{Code: notice.FindCircle}},
		{"too much on the paper", desk.PaperTicket, "# 号\n" + strings.Repeat("{{range .Materials}}{{range $.Materials}}{{range $.Materials}}{{range $.Materials}}"+strings.Repeat("长", 300)+"{{end}}{{end}}{{end}}{{end}}", 2), notice.Finding{Code: notice.FindLong}},
		{"no title", desk.PaperTicket, "{{.TicketNo}}\n", notice.Finding{Code: notice.FindTitle}},
		{"a receipt called acceptance", desk.PaperReceipt, "# 受理通知书\n", notice.Finding{Code: notice.FindTitle}},
		{"no number", desk.PaperTicket, strings.ReplaceAll(ticket, "{{.No}}", ""), notice.Finding{Code: notice.FindMissing, What: "number", Medium: notice.Roll80}},
		{"no date", desk.PaperTicket, strings.ReplaceAll(ticket, ".At", "\"\""), notice.Finding{Line: 3, Code: notice.FindFails}},
		{"no date at all", desk.PaperTicket, strings.ReplaceAll(ticket, "{{when \"2006-01-02\" .At}}", ""), notice.Finding{Code: notice.FindMissing, What: "date", Medium: notice.A4}},
		{"what lacks is not told", desk.PaperSupplement, edited("{{range $i, $m := .Lacking}}\n{{inc $i}}. {{box}}{{b .Name}}（{{template \"lack\" .}}）\n   {{with .Remedy}}{{.}}{{else}}请提供该材料{{end}}\n{{- end}}", ""), notice.Finding{Code: notice.FindMissing, What: "lacking", Medium: notice.A4Large}},
		{"no term", desk.PaperSupplement, edited("(day \"2006年1月2日\" .SupplyUntil)", "\"近日\""), notice.Finding{Code: notice.FindMissing, What: "until", Medium: notice.A4}},
		{"parts without a head", desk.PaperParts, strings.ReplaceAll(parts, `{{define "head"}}`, `{{define "hat"}}`), notice.Finding{Code: notice.FindPart, What: "head"}},
		{"a mistake in a part", desk.PaperParts, strings.ReplaceAll(parts, "{{.Pages}}", "{{.Sheets}}"), notice.Finding{Line: lineOf(t, parts, "{{.Pages}}"), Code: notice.FindField, What: "Sheets"}},
		{"nobody to complain to", desk.PaperParts, strings.ReplaceAll(parts, `{{template "watch" .}}`, "12345"), notice.Finding{Code: notice.FindMissing, What: "watch", Medium: notice.A4}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := notice.Check(tt.kind, tt.source, nil)
			if len(found) == 0 {
				t.Fatal("nothing is found")
			}
			f := found[0]
			for _, x := range found {
				if x.What == tt.want.What && x.Code == tt.want.Code {
					f = x
				}
			}
			ok := f.Code == tt.want.Code && f.Line == tt.want.Line && f.Medium == tt.want.Medium
			if !ok || tt.want.What != "" && f.What != tt.want.What || f.File == "" {
				t.Errorf("found %+v", found)
			}
		})
	}
}

// doubling makes parts each of which calls the next one twice.
func doubling(n int) string {
	var b strings.Builder
	name := func(i int) string { return "p" + strings.Repeat("i", i) }
	for i := range n {
		b.WriteString("{{define \"" + name(i) + "\"}}{{template \"" + name(i+1) + "\" .}}{{template \"" + name(i+1) + "\" .}}{{end}}")
	}
	return b.String() + "{{define \"" + name(n) + "\"}}{{end}}{{template \"" + name(0) + "\" .}}"
}

// TestSeveralMistakesAreToldAtOnce: a lead mends a file in one go.
func TestSeveralMistakesAreToldAtOnce(t *testing.T) {
	found := notice.Check(desk.PaperTicket, "# 号\n{{.Ticket}}\n{{.Nummer}}\n{{template \"hat\" .}}\n", nil)
	if len(found) != 3 || found[0].Line != 2 || found[1].Line != 3 || found[2].Line != 4 {
		t.Errorf("found %+v", found)
	}
}

// TestWordedIsUsed prints a paper with a lead's words, and every other kind with
// the program's.
func TestWordedIsUsed(t *testing.T) {
	own := "{{/* version 7 */ -}}\n# 请稍候\n##### {{.TicketNo}}\n"
	ts, err := notice.Worded(desk.PaperTicket, own, "")
	if err != nil {
		t.Fatal(err)
	}
	d, err := ts.Layout(noticetest.Paper(t, "ticket"), notice.Roll80, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := text(d.Pages[0].Lines); !strings.Contains(got, "请稍候\nA012") {
		t.Errorf("ticket says\n%s", got)
	}
	if got := ts.Version(desk.PaperTicket); got != 7 {
		t.Errorf("version %d, want 7", got)
	}
	for _, s := range noticetest.Papers(t) {
		if s.Paper.Kind == desk.PaperTicket {
			continue
		}
		want, err := notice.Layout(s.Paper, notice.Roll80)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ts.Layout(s.Paper, notice.Roll80, 1)
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		if show(got) != show(want) {
			t.Errorf("%s is not as the built-in template has it", s.Name)
		}
	}
}

// TestAFailingWordingPrintsTheBuiltInWords: nobody waits for a paper because of a
// template that has gone wrong with a newer program.
func TestAFailingWordingPrintsTheBuiltInWords(t *testing.T) {
	ts, err := notice.Worded(desk.PaperTicket, "# 号\n{{.Gone}}\n", "")
	if err != nil {
		t.Fatal(err)
	}
	p := noticetest.Paper(t, "ticket")
	want, err := notice.Layout(p, notice.Roll80)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ts.Layout(p, notice.Roll80, 1)
	if err != nil || show(got) != show(want) {
		t.Errorf("%v\n%s", err, show(got))
	}
}

// A lead may word the stamp, not leave it out.
func TestStampCannotBeLeftOut(t *testing.T) {
	from, to, _ := strings.Cut(notice.Source(desk.PaperParts), `{{define "stamp"}}`)
	_, to, _ = strings.Cut(to, "\n")
	ts, err := notice.Worded(desk.PaperNotice, "", from+"{{define \"stamp\"}}{{end}}\n"+to)
	if err != nil {
		t.Fatal(err)
	}
	d, err := ts.Layout(noticetest.Paper(t, "notice"), notice.A4, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text(d.Pages[0].Lines), "演示数据") {
		t.Error("演示数据 is gone")
	}
}

// TestNormal takes what an editor of another system leaves in a file.
func TestNormal(t *testing.T) {
	if got := notice.Normal("\uFEFF# 号\r\n{{.No}}\r\n"); got != "# 号\n{{.No}}\n" {
		t.Errorf("%q", got)
	}
}

func TestEveryKindHasATemplate(t *testing.T) {
	for _, k := range notice.Kinds() {
		if got := notice.Builtin().Version(k); got != desk.TemplateVersion {
			t.Errorf("%s has template version %d, papers are made with %d", k, got, desk.TemplateVersion)
		}
		if notice.KindOf(notice.FileOf(k)) != k || notice.SpecimenOf(k).Kind != k {
			t.Errorf("%s has no file or no specimen", k)
		}
	}
	if notice.KindOf("tickets.md.tmpl") != "" || notice.KindOf("") != "" {
		t.Error("a file of no paper has a kind")
	}
}

func BenchmarkLayout(b *testing.B) {
	p := noticetest.Paper(b, "notice")
	for b.Loop() {
		if _, err := notice.Layout(p, notice.A4); err != nil {
			b.Fatal(err)
		}
	}
}
