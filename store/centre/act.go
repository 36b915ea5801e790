package centre

import (
	"context"
	"errors"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
)

// A Person is somebody of the street who does something here. Tenant is their
// street: nothing of another one is there for them. The operator of the centre
// has none, and sees all.
type Person struct {
	Name   string // as the desk and the log of acts show it
	Tenant string // nine digits, "" for the operator
}

// mostName bounds the name of a person, in characters.
const mostName = 64

func (p Person) check() error {
	if strings.TrimSpace(p.Name) == "" || !speakable(p.Name, mostName) || p.Tenant != "" && !digits(p.Tenant, 9) {
		return &desk.Problem{Kind: desk.Denied, What: "centre.person"}
	}
	return nil
}

// Kinds of what people of the street do.
const (
	actDecide = "decide"
	actOpen   = "open" // a case with its personal members
	actPage   = "page" // a page of a case
	actCheck  = "check"
	actEnter  = "enter"
	actFields = "fields" // the values of a case for a second entry
	actExport = "export" // a case with its personal members, into a file
)

// errDone says that a record id has acted before.
var errDone = errors.New("done before")

// once writes an act down, with a record id that its caller minted before the
// first try. It returns errDone where that was written down before.
func (x *Centre) once(ctx context.Context, tx *records.Tx, rid, tenant string, p Person, kind, obj, detail string) error {
	if !plain(rid) || len(rid) > 64 {
		return &desk.Problem{Kind: desk.Invalid, What: "rid"}
	}
	r, err := tx.ExecContext(ctx, `
		INSERT INTO act(rid, tenant, who, kind, obj, detail, at)
		VALUES(?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, rid, tenant, p.Name, kind, obj, detail, x.now().UnixMilli())
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err != nil || n > 0 {
		return err
	}
	var had string
	err = tx.QueryRowContext(ctx, `SELECT kind || ' ' || obj FROM act WHERE rid = ? AND tenant = ?`, rid, tenant).Scan(&had)
	if err != nil || had != kind+" "+obj {
		return &desk.Problem{Kind: desk.Conflict, What: "rid", Cause: err}
	}
	return errDone
}

// seen writes down that somebody looked at personal data.
func (x *Centre) seen(ctx context.Context, tenant string, p Person, kind, obj, detail string) error {
	return x.write(ctx, func(tx *records.Tx) error {
		return x.once(ctx, tx, randomID(), tenant, p, kind, obj, detail)
	})
}

// An ActView is one act of a person of the street.
type ActView struct {
	RID    string `json:"rid"`
	Tenant string `json:"tenant"`
	Who    string `json:"who"`
	Kind   string `json:"kind"`
	Obj    string `json:"obj"`
	Detail string `json:"detail,omitempty"`
	At     int64  `json:"at"`           // UTC, milliseconds
	No     string `json:"no,omitempty"` // of the case, where the object is one
}

// Acts lists what the street's people did, the latest first.
func (x *Centre) Acts(ctx context.Context, p Person, limit int) ([]ActView, error) {
	return x.ActsOn(ctx, p, ActFilter{Limit: limit})
}

// An ActFilter narrows a list of acts.
type ActFilter struct {
	Text  string // name of who did it, or number or id of what it was done to; "" does not narrow
	Kind  string // "" does not narrow
	After int    // how many to leave out, the latest first
	Limit int    // 0 for 500
}

// ActsOn lists acts, the latest first.
func (x *Centre) ActsOn(ctx context.Context, p Person, f ActFilter) ([]ActView, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	out := []ActView{}
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, `
			SELECT a.rid, a.tenant, a.who, a.kind, a.obj, a.detail, a.at, coalesce(c.no, '')
			FROM act a
			LEFT JOIN case_file c ON c.tenant = a.tenant AND 'case:' || c.id = a.obj
			WHERE (?1 = '' OR a.tenant = ?1) AND (?3 = '' OR a.who = ?3 OR c.no = ?3 OR a.obj IN ('case:' || ?3, 'batch:' || ?3, 'account:' || ?3))
				AND (?4 = '' OR a.kind = ?4)
			ORDER BY a.at DESC, a.rid
			LIMIT ?2 OFFSET ?5`, p.Tenant, bounded(f.Limit), strings.TrimSpace(f.Text), f.Kind, min(max(f.After, 0), mostActs))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a ActView
			if err := rows.Scan(&a.RID, &a.Tenant, &a.Who, &a.Kind, &a.Obj, &a.Detail, &a.At, &a.No); err != nil {
				return err
			}
			out = append(out, a)
		}
		return rows.Err()
	})
	return out, err
}

// mostActs is how far back a list of acts may be turned.
const mostActs = 1_000_000

// bounded is a limit of a list: 500 for none, and at most 5,000.
func bounded(limit int) int {
	if limit <= 0 {
		return 500
	}
	return min(limit, 5000)
}
