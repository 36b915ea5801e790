package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// A Publication is a version of the catalogue on its way to the desks. The centre
// only keeps and hands out what a publisher has signed.
type Publication struct {
	Manifest uplink.Manifest
	Pieces   []uplink.Piece // every object of the manifest
}

// A CatalogueView is one version that the centre hands out, or did.
type CatalogueView struct {
	Version   string    `json:"version"`
	Prev      string    `json:"prev,omitempty"`
	Digest    string    `json:"digest"`
	Published time.Time `json:"published_at"`
	Effective time.Time `json:"effective_at"`
	Expires   time.Time `json:"expires_at"`
	Items     int       `json:"items"`
	Who       string    `json:"who"`
}

// Times are when a version comes into effect, and until when it should be
// replaced. The zero Effective is at once, the zero Expires a year later.
type Times struct{ Effective, Expires time.Time }

// validity is how long a version holds where nobody says.
const validity = 365 * 24 * time.Hour

// Latest returns the newest version that was published, and the catalogue that it
// is. Both are nil before the first.
func (x *Centre) Latest(ctx context.Context) (*uplink.Manifest, *guide.Catalogue, error) {
	m, err := x.latest(ctx)
	if err != nil || m == nil {
		return nil, nil, err
	}
	p, err := x.publication(ctx, *m)
	if err != nil {
		return nil, nil, err
	}
	c, err := p.catalogue()
	return m, c, err
}

func (x *Centre) latest(ctx context.Context) (m *uplink.Manifest, err error) {
	err = x.read(ctx, func(tx *records.Tx) error {
		m, err = latestManifest(ctx, tx)
		return err
	})
	return m, err
}

// latestManifest is nil before the first.
func latestManifest(ctx context.Context, tx *records.Tx) (*uplink.Manifest, error) {
	var raw []byte
	err := tx.QueryRowContext(ctx, `SELECT manifest FROM catalogue ORDER BY n DESC LIMIT 1`).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return decodeManifest(raw)
}

func decodeManifest(raw []byte) (*uplink.Manifest, error) {
	var m uplink.Manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, &desk.Problem{Kind: desk.Broken, What: "centre.catalogue", Cause: err}
	}
	return &m, nil
}

// publication reads the objects of a manifest.
func (x *Centre) publication(ctx context.Context, m uplink.Manifest) (Publication, error) {
	p := Publication{Manifest: m}
	err := x.read(ctx, func(tx *records.Tx) error {
		p.Pieces = p.Pieces[:0]
		for _, o := range m.Objects {
			body, err := objectBody(ctx, tx, o.ID)
			if err != nil {
				return err
			}
			p.Pieces = append(p.Pieces, uplink.Piece{ID: o.ID, Body: string(body)})
		}
		return nil
	})
	return p, err
}

// objectBody is sql.ErrNoRows for an object that is not there.
func objectBody(ctx context.Context, tx *records.Tx, id string) (body []byte, err error) {
	err = tx.QueryRowContext(ctx, `SELECT body FROM catalogue_object WHERE id = ?`, id).Scan(&body)
	return body, err
}

// catalogue reads what the publication holds, with the linter that desks have.
func (p Publication) catalogue() (*guide.Catalogue, error) {
	entries := make([]guide.Entry, len(p.Manifest.Objects))
	for i, o := range p.Manifest.Objects {
		entries[i] = guide.Entry{Code: o.Code, Ver: o.Ver, Body: []byte(p.Pieces[i].Body)}
	}
	c, found, err := guide.Bind(guide.Head{
		Version: p.Manifest.Version, Demonstration: p.Manifest.Demonstration,
		Effective: desk.DayOf(time.Time(p.Manifest.Effective), 0),
	}, uplink.CertificateCode, entries)
	if err != nil {
		return nil, fmt.Errorf("catalogue %s with %d findings: %w", p.Manifest.Version, len(found), err)
	}
	return c, nil
}

