package text

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestEveryScreenHasItsHelp holds that whoever adds a screen says in a sentence
// or two what can be done on it, with examples.
func TestEveryScreenHasItsHelp(t *testing.T) {
	for _, id := range codes(t, "tui/ui", "Screen", "") {
		h, ok := HelpTextOf(id)
		switch {
		case !ok:
			t.Errorf("screen %q has no F1 text: add it to helps in tui/text/help.go", id)
		case ansi.StringWidth(h.What) > 4*74 || ansi.StringWidth(h.What) < 20:
			t.Errorf("the F1 text of %q takes %d cells", id, ansi.StringWidth(h.What))
		case len(h.Examples) == 0 || len(h.Examples) > 3:
			t.Errorf("the F1 text of %q has %d examples", id, len(h.Examples))
		}
	}
}
