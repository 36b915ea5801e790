package intake

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// questions are those of the item that the clerk has to ask: they matter after
// the answers given so far, and the visit does not tell them by itself.
func (s *Screen) questions() []desk.Question {
	c := &s.draft.Case
	facts := desk.FactsOf(c, s.today)
	var out []desk.Question
	for _, q := range s.item.Questions(c.Answers) {
		if !q.Given(facts) {
			out = append(out, q)
		}
	}
	return out
}

// situationForm asks the item's questions, each answered by a digit.
func (s *Screen) situationForm() *ui.Form {
	list := s.questions()
	rows := make([]ui.FormRow, 0, len(list))
	for _, q := range list {
		opts := make([]ui.Option, 0, len(q.Answers))
		for _, a := range q.Answers {
			opts = append(opts, ui.Option{Key: a.Key, Word: ui.Clean(a.Say, 60)})
		}
		rows = append(rows, ui.FormRow{
			Key: q.Key, Label: ui.Clean(q.Ask, 80), Choice: ui.NewChoice(opts, s.draft.Case.Answers[q.Key]),
		})
	}
	return ui.NewForm(rows...)
}

// fit fits answers and checklist to what is known now, and shows them. The focus
// stays on the question that has it.
func (s *Screen) fit() error {
	if err := s.cfg.Desk.Tailor(&s.draft.Case); err != nil {
		return err
	}
	focus := ""
	if s.situ != nil {
		focus = s.situ.Focus()
	}
	s.situ = s.situationForm()
	s.situ.FocusOn(focus)
	s.list()
	return nil
}

// situationKey answers a question, or goes back a step.
func (s *Screen) situationKey(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyPressMsg); ok && ui.KeyOf(k) == "left" {
		return s.unanswer()
	}
	switch s.situ.Update(msg) {
	case ui.FormChanged:
		return s.answer(msg)
	case ui.FormLeft:
		return s.save()
	case ui.FormDone:
		return s.forward()
	}
	return nil
}

// answer fits the checklist to an answer. A digit is a whole answer, so the
// next question comes at once.
func (s *Screen) answer(msg tea.Msg) tea.Cmd {
	s.collect()
	if err := s.fit(); err != nil {
		return ui.Say(ui.Fault, text.Problem(err))
	}
	s.dirty, s.pulses = true, 0
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || ui.KeyOf(k) < "1" || ui.KeyOf(k) > "9" || len(ui.KeyOf(k)) != 1 {
		return nil
	}
	if s.situ.Update(tea.KeyPressMsg{Code: tea.KeyEnter}) == ui.FormDone {
		return s.forward()
	}
	return s.save()
}

// unanswer goes back one step: the question before the one in focus is asked
// again; before the first lies the applicant.
func (s *Screen) unanswer() tea.Cmd {
	list, at := s.questions(), 0
	for i, q := range list {
		if q.Key == s.situ.Focus() {
			at = i
		}
	}
	if at == 0 {
		return s.backward()
	}
	before := list[at-1].Key
	delete(s.draft.Case.Answers, before)
	if err := s.fit(); err != nil {
		return ui.Say(ui.Fault, text.Problem(err))
	}
	s.situ.FocusOn(before)
	return s.save()
}
