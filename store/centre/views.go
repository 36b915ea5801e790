package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/blob"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// A CaseView is a case as the street sees it. What was sealed is not in it.
type CaseView struct {
	ID          string         `json:"id"`
	No          string         `json:"no"`
	Desk        string         `json:"desk"`
	Station     string         `json:"station"`
	Item        string         `json:"item"`
	Title       string         `json:"title"`
	Mode        desk.Mode      `json:"mode"`
	State       desk.CaseState `json:"state"` // with the decisions made here
	Decision    desk.Decision  `json:"decision,omitempty"`
	DecisionVer int            `json:"decision_ver,omitempty"`
	Told        bool           `json:"told"` // the desk has heard of the latest decision
	Words       string         `json:"words,omitempty"`
	Received    *time.Time     `json:"received,omitempty"`
	Changed     time.Time      `json:"changed"`
	Expected    int            `json:"pages_expected"`
	Present     int            `json:"pages_present"`
	Awaiting    bool           `json:"awaiting_blob"` // pages are still to come
	Forked      bool           `json:"forked"`        // two branches of the desk wrote it; somebody must look
	Stand       string         `json:"-"`             // other after whatever happened to the case
}

// A CaseFilter narrows a list of cases; zero members do not narrow.
type CaseFilter struct {
	Street  string
	Station string
	State   desk.CaseState
	Limit   int // 0 for 500, at most 5,000
}

const selectView = `
	SELECT c.tenant, c.id, c.no, c.desk_id, c.station, c.item, c.mode, c.state, c.decision, c.decision_ver,
		c.forked, c.changed,
		c.title, c.received, c.heard, c.words, c.rev, c.rid,
		(SELECT count(*) FROM case_page p WHERE p.tenant = c.tenant AND p.case_id = c.id),
		(SELECT count(*) FROM case_page p JOIN blob b ON b.tenant = p.tenant AND b.id = p.blob_id
			WHERE p.tenant = c.tenant AND p.case_id = c.id)
	FROM case_file c`

func scanView(scan func(...any) error) (CaseView, error) {
	var v CaseView
	var tenant string
	var received sql.NullInt64
	var changed int64
	var heard, rev int
	var rid string
	err := scan(&tenant, &v.ID, &v.No, &v.Desk, &v.Station, &v.Item, &v.Mode, &v.State, &v.Decision, &v.DecisionVer,
		&v.Forked, &changed, &v.Title, &received, &heard, &v.Words, &rev, &rid, &v.Expected, &v.Present)
	v.Changed = time.UnixMilli(changed).UTC()
	if received.Valid {
		t := time.UnixMilli(received.Int64).UTC()
		v.Received = &t
	}
	v.Stand = fmt.Sprintf("%d.%d.%s", rev, v.DecisionVer, rid)
	v.Told, v.Awaiting = heard >= v.DecisionVer, v.Present < v.Expected
	return v, err
}

// Cases lists cases, the latest changed first.
func (x *Centre) Cases(ctx context.Context, f CaseFilter) ([]CaseView, error) {
	out := []CaseView{}
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, selectView+`
			WHERE (?1 = '' OR c.tenant = ?1) AND (?2 = '' OR c.station = ?2) AND (?3 = '' OR c.state = ?3)
			ORDER BY c.changed DESC, c.id
			LIMIT ?4`, f.Street, f.Station, string(f.State), bounded(f.Limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scanView(rows.Scan)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return rows.Err()
	})
	return out, err
}

// Case returns one case by its number or id; a Problem of kind NotFound where
// there is none.
func (x *Centre) Case(ctx context.Context, no string) (v CaseView, err error) {
	err = x.read(ctx, func(tx *records.Tx) error {
		tenant, id, err := findCase(ctx, tx, Person{}, no)
		if err != nil {
			return err
		}
		v, err = x.view(ctx, tx, tenant, id)
		return err
	})
	return v, err
}

func (x *Centre) view(ctx context.Context, tx *records.Tx, tenant, id string) (CaseView, error) {
	return scanView(tx.QueryRowContext(ctx, selectView+` WHERE c.tenant = ? AND c.id = ?`, tenant, id).Scan)
}

