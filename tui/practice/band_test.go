package practice

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// full is a screen with everything that the App may ask for; it notes what is.
type full struct {
	plain
	busy bool
}

func (f *full) Enter() tea.Cmd       { return f.note("enter") }
func (f *full) Leave() tea.Cmd       { return f.note("leave") }
func (f *full) Open(any) tea.Cmd     { return f.note("open") }
func (f *full) OnDuty(desk.Duty)     { f.note("duty") }
func (f *full) Serving(*desk.Ticket) { f.note("serving") }
func (f *full) Busy() bool           { return f.busy }
func (f *full) Command(_, w string) (tea.Cmd, bool) {
	return f.note("command " + w), true
}

// plain is a screen with nothing but what it must have.
type plain struct{ did []string }

func (p *plain) note(s string) tea.Cmd {
	p.did = append(p.did, s)
	return nil
}

func (p *plain) ID() string    { return "plain" }
func (p *plain) Title() string { return "队列" }
func (p *plain) Focused() bool { return true }
func (p *plain) Update(m tea.Msg) tea.Cmd {
	_, key := m.(tea.KeyPressMsg)
	if key {
		return p.note("key")
	}
	return p.note("message")
}

func (p *plain) Draw(f *ui.Frame) {
	for y := range f.H() {
		f.Put(0, y, ui.Text, strings.Repeat("口", f.W()))
	}
}

func (p *plain) Actions() []ui.Action {
	return []ui.Action{{Key: "f5", Twin: "叫号", Word: "叫号", Run: func() tea.Cmd { return p.note("f5") }}}
}

func TestBandStandsBelowTheScreen(t *testing.T) {
	b := newBoard()
	s := Band(t.Context(), &plain{}, b)
	golden(t, "band-idle", s)
	if _, err := b.Begin(t.Context(), desk.Duty{}, "one"); err != nil {
		t.Fatal(err)
	}
	golden(t, "band-playing", s)
	f := body()
	s.Draw(f)
	for x := range f.W() {
		if f.StyleAt(x, f.H()-1) != ui.Practice {
			t.Fatalf("cell %d of the band has another style", x)
		}
	}
}

func TestBandHearsAndLeadsToTheSheet(t *testing.T) {
	b, inner := newBoard(), &plain{}
	s := Band(t.Context(), inner, b)
	if !goesTo(press(t, s, "f11"), ui.ScreenPractice) {
		t.Error("with no scene, F11 does not lead to the list")
	}
	if a := ui.Named(s.Actions(), text.CmdCardAgain); a == nil || a.Why() == "" {
		t.Error("cards can be laid down with nobody there")
	}
	if _, err := b.Begin(t.Context(), desk.Duty{}, "one"); err != nil {
		t.Fatal(err)
	}
	press(t, s, "f11")
	press(t, s, "f11")
	if b.now.Left() != 0 || len(inner.did) != 0 {
		t.Errorf("%+v; the screen saw %v", b.now, inner.did)
	}
	if !goesTo(press(t, s, "f11"), ui.ScreenPractice) {
		t.Error("with nothing left to hear, F11 does not lead to the sheet")
	}
	a := ui.Named(s.Actions(), text.CmdCardAgain)
	if _, why := a.Do(); why != "" || b.did[len(b.did)-1] != "cards" {
		t.Errorf("%v, %q", b.did, why)
	}
	b.err = errBoard
	b.now.Heard = 1
	if got := press(t, s, "f11"); len(got) != 1 {
		t.Errorf("a fault is not told: %v", got)
	}
	if a := ui.Named(s.Actions(), "叫号"); a == nil {
		t.Error("the screen's own key is gone")
	}
}

func TestBandHandsEverythingOn(t *testing.T) {
	inner := &full{}
	s := Band(t.Context(), inner, newBoard()).(*banded)
	s.Enter()
	s.Leave()
	s.Open(nil)
	s.OnDuty(desk.Duty{})
	s.Serving(nil)
	s.Update("x")
	s.Update(tea.KeyPressMsg{Code: 'a', Text: "a"})
	if _, used := s.Command("指南", "老年"); !used {
		t.Error("a command with words is dropped")
	}
	want := []string{"enter", "leave", "open", "duty", "serving", "message", "key", "command 老年"}
	if !slices.Equal(inner.did, want) {
		t.Errorf("%v, want %v", inner.did, want)
	}
	inner.busy = true
	if !s.Busy() || s.ID() != "plain" || s.Title() != "队列" || !s.Focused() {
		t.Error("the band hides what the screen is")
	}

	bare := Band(t.Context(), &plain{}, newBoard()).(*banded)
	bare.OnDuty(desk.Duty{})
	bare.Serving(nil)
	if _, used := bare.Command("指南", "x"); used || bare.Busy() || bare.Enter() != nil || bare.Leave() != nil || bare.Open(nil) != nil {
		t.Error("the band answers for a screen that has no answer")
	}
}
