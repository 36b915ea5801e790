package centre

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// mostDecoded bounds a slice after unpacking: a batch, or one long line.
const mostDecoded = uplink.MaxLine + 1

// events appends a slice to the current incarnation of a desk. What is
// structurally a line is always stored; one that this centre does not understand
// is quarantined by itself, and the log goes on.
func (x *Centre) events(r *http.Request, c caller) (reply, error) {
	s, err := x.slice(r)
	if err != nil {
		return reply{}, err
	}
	var a uplink.Appended
	err = x.write(r.Context(), func(tx *records.Tx) (err error) {
		if err := tx.Lock(r.Context(), "desk:"+c.id); err != nil {
			return err
		}
		if err := spend(r.Context(), tx, c); err != nil {
			return err
		}
		if err := x.charge(r.Context(), tx, c, r.ContentLength); err != nil {
			return err
		}
		a, err = x.take(r.Context(), tx, c, s)
		return err
	})
	return reply{body: a}, err
}

// slice reads a slice and its headers.
func (x *Centre) slice(r *http.Request) (uplink.Slice, error) {
	var s uplink.Slice
	bad := func(what string) error { return refuse(http.StatusBadRequest, uplink.CodeInvalid, what) }
	for _, h := range [...]string{uplink.HeaderIncarnation, uplink.HeaderFirst, uplink.HeaderPrev} {
		if r.Header.Get(h) == "" {
			return s, bad(uplink.DetailHeaders)
		}
	}
	if r.Header.Get("Content-Encoding") != "gzip" {
		return s, bad(uplink.DetailEncoding)
	}
	raw, err := rawBody(r, uplink.MaxRequest)
	if err != nil {
		return s, err
	}
	decoded, err := uplink.Unpack(bytes.NewReader(raw), mostDecoded)
	if errors.Is(err, uplink.ErrBomb) {
		return s, refuse(http.StatusRequestEntityTooLarge, uplink.CodeTooLarge, "")
	}
	if err != nil {
		return s, bad("gzip")
	}
	if err := checkDigest(r, decoded); err != nil {
		return s, err
	}
	first, err := strconv.ParseInt(r.Header.Get(uplink.HeaderFirst), 10, 64)
	if err != nil {
		return s, bad("first")
	}
	return x.sliceOf(r.Header.Get(uplink.HeaderIncarnation), first, r.Header.Get(uplink.HeaderPrev), decoded)
}

// sliceOf takes the body of a slice apart, within the bounds of the wire.
func (x *Centre) sliceOf(incarnation string, first int64, prev string, decoded []byte) (uplink.Slice, error) {
	s := uplink.Slice{Incarnation: incarnation, First: first}
	bad := func(what string) error { return refuse(http.StatusBadRequest, uplink.CodeInvalid, what) }
	if first < 1 {
		return s, bad("first")
	}
	var err error
	if s.Prev, err = uplink.ParseChain(x.suite, prev); err != nil {
		return s, bad("chain")
	}
	if s.Lines, err = uplink.SplitLines(decoded); err != nil || len(s.Lines) == 0 {
		return s, bad("lines")
	}
	if len(s.Lines) > uplink.MaxBatch || len(s.Lines) > 1 && len(decoded) > uplink.MaxBatchSize {
		return s, refuse(http.StatusRequestEntityTooLarge, uplink.CodeTooLarge, "")
	}
	return s, nil
}

// take stores what is new of a slice, in the transaction that holds the desk's
// row. Only the current incarnation may append, only at its end, and only where
// the chains agree.
func (x *Centre) take(ctx context.Context, tx *records.Tx, c caller, s uplink.Slice) (uplink.Appended, error) {
	d, err := loadStanding(ctx, tx, c.id)
	if err != nil {
		return uplink.Appended{}, err
	}
	if s.Incarnation != d.incarnation {
		return uplink.Appended{}, refuse(http.StatusConflict, uplink.CodeFenced, "")
	}
	a, end, fresh, err := x.join(ctx, tx, c, d, s)
	if err != nil || !fresh {
		return a, err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE desk
		SET next_seq = ?, chain = ?
		WHERE desk_id = ?`, s.Last()+1, end[:], c.id)
	return a, err
}

// join stores what is new of a slice behind what an incarnation has, and reports
// whether anything was. Where the incarnation then stands is for its caller to
// keep.
func (x *Centre) join(ctx context.Context, tx *records.Tx, c caller, d standing, s uplink.Slice) (a uplink.Appended, end uplink.Chain, stored bool, err error) {
	if s.First > d.next {
		f := refuse(http.StatusConflict, uplink.CodeGap, "")
		f.body.NextSeq = d.next
		return a, end, false, f
	}
	end = s.Chain(x.suite)
	if s.Last() < d.next {
		a, err = x.heldAlready(ctx, tx, c, s, end)
		return a, end, false, err
	}
	fresh := s.Lines[d.next-s.First:]
	joint := uplink.Slice{Prev: s.Prev, Lines: s.Lines[:d.next-s.First]}.Chain(x.suite)
	if joint != d.chain {
		return a, end, false, x.fork(ctx, tx, c)
	}
	a = uplink.Appended{NextSeq: s.Last() + 1, Chain: end.Text(x.suite), Duplicates: len(s.Lines) - len(fresh)}
	again, aside, err := x.record(ctx, tx, c, d, fresh)
	if err != nil {
		return a, end, false, err
	}
	if a.Duplicates += again; a.Duplicates+aside > 0 {
		if a.Quarantined, err = quarantined(ctx, tx, c.id, s); err != nil {
			return a, end, false, err
		}
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO checkpoint(tenant, desk_id, incarnation, seq, chain)
		VALUES(?, ?, ?, ?, ?)`, c.tenant, c.id, s.Incarnation, s.Last(), end[:])
	return a, end, true, err
}

