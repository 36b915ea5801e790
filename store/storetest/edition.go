package storetest

import (
	"encoding/json"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
)

// mark begins the code of a certificate among the entries of an edition.
const mark = "cert:"

// Edition is the demonstration guide under another version, with its items edited;
// an item for which edit says no is left out.
func Edition(t testing.TB, version string, edit func(*desk.Item) bool) *guide.Catalogue {
	t.Helper()
	demo, err := guide.Demo()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := demo.Entries(mark)
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
	c, found, err := guide.Bind(guide.Head{Version: version, Demonstration: true}, mark, kept)
	if err != nil {
		t.Fatal(found, err)
	}
	return c
}
