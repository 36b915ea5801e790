package notice_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/desk/notice/noticetest"
)

// fits reports what is wrong with the geometry of a Doc.
func fits(d notice.Doc) error {
	limit := d.Medium.Rows() * notice.Row
	for n, p := range d.Pages {
		if h := notice.Height(p.All()); limit > 0 && h > limit {
			return fmt.Errorf("page %d is %d quarter rows high, the sheet has %d", n+1, h, limit)
		}
		for i, l := range p.All() {
			next := 0
			for _, r := range l.Runs {
				if r.At < next || r.End() > d.Width() {
					return fmt.Errorf("page %d line %d: run %q stands at %d to %d, free is %d to %d", n+1, i, r.Text, r.At, r.End(), next, d.Width())
				}
				if got := notice.Cells(r.Text) * r.Scale; r.Text != "" && got != r.Cells {
					return fmt.Errorf("page %d line %d: run %q says %d cells and takes %d", n+1, i, r.Text, r.Cells, got)
				}
				for _, e := range l.Edges {
					if r.At <= e && e < r.End() {
						return fmt.Errorf("page %d line %d: run %q crosses the rule at %d", n+1, i, r.Text, e)
					}
				}
				if strings.ContainsFunc(r.Text, func(c rune) bool { return c < ' ' || c >= 0xE000 && c < 0xF900 }) {
					return fmt.Errorf("page %d line %d: %q holds a control or private character", n+1, i, r.Text)
				}
				next = r.End()
			}
			if c := l.Code; c != nil && (c.At < 0 || c.At+c.Cells > d.Width()) {
				return fmt.Errorf("page %d line %d: code stands at %d, %d wide", n+1, i, c.At, c.Cells)
			}
		}
	}
	return nil
}

func TestEveryPaperFitsEveryMedium(t *testing.T) {
	for _, s := range noticetest.Papers(t) {
		for _, m := range notice.Media() {
			d, err := notice.Layout(s.Paper, m)
			if err != nil {
				t.Fatalf("%s on %s: %v", s.Name, m, err)
			}
			if err := fits(d); err != nil {
				t.Errorf("%s on %s: %v", s.Name, m, err)
			}
			if m.Roll() && len(d.Pages) != 1 {
				t.Errorf("%s on %s: %d pages on a roll", s.Name, m, len(d.Pages))
			}
		}
	}
}

func TestStampStandsOnEveryPage(t *testing.T) {
	for _, s := range noticetest.Papers(t) {
		p := s.Paper
		p.Demo, p.Practice, p.Void = true, true, true
		for range 4 {
			p.Content.Materials = append(p.Content.Materials, p.Content.Materials...)
			p.Content.Cases = append(p.Content.Cases, p.Content.Cases...)
		}
		for _, m := range notice.Media() {
			d, err := notice.Layout(p, m)
			if err != nil {
				t.Fatal(err)
			}
			for i, page := range d.Pages {
				for _, word := range []string{"演示数据", "演练", "作废"} {
					if !strings.Contains(text(page.Lines), word) || !strings.Contains(d.Watermark, word) {
						t.Errorf("%s on %s page %d of %d lacks %s", s.Name, m, i+1, len(d.Pages), word)
					}
				}
			}
		}
	}
}

func TestNoStampOnAValidPaper(t *testing.T) {
	p := noticetest.Paper(t, "accept")
	p.Demo = false
	d, err := notice.Layout(p, notice.A4)
	if err != nil {
		t.Fatal(err)
	}
	if d.Watermark != "" || strings.Contains(text(d.Pages[0].Lines), "演示") {
		t.Errorf("watermark %q on a valid paper", d.Watermark)
	}
}

