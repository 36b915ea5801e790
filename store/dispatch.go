package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// Dispatch implements desk.Books.
func (b books) Dispatch(ctx context.Context, k desk.DispatchKind, id string) (desk.Dispatch, error) {
	var doc string
	var d desk.Dispatch
	err := b.q.QueryRowContext(ctx, `SELECT doc FROM dispatch WHERE kind = ? AND id = ?`, k, id).Scan(&doc)
	if err == nil {
		err = decode(doc, &d)
	}
	return d, missing(err, "dispatch")
}

// Dispatches implements desk.Books.
func (b books) Dispatches(ctx context.Context, f desk.DispatchFilter) ([]desk.Dispatch, error) {
	var w where
	if f.Open {
		w.and("open = 1")
	} else {
		w.and("kind = ?", f.Kind)
	}
	if f.Since != "" {
		w.and("until >= ?", f.Since)
	}
	out, err := docs[desk.Dispatch](ctx, b.q, `SELECT doc FROM dispatch`+w.String()+` ORDER BY at DESC, id DESC LIMIT ?`,
		append(w.args, bound(f.Limit, 100, 1000))...)
	if err != nil {
		return nil, fmt.Errorf("dispatches: %w", err)
	}
	return out, nil
}

// Dispatch implements desk.Books.
func (s *Store) Dispatch(ctx context.Context, k desk.DispatchKind, id string) (desk.Dispatch, error) {
	return from(ctx, s, func(b books) (desk.Dispatch, error) { return b.Dispatch(ctx, k, id) })
}

// Dispatches implements desk.Books.
func (s *Store) Dispatches(ctx context.Context, f desk.DispatchFilter) ([]desk.Dispatch, error) {
	return from(ctx, s, func(b books) ([]desk.Dispatch, error) { return b.Dispatches(ctx, f) })
}

func (p *projector) dispatch(d desk.Dispatch, doc string) {
	p.exec(`
		INSERT INTO dispatch(kind, id, ver, until, open, at, rev, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(kind, id) DO UPDATE SET
			ver = excluded.ver, until = excluded.until, open = excluded.open, at = excluded.at,
			rev = excluded.rev, doc = excluded.doc`,
		d.Kind, d.ID, d.Ver, d.Until, d.Kind == desk.DispatchOrder && d.Outcome == "", d.At.UnixMilli(), d.Rev, doc)
}

// dispatched is the act of something that the street has sent to the station. What
// is none is written down and kept nowhere; an older version than the one that
// stands changes nothing.
func dispatched(ctx context.Context, x *tx, f uplink.FeedLine) (desk.Act, error) {
	act := arrived(f)
	d, ok := dispatchIn(f)
	if !ok || d.Ver != f.Ver || !readable(d.Words, 4*desk.MostAnnounced) || !readable(d.By, 200) || len(d.ID) > 128 {
		return act, nil
	}
	if o, _ := strings.CutPrefix(f.Obj, "desk:"); d.Kind == desk.DispatchOrder && o != x.from.desk {
		act.Note["outcome"] = "elsewhere" // another desk of the station does it
		return act, nil
	}
	act.Note["by"], act.Note["outcome"] = d.By, "applied"
	old, err := x.Dispatch(ctx, d.Kind, d.ID)
	switch {
	case desk.KindOf(err) == desk.NotFound:
	case err != nil:
		return act, err
	default:
		act.Base = "rev:" + strconv.Itoa(old.Rev)
		if !old.Follow(d) {
			act.Note["outcome"] = "kept"
			return act, nil
		}
		d = old
	}
	act.Dispatches = []desk.Dispatch{d}
	return act, nil
}

// arrived is the act of a line that nobody can make anything of.
func arrived(f uplink.FeedLine) desk.Act {
	return desk.Act{
		Kind: desk.ActDispatched, Obj: f.Obj,
		Note: map[string]string{"kind": f.Kind, "ver": strconv.Itoa(f.Ver), "outcome": "unreadable"},
	}
}

// dispatchIn reads what a line brings; ok is false for what is none, or is not
// about the line's object.
func dispatchIn(f uplink.FeedLine) (d desk.Dispatch, ok bool) {
	switch f.Kind {
	case uplink.FeedAnnouncement:
		return brought(f, func(a desk.StreetAnnouncement) string { return "announcement:" + a.ID })
	case uplink.FeedRoster:
		return brought(f, func(r desk.StreetRoster) string { return "roster:" + r.Month })
	case uplink.FeedCommand:
		return brought(f, func(o desk.StreetOrder) string { return "desk:" + o.Desk })
	}
	return d, false
}

// brought reads the body of a line as a T, which names the object it is about.
func brought[T interface{ Dispatch() (desk.Dispatch, bool) }](f uplink.FeedLine, object func(T) string) (d desk.Dispatch, ok bool) {
	var body T
	if json.Unmarshal(f.Body, &body) != nil {
		return d, false
	}
	d, ok = body.Dispatch()
	return d, ok && f.Obj == object(body)
}
