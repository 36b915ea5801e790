package identity

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// Spell reduces a name, or what is typed to find it, to the characters that
// count: letters, digits and Chinese characters in lower case, ü as v.
func Spell(s string) []rune {
	out := make([]rune, 0, len(s)/2)
	for _, r := range norm.NFKC.String(s) {
		r = unicode.ToLower(r)
		if r == 'ü' {
			r = 'v'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r >= 0x20000 && r < 0x40000 {
			out = append(out, r)
		}
	}
	return out
}

// Spelled reports whether what is typed begins a name, both as Spell gives them.
// Each character of the name may be typed as itself, as a reading of it in
// pinyin, as the first letter of one (zh, ch and sh too), and the last one as the
// beginning of a reading. A character of which no reading is known stands for any
// letter.
func Spelled(typed, name []rune) bool {
	if len(typed) == 0 {
		return true
	}
	if len(name) == 0 {
		return false
	}
	t, c := typed[0], name[0]
	if t == c && Spelled(typed[1:], name[1:]) {
		return true
	}
	if c < firstIdeograph || t < 'a' || t > 'z' {
		return false
	}
	known := Readings(c)
	for _, s := range known {
		if s[0] == byte(t) && sounded(typed, name, s) {
			return true
		}
	}
	return len(known) == 0 && Spelled(typed[1:], name[1:])
}

// sounded reports whether what is typed begins with the sound of the first
// character of name, and goes on with the rest of it.
func sounded(typed, name []rune, sound string) bool {
	n := 0 // letters of the sound that are typed
	for n < len(sound) && n < len(typed) && typed[n] == rune(sound[n]) {
		n++
	}
	if n == len(typed) {
		return true // the beginning of a reading ends what is typed
	}
	if n == len(sound) && Spelled(typed[n:], name[1:]) {
		return true
	}
	if n > 1 && sound[1] == 'h' && Spelled(typed[2:], name[1:]) {
		return true
	}
	return len(sound) > 1 && Spelled(typed[1:], name[1:])
}

// Contained reports whether what is typed stands anywhere in a text: as its
// characters, or spelled from some character on.
func Contained(typed, text []rune) bool {
	for i := range text {
		if Spelled(typed, text[i:]) {
			return true
		}
	}
	return len(typed) == 0
}

const firstIdeograph = 0x2e80

// readings keeps what was looked up: a station meets a few thousand characters.
var readings sync.Map // rune → []string

// mostReadings bounds the readings of one character.
const mostReadings = 6

// Readings lists the pinyin of a character without tones, each once; a ü can be
// typed as v or u. A character without a known reading has none.
func Readings(r rune) []string {
	if all, ok := readings.Load(r); ok {
		return all.([]string)
	}
	args := pinyin.NewArgs()
	args.Heteronym = true
	var all []string
	add := func(s string) {
		if s != "" && len(all) < mostReadings && !slices.Contains(all, s) && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == "" {
			all = append(all, s)
		}
	}
	for _, s := range pinyin.SinglePinyin(r, args) {
		add(s)
		add(strings.ReplaceAll(s, "v", "u"))
	}
	readings.Store(r, all)
	return all
}
