package store

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// filled is a store with something private in every place that holds such.
func filled(t *testing.T) *Store {
	t.Helper()
	s, _ := openNew(t)
	ctx := t.Context()
	agent := storetest.Other()
	c := storetest.NewCase("c1", storetest.Person())
	c.Private.Agent = &agent
	draft := storetest.NewCase("c2", agent)
	if err := s.SaveDraft(ctx, desk.Draft{Case: draft, Saved: storetest.Morning}); err != nil {
		t.Fatal(err)
	}
	page, err := s.PutPage(ctx, "c1", []byte("image of "+storetest.Person().Number), desk.Page{MIME: "image/png"})
	if err != nil {
		t.Fatal(err)
	}
	c.Materials = []desk.Material{{Key: "m", Name: "form", Pages: []desk.Page{page}}}
	mustWrite(t, s, "r1", storetest.TakeIn(c))
	mustWrite(t, s, "r2", func(tx desk.Tx) (desk.Act, error) {
		q := desk.Inquiry{
			ID: "q1", Day: tx.Stamp().Day, State: desk.InquiryOpen, At: tx.Stamp().At, Rev: 1,
			Private: desk.InquiryPrivate{Asker: agent.Name, Phone: agent.Phone, Words: "about Sample Road 1"},
		}
		p, err := storetest.Issue(tx, desk.PaperAdvice, "", agent.Name)
		return desk.Act{
			Kind: desk.ActAdviceGiven, Obj: "paper:" + p.No,
			Papers: []desk.Paper{p}, Inquiries: []desk.Inquiry{q},
		}, err
	})
	mustWrite(t, s, "rectified", func(tx desk.Tx) (desk.Act, error) {
		x := storetest.Rectified("x1", "c1", tx.Stamp())
		x.Private = desk.RectificationPrivate{Name: agent.Name, Phone: agent.Phone, Said: "about Sample Road 1", Grounds: agent.Number}
		return desk.Act{Kind: desk.ActRectifyContacted, Obj: "rectification:x1", Rectifications: []desk.Rectification{x}}, nil
	})
	return s
}

// TestNothingPrivateReachesTheDisk looks through every file of the data folder.
func TestNothingPrivateReachesTheDisk(t *testing.T) {
	s := filled(t)
	if err := s.Close(); err != nil { // SQLite has let go of its files.
		t.Fatal(err)
	}
	var all []byte
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		all = append(all, b...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	a, b := storetest.Person(), storetest.Other()
	for i, word := range []string{
		a.Name, a.Number, a.Phone, b.Name, b.Number, b.Phone, "Sample Road 1",
		a.Number[10:], a.Number[:14], b.Number[10:], "image of",
	} {
		for form, s := range map[string]string{
			"plain": word, "hex": hex.EncodeToString([]byte(word)),
			"base64": base64.RawStdEncoding.EncodeToString([]byte(word))[:len(word)*4/3-1],
		} {
			if bytes.Contains(all, []byte(s)) {
				t.Errorf("private value %d is on the disk as %s", i, form)
			}
		}
	}
	for _, word := range []string{"Sample item", "ticket", `"case:c1"`} {
		if !bytes.Contains(all, []byte(word)) {
			t.Errorf("%q was not found: this test does not see the files", word)
		}
	}
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	s := filled(t)
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		about, err := d.Info()
		if err == nil && about.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", d.Name(), about.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestKeyRingOfAnotherStoreIsDenied(t *testing.T) {
	s := filled(t)
	c := config(s.dir, s.clock)
	ring := s.dir + ".keys"
	for _, tt := range []struct {
		name string
		do   func() error
	}{
		{"open to others", func() error { return os.Chmod(ring, 0o644) }},
		{"missing", func() error { return os.Remove(ring) }},
		{"of another store", func() error { _, err := seal.Create(ring, seal.GM()); return err }},
		{"of another suite", func() error {
			_, err := seal.Create(ring+"2", seal.Intl())
			c.KeyPath = ring + "2"
			return err
		}},
		{"not a key ring", func() error { return os.WriteFile(ring+"2", []byte("{}"), 0o600) }},
	} {
		if err := tt.do(); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), c)
		if !isProblem(err, desk.Denied, "store.key") {
			t.Errorf("key ring %s: %v", tt.name, err)
		}
	}
	if _, err := os.Stat(ring); err != nil {
		t.Errorf("the last ring is gone: %v", err)
	}
}

