package store

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/blob"
	"xiaochuang/store/seal"
)

// An Outbox is what this store has to send to its centre and where what comes
// down goes. It is the journal seen by the night run: no line is ever encoded
// again. It is for one courier at a time.
type Outbox struct {
	s *Store

	mu    sync.Mutex
	open  map[string]*openBlob
	begun map[string]bool // blobs that were begun once
}

var _ uplink.Outbox = (*Outbox)(nil)

// Outbox returns the outbox of the store. Close it before the store.
func (s *Store) Outbox() *Outbox { return &Outbox{s: s} }

// Close lets go of the pages that are being read.
func (o *Outbox) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	var errs []error
	for _, b := range o.open {
		errs = append(errs, b.close())
	}
	clear(o.open)
	return errors.Join(errs...)
}

// Enrolled keeps who the centre is. With another street's keys than before,
// everything that was sent to the former is sent again, and keys are shared
// anew.
func (o *Outbox) Enrolled(ctx context.Context, e uplink.Enrolled) error {
	var box, sign seal.PublicKey
	if err := errors.Join(box.UnmarshalText([]byte(e.StreetBox)), sign.UnmarshalText([]byte(e.StreetSign))); err != nil ||
		box.IsZero() || sign.IsZero() || e.Suite != o.s.suite.Name() {
		return &desk.Problem{Kind: desk.Invalid, What: "sync.enrolment", Cause: err}
	}
	keys, err := publisherKeys(e.Publishers)
	if err != nil {
		return err
	}
	return o.s.write(ctx, func(tx *sql.Tx) error {
		was, err := loadOrigin(ctx, tx)
		if err != nil {
			return err
		}
		if e.Desk != was.desk {
			return &desk.Problem{Kind: desk.Conflict, What: "sync.enrolment", Holder: was.desk}
		}
		var former string
		if err := tx.QueryRowContext(ctx, `SELECT street_sign FROM sync_state`).Scan(&former); err != nil {
			return err
		}
		if former != "" && former != e.StreetSign {
			if err := o.moveAway(ctx, tx); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE sync_state
			SET generation = ?, street_box = ?, street_sign = ?,
				publishers = CASE WHEN ? = '' THEN publishers ELSE ? END`,
			e.Generation, e.StreetBox, e.StreetSign, keys, keys)
		return err
	})
}

// moveAway forgets what another centre had.
func (o *Outbox) moveAway(ctx context.Context, tx *sql.Tx) error {
	for _, query := range []string{
		`UPDATE sync_state SET stable = 0, feed_cursor = '', testified = ''`,
		`UPDATE object_key SET shared = NULL`,
		`DELETE FROM quarantine`,
	} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return fmt.Errorf("move to another centre: %w", err)
		}
	}
	return nil
}

// State implements uplink.Outbox.
func (o *Outbox) State(ctx context.Context) (uplink.State, error) {
	var s uplink.State
	err := o.s.read(ctx, func(q querier) error {
		var chain []byte
		var sign string
		err := q.QueryRowContext(ctx, `
			SELECT desk_id, instance, incarnation, inc_no, base, acked, acked_chain, stable, generation, feed_cursor,
				catalogue, street_sign
			FROM sync_state`,
		).Scan(&s.Desk, &s.Instance, &s.Incarnation, &s.No, &s.Base, &s.Acked, &chain, &s.Stable, &s.Generation,
			&s.Cursor, &s.Catalogue, &sign)
		if err != nil {
			return missing(err, "store.origin")
		}
		if sign == "" {
			return &desk.Problem{Kind: desk.NotFound, What: "sync.enrolment"}
		}
		s.Station = o.s.station.Code
		s.AckedChain = uplink.Begin(o.s.suite, s.Incarnation)
		if len(chain) == len(s.AckedChain) {
			s.AckedChain = uplink.Chain(chain)
		}
		h, err := loadHead(ctx, q, o.s.suite)
		if err != nil {
			return err
		}
		s.Head, s.HeadHash = h.n, o.s.suite.Algorithm()+":"+hex.EncodeToString(h.hash[:])
		s.Pending.Events = s.Head - s.Acked
		return q.QueryRowContext(ctx, `
			SELECT count(*), coalesce(sum(size), 0)
			FROM blob
			WHERE state = ? AND first_n IS NOT NULL`, pageHere,
		).Scan(&s.Pending.Blobs, &s.Pending.Bytes)
	})
	return s, err
}

// Heard implements uplink.Outbox.
func (o *Outbox) Heard(ctx context.Context, h uplink.Heard) error {
	return o.s.write(ctx, func(tx *sql.Tx) error {
		// A centre that was restored may have every line and lack pages that came after
		// its backup: it is asked for those again.
		_, err := tx.ExecContext(ctx, `
			UPDATE blob
			SET state = ?, tries = 0, next_try = 0
			WHERE state = ? AND EXISTS(SELECT 1 FROM sync_state WHERE generation NOT IN ('', ?) AND first_n > stable)`,
			pageHere, pageSent, h.Generation)
		if err != nil {
			return fmt.Errorf("keep hello: %w", err)
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE sync_state
			SET generation = ?, last_sync = ?,
				stable = CASE WHEN incarnation = ? THEN max(stable, min(?, acked)) ELSE stable END`,
			h.Generation, h.At.UnixMilli(), h.Incarnation, h.Stable)
		if err != nil {
			return fmt.Errorf("keep hello: %w", err)
		}
		_, err = tx.ExecContext(ctx, `UPDATE clock SET off_ms = ?`, h.Offset.Milliseconds())
		return err
	})
}

