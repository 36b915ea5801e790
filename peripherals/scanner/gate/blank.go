package gate

// isWritten reports whether a cell holds strokes: something that is darker
// than its paper by the share contrast.
func (s *sight) isWritten(i int) bool {
	depth := int(min(s.hi[i], s.paper[i])) - int(s.lo[i])
	return depth >= 6 && float64(depth) >= contrast*float64(s.paper[i])
}

// strokes returns the length of all strokes in millimetres, as half of the
// outline of what is ink. Two holes of a file make 18 mm of it, a line of ten
// characters some 200.
func (s *sight) strokes(cells []int) float64 {
	n := 0
	for _, i := range cells {
		limit := (int(s.lo[i]) + int(s.paper[i])) / 2
		x0, y0 := i%s.cols*s.side, i/s.cols*s.side
		x1, y1 := min(x0+s.side, s.work.w-1), min(y0+s.side, s.work.h-1)
		for y := y0; y < y1; y++ {
			here, below := s.work.row(y), s.work.row(y+1)
			for x := x0; x < x1; x++ {
				ink := int(here[x]) < limit
				if ink != (int(here[x+1]) < limit) {
					n++
				}
				if ink != (int(below[x]) < limit) {
					n++
				}
			}
		}
	}
	const slanted = 0.785 // of the steps that a sloping outline takes, on average
	return float64(n) / 2 * slanted / s.scale
}
