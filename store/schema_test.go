package store

import (
	"slices"
	"strings"
	"testing"
)

// tables lists the tables of an open store with the SQL that made them.
func tables(t *testing.T, s *Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := s.read(t.Context(), func(q querier) error {
		rows, err := q.QueryContext(t.Context(), `
			SELECT name, sql
			FROM sqlite_schema
			WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name, sql string
			if err := rows.Scan(&name, &sql); err != nil {
				return err
			}
			out[name] = sql
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestEveryTableIsProjectedOrKept keeps the two lists whole: a table in neither
// would be left out of the rebuild without anybody noticing.
func TestEveryTableIsProjectedOrKept(t *testing.T) {
	s, _ := openNew(t)
	listed := slices.Clone(kept)
	for _, p := range projections {
		listed = append(listed, p.name)
	}
	slices.Sort(listed)
	var have []string
	for name, sql := range tables(t, s) {
		have = append(have, name)
		if !strings.Contains(sql, "STRICT") {
			t.Errorf("table %s is not strict", name)
		}
	}
	slices.Sort(have)
	if !slices.Equal(have, listed) {
		t.Errorf("tables are   %v\nlisted are  %v", have, listed)
	}
}

// TestJournalIsAppendOnly tries what nobody may do.
func TestJournalIsAppendOnly(t *testing.T) {
	s, _ := openNew(t)
	for _, forbidden := range []string{
		`UPDATE journal SET staff = 'x' WHERE n = 1`,
		`DELETE FROM journal WHERE n = 1`,
		`INSERT INTO journal SELECT n + 2, rid || 'x', kind, kv, at, day, desk, inc, staff, window, obj, line, sha, hash FROM journal`,
	} {
		if err := s.write(t.Context(), execs(t, forbidden)); err == nil {
			t.Errorf("passed: %s", forbidden)
		}
	}
}
