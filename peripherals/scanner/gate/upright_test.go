package gate_test

import (
	"fmt"
	"math"
	"testing"

	"xiaochuang/peripherals/scanner/gate"
)

// half is how many fields a character has on each side of its middle.
const half = len(gate.Uprightness)

// differences returns for characters of a page, as they are read, by how much
// each field differs from the one opposite to it.
func differences(page []byte, most int) [][half]float64 {
	all := gate.Characters(page)
	var out [][half]float64
	for n := 0; n < len(all); n += max(len(all)/most, 1) {
		var d [half]float64
		for i := range d {
			d[i] = all[n][i] - all[n][2*half-1-i]
		}
		out = append(out, d)
	}
	return out
}

// discriminant returns the direction in which the differences are farthest from
// zero for their spread, which tells them best from their own negatives.
func discriminant(all [][half]float64) [half]float64 {
	n := float64(len(all))
	var mean [half]float64
	for _, d := range all {
		for i, v := range d {
			mean[i] += v / n
		}
	}
	var m [half][half + 1]float64 // covariance and mean
	for _, d := range all {
		for i := range d {
			for j := range d {
				m[i][j] += (d[i] - mean[i]) * (d[j] - mean[j]) / n
			}
		}
	}
	for i := range m {
		m[i][i] += 0.01
		m[i][half] = mean[i]
	}
	for i := range m { // Gauss and Jordan
		for r := range m {
			if r == i {
				continue
			}
			f := m[r][i] / m[i][i]
			for c := i; c <= half; c++ {
				m[r][c] -= f * m[i][c]
			}
		}
	}
	var w [half]float64
	for i := range w {
		w[i] = m[i][half] / m[i][i]
	}
	return w
}

// TestUprightness derives the weights anew from the drawn pages: the same ones
// from all of them with XC_FULL=1, otherwise much the same from a few.
func TestUprightness(t *testing.T) {
	pages, dpi, least := 5, 100.0, 0.75
	if full() {
		pages, dpi, least = 40, 200, 0.995
	}
	face := embedded(t)
	var all [][half]float64
	for n := range pages {
		page := drawn(face, n, dpi)
		all = append(all, differences(take(sound, uint64(9000+n), dpi).expose(page), 200)...)
		for _, d := range differences(take(turned, uint64(9000+n), dpi).expose(page), 200) {
			for i := range d {
				d[i] = -d[i]
			}
			all = append(all, d)
		}
	}
	w := discriminant(all)
	alike := cosine(w, gate.Uprightness)
	t.Logf("cosine %.4f from %d characters", alike, len(all))
	if alike < least {
		t.Errorf("the characters give other weights:\n%s", table(w))
	}
	for n := 0; n < len(all); n += 2 { // half of them lie about which way they stand
		for i := range all[n] {
			all[n][i] = -all[n][i]
		}
	}
	if other := cosine(discriminant(all), gate.Uprightness); other > least {
		t.Errorf("any characters give these weights: cosine %.4f", other)
	}
}

func cosine(a, b [half]float64) float64 {
	var dot, aa, bb float64
	for i, v := range a {
		dot, aa, bb = dot+v*b[i], aa+v*v, bb+b[i]*b[i]
	}
	return dot / math.Sqrt(aa*bb)
}

func table(w [half]float64) string {
	var s string
	for i, v := range w {
		s += fmt.Sprintf("%.2f, ", v)
		if i%8 == 7 {
			s += "\n"
		}
	}
	return s
}
