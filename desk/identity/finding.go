package identity

import "xiaochuang/desk"

// A Verdict says what may be done with a number. The zero Verdict is OK.
type Verdict uint8

// The verdicts, from best to worst.
const (
	OK    Verdict = iota
	Doubt         // may be taken, with a reason that is logged
	Wrong         // not taken
)

// A Code is the reason of a verdict. The words for it are in tui/text.
type Code string

// Reasons. Fine is the only one of verdict OK.
const (
	Fine            Code = ""
	Empty           Code = "empty"            // nothing was entered
	TooLong         Code = "too_long"         // longer than any number of its kind
	BadCharacter    Code = "bad_character"    // a character that no number of its kind has
	BadLength       Code = "bad_length"       // too few or too many characters
	BadShape        Code = "bad_shape"        // letters and digits in places where its kind has others
	BadCheck        Code = "bad_check"        // the check character does not fit: most likely mistyped
	BadInnerCheck   Code = "bad_inner_check"  // the organisation code within a credit code does not fit
	BadBirth        Code = "bad_birth"        // a birth date that no calendar has
	OldFifteen      Code = "old_fifteen"      // 15-digit number, out of use since 2013
	OtherKind       Code = "other_kind"       // well formed, but looks like a document of kind Looks
	UnknownKind     Code = "unknown_kind"     // no such kind of document
	BornInFuture    Code = "born_in_future"   // birth date after today
	TooOld          Code = "too_old"          // older than 130 years
	Invented        Code = "invented"         // a synthetic number at the live desk
	RealPerson      Code = "real_person"      // not a synthetic number in practice or demonstration
	HolderDiffers   Code = "holder_differs"   // the number inside differs from the holder's
	BirthDiffers    Code = "birth_differs"    // birth date entered differs from the number's
	SexDiffers      Code = "sex_differs"      // sex entered differs from the number's
	PhoneShape      Code = "phone_shape"      // neither a mobile nor a fixed line of this country
	PostcodeShape   Code = "postcode_shape"   // not six digits, or of no region
	DisabilityKind  Code = "disability_kind"  // kind of disability outside 1 to 7
	DisabilityGrade Code = "disability_grade" // grade of disability outside 1 to 4
)

// A Sex is a code of GB/T 2261.1.
type Sex string

// The codes of GB/T 2261.1; the zero Sex was not derived or not entered.
const (
	SexUnknown   Sex = "0"
	Male         Sex = "1"
	Female       Sex = "2"
	SexNotStated Sex = "9"
)

// A Finding is what can be said of one number without asking anybody.
type Finding struct {
	Document Document
	Number   string // normalised: see Fold
	Verdict  Verdict
	Code     Code
	Birth    desk.Day // "" where the number has none or fails its check
	Sex      Sex      // "" likewise
	Holder   string   // citizen number within a disability card, else ""
	Looks    Document // with OtherKind, the kind it looks like
}

// fail returns f with a reason: refused where its kind is strict, otherwise a
// doubt. What was derived from the number is dropped, since it may be wrong.
func (f Finding) fail(c Code) Finding {
	f.Code, f.Verdict = c, Doubt
	if f.Document.strict() {
		f.Verdict = Wrong
	}
	f.Birth, f.Sex = "", ""
	return f
}

// refuse returns f refused whatever its kind.
func (f Finding) refuse(c Code) Finding {
	f = f.fail(c)
	f.Verdict = Wrong
	return f
}

// doubt returns f with a reason that a clerk may override; a worse or earlier
// finding stays.
func (f Finding) doubt(c Code) Finding {
	if f.Verdict == OK {
		f.Verdict, f.Code = Doubt, c
	}
	return f
}
