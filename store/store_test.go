package store

import (
	"path/filepath"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// config is the configuration of a store of the tests in dir.
func config(dir string, c desk.Clock) Config {
	return Config{Dir: dir, Station: storetest.Station(), Clock: c, Built: storetest.Built, Reserve: -1}
}

// openIn opens a store and closes it at the end of the test.
func openIn(t testing.TB, c Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// openNew opens an empty store.
func openNew(t testing.TB) (*Store, *storetest.Clock) {
	t.Helper()
	c := storetest.NewClock(storetest.Morning)
	return openIn(t, config(filepath.Join(t.TempDir(), "data"), c)), c
}

// opener is the storetest.Opener of this package.
func opened(t *testing.T, c desk.Clock) storetest.Opened {
	dir := filepath.Join(t.TempDir(), "data")
	var open func() storetest.Opened
	open = func() storetest.Opened {
		s := openIn(t, config(dir, c))
		return storetest.Opened{Ledger: s, Jobs: s.PrintJobs(), Reopen: func() storetest.Opened {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return open()
		}}
	}
	return open()
}

func TestLedger(t *testing.T) { storetest.Ledger(t, opened) }

func TestPrintJobs(t *testing.T) { storetest.PrintJobs(t, opened) }
