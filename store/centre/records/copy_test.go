package records_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"xiaochuang/store/centre/records"
	"xiaochuang/store/centre/recordstest"
)

// fill writes some rows of every shape: text, numbers, bytes, and nothing.
func fill(t *testing.T, r records.Records) {
	t.Helper()
	err := r.Write(t.Context(), func(tx *records.Tx) error {
		var errs []error
		do := func(query string, args ...any) {
			_, err := tx.ExecContext(t.Context(), query, args...)
			errs = append(errs, err)
		}
		do(`INSERT INTO centre(one, generation, suite, made, ring) VALUES(1, 'g', 'gm', 5, '')`)
		do(`INSERT INTO street(tenant, made, ring) VALUES('110101001', 5, ?)`, []byte{0, 1, 0xff})
		do(`INSERT INTO street(tenant, made) VALUES('110101002', 6)`)
		do(`INSERT INTO desk(tenant, desk_id, station, pubkey, box, enrolled, machine) VALUES('110101001', 'd', '110101001001', 'k', 'b', 5, 'm')`)
		do(`INSERT INTO incarnation(tenant, desk_id, id, no, parent, reason, instance, opened) VALUES('110101001', 'd', 'i', 1, '', 'first', 'x', 5)`)
		for n := range 2500 {
			do(`INSERT INTO event(tenant, desk_id, incarnation, seq, rid, kind, kv, obj, received, line, sha, status)
				VALUES('110101001', 'd', 'i', ?, ?, 'k', 1, '𬭎·x', 7, ?, ?, 1)`, n+1, fmt.Sprintf("r%d-Ä_%d", n%7, n), []byte("line\x00\xff"), make([]byte, 32))
		}
		do(`INSERT INTO alarm(tenant, desk_id, code, detail, at) VALUES('110101001', 'd', 'c', '', 1)`)
		for n := range 3 {
			do(`INSERT INTO feed(tenant, station, n, obj, ver, kind, line, sig, at) VALUES('110101001', 's', ?, 'o', ?, 'k', ?, ?, 1)`, n+1, n+1, []byte("l"), []byte("s"))
		}
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, r records.Records, table string) (n int64) {
	t.Helper()
	err := r.Read(t.Context(), func(tx *records.Tx) error {
		return tx.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestCopy goes from a file to a server and back into another file.
func TestCopy(t *testing.T) {
	ctx := t.Context()
	f, err := records.OpenFile(ctx, filepath.Join(t.TempDir(), "a.db"), -1, nil)
	box := keep(t, f, err)
	fill(t, box)
	s, err := records.OpenServer(ctx, recordstest.Shared(t).Database(t), nil)
	cluster := keep(t, s, err)
	b, err := records.OpenFile(ctx, filepath.Join(t.TempDir(), "b.db"), -1, nil)
	back := keep(t, b, err)

	n, err := records.Copy(ctx, box, cluster, nil)
	if err != nil || n != 2509 {
		t.Fatalf("%d rows: %v", n, err)
	}
	if _, err := records.Copy(ctx, box, cluster, nil); !errors.Is(err, records.ErrOccupied) {
		t.Errorf("a second copy over the first: %v", err)
	}
	// The next number that the server gives is a new one.
	err = cluster.Write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO alarm(tenant, desk_id, code, detail, at) VALUES('110101001', 'd', 'c', '', 2)`)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	n, err = records.Copy(ctx, cluster, back, func(table string, row map[string]any) error {
		if table == "centre" {
			row["generation"] = "h"
		}
		return nil
	})
	if err != nil || n != 2510 || count(t, back, "event") != 2500 || count(t, back, "centre WHERE generation = 'h'") != 1 {
		t.Errorf("%d rows back: %v", n, err)
	}
}

// A copy that was cut short is begun again, and one that differs is told of.
func TestCopyThatWasCut(t *testing.T) {
	ctx := t.Context()
	f, err := records.OpenFile(ctx, filepath.Join(t.TempDir(), "a.db"), -1, nil)
	from := keep(t, f, err)
	fill(t, from)
	g, err := records.OpenFile(ctx, filepath.Join(t.TempDir(), "b.db"), -1, nil)
	to := keep(t, g, err)
	cut := errors.New("cut")
	_, err = records.Copy(ctx, from, to, func(table string, row map[string]any) error {
		if table == "event" && row["seq"] == int64(1190) {
			return cut
		}
		return nil
	})
	if !errors.Is(err, cut) || count(t, to, "event") == 0 || count(t, to, "centre") != 0 {
		t.Fatalf("cut: %v", err)
	}
	seen := map[string]int{}
	_, err = records.Copy(ctx, from, to, func(table string, row map[string]any) error {
		if rid, ok := row["rid"].(string); ok && table == "event" {
			if seen[rid]++; seen[rid] == 2 { // When it is compared.
				row["obj"] = "other"
			}
		}
		return nil
	})
	if !errors.Is(err, records.ErrDiffers) || !strings.Contains(err.Error(), "event") {
		t.Errorf("a copy that differs: %v", err)
	}
}

// What is copied is every table that there is.
func TestEveryTableIsCopied(t *testing.T) {
	ctx := t.Context()
	f, err := records.OpenFile(ctx, filepath.Join(t.TempDir(), "a.db"), -1, nil)
	file := keep(t, f, err)
	s, err := records.OpenServer(ctx, recordstest.Shared(t).Database(t), nil)
	server := keep(t, s, err)
	list := func(r records.Records, query string) (names []string) {
		err := r.Read(ctx, func(tx *records.Tx) error {
			rows, err := tx.QueryContext(ctx, query)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var name string
				if err := rows.Scan(&name); err != nil {
					return err
				}
				if name != "tables.one" && name != "tables.version" {
					names = append(names, name)
				}
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(names)
		return names
	}
	have := list(file, `SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'`)
	same := list(server, `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'`)
	if !slices.Equal(have, same) {
		t.Errorf("columns in the file %q,\nand in the server %q", have, same)
	}
	tables := records.Tables()
	for _, column := range have {
		if name, _, _ := strings.Cut(column, "."); !slices.Contains(tables, name) {
			t.Errorf("%s is not copied", name)
		}
	}
}

// Announcements that stood in feeds before they had a table of their own are in it,
// once each, with their stations and whether they were withdrawn.
func TestAnnouncementsOfBeforeAreKept(t *testing.T) {
	f, err := records.OpenFile(t.Context(), filepath.Join(t.TempDir(), "centre.db"), -1, nil)
	file := keep(t, f, err)
	s, err := records.OpenServer(t.Context(), recordstest.Shared(t).Database(t), nil)
	server := keep(t, s, err)
	for script, r := range map[string]records.Records{"sqlite/0012_announcement.sql": file, "postgres/0012_announcement.sql": server} {
		step, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		ctx, n := t.Context(), map[string]int{}
		line := func(tx *records.Tx, station, id string, ver int, more string) error {
			n[station]++
			body := `{"body":{"id":"` + id + `","words":"words of ` + id + `","from":"2026-12-01","until":"2026-12-31","by":"who"` + more + `}}`
			_, err := tx.ExecContext(ctx, `
				INSERT INTO feed(tenant, station, n, obj, ver, kind, line, sig, at)
				VALUES(?, ?, ?, ?, ?, 'announcement', ?, ?, ?)`,
				station[:9], station, n[station], "announcement:"+id, ver, []byte(body), []byte("s"), ver)
			return err
		}
		err = r.Write(ctx, func(tx *records.Tx) error {
			clear(n)
			_, dropped := tx.ExecContext(ctx, `DROP TABLE announcement`)
			err := errors.Join(
				dropped, line(tx, "110101001001", "a", 1, ""), line(tx, "110101001002", "a", 1, ""), line(tx, "110101001001", "b", 1, ""),
				line(tx, "110101001001", "b", 2, `,"withdrawn":true`), line(tx, "110101002001", "a", 1, ""),
			)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, string(step))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		err = r.Read(ctx, func(tx *records.Tx) error {
			rows, err := tx.QueryContext(ctx, `
				SELECT tenant || ' ' || id || ' ' || words || ' ' || first_day || ' ' || last_day || ' ' || withdrawn || ' ' || everyone || ' ' || who || ' ' || at || ' ' || stations
				FROM announcement
				ORDER BY tenant, id`)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var row string
				if err := rows.Scan(&row); err != nil {
					return err
				}
				got = append(got, row)
			}
			return rows.Err()
		})
		want := []string{
			"110101001 a words of a 2026-12-01 2026-12-31 0 0 who 1 110101001001 110101001002",
			"110101001 b words of b 2026-12-01 2026-12-31 1 0 who 1 110101001001",
			"110101002 a words of a 2026-12-01 2026-12-31 0 0 who 1 110101002001",
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s made %q, %v", script, got, err)
		}
	}
}
