package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"xiaochuang/desk"
)

// mostLine bounds a line in bytes: it travels in one request of at most 600 KiB
// with its signature and headers.
const mostLine = 480 << 10

// Write implements desk.Ledger.
func (s *Store) Write(ctx context.Context, rid string, d desk.Duty, decide func(desk.Tx) (desk.Act, error)) (desk.Done, error) {
	if err := checkRID(rid); err != nil {
		return desk.Done{}, err
	}
	var done desk.Done
	var tried error // what ended an attempt in which decide had run
	err := s.write(ctx, func(db *sql.Tx) error {
		if tried != nil {
			return tried // A use case may have worked on its own copies: it decides once.
		}
		x := s.newTx(ctx, db)
		e, err := x.entryOf(ctx, rid)
		switch {
		case err == nil:
			act, err := x.recall(ctx, e.Line)
			done = desk.Done{Act: act, Entry: e, Repeated: true}
			return err
		case desk.KindOf(err) != desk.NotFound:
			return err
		}
		if err := x.start(ctx); err != nil {
			return err
		}
		tried = &desk.Problem{Kind: desk.Full, What: "disk"} // What a commit can still meet.
		act, err := x.decided(decide)
		if err != nil {
			return err
		}
		done.Act = act
		if done.Entry, err = x.commit(ctx, rid, d, act); err != nil {
			tried = problem(err)
		}
		return err
	})
	if err != nil {
		return desk.Done{}, err
	}
	return done, nil
}

// checkRID bounds what may be a record id.
func checkRID(rid string) error {
	bad := len(rid) == 0 || len(rid) > 64
	for i := range len(rid) {
		bad = bad || rid[i] <= ' ' || rid[i] > '~'
	}
	if bad {
		return &desk.Problem{Kind: desk.Invalid, What: "rid"}
	}
	return nil
}

// A tx is one write transaction. It lives no longer than the call of Write
// whose context it holds, because the methods of desk.Tx take none.
type tx struct {
	books
	s     *Store
	db    *sql.Tx
	ctx   context.Context
	stamp desk.Stamp
	time  timekeeping // to be kept with the commit
	from  origin
	head  head
	given map[string]int64 // numbers handed out in this transaction
}

var _ desk.Tx = (*tx)(nil)

func (s *Store) newTx(ctx context.Context, db *sql.Tx) *tx {
	return &tx{books: s.booksOn(db), s: s, db: db, ctx: ctx, given: map[string]int64{}}
}

// start reads the clock, once, and the head of the journal.
func (x *tx) start(ctx context.Context) error {
	k, err := loadTime(ctx, x.db)
	if err != nil {
		return err
	}
	x.stamp, x.time = k.read(x.s.clock.Now(), x.s.built, x.s.station.DayBegins)
	if x.from, err = loadOrigin(ctx, x.db); err != nil {
		return err
	}
	x.head, err = loadHead(ctx, x.db, x.s.suite)
	return err
}

// decided runs decide and settles what the clock allows.
func (x *tx) decided(decide func(desk.Tx) (desk.Act, error)) (desk.Act, error) {
	act, err := decide(x)
	doubt := x.stamp.Clock == desk.ClockSuspect
	if doubt && (err != nil || act.Kind != desk.ActDayConfirmed) {
		return act, &desk.Problem{Kind: desk.ClockDoubt, What: "day", Cause: err}
	}
	if err != nil {
		return act, err
	}
	if act.Kind == "" || act.Obj == "" {
		return act, &desk.Problem{Kind: desk.Invalid, What: "act"}
	}
	if act.Kind == desk.ActDayConfirmed && x.stamp.Clock != desk.ClockOK {
		return act, x.confirm(act)
	}
	return act, nil
}

// confirm stamps the transaction anew, on the day that the act names.
func (x *tx) confirm(act desk.Act) error {
	day, err := desk.ParseDay(act.Note[noteDay])
	if err != nil {
		return err
	}
	k, err := loadTime(x.ctx, x.db)
	if err != nil {
		return err
	}
	x.stamp, x.time, err = k.confirm(x.s.clock.Now(), x.s.built, day, x.s.station.DayBegins)
	return err
}

