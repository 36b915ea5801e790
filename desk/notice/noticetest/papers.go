// Package noticetest gives the specimens of all papers to the tests of the layout
// and of everything that prints.
package noticetest

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
)

// Papers returns all samples.
func Papers(t testing.TB) []notice.Specimen {
	t.Helper()
	return notice.Specimens()
}

// Paper returns the sample with the name.
func Paper(t testing.TB, name string) desk.Paper {
	t.Helper()
	for _, s := range Papers(t) {
		if s.Name == name {
			return s.Paper
		}
	}
	t.Fatalf("no sample paper %q", name)
	return desk.Paper{}
}

// Doc returns the sample with the name, laid out.
func Doc(t testing.TB, name string, m notice.Medium) notice.Doc {
	t.Helper()
	d, err := notice.Layout(Paper(t, name), m)
	if err != nil {
		t.Fatalf("lay out %s on %s: %v", name, m, err)
	}
	return d
}
