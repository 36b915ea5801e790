package desk_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

func boardStation() desk.Station {
	return desk.Station{
		Name: "示例社区服务站", Queue: true, Supervision: "12345", Promise: "一窗受理",
		Windows: []desk.Window{{No: 1, Name: "综合窗口"}, {No: 2, Name: "综合窗口二"}},
		Lanes:   []desk.Lane{{Letter: "A", Name: "综合"}, {Letter: "Z", Name: "咨询"}},
		Staff:   []desk.Staff{{ID: "u01", Name: "王小窗", Post: "全能社工", No: "001"}, {ID: "u02", Name: "李示例", No: "002"}},
	}
}

var boardDay = desk.Day("2026-11-23")

func minuteOf(m int) time.Time { return time.Date(2026, 11, 23, 1, m, 0, 0, time.UTC) }

func calledAt(no string, window, minute int, s desk.TicketState) desk.Ticket {
	at := minuteOf(minute)
	return desk.Ticket{ID: "t" + no, Day: boardDay, No: no, Lane: no[:1], Window: window, State: s, Called: &at, Item: "秘密事项", Reason: "秘密原因"}
}

func TestBoardShowsNumbersAndWhoServes(t *testing.T) {
	end := minuteOf(3)
	walk := calledAt("A009", 2, 9, desk.TicketServing)
	walk.No, walk.Lane = "直001", desk.WalkIn
	back := calledAt("A004", 1, 4, desk.TicketWaiting)
	tickets := []desk.Ticket{
		calledAt("A001", 1, 1, desk.TicketDone), calledAt("A002", 0, 2, desk.TicketMissed), calledAt("A003", 1, 5, desk.TicketCalled),
		back, walk,
		{ID: "z", Day: boardDay, No: "Z001", Lane: "Z", State: desk.TicketWaiting},
	}
	shifts := []desk.Shift{{Staff: "u02", Window: 1, Ended: &end}, {Staff: "u01", Window: 1}, {Staff: "u02", Window: 2, Ended: &end}}
	b := desk.BoardOf(boardStation(), boardDay, minuteOf(10), tickets, shifts)
	var calls []string
	for _, c := range b.Calls {
		calls = append(calls, c.No)
	}
	if got := strings.Join(calls, " "); got != "A003 A002 A001" {
		t.Errorf("called are %s: the last one first, no walk-in and none that waits again", got)
	}
	if !b.Calls[1].Missed {
		t.Error("a number that was passed over does not say so")
	}
	if w := b.Windows[0]; w.Now != "A003" || !w.Called || w.Staff != "王小窗" || w.Post != "全能社工" || w.Badge != "001" {
		t.Errorf("window 1 shows %+v", w)
	}
	if w := b.Windows[1]; w.Now != "" || !w.Busy || w.Staff != "" {
		t.Errorf("window 2 shows %+v: it serves somebody without a number, and nobody is on duty any more", w)
	}
	if b.Waiting != 2 || b.Lanes[0].Waiting != 1 || b.Lanes[1].Waiting != 1 {
		t.Errorf("%d wait, by lane %v", b.Waiting, b.Lanes)
	}
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "秘密") {
		t.Errorf("a matter or reason is on the board: %s", text)
	}
}

func TestBoardNews(t *testing.T) {
	st := boardStation()
	first := calledAt("A001", 1, 1, desk.TicketCalled)
	before := desk.BoardOf(st, boardDay, minuteOf(1), []desk.Ticket{first}, nil)
	again, moved, missed := first, first, first
	again.Recalls = 1
	moved.Window = 2
	missed.State, missed.Window = desk.TicketMissed, 0
	second := calledAt("A002", 2, 2, desk.TicketServing)
	for _, tt := range []struct {
		name    string
		tickets []desk.Ticket
		want    string
	}{
		{"nothing", []desk.Ticket{first}, ""},
		{"a number more, arrived at once", []desk.Ticket{first, second}, "A002"},
		{"the same once more", []desk.Ticket{again}, "A001"},
		{"the same at another window", []desk.Ticket{moved}, "A001"},
		{"passed over is no call", []desk.Ticket{missed}, ""},
	} {
		var got []string
		for _, c := range desk.BoardOf(st, boardDay, minuteOf(3), tt.tickets, nil).News(before) {
			got = append(got, c.No)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: called are %v, want %s", tt.name, got, tt.want)
		}
	}
	if n := before.News(desk.Board{}); n != nil {
		t.Errorf("a board that is switched on calls %v", n)
	}
}

// TestBoardFollowing: who is called once more stands first, and stays there.
func TestBoardFollowing(t *testing.T) {
	st := boardStation()
	first, second := calledAt("A001", 1, 1, desk.TicketCalled), calledAt("A002", 2, 2, desk.TicketServing)
	order := func(b desk.Board) string {
		out := ""
		for _, c := range b.Calls {
			out += c.No + " "
		}
		return out
	}
	before := desk.BoardOf(st, boardDay, minuteOf(3), []desk.Ticket{first, second}, nil)
	if got := order(before); got != "A002 A001 " {
		t.Fatalf("called are %s", got)
	}
	first.Recalls = 1
	now := desk.BoardOf(st, boardDay, minuteOf(4), []desk.Ticket{first, second}, nil).Following(before)
	if got := order(now); got != "A001 A002 " {
		t.Errorf("after A001 was called once more: %s", got)
	}
	first.State = desk.TicketServing
	later := desk.BoardOf(st, boardDay, minuteOf(5), []desk.Ticket{first, second}, nil).Following(now)
	if got := order(later); got != "A001 A002 " {
		t.Errorf("later: %s", got)
	}
	if got := order(desk.BoardOf(st, boardDay, minuteOf(5), []desk.Ticket{first, second}, nil).Following(desk.Board{})); got != "A002 A001 " {
		t.Errorf("following nothing: %s", got)
	}
}
