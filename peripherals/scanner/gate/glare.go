package gate

// saturated is the brightness from which a sensor tells nothing apart.
const saturated = 248

// A patch of glare is measured only where a square of coreCells × coreCells
// cells is saturated: gaps between lines are narrower.
const coreCells = 3

// rimCells is how far from a patch the writing is sought that it cuts.
const rimCells = 2

// glare returns the area in square millimetres of the patches that are
// saturated, stand out from the paper round them and cut writing. On paper that
// is itself close to saturation nothing stands out, and it returns 0.
func (s *sight) glare(jump float64, cut int) float64 {
	if float64(s.level) > 255-jump {
		return 0
	}
	lost := make([]bool, len(s.lo))
	for i, v := range s.lo {
		lost[i] = v >= saturated
	}
	core := s.cores(lost)
	seen := make([]bool, len(lost))
	area := 0
	for i := range core {
		if !core[i] || seen[i] {
			continue
		}
		patch := s.patch(i, core, seen)
		if s.standsOut(patch, lost, jump) && s.cuts(patch) >= cut {
			area += len(patch)
		}
	}
	mm := float64(s.side) / s.scale
	return float64(area) * mm * mm
}

// cores marks the cells of all squares that are lost as a whole.
func (s *sight) cores(lost []bool) []bool {
	core := make([]bool, len(lost))
	for r := 0; r+coreCells <= s.rows; r++ {
	next:
		for c := 0; c+coreCells <= s.cols; c++ {
			for i := range coreCells * coreCells {
				if !lost[(r+i/coreCells)*s.cols+c+i%coreCells] {
					continue next
				}
			}
			for i := range coreCells * coreCells {
				core[(r+i/coreCells)*s.cols+c+i%coreCells] = true
			}
		}
	}
	return core
}

// patch collects the connected cells that i belongs to.
func (s *sight) patch(i int, in, seen []bool) []int {
	seen[i] = true
	cells := []int{i}
	for n := 0; n < len(cells); n++ {
		s.around(cells[n], 1, func(j int) {
			if in[j] && !seen[j] {
				seen[j] = true
				cells = append(cells, j)
			}
		})
	}
	return cells
}

// standsOut reports whether the paper three to seven cells away is darker than
// saturation by at least jump, as the median.
func (s *sight) standsOut(patch []int, lost []bool, jump float64) bool {
	near := make([]bool, len(lost))
	for _, i := range patch {
		s.around(i, 2, func(j int) { near[j] = true })
	}
	far := make([]bool, len(lost))
	var paper []uint8
	for _, i := range patch {
		s.around(i, 7, func(j int) {
			if !near[j] && !far[j] && !s.beyond[j] {
				far[j] = true
				paper = append(paper, s.hi[j])
			}
		})
	}
	return len(paper) > 0 && float64(percentile(paper, 0.5)) <= 255-jump
}

// cuts counts the written cells at the rim of a patch.
func (s *sight) cuts(patch []int) int {
	seen := make([]bool, len(s.lo))
	n := 0
	for _, i := range patch {
		s.around(i, rimCells, func(j int) {
			if !seen[j] && s.isWritten(j) {
				n++
			}
			seen[j] = true
		})
	}
	return n
}
