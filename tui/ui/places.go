package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk/identity"
)

// A Place is one entry of a tree, such as a street with its communities.
type Place struct {
	Word string
	Sub  []Place // none for a leaf
}

// Places is a dialog that picks from a tree, level by level. What is typed looks
// for entries by their characters, pinyin or initials; a digit chooses among those
// in sight, Left goes back a level, and F9 ends at the level reached. The
// Outcome's Text is the words of all levels, one after another.
type Places struct {
	title string
	hint  string
	path  []*Place // the root first
	field *Field
	found []int // entries of the last of path that fit what is typed
	at    int
	top   int
	page  int
}

// placesKey ends at the level reached.
const placesKey = "f9"

// placesRows is how many entries stand in sight: a digit for each.
const placesRows = 9

// placesWidth is the width of the list in cells.
const placesWidth = 50

// NewPlaces returns a dialog over the tree below root. Levels at the top that
// leave no choice are passed; Left shows them. The hint names the keys in the
// caller's words.
func NewPlaces(title, hint string, root []Place) *Places {
	p := &Places{title: title, hint: hint, path: []*Place{{Sub: root}}, field: NewField(Free, 20)}
	for last := p.last(); len(last.Sub) == 1 && len(last.Sub[0].Sub) > 0; last = p.last() {
		p.path = append(p.path, &last.Sub[0])
	}
	p.find()
	return p
}

func (p *Places) last() *Place { return p.path[len(p.path)-1] }

// find lists the entries that what is typed stands for.
func (p *Places) find() {
	typed := identity.Spell(Fold(p.field.Value()))
	p.found = p.found[:0]
	for i, e := range p.last().Sub {
		if identity.Contained(typed, identity.Spell(e.Word)) {
			p.found = append(p.found, i)
		}
	}
	p.at, p.top = 0, 0
}

// Title returns the title.
func (p *Places) Title() string { return p.title }

// Focused returns true: letters are typed here.
func (p *Places) Focused() bool { return true }

// Size returns the cells wanted inside the frame.
func (p *Places) Size(w, h int) (int, int) { return min(w, placesWidth), min(h, placesRows+4) }

// Update takes a key or paste.
func (p *Places) Update(msg tea.Msg) (Outcome, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		p.typed(msg)
		return Outcome{}, false
	}
	key := KeyOf(k)
	switch {
	case key == "left", key == "backspace" && p.field.Value() == "":
		p.back()
	case key == "up":
		p.at = max(0, p.at-1)
	case key == "down", key == "tab":
		p.at = max(0, min(len(p.found)-1, p.at+1))
	case key == "pgup":
		p.at = max(0, p.at-max(1, p.page))
	case key == "pgdown":
		p.at = max(0, min(len(p.found)-1, p.at+max(1, p.page)))
	case k.IsRepeat && typed(k):
	case key == "enter" && !k.IsRepeat:
		return p.choose(p.at)
	case key == placesKey && !k.IsRepeat:
		return Outcome{OK: true, Text: p.words()}, p.words() != ""
	case len(key) == 1 && key[0] >= '1' && key[0] <= '9':
		return p.choose(p.top + int(key[0]-'1'))
	default:
		p.typed(msg)
	}
	return Outcome{}, false
}

// typed gives a message to the field, and looks anew where it changed something.
func (p *Places) typed(msg tea.Msg) {
	before := p.field.Value()
	if p.field.Update(msg) && p.field.Value() != before {
		p.find()
	}
}

// choose goes down into an entry in sight, or ends at a leaf.
func (p *Places) choose(i int) (Outcome, bool) {
	if i < 0 || i >= len(p.found) {
		return Outcome{}, false
	}
	e := &p.last().Sub[p.found[i]]
	p.path = append(p.path, e)
	if len(e.Sub) == 0 {
		return Outcome{OK: true, Text: p.words()}, true
	}
	p.field.Set("")
	p.find()
	return Outcome{}, false
}

// back goes a level up, with the entry that was left selected.
func (p *Places) back() {
	p.field.Set("")
	left := p.last()
	if len(p.path) > 1 {
		p.path = p.path[:len(p.path)-1]
	}
	p.find()
	for i := range p.found {
		if &p.last().Sub[p.found[i]] == left {
			p.at = i
		}
	}
}

// words are those of the levels gone through.
func (p *Places) words() string {
	var b strings.Builder
	for _, e := range p.path[1:] {
		b.WriteString(e.Word)
	}
	return b.String()
}

// Draw draws the way gone, the field, the entries and the keys.
func (p *Places) Draw(f *Frame) {
	x := 0
	for i, e := range p.path[1:] {
		if i > 0 {
			x = f.Put(x, 0, Dim, " > ")
		}
		x = f.Put(x, 0, Strong, Shorten(e.Word, max(0, f.W()-x)))
	}
	p.field.Draw(f.Rows(1, 1), true)
	list := f.Rows(2, max(0, f.H()-3))
	p.page = min(list.H(), placesRows)
	p.top = max(min(p.top, p.at), p.at-p.page+1, 0)
	for i := 0; i < p.page && p.top+i < len(p.found); i++ {
		st, cp := Text, Key
		if p.top+i == p.at {
			st, cp = Selected, Selected
			list.Fill(Rect{0, i, list.W(), 1}, st)
		}
		list.Put(1, i, cp, digits[i:i+1])
		list.PutCut(3, i, list.W()-3, st, p.last().Sub[p.found[p.top+i]].Word)
	}
	if p.top > 0 {
		list.PutRight(list.W(), 0, Dim, "↑")
	}
	if p.top+p.page < len(p.found) {
		list.PutRight(list.W(), p.page-1, Dim, "↓")
	}
	f.PutCut(0, f.H()-1, f.W(), Dim, p.hint)
}
