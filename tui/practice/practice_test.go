package practice

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/practice"
	"xiaochuang/tui/screentest"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// board is a stage that plays what it is told to.
type board struct {
	list  []practice.Listed
	now   practice.Now
	sheet practice.Sheet
	err   error
	did   []string
	by    string
}

func (b *board) Scenes(context.Context) ([]practice.Listed, error) { return b.list, b.err }

func (b *board) Begin(_ context.Context, d desk.Duty, id string) (practice.Now, error) {
	b.did, b.by = append(b.did, "begin "+id), d.Staff.ID
	if b.err != nil {
		return b.now, b.err
	}
	for _, l := range b.list {
		if l.Scene.ID == id {
			b.now = practice.Now{Playing: true, Scene: l.Scene, Heard: 1, Said: l.Scene.First()}
		}
	}
	return b.now, nil
}

func (b *board) Hear(context.Context) (practice.Now, error) {
	b.did = append(b.did, "hear")
	if b.err != nil {
		return b.now, b.err
	}
	b.now.Said = b.now.Scene.Visitor.Says[b.now.Heard]
	b.now.Heard++
	return b.now, nil
}

func (b *board) End(context.Context) (practice.Sheet, error) {
	b.did, b.now = append(b.did, "end"), practice.Now{}
	return b.sheet, b.err
}

func (b *board) Now() practice.Now { return b.now }

func (b *board) Cards() error {
	b.did = append(b.did, "cards")
	return b.err
}

// moment is a line of the journal in the tests.
func moment(n int64) practice.Moment {
	return practice.Moment{N: n, At: time.Date(2026, 11, 23, 1, 3, int(n), 0, time.UTC)}
}

func scene(id, title, words string) practice.Scene {
	return practice.Scene{
		ID: id, Title: title, Level: 1,
		Visitor: practice.Visitor{Name: "王桂兰", Mood: practice.Hurried, Says: []string{words, "户口簿没带。", "那怎么办？"}},
		Truth:   practice.Truth{Item: "x", Mode: desk.ModeCollect},
	}
}

func sheet() practice.Sheet {
	return practice.Sheet{
		Scene: "one", Title: "来办养老助残卡", Points: 65, Of: 100, Took: 200 * time.Second,
		Rows: []practice.Row{
			{Name: "先核对身份，再拍材料", Points: 0, Of: 20, Faults: []practice.Fault{{Reason: practice.BoundLate, Moment: moment(41)}}},
			{Name: "每项材料看准", Points: 25, Of: 40, Faults: []practice.Fault{
				{Reason: practice.WrongFinding, Subject: "户口簿", Moment: moment(44)},
				{Reason: practice.WrongFinding, Subject: "照片", Moment: moment(44)},
			}},
			{Name: "告知后等补正", Points: 40, Of: 40},
		},
		Goods: []int{2}, Better: []int{0, 1},
	}
}

func newBoard() *board {
	certificate := scene("two", "来开亲属关系证明", "给我开个证明！")
	certificate.Truth = practice.Truth{Certificate: "kinship"}
	x := sheet()
	return &board{
		sheet: x,
		list: []practice.Listed{
			{Scene: scene("one", "来办养老助残卡", "我来办老年卡。"), Runs: 3, Best: 85, Last: &x},
			{Scene: certificate},
		},
	}
}

func open(t *testing.T, b *board) *Screen {
	t.Helper()
	s := New(t.Context(), b, 0)
	s.OnDuty(desk.Duty{Staff: desk.Staff{ID: "u01"}, Window: 1})
	run(s, s.Enter())
	return s
}

// run runs a command and what follows from it within the screen, and returns
// the messages that are for the App.
func run(s ui.Screen, cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	var out []tea.Msg
	switch msg := cmd().(type) {
	case nil:
	case ui.ForApp:
		out = append(out, msg)
	case tea.BatchMsg:
		for _, c := range msg {
			out = append(out, run(s, c)...)
		}
	default:
		if list := reflect.TypeFor[[]tea.Cmd](); reflect.TypeOf(msg).ConvertibleTo(list) { // a sequence
			for _, c := range reflect.ValueOf(msg).Convert(list).Interface().([]tea.Cmd) {
				out = append(out, run(s, c)...)
			}
			return out
		}
		out = append(out, run(s, s.Update(msg))...)
	}
	return out
}

// press presses a key as the App does: an action first, then the screen.
func press(t *testing.T, s ui.Screen, key string) []tea.Msg {
	t.Helper()
	k := tea.KeyPressMsg{Text: key, Code: rune(key[0])}
	switch key {
	case "enter":
		k = tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		k = tea.KeyPressMsg{Code: tea.KeyEscape}
	case "down":
		k = tea.KeyPressMsg{Code: tea.KeyDown}
	case "f9":
		k = tea.KeyPressMsg{Code: tea.KeyF9}
	case "f11":
		k = tea.KeyPressMsg{Code: tea.KeyF11}
	case "space":
		k = tea.KeyPressMsg{Code: ' ', Text: " "}
	}
	if a := ui.Find(s.Actions(), k, s.Focused()); a != nil {
		cmd, why := a.Do()
		if why != "" {
			return []tea.Msg{why}
		}
		return run(s, cmd)
	}
	return run(s, s.Update(k))
}

func goesTo(msgs []tea.Msg, screen string) bool {
	return slices.ContainsFunc(msgs, func(m tea.Msg) bool {
		g, ok := m.(ui.Gone)
		return ok && g.Screen == screen
	})
}

