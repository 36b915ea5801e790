package ui

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// A palette is how a terminal shows the sixteen colours.
type palette struct {
	name string
	rgb  [16][3]float64
}

// palettes are those of the terminals that stand on office PCs: colours are named
// by number, and every terminal mixes them as it likes.
var palettes = [...]palette{
	{"xterm", [16][3]float64{
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
	}},
	{"vga, the Linux console", [16][3]float64{
		{0, 0, 0},
		{170, 0, 0},
		{0, 170, 0},
		{170, 85, 0},
		{0, 0, 170},
		{170, 0, 170},
		{0, 170, 170},
		{170, 170, 170},
		{85, 85, 85},
		{255, 85, 85},
		{85, 255, 85},
		{255, 255, 85},
		{85, 85, 255},
		{255, 85, 255},
		{85, 255, 255},
		{255, 255, 255},
	}},
	{"tango, GNOME and MATE", [16][3]float64{
		{0, 0, 0},
		{204, 0, 0},
		{78, 154, 6},
		{196, 160, 0},
		{52, 101, 164},
		{117, 80, 123},
		{6, 152, 154},
		{211, 215, 207},
		{85, 87, 83},
		{239, 41, 41},
		{138, 226, 52},
		{252, 233, 79},
		{114, 159, 207},
		{173, 127, 168},
		{52, 226, 226},
		{238, 238, 236},
	}},
	{"campbell, Windows Terminal", [16][3]float64{
		{12, 12, 12},
		{197, 15, 31},
		{19, 161, 14},
		{193, 156, 0},
		{0, 55, 218},
		{136, 23, 152},
		{58, 150, 221},
		{204, 204, 204},
		{118, 118, 118},
		{231, 72, 86},
		{22, 198, 12},
		{249, 241, 165},
		{59, 120, 255},
		{180, 0, 158},
		{97, 214, 214},
		{242, 242, 242},
	}},
	{"konsole, Breeze", [16][3]float64{
		{35, 38, 39},
		{237, 21, 21},
		{17, 209, 22},
		{246, 116, 0},
		{29, 153, 243},
		{155, 89, 182},
		{26, 188, 156},
		{252, 252, 252},
		{127, 140, 141},
		{192, 57, 43},
		{28, 220, 154},
		{253, 188, 75},
		{61, 174, 233},
		{142, 68, 173},
		{22, 160, 133},
		{255, 255, 255},
	}},
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

func (p *palette) contrast(a, b int) float64 {
	x, y := luminance(p.rgb[a]), luminance(p.rgb[b])
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestThemesCanBeRead computes the contrast of every pair of colours that a theme
// makes, in every palette (WCAG 2.1, 1.4.3).
func TestThemesCanBeRead(t *testing.T) {
	for _, tt := range []struct {
		theme  *Theme
		fg, bg int
	}{{Dark(), 7, 0}, {Light(), 0, 15}, {Contrast(), 15, 0}, {Mono(), 7, 0}} {
		for i := range palettes {
			if pale := i == len(palettes)-1; pale && (tt.theme == Dark() || tt.theme == Light()) {
				continue // its red and blue are too weak for anybody: that is what Contrast is for
			}
			for s, look := range tt.theme.looks {
				if Style(s) == Fill || Style(s) == KeyBlocked {
					continue // no text; and a key that cannot be used may be faint
				}
				fg, bg, _ := colours(look, tt.fg, tt.bg)
				if c := palettes[i].contrast(fg, bg); c < 4.5 {
					t.Errorf("%s in %s: style %d (%s) has a contrast of %.1f, want 4.5", tt.theme.Name, palettes[i].name, s, look, c)
				}
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
