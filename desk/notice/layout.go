package notice

import (
	"slices"
	"strings"

	"xiaochuang/desk"
)

// Layout lays the paper out by the built-in templates. Where the paper asks for
// large print, the large medium of the same paper is taken. A paper that may
// not be printed as it is (a 受理通知书 of a case the station only collects, a
// refusal without its reason) is a Problem of kind Blocked or Invalid.
func Layout(p desk.Paper, m Medium) (Doc, error) {
	return Builtin().Layout(p, m, 1)
}

// Layout lays the paper out. An attempt above 1 is marked as a reprint.
func (t *Templates) Layout(p desk.Paper, m Medium, attempt int) (Doc, error) {
	if m.Columns() == 0 {
		return Doc{}, &desk.Problem{Kind: desk.Invalid, What: "medium"}
	}
	if p.Large {
		m = m.Enlarged()
	}
	if err := lawful(p); err != nil {
		return Doc{}, err
	}
	sheet := newSheet(p, m, attempt)
	kind := p.Kind
	if kind == desk.PaperNotice && p.Content.Supplement {
		kind = desk.PaperSupplement // as they were numbered before it had a kind of its own
	}
	doc, err := t.of(kind).layout(sheet, m)
	if err != nil && desk.KindOf(err) == "" && t != Builtin() {
		// A lead's template that fails on this one paper must not keep the
		// citizen waiting.
		doc, err = Builtin().of(kind).layout(sheet, m)
	}
	return doc, err
}

// lawful refuses papers that would say what the station may not say.
func lawful(p desk.Paper) error {
	c := p.Content
	switch p.Kind {
	case desk.PaperAccept:
		if c.Mode == desk.ModeCollect || c.Mode == desk.ModeAdvise {
			return &desk.Problem{Kind: desk.Blocked, What: "paper.mode"}
		}
	case desk.PaperRefuse:
		if c.Reason == "" {
			return &desk.Problem{Kind: desk.Invalid, What: "paper.reason"}
		}
	case desk.PaperReferral:
		if c.Certificate == nil {
			return &desk.Problem{Kind: desk.Invalid, What: "paper.certificate"}
		}
	case desk.PaperDelivery:
		if c.Delivery == nil {
			return &desk.Problem{Kind: desk.Invalid, What: "paper.delivery"}
		}
	case desk.PaperPoster:
		if c.Poster == nil {
			return &desk.Problem{Kind: desk.Invalid, What: "paper.poster"}
		}
	case desk.PaperForm:
		if c.Form == nil {
			return &desk.Problem{Kind: desk.Invalid, What: "paper.form"}
		}
	case desk.PaperSteps:
		if c.Online == nil {
			return &desk.Problem{Kind: desk.Invalid, What: "paper.steps"}
		}
	case desk.PaperSlips:
		if c.Slips == nil {
			return &desk.Problem{Kind: desk.Invalid, What: "paper.slips"}
		}
	case desk.PaperSupplement, desk.PaperPromise, desk.PaperMandate:
	case desk.PaperTicket, desk.PaperNotice, desk.PaperReceipt, desk.PaperAdvice, desk.PaperHandover, desk.PaperSummary,
		desk.PaperBag, desk.PaperCopy:
	default:
		return &desk.Problem{Kind: desk.Invalid, What: "paper.kind"}
	}
	return nil
}

// layout executes the templates of one kind and sets the result.
func (t *set) layout(sheet Sheet, m Medium) (Doc, error) {
	if sheet.QR == "" {
		return t.layoutWith(sheet, m, nil)
	}
	code, err := newCode(sheet.QR, m)
	if err != nil {
		return Doc{}, err
	}
	return t.layoutWith(sheet, m, code)
}

// layoutWith is layout with the paper's own code, nil for none.
func (t *set) layoutWith(sheet Sheet, m Medium, own *Code) (Doc, error) {
	s := &setter{medium: m, code: own}
	for _, text := range sheet.Codes {
		code, err := newCode(text, m)
		if err != nil {
			return Doc{}, err
		}
		s.codes = append(s.codes, code)
	}
	if x := sheet.Form; x != nil && strings.TrimSpace(Clean(x.Title, maxText)) == "" {
		untitled := *x
		untitled.Title = "" // the template has one of its own
		sheet.Form = &untitled
	}
	sheet.Form = withAmounts(sheet.Form)
	safe := escapedSheet(sheet)
	body, err := t.execute("", safe)
	if err != nil {
		return Doc{}, err
	}
	blocks := parse(body)
	title := titleOf(blocks)
	if err := fitTitle(sheet.Kind, title); err != nil {
		return Doc{}, err
	}
	stamp, err := t.stamp(safe)
	if err != nil {
		return Doc{}, err
	}
	f := frame{set: t, setter: s, sheet: safe, stamp: stamp}
	pages, err := f.pages(s.set(blocks, 0, m.Columns()))
	if err != nil {
		return Doc{}, err
	}
	return Doc{
		No: Clean(sheet.No, maxText), Kind: sheet.Kind, Title: title + " " + Clean(sheet.No, maxText),
		Medium: m, At: sheet.At, Watermark: stamp, Pages: pages,
	}, nil
}

// A frame puts the head and the foot round the lines of every page.
type frame struct {
	set    *set
	setter *setter
	sheet  Sheet
	stamp  string
}

// pages paginates and frames. Head and foot are as high on every page as on
// the first.
func (f frame) pages(body []group) ([]Page, error) {
	limit := f.setter.medium.Rows() * Row
	if limit > 0 {
		head, foot, err := f.around(1, 1)
		if err != nil {
			return nil, err
		}
		if limit -= Height(head) + Height(foot); limit < 4*Row {
			return nil, &desk.Problem{Kind: desk.Full, What: "paper.frame"}
		}
	}
	bodies, err := paginate(body, limit)
	if err != nil {
		return nil, err
	}
	var pages []Page
	for i, lines := range bodies {
		head, foot, err := f.around(i+1, len(bodies))
		if err != nil {
			return nil, err
		}
		pages = append(pages, Page{Lines: slices.Concat(head, lines), Foot: foot})
	}
	return pages, nil
}

// around sets the head and the foot of page n. The stamp (演示数据, 演练, 作废)
// stands on every page whatever the templates say.
func (f frame) around(n, of int) (head, foot []Line, err error) {
	f.sheet.Page, f.sheet.Pages = n, of
	width := f.setter.medium.Columns()
	if f.stamp != "" {
		head = f.setter.flow(bolden(marks(f.stamp, true)), 0, width, 1, centre)
	}
	for _, part := range []struct {
		name string
		to   *[]Line
	}{{"head", &head}, {"foot", &foot}} {
		text, err := f.set.execute(part.name, f.sheet)
		if err != nil {
			return nil, nil, err
		}
		for _, g := range f.setter.set(parse(text), 0, width) {
			*part.to = append(*part.to, g.lines...)
		}
	}
	return head, foot, nil
}

// titleOf returns the words of the first title.
func titleOf(blocks []block) string {
	for _, b := range blocks {
		if b.kind == headBlock && b.level == 1 {
			return words(b.text)
		}
	}
	return ""
}

func words(text []mark) string {
	var b strings.Builder
	for _, m := range text {
		b.WriteString(m.Text)
	}
	return strings.TrimSpace(b.String())
}
