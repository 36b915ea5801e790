package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/blob"
	"xiaochuang/store/seal"
)

// mostPage bounds one page, sealed, in bytes.
const mostPage = 32 << 20

// States of a page file.
const (
	pageHere = 0 // not at the centre, or not known to be
	pageSent = 1 // complete at the centre
	pageGone = 2 // complete at the centre, and deleted here
)

// PutPage seals an image under the key of its case, or of the draft that will
// become one, and keeps it. MIME, Width, Height and At of the page are taken
// from meta; its id and size are those of the sealed file. When it returns, the
// page survives a power cut.
func (s *Store) PutPage(ctx context.Context, caseID string, image []byte, meta desk.Page) (desk.Page, error) {
	if caseID == "" || len(image) == 0 || len(image) > mostPage-mostPage/1024 {
		return desk.Page{}, &desk.Problem{Kind: desk.Invalid, What: "page"}
	}
	owner := caseOwner(caseID)
	var h held
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		h, err = s.opener.keyFor(ctx, tx, owner)
		return err
	})
	if err != nil {
		return desk.Page{}, err
	}
	var sealed bytes.Buffer
	sealed.Grow(len(image) + len(image)/1024 + 128)
	if _, err := seal.SealBlob(s.suite, &sealed, bytes.NewReader(image), h.key); err != nil {
		return desk.Page{}, err
	}
	p := meta
	p.ID, p.Size, err = s.blobs.Put(ctx, &sealed, mostPage)
	if err != nil {
		return desk.Page{}, pageProblem(err)
	}
	return p, s.registerPage(ctx, owner, h, p)
}

// registerPage notes a file that is on the disk. A draft that was dropped
// meanwhile took its key along; the page is then nobody's and is swept.
func (s *Store) registerPage(ctx context.Context, owner string, h held, p desk.Page) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		wrapped, err := wrappedKey(ctx, tx, owner)
		if err != nil {
			return err
		}
		now, err := s.opener.unwrap(owner, wrapped)
		if wrapped == nil || err == nil && now.key != h.key {
			return &desk.Problem{Kind: desk.Conflict, What: "draft.dropped"}
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO blob(id, owner, size, kept)
			VALUES(?, ?, ?, ?)`,
			p.ID, owner, p.Size, s.clock.Now().UnixMilli())
		if err != nil {
			return fmt.Errorf("register page: %w", err)
		}
		return nil
	})
}

// OpenPage returns the image of a page of a case or draft. It is a Problem of
// kind NotFound when the page is not here or its key was wiped, with What
// "page.centre" for one that only the street has, Broken when the file is damaged,
// and Locked without keys.
func (s *Store) OpenPage(ctx context.Context, caseID, pageID string) ([]byte, error) {
	owner := caseOwner(caseID)
	wrapped, err := from(ctx, s, func(b books) ([]byte, error) { return wrappedKey(ctx, b.q, owner) })
	if err != nil {
		return nil, err
	}
	if wrapped == nil {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "page"}
	}
	h, err := s.opener.unwrap(owner, wrapped)
	if err != nil {
		return nil, err
	}
	f, err := s.blobs.Get(ctx, pageID)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, s.away(ctx, pageID, err)
	}
	if err != nil {
		return nil, pageProblem(err)
	}
	defer f.Close()
	var image bytes.Buffer
	if _, err := seal.OpenBlob(s.suite, &image, f, h.key); err != nil {
		return nil, pageProblem(err)
	}
	return image.Bytes(), nil
}

// away says where a page is that is not here.
func (s *Store) away(ctx context.Context, id string, cause error) error {
	gone, err := from(ctx, s, func(b books) (gone bool, err error) {
		err = b.q.QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM blob WHERE id = ? AND state = ?)`, id, pageGone).Scan(&gone)
		return gone, err
	})
	p := &desk.Problem{Kind: desk.NotFound, What: "page", Cause: cause}
	if gone {
		p.What = "page.centre"
	}
	if err != nil {
		return err
	}
	return p
}

func pageProblem(err error) error {
	var room *blob.NoRoom
	p := &desk.Problem{Kind: desk.Broken, What: "page", Cause: err}
	switch {
	case errors.As(err, &room):
		p.Kind = desk.Full
	case errors.Is(err, blob.ErrTooLarge), errors.Is(err, blob.ErrID):
		p.Kind = desk.Invalid
	case errors.Is(err, blob.ErrNotFound):
		p.Kind = desk.NotFound
	case errors.Is(err, blob.ErrDamaged), errors.Is(err, seal.ErrNotOpened):
	default:
		return err
	}
	return p
}

// claimPages marks the pages that a line names. A line names none that is not
// kept here.
func (x *tx) claimPages(ctx context.Context, ids []string, n int64) error {
	for _, id := range ids {
		r, err := x.db.ExecContext(ctx, `
			UPDATE blob
			SET first_n = coalesce(first_n, ?)
			WHERE id = ?`, n, id)
		if err != nil {
			return fmt.Errorf("claim page: %w", err)
		}
		if rows, err := r.RowsAffected(); err != nil || rows != 1 {
			return &desk.Problem{Kind: desk.NotFound, What: "page", Cause: err}
		}
	}
	return nil
}

// SweepPages deletes page files that no row refers to: those of dropped drafts
// and retaken scans, and what a power cut left between file and row. A file
// younger than a day is spared.
func (s *Store) SweepPages(ctx context.Context) (blob.Swept, error) {
	return s.blobs.Sweep(ctx, func(id string) (bool, error) {
		return from(ctx, s, func(b books) (wanted bool, err error) {
			err = b.q.QueryRowContext(ctx, `
				SELECT EXISTS(SELECT 1 FROM blob WHERE id = ? AND state <> ?)`, id, pageGone,
			).Scan(&wanted)
			return wanted, err
		})
	}, s.clock.Now().Add(-24*time.Hour))
}
