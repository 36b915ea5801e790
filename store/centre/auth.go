package centre

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// A caller is who signed a request.
type caller struct {
	id      string
	tenant  string
	station string
	session string
	counter int64
}

// identify finds out who sent a request, from its signature and nothing else. It
// reads no body: what the signature covers of that is its digest.
func (x *Centre) identify(r *http.Request) (caller, error) {
	c := caller{id: r.Header.Get(uplink.HeaderDesk), session: r.Header.Get(uplink.HeaderSession)}
	var err error
	c.counter, err = strconv.ParseInt(r.Header.Get(uplink.HeaderCounter), 10, 64)
	if err != nil || c.counter < 0 || !plain(c.id) || !plain(c.session) {
		return c, refuse(http.StatusUnauthorized, uplink.CodeSignature, "headers")
	}
	var key, state string
	err = x.read(r.Context(), func(tx *records.Tx) error {
		return tx.QueryRowContext(r.Context(), `
			SELECT tenant, station, pubkey, state
			FROM desk
			WHERE desk_id = ?`, c.id).Scan(&c.tenant, &c.station, &key, &state)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return c, refuse(http.StatusUnauthorized, uplink.CodeUnknown, "")
	}
	if err != nil {
		return c, err
	}
	if err := x.signedBy(r, key, c.session, c.counter); err != nil {
		return c, err
	}
	if state != "active" {
		return c, refuse(http.StatusForbidden, uplink.CodeRevoked, "")
	}
	return c, nil
}

// signedBy checks the signature of a request by a key.
func (x *Centre) signedBy(r *http.Request, key, session string, counter int64) error {
	no := refuse(http.StatusUnauthorized, uplink.CodeSignature, "")
	var public seal.PublicKey
	if err := public.UnmarshalText([]byte(key)); err != nil {
		return no
	}
	sig, err := base64.StdEncoding.DecodeString(r.Header.Get(uplink.HeaderSignature))
	if err != nil {
		return no
	}
	// A gateway may serve the centre below a path of its own.
	target := r.RequestURI
	if i := strings.Index(target, uplink.Root+"/"); i > 0 {
		target = target[i:]
	}
	message := uplink.Signing(r.Method, target, r.Header.Get(uplink.HeaderDigest), session, counter)
	if err := x.suite.Verify(public, message, sig); err != nil {
		return no
	}
	return nil
}

// spend makes sure that the session is the desk's and that the counter rose, so
// that a request which was recorded is worth nothing to whoever recorded it. The
// desk is locked from here to the end of the transaction.
func spend(ctx context.Context, tx *records.Tx, c caller) error {
	if err := tx.Lock(ctx, "desk:"+c.id); err != nil {
		return err
	}
	var counter int64
	err := tx.QueryRowContext(ctx, `
		SELECT counter
		FROM session
		WHERE id = ? AND desk_id = ? AND ended IS NULL`, c.session, c.id).Scan(&counter)
	if errors.Is(err, sql.ErrNoRows) {
		return refuse(http.StatusUnauthorized, uplink.CodeSession, "")
	}
	if err != nil {
		return err
	}
	if c.counter <= counter {
		return refuse(http.StatusUnauthorized, uplink.CodeCounter, "")
	}
	_, err = tx.ExecContext(ctx, `UPDATE session SET counter = ? WHERE id = ?`, c.counter, c.session)
	return err
}

// charge counts the bytes of a request against the day's quota of its desk.
func (x *Centre) charge(ctx context.Context, tx *records.Tx, c caller, bytes int64) error {
	if bytes <= 0 {
		return nil
	}
	quota := x.c.Quota
	if quota <= 0 {
		quota = defaultQuota
	}
	var used int64
	err := tx.QueryRowContext(ctx, `
		INSERT INTO usage(tenant, desk_id, day, bytes)
		VALUES(?, ?, ?, ?)
		ON CONFLICT(desk_id, day) DO UPDATE SET bytes = usage.bytes + excluded.bytes
		RETURNING bytes`, c.tenant, c.id, desk.DayOf(x.now(), 0), bytes).Scan(&used)
	if err != nil {
		return err
	}
	if used > quota {
		return refuse(http.StatusTooManyRequests, uplink.CodeQuota, "")
	}
	return nil
}

// body reads a request's body as it was sent, within limit bytes, and checks its
// digest. A body without a length is not taken.
func body(r *http.Request, limit int64) ([]byte, error) {
	raw, err := rawBody(r, limit)
	if err != nil {
		return nil, err
	}
	return raw, checkDigest(r, raw)
}

func rawBody(r *http.Request, limit int64) ([]byte, error) {
	switch {
	case r.ContentLength < 0:
		return nil, refuse(http.StatusBadRequest, uplink.CodeInvalid, "length")
	case r.ContentLength > limit:
		return nil, refuse(http.StatusRequestEntityTooLarge, uplink.CodeTooLarge, "")
	}
	raw := make([]byte, r.ContentLength)
	if _, err := io.ReadFull(r.Body, raw); err != nil {
		return nil, refuse(http.StatusBadRequest, uplink.CodeInvalid, "cut")
	}
	return raw, nil
}

func checkDigest(r *http.Request, decoded []byte) error {
	if r.Header.Get(uplink.HeaderDigest) != uplink.ContentDigest(decoded) {
		return refuse(http.StatusUnprocessableEntity, uplink.CodeDigest, "")
	}
	return nil
}

// question decodes a JSON body into v. Members unknown to this version pass.
func question(r *http.Request, v any) error {
	raw, err := body(r, mostQuestion)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(v); err != nil || d.More() {
		return refuse(http.StatusBadRequest, uplink.CodeInvalid, "json")
	}
	return nil
}

// mostQuestion bounds a JSON request.
const mostQuestion = 128 << 10

// plain reports whether s is a short text of printable ASCII, as ids are.
func plain(s string) bool {
	if len(s) == 0 || len(s) > 128 {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
