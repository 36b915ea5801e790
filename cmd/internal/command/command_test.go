package command

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/screentest"
)

func TestTicketsFromTakingToCalling(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.golden("ticket-take.json", f.steady(f.ok("ticket", "take", "--json")))
	if got := f.ok("ticket", "take", "--lane", "Z", "--staff", "u02"); !strings.HasPrefix(got, "已取号 Z001，前面等候 1 人。") {
		t.Errorf("ticket take says %q", got)
	}
	f.ok("ticket", "take", "--item", "BJ-SQ-0056", "--json")
	f.golden("ticket-call.json", f.steady(f.ok("ticket", "call", "--window", "1", "--json")))
	f.fails(exitBlocked, "visit.open", "ticket", "call", "--window", "1")
	if got := f.ok("ticket", "call", "--window", "2", "--staff", "u02"); !strings.HasPrefix(got, "请 Z001 到 2号窗口") {
		t.Errorf("ticket call says %q", got)
	}
	f.golden("ticket-list.json", f.steady(f.ok("ticket", "list", "--json")))
	lines := strings.Split(f.ok("ticket", "list"), "\n")
	if !strings.HasPrefix(lines[0], "取号 3，等候 1") || !strings.Contains(lines[4], "A002") || !strings.Contains(lines[4], "养老助残卡") {
		t.Errorf("ticket list says %q", lines)
	}
	if got := f.ok("ticket", "list", "--day", "2020-01-01", "--json"); got != "[]\n" {
		t.Errorf("a day without numbers lists %q", got)
	}
}

func TestGuide(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.golden("guide-search.json", f.steady(f.ok("guide", "search", "养老助残卡", "--limit", "1", "--json")))
	for _, typed := range []string{"yanglaozhucanka", "ylzck", "老年证", "BJ-SQ-0056"} {
		if got := f.ok("guide", "search", typed, "--limit", "2"); !strings.Contains(got, "BJ-SQ-0056") {
			t.Errorf("guide search %s does not find it: %s", typed, got)
		}
	}
	e := f.fails(exitNotFound, "guide.search", "guide", "search", "qqqqqqqqqqqq", "--json")
	if v := read[searchView](t, e.out); len(v.Hits) != 0 {
		t.Errorf("found %v", v.Hits)
	}
	f.golden("guide-show.json", f.steady(f.ok("guide", "show", "BJ-SQ-0056", "--json")))
	if card := f.ok("guide", "show", "BJ-SQ-0056"); !strings.Contains(card, "统一答复口径") || !strings.Contains(card, "待核") {
		t.Errorf("the card is %s", card)
	}
	d := f.open()
	cert := d.Catalogue.Certificates()[0]
	f.close(d)
	if card := f.ok("guide", "show", cert.Key); !strings.Contains(card, cert.Name) || !strings.Contains(card, "民发〔2020〕20号") {
		t.Errorf("the card of a certificate is %s", card)
	}
	f.fails(exitNotFound, "item", "guide", "show", "XX-0")
}

