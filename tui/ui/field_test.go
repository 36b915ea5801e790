package ui_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"xiaochuang/tui/ui"
)

func typeInto(d *ui.Field, keys ...string) {
	for _, k := range keys {
		d.Update(key(k))
	}
}

func TestFieldEdits(t *testing.T) {
	for _, tt := range []struct {
		name   string
		keys   []string
		want   string
		cursor int
	}{
		{"a committed word goes in whole", []string{"王秀英"}, "王秀英", 6},
		{"backspace takes one character", []string{"王秀英", "backspace"}, "王秀", 4},
		{"left goes by characters, not bytes or cells", []string{"王a𬭎", "left", "left", "x"}, "王xa𬭎", 3},
		{"delete takes the character under the cursor", []string{"王秀英", "home", "right", "delete"}, "王英", 2},
		{"a composed character is one", []string{"葛\U000e0100", "backspace"}, "", 0},
		{"a mark joins the character before", []string{"e", "\u0301", "a"}, "éa", 2},
		{"ctrl+u clears what stands before", []string{"王秀英", "left", "ctrl+u"}, "英", 0},
		{"ctrl+w takes a word", []string{"北京市 朝阳区", "ctrl+w"}, "北京市 ", 7},
		{"a blank is text", []string{"a", "space", "b"}, "a b", 3},
		{"full-width stays in free text", []string{"１２"}, "１２", 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := ui.NewField(ui.Free, 40)
			typeInto(d, tt.keys...)
			f := ui.NewFrame(30, 1)
			d.Draw(f, true)
			if x, _, ok := f.CursorAt(); d.Value() != tt.want || x != tt.cursor || !ok {
				t.Errorf("got %q cursor %d, want %q cursor %d", d.Value(), x, tt.want, tt.cursor)
			}
		})
	}
}

func TestFieldKinds(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind ui.Kind
		in   string
		want string
	}{
		{"identity number folds and enlarges x", ui.IDNumber, "１１０101-19000101 00１ｘ王", "11010119000101001X"},
		{"digits only", ui.Digits, "a１2王3", "123"},
		{"date takes any separator", ui.Date, "1900／01.02", "1900-01-02"},
		{"phone keeps its signs", ui.Phone, "（010）＋８６－1234", "010+86-1234"},
		{"code is large", ui.Code, "ab-１２ｃ", "AB12C"},
		{"command folds and keeps Chinese", ui.Command, "：交班　１", ":交班 1"},
		{"PIN takes digits", ui.PIN, "12ab３", "123"},
		{"an amount loses its sign, commas and unit", ui.Amount, "￥３，０００．５０元\r\n", "3000.50"},
		{"a phone loses what a paste puts between", ui.Phone, " 138\t0000 1899\n", "13800001899"},
		{"controls in a number are dropped", ui.IDNumber, "1101\x1b[2J01", "1101201"},
		{"free text loses controls", ui.Free, "\t王\x1b秀\r\n", "王\ufffd秀"},
		{"line breaks inside become a blank", ui.Free, "甲\r\n\t乙", "甲 乙"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := ui.NewField(tt.kind, 40)
			d.Update(tea.PasteMsg{Content: tt.in})
			if d.Value() != tt.want {
				t.Errorf("got %q, want %q", d.Value(), tt.want)
			}
		})
	}
}

