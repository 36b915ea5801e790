package desk

import "time"

// A BagState is where a bag of originals is.
type BagState string

// Bag states.
const (
	BagShelf    BagState = "shelf"    // 在架
	BagPacked   BagState = "packed"   // 已扫出: taken off the shelf for a batch that is not closed
	BagStreet   BagState = "street"   // 在街道
	BagReturned BagState = "returned" // 已还本人 or whoever may collect
	BagMissing  BagState = "missing"  // 没找到: somebody owes an answer
)

// Here reports whether the station answers for the bag: it must be found on the
// shelf when the originals are counted.
func (s BagState) Here() bool { return s == BagShelf || s == BagPacked }

// A BagItem is the originals of one material in a bag.
type BagItem struct {
	Key   string `json:"key"` // Material.Key
	Name  string `json:"name"`
	Count int    `json:"count"` // originals, at least 1
}

// A Bag is originals of one case that stay at the station, under a label whose
// number is the bag's code. It holds no personal data: whose it is says the
// case. A bag is made with the receipt and never emptied in part.
type Bag struct {
	Code     string     `json:"code"` // number of the label, DB-…
	Case     string     `json:"case"` // case id
	CaseNo   string     `json:"case_no"`
	Title    string     `json:"title"` // of the matter
	Comm     string     `json:"comm,omitempty"`
	Items    []BagItem  `json:"items"`
	State    BagState   `json:"state"`
	Batch    string     `json:"batch,omitempty"` // batch it was last scanned out for
	In       time.Time  `json:"in"`              // taken in from the citizen
	Out      *time.Time `json:"out,omitempty"`   // last scanned out
	Back     *time.Time `json:"back,omitempty"`  // last scanned in again
	Returned *time.Time `json:"returned,omitempty"`
	To       Collecting `json:"to,omitempty"`     // who had it back
	Staff    string     `json:"staff"`            // who moved it last
	Reason   string     `json:"reason,omitempty"` // why it is missing, in the clerk's words
	Rev      int        `json:"rev"`
}

// Originals counts what is in the bag.
func (b Bag) Originals() int {
	n := 0
	for _, i := range b.Items {
		n += i.Count
	}
	return n
}

// move brings the bag to a state.
func (b *Bag) move(to BagState, d Duty, s Stamp) {
	b.State, b.Staff = to, d.Staff.ID
	at := s.At
	switch to {
	case BagPacked:
		b.Out, b.Reason = &at, ""
	case BagShelf:
		b.Back, b.Reason = &at, ""
	case BagReturned:
		b.Returned = &at
	}
	b.Rev++
}

// A BagFilter narrows a list of bags; zero members do not narrow.
type BagFilter struct {
	Case   string
	Comm   string
	Batch  string
	States []BagState
	Limit  int // 0 for 500
}

// bagged makes the bags of what a case leaves here and has no bag yet: one for
// everything that came with this act. With nothing new it returns none.
func (p *Press) bagged(tx Tx, d Duty, c *Case, have []Bag) (Bag, Paper, bool, error) {
	held := map[string]int{}
	for _, b := range have {
		if b.State == BagReturned {
			continue
		}
		for _, i := range b.Items {
			held[i.Key] += i.Count
		}
	}
	var items []BagItem
	for _, m := range c.Materials {
		if n := m.Kept - held[m.Key]; n > 0 {
			items = append(items, BagItem{Key: m.Key, Name: m.Name, Count: n})
		}
	}
	if len(items) == 0 {
		return Bag{}, Paper{}, false, nil
	}
	label, err := p.caseOf(tx, d, PaperBag, c)
	if err != nil {
		return Bag{}, Paper{}, false, err
	}
	b := Bag{
		Code: label.No, Case: c.ID, CaseNo: c.No, Title: c.Title, Comm: c.Comm, Items: items,
		State: BagShelf, In: tx.Stamp().At, Staff: d.Staff.ID, Rev: 1,
	}
	label.Content.Materials = nil
	for _, i := range items {
		label.Content.Materials = append(label.Content.Materials, PaperMaterial{Name: i.Name, Kept: i.Count})
	}
	label.Content.QR = label.No
	return b, label, true, nil
}
