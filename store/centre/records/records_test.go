package records_test

import (
	"errors"
	"path/filepath"
	"testing"

	"xiaochuang/store/centre/records"
	"xiaochuang/store/centre/recordstest"
)

// keep closes records at the end of a test.
func keep(t *testing.T, r records.Records, err error) records.Records {
	t.Helper()
	if err != nil {
		t.Error(err)
		t.FailNow()
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func TestFile(t *testing.T) {
	recordstest.Contract(t, func(t *testing.T) func() records.Records {
		path := filepath.Join(t.TempDir(), "centre.db")
		return func() records.Records {
			f, err := records.OpenFile(t.Context(), path, -1, nil)
			return keep(t, f, err)
		}
	})
}

func TestServer(t *testing.T) {
	server := recordstest.Shared(t)
	recordstest.Contract(t, func(t *testing.T) func() records.Records {
		address := server.Database(t)
		return func() records.Records {
			s, err := records.OpenServer(t.Context(), address, nil)
			return keep(t, s, err)
		}
	})
}

// A centre may open its records with a role that owns its database and no more. The
// place of the database is one of its own in the cluster, and another one after a
// dump was read back.
func TestPlaceOfADatabase(t *testing.T) {
	server := recordstest.Shared(t)
	address := server.Database(t)
	place := func(address string) string {
		t.Helper()
		r, err := records.OpenServer(t.Context(), address, nil)
		p, err := keep(t, r, err).Place(t.Context())
		if err != nil || p == "" {
			t.Fatalf("place %q, %v", p, err)
		}
		return p
	}
	first := place(server.ForRole(t, address))
	if p := place(address); p != first {
		t.Errorf("place %q, opened again %q", first, p)
	}
	if p := place(server.Database(t)); p == first {
		t.Errorf("two databases at %q", p)
	}
	file := server.Dump(t, address)
	server.Load(t, address, file)
	if p := place(address); p == first {
		t.Errorf("%q again after it was put back", p)
	}
}

// A server that would forget in a power cut what it acknowledged is refused, and
// one that does not answer is said to be away.
func TestServerThatForgetsOrIsAway(t *testing.T) {
	server := recordstest.Start(t)
	address := server.Database(t)
	r, err := records.OpenServer(t.Context(), address, nil)
	s := keep(t, r, err)
	server.Set(t, "fsync", "off")
	if r, err := records.OpenServer(t.Context(), address, nil); !errors.Is(err, records.ErrUnsafe) {
		r.Close()
		t.Errorf("a server that forgets is %v", err)
	}
	server.Stop()
	for range 3 {
		err := s.Write(t.Context(), func(tx *records.Tx) error { return tx.Lock(t.Context(), "x") })
		if !errors.Is(err, records.ErrAway) {
			t.Errorf("a dead server is %v", err)
		}
	}
	if _, err := records.OpenServer(t.Context(), "host=/nowhere user=x dbname=y", nil); !errors.Is(err, records.ErrAway) {
		t.Errorf("a server that is not there is %v", err)
	}
}
