package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"xiaochuang/desk/notice"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// parallel is how many requests of one desk are taken at a time, less than mostEach,
// which is for those that do not heed it.
const parallel = 4

// hello opens a session: it compares where the desk and this centre stand and
// tells the desk what to do, by the table of uplink.Judge.
func (x *Centre) hello(r *http.Request, c caller) (reply, error) {
	var h uplink.Hello
	if err := question(r, &h); err != nil {
		return reply{}, err
	}
	if h.Desk != c.id {
		return reply{}, refuse(http.StatusForbidden, uplink.CodeIdentity, "")
	}
	if err := checkHello(h); err != nil {
		return reply{}, err
	}
	if err := x.placed(r.Context()); err != nil {
		return reply{}, err
	}
	var w uplink.Welcome
	err := x.write(r.Context(), func(tx *records.Tx) (err error) {
		w, err = x.welcome(r.Context(), tx, c, h)
		return err
	})
	return reply{body: w}, err
}

// checkHello bounds what a hello says.
func checkHello(h uplink.Hello) error {
	if !plain(h.Incarnation) || !plain(h.Instance) || h.No < 1 || h.Head < 0 || h.Acked < 0 || h.Acked > h.Head ||
		len(h.Software) > 128 || len(h.JournalHash) > 128 || len(h.StationName) > 4*mostStation {
		return refuse(http.StatusBadRequest, uplink.CodeInvalid, "hello")
	}
	return nil
}

// A standing is a desk's row as hello and events need it.
type standing struct {
	incarnation string
	next        int64
	chain       uplink.Chain // at next - 1
	instance    string
	ordered     string
	fences      int
	seen        time.Time
}

func loadStanding(ctx context.Context, tx *records.Tx, id string) (standing, error) {
	var s standing
	var chain []byte
	var seen int64
	err := tx.QueryRowContext(ctx, `
		SELECT incarnation, next_seq, chain, instance, ordered, fences, last_seen
		FROM desk
		WHERE desk_id = ?`, id).Scan(&s.incarnation, &s.next, &chain, &s.instance, &s.ordered, &s.fences, &seen)
	if err != nil {
		return s, err
	}
	s.seen = time.UnixMilli(seen).UTC()
	if len(chain) == len(s.chain) {
		s.chain = uplink.Chain(chain)
	}
	return s, nil
}

func (x *Centre) welcome(ctx context.Context, tx *records.Tx, c caller, h uplink.Hello) (uplink.Welcome, error) {
	now := x.now()
	w := uplink.Welcome{
		Generation: x.Generation(), Incarnation: h.Incarnation, ServerTime: now, Algorithm: x.suite.Algorithm(),
		Encodings: []string{"gzip"}, Limits: uplink.DefaultLimits(),
	}
	w.Limits.Parallel = parallel
	if err := tx.Lock(ctx, "desk:"+c.id); err != nil {
		return w, err
	}
	s, err := loadStanding(ctx, tx, c.id)
	if err != nil {
		return w, err
	}
	known, err := x.known(ctx, tx, c.id, s, h)
	if err != nil {
		return w, err
	}
	v := uplink.Judge(known, h, now)
	w.Action, w.Reason, w.NextNo = v.Action, v.Reason, v.NextNo
	if v.Alarm {
		if err := raise(ctx, tx, c, string(v.Reason), h.Incarnation, now); err != nil {
			return w, err
		}
	}
	if v.Opens {
		if s, err = x.openIncarnation(ctx, tx, c, s, h, v.Reason); err != nil {
			return w, err
		}
	}
	if err := x.remember(ctx, tx, c, h, v, now); err != nil {
		return w, err
	}
	if w.Session, err = openSession(ctx, tx, c, v.Action == uplink.Continue, now); err != nil || v.Action != uplink.Continue {
		return w, err
	}
	w.NextSeq, w.Chain = s.next, s.chain.Text(x.suite)
	err = tx.QueryRowContext(ctx, `
		SELECT coalesce(max(seq), 0)
		FROM stable
		WHERE desk_id = ? AND incarnation = ?`, c.id, h.Incarnation).Scan(&w.StableSeq)
	if err != nil {
		return w, err
	}
	w.Catalogue, err = x.point(ctx, tx)
	return w, err
}

// known gathers what the table wants to know of a desk.
func (x *Centre) known(ctx context.Context, tx *records.Tx, id string, s standing, h uplink.Hello) (uplink.Known, error) {
	k := uplink.Known{Next: s.next, Instance: s.instance, Seen: s.seen}
	var heard bool
	err := tx.QueryRowContext(ctx, `
		SELECT coalesce(max(no), 0), coalesce(max(CASE WHEN id = ? THEN 1 ELSE 0 END), 0)
		FROM incarnation
		WHERE desk_id = ?`, h.Incarnation, id).Scan(&k.LastNo, &heard)
	if err != nil {
		return k, err
	}
	switch {
	case heard && s.incarnation == h.Incarnation:
		k.Standing = uplink.Current
	case heard:
		k.Standing = uplink.Closed
	}
	if k.Standing != uplink.Current || h.Acked >= s.next {
		return k, nil
	}
	at, err := x.chainAt(ctx, tx, id, h.Incarnation, h.Acked)
	k.At = at.Text(x.suite)
	return k, err
}