// TestWithoutKeys opens the store as the night run does before anybody came.
func TestWithoutKeys(t *testing.T) {
	s := filled(t)
	cfg := config(s.dir, s.clock)
	cfg.Keyless = true
	blind := openIn(t, cfg)
	ctx := t.Context()
	c, err := blind.Case(ctx, "c1")
	if err != nil || c.Title != "Sample item" || !reflect.ValueOf(c.Private).IsZero() {
		t.Errorf("case %+v, %v", c, err)
	}
	if d, err := blind.Draft(ctx, "c2"); err != nil || d.Case.Private.Applicant.Name != "" {
		t.Errorf("draft %+v, %v", d, err)
	}
	_, err = blind.Write(ctx, "r3", storetest.Duty(), storetest.TakeIn(storetest.NewCase("c3", storetest.Person())))
	wantKind(t, err, desk.Locked)
	wantKind(t, blind.SaveDraft(ctx, desk.Draft{Case: storetest.NewCase("c4", storetest.Person())}), desk.Locked)
	_, err = blind.Cases(ctx, desk.CaseFilter{Number: storetest.Person().Number})
	wantKind(t, err, desk.Locked)
	_, err = blind.OpenPage(ctx, "c1", c.Blobs()[0])
	wantKind(t, err, desk.Locked)
	mustWrite(t, blind, "r4", func(tx desk.Tx) (desk.Act, error) {
		c, err := tx.Case(ctx, "c1")
		c.State = desk.CaseStreet
		return desk.Act{Kind: desk.ActCaseDecided, Obj: "case:c1", Cases: []desk.Case{c}}, err
	})
	if c, err := s.Case(ctx, "c1"); err != nil || c.State != desk.CaseStreet || c.Private.Applicant != storetest.Person() {
		t.Errorf("with keys, after an act without: %+v, %v", c, err)
	}
	if again := mustWrite(t, blind, "r1", nil); !again.Repeated || again.Act.Cases[0].Private.Applicant.Name != "" {
		t.Errorf("repeat without keys: %+v", again.Act.Cases)
	}
	empty := config(filepath.Join(t.TempDir(), "none"), s.clock)
	empty.Keyless = true
	_, err = Open(ctx, empty)
	wantKind(t, err, desk.NotFound)
}

// isProblem reports whether err is a Problem of this kind about this.
func isProblem(err error, k desk.Kind, what string) bool {
	return errors.Is(err, &desk.Problem{Kind: k, What: what})
}

func wantKind(t *testing.T, err error, k desk.Kind) {
	t.Helper()
	if desk.KindOf(err) != k {
		t.Errorf("error is %v, want a problem of kind %s", err, k)
	}
}

// TestWipedKeyTakesThePrivatePart deletes one row, as retention will, and looks
// with a store that had the key in memory.
func TestWipedKeyTakesThePrivatePart(t *testing.T) {
	s := filled(t)
	ctx := t.Context()
	if c, err := s.Case(ctx, "c1"); err != nil || c.Private.Applicant.Name == "" {
		t.Fatalf("case %+v, %v", c, err)
	}
	tamper(t, s, `DELETE FROM object_key WHERE owner = 'case:c1'`)
	c, err := s.Case(ctx, "c1")
	if err != nil || !reflect.ValueOf(c.Private).IsZero() || c.No == "" {
		t.Errorf("case after the wipe: %+v, %v", c, err)
	}
	p, err := s.Papers(ctx, desk.PaperFilter{Case: "c1"})
	if err != nil || len(p) != 1 || p[0].Content.Applicant != "" {
		t.Errorf("papers after the wipe: %+v, %v", p, err)
	}
	_, err = s.OpenPage(ctx, "c1", c.Blobs()[0])
	wantKind(t, err, desk.NotFound)
	if r, err := s.Verify(ctx); err != nil || !r.OK() {
		t.Errorf("the chain after the wipe: %+v, %v", r.Bad, err)
	}
	if d, err := s.RebuildCheck(ctx); err != nil || len(d) != 0 {
		t.Errorf("the tables after the wipe: %+v, %v", d, err)
	}
}

