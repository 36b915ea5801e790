package desk

import (
	"strings"
)

// A Carrier takes a result to its applicant by post (寄递).
type Carrier string

// The carriers whose numbers have a form of their own. The zero Carrier is no post.
const (
	CarrierPost  Carrier = "post"  // 中国邮政, EMS
	CarrierSF    Carrier = "sf"    // 顺丰
	CarrierJD    Carrier = "jd"    // 京东
	CarrierOther Carrier = "other" // 其他
)

// Carriers lists the carriers.
func Carriers() []Carrier { return []Carrier{CarrierPost, CarrierSF, CarrierJD, CarrierOther} }

// A Consignment is a result on its way by post. Whoever knows its number can find
// out where it went, so that it is sealed with the case.
type Consignment struct {
	Carrier Carrier `json:"carrier"`
	No      string  `json:"no"` // capitals and digits
}

// ParseConsignment reads a number as it was typed or scanned, and tells the carrier
// by its form; by is the carrier that somebody named, "" for none. A number that
// cannot be right is a Problem of kind Invalid: What is delivery.post for none,
// delivery.post.form for one of no known form, delivery.post.check for a slip in its
// digits, and delivery.post.carrier for one of another carrier.
func ParseConsignment(by Carrier, typed string) (Consignment, error) {
	no := bareNumber(typed)
	if no == "" {
		return Consignment{}, wrongPost("delivery.post")
	}
	if strings.Trim(no, digits+capitals) != "" || len(no) < 8 || len(no) > 30 || strings.Trim(no, capitals) == "" {
		return Consignment{}, wrongPost("delivery.post.form")
	}
	found, ok := carrierOf(no)
	switch {
	case !ok:
		return Consignment{}, wrongPost("delivery.post.check")
	case by == "" || by == CarrierOther || by == found:
	case found == CarrierOther && (by == CarrierPost || by == CarrierSF || by == CarrierJD):
		return Consignment{}, wrongPost("delivery.post.form")
	default:
		return Consignment{}, wrongPost("delivery.post.carrier")
	}
	if by == CarrierOther {
		found = by
	}
	return Consignment{found, no}, nil
}

func wrongPost(what string) error { return &Problem{Kind: Invalid, What: what} }

const (
	digits   = "0123456789"
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// bareNumber is a number without what people and scan guns put around it: small
// letters, full width, blanks and dashes.
func bareNumber(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '\u3000':
			return -1
		}
		if r == ' ' || r == '-' || r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, s))
}

// carrierOf tells a carrier by the form of a number. ok is false for a number of the
// postal union whose check digit is wrong.
func carrierOf(no string) (c Carrier, ok bool) {
	number := func(s string, n int) bool { return len(s) == n && strings.Trim(s, digits) == "" }
	switch {
	case len(no) == 13 && strings.Trim(no[:2]+no[11:], capitals) == "" && number(no[2:11], 9):
		return CarrierPost, s10(no[2:11])
	case number(no, 13) && (no[0] == '1' || no[0] == '9'):
		return CarrierPost, true
	case strings.HasPrefix(no, "SF") && number(no[2:], 13):
		return CarrierSF, true
	case strings.HasPrefix(no, "JD") && len(no) >= 12 && len(no) <= 20:
		return CarrierJD, true
	}
	return CarrierOther, true
}

// s10 checks the nine digits of a number of the postal union (UPU S10): the last is
// the check digit of the eight before.
func s10(no string) bool {
	sum := 0
	for i, w := range [8]int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += w * int(no[i]-'0')
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return int(no[8]-'0') == check
}
