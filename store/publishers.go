package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// publishers are the public keys of which one must have signed what this desk takes.
func (h *Shelf) publishers(ctx context.Context, q querier) ([]string, error) {
	if len(h.pins) > 0 {
		return h.pins, nil
	}
	var text string
	if err := q.QueryRowContext(ctx, `SELECT publishers FROM sync_state`).Scan(&text); err != nil {
		return nil, missing(err, "store.origin")
	}
	return strings.Fields(text), nil
}

// signedBy reports whether one of the keys has signed a manifest.
func (h *Shelf) signedBy(keys []string, m uplink.Manifest) bool {
	for _, text := range keys {
		var key seal.PublicKey
		if key.UnmarshalText([]byte(text)) == nil && !key.IsZero() && h.s.suite.Verify(key, m.Signing(), m.Sig) == nil {
			return true
		}
	}
	return false
}

// Trusts implements uplink.Shelf.
func (h *Shelf) Trusts(ctx context.Context, m uplink.Manifest) (trusts bool, err error) {
	err = h.s.read(ctx, func(q querier) error {
		keys, err := h.publishers(ctx, q)
		trusts = err == nil && h.signedBy(keys, m)
		return err
	})
	return trusts, err
}

// follow makes sure that a publisher whom this desk trusts has signed m. With links it
// goes from version to version: each is signed by one whom the version before named,
// the first by one who is known, and none lies behind what this desk took.
func (h *Shelf) follow(ctx context.Context, q querier, m uplink.Manifest, links []uplink.Manifest, rows []shelved) error {
	keys, err := h.publishers(ctx, q)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return &desk.Problem{Kind: desk.NotFound, What: "catalogue.publisher"}
	}
	if len(links) == 0 {
		if !h.signedBy(keys, m) {
			return &desk.Problem{Kind: desk.Denied, What: "catalogue.signature"}
		}
		return nil
	}
	denied := func(v string) error {
		return &desk.Problem{Kind: desk.Denied, What: "catalogue.link", Holder: v}
	}
	if len(h.pins) > 0 || len(links) > uplink.MostLinks {
		return denied(m.Version)
	}
	for i, x := range append(append([]uplink.Manifest(nil), links...), m) {
		switch {
		case i > 0 && x.Prev != links[i-1].Version, // Check holds it above that.
			i == 0 && len(rows) > 0 && !uplink.Higher(x.Version, rows[0].manifest.Version),
			!h.signedBy(keys, x):
			return denied(x.Version)
		}
		keys = x.Publishers
	}
	return nil
}

// handedDown is the act of keys of publishers that the street tells a desk which was
// enrolled before there were any. It is taken as at an enrolment, on the word of the
// street, and only once: whoever gets hold of the street's key later can make no
// publisher of their own known to a desk that has one.
func handedDown(ctx context.Context, x *tx, f uplink.FeedLine) (desk.Act, error) {
	act := arrived(f)
	var h uplink.HandedDown
	if json.Unmarshal(f.Body, &h) != nil || f.Obj != uplink.PublishersObj || h.Ver != f.Ver || len(h.Keys) == 0 {
		return act, nil
	}
	keys, err := publisherKeys(h.Keys)
	if err != nil {
		return act, nil
	}
	r, err := x.db.ExecContext(ctx, `UPDATE sync_state SET publishers = ? WHERE publishers = ''`, keys)
	if err != nil {
		return act, fmt.Errorf("keep publishers: %w", err)
	}
	n, err := r.RowsAffected()
	if err != nil {
		return act, err
	}
	if act.Note["outcome"] = "kept"; n == 1 {
		act.Note["outcome"] = "applied"
	}
	return act, nil
}
