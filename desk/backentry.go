package desk

import (
	"context"
	"strings"
	"time"
)

// A BackHow is why something was done away from the program.
type BackHow string

// The reasons.
const (
	BackPower BackHow = "power" // 停电、电脑坏
	BackVisit BackHow = "visit" // 上门
	BackOther BackHow = "other"
)

// BackHows lists the reasons in the order of their digits.
func BackHows() []BackHow { return []BackHow{BackPower, BackVisit, BackOther} }

// A BackResult is what came of a visit on paper.
type BackResult string

// The results.
const (
	BackServed   BackResult = "served"   // a matter was begun: its case is entered next
	BackAnswered BackResult = "answered" // 咨询已答
	BackLeft     BackResult = "left"     // left without being served
	BackSpoiled  BackResult = "spoiled"  // the slip was spoiled or lost: nobody came with it
)

// BackResults lists the results in the order of their digits.
func BackResults() []BackResult {
	return []BackResult{BackServed, BackAnswered, BackLeft, BackSpoiled}
}

// A BackEntry marks what was done on paper and entered later (补录). The times of
// the visit or the case that carries it are the true ones.
type BackEntry struct {
	Block   int        `json:"block"`
	Slip    int        `json:"slip"`
	How     BackHow    `json:"how"`
	Result  BackResult `json:"result"`
	At      time.Time  `json:"at"`      // when it was done
	Entered time.Time  `json:"entered"` // when it was entered
	Staff   string     `json:"staff"`   // by whom
}

// No is the number on the slip.
func (b BackEntry) No() string { return SlipNo(b.Block, b.Slip) }

// A BackOrder is one slip to be entered.
type BackOrder struct {
	Block  int // 0 for the latest
	Slip   int
	At     time.Time // when it was done, to the minute; of a spoiled slip it does not matter
	How    BackHow
	Result BackResult
	Item   string // matter, "" where none was named
	Comm   string
	Words  string // what was asked, or why a slip was spoiled
}

// PaperMode prints slips for the hours without the program and enters what was done
// by them.
type PaperMode struct {
	ledger  Ledger
	station Station
	guide   Guide
	press   *Press
}

// NewPaperMode returns the paper mode of a station.
func NewPaperMode(l Ledger, s Station, g Guide, p *Press) *PaperMode {
	return &PaperMode{ledger: l, station: s, guide: g, press: p}
}

// backDays is how far back something may lie at most.
const backDays = 7

// Enter writes down a visit that was dealt with on paper, under the number of its
// slip and with its true time. The time may not lie in the future, nor before the
// latest day before today that was closed, nor before the slip was printed. A slip
// that was entered already is a Conflict with What "slips.used", its number and
// what it was used for. For BackServed the case is begun next with the ticket that
// comes back: its limits count from the true day.
func (x *PaperMode) Enter(ctx context.Context, rid string, d Duty, o BackOrder) (Ticket, error) {
	if err := x.fits(&o); err != nil {
		return Ticket{}, err
	}
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		if err := x.free(ctx, tx, &o); err != nil {
			return Act{}, err
		}
		s := tx.Stamp()
		if o.Result == BackSpoiled {
			o.At = s.At
		}
		day := DayOf(o.At, x.station.DayBegins)
		if err := x.within(ctx, tx, o.At, day); err != nil {
			return Act{}, err
		}
		order, err := tx.NextOrder()
		if err != nil {
			return Act{}, err
		}
		mark := BackEntry{Block: o.Block, Slip: o.Slip, How: o.How, Result: o.Result, At: o.At, Entered: s.At, Staff: d.Staff.ID}
		t := Ticket{
			ID: NewID(s.At), Day: day, No: mark.No(), Lane: SlipLane, Seq: slipSeq(o.Block, o.Slip), State: TicketDone,
			Item: o.Item, Comm: x.station.Community(o.Comm).Code, Window: d.Window, Staff: d.Staff.ID, Order: order,
			Taken: o.At, Called: &o.At, Arrived: &o.At, Ended: &o.At, OffPeak: x.station.IsOffPeak(o.At), Rev: 1, BackEntry: &mark,
		}
		act := Act{Kind: ActBackEntered, Obj: "ticket:" + t.ID, Note: mark.note()}
		switch o.Result {
		case BackLeft:
			t.State, t.Called, t.Arrived = TicketAbandoned, nil, nil
		case BackSpoiled:
			t.State, t.Called, t.Arrived, t.OffPeak = TicketVoid, nil, nil, false
			act.Note["why"] = o.Words
		case BackAnswered:
			act.Inquiries = []Inquiry{{
				ID: NewID(s.At), Day: day, Ticket: t.ID, Item: o.Item, Channel: AskedAtWindow, State: InquiryAnswered,
				First: d.Staff.ID, Owner: d.Staff.ID, Comm: t.Comm, At: o.At, Closed: &o.At, Rev: 1,
				Private: InquiryPrivate{Words: o.Words},
			}}
		case BackServed:
		}
		act.Tickets = []Ticket{t}
		return act, nil
	})
	if err != nil {
		return Ticket{}, err
	}
	if err := done.is(ActBackEntered); err != nil {
		return Ticket{}, err
	}
	return done.Act.Tickets[0], nil
}

