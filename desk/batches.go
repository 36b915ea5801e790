package desk

import (
	"context"
	"slices"
	"strings"
)

// Batches hand cases and their bags over to the street, one community at a
// time. It is the one machinery of handing over: what Intake.HandOver does at
// the end of a day is a batch of everything that has no bag to scan.
type Batches struct {
	ledger  Ledger
	station Station
	intake  *Intake
	press   *Press
}

// NewBatches returns the batches of a station.
func NewBatches(l Ledger, s Station, in *Intake, p *Press) *Batches {
	return &Batches{ledger: l, station: s, intake: in, press: p}
}

// Open begins a batch for a community with everything that waits for the
// street, oldest first, or brings the one that is open up to what waits now.
// With nothing that waits it is NotFound.
func (x *Batches) Open(ctx context.Context, rid string, d Duty, comm, name string) (Batch, error) {
	return x.act(ctx, rid, d, ActBatchOpened, func(tx Tx) (Act, error) {
		comm := x.station.Community(comm).Code
		cases, err := x.waiting(ctx, tx, comm)
		if err != nil {
			return Act{}, err
		}
		if len(cases) == 0 {
			return Act{}, &Problem{Kind: NotFound, What: "handover"}
		}
		open, err := tx.Batches(ctx, BatchFilter{Comm: comm, States: []BatchState{BatchOpen}})
		if err != nil {
			return Act{}, err
		}
		var b Batch
		base := ""
		if len(open) > 0 {
			b = open[0]
			base = rev(b.Rev)
		} else if b, err = x.fresh(tx, d, comm); err != nil {
			return Act{}, err
		}
		if name = strings.TrimSpace(name); name != "" {
			b.Name = name
		}
		b.Cases = nil
		for _, c := range cases {
			b.Cases = append(b.Cases, c.ID)
		}
		b.Rev++
		return Act{Kind: ActBatchOpened, Obj: "batch:" + b.No, Base: base, Batches: []Batch{b}}, nil
	})
}

// fresh numbers a batch.
func (x *Batches) fresh(tx Tx, d Duty, comm string) (Batch, error) {
	n, err := tx.NextNumber(BatchNumber)
	if err != nil {
		return Batch{}, err
	}
	s := tx.Stamp()
	return Batch{
		No: tx.Serial().Number(BatchNumber, s.Day, n), Day: s.Day, Comm: comm, State: BatchOpen,
		Staff: d.Staff.ID, Opened: s.At,
	}, nil
}

// waiting lists what a community has for the street, as much as one sheet holds.
func (x *Batches) waiting(ctx context.Context, b Books, comm string) ([]Case, error) {
	all, err := x.intake.ToHandOver(ctx, b)
	if err != nil {
		return nil, err
	}
	lost, err := missing(ctx, b)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(c Case) bool { return lost[c.ID] || x.station.Community(c.Comm).Code != comm })
	if len(all) == 0 {
		return nil, nil
	}
	return oneSheet(all)
}

// missing tells which cases have a bag that is not found: they wait for it.
func missing(ctx context.Context, b Books) (map[string]bool, error) {
	bags, err := b.Bags(ctx, BagFilter{States: []BagState{BagMissing}, Limit: mostListed})
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, x := range bags {
		out[x.Case] = true
	}
	return out, nil
}

// Scan takes a bag that was scanned. One that lies on the shelf and belongs to
// a case of the batch is scanned out; one that comes from the street, or was
// missing, is back on the shelf. Everything else is a Conflict whose What says
// where the bag is: "bag.shelf", "bag.packed", "bag.returned".
func (x *Batches) Scan(ctx context.Context, rid string, d Duty, batch, code string) (Bag, error) {
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		bag, err := findBag(ctx, tx, code)
		if err != nil {
			return Act{}, err
		}
		base, kind := bag.Rev, ActBagBack
		switch bag.State {
		case BagShelf:
			b, err := x.takes(ctx, tx, batch, bag)
			if err != nil {
				return Act{}, err
			}
			bag.Batch, kind = b.No, ActBagOut
			bag.move(BagPacked, d, tx.Stamp())
		case BagStreet, BagMissing:
			bag.move(BagShelf, d, tx.Stamp())
		default:
			return Act{}, &Problem{Kind: Conflict, What: "bag." + string(bag.State), Open: []string{Tail(bag.Code)}}
		}
		return Act{Kind: kind, Obj: "bag:" + bag.Code, Base: rev(base), Bags: []Bag{bag}}, nil
	})
	if err != nil {
		return Bag{}, err
	}
	if done.Act.Kind != ActBagOut && done.Act.Kind != ActBagBack {
		return Bag{}, done.is(ActBagOut)
	}
	return done.Act.Bags[0], nil
}

