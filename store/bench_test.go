package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

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

// BenchmarkFindByName finds by initials among 200,000 cases (20,000 with -short),
// and tells how many times a plain scan takes longer, how long the index took to
// make and what memory it holds. A look may take 100 ms.
func BenchmarkFindByName(b *testing.B) {
	n := 200_000
	if testing.Short() {
		n /= 10
	}
	s := benchStore(b, 0)
	crowd(b, s, n)
	began := time.Now()
	if err := s.IndexCases(b.Context()); err != nil {
		b.Fatal(err)
	}
	made := time.Since(began)
	began = time.Now()
	plainScan(everyCase(b, s), "zsl")
	scan := time.Since(began)
	b.ResetTimer()
	for b.Loop() {
		if found, err := s.FindCases(b.Context(), "zsl", 50); err != nil || len(found) == 0 {
			b.Fatal(len(found), err)
		}
	}
	each := b.Elapsed() / time.Duration(b.N)
	b.ReportMetric(float64(scan)/float64(each), "scans")
	b.ReportMetric(made.Seconds(), "s/index")
	b.ReportMetric(float64(s.Finding().Bytes)/(1<<20), "MiB")
	if each > 100*time.Millisecond {
		b.Errorf("a look takes %v", each)
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
