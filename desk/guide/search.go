package guide

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// A search is one query under way.
type search struct {
	index *Index
	best  []match // by entry
	words [][]rune
}

func (ix *Index) begin() *search {
	s := &search{index: ix, best: make([]match, len(ix.entries))}
	for i := range s.best {
		s.best[i].term = -1
	}
	return s
}

// offer keeps a match if it is the entry's best.
func (s *search) offer(t *term, n, from, to int, score int32, how How) {
	score = score * fieldPercent[t.field] / 100
	b := &s.best[t.entry]
	if b.score > 0 && int(b.term) != n {
		b.also++
	}
	if score > b.score {
		*b = match{score: score, term: int32(n), from: int16(from), to: int16(to), how: how, also: b.also}
	}
}

// search tries the ways of typing one after the other, weaker ones only while
// the stronger have found too little.
func (ix *Index) search(words [][]rune, limit int) *search {
	s := ix.begin()
	s.words = words
	all := slices.Concat(words...)
	q := ix.prepare(all)
	s.exact(q)
	s.byCode(string(all))
	core := ix.core(all)
	if len(core) < len(all) {
		s.lower(98, func(x *search) { x.exact(ix.prepare(core)) })
	}
	if len(words) > 1 {
		s.eachWord(words)
	}
	if q.han != 0 {
		s.contained(all)
	}
	if s.above(strong) >= min(limit, 3) {
		return s
	}
	weak := q
	if len(core) < len(all) {
		weak = ix.prepare(core)
	}
	s.subsequence(weak)
	if s.above(certain) == 0 {
		s.typo(weak)
	}
	if s.above(1) == 0 {
		s.swapped(weak)
	}
	if q.han != 0 {
		s.shared(core)
	}
	return s
}

// above counts the entries with a score and more.
func (s *search) above(score int32) int {
	n := 0
	for i := range s.best {
		if s.best[i].score >= score {
			n++
		}
	}
	return n
}

// lower merges what another search finds, at a percentage of its score.
func (s *search) lower(percent int32, find func(*search)) {
	x := s.index.begin()
	find(x)
	s.merge(x, percent)
}

func (s *search) merge(x *search, percent int32) {
	for i := range x.best {
		b := x.best[i]
		b.score = b.score * percent / 100
		if b.score > s.best[i].score {
			s.best[i] = b
		}
	}
}

// eachWord finds entries that answer every word of the query, in whichever of
// their texts.
func (s *search) eachWord(words [][]rune) {
	var sum *search
	for _, w := range words[:min(4, len(words))] {
		x := s.index.begin()
		x.exact(s.index.prepare(w))
		if sum == nil {
			sum = x
			continue
		}
		for i := range sum.best {
			a, b := &sum.best[i], x.best[i]
			if a.score == 0 || b.score == 0 {
				a.score = 0
				continue
			}
			total := a.score + b.score
			if b.score > a.score {
				*a = b
			}
			a.score, a.how = total, ByWords
		}
	}
	s.merge(sum, int32(92/min(4, len(words))))
}

// core drops the words with which people surround a matter (怎么办, 请问).
func (ix *Index) core(q []rune) []rune {
	text := string(q)
	for again := true; again; {
		again = false
		for _, f := range ix.fillers {
			if rest, ok := strings.CutPrefix(text, f); ok && len([]rune(rest)) > 1 {
				text, again = rest, true
			}
			if rest, ok := strings.CutSuffix(text, f); ok && len([]rune(rest)) > 1 {
				text, again = rest, true
			}
		}
	}
	return []rune(text)
}

// contained finds terms that stand within the query, and counts how much of it
// the terms of one entry cover together.
func (s *search) contained(all []rune) {
	covered := map[int32]uint64{}
	longest := map[int32]int32{}
	for i := range all {
		for j := i + 2; j <= len(all); j++ {
			for _, n := range s.index.whole[string(all[i:j])] {
				t := &s.index.terms[n]
				covered[t.entry] |= (1<<(j-i) - 1) << i
				if old, ok := longest[t.entry]; !ok || len(s.index.terms[old].glyphs) < len(t.glyphs) {
					longest[t.entry] = n
				}
			}
		}
	}
	for e, mask := range covered {
		n := longest[e]
		t := &s.index.terms[n]
		score := int32(scoreContains + 320*bits.OnesCount64(mask)/len(all))
		s.offer(t, int(n), 0, len(t.glyphs), score, ByWords)
	}
}

// byCode compares the query with ids and codes: all of one, its beginning, or
// the digits at its end.
func (s *search) byCode(q string) {
	if !strings.ContainsAny(q, "0123456789") || len(q) < 3 {
		return
	}
	for _, c := range s.index.codes {
		var score int32
		switch {
		case c.text == q:
			score = 1100
		case strings.HasSuffix(c.text, q) && len(c.text) < 20:
			score = 820
		case strings.HasPrefix(c.text, q):
			score = 720
		}
		if b := &s.best[c.entry]; score > b.score {
			*b = match{score: score, term: -1, how: ByCode, code: c.shown, also: b.also}
		}
	}
}

// ranked lists the entries found, best first. Between equals, what is used
// more comes first, then a certificate before the items that speak of it.
func (s *search) ranked(used map[string]int) []int {
	var order []int
	total := make([]int32, len(s.best))
	for i := range s.best {
		b := &s.best[i]
		if b.score == 0 {
			continue
		}
		total[i] = b.score + 6*int32(min(b.also, 3))
		if u := used[s.index.entries[i].item]; u > 0 {
			total[i] += 5 * int32(bits.Len(uint(u)))
		}
		b.score = total[i]
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(total[b], total[a]) })
	return order
}

// hit shows one entry that was found.
func (s *search) hit(n int) Hit {
	e, b := s.index.entries[n], s.best[n]
	h := Hit{Item: e.item, Certificate: e.certificate, Name: e.name, How: b.how, Score: int(b.score)}
	if b.term < 0 {
		h.Field, h.Text = FieldCode, b.code
		h.Ranges = []Range{{0, len([]rune(b.code))}}
		return h
	}
	t := &s.index.terms[b.term]
	h.Field, h.Text = t.field, t.text
	marked := make([]bool, len(t.glyphs))
	own := map[rune]bool{}
	for _, w := range s.words {
		for _, r := range w {
			own[r] = true
		}
	}
	for j := b.from; j < b.to; j++ {
		marked[j] = b.how != ByWords || own[s.index.glyphs[t.glyphs[j]].r] || !hanIn(s.words)
	}
	h.Ranges = t.ranges(marked)
	return h
}

func hanIn(words [][]rune) bool {
	for _, w := range words {
		for _, r := range w {
			if r >= 0x2e80 {
				return true
			}
		}
	}
	return false
}

// ranges turns marked glyphs into pieces of the text.
func (t *term) ranges(marked []bool) []Range {
	var all []Range
	for j, m := range marked {
		if !m {
			continue
		}
		at := int(t.places[j])
		if k := len(all); k > 0 && all[k-1].To >= at {
			all[k-1].To = at + 1
		} else {
			all = append(all, Range{at, at + 1})
		}
	}
	return all
}
