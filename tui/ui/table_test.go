package ui_test

import (
	"testing"

	"xiaochuang/tui/ui"
)

func lines(ids ...string) []ui.Line {
	var out []ui.Line
	for _, id := range ids {
		out = append(out, ui.Line{ID: id, Cells: []string{id}})
	}
	return out
}

func TestTableKeepsTheSelectedRow(t *testing.T) {
	tb := &ui.Table{Columns: []ui.Column{{}}}
	tb.Set(lines("a", "b", "c"))
	tb.Update(key("down"))
	tb.Set(lines("x", "a", "y", "b"))
	if s := tb.Selected(); s == nil || s.ID != "b" {
		t.Errorf("selected %v, want b wherever it went", s)
	}
	tb.Set(lines("x", "y"))
	if s := tb.Selected(); s == nil || s.ID != "y" {
		t.Errorf("selected %v, want the nearest place", s)
	}
	tb.Set(nil)
	if tb.Selected() != nil || tb.Update(key("enter")) != ui.TableIgnored {
		t.Error("an empty table has a selection")
	}
}

func TestTableScrollsAndPicks(t *testing.T) {
	tb := &ui.Table{Columns: []ui.Column{{Title: "号"}}, Digits: true}
	ids := make([]string, 26)
	for i := range ids {
		ids[i] = string(rune('a' + i))
	}
	tb.Set(lines(ids...))
	f := ui.NewFrame(20, 6)
	for _, step := range []struct {
		key      string
		event    ui.TableEvent
		selected string
		first    string
	}{
		{"up", ui.TableMoved, "a", "1 a"},
		{"pgdown", ui.TableMoved, "f", "1 b"},
		{"2", ui.TablePicked, "c", "1 b"},
		{"６", ui.TableIgnored, "c", "1 b"}, // not in sight
		{"end", ui.TableMoved, "z", "1 v"},
		{"down", ui.TableMoved, "z", "1 v"},
		{"enter", ui.TablePicked, "z", "1 v"},
		{"home", ui.TableMoved, "a", "1 a"},
		{"x", ui.TableIgnored, "a", "1 a"},
	} {
		f.Reset(20, 6)
		tb.Draw(f)
		e := tb.Update(key(step.key))
		f.Reset(20, 6)
		tb.Draw(f)
		if e != step.event || tb.Selected().ID != step.selected || f.RowText(1) != step.first {
			t.Errorf("%s: event %d selected %s first row %q, want %d %s %q",
				step.key, e, tb.Selected().ID, f.RowText(1), step.event, step.selected, step.first)
		}
	}
}

func TestTableCells(t *testing.T) {
	tb := &ui.Table{Headless: true, Columns: []ui.Column{{Width: 6}, {Width: 5, Right: true}, {}}}
	tb.Set([]ui.Line{
		{ID: "1", Cells: []string{"买买提·艾山", "12", "残疾人两项补贴"}, Hits: [][]ui.Span{{{From: 0, To: 3}}, nil, {{From: 3, To: 9}, {From: 90, To: 99}}}},
		{ID: "2", Cells: []string{"𬭎", "1", "残疾"}, Hits: [][]ui.Span{nil, nil, {{From: 0, To: 6}}}},
	})
	f := ui.NewFrame(26, 2)
	tb.Draw(f)
	if got, want := f.Text(), "买买…      12  残疾人两项…\n𬭎          1  残疾\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for x, want := range map[int]ui.Style{0: ui.SelectedHit, 3: ui.Selected, 17: ui.SelectedHit, 25: ui.Selected} {
		if got := f.StyleAt(x, 0); got != want {
			t.Errorf("style %d at column %d, want %d", got, x, want)
		}
	}
	if f.StyleAt(15, 1) != ui.Hit || f.StyleAt(20, 1) != ui.Text {
		t.Error("a hit in a row that is not selected has the wrong style")
	}
}

func TestEmptyTableSaysSo(t *testing.T) {
	tb := &ui.Table{Columns: []ui.Column{{Title: "号"}}, Empty: "没有人在等"}
	f := ui.NewFrame(20, 3)
	tb.Draw(f)
	if f.RowText(1) != "没有人在等" {
		t.Errorf("shown %q", f.RowText(1))
	}
}
