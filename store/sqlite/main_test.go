package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"testing"
	"time"
)

// childRole says what the test binary does when it runs itself.
const (
	childRole = "SQLITE_TEST_ROLE"
	childPath = "SQLITE_TEST_PATH"
)

func TestMain(m *testing.M) {
	role, path := os.Getenv(childRole), os.Getenv(childPath)
	var err error
	switch role {
	case "":
		os.Exit(m.Run())
	case "count":
		err = countForever(path, false)
	case "count acknowledging early":
		err = countForever(path, true)
	case "migrate":
		err = openAndClose(path)
	case "fill":
		err = fillTinyDisk(path)
	default:
		err = fmt.Errorf("no role %q", role)
	}
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// countForever counts and acknowledges each number on its output, until it is
// killed. With early, it acknowledges before the commit, as a careless program
// would.
func countForever(path string, early bool) error {
	ctx := context.Background()
	d, err := Open(ctx, path, options())
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		id := fmt.Sprintf("%d-%d", os.Getpid(), i)
		var n int
		err := d.Write(ctx, func(tx *sql.Tx) error {
			if err := next(ctx, tx, id, &n); err != nil {
				return err
			}
			if early {
				fmt.Println(n, id)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if !early {
			fmt.Println(n, id)
		}
		time.Sleep(time.Millisecond / 2) // Gives the other counter its turn.
	}
}

func openAndClose(path string) error {
	o := Options{Migrations: scripts(laterSchema()...), Reserve: -1}
	d, err := Open(context.Background(), path, o)
	if err != nil {
		return err
	}
	return d.Close()
}
