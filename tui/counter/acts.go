package counter

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs that the screen opens.
const (
	askTake   = "take"
	askBusy   = "busy"
	askCalled = "called"
	askHold   = "hold"
	askResume = "resume"
	askReturn = "return"
	askReason = "reason"
	askGone   = "gone"
	askMissed = "missed"
	askEnd    = "end"
	askDraft  = "draft"
	askOnward = "onward"
	askPrefer = "prefer"
	askNamed  = "named"
)

// act runs one act of the hall. A second key while it is under way waits.
func (s *Screen) act(done string, next func(*Screen, desk.Ticket) tea.Cmd, f func(context.Context, string, desk.Duty) (desk.Ticket, error)) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		t, err := f(ctx, rid, d)
		return actMsg{ticket: t, done: done, next: next, err: err}
	})
}

func (s *Screen) after(m actMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		return tea.Batch(ui.Say(ui.Care, text.Problem(m.err)), s.reload())
	}
	var cmds []tea.Cmd
	if m.done != "" {
		cmds = append(cmds, ui.Say(ui.Done, text.WithNo(m.done, m.ticket.No)))
	}
	if m.next != nil {
		cmds = append(cmds, m.next(s, m.ticket)) // after its own sentence, so that what comes of it is read last
	}
	return tea.Batch(s.reload(), tea.Sequence(cmds...))
}

func (s *Screen) take() tea.Cmd {
	return ui.Ask(askTake, newTakeDialog(s.cfg.Matters, reasons(s.cfg.Station)))
}

// number takes a number for a matter, with a reason for priority or none; "" is
// the default lane.
func (s *Screen) number(item, reason string) tea.Cmd {
	done := text.Taken
	if reason != "" {
		done = text.TakenPreferred
	}
	return s.act(done, nil, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		t, _, err := s.cfg.Hall.Take(ctx, rid, d, desk.TakeOrder{Item: item, Reason: reason})
		return t, err
	})
}

// numberBySlip takes a number with priority for a visitor who comes back with a
// slip: for the case that it belongs to, or the matter that it tells of.
func (s *Screen) numberBySlip(no string) tea.Cmd {
	no = strings.ToUpper(strings.TrimSpace(no))
	return s.act(text.TakenBySlip, nil, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		o, err := s.returning(ctx, no)
		if err != nil {
			return desk.Ticket{}, err
		}
		t, _, err := s.cfg.Hall.Take(ctx, rid, d, o)
		return t, err
	})
}

func (s *Screen) returning(ctx context.Context, no string) (desk.TakeOrder, error) {
	list, err := s.cfg.Books.FindCases(ctx, no, 1)
	if err != nil {
		return desk.TakeOrder{}, err
	}
	if len(list) > 0 {
		return desk.TakeOrder{Item: list[0].Item, Comm: list[0].Comm, Returns: list[0].No}, nil
	}
	p, err := s.cfg.Books.Paper(ctx, no)
	if err != nil {
		return desk.TakeOrder{}, err
	}
	return desk.TakeOrder{Item: p.Item, Reason: desk.SlipReason}, nil
}

func (s *Screen) walkIn() tea.Cmd {
	return s.act(text.WalkedIn, nil, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.WalkIn(ctx, rid, d, desk.TakeOrder{})
	})
}

// next calls the next visitor; a visit in hand is ended first when nothing of
// it is left open, otherwise one question is asked.
func (s *Screen) next() tea.Cmd {
	t := s.mine()
	switch {
	case t == nil:
		return s.call()
	case t.State == desk.TicketCalled:
		return ui.Ask(askCalled, ui.NewPick(text.NotHereTitle, text.NotHereAsk(t.No), []ui.Option{
			{Key: "arrived", Word: text.Arrived}, {Key: "missed", Word: text.MissedAndNext},
		}))
	case s.draftsOf(t.ID) == 0:
		return s.end(t.ID, true)
	}
	return ui.Ask(askBusy, ui.NewPick(text.BusyTitle, text.BusyAsk(t.No), []ui.Option{
		{Key: "hold", Word: text.HoldAndNext}, {Key: "done", Word: text.EndAndNext},
	}))
}

