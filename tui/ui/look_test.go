package ui

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// xterm is the palette against which contrast is measured: that of xterm,
// which most terminals on office PCs resemble.
var xterm = [16][3]float64{
	{0, 0, 0},
	{205, 0, 0},
	{0, 205, 0},
	{205, 205, 0},
	{0, 0, 238},
	{205, 0, 205},
	{0, 205, 205},
	{229, 229, 229},
	{127, 127, 127},
	{255, 0, 0},
	{0, 255, 0},
	{255, 255, 0},
	{92, 92, 255},
	{255, 0, 255},
	{0, 255, 255},
	{255, 255, 255},
}

// colours returns the foreground and background of a look on a plain screen.
func colours(look string, fg, bg int) (int, int, bool) {
	reverse := false
	for p := range strings.SplitSeq(look, ";") {
		n, _ := strconv.Atoi(p)
		switch {
		case n == 7:
			reverse = true
		case n >= 30 && n <= 37:
			fg = n - 30
		case n >= 90 && n <= 97:
			fg = n - 90 + 8
		case n >= 40 && n <= 47:
			bg = n - 40
		case n >= 100 && n <= 107:
			bg = n - 100 + 8
		}
	}
	if reverse {
		fg, bg = bg, fg
	}
	return fg, bg, reverse
}

// luminance and contrast are those of WCAG 2.1.
func luminance(c [3]float64) float64 {
	var l [3]float64
	for i, v := range c {
		v /= 255
		if v <= 0.04045 {
			l[i] = v / 12.92
		} else {
			l[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

func contrastOf(a, b int) float64 {
	x, y := luminance(xterm[a]), luminance(xterm[b])
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestThemesCanBeRead(t *testing.T) {
	for _, tt := range []struct {
		theme  *Theme
		fg, bg int
		least  float64
	}{{Dark(), 7, 0, 4.5}, {Light(), 0, 15, 4.5}, {Contrast(), 15, 0, 5.0}} {
		for s, look := range tt.theme.looks {
			if Style(s) == Fill || Style(s) == KeyBlocked {
				continue // no text; and a key that cannot be used may be faint
			}
			fg, bg, _ := colours(look, tt.fg, tt.bg)
			if c := contrastOf(fg, bg); c < tt.least {
				t.Errorf("%s: style %d (%s) has a contrast of %.1f, want %.1f", tt.theme.Name, s, look, c, tt.least)
			}
		}
	}
}

func TestMonoHasNoColour(t *testing.T) {
	for s, look := range Mono().looks {
		for p := range strings.SplitSeq(look, ";") {
			if n, _ := strconv.Atoi(p); n >= 30 {
				t.Errorf("style %d has a colour: %s", s, look)
			}
		}
	}
}

// TestSelectionIsSeenInEveryTheme: what only a style tells must differ from
// plain text by an attribute or a background.
func TestSelectionIsSeenInEveryTheme(t *testing.T) {
	for _, th := range []*Theme{Dark(), Light(), Contrast(), Mono()} {
		if ThemeNamed(th.Name) != th {
			t.Errorf("%s is not found by name", th.Name)
		}
		for _, s := range []Style{Title, Selected, SelectedHit, Hit, Entry, EntryFocus, DialogEdge, Fill, LampBad} {
			_, bg, reverse := colours(th.looks[s], -1, -1)
			underlined := strings.Contains(";"+th.looks[s]+";", ";4;")
			if bg < 0 && !reverse && !underlined {
				t.Errorf("%s: style %d (%q) differs by its colour alone", th.Name, s, th.looks[s])
			}
		}
		if th.looks[Selected] == th.looks[SelectedHit] || th.looks[Entry] == th.looks[EntryFocus] {
			t.Errorf("%s: two states look the same", th.Name)
		}
	}
	if ThemeNamed("pink") != nil {
		t.Error("an unknown theme has a look")
	}
}