func TestNoticeOfTwelveMaterialsIsOnePage(t *testing.T) {
	p := noticetest.Paper(t, "notice")
	p.Content.Materials = append(p.Content.Materials, p.Content.Materials[7])
	if n := len(p.Content.Materials); n != 12 {
		t.Fatalf("%d materials", n)
	}
	for _, s := range []bool{false, true} {
		p.Content.Supplement = s
		d, err := notice.Layout(p, notice.A4)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Pages) != 1 {
			t.Errorf("supplement %v: %d pages", s, len(d.Pages))
		}
	}
}

func TestReprintIsMarked(t *testing.T) {
	for _, m := range notice.Media() {
		d, err := notice.Builtin().Layout(noticetest.Paper(t, "receipt"), m, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range d.Pages {
			if !strings.Contains(text(p.Lines), "重打（第2次打印）") {
				t.Errorf("%s page %d is not marked", m, i+1)
			}
		}
	}
}

func TestWhatMayNotBePrinted(t *testing.T) {
	for _, tt := range []struct {
		name  string
		paper string
		edit  func(*desk.Paper)
		want  desk.Problem
	}{
		{"受理通知书 of a collected case", "accept", func(p *desk.Paper) { p.Content.Mode = desk.ModeCollect }, desk.Problem{Kind: desk.Blocked, What: "paper.mode"}},
		{"受理通知书 of an advice", "accept", func(p *desk.Paper) { p.Content.Mode = desk.ModeAdvise }, desk.Problem{Kind: desk.Blocked, What: "paper.mode"}},
		{"refusal without reason", "refuse", func(p *desk.Paper) { p.Content.Reason = "" }, desk.Problem{Kind: desk.Invalid, What: "paper.reason"}},
		{"referral without certificate", "referral", func(p *desk.Paper) { p.Content.Certificate = nil }, desk.Problem{Kind: desk.Invalid, What: "paper.certificate"}},
		{"unknown kind", "notice", func(p *desk.Paper) { p.Kind = "XX" }, desk.Problem{Kind: desk.Invalid, What: "paper.kind"}},
		{"code too long", "notice", func(p *desk.Paper) { p.Content.QR = strings.Repeat("x", 5000) }, desk.Problem{Kind: desk.Invalid, What: "paper.qr"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := noticetest.Paper(t, tt.paper)
			tt.edit(&p)
			if _, err := notice.Layout(p, notice.A4); !errors.Is(err, &tt.want) {
				t.Errorf("error %v, want %v", err, &tt.want)
			}
		})
	}
	if _, err := notice.Layout(noticetest.Paper(t, "notice"), "a3"); !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: "medium"}) {
		t.Errorf("unknown medium: %v", err)
	}
}

// What has no source is never printed as a fact.
func TestNothingKnownIsPrintedAsUnchecked(t *testing.T) {
	p := noticetest.Paper(t, "notice")
	c := &p.Content
	c.Promise, c.Fee, c.Department, c.Conditions, c.Materials, c.Basis, c.Flow = "", "", "", nil, nil, nil, nil
	d, err := notice.Layout(p, notice.A4)
	if err != nil {
		t.Fatal(err)
	}
	all := text(d.Pages[0].Lines)
	for _, want := range []string{"办理时限：待核", "收费：待核", "实施部门：待核"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing from\n%s", want, all)
		}
	}
	for _, never := range []string{"设定依据", "办理流程"} {
		if strings.Contains(all, never) {
			t.Errorf("%q without content", never)
		}
	}
}

// Only the accepting and the refusing decision may say that in their title.
func TestReceiptIsNeverCalledAccepted(t *testing.T) {
	for _, s := range noticetest.Papers(t) {
		for _, m := range notice.Media() {
			d, err := notice.Layout(s.Paper, m)
			if err != nil {
				t.Fatal(err)
			}
			decision := s.Paper.Kind == desk.PaperAccept || s.Paper.Kind == desk.PaperRefuse
			if strings.Contains(d.Title, "受理通知书") != decision {
				t.Errorf("%s is called %s", s.Name, d.Title)
			}
		}
	}
}