// TestFieldGroups: long numbers stand in groups, the blanks are never in the
// value, and the cursor stands on the cell of the digit that it is before.
func TestFieldGroups(t *testing.T) {
	for _, tt := range []struct {
		name   string
		kind   ui.Kind
		keys   []string
		value  string
		row    string
		cursor int
	}{
		{"a mobile as it grows", ui.Phone, []string{"1380"}, "1380", "138 0", 5},
		{"no blank behind the last digit", ui.Phone, []string{"138"}, "138", "138", 3},
		{"a mobile whole", ui.Phone, []string{"13800001899"}, "13800001899", "138 0000 1899", 13},
		{"full-width and blanks of a paste", ui.Phone, []string{"１３８　０000 １899"}, "13800001899", "138 0000 1899", 13},
		{"left steps over the blank", ui.Phone, []string{"13800001899", "home", "right", "right", "right"}, "13800001899", "138 0000 1899", 4},
		{"eight digits of Beijing", ui.Phone, []string{"65000000"}, "65000000", "6500 0000", 9},
		{"an area code of three", ui.Phone, []string{"01065000000"}, "01065000000", "010 6500 0000", 13},
		{"an area code of four", ui.Phone, []string{"03146500000"}, "03146500000", "0314 6500 000", 13},
		{"a hyphen groups already", ui.Phone, []string{"010-65000000"}, "010-65000000", "010-65000000", 12},
		{"a citizen's number", ui.IDNumber, []string{"11010118990307001ｘ"}, "11010118990307001X", "110101 18990307 001X", 20},
		{"delete takes the digit behind the blank", ui.IDNumber, []string{"110101189", "left", "left", "left", "delete"}, "11010189", "110101 89", 7},
		{"an amount is not grouped", ui.Amount, []string{"１２3，４５6。7"}, "123456.7", "123456.7", 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := ui.NewField(tt.kind, 20)
			typeInto(d, tt.keys...)
			f := ui.NewFrame(30, 1)
			d.Draw(f, true)
			if x, _, ok := f.CursorAt(); d.Value() != tt.value || f.RowText(0) != tt.row || x != tt.cursor || !ok {
				t.Errorf("%q shown %q cursor %d, want %q shown %q cursor %d", d.Value(), f.RowText(0), x, tt.value, tt.row, tt.cursor)
			}
		})
	}
}

func TestFieldSettles(t *testing.T) {
	for _, tt := range []struct {
		name     string
		kind     ui.Kind
		in, want string
	}{
		{"an amount gets both places", ui.Amount, "3000.5", "3000.50"},
		{"one with three places stays for its check", ui.Amount, "3.005", "3.005"},
		{"the number of this country goes", ui.Phone, "+86-13800001899", "13800001899"},
		{"also without a sign", ui.Phone, "8613800001899", "13800001899"},
		{"a line of Beijing stays", ui.Phone, "86000000", "86000000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := ui.NewField(tt.kind, 20)
			d.Update(tea.PasteMsg{Content: tt.in})
			d.Validate()
			if d.Value() != tt.want {
				t.Errorf("left as %q, want %q", d.Value(), tt.want)
			}
		})
	}
}

// TestFieldTellsEarly: what is wrong shows while it is typed, but the field can
// be left, and only the check that runs then holds it.
func TestFieldTellsEarly(t *testing.T) {
	d := ui.NewField(ui.Digits, 4)
	d.Early = func(v string) string {
		if len(v) == 4 {
			return "末位不对"
		}
		return ""
	}
	d.Note = func(string) string { return "还没完" }
	m := ui.NewForm(ui.FormRow{Key: "a", Label: "号", Field: d}, ui.FormRow{Key: "b", Label: "乙", Field: ui.NewField(ui.Free, 4)})
	f := ui.NewFrame(40, 12)
	for _, step := range []struct{ key, row string }{{"123", "还没完"}, {"4", "末位不对"}, {"backspace", "还没完"}} {
		press(m, step.key)
		f.Reset(40, 12)
		m.Draw(f)
		if got := strings.TrimSpace(f.RowText(1)); got != step.row {
			t.Errorf("after %s the row below says %q, want %q", step.key, got, step.row)
		}
	}
	if e := press(m, "4", "enter"); e != ui.FormLeft || m.Focus() != "b" {
		t.Errorf("event %d, focus on %q", e, m.Focus())
	}
}

