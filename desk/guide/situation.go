package guide

import (
	"slices"

	"xiaochuang/desk"
)

// A Why says how a material came on the list, or why it is not there.
type Why string

// Reasons.
const (
	Always    Why = "always"     // asked for whatever the situation
	Added     Why = "added"      // an answer has put it there
	Dropped   Why = "dropped"    // an answer has taken it away
	NotChosen Why = "not_chosen" // the answers given do not ask for it
	Undecided Why = "undecided"  // depends on a question not answered yet
)

// A Line is one material with the answer that decided about it.
type Line struct {
	desk.Requirement
	Why      Why
	Question *desk.Question // nil with Always; the open question with Undecided
	Answer   *desk.Choice   // nil with Always and Undecided
}

// A Tailored is an item's list as far as the answers go.
type Tailored struct {
	Asked     []Line         // to be brought, in the item's order
	Left      []Line         // not asked for, in the item's order
	Next      *desk.Question // the first question not answered, nil when all are
	Questions int            // number of questions that matter with the answers given
	Answered  int            // number of them that are answered
	Notes     []string       // what the chosen answers add in words
}

// Tailor chooses the materials of an item by the answers to its questions,
// question key → choice key.
//
// A material that some answer adds is asked for only with such an answer; one
// that some answer drops is asked for unless such an answer is given; where
// one answer adds it and another drops it, it is dropped. Unanswered questions
// choose nothing, and answers to questions that do not matter after the others
// are passed over. The error is a Problem of kind Invalid for an answer that the
// item does not know.
func Tailor(it desk.Item, answers map[string]string) (Tailored, error) {
	given, err := chosen(it, answers)
	if err != nil {
		return Tailored{}, err
	}
	var t Tailored
	kept := it.Kept(answers)
	for i := range it.Situations {
		if !it.Situations[i].Matters(kept) {
			given[i] = nil
			continue
		}
		t.Questions++
		switch a := given[i]; {
		case a == nil && t.Next == nil:
			t.Next = &it.Situations[i]
		case a != nil:
			t.Answered++
			if a.Note != "" {
				t.Notes = append(t.Notes, a.Note)
			}
		}
	}
	for _, m := range it.Materials {
		l := decide(it, m, given, kept)
		if l.Why == Always || l.Why == Added {
			t.Asked = append(t.Asked, l)
		} else {
			t.Left = append(t.Left, l)
		}
	}
	return t, nil
}

// chosen returns the choice given to each question, nil where there is none.
func chosen(it desk.Item, answers map[string]string) ([]*desk.Choice, error) {
	given := make([]*desk.Choice, len(it.Situations))
	known := 0
	for i := range it.Situations {
		q := &it.Situations[i]
		key, answered := answers[q.Key]
		if !answered {
			continue
		}
		at := slices.IndexFunc(q.Answers, func(c desk.Choice) bool { return c.Key == key })
		if at < 0 {
			return nil, &desk.Problem{Kind: desk.Invalid, What: "situation.answer"}
		}
		given[i] = &q.Answers[at]
		known++
	}
	if known != len(answers) {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "situation.question"}
	}
	return given, nil
}

// decide says of one material whether it is asked for and by which answer. A
// question that does not matter chooses nothing; while the one that it hangs on
// is open, what it would add is open too.
func decide(it desk.Item, m desk.Requirement, given []*desk.Choice, kept map[string]string) Line {
	l := Line{Requirement: m, Why: Always}
	for i, a := range given {
		q := &it.Situations[i]
		if by, answer := hangs(it, q, kept); by != nil {
			switch {
			case !adds(q, m.Key) || l.Why == Added:
			case answer == nil:
				l.Why, l.Question, l.Answer = Undecided, by, nil
			case l.Why == Always:
				l.Why, l.Question, l.Answer = NotChosen, by, answer
			}
			continue
		}
		switch {
		case a != nil && slices.Contains(a.Drops, m.Key):
			l.Why, l.Question, l.Answer = Dropped, q, a
			return l
		case !adds(q, m.Key) || l.Why == Added:
		case a == nil:
			l.Why, l.Question, l.Answer = Undecided, q, nil
		case slices.Contains(a.Adds, m.Key):
			l.Why, l.Question, l.Answer = Added, q, a
		case l.Why == Always:
			l.Why, l.Question, l.Answer = NotChosen, q, a
		}
	}
	return l
}

// hangs returns the question because of which q does not matter now, with the
// answer given to it, nil while it is open.
func hangs(it desk.Item, q *desk.Question, kept map[string]string) (*desk.Question, *desk.Choice) {
	for _, w := range q.When {
		if slices.Contains(w.Answers, kept[w.Question]) {
			continue
		}
		for i := range it.Situations {
			by := &it.Situations[i]
			if by.Key != w.Question {
				continue
			}
			if further, answer := hangs(it, by, kept); further != nil {
				return further, answer
			}
			for j := range by.Answers {
				if by.Answers[j].Key == kept[by.Key] {
					return by, &by.Answers[j]
				}
			}
			return by, nil
		}
	}
	return nil, nil
}

// adds reports whether an answer to q asks for the material.
func adds(q *desk.Question, key string) bool {
	return slices.ContainsFunc(q.Answers, func(c desk.Choice) bool { return slices.Contains(c.Adds, key) })
}

// Back returns the answers without the one to the last question answered, in
// the item's order, so that it is asked again. With no answers it returns none.
func Back(it desk.Item, answers map[string]string) map[string]string {
	left := map[string]string{}
	last := ""
	kept := it.Kept(answers)
	for _, q := range it.Situations {
		if a, ok := kept[q.Key]; ok {
			left[q.Key], last = a, q.Key
		}
	}
	delete(left, last)
	return left
}
