package ui_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

func TestEveryLampStateHasItsSign(t *testing.T) {
	seen := map[string]desk.DeviceState{}
	for _, s := range []desk.DeviceState{
		desk.DeviceOK, desk.DeviceConnecting, desk.DeviceSilent, desk.DeviceOffline, desk.DeviceFault, desk.DeviceOff, desk.DeviceUnknown,
	} {
		sign, _ := ui.LampSign(s)
		if other, ok := seen[sign]; ok || ui.Width(sign) != 1 {
			t.Errorf("%s and %s look the same: %s", s, other, sign)
		}
		seen[sign] = s
	}
	if sign, _ := ui.LampSign("brand-new"); seen[sign] != desk.DeviceUnknown {
		t.Errorf("a state nobody knows shows as %s", sign)
	}
}

func TestTypeahead(t *testing.T) {
	var a ui.Typeahead
	for i := range 32 {
		if !a.Hold(key("f5"), at.Add(time.Duration(i)*100*time.Millisecond)) {
			t.Fatalf("no room for key %d", i)
		}
	}
	if a.Hold(key("f5"), at) {
		t.Error("holds more than 32 keys")
	}
	n := 0
	for now := at.Add(4 * time.Second); ; n++ {
		if _, ok := a.Next(now); !ok {
			break
		}
	}
	if n != 22 || a.Len() != 0 { // those from 1.0 to 3.1 s
		t.Errorf("%d keys replayed, want the 22 of the last three seconds", n)
	}
}

func TestToastEnds(t *testing.T) {
	if ui.NewToast(ui.Info, "打印中…", at).Over(at.Add(time.Hour)) {
		t.Error("what is under way ends by itself")
	}
	d := ui.NewToast(ui.Done, "已打印", at)
	if d.Over(at.Add(3*time.Second)) || !d.Over(at.Add(4*time.Second)) {
		t.Error("what is done does not stay four seconds")
	}
}

func TestDoHasADeadline(t *testing.T) {
	cmd := ui.Do(t.Context(), time.Millisecond, func(ctx context.Context) tea.Msg {
		<-ctx.Done()
		return ctx.Err()
	})
	if got := cmd(); got != context.DeadlineExceeded {
		t.Errorf("got %v", got)
	}
}

type answer int

func (a answer) cmd() tea.Msg { return a }

func TestAddress(t *testing.T) {
	if got := ui.Address("a", 7, answer(1).cmd)(); got != (ui.Reply{Screen: "a", Gen: 7, Msg: answer(1)}) {
		t.Errorf("got %+v", got)
	}
	if ui.Address("a", 7, nil) != nil {
		t.Error("no command became one")
	}
	if got, ok := ui.Address("a", 7, tea.Quit)().(tea.QuitMsg); !ok {
		t.Errorf("Bubble Tea's own message was wrapped: %+v", got)
	}
	if got, ok := ui.Address("a", 7, ui.Ask("x", confirm()))().(ui.OpenDialog); !ok || got.Screen != "a" || got.Gen != 7 || got.ID != "x" {
		t.Errorf("a dialog does not know who asked: %+v", got)
	}
	if got := ui.Address("a", 7, ui.Say(ui.Done, "好"))(); got != (ui.Said{Level: ui.Done, Text: "好"}) {
		t.Errorf("a toast was wrapped: %+v", got)
	}
}

// TestAddressReachesIntoBatches runs a batch and a sequence through a real
// program, since only it can open them.
func TestAddressReachesIntoBatches(t *testing.T) {
	inner := tea.Batch(answer(1).cmd, tea.Sequence(answer(2).cmd, answer(3).cmd))
	c := &collector{cmd: ui.Address("a", 1, inner)}
	p := tea.NewProgram(c, tea.WithInput(nil), tea.WithoutRenderer(), tea.WithContext(t.Context()))
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(c.got)
	if !slices.Equal(c.got, []answer{1, 2, 3}) {
		t.Errorf("replies %v, want 1 2 3", c.got)
	}
}

type collector struct {
	cmd tea.Cmd
	got []answer
}

func (c *collector) Init() tea.Cmd  { return c.cmd }
func (c *collector) View() tea.View { return tea.View{} }

func (c *collector) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if r, ok := msg.(ui.Reply); ok && r.Screen == "a" && r.Gen == 1 {
		c.got = append(c.got, r.Msg.(answer))
	}
	if len(c.got) == 3 {
		return c, tea.Quit
	}
	return c, nil
}

func TestPager(t *testing.T) {
	p := &ui.Pager{Wrap: true}
	p.Set([]ui.PageLine{{Text: "请带身份证原件，谢谢", Style: ui.Strong}, {}, {Text: "abc def ghi"}})
	f := ui.NewFrame(8, 3)
	draw := func() string {
		f.Reset(8, 3)
		p.Draw(f)
		return f.Text()
	}
	if got := draw(); got != "请带身份\n证原件，\n谢谢  ↓3\n" || f.StyleAt(0, 1) != ui.Strong {
		t.Errorf("at the top\n%s", got)
	}
	p.Update(key("end"))
	if got := draw(); got != "\nabc def\nghi\n" {
		t.Errorf("at the end\n%s", got)
	}
	if p.Update(key("f5")) || !p.Update(key("home")) {
		t.Error("takes the wrong keys")
	}
}

func TestPagerMovesAlongWideLines(t *testing.T) {
	p := &ui.Pager{}
	p.Set([]ui.PageLine{{Text: "一二三四五六七八九十"}, {Text: "甲"}})
	f := ui.NewFrame(9, 2)
	for _, step := range []struct{ key, row string }{
		{"home", "一二三四"}, {"right", "五六七八"}, {"right", " 七八九十"}, {"left", " 三四五六"},
	} {
		p.Draw(f)
		p.Update(key(step.key))
		f.Reset(9, 2)
		p.Draw(f)
		if got := f.RowText(0); got != step.row {
			t.Errorf("after %s: %q, want %q", step.key, got, step.row)
		}
	}
}

func TestLongQuestionLeavesRoomForItsAnswers(t *testing.T) {
	long := strings.Repeat("这是一句很长的话。", 80)
	for name, d := range map[string]ui.Dialog{
		"pick":  ui.NewConfirm("提示", long, "继续", "不继续"),
		"field": ui.NewAskField("提示", long, ui.NewField(ui.Free, 20)),
	} {
		var s ui.Dialogs
		s.Open(ui.OpenDialog{Dialog: d}, at)
		f := ui.NewFrame(80, 24)
		s.Draw(f.Sub(ui.Arrange(80, 24).Body))
		if _, y, ok := f.CursorAt(); name == "field" && (!ok || y >= 20) {
			t.Errorf("the field is on row %d (%v)", y, ok)
		}
		if text := f.Text(); name == "pick" && !(strings.Contains(text, "1 继续") && strings.Contains(text, "2 不继续")) {
			t.Errorf("no answers in sight\n%s", text)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   string
		w    int
		want []string
	}{
		{"breaks between characters", "请带身份证", 8, []string{"请带身份", "证"}},
		{"a comma stays with its word", "请带身份，谢谢", 8, []string{"请带身", "份，谢谢"}},
		{"an opening bracket goes with what follows", "原件复（两份）", 8, []string{"原件复", "（两份）"}},
		{"words are not cut", "see the guide", 8, []string{"see the", "guide"}},
		{"a word longer than the row is", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"numbers stay whole", "共123456件", 6, []string{"共", "123456", "件"}},
		{"nothing is one empty row", "", 6, []string{""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := ui.Wrap(tt.in, tt.w); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
