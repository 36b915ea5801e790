package intake

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Keys of the rows of the person form.
const (
	rowDocument      = "document"
	rowNumber        = "number"
	rowName          = "name"
	rowPhone         = "phone"
	rowAddress       = "address"
	rowAgent         = "agent"
	rowAgentDocument = "agent_document"
	rowAgentNumber   = "agent_number"
	rowAgentName     = "agent_name"
	rowAgentPhone    = "agent_phone"
)

// documents are the kinds of identity document offered.
func documents() []ui.Option {
	var out []ui.Option
	for _, d := range []identity.Document{
		identity.CitizenCard, identity.ResidencePermit, identity.HongKongPermit, identity.TaiwanPermit,
		identity.Passport, identity.ForeignResident, identity.Household, identity.BirthRecord, identity.OtherDocument,
	} {
		out = append(out, ui.Option{Key: string(d), Word: text.Document(string(d))})
	}
	return out
}

// personForm is the form of applicant and agent, filled from the draft.
func (s *Screen) personForm() *ui.Form {
	p := s.draft.Case.Private
	doc := p.Applicant.Document
	if doc == "" {
		doc = string(identity.CitizenCard)
	}
	agent, ad := "no", string(identity.CitizenCard)
	var a desk.Person
	if p.Agent != nil {
		agent, a = "yes", *p.Agent
		if a.Document != "" {
			ad = a.Document
		}
	}
	number, agentNumber := ui.NewField(ui.Code, 30), ui.NewField(ui.Code, 30)
	name, agentName := ui.NewField(ui.Free, 30), ui.NewField(ui.Free, 30)
	phone, agentPhone := ui.NewField(ui.Phone, 20), ui.NewField(ui.Phone, 20)
	f := ui.NewForm(
		ui.FormRow{Key: rowDocument, Label: text.LabelDocument, Choice: ui.NewChoice(documents(), doc)},
		ui.FormRow{Key: rowNumber, Label: text.LabelNumber, Field: number, Hint: text.HintNumber},
		ui.FormRow{Key: rowName, Label: text.LabelName, Field: name},
		ui.FormRow{Key: rowPhone, Label: text.LabelPhone, Field: phone},
		ui.FormRow{Key: rowAddress, Label: text.LabelAddress, Field: ui.NewField(ui.Free, 80), Hint: s.addressHint()},
		ui.FormRow{Key: rowAgent, Label: text.LabelAgent, Choice: ui.NewChoice([]ui.Option{
			{Key: "no", Word: text.AgentNo}, {Key: "yes", Word: text.AgentYes},
		}, agent)},
		ui.FormRow{Key: rowAgentDocument, Label: text.LabelAgentDocument, Choice: ui.NewChoice(documents(), ad)},
		ui.FormRow{Key: rowAgentNumber, Label: text.LabelAgentNumber, Field: agentNumber},
		ui.FormRow{Key: rowAgentName, Label: text.LabelAgentName, Field: agentName},
		ui.FormRow{Key: rowAgentPhone, Label: text.LabelAgentPhone, Field: agentPhone},
	)
	for k, v := range map[string]string{
		rowNumber: p.Applicant.Number, rowName: p.Applicant.Name, rowPhone: p.Applicant.Phone,
		rowAddress: p.Applicant.Address, rowAgentNumber: a.Number, rowAgentName: a.Name, rowAgentPhone: a.Phone,
	} {
		f.Set(k, v)
	}
	number.Check = s.numberCheck(f, rowDocument)
	agentNumber.Check = s.numberCheck(f, rowAgentDocument)
	s.tellAtOnce(number, func() string { return valueOf(s.rows, rowDocument) })
	s.tellAtOnce(agentNumber, func() string { return valueOf(s.rows, rowAgentDocument) })
	name.Check = func(v string) string {
		if v == "" {
			return text.NameNeeded
		}
		return ""
	}
	phone.Check = s.phoneCheck(false)
	agentPhone.Check = s.phoneCheck(true)
	f.FocusOn(rowNumber)
	s.person, s.rows = f, f.Rows
	s.byDocument()
	s.agentRows()
	return f
}

// byDocument has the fields of numbers take what the kind of document can have: a
// citizen's number is shown in groups, and takes nothing but digits and X.
func (s *Screen) byDocument() {
	for i := range s.rows {
		doc := ""
		switch s.rows[i].Key {
		case rowNumber:
			doc = rowDocument
		case rowAgentNumber:
			doc = rowAgentDocument
		default:
			continue
		}
		s.rows[i].Field.Kind = ui.Code
		if citizen(valueOf(s.rows, doc)) {
			s.rows[i].Field.Kind = ui.IDNumber
		}
	}
}

// valueOf returns the value of a row, the agent's too while they are not shown.
func valueOf(rows []ui.FormRow, key string) string {
	for i := range rows {
		if rows[i].Key == key {
			return rows[i].Value()
		}
	}
	return ""
}

