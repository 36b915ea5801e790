package ui_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"xiaochuang/tui/ui"
)

// district is a tree as a station with two communities has it.
func district() []ui.Place {
	var houses []ui.Place
	for i := range 24 {
		houses = append(houses, ui.Place{Word: fmt.Sprintf("%d号楼", i+1)})
	}
	return []ui.Place{{Word: "示例街道", Sub: []ui.Place{
		{Word: "示例社区", Sub: []ui.Place{{Word: "朝阳里", Sub: houses}, {Word: "重阳胡同"}, {Word: "𬭎园"}}},
		{Word: "新苑社区", Sub: []ui.Place{{Word: "新苑小区", Sub: houses[:2]}}},
		{Word: "拆迁村"},
	}}}
}

func newPlaces() *ui.Places { return ui.NewPlaces("选住址", "数字选", district()) }

// pick presses keys and returns what the dialog came to.
func pick(p *ui.Places, keys ...string) (text string, done bool) {
	for _, k := range keys {
		o, end := p.Update(key(k))
		if end {
			return o.Text, o.OK
		}
	}
	return "", false
}

func TestPlaces(t *testing.T) {
	for _, tt := range []struct {
		name string
		keys []string
		want string
	}{
		{"digits go down, the one street is passed", []string{"1", "1", "3"}, "示例街道示例社区朝阳里3号楼"},
		{"initials find", []string{"s", "l", "enter", "c", "y", "l", "enter", "enter"}, "示例街道示例社区朝阳里1号楼"},
		{"a digit among those found", []string{"1", "y", "y", "1"}, ""}, // nothing has these initials
		{"either reading of 重", []string{"1", "z", "y", "h", "1"}, "示例街道示例社区重阳胡同"},
		{"characters of an input method", []string{"新苑", "1", "1", "2"}, "示例街道新苑社区新苑小区2号楼"},
		{"full-width digits", []string{"１", "２"}, "示例街道示例社区重阳胡同"},
		{"a leaf ends at once", []string{"3"}, "示例街道拆迁村"},
		{"left goes back", []string{"1", "1", "left", "left", "2", "1", "1"}, "示例街道新苑社区新苑小区1号楼"},
		{"left selects what was left", []string{"2", "left", "enter", "1", "1"}, "示例街道新苑社区新苑小区1号楼"},
		{"backspace edits first, then goes back", []string{"1", "x", "backspace", "backspace", "3"}, "示例街道拆迁村"},
		{"left above the communities shows the street", []string{"left", "1", "3"}, "示例街道拆迁村"},
		{"a digit counts from the first in sight", []string{"1", "1", "pgdown", "pgdown", "9"}, "示例街道示例社区朝阳里19号楼"},
		{"F9 ends at the level reached", []string{"1", "1", "f9"}, "示例街道示例社区朝阳里"},
		{"a character without a reading is found by itself", []string{"1", "𬭎", "enter"}, "示例街道示例社区𬭎园"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlaces()
			f := ui.NewFrame(50, 13)
			var got string
			for _, k := range tt.keys {
				f.Reset(50, 13)
				p.Draw(f) // a digit is one of those in sight
				if text, done := pick(p, k); done {
					got = text
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q\n%s", got, tt.want, f.Text())
			}
		})
	}
}

func TestPlacesShowTheWay(t *testing.T) {
	p := newPlaces()
	f := ui.NewFrame(50, 13)
	pick(p, "1", "1")
	p.Draw(f)
	if got := f.RowText(0); got != "示例街道 > 示例社区 > 朝阳里" {
		t.Errorf("the way is %q", got)
	}
	f.Reset(20, 13)
	p.Draw(f)
	if got := f.RowText(0); got != "示例街道 > 示例社区" {
		t.Errorf("in twenty cells the way is %q", got)
	}
}

func TestPlacesAtTheTopHasNothingToEndAt(t *testing.T) {
	p := newPlaces()
	if text, done := pick(p, "left", "f9"); done {
		t.Errorf("ended with %q", text)
	}
}

// TestPlacesWhateverIsTyped: after any keys the cursor stands in the field, an
// entry in sight is selected where there is one, nothing typed reaches the screen
// unclean, and what is picked is a way through the tree.
func TestPlacesWhateverIsTyped(t *testing.T) {
	keys := []string{"left", "up", "down", "pgup", "pgdown", "enter", "backspace", "f9", "home", "end", "1", "2", "9", "c", "y", "示", "tab"}
	ways := map[string]bool{}
	var walk func(lead string, list []ui.Place)
	walk = func(lead string, list []ui.Place) {
		for _, p := range list {
			ways[lead+p.Word] = true
			walk(lead+p.Word, p.Sub)
		}
	}
	walk("", district())
	rapid.Check(t, func(t *rapid.T) {
		p := newPlaces()
		w, h := rapid.IntRange(20, 50).Draw(t, "w"), rapid.IntRange(6, 13).Draw(t, "h")
		f := ui.NewFrame(w, h)
		for range 20 {
			var msg tea.Msg = key(rapid.SampledFrom(keys).Draw(t, "key"))
			if rapid.IntRange(0, 5).Draw(t, "paste") == 0 {
				msg = tea.PasteMsg{Content: rapid.String().Draw(t, "text")}
			}
			o, done := p.Update(msg)
			if done {
				if !o.OK || !ways[o.Text] {
					t.Fatalf("picked %q, which is no place", o.Text)
				}
				return
			}
			f.Reset(w, h)
			p.Draw(f)
			if x, y, ok := f.CursorAt(); !ok || y != 1 || x >= w {
				t.Fatalf("the cursor is at %d,%d (%v)", x, y, ok)
			}
			if s := f.Text(); strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 }) {
				t.Fatalf("a control character is on the screen: %q", s)
			}
		}
	})
}
