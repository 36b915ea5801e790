// Package storetest is the contract of desk.Ledger and desk.PrintJobs as tests:
// every store runs them. It is not a store, and holds no test of what only one
// store does, such as chains and keys.
package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
)

// An Opened is a store under test.
type Opened struct {
	desk.Ledger
	Jobs desk.PrintJobs
	// Reopen closes the store and opens it again, as after a restart.
	Reopen func() Opened
}

// An Opener opens an empty store of Station with a clock. It closes it at the
// end of the test.
type Opener func(t *testing.T, c desk.Clock) Opened

// Built is when the program under test was built: Open with it.
var Built = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// Morning is when the clocks of the tests start, 09:00 in Beijing.
var Morning = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// Today is the business day of Morning.
const Today = desk.Day("2026-11-23")

// Station is the station of the tests.
func Station() desk.Station {
	return desk.Station{
		Code: "110101001001", Desk: "01", Queue: true,
		Lanes:   []desk.Lane{{Letter: "A"}, {Letter: "Y"}},
		Windows: []desk.Window{{No: 1}, {No: 2}},
		Staff:   []desk.Staff{Duty().Staff},
	}
}

// Duty is who acts in the tests.
func Duty() desk.Duty {
	return desk.Duty{Staff: desk.Staff{ID: "u01", Name: "Sample", Roles: []desk.Role{desk.RoleClerk}}, Window: 1}
}

// A Clock goes where it is set to, and a second on at each reading.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at t.
func NewClock(t time.Time) *Clock { return &Clock{now: t} }

// Now implements desk.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Second)
	return c.now
}

// Set moves the clock.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Add moves the clock by d.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Person is an invented applicant with a valid number of a birth long ago.
func Person() desk.Person {
	return desk.Person{Name: "Zhao Shili", Document: "111", Number: "110101189903070018", Phone: "13800001899"}
}

// Other is another one.
func Other() desk.Person {
	return desk.Person{Name: "Qian Yangben", Document: "111", Number: "110101188511260029", Phone: "13900001885"}
}

// TakeTicket decides that a visitor takes the next number of a lane.
func TakeTicket(id, lane string) func(desk.Tx) (desk.Act, error) {
	return func(tx desk.Tx) (desk.Act, error) {
		n, err := tx.NextTicket(lane)
		if err != nil {
			return desk.Act{}, err
		}
		order, err := tx.NextOrder()
		if err != nil {
			return desk.Act{}, err
		}
		s := tx.Stamp()
		t := desk.Ticket{
			ID: id, Day: s.Day, No: tx.Serial().Ticket(lane, n), Lane: lane, Seq: n, Order: order,
			State: desk.TicketWaiting, Taken: s.At, Rev: 1,
		}
		return desk.Act{Kind: desk.ActTicketTaken, Obj: "ticket:" + id, Tickets: []desk.Ticket{t}}, nil
	}
}

// TakeIn decides that a case is received under the next number, with a receipt
// that is printed.
func TakeIn(c desk.Case) func(desk.Tx) (desk.Act, error) {
	return func(tx desk.Tx) (desk.Act, error) {
		n, err := tx.NextNumber(desk.CaseNumber)
		if err != nil {
			return desk.Act{}, err
		}
		s := tx.Stamp()
		c := c
		c.No = tx.Serial().Number(desk.CaseNumber, s.Day, n)
		c.State, c.Received, c.Rev = desk.CaseReceived, &s.At, 1
		p, err := Issue(tx, desk.PaperReceipt, c.ID, c.Private.Applicant.Name)
		if err != nil {
			return desk.Act{}, err
		}
		return desk.Act{
			Kind: desk.ActCaseReceived, Obj: "case:" + c.ID, Blobs: c.Blobs(), Cases: []desk.Case{c},
			Papers: []desk.Paper{p}, Print: []string{p.No}, DropDraft: c.ID,
		}, nil
	}
}

// Issue makes a paper with the next number of its kind.
func Issue(tx desk.Tx, k desk.PaperKind, caseID, applicant string) (desk.Paper, error) {
	n, err := tx.NextNumber(string(k))
	if err != nil {
		return desk.Paper{}, err
	}
	s := tx.Stamp()
	return desk.Paper{
		No: tx.Serial().Number(string(k), s.Day, n), Kind: k, Day: s.Day, Case: caseID, Template: 1,
		Staff: "u01", Window: 1, At: s.At, Rev: 1,
		Content: desk.PaperContent{Title: string(k), Applicant: applicant, Lines: []string{fmt.Sprint(n)}},
	}, nil
}

// NewCase is a case of a person that was not taken in yet.
func NewCase(id string, p desk.Person) desk.Case {
	return desk.Case{
		ID: id, Mode: desk.ModeCollect, Item: "item-1", ItemVersion: 1, Catalogue: "2026.11", Title: "Sample item",
		State: desk.CaseDraft, Staff: "u01", Window: 1, Opened: Morning,
		Private: desk.CasePrivate{Applicant: p, Fields: map[string]string{"address": "Sample Road 1"}},
	}
}
