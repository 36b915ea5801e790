package guide

import (
	"math/bits"
	"slices"
)

// A match is the best that is known of one entry.
type match struct {
	score    int32
	term     int32 // -1 for none
	from, to int16 // glyphs of the term
	how      How
	code     string // with ByCode, the code as it stands
	also     int8   // further terms of the entry that match
}

// Scores of the ways in which a query fits a text, before the field counts.
const (
	scoreWhole    = 1000 // the text itself
	scorePrefix   = 760  // its beginning, plus up to scoreCover by how much of it
	scoreInside   = 600  // a piece of it, likewise
	scoreCover    = 160
	scoreContains = 540 // the query says more than the text, plus by how much it covers
	scoreHomonym  = 620 // one character read the same
	scoreTypo     = 470 // one mistake
	scoreSubseq   = 300 // the characters in order with others between
	scoreParts    = 180 // shared pieces in any order, plus up to 400 by their weight
	strong        = 700 // enough of these, and weaker ways are not tried
	certain       = 850 // with one of these, nobody has mistyped
)

// fieldPercent is what a match in a field counts.
var fieldPercent = [...]int32{FieldName: 100, FieldAlias: 99, FieldKeyword: 95, FieldCode: 100}

// exact tries every term for the query as a piece of it.
func (s *search) exact(q *query) {
	ix := s.index
	for n := range ix.terms {
		t := &ix.terms[n]
		if q.chars&^t.chars != 0 || q.sounds&^t.sounds != 0 {
			continue
		}
		last := len(t.glyphs)
		if q.n == 1 {
			last = 1 // a single key finds beginnings only
		}
		for from := range last {
			if !q.begins[t.glyphs[from]] {
				continue
			}
			if from > 0 && q.latin == 0 && len(t.glyphs)-from < q.n {
				break
			}
			to, full := q.run(ix, t, from)
			if to == 0 {
				continue
			}
			s.offer(t, n, from, to, fit(from, to, len(t.glyphs), full), q.way(full, to-from))
			if full || from == 0 {
				break
			}
		}
	}
}

// run matches the whole query from one glyph of a term on. It returns the
// glyph after the last, 0 when the query does not fit, and whether it was
// written out or spelt in full.
func (q *query) run(ix *Index, t *term, from int) (to int, full bool) {
	at := state{1, 1}
	for j := from; j < len(t.glyphs); j++ {
		at = q.step(ix, t.glyphs[j], at)
		switch {
		case at.full&q.end != 0:
			return j + 1, true
		case at.any&q.end != 0:
			to = j + 1
		case at.any == 0:
			return to, false
		}
	}
	return to, false
}

// fit scores a piece of a text.
func fit(from, to, length int, full bool) int32 {
	cover := int32(scoreCover * (to - from) / length)
	score := int32(scoreInside) + cover
	switch {
	case from == 0 && to == length:
		score = scoreWhole
	case from == 0:
		score = scorePrefix + cover
	}
	if !full {
		score = score * 88 / 100
	}
	return score
}

// way names the way of typing.
func (q *query) way(full bool, glyphs int) How {
	switch {
	case q.latin == 0:
		return ByChars
	case q.han != 0:
		return ByMixture
	case full:
		return ByPinyin
	case glyphs == q.n:
		return ByInitials
	}
	return ByMixture
}

// subsequence tries terms that have the query's characters in order with
// others between. Initials alone say little that way, so that they count only
// while nothing else has been found.
func (s *search) subsequence(q *query) {
	if q.n < 2 || q.han == 0 && q.n < 4 {
		return
	}
	initials := s.above(1) == 0
	ix := s.index
	for n := range ix.terms {
		t := &ix.terms[n]
		if q.chars&^t.chars != 0 || q.sounds&^t.sounds != 0 {
			continue
		}
		from, to := q.scattered(ix, t, q.han != 0 || initials)
		span := to - from
		if to == 0 || span > 4*q.n+2 {
			continue
		}
		characters := q.n
		if q.latin != 0 {
			characters = min(q.n, span)
		}
		score := scoreSubseq + 150*characters/max(span, characters) + 80*characters/max(len(t.glyphs), characters)
		s.offer(t, n, from, to, int32(score), ByWords)
	}
}

