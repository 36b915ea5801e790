package counter

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Steady: the queue is the same however often it is opened.
func (s *Screen) Steady() {}

// Open comes back to the queue, and presses one of its keys where another screen
// asks for it, once what stands here has been read.
func (s *Screen) Open(with any) tea.Cmd {
	s.press = ""
	if p, ok := with.(ui.Press); ok {
		s.press = p.Key
	}
	return s.reload()
}

// pressed presses the key that another screen has asked for.
func (s *Screen) pressed() tea.Cmd {
	if s.press == "" || s.seen < s.need {
		return nil
	}
	key := s.press
	s.press = ""
	acts := s.Actions()
	for i := range acts {
		if acts[i].Key != key {
			continue
		}
		cmd, why := acts[i].Do()
		if why != "" {
			return ui.Say(ui.Care, why)
		}
		return cmd
	}
	return nil
}

// Serving tells which visit is in hand. One that another screen has begun is not
// in what was read before.
func (s *Screen) Serving(t *desk.Ticket) {
	m := s.mine()
	if t == nil && m == nil || t != nil && m != nil && t.ID == m.ID && t.Rev <= m.Rev {
		return
	}
	s.loads++
	s.seen = s.loads
	s.queue.Mine = t
	s.cases = nil
}

// standing is what the second row of every screen tells of the queue.
func (s *Screen) standing() ui.Serving {
	m := ui.Serving{F5: s.f5Row(), Late: s.lateRow()}
	if t := s.mine(); t != nil {
		x := *t
		m.Ticket, m.Matter = &x, s.cfg.Matters.Name(x.Item)
		if d := s.draftOf(x.ID); d != nil {
			m.Matter, m.Name = ui.Clean(d.Case.Title, 60), ui.Clean(d.Case.Private.Applicant.Name, 40)
			m.Tail = text.Tail(d.Case.Private.Applicant.Number)
		}
	}
	if len(s.queue.Waiting) > 0 {
		t := s.queue.Waiting[0]
		m.Next, m.NextMatter = text.NextIs(t.No), s.matter(t)
	}
	return m
}

// draftOf is the draft of a visit that was saved last, nil for none.
func (s *Screen) draftOf(ticket string) *desk.Draft {
	for i := range s.drafts {
		if s.drafts[i].Case.Ticket == ticket {
			return &s.drafts[i]
		}
	}
	return nil
}

// f5Row says in a few cells what F5 will do.
func (s *Screen) f5Row() string {
	if !s.cfg.Station.Queue {
		return ""
	}
	t, waits := s.mine(), len(s.queue.Waiting) > 0
	switch {
	case t != nil && t.State == desk.TicketCalled:
		return text.F5AsksArrived
	case t != nil && s.draftsOf(t.ID) > 0:
		return text.F5AsksDraft
	case t != nil && waits:
		return text.F5EndsAndCalls
	case t != nil:
		return text.F5Ends
	case waits:
		return text.F5Call
	}
	return text.F5NobodyRow
}

// heldLong is how long a visit may be parked before the clerk is reminded of it.
const heldLong = 15 * time.Minute

// heldFor is how long a visit has been parked.
func (s *Screen) heldFor(t desk.Ticket) time.Duration {
	if t.Held == nil {
		return 0
	}
	return s.queue.Stamp.At.Sub(*t.Held)
}

func (s *Screen) lateRow() string {
	for _, t := range s.queue.Held {
		if s.heldFor(t) >= heldLong {
			return text.HeldLong(t.No, s.heldFor(t))
		}
	}
	return ""
}

// remind tells once of each visit that has been parked for long. It opens nothing
// and takes no key.
func (s *Screen) remind() tea.Cmd {
	var due []desk.Ticket
	held := map[string]bool{}
	for _, t := range s.queue.Held {
		if s.heldFor(t) < heldLong {
			continue
		}
		held[t.ID] = true
		if !s.reminded[t.ID] {
			due = append(due, t)
		}
	}
	s.reminded = held
	if len(due) == 0 {
		return nil
	}
	return ui.Say(ui.Care, text.HeldReminder(due[0].No, s.heldFor(due[0]), len(due)))
}
