package wire

import (
	"regexp"
	"strings"
	"unicode"
)

// longDigits is from how many digits on a number may be a person's: phones have
// eleven, local ones eight, documents more. A time or a port has fewer.
const longDigits = 7

// scrub takes out of a line whatever may name a person, before it is written:
// every run of long digits with the letters that stick to it, every word in Han,
// and what looks like the base64 of an image. What is left are the program's own
// words, codes and short numbers. Lines that leave the station go through it even
// where nothing personal should be in them.
func scrub(line string) string {
	var out strings.Builder
	var run []rune
	flush := func() {
		out.WriteString(scrubRun(run))
		run = run[:0]
	}
	for _, r := range line {
		switch {
		case unicode.Is(unicode.Han, r) || unicode.Is(unicode.Co, r):
			flush()
			if s := out.String(); !strings.HasSuffix(s, han) {
				out.WriteString(han)
			}
		case r == '\n' || r == '\t':
			flush()
			out.WriteRune(r)
		case unicode.In(r, unicode.Cc, unicode.Cf):
			// It is dropped and ends nothing: what it stood in would be whole again.
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)), r == '+', r == '/':
			run = append(run, r)
		case unicode.IsLetter(r) || unicode.IsDigit(r): // of another script, full width too
			flush()
			out.WriteString(han)
		default:
			flush()
			out.WriteRune(r)
		}
	}
	flush()
	return grouped.ReplaceAllString(out.String(), number)
}

// grouped are numbers as people write them for one another, in groups too short to
// be told by their digits alone: a mobile phone's (3-4-4) and a document's (6-4-4-4).
var grouped = regexp.MustCompile(`1[3-9][0-9][ .-]?[0-9]{4}[ .-]?[0-9]{4}|[0-9]{6}[ .-][0-9]{4}[ .-][0-9]{4}[ .-][0-9]{3}[0-9Xx]`)

// What stands for a word and for a number that were taken out.
const (
	han    = "□"
	number = "***"
)

// longWord is from how many letters and digits in one piece something is data
// and no word; hashes of the journal go, too.
const longWord = 40

// scrubRun looks at one piece of letters and digits, which the two other signs of
// base64 (RFC 4648, 4) hold together.
func scrubRun(run []rune) string {
	if len(run) >= longWord && mixed(run) {
		return number
	}
	var out strings.Builder
	for i := 0; i < len(run); {
		j := i
		for j < len(run) && run[j] != '+' && run[j] != '/' {
			j++
		}
		out.WriteString(scrubWord(run[i:j]))
		for i = j; i < len(run) && (run[i] == '+' || run[i] == '/'); i++ {
			out.WriteRune(run[i])
		}
	}
	return out.String()
}

// mixed reports whether the letters and digits of a piece go from one kind to
// another as often as coded bytes do, every second time, and no path of words.
func mixed(run []rune) bool {
	turns, was := 0, 0
	for _, r := range run {
		now := was
		switch {
		case unicode.IsUpper(r):
			now = 1
		case unicode.IsDigit(r):
			now = 2
		case unicode.IsLower(r):
			now = 3
		}
		if now != was {
			turns++
		}
		was = now
	}
	return turns*4 >= len(run)
}

// scrubWord looks at letters and digits alone.
func scrubWord(run []rune) string {
	most, now := 0, 0
	for _, r := range run {
		if unicode.IsDigit(r) {
			now++
			most = max(most, now)
		} else {
			now = 0
		}
	}
	if most >= longDigits || len(run) >= longWord {
		return number
	}
	return string(run)
}
