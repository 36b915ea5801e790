package desk

import "slices"

// Facts are what the console knows of a visit by itself, by the names that
// questions of the catalogue use: nobody is asked what stands on a card. A fact
// that is not known is not among them.
type Facts map[string]string

// Names of facts and their values.
const (
	FactAgent = "agent" // somebody acts for the applicant
	FactMinor = "minor" // the applicant is under eighteen
	FactYouth = "youth" // the applicant is under sixteen

	FactYes = "yes"
	FactNo  = "no"
)

// DelegationKey is the key of Guide.Delegation; no item's own list has it.
const DelegationKey = "delegation"

// KnownFact reports whether a name is one of the facts.
func KnownFact(name string) bool { return name == FactAgent || name == FactMinor || name == FactYouth }

// Matters reports whether the question is asked after the answers to those
// before it: each of its conditions holds. An answer that is not there yet holds
// no condition.
func (q Question) Matters(answers map[string]string) bool {
	for _, w := range q.When {
		if !slices.Contains(w.Answers, answers[w.Question]) {
			return false
		}
	}
	return true
}

// Questions returns the questions of an item that matter with the answers, in
// order.
func (it Item) Questions(answers map[string]string) []Question {
	out := make([]Question, 0, len(it.Situations))
	kept := it.Kept(answers)
	for _, q := range it.Situations {
		if q.Matters(kept) {
			out = append(out, q)
		}
	}
	return out
}

// Kept returns the answers without those to questions that do not matter any
// more. The map given is not changed.
func (it Item) Kept(answers map[string]string) map[string]string {
	kept := make(map[string]string, len(answers))
	asked := map[string]bool{}
	for _, q := range it.Situations {
		asked[q.Key] = true
		if a, ok := answers[q.Key]; ok && q.Matters(kept) {
			kept[q.Key] = a
		}
	}
	for key, a := range answers { // no question of this item: for the guide to refuse
		if !asked[key] {
			kept[key] = a
		}
	}
	return kept
}

// Settle returns the answers with those that the facts give, and without those
// to questions that do not matter.
func (it Item) Settle(answers map[string]string, f Facts) map[string]string {
	all := make(map[string]string, len(answers))
	for k, v := range answers {
		all[k] = v
	}
	for _, q := range it.Situations {
		known, ok := f[q.Fact]
		if q.Fact == "" || !ok {
			continue
		}
		for _, a := range q.Answers {
			if a.Fact == known {
				all[q.Key] = a.Key
				break
			}
		}
	}
	return it.Kept(all)
}

// Given reports whether the facts answer the question by themselves.
func (q Question) Given(f Facts) bool {
	known, ok := f[q.Fact]
	return ok && q.Fact != "" && slices.ContainsFunc(q.Answers, func(a Choice) bool { return a.Fact == known })
}

// Says returns the answer with the key in words, "" for none.
func (q Question) Says(key string) string {
	for _, a := range q.Answers {
		if a.Key == key {
			return a.Say
		}
	}
	return ""
}

// FactsOf returns what a case tells by itself: whether somebody acts for the
// applicant, and how old the applicant is on a day, where the birth is known.
func FactsOf(c *Case, today Day) Facts {
	f := Facts{FactAgent: FactNo}
	if c.Private.Agent != nil {
		f[FactAgent] = FactYes
	}
	if birth := c.Private.Applicant.Birth.Start(); !birth.IsZero() {
		young := func(years int) string { return yesNo(today.Start().Before(birth.AddDate(years, 0, 0))) }
		f[FactMinor], f[FactYouth] = young(18), young(16)
	}
	return f
}

func yesNo(yes bool) string {
	if yes {
		return FactYes
	}
	return FactNo
}
