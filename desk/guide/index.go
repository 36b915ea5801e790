package guide

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Field says which text of an entry a hit has matched.
type Field uint8

// Fields. FieldNone stands in the hits of an empty query.
const (
	FieldNone Field = iota
	FieldName
	FieldAlias
	FieldKeyword
	FieldCode // id or one of the three codes
)

// A How says by which way of typing a hit was found.
type How string

// Ways of typing.
const (
	ByUse      How = "use"      // empty query: most used first
	ByChars    How = "chars"    // Chinese characters, digits or letters as they stand
	ByPinyin   How = "pinyin"   // full pinyin
	ByInitials How = "initials" // first letters of pinyin
	ByMixture  How = "mixture"  // characters, pinyin and initials together
	ByCode     How = "code"     // id or code
	ByWords    How = "words"    // the query says more than the text, or its parts in another order
	ByTypo     How = "typo"     // one character or letter is wrong, missing or too many
)

// A Range is a piece of a hit's Text in runes: from From up to, not
// including, To.
type Range struct{ From, To int }

// A Hit is one entry that answers a query: an item, or a certificate that must
// not be issued.
type Hit struct {
	Item        string // id, "" for a certificate
	Certificate string // key, "" for an item
	Name        string // of the item or certificate
	Field       Field
	Text        string  // the text that matched, such as a nickname
	Ranges      []Range // the matched pieces of Text, in order
	How         How
	Score       int // higher is better; compares within one answer only
}

// An Index finds the entries of one catalogue. It is built once, never
// changes, and may be used by several at a time.
type Index struct {
	entries   []entry
	terms     []term
	codes     []code
	glyphs    []glyph
	sounds    []uint32 // letters of each glyph's readings
	number    map[rune]uint16
	syllables []syllable
	spelt     map[string]uint16
	whole     map[string][]int32  // folded text → terms
	parts     map[uint64][]int32  // character or pair → entries that have it
	weight    map[uint64]float64  // of each part: rare ones weigh more
	fillers   []string            // words around a matter, longest first
	near      map[uint16][]uint16 // syllable → glyphs read so
}

// entry is what a hit shows.
type entry struct {
	item, certificate, name string
}

type code struct {
	entry int32
	text  string // folded
	shown string
}

//go:embed fillers.txt
var fillerWords string

// NewIndex builds the index of a catalogue.
func NewIndex(c *Catalogue) *Index {
	ix := &Index{
		number: map[rune]uint16{}, spelt: map[string]uint16{}, whole: map[string][]int32{},
		parts: map[uint64][]int32{}, weight: map[uint64]float64{}, fillers: strings.Fields(fillerWords),
	}
	slices.SortStableFunc(ix.fillers, func(a, b string) int { return len(b) - len(a) })
	for _, x := range c.certificates {
		ix.enter(entry{certificate: x.Key, name: x.Name}, x.Aliases, nil)
	}
	for _, x := range c.items {
		n := ix.enter(entry{item: x.ID, name: x.Name}, x.Aliases, x.Keywords)
		for _, s := range []string{x.ID, x.BasicCode, x.TaskCode, x.HandleCode} {
			if f := fold(s); len(f.runes) > 0 {
				ix.codes = append(ix.codes, code{n, string(f.runes), s})
			}
		}
	}
	ix.weigh()
	return ix
}

func (ix *Index) enter(e entry, aliases, keywords []string) int32 {
	n := int32(len(ix.entries))
	ix.entries = append(ix.entries, e)
	seen := map[string]bool{}
	first := len(ix.terms)
	ix.add(n, FieldName, e.name, seen)
	for _, s := range aliases {
		ix.add(n, FieldAlias, s, seen)
	}
	for _, s := range keywords {
		ix.add(n, FieldKeyword, s, seen)
	}
	for _, t := range ix.terms[first:] {
		ix.learnParts(n, t)
	}
	return n
}

// weigh gives every part of a text its weight: parts that few entries have
// say more about what is meant.
func (ix *Index) weigh() {
	all := float64(len(ix.entries))
	for p, list := range ix.parts {
		w := math.Log(1 + all/float64(len(list)))
		if p>>32 == 0 {
			w /= 2 // a single character
		}
		ix.weight[p] = w
	}
	ix.near = map[uint16][]uint16{}
	for g, x := range ix.glyphs {
		for _, s := range x.readings {
			ix.near[s] = append(ix.near[s], uint16(g))
		}
	}
}

// Find returns at most limit entries for what a clerk has typed so far, best
// first. It understands characters, full pinyin, initials, mixtures of them,
// nicknames and words of life events, codes, several words in any order, and
// one mistake. An empty query lists what is used most. used counts how often
// each item was opened lately, by id; it may be nil.
func (ix *Index) Find(query string, limit int, used map[string]int) []Hit {
	if limit <= 0 {
		return nil
	}
	words := split(query)
	if len(words) == 0 {
		return ix.mostUsed(limit, used)
	}
	s := ix.search(words, limit)
	order := s.ranked(used)
	hits := make([]Hit, 0, min(limit, len(order)))
	for _, n := range order[:min(limit, len(order))] {
		hits = append(hits, s.hit(n))
	}
	return hits
}

// longestQuery bounds a query in characters; the rest is not looked at.
const longestQuery = 48

// split folds a query and parts it where it has spaces or signs.
func split(query string) [][]rune {
	if len(query) > 16*longestQuery {
		query = query[:16*longestQuery]
		for !utf8.ValidString(query) && query != "" {
			query = query[:len(query)-1]
		}
	}
	var words [][]rune
	left := longestQuery
	for _, w := range strings.FieldsFunc(query, func(r rune) bool { return len(fold(string(r)).runes) == 0 }) {
		f := fold(w)
		if n := min(left, len(f.runes)); n > 0 {
			words = append(words, f.runes[:n])
			left -= n
		}
	}
	return words
}

// mostUsed lists the items by use, then in the order of the catalogue.
func (ix *Index) mostUsed(limit int, used map[string]int) []Hit {
	var hits []Hit
	for _, e := range ix.entries {
		if e.item != "" {
			hits = append(hits, Hit{Item: e.item, Name: e.name, Text: e.name, How: ByUse, Score: used[e.item]})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return b.Score - a.Score })
	return hits[:min(limit, len(hits))]
}
