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

	counted int64 // highest counter of the session that was taken; -1 where there is no such session
	sent    int64 // bytes of today
}

// identify finds out who sent a request, from its signature and nothing else. It
// reads no body: what the signature covers of that is its digest.
func (x *Centre) identify(r *http.Request) (caller, error) {
	c := caller{id: r.Header.Get(uplink.HeaderDesk), session: r.Header.Get(uplink.HeaderSession)}
	var err error
	c.counter, err = strconv.ParseInt(r.Header.Get(uplink.HeaderCounter), 10, 64)
	if err != nil || c.counter < 0 || !plain(c.id) || !plain(c.session) || !proven(r) {
		return c, refuse(http.StatusUnauthorized, uplink.CodeSignature, uplink.DetailHeaders)
	}
	var key, state string
	err = x.records.Row(r.Context(), `
		SELECT d.tenant, d.station, d.pubkey, d.state, coalesce(s.counter, -1), coalesce(u.bytes, 0)
		FROM desk d
		LEFT JOIN session s ON s.id = ? AND s.desk_id = d.desk_id AND s.ended IS NULL
		LEFT JOIN usage u ON u.desk_id = d.desk_id AND u.day = ?
		WHERE d.desk_id = ?`, []any{c.session, desk.DayOf(x.now(), 0), c.id},
		&c.tenant, &c.station, &key, &state, &c.counted, &c.sent)
	if errors.Is(err, sql.ErrNoRows) {
		return c, refuse(http.StatusUnauthorized, uplink.CodeUnknown, "")
	}
	if err != nil {
		return c, records.Problem(err)
	}
	if err := x.signedBy(r, key, c.session, c.counter); err != nil {
		return c, err
	}
	if state != "active" {
		return c, refuse(http.StatusForbidden, uplink.CodeRevoked, "")
	}
	return c, nil
}

// proven reports whether a request has the headers of a proof at all: some gateways
// let through what they know only.
func proven(r *http.Request) bool {
	return r.Header.Get(uplink.HeaderSignature) != "" && r.Header.Get(uplink.HeaderDigest) != ""
}

// seen is the request line as it came here, for the desk to compare with what it
// sent; "" for one that is too long to be a desk's.
func seen(r *http.Request) string {
	if s := r.Method + " " + target(r); len(s) <= mostSeen {
		return s
	}
	return ""
}

const mostSeen = 512

// target is what the signature covers of a request line. A gateway may serve the
// centre below a path of its own.
func target(r *http.Request) string {
	if i := strings.Index(r.RequestURI, uplink.Root+"/"); i > 0 {
		return r.RequestURI[i:]
	}
	return r.RequestURI
}

// signedBy checks the signature of a request by a key.
func (x *Centre) signedBy(r *http.Request, key, session string, counter int64) error {
	no := refuse(http.StatusUnauthorized, uplink.CodeSignature, seen(r))
	var public seal.PublicKey
	if err := public.UnmarshalText([]byte(key)); err != nil {
		return no
	}
	sig, err := base64.StdEncoding.DecodeString(r.Header.Get(uplink.HeaderSignature))
	if err != nil {
		return no
	}
	message := uplink.Signing(r.Method, target(r), r.Header.Get(uplink.HeaderDigest), session, counter)
	if err := x.suite.Verify(public, message, sig); err != nil {
		return no
	}
	return nil
}

// early looks at what spend and charge will look at, so that a request which they
// would refuse does no work before. Only they decide.
func (x *Centre) early(c caller) error {
	switch {
	case c.counted < 0:
		return refuse(http.StatusUnauthorized, uplink.CodeSession, "")
	case c.counter <= c.counted-counterWindow:
		return refuse(http.StatusUnauthorized, uplink.CodeCounter, "")
	case c.sent > x.quota():
		return refuse(http.StatusTooManyRequests, uplink.CodeQuota, "")
	}
	return nil
}

// counterWindow is how far behind the highest counter of a session another one is
// still taken, once: requests that are under way together overtake each other. It
// is the window of RFC 4303, 3.4.3, in the bits of session.seen: bit n stands for
// the highest counter less n.
const counterWindow = 62

// spend makes sure that the session is the desk's and that the counter was never
// taken, so that a request which was recorded is worth nothing to whoever recorded
// it. Who decides on more than the session locks the desk before.
func spend(ctx context.Context, tx *records.Tx, c caller) error {
	r, err := tx.ExecContext(ctx, `
		UPDATE session
		SET counter = CASE WHEN ?1 > counter THEN ?1 ELSE counter END,
			seen = CASE
				WHEN ?1 >= counter + ?4 THEN 1
				WHEN ?1 > counter THEN ((seen << CAST(?1 - counter AS INTEGER)) & ?5) | 1
				ELSE seen | (CAST(1 AS BIGINT) << CAST(counter - ?1 AS INTEGER))
			END
		WHERE id = ?2 AND desk_id = ?3 AND ended IS NULL AND (
			?1 > counter OR
			?1 > counter - ?4 AND seen & (CAST(1 AS BIGINT) << CAST(CASE WHEN counter > ?1 THEN counter - ?1 ELSE 0 END AS INTEGER)) = 0)`,
		c.counter, c.session, c.id, counterWindow, int64(1)<<counterWindow-1)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 1 {
		return err
	}
	var lives bool
	err = tx.QueryRowContext(ctx, `
		SELECT EXISTS(SELECT 1 FROM session WHERE id = ? AND desk_id = ? AND ended IS NULL)`, c.session, c.id).Scan(&lives)
	switch {
	case err != nil:
		return err
	case lives:
		return refuse(http.StatusUnauthorized, uplink.CodeCounter, "")
	}
	return refuse(http.StatusUnauthorized, uplink.CodeSession, "")
}

// quota is how many bytes a desk may send on one day.
func (x *Centre) quota() int64 {
	if x.c.Quota > 0 {
		return x.c.Quota
	}
	return defaultQuota
}

// charge counts the bytes of a request against the day's quota of its desk.
func (x *Centre) charge(ctx context.Context, tx *records.Tx, c caller, bytes int64) error {
	if bytes <= 0 {
		return nil
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
	if used > x.quota() {
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
		return nil, refuse(http.StatusBadRequest, uplink.CodeInvalid, uplink.DetailLength)
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
