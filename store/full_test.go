package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// allow bounds the database to as many pages as it has and some more, which is a
// full disk to SQLite.
func allow(t *testing.T, s *Store, more int) {
	t.Helper()
	err := s.write(context.Background(), func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRow(`PRAGMA page_count`).Scan(&n); err != nil {
			return err
		}
		return tx.QueryRow(fmt.Sprintf(`PRAGMA max_page_count = %d`, n+more)).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestDiskFull runs into the wall with and without a reserve to give up, and goes
// on when there is room again.
func TestDiskFull(t *testing.T) {
	for name, reserve := range map[string]int64{"without reserve": -1, "with reserve": 1 << 20} {
		t.Run(name, func(t *testing.T) {
			c := config(filepath.Join(t.TempDir(), "data"), storetest.NewClock(storetest.Morning))
			c.Reserve = reserve
			s := openIn(t, c)
			ctx := t.Context()
			number(t, s, "t0")
			allow(t, s, 0)
			written, decided := 1, 0
			var err error
			for err == nil && written < 500 {
				id := fmt.Sprint("t", written)
				_, err = s.Write(ctx, id, storetest.Duty(), func(tx desk.Tx) (desk.Act, error) {
					decided++
					act, err := storetest.TakeTicket(id, "A")(tx)
					act.Note = map[string]string{"long": fmt.Sprintf("%02000d", written)}
					return act, err
				})
				if err == nil {
					written++
				}
			}
			if !isProblem(err, desk.Full, "disk") {
				t.Fatalf("after %d tickets: %v", written, err)
			}
			if decided != written {
				t.Errorf("%d tickets were decided %d times", written-1, decided)
			}
			list, err := s.Tickets(ctx, storetest.Today)
			if err != nil || len(list) != written {
				t.Errorf("%d tickets can be read of %d, %v", len(list), written, err)
			}
			if r, err := s.Verify(ctx); err != nil || !r.OK() || r.Lines != int64(written+1) {
				t.Errorf("journal %+v, %v", r, err)
			}
			allow(t, s, 1000)
			if n := number(t, s, "after"); n != fmt.Sprintf("A%03d", written+1) {
				t.Errorf("with room again the next number is %s after %d", n, written)
			}
		})
	}
}
