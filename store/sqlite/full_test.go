package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The page limit of one connection stands for a full disk: SQLite answers with
// the same SQLITE_FULL.
func TestFullDatabaseGivesTheReserveUpOnce(t *testing.T) {
	d := openNew(t)
	if got := d.Reserve(); got != (ReserveState{Size: 1 << 20, Held: true}) {
		t.Fatalf("before: %+v", got)
	}
	runs := 0
	fill := func(roomAfter int) error {
		return d.Write(t.Context(), func(tx *sql.Tx) error {
			limit := "PRAGMA max_page_count = 1" // SQLite raises it to the pages there are.
			if runs++; runs > roomAfter {
				limit = "PRAGMA max_page_count = 100000"
			}
			if _, err := tx.ExecContext(t.Context(), limit); err != nil {
				return err
			}
			_, err := tx.ExecContext(t.Context(),
				"INSERT INTO counter (id, filler) VALUES (?, zeroblob(100000))", fmt.Sprint(runs))
			return err
		})
	}
	if err := fill(1); err != nil || runs != 2 {
		t.Fatalf("with a reserve: %d runs, %v", runs, err)
	}
	if d.Reserve().Held || rows(t, d) != 1 {
		t.Errorf("after: %+v, %d rows", d.Reserve(), rows(t, d))
	}
	runs = 0
	if err := fill(99); !errors.Is(err, ErrFull) || runs != 1 {
		t.Errorf("without a reserve: %d runs, %v", runs, err)
	}
	if rows(t, d) != 1 {
		t.Errorf("%d rows: half a transaction was kept", rows(t, d))
	}
	runs = 99
	if err := fill(0); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if got, err := d.Refill(); err != nil || !got.Held {
		t.Errorf("refilled: %+v, %v", got, err)
	}
}

func TestNoReserveWhereNoneIsWanted(t *testing.T) {
	o := options()
	o.Reserve = -1
	d := open(t, filepath.Join(t.TempDir(), "desk.db"), o)
	if got := d.Reserve(); got != (ReserveState{}) {
		t.Errorf("got %+v", got)
	}
	if d.reserve.release() {
		t.Error("gave up what was not there")
	}
	if newReserve("x", 0).size != 64<<20 {
		t.Error("the default is not 64 MiB")
	}
}

func TestReserveHasItsBlocks(t *testing.T) {
	d := openNew(t)
	var about syscall.Stat_t
	if err := syscall.Stat(d.reserve.path, &about); err != nil || about.Blocks*512 < 1<<20 {
		t.Errorf("%d bytes on the disk, %v", about.Blocks*512, err)
	}
}

// A real full disk, in a mount of its own that vanishes with the process.
func TestTinyDisk(t *testing.T) {
	c := child(t, "fill", t.TempDir())
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		c.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		c.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	said, err := c.Output()
	switch {
	case errors.Is(err, os.ErrPermission), strings.Contains(string(said), "may not mount"):
		t.Skip("nobody may mount here; the page limit test stands in")
	case err != nil:
		t.Fatalf("%v: %s", err, said)
	}
	t.Logf("%s", said)
}

// fillTinyDisk fills a file system of 6 MiB and does there what a desk must still
// be able to do.
func fillTinyDisk(dir string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("may not mount: %w", err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		return fmt.Errorf("may not mount: %w", err)
	}
	for size, held := range map[int64]bool{4 << 20: false, 2 << 20: true} {
		r := newReserve(filepath.Join(dir, "other.db"), size)
		if err := r.prepare(); err != nil || r.state().Held != held {
			return fmt.Errorf("a reserve of %d bytes of six MiB: %+v, %v", size, r.state(), err)
		}
		if err := os.Remove(r.path); err != nil {
			return err
		}
	}
	ctx, path := context.Background(), filepath.Join(dir, "desk.db")
	d, err := Open(ctx, path, options())
	if err != nil {
		return err
	}
	acked, released, err := fillUp(ctx, d)
	if !errors.Is(err, ErrFull) {
		return fmt.Errorf("after %d rows: %w", acked, err)
	}
	if released == 0 || released == acked {
		return fmt.Errorf("the reserve bought nothing: given up at %d of %d rows", released, acked)
	}
	if err := acknowledged(ctx, d, acked); err != nil {
		return fmt.Errorf("while full: %w", err)
	}
	if err := d.Close(); err != nil {
		return err
	}
	if d, err = Open(ctx, path, options()); err != nil {
		return fmt.Errorf("cold start on a full disk: %w", err)
	}
	if d.Reserve().Held {
		return errors.New("the reserve took the last room")
	}
	if err := acknowledged(ctx, d, acked); err != nil {
		return fmt.Errorf("after a cold start: %w", err)
	}
	fmt.Printf("reserve given up at row %d, full at row %d\n", released, acked)
	return d.Close()
}

// fillUp writes until it is refused. It returns how many rows were acknowledged
// and how many of them before the reserve was given up.
func fillUp(ctx context.Context, d *DB) (acked, released int, err error) {
	filler := make([]byte, 20_000)
	for {
		err := d.Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO counter (id, filler) VALUES (?, ?)", fmt.Sprint(acked), filler)
			return err
		})
		if err != nil {
			return acked, released, err
		}
		acked++
		if d.Reserve().Held {
			released = acked
		}
	}
}

func acknowledged(ctx context.Context, d *DB, want int) error {
	if err := d.Integrity(ctx); err != nil {
		return err
	}
	return d.Read(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM counter").Scan(&n); err != nil {
			return err
		}
		if n != want {
			return fmt.Errorf("%d rows of %d acknowledged", n, want)
		}
		return nil
	})
}
