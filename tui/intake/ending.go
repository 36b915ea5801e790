package intake

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs that the screen opens.
const (
	askUnfit   = "unfit"
	askExempt  = "exempt"
	askFollows = "follows"
	askRefuse  = "refuse"
	askSame    = "same"
	askDrop    = "drop"
	askOpen    = "open"
	askVouch   = "vouch"
	askLate    = "late"
	askMove    = "move"
	askManual  = "manual"
	askComm    = "community"
	askPlace   = "place"
	pickUnfit  = "unfit.pick"
	pickExempt = "exempt.pick"
	askKeep    = "keep"
	pickKeep   = "keep.pick"
	askSplit   = "split"
	askCount   = "count"
	askBlanks  = "blanks"
	askSplitAt = "splitat"
)

// Actions lists what can be done here. The endings of another mode stay in
// their place and say why they are not for this one.
func (s *Screen) Actions() []ui.Action {
	list := make([]ui.Action, 0, len(s.acts)+len(s.always)+8)
	list = append(list, s.always...)
	list[endAt].Word, list[endAt].Tip = text.EndWord(s.draft.Case.Mode), text.EndTip(s.draft.Case.Mode)
	if s.open && s.part == partPerson {
		if s.reading != nil {
			agent := s.forAgent()
			list = append(
				list,
				ui.Action{Key: "enter", Twin: text.CmdBind, Word: text.BindAs(agent), Tip: text.BindTip, Run: func() tea.Cmd { return s.bind(agent) }},
				ui.Action{Key: "f2", Twin: text.CmdBindOther, Word: text.BindAs(!agent), Tip: text.BindOtherTip, Run: func() tea.Cmd { return s.bind(!agent) }},
			)
		}
		list = append(list, ui.Action{Twin: text.CmdVouch, Word: text.Vouch, Tip: text.VouchTip, Run: s.vouch, Blocked: s.doubtful, Hidden: true})
	}
	if s.open && s.part == partMaterials && s.scanning && s.feeding.stack {
		return append(append(list, s.feedActs...), s.seldom...)
	}
	if s.open && s.part == partMaterials {
		list = append(list, s.acts...)
		if p, _ := s.flawed(); p != nil {
			list[len(list)-len(s.acts)+keepAt].Hidden = false
		}
		if m := s.line(); m != nil && len(m.Pages) > 0 {
			list[len(list)-len(s.acts)+retakeAt].Hidden = false // the key line has room for it once there is a page
		}
	}
	return append(list, s.seldom...)
}

func (s *Screen) closed() string {
	switch {
	case !s.open:
		return text.NothingOpen
	case s.scanning:
		return text.StillScanning
	}
	return ""
}

// unserved says why a new case cannot be taken in for its community: it is not
// served in the way that the matter needs.
func (s *Screen) unserved() string {
	if why := s.closed(); why != "" {
		return why
	}
	c := &s.draft.Case
	if c.Rev > 0 || s.cfg.Station.Everywhere(c.Mode) {
		return ""
	}
	if k, _ := s.cfg.Station.Placed(c); !k.Takes(c.Mode) {
		return text.NotServedFor(ui.Shorten(text.CommName(k), commWidth), c.Mode)
	}
	return ""
}

// commWidth is the room for a community in a sentence.
const commWidth = 24

func (s *Screen) last() string {
	if !s.open || s.part == partForm || s.part == partMaterials && !s.hasForm() {
		return text.LastPart
	}
	return ""
}

func (s *Screen) first() string {
	if !s.open || s.part == partPerson {
		return text.FirstPart
	}
	return ""
}

func (s *Screen) noScan() string {
	switch {
	case s.cfg.Scanner == nil:
		return text.NoScanner
	case s.scanning:
		return text.StillScanning
	case s.line() == nil:
		return text.ChooseMaterial
	}
	return ""
}

func (s *Screen) noRefusal() string {
	if s.draft.Case.Mode != desk.ModeAccept {
		return text.RefuseOnlyAccept
	}
	return s.unserved()
}

// finish runs one ending on a copy of the case.
func (s *Screen) finish(done string, f func(context.Context, string, desk.Duty, desk.Case) (desk.Taken, error)) tea.Cmd {
	if s.busy {
		return nil
	}
	s.collect()
	if err := s.fit(); err != nil {
		return ui.Say(ui.Fault, text.Problem(err))
	}
	s.busy = true
	c, d, rid, turn := s.snapshot().Case, s.duty, s.cfg.Mint(), s.shelf.turn()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		m := endedMsg{done: done}
		m.err = s.shelf.put(c.ID, turn, func() error {
			t, err := f(ctx, rid, d, c)
			m.no, m.papers = t.Case.No, t.Papers
			return err
		})
		return m
	})
}

// end is the one key for the ending that the mode allows.
func (s *Screen) end() tea.Cmd {
	switch s.draft.Case.Mode {
	case desk.ModeAccept:
		return s.finish(text.AcceptedDone, s.cfg.Desk.Accept)
	case desk.ModeCollect:
		return s.finish(text.ReceivedDone, s.cfg.Desk.Receive)
	}
	return s.finish(text.AdvisedDone, s.advise)
}

