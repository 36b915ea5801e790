package guide

import (
	"testing"
	"unicode/utf8"

	"xiaochuang/desk"
)

// TestEveryMatterHasAForm: whoever takes a matter in can print a form that needs
// no writing, and at least twelve have one of their own.
func TestEveryMatterHasAForm(t *testing.T) {
	c, b := demonstration(t), forms()
	for _, it := range c.Items() {
		f, ok := c.Form(it.ID)
		if ok != (it.Mode != desk.ModeAdvise) {
			t.Errorf("%s: form %t in mode %s", it.ID, ok, it.Mode)
			continue
		}
		seen := map[string]bool{}
		for _, e := range f.Fields {
			switch {
			case e.Label == "" || seen[e.Key]:
				t.Errorf("%s: field %q has no label or stands twice", it.ID, e.Key)
			case utf8.RuneCountInString(e.Label) > 10:
				t.Errorf("%s: the label of %q is too long", it.ID, e.Key)
			case e.Kind == "choice" != (len(e.Options) > 1) || len(e.Options) > 9:
				t.Errorf("%s: %q has %d options", it.ID, e.Key, len(e.Options))
			}
			switch e.Kind {
			case "", "date", "phone", "digits", "choice", desk.KindMoney, desk.KindAddress, desk.KindCitizen:
			default:
				t.Errorf("%s: %q is of kind %q", it.ID, e.Key, e.Kind)
			}
			seen[e.Key] = true
		}
		if ok && (f.Title == "" || !seen["name"] || !seen["number"]) {
			t.Errorf("%s: the form %q says not who applies", it.ID, f.Title)
		}
	}
	own := 0
	for id := range b.Items {
		if _, ok := c.Form(id); !ok {
			t.Errorf("a form for %s, which takes nothing in", id)
		}
		own++
	}
	if own < 12 {
		t.Errorf("%d items have a form of their own, want 12", own)
	}
	if _, ok := c.Form("none"); ok {
		t.Error("an unknown item has a form")
	}
}
