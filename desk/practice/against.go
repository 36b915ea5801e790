package practice

import (
	"maps"
	"slices"
	"strconv"

	"xiaochuang/desk"
)

// A Guide is what a scene is held against.
type Guide interface {
	desk.Guide
	Certificate(key string) (desk.Certificate, bool)
}

// Against compares the scene with a guide. A finding that is not Care means that
// the visit cannot end as the scene says: the scene is not offered. lines are
// those of Parse's findings; without the file every finding is on line 0.
func (s *Scene) Against(g Guide, file string, text []byte) []Finding {
	f := &findings{file: file, lines: index(string(text))}
	if s.Truth.Certificate != "" {
		if _, ok := g.Certificate(s.Truth.Certificate); !ok {
			f.add("truth.certificate", NoCertificate, s.Truth.Certificate)
		}
		return f.list
	}
	it, ok := g.Item(s.Truth.Item)
	if !ok {
		f.add("truth.item", NoItem, s.Truth.Item)
		return f.list
	}
	if it.Version != s.Truth.Version {
		f.care("truth.version", ItemChanged, strconv.Itoa(it.Version))
	}
	if it.Mode != s.Truth.Mode {
		f.add("truth.mode", ModeDiffers, string(it.Mode))
	}
	if f.answers(s, it) {
		f.contents(s, g)
	}
	return f.list
}

// answers checks that the situation is told as the item asks it.
func (f *findings) answers(s *Scene, it desk.Item) bool {
	for _, q := range it.Questions(s.Truth.Answers) {
		known := slices.ContainsFunc(q.Answers, func(c desk.Choice) bool { return c.Key == s.Truth.Answers[q.Key] })
		if !known {
			f.add("truth.answers."+q.Key, NoAnswer, q.Key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.Truth.Answers)) {
		if !slices.ContainsFunc(it.Situations, func(q desk.Question) bool { return q.Key == key }) {
			f.add("truth.answers."+key, NoQuestion, key)
		}
	}
	return !f.wrong
}

// contents checks that the bag speaks of the materials that are asked for.
func (f *findings) contents(s *Scene, g desk.Guide) {
	asked, err := g.Tailor(s.Truth.Item, s.Truth.Answers)
	if err != nil {
		f.add("truth.answers", NoAnswer, "")
		return
	}
	for i, t := range s.Bag {
		if !slices.ContainsFunc(asked, func(r desk.Requirement) bool { return r.Key == t.Material }) {
			f.add(entry("bag", i)+".material", NoMaterial, t.Material)
		}
	}
	if s.Truth.Mode == desk.ModeAdvise {
		return
	}
	for _, r := range asked {
		said := slices.ContainsFunc(s.Bag, func(t Thing) bool { return t.Material == r.Key })
		if r.Required && !said {
			f.add("bag", Unsaid, r.Name)
		}
	}
}
