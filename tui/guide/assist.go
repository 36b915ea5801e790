package guide

import (
	"context"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs about help.
const (
	askChannel = "channel"
	askResult  = "result"
	askMinutes = "minutes"
	askOther   = "minutes.other"
	askSteps   = "steps"
)

// Options of how long help took.
const (
	minutesOther = "other"
	minutesVisit = "visit"
)

// assistActs are the acts about doing the matter without the window, and what shows a
// changed card as it was.
func (s *Screen) assistActs() []ui.Action {
	return []ui.Action{
		{Digit: 5, Twin: text.CmdKioskHelp, Word: text.KioskHelp, Tip: text.KioskHelpTip, Run: s.guided, Blocked: s.noKiosk},
		{Digit: 6, Twin: text.CmdCoach, Word: text.Coach, Tip: text.CoachTip, Run: s.coached},
		{Digit: 7, Twin: text.CmdSteps, Word: text.StepsAct, Tip: text.StepsTip, Run: s.steps, Blocked: s.noSteps},
		{Digit: 8, Twin: text.CmdBefore, Word: text.UpdateLook, Tip: text.UpdateLookTip, Run: s.before, Blocked: s.unchanged, Hidden: s.unchanged() != ""},
	}
}

func (s *Screen) noKiosk() string {
	if s.cfg.Station.Serves(desk.ServeKiosk) {
		return ""
	}
	return text.NoKiosk
}

func (s *Screen) noSteps() string {
	if len(s.item.Online) == 0 {
		return text.NoSteps
	}
	return ""
}

// guided records help at the terminal.
func (s *Screen) guided() tea.Cmd {
	s.help = desk.AssistOrder{Item: s.item.ID, Ticket: s.ticket(), Channel: desk.AssistKiosk}
	return s.askResult()
}

// coached records help on the net.
func (s *Screen) coached() tea.Cmd {
	s.help = desk.AssistOrder{Item: s.item.ID, Ticket: s.ticket()}
	return ui.Ask(askChannel, ui.NewPick(text.Coach, text.ChannelAsk, channels(desk.OnlineChannels())))
}

func channels(list []desk.AssistChannel) []ui.Option {
	var opts []ui.Option
	for _, c := range list {
		opts = append(opts, ui.Option{Key: string(c), Word: text.AssistChannel(c)})
	}
	return opts
}

func (s *Screen) askResult() tea.Cmd {
	var opts []ui.Option
	for _, r := range desk.AssistResults() {
		opts = append(opts, ui.Option{Key: string(r), Word: text.AssistResult(r)})
	}
	return ui.Ask(askResult, ui.NewPick(text.AssistChannel(s.help.Channel), text.ResultAsk, opts))
}

// askMinutes asks how long it took: one key for the usual, the visit's own time
// where there is one.
func (s *Screen) askMinutes() tea.Cmd {
	var opts []ui.Option
	for _, n := range [...]int{5, 10, 15, 20, 30, 45, 60} {
		opts = append(opts, ui.Option{Key: strconv.Itoa(n), Word: text.MinutesWord(n)})
	}
	opts = append(opts, ui.Option{Key: minutesOther, Word: text.MinutesOther})
	if s.help.Ticket != "" {
		opts = append(opts, ui.Option{Key: minutesVisit, Word: text.MinutesVisit})
	}
	p := ui.NewPick(text.MinutesTitle, text.MinutesAsk, opts)
	if s.help.Ticket != "" {
		p.Select(minutesVisit)
	}
	return ui.Ask(askMinutes, p)
}

// assisting goes on after a dialog about help; ok is false for one that is not.
func (s *Screen) assisting(o ui.Outcome) (cmd tea.Cmd, ok bool) {
	if !slices.Contains([]string{askChannel, askResult, askMinutes, askOther, askSteps}, o.ID) {
		return nil, false
	}
	if !o.OK {
		return nil, true
	}
	switch o.ID {
	case askChannel:
		s.help.Channel = desk.AssistChannel(o.Key)
		return s.askResult(), true
	case askResult:
		s.help.Result = desk.AssistResult(o.Key)
		return s.askMinutes(), true
	case askSteps:
		return s.printSteps(desk.AssistChannel(o.Key)), true
	case askOther:
		return s.took(o.Text), true
	}
	switch o.Key {
	case minutesOther:
		return ui.Ask(askOther, ui.NewAskField(text.MinutesTitle, text.MinutesField, ui.NewField(ui.Digits, 3))), true
	case minutesVisit:
		return s.helped(0), true
	}
	return s.took(o.Key), true
}

func (s *Screen) took(minutes string) tea.Cmd {
	n, err := strconv.Atoi(strings.TrimSpace(minutes))
	if err != nil || n < 1 || n > desk.MostMinutes {
		return ui.Say(ui.Care, text.MinutesWrong)
	}
	return s.helped(n)
}

func (s *Screen) helped(minutes int) tea.Cmd {
	o := s.help
	o.Minutes = minutes
	_, steps := s.item.OnlineBy(o.Channel)
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
		a, err := s.cfg.Counter.Assist(ctx, rid, d, o)
		return text.Assisted(a.Channel, a.Minutes, steps), err
	})
}

// steps prints how the matter is done without the window.
func (s *Screen) steps() tea.Cmd {
	if len(s.item.Online) == 1 {
		return s.printSteps(s.item.Online[0].Channel)
	}
	var list []desk.AssistChannel
	for _, o := range s.item.Online {
		list = append(list, o.Channel)
	}
	return ui.Ask(askSteps, ui.NewPick(text.StepsAct, text.StepsAsk, channels(list)))
}

func (s *Screen) printSteps(c desk.AssistChannel) tea.Cmd {
	item, ticket := s.item.ID, s.ticket()
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
		p, err := s.cfg.Counter.Steps(ctx, rid, d, item, c, ticket)
		return text.StepsPrinted(desk.Tail(p.No)), err
	})
}

// pressed opens the card of the matter in hand and presses one of its digits; with
// no matter it asks for one first.
func (s *Screen) pressed(key string) tea.Cmd {
	if s.served != nil && s.served.Item != "" {
		s.item, s.cert = nil, nil
		s.show(s.served.Item)
	}
	if s.item == nil {
		return tea.Batch(s.Open(nil), ui.Say(ui.Care, text.FindFirst))
	}
	acts := s.Actions()
	for i := range acts {
		if strconv.Itoa(acts[i].Digit) == key {
			cmd, why := acts[i].Do()
			if why != "" {
				return ui.Say(ui.Care, why)
			}
			return cmd
		}
	}
	return nil
}
