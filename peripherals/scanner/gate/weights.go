package gate

import "math"

// fewestCharacters is how many characters a page must have for its direction
// to be told, and mostCharacters how many add to the certainty: beyond them a
// slight lean of all would do, which figures, Latin letters or a pattern of
// blocks may have either way.
const (
	fewestCharacters = 12
	mostCharacters   = 100
)

// uprightness weighs by how much more ink a field of an upright character has
// than the field opposite to it through the middle: the upper four rows of
// eight fields against the lower four turned round. It is the linear
// discriminant of the characters on the drawn pages of the tests against the
// same characters turned, and TestUprightness derives it anew.
var uprightness = [grid * grid / 2]float64{
	-0.50, 0.04, -0.16, 0.12, 0.12, 0.11, 0.08, -0.39,
	-0.10, -0.04, 0.09, 0.08, 0.12, 0.19, -0.11, -0.19,
	0.11, 0.12, 0.17, -0.08, -0.12, 0.05, -0.04, 0.01,
	0.10, -0.05, -0.01, 0.14, 0.01, 0.02, -0.14, 0.15,
}

// upright returns by how many standard errors the characters of a page look
// upright, negative for upside down, and how many there are. Chinese
// characters have no ascenders, but most carry more ink in their upper half
// than in their lower, and their punctuation stands at the lower left; a single
// character tells little, a line enough.
func (s *sight) upright(cells []int) (float64, int) {
	var sum, squares float64
	n := s.characters(cells, func(f *[grid * grid]float64) {
		var v float64
		for i, w := range uprightness {
			v += w * (f[i] - f[len(f)-1-i])
		}
		sum += v
		squares += v * v
	})
	if n < fewestCharacters || squares == 0 {
		return 0, n
	}
	mean := sum / float64(n)
	spread := math.Sqrt(math.Max(squares/float64(n)-mean*mean, 1e-6))
	return mean / spread * math.Sqrt(float64(min(n, mostCharacters))), n
}