// Prepare makes a publication of a catalogue, without a signature. Its version is
// the catalogue's. A version that is none, that is not above the last, that would
// overtake one which has not come into effect yet, or that has the wrong times, is
// a Problem.
func (x *Centre) Prepare(ctx context.Context, c *guide.Catalogue, at Times) (Publication, error) {
	var p Publication
	last, err := x.latest(ctx)
	if err != nil {
		return p, err
	}
	now := x.now()
	m := &p.Manifest
	m.Version, m.Demonstration = c.Version(), c.Demonstration()
	if last != nil {
		m.Prev = last.Version
	}
	if err := inOrder(m.Version, last); err != nil {
		return p, err
	}
	if at.Effective.IsZero() && c.Effective() != "" {
		at.Effective = c.Effective().Start()
	}
	if at.Effective.Before(now) {
		at.Effective = now
	}
	if at.Expires.IsZero() {
		at.Expires = at.Effective.Add(validity)
	}
	if last != nil && time.Time(last.Effective).After(now) && at.Effective.After(time.Time(last.Effective)) {
		return p, &desk.Problem{Kind: desk.Blocked, What: "publish.pending", Holder: last.Version}
	}
	m.Published, m.Effective, m.Expires = desk.LineTime(now), desk.LineTime(at.Effective.UTC()), desk.LineTime(at.Expires.UTC())
	keys, err := x.Publishers(ctx)
	if err != nil {
		return p, err
	}
	for _, k := range keys {
		m.Publishers = append(m.Publishers, k.Key)
	}
	return p, x.fill(&p, c)
}

// inOrder makes sure that versions only rise.
func inOrder(version string, last *uplink.Manifest) error {
	if !uplink.ValidVersion(version) {
		return &desk.Problem{Kind: desk.Invalid, What: "publish.version", Holder: version}
	}
	if last != nil && !uplink.Higher(version, last.Version) {
		return &desk.Problem{Kind: desk.Conflict, What: "publish.older", Holder: last.Version}
	}
	return nil
}

// fill puts the objects of a catalogue into a publication.
func (x *Centre) fill(p *Publication, c *guide.Catalogue) error {
	entries, err := c.Entries(uplink.CertificateCode)
	if err != nil {
		return err
	}
	for _, e := range entries {
		id := x.suite.Digest(e.Body)
		p.Manifest.Objects = append(p.Manifest.Objects, uplink.Object{Code: e.Code, Ver: e.Ver, ID: id, Size: len(e.Body)})
		p.Pieces = append(p.Pieces, uplink.Piece{ID: id, Body: string(e.Body)})
	}
	p.Manifest.Root = uplink.RootOf(x.suite, p.Manifest.Objects)
	return nil
}

// Sign signs a publication with the publisher's key.
func (x *Centre) Sign(p *Publication, k *seal.Keys) error {
	if k.Suite().Name() != x.suite.Name() {
		return &desk.Problem{Kind: desk.Conflict, What: "publish.suite"}
	}
	var err error
	p.Manifest.Sig, err = x.suite.Sign(k.Signing(), p.Manifest.Signing())
	return err
}

