package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"
)

// An Option is one answer of a Choice.
type Option struct {
	Key  string // value
	Word string // shown
}

// A Choice is a one-of question on one or more rows, answered by a digit, by
// left and right, or by space for the next. Nothing is chosen at first unless
// Picked is set.
type Choice struct {
	Options []Option
	Picked  int // index into Options plus one; 0 while nothing is chosen
}

// NewChoice returns a choice in which key is chosen; an unknown key is none.
func NewChoice(options []Option, key string) *Choice {
	c := &Choice{Options: options}
	c.Set(key)
	return c
}

// YesNo returns a choice between "yes" and "no" in the caller's words.
func YesNo(yes, no string) *Choice {
	return &Choice{Options: []Option{{"yes", yes}, {"no", no}}}
}

// Value returns the key chosen, "" while nothing is.
func (c *Choice) Value() string {
	if c.Picked < 1 || c.Picked > len(c.Options) {
		return ""
	}
	return c.Options[c.Picked-1].Key
}

// Set chooses key; an unknown key is none.
func (c *Choice) Set(key string) {
	c.Picked = 0
	for i, o := range c.Options {
		if o.Key == key {
			c.Picked = i + 1
		}
	}
}

// Update takes a key and reports whether the choice used it.
func (c *Choice) Update(msg tea.Msg) bool {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || len(c.Options) == 0 {
		return false
	}
	switch key := KeyOf(k); key {
	case "left":
		c.Picked = max(1, c.Picked-1)
	case "right":
		c.Picked = min(len(c.Options), c.Picked+1)
	case "space":
		c.Picked = c.Picked%len(c.Options) + 1
	default:
		n, err := strconv.Atoi(key)
		if err != nil || n < 1 || n > len(c.Options) {
			return false
		}
		c.Picked = n
	}
	return true
}

// choiceGap is the number of blanks between two options.
const choiceGap = 1

// Height returns the rows that the choice needs in w cells.
func (c *Choice) Height(w int) int {
	_, y := c.place(w, nil)
	return y + 1
}

// Draw draws the options, wrapped over the rows of f, the chosen one marked.
func (c *Choice) Draw(f *Frame, focus bool) {
	c.place(f.W(), func(i, x, y int, s string) {
		st := Text
		switch {
		case i+1 == c.Picked && focus:
			st = Selected
		case i+1 == c.Picked:
			st = Strong
		case !focus:
			st = Dim
		}
		f.Put(x, y, st, s)
	})
	if focus && c.Picked == 0 {
		f.Cursor(0, 0)
	}
}

// place walks through the options as they are laid out in w cells and returns
// where the last one ends.
func (c *Choice) place(w int, put func(i, x, y int, s string)) (x, y int) {
	for i, o := range c.Options {
		s := " " + strconv.Itoa(i+1) + " " + o.Word + " "
		if i+1 == c.Picked {
			s = "[" + s[1:len(s)-1] + "]"
		}
		n := Width(s)
		if x > 0 && x+n > w {
			x, y = 0, y+1
		}
		if put != nil {
			put(i, x, y, s)
		}
		x += n + choiceGap
	}
	return x, y
}
