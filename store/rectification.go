package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// selectRectification reads what scanRectification needs.
const selectRectification = `
	SELECT r.doc, k.wrapped
	FROM rectification r
	LEFT JOIN object_key k ON k.owner = 'rectification:' || r.id`

func (b books) scanRectification(scan func(...any) error) (desk.Rectification, error) {
	var doc string
	var wrapped []byte
	if err := scan(&doc, &wrapped); err != nil {
		return desk.Rectification{}, err
	}
	var c desk.RectificationDoc
	if err := decode(doc, &c); err != nil {
		return c.Rectification, err
	}
	err := b.opener.open(rectificationOwner(c.ID), memberPrivate, wrapped, c.Sealed, &c.Private)
	return c.Rectification, err
}

// Rectification implements desk.Books.
func (b books) Rectification(ctx context.Context, id string) (desk.Rectification, error) {
	c, err := b.scanRectification(b.q.QueryRowContext(ctx, selectRectification+` WHERE r.id = ?`, id).Scan)
	return c, missing(err, "rectification")
}

// Rectifications implements desk.Books, the earliest last day first.
func (b books) Rectifications(ctx context.Context, f desk.RectificationFilter) ([]desk.Rectification, error) {
	var w where
	in(&w, "r.state", f.States)
	w.equal("r.concerned", f.Concerned)
	w.equal("r.visit", f.Visit)
	if f.Since != "" {
		w.and("r.day >= ?", f.Since)
	}
	if f.Until != "" {
		w.and("r.day <= ?", f.Until)
	}
	out, err := list(ctx, b.q, func(r *sql.Rows) (desk.Rectification, error) {
		c, err := b.scanRectification(r.Scan)
		return c, b.unreadable(ctx, rectificationOwner(c.ID), err)
	}, selectRectification+w.String()+` ORDER BY r.due, r.id LIMIT ?`, append(w.args, bound(f.Limit, 200, 10_000))...)
	if err != nil {
		return nil, fmt.Errorf("rectifications: %w", err)
	}
	return out, nil
}

// Unrectified implements desk.Books.
func (b books) Unrectified(ctx context.Context, limit int) ([]desk.Rating, error) {
	out, err := docs[desk.Rating](ctx, b.q, `
		SELECT doc
		FROM rating
		WHERE level IN ('dissatisfied', 'very_dissatisfied')
			AND NOT EXISTS(SELECT 1 FROM rectification c WHERE c.rating = rating.id)
		ORDER BY at, id
		LIMIT ?`, bound(limit, 100, 1000))
	if err != nil {
		return nil, fmt.Errorf("ratings without rectification: %w", err)
	}
	return out, nil
}

// Rectification implements desk.Books.
func (s *Store) Rectification(ctx context.Context, id string) (desk.Rectification, error) {
	return from(ctx, s, func(b books) (desk.Rectification, error) { return b.Rectification(ctx, id) })
}

// Rectifications implements desk.Books.
func (s *Store) Rectifications(ctx context.Context, f desk.RectificationFilter) ([]desk.Rectification, error) {
	return from(ctx, s, func(b books) ([]desk.Rectification, error) { return b.Rectifications(ctx, f) })
}

// Unrectified implements desk.Books.
func (s *Store) Unrectified(ctx context.Context, limit int) ([]desk.Rating, error) {
	return from(ctx, s, func(b books) ([]desk.Rating, error) { return b.Unrectified(ctx, limit) })
}

// sealRectification seals the private part of a rectification, as sealCase does.
func (x *tx) sealRectification(ctx context.Context, c desk.Rectification) (desk.RectificationDoc, error) {
	doc := desk.RectificationDoc{Rectification: c}
	if c.Private.Empty() {
		var old desk.RectificationDoc
		if err := x.standing(ctx, `SELECT doc FROM rectification WHERE id = ?`, c.ID, &old); err != nil {
			return doc, err
		}
		doc.Sealed = old.Sealed
		return doc, nil
	}
	var err error
	doc.Sealed, err = x.s.opener.seal(ctx, x.db, rectificationOwner(c.ID), memberPrivate, c.Private)
	return doc, err
}

// rectification files the line under it, its visit and its cases.
func (p *projector) rectification(c desk.RectificationDoc, doc string) {
	p.about(rectificationOwner(c.ID))
	if c.Visit != "" {
		p.about("ticket:" + c.Visit)
	}
	for _, id := range c.Cases {
		p.about(caseOwner(id))
	}
	p.exec(`
		INSERT INTO rectification(id, rating, visit, state, concerned, day, due, rev, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET
			rating = excluded.rating, visit = excluded.visit, state = excluded.state,
			concerned = excluded.concerned, day = excluded.day, due = excluded.due,
			rev = excluded.rev, doc = excluded.doc`,
		c.ID, c.Rating, c.Visit, c.State, c.Concerned, c.Day, c.Due, c.Rev, doc)
}

// firstDesk takes what the street assigns to a station, which each of its desks is
// told, where it names neither a case nor a desk: centres did not at first.
const firstDesk = "01"

// rectified is the act of what the street says to a rectification. What is none is
// written down and changes nothing; an older version than the one that stands is
// kept out as well. One that is not here is a Problem of kind NotFound: it may be
// another desk's.
func rectified(ctx context.Context, x *tx, f uplink.FeedLine) (desk.Act, error) {
	act := desk.Act{Kind: desk.ActRectifyStreet, Obj: f.Obj, Note: map[string]string{"ver": strconv.Itoa(f.Ver), "outcome": "unreadable"}}
	var s desk.StreetRectification
	err := json.Unmarshal(f.Body, &s)
	if err != nil || !s.Fits() || s.Ver != f.Ver || f.Obj != desk.RectificationObj(s.ID) {
		return act, nil
	}
	act.Note["do"], act.Note["by"], act.Note["outcome"] = string(s.Do), s.By, "applied"
	c, err := x.Rectification(ctx, s.ID)
	if s.Do == desk.StreetOpenTask && desk.KindOf(err) == desk.NotFound {
		return x.assigned(ctx, act, s)
	}
	if err != nil {
		return act, err
	}
	act.Base = "rev:" + strconv.Itoa(c.Rev)
	if !c.Follow(s, x.stamp) {
		act.Note["outcome"] = "kept"
		return act, nil
	}
	act.Rectifications = []desk.Rectification{c}
	return act, nil
}

// assigned is the act of one that the street opens. The desk that has the case takes
// it on, or the one that is named.
func (x *tx) assigned(ctx context.Context, act desk.Act, s desk.StreetRectification) (desk.Act, error) {
	var of *desk.Case
	switch {
	case s.Case != "":
		found, err := x.numbered(ctx, s.Case)
		if err != nil {
			return act, err
		}
		of = &found
	case cmp.Or(s.Desk, x.s.station.Code+"-"+firstDesk) != x.s.station.Code+"-"+x.s.station.Desk:
		act.Note["outcome"] = "elsewhere"
		return act, nil
	}
	act.Rectifications = []desk.Rectification{x.s.station.Rectify.Assigned(s, of, x.stamp)}
	return act, nil
}

// numbered finds a case by its whole number.
func (b books) numbered(ctx context.Context, no string) (desk.Case, error) {
	c, err := b.scanCase(b.q.QueryRowContext(ctx, selectCase+` WHERE c.no = ?`, no).Scan)
	return c, missing(err, "case")
}
