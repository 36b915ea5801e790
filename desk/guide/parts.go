package guide

// Parts are the characters and pairs of neighbouring characters of a text.
// Sharing the rare ones tells that a question in plain words is about an
// entry, in whatever order it puts them.

// learnParts notes which entry has the parts of a term.
func (ix *Index) learnParts(entry int32, t term) {
	runes := make([]rune, len(t.glyphs))
	for i, g := range t.glyphs {
		runes[i] = ix.glyphs[g].r
	}
	eachPart(runes, func(p uint64) {
		list := ix.parts[p]
		if n := len(list); n == 0 || list[n-1] != entry {
			ix.parts[p] = append(list, entry)
		}
	})
}

func eachPart(runes []rune, visit func(uint64)) {
	for i, r := range runes {
		visit(uint64(uint32(r)))
		if i > 0 {
			visit(uint64(uint32(runes[i-1]))<<32 | uint64(uint32(r)))
		}
	}
}

// shared finds entries that have much in common with the query, by the weight
// of the parts that they share. Pairs that no entry has say nothing.
func (s *search) shared(q []rune) {
	ix := s.index
	sum := make([]float64, len(ix.entries))
	var whole float64
	seen := map[uint64]bool{}
	eachPart(q, func(p uint64) {
		if seen[p] {
			return
		}
		seen[p] = true
		w, known := ix.weight[p]
		if !known {
			if p>>32 == 0 {
				whole++
			}
			return
		}
		whole += w
		for _, e := range ix.parts[p] {
			sum[e] += w
		}
	})
	if whole == 0 {
		return
	}
	closest := ix.closest(q, sum, whole)
	for e, n := range closest {
		t := &ix.terms[n]
		s.offer(t, int(n), 0, len(t.glyphs), int32(scoreParts+400*sum[e]/whole), ByWords)
	}
}

// least is the share of a query's weight that an entry must have to count.
const least = 0.34

// closest returns, for each entry that shares enough, the term that shares
// most.
func (ix *Index) closest(q []rune, sum []float64, whole float64) map[int32]int32 {
	chars := map[rune]bool{}
	for _, r := range q {
		chars[r] = true
	}
	closest, most := map[int32]int32{}, map[int32]float64{}
	for n := range ix.terms {
		t := &ix.terms[n]
		if sum[t.entry] < least*whole {
			continue
		}
		var w float64
		for _, g := range t.glyphs {
			if r := ix.glyphs[g].r; chars[r] {
				w += ix.weight[uint64(uint32(r))]
			}
		}
		if w > most[t.entry] {
			closest[t.entry], most[t.entry] = int32(n), w
		}
	}
	return closest
}