func (s *Screen) draftsOf(ticket string) int {
	n := 0
	for _, d := range s.drafts {
		if d.Case.Ticket == ticket {
			n++
		}
	}
	return n
}

func (s *Screen) call() tea.Cmd {
	return s.act(text.Called, (*Screen).announce, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.CallNext(ctx, rid, d)
	})
}

// announce tells the waiting room after the commit: a dead board un-calls
// nobody.
func (s *Screen) announce(t desk.Ticket) tea.Cmd {
	if s.cfg.Caller == nil {
		return nil
	}
	window := s.cfg.Window
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		return announcedMsg{s.cfg.Caller(ctx, t.No, window)}
	})
}

func (s *Screen) recall() tea.Cmd {
	id := s.mine().ID
	return s.act(text.Recalled, (*Screen).announce, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.Recall(ctx, rid, d, id)
	})
}

// missed asks with one digit why nobody came.
func (s *Screen) missed() tea.Cmd {
	return ui.Ask(askMissed, ui.NewPick(text.Missed, text.MissedAsk(s.mine().No), []ui.Option{
		{Key: "no_answer", Word: text.MissedNoAnswer}, {Key: "away", Word: text.MissedAway}, {Key: "declined", Word: text.MissedDeclined},
	}))
}

func (s *Screen) miss(reason string, next func(*Screen, desk.Ticket) tea.Cmd) tea.Cmd {
	id := s.mine().ID
	return s.act(text.MissedDone, next, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.Missed(ctx, rid, d, id, reason)
	})
}

// enter goes on with whoever is at the window: a called visitor has arrived,
// one in service gets the matter opened.
func (s *Screen) enter() tea.Cmd {
	t := *s.mine()
	if t.State == desk.TicketCalled {
		return s.act("", nil, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
			return s.cfg.Hall.Arrived(ctx, rid, d, t.ID)
		})
	}
	if s.draftsOf(t.ID) > 0 {
		return s.openDraft(s.drafts, t.ID)
	}
	switch {
	case t.Returns != "":
		return ui.Go(ui.ScreenCases, t.Returns)
	case t.Item != "" && !s.dealtWith(t.Item):
		return ui.Go(ui.ScreenIntake, t)
	}
	return ui.Go(ui.ScreenGuide, nil)
}

// dealtWith reports whether the matter that the number was taken for has its
// case in this visit already; a further matter is then chosen in the guide.
func (s *Screen) dealtWith(item string) bool {
	for _, c := range s.cases {
		if c.Item == item {
			return true
		}
	}
	return false
}

// more opens the guide for one matter more in the same visit. Who it is about is
// taken over from the one before.
func (s *Screen) more() tea.Cmd { return ui.Go(ui.ScreenGuide, nil) }

// finish ends the visit; one with a draft left is asked about once, so that no
// draft gets out of sight by mistake.
func (s *Screen) finish() tea.Cmd {
	t := s.mine()
	if s.draftsOf(t.ID) == 0 {
		return s.end(t.ID, false)
	}
	return ui.Ask(askEnd, ui.NewPick(text.BusyTitle, text.BusyAsk(t.No), []ui.Option{
		{Key: "park", Word: text.HoldOnly}, {Key: "end", Word: text.EndOnly},
	}))
}

// end closes the visit and asks for a rating; then calls the next one if that
// was meant.
func (s *Screen) end(id string, andNext bool) tea.Cmd {
	return s.act(text.Finished, func(s *Screen, t desk.Ticket) tea.Cmd {
		rate := s.rate(t)
		if andNext {
			return tea.Batch(rate, s.call())
		}
		return rate
	}, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.Finish(ctx, rid, d, id)
	})
}

// ratingWait is longer than any pad waits for a key.
const ratingWait = 3 * time.Minute

