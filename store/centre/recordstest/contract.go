package recordstest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"xiaochuang/store/centre/records"
)

// Contract tests what the centre relies on. Open returns one more handle on the
// same records each time it is called, as another instance would have.
func Contract(t *testing.T, open func(t *testing.T) func() records.Records) {
	for name, test := range map[string]func(*testing.T, func() records.Records){
		"an error keeps nothing":               errorKeepsNothing,
		"a panic keeps nothing":                panicKeepsNothing,
		"what is committed is seen by others":  committedIsSeen,
		"a reader sees one moment":             readerSeesOneMoment,
		"a reader cannot write":                readerCannotWrite,
		"a name is locked for one at a time":   lockedForOne,
		"names locked crosswise both go on":    crosswise,
		"a counter that all raise misses none": counter,
		"numbers of a feed have no gap":        gapless,
		"a line out of sequence is refused":    outOfSequence,
		"a savepoint takes part back":          savepoint,
		"one row a record id":                  oneRow,
		"text that no database should hold":    hostileText,
		"bytes come back as they were":         bytesComeBack,
		"a truth comes back as one":            truth,
		"parameters by number and by place":    parameters,
		"a writer gives up with its context":   givesUp,
		"instances that start at once agree":   startAtOnce,
		"a foreign key holds":                  foreignKey,
		"a transaction sees its own row":       ownRow,
		"many rows go in at once":              manyRows,
		"one row by itself":                    oneByItself,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func write(t *testing.T, r records.Records, do func(*records.Tx) error) {
	t.Helper()
	if err := r.Write(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// number reads one number.
func number(t *testing.T, r records.Records, query string, args ...any) (n int64) {
	t.Helper()
	err := r.Read(t.Context(), func(tx *records.Tx) error {
		return tx.QueryRowContext(t.Context(), query, args...).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func addStreet(ctx context.Context, tx *records.Tx, tenant string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO street(tenant, made) VALUES(?, ?)`, tenant, 1)
	return err
}

func streets(t *testing.T, r records.Records) int64 {
	t.Helper()
	return number(t, r, `SELECT count(*) FROM street`)
}

func errorKeepsNothing(t *testing.T, open func() records.Records) {
	r, no := open(), errors.New("no")
	err := r.Write(t.Context(), func(tx *records.Tx) error {
		return errors.Join(addStreet(t.Context(), tx, "110101001"), no)
	})
	if !errors.Is(err, no) || streets(t, r) != 0 {
		t.Errorf("after %v there are %d", err, streets(t, r))
	}
}

func panicKeepsNothing(t *testing.T, open func() records.Records) {
	r := open()
	func() {
		defer func() { _ = recover() }()
		_ = r.Write(t.Context(), func(tx *records.Tx) error {
			panic(addStreet(t.Context(), tx, "110101001"))
		})
		t.Error("the panic was swallowed")
	}()
	write(t, r, func(tx *records.Tx) error { return addStreet(t.Context(), tx, "110101002") })
	if n := streets(t, r); n != 1 {
		t.Errorf("%d streets", n)
	}
}

func committedIsSeen(t *testing.T, open func() records.Records) {
	a, b := open(), open()
	write(t, a, func(tx *records.Tx) error { return addStreet(t.Context(), tx, "110101001") })
	if streets(t, b) != 1 {
		t.Error("the other instance does not see it")
	}
}

func readerSeesOneMoment(t *testing.T, open func() records.Records) {
	a, b := open(), open()
	err := a.Read(t.Context(), func(tx *records.Tx) error {
		var before, after int64
		if err := tx.QueryRowContext(t.Context(), `SELECT count(*) FROM street`).Scan(&before); err != nil {
			return err
		}
		write(t, b, func(tx *records.Tx) error { return addStreet(t.Context(), tx, "110101001") })
		err := tx.QueryRowContext(t.Context(), `SELECT count(*) FROM street`).Scan(&after)
		if before != 0 || after != 0 {
			t.Errorf("saw %d and then %d", before, after)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func readerCannotWrite(t *testing.T, open func() records.Records) {
	r := open()
	err := r.Read(t.Context(), func(tx *records.Tx) error { return addStreet(t.Context(), tx, "110101001") })
	if err == nil || streets(t, r) != 0 {
		t.Errorf("a reader wrote: %v", err)
	}
}

func setHead(ctx context.Context, tx *records.Tx, n int64) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO feed_head(tenant, station, n)
		VALUES(?, ?, ?)
		ON CONFLICT(station) DO UPDATE SET n = excluded.n`, "110101001", "110101001001", n)
	return err
}

func head(ctx context.Context, tx *records.Tx) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT coalesce(max(n), 0) FROM feed_head`).Scan(&n)
	return n, err
}

func lockedForOne(t *testing.T, open func() records.Records) {
	a, b := open(), open()
	var wg sync.WaitGroup
	for i := range 40 {
		r := []records.Records{a, b}[i%2]
		wg.Go(func() {
			err := r.Write(t.Context(), func(tx *records.Tx) error {
				if err := tx.Lock(t.Context(), "desk:x"); err != nil {
					return err
				}
				n, err := head(t.Context(), tx)
				if err != nil {
					return err
				}
				return setHead(t.Context(), tx, n+1)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := number(t, a, `SELECT n FROM feed_head`); n != 40 {
		t.Errorf("40 counted to %d: some read what another was about to change", n)
	}
}

// crosswise lets two that hold what the other wants next find out, and both go on.
func crosswise(t *testing.T, open func() records.Records) {
	a, b := open(), open()
	var both sync.WaitGroup
	both.Add(2)
	cross := func(r records.Records, names ...string) {
		first := true
		err := r.Write(t.Context(), func(tx *records.Tx) error {
			if err := tx.Lock(t.Context(), names[0]); err != nil {
				return err
			}
			if r.Shared() && first {
				first = false
				both.Done()
				both.Wait()
			}
			if err := tx.Lock(t.Context(), names[1]); err != nil {
				return err
			}
			n, err := head(t.Context(), tx)
			if err != nil {
				return err
			}
			return setHead(t.Context(), tx, n+1)
		})
		if err != nil {
			t.Error(err)
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { cross(a, "case:a", "case:b") })
	wg.Go(func() { cross(b, "case:b", "case:a") })
	wg.Wait()
	if n := number(t, a, `SELECT n FROM feed_head`); n != 2 {
		t.Errorf("2 counted to %d", n)
	}
}

func counter(t *testing.T, open func() records.Records) {
	a, b := open(), open()
	var wg sync.WaitGroup
	for i := range 40 {
		r := []records.Records{a, b}[i%2]
		wg.Go(func() {
			err := r.Write(t.Context(), func(tx *records.Tx) error {
				_, err := tx.ExecContext(t.Context(), `
					INSERT INTO usage(tenant, desk_id, day, bytes)
					VALUES(?, ?, ?, ?)
					ON CONFLICT(desk_id, day) DO UPDATE SET bytes = usage.bytes + excluded.bytes`, "110101001", "d", "2026-11-23", 5)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := number(t, a, `SELECT bytes FROM usage`); n != 200 {
		t.Errorf("40 times 5 is %d", n)
	}
}

func addLine(ctx context.Context, tx *records.Tx, n int64) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO feed(tenant, station, n, obj, ver, kind, line, sig, at)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)`, "110101001", "110101001001", n, fmt.Sprint("o", n), 1, "k", []byte("l"), []byte("s"), 1)
	return err
}

func gapless(t *testing.T, open func() records.Records) {
	a, b := open(), open()
	var wg sync.WaitGroup
	for i := range 30 {
		r := []records.Records{a, b}[i%2]
		wg.Go(func() {
			err := r.Write(t.Context(), func(tx *records.Tx) error {
				var n int64
				err := tx.QueryRowContext(t.Context(), `
					INSERT INTO feed_head(tenant, station, n)
					VALUES(?, ?, 1)
					ON CONFLICT(station) DO UPDATE SET n = feed_head.n + 1
					RETURNING n`, "110101001", "110101001001").Scan(&n)
				if err != nil {
					return err
				}
				if err := addLine(t.Context(), tx, n); err != nil {
					return err
				}
				if i%3 == 0 {
					return errTaken // A number that was taken back is not missing.
				}
				return nil
			})
			if err != nil && !errors.Is(err, errTaken) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n, most := number(t, a, `SELECT count(*) FROM feed`), number(t, a, `SELECT max(n) FROM feed`); n != 20 || most != 20 {
		t.Errorf("%d lines up to number %d", n, most)
	}
}

var errTaken = errors.New("taken back")

func outOfSequence(t *testing.T, open func() records.Records) {
	r := open()
	if err := r.Write(t.Context(), func(tx *records.Tx) error { return addLine(t.Context(), tx, 2) }); err == nil {
		t.Error("line 2 stands before line 1")
	}
}

func savepoint(t *testing.T, open func() records.Records) {
	r := open()
	write(t, r, func(tx *records.Tx) error {
		ctx := t.Context()
		do := func(query string) error { _, err := tx.ExecContext(ctx, query); return err }
		return errors.Join(
			addStreet(ctx, tx, "110101001"),
			do(`SAVEPOINT effect`), addStreet(ctx, tx, "110101002"), do(`ROLLBACK TO SAVEPOINT effect`), do(`RELEASE SAVEPOINT effect`),
			addStreet(ctx, tx, "110101003"),
		)
	})
	if n := number(t, r, `SELECT count(*) FROM street WHERE tenant <> ?`, "110101002"); n != 2 || streets(t, r) != 2 {
		t.Errorf("%d streets", n)
	}
}

func addEvent(ctx context.Context, tx *records.Tx, rid string, seq int) (int64, error) {
	r, err := tx.ExecContext(ctx, `
		INSERT INTO event(tenant, desk_id, incarnation, seq, rid, kind, kv, obj, received, line, sha, status)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(desk_id, rid) DO NOTHING`,
		"110101001", "d", "i", seq, rid, "k", 1, "", 1, []byte("line"), make([]byte, 32), 1)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func oneRow(t *testing.T, open func() records.Records) {
	a, b := open(), open()
	var wg sync.WaitGroup
	var mu sync.Mutex
	placed := int64(0)
	for i := range 20 {
		r := []records.Records{a, b}[i%2]
		wg.Go(func() {
			var n int64
			err := r.Write(t.Context(), func(tx *records.Tx) (err error) {
				n, err = addEvent(t.Context(), tx, "same", i+1)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			placed += n
		})
	}
	wg.Wait()
	if placed != 1 {
		t.Errorf("%d of 20 placed the record", placed)
	}
}

func hostileText(t *testing.T, open func() records.Records) {
	r := open()
	for i, s := range []string{"a\x00b", "a\xff\xfeb", "\xed\xa0\x80", "𬭎\u202e"} {
		rid := fmt.Sprint("r", i)
		write(t, r, func(tx *records.Tx) error {
			_, err := tx.ExecContext(t.Context(), `
				INSERT INTO event(tenant, desk_id, incarnation, seq, rid, kind, kv, obj, received, line, sha, status)
				VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				"110101001", "d", "i", i+1, rid, "k", 1, s, 1, []byte(s), make([]byte, 32), 1)
			return err
		})
		var obj string
		var line []byte
		err := r.Read(t.Context(), func(tx *records.Tx) error {
			return tx.QueryRowContext(t.Context(), `SELECT obj, line FROM event WHERE rid = ?`, rid).Scan(&obj, &line)
		})
		if err != nil || string(line) != s || obj == "" {
			t.Errorf("%q came back as %q and %q: %v", s, obj, line, err)
		}
	}
}

func bytesComeBack(t *testing.T, open func() records.Records) {
	r, all := open(), make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	write(t, r, func(tx *records.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO street(tenant, made, ring) VALUES(?, ?, ?)`, "110101001", int64(1)<<62, all)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(t.Context(), `INSERT INTO street(tenant, made, ring) VALUES(?, ?, ?)`, "110101002", 1, []byte(nil))
		return err
	})
	var made int64
	var ring, none []byte
	err := r.Read(t.Context(), func(tx *records.Tx) error {
		if err := tx.QueryRowContext(t.Context(), `SELECT made, ring FROM street WHERE tenant = ?`, "110101001").Scan(&made, &ring); err != nil {
			return err
		}
		return tx.QueryRowContext(t.Context(), `SELECT ring FROM street WHERE tenant = ?`, "110101002").Scan(&none)
	})
	if err != nil || made != 1<<62 || string(ring) != string(all) || len(none) != 0 {
		t.Errorf("%d, %x, %x: %v", made, ring, none, err)
	}
}

func truth(t *testing.T, open func() records.Records) {
	r := open()
	type word string
	write(t, r, func(tx *records.Tx) error {
		_, err := tx.ExecContext(t.Context(), `
			INSERT INTO case_file(tenant, id, desk_id, station, no, item, mode, state, rev, rid, forked, changed, doc)
			VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			"110101001", "c", "d", "s", "", "", word("collect"), word("received"), 1, "r", true, 1, `{"a": 1,  "b":"x"}`)
		return err
	})
	var forked, is bool
	var mode word
	var doc string
	err := r.Read(t.Context(), func(tx *records.Tx) error {
		return tx.QueryRowContext(t.Context(), `SELECT forked, mode, mode = 'collect', doc FROM case_file`).Scan(&forked, &mode, &is, &doc)
	})
	if err != nil || !forked || mode != "collect" || !is || doc != `{"a": 1,  "b":"x"}` {
		t.Errorf("%v %q %v %q: %v", forked, mode, is, doc, err)
	}
}

func parameters(t *testing.T, open func() records.Records) {
	r := open()
	write(t, r, func(tx *records.Tx) error {
		return errors.Join(addStreet(t.Context(), tx, "110101001"), addStreet(t.Context(), tx, "110101002"))
	})
	for want, query := range map[int64]string{
		2: `SELECT count(*) FROM street WHERE ?1 = '' OR tenant = ?1 OR tenant < '?' OR ?2 = ?1`,
		1: `SELECT count(*) FROM street WHERE ?1 <> '' AND tenant = ?2 AND tenant <> '?'`,
	} {
		if n := number(t, r, query, "x", "110101002"); n != want {
			t.Errorf("%s counts %d", query, n)
		}
	}
}

func givesUp(t *testing.T, open func() records.Records) {
	a, b := open(), open()
	held, free := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := a.Write(t.Context(), func(tx *records.Tx) error {
			if err := errors.Join(tx.Lock(t.Context(), "desk:x"), addStreet(t.Context(), tx, "110101001")); err != nil {
				return err
			}
			close(held)
			<-free
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-held
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := b.Write(ctx, func(tx *records.Tx) error {
		return errors.Join(tx.Lock(ctx, "desk:x"), addStreet(ctx, tx, "110101002"))
	})
	if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, records.ErrBusy) && !errors.Is(err, records.ErrAway) {
		t.Errorf("waiting ended with %v", err)
	}
	close(free)
	wg.Wait()
	if n := streets(t, a); n != 1 {
		t.Errorf("%d streets", n)
	}
}

func startAtOnce(t *testing.T, open func() records.Records) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			r := open()
			if streets(t, r) != 0 {
				t.Error("not empty")
			}
		})
	}
	wg.Wait()
}

func foreignKey(t *testing.T, open func() records.Records) {
	r := open()
	err := r.Write(t.Context(), func(tx *records.Tx) error {
		_, err := tx.ExecContext(t.Context(), `
			INSERT INTO incarnation(tenant, desk_id, id, no, parent, reason, instance, opened)
			VALUES(?, ?, ?, ?, ?, ?, ?, ?)`, "110101001", "nobody", "i", 1, "", "first", "x", 1)
		return err
	})
	if err == nil {
		t.Error("an incarnation of nobody stands")
	}
}

func ownRow(t *testing.T, open func() records.Records) {
	r := open()
	write(t, r, func(tx *records.Tx) error {
		if err := addStreet(t.Context(), tx, "110101001"); err != nil {
			return err
		}
		var n int64
		err := tx.QueryRowContext(t.Context(), `SELECT made FROM street WHERE tenant = ?`, "110101001").Scan(&n)
		if errors.Is(err, sql.ErrNoRows) {
			t.Error("a transaction does not see its own row")
		}
		return err
	})
}