// Incarnate implements uplink.Outbox.
func (o *Outbox) Incarnate(ctx context.Context, no int, why uplink.Reason) error {
	return o.s.write(ctx, func(tx *sql.Tx) error {
		was, err := loadOrigin(ctx, tx)
		if err != nil {
			return err
		}
		now := was
		now.incarnation, now.ordinal = randomID(), max(was.ordinal+1, no)
		now.letter = desk.IncarnationLetter(now.ordinal)
		if err := untestified(ctx, tx); err != nil {
			return err
		}
		if why == uplink.Fenced {
			_, err := tx.ExecContext(ctx, `
				UPDATE sync_state
				SET fences = fences + 1
				WHERE EXISTS(SELECT 1 FROM dispatch WHERE open = 1 AND doc ->> '$.order' = ?)`, desk.OrderWipe)
			if err != nil {
				return fmt.Errorf("count fences: %w", err)
			}
		}
		return o.s.incarnate(ctx, tx, now, "centre."+string(why))
	})
}

// Lines implements uplink.Outbox.
func (o *Outbox) Lines(ctx context.Context, after int64, limit, size int) ([]uplink.Frozen, error) {
	var out []uplink.Frozen
	err := o.s.read(ctx, func(q querier) error {
		out = nil
		rows, err := q.QueryContext(ctx, `
			SELECT n, rid, line, sha
			FROM journal
			WHERE n > ?
			ORDER BY n
			LIMIT ?`, after, limit)
		if err != nil {
			return fmt.Errorf("lines to send: %w", err)
		}
		defer rows.Close()
		for total := 0; rows.Next(); {
			var f uplink.Frozen
			var sha []byte
			if err := rows.Scan(&f.N, &f.RID, &f.Line, &sha); err != nil {
				return err
			}
			sum := o.s.suite.Hash(f.Line)
			if f.N != after+int64(len(out))+1 || !bytes.Equal(sha, sum[:]) || bytes.IndexByte(f.Line, '\n') >= 0 {
				return broken("journal", fmt.Errorf("line %d", f.N))
			}
			if total += len(f.Line) + 1; total > size && len(out) > 0 {
				return nil
			}
			out = append(out, f)
		}
		return rows.Err()
	})
	return out, err
}

