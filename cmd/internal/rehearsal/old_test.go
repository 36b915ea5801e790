package rehearsal

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/seal"
	"xiaochuang/store/sqlite"
)

// An old centre is one as the first released program left it: the tables of its
// first step, with so many desks of which each has sent so much.
type old struct {
	desks, lines, cases, pages int // of each desk; pages of each case

	suite seal.Suite
	keys  []*seal.Keys // of the first desks, which speak after the upgrade
	ends  map[string]uplink.Chain
}

// speakers is how many desks of an old centre have keys and come back.
const speakers = 4

// inc is the incarnation of a desk of an old centre.
func inc(id string) string { return "inc-" + id }

// deskOf is the i-th desk, of streets with forty each.
func deskOf(i int) (id, station string) {
	station = fmt.Sprintf("11%02d%02d%03d%03d", i/40/17%90+1, i/40%17+1, i/40/17/90+1, i%40+1)
	return station + "-01", station
}

// A put fills one table.
type put func(table, columns string, rows iter.Seq[[]any]) error

// inFile makes an old centre in a data folder, and returns the size of its file.
func (o *old) inFile(t *testing.T, dir string) int64 {
	t.Helper()
	path := filepath.Join(dir, "centre.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Migrations: firstStep(t, "sqlite"), Reserve: -1})
	if err != nil {
		t.Fatal(err)
	}
	err = o.fill(nil, func(table, columns string, rows iter.Seq[[]any]) error {
		return db.Write(t.Context(), func(tx *sql.Tx) error {
			places := strings.TrimSuffix(strings.Repeat("?, ", strings.Count(columns, ",")+1), ", ")
			s, err := tx.PrepareContext(t.Context(), "INSERT INTO "+table+"("+columns+") VALUES("+places+")")
			if err != nil {
				return err
			}
			defer s.Close()
			for r := range rows {
				if _, err := s.ExecContext(t.Context(), r...); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	about, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return about.Size()
}

// inServer makes an old centre in a database, whose ring is in a data folder, and
// returns how large the database is.
func (o *old) inServer(t *testing.T, dir, address string) (size int64) {
	t.Helper()
	ring, err := seal.Create(filepath.Join(dir, centre.RingFile), o.suite)
	if err != nil {
		t.Fatal(err)
	}
	c, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.WithoutCancel(t.Context()))
	run := func(query string) {
		t.Helper()
		if _, err := c.Exec(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range firstStep(t, "postgres") {
		run(string(f.Data))
	}
	run(`CREATE TABLE tables(one BIGINT PRIMARY KEY CHECK(one = 1), version BIGINT NOT NULL)`)
	run(`INSERT INTO tables(one, version) VALUES(1, 1)`)
	err = o.fill(ring, func(table, columns string, rows iter.Seq[[]any]) error {
		next, stop := iter.Pull(rows)
		defer stop()
		from := pgx.CopyFromFunc(func() ([]any, error) {
			r, _ := next()
			return r, nil
		})
		_, err := c.CopyFrom(t.Context(), pgx.Identifier{table}, strings.Split(columns, ", "), from)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	run(`ANALYZE`)
	if err := c.QueryRow(t.Context(), `SELECT pg_database_size(current_database())`).Scan(&size); err != nil {
		t.Fatal(err)
	}
	return size
}

// firstStep is the file that made the tables of the first program.
func firstStep(t *testing.T, database string) fstest.MapFS {
	t.Helper()
	dir := filepath.Join("../../../store/centre/records", database)
	raw, err := os.ReadFile(filepath.Join(dir, "0001_centre.sql"))
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"0001_centre.sql": {Data: raw}}
}

// fill writes all rows; ring is that of a cluster, whose first tables had more
// columns, or nil.
func (o *old) fill(ring *seal.Keys, put put) error {
	centre, columns := []any{1, "old", o.suite.Name(), then.UnixMilli()}, "one, generation, suite, made"
	var titled []any
	file := "tenant, id, desk_id, station, no, item, mode, state, rev, rid, changed, doc"
	streets := "tenant, made"
	if ring != nil {
		centre, columns = append(centre, ring.Instance()), columns+", ring"
		streets += ", ring"
		titled, file = []any{title, then.UnixMilli()}, file+", title, received"
	}
	for _, x := range []struct {
		table, columns string
		rows           iter.Seq[[]any]
	}{
		{"centre", columns, func(yield func([]any) bool) { yield(centre) }},
		{"street", streets, o.each(func(i int, id string, yield func(...any) bool) bool {
			return i%40 != 0 || yield(append([]any{id[:9], then.UnixMilli()}, o.sealed(ring, id[:9])...)...)
		})},
		{"desk", "tenant, desk_id, station, pubkey, box, enrolled, machine, instance, incarnation, next_seq, chain, last_seen", o.each(o.desk)},
		{"incarnation", "tenant, desk_id, id, no, parent, reason, instance, opened", o.each(func(i int, id string, yield func(...any) bool) bool {
			return yield(id[:9], id, inc(id), 1, "", "first", o.instance(i), then.UnixMilli())
		})},
		{"checkpoint", "tenant, desk_id, incarnation, seq, chain", o.each(func(_ int, id string, yield func(...any) bool) bool {
			chain := o.chain(id)
			return yield(id[:9], id, inc(id), o.lines, chain[:])
		})},
		{"event", "tenant, desk_id, incarnation, seq, rid, kind, kv, obj, occurred, corrected, received, line, sha, status", o.each(o.event)},
		{"case_file", file, o.each(o.file(titled))},
		{"event_blob", "tenant, desk_id, rid, blob_id", o.each(o.page(func(id string, n int, page string) []any {
			return []any{id[:9], id, rid(id, n), page}
		}))},
		{"case_page", "tenant, case_id, blob_id, material", o.each(o.page(func(id string, n int, page string) []any {
			return []any{id[:9], rid(id, n), page, "m"}
		}))},
		{"blob", "tenant, id, size, stored", o.each(o.page(func(id string, _ int, page string) []any {
			return []any{id[:9], page, 500_000, then.UnixMilli()}
		}))},
	} {
		if err := put(x.table, x.columns, x.rows); err != nil {
			return fmt.Errorf("%s: %w", x.table, err)
		}
	}
	return nil
}

// sealed is the ring of a street of a cluster, and nothing without one.
func (o *old) sealed(ring *seal.Keys, tenant string) []any {
	if ring == nil {
		return nil
	}
	k, err := seal.NewKeys(o.suite)
	if err != nil {
		panic(err) // The system has random numbers.
	}
	raw, err := ring.SealRing(k, tenant)
	if err != nil {
		panic(err) // The ring was made a moment ago.
	}
	return []any{raw}
}

// then is when everything in an old centre happened.
var then = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// each goes through the desks for the rows of a table.
func (o *old) each(rows func(i int, id string, yield func(...any) bool) bool) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range o.desks {
			id, _ := deskOf(i)
			if !rows(i, id, func(r ...any) bool { return yield(r) }) {
				return
			}
		}
	}
}

func (o *old) instance(i int) string {
	if i < len(o.keys) {
		return o.keys[i].Instance()
	}
	return fmt.Sprint("instance-", i)
}

func (o *old) desk(i int, id string, yield func(...any) bool) bool {
	sign, box := fmt.Sprint("sign-", i), fmt.Sprint("box-", i)
	if i < len(o.keys) {
		key, err := o.keys[i].Signing().Public()
		if err != nil {
			panic(err) // The keys were made a moment ago.
		}
		sign, box = key.String(), o.keys[i].BoxPublic().String()
	}
	chain := o.chain(id)
	return yield(id[:9], id, id[:12], sign, box, then.UnixMilli(), o.instance(i), o.instance(i), inc(id), o.lines+1, chain[:], then.UnixMilli())
}

// rid names a desk's n-th line, and the case that it takes in.
func rid(id string, n int) string { return fmt.Sprintf("%s-%d", id, n) }

// chain is where the lines of a desk end.
func (o *old) chain(id string) uplink.Chain {
	if end, known := o.ends[id]; known {
		return end
	}
	s := uplink.Slice{Incarnation: inc(id), First: 1, Prev: uplink.Begin(o.suite, inc(id))}
	for n := range o.lines {
		s.Lines = append(s.Lines, o.line(id, n))
	}
	o.ends[id] = s.Chain(o.suite)
	return o.ends[id]
}

// line is a desk's n-th, of some 400 bytes; the first ones take cases in.
func (o *old) line(id string, n int) []byte {
	kind, obj, body := desk.ActTicketTaken, fmt.Sprint("ticket:", id, n), fmt.Sprintf(`{"note":{"lane":"A","reason":"%0160d"}}`, n)
	if n < o.cases {
		kind, obj, body = desk.ActCaseReceived, "case:"+rid(id, n), `{"cases":[`+o.doc(id, n)+`]}`
	}
	return fmt.Appendf(nil, `{"v":1,"rid":%q,"kind":%q,"kv":1,"at":"2026-11-23T09:00:00.000Z","day":"2026-11-23","desk":%q,"inc":%q,"staff":"u01","window":1,"off_ms":0,"clk":"ok","obj":%q,"body":%s}`,
		rid(id, n), kind, id, inc(id), obj, body)
}

func (o *old) event(_ int, id string, yield func(...any) bool) bool {
	for n := range o.lines {
		raw := o.line(id, n)
		kind, obj := string(desk.ActTicketTaken), fmt.Sprint("ticket:", id, n)
		if n < o.cases {
			kind, obj = string(desk.ActCaseReceived), "case:"+rid(id, n)
		}
		sum := o.suite.Hash(raw)
		at := then.UnixMilli()
		if !yield(id[:9], id, inc(id), n+1, rid(id, n), kind, 1, obj, at, at, at, raw, sum[:], 1) {
			return false
		}
	}
	return true
}

// title is that of all cases.
const title = "Sample item"

// caseOf is a desk's n-th case. It is to be entered into another system by the
// street, which the tables of the first program did not know.
func (o *old) caseOf(id string, n int) desk.Case {
	received := then
	c := desk.Case{
		ID: rid(id, n), No: fmt.Sprintf("BJ-%s-20261123-%sA%04d", id[:12], id[13:], n+1), Mode: desk.ModeCollect, Item: "item-1", ItemVersion: 1,
		Title: title, State: desk.CaseReceived, Rev: 1, Received: &received, System: "outside", Entry: desk.EnteredStreet,
	}
	m := desk.Material{Key: "m"}
	for k := range o.pages {
		m.Pages = append(m.Pages, desk.Page{ID: o.blob(id, n, k), MIME: "image/jpeg", Size: 500_000})
	}
	c.Materials = []desk.Material{m}
	return c
}

// doc is a case as its desk wrote it down.
func (o *old) doc(id string, n int) string {
	raw, err := json.Marshal(desk.CaseDoc{Case: o.caseOf(id, n), Sealed: make([]byte, 300)})
	if err != nil {
		panic(err) // The same for each case.
	}
	return string(raw)
}

func (o *old) blob(id string, n, k int) string {
	return o.suite.Digest(fmt.Appendf(nil, "%s-%d-%d", id, n, k))
}

func (o *old) file(more []any) func(int, string, func(...any) bool) bool {
	return func(_ int, id string, yield func(...any) bool) bool {
		for n := range o.cases {
			c := o.caseOf(id, n)
			r := []any{id[:9], c.ID, id, id[:12], c.No, c.Item, string(c.Mode), string(c.State), c.Rev, rid(id, n), then.UnixMilli(), o.doc(id, n)}
			if !yield(append(r, more...)...) {
				return false
			}
		}
		return true
	}
}

// page is the rows of a table that has one for each page.
func (o *old) page(row func(id string, n int, page string) []any) func(int, string, func(...any) bool) bool {
	return func(_ int, id string, yield func(...any) bool) bool {
		for n := range o.cases {
			for k := range o.pages {
				if !yield(row(id, n, o.blob(id, n, k))...) {
					return false
				}
			}
		}
		return true
	}
}