// body is the frame that a screen has in the smallest window.
func body() *ui.Frame {
	l := ui.Arrange(ui.MinW, ui.MinH)
	return ui.NewFrame(l.Body.W, l.Body.H)
}

func golden(t *testing.T, name string, s ui.Screen) {
	t.Helper()
	f := body()
	s.Draw(f)
	screentest.Golden(t, name, f)
}

func TestChooseAndBegin(t *testing.T) {
	b := newBoard()
	s := open(t, b)
	golden(t, "list", s)
	if got := press(t, s, "space"); len(got) != 0 || s.sheet == nil {
		t.Errorf("the last sheet is not shown: %v", got)
	}
	press(t, s, "esc")
	press(t, s, "down")
	if got := press(t, s, "space"); len(got) != 1 || got[0] != tea.Msg(text.NeverPlayed) {
		t.Errorf("a scene never played: %v", got)
	}
	got := press(t, s, "enter")
	if !goesTo(got, ui.ScreenCounter) || !slices.Equal(b.did, []string{"begin two"}) || b.by != "u01" || s.Busy() {
		t.Errorf("%v by %q, %v", b.did, b.by, got)
	}
}

func TestDigitBegins(t *testing.T) {
	b := newBoard()
	s := open(t, b)
	s.Draw(body()) // the digits are those of the rows in sight
	press(t, s, "2")
	if !slices.Equal(b.did, []string{"begin two"}) {
		t.Errorf("%v", b.did)
	}
}

func TestPlayHearAndEnd(t *testing.T) {
	b := newBoard()
	s := open(t, b)
	press(t, s, "enter")
	press(t, s, "enter")
	golden(t, "playing", s)
	press(t, s, "f11")
	if got := press(t, s, "enter"); len(got) != 1 || got[0] != tea.Msg(text.SaidAll) {
		t.Errorf("more than the visitor has to say: %v", got)
	}
	press(t, s, "1")
	msgs := press(t, s, "f9")
	if len(msgs) != 1 {
		t.Fatalf("%v", msgs)
	}
	ask := msgs[0].(ui.OpenDialog)
	run(s, s.Update(ui.Outcome{ID: ask.ID, OK: true, Key: "no"}))
	if !b.now.Playing {
		t.Fatal("the scene ended although nobody wanted it")
	}
	run(s, s.Update(ui.Outcome{ID: ask.ID, OK: true, Key: "yes"}))
	if want := []string{"begin one", "hear", "hear", "cards", "end"}; !slices.Equal(b.did, want) {
		t.Errorf("%v, want %v", b.did, want)
	}
	golden(t, "sheet", s)
	press(t, s, "1")
	if b.did[len(b.did)-1] != "begin one" {
		t.Errorf("again: %v", b.did)
	}
}

func TestFaultsOfTheStage(t *testing.T) {
	b := newBoard()
	b.err = &desk.Problem{Kind: desk.Blocked, What: "practice.playing"}
	s := open(t, b)
	if s.fault == "" {
		t.Error("a list that cannot be read is shown as empty")
	}
	b.err = nil
	run(s, s.Enter())
	b.err = &desk.Problem{Kind: desk.Blocked, What: "practice.playing"}
	got := press(t, s, "enter")
	said, ok := got[0].(ui.Said)
	if !ok || !strings.Contains(said.Text, "F9") || s.Busy() {
		t.Errorf("%v", got)
	}
	none := open(t, &board{})
	if got := press(t, none, "enter"); len(got) != 1 || got[0] != tea.Msg(text.NoScenes) {
		t.Errorf("%v", got)
	}
	left := New(t.Context(), newBoard(), 4)
	run(left, left.Enter())
	golden(t, "left-out", left)
}

func TestNextDrill(t *testing.T) {
	s := open(t, newBoard())
	x := sheet()
	if got := s.next(x); got != text.DrillAgain {
		t.Error(got)
	}
	x.Points = x.Of
	if got := s.next(x); got != "来开亲属关系证明" {
		t.Error(got)
	}
	s.list = s.list[:1]
	if got := s.next(x); got != text.DrillDone {
		t.Error(got)
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	for _, r := range []practice.Reason{
		practice.NeverBound, practice.BoundLate, practice.TypedByHand, practice.WrongPerson, practice.NobodyNamed,
		practice.OneTooMany, practice.WrongAnswer, practice.WrongFinding, practice.NotListed, practice.NoNotice,
		practice.NoEnding, practice.WrongEnding, practice.CaseMade, practice.NoReferral, practice.WrongReferral,
		practice.NotAsked, practice.LeftOut, practice.OutOfOrder, practice.NotRecorded, practice.RecordedAs,
		practice.NotHeardOut, practice.NotClosed, practice.TooSlow, practice.NotReprinted,
	} {
		w := text.SheetFault(practice.Fault{Reason: r, Subject: "ticket.called|ticket.walkin", Moment: moment(7)})
		if strings.Contains(w, string(r)) || strings.Contains(w, "{}") || !strings.Contains(w, "7") {
			t.Errorf("%s: %s", r, w)
		}
	}
	if w := text.SheetFault(practice.Fault{Reason: practice.LeftOut, Subject: "ticket.called|ticket.walkin"}); !strings.Contains(w, "叫号") {
		t.Error(w)
	}
}

var errBoard = errors.New("board")
