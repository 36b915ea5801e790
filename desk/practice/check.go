package practice

import (
	"slices"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// checks judge a run. None of them reads a clock or anything but the run.
var checks = map[Check]func(*Scene, Criterion, *run) verdict{
	CheckIdentityFirst: identityFirst,
	CheckIdentityCard:  identityCard,
	CheckPersons:       persons,
	CheckSituation:     situation,
	CheckMaterials:     materials,
	CheckNotice:        notice,
	CheckEnding:        ending,
	CheckNoCase:        noCase,
	CheckReferral:      referral,
	CheckRating:        rating,
	CheckOrder:         order,
	CheckInquiry:       inquiry,
	CheckHeard:         heard,
	CheckClosed:        closed,
	CheckTime:          inTime,
	CheckReprint:       reprint,
}

// checkNames lists the checks in alphabetical order.
func checkNames() []Check {
	out := make([]Check, 0, len(checks))
	for c := range checks {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// applicantBound returns the act by which the applicant's identity was bound: of
// its own, or at the latest the ending that has it.
func applicantBound(r *run) *act {
	for i := range r.acts {
		a := &r.acts[i]
		if a.Kind == ActBound && a.note[noteRole] == string(Applicant) || a.note[noteApplicant] != "" {
			return a
		}
	}
	return nil
}

func identityFirst(_ *Scene, _ Criterion, r *run) verdict {
	bound, page := applicantBound(r), r.first(ActPage)
	switch {
	case bound == nil && page != nil:
		return wrong(NeverBound, "", page.Moment)
	case bound == nil:
		return wrong(NeverBound, "", r.ended)
	case page != nil && page.N < bound.N:
		return wrong(BoundLate, "", page.Moment)
	}
	return verdict{}
}

func identityCard(s *Scene, _ Criterion, r *run) verdict {
	var v verdict
	for _, role := range []Role{Applicant, Agent} {
		p, ok := s.in(role)
		if !ok || !p.Card {
			continue
		}
		v.of++
		at, read := r.ended, false
		for _, a := range r.all(ActBound) {
			if a.note[noteRole] == string(role) {
				at, read = a.Moment, a.note[noteSource] == desk.FromCard
			}
		}
		if !read {
			v.faults = append(v.faults, Fault{TypedByHand, string(role), at})
		}
	}
	return v
}

// persons compares the persons of the visit's end with those of the scene.
func persons(s *Scene, _ Criterion, r *run) verdict {
	end := r.ending(s.Truth.Ending)
	if end == nil {
		return wrong(NoEnding, "", r.ended)
	}
	var v verdict
	for _, x := range []struct {
		role Role
		note string
	}{{Applicant, noteApplicant}, {Agent, noteAgent}} {
		want, named := s.in(x.role)
		who := end.note[x.note]
		v.of++
		switch {
		case named && who == "":
			v.faults = append(v.faults, Fault{NobodyNamed, string(x.role), end.Moment})
		case named && who != want.Key:
			v.faults = append(v.faults, Fault{WrongPerson, string(x.role), end.Moment})
		case !named && who != "":
			v.faults = append(v.faults, Fault{OneTooMany, string(x.role), end.Moment})
		}
	}
	return v
}

// theCase returns the case as the visit's end has it, with its moment.
func theCase(s *Scene, r *run) (*desk.Case, Moment) {
	end := r.ending(s.Truth.Ending)
	if end == nil || len(end.body.Cases) == 0 {
		return nil, r.ended
	}
	return &end.body.Cases[0].Case, end.Moment
}

func situation(s *Scene, _ Criterion, r *run) verdict {
	c, at := theCase(s, r)
	if c == nil {
		return wrong(NoEnding, "", at)
	}
	v := verdict{of: len(s.Truth.Answers)}
	for i, q := range sorted(s.Truth.Answers) {
		if c.Answers[q] != s.Truth.Answers[q] {
			v.faults = append(v.faults, Fault{WrongAnswer, strconv.Itoa(i + 1), at})
		}
	}
	return v
}

func materials(s *Scene, _ Criterion, r *run) verdict {
	c, at := theCase(s, r)
	if c == nil {
		return wrong(NoEnding, "", at)
	}
	v := verdict{of: len(s.Bag)}
	for _, t := range s.Bag {
		m := c.Material(t.Material)
		name, state := t.Material, desk.MaterialUnchecked
		if m != nil {
			name, state = m.Name, m.State
		}
		optional := m == nil || !m.Required
		if state != t.State && (!optional || t.State != desk.MaterialMissing || state != desk.MaterialUnchecked) {
			v.faults = append(v.faults, Fault{WrongFinding, name, at})
		}
	}
	return v
}

func notice(s *Scene, _ Criterion, r *run) verdict {
	told := r.first(desk.ActCaseNoticed)
	if told == nil || len(told.body.Cases) == 0 {
		return wrong(NoNotice, "", r.ended)
	}
	c := &told.body.Cases[0].Case
	var v verdict
	for _, t := range s.Bag {
		if !t.lacks() {
			continue
		}
		v.of++
		if m := c.Material(t.Material); m == nil || !m.Lacking() {
			name := t.Material
			if m != nil {
				name = m.Name
			}
			v.faults = append(v.faults, Fault{NotListed, name, told.Moment})
		}
	}
	return v
}

// ending is kept by the right ending and no other: a second one of the same kind
// in another case is one too many.
func ending(s *Scene, _ Criterion, r *run) verdict {
	all := r.endings()
	if len(all) == 0 {
		return wrong(NoEnding, string(s.Truth.Ending), r.ended)
	}
	right := false
	for _, a := range all {
		e := endings[a.Kind]
		if e != s.Truth.Ending || right {
			return wrong(WrongEnding, string(e), a.Moment)
		}
		right = true
	}
	return verdict{}
}

func noCase(_ *Scene, _ Criterion, r *run) verdict {
	for i := range r.acts {
		if a := &r.acts[i]; len(a.body.Cases) > 0 {
			return wrong(CaseMade, "", a.Moment)
		}
	}
	return verdict{}
}

func referral(s *Scene, _ Criterion, r *run) verdict {
	given := r.all(desk.ActReferralGiven)
	for _, a := range given {
		if a.note["certificate"] == s.Truth.Certificate {
			return verdict{}
		}
	}
	if len(given) == 0 {
		return wrong(NoReferral, "", r.ended)
	}
	return wrong(WrongReferral, given[0].note["certificate"], given[0].Moment)
}

// sorted returns the keys of answers in order.
func sorted(answers map[string]string) []string {
	keys := make([]string, 0, len(answers))
	for k := range answers {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// order looks at the first act of each kind: all must be there, each behind the
// one before.
func order(_ *Scene, c Criterion, r *run) verdict {
	v := verdict{of: len(c.Acts)}
	var last int64
	for _, step := range c.Acts {
		a := r.first(kindsOf(step)...)
		switch {
		case a == nil:
			v.faults = append(v.faults, Fault{LeftOut, step, r.ended})
		case a.N < last:
			v.faults = append(v.faults, Fault{OutOfOrder, step, a.Moment})
		default:
			last = a.N
		}
	}
	return v
}

// kindsOf parts the alternatives of one step.
func kindsOf(step string) []desk.ActKind {
	var out []desk.ActKind
	for _, k := range strings.Split(step, "|") {
		out = append(out, desk.ActKind(k))
	}
	return out
}