// rate pushes the question to the pad and files what comes of it. It holds up
// nobody.
func (s *Screen) rate(t desk.Ticket) tea.Cmd {
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, ratingWait, func(ctx context.Context) tea.Msg {
		r, err := s.cfg.Ratings.Ask(ctx, rid, d, t)
		return ratedMsg{r, t.No, err}
	})
}

func (s *Screen) rated(m ratedMsg) tea.Cmd {
	switch {
	case m.err != nil:
		return ui.Say(ui.Care, text.Problem(m.err))
	case m.rating.Level.Bad():
		return ui.Say(ui.Care, text.RatingWaits) // Neither the level nor the number: the visitor may still stand there.
	case m.rating.Level != "":
		return ui.Say(ui.Done, text.Rated(m.no, text.Level(m.rating.Level), len(m.rating.Cases)))
	case m.rating.Silence == desk.NotAsked:
		return nil
	}
	return ui.Say(ui.Care, text.Rated(m.no, text.Silence(m.rating.Silence), len(m.rating.Cases)))
}

func (s *Screen) comeBack() tea.Cmd {
	if len(s.queue.Missed) == 1 {
		return s.back(s.queue.Missed[0].ID)
	}
	return ui.Ask(askReturn, ui.NewPick(text.Return, text.ReturnAsk, s.options(s.queue.Missed)))
}

func (s *Screen) back(id string) tea.Cmd {
	return s.act(text.Returned(s.cfg.Station.Behind()), nil, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.Return(ctx, rid, d, id)
	})
}

func (s *Screen) abandon() tea.Cmd {
	return ui.Ask(askGone, ui.NewConfirm(text.LeftQueue, text.LeftQueueAsk(s.table.Selected().Cells[0]), text.Yes, text.No))
}

// answered goes on after a dialog.
func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	if !o.OK {
		return nil
	}
	switch o.ID {
	case askTake:
		if o.Key == walkInKey {
			return s.takeWalkIn()
		}
		if no, ok := strings.CutPrefix(o.Key, slipKey); ok {
			return s.numberBySlip(no)
		}
		return s.number(o.Key, o.Text)
	case askHold:
		if s.mine() != nil {
			return s.park(desk.HoldKind(o.Key), nil)
		}
	case askResume:
		return s.goOn(o.Key)
	case askReturn:
		return s.back(o.Key)
	case askDraft:
		return s.chosen(o.Key)
	case askOnward:
		return s.passOn(o.Key)
	case askPrefer:
		return s.preferred(o.Key)
	case askNamed:
		return s.namedBecause(o.Key)
	case askReason:
		return s.callNamed(o.Text)
	case askGone:
		return s.gone(o.Key)
	case askMissed:
		if s.mine() != nil {
			return s.miss(o.Key, nil)
		}
	case askCalled, askBusy, askEnd:
		return s.then(o.Key)
	}
	cmd, _ := s.relieving(o)
	return cmd
}

func (s *Screen) takeWalkIn() tea.Cmd {
	if why := s.occupied(); why != "" {
		return ui.Say(ui.Care, why)
	}
	return s.walkIn()
}

func (s *Screen) gone(yes string) tea.Cmd {
	line := s.table.Selected()
	if line == nil || yes != "yes" {
		return nil
	}
	id := line.ID
	return s.act(text.Abandoned, nil, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.Abandon(ctx, rid, d, id, "left")
	})
}

// then follows the one question that F5 asked.
func (s *Screen) then(key string) tea.Cmd {
	if s.mine() == nil {
		return nil
	}
	callAfter := func(s *Screen, _ desk.Ticket) tea.Cmd { return s.call() }
	switch key {
	case "arrived":
		return s.enter()
	case "missed":
		return s.miss("no_answer", callAfter)
	case "hold":
		return s.park(desk.HoldAway, callAfter)
	case "park":
		return s.park(desk.HoldAway, nil)
	case "done":
		return s.end(s.mine().ID, true)
	case "end":
		return s.end(s.mine().ID, false)
	}
	return nil
}
