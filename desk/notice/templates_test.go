package notice_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/desk/notice/noticetest"
)

func folder(files map[string]string) fstest.MapFS {
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return dir
}

func TestOverrideIsUsed(t *testing.T) {
	ts, refused := notice.Override(folder(map[string]string{
		"ticket.md.tmpl": "{{/* version 7 */ -}}\n# 请稍候\n##### {{.TicketNo}}\n",
		"README.txt":     "not a template",
	}))
	if len(refused) != 0 {
		t.Fatalf("refused %v", refused)
	}
	p := noticetest.Paper(t, "ticket")
	d, err := ts.Layout(p, notice.Roll80, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := text(d.Pages[0].Lines); !strings.Contains(got, "请稍候\nA012") {
		t.Errorf("ticket says\n%s", got)
	}
	if got := ts.Version(desk.PaperTicket); got != 7 {
		t.Errorf("version %d, want 7", got)
	}
	if got := ts.Version(desk.PaperNotice); got != desk.TemplateVersion {
		t.Errorf("version of the built-in notice %d, want %d", got, desk.TemplateVersion)
	}
}

func TestOverrideWithAMistakeIsRefused(t *testing.T) {
	builtin := func(name string) string {
		b, err := notice.Source(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, tt := range []struct {
		name, file, source string
		wantFile           string
		wantLine           int
	}{
		{"does not parse", "ticket.md.tmpl", "# 号\n\n{{if .TicketNo}}\n", "ticket.md.tmpl", 4},
		{"no such field", "ticket.md.tmpl", "# 号\n{{.Ticket}}\n", "ticket.md.tmpl", 2},
		{"no such function", "ticket.md.tmpl", "# 号\n\n{{shout .TicketNo}}\n", "ticket.md.tmpl", 3},
		{"fails only with an empty field", "referral.md.tmpl", "# 单\n{{.Certificate.Name}}\n", "referral.md.tmpl", 2},
		{"no title", "ticket.md.tmpl", "{{.TicketNo}}\n", "ticket.md.tmpl", 0},
		{"a receipt called acceptance", "receipt.md.tmpl", "# 受理通知书\n", "receipt.md.tmpl", 0},
		{"endless", "ticket.md.tmpl", "# 号\n{{define \"a\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}", "ticket.md.tmpl", 2},
		{"too much", "ticket.md.tmpl", "# 号\n" + strings.Repeat("{{range .Materials}}{{range $.Materials}}{{range $.Materials}}{{range $.Materials}}"+strings.Repeat("长", 300)+"{{end}}{{end}}{{end}}{{end}}", 2), "ticket.md.tmpl", 0},
		{"a file too long", "ticket.md.tmpl", "# 号\n" + strings.Repeat("长", 30000), "ticket.md.tmpl", 0},
		{"an unknown name", "tickets.md.tmpl", "# 号\n", "tickets.md.tmpl", 0},
		{"parts without a head", "parts.md.tmpl", strings.ReplaceAll(builtin("parts.md.tmpl"), `{{define "head"}}`, `{{define "hat"}}`), "parts.md.tmpl", 0},
		{"a mistake in a part", "parts.md.tmpl", strings.ReplaceAll(builtin("parts.md.tmpl"), "{{.Pages}}", "{{.Sheets}}"), "parts.md.tmpl", lineOf(t, builtin("parts.md.tmpl"), "{{.Pages}}")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ts, refused := notice.Override(folder(map[string]string{tt.file: tt.source}))
			if len(refused) != 1 {
				t.Fatalf("refused %v, want one", refused)
			}
			r := refused[0]
			if r.File != tt.wantFile || tt.wantLine != 0 && r.Line != tt.wantLine || r.Err == nil {
				t.Errorf("refused %s line %d (%v), want %s line %d", r.File, r.Line, r.Err, tt.wantFile, tt.wantLine)
			}
			for _, s := range noticetest.Papers(t) {
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
		})
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

// A lead may word the stamp, not leave it out.
func TestStampCannotBeLeftOut(t *testing.T) {
	src, err := notice.Source("parts.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	from, to, _ := strings.Cut(string(src), `{{define "stamp"}}`)
	_, to, _ = strings.Cut(to, "\n")
	ts, refused := notice.Override(folder(map[string]string{"parts.md.tmpl": from + "{{define \"stamp\"}}{{end}}\n" + to}))
	if len(refused) != 0 {
		t.Fatal(refused)
	}
	d, err := ts.Layout(noticetest.Paper(t, "notice"), notice.A4, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text(d.Pages[0].Lines), "演示数据") {
		t.Error("演示数据 is gone")
	}
}

func TestEveryKindHasATemplate(t *testing.T) {
	for _, k := range notice.Kinds() {
		if got := notice.Builtin().Version(k); got != desk.TemplateVersion {
			t.Errorf("%s has template version %d, papers are made with %d", k, got, desk.TemplateVersion)
		}
	}
	if got := len(notice.Files()); got != len(notice.Kinds())+1 {
		t.Errorf("%d files", got)
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