func TestCasesPapersInquiries(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, collected := f.casework()
	f.golden("case-list.json", f.steady(f.ok("case", "list", "--json")))
	f.golden("case-show.json", f.steady(f.ok("case", "show", accepted.No, "--json")))
	f.golden("paper-list.json", f.steady(f.ok("paper", "list", "--case", collected.No, "--json")))
	f.golden("inquiry-list.json", f.steady(f.ok("inquiry", "list", "--open", "--json")))
	f.golden("sync-none.txt", f.steady(f.fails(exitConfig, "sync.none", "sync").err))

	shown := f.ok("case", "show", desk.Tail(accepted.No))
	for _, want := range []string{accepted.No, accepted.Title, "已受理", "张*英", "受理通知书", "经过"} {
		if !strings.Contains(shown, want) {
			t.Errorf("case show does not say %s:\n%s", want, shown)
		}
	}
	if got := read[casesView](t, f.ok("case", "list", "--state", "accepted", "--json")); len(got) != 1 || got[0].No != accepted.No {
		t.Errorf("accepted cases are %v", got)
	}
	papers := read[papersView](t, f.ok("paper", "list", "--kind", "pz", "--json"))
	if len(papers) != 1 || papers[0].Print == nil || papers[0].Print.State != "queued" {
		t.Fatalf("papers of kind PZ are %v", papers)
	}
	if got := read[caseShowView](t, f.ok("case", "show", papers[0].No, "--json")); got.No != collected.No {
		t.Errorf("the slip leads to %s", got.No)
	}
	again := read[madeView](t, f.ok("paper", "reprint", papers[0].No, "--large", "--json")).Paper
	if again.No != papers[0].No || again.Print == nil || again.Print.Attempt != 2 {
		t.Errorf("printed again: %+v", again)
	}
	f.fails(exitProblem, "paper.why", "paper", "void", papers[0].No)
	made := read[madeView](t, f.ok("paper", "void", papers[0].No, "--why", "material", "--json")).Paper
	if made.No == papers[0].No || made.Kind != "PZ" {
		t.Errorf("in its place: %+v", made)
	}
	if got := f.ok("case", "late"); !strings.Contains(got, "没有二次告知") {
		t.Errorf("case late says %s", got)
	}
	if got := read[postersView](t, f.ok("poster", "list", "--json")); len(got) != 9 {
		t.Errorf("%d posters", len(got))
	}
	card := read[madeView](t, f.ok("poster", "print", "亮明身份牌", "--who", "u02", "--json")).Paper
	if got := f.ok("paper", "render", card.No); !strings.Contains(got, "李示例") {
		t.Errorf("the card says\n%s", got)
	}
	f.fails(exitNotFound, "case", "case", "show", "99Z9999")
	f.fails(exitNotFound, "case", "case", "show", checked(applicantNumber)[14:]) // persons are not looked up here
	f.fails(exitProblem, "case.state.name", "case", "list", "--state", "draft")
	f.fails(exitProblem, "paper.kind", "paper", "list", "--kind", "XX")
	f.fails(exitProblem, "day", "paper", "list", "--day", "23.11.2026")
}

// TestNoPersonIsNamed runs every command that reads on data with people in it.
func TestNoPersonIsNamed(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, collected := f.casework()
	secrets := []string{
		"张秀英", "李建国", checked(applicantNumber)[6:14], checked(agentNumber)[6:14], checked(applicantNumber)[:6] + "1",
		applicantPhone[:7], "问补贴",
	}
	n := 0
	for _, args := range [][]string{
		{"case", "list"},
		{"case", "show", accepted.No},
		{"case", "show", collected.No},
		{"paper", "list"},
		{"inquiry", "list"},
		{"ticket", "list"},
		{"journal", "verify"},
		{"journal", "rebuild", "--check"},
		{"doctor"},
	} {
		for _, more := range [][]string{nil, {"--json"}} {
			e := f.run(append(slices.Clone(args), more...)...)
			for _, s := range secrets {
				if strings.Contains(e.out+e.err, s) {
					t.Errorf("%v %v names a person", args, more)
				}
			}
			n += len(e.out)
		}
	}
	if n < 2000 {
		t.Errorf("only %d bytes were looked at", n)
	}
	log, err := os.ReadFile(filepath.Join(f.dir, "log", "xiaochuang.log"))
	if err == nil && strings.Contains(string(log), applicantPhone[:7]) {
		t.Error("the log holds a number")
	}
	tail := checked(applicantNumber)[14:]
	if shown := f.ok("case", "show", accepted.No); !strings.Contains(shown, "**"+tail) {
		t.Errorf("the last four are not shown, so nothing above proves the masks:\n%s", shown)
	}
}

func TestRender(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	no := read[takenView](t, f.ok("ticket", "take", "--json")).Paper
	if got := f.ok("paper", "render", no); !strings.Contains(got, "A001") || !strings.Contains(got, "演示数据") {
		t.Errorf("as text it is %s", got)
	}
	out := t.TempDir()
	pdf := filepath.Join(out, "slip.pdf")
	v := read[renderedView](t, f.ok("paper", "render", no, "--as", "pdf", "--out", pdf, "--json"))
	b, err := os.ReadFile(pdf)
	if err != nil || !strings.HasPrefix(string(b), "%PDF-") || len(b) != v.Bytes {
		t.Errorf("the PDF has %d bytes and begins %.8q, %v", len(b), b, err)
	}
	if st, err := os.Stat(pdf); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the PDF has the mode %v, %v", st.Mode(), err)
	}
	f.ok("paper", "render", no, "--as", "pdf", "--out", pdf) // a second time replaces it
	if e := f.run("paper", "render", no, "--as", "escpos", "--out", "-"); e.code != 0 || !strings.HasPrefix(e.out, "\x1b@") {
		t.Errorf("as ESC/POS it begins %.8q, %s", e.out, e.err)
	}
	link := filepath.Join(out, "link")
	if err := os.Symlink(filepath.Join(f.dir, "desk.db"), link); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{filepath.Join(f.dir, "desk.db"), filepath.Join(f.dir, "log", "x"), link, out} {
		if err := os.MkdirAll(filepath.Join(f.dir, "log"), 0o700); err != nil {
			t.Fatal(err)
		}
		f.fails(exitProblem, "paper.out", "paper", "render", no, "--out", to)
	}
	f.fails(exitProblem, "write", "paper", "render", no, "--out", filepath.Join(out, "no", "where"))
	f.fails(exitUsage, "usage", "paper", "render", no, "--as", "pdf")
	f.fails(exitUsage, "usage", "paper", "render", no, "--json")
	f.fails(exitProblem, "paper.form", "paper", "render", no, "--as", "docx", "--out", filepath.Join(out, "x"))
	f.fails(exitNotFound, "paper", "paper", "render", "GZ-0")
	f.ok("journal", "verify")
}