// A DeskView is a desk as the street sees it.
type DeskView struct {
	Desk        string    `json:"desk"`
	Station     string    `json:"station"`
	StationName string    `json:"station_name,omitempty"`
	Active      bool      `json:"active"`
	Enrolled    time.Time `json:"enrolled"`
	LastSeen    time.Time `json:"last_seen,omitzero"` // zero for never
	Incarnation int       `json:"incarnation"`        // ordinal, 0 before the first
	Events      int64     `json:"events"`             // distinct lines
	Repeated    int64     `json:"repeated"`           // lines that came again
	Quarantined int64     `json:"quarantined"`
	Alarms      int64     `json:"alarms"`
	Awaiting    int64     `json:"awaiting_blobs"` // named by lines and not here
	Lag         int64     `json:"lag"`            // lines that the desk had at its last hello and that are not here
	Software    string    `json:"software"`
	JournalN    int64     `json:"journal_n"`
	JournalHash string    `json:"journal_hash"`
	OffMS       int64     `json:"off_ms"` // this clock minus the desk's

	Pending uplink.Pending `json:"pending"` // in its outbox at its last hello, before it sent that
}

// Desks lists every desk that was enrolled.
func (x *Centre) Desks(ctx context.Context) ([]DeskView, error) { return x.desks(ctx, "") }

// DesksOf lists the desks that are there for a person.
func (x *Centre) DesksOf(ctx context.Context, p Person) ([]DeskView, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	return x.desks(ctx, p.Tenant)
}

func (x *Centre) desks(ctx context.Context, tenant string) ([]DeskView, error) {
	out := []DeskView{}
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, `
			SELECT d.desk_id, d.station, d.state = 'active', d.enrolled, d.last_seen, d.software,
				d.journal_n, d.journal_hash, d.off_ms, d.pending, CASE WHEN d.head >= d.next_seq THEN d.head - d.next_seq + 1 ELSE 0 END,
				coalesce((SELECT i.no FROM incarnation i WHERE i.desk_id = d.desk_id AND i.id = d.incarnation), 0),
				(SELECT count(*) FROM event e WHERE e.desk_id = d.desk_id),
				(SELECT count(*) FROM redelivery r WHERE r.desk_id = d.desk_id),
				(SELECT count(*) FROM event e WHERE e.desk_id = d.desk_id AND e.status = 2),
				(SELECT count(*) FROM alarm a WHERE a.desk_id = d.desk_id),
				(SELECT count(DISTINCT b.blob_id) FROM event_blob b WHERE b.desk_id = d.desk_id AND NOT EXISTS(
					SELECT 1 FROM blob h WHERE h.tenant = b.tenant AND h.id = b.blob_id))
			FROM desk d
			WHERE ?1 = '' OR d.tenant = ?1
			ORDER BY d.desk_id`, tenant)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v DeskView
			var enrolled, seen int64
			var pending string
			err := rows.Scan(&v.Desk, &v.Station, &v.Active, &enrolled, &seen, &v.Software, &v.JournalN, &v.JournalHash,
				&v.OffMS, &pending, &v.Lag, &v.Incarnation, &v.Events, &v.Repeated, &v.Quarantined, &v.Alarms, &v.Awaiting)
			if err != nil {
				return err
			}
			var t told
			if err := json.Unmarshal([]byte(pending), &t); err != nil {
				return fmt.Errorf("outbox of a desk: %w", err)
			}
			v.Pending, v.StationName = t.Pending, t.Name
			v.Enrolled = time.UnixMilli(enrolled).UTC()
			if seen > 0 {
				v.LastSeen = time.UnixMilli(seen).UTC()
			}
			out = append(out, v)
		}
		return rows.Err()
	})
	return out, err
}

// A Station is one that has a desk.
type Station struct{ Code, Name string }

// StationsOf lists the stations that are there for a person, by the names that
// their desks told last.
func (x *Centre) StationsOf(ctx context.Context, p Person) ([]Station, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var out []Station
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, `
			SELECT station, pending
			FROM desk
			WHERE ?1 = '' OR tenant = ?1
			ORDER BY station, last_seen`, p.Tenant)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s Station
			var pending string
			var t told
			if err := rows.Scan(&s.Code, &pending); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(pending), &t); err != nil {
				return fmt.Errorf("outbox of a desk: %w", err)
			}
			if s.Name = t.Name; len(out) == 0 || out[len(out)-1].Code != s.Code {
				out = append(out, s)
			} else if s.Name != "" {
				out[len(out)-1] = s
			}
		}
		return rows.Err()
	})
	return out, err
}

