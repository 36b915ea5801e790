package records_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"xiaochuang/store/centre/records"
	"xiaochuang/store/centre/recordstest"
)

// connect opens a connection of its own.
func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.WithoutCancel(t.Context())) })
	return c
}

func order(t *testing.T, c *pgx.Conn, query string) {
	t.Helper()
	if _, err := c.Exec(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

// oldTables are those of the first program, with a case in which the street has
// something to enter.
func oldTables(t *testing.T) (address string, c *pgx.Conn) {
	t.Helper()
	address = recordstest.Shared(t).Database(t)
	c = connect(t, address)
	first, err := os.ReadFile("postgres/0001_centre.sql")
	if err != nil {
		t.Fatal(err)
	}
	order(t, c, string(first))
	order(t, c, `CREATE TABLE tables(one BIGINT PRIMARY KEY CHECK(one = 1), version BIGINT NOT NULL)`)
	order(t, c, `INSERT INTO tables(one, version) VALUES(1, 1)`)
	for id, doc := range map[string]string{
		"c": `{"words":"\u003c","system":"outside","entry":"street"}`,
		"x": `{"words":"\u0000","system":"outside"}`, // JSON, but not to this database
		"y": `{"words":"\uD834","system":"outside"}`,
	} {
		_, err := c.Exec(t.Context(), `INSERT INTO case_file(tenant, id, desk_id, station, no, item, mode, state, rev, rid, changed, doc)
			VALUES('110101001', $1, 'd', '110101001001', '', 'i', 'collect', 'received', 1, 'r', 1, $2)`, id, doc)
		if err != nil {
			t.Fatal(err)
		}
	}
	return address, c
}

// A server's tables are brought up to date step by step, and whoever starts that
// hears of each; a second start has nothing to do.
func TestServerIsToldStepByStep(t *testing.T) {
	address, _ := oldTables(t)
	files, err := os.ReadDir("postgres")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{len(files) - 1, 0} {
		var heard []int
		s, err := records.OpenServer(t.Context(), address, func(s records.Step) {
			if s.Of != len(files) || s.Waiting() || !strings.HasSuffix(s.Name, ".sql") {
				t.Errorf("told %+v", s)
			}
			heard = append(heard, s.Number)
		})
		r := keep(t, s, err)
		if len(heard) != want || !slices.IsSorted(heard) || want > 0 && heard[0] != 2 {
			t.Errorf("told of steps %v, want %d of them", heard, want)
		}
		var outside, entry string
		err = r.Row(t.Context(), `SELECT outside, entry FROM case_file WHERE id = ?`, []any{"c"}, &outside, &entry)
		if err != nil || outside != "outside" || entry != "street" {
			t.Errorf("the old case has %q %q for its second entry: %v", outside, entry, err)
		}
	}
}

// A step that cannot have its tables for longer than a statement waits is tried
// again until it can. The long form only: a statement waits for 20 seconds.
func TestStepWaitsForOthers(t *testing.T) {
	if os.Getenv("XC_FULL") != "1" {
		t.Skip("XC_FULL=1 waits for a lock")
	}
	address, c := oldTables(t)
	order(t, c, `BEGIN`)
	order(t, c, `SELECT count(*) FROM desk`) // What reads a table keeps others from changing it.
	waited := false
	s, err := records.OpenServer(t.Context(), address, func(s records.Step) {
		if s.Waiting() && !waited {
			waited = true
			order(t, c, `COMMIT`)
		}
	})
	keep(t, s, err)
	if !waited {
		t.Error("nobody heard that the upgrade waits")
	}
}
