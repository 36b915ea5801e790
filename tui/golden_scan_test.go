package tui_test

import (
	"slices"
	"testing"

	"xiaochuang/desk"
)

// pagesOf are the ids of the pages of a line of the one draft, from 0.
func (r *rig) pagesOf(line int) (ids []string) {
	r.t.Helper()
	for _, p := range r.draft().Case.Materials[line].Pages {
		ids = append(ids, p.ID)
	}
	return ids
}

// checklist opens a matter at its checklist.
func checklist(t *testing.T) *rig {
	r := onDuty(t)
	r.serve(lowIncome)
	r.person(zhaoNumber, "赵示例", "13800001899")
	r.press("1", "1", "1", "1")
	return r
}

// TestFlawedPage has the gate stop the second of three pages: it is taken anew, and
// the next one is kept with a reason.
func TestFlawedPage(t *testing.T) {
	r := checklist(t)
	r.scanner.gate = map[int]desk.PageFlaw{2: desk.FlawBlur}
	r.scanner.put(3, nil)
	r.press("space")
	r.look("intake-flawed")
	before := r.pagesOf(0)
	r.scanner.gate = map[int]desk.PageFlaw{1: desk.FlawCut}
	r.scanner.put(1, nil)
	r.press("r")
	after := r.pagesOf(0)
	if len(after) != 3 || after[1] == before[1] || after[0] != before[0] || after[2] != before[2] {
		t.Fatal("another page than the flawed one was taken anew")
	}
	r.shows("第 2 页 边上没拍全或折了角")
	r.press("f9")
	r.shows("还差 7 项") // five lines without a finding, the page, and the count of what the feeder took
	r.press("enter", "k")
	r.look("intake-flawed-keep")
	r.press("2")
	p := r.draft().Case.Materials[0].Pages[1]
	if p.Flaw != desk.FlawCut || p.Kept != "看过，认得清" {
		t.Errorf("kept as %+v", p)
	}
	r.hides("第 2 页 边上")
	r.press("u")
	if p := r.draft().Case.Materials[0].Pages[1]; !p.Stopped() {
		t.Error("the reason is not taken back")
	}
	r.command("照留 原件缺角")
	if p := r.draft().Case.Materials[0].Pages[1]; p.Kept != "原件缺角" {
		t.Errorf("by command: %+v", p)
	}
}

func TestUnreadablePageIsNotKept(t *testing.T) {
	r := checklist(t)
	r.scanner.gate = map[int]desk.PageFlaw{1: desk.FlawUnreadable}
	r.press("space")
	r.shows("图像打不开", "r 重拍")
	r.press("k")
	r.shows("只能重拍或删掉")
	r.command("照留 随便")
	if p := r.draft().Case.Materials[0].Pages[0]; !p.Stopped() {
		t.Errorf("%+v", p)
	}
}

// TestStackIsSplitByDigits sends the sheets of one stack to three lines while it
// runs.
func TestStackIsSplitByDigits(t *testing.T) {
	r := checklist(t)
	r.scanner.slow = make(chan struct{})
	r.scanner.put(6, nil)
	sheet := func() {
		r.scanner.slow <- struct{}{}
		r.settle()
	}
	r.press("space")
	sheet()
	sheet()
	r.look("intake-stack")
	r.press("3")
	sheet()
	r.press("down")
	sheet()
	r.press("9")
	r.shows("清单只有")
	sheet()
	sheet()
	for r.aside > r.dozing {
		r.settle()
	}
	for line, want := range []int{2, 0, 1, 3} {
		if got := len(r.pagesOf(line)); got != want {
			t.Errorf("line %d has %d pages, want %d", line+1, got, want)
		}
	}
	r.look("intake-stack-done")
}

// TestStackIsSplitByCount gives each line its sheets, both sides of them, and goes
// on after a jam in the middle of a line.
func TestStackIsSplitByCount(t *testing.T) {
	r := checklist(t)
	r.scanner.both = true
	r.scanner.put(6, &desk.Problem{Kind: desk.Unavailable, What: "scanner.jam"})
	r.press("s")
	r.typed("1 3 2")
	r.look("intake-split")
	r.press("enter")
	r.shows("已收下 3 张 6 面，都在", "从第 4 张放回去")
	r.scanner.put(6, nil)
	r.press("space")
	r.shows("收下 6 张 12 面")
	for line, want := range []int{2, 6, 4} {
		if got := len(r.pagesOf(line)); got != want {
			t.Errorf("line %d has %d pages, want %d", line+1, got, want)
		}
	}
	r.command("分项扫 1 1 1 1 1 1 1 1 1 1 1")
	r.shows("项数不能多于")
}

// TestSheetsAreCounted closes a case only when the clerk's count is the
// scanner's.
func TestSheetsAreCounted(t *testing.T) {
	r := checklist(t)
	r.press("n")
	r.shows("还没有扫过")
	r.scanner.both = true
	r.scanner.put(24, nil)
	r.press("space", "f9")
	r.shows("还差 6 项") // five lines without a finding, and the count
	r.press("enter", "n")
	r.typed("13")
	r.press("enter")
	r.shows("数的是 13 张，收下 12 张：少了")
	r.press("f9")
	r.shows("还差 6 项")
	r.press("enter")
	r.command("点张数 12")
	r.shows("12 张，对得上")
	r.press("f9")
	r.shows("还差 5 项")
}

// TestFeederOrderIsRepaired scans fronts and then backs on a single-sided feeder.
func TestFeederOrderIsRepaired(t *testing.T) {
	r := checklist(t)
	r.scanner.put(6, nil)
	r.press("space")
	scanned := r.pagesOf(0) // as fed: 1 3 5 6 4 2
	in := func(order ...int) (ids []string) {
		for _, i := range order {
			ids = append(ids, scanned[i-1])
		}
		return ids
	}
	holds := func(what string, order ...int) {
		t.Helper()
		if got := r.pagesOf(0); !slices.Equal(got, in(order...)) {
			t.Errorf("%s: another order", what)
		}
	}
	r.press("i")
	holds("interleaved", 1, 6, 2, 5, 3, 4)
	if m := r.draft().Case.Materials[0]; m.Sheets() != 3 {
		t.Errorf("%d sheets", m.Sheets())
	}
	r.look("intake-interleaved")
	r.press("u")
	holds("taken back", 1, 2, 3, 4, 5, 6)
	r.press("v")
	holds("reversed", 6, 5, 4, 3, 2, 1)
	r.press("u")
	r.command("理顺 3-6")
	holds("a range interleaved", 1, 2, 3, 6, 4, 5)
	r.press("u")
	r.command("倒序 2-3")
	holds("a range reversed", 1, 3, 2, 4, 5, 6)
	r.command("倒序 2-9")
	r.shows("请写成 3-8")
}

// TestBlankBacksAreDropped shows them first, and brings them back.
func TestBlankBacksAreDropped(t *testing.T) {
	r := checklist(t)
	r.scanner.both = true
	r.scanner.gate = map[int]desk.PageFlaw{2: desk.FlawBlank, 3: desk.FlawBlank, 6: desk.FlawBlank}
	r.scanner.put(6, nil)
	r.press("space")
	r.shows("第 3 页 什么也没有") // a front; a back may be blank
	r.press("e")
	r.look("intake-blanks")
	r.press("1")
	if got := r.pagesOf(0); len(got) != 4 {
		t.Errorf("%d pages are left", len(got))
	}
	r.press("u")
	if got := r.pagesOf(0); len(got) != 6 {
		t.Errorf("%d pages after taking it back", len(got))
	}
}