// TestTwoProcessesAtOnce takes numbers from two at a time while a console is
// open, and finds every number once.
func TestTwoProcessesAtOnce(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	console := screentest.Start(t, f.command(t.Context(), "xiaochuang", f.flags()...), 80, 24)
	console.WaitFor("今天谁上岗")
	const each = 10
	var wg sync.WaitGroup
	taken := make([][]string, 2)
	for i := range taken {
		wg.Go(func() {
			for range each {
				e := f.run("ticket", "take", "--json")
				if e.code != 0 {
					t.Errorf("ticket take ended with %d: %s", e.code, e.err)
					return
				}
				taken[i] = append(taken[i], read[takenView](t, e.out).Ticket.No)
			}
		})
	}
	wg.Wait()
	all := slices.Concat(taken...)
	slices.Sort(all)
	if len(all) != 2*each || all[0] != "A001" || all[len(all)-1] != "A020" || len(slices.Compact(all)) != 2*each {
		t.Errorf("numbers are %v", all)
	}
	second := screentest.Start(t, f.command(t.Context(), "xiaochuang", f.flags()...), 80, 24)
	if code := second.Exit(10 * time.Second); code != exitLocked {
		t.Errorf("a second console of the window ended with %d:\n%s", code, second.Text())
	}
	if got := second.Text(); !strings.Contains(got, "1号窗口已经开着小窗（pid ") {
		t.Errorf("a second console says\n%s", got)
	}
	if got := f.ok("journal", "verify"); !strings.HasPrefix(got, "流水 21 条") {
		t.Errorf("journal verify says %q", got)
	}
}

// TestHostileArguments holds that what was typed comes back harmless; run and
// fails look at every character.
func TestHostileArguments(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	for _, bad := range []string{"\x1b]0;x\a\u009b31m", "a\u202eb\nc"} {
		f.run("guide", "search", bad, "--json")
		f.fails(exitUsage, "usage", bad)
		f.fails(exitNotFound, "item", "guide", "show", bad)
		f.fails(exitNotFound, "staff", "ticket", "take", "--staff", bad)
		f.fails(exitUsage, "usage", "ticket", "call", "--window", bad)
	}
}

// TestHostileData holds that what stands in files and books comes out harmless.
func TestHostileData(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	d := f.open()
	by := d.Duty("u01", 1)
	v, err := d.Hall.WalkIn(t.Context(), d.Mint(), by, desk.TakeOrder{Reason: "\x1b[2J老人\u009b"})
	if err != nil {
		t.Fatal(err)
	}
	draft, err := d.Intake.Begin(t.Context(), d.Mint(), by, first(t, d, desk.ModeAccept), v)
	if err != nil {
		t.Fatal(err)
	}
	c := draft.Case
	c.Private.Applicant = desk.Person{Name: "张\x1b[31m英", Document: "111", Number: checked(applicantNumber), Source: desk.Typed}
	taken, err := d.Intake.Refuse(context.WithoutCancel(t.Context()), d.Mint(), by, c, "理由\x1b]52;c;eA==\a\u202e")
	if err != nil {
		t.Fatal(err)
	}
	f.close(d)
	n := 0
	for _, args := range [][]string{
		{"ticket", "list"},
		{"case", "list"},
		{"case", "show", taken.Case.No},
		{"paper", "list"},
		{"paper", "render", taken.Papers[0].No},
	} {
		n += strings.Count(f.ok(args...), "\uFFFD")
		if args[1] != "render" {
			n += strings.Count(f.ok(append(args, "--json")...), "\uFFFD")
		}
	}
	if n < 4 {
		t.Errorf("only %d replaced characters: the hostile text did not come out, so nothing was proved", n)
	}
}