// Acked implements uplink.Outbox.
func (o *Outbox) Acked(ctx context.Context, a uplink.Ack) error {
	return o.s.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `
			UPDATE sync_state
			SET acked = ?, acked_chain = ?
			WHERE incarnation = ? AND acked = ? AND ? <= (SELECT coalesce(max(n), 0) FROM journal)`,
			a.To, a.Chain[:], a.Incarnation, a.From, a.To)
		if err != nil {
			return fmt.Errorf("keep acknowledgement: %w", err)
		}
		if n, err := r.RowsAffected(); err != nil || n != 1 {
			return &desk.Problem{Kind: desk.Conflict, What: "sync.acked", Cause: err}
		}
		for _, q := range a.Quarantined {
			if err := o.setAside(ctx, tx, q.RID, q.Code, q.Detail); err != nil {
				return err
			}
		}
		return nil
	})
}

// farOff is beyond every time that a page is put off until: one that lies later
// was noted by a clock that ran ahead.
const farOff = 25 * time.Hour

// Due implements uplink.Outbox.
func (o *Outbox) Due(ctx context.Context, at time.Time, limit int) ([]uplink.Blob, error) {
	var out []uplink.Blob
	err := o.s.read(ctx, func(q querier) (err error) {
		out, err = list(ctx, q, func(r *sql.Rows) (b uplink.Blob, err error) {
			return b, r.Scan(&b.ID, &b.Size, &b.N, &b.Tries)
		}, `
			SELECT id, size, first_n, tries
			FROM blob
			WHERE state = 0 AND first_n IS NOT NULL AND (next_try <= ? OR next_try > ?)
			ORDER BY first_n, id
			LIMIT ?`, at.UnixMilli(), at.Add(farOff).UnixMilli(), limit)
		return err
	})
	return out, err
}

// Held implements uplink.Outbox.
func (o *Outbox) Held(ctx context.Context, ids []string) error {
	return o.s.write(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			_, err := tx.ExecContext(ctx, `
				UPDATE blob
				SET state = ?, tries = 0, next_try = 0
				WHERE id = ? AND state = ?`, pageSent, id, pageHere)
			if err != nil {
				return fmt.Errorf("keep page as sent: %w", err)
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM quarantine WHERE rid = ?`, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// PutOff implements uplink.Outbox. What stood in the way is kept among the
// records set aside, under the id of the page.
func (o *Outbox) PutOff(ctx context.Context, id, code string, until time.Time) error {
	return o.s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			UPDATE blob
			SET tries = tries + 1, next_try = ?
			WHERE id = ? AND state = ?`, until.UnixMilli(), id, pageHere)
		if err != nil {
			return fmt.Errorf("put page off: %w", err)
		}
		return o.setAside(ctx, tx, id, code, "")
	})
}

func (o *Outbox) setAside(ctx context.Context, tx *sql.Tx, rid, code, detail string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO quarantine(rid, code, detail, seen)
		VALUES(?, ?, ?, ?)
		ON CONFLICT(rid) DO UPDATE SET code = excluded.code, detail = excluded.detail`,
		clip(rid, 128), clip(code, 64), clip(detail, 256), o.s.clock.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("set aside: %w", err)
	}
	return nil
}

// clip keeps printable ASCII only, and not too much of it: the text is a
// centre's.
func clip(s string, most int) string {
	b := make([]byte, 0, min(len(s), most))
	for i := 0; i < len(s) && len(b) < most; i++ {
		if s[i] >= ' ' && s[i] <= '~' {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// An Aside is a line that the centre keeps and does not understand, or a page
// that could not be sent, by record id or page id.
type Aside struct {
	ID     string
	Code   string
	Detail string
	Since  time.Time
	Next   time.Time // when a page is next tried; zero for a line
}

// SetAside lists what the centre set aside and which pages could not be sent,
// oldest first.
func (o *Outbox) SetAside(ctx context.Context) ([]Aside, error) {
	var out []Aside
	err := o.s.read(ctx, func(q querier) (err error) {
		out, err = list(ctx, q, func(r *sql.Rows) (a Aside, err error) {
			var seen int64
			var next sql.NullInt64
			err = r.Scan(&a.ID, &a.Code, &a.Detail, &seen, &next)
			a.Since = time.UnixMilli(seen).UTC()
			if next.Valid {
				a.Next = time.UnixMilli(next.Int64).UTC()
			}
			return a, err
		}, `
			SELECT q.rid, q.code, q.detail, q.seen, b.next_try
			FROM quarantine q
			LEFT JOIN blob b ON b.id = q.rid
			ORDER BY q.seen, q.rid`)
		return err
	})
	return out, err
}

// LastSync is when the centre last answered hello, the zero time for never.
func (o *Outbox) LastSync(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := o.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT last_sync FROM sync_state`).Scan(&at)
	})
	if err != nil || !at.Valid {
		return time.Time{}, err
	}
	return time.UnixMilli(at.Int64).UTC(), nil
}