// Store keeps a signed publication, from when on desks find it, and returns its
// view. It is checked as a desk does: the bounds, the root, every object, the
// linter, and the signature by one of the keys that the version before names, or
// that were made known here before the first one. Whoever brings the same one
// twice gets the same answer.
func (x *Centre) Store(ctx context.Context, p Publication, who string) (CatalogueView, error) {
	m := p.Manifest
	if err := m.Check(x.suite); err != nil {
		return CatalogueView{}, err
	}
	if len(p.Pieces) != len(m.Objects) {
		return CatalogueView{}, &desk.Problem{Kind: desk.Broken, What: "catalogue.object"}
	}
	for i, o := range m.Objects {
		if b := []byte(p.Pieces[i].Body); len(b) != o.Size || x.suite.Digest(b) != o.ID {
			return CatalogueView{}, &desk.Problem{Kind: desk.Broken, What: "catalogue.object"}
		}
	}
	if _, err := p.catalogue(); err != nil {
		return CatalogueView{}, err
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return CatalogueView{}, fmt.Errorf("encode manifest: %w", err)
	}
	if len(raw) > uplink.MaxResponse {
		return CatalogueView{}, &desk.Problem{Kind: desk.Full, What: "publish.manifest"}
	}
	now := x.now()
	err = x.write(ctx, func(tx *records.Tx) error {
		if err := tx.Lock(ctx, "catalogue"); err != nil {
			return err
		}
		return x.storeOnce(ctx, tx, p, raw, who, now)
	})
	if err != nil {
		return CatalogueView{}, err
	}
	x.log.Info("catalogue published", "version", m.Version, "objects", len(m.Objects), "effective", time.Time(m.Effective))
	return x.viewOf(m, who), nil
}

func (x *Centre) storeOnce(ctx context.Context, tx *records.Tx, p Publication, raw []byte, who string, now time.Time) error {
	m := p.Manifest
	last, err := latestManifest(ctx, tx)
	if err != nil {
		return err
	}
	digest := m.Digest(x.suite)
	if last != nil && last.Digest(x.suite) == digest {
		return nil
	}
	if err := inOrder(m.Version, last); err != nil {
		return err
	}
	if last != nil && last.Version != m.Prev || last == nil && m.Prev != "" {
		return &desk.Problem{Kind: desk.Conflict, What: "publish.prev"}
	}
	keys, err := publishersOf(ctx, tx, last)
	if err != nil {
		return err
	}
	if err := x.signedByPublisher(m, keys); err != nil {
		return err
	}
	for _, piece := range p.Pieces {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO catalogue_object(id, size, body)
			VALUES(?, ?, ?)
			ON CONFLICT DO NOTHING`, piece.ID, len(piece.Body), []byte(piece.Body))
		if err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO catalogue(n, version, digest, manifest, who, stored)
		SELECT coalesce(max(n), 0) + 1, ?1, ?2, ?3, ?4, ?5
		FROM catalogue`, m.Version, digest, raw, who, now.UnixMilli())
	if err != nil {
		return err
	}
	return x.handDown(ctx, tx, keys)
}

// signedByPublisher looks for the key that signed among those that count.
func (x *Centre) signedByPublisher(m uplink.Manifest, keys []string) error {
	fits := func(text string) bool {
		var key seal.PublicKey
		return key.UnmarshalText([]byte(text)) == nil && !key.IsZero() && x.suite.Verify(key, m.Signing(), m.Sig) == nil
	}
	if !slices.ContainsFunc(keys, fits) {
		return &desk.Problem{Kind: desk.Denied, What: "publish.signature"}
	}
	return nil
}

func (x *Centre) viewOf(m uplink.Manifest, who string) CatalogueView {
	v := CatalogueView{
		Version: m.Version, Prev: m.Prev, Digest: m.Digest(x.suite), Published: time.Time(m.Published),
		Effective: time.Time(m.Effective), Expires: time.Time(m.Expires), Who: who,
	}
	for _, o := range m.Objects {
		if len(o.Code) < len(uplink.CertificateCode) || o.Code[:len(uplink.CertificateCode)] != uplink.CertificateCode {
			v.Items++
		}
	}
	return v
}

// Catalogues lists the versions, the newest first.
func (x *Centre) Catalogues(ctx context.Context) ([]CatalogueView, error) {
	out := []CatalogueView{}
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, `SELECT manifest, who FROM catalogue ORDER BY n DESC LIMIT 100`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var raw []byte
			var who string
			if err := rows.Scan(&raw, &who); err != nil {
				return err
			}
			m, err := decodeManifest(raw)
			if err != nil {
				return err
			}
			out = append(out, x.viewOf(*m, who))
		}
		return rows.Err()
	})
	return out, err
}
