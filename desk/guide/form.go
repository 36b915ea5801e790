package guide

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"xiaochuang/desk"
)

//go:embed forms/forms.json
var formsFile []byte

// A formBook holds the fields of all application forms by key, and which of them
// each item asks for; generic are those of an item that is not named.
type formBook struct {
	Fields  map[string]desk.FormField `json:"fields"`
	Generic []string                  `json:"generic"`
	Items   map[string][]string       `json:"items"`
}

var forms = sync.OnceValue(func() formBook {
	var b formBook
	if err := json.Unmarshal(formsFile, &b); err != nil {
		panic(fmt.Sprintf("guide: embedded forms: %v", err)) // a test reads them
	}
	return b
})

// Form implements desk.Guide. The fields are written for the demonstration, as
// the situations are; the form of a competent body goes before them.
func (c *Catalogue) Form(item string) (desk.Form, bool) {
	it, ok := c.Item(item)
	if !ok || it.Mode == desk.ModeAdvise {
		return desk.Form{}, false
	}
	b := forms()
	keys := b.Items[item]
	if keys == nil {
		keys = b.Generic
	}
	f := desk.Form{Title: formTitle(it), Fields: make([]desk.FormField, 0, len(keys))}
	for _, key := range keys {
		e := b.Fields[key]
		e.Key = key
		f.Fields = append(f.Fields, e)
	}
	return f, true
}

// FieldLabel is what a form calls the field of a key, or the key itself where no
// form has it.
func FieldLabel(key string) string {
	if f, ok := forms().Fields[key]; ok {
		return f.Label
	}
	return key
}

// formTitle is the name of the form that the item's list asks for, or one made of
// the item's own name.
func formTitle(it desk.Item) string {
	for _, m := range it.Materials {
		if m.Kind == "申请表单" && (strings.HasSuffix(m.Name, "表") || strings.HasSuffix(m.Name, "书")) && !strings.Contains(m.Name, "授权") {
			return m.Name
		}
	}
	name, _, _ := strings.Cut(it.Name, "（")
	return strings.TrimSuffix(name, "申请") + "申请表"
}
