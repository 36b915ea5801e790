package intake

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

type readMsg struct {
	n       int // which question it answers
	reading desk.CardReading
	err     error
}

// readFor is how long one question to the reader waits for a card.
const readFor = 20 * time.Second

// read asks the reader for a card while the identity is open. The answer is
// offered, and bound only by Enter.
func (s *Screen) read() tea.Cmd {
	if !s.open || !s.shown || s.cfg.Reader == nil || s.part != partPerson || s.stopRead != nil || s.reading != nil {
		return nil
	}
	return s.ask(readFor, s.cfg.Reader.Read)
}

// ask runs one question to the reader, which ends when the screen is left.
func (s *Screen) ask(timeout time.Duration, read func(context.Context) (desk.CardReading, error)) tea.Cmd {
	ctx, cancel := context.WithCancel(s.ctx)
	s.reads++
	s.stopRead = cancel
	n := s.reads
	return ui.Do(ctx, timeout, func(ctx context.Context) tea.Msg {
		r, err := read(ctx)
		return readMsg{n, r, err}
	})
}

// stopReading ends the question to the reader and forgets a reading that was
// not bound.
func (s *Screen) stopReading() {
	s.reading = nil
	if s.stopRead != nil {
		s.stopRead()
		s.stopRead = nil
	}
}

func (s *Screen) readDone(m readMsg) tea.Cmd {
	if m.n != s.reads || s.stopRead == nil {
		return nil // an answer to a question that nobody waits for
	}
	s.stopRead()
	s.stopRead = nil
	switch {
	case m.err == nil && m.reading.ID != "":
		r := m.reading
		s.reading = &r
		return ui.Say(ui.Info, text.CardOffered)
	case s.ctx.Err() != nil:
		return nil
	case errors.Is(m.err, context.DeadlineExceeded) || m.err == nil:
		return s.read()
	case desk.KindOf(m.err) == desk.Invalid: // there is a card, and something is wrong with it
		return tea.Batch(ui.Say(ui.Care, text.Problem(m.err)), s.later())
	}
	return s.later()
}

// again is the pause before a reader that answered with an error is asked once
// more, since a dead one answers at once.
const again = 3 * time.Second

func (s *Screen) later() tea.Cmd {
	return s.ask(again, func(ctx context.Context) (desk.CardReading, error) {
		<-ctx.Done()
		return desk.CardReading{}, ctx.Err()
	})
}

// forAgent reports whether a card that is read now is the agent's: the focus is
// on the agent, or the applicant's card has been read before and this is another.
func (s *Screen) forAgent() bool {
	switch s.person.Focus() {
	case rowAgentDocument, rowAgentNumber, rowAgentName, rowAgentPhone:
		return true
	case rowAgent:
		return s.person.Value(rowAgent) == "yes"
	}
	a := s.draft.Case.Private.Applicant
	return s.reading != nil && a.Source == desk.FromCard && a.Number != "" &&
		a.Number == s.person.Value(rowNumber) && a.Number != s.reading.Number
}

// bind puts the offered reading into the form, for the applicant or for the
// agent.
func (s *Screen) bind(agent bool) tea.Cmd {
	r := *s.reading
	s.reading = nil
	if r.Document == "" && r.Layout == desk.CardHM {
		r.Document = string(identity.ResidencePermit)
	}
	doc, number, name := rowDocument, rowNumber, rowName
	if agent {
		doc, number, name = rowAgentDocument, rowAgentNumber, rowAgentName
	}
	p := desk.Person{Document: r.Document, Number: r.Number, Name: r.Name}
	if err := s.cfg.People.Check(p, s.today); err != nil {
		return tea.Batch(ui.Say(ui.Fault, text.Problem(err)), s.read())
	}
	if agent {
		s.person.Set(rowAgent, "yes")
		s.agentRows()
	}
	s.person.Set(doc, r.Document)
	s.byDocument()
	s.person.Set(number, r.Number)
	s.person.Set(name, r.Name)
	s.collect()
	bound := desk.Person{Number: r.Number, Sex: r.Sex, Birth: r.Birth, Source: desk.FromCard}
	if !agent {
		s.person.Set(rowAddress, r.Address)
		s.draft.Case.Private.Applicant = bound
		s.person.FocusOn(rowPhone)
	} else {
		bound.Address = r.Address
		s.draft.Case.Private.Agent = &bound
		s.person.FocusOn(rowAgentPhone)
	}
	level, say := ui.Done, text.CardBound
	switch {
	case agent && !s.item.ProxyAllowed:
		level, say = ui.Care, text.MustComeOneself
	case r.Gaps:
		level, say = ui.Care, text.CardGaps
	}
	return tea.Batch(ui.Say(level, say), s.save(), s.read())
}
