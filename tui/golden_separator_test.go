package tui_test

import (
	"testing"

	"xiaochuang/desk"
)

// TestStackIsSplitBySeparators lays separators between the materials of a stack that
// is scanned on both sides: the sheets go to their lines, the separators are no pages.
func TestStackIsSplitBySeparators(t *testing.T) {
	r := checklist(t)
	r.scanner.both = true
	r.scanner.codes = map[int]string{3: separators.Code(0), 8: separators.Code(4), 11: separators.Code(9)}
	r.scanner.gate = map[int]desk.PageFlaw{4: desk.FlawBlank, 7: desk.FlawBlank, 12: desk.FlawBlank}
	r.scanner.put(14, nil) // 1 2 | n _ | 5 6 | _ 4 | 9 10 | 9 _ | 13 14: the second lies upside down, the third leads nowhere
	r.press("space")
	for line, want := range []int{2, 2, 0, 4} {
		if got := len(r.pagesOf(line)); got != want {
			t.Errorf("line %d has %d pages, want %d", line+1, got, want)
		}
	}
	r.look("intake-separators")
	r.command("点张数 4") // four sheets of materials; separators do not count
	r.shows("4 张，对得上")
}

// TestUnreadSeparatorIsTold keeps a separator that nobody can read as a page: the
// case does not close before the clerk has looked, and what lies behind it goes to
// the next line in one act that can be taken back.
func TestUnreadSeparatorIsTold(t *testing.T) {
	for _, code := range []string{desk.BrokenSeparator, "XCS3AAAAAAAAAAAA"} {
		r := checklist(t)
		r.scanner.codes = map[int]string{3: code}
		r.scanner.put(5, nil)
		r.press("space")
		before := r.pagesOf(0)
		if len(before) != 5 {
			t.Fatalf("%d pages", len(before))
		}
		r.shows("有 1 张分隔页没起作用", "第 3 页 像分隔页，没认出")
		r.press("a")
		r.shows("从第几页起")
		r.press("enter")
		r.shows("抽掉分隔页，后面 2 页归到第 2 项")
		if a, b := r.pagesOf(0), r.pagesOf(1); len(a) != 2 || len(b) != 2 || b[0] != before[3] || b[1] != before[4] {
			t.Errorf("pages %v and %v of %v", a, b, before)
		}
		r.press("u")
		if a, b := r.pagesOf(0), r.pagesOf(1); len(a) != 5 || len(b) != 0 {
			t.Errorf("taken back: %d and %d pages", len(a), len(b))
		}
		r.command("后归 4 4")
		if a, b := r.pagesOf(0), r.pagesOf(3); len(a) != 3 || len(b) != 2 || b[0] != before[3] {
			t.Errorf("to the fourth line: %v and %v", a, b)
		}
		r.command("后归 9")
		r.shows("请写成 5 或 5 3")
	}
}

// TestSeparatorsArePrinted prints a set from the checklist.
func TestSeparatorsArePrinted(t *testing.T) {
	r := checklist(t)
	r.command("分隔页")
	r.settled()
	r.shows("分隔页印好了")
	if r.sets != 1 {
		t.Errorf("%d sets", r.sets)
	}
}

// TestStackGoesOnAfterTheConsole ends the console while a stack stands still
// half-way through a sheet: the next one says what is there, drops the half sheet,
// and goes on with the sheet that follows.
func TestStackGoesOnAfterTheConsole(t *testing.T) {
	r := checklist(t)
	r.scanner.both = true
	r.scanner.put(7, &desk.Problem{Kind: desk.Unavailable, What: "scanner.jam"})
	r.press("space")
	r.shows("已收下 3 张 6 面，都在", "从第 4 张放回去")
	if got := len(r.pagesOf(0)); got != 6 {
		t.Errorf("%d pages: half a sheet is kept", got)
	}
	r.app = r.console()
	r.run(r.app.Init())
	r.size(80, 24)
	r.press("1")
	r.press("enter")
	r.look("intake-stack-left")
	r.scanner.put(4, nil)
	r.press("space")
	r.shows("收下 5 张 10 面")
	if got := len(r.pagesOf(0)); got != 10 {
		t.Errorf("%d pages", got)
	}
	r.press("f9")
	r.shows("还差") // lines without a finding, and the count
	r.press("enter")
	r.command("点张数 5")
	r.shows("5 张，对得上")
	if dr := r.draft(); dr.Stack != nil || !dr.Case.Fed {
		t.Errorf("stack %+v", dr.Stack)
	}
}

// TestOneRunTakesNoMore tells the clerk that the feeder may hold more than one run
// takes.
func TestOneRunTakesNoMore(t *testing.T) {
	r := checklist(t)
	r.scanner.put(desk.MostFed, nil)
	r.press("space")
	r.shows("一次最多 200 面，到了", "从第 201 张接着")
	r.scanner.put(3, nil)
	r.press("space")
	r.shows("收下 203 张 203 面")
}

// TestPagesSinceAMarkStay takes a mark back after pages went and others came.
func TestPagesSinceAMarkStay(t *testing.T) {
	r := checklist(t)
	r.scanner.both = true
	r.scanner.gate = map[int]desk.PageFlaw{2: desk.FlawBlank}
	r.scanner.put(4, nil)
	r.press("space", "e", "1")
	r.scanner.both, r.scanner.gate = false, nil
	r.scanner.put(1, nil)
	r.press("space")
	before := r.pagesOf(0)
	r.press("u") // the blank back is there again
	after := r.pagesOf(0)
	if len(before) != 4 || len(after) != 5 || after[4] != before[3] {
		t.Errorf("%v, and after taking it back %v", before, after)
	}
}
