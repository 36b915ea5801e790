package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

var names = []string{"王秀", "欧阳秀", "买买提·艾", "阿卜杜勒艾则孜江买买", "𬭎"}

// fullView draws what the console draws: title, table, form, key line.
func fullView(f *Frame, tb *Table, actions []Action) string {
	f.Reset(f.W(), f.H())
	l := Arrange(f.W(), f.H())
	tl := TitleLine{
		Parts: []string{"翠湖社区服务站", "1 号窗口", "王秀英"},
		Marks: []Mark{{"演示数据", Demo}},
		Lamps: []Lamp{{"读", "ok"}, {"扫", "fault"}, {"打", "silent"}},
	}
	tl.Draw(f.Sub(l.Title))
	tb.Draw(f.Sub(l.Body))
	DrawKeys(f.Sub(l.Keys), actions)
	return f.String()
}

func bigTable() *Table {
	tb := &Table{Digits: true, Columns: []Column{{Title: "号", Width: 6}, {Title: "姓名", Width: 20}, {Title: "时间", Width: 6, Right: true}, {Title: "事项"}}}
	lines := make([]Line, 200)
	for i := range lines {
		lines[i] = Line{ID: string(rune(0x4e00 + i)), Cells: []string{"A012", names[i%len(names)], "12:34", "老年人优待证办理（六十至六十四周岁）与居住证签注"}}
	}
	tb.Set(lines)
	return tb
}

func someActions() []Action {
	a := []Action{}
	for _, k := range []string{"f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "enter", "esc", "f12"} {
		a = append(a, Action{Key: k, Word: "叫下一号", Blocked: func() string {
			if k == "f6" {
				return "没有号"
			}
			return ""
		}})
	}
	return a
}

// raw pads the same table by hand: the fastest drawing there is.
func raw(tb *Table, h int) string {
	var b strings.Builder
	for y := range h {
		l := &tb.lines[y]
		for i, w := range []int{8, 22, 8, 60} {
			b.WriteString(l.Cells[i])
			for range max(0, w-ansi.StringWidth(l.Cells[i])) {
				b.WriteByte(' ')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func BenchmarkView(b *testing.B) {
	f, tb, as := NewFrame(100, 30), bigTable(), someActions()
	b.ReportAllocs()
	for b.Loop() {
		fullView(f, tb, as)
	}
}

func BenchmarkRawPadding(b *testing.B) {
	tb := bigTable()
	b.ReportAllocs()
	for b.Loop() {
		raw(tb, 25)
	}
}

// TestViewIsCheap holds the whole view of 100×30 to its budget. The time is
// measured against hand padding in the same run, since machines differ.
func TestViewIsCheap(t *testing.T) {
	f, tb, as := NewFrame(100, 30), bigTable(), someActions()
	if n := testing.AllocsPerRun(50, func() { fullView(f, tb, as) }); n > 200 {
		t.Errorf("a view takes %.0f allocations, want at most 200", n)
	}
	view := fastest(func() { fullView(f, tb, as) })
	pad := fastest(func() { raw(tb, 25) })
	t.Logf("view %v, padding %v", view, pad)
	if view > time.Millisecond && view > 20*pad {
		t.Errorf("a view takes %v, padding by hand %v", view, pad)
	}
}

func fastest(f func()) time.Duration {
	best := time.Hour
	for range 50 {
		start := time.Now()
		f()
		best = min(best, time.Since(start))
	}
	return best
}

func BenchmarkClean(b *testing.B) {
	s := strings.Repeat("北京市海淀区清华东路西口买买提·艾山𬭎 12 号\x1b", 20)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Clean(s, 4096)
	}
}
