package scans_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"xiaochuang/store/centre/scans"
	"xiaochuang/store/centre/scanstest"
)

func open(t *testing.T, address string) scans.Shelf {
	t.Helper()
	s, err := scans.Open(address, scanstest.Suite())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFolder(t *testing.T) {
	scanstest.Contract(t, func(t *testing.T) scans.Shelf { return open(t, t.TempDir()) })
}

func TestBucket(t *testing.T) {
	server := scanstest.Shared(t)
	scanstest.Contract(t, func(t *testing.T) scans.Shelf { return open(t, server.Bucket(t)) })
}

// Addresses that are none are refused, and no error quotes the secret.
func TestAddresses(t *testing.T) {
	for _, address := range []string{
		"s3://", "s3://host/bucket", "s3://key@host/bucket", "s3://key:xc-test-secret@host", "s3://key:xc-test-secret@/bucket",
		"s3://key:xc-test-secret@ho st/bucket", "s3://key:xc-test-secret@host:port/bucket",
	} {
		_, err := scans.Open(address, scanstest.Suite())
		if !errors.Is(err, scans.ErrAddress) || scanstest.Secret(fmt.Sprint(err)) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestServiceThatIsAway(t *testing.T) {
	server := scanstest.Start(t)
	address := server.Bucket(t)
	s, err := open(t, address).Street("110101001")
	if err != nil {
		t.Fatal(err)
	}
	id, _, err := s.Put(t.Context(), strings.NewReader("page"), 4)
	if err != nil {
		t.Fatal(err)
	}
	none, err := open(t, strings.Replace(address, "/pages1/", "/nobucket/", 1)).Street("110101001")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := none.Put(t.Context(), strings.NewReader("page"), 4); !errors.Is(err, scans.ErrAway) {
		t.Errorf("a bucket that is not there is %v", err)
	}
	wrong, err := open(t, strings.Replace(address, "xc-test-secret", "other", 1)).Street("110101001")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wrong.Stat(t.Context(), id); !errors.Is(err, scans.ErrAway) {
		t.Errorf("a wrong secret is %v", err)
	}
	server.Stop()
	if _, err := s.Stat(t.Context(), id); !errors.Is(err, scans.ErrAway) {
		t.Errorf("a service that is gone is %v", err)
	}
}
