package centre

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"strings"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// A written body goes out as it is, not as JSON of something. Its digest on the
// wire is that of b, before compression, because gateways unpack.
type written struct {
	kind   string // media type
	b      []byte
	packed []byte // b compressed, nil where it goes plain
	tag    string // of the content, for caches; "" for none
}

// head sets the headers of a written body and returns the bytes that go out for b;
// those of the zero body are b.
func (w written) head(h http.Header, b []byte) []byte {
	if w.kind != "" {
		h.Set("Content-Type", w.kind)
	}
	if w.tag != "" {
		h.Set("ETag", `"`+w.tag+`"`)
	}
	if w.packed == nil {
		return b
	}
	h.Set("Content-Encoding", "gzip")
	return w.packed
}

// point is how hello names the newest catalogue; nil where there is none.
func (x *Centre) point(ctx context.Context, tx *records.Tx) (*uplink.CataloguePoint, error) {
	var p uplink.CataloguePoint
	err := tx.QueryRowContext(ctx, `SELECT version, digest FROM catalogue ORDER BY n DESC LIMIT 1`).Scan(&p.Version, &p.Manifest)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// reads lets a desk of this centre read, in its session.
func (x *Centre) reads(r *http.Request, c caller) error {
	if _, err := body(r, 0); err != nil {
		return err
	}
	return x.write(r.Context(), func(tx *records.Tx) error { return spend(r.Context(), tx, c) })
}

func absent() error { return refuse(http.StatusNotFound, uplink.CodeAbsent, "") }

// manifest answers with the newest manifest, or with that of the version that is
// asked for.
func (x *Centre) manifest(r *http.Request, c caller) (reply, error) {
	if err := x.reads(r, c); err != nil {
		return reply{}, err
	}
	query, args := `SELECT manifest, digest FROM catalogue ORDER BY n DESC LIMIT 1`, []any(nil)
	if q := r.URL.Query(); q.Has("version") {
		v := q.Get("version")
		if !uplink.ValidVersion(v) {
			return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "version")
		}
		query, args = `SELECT manifest, digest FROM catalogue WHERE version = ?`, []any{v}
	}
	var raw []byte
	var digest string
	err := x.read(r.Context(), func(tx *records.Tx) error {
		return tx.QueryRowContext(r.Context(), query, args...).Scan(&raw, &digest)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = absent()
	}
	return reply{body: written{kind: uplink.TypeJSON, b: raw, tag: digest}}, err
}

// version reads a manifest by its version; nil for none.
func version(ctx context.Context, tx *records.Tx, v string) (*uplink.Manifest, error) {
	var raw []byte
	err := tx.QueryRowContext(ctx, `SELECT manifest FROM catalogue WHERE version = ?`, v).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return decodeManifest(raw)
}

// mostDelta bounds the objects of one answer before compression, in bytes.
const mostDelta = 512 << 10

// delta answers with objects of one version that another has not. Of a version
// that is not known here a desk has nothing.
func (x *Centre) delta(r *http.Request, c caller) (reply, error) {
	if err := x.reads(r, c); err != nil {
		return reply{}, err
	}
	q := r.URL.Query()
	from, to, at := q.Get("from"), q.Get("to"), q.Get("at")
	if !uplink.ValidVersion(to) || len(from) > 128 || at != "" && !x.isID(at) {
		return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "delta")
	}
	var lines []byte
	err := x.read(r.Context(), func(tx *records.Tx) (err error) {
		lines, err = deltaLines(r.Context(), tx, from, to, at)
		return err
	})
	if err != nil {
		return reply{}, err
	}
	w := written{kind: uplink.TypeLines, b: lines}
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if w.packed, err = uplink.Pack(lines); err != nil {
			return reply{}, err
		}
	}
	return reply{body: w}, nil
}

func (x *Centre) isID(id string) bool {
	algorithm, _, err := seal.ParseDigest(id)
	return err == nil && algorithm == x.suite.Algorithm()
}

func deltaLines(ctx context.Context, tx *records.Tx, from, to, at string) ([]byte, error) {
	older, err := version(ctx, tx, from)
	if err != nil {
		return nil, err
	}
	newer, err := version(ctx, tx, to)
	if err != nil {
		return nil, err
	}
	if newer == nil {
		return nil, absent()
	}
	has := map[string]bool{}
	if older != nil {
		for _, o := range older.Objects {
			has[o.ID] = true
		}
	}
	var lines []byte
	n, begun := 0, at == ""
	for _, o := range newer.Objects {
		begun = begun || o.ID == at
		if !begun || has[o.ID] {
			continue
		}
		body, err := objectBody(ctx, tx, o.ID)
		if err != nil {
			return nil, err
		}
		line, err := uplink.PieceLine(o.ID, body)
		if err != nil {
			return nil, err
		}
		if n == uplink.MaxDelta || n > 0 && len(lines)+len(line) > mostDelta {
			break
		}
		lines = append(lines, line...)
		n++
	}
	if !begun {
		return nil, absent()
	}
	return lines, nil
}

// object answers with one object.
func (x *Centre) object(r *http.Request, c caller) (reply, error) {
	if err := x.reads(r, c); err != nil {
		return reply{}, err
	}
	id := r.PathValue("id")
	if !x.isID(id) {
		return reply{}, refuse(http.StatusBadRequest, uplink.CodeInvalid, "id")
	}
	var b []byte
	err := x.read(r.Context(), func(tx *records.Tx) (err error) {
		b, err = objectBody(r.Context(), tx, id)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = absent()
	}
	return reply{body: written{kind: uplink.TypeJSON, b: b, tag: id}}, err
}
