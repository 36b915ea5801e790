package store

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// A tb is a test or one case of a property.
type tb interface {
	Context() context.Context
	Fatalf(format string, args ...any)
}

// checks sets how many cases a property is tried on: few in the normal run,
// many with XC_FULL=1, which make soak sets.
func checks(t *testing.T, few, many int) {
	t.Helper()
	n, f := few, flag.Lookup("rapid.checks")
	if full() {
		n = many
	}
	was := f.Value.String()
	if err := f.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Value.Set(was); err != nil {
			t.Error(err)
		}
	})
}

// dump is every row of every projection.
func dump(t tb, s *Store) map[string][]string {
	out := map[string][]string{}
	err := s.read(t.Context(), func(q querier) error {
		for _, p := range projections {
			w, err := openTable(t.Context(), q, p.name, p.key, 1)
			if err != nil {
				return err
			}
			for w.more {
				out[p.name] = append(out[p.name], fmt.Sprintf("%q", w.values))
				if err := w.next(); err != nil {
					return err
				}
			}
			w.rows.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatalf("dump: %v", err)
	}
	return out
}

// opens is what a person sees of a store.
func opens(t tb, s *Store) []any {
	cases, e1 := s.Cases(t.Context(), desk.CaseFilter{})
	papers, e2 := s.Papers(t.Context(), desk.PaperFilter{})
	inquiries, e3 := s.Inquiries(t.Context(), desk.InquiryFilter{})
	rectifications, e4 := s.Rectifications(t.Context(), desk.RectificationFilter{})
	for _, err := range []error{e1, e2, e3, e4} {
		if err != nil {
			t.Fatalf("read: %v", err)
		}
	}
	return []any{cases, papers, inquiries, rectifications}
}

// TestTablesFollowFromTheJournal tells random days and makes every projection
// again from the lines.
func TestTablesFollowFromTheJournal(t *testing.T) {
	checks(t, 25, 1000)
	full := map[string]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		clock := storetest.NewClock(storetest.Morning)
		s, err := Open(t.Context(), config(filepath.Join(t.TempDir(), "data"), clock))
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		y := story{t: rt, s: s, clock: clock}
		for range rapid.IntRange(1, 25).Draw(rt, "acts") {
			y.tell()
		}
		if d, err := s.RebuildCheck(t.Context()); err != nil || len(d) != 0 {
			rt.Fatalf("differences %+v, %v", d, err)
		}
		rows, seen := dump(rt, s), opens(rt, s)
		if err := s.Rebuild(t.Context()); err != nil {
			rt.Fatal(err)
		}
		if again := dump(rt, s); !reflect.DeepEqual(rows, again) {
			rt.Fatalf("rows before %v\nand after %v", rows, again)
		}
		if !reflect.DeepEqual(seen, opens(rt, s)) {
			rt.Fatal("opened values differ after a rebuild")
		}
		if r, err := s.Verify(t.Context()); err != nil || !r.OK() {
			rt.Fatalf("verify: %+v, %v", r.Bad, err)
		}
		for name := range rows {
			full[name] = true
		}
	})
	for _, p := range projections {
		if !full[p.name] && p.name != "journal_blob" {
			t.Errorf("no story filled the table %s: this test shows nothing for it", p.name)
		}
	}
}

// TestRebuildCheckFindsWhatWasAltered is the control: each kind of damage to a
// projection is named, and Rebuild mends it.
func TestRebuildCheckFindsWhatWasAltered(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   string
		want Difference
	}{
		{
			"a state", `UPDATE ticket SET state = 'done' WHERE id = 't2'`,
			Difference{Table: "ticket", Key: "t2", Columns: []string{"state"}},
		},
		{
			"a document", `UPDATE case_file SET doc = json_set(doc, '$.words', 'x') WHERE id = 'c1'`,
			Difference{Table: "case_file", Key: "c1", Columns: []string{"doc"}},
		},
		{
			"a blind index", `UPDATE case_file SET number = NULL, phone_tail = zeroblob(16) WHERE id = 'c1'`,
			Difference{Table: "case_file", Key: "c1", Columns: []string{"number", "phone_tail"}},
		},
		{
			"a row too few", `DELETE FROM ticket WHERE id = 't1'`,
			Difference{Table: "ticket", Key: "t1", Missing: true},
		},
		{
			"a row too many", `INSERT INTO rating(id, day, visit, level, at, doc) VALUES('x', '2026-11-23', 't1', 'fair', 1, '{}')`,
			Difference{Table: "rating", Key: "x", Extra: true},
		},
		{
			"a line not filed", `DELETE FROM about WHERE obj = 'case:c1'`,
			Difference{Table: "about", Key: "case:c1 5", Missing: true},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := fiveLines(t)
			tamper(t, s, tt.do)
			got, err := s.RebuildCheck(t.Context())
			if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], tt.want) {
				t.Errorf("differences %+v, %v; want %+v", got, err, tt.want)
			}
			if err := s.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got, err := s.RebuildCheck(t.Context()); err != nil || len(got) != 0 {
				t.Errorf("after a rebuild: %+v, %v", got, err)
			}
		})
	}
}

// TestRebuildKeepsUnknownMembers replays a line of a newer program.
func TestRebuildKeepsUnknownMembers(t *testing.T) {
	s := fiveLines(t)
	doc := `{"id":"t9","day":"2026-11-23","no":"A009","lane":"A","seq":9,"state":"waiting","order":99,` +
		`"taken":"2026-11-23T01:00:00Z","rev":1,"hat":"blue"}`
	err := s.write(t.Context(), func(db *sql.Tx) error {
		x := s.newTx(t.Context(), db)
		if err := x.start(t.Context()); err != nil {
			return err
		}
		_, err := x.append(t.Context(), desk.Line{
			V: 1, RID: "new", Kind: "ticket.painted", KV: 2, At: desk.LineTime(x.stamp.At), Day: x.stamp.Day,
			Desk: x.from.desk, Inc: x.from.incarnation, Clk: desk.ClockOK, Obj: "ticket:t9",
			Body: []byte(`{"tickets":[` + doc + `],"hats":[1]}`),
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rows := dump(t, s)["ticket"]; !slices.ContainsFunc(rows, func(r string) bool {
		return len(r) > 0 && containsAll(r, `hat`, `blue`)
	}) {
		t.Errorf("the unknown member is gone: %v", rows)
	}
	if x, err := s.Ticket(t.Context(), "t9"); err != nil || x.Order != 99 || !x.Taken.Equal(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)) {
		t.Errorf("ticket %+v, %v", x, err)
	}
}
