package screentest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

// picturesModel shows whatever frame it is sent.
type picturesModel struct{ view tea.View }

func (p *picturesModel) Init() tea.Cmd { return nil }

func (p *picturesModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if v, ok := msg.(tea.View); ok {
		p.view = v
	}
	return p, nil
}

func (p *picturesModel) View() tea.View { return p.view }

// words are what stands on our screens.
var words = []string{
	"王秀", "欧阳秀", "买买提·艾", "阿卜杜勒艾则孜江买买", "𬭎", "𫖯𬸪", "葛", "老年人优待证办理", "A012", "（六十周岁）",
	"“①”—…№Ⅲ", "　", " ", "é", "●读", "◐", "× – ?", "110101190001010010", "🇨🇳", "👍🏽", "ｶﾞ", "abc def", "，。；", "─│",
}

// scribble draws a few words anywhere, now and then on a blank screen.
func scribble(r *rand.Rand, f *ui.Frame) {
	if r.IntN(8) == 0 {
		f.Fill(ui.Rect{W: f.W(), H: f.H()}, ui.Text)
	}
	for range 1 + r.IntN(30) {
		style := ui.Style(r.IntN(int(ui.LampOff) + 1))
		f.Put(r.IntN(f.W()+4)-4, r.IntN(f.H()), style, words[r.IntN(len(words))])
	}
	f.Cursor(r.IntN(f.W()), r.IntN(f.H()))
}

// TestFramesArriveWhole sends random frames through the renderer to the
// emulator: a renderer that loses Chinese characters fails here.
func TestFramesArriveWhole(t *testing.T) {
	const w, h, frames = 80, 24, 300
	model := &picturesModel{}
	model.view = tea.NewView("ready")
	model.view.AltScreen = true
	var p *tea.Program
	m := StartModel(t, model, w, h, tea.WithFPS(120), func(x *tea.Program) { p = x })
	m.WaitFor("ready")
	r := rand.New(rand.NewPCG(20261123, 18030))
	f := ui.NewFrame(w, h)
	for i := range frames {
		scribble(r, f)
		v := tea.NewView(f.String())
		v.AltScreen = true
		x, y, _ := f.CursorAt()
		v.Cursor = tea.NewCursor(x, y)
		p.Send(v)
		want := f.Text()
		if !m.wait(2*time.Second, func() bool {
			cx, cy, _ := m.Cursor()
			return m.Text() == want && cx == x && cy == y
		}) {
			t.Fatalf("frame %d arrives wrong\n%s", i, differences(want, m.Text()))
		}
	}
}

// differences lists the rows of two screens that differ.
func differences(want, got string) string {
	var b strings.Builder
	rows := strings.Split(got, "\n")
	for y, row := range strings.Split(want, "\n") {
		if rows[y] != row {
			fmt.Fprintf(&b, "row %d\nwant %q\ngot  %q\n", y, row, rows[y])
		}
	}
	return b.String()
}
