package handover

import (
	"context"
	"maps"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	if s.part == partShelf {
		return s.shelfActions()
	}
	if s.part == partReady {
		return []ui.Action{
			{Key: "enter", Digit: 1, Twin: text.CmdCollect, Word: text.Collect, Tip: text.CollectTip, Run: s.coming.Ask, Blocked: s.noReady},
			{Digit: 2, Twin: text.CmdBatches, Word: text.BatchList, Tip: text.BatchListTip, Run: s.toBatches},
			{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: ui.Back},
		}
	}
	acts := []ui.Action{
		{Key: "f9", Twin: text.CmdGive, Word: text.GiveBatch, Tip: text.GiveBatchTip, Run: s.give, Blocked: s.noGive},
		{Key: "enter", Twin: text.CmdBagCode, Word: text.TypeCode, Tip: text.TypeCodeTip, Run: s.enter},
		{Digit: 1, Twin: text.CmdOpenBatch, Word: text.OpenBatch, Tip: text.OpenBatchTip, Run: s.open, Blocked: s.noneWaits},
		{Digit: 2, Twin: text.CmdReady, Word: text.ReadyList, Tip: text.ReadyListTip, Run: s.toReady},
		{Digit: 3, Twin: text.CmdBagGone, Word: text.BagGone, Tip: text.BagGoneTip, Run: s.gone, Blocked: s.noGone},
		{Digit: 4, Twin: text.CmdDropBatch, Word: text.DropBatch, Tip: text.DropBatchTip, Run: s.drop, Blocked: s.notOpen},
		{Digit: 5, Twin: text.CmdShelf, Word: text.CountShelf, Tip: text.CountShelfTip, Run: s.toShelf},
		{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.back},
	}
	if s.view == nil && s.table.Len() > 0 {
		acts[1].Word, acts[1].Tip = text.ShowBatch, text.ShowBatchTip
	}
	if s.view != nil && s.view.State == desk.BatchGone {
		acts[0].Twin, acts[0].Word, acts[0].Tip, acts[0].Run = text.CmdSigned, text.SignBatch, text.SignBatchTip, s.sign
	}
	return acts
}

func (s *Screen) back() tea.Cmd {
	if s.view == nil {
		return ui.Back()
	}
	s.view, s.picked = nil, false
	return s.load("")
}

func (s *Screen) toReady() tea.Cmd {
	s.part = partReady
	s.show()
	return s.Enter()
}

func (s *Screen) toBatches() tea.Cmd {
	s.part = partBatches
	s.show()
	return s.Enter()
}

// enter shows the batch that is selected, or asks for a code.
func (s *Screen) enter() tea.Cmd {
	if l := s.table.Selected(); s.view == nil && l != nil {
		s.picked = true
		return s.load(l.ID)
	}
	return ui.Ask(askCode, ui.NewAskField(text.TypeCode, text.TypeCodeAsk, ui.NewField(ui.Command, 60)))
}

func (s *Screen) noneWaits() string {
	if len(s.wait) == 0 {
		return text.NothingToHand
	}
	return ""
}

// open begins a batch, or lists an open one anew.
func (s *Screen) open() tea.Cmd {
	if s.view != nil && s.view.State == desk.BatchOpen {
		return s.openFor(s.view.Comm)
	}
	return s.begin()
}

// begin begins a batch of the community that has something, and asks where
// there are several.
func (s *Screen) begin() tea.Cmd {
	return ui.Do(s.ctx, patience, func(ctx context.Context) tea.Msg {
		w, err := s.cfg.Batches.Waiting(ctx)
		return beganMsg{w, err}
	})
}

type beganMsg struct {
	wait []desk.Backlog
	err  error
}

func (s *Screen) began(m beganMsg) tea.Cmd {
	s.wait = m.wait
	switch {
	case m.err != nil:
		return ui.Say(ui.Care, text.Problem(m.err))
	case len(m.wait) == 0:
		return tea.Batch(ui.Say(ui.Care, text.NothingToHand), s.load(""))
	case len(m.wait) == 1:
		return s.openFor(m.wait[0].Comm.Code)
	}
	var opts []ui.Option
	for _, w := range m.wait {
		opts = append(opts, ui.Option{Key: w.Comm.Code, Word: ui.Clean(text.BacklogOf(w), 60)})
	}
	return ui.Ask(askComm, ui.NewPick(text.OpenBatch, text.OpenBatchAsk, opts))
}

func (s *Screen) openFor(comm string) tea.Cmd {
	name := s.name
	s.name = ""
	clear(s.left)
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, string, error) {
		b, err := s.cfg.Batches.Open(ctx, rid, d, comm, name)
		return text.BatchOpened(desk.Tail(b.No), len(b.Cases)), b.No, err
	})
}

func (s *Screen) notOpen() string {
	if s.view == nil || s.view.State != desk.BatchOpen {
		return text.OpenBatchFirst
	}
	return ""
}

func (s *Screen) noGive() string {
	switch {
	case s.view == nil:
		return text.OpenBatchFirst
	case s.view.State == desk.BatchSigned:
		return text.BatchSignedAlready
	}
	return ""
}

// give asks who takes the batch, and hands it over.
func (s *Screen) give() tea.Cmd {
	if n := s.unscanned(); n > 0 {
		return ui.Say(ui.Care, text.BagsNotScanned(n))
	}
	return ui.Ask(askReceiver, ui.NewAskField(text.GiveBatch, text.ReceiverAsk, ui.NewField(ui.Free, 20)))
}

