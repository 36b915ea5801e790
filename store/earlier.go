package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

var _ uplink.Past = (*Outbox)(nil)

// Recovering implements uplink.Past.
func (o *Outbox) Recovering(ctx context.Context) (after string, err error) {
	err = o.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT recover_after FROM sync_state`).Scan(&after)
	})
	return after, missing(err, "store.origin")
}

// A past is one page of a recovery being kept.
type past struct {
	o     *Outbox
	ctx   context.Context
	db    *sql.Tx
	head  head
	place int64 // of the line of this life after which the next one belongs
	got   uplink.Recovered
}

// Recover implements uplink.Past. Lines go behind the journal as they are, so that
// the chain over it goes on and the next run sends them along: a centre that comes
// from an older backup gets them again. Sealed keys open with the box of this
// store, which has to be unlocked.
func (o *Outbox) Recover(ctx context.Context, p uplink.LogPage) (uplink.Recovered, error) {
	if len(p.Lines) > uplink.MaxLog || len(p.Keys) > mostKeys {
		return uplink.Recovered{}, broken("recover.page", errors.New("page beyond its limits"))
	}
	if !o.s.opener.ready() {
		return uplink.Recovered{}, locked()
	}
	var got uplink.Recovered
	err := o.s.write(ctx, func(db *sql.Tx) (err error) {
		x := past{o: o, ctx: ctx, db: db}
		if x.head, err = loadHead(ctx, db, o.s.suite); err != nil {
			return err
		}
		if err := x.begin(); err != nil {
			return err
		}
		for _, k := range p.Keys {
			if err := x.key(k); err != nil {
				return err
			}
		}
		for _, l := range p.Lines {
			if err := x.line(l); err != nil {
				return err
			}
		}
		if len(p.Lines) == 0 {
			got = x.got
			return nil
		}
		last := p.Lines[len(p.Lines)-1].RID
		if checkRID(last) != nil {
			return broken("recover.page", errors.New("record id"))
		}
		got = x.got
		_, err = db.ExecContext(ctx, `
			UPDATE sync_state
			SET recover_after = ?, recovering = max(recovering, ?)`, last, got.Lines > 0)
		return err
	})
	return got, err
}

// mostKeys bounds the keys of one page.
const mostKeys = 1000

// begin finds the place at which the recovery stands.
func (x *past) begin() error {
	var after string
	if err := x.db.QueryRowContext(x.ctx, `SELECT recover_after FROM sync_state`).Scan(&after); err != nil {
		return err
	}
	if after == "" {
		return nil
	}
	_, err := x.known(after)
	return err
}

// known reports whether a line is here, and moves the place to where it stands.
func (x *past) known(rid string) (bool, error) {
	var place int64
	err := x.db.QueryRowContext(x.ctx, `
		SELECT coalesce(e.place, j.n)
		FROM journal j
		LEFT JOIN earlier e ON e.n = j.n
		WHERE j.rid = ?`, rid).Scan(&place)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	// What the centre heard of late does not go before what it heard of earlier.
	x.place = max(x.place, place)
	return err == nil, err
}

// key keeps the key of an object under this station's own. One that is here stays.
func (x *past) key(k uplink.SealedKey) error {
	if !shortText(k.Owner) {
		return nil
	}
	wrapped, err := wrappedKey(x.ctx, x.db, k.Owner)
	if err != nil || wrapped != nil {
		return err
	}
	key, err := seal.OpenFor(x.o.s.suite, x.o.s.keys.Box(), k.Sealed, k.Owner)
	if err != nil {
		x.got.Strange++
		return nil
	}
	// The street has it: that is where it comes from.
	_, err = x.db.ExecContext(x.ctx, `
		INSERT INTO object_key(owner, wrapped, shared)
		VALUES(?, ?, ?)`, k.Owner, x.o.s.keys.Wrap(key, k.Owner), []byte("recovered"))
	if err != nil {
		return fmt.Errorf("keep recovered key: %w", err)
	}
	x.got.Keys++
	return nil
}

// line keeps one line, if it is one of this desk and not here.
func (x *past) line(l uplink.LogLine) error {
	if checkRID(l.RID) != nil {
		x.got.Strange++
		return nil
	}
	if here, err := x.known(l.RID); err != nil || here {
		return err
	}
	line, err := x.own(l)
	if err != nil {
		x.got.Strange++
		return nil
	}
	e, err := insertLine(x.ctx, x.db, x.o.s.suite, x.head, line, l.Line)
	if err != nil {
		return err
	}
	x.head = head{n: e.N, hash: [32]byte(e.Hash)}
	_, err = x.db.ExecContext(x.ctx, `INSERT INTO earlier(n, place) VALUES(?, ?)`, e.N, x.place)
	if err != nil {
		return fmt.Errorf("keep recovered line: %w", err)
	}
	x.got.Lines++
	return x.pages(line, e.N)
}

// own decodes a line and tries whether the tables can be made of it, so that no
// line which anybody sends can keep them from being made.
func (x *past) own(l uplink.LogLine) (desk.Line, error) {
	var line desk.Line
	no := errors.New("no line of this desk")
	if len(l.Line) == 0 || len(l.Line) > mostLine || json.Unmarshal(l.Line, &line) != nil {
		return line, no
	}
	if _, err := desk.ParseDay(string(line.Day)); err != nil {
		return line, no
	}
	if line.V != desk.LineVersion || line.KV < 1 || line.RID != l.RID || !shortText(string(line.Kind)) || len(line.Obj) > 128 ||
		line.Desk != x.o.s.station.Code+"-"+x.o.s.station.Desk || time.Time(line.At).IsZero() {
		return line, no
	}
	if _, err := x.db.ExecContext(x.ctx, `SAVEPOINT trial`); err != nil {
		return line, err
	}
	err := apply(x.ctx, x.db, x.head.n+1, l.Line)
	_, undo := x.db.ExecContext(x.ctx, `ROLLBACK TO SAVEPOINT trial`)
	_, done := x.db.ExecContext(x.ctx, `RELEASE SAVEPOINT trial`)
	return line, errors.Join(err, undo, done)
}

// pages notes the pages and keys that a line names. They are at the centre; a
// file that is here all the same is compared with the centre's like any other.
func (x *past) pages(line desk.Line, n int64) error {
	if len(line.Blobs) == 0 {
		return nil
	}
	var body desk.Body
	if err := json.Unmarshal(line.Body, &body); err != nil {
		return nil
	}
	type about struct {
		owner string
		size  int64
	}
	known := map[string]about{}
	for _, c := range body.Cases {
		for _, m := range c.Materials {
			for _, p := range m.Pages {
				known[p.ID] = about{caseOwner(c.ID), p.Size}
			}
		}
	}
	for _, id := range line.Blobs {
		if _, _, err := seal.ParseDigest(id); err != nil {
			continue
		}
		a, state := known[id], pageGone
		if size, err := x.o.s.blobs.Stat(x.ctx, id); err == nil {
			a.size, state = size, pageHere
		}
		_, err := x.db.ExecContext(x.ctx, `
			INSERT INTO blob(id, owner, size, state, first_n, kept)
			VALUES(?, ?, ?, ?, ?, ?)
			ON CONFLICT(id) DO UPDATE SET first_n = coalesce(first_n, excluded.first_n)`,
			id, a.owner, max(a.size, 1), state, n, x.o.s.clock.Now().UnixMilli())
		if err != nil {
			return fmt.Errorf("note recovered page: %w", err)
		}
	}
	return nil
}

// Settle implements uplink.Past.
func (o *Outbox) Settle(ctx context.Context, whole bool) error {
	return o.s.write(ctx, func(db *sql.Tx) error {
		var due bool
		if err := db.QueryRowContext(ctx, `SELECT recovering <> 0 FROM sync_state`).Scan(&due); err != nil {
			return missing(err, "store.origin")
		}
		if due {
			if err := rebuild(ctx, db); err != nil {
				return err
			}
			if err := o.reindex(ctx, db); err != nil {
				return err
			}
		}
		query := `UPDATE sync_state SET recovering = 0`
		if whole {
			query += `, recover_after = ''`
		}
		_, err := db.ExecContext(ctx, query)
		return err
	})
}

// reindex makes the blind indexes anew of cases whose lines were made under the
// keys of another PC, so that they are found by number and phone.
func (o *Outbox) reindex(ctx context.Context, db *sql.Tx) error {
	ids, err := list(ctx, db, func(r *sql.Rows) (id string, err error) { return id, r.Scan(&id) }, `
		SELECT DISTINCT substr(a.obj, 6)
		FROM earlier e
		JOIN about a ON a.n = e.n
		WHERE a.obj LIKE 'case:%'`)
	if err != nil {
		return fmt.Errorf("recovered cases: %w", err)
	}
	b := o.s.booksOn(db)
	for _, id := range ids {
		c, err := b.Case(ctx, id)
		switch desk.KindOf(err) {
		case desk.NotFound, desk.Broken:
			continue
		}
		if err != nil {
			return err
		}
		x := o.s.opener.index(c.Private.Applicant)
		_, err = db.ExecContext(ctx, `
			INSERT INTO reindexed(case_id, number, number_tail, phone, phone_tail)
			VALUES(?, ?, ?, ?, ?)
			ON CONFLICT(case_id) DO UPDATE SET number = excluded.number, number_tail = excluded.number_tail,
				phone = excluded.phone, phone_tail = excluded.phone_tail`, id, x.Number, x.NumberTail, x.Phone, x.PhoneTail)
		if err != nil {
			return fmt.Errorf("index recovered case: %w", err)
		}
	}
	return nil
}
