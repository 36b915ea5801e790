package guide

import "math/bits"

// A query is what was typed, prepared for one pass over all terms. Sets of
// positions in it are bit masks: bit i is the i-th character, and bit n, one
// past the end, says that all of it has been matched.
type query struct {
	runes  []rune
	n      int
	end    uint64 // bit n
	han    uint64 // positions of Chinese characters
	latin  uint64 // positions of letters
	chars  uint64 // set of its characters that are no letters, by hash
	sounds uint32 // set of its letters

	char []uint64 // by glyph: positions that hold it
	near []uint64 // by glyph: positions that hold another character read like it; nil until needed
	full []uint64 // by syllable: positions where it is spelt out
	tail []uint64 // by syllable: positions from which the rest of the query begins it
	head [26]uint64
	two  [26]uint64 // positions of a letter followed by h
	slip []slips    // by syllable: positions where it is spelt with one mistake; nil until needed

	begins []bool // by glyph: may stand for the first character
}

// slips are the positions where a syllable of length l is spelt with one
// mistake, by the number of letters it then has: l-1, l, l+1.
type slips [3]uint64

func (ix *Index) prepare(runes []rune) *query {
	q := &query{runes: runes, n: len(runes), end: 1 << len(runes), char: make([]uint64, len(ix.glyphs))}
	for i, r := range runes {
		bit := uint64(1) << i
		if g, ok := ix.number[r]; ok {
			q.char[g] |= bit
		}
		if r < 'a' || r > 'z' {
			q.chars |= hashed(r)
		}
		switch {
		case r >= 'a' && r <= 'z':
			q.latin |= bit
			q.head[r-'a'] |= bit
			q.sounds |= 1 << (r - 'a')
			if i+1 < len(runes) && runes[i+1] == 'h' {
				q.two[r-'a'] |= bit
			}
		case r >= 0x2e80:
			q.han |= bit
		}
	}
	q.full, q.tail = make([]uint64, len(ix.syllables)), make([]uint64, len(ix.syllables))
	if q.latin != 0 {
		for s := range ix.syllables {
			q.spell(s, ix.syllables[s])
		}
	}
	q.gate(ix)
	return q
}

// lacks counts the characters and letters of the query that a term has not.
func (q *query) lacks(t *term) int {
	return bits.OnesCount64(q.chars&^t.chars) + bits.OnesCount32(q.sounds&^t.sounds)
}

// spell finds where a syllable is spelt in the query.
func (q *query) spell(s int, x syllable) {
	for m := q.head[x.first]; m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m)
		j := 0
		for j < len(x.text) && i+j < q.n && rune(x.text[j]) == q.runes[i+j] {
			j++
		}
		switch {
		case j == len(x.text):
			q.full[s] |= 1 << i
		case i+j == q.n && (i > 0 || j > 1):
			q.tail[s] |= 1 << i
		}
	}
}

// gate finds the glyphs with which a match can begin.
func (q *query) gate(ix *Index) {
	q.begins = make([]bool, len(ix.glyphs))
	for g, x := range ix.glyphs {
		start := q.char[g]
		for _, s := range x.readings {
			start |= q.full[s] | q.tail[s] | q.head[ix.syllables[s].first]
		}
		q.begins[g] = start&1 != 0
	}
}

// A state is how far matches have come: sets of positions that are reached
// with every character written out or spelt in full, and with initials too.
type state struct{ full, any uint64 }

// step matches one more glyph of a term.
func (q *query) step(ix *Index, g uint16, at state) state {
	c := q.char[g]
	next := state{(at.full & c) << 1, (at.any & c) << 1}
	if q.latin == 0 {
		return next
	}
	for _, s := range ix.glyphs[g].readings {
		x := &ix.syllables[s]
		l := len(x.text)
		next.full |= (at.full & q.full[s]) << l
		next.any |= (at.any&q.full[s])<<l | (at.any&q.head[x.first])<<1
		if x.double {
			next.any |= (at.any & q.two[x.first]) << 2
		}
		if at.full&q.tail[s] != 0 {
			next.full |= q.end
		}
		if at.any&q.tail[s] != 0 {
			next.any |= q.end
		}
	}
	return next
}

// homophones prepares near: a wrong character of an input method is most often
// one that is read the same.
func (q *query) homophones(ix *Index) {
	if q.near != nil {
		return
	}
	q.near = make([]uint64, len(ix.glyphs))
	for i, r := range q.runes {
		if r < 0x2e80 {
			continue
		}
		own, known := ix.number[r]
		for _, text := range readings(r) {
			s, ok := ix.spelt[text]
			if !ok {
				continue
			}
			for _, g := range ix.near[s] {
				if !known || g != own {
					q.near[g] |= 1 << i
				}
			}
		}
	}
}

// misspell prepares slip.
func (q *query) misspell(ix *Index) {
	if q.slip != nil {
		return
	}
	q.slip = make([]slips, len(ix.syllables))
	if q.latin == 0 {
		return
	}
	for s, x := range ix.syllables {
		if len(x.text) < 2 {
			continue
		}
		for m := q.latin; m != 0; m &= m - 1 {
			i := bits.TrailingZeros64(m)
			rest := q.runes[i:]
			for d := range 3 {
				if l := len(x.text) - 1 + d; l <= len(rest) && oneSlip(x.text, rest[:l]) {
					q.slip[s][d] |= 1 << i
				}
			}
		}
	}
}

// oneSlip reports whether typed is word with one letter wrong, missing, too
// many, or two neighbours swapped.
func oneSlip(word string, typed []rune) bool {
	i := 0
	for i < len(word) && i < len(typed) && rune(word[i]) == typed[i] {
		i++
	}
	switch len(typed) - len(word) {
	case -1:
		return tailsAgree(word[i+1:], typed[i:])
	case 1:
		return tailsAgree(word[i:], typed[i+1:])
	}
	if i == len(word) {
		return false // no slip at all
	}
	if tailsAgree(word[i+1:], typed[i+1:]) {
		return true
	}
	return i+1 < len(word) && rune(word[i]) == typed[i+1] && rune(word[i+1]) == typed[i] &&
		tailsAgree(word[i+2:], typed[i+2:])
}

func tailsAgree(word string, typed []rune) bool {
	for i := range len(word) {
		if rune(word[i]) != typed[i] {
			return false
		}
	}
	return true
}
