package handover

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs of a count.
const (
	askBags   = "shelf.bags"
	askShelf  = "shelf.code"
	askDiffer = "shelf.why"
)

// A counting is one count of the shelf that goes on: what was scanned so far, and
// what is asked about.
type counting struct {
	shelf desk.Shelf
	seen  []string // codes, in the order of scanning
	order desk.CountOrder
}

type (
	shelfMsg struct {
		shelf desk.Shelf
		err   error
	}
	strayMsg struct { // a bag that the book has elsewhere
		bag desk.Bag
		err error
	}
	countedMsg struct {
		count desk.ShelfCount
		err   error
	}
)

// toShelf begins a count.
func (s *Screen) toShelf() tea.Cmd {
	s.part, s.counting = partShelf, counting{}
	s.show()
	return s.readShelf()
}

func (s *Screen) readShelf() tea.Cmd {
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		x, err := s.cfg.Custody.Shelf(ctx)
		return shelfMsg{x, err}
	})
}

func (s *Screen) shelfActions() []ui.Action {
	return []ui.Action{
		{Key: "f9", Twin: text.CmdCounted, Word: text.CountDone, Tip: text.CountDoneTip, Run: s.countDone},
		{Key: "enter", Twin: text.CmdBagCode, Word: text.TypeCode, Tip: text.TypeCodeTip, Run: func() tea.Cmd {
			return ui.Ask(askShelf, ui.NewAskField(text.TypeCode, text.TypeCodeAsk, ui.NewField(ui.Command, 60)))
		}},
		{Digit: 1, Twin: text.CmdBagCount, Word: text.CountBags, Tip: text.CountBagsTip, Run: s.askBags},
		{Digit: 2, Twin: text.CmdBatches, Word: text.BatchList, Tip: text.BatchListTip, Run: s.toBatches},
		{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.toBatches},
	}
}

func (s *Screen) askBags() tea.Cmd {
	return ui.Ask(askBags, ui.NewAskField(text.CountBags, text.CountBagsAsk, ui.NewField(ui.Digits, 4)))
}

// countDone files what was scanned; without any code the number is asked for.
func (s *Screen) countDone() tea.Cmd {
	if len(s.seen) == 0 {
		return s.askBags()
	}
	s.order = desk.CountOrder{Codes: slices.Clone(s.seen)}
	return s.count()
}

func (s *Screen) count() tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid, o := s.duty, s.cfg.Mint(), s.order
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		c, err := s.cfg.Custody.Count(ctx, rid, d, o)
		return countedMsg{c, err}
	})
}

// counted says how the count came out; a difference is asked about.
func (s *Screen) counted(m countedMsg) tea.Cmd {
	s.busy = false
	if errors.Is(m.err, &desk.Problem{Kind: desk.Blocked, What: "shelf.differs"}) {
		return ui.Ask(askDiffer, ui.NewAskWords(text.CountDiffers, text.CountWhy, "", 100))
	}
	if m.err != nil {
		return ui.Say(ui.Care, text.Problem(m.err))
	}
	s.seen = nil
	return tea.Batch(ui.Say(ui.Done, text.ShelfCounted(m.count)), s.readShelf())
}

// mark takes a bag that was scanned or typed.
func (s *Screen) mark(code string) tea.Cmd {
	code = strings.ToUpper(strings.TrimSpace(code))
	for _, b := range s.shelf.Bags {
		if b.Code == code || len(code) >= 4 && strings.HasSuffix(b.Code, code) {
			return s.saw(b.Code)
		}
	}
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		b, err := s.cfg.Custody.Find(ctx, code)
		return strayMsg{b, err}
	})
}

func (s *Screen) saw(code string) tea.Cmd {
	if slices.Contains(s.seen, code) {
		return ui.Say(ui.Info, text.BagSeen(desk.Tail(code)))
	}
	s.seen = append(s.seen, code)
	s.show()
	return nil
}

// stray takes a bag that by the book lies elsewhere.
func (s *Screen) stray(m strayMsg) tea.Cmd {
	if m.err != nil {
		return ui.Say(ui.Care, text.Problem(m.err))
	}
	if m.bag.State == desk.BagMissing {
		return ui.Say(ui.Care, text.BagFound(desk.Tail(m.bag.Code)))
	}
	return tea.Batch(s.saw(m.bag.Code), ui.Say(ui.Care, text.BagStray(desk.Tail(m.bag.Code), m.bag.State)))
}

// counting goes on after a dialog of a count, and reports whether it was one.
func (s *Screen) countAnswered(o ui.Outcome) (tea.Cmd, bool) {
	switch o.ID {
	case askShelf:
		if o.Text == "" {
			return nil, true
		}
		return s.mark(o.Text), true
	case askBags:
		n, err := strconv.Atoi(o.Text)
		if err != nil {
			return ui.Say(ui.Care, text.Problem(&desk.Problem{Kind: desk.Invalid, What: "shelf.count"})), true
		}
		s.order = desk.CountOrder{Counted: n}
		return s.count(), true
	case askDiffer:
		s.order.Reason = o.Text
		return s.count(), true
	}
	return nil, false
}

func (s *Screen) showShelf() {
	s.table.Empty = text.ShelfEmpty
	s.table.Columns = []ui.Column{
		{Title: text.ColBag, Width: 9},
		{Title: text.ColStands, Width: 8},
		{Title: text.ColOriginals, Width: 4, Right: true},
		{Title: text.ColNo, Width: 9},
		{Title: text.ColIn, Width: 11},
		{Title: text.ColMatter},
	}
	lines := make([]ui.Line, 0, len(s.shelf.Bags)+len(s.shelf.Missing))
	row := func(b desk.Bag, st ui.Style, stands string) {
		lines = append(lines, ui.Line{ID: b.Code, Style: st, Cells: []string{
			desk.Tail(b.Code), stands, strconv.Itoa(b.Originals()), desk.Tail(b.CaseNo), b.In.In(desk.Beijing).Format("01-02 15:04"), ui.Clean(b.Title, 60),
		}})
	}
	for _, b := range s.shelf.Bags {
		if slices.Contains(s.seen, b.Code) {
			row(b, ui.Good, text.BagThere)
		} else {
			row(b, ui.Text, text.BagState(b.State))
		}
	}
	for _, b := range s.shelf.Missing {
		row(b, ui.Error, text.BagState(b.State))
	}
	s.table.Set(lines)
}
