package practice

import (
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// rubric checks the criteria, and that each can be kept and can fail.
func (f *findings) rubric(s *Scene) {
	f.count("rubric", len(s.Rubric), 1, mostRubric)
	seen := map[Check]bool{}
	for i, c := range s.Rubric {
		at := entry("rubric", i)
		f.text(at+".name", c.Name, longTitle, true)
		if c.Points < 1 || c.Points > fullMarks {
			f.add(at+".points", BadPoints, strconv.Itoa(c.Points))
		}
		if !oneOf(f, at+".check", c.Check, checkNames()...) {
			continue
		}
		if seen[c.Check] {
			f.add(at+".check", Repeated, string(c.Check))
		}
		seen[c.Check] = true
		f.needs(s, at, c)
		if why := never(s, c); why != "" {
			f.add(at+".check", CheckNever, why)
		}
	}
	if n := s.Total(); len(s.Rubric) > 0 && n != fullMarks {
		f.add("rubric", BadSum, strconv.Itoa(n))
	}
}

// needs checks what belongs to one kind of check and to no other.
func (f *findings) needs(s *Scene, at string, c Criterion) {
	for _, x := range []struct {
		field string
		has   bool
		check Check
		must  bool
	}{
		{"acts", len(c.Acts) > 0, CheckOrder, true},
		{"limit", c.Limit > 0, CheckTime, true},
		{"states", len(c.States) > 0, CheckInquiry, false},
	} {
		switch {
		case x.has && c.Check != x.check:
			f.add(at+"."+x.field, UnknownKey, x.field)
		case !x.has && x.must && c.Check == x.check:
			f.add(at, CheckNeeds, x.field)
		}
	}
	if c.Check == CheckOrder && len(c.Acts) == 1 {
		f.add(at+".acts", CheckNeeds, "2")
	}
	for i, a := range c.Acts {
		for _, k := range strings.Split(a, "|") {
			if !known[desk.ActKind(k)] {
				f.add(entry(at+".acts", i), BadAct, k)
			}
		}
	}
	for i, st := range c.States {
		oneOf(f, entry(at+".states", i), desk.InquiryState(st), desk.InquiryAnswered, desk.InquiryLed, desk.InquiryOpen, desk.InquiryClosed)
	}
}

// never names what the scene lacks so that a criterion could be judged at all.
func never(s *Scene, c Criterion) string {
	item, lacking, card, failing := s.Truth.Item != "", false, false, false
	for _, t := range s.Bag {
		lacking = lacking || t.lacks()
	}
	for _, p := range s.People {
		card = card || p.Card
	}
	for _, e := range s.Events {
		failing = failing || e.What == Jam
	}
	switch c.Check {
	case CheckIdentityFirst, CheckPersons:
		return lack(item && len(s.People) > 0, "person")
	case CheckIdentityCard:
		return lack(item && card, "person.card")
	case CheckSituation:
		return lack(len(s.Truth.Answers) > 0 && s.Truth.Mode != desk.ModeAdvise, "truth.answers")
	case CheckMaterials:
		return lack(item && len(s.Bag) > 0 && s.Truth.Mode != desk.ModeAdvise, "bag")
	case CheckNotice:
		return lack(lacking && s.Truth.Ending == Noticed, "bag.state")
	case CheckNoCase:
		return lack(s.Truth.Certificate != "" || s.Truth.Mode == desk.ModeAdvise, "truth.certificate")
	case CheckReferral:
		return lack(s.Truth.Certificate != "", "truth.certificate")
	case CheckHeard:
		return lack(len(s.Visitor.Says) > 1, "visitor.says")
	case CheckReprint:
		return lack(failing, "event")
	}
	return ""
}

func lack(has bool, what string) string {
	if has {
		return ""
	}
	return what
}
