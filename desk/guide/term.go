package guide

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// A term is one text by which an entry is found, folded to the characters that
// count: letters, digits and Chinese characters in lower case.
type term struct {
	entry  int32
	field  Field
	text   string
	glyphs []uint16 // numbers of its characters in the index
	places []uint16 // rune of text from which each glyph comes
	chars  uint64   // set of its characters, by hash
	sounds uint32   // set of the letters of all their readings
}

// A glyph is one character that occurs in a catalogue, with its readings as
// numbers of syllables; a character read in several ways (重 长 行) has them all.
type glyph struct {
	r        rune
	readings []uint16
}

// A syllable is one reading of pinyin without its tone.
type syllable struct {
	text   string
	first  byte // its first letter
	double bool // begins with zh, ch or sh, which many type as two letters
}

// folded is a text reduced to what counts in a search.
type folded struct {
	runes  []rune
	places []uint16 // rune of the original from which each comes
}

// fold reduces a text by Unicode NFKC, so that full-width input is plain, to
// letters and digits in lower case. The letter ü is typed as v.
func fold(s string) folded {
	var f folded
	place := 0
	for _, r := range s {
		for _, x := range norm.NFKC.String(string(r)) {
			x = unicode.ToLower(x)
			if x == 'ü' {
				x = 'v'
			}
			if counts(x) {
				f.runes = append(f.runes, x)
				f.places = append(f.places, uint16(min(place, 1<<16-1)))
			}
		}
		place++
	}
	return f
}

// counts reports whether a character takes part in a search. Ideographs that
// are newer than the program's tables do.
func counts(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r >= 0x20000 && r < 0x40000
}

// mostReadings bounds the readings of one character.
const mostReadings = 6

// readings returns the pinyin of a character without tones, each once. A ü
// can be typed as v or u.
func readings(r rune) []string {
	if r < 0x2e80 {
		return nil
	}
	args := pinyin.NewArgs()
	args.Heteronym = true
	var all []string
	add := func(s string) {
		for _, x := range all {
			if x == s {
				return
			}
		}
		if s != "" && len(all) < mostReadings && plainLetters(s) {
			all = append(all, s)
		}
	}
	for _, s := range pinyin.SinglePinyin(r, args) {
		add(s)
		if strings.Contains(s, "v") {
			add(strings.ReplaceAll(s, "v", "u"))
		}
	}
	return all
}

func plainLetters(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// add puts a text of an entry into the index. Texts of which nothing counts
// are left out, and so are repeated ones.
func (ix *Index) add(entry int32, field Field, text string, seen map[string]bool) {
	f := fold(text)
	key := string(f.runes)
	if len(f.runes) == 0 || len(f.runes) > longestTerm || seen[key] {
		return
	}
	seen[key] = true
	t := term{entry: entry, field: field, text: text, places: f.places}
	for _, r := range f.runes {
		g := ix.glyph(r)
		t.glyphs = append(t.glyphs, g)
		t.chars |= hashed(r)
		t.sounds |= ix.sounds[g]
	}
	n := int32(len(ix.terms))
	ix.terms = append(ix.terms, t)
	if len(f.runes) > 1 {
		ix.whole[key] = append(ix.whole[key], n)
	}
}

// longestTerm bounds a term in characters; names have 60 at most.
const longestTerm = 64

func hashed(r rune) uint64 { return 1 << (uint32(r) * 0x9e3779b1 >> 26) }

// glyph returns the number of a character, and learns it when it is new.
func (ix *Index) glyph(r rune) uint16 {
	if g, ok := ix.number[r]; ok {
		return g
	}
	g := uint16(len(ix.glyphs))
	if len(ix.glyphs) == 1<<16-1 {
		return 0 // more characters than Chinese text has
	}
	x := glyph{r: r}
	var letters uint32
	for _, s := range readings(r) {
		x.readings = append(x.readings, ix.syllable(s))
		for i := range len(s) {
			letters |= 1 << (s[i] - 'a')
		}
	}
	if r >= 'a' && r <= 'z' {
		letters = 1 << (r - 'a')
	}
	ix.number[r] = g
	ix.glyphs = append(ix.glyphs, x)
	ix.sounds = append(ix.sounds, letters)
	return g
}

func (ix *Index) syllable(s string) uint16 {
	if n, ok := ix.spelt[s]; ok {
		return n
	}
	n := uint16(len(ix.syllables))
	ix.spelt[s] = n
	ix.syllables = append(ix.syllables, syllable{
		text: s, first: s[0] - 'a', double: len(s) > 2 && s[1] == 'h',
	})
	return n
}
