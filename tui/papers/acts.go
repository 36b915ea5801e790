package papers

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs that the screen opens.
const (
	askVoid   = "void"
	askPoster = "poster"
)

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	list := []ui.Action{
		{Key: "f8", Twin: text.CmdReprint, Word: text.Reprint, Tip: text.ReprintTip, Run: s.again, Blocked: s.dead},
		{Key: "f10", Twin: text.CmdReprint, Word: text.Reprint, Tip: text.ReprintTip, Run: s.again, Blocked: s.dead, Hidden: true},
		{Key: "f6", Twin: text.CmdMedium, Word: text.Medium, Tip: text.MediumTip, Run: s.turn, Blocked: s.none},
		{Digit: 1, Twin: text.CmdLarge, Word: s.largeWord(), Tip: text.LargeTip, Run: s.resize, Blocked: s.dead},
		{Digit: 2, Twin: text.CmdSendOn, Word: text.SendOn, Tip: text.SendOnTip, Run: s.sendOn, Blocked: s.noNext},
		{Digit: 3, Twin: text.CmdCancelPrint, Word: text.CancelPrint, Tip: text.CancelPrintTip, Run: s.cancel, Blocked: s.notWaiting},
		{Digit: 4, Twin: text.CmdCorrect, Word: text.Correct, Tip: text.CorrectTip, Run: s.correct, Blocked: s.noCorrect},
		{Digit: 5, Twin: text.CmdPoster, Word: text.PosterWord, Tip: text.PosterTip, Run: s.poster},
	}
	if s.shown != nil {
		return append(list, ui.Action{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.close})
	}
	return append(list, ui.Action{Key: "enter", Twin: text.CmdPreview, Word: text.Preview, Tip: text.PreviewTip, Run: s.preview, Blocked: s.none})
}

func (s *Screen) none() string {
	if s.current() == nil {
		return text.NoPapers
	}
	return ""
}

// dead says why the paper is not printed any more.
func (s *Screen) dead() string {
	if why := s.none(); why != "" {
		return why
	}
	if s.current().Void {
		return text.PaperIsVoid
	}
	return ""
}

func (s *Screen) noCorrect() string {
	if why := s.dead(); why != "" {
		return why
	}
	if !s.current().Kind.Correctable() {
		return text.Problem(&desk.Problem{Kind: desk.Blocked, What: "paper.correct"})
	}
	return ""
}

// job is the latest print of the current paper.
func (s *Screen) job() (desk.Job, bool) {
	p := s.current()
	if p == nil {
		return desk.Job{}, false
	}
	j, ok := s.states[p.No]
	return j, ok
}

func (s *Screen) noNext() string {
	if why := s.dead(); why != "" {
		return why
	}
	j, ok := s.job()
	switch {
	case !ok || j.State == desk.PrintConfirmed:
		return text.PrintedAlready
	case j.UnderWay():
		return text.PrintUnderWay
	case s.cfg.Next == nil || s.cfg.Next(j) == "":
		return text.NoOtherPrinter
	}
	return ""
}

func (s *Screen) notWaiting() string {
	if why := s.none(); why != "" {
		return why
	}
	switch j, ok := s.job(); {
	case ok && j.UnderWay() && j.Recalled:
		return text.PrintRecalled
	case !ok || j.State != desk.PrintQueued && !j.UnderWay():
		return text.NothingToCancel
	}
	return ""
}

func (s *Screen) largeWord() string {
	if p := s.current(); p != nil && p.Large {
		return text.SmallPrint
	}
	return text.LargePrint
}

// act runs one act on a paper, once.
func (s *Screen) act(f func(ctx context.Context, rid string, d desk.Duty) doneMsg) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg { return f(ctx, rid, d) })
}

func (s *Screen) again() tea.Cmd {
	no := s.current().No
	return s.act(func(ctx context.Context, rid string, d desk.Duty) doneMsg {
		_, err := s.cfg.Press.Reprint(ctx, rid, d, no)
		return doneMsg{say: text.Reprinting, err: err}
	})
}

// resize prints the paper again in the other size of type.
func (s *Screen) resize() tea.Cmd {
	no, large := s.current().No, !s.current().Large
	open := ""
	if s.shown != nil {
		open = no
	}
	return s.act(func(ctx context.Context, rid string, d desk.Duty) doneMsg {
		_, err := s.cfg.Press.Resize(ctx, rid, d, no, large)
		return doneMsg{say: text.Resized(large), open: open, err: err}
	})
}

// sendOn sends the latest print of the paper to the next printer of its group.
func (s *Screen) sendOn() tea.Cmd {
	j, _ := s.job()
	to, at := s.cfg.Next(j), s.cfg.Now()
	return s.act(func(ctx context.Context, _ string, _ desk.Duty) doneMsg {
		_, err := s.cfg.Jobs.SendOn(ctx, j.ID, to, at)
		return doneMsg{say: text.SentOn(to), err: err}
	})
}

func (s *Screen) cancel() tea.Cmd {
	j, _ := s.job()
	at, say := s.cfg.Now(), text.PrintCancelled
	if j.UnderWay() {
		say = text.PrintRecalled
	}
	return s.act(func(ctx context.Context, _ string, _ desk.Duty) doneMsg {
		return doneMsg{say: say, err: s.cfg.Jobs.Cancel(ctx, j.ID, at)}
	})
}

func (s *Screen) correct() tea.Cmd {
	var why []ui.Option
	for _, w := range desk.VoidWhys() {
		why = append(why, ui.Option{Key: string(w), Word: text.VoidWhy(w)})
	}
	p := s.current()
	return ui.Ask(askVoid, ui.NewPick(text.Correct, text.CorrectAsk(text.PaperName(p.Kind), desk.Tail(p.No)), why))
}

func (s *Screen) poster() tea.Cmd {
	var all []ui.Option
	for _, k := range desk.Posters() {
		all = append(all, ui.Option{Key: string(k), Word: text.Poster(k)})
	}
	return ui.Ask(askPoster, ui.NewPick(text.PosterWord, text.PosterAsk, all))
}

// answered goes on after a dialog.
func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	if !o.OK {
		return nil
	}
	switch o.ID {
	case askVoid:
		p := s.current()
		if p == nil {
			return nil
		}
		no := p.No
		return s.act(func(ctx context.Context, rid string, d desk.Duty) doneMsg {
			made, err := s.cfg.Press.Correct(ctx, rid, d, no, desk.VoidWhy(o.Key))
			return doneMsg{say: text.Corrected(desk.Tail(made.No)), open: made.No, err: err}
		})
	case askPoster:
		return s.act(func(ctx context.Context, rid string, d desk.Duty) doneMsg {
			made, err := s.cfg.Press.Poster(ctx, rid, d, desk.Poster(o.Key), s.cfg.Items(), "")
			return doneMsg{say: text.PosterPrinting(desk.Poster(o.Key)), open: made.No, err: err}
		})
	}
	return nil
}
