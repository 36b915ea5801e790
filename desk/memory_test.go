package desk_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
)

// A memory is a ledger of one goroutine that keeps everything in maps, for the
// tests that need tens of thousands of acts. What a real store does besides is
// tested on a real store.
type memory struct {
	desk.Ledger // nil: no use case under test asks for more than is here

	now      func() time.Time
	begins   time.Duration
	stamp    desk.Stamp
	lines    int
	done     map[string]desk.Act
	given    map[string]int
	numbers  map[string]int
	tickets  map[string]desk.Ticket
	cases    map[string]desk.Case
	papers   map[string]desk.Paper
	drafts   map[string]desk.Draft
	ratings  []desk.Rating
	inquired map[string]desk.Inquiry
	bags     map[string]desk.Bag
	batches  map[string]desk.Batch
	copies   map[string]desk.Transcript
}

var _ desk.Tx = (*memory)(nil)

func newMemory(now func() time.Time) *memory {
	return &memory{
		now: now, done: map[string]desk.Act{}, numbers: map[string]int{},
		tickets: map[string]desk.Ticket{}, cases: map[string]desk.Case{}, papers: map[string]desk.Paper{},
		drafts: map[string]desk.Draft{}, inquired: map[string]desk.Inquiry{},
		bags: map[string]desk.Bag{}, batches: map[string]desk.Batch{}, copies: map[string]desk.Transcript{},
	}
}

func (m *memory) Write(_ context.Context, rid string, _ desk.Duty, decide func(desk.Tx) (desk.Act, error)) (desk.Done, error) {
	if act, ok := m.done[rid]; ok {
		return desk.Done{Act: act, Repeated: true}, nil
	}
	m.stamp, _ = m.Today(context.Background())
	m.given = maps.Clone(m.numbers)
	act, err := decide(m)
	if err != nil {
		return desk.Done{}, err
	}
	m.numbers = m.given
	m.done[rid] = act
	m.lines++
	for _, x := range act.Tickets {
		m.tickets[x.ID] = x
	}
	for _, x := range act.Cases {
		x.Materials = slices.Clone(x.Materials)
		m.cases[x.ID] = x
	}
	for _, x := range act.Papers {
		m.papers[x.No] = x
	}
	for _, x := range act.Inquiries {
		m.inquired[x.ID] = x
	}
	for _, x := range act.Bags {
		m.bags[x.Code] = x
	}
	for _, x := range act.Transcripts {
		m.copies[x.ID] = x
	}
	for _, x := range act.Batches {
		m.batches[x.No] = x
	}
	m.ratings = append(m.ratings, act.Ratings...)
	delete(m.drafts, act.DropDraft)
	return desk.Done{Act: act}, nil
}

func (m *memory) Today(context.Context) (desk.Stamp, error) {
	at := m.now()
	return desk.Stamp{At: desk.Next(at, m.stamp.At), Day: desk.DayOf(at, m.begins), Clock: desk.ClockOK}, nil
}

func (m *memory) Stamp() desk.Stamp { return m.stamp }

func (m *memory) Serial() desk.Serial {
	return desk.Serial{Station: "110101001001", Desk: "01", Letter: desk.FirstLetter}
}

func (m *memory) next(series string) int {
	m.given[series]++
	return m.given[series]
}

func (m *memory) NextTicket(lane string) (int, error) {
	return m.next(fmt.Sprint("ticket", lane, m.stamp.Day)), nil
}
func (m *memory) NextOrder() (int64, error) { return int64(m.next("order")), nil }
func (m *memory) NextNumber(kind string) (int, error) {
	return m.next(fmt.Sprint(kind, m.stamp.Day)), nil
}
func (m *memory) Head() string { return "" }

func (m *memory) SlipBlocks(context.Context) ([]desk.SlipBlock, error) { return nil, nil }

func (m *memory) Words(desk.PaperKind) ([]string, error) { return nil, nil }

