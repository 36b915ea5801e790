package practice

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/practice"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A banded screen is a screen of the live desk as it stands in practice: the
// same screen, with the visitor's latest words in a band of practice's colour
// below it and one key more, to hear the next ones.
type banded struct {
	ui.Screen
	ctx   context.Context
	stage Stage
}

// Band puts the band of practice below a screen.
func Band(ctx context.Context, s ui.Screen, st Stage) ui.Screen { return &banded{s, ctx, st} }

// hear has the visitor say the next line.
func hear(ctx context.Context, s Stage) tea.Cmd {
	return ui.Do(ctx, wait, func(ctx context.Context) tea.Msg {
		_, err := s.Hear(ctx)
		return heardMsg{err}
	})
}

// told says what became of hearing; the words themselves are in the band.
func told(m heardMsg) tea.Cmd {
	if m.err != nil {
		return ui.Say(ui.Care, text.PracticeProblem(m.err))
	}
	return nil
}

// saidAll blocks hearing where there is nothing to hear.
func saidAll(s Stage) string {
	if n := s.Now(); n.Playing && n.Left() == 0 {
		return text.SaidAll
	}
	return ""
}

// Actions are those of the screen, and the key of practice.
func (b *banded) Actions() []ui.Action {
	n := b.stage.Now()
	act := ui.Action{Key: "f11", Twin: text.CmdHear, Word: text.Hear, Tip: text.HearTip, Run: b.hear}
	if !n.Playing || n.Left() == 0 {
		act.Word = text.ToDebrief
	}
	own := b.Screen.Actions()
	all := make([]ui.Action, 0, len(own)+2)
	all = append(all, own...)
	return append(all, act, ui.Action{
		Twin: text.CmdCardAgain, Word: text.CardAgain, Tip: text.CardAgainTip, Run: b.cards, Blocked: b.nothing,
	})
}

func (b *banded) nothing() string {
	if !b.stage.Now().Playing {
		return text.NothingPlays
	}
	return ""
}

// hear has the visitor speak; with nothing to hear it goes to the 讲评 screen.
func (b *banded) hear() tea.Cmd {
	if n := b.stage.Now(); !n.Playing || n.Left() == 0 {
		return ui.Go(ui.ScreenPractice, nil)
	}
	return hear(b.ctx, b.stage)
}

func (b *banded) cards() tea.Cmd {
	if err := b.stage.Cards(); err != nil {
		return ui.Say(ui.Care, text.PracticeProblem(err))
	}
	return ui.Say(ui.Done, text.CardsLaid)
}

// Update keeps the replies of the band's own key and hands everything else on.
func (b *banded) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(heardMsg); ok {
		return told(m)
	}
	return b.Screen.Update(msg)
}

// Draw draws the screen above the band.
func (b *banded) Draw(f *ui.Frame) {
	b.Screen.Draw(f.Rows(0, f.H()-1))
	drawBand(f.Rows(f.H()-1, 1), b.stage.Now())
}

func drawBand(f *ui.Frame, n practice.Now) {
	f.Band(0, ui.Practice, " "+ui.Clean(text.Band(n), 300))
}

// What follows hands on what the App may ask of a screen besides.

// Enter tells the screen that it is on top.
func (b *banded) Enter() tea.Cmd {
	if e, ok := b.Screen.(ui.Enterer); ok {
		return e.Enter()
	}
	return nil
}

// Leave tells the screen that it is left.
func (b *banded) Leave() tea.Cmd {
	if l, ok := b.Screen.(ui.Leaver); ok {
		return l.Leave()
	}
	return nil
}

// Open opens the screen, as the App does where it opens nothing special.
func (b *banded) Open(with any) tea.Cmd {
	if o, ok := b.Screen.(ui.Opener); ok {
		return o.Open(with)
	}
	return b.Enter()
}

// OnDuty tells the screen who serves.
func (b *banded) OnDuty(d desk.Duty) {
	if x, ok := b.Screen.(ui.DutyScreen); ok {
		x.OnDuty(d)
	}
}

// Serving tells the screen which visit is in hand.
func (b *banded) Serving(t *desk.Ticket) {
	if x, ok := b.Screen.(ui.ServingScreen); ok {
		x.Serving(t)
	}
}

// Busy is true while the screen has an act under way.
func (b *banded) Busy() bool {
	x, ok := b.Screen.(interface{ Busy() bool })
	return ok && x.Busy()
}

// Command hands a command with words on to a screen that takes such.
func (b *banded) Command(twin, words string) (tea.Cmd, bool) {
	if x, ok := b.Screen.(interface {
		Command(twin, words string) (tea.Cmd, bool)
	}); ok {
		return x.Command(twin, words)
	}
	return nil, false
}

// Why explains what the screen explains.
func (b *banded) Why() []ui.Reason {
	if x, ok := b.Screen.(ui.Explainer); ok {
		return x.Why()
	}
	return nil
}

// Community is that of what the screen shows.
func (b *banded) Community() string {
	if x, ok := b.Screen.(ui.Placed); ok {
		return x.Community()
	}
	return ""
}
