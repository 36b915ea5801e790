package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
)

// A Year is the table of one year: the days on which its notice departs from
// the plain week. It never changes after Parse.
type Year struct {
	Number int
	Papers []string // addresses of the notices it was made from
	marks  map[desk.Day]mark

	version string
}

// A mark says of one day that it is off or worked, and for which holiday.
type mark struct {
	off  bool
	name string
}

// Version names the content of the table: its year and the beginning of a
// digest over its days, such as "2026-1f0c9a2b". Two tables with the same
// days have the same version.
func (y Year) Version() string { return y.version }

func (y Year) digest() string {
	var b strings.Builder
	for _, d := range slices.Sorted(maps.Keys(y.marks)) {
		fmt.Fprintf(&b, "%s %t\n", d, y.marks[d].off)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return fmt.Sprintf("%d-%s", y.Number, hex.EncodeToString(sum[:4]))
}

// A Special is one day on which a table departs from the plain week.
type Special struct {
	Day  desk.Day
	Name string // of the holiday
	Off  bool   // false for a weekend day that is worked
}

// Specials lists the days of the table in order.
func (y Year) Specials() []Special {
	var all []Special
	for _, d := range slices.Sorted(maps.Keys(y.marks)) {
		all = append(all, Special{Day: d, Name: y.marks[d].name, Off: y.marks[d].off})
	}
	return all
}

// workdays counts the days worked in the year by this table alone.
func (y Year) workdays() int {
	n, err := Calendar{}.With(y).Workdays(y.Number)
	if err != nil {
		return 0
	}
	return n
}

func weekend(d desk.Day) bool {
	w := d.Start().Weekday()
	return w == time.Saturday || w == time.Sunday
}
