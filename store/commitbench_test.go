package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"xiaochuang/store/sqlite"
	"xiaochuang/store/storetest"
)

// commitsInTurn is how many commits follow each other before the other side's.
const commitsInTurn = 50

// leastOfBare is the share of the bare commits' pace that ours must keep. Ours change
// ten pages, with the indexes of a ticket and of the journal; theirs five.
const leastOfBare = 0.48

// bareTables are what a commit of the counter writes at the least: a row that is
// changed, a line of the outbox, and the head.
const bareTables = `
CREATE TABLE state(id TEXT PRIMARY KEY NOT NULL, doc TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE outbox(n INTEGER PRIMARY KEY AUTOINCREMENT, rid TEXT NOT NULL UNIQUE, line BLOB NOT NULL, sha BLOB NOT NULL) STRICT;
CREATE TABLE head(one INTEGER PRIMARY KEY CHECK(one = 1), n INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
INSERT INTO head(one, n, hash) VALUES(1, 0, x'');
`

// BenchmarkOutboxCommit commits acts of the counter, each with its line in the
// outbox, and in turn, in the same run, three bare rows through the same pragmas.
// Commits a second of both, ours divided by theirs, and the slowest of a hundred.
func BenchmarkOutboxCommit(b *testing.B) {
	s := benchStore(b, 0)
	bare, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "bare.db"), sqlite.Options{
		Migrations: fstest.MapFS{"0001_bare.sql": {Data: []byte(bareTables)}}, Reserve: -1,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { bare.Close() })
	var ours, theirs []time.Duration
	n := 0
	for b.Loop() {
		for range commitsInTurn {
			n++
			id := fmt.Sprint("t", n)
			ours = append(ours, timed(b, func(ctx context.Context) error {
				_, err := s.Write(ctx, id, storetest.Duty(), storetest.TakeTicket(id, "A"))
				return err
			}))
		}
		for range commitsInTurn {
			n++
			theirs = append(theirs, timed(b, func(ctx context.Context) error { return bareCommit(ctx, bare, n) }))
		}
	}
	b.ReportMetric(perSecond(ours), "commits/s")
	b.ReportMetric(perSecond(theirs), "bare-commits/s")
	share := perSecond(ours) / perSecond(theirs)
	b.ReportMetric(share, "of-bare")
	if share < leastOfBare && b.N > 1 { // The first turn warms up.
		b.Errorf("commits go at %.2f of the bare pace, less than %.2f", share, leastOfBare)
	}
	b.ReportMetric(float64(slowest(ours).Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(slowest(theirs).Microseconds())/1000, "bare-p99-ms")
}

func bareCommit(ctx context.Context, db *sqlite.DB, n int) error {
	line, sha := make([]byte, 400), make([]byte, 32)
	return db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO state(id, doc) VALUES(?, ?)`, fmt.Sprint(n), string(line[:200]))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO outbox(rid, line, sha) VALUES(?, ?, ?)`, fmt.Sprint(n), line, sha); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE head SET n = ?, hash = ?`, n, sha)
		return err
	})
}

func timed(b *testing.B, do func(context.Context) error) time.Duration {
	b.Helper()
	began := time.Now()
	if err := do(b.Context()); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

func perSecond(all []time.Duration) float64 {
	var sum time.Duration
	for _, d := range all {
		sum += d
	}
	return float64(len(all)) / sum.Seconds()
}

func slowest(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)*99/100]
}
