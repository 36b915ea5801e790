// Package handoff hands a window over to a colleague (交班): what is open is
// listed, the colleague accepts it with the own PIN, and promises go with it. The
// end of the day is another screen.
package handoff

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// days lists what is open and hands it over.
type days interface {
	HandOff(ctx context.Context, in *desk.Intake, d desk.Duty) (desk.HandOff, error)
	Hand(ctx context.Context, rid string, from, to desk.Duty) (desk.Shift, error)
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Days    days
	Intake  *desk.Intake
	Gate    *desk.Gate
	Health  func() []desk.Health
	Mint    func() string
}

// Screen is the hand-over of one window.
type Screen struct {
	ctx   context.Context
	cfg   Config
	duty  desk.Duty
	open  *desk.HandOff
	guard desk.Guard
	to    desk.Duty
	pager ui.Pager
	busy  bool
	fault string
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	return &Screen{ctx: ctx, cfg: c, pager: ui.Pager{Wrap: true}}
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenHandOff }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.HandOff }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true until the list has been read, and while the window goes over.
func (s *Screen) Busy() bool { return s.busy }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

type (
	openMsg struct {
		open  desk.HandOff
		guard desk.Guard
		err   error
	}
	handedMsg struct {
		to  desk.Duty
		err error
	}
)

const wait = 10 * time.Second

// IDs of dialogs.
const (
	askWho = "who"
	askPIN = "pin"
)

// Enter reads what is open.
func (s *Screen) Enter() tea.Cmd {
	s.busy = true
	d := s.duty
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		o, err := s.cfg.Days.HandOff(ctx, s.cfg.Intake, d)
		if err != nil {
			return openMsg{err: err}
		}
		g, err := s.cfg.Gate.Guard(ctx)
		return openMsg{o, g, err}
	})
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	return []ui.Action{{
		Key: "enter", Twin: text.CmdSignFor, Word: text.SignFor, Tip: text.SignForTip, Run: s.who,
		Blocked: func() string {
			switch {
			case s.open == nil:
				return text.Working
			case len(s.others()) == 0:
				return text.NoColleague
			}
			return ""
		},
	}}
}

// others are the colleagues who may take the window over.
func (s *Screen) others() []desk.Staff {
	var out []desk.Staff
	for _, p := range s.cfg.Station.Staff {
		if p.ID != s.duty.Staff.ID && p.May(desk.RightClose) {
			out = append(out, p)
		}
	}
	return out
}

// who asks who takes over; where there is one colleague there is nothing to ask.
func (s *Screen) who() tea.Cmd {
	list := s.others()
	if len(list) == 1 {
		return s.pin(list[0])
	}
	opts := make([]ui.Option, 0, len(list))
	for _, p := range list {
		opts = append(opts, ui.Option{Key: p.ID, Word: ui.Clean(p.Name, 20) + " " + ui.Clean(p.Post, 30)})
	}
	return ui.Ask(askWho, ui.NewPick(text.HandOff, text.WhoTakesOver, opts))
}

// pin asks for the colleague's PIN, or for a word where the station has none.
func (s *Screen) pin(p desk.Staff) tea.Cmd {
	s.to = desk.Duty{Staff: p, Window: s.duty.Window}
	name := ui.Clean(p.Name, 20)
	switch {
	case s.guard.Passes[p.ID].PIN:
		return ui.Ask(askPIN, ui.NewAskField(text.HandOff, text.SignForAsk(name, s.open.Open()), ui.NewField(ui.PIN, desk.MostPIN)))
	case s.cfg.Gate.Open(s.guard, p.ID):
		return ui.Ask(askPIN, ui.NewConfirm(text.HandOff, text.SignForFree(name, s.open.Open()), text.SignFor, text.No))
	}
	return ui.Say(ui.Care, text.PINNone)
}

func (s *Screen) hand(pin string) tea.Cmd {
	s.busy = true
	from, to, rid := s.duty, s.to, s.cfg.Mint()
	free := !s.guard.Passes[to.Staff.ID].PIN
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		if !free {
			if err := s.cfg.Gate.Enter(ctx, rid, to, pin); err != nil {
				return handedMsg{to, err}
			}
		}
		_, err := s.cfg.Days.Hand(ctx, rid, from, to)
		return handedMsg{to, err}
	})
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openMsg:
		s.show(msg)
	case ui.Outcome:
		return s.answered(msg)
	case handedMsg:
		s.busy = false
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
		return tea.Sequence(
			func() tea.Msg { return ui.OnDuty{Duty: msg.to} },
			ui.Say(ui.Done, text.HandedTo(ui.Clean(msg.to.Staff.Name, 20))),
		)
	case tea.KeyPressMsg:
		s.pager.Update(msg)
	}
	return nil
}

func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	switch {
	case !o.OK || o.Key == "no":
		return nil
	case o.ID == askWho:
		if p, ok := s.cfg.Station.Person(o.Key); ok {
			return s.pin(p)
		}
		return nil
	}
	return s.hand(o.Text)
}

func (s *Screen) show(m openMsg) {
	s.busy = false
	if m.err != nil {
		s.fault = text.Problem(m.err)
		return
	}
	s.fault, s.open, s.guard = "", &m.open, m.guard
	s.pager.Set(s.lines())
}

// most is how many lines of one kind are listed; the heading counts all.
const most = 20

// lines lists what is open.
func (s *Screen) lines() []ui.PageLine {
	var out []ui.PageLine
	group := func(title string, n int, each func(i int) string) {
		st := ui.Heading
		if n > 0 {
			st = ui.Warn
		}
		out = append(out, ui.PageLine{Style: st, Text: text.Counted(title, n)})
		for i := range min(n, most) {
			out = append(out, ui.PageLine{Style: ui.Text, Text: "  " + ui.Clean(each(i), 200)})
		}
	}
	o := s.open
	out = append(out, ui.PageLine{Style: ui.Strong, Text: text.HandOffLead(o.Waiting)})
	group(text.AtWindows, len(o.Held), func(i int) string { return o.Held[i].No + " " + text.TicketState(o.Held[i].State) })
	group(text.Promised, len(o.Inquiries), func(i int) string { return identity.MaskWords(o.Inquiries[i].Private.Words) })
	group(text.DraftsTitle, len(o.Drafts), func(i int) string {
		return o.Drafts[i].Case.Title + " " + identity.MaskName(o.Drafts[i].Case.Private.Applicant.Name)
	})
	group(text.DueTitle, len(o.Due), func(i int) string {
		return desk.Tail(o.Due[i].No) + " " + o.Due[i].Title + " " + string(o.Due[i].Due)
	})
	var ill []string
	for _, h := range s.cfg.Health() {
		if h.State != desk.DeviceOK {
			no, what, next := text.Cause(h.Family, h.Code)
			ill = append(ill, text.LampLabel(h.Family)+" "+no+" "+text.WhatNext(what, next))
		}
	}
	group(text.IllDevices, len(ill), func(i int) string { return ill[i] })
	return out
}

// Draw draws what is open.
func (s *Screen) Draw(f *ui.Frame) {
	if s.fault != "" {
		f.Put(1, 1, ui.Error, s.fault)
		return
	}
	s.pager.Draw(f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()}))
}
