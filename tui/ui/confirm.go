package ui

import (
	tea "charm.land/bubbletea/v2"
)

// dialogText is how wide a sentence in a dialog runs at most.
const dialogText = 60

// leastOptions is how many options stay in sight below a long question.
const leastOptions = 4

// A Pick is a dialog that asks for one of a few options. Digits pick at once;
// Up, Down and Enter work as in every list.
type Pick struct {
	title    string
	question string
	options  []Option
	at       int
	top      int
	page     int
	rows     []string
}

// NewPick returns a dialog that asks for one of options. The first one is
// selected.
func NewPick(title, question string, options []Option) *Pick {
	return &Pick{title: title, question: question, options: options}
}

// NewConfirm returns a dialog with one question; its Outcome's Key is "yes" or
// "no". No is selected at first, so that a hurried Enter does nothing.
func NewConfirm(title, question, yes, no string) *Pick {
	p := NewPick(title, question, []Option{{"yes", yes}, {"no", no}})
	p.at = 1
	return p
}

// NewMessage returns a dialog that tells something and is closed by its one
// option.
func NewMessage(title, message, ok string) *Pick {
	return NewPick(title, message, []Option{{"ok", ok}})
}

// Select puts the selection on the option with that key.
func (p *Pick) Select(key string) *Pick {
	for i, o := range p.options {
		if o.Key == key {
			p.at = i
		}
	}
	return p
}

// Title returns the title.
func (p *Pick) Title() string { return p.title }

// Focused returns false: letters are not typed here.
func (p *Pick) Focused() bool { return false }

// Size returns the cells wanted inside the frame.
func (p *Pick) Size(w, h int) (int, int) {
	p.rows = wrapRows(p.question, min(w, dialogText), h-min(len(p.options), leastOptions)-2)
	width := widest(p.rows)
	for _, o := range p.options {
		width = max(width, Width(o.Word)+4)
	}
	return min(width, w), min(h, len(p.rows)+1+len(p.options)+2)
}

// Update takes a key.
func (p *Pick) Update(msg tea.Msg) (Outcome, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || len(p.options) == 0 {
		return Outcome{}, false
	}
	last := len(p.options) - 1
	switch key := KeyOf(k); key {
	case "up", "left", "shift+tab":
		p.at = max(0, p.at-1)
	case "down", "right", "tab":
		p.at = min(last, p.at+1)
	case "pgup":
		p.at = max(0, p.at-max(1, p.page))
	case "pgdown":
		p.at = min(last, p.at+max(1, p.page))
	case "home":
		p.at = 0
	case "end":
		p.at = last
	case "enter":
		if !k.IsRepeat {
			return Outcome{OK: true, Key: p.options[p.at].Key}, true
		}
	default:
		if len(key) != 1 || key[0] < '1' || key[0] > '9' || k.IsRepeat {
			return Outcome{}, false
		}
		if i := p.top + int(key[0]-'1'); i <= last {
			return Outcome{OK: true, Key: p.options[i].Key}, true
		}
	}
	return Outcome{}, false
}

// Draw draws question and options.
func (p *Pick) Draw(f *Frame) {
	y := 1
	for _, r := range p.rows {
		f.Put(0, y, Text, r)
		y++
	}
	if len(p.rows) > 0 {
		y++
	}
	list := f.Rows(y, f.H()-y)
	p.page = list.H()
	p.top = max(min(p.top, p.at), p.at-p.page+1, 0)
	for i := 0; i < list.H() && p.top+i < len(p.options); i++ {
		st, cp := Text, Key
		if p.top+i == p.at {
			st, cp = Selected, Selected
			list.Fill(Rect{0, i, list.W(), 1}, st)
		}
		if i < 9 {
			list.Put(1, i, cp, digits[i:i+1])
		}
		list.PutCut(3, i, list.W()-3, st, p.options[p.top+i].Word)
	}
}

// wrapRows folds a question into at most most rows of w cells. What does not
// fit ends in an ellipsis, so that the answers keep their place.
func wrapRows(s string, w, most int) []string {
	if s == "" {
		return nil
	}
	var rows []string
	for _, line := range splitLines(s) {
		rows = append(rows, Wrap(line, w)...)
	}
	if most = max(1, most); len(rows) > most {
		rows = rows[:most]
		rows[most-1] = Cut(rows[most-1], w-1) + "…"
	}
	return rows
}

func widest(rows []string) int {
	w := 0
	for _, r := range rows {
		w = max(w, Width(r))
	}
	return w
}
