package wire

import (
	"fmt"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// communities checks the communities that the station serves, and the ways in
// which each is served.
func (c *Config) communities() (key, code string) {
	seen := map[string]bool{}
	for i, x := range c.Community {
		at := func(key string) string { return fmt.Sprintf("community.%d.%s", i+1, key) }
		switch {
		case len(x.Code) != 12 || strings.Trim(x.Code, "0123456789") != "":
			return at("code"), "twelve_digits"
		case seen[x.Code]:
			return at("code"), "community_twice"
		case strings.TrimSpace(x.Name) == "":
			return at("name"), "missing"
		case x.Modes != nil && len(x.Modes) == 0:
			return at("modes"), "modes"
		}
		seen[x.Code] = true
		known := map[desk.Service]bool{}
		for _, m := range x.Modes {
			if !m.Valid() || known[m] {
				return at("modes"), "modes"
			}
			known[m] = true
		}
	}
	return "", ""
}

// homeOf is the screen on which a day at the station is spent: the queue, or the
// guide where nobody takes a number.
func homeOf(s desk.Station) string {
	if s.Queue {
		return ui.ScreenCounter
	}
	return ui.ScreenGuide
}
