package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

func catalogueChecks() []check {
	return []check{
		at(L3, "catalogue.hello", "Hello names the version and the digest of the manifest that is handed out.", catalogueHello),
		at(L3, "catalogue.signed", "The manifest keeps its bounds and its root, and one of enrol's publishers has signed it.", catalogueSigned),
		at(L3, "catalogue.delta", "Deltas from nothing bring every object in order, each fitting its id, and go on from any of them.", catalogueDelta),
		at(L3, "catalogue.same", "The delta of a version from itself is empty.", catalogueSame),
		at(L3, "catalogue.packed", "A delta that is asked for with gzip has the digest of its lines before compression.", cataloguePacked),
		at(L3, "catalogue.object", "Every object comes by its id as well, byte for byte.", catalogueObject),
		at(L3, "catalogue.absent", "A version or an object that is not there is 404 absent.", catalogueAbsent),
		at(L3, "catalogue.form", "An id that is no digest and a delta to no version are 400 invalid.", catalogueForm),
		at(L4, "catalogue.version", "A manifest comes by its version as well; one that is not there is 404 absent, and no version 400 invalid.", catalogueVersion),
	}
}

func get(target string) request { return request{method: http.MethodGet, target: target} }

func deltaOf(from, to, id string) request {
	q := url.Values{"from": {from}, "to": {to}, "at": {id}}
	return get(uplink.DeltaPath + "?" + q.Encode())
}

// manifest reads the catalogue that the centre hands out. A centre that has none
// proves nothing.
func (l *life) manifest(ctx context.Context) (m uplink.Manifest, err error) {
	a, err := l.say(ctx, get(uplink.ManifestPath))
	if err == nil && a.status == http.StatusNotFound && a.fault.Code == uplink.CodeAbsent {
		return m, errors.New("the centre has no catalogue")
	}
	return m, taken(a, err, &m)
}

// library opens a session and reads the manifest.
func (b *bench) library(ctx context.Context) (*life, uplink.Manifest, error) {
	l, err := b.begin(ctx)
	if err != nil {
		return nil, uplink.Manifest{}, err
	}
	m, err := l.manifest(ctx)
	return l, m, err
}

func catalogueHello(ctx context.Context, b *bench) error {
	l, m, err := b.library(ctx)
	if err != nil {
		return err
	}
	var w uplink.Welcome
	a, err := b.send(ctx, l.hello())
	if err := taken(a, err, &w); err != nil {
		return err
	}
	if w.Catalogue == nil {
		return missed("catalogue in hello", "none")
	}
	return first(equal("version", w.Catalogue.Version, m.Version), equal("manifest", w.Catalogue.Manifest, m.Digest(b.suite)))
}

func catalogueSigned(ctx context.Context, b *bench) error {
	_, m, err := b.library(ctx)
	if err != nil {
		return err
	}
	if err := m.Check(b.suite); err != nil {
		return missed("a manifest within its bounds", "%v", err)
	}
	for _, text := range b.enrolled.Publishers {
		var key seal.PublicKey
		if key.UnmarshalText([]byte(text)) == nil && !key.IsZero() && b.suite.Verify(key, m.Signing(), m.Sig) == nil {
			return nil
		}
	}
	return missed("the signature of a publisher of enrol", "none of %d fits", len(b.enrolled.Publishers))
}

// pieces asks for one delta.
func (l *life) pieces(ctx context.Context, q request) ([]uplink.Piece, error) {
	a, err := l.say(ctx, q)
	if err := taken(a, err, nil); err != nil {
		return nil, err
	}
	list, err := uplink.ParseDelta(a.body)
	if err != nil {
		return nil, missed("lines of a delta", "%v", err)
	}
	return list, nil
}

