package guide

import (
	"reflect"
	"slices"

	"xiaochuang/desk"
)

// News is what has changed for somebody between the version that they worked with
// last and the one in force. The zero News tells nothing.
type News struct {
	From    string // version that they know
	To      string // version in force
	Read    bool   // they have said that they have read it
	Changes []Change

	before *Catalogue
}

// NewsOf compares two catalogues.
func NewsOf(before, now *Catalogue) News {
	n := News{From: before.version, To: now.version, before: before}
	for _, c := range Changes(before, now) {
		if c.Kind == Altered {
			if c.Lines = told(c.Lines); len(c.Lines) == 0 {
				continue
			}
		}
		n.Changes = append(n.Changes, c)
	}
	return n
}

// told are the changed lines without the item's own version: whoever is told what
// changed is not told that something did.
func told(lines []LineChange) []LineChange {
	return slices.DeleteFunc(lines, func(l LineChange) bool { return l.Field == "version" })
}

// Unread is how many items have changed without being read about.
func (n News) Unread() int {
	if n.Read {
		return 0
	}
	return len(n.Changes)
}

// Of returns what became of an item; ok is false where nothing did.
func (n News) Of(item string) (c Change, ok bool) {
	i := slices.IndexFunc(n.Changes, func(c Change) bool { return c.Item == item })
	if i < 0 {
		return Change{}, false
	}
	return n.Changes[i], true
}

// Before returns an item as it was; ok is false for one that was not there.
func (n News) Before(item string) (it desk.Item, ok bool) {
	if n.before == nil {
		return desk.Item{}, false
	}
	return n.before.Item(item)
}

// A Drift is how far the version that a draft was begun with lies behind the one in
// force, for its own matter.
type Drift struct {
	From, To string
	Gone     bool         // the matter is in the catalogue no more
	Unknown  bool         // what it was is not known here any more
	Lines    []LineChange // of the matter
}

// Behind reports whether another version is in force by now.
func (d Drift) Behind() bool { return d.From != d.To }

// Drift compares an item as it was in a version with what it is now.
func (l *Live) Drift(version, item string) Drift {
	now := l.Now()
	d := Drift{From: version, To: now.version}
	if version == "" {
		d.From = d.To
	}
	if !d.Behind() {
		return d
	}
	b, there := now.Item(item)
	if d.Gone = !there; d.Gone {
		return d
	}
	older, ok := l.Of(version)
	a, had := desk.Item{}, false
	if ok {
		a, had = older.Item(item)
	}
	if d.Unknown = !had; d.Unknown {
		return d
	}
	var x differ
	x.compare("", reflect.ValueOf(a), reflect.ValueOf(b))
	d.Lines = told(x.lines)
	return d
}
