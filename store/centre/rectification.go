package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// A task is a rectification as it stands here: the desk's document, and apart from it
// what follows from what the street has said since.
type task struct {
	tenant, desk, station string
	rev                   int
	rid                   string
	doc                   desk.RectificationDoc
	raw                   string
	now                   desk.Rectification // as it will be at the desk once it has heard all
}

// lockTask keeps everybody else from a rectification until the transaction ends.
func lockTask(ctx context.Context, tx *records.Tx, tenant, id string) error {
	return tx.Lock(ctx, "rectification:"+tenant+":"+id)
}

// loadTask returns a rectification, or sql.ErrNoRows.
func loadTask(ctx context.Context, tx *records.Tx, tenant, id string) (task, error) {
	return scanTask(tx.QueryRowContext(ctx, selectTask+` WHERE tenant = ? AND id = ?`, tenant, id).Scan)
}

const selectTask = `
	SELECT tenant, desk_id, station, rev, rid, doc, stands
	FROM rectification`

func scanTask(scan func(...any) error) (k task, err error) {
	var stands string
	if err := scan(&k.tenant, &k.desk, &k.station, &k.rev, &k.rid, &k.raw, &stands); err != nil {
		return k, err
	}
	if err := errors.Join(json.Unmarshal([]byte(k.raw), &k.doc), json.Unmarshal([]byte(stands), &k.now)); err != nil {
		return k, fmt.Errorf("rectification: %w", err)
	}
	return k, nil
}

// projectRectification brings a rectification up to the document in a line. The desk
// that opened it, or took it on from the street, is the only one that writes it. A
// document that is older than the one that stands changes nothing.
func (x *Centre) projectRectification(ctx context.Context, tx *records.Tx, c caller, l desk.Line, raw json.RawMessage) error {
	var doc desk.RectificationDoc
	if err := json.Unmarshal(raw, &doc); err != nil || !plain(doc.ID) || len(doc.ID) > 64 || doc.Rev < 1 || doc.State == "" {
		return &unfit{codeBody, "rectification"}
	}
	if err := lockTask(ctx, tx, c.tenant, doc.ID); err != nil {
		return err
	}
	old, err := loadTask(ctx, tx, c.tenant, doc.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case old.station != c.station || old.desk != "" && old.desk != c.id:
		return &unfit{codeRectification, "desk"}
	case doc.Rev < old.rev:
		return nil
	}
	return x.saveTask(ctx, tx, &task{
		tenant: c.tenant, desk: c.id, station: c.station, rev: doc.Rev, rid: l.RID, doc: doc, raw: string(raw),
	})
}

// streetWords is what the street said to a rectification after a version, in order.
func streetWords(ctx context.Context, tx *records.Tx, k task, after int) ([]desk.StreetRectification, error) {
	return wentDown[desk.StreetRectification](ctx, tx, k.station, desk.RectificationObj(k.doc.ID), uplink.FeedRectification, after)
}

// saveTask writes a rectification down, and works out how it will stand at the desk
// once it has heard all that the street has said.
func (x *Centre) saveTask(ctx context.Context, tx *records.Tx, k *task) error {
	list, err := streetWords(ctx, tx, *k, k.doc.Ver)
	if err != nil {
		return err
	}
	c := k.doc.Rectification
	for _, s := range list {
		at := time.Time(s.At).UTC()
		c.Follow(s, desk.Stamp{At: at, Day: desk.DayOf(at, 0)})
	}
	k.now = c
	stands, err := json.Marshal(c)
	if err != nil {
		return err
	}
	waits := c.Appeal != nil && c.Appeal.State == desk.AppealFiled
	_, err = tx.ExecContext(ctx, `
		INSERT INTO rectification(tenant, id, desk_id, station, state, level, day, due, closed_day, outcome, unnamed,
			mistaken, appealed, rev, rid, changed, heard, doc, stands)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(tenant, id) DO UPDATE SET
			desk_id = excluded.desk_id, state = excluded.state, level = excluded.level, day = excluded.day,
			due = excluded.due, closed_day = excluded.closed_day, outcome = excluded.outcome, unnamed = excluded.unnamed,
			mistaken = excluded.mistaken, appealed = excluded.appealed, rev = excluded.rev, rid = excluded.rid,
			changed = excluded.changed, heard = excluded.heard, doc = excluded.doc, stands = excluded.stands`,
		k.tenant, c.ID, k.desk, k.station, string(c.State), string(c.Level), string(c.Day), string(c.Due), string(c.ClosedDay),
		string(c.Call), c.Unnamed, c.Excluded(), waits, k.rev, k.rid, x.now().UnixMilli(), k.doc.Ver, k.raw, string(stands))
	return err
}

