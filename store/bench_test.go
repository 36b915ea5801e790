package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

func benchStore(b *testing.B, cases int) *Store {
	b.Helper()
	s, err := Open(b.Context(), config(filepath.Join(b.TempDir(), "data"), storetest.NewClock(storetest.Morning)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	for i := range cases {
		p := storetest.Person()
		p.Number = fmt.Sprintf("11010118990307%04d", i%10000)
		id := fmt.Sprint("c", i)
		if _, err := s.Write(b.Context(), id, storetest.Duty(), storetest.TakeIn(storetest.NewCase(id, p))); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func BenchmarkTakeTicket(b *testing.B) {
	s := benchStore(b, 0)
	for i := 0; b.Loop(); i++ {
		id := fmt.Sprint("t", i)
		if _, err := s.Write(b.Context(), id, storetest.Duty(), storetest.TakeTicket(id, "A")); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTakeIn(b *testing.B) {
	s := benchStore(b, 0)
	for i := 0; b.Loop(); i++ {
		id := fmt.Sprint("c", i)
		if _, err := s.Write(b.Context(), id, storetest.Duty(), storetest.TakeIn(storetest.NewCase(id, storetest.Person()))); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	s := benchStore(b, 3000)
	b.ResetTimer()
	for b.Loop() {
		if found, err := s.FindCases(b.Context(), "1234", 10); err != nil || len(found) != 1 {
			b.Fatal(len(found), err)
		}
	}
}

func BenchmarkListCases(b *testing.B) {
	s := benchStore(b, 3000)
	b.ResetTimer()
	for b.Loop() {
		if list, err := s.Cases(b.Context(), desk.CaseFilter{}); err != nil || len(list) != 500 {
			b.Fatal(len(list), err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	s := benchStore(b, 3000)
	b.ResetTimer()
	for b.Loop() {
		if r, err := s.Verify(b.Context()); err != nil || !r.OK() {
			b.Fatal(r.Bad, err)
		}
	}
}
