package centre

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
)

// An InboxFilter narrows the cases of a street; zero members do not narrow.
type InboxFilter struct {
	Station string
	State   desk.CaseState
	Waiting bool   // only those that wait for the street: handed over or taken by it
	Text    string // in the number, or in the title
	Page    int    // from 0
}

// InboxSize is how many cases a page of the inbox has, and mostInbox how many
// pages can be asked for.
const (
	InboxSize = 50
	mostInbox = 2000
)

// An Inbox is one page of the cases of a street.
type Inbox struct {
	Cases []CaseView
	Total int // of all pages
	Page  int
}

// Inbox lists the cases that are there for a person, the latest changed first,
// those that wait for the street the earliest first.
func (x *Centre) Inbox(ctx context.Context, p Person, f InboxFilter) (in Inbox, err error) {
	if err := p.check(); err != nil {
		return in, err
	}
	const where = `
		WHERE (?1 = '' OR c.tenant = ?1) AND (?2 = '' OR c.station = ?2) AND (?3 = '' OR c.state = ?3)
			AND (?4 = 0 OR c.state IN ('handed', 'street'))
			AND (?5 = '' OR lower(c.no) LIKE ?5 ESCAPE '\' OR lower(c.title) LIKE ?5 ESCAPE '\')`
	args := []any{p.Tenant, f.Station, string(f.State), int64Of(f.Waiting), like(f.Text)}
	order := `c.changed DESC, c.id`
	if f.Waiting {
		order = `c.changed, c.id`
	}
	f.Page = min(max(f.Page, 0), mostInbox)
	err = x.read(ctx, func(tx *records.Tx) error {
		in = Inbox{Page: f.Page}
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM case_file c`+where, args...).Scan(&in.Total); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, selectView+where+` ORDER BY `+order+` LIMIT ?6 OFFSET ?7`,
			append(args, InboxSize, f.Page*InboxSize)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scanView(rows.Scan)
			if err != nil {
				return err
			}
			in.Cases = append(in.Cases, v)
		}
		return rows.Err()
	})
	return in, err
}

// like is a pattern for small letters that contain a text; "" for none. The
// databases differ in whether LIKE tells capitals apart.
func like(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// A Happening is one line of a desk about a case.
type Happening struct {
	Kind  desk.ActKind
	At    time.Time // by the desk's clock, put right by this one; zero where the line has none
	Staff string    // who acted at the desk, by staff id
}

// mostHistory bounds the history of a case.
const mostHistory = 500

// History lists what the desk did with a case, oldest first.
func (x *Centre) History(ctx context.Context, p Person, no string) ([]Happening, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var out []Happening
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		tenant, id, err := findCase(ctx, tx, p, no)
		if err != nil {
			return err
		}
		out, err = happened(ctx, tx, tenant, "case:"+id)
		return err
	})
	return out, err
}

// An AsideView is a line of a desk that was set aside: kept as it came, without
// its effect.
type AsideView struct {
	Seq      int64
	RID      string
	Kind     string
	KV       int
	Obj      string
	Code     string
	Detail   string
	Received time.Time
}

// Aside lists the lines of a desk that were set aside, the latest first. It is a
// Problem of kind NotFound for a desk that is not there for the person.
func (x *Centre) Aside(ctx context.Context, p Person, deskID string, limit int) ([]AsideView, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var out []AsideView
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		var n int
		err := tx.QueryRowContext(ctx, `
			SELECT count(*)
			FROM desk
			WHERE desk_id = ?1 AND (?2 = '' OR tenant = ?2)`, deskID, p.Tenant).Scan(&n)
		if err == nil && n == 0 {
			err = &desk.Problem{Kind: desk.NotFound, What: "desk"}
		}
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `
			SELECT seq, rid, kind, kv, obj, code, detail, received
			FROM event
			WHERE desk_id = ? AND status = 2
			ORDER BY received DESC, seq DESC
			LIMIT ?`, deskID, bounded(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v AsideView
			var at int64
			if err := rows.Scan(&v.Seq, &v.RID, &v.Kind, &v.KV, &v.Obj, &v.Code, &v.Detail, &at); err != nil {
				return err
			}
			v.Received = time.UnixMilli(at).UTC()
			out = append(out, v)
		}
		return rows.Err()
	})
	return out, err
}

// happened lists what desks wrote down about an object, in their order.
func happened(ctx context.Context, tx *records.Tx, tenant, obj string) ([]Happening, error) {
	var out []Happening
	rows, err := tx.QueryContext(ctx, `
		SELECT e.kind, coalesce(e.corrected, e.occurred, 0), e.line
		FROM event e
		JOIN incarnation i ON i.desk_id = e.desk_id AND i.id = e.incarnation
		WHERE e.tenant = ? AND e.obj = ? AND e.status = 1
		ORDER BY i.no, e.seq
		LIMIT ?`, tenant, obj, mostHistory)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h Happening
		var at int64
		var raw []byte
		if err := rows.Scan(&h.Kind, &at, &raw); err != nil {
			return nil, err
		}
		var line struct {
			Staff string `json:"staff"`
		}
		if json.Unmarshal(raw, &line) == nil {
			h.Staff = line.Staff
		}
		if at > 0 {
			h.At = time.UnixMilli(at).UTC()
		}
		out = append(out, h)
	}
	return out, rows.Err()
}