// found returns what a map has under a key.
func found[T any](in map[string]T, id, what string) (T, error) {
	v, ok := in[id]
	if !ok {
		return v, &desk.Problem{Kind: desk.NotFound, What: what}
	}
	return v, nil
}

func (m *memory) Ticket(_ context.Context, id string) (desk.Ticket, error) {
	return found(m.tickets, id, "ticket")
}

func (m *memory) Tickets(_ context.Context, day desk.Day) ([]desk.Ticket, error) {
	var out []desk.Ticket
	for _, x := range m.tickets {
		if x.Day == day {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b desk.Ticket) int { return cmp.Compare(a.Order, b.Order) })
	return out, nil
}

func (m *memory) Case(_ context.Context, id string) (desk.Case, error) {
	c, err := found(m.cases, id, "case")
	c.Materials = slices.Clone(c.Materials)
	return c, err
}

func (m *memory) Cases(_ context.Context, f desk.CaseFilter) ([]desk.Case, error) {
	var out []desk.Case
	for _, id := range slices.Sorted(maps.Keys(m.cases)) {
		c, _ := m.Case(context.Background(), id)
		if (len(f.States) == 0 || slices.Contains(f.States, c.State)) && (f.Ticket == "" || f.Ticket == c.Ticket) {
			out = append(out, c)
		}
	}
	return out, nil
}

func (m *memory) Ratings(_ context.Context, day desk.Day, visit string) ([]desk.Rating, error) {
	return slices.DeleteFunc(slices.Clone(m.ratings), func(r desk.Rating) bool {
		return day != "" && r.Day != day || visit != "" && r.Visit != visit
	}), nil
}

func (m *memory) SaveDraft(_ context.Context, d desk.Draft) error {
	d.Case.Materials = slices.Clone(d.Case.Materials)
	m.drafts[d.Case.ID] = d
	return nil
}

func (m *memory) Draft(_ context.Context, id string) (desk.Draft, error) {
	d, err := found(m.drafts, id, "draft")
	d.Case.Materials = slices.Clone(d.Case.Materials)
	return d, err
}

func (m *memory) Drafts(context.Context) ([]desk.Draft, error) {
	return slices.SortedFunc(maps.Values(m.drafts), func(a, b desk.Draft) int {
		return strings.Compare(a.Case.ID, b.Case.ID)
	}), nil
}

func (m *memory) Paper(_ context.Context, no string) (desk.Paper, error) {
	return found(m.papers, no, "paper")
}

func (m *memory) Inquiry(_ context.Context, id string) (desk.Inquiry, error) {
	return found(m.inquired, id, "inquiry")
}

func (m *memory) Bag(_ context.Context, code string) (desk.Bag, error) {
	return found(m.bags, code, "bag")
}

func (m *memory) Bags(_ context.Context, f desk.BagFilter) ([]desk.Bag, error) {
	var out []desk.Bag
	for _, code := range slices.Sorted(maps.Keys(m.bags)) {
		b := m.bags[code]
		if (f.Case == "" || f.Case == b.Case) && (f.Batch == "" || f.Batch == b.Batch) &&
			(len(f.States) == 0 || slices.Contains(f.States, b.State)) {
			out = append(out, b)
		}
	}
	return out, nil
}

func (m *memory) Batch(_ context.Context, no string) (desk.Batch, error) {
	return found(m.batches, no, "batch")
}

func (m *memory) Batches(_ context.Context, f desk.BatchFilter) ([]desk.Batch, error) {
	var out []desk.Batch
	for _, no := range slices.Sorted(maps.Keys(m.batches)) {
		b := m.batches[no]
		if (f.Comm == "" || f.Comm == b.Comm) && (len(f.States) == 0 || slices.Contains(f.States, b.State)) {
			out = append(out, b)
		}
	}
	return out, nil
}

func (m *memory) Transcript(_ context.Context, id string) (desk.Transcript, error) {
	return found(m.copies, id, "transcript")
}
