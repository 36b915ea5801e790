package desk

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
)

// NewID returns a fresh identifier: a ULID, which sorts by its millisecond and
// carries 80 random bits. Record ids are minted before the commit, so that a
// retry of the same act is recognised.
func NewID(at time.Time) string {
	return ulid.MustNew(ulid.Timestamp(at), rand.Reader).String()
}

// A Serial says where a human-visible number is issued: it never repeats,
// since the incarnation letter changes when a PC is restored from an old
// image.
type Serial struct {
	Station  string // 12 digits
	Desk     string // two digits, the store's own number within the station
	Letter   string // incarnation, A for the first
	Practice bool
}

// Number returns a paper or case number such as
// GZ-110101001001-20261122-01A0007; practice numbers begin with 演.
func (s Serial) Number(kind string, day Day, n int) string {
	no := fmt.Sprintf("%s-%s-%s-%s%s%04d", kind, s.Station, day.Compact(), s.Desk, s.Letter, n)
	if s.Practice {
		return PracticeMark + no
	}
	return no
}

// Ticket returns a ticket number such as A012, with the letter appended from
// the second incarnation on and 演 in front in practice.
func (s Serial) Ticket(lane string, n int) string {
	no := fmt.Sprintf("%s%03d", lane, n)
	if s.Letter != "" && s.Letter != FirstLetter {
		no += s.Letter
	}
	if s.Practice {
		return PracticeMark + no
	}
	return no
}

// PracticeMark begins every number of practice mode.
const PracticeMark = "演"

// FirstLetter is the letter of a desk's first incarnation.
const FirstLetter = "A"

// IncarnationLetter returns the letter of the n-th incarnation, from 1: A … Z,
// then AA, AB …
func IncarnationLetter(n int) string {
	if n < 1 {
		n = 1
	}
	var b []byte
	for n > 0 {
		n--
		b = append([]byte{byte('A' + n%26)}, b...)
		n /= 26
	}
	return string(b)
}

// Tail returns the part of a number that a person reads out: desk, letter and
// counter, such as 01A0007.
func Tail(no string) string {
	return no[strings.LastIndexByte(no, '-')+1:]
}

// Running returns the running number at the end of a paper or case number, 0
// if it has none.
func Running(no string) int {
	t := strings.TrimLeft(Tail(no), "0123456789") // the letter and the counter
	n, err := strconv.Atoi(strings.TrimLeft(t, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil {
		return 0
	}
	return n
}
