// Package noticetest holds sample papers for the tests of the layout and of
// everything that prints: one of each kind, with names of two, three, four and
// ten characters, some of them beyond the Basic Multilingual Plane. The people
// are invented.
package noticetest

import (
	_ "embed"
	"encoding/json"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
)

//go:embed papers.json
var source []byte

// A Sample is one paper with the name its golden files go by.
type Sample struct {
	Name  string
	Paper desk.Paper
}

// Papers returns all samples.
func Papers(t testing.TB) []Sample {
	t.Helper()
	var read []struct {
		Name    string            `json:"name"`
		Paper   desk.Paper        `json:"paper"`
		Content desk.PaperContent `json:"content"`
	}
	if err := json.Unmarshal(source, &read); err != nil {
		t.Fatal(err)
	}
	var all []Sample
	for _, r := range read {
		r.Paper.Content = r.Content
		all = append(all, Sample{r.Name, r.Paper})
	}
	return all
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
