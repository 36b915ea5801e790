package text

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestKeyCardFitsOnPaper: every key is on the card, no row is wider than the
// page, no page is longer, and no F-key is the only way to its act.
func TestKeyCardFitsOnPaper(t *testing.T) {
	const w, h = 88, 51
	pages := KeyCard(w, h)
	if len(pages) == 0 || len(pages) > 2 {
		t.Fatalf("the card has %d pages", len(pages))
	}
	var all strings.Builder
	for _, p := range pages {
		if len(p) > h {
			t.Errorf("a page has %d rows", len(p))
		}
		for _, l := range p[3:] {
			if ansi.StringWidth(l) > w {
				t.Errorf("a row is %d cells wide: %s", ansi.StringWidth(l), l)
			}
		}
		all.WriteString(strings.Join(p, "\n"))
	}
	for _, k := range CardKeys() {
		if !strings.Contains(all.String(), k.Word) {
			t.Errorf("%s is not on the card", k.Word)
		}
		if strings.HasPrefix(k.Key, "F") && k.Key != "F12" && k.Twin == "" {
			t.Errorf("%s of %s has no command", k.Key, k.Screen)
		}
		if k.Tip == "" {
			t.Errorf("%s has no sentence", k.Word)
		}
	}
}
