package guide

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"xiaochuang/desk"
)

// A ChangeKind says what became of an item or a line.
type ChangeKind string

// Kinds of change.
const (
	NewThere ChangeKind = "new"
	Gone     ChangeKind = "gone"
	Altered  ChangeKind = "altered"
)

// A Change is one item that differs between two catalogues.
type Change struct {
	Item  string // id
	Name  string // as in the newer catalogue that has it
	Kind  ChangeKind
	Lines []LineChange // with Altered
}

// A LineChange is one line of an item's card that differs. Field is the
// element's path, with entries named by their key where they have one, such as
// "materials[m3].note"; entries of plain lists are named by their list.
type LineChange struct {
	Field string
	Kind  ChangeKind
	Old   string // "" with NewThere
	New   string // "" with Gone
	Of    string // what the entries on the path are called, as in the newer catalogue; "" for none
}

// Changes lists the items that differ between two catalogues: those of the
// newer one in its order, then those that are gone.
func Changes(older, newer *Catalogue) []Change {
	var all []Change
	for _, b := range newer.items {
		a, ok := older.Item(b.ID)
		if !ok {
			all = append(all, Change{Item: b.ID, Name: b.Name, Kind: NewThere})
			continue
		}
		var d differ
		d.compare("", reflect.ValueOf(a), reflect.ValueOf(b))
		if len(d.lines) > 0 {
			all = append(all, Change{Item: b.ID, Name: b.Name, Kind: Altered, Lines: d.lines})
		}
	}
	for _, a := range older.items {
		if _, ok := newer.Item(a.ID); !ok {
			all = append(all, Change{Item: a.ID, Name: a.Name, Kind: Gone})
		}
	}
	return all
}

type differ struct {
	lines []LineChange
	of    []string // what the entries are called in which it compares
}

func (d *differ) note(field string, k ChangeKind, older, newer string) {
	d.lines = append(d.lines, LineChange{Field: field, Kind: k, Old: older, New: newer, Of: strings.Join(d.of, " / ")})
}

// compare notes where two values of the same type differ.
func (d *differ) compare(path string, a, b reflect.Value) {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
			if path != "" {
				name = path + "." + name
			}
			d.compare(name, a.Field(i), b.Field(i))
		}
	case reflect.Slice:
		if a.Type().Elem().Kind() == reflect.Struct {
			d.entries(path, a, b)
		} else {
			d.plain(path, a, b)
		}
	default:
		older, newer := shown(a), shown(b)
		switch {
		case older == newer:
		case older == "":
			d.note(path, NewThere, "", newer)
		case newer == "":
			d.note(path, Gone, older, "")
		default:
			d.note(path, Altered, older, newer)
		}
	}
}

// plain compares lists of texts, whose order says nothing.
func (d *differ) plain(path string, a, b reflect.Value) {
	older, newer := texts(a), texts(b)
	for _, s := range older {
		if at := slices.Index(newer, s); at >= 0 {
			newer = slices.Delete(newer, at, at+1)
		} else {
			d.note(path, Gone, s, "")
		}
	}
	for _, s := range newer {
		d.note(path, NewThere, "", s)
	}
}

func texts(v reflect.Value) []string {
	list := make([]string, v.Len())
	for i := range list {
		list[i] = shown(v.Index(i))
	}
	return list
}

// entries compares lists of structs that are told apart by their first field.
func (d *differ) entries(path string, a, b reflect.Value) {
	older := map[string]reflect.Value{}
	for i := range a.Len() {
		older[shown(a.Index(i).Field(0))] = a.Index(i)
	}
	for i := range b.Len() {
		x := b.Index(i)
		key := shown(x.Field(0))
		at := path + "[" + key + "]"
		if old, ok := older[key]; ok {
			delete(older, key)
			d.of = append(d.of, title(x))
			d.compare(at, old, x)
			d.of = d.of[:len(d.of)-1]
		} else {
			d.note(at, NewThere, "", title(x))
		}
	}
	for i := range a.Len() {
		key := shown(a.Index(i).Field(0))
		if old, ok := older[key]; ok {
			delete(older, key)
			d.note(path+"["+key+"]", Gone, title(old), "")
		}
	}
}

// title is what an entry is called on the card.
func title(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case desk.Requirement:
		return x.Name
	case desk.Question:
		return x.Ask
	case desk.Choice:
		return x.Say
	}
	return shown(v.Field(0))
}

// shown renders one value; nothing and zero elements of a card are "".
func shown(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	return fmt.Sprint(v.Interface())
}
