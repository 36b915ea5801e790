package tui_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// read lets a reader type a code, with the Enter that ends it.
func (r *rig) read(code string) {
	r.reading = true
	r.typed(code)
	r.reading = false
	r.press("enter")
}

// TestScansNeverReachAField mixes typing and scanning at random in every kind of
// place where a field has the focus: what was typed is there, nothing of a code
// is, and each code sounds the terminal.
func TestScansNeverReachAField(t *testing.T) {
	codes := []string{
		"DB-110101001001-20261123-01A0009", "db-110101001001-20261123-01a0009", "GZ-110101001001-20261123-01A0009",
		"YJ-110101001001-20261123-01A0009", "110101180402290011", "6901234567892", "https://example.invalid/9",
	}
	words := []string{"a", "Z", "7", "王", "x-", "12", ""}
	for _, place := range []struct {
		name  string
		words []string
		come  func(*rig)
	}{
		{"the command line", words, func(r *rig) { r.press("f12") }},
		{"the guide", []string{"a", "Z", "王", ""}, func(r *rig) { r.press("/") }}, // a digit picks a row there
		{"an address", words, func(r *rig) {
			r.serve(mediation)
			r.press("tab", "tab", "tab")
		}},
		{"a dialog", words, func(r *rig) { r.press("5", "3") }},
	} {
		t.Run(place.name, func(t *testing.T) {
			r := onDuty(t)
			place.come(r)
			if !r.app.Typing() {
				t.Fatal("no field has the focus")
			}
			typed := ""
			rapid.Check(t, func(rt *rapid.T) {
				if len(typed) > 20 {
					return // the field holds no more on one row
				}
				word := rapid.SampledFrom(place.words).Draw(rt, "word")
				code := rapid.SampledFrom(codes).Draw(rt, "code")
				alone := word
				if word != "王" && strings.HasPrefix(strings.ToUpper(code), "DB-") && rapid.Bool().Draw(rt, "in one go") {
					alone = "" // the person presses the keys in the very moment of the scan
					code = word + code
				}
				r.typed(alone)
				bells := r.bells
				r.read(code)
				typed += word
				screen := r.screen()
				if r.bells != bells+1 {
					rt.Fatalf("the terminal sounded %d times for %s\n%s", r.bells-bells, code, screen)
				}
				for _, part := range []string{"0009", "110101", "690123", "invalid"} {
					if strings.Contains(screen, part) {
						rt.Fatalf("%q of a code is on the screen\n%s", part, screen)
					}
				}
				if !strings.Contains(screen, typed) {
					rt.Fatalf("%q was typed and is not on the screen\n%s", typed, screen)
				}
			})
		})
	}
}

// TestScansGoWhereTheyBelong reads codes where the screen can take them.
func TestScansGoWhereTheyBelong(t *testing.T) {
	r := onDuty(t)
	c := r.takeIn(mediation, citizens[1])
	slip := must(r.db.Papers(t.Context(), desk.PaperFilter{Case: c.ID}))(t)[0].No
	r.press("f3")
	r.typed("王")
	r.read(slip) // into the search, in place of what stood there
	r.at(ui.ScreenCases)
	r.shows("【已受理】", c.No)
	r.command("队列")
	r.serve(mediation)
	r.typed("1101")
	r.read(citizens[4].Number)
	r.at(ui.ScreenIntake)
	if r.bells != 0 {
		t.Errorf("the terminal sounded %d times", r.bells)
	}
	r.read(slip)
	r.at(ui.ScreenIntake)
	r.shows("扫到一个单号")
	r.read(citizens[3].Number) // the name has the focus now
	r.shows("扫到一个证件号")
	if r.bells != 2 {
		t.Errorf("the terminal sounded %d times, want 2", r.bells)
	}
}

// TestScanIntoTheNumberDialog reads the slip that a visitor comes back with
// where a number is given, with the Enter of the reader and without.
func TestScanIntoTheNumberDialog(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.person(zhaoNumber, "赵示例", "")
	r.press("1", "2", "1", "f8", "f9")
	c := must(r.db.Cases(t.Context(), desk.CaseFilter{States: []desk.CaseState{desk.CaseSupplement}}))(t)[0]
	for _, ended := range []bool{true, false} {
		r.press("f2")
		r.reading = true
		r.typed(c.No)
		r.reading = false
		if !ended {
			r.send(r.app.ScanOver())
			r.shows("凭单号优先取号")
		}
		r.press("enter")
		if r.app.Dialogs() != 0 {
			t.Fatalf("ended %v: the dialog is still there\n%s", ended, r.screen())
		}
		r.shows("凭单号优先取号 A00")
	}
	r.press("f2")
	r.read(zhaoNumber)
	r.shows("没有填进去")
	r.hides(zhaoNumber, grouped(zhaoNumber))
}
