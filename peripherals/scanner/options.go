package scanner

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An option is one setting that the device offers, as scanimage -A lists it.
type option struct {
	words    []string // the choices of a list
	min, max float64  // the bounds of a range
	ranged   bool
}

// allows reports whether the number v may be set. A list of numbers has its
// unit after the last one, which was cut off when it was read.
func (o option) allows(v float64) bool {
	if o.ranged {
		return v >= o.min && v <= o.max
	}
	for _, w := range o.words {
		if n, err := strconv.ParseFloat(w, 64); err == nil && n == v {
			return true
		}
	}
	return len(o.words) == 0
}

// options are the settings of one device by name, without dashes.
type options map[string]option

var (
	optionLine = regexp.MustCompile(`^ {4}--?([A-Za-z][A-Za-z0-9-]*)(?:\[=\([^)]*\)\])?( .*)? \[(.*)\]$`)
	rangeForm  = regexp.MustCompile(`^(-?[0-9.]+)\.\.(-?[0-9.]+)([A-Za-z%]*)$`)
	unitForm   = regexp.MustCompile(`^(-?[0-9.]+)(dpi|mm|pel|bit|us|%)$`)
)

// readOptions reads the listing of scanimage -A. Options that are inactive or
// that only a button on the device can set are left out.
func readOptions(listing []string) options {
	all := options{}
	for _, line := range listing {
		m := optionLine.FindStringSubmatch(strings.TrimSuffix(line, " [advanced]"))
		if m == nil || m[3] == "inactive" || m[3] == "hardware" || m[3] == "read-only" {
			continue
		}
		constraint, _, _ := strings.Cut(m[2], " (in steps of")
		all[m[1]] = readConstraint(strings.TrimSpace(constraint))
	}
	return all
}

func readConstraint(s string) option {
	s = strings.TrimLeft(strings.TrimPrefix(s, "auto"), "|")
	if m := rangeForm.FindStringSubmatch(s); m != nil {
		lo, errLo := strconv.ParseFloat(m[1], 64)
		hi, errHi := strconv.ParseFloat(m[2], 64)
		if errLo == nil && errHi == nil {
			return option{min: lo, max: hi, ranged: true}
		}
	}
	if s == "" || strings.HasPrefix(s, "<") {
		return option{}
	}
	words := strings.Split(s, "|")
	last := len(words) - 1
	if m := unitForm.FindStringSubmatch(words[last]); m != nil {
		words[last] = m[1]
	}
	return option{words: words}
}

// pick returns the first of words that one of the wanted forms accepts, trying
// the forms in order.
func pick(words []string, forms ...func(string) bool) (string, bool) {
	for _, form := range forms {
		if i := slices.IndexFunc(words, form); i >= 0 {
			return words[i], true
		}
	}
	return "", false
}

func equal(want string) func(string) bool {
	return func(w string) bool { return strings.EqualFold(w, want) }
}

func holds(part string) func(string) bool {
	return func(w string) bool { return strings.Contains(strings.ToLower(w), part) }
}

// mode returns the name by which this device calls colour or grey: Color, 24bit
// Color[Fast], True Gray …
func (o options) mode(colour bool) (string, bool) {
	words := o["mode"].words
	if colour {
		return pick(words, equal("color"), holds("24bit color"), holds("color"), holds("colour"))
	}
	return pick(words, equal("gray"), equal("true gray"), holds("gray"), holds("grey"))
}

// feeder returns the name of the single-sided document feeder.
func (o options) feeder() (string, bool) {
	isFeeder := func(w string) bool { return holds("adf")(w) || holds("feeder")(w) }
	return pick(o["source"].words,
		func(w string) bool { return isFeeder(w) && !holds("duplex")(w) && !holds("back")(w) },
		isFeeder)
}

// duplex returns the name of the feeder that takes both sides of a sheet. Some
// devices have one feeder and an option beside it.
func (o options) duplex() (string, bool) {
	if name, ok := pick(o["source"].words, holds("duplex")); ok {
		return name, true
	}
	if _, ok := pick(o["adf-mode"].words, holds("duplex")); ok {
		return o.feeder()
	}
	return "", false
}

// flatbed returns the name of the glass.
func (o options) flatbed() (string, bool) {
	return pick(o["source"].words, equal("flatbed"), holds("flatbed"), holds("platen"))
}