// note is what the line says besides the objects: both times stand in it.
func (b BackEntry) note() map[string]string {
	return map[string]string{
		"back_entry": b.No(), "how": string(b.How), "result": string(b.Result),
		"true_at": b.At.UTC().Format(time.RFC3339), "entered_at": b.Entered.UTC().Format(time.RFC3339),
	}
}

// mostBackWords bounds what may be written about a slip, in characters.
const mostBackWords = 200

// fits holds that an order makes sense by itself.
func (x *PaperMode) fits(o *BackOrder) error {
	known := false
	for _, r := range BackResults() {
		known = known || r == o.Result
	}
	if !known {
		return &Problem{Kind: Invalid, What: "back.result"}
	}
	known = false
	for _, h := range BackHows() {
		known = known || h == o.How
	}
	if !known {
		return &Problem{Kind: Invalid, What: "back.how"}
	}
	o.Words = strings.TrimSpace(o.Words)
	if len([]rune(o.Words)) > mostBackWords {
		return &Problem{Kind: Invalid, What: "back.words"}
	}
	if _, ok := x.guide.Item(o.Item); o.Item != "" && !ok {
		return &Problem{Kind: NotFound, What: "item"}
	}
	switch {
	case o.Result == BackServed && o.Item == "":
		return &Problem{Kind: Invalid, What: "back.item"}
	case o.Result == BackSpoiled && o.Words == "":
		return &Problem{Kind: Invalid, What: "back.why"}
	case o.Result != BackSpoiled && o.At.IsZero():
		return &Problem{Kind: Invalid, What: "back.time"}
	}
	return nil
}

// free finds the block of a slip and holds that the slip has not been entered.
func (x *PaperMode) free(ctx context.Context, tx Tx, o *BackOrder) error {
	blocks, err := tx.SlipBlocks(ctx)
	if err != nil {
		return err
	}
	if o.Block == 0 && len(blocks) > 0 {
		o.Block = blocks[0].No
	}
	var of *SlipBlock
	for i := range blocks {
		if blocks[i].No == o.Block {
			of = &blocks[i]
		}
	}
	switch {
	case of == nil:
		return &Problem{Kind: NotFound, What: "slips.block"}
	case !of.Has(o.Slip):
		return &Problem{Kind: NotFound, What: "slips.number", Open: []string{SlipNo(of.No, of.From), SlipNo(of.No, of.To)}}
	case o.Result != BackSpoiled && o.At.Before(of.At.Truncate(time.Minute)):
		return &Problem{Kind: Invalid, What: "back.block"}
	}
	used, err := tx.Slips(ctx, o.Block)
	if err != nil {
		return err
	}
	for _, t := range used {
		if t.Seq == slipSeq(o.Block, o.Slip) {
			return &Problem{Kind: Conflict, What: "slips.used", Open: []string{t.No}, Cause: &BackUsed{t}}
		}
	}
	return nil
}

// A BackUsed is the record that a slip has been entered with.
type BackUsed struct{ Ticket Ticket }

// Error is for the log; it names nobody.
func (b *BackUsed) Error() string { return "entered as ticket " + b.Ticket.ID }

// within holds that a true time can be one.
func (x *PaperMode) within(ctx context.Context, tx Tx, at time.Time, day Day) error {
	s := tx.Stamp()
	if at.After(s.At) {
		return &Problem{Kind: Invalid, What: "back.future"}
	}
	earliest := s.Day.Add(-backDays)
	closes, err := tx.Closes(ctx, earliest)
	if err != nil {
		return err
	}
	for _, c := range closes {
		if c.Day < s.Day {
			earliest = max(earliest, c.Day)
		}
	}
	if day < earliest {
		return &Problem{Kind: Invalid, What: "back.early", Open: []string{string(earliest)}}
	}
	return nil
}

// truly returns the stamp by which a case is dated, and the mark it gets: those of
// the visit on paper where it is taken in from one, else the transaction's and
// none.
func truly(ctx context.Context, tx Tx, c *Case, d Duty) (Stamp, *BackEntry, error) {
	s := tx.Stamp()
	if c.Rev > 0 || c.Ticket == "" {
		return s, nil, nil
	}
	t, err := tx.Ticket(ctx, c.Ticket)
	if KindOf(err) == NotFound || err == nil && t.BackEntry == nil {
		return s, nil, nil
	}
	if err != nil {
		return s, nil, err
	}
	mark := *t.BackEntry
	mark.Entered, mark.Staff = s.At, d.Staff.ID
	s.At, s.Day = mark.At, t.Day
	return s, &mark, nil
}

// PaperBack is what a paper says of having been entered later.
type PaperBack struct {
	Slip    string  `json:"slip"`
	How     BackHow `json:"how"`
	At      string  `json:"at"` // as printed
	Entered string  `json:"entered"`
}

// backed puts the mark on a paper.
func (p *Press) backed(c *PaperContent, b *BackEntry, when Stamp) {
	if b == nil {
		return
	}
	c.Received, c.OffPeak = p.clockText(when), p.station.IsOffPeak(when.At)
	c.BackEntry = &PaperBack{
		Slip: b.No(), How: b.How, At: c.Received, Entered: b.Entered.In(Beijing).Format("2006-01-02 15:04"),
	}
}
