package ui

import (
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// A ScanKind is what a bar-code reader has read.
type ScanKind uint8

// The kinds. What is none of the others is ScanUnknown and goes nowhere.
const (
	ScanUnknown ScanKind = iota
	ScanCase             // number of a case
	ScanSlip             // number of any other paper
	ScanBag              // code of a bag of originals
	ScanBatch            // number of a batch for the street, or of its sheet
	ScanPerson           // number of an identity document
)

// A Scan is one code as a reader has read it, in capitals.
type Scan struct {
	Kind  ScanKind
	Text  string
	Ended bool // the reader has sent the Enter or Tab that ends it
}

// A Scannable screen says what it can take of what a reader reads. It is asked
// first, whatever has the focus; what it does not take never reaches a field.
type Scannable interface {
	// Scanned acts on s, or reports that the screen has no use for it now.
	Scanned(s Scan) (cmd tea.Cmd, taken bool)
}

// A ScanDialog asks for what a reader may read, and takes it into its field.
type ScanDialog interface {
	// TakesScan reports whether the dialog has a use for s now.
	TakesScan(s Scan) bool
}

// number is a paper, case, bag or batch number, see desk.Serial.
var number = regexp.MustCompile(`(?i)[A-Z]{2}-[0-9]{12}-[0-9]{8}-[0-9]{2}[A-Z]{1,2}[0-9]{4}`)

// FindScan looks for a code in what came at one go. What stands before and
// behind it was typed by somebody who pressed a key in the same moment. A reader
// on a keyboard with Caps Lock on turns the case of its letters round; they are
// taken for what they are.
func FindScan(s string) (before string, found Scan, after string, ok bool) {
	if at := number.FindStringIndex(s); at != nil {
		code := strings.ToUpper(s[at[0]:at[1]])
		return s[:at[0]], Scan{Kind: kindOf(code), Text: code}, s[at[1]:], true
	}
	const length = 18
	if len(s) >= length {
		code := strings.ToUpper(s[len(s)-length:])
		if isPerson(code) {
			return s[:len(s)-length], Scan{Kind: ScanPerson, Text: code}, "", true
		}
	}
	return "", Scan{Text: s}, "", false
}

// foreign is a web address, as on a guide or an advertisement.
var foreign = regexp.MustCompile(`(?i)^https?://[!-~]+$`)

// isForeign reports whether s can only be a code of something else: a web address
// or an article number (EAN-13) whose check digit fits.
func isForeign(s string) bool {
	if foreign.MatchString(s) {
		return true
	}
	if len(s) != 13 {
		return false
	}
	sum := 0
	for i := range len(s) {
		d := int(s[i] - '0')
		if d < 0 || d > 9 {
			return false
		}
		sum += d * (1 + 2*(i%2))
	}
	return sum%10 == 0
}

func kindOf(code string) ScanKind {
	switch kind, _, _ := strings.Cut(code, "-"); kind {
	case desk.CaseNumber:
		return ScanCase
	case string(desk.PaperBag):
		return ScanBag
	case desk.BatchNumber, string(desk.PaperHandover):
		return ScanBatch
	}
	return ScanSlip
}

// isPerson reports whether code is a number of 18 places whose check character
// fits.
func isPerson(code string) bool {
	for i := range len(code) - 1 {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	for _, d := range []identity.Document{identity.CitizenCard, identity.ResidencePermit, identity.ForeignResident} {
		if identity.Check(d, code).Verdict == identity.OK {
			return true
		}
	}
	return false
}