// scattered finds the query's characters in order within a term.
func (q *query) scattered(ix *Index, t *term, initials bool) (from, to int) {
	at := state{1, 1}
	from = -1
	for j, g := range t.glyphs {
		if from < 0 && q.begins[g] {
			from = j
		}
		next := q.step(ix, g, at)
		at.full |= next.full
		at.any |= next.any
		if at.full&q.end != 0 || initials && at.any&q.end != 0 {
			return from, j + 1
		}
	}
	return 0, 0
}

// typo tries terms for the query with one mistake. A character read the same
// is the likeliest one; others need more of the query to be right.
func (s *search) typo(q *query) {
	ix := s.index
	hans := bits.OnesCount64(q.han)
	loose := hans >= 3 || bits.OnesCount64(q.latin) >= 5
	if !loose && hans < 2 {
		return
	}
	q.homophones(ix)
	q.misspell(ix)
	gate := q.stumbles(ix)
	for n := range ix.terms {
		t := &ix.terms[n]
		if q.lacks(t) > 1 {
			continue
		}
		for from, g := range t.glyphs {
			if !gate[g] {
				continue
			}
			to, homonym := q.stumble(ix, t, from, loose)
			if to == 0 {
				continue
			}
			base := int32(scoreTypo)
			if homonym {
				base = scoreHomonym
			}
			score := base + fit(from, to, len(t.glyphs), true)/6
			s.offer(t, n, from, to, score, ByTypo)
			break
		}
	}
}

// swapped tries pinyin with two neighbouring letters changed over, which may
// belong to two characters.
func (s *search) swapped(q *query) {
	if q.han != 0 || q.n < 5 {
		return
	}
	for i := range q.n - 1 {
		if q.runes[i] == q.runes[i+1] {
			continue
		}
		r := slices.Clone(q.runes)
		r[i], r[i+1] = r[i+1], r[i]
		s.lower(62, func(x *search) {
			x.exact(s.index.prepare(r))
			for e := range x.best {
				x.best[e].how = ByTypo
			}
		})
	}
}

// stumbles finds the glyphs with which a match with one mistake can begin. A
// wrong Chinese character may stand for any.
func (q *query) stumbles(ix *Index) []bool {
	gate := make([]bool, len(ix.glyphs))
	for g, x := range ix.glyphs {
		start := q.char[g] | q.near[g] | q.han
		for _, s := range x.readings {
			start |= q.full[s] | q.tail[s] | q.slip[s][0] | q.slip[s][1] | q.slip[s][2]
		}
		gate[g] = start&1 != 0
	}
	return gate
}

// stumble matches the query from one glyph on with exactly one mistake.
func (q *query) stumble(ix *Index, t *term, from int, loose bool) (to int, homonym bool) {
	right, alike, wrong := uint64(1), uint64(0), uint64(0)
	for j := from; j < len(t.glyphs); j++ {
		g := t.glyphs[j]
		before := right
		if loose {
			wrong |= (right & q.han) << 1 // a character too many
		}
		right = q.step(ix, g, state{full: before}).full
		alike = q.step(ix, g, state{full: alike}).full | (before&q.near[g])<<1
		wrong = q.step(ix, g, state{full: wrong}).full
		if loose {
			wrong |= (before&q.han)<<1 | q.slipped(ix, g, before)
			if j > from {
				wrong |= before & q.han // a character missing
			}
		}
		switch {
		case alike&q.end != 0:
			return j + 1, true
		case wrong&q.end != 0:
			return j + 1, false
		case right|alike|wrong == 0:
			return 0, false
		}
	}
	return 0, false
}

// slipped matches a glyph that is spelt with one mistake.
func (q *query) slipped(ix *Index, g uint16, at uint64) uint64 {
	var next uint64
	if q.latin == 0 {
		return 0
	}
	for _, r := range ix.glyphs[g].readings {
		l := len(ix.syllables[r].text)
		for d, m := range q.slip[r] {
			next |= (at & m) << (l - 1 + d)
		}
	}
	return next
}