// A RatingView is the following up of a bad rating as the street sees it. What was
// sealed of it is not in it.
type RatingView struct {
	desk.Rectification

	Desk    string // "" while no desk has taken on what the street opened
	Station string
	Overdue bool
	Left    int  // calendar days, negative when over
	Told    bool // the desk has heard all that the street has said
}

// A RatingFilter narrows a list of rectifications; zero members do not narrow.
type RatingFilter struct {
	Station string
	State   string // one of desk's, "late" for those that are late, or "appeal" for those that wait for a decision
	Open    bool
	After   int
	Limit   int // 0 for 500
}

// States to narrow by, besides desk's.
const (
	RatingLate   = "late"
	RatingAppeal = "appeal"
)

// Ratings lists rectifications: those that are open and late first, then the open
// ones by their last day, then those that are closed, the latest first.
func (x *Centre) Ratings(ctx context.Context, p Person, f RatingFilter) ([]RatingView, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	today := desk.DayOf(x.now(), 0)
	var out []RatingView
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, selectTask+`
			WHERE (?1 = '' OR tenant = ?1) AND (?2 = '' OR station = ?2) AND (?4 = 0 OR state <> 'closed')
				AND (?3 = '' OR state = ?3 OR ?3 = 'appeal' AND appealed = 1
					OR ?3 = 'late' AND (state <> 'closed' AND due < ?5 OR state = 'closed' AND closed_day > due))
			ORDER BY CASE WHEN state = 'closed' THEN 1 ELSE 0 END, CASE WHEN state = 'closed' THEN '' ELSE due END,
				closed_day DESC, tenant, id
			LIMIT ?6 OFFSET ?7`,
			p.Tenant, f.Station, f.State, f.Open, string(today), bounded(f.Limit), min(max(f.After, 0), mostActs))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			k, err := scanTask(rows.Scan)
			if err != nil {
				return err
			}
			out = append(out, x.ratingView(k))
		}
		return rows.Err()
	})
	return out, err
}

func (x *Centre) ratingView(k task) RatingView {
	today := desk.DayOf(x.now(), 0)
	return RatingView{
		Rectification: k.now, Desk: k.desk, Station: k.station, Overdue: k.now.Overdue(today), Left: k.now.Left(today),
		Told: k.desk != "" && k.doc.Ver >= k.now.Ver,
	}
}

// A RatingFile is one rectification with its course.
type RatingFile struct {
	RatingView

	Open   bool // Private is opened
	Street []desk.StreetRectification
	Course []Happening // at the desk
}

// Rating returns one rectification without what was sealed. It is a Problem of kind
// NotFound for one that is not there for the person.
func (x *Centre) Rating(ctx context.Context, p Person, id string) (RatingFile, error) {
	f, _, err := x.ratingFile(ctx, p, id)
	return f, err
}

// OpenRating is Rating with what was sealed, which is written down. Open stays false
// while the key has not come, or after it was wiped.
func (x *Centre) OpenRating(ctx context.Context, p Person, id string) (RatingFile, error) {
	f, k, err := x.ratingFile(ctx, p, id)
	if err != nil {
		return f, err
	}
	if len(k.doc.Sealed) > 0 {
		if err := x.unsealRating(ctx, k, &f); err != nil {
			return f, err
		}
	}
	return f, x.seen(ctx, k.tenant, p, actOpen, desk.RectificationObj(f.ID), "")
}

func (x *Centre) ratingFile(ctx context.Context, p Person, id string) (f RatingFile, k task, err error) {
	if err := p.check(); err != nil {
		return f, k, err
	}
	err = x.read(ctx, func(tx *records.Tx) error {
		f = RatingFile{}
		tenant, err := ratingTenant(ctx, tx, p, id)
		if err != nil {
			return err
		}
		if k, err = loadTask(ctx, tx, tenant, id); err != nil {
			return err
		}
		f.RatingView = x.ratingView(k)
		if f.Street, err = streetWords(ctx, tx, k, 0); err != nil {
			return err
		}
		f.Course, err = happened(ctx, tx, tenant, desk.RectificationObj(id))
		return err
	})
	return f, k, err
}

