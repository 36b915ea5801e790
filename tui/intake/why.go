package intake

import (
	"slices"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why says what the finding on the selected material means and what class the
// matter is of, which answer put each material on the list, the selected one first,
// and which questions were not asked because they are answered already.
func (s *Screen) Why() []ui.Reason {
	if !s.open {
		return nil
	}
	source := text.WhyFromGuide
	version := s.draft.Case.Catalogue
	list := ui.Reasons(text.WhyMode(s.item, version))
	if m := s.line(); m != nil {
		list = append(ui.Reasons(text.WhyMaterialState(*m)), list...)
	}
	add := func(thing, sentence, next string) {
		list = append(list, ui.Reason{Thing: ui.Clean(thing, 80), Sentence: ui.Clean(sentence, 200), Source: source, Version: version, Next: next})
	}
	if s.draft.Case.Private.Agent != nil && !s.item.ProxyAllowed {
		add(text.LabelAgent, text.MustComeOneself, "")
	}
	if s.part != partPerson {
		s.whyMaterials(add)
	}
	facts := desk.FactsOf(&s.draft.Case, s.today)
	for _, q := range s.item.Questions(s.draft.Case.Answers) {
		if q.Given(facts) {
			add(q.Ask, text.WhyNotAsked(q.Says(s.draft.Case.Answers[q.Key])), "")
		}
	}
	return list
}

// whyMaterials explains the lines of the checklist, and what is not on it.
func (s *Screen) whyMaterials(add func(thing, sentence, next string)) {
	t, err := guide.Tailor(s.item, s.draft.Case.Answers)
	if err != nil {
		return
	}
	lines := slices.Concat(t.Asked, t.Left)
	sel := ""
	if m := s.line(); m != nil {
		sel = m.Key
	}
	slices.SortStableFunc(lines, func(a, b guide.Line) int {
		switch {
		case a.Key == sel && b.Key != sel:
			return -1
		case b.Key == sel && a.Key != sel:
			return 1
		}
		return 0
	})
	if m := s.draft.Case.Material(desk.DelegationKey); m != nil {
		add(m.Name, text.WhyDelegation, "")
	}
	for _, l := range lines {
		ask, say := "", ""
		if l.Question != nil {
			ask = l.Question.Ask
		}
		if l.Answer != nil {
			say = l.Answer.Say
		}
		add(l.Name, text.WhyMaterial(string(l.Why), ask, say), "")
	}
}