func catalogueDelta(ctx context.Context, b *bench) error {
	l, m, err := b.library(ctx)
	if err != nil {
		return err
	}
	for at := 0; at < len(m.Objects); {
		list, err := l.pieces(ctx, deltaOf("", m.Version, m.Objects[at].ID))
		if err != nil {
			return err
		}
		if len(list) == 0 || at+len(list) > len(m.Objects) {
			return missed(fmt.Sprint("objects from ", at, " on"), "%d", len(list))
		}
		for _, p := range list {
			o := m.Objects[at]
			at++
			err := first(equal("id", p.ID, o.ID), equal("size", len(p.Body), o.Size), equal("digest", b.suite.Digest([]byte(p.Body)), o.ID))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func catalogueSame(ctx context.Context, b *bench) error {
	l, m, err := b.library(ctx)
	if err != nil {
		return err
	}
	list, err := l.pieces(ctx, deltaOf(m.Version, m.Version, ""))
	return first(err, equal("objects", len(list), 0))
}

func cataloguePacked(ctx context.Context, b *bench) error {
	l, m, err := b.library(ctx)
	if err != nil {
		return err
	}
	plain, err := l.say(ctx, deltaOf("", m.Version, ""))
	if err := taken(plain, err, nil); err != nil {
		return err
	}
	q := deltaOf("", m.Version, "")
	q.header = map[string]string{"Accept-Encoding": "gzip"}
	packed, err := l.say(ctx, q)
	if err := taken(packed, err, nil); err != nil {
		return err
	}
	if !bytes.Equal(plain.body, packed.body) {
		return missed("the same lines", "others, %d and %d bytes", len(plain.body), len(packed.body))
	}
	return equal(uplink.HeaderDigest, packed.header.Get(uplink.HeaderDigest), uplink.ContentDigest(plain.body))
}

func catalogueObject(ctx context.Context, b *bench) error {
	l, m, err := b.library(ctx)
	if err != nil {
		return err
	}
	for _, o := range []uplink.Object{m.Objects[0], m.Objects[len(m.Objects)-1]} {
		a, err := l.say(ctx, get(uplink.ObjectPath(o.ID)))
		if err := first(taken(a, err, nil), equal("size", len(a.body), o.Size), equal("digest", b.suite.Digest(a.body), o.ID)); err != nil {
			return err
		}
	}
	return nil
}

func catalogueAbsent(ctx context.Context, b *bench) error {
	l, m, err := b.library(ctx)
	if err != nil {
		return err
	}
	never := b.suite.Digest([]byte("never"))
	for _, q := range []request{deltaOf("", "999999999.1", ""), deltaOf("", m.Version, never), get(uplink.ObjectPath(never))} {
		a, err := l.say(ctx, q)
		if err := refused(a, err, http.StatusNotFound, uplink.CodeAbsent); err != nil {
			return err
		}
	}
	return nil
}

func catalogueForm(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for _, q := range []request{
		get(uplink.DeltaPath), deltaOf("", "v1", ""), deltaOf("", "1", "..%2f"), get(uplink.ObjectPath("..%2f..%2fx")), get(uplink.ObjectPath("md5:00")),
	} {
		a, err := l.say(ctx, q)
		if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
			return err
		}
	}
	return nil
}

// catalogueVersion asks for the newest by its version, for the one before it where it
// names one, and for what is none.
func catalogueVersion(ctx context.Context, b *bench) error {
	l, m, err := b.library(ctx)
	if err != nil {
		return err
	}
	for _, v := range []string{m.Version, m.Prev} {
		if v == "" {
			continue
		}
		var got uplink.Manifest
		a, err := l.say(ctx, get(uplink.ManifestOfPath(v)))
		if err := first(taken(a, err, &got), equal("version", got.Version, v), got.Check(b.suite)); err != nil {
			return err
		}
	}
	a, err := l.say(ctx, get(uplink.ManifestOfPath("999999999.1")))
	if err := refused(a, err, http.StatusNotFound, uplink.CodeAbsent); err != nil {
		return err
	}
	a, err = l.say(ctx, get(uplink.ManifestOfPath("v1")))
	return refused(a, err, http.StatusBadRequest, uplink.CodeInvalid)
}

// catalogueQuestions are one good request to every path of the catalogue that needs
// no catalogue to be told who asks.
func (b *bench) catalogueQuestions() []request {
	return []request{get(uplink.ManifestPath), deltaOf("", "1", ""), get(uplink.ObjectPath(b.suite.Digest(nil)))}
}
