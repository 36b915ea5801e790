package practice

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// Bounds of a scene: what the screens have room for.
const (
	longTitle  = 30
	longName   = 20
	longSay    = 34
	longText   = 60
	mostSays   = 12
	mostPeople = 4
	mostBag    = 30
	mostEvents = 10
	mostRubric = 20
	fullMarks  = 100
)

// entry names the i-th entry of a list, counted from 1 as a person counts.
func entry(list string, i int) string { return list + "[" + strconv.Itoa(i+1) + "]" }

// lint checks what one scene can be checked for by itself.
func (f *findings) lint(s *Scene) {
	f.id("id", s.ID)
	f.text("title", s.Title, longTitle, true)
	if s.Level < 1 || s.Level > 3 {
		f.add("level", NotOneOf, "1 2 3")
	}
	f.visitor(s)
	f.people(s)
	f.truth(s)
	f.bag(s)
	f.events(s)
	f.rubric(s)
}

var idShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (f *findings) id(field, v string) {
	switch {
	case v == "":
		f.add(field, Missing, "")
	case len(v) > 40 || !idShape.MatchString(v):
		f.add(field, BadID, v)
	}
}

// text checks a sentence for the screen.
func (f *findings) text(field, v string, long int, needed bool) {
	switch {
	case strings.TrimSpace(v) == "":
		if needed {
			f.add(field, Missing, "")
		}
	case utf8.RuneCountInString(v) > long:
		f.add(field, TooLong, strconv.Itoa(long))
	case strings.ContainsFunc(v, hidden):
		f.add(field, Control, v)
	}
}

// count bounds a list.
func (f *findings) count(field string, n, least, greatest int) {
	switch {
	case n < least:
		f.add(field, Missing, "")
	case n > greatest:
		f.add(field, TooMany, strconv.Itoa(greatest))
	}
}

// oneOf checks a word against those allowed.
func oneOf[T ~string](f *findings, field string, v T, allowed ...T) bool {
	if slices.Contains(allowed, v) {
		return true
	}
	words := make([]string, 0, len(allowed))
	for _, a := range allowed {
		words = append(words, string(a))
	}
	f.add(field, NotOneOf, strings.Join(words, " "))
	return false
}

func (f *findings) visitor(s *Scene) {
	f.text("visitor.name", s.Visitor.Name, longName, true)
	oneOf(f, "visitor.mood", s.Visitor.Mood, Calm, Hurried, Upset, Confused)
	rates := []Rates{Declines, PressesNothing}
	for _, l := range desk.Levels {
		rates = append(rates, Rates(l))
	}
	oneOf(f, "visitor.rates", s.Visitor.Rates, rates...)
	f.count("visitor.says", len(s.Visitor.Says), 1, mostSays)
	for i, line := range s.Visitor.Says {
		f.text(entry("visitor.says", i), line, longSay, true)
	}
}

func (f *findings) people(s *Scene) {
	f.count("person", len(s.People), 0, mostPeople)
	keys, applicants, agents := map[string]bool{}, 0, 0
	for i, p := range s.People {
		at := entry("person", i)
		f.id(at+".key", p.Key)
		if keys[p.Key] || p.Key == stranger {
			f.add(at+".key", Repeated, p.Key)
		}
		keys[p.Key] = true
		if oneOf(f, at+".role", p.Role, Applicant, Agent) && p.Role == Agent {
			agents++
		} else if p.Role == Applicant {
			applicants++
		}
		f.text(at+".name", p.Name, longName, true)
		f.text(at+".address", p.Address, longText, false)
		f.number(at+".number", p.Number)
		if p.Phone != "" && identity.Phone(p.Phone).Verdict != identity.OK {
			f.add(at+".phone", BadPhone, "")
		}
	}
	if len(s.People) > 0 && applicants != 1 {
		f.add("person", NoApplicant, "")
	}
	if agents > 1 {
		f.add("person", TwoAgents, "")
	}
}

// number takes well-formed citizen numbers of people long dead and no others. It
// never shows one.
func (f *findings) number(field, n string) {
	switch {
	case n == "":
		f.add(field, Missing, "")
	case identity.Check(identity.CitizenCard, n).Verdict != identity.OK:
		f.add(field, BadNumber, "")
	case !identity.Synthetic(n):
		f.add(field, NotInvented, "")
	}
}

func (f *findings) truth(s *Scene) {
	t := s.Truth
	if (t.Item == "") == (t.Certificate == "") {
		f.add("truth", ItemOrProof, "")
		return
	}
	if t.Certificate != "" {
		if t.Ending != Referred {
			f.add("truth.ending", EndingMode, string(t.Ending))
		}
		return
	}
	if t.Version < 1 {
		f.add("truth.version", Missing, "")
	}
	if !oneOf(f, "truth.mode", t.Mode, desk.ModeAccept, desk.ModeCollect, desk.ModeAdvise) {
		return
	}
	if !slices.Contains(mayEnd[t.Mode], t.Ending) {
		f.add("truth.ending", EndingMode, string(t.Ending))
	}
	if len(s.People) == 0 {
		f.add("person", NoApplicant, "")
	}
}

func (f *findings) bag(s *Scene) {
	f.count("bag", len(s.Bag), 0, mostBag)
	keys, lacking := map[string]bool{}, 0
	for i, t := range s.Bag {
		at := entry("bag", i)
		f.id(at+".material", t.Material)
		if keys[t.Material] {
			f.add(at+".material", Repeated, t.Material)
		}
		keys[t.Material] = true
		oneOf(f, at+".state", t.State, desk.MaterialComplete, desk.MaterialMissing, desk.MaterialUnfit)
		f.text(at+".why", t.Why, longText, false)
		if t.State == desk.MaterialUnfit && t.Why == "" {
			f.add(at+".why", WhyNeeded, "")
		}
		if t.lacks() {
			lacking++
		}
	}
	switch {
	case s.Truth.Ending == Noticed && lacking == 0:
		f.add("truth.ending", NothingLacks, "")
	case (s.Truth.Ending == Accepted || s.Truth.Ending == Received) && lacking > 0:
		f.add("truth.ending", SomethingGap, "")
	}
}

func (f *findings) events(s *Scene) {
	f.count("event", len(s.Events), 0, mostEvents)
	for i, e := range s.Events {
		at := entry("event", i)
		oneOf(f, at+".what", e.What, Jam, PaperOut, ScanJam, PadSilent)
		if (e.After == 0) == (e.On == "") {
			f.add(at, EventWhen, "")
		}
		if e.On != "" && !known[e.On] {
			f.add(at+".on", BadAct, string(e.On))
		}
		if e.For == 0 {
			f.add(at+".for", Missing, "")
		}
	}
}
