package gate

import (
	"context"
	"image"
)

// Uprightness is the table of weights.
var Uprightness = uprightness

// Characters returns the fields of the characters of a page.
func Characters(page []byte) [][grid * grid]float64 {
	m, err := decode(context.Background(), page, "image/jpeg")
	if err != nil {
		return nil
	}
	s := view(lumaOf(m), 0)
	var all [][grid * grid]float64
	s.characters(s.written(), func(f *[grid * grid]float64) { all = append(all, *f) })
	return all
}

// Brightness returns the brightness of an image, row by row.
func Brightness(m image.Image) []uint8 {
	l := lumaOf(m)
	var out []uint8
	for y := range l.h {
		out = append(out, l.row(y)...)
	}
	return out
}

// Separator returns the code of a separator on a page.
func Separator(page []byte) (string, error) {
	m, err := decode(context.Background(), page, "image/jpeg")
	if err != nil {
		return "", err
	}
	return view(lumaOf(m), 0).separator(), nil
}

// Searcher returns the search for a separator on a page that is decoded already.
func Searcher(page []byte) func() string {
	m, err := decode(context.Background(), page, "image/jpeg")
	if err != nil {
		return func() string { return err.Error() }
	}
	return view(lumaOf(m), 0).separator
}
