package practice

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"xiaochuang/desk"
)

// A memory is a ledger that forgets: enough of one for the witness and the
// stage. What the real store does with them is shown where it is wired.
type memory struct {
	desk.Ledger // every method not below is missing

	mu      sync.Mutex
	at      time.Time
	lines   []desk.Entry
	acts    []desk.Act
	drafts  map[string]desk.Draft
	tickets []desk.Ticket
	refuse  bool // the next write fails after it was decided
}

var errRefused = errors.New("disk")

func newMemory() *memory {
	return &memory{at: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), drafts: map[string]desk.Draft{}}
}

func (m *memory) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = m.at.Add(d)
}

func (m *memory) Today(context.Context) (desk.Stamp, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stamp(), nil
}

func (m *memory) stamp() desk.Stamp {
	return desk.Stamp{At: m.at, Day: desk.DayOf(m.at, 0), Clock: desk.ClockOK}
}

func (m *memory) Write(_ context.Context, rid string, d desk.Duty, decide func(desk.Tx) (desk.Act, error)) (desk.Done, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, err := decide(memoryTx{m: m})
	if err != nil {
		return desk.Done{}, err
	}
	if m.refuse {
		m.refuse = false
		return desk.Done{}, errRefused
	}
	b := desk.Body{Note: a.Note, Tickets: a.Tickets}
	for _, c := range a.Cases {
		b.Cases = append(b.Cases, desk.CaseDoc{Case: c})
	}
	raw, err := json.Marshal(b)
	if err != nil {
		return desk.Done{}, err
	}
	e := desk.Entry{N: int64(len(m.lines) + 1), Line: desk.Line{
		V: 1, RID: rid, Kind: a.Kind, At: desk.LineTime(m.at), Staff: d.Staff.ID, Obj: a.Obj, Body: raw,
	}}
	m.lines, m.acts = append(m.lines, e), append(m.acts, a)
	for _, t := range a.Tickets {
		m.tickets = slices.DeleteFunc(m.tickets, func(x desk.Ticket) bool { return x.ID == t.ID })
		m.tickets = append(m.tickets, t)
	}
	delete(m.drafts, a.DropDraft)
	return desk.Done{Act: a, Entry: e}, nil
}

func (m *memory) SaveDraft(_ context.Context, d desk.Draft) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drafts[d.Case.ID] = d
	return nil
}

func (m *memory) DropDraft(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.drafts, id)
	return nil
}

func (m *memory) Drafts(context.Context) ([]desk.Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []desk.Draft
	for _, d := range m.drafts {
		out = append(out, d)
	}
	return out, nil
}

func (m *memory) Tickets(context.Context, desk.Day) ([]desk.Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.tickets), nil
}

func (m *memory) Journal(_ context.Context, after int64, limit int) ([]desk.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rest := m.lines[min(int(after), len(m.lines)):]
	return slices.Clone(rest[:min(limit, len(rest))]), nil
}

// kinds lists the kinds of all lines.
func (m *memory) kinds() []desk.ActKind {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []desk.ActKind
	for _, l := range m.lines {
		out = append(out, l.Line.Kind)
	}
	return out
}

type memoryTx struct {
	desk.Tx
	m *memory
}

func (t memoryTx) Stamp() desk.Stamp { return t.m.stamp() }

func (t memoryTx) Ticket(_ context.Context, id string) (desk.Ticket, error) {
	for _, x := range t.m.tickets {
		if x.ID == id {
			return x, nil
		}
	}
	return desk.Ticket{}, &desk.Problem{Kind: desk.NotFound, What: "ticket"}
}

// props notes what is done to them.
type props struct {
	mu   sync.Mutex
	did  []string
	fail error
}

func (p *props) note(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.did = append(p.did, s)
}

func (p *props) Lay(s Scene) error {
	p.note("lay " + s.ID)
	return p.fail
}

func (p *props) Cards(s Scene) error {
	p.note("cards " + s.ID)
	return nil
}

func (p *props) Fail(m Mishap) { p.note("fail " + string(m)) }
func (p *props) Mend(m Mishap) { p.note("mend " + string(m)) }
func (p *props) Clear()        { p.note("clear") }
