package store

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

func scanText(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) }

// pageFiles counts the page files of a store.
func pageFiles(t *testing.T, s *Store) (files []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.dir, blobFolder, "b"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

func putPage(t *testing.T, s *Store, caseID string, image []byte) desk.Page {
	t.Helper()
	p, err := s.PutPage(t.Context(), caseID, image, desk.Page{MIME: "image/jpeg", Width: 3, Height: 4, At: storetest.Morning})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPageComesBack(t *testing.T) {
	s, _ := openNew(t)
	image := bytes.Repeat([]byte("scan line "), 20_000)
	p := putPage(t, s, "c1", image)
	if p.MIME != "image/jpeg" || p.Width != 3 || p.Size <= int64(len(image)) || p.ID[:4] != "sm3:" {
		t.Errorf("page is %+v", p)
	}
	if got, err := s.OpenPage(t.Context(), "c1", p.ID); err != nil || !bytes.Equal(got, image) {
		t.Errorf("%d bytes came back of %d, %v", len(got), len(image), err)
	}
	if again := putPage(t, s, "c1", image); again.ID == p.ID {
		t.Error("the same image twice has one id: sealing is not random")
	}
	for _, bad := range [][]byte{nil, make([]byte, mostPage)} {
		_, err := s.PutPage(t.Context(), "c1", bad, desk.Page{})
		wantKind(t, err, desk.Invalid)
	}
}

func TestPageOpensUnderItsOwnCaseOnly(t *testing.T) {
	s, _ := openNew(t)
	p := putPage(t, s, "c1", []byte("image"))
	putPage(t, s, "c2", []byte("image"))
	_, err := s.OpenPage(t.Context(), "c2", p.ID)
	wantKind(t, err, desk.Broken)
	_, err = s.OpenPage(t.Context(), "c3", p.ID)
	wantKind(t, err, desk.NotFound)
	_, err = s.OpenPage(t.Context(), "c1", "sm3:"+p.ID[5:]+"0")
	wantKind(t, err, desk.NotFound)
	_, err = s.OpenPage(t.Context(), "c1", "../../etc/passwd")
	wantKind(t, err, desk.Invalid)
}

func TestDamagedPageIsBroken(t *testing.T) {
	s, _ := openNew(t)
	p := putPage(t, s, "c1", []byte("image"))
	file := pageFiles(t, s)[0]
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-1] ^= 1
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = s.OpenPage(t.Context(), "c1", p.ID)
	wantKind(t, err, desk.Broken)
}

// TestLineClaimsItsPages follows pages from draft to line.
func TestLineClaimsItsPages(t *testing.T) {
	s, clock := openNew(t)
	ctx := t.Context()
	sent, retaken := putPage(t, s, "c1", []byte("good")), putPage(t, s, "c1", []byte("blurred"))
	c := storetest.NewCase("c1", storetest.Person())
	c.Materials = []desk.Material{{Key: "m", Pages: []desk.Page{sent}}}
	done := mustWrite(t, s, "r1", storetest.TakeIn(c))
	rows, err := from(ctx, s, func(b books) ([]string, error) {
		return list(ctx, b.q, scanText, `
			SELECT b.id
			FROM blob b
			JOIN journal_blob j ON j.id = b.id AND j.n = b.first_n
			WHERE b.first_n = ?`, done.Entry.N)
	})
	if err != nil || len(rows) != 1 || rows[0] != sent.ID {
		t.Errorf("line %d claims %v, %v; want %s", done.Entry.N, rows, err, sent.ID)
	}
	// The page that was taken again hangs on nothing; its file goes after a day.
	clock.Set(time.Now().Add(48 * time.Hour))
	swept, err := s.SweepPages(ctx)
	if err != nil || swept.Files != 1 || len(pageFiles(t, s)) != 1 {
		t.Errorf("swept %+v, %v; %d files left", swept, err, len(pageFiles(t, s)))
	}
	if _, err := s.OpenPage(ctx, "c1", sent.ID); err != nil {
		t.Errorf("the claimed page: %v", err)
	}
	_, err = s.OpenPage(ctx, "c1", retaken.ID)
	wantKind(t, err, desk.NotFound)
}

// TestLineNamesNoPageThatIsNotKept refuses a receipt for a page that never
// reached the disk.
func TestLineNamesNoPageThatIsNotKept(t *testing.T) {
	s, _ := openNew(t)
	c := storetest.NewCase("c1", storetest.Person())
	c.Materials = []desk.Material{{Key: "m", Pages: []desk.Page{{ID: s.suite.Digest([]byte("never"))}}}}
	_, err := s.Write(t.Context(), "r1", storetest.Duty(), storetest.TakeIn(c))
	wantKind(t, err, desk.NotFound)
	_, err = s.Case(t.Context(), "c1")
	wantKind(t, err, desk.NotFound)
}

// TestScanIntoADroppedDraft is a scan that ends after its draft was given up.
func TestScanIntoADroppedDraft(t *testing.T) {
	s, _ := openNew(t)
	ctx := t.Context()
	putPage(t, s, "c1", []byte("first"))
	wrapped, err := from(ctx, s, func(b books) ([]byte, error) { return wrappedKey(ctx, b.q, "case:c1") })
	if err != nil {
		t.Fatal(err)
	}
	h, err := s.opener.unwrap("case:c1", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DropDraft(ctx, "c1"); err != nil {
		t.Fatal(err)
	}
	late := desk.Page{ID: s.suite.Digest([]byte("late")), Size: 1}
	wantKind(t, s.registerPage(ctx, "case:c1", h, late), desk.Conflict)
	putPage(t, s, "c1", []byte("a new draft of the same id"))
	wantKind(t, s.registerPage(ctx, "case:c1", h, late), desk.Conflict)
}