// takes finds the open batch that a bag on the shelf may go with.
func (x *Batches) takes(ctx context.Context, tx Tx, batch string, bag Bag) (Batch, error) {
	if batch == "" {
		return Batch{}, &Problem{Kind: Conflict, What: "bag.shelf", Open: []string{Tail(bag.Code)}}
	}
	b, err := tx.Batch(ctx, batch)
	if err != nil {
		return Batch{}, err
	}
	if b.State != BatchOpen || !b.Has(bag.Case) {
		return Batch{}, &Problem{Kind: Conflict, What: "bag.batch", Open: []string{Tail(bag.Code)}}
	}
	return b, nil
}

// Close hands a batch over: its cases are the street's, the sheet is printed
// for both to sign, and the bags have gone. A bag that was not scanned out
// blocks it with What "batch.bags" until left gives a reason for that bag by its
// code; then the bag is missing, its case stays here, and the question where it
// is opens for whoever closes.
func (x *Batches) Close(ctx context.Context, rid string, d Duty, no, receiver string, left map[string]string) (Batch, Paper, error) {
	var paper Paper
	b, err := x.act(ctx, rid, d, ActCaseHanded, func(tx Tx) (Act, error) {
		b, err := tx.Batch(ctx, no)
		if err != nil {
			return Act{}, err
		}
		if b.State != BatchOpen {
			return Act{}, &Problem{Kind: Conflict, What: "batch.closed", Open: []string{Tail(no)}}
		}
		act, err := x.handed(ctx, tx, d, b, receiver, left)
		if err != nil {
			return Act{}, err
		}
		return act, nil
	})
	if err != nil {
		return Batch{}, Paper{}, err
	}
	paper, err = x.ledger.Paper(ctx, b.Sheet)
	return b, paper, err
}

// handed is the act that hands a batch over.
func (x *Batches) handed(ctx context.Context, tx Tx, d Duty, b Batch, receiver string, left map[string]string) (Act, error) {
	g := going{left: left}
	for _, id := range b.Cases {
		if err := g.add(ctx, tx, d, id); err != nil {
			return Act{}, err
		}
	}
	if len(g.unscanned) > 0 {
		return Act{}, &Problem{Kind: Blocked, What: "batch.bags", Open: g.unscanned}
	}
	if len(g.cases) == 0 {
		return Act{}, &Problem{Kind: NotFound, What: "handover"}
	}
	p, err := x.intake.sheet(tx, d, &b, g.cases, g.bags)
	if err != nil {
		return Act{}, err
	}
	p.Content.Receiver = strings.TrimSpace(receiver)
	s := tx.Stamp()
	b.State, b.Gone, b.Left = BatchGone, &s.At, g.not
	b.Rev++
	return Act{
		Kind: ActCaseHanded, Obj: "batch:" + b.No, Cases: g.cases, Bags: slices.Concat(g.bags, g.lost), Batches: []Batch{b},
		Papers: []Paper{p}, Print: []string{p.No}, Inquiries: g.open,
	}, nil
}

// going gathers what goes with a batch.
type going struct {
	left      map[string]string // reasons by code
	cases     []Case
	bags      []Bag     // packed, as they are at the street
	lost      []Bag     // missing
	not       []BagLeft // and why
	unscanned []string
	open      []Inquiry
}

// add takes a case in, with its bags, unless it has moved on in the meantime or
// one of its bags is not there.
func (g *going) add(ctx context.Context, tx Tx, d Duty, id string) error {
	c, err := tx.Case(ctx, id)
	if err != nil {
		return err
	}
	bags, err := tx.Bags(ctx, BagFilter{Case: id, States: []BagState{BagShelf, BagPacked, BagMissing}})
	if err != nil || !MayGo(c.Mode, c.State, CaseHanded) {
		return err
	}
	n := len(bags)
	bags = slices.DeleteFunc(bags, func(b Bag) bool { return b.State == BagMissing })
	whole := len(bags) == n
	for i := range bags {
		b := &bags[i]
		reason := strings.TrimSpace(g.left[b.Code])
		switch {
		case b.State == BagPacked:
			b.move(BagStreet, d, tx.Stamp())
		case reason == "":
			g.unscanned = append(g.unscanned, b.Code)
			whole = false
		default:
			b.move(BagMissing, d, tx.Stamp())
			b.Reason = reason
			g.lost = append(g.lost, *b)
			g.not = append(g.not, BagLeft{Code: b.Code, Reason: reason})
			g.open = append(g.open, lostBag(tx, d, *b))
			whole = false
		}
	}
	if !whole {
		for i := range bags { // what was scanned out of an incomplete case stays
			if bags[i].State == BagStreet {
				bags[i].move(BagShelf, d, tx.Stamp())
				g.lost = append(g.lost, bags[i])
			}
		}
		return nil
	}
	g.cases = append(g.cases, c)
	g.bags = append(g.bags, bags...)
	return nil
}

