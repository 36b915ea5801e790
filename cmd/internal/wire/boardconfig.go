package wire

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"xiaochuang/peripherals/caller"
	"xiaochuang/tui/ui"
)

// A boardConfig is the waiting room.
type boardConfig struct {
	Listen string   `toml:"listen"` // address of the page, such as 127.0.0.1:8090; "" for none
	Sound  []string `toml:"sound"`  // program and arguments; {number} {window} {volume} are replaced
	Volume int      `toml:"volume"` // per cent, 0 for 70
	Hours  []string `toml:"hours"`  // other volumes, such as "12-14=20"
	Silent bool     `toml:"silent"` // calls are shown and not spoken
	Still  bool     `toml:"still"`  // calls do not flash
}

// A screenConfig is how screens look.
type screenConfig struct {
	Theme string `toml:"theme"` // dark, light, contrast or mono; "" for dark
}

const usualVolume = 70

// volumes is the loudness by hour.
func (c *boardConfig) volumes() (caller.Volumes, error) {
	if c.Silent {
		return caller.Evenly(0), nil
	}
	volume := c.Volume
	if volume == 0 {
		volume = usualVolume
	}
	v := caller.Evenly(volume)
	for _, h := range c.Hours {
		from, to, loud, err := hours(h)
		if err != nil {
			return v, err
		}
		for i := from; i < to; i++ {
			v[i] = loud
		}
	}
	return v, nil
}

// hours reads "12-14=20": from twelve until two, twenty per cent.
func hours(s string) (from, to, volume int, err error) {
	span, loud, ok := strings.Cut(strings.ReplaceAll(s, " ", ""), "=")
	a, b, two := strings.Cut(span, "-")
	if !ok || !two {
		return 0, 0, 0, fmt.Errorf("hours %q", s)
	}
	for _, x := range []struct {
		to   *int
		text string
		most int
	}{{&from, a, 23}, {&to, b, 24}, {&volume, loud, 100}} {
		n, err := strconv.Atoi(x.text)
		if err != nil || n < 0 || n > x.most {
			return 0, 0, 0, fmt.Errorf("hours %q", s)
		}
		*x.to = n
	}
	if from >= to {
		return 0, 0, 0, fmt.Errorf("hours %q", s)
	}
	return from, to, volume, nil
}

// fault returns the first key that cannot be right.
func (c *boardConfig) fault() (key, code string) {
	if c.Listen != "" {
		if _, port, err := net.SplitHostPort(c.Listen); err != nil || port == "" {
			return "board.listen", "address"
		}
	}
	if len(c.Sound) > 0 && strings.TrimSpace(c.Sound[0]) == "" {
		return "board.sound", "missing"
	}
	if _, err := c.volumes(); err != nil {
		return "board.hours", "hours"
	}
	return "", ""
}

func (c *screenConfig) fault() (key, code string) {
	if c.Theme != "" && ui.ThemeNamed(c.Theme) == nil {
		return "screen.theme", "theme"
	}
	return "", ""
}