// TestDamagedSealedPart shows the rest of a list, and says so of the one.
func TestDamagedSealedPart(t *testing.T) {
	s := filled(t)
	ctx := t.Context()
	tamper(t, s, `UPDATE case_file SET doc = json_set(doc, '$.sealed', 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==')`)
	_, err := s.Case(ctx, "c1")
	wantKind(t, err, desk.Broken)
	list, err := s.Cases(ctx, desk.CaseFilter{})
	if err != nil || len(list) != 1 || list[0].Title != "Sample item" || list[0].Private.Applicant.Name != "" {
		t.Errorf("list %+v, %v", list, err)
	}
}

// TestSealedPartsAreBoundToTheirPlace moves one person's sealed part and key to
// another case.
func TestSealedPartsAreBoundToTheirPlace(t *testing.T) {
	s := filled(t)
	ctx := t.Context()
	mustWrite(t, s, "r3", storetest.TakeIn(storetest.NewCase("c3", storetest.Other())))
	tamper(t, s, `
		UPDATE case_file
		SET doc = json_set(doc, '$.sealed', (SELECT json_extract(doc, '$.sealed') FROM case_file WHERE id = 'c3'))
		WHERE id = 'c1'`)
	_, err := s.Case(ctx, "c1")
	wantKind(t, err, desk.Broken)
	tamper(t, s, `
		UPDATE object_key
		SET wrapped = (SELECT wrapped FROM object_key WHERE owner = 'case:c3')
		WHERE owner = 'case:c1'`)
	_, err = s.Case(ctx, "c1")
	wantKind(t, err, desk.Broken)
}

// TestDroppedDraftCannotBeReadAgain looks for what is left of it.
func TestDroppedDraftCannotBeReadAgain(t *testing.T) {
	s := filled(t)
	ctx := t.Context()
	page, err := s.PutPage(ctx, "c2", []byte("image"), desk.Page{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DropDraft(ctx, "c2"); err != nil {
		t.Fatal(err)
	}
	_, err = s.OpenPage(ctx, "c2", page.ID)
	wantKind(t, err, desk.NotFound)
	owners, err := from(ctx, s, func(b books) ([]string, error) {
		return list(ctx, b.q, scanText, `
			SELECT owner FROM object_key
			UNION ALL SELECT owner FROM blob
			UNION ALL SELECT 'case:' || id FROM draft`)
	})
	if err != nil || slices.Contains(owners, "case:c2") || !slices.Contains(owners, "case:c1") {
		t.Errorf("owners are %v, %v", owners, err)
	}
}

// TestDroppedDraftLeavesTheKeyOfItsCase drops the draft over a case that has
// neither paper nor page to hold on to its key.
func TestDroppedDraftLeavesTheKeyOfItsCase(t *testing.T) {
	s, _ := openNew(t)
	ctx := t.Context()
	mustWrite(t, s, "r1", func(tx desk.Tx) (desk.Act, error) {
		act, err := storetest.TakeIn(storetest.NewCase("c1", storetest.Person()))(tx)
		act.Papers, act.Print = nil, nil
		return act, err
	})
	if err := s.SaveDraft(ctx, desk.Draft{Case: storetest.NewCase("c1", storetest.Other())}); err != nil {
		t.Fatal(err)
	}
	if err := s.DropDraft(ctx, "c1"); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Case(ctx, "c1"); err != nil || c.Private.Applicant != storetest.Person() {
		t.Errorf("case %+v, %v", c, err)
	}
}
