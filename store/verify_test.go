package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// execs runs one statement in a transaction.
func execs(t *testing.T, query string, args ...any) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		r, err := tx.ExecContext(t.Context(), query, args...)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err == nil && n == 0 {
			err = fmt.Errorf("changed nothing: %s", query)
		}
		return err
	}
}

// tamper changes the database behind the store's back, as somebody with the file
// could.
func tamper(t *testing.T, s *Store, query string, args ...any) {
	t.Helper()
	err := s.write(t.Context(), func(tx *sql.Tx) error {
		for _, trigger := range []string{"journal_frozen", "journal_kept", "journal_gapless"} {
			if _, err := tx.ExecContext(t.Context(), `DROP TRIGGER IF EXISTS `+trigger); err != nil {
				return err
			}
		}
		return execs(t, query, args...)(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fiveLines fills a store with the incarnation and four acts r1 to r4.
func fiveLines(t *testing.T) *Store {
	t.Helper()
	s, _ := openNew(t)
	for i := 1; i <= 3; i++ {
		id := fmt.Sprint("t", i)
		mustWrite(t, s, fmt.Sprint("r", i), storetest.TakeTicket(id, "A"))
	}
	mustWrite(t, s, "r4", storetest.TakeIn(storetest.NewCase("c1", storetest.Person())))
	return s
}

func mustWrite(t *testing.T, s *Store, rid string, decide func(desk.Tx) (desk.Act, error)) desk.Done {
	t.Helper()
	done, err := s.Write(t.Context(), rid, storetest.Duty(), decide)
	if err != nil {
		t.Fatalf("write %s: %v", rid, err)
	}
	return done
}

func TestVerifyAcceptsAWholeJournal(t *testing.T) {
	s := fiveLines(t)
	r, err := s.Verify(t.Context())
	if err != nil || !r.OK() || r.Lines != 5 {
		t.Fatalf("report %+v, %v", r, err)
	}
	last, err := s.Journal(t.Context(), 4, 1)
	if err != nil || r.Head != fmt.Sprintf("%x", last[0].Hash) {
		t.Errorf("head is %s, want %x, %v", r.Head, last[0].Hash, err)
	}
}

// TestChainIsTheOneOfTheDesign computes it once more with SM3 alone, as the
// centre of another maker would.
func TestChainIsTheOneOfTheDesign(t *testing.T) {
	s := fiveLines(t)
	lines, err := s.Journal(t.Context(), 0, 0)
	if err != nil || len(lines) != 5 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	hash := sm3.Sum([]byte("journal"))
	for _, e := range lines {
		line := sm3.Sum(e.Raw)
		hash = sm3.Sum(append(hash[:], line[:]...))
		if !bytes.Equal(e.Hash, hash[:]) {
			t.Fatalf("after line %d the chain is %x, want %x", e.N, e.Hash, hash)
		}
	}
}

func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   string
		flip bool // one bit of line 3: ?1, and its sum: ?2
		want BadLine
	}{
		{"one byte of a line", `UPDATE journal SET line = ?1 WHERE n = 3`, true, BadLine{3, "r2", "sha"}},
		{"a line and its sum", `UPDATE journal SET line = ?1, sha = ?2 WHERE n = 3`, true, BadLine{3, "r2", "chain"}},
		{"a chain value", `UPDATE journal SET hash = zeroblob(32) WHERE n = 4`, false, BadLine{4, "r3", "chain"}},
		{"a copied column", `UPDATE journal SET staff = 'u02' WHERE n = 2`, false, BadLine{2, "r1", "column staff"}},
		{"the time column", `UPDATE journal SET at = at + 1 WHERE n = 5`, false, BadLine{5, "r4", "column at"}},
		{"a record id", `UPDATE journal SET rid = 'x' WHERE n = 3`, false, BadLine{3, "x", "column rid"}},
		{"a line taken out", `DELETE FROM journal WHERE n = 3`, false, BadLine{4, "r3", "gap"}},
		{"the first line taken out", `DELETE FROM journal WHERE n = 1`, false, BadLine{2, "r1", "gap"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := fiveLines(t)
			var args []any
			if tt.flip {
				line := flipped(t, s, 3)
				args = []any{line, sumOf(s, line)}[:strings.Count(tt.do, "?")]
			}
			tamper(t, s, tt.do, args...)
			r, err := s.Verify(t.Context())
			if err != nil || r.Bad == nil || *r.Bad != tt.want {
				t.Errorf("bad line %+v, %v; want %+v", r.Bad, err, tt.want)
			}
			if r.Lines >= tt.want.N {
				t.Errorf("%d lines fit, the bad one being %d", r.Lines, tt.want.N)
			}
		})
	}
}

// flipped is the n-th line with one bit turned over.
func flipped(t *testing.T, s *Store, n int64) []byte {
	t.Helper()
	e, err := s.Journal(t.Context(), n-1, 1)
	if err != nil {
		t.Fatal(err)
	}
	line := slices.Clone(e[0].Raw)
	line[len(line)/2] ^= 1
	return line
}

// containsAll reports whether every part stands in s.
func containsAll(s string, parts ...string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(s, p) })
}

func sumOf(s *Store, b []byte) []byte {
	sum := s.suite.Hash(b)
	return sum[:]
}

// TestVerifyNeedsNoKeys opens the store as doctor does.
func TestVerifyNeedsNoKeys(t *testing.T) {
	s := fiveLines(t)
	c := config(s.dir, storetest.NewClock(storetest.Morning))
	c.Keyless = true
	blind := openIn(t, c)
	if r, err := blind.Verify(context.Background()); err != nil || !r.OK() || r.Lines != 5 {
		t.Errorf("report %+v, %v", r, err)
	}
}