func (s *Screen) advise(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error) {
	p, err := s.cfg.Desk.Advise(ctx, rid, d, c)
	if err != nil {
		return desk.Taken{}, err
	}
	return desk.Taken{Case: desk.Case{No: p.No}, Papers: []desk.Paper{p}}, nil
}

func (s *Screen) notice() tea.Cmd {
	if s.draft.Case.Mode == desk.ModeAdvise {
		return s.finish(text.AdvisedDone, s.advise)
	}
	return s.finish(text.NoticedDone, s.cfg.Desk.Notice)
}

func (s *Screen) refuse() tea.Cmd {
	return ui.Ask(askRefuse, ui.NewAskWords(text.Refuse, text.RefuseAsk, "", 200))
}

// large has the papers of this case printed large, or as usual again.
func (s *Screen) large() tea.Cmd {
	c := &s.draft.Case
	c.Large = !c.Large
	return tea.Batch(ui.Say(ui.Done, text.LargeFrom(c.Large)), s.save())
}

func (s *Screen) giveUp() tea.Cmd {
	return ui.Ask(askDrop, ui.NewConfirm(text.GiveUp, text.GiveUpAsk, text.Yes, text.No))
}

// ended shows what came of an ending; where it was refused the draft is still
// there, untouched.
func (s *Screen) ended(m endedMsg) tea.Cmd {
	if m.err != nil {
		s.busy = false
		if errors.Is(m.err, &desk.Problem{Kind: desk.Blocked, What: "case.open"}) {
			return tea.Batch(ui.Ask(askOpen, ui.NewMessage(text.NotYetTitle, text.Problem(m.err), text.OK)), s.save())
		}
		if errors.Is(m.err, &desk.Problem{Kind: desk.Blocked, What: "notice.late"}) {
			return tea.Batch(ui.Ask(askLate, ui.NewPick(text.LateTitle, text.Problem(m.err), lateWhys())), s.save())
		}
		return tea.Batch(ui.Say(ui.Care, text.Problem(m.err)), s.save())
	}
	s.open, s.busy = false, false
	s.draft = desk.Draft{}
	s.stopReading()
	return tea.Sequence(
		s.tell(),
		ui.Go(ui.ScreenCounter, nil),
		ui.Say(ui.Done, text.EndedWith(m.done, desk.Tail(m.no), len(m.papers))),
	)
}

// lateWhys are the reasons for telling late, each with its digit.
func lateWhys() []ui.Option {
	var out []ui.Option
	for _, w := range desk.LateWhys() {
		out = append(out, ui.Option{Key: string(w), Word: text.LateWhy(w)})
	}
	return out
}

// answered goes on after a dialog.
func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	if !o.OK || !s.open {
		return nil
	}
	switch o.ID {
	case askDrift:
		if o.Key == driftRenew {
			return s.renew()
		}
	case askUnfit:
		return s.mark(desk.MaterialUnfit, o.Text, "")
	case askExempt:
		return s.mark(desk.MaterialExempt, o.Text, "")
	case askFollows:
		return s.mark(desk.MaterialFollows, "", desk.Day(o.Text))
	case askRefuse:
		return s.finish(text.RefusedDone, func(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error) {
			return s.cfg.Desk.Refuse(ctx, rid, d, c, o.Text)
		})
	case askLate:
		return s.finish(text.NoticedDone, func(ctx context.Context, rid string, d desk.Duty, c desk.Case) (desk.Taken, error) {
			return s.cfg.Desk.NoticeLate(ctx, rid, d, c, desk.LateWhy(o.Key))
		})
	case pickUnfit, pickExempt, pickKeep:
		return s.picked(o)
	case askKeep:
		return s.keptFor(o.Text)
	case askSplit:
		return s.splitAs(o.Text)
	case askCount:
		return s.counted(o.Text)
	case askBlanks:
		if o.Key == "yes" {
			return s.dropBlanks()
		}
	case askMove:
		return s.move(o.Text)
	case askSplitAt:
		return s.splitAt(o.Text)
	case askComm:
		return s.moveTo(o.Key)
	case askPlace:
		return s.addressed(o.Text)
	case askManual:
		return s.byHand(o.Key)
	case askVouch:
		return s.vouched(o.Text)
	case askSame:
		if o.Key != "" {
			return ui.Go(ui.ScreenCases, o.Key)
		}
	case askDrop:
		if o.Key == "yes" {
			return s.drop()
		}
	}
	return nil
}

// drop gives the draft up.
func (s *Screen) drop() tea.Cmd {
	id, turn := s.draft.Case.ID, s.shelf.turn()
	s.open, s.busy = false, true
	s.draft = desk.Draft{}
	s.stopReading()
	return tea.Sequence(s.tell(), ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		return savedMsg{s.shelf.put(id, turn, func() error { return s.cfg.Books.DropDraft(ctx, id) })}
	}), ui.Go(ui.ScreenCounter, nil))
}
