package storetest

import (
	"encoding/json"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// Edition is the demonstration guide under another version, with its items edited;
// an item for which edit says no is left out.
func Edition(t testing.TB, version string, edit func(*desk.Item) bool) *guide.Catalogue {
	t.Helper()
	demo, err := guide.Demo()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := demo.Entries(uplink.CertificateCode)
	if err != nil {
		t.Fatal(err)
	}
	kept := entries[:0]
	for i, e := range entries {
		if i < len(demo.Items()) {
			var it desk.Item
			if err := json.Unmarshal(e.Body, &it); err != nil {
				t.Fatal(err)
			}
			if !edit(&it) {
				continue
			}
			e.Ver = it.Version
			if e.Body, err = json.Marshal(it); err != nil {
				t.Fatal(err)
			}
		}
		kept = append(kept, e)
	}
	c, found, err := guide.Bind(guide.Head{Version: version, Demonstration: true}, uplink.CertificateCode, kept)
	if err != nil {
		t.Fatal(found, err)
	}
	return c
}

// Signed is a catalogue as its publisher hands it out: in force from effective on, for
// a year.
func Signed(t testing.TB, k *seal.Keys, c *guide.Catalogue, prev string, effective time.Time) (uplink.Manifest, []uplink.Piece) {
	t.Helper()
	s := k.Suite()
	key, err := k.Signing().Public()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := c.Entries(uplink.CertificateCode)
	if err != nil {
		t.Fatal(err)
	}
	m := uplink.Manifest{
		Version: c.Version(), Prev: prev, Published: desk.LineTime(effective.Add(-time.Hour)), Effective: desk.LineTime(effective),
		Expires: desk.LineTime(effective.AddDate(1, 0, 0)), Demonstration: c.Demonstration(), Publishers: []string{key.String()},
	}
	pieces := make([]uplink.Piece, len(entries))
	for i, e := range entries {
		id := s.Digest(e.Body)
		m.Objects = append(m.Objects, uplink.Object{Code: e.Code, Ver: e.Ver, ID: id, Size: len(e.Body)})
		pieces[i] = uplink.Piece{ID: id, Body: string(e.Body)}
	}
	m.Root = uplink.RootOf(s, m.Objects)
	if m.Sig, err = s.Sign(k.Signing(), m.Signing()); err != nil {
		t.Fatal(err)
	}
	return m, pieces
}