// An openBlob is a page being read from one end to the other, part by part.
type openBlob struct {
	at int64
	in *bufio.Reader
	r  io.Closer
}

func (b *openBlob) close() error {
	if b == nil {
		return nil
	}
	return b.r.Close()
}

// mostOpen is how many pages are kept open between two parts, and mostBegun of how
// many is remembered that they were begun.
const (
	mostOpen  = 16
	mostBegun = 10_000
)

// Part implements uplink.Outbox. The digest is the centre's to compare, so that
// it is computed once; where the centre finds that it does not fit, the page is
// asked for again, and then compared here, to know whose fault it is.
func (o *Outbox) Part(ctx context.Context, id string, offset int64, limit int) ([]byte, error) {
	b, err := o.at(ctx, id, offset)
	if err != nil {
		return nil, partProblem(err)
	}
	part := make([]byte, limit)
	n, err := io.ReadFull(b.in, part)
	if err == nil {
		// The end is looked for even where nobody asks for more: only there is the
		// digest compared.
		_, err = b.in.Peek(1)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) && n < limit {
		err = broken("page", fmt.Errorf("%s ends at %d", id, offset+int64(n)))
	}
	if err != nil {
		b.close()
		if !errors.Is(err, io.EOF) {
			return nil, partProblem(err)
		}
		return part, nil
	}
	b.at += int64(n)
	o.keep(id, b)
	return part, nil
}

// at is a page opened at an offset, which nobody else has.
func (o *Outbox) at(ctx context.Context, id string, offset int64) (*openBlob, error) {
	o.mu.Lock()
	b := o.open[id]
	delete(o.open, id)
	read := o.s.blobs.Raw
	if o.begun[id] {
		read = o.s.blobs.Get
	}
	if b == nil || b.at != offset {
		if len(o.begun) >= mostBegun || o.begun == nil {
			o.begun = map[string]bool{}
		}
		o.begun[id] = true
	}
	o.mu.Unlock()
	if b != nil && b.at == offset {
		return b, nil
	}
	b.close()
	r, err := read(context.WithoutCancel(ctx), id)
	if err != nil {
		return nil, err
	}
	b = &openBlob{in: bufio.NewReader(r), r: r, at: offset}
	if _, err := io.CopyN(io.Discard, b.in, offset); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// keep keeps a page open for its next part.
func (o *Outbox) keep(id string, b *openBlob) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.open == nil {
		o.open = map[string]*openBlob{}
	}
	for other, x := range o.open {
		if len(o.open) < mostOpen && other != id {
			continue
		}
		x.close()
		delete(o.open, other)
	}
	o.open[id] = b
}

func partProblem(err error) error {
	switch {
	case errors.Is(err, blob.ErrNotFound):
		return &desk.Problem{Kind: desk.NotFound, What: "page", Cause: err}
	case desk.KindOf(err) != "":
		return err
	case errors.Is(err, blob.ErrDamaged), errors.Is(err, io.EOF):
		return broken("page", err)
	}
	return err
}
