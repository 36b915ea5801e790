package board

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/screentest"
	"xiaochuang/tui/ui"
)

// morning is half past nine in Beijing.
var morning = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

// A stand is a board on a stand of the tests: news go in, frames come out.
type stand struct {
	t     *testing.T
	now   time.Time
	board *Board
	frame *ui.Frame
}

func newStand(t *testing.T, still bool) *stand {
	s := &stand{t: t, now: morning, frame: ui.NewFrame(80, 24)}
	s.board = New(Config{Now: func() time.Time { return s.now }, Still: still})
	return s
}

func (s *stand) show(b desk.Board) { s.board.take(b) }

// pass lets time go by in steps of the flash.
func (s *stand) pass(d time.Duration) {
	for ; d > 0; d -= flashEvery {
		s.now = s.now.Add(flashEvery)
		if s.board.ticking {
			s.board.Update(flashMsg{})
		}
	}
}

func (s *stand) draw(w, h int) *ui.Frame {
	s.frame.Reset(w, h)
	s.board.Draw(s.frame)
	return s.frame
}

var sizes = []struct {
	name string
	w, h int
}{{"40x12", 40, 12}, {"80x24", 80, 24}, {"120x40", 120, 40}, {"200x60", 200, 60}}

func (s *stand) look(name string) {
	s.t.Helper()
	for _, z := range sizes {
		screentest.Golden(s.t, name+"-"+z.name, s.draw(z.w, z.h))
	}
}

func call(no string, window, minute int) desk.BoardCall {
	return desk.BoardCall{ID: no, No: no, Window: window, Times: 1, At: morning.Add(time.Duration(minute-30) * time.Minute)}
}

// sample is a board in the middle of a morning.
func sample() desk.Board {
	return desk.Board{
		Station: "示例社区服务站", Queue: true, Day: "2026-11-23", At: morning, Waiting: 12,
		Supervision: "12345", Promise: "一窗受理、一次告知、限时办结，请您监督",
		Calls: []desk.BoardCall{
			call("A012", 1, 29), call("Z003", 2, 27), {ID: "A011", No: "A011", Missed: true, Times: 3, At: morning.Add(-9 * time.Minute)}, call("A010", 1, 12),
		},
		Windows: []desk.BoardWindow{
			{No: 1, Name: "综合窗口", Now: "A012", Busy: true, Called: true, Staff: "王小窗", Post: "全能社工", Badge: "001"},
			{No: 2, Name: "综合窗口二", Now: "Z003", Busy: true, Staff: "买买提·艾山江·吐尔逊", Post: "全能社工", Badge: "002"},
			{No: 3, Name: "综合窗口三", Staff: "孙𬭎", Post: "副站长", Badge: "003"},
			{No: 12, Name: "综合窗口四"},
		},
		Lanes: []desk.BoardLane{{Letter: "A", Name: "综合", Waiting: 9}, {Letter: "Z", Name: "咨询", Waiting: 3}},
	}
}

func TestBoard(t *testing.T) {
	s := newStand(t, false)
	s.look("loading")
	s.show(sample())
	s.look("morning")
	b := sample()
	b.Calls, b.Waiting, b.Lanes = nil, 0, nil
	s = newStand(t, false)
	s.show(b)
	s.look("nobody-called")
	b.Queue = false
	s = newStand(t, false)
	s.show(b)
	s.look("no-queue")
}

func TestBoardOfPractice(t *testing.T) {
	s := newStand(t, false)
	b := sample()
	b.Practice, b.Demo = true, true
	for i := range b.Calls {
		b.Calls[i].No = "演" + b.Calls[i].No
	}
	b.Windows[0].Now, b.Windows[1].Now = "演A012", "演Z003"
	s.show(b)
	s.look("practice")
}

func TestBoardSaysHowOldItIs(t *testing.T) {
	s := newStand(t, false)
	s.show(sample())
	s.now = morning.Add(staleAfter - time.Second)
	if strings.Contains(s.draw(80, 24).Text(), "没有更新") {
		t.Error("a fresh board says that it is old")
	}
	s.now = morning.Add(3 * time.Minute)
	s.look("stale")
}

// TestFlash: a call flashes for six seconds, never more than three times a
// second, and says the same in both halves.
func TestFlash(t *testing.T) {
	s := newStand(t, false)
	s.show(sample())
	if s.board.lit || s.board.ticking {
		t.Fatal("a board that is switched on flashes")
	}
	b := sample()
	b.Calls = append([]desk.BoardCall{call("A013", 2, 30)}, b.Calls...)
	s.show(b)
	changes, was := 0, false
	for range 40 {
		if s.board.lit != was {
			changes++
			was = s.board.lit
		}
		f := s.draw(80, 24)
		if got := f.StyleAt(0, 3) == ui.Selected; got != s.board.lit {
			t.Fatalf("reverse is %v in the bright half %v", got, s.board.lit)
		}
		if !strings.Contains(f.Text(), "请 A013 到 2 号窗口") {
			t.Fatalf("the number is not there\n%s", f.Text())
		}
		s.pass(flashEvery)
	}
	if perSecond := float64(changes) / 2 / flashFor.Seconds(); perSecond > 3 || perSecond < 1 {
		t.Errorf("%.1f flashes a second", perSecond)
	}
	if s.board.lit || s.board.ticking {
		t.Error("the flash does not end")
	}
	again := b
	again.Calls = append([]desk.BoardCall(nil), b.Calls...)
	again.Calls[1].Times++
	s.show(again)
	if s.board.shown.No != "A012" || !s.board.lit {
		t.Errorf("called once more, the board shows %s", s.board.shown.No)
	}
}

// TestCallsAtOnceAreShownOneAfterAnother: none of two calls of the same moment is
// lost.
func TestCallsAtOnceAreShownOneAfterAnother(t *testing.T) {
	s := newStand(t, true)
	s.show(sample())
	b := sample()
	b.Calls = append([]desk.BoardCall{call("A014", 3, 30), call("A013", 2, 30)}, b.Calls...)
	s.show(b)
	if s.board.shown.No != "A013" || s.board.lit {
		t.Fatalf("first comes %s, lit %v", s.board.shown.No, s.board.lit)
	}
	s.pass(leastShown + flashEvery)
	if s.board.shown.No != "A014" || s.board.ticking {
		t.Errorf("then comes %s, ticking %v", s.board.shown.No, s.board.ticking)
	}
}

// TestEverySize: from the smallest to the largest nothing panics, and the number,
// the window and the phone are there.
func TestEverySize(t *testing.T) {
	s := newStand(t, false)
	s.show(sample())
	for w := 1; w < 220; w += 3 {
		for h := 1; h < 70; h += 2 {
			got := s.draw(w, h).Text()
			if w < minW || h < minH {
				continue
			}
			for _, want := range []string{"A012 到 1 号窗口", "王小窗", "等候 12 人", "12345"} {
				if !strings.Contains(got, want) {
					t.Fatalf("%d×%d: %q is missing\n%s", w, h, want, got)
				}
			}
		}
	}
}

func TestKeysEndIt(t *testing.T) {
	b := New(Config{Now: time.Now})
	for _, k := range []tea.KeyPressMsg{{Code: 'q', Text: "q"}, {Code: 'c', Mod: tea.ModCtrl}, {Code: tea.KeyEscape}} {
		if _, cmd := b.Update(k); cmd == nil {
			t.Errorf("%v does nothing", k)
		}
	}
	if _, cmd := b.Update(tea.KeyPressMsg{Code: 'x', Text: "x"}); cmd != nil {
		t.Error("x does something")
	}
}
