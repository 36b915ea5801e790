package intake

import (
	"context"
	"time"

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
	rowOverride      = "override"
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
		ui.FormRow{Key: rowAddress, Label: text.LabelAddress, Field: ui.NewField(ui.Free, 80)},
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
	name.Check = func(v string) string {
		if v == "" {
			return text.NameNeeded
		}
		return ""
	}
	phone.Check = phoneCheck
	agentPhone.Check = phoneCheck
	f.FocusOn(rowNumber)
	s.person, s.rows = f, f.Rows
	s.agentRows()
	return f
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
		if err := s.cfg.People.Check(p, s.today); err != nil {
			return text.Problem(err)
		}
		return ""
	}
}

func phoneCheck(v string) string {
	if v == "" {
		return ""
	}
	if identity.Phone(v).Verdict == identity.Wrong {
		return text.PhoneWrong
	}
	return ""
}

// collect writes what stands in the forms into the draft.
func (s *Screen) collect() {
	if s.person == nil {
		return
	}
	p := &s.draft.Case.Private
	fromCard := p.Applicant.Source == desk.FromCard && p.Applicant.Number == s.person.Value(rowNumber)
	p.Applicant = person(s.person, rowDocument, rowNumber, rowName, rowPhone, p.Applicant)
	p.Applicant.Address = s.person.Value(rowAddress)
	if fromCard {
		p.Applicant.Source = desk.FromCard
	}
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
		p.Override, p.Sex, p.Birth = old.Override, old.Sex, old.Birth
	}
	if fi := identity.Check(identity.Document(p.Document), p.Number); fi.Birth != "" {
		p.Birth, p.Sex = fi.Birth, string(fi.Sex)
	}
	return p
}

type readMsg struct {
	reading desk.CardReading
	err     error
}

// readFor is how long one question to the reader waits for a card.
const readFor = 20 * time.Second

// read asks the reader for a card while the identity is open. The answer is
// offered, and bound only by Enter.
func (s *Screen) read() tea.Cmd {
	if !s.open || s.cfg.Reader == nil || s.part != partPerson || s.waiting || s.reading != nil {
		return nil
	}
	s.waiting = true
	reader := s.cfg.Reader
	return ui.Do(s.ctx, readFor, func(ctx context.Context) tea.Msg {
		r, err := reader.Read(ctx)
		return readMsg{r, err}
	})
}

// stopReading forgets a reading that was not bound.
func (s *Screen) stopReading() { s.reading = nil }

func (s *Screen) readDone(m readMsg) tea.Cmd {
	s.waiting = false
	if !s.open || s.part != partPerson {
		return nil
	}
	if m.err != nil {
		if desk.KindOf(m.err) == desk.Unavailable && s.ctx.Err() == nil {
			return s.later()
		}
		return s.read()
	}
	r := m.reading
	s.reading = &r
	return ui.Say(ui.Info, text.CardOffered)
}

// later asks the reader again after a moment, since a dead one answers at
// once.
func (s *Screen) later() tea.Cmd {
	return ui.Do(s.ctx, 3*time.Second, func(ctx context.Context) tea.Msg {
		<-ctx.Done()
		return readMsg{err: context.DeadlineExceeded}
	})
}

// bind puts the offered reading into the form, for the applicant or, where the
// focus is on the agent, for the agent.
func (s *Screen) bind() tea.Cmd {
	r := *s.reading
	s.reading = nil
	if r.Document == "" && r.Layout == desk.CardHM {
		r.Document = string(identity.ResidencePermit)
	}
	doc, number, name := rowDocument, rowNumber, rowName
	agent := false
	switch s.person.Focus() {
	case rowAgentDocument, rowAgentNumber, rowAgentName, rowAgentPhone:
		doc, number, name, agent = rowAgentDocument, rowAgentNumber, rowAgentName, true
	}
	p := desk.Person{Document: r.Document, Number: r.Number, Name: r.Name}
	if err := s.cfg.People.Check(p, s.today); err != nil {
		return tea.Batch(ui.Say(ui.Fault, text.Problem(err)), s.read())
	}
	s.person.Set(doc, r.Document)
	s.person.Set(number, r.Number)
	s.person.Set(name, r.Name)
	if !agent {
		s.person.Set(rowAddress, r.Address)
		s.draft.Case.Private.Applicant = desk.Person{
			Number: r.Number, Sex: r.Sex, Birth: r.Birth, Source: desk.FromCard,
		}
		s.person.FocusOn(rowPhone)
	} else {
		s.person.FocusOn(rowAgentPhone)
	}
	level, say := ui.Done, text.CardBound
	if r.Gaps {
		level, say = ui.Care, text.CardGaps
	}
	return tea.Batch(ui.Say(level, say), s.save(), s.read())
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
