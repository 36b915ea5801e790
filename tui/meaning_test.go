package tui_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"xiaochuang/tui/ui"
)

// meanings are the styles that say how something stands.
var meanings = map[ui.Style]string{
	ui.Error: "error", ui.Warn: "warning", ui.Good: "good",
	ui.LampOK: "lamp ok", ui.LampWarn: "lamp warning", ui.LampBad: "lamp bad", ui.LampOff: "lamp off",
}

// TestNoMeaningStandsInTheColourAlone walks through the console at random, in
// all states and three sizes: what is drawn in the colour of a fault is never
// drawn, in the same words and signs, in that of something good. So a sign or a
// word always changes along with the colour, and a person who sees no colours
// misses nothing.
func TestNoMeaningStandsInTheColourAlone(t *testing.T) {
	seen := map[string]string{} // text of a run → its meaning
	random := rand.New(rand.NewPCG(1, 2))
	keys := []string{"down", "up", "tab", "enter", "esc", "f5", "f9", "f4", "f8", "f2", "1", "2", "space", "f6"}
	everywhere(t, func(t *testing.T, r *rig) {
		for range 12 {
			for _, z := range [...][2]int{{80, 24}, {120, 40}, {160, 50}} {
				r.size(z[0], z[1])
				runs(r.app.Frame(), func(words string, st ui.Style) {
					m, means := meanings[st]
					if !means {
						return
					}
					if was, known := seen[words]; known && was != m {
						t.Errorf("%q is a %s here and a %s elsewhere: only the colour tells\n%s", words, m, was, r.screen())
					}
					seen[words] = m
				})
			}
			r.size(80, 24)
			r.press(keys[random.IntN(len(keys))])
			if r.ended {
				return
			}
		}
	})
	if len(seen) < 12 {
		t.Errorf("only %d pieces of text had a meaning: the walk is broken", len(seen))
	}
}

// runs calls do with every stretch of one style and the words in it. Blanks
// between two stretches of the same style, such as the columns of a row, do not
// part them.
func runs(f *ui.Frame, do func(words string, st ui.Style)) {
	text := func(y, from, to int) string {
		return strings.TrimSpace(f.Sub(ui.Rect{X: from, Y: y, W: to - from, H: 1}).RowText(0))
	}
	for y := range f.H() {
		var words []string
		var of ui.Style
		for x := 0; x < f.W(); {
			from, st := x, f.StyleAt(x, y)
			for x < f.W() && f.StyleAt(x, y) == st {
				x++
			}
			w := text(y, from, x)
			if w == "" {
				continue
			}
			if len(words) > 0 && st != of {
				do(strings.Join(words, " "), of)
				words = words[:0]
			}
			words, of = append(words, w), st
		}
		if len(words) > 0 {
			do(strings.Join(words, " "), of)
		}
	}
}