// commit writes the line and everything that goes with it. The transaction
// itself is committed by the caller.
func (x *tx) commit(ctx context.Context, rid string, d desk.Duty, act desk.Act) (desk.Entry, error) {
	body, err := x.body(ctx, act)
	if err != nil {
		return desk.Entry{}, err
	}
	e, err := x.append(ctx, desk.Line{
		V: desk.LineVersion, RID: rid, Kind: act.Kind, KV: bodyVersion,
		At: desk.LineTime(x.stamp.At), Day: x.stamp.Day, Desk: x.from.desk, Inc: x.from.incarnation,
		Staff: d.Staff.ID, Window: d.Window, OffMS: x.stamp.OffMS, Clk: x.stamp.Clock,
		Obj: act.Obj, Base: act.Base, Blobs: act.Blobs, Body: body,
	})
	if err != nil {
		return desk.Entry{}, err
	}
	if err := x.claimPages(ctx, act.Blobs, e.N); err != nil {
		return desk.Entry{}, err
	}
	if err := x.queue(ctx, d.Window, act); err != nil {
		return desk.Entry{}, err
	}
	if err := x.unqueue(ctx, act.Papers); err != nil {
		return desk.Entry{}, err
	}
	if act.DropDraft != "" {
		if err := dropDraft(ctx, x.db, act.DropDraft); err != nil {
			return desk.Entry{}, err
		}
	}
	return e, nil
}

// append freezes the line, chains it, and applies it to the tables.
func (x *tx) append(ctx context.Context, l desk.Line) (desk.Entry, error) {
	raw, err := json.Marshal(l)
	if err != nil {
		return desk.Entry{}, fmt.Errorf("encode line: %w", err)
	}
	if len(raw) > mostLine {
		return desk.Entry{}, &desk.Problem{Kind: desk.Full, What: "line.size"}
	}
	e, err := insertLine(ctx, x.db, x.s.suite, x.head, l, raw)
	if err != nil {
		return desk.Entry{}, err
	}
	if err := apply(ctx, x.db, e.N, raw); err != nil {
		return desk.Entry{}, err
	}
	x.head = head{n: e.N, hash: [32]byte(e.Hash)}
	return e, saveTime(ctx, x.db, x.time)
}

// Stamp implements desk.Tx.
func (x *tx) Stamp() desk.Stamp { return x.stamp }

// Today returns the stamp of the transaction.
func (x *tx) Today(context.Context) (desk.Stamp, error) { return x.stamp, nil }

// Serial implements desk.Tx.
func (x *tx) Serial() desk.Serial { return x.s.serial(x.from) }

// Head implements desk.Tx.
func (x *tx) Head() string { return hex.EncodeToString(x.head.hash[:]) }

// NextTicket implements desk.Tx.
func (x *tx) NextTicket(lane string) (int, error) {
	n, err := x.next("ticket "+lane, `
		SELECT coalesce(max(seq), 0)
		FROM ticket
		WHERE day = ? AND lane = ?`, x.stamp.Day, lane)
	return int(n), err
}

// NextOrder implements desk.Tx.
func (x *tx) NextOrder() (int64, error) {
	return x.next("arrival", `SELECT coalesce(max(arrival), 0) FROM ticket`)
}

// NextNumber implements desk.Tx.
func (x *tx) NextNumber(kind string) (int, error) {
	query, args := `
		SELECT coalesce(max(seq), 0)
		FROM paper
		WHERE day = ? AND kind = ?`, []any{x.stamp.Day, kind}
	switch kind {
	case desk.CaseNumber:
		query, args = `
		SELECT coalesce(max(seq), 0)
		FROM case_file
		WHERE day = ?`, []any{x.stamp.Day}
	case desk.BatchNumber:
		query, args = `
		SELECT coalesce(max(seq), 0)
		FROM batch
		WHERE day = ?`, []any{x.stamp.Day}
	}
	n, err := x.next("number "+kind, query, args...)
	return int(n), err
}

// next is one more than the highest in the tables, or than the last one that
// this transaction has handed out.
func (x *tx) next(series, highest string, args ...any) (int64, error) {
	var n int64
	if err := x.db.QueryRowContext(x.ctx, highest, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("next %s: %w", series, err)
	}
	n = max(n, x.given[series]) + 1
	x.given[series] = n
	return n, nil
}

// standing decodes the document that a query finds, or leaves v alone.
func (x *tx) standing(ctx context.Context, query, id string, v any) error {
	var doc string
	err := x.db.QueryRowContext(ctx, query, id).Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read what stands: %w", err)
	}
	return json.Unmarshal([]byte(doc), v)
}
