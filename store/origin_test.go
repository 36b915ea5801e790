package store

import (
	"os"
	"path/filepath"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// number takes a ticket and returns its number.
func number(t *testing.T, s *Store, id string) string {
	t.Helper()
	return mustWrite(t, s, id, storetest.TakeTicket(id, "A")).Act.Tickets[0].No
}

// lettered returns the letter of the incarnation.
func lettered(t *testing.T, s *Store) string {
	t.Helper()
	n, err := s.Number(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n.Letter
}

func TestFirstIncarnation(t *testing.T) {
	s, _ := openNew(t)
	lines, err := s.Journal(t.Context(), 0, 0)
	if err != nil || len(lines) != 1 || lines[0].Line.Kind != desk.ActIncarnation || lettered(t, s) != "A" {
		t.Fatalf("a new store has lines %+v, %v", lines, err)
	}
	again := openIn(t, config(s.dir, s.clock))
	if n := number(t, again, "t1"); n != "A001" || lettered(t, again) != "A" {
		t.Errorf("opened again, it numbers %s", n)
	}
	if after, _ := s.Journal(t.Context(), 1, 0); len(after) != 1 || after[0].Line.Inc != lines[0].Line.Inc {
		t.Errorf("opened again, it is another incarnation: %+v", after)
	}
}

// TestRestoredImageNumbersApart restores a backup over a desk that went on.
func TestRestoredImageNumbersApart(t *testing.T) {
	s, clock := openNew(t)
	ctx := t.Context()
	number(t, s, "t1")
	copied := filepath.Join(t.TempDir(), "copy.db")
	r, err := s.Backup(ctx, copied)
	if err != nil || !r.OK() || r.Lines != 2 {
		t.Fatalf("backup %+v, %v", r, err)
	}
	_, err = s.Backup(ctx, copied)
	wantKind(t, err, desk.Conflict)
	lost := number(t, s, "t2")
	_, err = Restore(ctx, copied, s.dir)
	wantKind(t, err, desk.Conflict)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(s.dir, databaseFile)); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(s.dir, databaseFile+"-wal")
	if err := os.WriteFile(log, []byte("of the old one"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Restore(ctx, copied, s.dir)
	wantKind(t, err, desk.Conflict)
	if err := os.Remove(log); err != nil {
		t.Fatal(err)
	}
	if r, err := Restore(ctx, copied, s.dir); err != nil || r.Lines != 2 {
		t.Fatalf("restored %+v, %v", r, err)
	}
	s = openIn(t, config(s.dir, clock))
	if n := number(t, s, "t3"); lost != "A002" || n != "A002B" {
		t.Errorf("%s was given out, and after the restore %s", lost, n)
	}
	lines, err := s.Journal(ctx, 0, 0)
	if err != nil || len(lines) != 4 || lines[2].Line.Kind != desk.ActIncarnation || lines[2].Line.Inc == lines[1].Line.Inc ||
		lines[3].Line.Inc != lines[2].Line.Inc {
		t.Errorf("lines after the restore: %+v, %v", lines, err)
	}
	if r, err := s.Verify(ctx); err != nil || !r.OK() || r.Lines != 4 {
		t.Errorf("the chain goes on over the incarnation: %+v, %v", r, err)
	}
	if openIn(t, config(s.dir, clock)); lettered(t, s) != "B" {
		t.Errorf("the next start is incarnation %s", lettered(t, s))
	}
}

func TestRestoreRefusesABadCopy(t *testing.T) {
	s := fiveLines(t)
	tamper(t, s, `UPDATE journal SET staff = 'u02' WHERE n = 3`)
	copied := filepath.Join(t.TempDir(), "copy.db")
	_, err := s.Backup(t.Context(), copied)
	wantKind(t, err, desk.Broken)
	if _, err := os.Stat(copied); !os.IsNotExist(err) {
		t.Errorf("a bad backup was kept: %v", err)
	}
	if err := os.WriteFile(copied, []byte("no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Restore(t.Context(), copied, filepath.Join(t.TempDir(), "new"))
	wantKind(t, err, desk.Broken)
}

// TestLostFiles loses the database, then the instance file: neither makes a desk
// begin at A again.
func TestLostFiles(t *testing.T) {
	s, clock := openNew(t)
	number(t, s, "t1")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(s.dir, databaseFile)); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, config(s.dir, clock))
	if n := number(t, s, "t1"); n != "A001B" {
		t.Errorf("without its database, the desk numbers %s", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(s.dir, instanceFile)); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, config(s.dir, clock))
	if n := number(t, s, "t2"); n != "A002C" {
		t.Errorf("without its instance file, the desk numbers %s", n)
	}
}

// TestNewIncarnationSendsAgain checks what a restored desk owes the centre.
func TestNewIncarnationSendsAgain(t *testing.T) {
	s, clock := openNew(t)
	ctx := t.Context()
	var pages []desk.Page
	for _, id := range []string{"c1", "c2"} {
		p := putPage(t, s, id, []byte("image"))
		c := storetest.NewCase(id, storetest.Person())
		c.Materials = []desk.Material{{Key: "m", Pages: []desk.Page{p}}}
		mustWrite(t, s, "r-"+id, storetest.TakeIn(c))
		pages = append(pages, p)
	}
	tamper(t, s, `UPDATE sync_state SET base = 0, acked = 3, acked_chain = zeroblob(32), stable = 2`)
	tamper(t, s, `UPDATE blob SET state = 1, tries = 2`)
	if u, err := s.Cases(ctx, desk.CaseFilter{Unsent: true}); err != nil || len(u) != 0 {
		t.Errorf("all is acknowledged, and unsent are %v, %v", ids(u), err)
	}
	if err := os.Remove(filepath.Join(s.dir, instanceFile)); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, config(s.dir, clock))
	v, err := s.Vitals(ctx)
	if err != nil || v.Unsent != 2 || v.PagesUnsent != 1 || v.BytesUnsent != pages[1].Size || v.Letter != "B" {
		t.Errorf("vitals %+v, %v; want the line of c2, its page, and the incarnation to be unsent", v, err)
	}
	if u, err := s.Cases(ctx, desk.CaseFilter{Unsent: true}); err != nil || len(u) != 1 || u[0].ID != "c2" {
		t.Errorf("unsent are %v, %v", ids(u), err)
	}
}

func ids(list []desk.Case) (out []string) {
	for _, c := range list {
		out = append(out, c.ID)
	}
	return out
}

func TestFolderOfAnotherStation(t *testing.T) {
	s, clock := openNew(t)
	c := config(s.dir, clock)
	c.Station.Desk = "02"
	_, err := Open(t.Context(), c)
	if !isProblem(err, desk.Conflict, "store.station") {
		t.Errorf("another desk opened it: %v", err)
	}
	c.Station.Code = "1101"
	_, err = Open(t.Context(), c)
	wantKind(t, err, desk.Invalid)
}