// Revoke makes a desk's key worthless; a new code brings it back.
func (x *Centre) Revoke(ctx context.Context, deskID string) error {
	return x.write(ctx, func(tx *records.Tx) error {
		r, err := tx.ExecContext(ctx, `UPDATE desk SET state = 'revoked' WHERE desk_id = ?`, deskID)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return &desk.Problem{Kind: desk.NotFound, What: "desk", Cause: err}
		}
		return nil
	})
}

// A Record is one line as it came.
type Record struct {
	Incarnation string
	Seq         int64
	RID         string
	Line        []byte
	Code        string // of quarantine, "" for none
}

// Records calls each for every distinct line of a desk, in the order in which
// they came, until it returns an error.
func (x *Centre) Records(ctx context.Context, deskID string, each func(Record) error) error {
	return x.read(ctx, func(tx *records.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT e.incarnation, e.seq, e.rid, e.line, e.code
			FROM event e
			JOIN incarnation i ON i.desk_id = e.desk_id AND i.id = e.incarnation
			WHERE e.desk_id = ?
			ORDER BY i.no, e.seq`, deskID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var r Record
			if err := rows.Scan(&r.Incarnation, &r.Seq, &r.RID, &r.Line, &r.Code); err != nil {
				return err
			}
			if err := each(r); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// ObjectKey opens the key of an owner, such as "case:01J…", that a desk of the
// street has shared. It is a Problem of kind NotFound where none was shared, or
// its blob has not come or was wiped.
func (x *Centre) ObjectKey(ctx context.Context, tenant, owner string) (seal.Key, error) {
	none := &desk.Problem{Kind: desk.NotFound, What: "key"}
	var id string
	err := x.read(ctx, func(tx *records.Tx) error {
		return tx.QueryRowContext(ctx, `
			SELECT k.blob_id
			FROM shared_key k
			JOIN blob b ON b.tenant = k.tenant AND b.id = k.blob_id
			WHERE k.tenant = ? AND k.owner = ?
			ORDER BY k.at DESC
			LIMIT 1`, tenant, owner).Scan(&id)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return seal.Key{}, none
	}
	if err != nil {
		return seal.Key{}, err
	}
	s, err := x.street(ctx, tenant)
	if err != nil {
		return seal.Key{}, err
	}
	sealed, err := s.read(ctx, id, 4<<10)
	if err != nil {
		none.Cause = err
		return seal.Key{}, none
	}
	key, err := seal.OpenFor(x.suite, s.keys.Box(), sealed, owner)
	if err != nil {
		return key, &desk.Problem{Kind: desk.Broken, What: "key", Cause: err}
	}
	return key, nil
}

// health says that this centre reads its records and reaches its pages, and whether
// it has room.
func (x *Centre) health(r *http.Request) (reply, error) {
	var desks int
	var tenant sql.NullString
	err := x.read(r.Context(), func(tx *records.Tx) error {
		return tx.QueryRowContext(r.Context(), `
			SELECT (SELECT count(*) FROM desk WHERE state = 'active'), (SELECT min(tenant) FROM street)`).Scan(&desks, &tenant)
	})
	if err != nil {
		return reply{}, err
	}
	if tenant.Valid {
		s, err := x.street(r.Context(), tenant.String)
		if err != nil {
			return reply{}, err
		}
		if _, err := s.scans.Stat(r.Context(), x.suite.Digest([]byte("health"))); err != nil && !errors.Is(err, blob.ErrNotFound) {
			return reply{}, scanFault(err)
		}
	}
	return reply{body: struct {
		OK         bool   `json:"ok"`
		Generation string `json:"generation"`
		Wire       int    `json:"wire"`
		Desks      int    `json:"desks"`
		Full       bool   `json:"full"`
	}{!x.full(), x.Generation(), uplink.Version, desks, x.full()}}, nil
}

// Scan opens a sealed blob of a street. The last read fails where its bytes do
// not fit its id. It is a Problem of kind NotFound where the blob has not come.
func (x *Centre) Scan(ctx context.Context, tenant, id string) (io.ReadCloser, error) {
	s, err := x.street(ctx, tenant)
	if err != nil {
		return nil, err
	}
	r, err := s.scans.Get(ctx, id)
	if errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrID) {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "page", Cause: err}
	}
	return r, err
}