// heldAlready answers for a slice of which every line is here already.
func (x *Centre) heldAlready(ctx context.Context, tx *records.Tx, c caller, s uplink.Slice, end uplink.Chain) (uplink.Appended, error) {
	a := uplink.Appended{NextSeq: s.Last() + 1, Chain: end.Text(x.suite), Duplicates: len(s.Lines)}
	at, err := x.chainAt(ctx, tx, c.id, s.Incarnation, s.Last())
	if err != nil {
		return a, err
	}
	if at != end {
		return a, x.fork(ctx, tx, c)
	}
	a.Quarantined, err = quarantined(ctx, tx, c.id, s)
	return a, err
}

// fork tells a desk that its lines are not those which this centre holds at the
// same place.
func (x *Centre) fork(ctx context.Context, tx *records.Tx, c caller) error {
	f := refuse(http.StatusPreconditionFailed, uplink.CodeFork, "")
	err := tx.QueryRowContext(ctx, `
		SELECT coalesce(max(no), 0) + 1
		FROM incarnation
		WHERE desk_id = ?`, c.id).Scan(&f.body.NextNo)
	if err != nil {
		return err
	}
	return f
}

// quarantined lists which records of a slice this centre keeps aside. It asks the
// tables, so that an answer which was lost can be given again.
func quarantined(ctx context.Context, tx *records.Tx, id string, s uplink.Slice) ([]uplink.Quarantined, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT rid, code, detail
		FROM event
		WHERE desk_id = ? AND incarnation = ? AND seq BETWEEN ? AND ? AND status = 2
		ORDER BY seq`, id, s.Incarnation, s.First, s.Last())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []uplink.Quarantined
	for rows.Next() {
		var q uplink.Quarantined
		if err := rows.Scan(&q.RID, &q.Code, &q.Detail); err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	return out, rows.Err()
}

// States of a stored line.
const (
	projected = 1
	setAside  = 2
)

// again notes a record that came before. Other bytes under the same id are kept,
// and are cause for alarm except where both branches of a desk wrote down the
// same decision of the street.
func (x *Centre) again(ctx context.Context, tx *records.Tx, c caller, d standing, a arrived) error {
	var before []byte
	err := tx.QueryRowContext(ctx, `SELECT sha FROM event WHERE desk_id = ? AND rid = ?`, c.id, a.line.RID).Scan(&before)
	if err != nil {
		return err
	}
	var kept []byte
	if !bytes.Equal(before, a.sum[:]) {
		kept = a.raw
		if a.line.Kind != desk.ActCaseDecided && a.line.Kind != desk.ActFeedParked {
			if err := raise(ctx, tx, c, "rid_reused", a.line.RID, x.now()); err != nil {
				return err
			}
		}
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO redelivery(tenant, desk_id, incarnation, seq, rid, sha, line, received)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?)`,
		c.tenant, c.id, d.incarnation, a.seq, a.line.RID, a.sum[:], kept, x.now().UnixMilli())
	return err
}

// Codes of quarantine.
const (
	codeMalformed     = "malformed"             // not a line at all
	codeForeign       = "foreign_desk"          // the line names another desk
	codeUnknownKind   = "unknown_kind"          // of a newer desk
	codeBody          = "body"                  // the body is not what the kind says
	codeCase          = "foreign_case"          // a case of another desk or station
	codeRectification = "foreign_rectification" // a bad rating that another desk follows up
	codeBlob          = "blob_id"               // a page id that is no digest
)

// readLine reads a line as far as it is one. The code is empty when it can be
// projected.
func (x *Centre) readLine(c caller, raw []byte) (l desk.Line, code, detail string) {
	if err := json.Unmarshal(raw, &l); err != nil || l.V != desk.LineVersion || !plain(l.RID) ||
		len(l.RID) > 64 || l.RID[0] == '!' || !plain(string(l.Kind)) || len(l.Obj) > 128 {
		return desk.Line{}, codeMalformed, ""
	}
	switch {
	case l.Desk != c.id:
		return l, codeForeign, ""
	case !kinds[l.Kind] || l.KV != 1:
		return l, codeUnknownKind, string(l.Kind) + "/" + strconv.Itoa(l.KV)
	}
	return l, "", ""
}

// kinds are the kinds of line that this version understands: every one that the
// desk of the same version writes.
var kinds = func() map[desk.ActKind]bool {
	set := map[desk.ActKind]bool{}
	for _, k := range desk.ActKinds() {
		set[k] = true
	}
	return set
}()
