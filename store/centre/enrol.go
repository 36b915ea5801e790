package centre

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// enrol makes a desk known that brings a one-time code, and proves by its
// signature that it holds the key it names. The same key gets the same answer
// again; anybody else finds the code used.
func (x *Centre) enrol(r *http.Request) (reply, error) {
	if !proven(r) || r.Header.Get(uplink.HeaderSession) == "" {
		return reply{}, refuse(http.StatusUnauthorized, uplink.CodeSignature, uplink.DetailHeaders)
	}
	var q uplink.Enrol
	if err := question(r, &q); err != nil {
		return reply{}, err
	}
	if q.Suite != x.suite.Name() {
		return reply{}, refuse(http.StatusConflict, uplink.CodeSuite, x.suite.Name())
	}
	if !plain(q.Desk) || !plain(q.Instance) || len(q.Software) > 128 {
		return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "desk")
	}
	if err := x.keysOf(q); err != nil {
		return reply{}, err
	}
	if err := x.signedBy(r, q.Key, r.Header.Get(uplink.HeaderSession), 0); err != nil {
		return reply{}, err
	}
	if !x.guesses.may() {
		f := refuse(http.StatusTooManyRequests, uplink.CodeBusy, "")
		f.wait = guessWindow
		return reply{}, f
	}
	var tenant string
	err := x.write(r.Context(), func(tx *records.Tx) (err error) {
		tenant, err = x.redeem(r.Context(), tx, q)
		return err
	})
	if f, ok := errors.AsType[*fault](err); ok && f.body.Code == uplink.CodeCode {
		x.guesses.failed()
	}
	if err != nil {
		return reply{}, err
	}
	s, err := x.street(r.Context(), tenant)
	if err != nil {
		return reply{}, err
	}
	keys, err := x.publisherKeys(r.Context())
	if err != nil {
		return reply{}, err
	}
	x.log.Info("desk enrolled", "desk", q.Desk)
	return reply{desk: q.Desk, body: uplink.Enrolled{
		Desk: q.Desk, Station: q.Desk[:12], Street: tenant, Generation: x.Generation(), Suite: x.suite.Name(),
		StreetBox: s.box.String(), StreetSign: s.sign.String(), Publishers: keys,
	}}, nil
}

// keysOf checks that both keys are keys of this suite, by using them: the signing
// key is tried by the signature of the request.
func (x *Centre) keysOf(q uplink.Enrol) error {
	no := refuse(http.StatusBadRequest, uplink.CodeInvalid, "key")
	var key, box seal.PublicKey
	if key.UnmarshalText([]byte(q.Key)) != nil || box.UnmarshalText([]byte(q.Box)) != nil || key == box {
		return no
	}
	if _, err := x.suite.SealTo(box, nil, nil); err != nil {
		return no
	}
	return nil
}

// logLife is how long after it was enrolled a desk may read its own lines back.
const logLife = 72 * time.Hour

// redeem spends a code and makes or renews the desk.
func (x *Centre) redeem(ctx context.Context, tx *records.Tx, q uplink.Enrol) (tenant string, err error) {
	no := refuse(http.StatusForbidden, uplink.CodeCode, "")
	var id string
	var expires int64
	var used sql.NullInt64
	var usedKey sql.NullString
	hash, now := x.codeHash(q.Code), x.now().UnixMilli()
	if err := tx.Lock(ctx, "desk:"+q.Desk); err != nil {
		return "", err
	}
	err = tx.QueryRowContext(ctx, `
		SELECT tenant, desk_id, expires, used, used_key
		FROM code
		WHERE hash = ?`, hash).Scan(&tenant, &id, &expires, &used, &usedKey)
	if errors.Is(err, sql.ErrNoRows) {
		return "", no
	}
	if err != nil {
		return "", err
	}
	switch {
	case id != q.Desk:
		return "", no
	case used.Valid && usedKey.String == q.Key:
		return tenant, nil
	case used.Valid, now > expires:
		return "", no
	}
	_, err = tx.ExecContext(ctx, `UPDATE code SET used = ?, used_key = ? WHERE hash = ?`, now, q.Key, hash)
	if err != nil {
		return "", err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO desk(tenant, desk_id, station, pubkey, box, enrolled, machine, software, log_until)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(desk_id) DO UPDATE SET
			pubkey = excluded.pubkey, box = excluded.box, enrolled = excluded.enrolled,
			machine = excluded.machine, instance = '', software = excluded.software, state = 'active',
			log_until = excluded.log_until, log_instance = ''`,
		tenant, q.Desk, q.Desk[:12], q.Key, q.Box, now, q.Instance, q.Software, x.now().Add(logLife).UnixMilli())
	if err != nil {
		return "", err
	}
	// Whoever spoke for this desk before speaks no longer.
	_, err = tx.ExecContext(ctx, `UPDATE session SET ended = ? WHERE desk_id = ? AND ended IS NULL`, now, q.Desk)
	if err != nil {
		return "", err
	}
	return tenant, x.passOn(ctx, tx, tenant, q.Desk[:12])
}
