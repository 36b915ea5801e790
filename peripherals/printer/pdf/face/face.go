// Package face holds the typeface of every paper: a subset of Noto Sans SC
// Regular with the 8,105 characters of the Table of General Standard Chinese
// Characters (State Council, 2013), GB 2312, the traditional characters of
// Big5 level 1, Latin-1 and the vowels of pinyin. build.sh makes it;
// OFL.txt is its licence.
//
// It is only the data and what can be asked of it; setting type is the
// renderers' business.
package face

import (
	_ "embed"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed text.ttf
var data []byte

// Units is the size of the em square in font units; Ascent and Descent bound
// the ideographic character face, measured from the baseline.
const (
	Units   = 1000
	Ascent  = 880
	Descent = 120
)

// TTF returns the font file. It must not be changed.
func TTF() []byte { return data }

// Font returns the parsed font. Its methods may be called from several
// goroutines, each with a buffer of its own.
func Font() *sfnt.Font { return parsed() }

var parsed = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(data)
	if err != nil {
		panic(err) // the embedded file is checked by the tests
	}
	return f
})

// Has reports whether the font can draw r.
func Has(r rune) bool {
	var b sfnt.Buffer
	i, err := Font().GlyphIndex(&b, r)
	return err == nil && i != 0
}

// Advance returns the width of r in font units, 0 for one it cannot draw.
func Advance(r rune) int {
	var b sfnt.Buffer
	i, err := Font().GlyphIndex(&b, r)
	if err != nil || i == 0 {
		return 0
	}
	a, err := Font().GlyphAdvance(&b, i, fixed.I(Units), font.HintingNone)
	if err != nil {
		return 0
	}
	return a.Round()
}

// Outline returns the contours of r in font units, y growing downwards from
// the baseline, or nil for a character without any.
func Outline(r rune) sfnt.Segments {
	var b sfnt.Buffer
	i, err := Font().GlyphIndex(&b, r)
	if err != nil || i == 0 {
		return nil
	}
	segs, err := Font().LoadGlyph(&b, i, fixed.I(Units), nil)
	if err != nil {
		return nil
	}
	return append(sfnt.Segments(nil), segs...)
}