// citizen reports whether the numbers of a kind of document are those of
// GB 11643: birth, sex and a check character in 18 places.
func citizen(document string) bool {
	d := identity.Document(document)
	return d == identity.CitizenCard || d == identity.ResidencePermit
}

// citizenPlaces is the length of a citizen's number.
const citizenPlaces = 18

// tellAtOnce has a number say birth, sex and age, or what is wrong, as soon as its
// last place is typed. document names the kind of document that it is of.
func (s *Screen) tellAtOnce(d *ui.Field, document func() string) {
	whole := func(v string) bool { return len(v) == citizenPlaces && citizen(document()) }
	d.Early = func(v string) string {
		if !whole(v) {
			return ""
		}
		return s.numberFault(document(), v)
	}
	d.Note = func(v string) string {
		x := identity.Check(identity.Document(document()), v)
		if !whole(v) || x.Verdict != identity.OK {
			return ""
		}
		return text.Born(x.Birth, string(x.Sex), identity.Age(x.Birth, s.today.Start()))
	}
}

// numberFault says what is wrong with a number, "" for nothing and where there is
// none.
func (s *Screen) numberFault(document, number string) string {
	if err := s.cfg.People.Check(desk.Person{Document: document, Number: number}, s.today); err != nil {
		return text.Problem(err)
	}
	return ""
}

// focusOn goes back to the row where a draft was left. From a whole number it
// goes on to the next row, so that it is not shown to whoever stands there.
func (s *Screen) focusOn(row string) {
	if s.part == partForm {
		s.form.FocusOn(row)
	}
	if s.part != partPerson {
		return
	}
	s.person.FocusOn(row)
	for _, r := range secret {
		if f := s.person.Row(r); f != nil && s.person.Focus() == r && f.Value() != "" && f.Field.Validate() {
			s.person.Update(tea.KeyPressMsg{Code: tea.KeyTab})
		}
	}
}

// agentFrom is the first row of the agent.
const agentFrom = 6

// agentRows shows the agent's rows only where somebody acts for another.
func (s *Screen) agentRows() {
	if s.person.Value(rowAgent) == "yes" {
		s.person.Rows = s.rows
		return
	}
	s.person.Rows = s.rows[:agentFrom]
}

func (s *Screen) numberCheck(f *ui.Form, docRow string) func(string) string {
	return func(v string) string {
		if docRow == rowAgentDocument && f.Value(rowAgent) != "yes" {
			return ""
		}
		p := desk.Person{Document: f.Value(docRow), Number: v, Name: "-"}
		return s.objection(p, docRow == rowAgentDocument)
	}
}

func (s *Screen) phoneCheck(agent bool) func(string) string {
	return func(v string) string { return s.objection(desk.Person{Phone: v}, agent) }
}

// objection says what is wrong with a number or phone of the applicant or agent. A
// doubt is passed by the reason that was given for that person.
func (s *Screen) objection(p desk.Person, agent bool) string {
	p.Override = s.reason(agent)
	err := s.cfg.People.Check(p, s.today)
	if err == nil {
		return ""
	}
	p.Override = "-"
	if s.cfg.People.Check(p, s.today) == nil {
		return text.Problem(err) + text.EnterAgain
	}
	return text.Problem(err)
}

// reason is why doubts about the person in the form are passed, "" for not: it
// holds for the number that it was given for.
func (s *Screen) reason(agent bool) string {
	p, row := &s.draft.Case.Private.Applicant, rowNumber
	if agent {
		p, row = s.draft.Case.Private.Agent, rowAgentNumber
	}
	if p == nil || p.Number != identity.Fold(s.person.Value(row)) {
		return ""
	}
	return p.Override
}

// doubtful says why a doubt cannot be passed now: the focus is on no number or
// phone, nothing is in doubt, or it is plainly wrong.
func (s *Screen) doubtful() string {
	p, agent, ok := s.inDoubt()
	if !ok {
		return text.NothingInDoubt
	}
	if s.objection(p, agent) == "" {
		return text.NothingInDoubt
	}
	p.Override = "-"
	if s.cfg.People.Check(p, s.today) != nil {
		return text.PlainlyWrong
	}
	return ""
}

// inDoubt is the number or phone that has the focus.
func (s *Screen) inDoubt() (p desk.Person, agent, ok bool) {
	if !s.open || s.part != partPerson {
		return p, false, false
	}
	v := s.person.Value(s.person.Focus())
	switch s.person.Focus() {
	case rowNumber:
		return desk.Person{Document: s.person.Value(rowDocument), Number: v}, false, true
	case rowAgentNumber:
		return desk.Person{Document: s.person.Value(rowAgentDocument), Number: v}, true, true
	case rowPhone:
		return desk.Person{Phone: v}, false, true
	case rowAgentPhone:
		return desk.Person{Phone: v}, true, true
	}
	return p, false, false
}

// insists reports whether Enter is pressed once more on a doubt that the form has
// shown: the clerk has looked at the original.
func (s *Screen) insists(msg tea.Msg) bool {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || ui.KeyOf(k) != "enter" || k.IsRepeat {
		return false
	}
	r := s.person.Row(s.person.Focus())
	return r != nil && r.Field != nil && r.Field.Fault() != "" && s.doubtful() == ""
}

