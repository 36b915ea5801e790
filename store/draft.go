package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"xiaochuang/desk"
)

// draftDoc is a draft as it is kept; its private part stands sealed beside it.
type draftDoc struct {
	Case   desk.Case `json:"case"`
	Field  string    `json:"field,omitempty"`
	Page   int       `json:"page,omitempty"`
	Window int       `json:"window,omitempty"`
	Scroll int       `json:"scroll,omitempty"`

	Stack *desk.Stack `json:"stack,omitempty"`
}

// SaveDraft implements desk.Ledger. The draft is sealed under the key that the
// case will have.
func (s *Store) SaveDraft(ctx context.Context, d desk.Draft) error {
	if d.Case.ID == "" {
		return &desk.Problem{Kind: desk.Invalid, What: "draft.id"}
	}
	doc, err := json.Marshal(draftDoc{d.Case, d.Field, d.Page, d.Window, d.Scroll, d.Stack})
	if err != nil {
		return fmt.Errorf("encode draft: %w", err)
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		sealed, err := s.opener.seal(ctx, tx, caseOwner(d.Case.ID), memberDraft, d.Case.Private)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO draft(id, window, saved, doc, sealed)
			VALUES(?, ?, ?, ?, ?)
			ON CONFLICT(id) DO UPDATE SET
				window = excluded.window, saved = excluded.saved,
				doc = excluded.doc, sealed = excluded.sealed`,
			d.Case.ID, d.Window, toMS(d.Saved), string(doc), sealed)
		if err != nil {
			return fmt.Errorf("save draft: %w", err)
		}
		return nil
	})
}

// DropDraft implements desk.Ledger. A draft that is not there is no error.
func (s *Store) DropDraft(ctx context.Context, id string) error {
	return s.write(ctx, func(tx *sql.Tx) error { return dropDraft(ctx, tx, id) })
}

// dropDraft deletes a draft with its pages that no line names. Where no case and
// no paper is sealed under its key, the key goes as well, so that what was
// never taken in cannot be read again. Files are swept later.
func dropDraft(ctx context.Context, tx *sql.Tx, id string) error {
	for _, query := range []string{
		`DELETE FROM draft WHERE id = ?1`,
		`DELETE FROM blob WHERE owner = 'case:' || ?1 AND first_n IS NULL`,
		`DELETE FROM object_key
		WHERE owner = 'case:' || ?1
			AND NOT EXISTS(SELECT 1 FROM case_file WHERE id = ?1)
			AND NOT EXISTS(SELECT 1 FROM paper WHERE case_id = ?1 AND case_id <> '')
			AND NOT EXISTS(SELECT 1 FROM blob WHERE owner = 'case:' || ?1)`,
	} {
		if _, err := tx.ExecContext(ctx, query, id); err != nil {
			return fmt.Errorf("drop draft: %w", err)
		}
	}
	return nil
}

// Draft implements desk.Books.
func (b books) Draft(ctx context.Context, id string) (desk.Draft, error) {
	d, err := b.scanDraft(b.q.QueryRowContext(ctx, selectDraft+` WHERE d.id = ?`, id).Scan)
	return d, missing(err, "draft")
}

// Drafts implements desk.Books, the latest saved first.
func (b books) Drafts(ctx context.Context) ([]desk.Draft, error) {
	out, err := list(ctx, b.q, func(r *sql.Rows) (desk.Draft, error) {
		d, err := b.scanDraft(r.Scan)
		return d, b.unreadable(ctx, "draft:"+d.Case.ID, err)
	}, selectDraft+` ORDER BY d.saved DESC, d.id`)
	if err != nil {
		return nil, fmt.Errorf("drafts: %w", err)
	}
	return out, nil
}

const selectDraft = `
	SELECT d.doc, d.saved, d.sealed, k.wrapped
	FROM draft d
	LEFT JOIN object_key k ON k.owner = 'case:' || d.id`

func (b books) scanDraft(scan func(...any) error) (desk.Draft, error) {
	var doc string
	var saved int64
	var sealed, wrapped []byte
	if err := scan(&doc, &saved, &sealed, &wrapped); err != nil {
		return desk.Draft{}, err
	}
	var x draftDoc
	if err := decode(doc, &x); err != nil {
		return desk.Draft{}, err
	}
	d := desk.Draft{Case: x.Case, Field: x.Field, Page: x.Page, Window: x.Window, Scroll: x.Scroll, Stack: x.Stack, Saved: fromMS(saved)}
	err := b.opener.open(caseOwner(d.Case.ID), memberDraft, wrapped, sealed, &d.Case.Private)
	return d, err
}