// chainAt is the chain of an incarnation after a seq that it has. It goes on from
// the nearest slice that ended before.
func (x *Centre) chainAt(ctx context.Context, tx *records.Tx, id, incarnation string, seq int64) (uplink.Chain, error) {
	at, chain := int64(0), uplink.Begin(x.suite, incarnation)
	var raw []byte
	err := tx.QueryRowContext(ctx, `
		SELECT seq, chain
		FROM checkpoint
		WHERE desk_id = ? AND incarnation = ? AND seq <= ?
		ORDER BY seq DESC
		LIMIT 1`, id, incarnation, seq).Scan(&at, &raw)
	switch {
	case err == nil:
		chain = uplink.Chain(raw)
	case !errors.Is(err, sql.ErrNoRows):
		return chain, err
	}
	if at == seq {
		return chain, nil
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT seq, sha FROM event
		WHERE desk_id = ?1 AND incarnation = ?2 AND seq > ?3 AND seq <= ?4
		UNION ALL
		SELECT seq, sha FROM redelivery
		WHERE desk_id = ?1 AND incarnation = ?2 AND seq > ?3 AND seq <= ?4
		ORDER BY seq`, id, incarnation, at, seq)
	if err != nil {
		return chain, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var sha []byte
		if err := rows.Scan(&n, &sha); err != nil {
			return chain, err
		}
		if n != at+1 || len(sha) != 32 {
			return chain, fmt.Errorf("records of %s have a gap at %d", id, at+1)
		}
		at, chain = n, chain.LinkSum(x.suite, [32]byte(sha))
	}
	if err := rows.Err(); err != nil {
		return chain, err
	}
	if at != seq {
		return chain, fmt.Errorf("records of %s end at %d, not %d", id, at, seq)
	}
	return chain, nil
}

// openIncarnation makes an incarnation the current one and closes the one
// before it, whose late requests are fenced from now on.
func (x *Centre) openIncarnation(ctx context.Context, tx *records.Tx, c caller, s standing, h uplink.Hello, why uplink.Reason) (standing, error) {
	now := x.now().UnixMilli()
	if s.ordered != "" {
		why = uplink.Reason(s.ordered)
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE incarnation
		SET closed = ?, closed_next = ?, closed_chain = ?
		WHERE desk_id = ? AND id = ?`, now, s.next, s.chain[:], c.id, s.incarnation)
	if err != nil {
		return s, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO incarnation(tenant, desk_id, id, no, parent, reason, instance, opened)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?)`, c.tenant, c.id, h.Incarnation, h.No, s.incarnation, string(why), h.Instance, now)
	if err != nil {
		return s, err
	}
	s.incarnation, s.next, s.chain = h.Incarnation, 1, uplink.Begin(x.suite, h.Incarnation)
	_, err = tx.ExecContext(ctx, `
		UPDATE desk
		SET incarnation = ?, next_seq = 1, chain = ?, ordered = ''
		WHERE desk_id = ?`, s.incarnation, s.chain[:], c.id)
	return s, err
}

// told is what is kept of a hello as it came.
type told struct {
	uplink.Pending

	Name string `json:"name,omitempty"` // of the station
}

// mostStation bounds the name of a station, in characters.
const mostStation = 60

// remember keeps what a hello tells. Of a desk that is locked out nothing is
// kept, so that it cannot make itself the one that was seen last.
func (x *Centre) remember(ctx context.Context, tx *records.Tx, c caller, h uplink.Hello, v uplink.Verdict, now time.Time) error {
	if v.Action == uplink.LockedOut {
		return nil
	}
	pending, err := json.Marshal(told{h.Pending, notice.Clean(h.StationName, mostStation)})
	if err != nil {
		return err
	}
	ordered, fenced := "", 0
	if v.Action == uplink.NewIncarnation {
		ordered = string(v.Reason)
		if v.Reason == uplink.Fenced {
			fenced = 1
		}
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE desk
		SET instance = ?, last_seen = ?, off_ms = ?, software = ?, journal_n = ?, journal_hash = ?, pending = ?,
			ordered = ?, fences = fences + ?, head = ?,
			log_instance = CASE WHEN log_instance = '' THEN ? ELSE log_instance END
		WHERE desk_id = ?`,
		h.Instance, now.UnixMilli(), now.Sub(h.Wall).Milliseconds(), h.Software, h.JournalN, h.JournalHash, string(pending),
		ordered, fenced, h.Head, h.Instance, c.id)
	return err
}

// openSession begins a session and ends those before it. The nonce of hello is
// the desk's, and is taken once: a hello that was recorded opens nothing. Without
// useful the nonce is spent all the same.
func openSession(ctx context.Context, tx *records.Tx, c caller, useful bool, now time.Time) (string, error) {
	var used bool
	err := tx.QueryRowContext(ctx, `
		SELECT EXISTS(SELECT 1 FROM session WHERE desk_id = ? AND nonce = ?)`, c.id, c.session).Scan(&used)
	if err != nil {
		return "", err
	}
	if used {
		return "", refuse(http.StatusUnauthorized, uplink.CodeReplayed, "")
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE session
		SET ended = ?
		WHERE desk_id = ? AND ended IS NULL`, now.UnixMilli(), c.id)
	if err != nil {
		return "", err
	}
	id := randomID()
	var ended sql.NullInt64
	if !useful {
		ended = sql.NullInt64{Int64: now.UnixMilli(), Valid: true}
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO session(tenant, id, desk_id, nonce, opened, ended)
		VALUES(?, ?, ?, ?, ?, ?)`, c.tenant, id, c.id, c.session, now.UnixMilli(), ended)
	if !useful {
		return "", err
	}
	return id, err
}

// raise notes something that a person should look at.
func raise(ctx context.Context, tx *records.Tx, c caller, code, detail string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO alarm(tenant, desk_id, code, detail, at)
		VALUES(?, ?, ?, ?, ?)`, c.tenant, c.id, code, detail, now.UnixMilli())
	return err
}
