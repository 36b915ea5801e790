package centre

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// A cursor is a place in the feed of a station, in one generation of this centre.
// It carries a digest of the line that it stands on: in a centre that was
// restored and went on otherwise it no longer fits, and the desk reads from the
// beginning.
type cursor struct {
	generation, station string
	n                   int64
	mark                string
}

func (c cursor) text() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(
		[]string{c.generation, c.station, strconv.FormatInt(c.n, 10), c.mark}, "\n")))
}

func parseCursor(text string) (cursor, bool) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	p := strings.Split(string(b), "\n")
	if err != nil || len(p) != 4 {
		return cursor{}, false
	}
	n, err := strconv.ParseInt(p[2], 10, 64)
	return cursor{p[0], p[1], n, p[3]}, err == nil && n > 0
}

// markOf is the digest of a line that a cursor carries.
func (x *Centre) markOf(line []byte) string {
	sum := x.suite.Hash(line)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// mostPage bounds the lines of one answer, in bytes.
const mostPage = 512 << 10

// feed answers with what came down for the station after a cursor.
func (x *Centre) feed(r *http.Request, c caller) (reply, error) {
	if _, err := body(r, 0); err != nil {
		return reply{}, err
	}
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 {
		return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "limit")
	}
	var p uplink.Page
	err = x.write(r.Context(), func(tx *records.Tx) (err error) {
		if err := spend(r.Context(), tx, c); err != nil {
			return err
		}
		p, err = x.page(r.Context(), tx, c, r.URL.Query().Get("cursor"), min(limit, uplink.MaxFeed))
		return err
	})
	return reply{body: p}, err
}

func (x *Centre) page(ctx context.Context, tx *records.Tx, c caller, text string, limit int) (uplink.Page, error) {
	p := uplink.Page{Cursor: text, Lines: []uplink.Signed{}}
	after := int64(0)
	if text != "" {
		at, ok := parseCursor(text)
		if !ok || at.station != c.station || at.generation != x.Generation() || !x.stands(ctx, tx, at) {
			f := refuse(http.StatusGone, uplink.CodeRefetch, "")
			f.body.Action = "refetch"
			return p, f
		}
		after = at.n
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT n, line, sig
		FROM feed
		WHERE station = ? AND n > ?
		ORDER BY n
		LIMIT ?`, c.station, after, limit+1)
	if err != nil {
		return p, err
	}
	defer rows.Close()
	size := 0
	for rows.Next() {
		var n int64
		var s uplink.Signed
		var line []byte
		if err := rows.Scan(&n, &line, &s.Sig); err != nil {
			return p, err
		}
		if size += len(line); len(p.Lines) == limit || size > mostPage && len(p.Lines) > 0 {
			p.More = true
			break
		}
		s.Line = string(line)
		p.Lines = append(p.Lines, s)
		p.Cursor = cursor{x.Generation(), c.station, n, x.markOf(line)}.text()
	}
	return p, rows.Err()
}

// stands reports whether the line that a cursor stands on is the one it was made
// for.
func (x *Centre) stands(ctx context.Context, tx *records.Tx, at cursor) bool {
	var line []byte
	err := tx.QueryRowContext(ctx, `SELECT line FROM feed WHERE station = ? AND n = ?`, at.station, at.n).Scan(&line)
	return err == nil && subtle.ConstantTimeCompare([]byte(x.markOf(line)), []byte(at.mark)) == 1
}

// eraVersions is how many versions of an object one era of a centre has room for.
const eraVersions = 1_000_000

// nextVersion is the version of the next line about an object. After a restore or
// a move it is higher than any that the centre before can have given, so that no
// desk takes the line for one that it has.
func nextVersion(ctx context.Context, tx *records.Tx, station, obj string) (ver int, err error) {
	var last, era int
	err = tx.QueryRowContext(ctx, `
		SELECT coalesce((SELECT max(ver) FROM feed WHERE station = ? AND obj = ?), 0), era
		FROM centre`, station, obj).Scan(&last, &era)
	return max(last, era*eraVersions) + 1, err
}

// publish appends a line to the feed of a station, in the transaction of what it
// tells of. Its number follows from the station's row, so that numbers have no
// gap and appear in order; its version follows from the object.
func (x *Centre) publish(ctx context.Context, tx *records.Tx, s *street, station, obj, kind string, body func(ver int) any) error {
	l := uplink.FeedLine{Station: station, Obj: obj, Kind: kind, At: desk.LineTime(x.now())}
	var err error
	if l.Ver, err = nextVersion(ctx, tx, station, obj); err != nil {
		return err
	}
	if l.Body, err = json.Marshal(body(l.Ver)); err != nil {
		return fmt.Errorf("encode feed line: %w", err)
	}
	return x.issue(ctx, tx, s, l)
}

// issue gives a line the next number of its station, signs it and puts it down.
func (x *Centre) issue(ctx context.Context, tx *records.Tx, s *street, l uplink.FeedLine) error {
	err := tx.QueryRowContext(ctx, `
		INSERT INTO feed_head(tenant, station, n)
		VALUES(?, ?, 1)
		ON CONFLICT(station) DO UPDATE SET n = feed_head.n + 1
		RETURNING n`, s.tenant, l.Station).Scan(&l.N)
	if err != nil {
		return err
	}
	line, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("encode feed line: %w", err)
	}
	sig, err := x.suite.Sign(s.keys.Signing(), uplink.FeedSigning(line))
	if err != nil {
		return errors.Join(errors.New("sign feed line"), err)
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO feed(tenant, station, n, obj, ver, kind, line, sig, at)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)`, s.tenant, l.Station, l.N, l.Obj, l.Ver, l.Kind, line, sig, x.now().UnixMilli())
	return err
}
