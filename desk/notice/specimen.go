package notice

import (
	_ "embed"
	"encoding/json"
	"sync"

	"xiaochuang/desk"
)

// specimens.json holds one paper of each kind and more of some, with names of two,
// three, four and ten characters, some of them beyond the Basic Multilingual
// Plane. The people are invented.
//
//go:embed specimens.json
var specimens []byte

// A Specimen is one paper about nobody, for previews and tests.
type Specimen struct {
	Name  string // such as "poster-card"
	Paper desk.Paper
}

var readSpecimens = sync.OnceValue(func() []Specimen {
	var read []struct {
		Name    string            `json:"name"`
		Paper   desk.Paper        `json:"paper"`
		Content desk.PaperContent `json:"content"`
	}
	if err := json.Unmarshal(specimens, &read); err != nil {
		panic(err) // the tests read them
	}
	var all []Specimen
	for _, r := range read {
		r.Paper.Content = r.Content
		all = append(all, Specimen{r.Name, r.Paper})
	}
	return all
})

// Specimens returns papers of every kind about invented people, each marked as a
// demonstration. The caller may change the papers, not what they point to.
func Specimens() []Specimen { return append([]Specimen(nil), readSpecimens()...) }

// SpecimenOf returns a paper of the kind; for desk.PaperParts and any other kind
// that no paper has, it is a notice.
func SpecimenOf(k desk.PaperKind) desk.Paper {
	var notice desk.Paper
	for _, s := range readSpecimens() {
		if s.Paper.Kind == k {
			return s.Paper
		}
		if s.Paper.Kind == desk.PaperNotice {
			notice = s.Paper
		}
	}
	return notice
}
