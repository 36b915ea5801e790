package ui

// A Reason explains one thing that stands on the screen: a date, an order, a
// block, a mark, a lamp.
type Reason struct {
	Thing    string // what is explained, as it stands on the screen
	Sentence string // why it is so, in one sentence
	Rule     string // the rule it follows from, "" where there is none
	Source   string // where the rule or the fact comes from
	Version  string // of the source
	Next     string // what to do now, "" where there is nothing
}

// An Explainer is a screen that can say why what is selected is as it is. It is
// asked from Update, so it waits for nothing and reads no clock.
type Explainer interface {
	// Why lists reasons, what is selected first; none where there is nothing to
	// say.
	Why() []Reason
}

// Reasons turns reasons that were worded elsewhere into those of a panel.
func Reasons[T ~struct{ Thing, Sentence, Rule, Source, Version, Next string }](list ...T) []Reason {
	out := make([]Reason, 0, len(list))
	for _, w := range list {
		r := Reason(w)
		r.Thing, r.Sentence, r.Source = Clean(r.Thing, 80), Clean(r.Sentence, 300), Clean(r.Source, 120)
		out = append(out, r)
	}
	return out
}