// unscanned counts the bags that lie on the shelf without a reason.
func (s *Screen) unscanned() int {
	n := 0
	for _, b := range s.view.Bags {
		if b.State == desk.BagShelf && s.left[b.Code] == "" {
			n++
		}
	}
	return n
}

func (s *Screen) sign() tea.Cmd {
	return ui.Ask(askSigned, ui.NewConfirm(text.SignBatch, text.SignBatchAsk, text.Yes, text.No))
}

func (s *Screen) drop() tea.Cmd {
	return ui.Ask(askDrop, ui.NewConfirm(text.DropBatch, text.DropBatchAsk, text.Yes, text.No))
}

// bag is the selected bag, or nil.
func (s *Screen) bag() *desk.Bag {
	if l := s.table.Selected(); l != nil && s.view != nil && s.part == partBatches {
		for i := range s.view.Bags {
			if s.view.Bags[i].Code == l.ID {
				return &s.view.Bags[i]
			}
		}
	}
	return nil
}

func (s *Screen) noGone() string {
	if b := s.bag(); b == nil || b.State != desk.BagShelf || s.view.State != desk.BatchOpen {
		return text.ChooseBag
	}
	return ""
}

func (s *Screen) gone() tea.Cmd {
	return ui.Ask(askLeft, ui.NewAskWords(text.BagGone, text.BagGoneAsk, s.left[s.bag().Code], 100))
}

// scan brings one bag out, or in again.
func (s *Screen) scan(code string) tea.Cmd {
	no := ""
	if s.view != nil && s.view.State == desk.BatchOpen {
		no = s.view.No
	}
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, string, error) {
		b, err := s.cfg.Batches.Scan(ctx, rid, d, no, code)
		return text.BagScanned(b), "", err
	})
}

// Scanned takes bags anywhere on the screen, batches and their sheets, and the
// document of whoever collects.
func (s *Screen) Scanned(x ui.Scan) (tea.Cmd, bool) {
	switch {
	case x.Kind == ui.ScanBag && s.part == partShelf:
		return s.mark(x.Text), true
	case x.Kind == ui.ScanBag && !s.busy:
		if s.part == partReady {
			s.part = partBatches
		}
		return s.scan(x.Text), true
	case x.Kind == ui.ScanBatch:
		for _, v := range s.list {
			if v.No == x.Text || v.Sheet == x.Text {
				s.part, s.picked = partBatches, true
				return s.load(v.No), true
			}
		}
		return tea.Batch(ui.Say(ui.Care, text.Problem(&desk.Problem{Kind: desk.NotFound, What: "batch"})), s.load("")), true
	case x.Kind == ui.ScanPerson && s.part == partReady && s.chosen() != nil:
		return s.coming.Came(&s.chosen().Case, x.Text), true
	}
	return nil, false
}

func (s *Screen) noReady() string {
	if s.chosen() == nil {
		return text.NothingReady
	}
	return ""
}

// chosen is the selected result, or nil.
func (s *Screen) chosen() *desk.Ready {
	if l := s.table.Selected(); l != nil && s.part == partReady {
		for i := range s.ready {
			if s.ready[i].Case.ID == l.ID {
				return &s.ready[i]
			}
		}
	}
	return nil
}

// hand gives the result and the originals to whoever may have them.
func (s *Screen) hand(who desk.Collector) tea.Cmd {
	r := s.chosen()
	if r == nil {
		return nil
	}
	id := r.Case.ID
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, string, error) {
		h, err := s.cfg.Work.Deliver(ctx, rid, d, id, desk.HandOut{Who: who})
		return text.Collected(desk.Tail(h.Case.No), h.To, len(h.Bags)), "", err
	})
}

func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	if !o.OK {
		return nil
	}
	switch o.ID {
	case askComm:
		return s.openFor(o.Key)
	case askCode:
		if o.Text == "" {
			return nil
		}
		return s.scan(o.Text)
	case askLeft:
		if b := s.bag(); b != nil {
			s.left[b.Code] = o.Text
			s.show()
		}
		return nil
	}
	if cmd, mine := s.countAnswered(o); mine {
		return cmd
	}
	if r := s.chosen(); r != nil {
		if cmd, mine := s.coming.Answered(&r.Case, o); mine {
			return cmd
		}
	}
	if s.view == nil {
		return nil
	}
	no, left := s.view.No, maps.Clone(s.left)
	switch {
	case o.ID == askReceiver:
		return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, string, error) {
			b, p, err := s.cfg.Batches.Close(ctx, rid, d, no, o.Text, left)
			return text.BatchGiven(len(p.Content.Cases), desk.Tail(p.No), len(b.Left)), no, err
		})
	case o.ID == askSigned && o.Key == "yes":
		return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, string, error) {
			_, err := s.cfg.Batches.Sign(ctx, rid, d, no)
			return text.BatchSignedNow, no, err
		})
	case o.ID == askDrop && o.Key == "yes":
		s.view, s.picked = nil, false
		return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, string, error) {
			_, err := s.cfg.Batches.Drop(ctx, rid, d, no)
			return text.BatchDroppedNow, "", err
		})
	}
	return nil
}
