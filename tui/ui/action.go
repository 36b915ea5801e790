package ui

import (
	tea "charm.land/bubbletea/v2"
)

// An Action is one thing that can be done on a screen. A screen's list of
// actions is the one source of its key line, its help page, the printed key
// card and what the command line understands.
type Action struct {
	Key     string         // as KeyOf names it; "" for an action without a key
	Digit   int            // 1 to 9: its place in the action list, another way to it; 0 for none
	Twin    string         // name on the command line, without the colon
	Word    string         // word on the key line
	Tip     string         // one sentence for the help page
	Run     func() tea.Cmd // does it
	Blocked func() string  // why it cannot be done now, "" when it can; nil: always possible
	Repeat  bool           // a held key may do it again and again
	Hidden  bool           // not on the key line, still on the help page
}

// Why returns the sentence that says why a cannot be done now, or "".
func (a *Action) Why() string {
	if a.Blocked == nil {
		return ""
	}
	return a.Blocked()
}

// Do runs the action, or returns why it cannot be run.
func (a *Action) Do() (cmd tea.Cmd, why string) {
	if why := a.Why(); why != "" || a.Run == nil {
		return nil, why
	}
	return a.Run(), ""
}

// Find returns the action that the key press means, or nil. While a text field
// has focus, keys that type something belong to it. A key that repeats because
// it is held finds only actions with Repeat.
func Find(actions []Action, k tea.KeyPressMsg, focused bool) *Action {
	if focused && typed(k) {
		return nil
	}
	key := KeyOf(k)
	for i := range actions {
		a := &actions[i]
		if a.Key == key || a.Digit > 0 && a.Digit <= 9 && len(key) == 1 && int(key[0]-'0') == a.Digit {
			if k.IsRepeat && !a.Repeat {
				return nil
			}
			return a
		}
	}
	return nil
}

// Named returns the action whose command name is twin, or nil. Full-width
// letters and digits are taken for their twins.
func Named(actions []Action, twin string) *Action {
	twin = Fold(twin)
	for i := range actions {
		if actions[i].Twin != "" && actions[i].Twin == twin {
			return &actions[i]
		}
	}
	return nil
}

// A HelpRow is one action on the help page and the key card.
type HelpRow struct {
	Key  string // cap, such as "F5"; the digit when there is no key
	Twin string // with its colon, "" if none
	Word string
	Tip  string
	Why  string // why it is blocked now, "" if it is not
}

// HelpPage lists every action, hidden ones too, in the order given.
func HelpPage(actions []Action) []HelpRow {
	rows := make([]HelpRow, 0, len(actions))
	for i := range actions {
		a := &actions[i]
		r := HelpRow{Key: a.keyCap(), Word: a.Word, Tip: a.Tip, Why: a.Why()}
		if a.Twin != "" {
			r.Twin = ":" + a.Twin
		}
		rows = append(rows, r)
	}
	return rows
}

// keyCap is what stands before the word on the key line.
func (a *Action) keyCap() string {
	switch {
	case a.Key != "":
		return KeyCap(a.Key)
	case a.Digit > 0 && a.Digit <= 9:
		return string(rune('0' + a.Digit))
	}
	return ""
}

// blockedMark stands between cap and word of a blocked key, so that it reads
// without colour too.
const blockedMark = "×"

// keyGap is the number of blanks between two keys of the key line.
const keyGap = 2

// DrawKeys draws the key line into f, wrapping over its rows. An action that
// cannot be done keeps its place. Actions without a key, or hidden ones, are
// left out; where the rows do not hold all, an ellipsis ends the last one.
func DrawKeys(f *Frame, actions []Action) {
	x, y := 0, 0
	for i := range actions {
		a := &actions[i]
		cp := a.keyCap()
		if a.Hidden || cp == "" || a.Word == "" {
			continue
		}
		w := Width(cp) + 1 + Width(a.Word)
		room := f.W()
		if y == f.H()-1 && more(actions[i+1:]) {
			room -= keyGap + 1
		}
		if x > 0 && x+w > room {
			if y == f.H()-1 {
				f.Put(x, y, Dim, "…")
				return
			}
			x, y = 0, y+1
		}
		x = drawKey(f, x, y, cp, a) + keyGap
	}
}

// more reports whether any of the actions shows on the key line.
func more(actions []Action) bool {
	for i := range actions {
		if a := &actions[i]; !a.Hidden && a.keyCap() != "" && a.Word != "" {
			return true
		}
	}
	return false
}

func drawKey(f *Frame, x, y int, cp string, a *Action) int {
	if a.Why() != "" {
		x = f.Put(x, y, KeyBlocked, cp)
		x = f.Put(x, y, KeyBlocked, blockedMark)
		return f.Put(x, y, KeyBlocked, a.Word)
	}
	x = f.Put(x, y, Key, cp)
	return f.Put(x+1, y, KeyWord, a.Word)
}