// hostile are texts that would be something else than text in Markdown, in a
// template, in a terminal or on a bidirectional page.
var hostile = []string{
	"|", "*粗*", "**b**", "<b>甲</b>", "![x](qr)", "[x](y)", "# 题", "> 引", "- 项", "1. 项", "---", "===", "`码`", `\`, `\|`, `a\`,
	"{{.No}}", "&amp;", "&#124;", "<br>", "~~删~~", "_下_", "| a | b |", "|---|---|", "    缩进", "http://x.y", "<http://x.y>", "a|b", ":-:", "王\x1b[2J五",
	"王\u202e五", "王\u200b五", "王\ue002五", "王\n五", "王\r\n| 五 |", "$x^2$", "+ 1", "* * *", "___", "^", "~", "!", "@", "%", ";", "'", "\"", "/", "=", "-",
}

func TestHostileTextStaysText(t *testing.T) {
	for _, m := range []notice.Medium{notice.A4, notice.Roll80} {
		for _, name := range []string{"notice", "receipt", "handover"} {
			plain := noticetest.Doc(t, name, m)
			for _, h := range hostile {
				p := noticetest.Paper(t, name)
				p.Content.Applicant, p.Content.Item = h, h
				for i := range p.Content.Materials {
					p.Content.Materials[i].Name = h
				}
				for i := range p.Content.Cases {
					p.Content.Cases[i].Applicant = h
				}
				d, err := notice.Layout(p, m)
				if err != nil {
					t.Fatalf("%q in %s on %s: %v", h, name, m, err)
				}
				if err := fits(d); err != nil {
					t.Errorf("%q in %s on %s: %v", h, name, m, err)
				}
				want := strings.ReplaceAll(notice.Clean(h, 100), " ", "")
				if got := squeezed(d); !strings.Contains(got, want) {
					t.Errorf("%q in %s on %s: %q is lost", h, name, m, want)
				}
				if a, b := shape(plain), shape(d); a != b {
					t.Errorf("%q in %s on %s changes the page: %s, want %s", h, name, m, b, a)
				}
			}
		}
	}
}

// shape counts what only a template may bring onto a page.
func shape(d notice.Doc) string {
	boxes, codes, rules := 0, 0, 0
	for _, p := range d.Pages {
		for _, l := range p.All() {
			if l.Code != nil {
				codes++
			}
			if l.Rule != nil {
				rules++
			}
			for _, r := range l.Runs {
				if r.Box != notice.NoBox {
					boxes++
				}
			}
		}
	}
	return fmt.Sprintf("%d boxes, %d codes, %d rules", boxes, codes, rules)
}

// Whatever stands in the fields, the page holds together and says it.
func TestAnyContentFits(t *testing.T) {
	papers := noticetest.Papers(t)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(papers).Draw(t, "paper").Paper
		m := rapid.SampledFrom(notice.Media()).Draw(t, "medium")
		word := rapid.OneOf(rapid.SampledFrom(hostile), rapid.StringN(0, 60, -1), rapid.Just("长文字，（不断）的“一句话”…12345-678"))
		scramble(t, reflect.ValueOf(&p.Content).Elem(), word)
		p.Content.QR = "1"
		p.Content.Mode, p.Content.Reason = desk.ModeAccept, "x"
		d, err := notice.Layout(p, m)
		if err != nil {
			t.Fatal(err)
		}
		if err := fits(d); err != nil {
			t.Fatal(err)
		}
		if p.Kind != desk.PaperNotice || p.Large || m.Large() {
			return
		}
		got := squeezed(d)
		if want := squeeze(notice.Clean(p.Content.Item, 4000)); !strings.Contains(got, want) {
			t.Fatalf("item %q is lost in %q", want, got)
		}
	})
}

// scramble puts drawn texts into the string fields, some of them.
func scramble(t *rapid.T, v reflect.Value, word *rapid.Generator[string]) {
	switch v.Kind() {
	case reflect.String:
		if rapid.IntRange(0, 2).Draw(t, "change") == 0 {
			v.SetString(word.Draw(t, "word"))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			scramble(t, v.Elem(), word)
		}
	case reflect.Slice:
		v.Set(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v))
		for i := range v.Len() {
			scramble(t, v.Index(i), word)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Field(i).CanSet() {
				scramble(t, v.Field(i), word)
			}
		}
	}
}

func text(lines []notice.Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.Text() + "\n")
	}
	return b.String()
}

// squeezed is all text of the Doc in reading order of its columns, without
// spaces: the pieces of a cell that was broken over lines follow one another.
func squeezed(d notice.Doc) string {
	var b strings.Builder
	for _, p := range d.Pages {
		byColumn := map[int]*strings.Builder{}
		var order []int
		for _, l := range p.All() {
			for _, r := range l.Runs {
				c := column(l, r)
				if byColumn[c] == nil {
					byColumn[c] = &strings.Builder{}
					order = append(order, c)
				}
				byColumn[c].WriteString(r.Text)
			}
		}
		slices.Sort(order)
		for _, c := range order {
			b.WriteString(byColumn[c].String())
		}
		b.WriteString(text(p.All()))
	}
	return squeeze(b.String())
}

// column is the column of a table in which the run stands, 0 outside.
func column(l notice.Line, r notice.Run) int {
	n := 0
	for _, e := range l.Edges {
		if e < r.At {
			n++
		}
	}
	return n
}

func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\u3000", "").Replace(s)
}

func TestPromiseInWords(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"0", "办理时限：即办（当场办结）"},
		{"15工作日", "办理时限：15个工作日"},
		{"3个工作日", "办理时限：3个工作日"},
		{"", "办理时限：待核"},
	} {
		p := noticetest.Paper(t, "notice")
		p.Content.Promise = tt.in
		d, err := notice.Layout(p, notice.A4)
		if err != nil {
			t.Fatal(err)
		}
		if all := text(d.Pages[0].Lines); !strings.Contains(all, tt.want) {
			t.Errorf("%q is not printed as %q", tt.in, tt.want)
		}
	}
}

// TestLargePrintFitsThreeLengths holds that a paper in characters doubled both
// ways, which alone would make it four times as long, is no longer than three
// of the usual: large print says less.
func TestLargePrintFitsThreeLengths(t *testing.T) {
	length := func(d notice.Doc) int {
		n := 0
		for _, p := range d.Pages {
			n += notice.Height(p.Lines) + notice.Height(p.Foot)
		}
		return n * d.Medium.Zoom()
	}
	for _, s := range noticetest.Papers(t) {
		if s.Paper.Kind == desk.PaperForm || s.Paper.Kind == desk.PaperBag || s.Paper.Kind == desk.PaperCopy || s.Paper.Kind == desk.PaperPoster || s.Paper.Kind == desk.PaperHandover || s.Paper.Kind == desk.PaperSummary || s.Paper.Kind == desk.PaperSlips {
			continue // for the wall or the file
		}
		usual, large := s.Paper, s.Paper
		usual.Large, large.Large = false, true
		u, err := notice.Layout(usual, notice.Roll80)
		if err != nil {
			t.Fatal(err)
		}
		l, err := notice.Layout(large, notice.Roll80)
		if err != nil {
			t.Fatal(err)
		}
		if l.Medium != notice.Roll80Large || length(l) > 3*length(u) {
			t.Errorf("%s is %d long on %s, %d as usual", s.Name, length(l), l.Medium, length(u))
		}
		if s.Paper.Kind == desk.PaperTicket {
			continue // the number is the largest thing on it already
		}
		if got := text(l.Pages[0].Lines); s.Paper.Content.Phone != "" && s.Paper.Kind != desk.PaperReferral &&
			!strings.Contains(strings.Join(strings.Split(got, "\n")[:6], "\n"), "咨询电话") {
			t.Errorf("%s does not begin with the phone:\n%s", s.Name, got)
		}
	}
}
