package tui_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// cells are the glyphs of a row by their place on the screen; the right half of a
// wide one is "".
func cells(row string, w int) []string {
	var out []string
	for row != "" {
		glyph, n := ansi.FirstGraphemeCluster(row, ansi.GraphemeWidth)
		row = row[len(glyph):]
		out = append(out, glyph)
		for range n - 1 {
			out = append(out, "")
		}
	}
	for len(out) < w {
		out = append(out, " ")
	}
	return out
}

// edges are the cells at which the titles of a table begin.
func edges(row []string, titles []string) []int {
	at := 0
	var out []int
	for _, title := range titles {
		first := string([]rune(title)[0])
		for ; at < len(row); at++ {
			if row[at] == first && strings.HasPrefix(strings.Join(row[at:], ""), title) {
				break
			}
		}
		out = append(out, at)
		at++
	}
	return out
}

// linesUp holds that n rows under a table's titles keep to its columns: each
// begins where its title does, or ends where it does when its numbers stand at
// the right, and two blanks part it from the one before.
func (r *rig) linesUp(n int, titles ...string) {
	r.t.Helper()
	for _, s := range sizes {
		r.size(s.w, s.h)
		f := r.app.Frame()
		head := -1
		for y := range f.H() {
			if row := f.RowText(y); strings.Contains(row, titles[0]) && strings.Contains(row, titles[len(titles)-1]) {
				head = y
				break
			}
		}
		if head < 0 {
			r.t.Fatalf("no table with the titles %v\n%s", titles, f.Text())
		}
		at := edges(cells(f.RowText(head), f.W()), titles)
		for y := head + 1; y <= head+n; y++ {
			row := cells(f.RowText(y), f.W())
			for i, x := range at {
				right := titles[i] == "页" || titles[i] == "已等"
				if i > 0 && !right && (row[x-1] != " " || row[x-2] != " ") {
					r.t.Errorf("%s: column %s is not parted from the one before\n%s", s.name, titles[i], f.RowText(y))
				}
				if right {
					end := x + ansi.StringWidth(titles[i])
					if row[end] != " " || row[end+1] != " " {
						r.t.Errorf("%s: column %s does not end at its edge\n%s", s.name, titles[i], f.RowText(y))
					}
					continue
				}
				if row[x] == " " && strings.TrimSpace(strings.Join(row[x:next(at, i, len(row))], "")) != "" {
					r.t.Errorf("%s: column %s does not begin at its edge\n%s", s.name, titles[i], f.RowText(y))
				}
			}
		}
	}
	r.size(sizes[0].w, sizes[0].h)
}

func next(at []int, i, w int) int {
	if i+1 < len(at) {
		return at[i+1]
	}
	return w
}

// TestColumnsLineUp looks at every table with names of two to ten characters and
// one beyond the Basic Multilingual Plane in it.
func TestColumnsLineUp(t *testing.T) {
	r := open(t)
	r.linesUp(4, "姓名", "工号", "岗位")
	r.press("enter")
	busy(r)
	r.refresh()
	r.linesUp(6, "号", "已等", "事项")
	for i, p := range citizens {
		r.takeIn([]string{mediation, onlyChild}[i%2], p)
	}
	r.press("f3")
	r.linesUp(5, "号", "状态", "期限", "申请人", "事项")
	r.command("单据")
	r.linesUp(9, "单据", "号", "打印", "事项")
	for w := 1; w <= 4; w++ {
		must(r.counter.Ask(t.Context(), r.rid(), r.duty(w), desk.AskOrder{Item: school, State: desk.InquiryAnswered}))(t)
	}
	r.command("首问")
	r.press("4")
	r.linesUp(6, "状态", "时间", "首问人", "问什么")
	r.command("设备")
	r.linesUp(6, "设备", "状态", "代码", "上次正常", "原因和处理")
	r.command("队列")
	r.press("enter")
	r.at(ui.ScreenIntake)
	r.person(qianNumber, "钱样本", "")
	r.scanner.put(12, nil)
	r.press("space", "2")
	r.linesUp(3, "结果", "页", "必要", "材料")
}
