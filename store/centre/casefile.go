package centre

import (
	"context"
	"encoding/json"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// A CaseFile is one case with what the desk sealed of it, for a person of its
// street who reviews it. Each opening is written down.
type CaseFile struct {
	CaseView

	Case desk.Case // with its private part, if Open
	// Open is false while the key of the case has not come, or after it was wiped;
	// then Case has no private part and no page opens.
	Open  bool
	Pages []PageView
	Past  []Answer // what the street answered so far, oldest first
}

// A PageView is one page of a case.
type PageView struct {
	ID       string
	Material string // key of the material it is of
	Name     string // of that material
	MIME     string
	Back     bool
	Here     bool // its bytes have come
}

// An Answer is one decision that was sent down.
type Answer struct {
	Decision desk.Decision
	Words    string
	By       string
	At       time.Time
	Ver      int
}

// OpenCase opens a case by its number or id for a person. It is a Problem of kind
// NotFound where the street of the person has none.
func (x *Centre) OpenCase(ctx context.Context, p Person, no string) (CaseFile, error) {
	f, tenant, err := x.caseFile(ctx, p, no)
	if err != nil {
		return f, err
	}
	return f, x.seen(ctx, tenant, p, actOpen, "case:"+f.ID, "")
}

func (x *Centre) caseFile(ctx context.Context, p Person, no string) (f CaseFile, tenant string, err error) {
	if err := p.check(); err != nil {
		return f, "", err
	}
	var doc desk.CaseDoc
	here := map[string]bool{}
	err = x.read(ctx, func(tx *records.Tx) error {
		f, here = CaseFile{}, map[string]bool{}
		var id string
		tenant, id, err = findCase(ctx, tx, p, no)
		if err != nil {
			return err
		}
		if f.CaseView, err = x.view(ctx, tx, tenant, id); err != nil {
			return err
		}
		r, err := loadCase(ctx, tx, tenant, id)
		if err != nil {
			return err
		}
		doc = r.doc
		if f.Case, err = x.standingCase(ctx, tx, r); err != nil {
			return err
		}
		if f.Past, err = answers(ctx, tx, r); err != nil {
			return err
		}
		return texts(ctx, tx, func(id string) { here[id] = true }, `
			SELECT p.blob_id
			FROM case_page p
			JOIN blob b ON b.tenant = p.tenant AND b.id = p.blob_id
			WHERE p.tenant = ? AND p.case_id = ?`, tenant, id)
	})
	if err != nil {
		return f, tenant, err
	}
	for _, m := range f.Case.Materials {
		for _, page := range m.Pages {
			f.Pages = append(f.Pages, PageView{page.ID, m.Key, m.Name, page.MIME, page.Back, here[page.ID]})
		}
	}
	return f, tenant, x.unseal(ctx, tenant, doc, &f)
}

// unseal opens the private part of a case, if its key is here.
func (x *Centre) unseal(ctx context.Context, tenant string, doc desk.CaseDoc, f *CaseFile) error {
	owner := "case:" + f.ID
	key, err := x.ObjectKey(ctx, tenant, owner)
	if desk.KindOf(err) == desk.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	plain, err := seal.NewField(x.suite, key).Open(owner, "private", doc.Sealed)
	if err != nil {
		return &desk.Problem{Kind: desk.Broken, What: "case.private", Cause: err}
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, &f.Case.Private); err != nil {
		return &desk.Problem{Kind: desk.Broken, What: "case.private"} // The decoder quotes what it read.
	}
	f.Open = true
	return nil
}

// answers are the decisions in the feed for a case.
func answers(ctx context.Context, tx *records.Tx, r row) ([]Answer, error) {
	lines, err := decisions(ctx, tx, r.station, r.doc.ID, 0)
	if err != nil {
		return nil, err
	}
	var out []Answer
	for _, d := range lines {
		out = append(out, Answer{d.Decision, d.Words, d.By, time.Time(d.At), d.Ver})
	}
	return out, nil
}

// MaskedCase is OpenCase without what names a person: names, numbers and phones
// are masked, everything else that was sealed is hidden. It is not written down.
func (x *Centre) MaskedCase(ctx context.Context, p Person, no string) (CaseFile, error) {
	f, _, err := x.caseFile(ctx, p, no)
	f.Case.Private = masked(f.Case.Private)
	return f, err
}

// hidden stands for a value that is not shown.
const hidden = "***"

func masked(c desk.CasePrivate) desk.CasePrivate {
	out := desk.CasePrivate{Applicant: maskedPerson(c.Applicant)}
	if c.Agent != nil {
		a := maskedPerson(*c.Agent)
		out.Agent = &a
	}
	if len(c.Fields) > 0 {
		out.Fields = map[string]string{}
	}
	for k := range c.Fields {
		out.Fields[k] = hidden
	}
	if c.Note != "" {
		out.Note = hidden
	}
	return out
}

func maskedPerson(p desk.Person) desk.Person {
	out := desk.Person{
		Name: identity.MaskName(p.Name), Document: p.Document, Number: identity.MaskTail(p.Number),
		Phone: identity.MaskTail(p.Phone), Source: p.Source,
	}
	if p.Address != "" {
		out.Address = hidden
	}
	return out
}

// texts calls each for every text that a query of one column returns.
func texts(ctx context.Context, tx *records.Tx, each func(string), query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		each(s)
	}
	return rows.Err()
}