// Sign records that both have signed the sheet of a batch.
func (x *Batches) Sign(ctx context.Context, rid string, d Duty, no string) (Batch, error) {
	return x.act(ctx, rid, d, ActBatchSigned, func(tx Tx) (Act, error) {
		b, err := tx.Batch(ctx, no)
		if err != nil {
			return Act{}, err
		}
		if b.State != BatchGone {
			return Act{}, &Problem{Kind: Conflict, What: "batch." + string(b.State), Open: []string{Tail(no)}}
		}
		base, at := b.Rev, tx.Stamp().At
		b.State, b.Signed = BatchSigned, &at
		b.Rev++
		return Act{Kind: ActBatchSigned, Obj: "batch:" + no, Base: rev(base), Batches: []Batch{b}}, nil
	})
}

// Drop gives an open batch up: what was scanned out is back on the shelf.
func (x *Batches) Drop(ctx context.Context, rid string, d Duty, no string) (Batch, error) {
	return x.act(ctx, rid, d, ActBatchDropped, func(tx Tx) (Act, error) {
		b, err := tx.Batch(ctx, no)
		if err != nil {
			return Act{}, err
		}
		if b.State != BatchOpen {
			return Act{}, &Problem{Kind: Conflict, What: "batch.closed", Open: []string{Tail(no)}}
		}
		bags, err := tx.Bags(ctx, BagFilter{Batch: no, States: []BagState{BagPacked}, Limit: mostListed})
		if err != nil {
			return Act{}, err
		}
		for i := range bags {
			bags[i].move(BagShelf, d, tx.Stamp())
		}
		base := b.Rev
		b.State = BatchDropped
		b.Rev++
		return Act{Kind: ActBatchDropped, Obj: "batch:" + no, Base: rev(base), Batches: []Batch{b}, Bags: bags}, nil
	})
}

func (x *Batches) act(ctx context.Context, rid string, d Duty, k ActKind, decide func(Tx) (Act, error)) (Batch, error) {
	done, err := x.ledger.Write(ctx, rid, d, decide)
	if err != nil {
		return Batch{}, err
	}
	if err := done.is(k); err != nil {
		return Batch{}, err
	}
	if len(done.Act.Batches) == 0 {
		return Batch{}, &Problem{Kind: Conflict, What: "rid"}
	}
	return done.Act.Batches[0], nil
}

// View shows a batch with its cases and bags as they stand.
func (x *Batches) View(ctx context.Context, no string) (BatchView, error) {
	b, err := x.ledger.Batch(ctx, no)
	if err != nil {
		return BatchView{}, err
	}
	return x.view(ctx, b)
}

func (x *Batches) view(ctx context.Context, b Batch) (BatchView, error) {
	v := BatchView{Batch: b}
	for _, id := range b.Cases {
		c, err := x.ledger.Case(ctx, id)
		if err != nil {
			return v, err
		}
		bags, err := x.ledger.Bags(ctx, BagFilter{Case: id})
		if err != nil {
			return v, err
		}
		v.Files = append(v.Files, c)
		if c.Decision != "" || c.State.Ended() {
			v.Answered++
		}
		for _, bag := range bags {
			if b.State == BatchOpen && !bag.State.Here() {
				continue
			}
			v.Bags = append(v.Bags, bag)
			switch bag.State {
			case BagPacked, BagStreet:
				v.Packed++
			case BagShelf, BagReturned:
				if b.State != BatchOpen {
					v.Home++
				}
			}
		}
	}
	return v, nil
}

// Recent lists the latest batches with what became of them: those that are not
// settled, and of the settled ones those of the business day.
func (x *Batches) Recent(ctx context.Context) ([]BatchView, error) {
	s, err := x.ledger.Today(ctx)
	if err != nil {
		return nil, err
	}
	list, err := x.ledger.Batches(ctx, BatchFilter{States: []BatchState{BatchOpen, BatchGone, BatchSigned}})
	if err != nil {
		return nil, err
	}
	var out []BatchView
	for _, b := range list {
		v, err := x.view(ctx, b)
		if err != nil {
			return nil, err
		}
		if b.Day == s.Day || !v.Settled() {
			out = append(out, v)
		}
	}
	return out, nil
}

// Waiting counts what waits for the street, by community in the station's order.
func (x *Batches) Waiting(ctx context.Context) ([]Backlog, error) {
	all, err := x.intake.ToHandOver(ctx, x.ledger)
	if err != nil {
		return nil, err
	}
	shelf, err := x.ledger.Bags(ctx, BagFilter{States: []BagState{BagShelf, BagPacked}, Limit: mostListed})
	if err != nil {
		return nil, err
	}
	lost, err := missing(ctx, x.ledger)
	if err != nil {
		return nil, err
	}
	bags := map[string]int{}
	for _, b := range shelf {
		bags[b.Case]++
	}
	var out []Backlog
	for _, k := range x.station.Communities {
		w := Backlog{Comm: k}
		for _, c := range all {
			if x.station.Community(c.Comm).Code == k.Code && !lost[c.ID] {
				w.Cases++
				w.Bags += bags[c.ID]
			}
		}
		if w.Cases > 0 {
			out = append(out, w)
		}
	}
	return out, nil
}

// A Backlog is what one community has for the street.
type Backlog struct {
	Comm  Community
	Cases int
	Bags  int // bags of those cases on the shelf
}
