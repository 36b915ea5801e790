package tui_test

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk"
	"xiaochuang/tui"
	"xiaochuang/tui/ui"
)

// A rig is the console of window 1 as a person uses it, without a terminal:
// the real App with every real screen over a real store. Keys go in, frames
// come out; commands run where they are returned, one after another, so that a
// test is the same every time.
type rig struct {
	*station
	app       *tui.App
	late      chan lateMsg // answers that came after their time
	aside     int          // commands that have not answered yet
	dozing    int          // of them, those that wait for somebody at a device
	hold      bool         // answers are held back, as when the disk is slow; see release
	held      []func()
	ended     bool // the App has quit
	reading   bool // a bar-code reader types: keys come faster than a person's
	revealing bool // a whole number may show
	keys      int
	bells     int // the terminal has sounded
}

// pace is the time between two keys.
const pace = 120 * time.Millisecond

// patience is how long the rig waits for a command before it leaves it aside.
const patience = 300 * time.Millisecond

// open returns a rig on the log-in screen of a station, changed by the edits.
func open(t testing.TB, edits ...func(*desk.Station)) *rig {
	t.Helper()
	r := &rig{station: newStation(t, edits...), late: make(chan lateMsg, 64)}
	r.app = r.console()
	r.run(r.app.Init())
	r.size(80, 24)
	return r
}

// onDuty returns a rig where the day is spent, with the first member of the staff on
// duty.
func onDuty(t testing.TB, edits ...func(*desk.Station)) *rig {
	t.Helper()
	r := open(t, edits...)
	r.press("enter")
	home := ui.ScreenCounter
	if !r.st.Queue {
		home = ui.ScreenGuide
	}
	for r.aside > r.dozing && r.app.Top().ID() != home {
		r.settle() // a machine with much to do
	}
	r.at(home)
	return r
}

func (r *rig) size(w, h int) { r.send(tea.WindowSizeMsg{Width: w, Height: h}) }

// send gives the App a message and runs what it asks for.
func (r *rig) send(msg tea.Msg) {
	_, cmd := r.app.Update(msg)
	r.app.View()
	r.run(cmd)
}

// press presses keys by name; what is no name of a key is typed, a character at
// a time as an input method commits it.
func (r *rig) press(keys ...string) {
	for _, k := range keys {
		r.t.Helper()
		if m, ok := keyNamed(k); ok {
			r.key(m)
			continue
		}
		r.typed(k)
	}
}

// typed types s as it stands.
func (r *rig) typed(s string) {
	for s != "" {
		glyph, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		s = s[len(glyph):]
		r.key(tea.KeyPressMsg{Code: []rune(glyph)[0], Text: glyph})
	}
}

func (r *rig) key(m tea.KeyPressMsg) {
	r.keys++
	r.clock.Add(pace)
	r.send(m)
}

// pulse lets a second go by.
func (r *rig) pulse() {
	r.clock.Add(time.Second)
	r.send(tui.PulseMsg)
}

var named = map[string]rune{
	"enter": tea.KeyEnter, "tab": tea.KeyTab, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	"delete": tea.KeyDelete, "insert": tea.KeyInsert,
	"f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f5": tea.KeyF5, "f6": tea.KeyF6,
	"f7": tea.KeyF7, "f8": tea.KeyF8, "f9": tea.KeyF9, "f10": tea.KeyF10, "f11": tea.KeyF11, "f12": tea.KeyF12,
}

func keyNamed(name string) (tea.KeyPressMsg, bool) {
	if c, ok := named[name]; ok {
		return tea.KeyPressMsg{Code: c}, true
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: ' ', Text: " "}, true
	}
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}, true
	}
	if c, ok := strings.CutPrefix(name, "ctrl+"); ok && len(c) == 1 {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}, true
	}
	return tea.KeyPressMsg{}, false
}

// run runs a command and what follows from it. A tick is the test's own
// business, see pulse; a command that waits for somebody is left aside.
func (r *rig) run(cmd tea.Cmd) {
	switch {
	case cmd == nil || calls(cmd, "bubbletea/v2.Tick"):
		return
	case calls(cmd, "(*App).collect"):
		if !r.reading { // a person is slower than any reader
			r.send(r.app.ScanOver())
		}
		return
	}
	answer := make(chan tea.Msg, 1)
	go func() { answer <- cmd() }()
	patient := time.NewTimer(patience)
	defer patient.Stop()
	select {
	case msg := <-answer:
		r.take(msg)
	case <-r.asleep:
		r.dozing++
		r.leave(answer, -1)
	case <-patient.C:
		r.leave(answer, 0)
	}
}

