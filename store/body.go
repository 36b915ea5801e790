package store

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"xiaochuang/desk"
)

// bodyVersion is the version of the bodies written here, for every kind.
const bodyVersion = 1

// body turns an act into the body of its line. Private parts are sealed here,
// once: the bytes in the line are the bytes in the tables.
func (x *tx) body(ctx context.Context, act desk.Act) (json.RawMessage, error) {
	b := desk.Body{
		Note: act.Note, Tickets: act.Tickets, Ratings: act.Ratings, Shifts: act.Shifts, Closes: act.Closes,
		Bags: act.Bags, Batches: act.Batches, Counts: act.Counts, Transcripts: act.Transcripts,
		Wordings: act.Wordings, Assists: act.Assists, Blocks: act.Blocks, Dispatches: act.Dispatches,
	}
	for _, c := range act.Cases {
		doc, err := x.sealCase(ctx, c)
		if err != nil {
			return nil, err
		}
		b.Cases = append(b.Cases, doc)
	}
	for _, p := range act.Papers {
		doc, err := x.sealPaper(ctx, p)
		if err != nil {
			return nil, err
		}
		b.Papers = append(b.Papers, doc)
	}
	for _, q := range act.Inquiries {
		doc, err := x.sealInquiry(ctx, q)
		if err != nil {
			return nil, err
		}
		b.Inquiries = append(b.Inquiries, doc)
	}
	for _, c := range act.Rectifications {
		doc, err := x.sealRectification(ctx, c)
		if err != nil {
			return nil, err
		}
		b.Rectifications = append(b.Rectifications, doc)
	}
	raw, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("encode body: %w", err)
	}
	return raw, nil
}

// sealCase seals the private part of a case. An empty one leaves what stands
// sealed as it is, so that an act in a store without keys loses nothing.
func (x *tx) sealCase(ctx context.Context, c desk.Case) (desk.CaseDoc, error) {
	doc := desk.CaseDoc{Case: c}
	if reflect.ValueOf(c.Private).IsZero() {
		var old desk.CaseDoc
		if err := x.standing(ctx, `SELECT doc FROM case_file WHERE id = ?`, c.ID, &old); err != nil {
			return doc, err
		}
		doc.Sealed, doc.Index = old.Sealed, old.Index
		return doc, nil
	}
	var err error
	doc.Sealed, err = x.s.opener.seal(ctx, x.db, caseOwner(c.ID), memberPrivate, c.Private)
	doc.Index = x.s.opener.index(c.Private.Applicant)
	return doc, err
}

// sealPaper seals the content of a paper the first time. After that it is
// frozen: whatever becomes of the paper, a reprint says the same.
func (x *tx) sealPaper(ctx context.Context, p desk.Paper) (desk.PaperDoc, error) {
	var old desk.PaperDoc
	if err := x.standing(ctx, `SELECT doc FROM paper WHERE no = ?`, p.No, &old); err != nil {
		return desk.PaperDoc{}, err
	}
	doc := desk.PaperDoc{Paper: p, Sealed: old.Sealed}
	doc.Plain = old.Plain
	if old.Sealed != nil || old.Plain != nil || reflect.ValueOf(p.Content).IsZero() {
		return doc, nil
	}
	if p.Kind == desk.PaperTicket && !x.s.opener.ready() {
		doc.Plain = &p.Content // A number is nobody's: it is given out before anybody has unlocked the keys.
		return doc, nil
	}
	var err error
	doc.Sealed, err = x.s.opener.seal(ctx, x.db, paperOwner(p), memberContent, p.Content)
	return doc, err
}

// sealInquiry seals the private part of an inquiry, as sealCase does.
func (x *tx) sealInquiry(ctx context.Context, q desk.Inquiry) (desk.InquiryDoc, error) {
	doc := desk.InquiryDoc{Inquiry: q}
	if q.Private == (desk.InquiryPrivate{}) {
		var old desk.InquiryDoc
		if err := x.standing(ctx, `SELECT doc FROM inquiry WHERE id = ?`, q.ID, &old); err != nil {
			return doc, err
		}
		doc.Sealed = old.Sealed
		return doc, nil
	}
	var err error
	doc.Sealed, err = x.s.opener.seal(ctx, x.db, inquiryOwner(q.ID), memberPrivate, q.Private)
	return doc, err
}

// recall turns a line back into the act that it records. What was printed and
// which draft was taken in are not part of a line.
func (b books) recall(ctx context.Context, l desk.Line) (desk.Act, error) {
	var body desk.Body
	if err := json.Unmarshal(l.Body, &body); err != nil {
		return desk.Act{}, broken("line.body", fmt.Errorf("line %s: %w", l.RID, err))
	}
	act := desk.Act{
		Kind: l.Kind, Obj: l.Obj, Base: l.Base, Blobs: l.Blobs, Note: body.Note,
		Tickets: body.Tickets, Ratings: body.Ratings, Shifts: body.Shifts, Closes: body.Closes,
		Bags: body.Bags, Batches: body.Batches, Counts: body.Counts, Transcripts: body.Transcripts,
		Wordings: body.Wordings, Assists: body.Assists, Blocks: body.Blocks, Dispatches: body.Dispatches,
	}
	for _, doc := range body.Cases {
		if err := b.openAs(ctx, caseOwner(doc.ID), memberPrivate, doc.Sealed, &doc.Private); err != nil {
			return desk.Act{}, err
		}
		act.Cases = append(act.Cases, doc.Case)
	}
	for _, doc := range body.Papers {
		if err := b.openAs(ctx, paperOwner(doc.Paper), memberContent, doc.Sealed, &doc.Content); err != nil {
			return desk.Act{}, err
		}
		doc.Unsealed()
		act.Papers = append(act.Papers, doc.Paper)
	}
	for _, doc := range body.Inquiries {
		if err := b.openAs(ctx, inquiryOwner(doc.ID), memberPrivate, doc.Sealed, &doc.Private); err != nil {
			return desk.Act{}, err
		}
		act.Inquiries = append(act.Inquiries, doc.Inquiry)
	}
	for _, doc := range body.Rectifications {
		if err := b.openAs(ctx, rectificationOwner(doc.ID), memberPrivate, doc.Sealed, &doc.Private); err != nil {
			return desk.Act{}, err
		}
		act.Rectifications = append(act.Rectifications, doc.Rectification)
	}
	return act, nil
}

// openAs opens a sealed member of an owner whose key is still to be read.
func (b books) openAs(ctx context.Context, owner, member string, sealed []byte, v any) error {
	wrapped, err := wrappedKey(ctx, b.q, owner)
	if err != nil {
		return err
	}
	return b.opener.open(owner, member, wrapped, sealed, v)
}
