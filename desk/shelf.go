package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// A Shelf is what the book says should lie on the shelf, oldest bag first.
type Shelf struct {
	Bags      []Bag
	Originals int         // in those bags
	Missing   []Bag       // known to be missing
	Latest    *ShelfCount // latest count of the business day, nil before the first
}

// Agrees reports whether the latest count of the day found what the book says
// now.
func (s Shelf) Agrees() bool {
	return len(s.Bags) == 0 && s.Latest == nil || s.Latest != nil && s.Latest.Book == len(s.Bags) && s.Latest.Counted == s.Latest.Book
}

// A ShelfCount is one count of the bags on the shelf beside the book. It never
// changes what the book says by itself.
type ShelfCount struct {
	Day     Day       `json:"day"`
	At      time.Time `json:"at"`
	Staff   string    `json:"staff"`
	Book    int       `json:"book"`             // bags that the book has on the shelf
	Counted int       `json:"counted"`          // bags that were there
	Lost    []string  `json:"lost,omitempty"`   // codes that the book has and the shelf has not
	Over    []string  `json:"over,omitempty"`   // codes on the shelf that belong elsewhere by the book
	Reason  string    `json:"reason,omitempty"` // of a difference
}

// Differs reports whether the count and the book do not agree.
func (c ShelfCount) Differs() bool { return c.Counted != c.Book || len(c.Lost)+len(c.Over) > 0 }

// A CountOrder says what was found on the shelf. Codes are those of the bags as
// they were scanned; without any, Counted stands for them.
type CountOrder struct {
	Counted int
	Codes   []string
	Reason  string
}

// Shelf returns what should be on the shelf now, and how today's latest count
// came out.
func (x *Custody) Shelf(ctx context.Context) (Shelf, error) { return shelf(ctx, x.ledger) }

func shelf(ctx context.Context, b Books) (Shelf, error) {
	s, err := b.Today(ctx)
	if err != nil {
		return Shelf{}, err
	}
	var out Shelf
	if out.Bags, err = b.Bags(ctx, BagFilter{States: []BagState{BagShelf, BagPacked}, Limit: mostListed}); err != nil {
		return out, err
	}
	if out.Missing, err = b.Bags(ctx, BagFilter{States: []BagState{BagMissing}, Limit: mostListed}); err != nil {
		return out, err
	}
	slices.SortStableFunc(out.Bags, func(a, b Bag) int { return cmp.Compare(a.Code, b.Code) })
	for _, bag := range out.Bags {
		out.Originals += bag.Originals()
	}
	counts, err := b.ShelfCounts(ctx, s.Day)
	if err != nil {
		return out, err
	}
	if n := len(counts); n > 0 {
		out.Latest = &counts[n-1]
	}
	return out, nil
}

// Count writes a count of the shelf down beside the book. A difference without
// a reason is Blocked with What "shelf.differs", its Open list naming the bags
// where they were scanned. With a reason each bag that was not found becomes
// missing and opens a question that whoever counted owes an answer to, and so
// does a difference that no code explains: an original that its owner forgot is
// somebody's to call back.
func (x *Custody) Count(ctx context.Context, rid string, d Duty, o CountOrder) (ShelfCount, error) {
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		book, err := shelf(ctx, tx)
		if err != nil {
			return Act{}, err
		}
		c, lost, err := x.compare(ctx, tx, d, o, book)
		if err != nil {
			return Act{}, err
		}
		if c.Differs() && c.Reason == "" {
			open := append(slices.Clone(c.Lost), c.Over...)
			return Act{}, &Problem{Kind: Blocked, What: "shelf.differs", Open: open}
		}
		act := Act{Kind: ActShelfCounted, Obj: "day:" + string(c.Day), Counts: []ShelfCount{c}}
		for _, b := range lost {
			b.Reason = c.Reason
			b.move(BagMissing, d, tx.Stamp())
			b.Reason = c.Reason
			act.Bags = append(act.Bags, b)
			act.Inquiries = append(act.Inquiries, lostBag(tx, d, b))
		}
		if c.Differs() && len(lost) == 0 {
			act.Inquiries = append(act.Inquiries, owed(tx, d, x.station.Community("").Code, "shelf:"+string(c.Day), c.Reason))
		}
		return act, nil
	})
	if err != nil {
		return ShelfCount{}, err
	}
	if err := done.is(ActShelfCounted); err != nil {
		return ShelfCount{}, err
	}
	return done.Act.Counts[0], nil
}

// compare holds what was found against the book.
func (x *Custody) compare(ctx context.Context, tx Tx, d Duty, o CountOrder, book Shelf) (ShelfCount, []Bag, error) {
	s := tx.Stamp()
	c := ShelfCount{
		Day: s.Day, At: s.At, Staff: d.Staff.ID, Book: len(book.Bags), Counted: o.Counted,
		Reason: strings.TrimSpace(o.Reason),
	}
	if len(o.Codes) == 0 {
		if o.Counted < 0 {
			return c, nil, &Problem{Kind: Invalid, What: "shelf.count"}
		}
		return c, nil, nil
	}
	seen := map[string]bool{}
	for _, code := range o.Codes {
		b, err := findBag(ctx, tx, code)
		if err != nil {
			return c, nil, err
		}
		if !seen[b.Code] && !b.State.Here() {
			c.Over = append(c.Over, b.Code)
		}
		seen[b.Code] = true
	}
	c.Counted = len(seen)
	var lost []Bag
	for _, b := range book.Bags {
		if !seen[b.Code] {
			lost = append(lost, b)
			c.Lost = append(c.Lost, b.Code)
		}
	}
	return c, lost, nil
}

// lostBag makes the question that a bag which is not found leaves open.
func lostBag(tx Tx, d Duty, b Bag) Inquiry { return owed(tx, d, b.Comm, "bag:"+b.Code, b.Reason) }

// owed makes a question that whoever acts owes an answer to.
func owed(tx Tx, d Duty, comm, about, words string) Inquiry {
	s := tx.Stamp()
	return Inquiry{
		ID: NewID(s.At), Day: s.Day, Channel: AskedAtWindow, State: InquiryOpen, First: d.Staff.ID, Owner: d.Staff.ID,
		Comm: comm, At: s.At, Rev: 1, About: about, Private: InquiryPrivate{Words: words},
	}
}