// release delivers the answers that were held back, in their order.
func (r *rig) release() {
	r.hold = false
	held := r.held
	r.held = nil
	for _, deliver := range held {
		deliver()
	}
}

// leave lets a command answer later; see settle.
func (r *rig) leave(answer <-chan tea.Msg, dozes int) {
	r.aside++
	go func() { r.late <- lateMsg{<-answer, dozes} }()
}

// A lateMsg is the answer of a command that was left aside.
type lateMsg struct {
	msg   tea.Msg
	dozes int // -1 where a device had waited for somebody
}

// settle waits until one command that was left aside has answered.
func (r *rig) settle() {
	r.t.Helper()
	select {
	case msg := <-r.late:
		r.aside--
		r.dozing += msg.dozes
		r.take(msg.msg)
	case <-time.After(5 * time.Second):
		r.t.Fatal("no command has answered")
	}
}

func (r *rig) take(msg tea.Msg) {
	if _, answer := tui.Inner(msg).(ui.Reply); answer && r.hold {
		r.held = append(r.held, func() { r.send(msg) })
		return
	}
	switch msg := msg.(type) {
	case nil:
	case tea.QuitMsg:
		r.ended = true
	case tea.RawMsg:
		if msg.Msg == "\a" {
			r.bells++
		}
	case tea.BatchMsg:
		for _, c := range msg {
			r.run(c)
		}
	default:
		if list := reflect.TypeFor[[]tea.Cmd](); reflect.TypeOf(msg).ConvertibleTo(list) { // a sequence
			r.sequence(reflect.ValueOf(msg).Convert(list).Interface().([]tea.Cmd))
			return
		}
		r.send(msg)
	}
}

// sequence runs commands one after another: what stands behind an answer that is
// held back waits with it.
func (r *rig) sequence(list []tea.Cmd) {
	for i, c := range list {
		n := len(r.held)
		r.run(c)
		if len(r.held) > n {
			r.held = append(r.held, func() { r.sequence(list[i+1:]) })
			return
		}
	}
}

// calls reports whether a command was made by the named function, such as one of
// Bubble Tea's own clocks.
func calls(cmd tea.Cmd, maker string) bool {
	f := runtime.FuncForPC(reflect.ValueOf(cmd).Pointer())
	return f != nil && strings.Contains(f.Name(), maker)
}

// at holds that a screen is on top.
func (r *rig) at(id string) {
	r.t.Helper()
	if got := r.app.Top().ID(); got != id {
		r.t.Fatalf("the screen on top is %s, want %s\n%s", got, id, r.screen())
	}
}

// screen is what stands on the screen.
func (r *rig) screen() string { return r.app.Frame().Text() }

// grouped is a citizen's number as a field shows it.
func grouped(number string) string { return number[:6] + " " + number[6:14] + " " + number[14:] }

// shows holds that every text stands on the screen.
func (r *rig) shows(texts ...string) {
	r.t.Helper()
	s := r.screen()
	for _, x := range texts {
		if !strings.Contains(s, x) {
			r.t.Fatalf("%q is not on the screen\n%s", x, s)
		}
	}
}

// hides holds that none of the texts stands on the screen.
func (r *rig) hides(texts ...string) {
	r.t.Helper()
	s := r.screen()
	for _, x := range texts {
		if strings.Contains(s, x) {
			r.t.Fatalf("%q stands on the screen\n%s", x, s)
		}
	}
}

// command types a command into the command line.
func (r *rig) command(words string) {
	r.t.Helper()
	r.press("f12")
	if !r.app.LineOpen() {
		r.t.Fatalf("F12 opens no command line\n%s", r.screen())
	}
	r.typed(words)
	r.press("enter")
}

// must ends the test on an error; it stands round a call: must(f())(t).
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// rid mints record ids in their order.
func (s *station) rid() string {
	s.rids++
	return fmt.Sprintf("r%06d", s.rids)
}
