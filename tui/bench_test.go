package tui_test

import (
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// The budget of one View in a window of 100 by 30.
const (
	viewTime   = time.Millisecond
	viewAllocs = 200
	slow       = 15 // times as long as padding by hand, from which on it is not the machine
)

// fullCounter is the counter in the middle of a morning, the screen that is drawn
// most.
func fullCounter(t testing.TB) *rig {
	r := onDuty(t)
	busy(r)
	r.size(100, 30)
	return r
}

// padded is what the same window costs when its rows are padded by hand: the
// measure by which a slow machine is known from a slow View.
func padded() string {
	var b strings.Builder
	for range 30 {
		row := "A012  12分  最低生活保障申请（低保）  王小窗  社区服务站综合窗口  待补正"
		b.WriteString(row)
		b.WriteString(strings.Repeat(" ", 100-ansi.StringWidth(row)))
		b.WriteByte('\n')
	}
	return b.String()
}

// bareView is the View of a bare Bubble Tea program: one field over rows of text
// that are there already.
func bareView() func() {
	f := textinput.New()
	f.SetValue("王秀英")
	f.Focus()
	rows := padded()
	return func() { tea.NewView(f.View() + "\n" + rows) }
}

// BenchmarkView draws the whole window, and reports how often as long that takes
// as padding thirty rows by hand, and what the View of a bare program takes.
func BenchmarkView(b *testing.B) {
	r := fullCounter(b)
	each := func(f func()) float64 {
		const rounds = 2000
		began := time.Now()
		for range rounds {
			f()
		}
		return float64(time.Since(began)) / rounds
	}
	hand, bare := each(func() { padded() }), each(bareView())
	b.ReportAllocs()
	for b.Loop() {
		r.app.View()
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/hand, "times-by-hand")
	b.ReportMetric(bare, "bare-ns/op")
	b.ReportMetric(testing.AllocsPerRun(100, bareView()), "bare-allocs/op")
}

// BenchmarkKey presses a key and draws.
func BenchmarkKey(b *testing.B) {
	r := fullCounter(b)
	down, up := keyPress("down"), keyPress("up")
	b.ReportAllocs()
	for b.Loop() {
		r.app.Update(down)
		r.app.View()
		r.app.Update(up)
		r.app.View()
	}
}

// TestViewIsCheap holds the budget: allocations as they are, and time where the
// machine is free; a crowded one is measured against padding by hand.
func TestViewIsCheap(t *testing.T) {
	if racing {
		t.Skip("the race detector allocates and takes its time")
	}
	for _, s := range []struct {
		name string
		come func() *rig
	}{
		{"counter", func() *rig { return fullCounter(t) }},
		{"materials", func() *rig {
			r := onDuty(t)
			r.serve(lowIncome)
			r.person(zhaoNumber, "赵示例", "")
			r.press("1", "1", "1", "1", "1")
			r.size(100, 30)
			return r
		}},
		{"card", func() *rig {
			r := onDuty(t)
			r.press("/")
			r.typed("失业登记")
			r.press("enter")
			r.size(100, 30)
			return r
		}},
		{"cases", func() *rig {
			r := onDuty(t)
			for _, p := range citizens {
				r.takeIn(mediation, p)
			}
			r.press("f3")
			r.size(100, 30)
			return r
		}},
	} {
		r := s.come()
		if n := testing.AllocsPerRun(100, func() { r.app.View() }); n > viewAllocs {
			t.Errorf("%s: a View takes %.0f allocations, the budget is %d", s.name, n, viewAllocs)
		}
		view, hand := least(func() { r.app.View() }), least(func() { padded() })
		if view > viewTime && view > slow*hand {
			t.Errorf("%s: a View takes %v, the budget is %v; padding by hand takes %v", s.name, view, viewTime, hand)
		}
		t.Logf("%s: %v, %.1f times as long as padding by hand", s.name, view, float64(view)/float64(hand))
	}
}

// least is the shortest of many runs: what the work costs when nobody disturbs.
func least(f func()) time.Duration {
	best := time.Hour
	for range 50 {
		began := time.Now()
		f()
		best = min(best, time.Since(began))
	}
	return best
}