// TestBesideAField: what a value comes to stands on its own row without focus,
// never beside a text that is being composed.
func TestBesideAField(t *testing.T) {
	d := ui.NewField(ui.Amount, 10)
	d.Note = func(string) string { return "叁仟元整" }
	d.Set("3000.00")
	m := ui.NewForm(ui.FormRow{Key: "a", Label: "收入", Field: d}, ui.FormRow{Key: "b", Label: "说明", Field: ui.NewField(ui.Free, 10)})
	f := ui.NewFrame(40, 12)
	m.Draw(f)
	if f.RowText(0) != "收入  3000.00" || strings.TrimSpace(f.RowText(1)) != "叁仟元整" {
		t.Errorf("with focus:\n%s", f.Text())
	}
	press(m, "enter")
	f.Reset(40, 12)
	m.Draw(f)
	if f.RowText(0) != "收入  3000.00      叁仟元整" {
		t.Errorf("without focus %q", f.RowText(0))
	}
	f.Reset(20, 12)
	m.Draw(f)
	if f.RowText(0) != "收入  3000.00" {
		t.Errorf("in twenty cells %q", f.RowText(0))
	}
}

func TestFieldStopsAtItsLimit(t *testing.T) {
	d := ui.NewField(ui.Free, 3)
	typeInto(d, "王秀英甲", "乙")
	if d.Value() != "王秀英" {
		t.Errorf("got %q, want three characters", d.Value())
	}
}

func TestSecretIsNotShown(t *testing.T) {
	d := ui.NewField(ui.PIN, 6)
	typeInto(d, "1", "2", "3")
	f := ui.NewFrame(10, 1)
	d.Draw(f, true)
	if got := f.RowText(0); got != "***" {
		t.Errorf("shown %q", got)
	}
}

func TestFieldScrollsByCells(t *testing.T) {
	d := ui.NewField(ui.Free, 40)
	typeInto(d, "北京市朝阳区建国路")
	f := ui.NewFrame(9, 1)
	for _, step := range []struct {
		key, row string
		cursor   int
	}{
		{"end", "区建国路", 8},
		{"left", "区建国路", 6},
		{"home", "北京市朝", 0},
		{"end", "区建国路", 8},
		{"backspace", "阳区建国", 8},
	} {
		typeInto(d, step.key)
		f.Reset(9, 1)
		d.Draw(f, true)
		if x, _, _ := f.CursorAt(); f.RowText(0) != step.row || x != step.cursor {
			t.Errorf("after %s: %q cursor %d, want %q cursor %d", step.key, f.RowText(0), x, step.row, step.cursor)
		}
	}
}

func TestFieldIgnoresCommandKeys(t *testing.T) {
	d := ui.NewField(ui.Free, 10)
	for _, k := range []string{"f5", "enter", "tab", "up", "down", "esc", "pgup", "ctrl+c"} {
		if d.Update(key(k)) {
			t.Errorf("the field took %s", k)
		}
	}
}

// TestFieldWhateverIsTyped holds what must be true of any field after any keys.
func TestFieldWhateverIsTyped(t *testing.T) {
	edits := []string{"left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+w", "ctrl+k"}
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 12).Draw(t, "limit")
		d := ui.NewField(ui.Kind(rapid.IntRange(0, int(ui.Amount)).Draw(t, "kind")), limit)
		w := rapid.IntRange(3, 14).Draw(t, "w")
		f := ui.NewFrame(w, 1)
		for range 12 {
			if rapid.Bool().Draw(t, "edit") {
				typeInto(d, rapid.SampledFrom(edits).Draw(t, "key"))
			} else {
				d.Update(tea.PasteMsg{Content: rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"王秀英", "e", "\u0301", "1x", "ᄀ", "ᅡ"})).Draw(t, "text")})
			}
			v := d.Value()
			if utf8.RuneCountInString(v) > limit || v != ui.Clean(v, limit) {
				t.Fatalf("value %q is dirty or longer than %d", v, limit)
			}
			f.Reset(w, 1)
			d.Draw(f, true)
			if x, _, ok := f.CursorAt(); !ok || x >= w {
				t.Fatalf("cursor at %d of %d with %q", x, w, v)
			}
		}
	})
}
