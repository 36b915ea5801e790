package identity

import (
	"strconv"
	"time"

	"xiaochuang/desk"
)

// A Use is the kind of desk at which a number is entered. The zero Use is the
// live desk.
type Use uint8

// The live desk takes no synthetic number, practice and demonstration take
// nothing else, so that the two can never be mixed.
const (
	Live Use = iota
	Rehearsal
)

// On applies the rules that need today's date, as it is in Beijing, to a
// finding of Check. A birth date in the future fails; an age over 130 years
// is a Doubt, except for a synthetic number in rehearsal. A synthetic number
// is refused at the live desk, and a number that may be a real person's is
// refused in rehearsal. Findings without a birth date stay as they are.
func (f Finding) On(today time.Time, use Use) Finding {
	if f.Birth == "" {
		return f
	}
	synthetic := Synthetic(f.Number)
	switch {
	case use == Live && synthetic:
		return f.refuse(Invented)
	case use == Rehearsal && !synthetic:
		return f.refuse(RealPerson)
	case Future(f.Birth, today):
		return f.fail(BornInFuture)
	case use == Live && Age(f.Birth, today) > 130:
		return f.doubt(TooOld)
	}
	return f
}

// Future reports whether birth is later than today in Beijing.
func Future(birth desk.Day, today time.Time) bool {
	return birth > desk.DayOf(today, 0)
}

// Age returns the full years between birth and today in Beijing. A year is
// full on the birthday; who was born on 29 February has it on 1 March of
// other years. It is -1 where birth is no date or lies in the future.
func Age(birth desk.Day, today time.Time) int {
	b, now := birth.Start(), desk.DayOf(today, 0).Start()
	if b.IsZero() || now.Before(b) {
		return -1
	}
	age := now.Year() - b.Year()
	if now.Month() < b.Month() || now.Month() == b.Month() && now.Day() < b.Day() {
		age--
	}
	return age
}

// Synthetic reports whether number is of the invented people of practice and
// tests: it has the shape of a citizen number, alone or at the head of a
// disability card, with a birth year of 1900 or earlier. Nobody alive has one.
func Synthetic(number string) bool {
	n := Fold(number)
	if len(n) < 18 || !citizenShaped(n[:18]) {
		return false
	}
	year, err := strconv.Atoi(n[6:10])
	return err == nil && year <= 1900
}

// Entered is what a person wrote beside a number. Empty members are not
// compared.
type Entered struct {
	Citizen string // number of the holder's own card, compared with one inside a disability card
	Birth   desk.Day
	Sex     Sex
}

// Agree compares a finding with what was entered separately and returns it
// with a Doubt for the first difference.
func (f Finding) Agree(e Entered) Finding {
	switch {
	case f.Holder != "" && e.Citizen != "" && Fold(e.Citizen) != f.Holder:
		return f.doubt(HolderDiffers)
	case f.Birth != "" && e.Birth != "" && e.Birth != f.Birth:
		return f.doubt(BirthDiffers)
	case f.Sex != "" && (e.Sex == Male || e.Sex == Female) && e.Sex != f.Sex:
		return f.doubt(SexDiffers)
	}
	return f
}