// ratingTenant is the street of a rectification, among what is there for a person.
func ratingTenant(ctx context.Context, tx *records.Tx, p Person, id string) (tenant string, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT tenant
		FROM rectification
		WHERE id = ?1 AND (?2 = '' OR tenant = ?2)
		LIMIT 1`, strings.TrimSpace(id), p.Tenant).Scan(&tenant)
	if errors.Is(err, sql.ErrNoRows) {
		return "", &desk.Problem{Kind: desk.NotFound, What: "rectify.none"}
	}
	return tenant, err
}

// unsealRating opens the private part of a rectification, if its key is here.
func (x *Centre) unsealRating(ctx context.Context, k task, f *RatingFile) error {
	owner := desk.RectificationObj(f.ID)
	key, err := x.ObjectKey(ctx, k.tenant, owner)
	if desk.KindOf(err) == desk.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	plain, err := seal.NewField(x.suite, key).Open(owner, "private", k.doc.Sealed)
	if err != nil {
		return &desk.Problem{Kind: desk.Broken, What: "case.private", Cause: err}
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, &f.Private); err != nil {
		return &desk.Problem{Kind: desk.Broken, What: "case.private"} // The decoder quotes what it read.
	}
	f.Open = true
	return nil
}

// A RatingTotal counts the rectifications of one station.
type RatingTotal struct {
	Station  string
	All      int // bad ratings that count
	Excluded int // beside them: the street found them mistaken
	Open     int
	OnTime   int // closed by their last day
	Late     int // open after it, or closed after it
	Callable int // somebody is known to call
	Called   int // and was reached, or wished no call
}

// RatingTotals counts rectifications that were opened from one day to another by
// station; a zero day does not narrow.
func (x *Centre) RatingTotals(ctx context.Context, p Person, from, until desk.Day) ([]RatingTotal, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var out []RatingTotal
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, `
			SELECT station, sum(CASE WHEN mistaken = 0 THEN 1 ELSE 0 END), sum(CASE WHEN mistaken = 0 THEN 0 ELSE 1 END),
				sum(CASE WHEN mistaken = 0 AND state <> 'closed' THEN 1 ELSE 0 END),
				sum(CASE WHEN mistaken = 0 AND state = 'closed' AND closed_day <= due THEN 1 ELSE 0 END),
				sum(CASE WHEN mistaken = 0 AND (state <> 'closed' AND due < ?4 OR state = 'closed' AND closed_day > due) THEN 1 ELSE 0 END),
				sum(CASE WHEN mistaken = 0 AND unnamed = 0 THEN 1 ELSE 0 END),
				sum(CASE WHEN mistaken = 0 AND unnamed = 0 AND outcome IN ('reached', 'declined') THEN 1 ELSE 0 END)
			FROM rectification
			WHERE (?1 = '' OR tenant = ?1) AND (?2 = '' OR day >= ?2) AND (?3 = '' OR day <= ?3)
			GROUP BY station
			ORDER BY station
			LIMIT 5000`, p.Tenant, string(from), string(until), string(desk.DayOf(x.now(), 0)))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var t RatingTotal
			if err := rows.Scan(&t.Station, &t.All, &t.Excluded, &t.Open, &t.OnTime, &t.Late, &t.Callable, &t.Called); err != nil {
				return err
			}
			out = append(out, t)
		}
		return rows.Err()
	})
	return out, err
}

// CallShare is how many of a hundred who could be called were, "" where nobody could.
func (t RatingTotal) CallShare() string {
	if t.Callable == 0 {
		return ""
	}
	return fmt.Sprintf("%d%%", t.Called*100/t.Callable)
}

// stamp is the moment of what the street does.
func (x *Centre) stamp() desk.Stamp {
	now := x.now().Truncate(time.Millisecond)
	return desk.Stamp{At: now, Day: desk.DayOf(now, 0)}
}

// rectifiedAgain lets a rectification stand as the line says that came back.
func (x *Centre) rectifiedAgain(ctx context.Context, tx *records.Tx, tenant string, l uplink.FeedLine) error {
	var s desk.StreetRectification
	if err := json.Unmarshal(l.Body, &s); err != nil || desk.RectificationObj(s.ID) != l.Obj {
		return err
	}
	k, err := loadTask(ctx, tx, tenant, s.ID)
	if errors.Is(err, sql.ErrNoRows) && s.Do == desk.StreetOpenTask {
		at := time.Time(s.At).UTC()
		k = task{tenant: tenant, station: l.Station}
		k.doc.Rectification = desk.RectifyRule{}.Assigned(s, nil, desk.Stamp{At: at, Day: desk.DayOf(at, 0)})
		raw, err := json.Marshal(k.doc)
		if err != nil {
			return err
		}
		k.raw = string(raw)
		return x.saveTask(ctx, tx, &k)
	}
	if errors.Is(err, sql.ErrNoRows) || err == nil && k.station != l.Station {
		return nil // Its lines are still to come.
	}
	if err != nil {
		return err
	}
	return x.saveTask(ctx, tx, &k)
}