func (s *Screen) vouch() tea.Cmd {
	return ui.Ask(askVouch, ui.NewAskField(text.Vouch, text.VouchAsk, needed(60)))
}

// vouched passes the doubt for the person whose row has the focus.
func (s *Screen) vouched(reason string) tea.Cmd {
	_, agent, ok := s.inDoubt()
	if !ok {
		return nil
	}
	s.collect()
	if agent {
		s.draft.Case.Private.Agent.Override = reason
	} else {
		s.draft.Case.Private.Applicant.Override = reason
	}
	s.person.Row(s.person.Focus()).Field.Validate()
	return s.save()
}

// collect writes what stands in the forms into the draft.
func (s *Screen) collect() {
	if s.person == nil {
		return
	}
	p := &s.draft.Case.Private
	p.Applicant = person(s.person, rowDocument, rowNumber, rowName, rowPhone, p.Applicant)
	p.Applicant.Address = s.person.Value(rowAddress)
	if s.person.Value(rowAgent) == "yes" {
		var old desk.Person
		if p.Agent != nil {
			old = *p.Agent
		}
		a := person(s.person, rowAgentDocument, rowAgentNumber, rowAgentName, rowAgentPhone, old)
		p.Agent = &a
	} else {
		p.Agent = nil
	}
	s.collectForm()
	for _, q := range s.item.Situations {
		if v := s.situ.Value(q.Key); v != "" {
			if s.draft.Case.Answers == nil {
				s.draft.Case.Answers = map[string]string{}
			}
			s.draft.Case.Answers[q.Key] = v
		}
	}
}

// person reads one identity from the form; birth and sex follow from the
// number where it has them.
func person(f *ui.Form, doc, number, name, phone string, old desk.Person) desk.Person {
	p := desk.Person{
		Document: f.Value(doc), Number: identity.Fold(f.Value(number)), Name: f.Value(name), Phone: f.Value(phone),
		Source: desk.Typed,
	}
	if p.Number == "" {
		p.Source = ""
	}
	if p.Number == old.Number {
		p.Override, p.Manual, p.Sex, p.Birth, p.Address = old.Override, old.Manual, old.Sex, old.Birth, old.Address
		if p.Number != "" && old.Source == desk.FromCard {
			p.Source = desk.FromCard
		}
	}
	if fi := identity.Check(identity.Document(p.Document), p.Number); fi.Birth != "" {
		p.Birth, p.Sex = fi.Birth, string(fi.Sex)
	}
	return p
}

// readable are the documents that the reader reads by itself.
func readable(document string) bool {
	switch identity.Document(document) {
	case identity.CitizenCard, identity.ResidencePermit, identity.ForeignResident:
		return true
	}
	return false
}

// typedByHand returns whose number was typed although the reader works, with no
// reason given yet; nil for nobody.
func (s *Screen) typedByHand() *desk.Person {
	if s.cfg.Reader == nil || s.cfg.ReaderWell == nil || !s.cfg.ReaderWell() {
		return nil
	}
	p := &s.draft.Case.Private
	for _, x := range []*desk.Person{&p.Applicant, p.Agent} {
		if x != nil && x.Number != "" && x.Source == desk.Typed && x.Manual == "" && readable(x.Document) {
			return x
		}
	}
	return nil
}

// whyByHand asks why a number was typed, answered by one digit.
func whyByHand() tea.Cmd {
	var opts []ui.Option
	for _, code := range desk.ManualReasons() {
		opts = append(opts, ui.Option{Key: code, Word: text.Manual(code)})
	}
	return ui.Ask(askManual, ui.NewPick(text.ManualTitle, text.ManualAsk, opts))
}

// byHand notes why a number was typed, and goes on.
func (s *Screen) byHand(reason string) tea.Cmd {
	s.collect()
	if x := s.typedByHand(); x != nil {
		x.Manual = reason
	}
	return s.forward()
}

// lookForSame warns of an open case of the same person and matter.
func (s *Screen) lookForSame() tea.Cmd {
	number, item, id := s.person.Value(rowNumber), s.draft.Case.Item, s.draft.Case.ID
	if number == "" {
		return nil
	}
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		list, err := s.cfg.Books.Cases(ctx, desk.CaseFilter{Number: number, Item: item})
		if err != nil {
			return nil
		}
		var open []desk.Case
		for _, c := range list {
			if c.ID != id && !c.State.Ended() {
				open = append(open, c)
			}
		}
		return sameMsg{open}
	})
}

func (s *Screen) same(m sameMsg) tea.Cmd {
	if len(m.cases) == 0 {
		return nil
	}
	c := m.cases[0]
	return ui.Interrupt(askSame, ui.NewPick(text.SameTitle, text.SameAsk(desk.Tail(c.No), text.CaseState(c.State)), []ui.Option{
		{Key: c.ID, Word: text.SameOpen}, {Key: "", Word: text.SameNew},
	}))
}
