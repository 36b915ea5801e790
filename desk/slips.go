package desk

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// SlipLane is the lane of numbers on slips that are printed in advance, for the
// hours in which the program does not run.
const SlipLane = "纸"

// A Slips says which numbers a block of slips has, from station.toml.
type Slips struct{ From, To int }

// Range returns the numbers, 900 to 999 where nothing else is configured.
func (s Slips) Range() (from, to int) {
	if s.From <= 0 || s.To < s.From {
		return 900, 999
	}
	return s.From, s.To
}

// MostSlips bounds the numbers of a block, and highestSlip each of them: together
// they fit on one paper, and the number of a block can be told from its slips.
const (
	MostSlips   = 200
	highestSlip = 9999
	slipBase    = highestSlip + 1
)

// A SlipBlock is one printing of the reserved numbers (纸号): slips and forms to go
// on with by hand. Blocks are numbered, so that a number is used once for ever.
type SlipBlock struct {
	No    int       `json:"no"` // from 1
	From  int       `json:"from"`
	To    int       `json:"to"`
	Forms int       `json:"forms,omitempty"` // registration forms printed with it
	Paper string    `json:"paper"`           // number of the sheet
	Staff string    `json:"staff"`
	Day   Day       `json:"day"`
	At    time.Time `json:"at"`
}

// Has reports whether a number belongs to the block.
func (b SlipBlock) Has(slip int) bool { return slip >= b.From && slip <= b.To }

// SlipNo is a number as it stands on its slip, such as 纸1-937.
func SlipNo(block, slip int) string {
	return SlipLane + strconv.Itoa(block) + "-" + strconv.Itoa(slip)
}

// slipSeq places a slip among the tickets of its lane.
func slipSeq(block, slip int) int { return block*slipBase + slip }

// SlipSeqs returns the first and the last place of a block among the tickets of
// SlipLane.
func SlipSeqs(block int) (first, last int) { return slipSeq(block, 0), slipSeq(block, highestSlip) }

// A SlipCount is how a block stands: what was entered, and what lies between and
// was not.
type SlipCount struct {
	Block int   `json:"block"`
	From  int   `json:"from"`
	To    int   `json:"to"`
	Used  int   `json:"used"`           // entered, spoiled ones included
	Gaps  []int `json:"gaps,omitempty"` // below the highest one used, and not entered
	Left  int   `json:"left"`           // above it
}

// count sums a block up.
func (b SlipBlock) count(used []Ticket) SlipCount {
	c := SlipCount{Block: b.No, From: b.From, To: b.To}
	seen := map[int]bool{}
	top := b.From - 1
	for _, t := range used {
		if t.BackEntry != nil && b.Has(t.BackEntry.Slip) {
			seen[t.BackEntry.Slip] = true
			top = max(top, t.BackEntry.Slip)
		}
	}
	for n := b.From; n < top; n++ {
		if !seen[n] {
			c.Gaps = append(c.Gaps, n)
		}
	}
	c.Used, c.Left = len(seen), b.To-top
	return c
}

// SlipCounts tells how the blocks stand: the latest one, and earlier ones with
// gaps that nobody has explained. The latest comes first.
func SlipCounts(ctx context.Context, b Books) ([]SlipCount, error) {
	blocks, err := b.SlipBlocks(ctx)
	if err != nil {
		return nil, err
	}
	var out []SlipCount
	for i, x := range blocks {
		used, err := b.Slips(ctx, x.No)
		if err != nil {
			return nil, err
		}
		c := x.count(used)
		if i == 0 || len(c.Gaps) > 0 {
			out = append(out, c)
		}
	}
	return out, nil
}

// A SlipOrder asks for slips.
type SlipOrder struct {
	Forms int  // registration forms to go with them, 0 for none
	Again bool // although slips of the latest block are left
	Only  bool // forms only: no block is begun
}

// mostForms bounds the forms of one printing.
const mostForms = 50

// PrintSlips prints the next block of numbers with forms, once: while slips of the
// latest block are left it is a Conflict with What "slips.left", unless it is asked
// for again. With forms only the block is zero.
func (x *PaperMode) PrintSlips(ctx context.Context, rid string, d Duty, o SlipOrder) (SlipBlock, Paper, error) {
	if o.Forms < 0 || o.Forms > mostForms || o.Only && o.Forms == 0 {
		return SlipBlock{}, Paper{}, &Problem{Kind: Invalid, What: "slips.forms"}
	}
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		p, err := x.press.paper(tx, d, PaperSlips)
		if err != nil {
			return Act{}, err
		}
		act := Act{Kind: ActSlipsPrinted, Obj: "paper:" + p.No, Print: []string{p.No}}
		b := SlipBlock{Forms: o.Forms}
		if !o.Only {
			if b, err = x.nextBlock(ctx, tx, o); err != nil {
				return Act{}, err
			}
			b.Paper, b.Staff = p.No, d.Staff.ID
			act.Obj, act.Blocks = "slips:"+strconv.Itoa(b.No), []SlipBlock{b}
		}
		p.Content.Slips = &b
		act.Papers = []Paper{p}
		return act, nil
	})
	if err != nil {
		return SlipBlock{}, Paper{}, err
	}
	if err := done.is(ActSlipsPrinted); err != nil {
		return SlipBlock{}, Paper{}, err
	}
	var b SlipBlock
	if len(done.Act.Blocks) > 0 {
		b = done.Act.Blocks[0]
	}
	return b, done.Act.Papers[0], nil
}

// nextBlock is the block after the latest one.
func (x *PaperMode) nextBlock(ctx context.Context, tx Tx, o SlipOrder) (SlipBlock, error) {
	blocks, err := tx.SlipBlocks(ctx)
	if err != nil {
		return SlipBlock{}, err
	}
	s := tx.Stamp()
	b := SlipBlock{No: 1, Forms: o.Forms, Day: s.Day, At: s.At}
	b.From, b.To = x.station.Slips.Range()
	if len(blocks) == 0 {
		return b, nil
	}
	b.No = blocks[0].No + 1
	used, err := tx.Slips(ctx, blocks[0].No)
	if err != nil {
		return SlipBlock{}, err
	}
	if left := blocks[0].count(used).Left; left > 0 && !o.Again {
		return SlipBlock{}, &Problem{Kind: Conflict, What: "slips.left", Open: []string{
			SlipNo(blocks[0].No, blocks[0].To-left+1), SlipNo(blocks[0].No, blocks[0].To),
		}}
	}
	return b, nil
}

// Numbers lists the numbers of a block in rows of n, for a paper.
func (b SlipBlock) Numbers(n int) [][]string {
	var all []string
	if b.No > 0 {
		for i := b.From; i <= b.To && len(all) < MostSlips; i++ {
			all = append(all, SlipNo(b.No, i))
		}
	}
	return slices.Collect(slices.Chunk(all, max(1, n)))
}

// FormNumbers counts the forms from 1, for a paper.
func (b SlipBlock) FormNumbers() []int {
	out := make([]int, 0, mostForms)
	for i := range min(b.Forms, mostForms) {
		out = append(out, i+1)
	}
	return out
}
