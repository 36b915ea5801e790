package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// KeyOf names a key press as actions do: "f5", "enter", "ctrl+c", "space",
// "/", "1", "a". Full-width twins are folded, so that an input method left on
// does not take the command keys away; so is "、", which Chinese input methods
// type for the slash, and the number pad.
func KeyOf(k tea.KeyPressMsg) string {
	s := k.String()
	switch s {
	case "、":
		return "/"
	case "\u3000":
		return "space"
	}
	if rest, ok := strings.CutPrefix(s, "kp"); ok {
		if name, ok := pad[rest]; ok {
			return name
		}
		if len(rest) == 1 {
			return rest
		}
	}
	return Fold(s)
}

// pad names the keys of the number pad that the keyboard protocol reports
// apart.
var pad = map[string]string{
	"enter": "enter", "up": "up", "down": "down", "left": "left", "right": "right",
	"pgup": "pgup", "pgdown": "pgdown", "home": "home", "end": "end",
	"insert": "insert", "delete": "delete", "plus": "+", "minus": "-",
	"mul": "*", "div": "/", "equal": "=", "comma": ",", "period": ".", "sep": ",",
}

// Fold turns full-width letters, digits, punctuation and the ideographic space
// into their ASCII twins.
func Fold(s string) string {
	if !strings.ContainsFunc(s, wideTwin) {
		return s
	}
	return strings.Map(foldRune, s)
}

func wideTwin(r rune) bool { return r >= 0xff01 && r <= 0xff5e || r == 0x3000 }

func foldRune(r rune) rune {
	switch {
	case r == 0x3000:
		return ' '
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xff01 + '!'
	}
	return r
}

// KeyCap is how a key is written on the key line: "F5", "Enter", "Ctrl+C".
func KeyCap(key string) string {
	parts := strings.Split(key, "+")
	for i, p := range parts {
		if len(p) > 1 || len(parts) > 1 && len(p) == 1 {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	switch s := strings.Join(parts, "+"); s {
	case "Pgup":
		return "PgUp"
	case "Pgdown":
		return "PgDn"
	case "Delete":
		return "Del"
	case "Insert":
		return "Ins"
	case "Up":
		return "↑"
	case "Down":
		return "↓"
	case "Left":
		return "←"
	case "Right":
		return "→"
	default:
		return s
	}
}

// typed reports whether a key press is text for a field rather than a command.
func typed(k tea.KeyPressMsg) bool { return k.Text != "" }
