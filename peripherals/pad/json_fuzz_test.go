package pad

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzJSON gives the JSON dialects what a screen, or whoever stands in its place,
// may say.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"type":"rated","visit":"v","stars":5}`, `{"type":"rated","visit":"\u001b[2J","stars":"5"}`, `{"type":"taken","visit":7}`,
		`{"succ":"0"}`, `{"appriseresult":1}`, `{"appriseresult":1e99}`, `{"type":{"type":{}}} {}`, "null", "[]",
	} {
		f.Add([]byte(s))
	}
	var all []*Profile
	for _, n := range []string{"xc5-ws", "s-json"} {
		p, err := Embedded(n)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, p)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, p := range all {
			if c, w, ok := p.ParseCommand(b); ok && p.Commands[c].JSON == nil {
				t.Fatalf("%s %+v is no JSON", c, w)
			}
			e, ok := p.Event(b)
			if !ok {
				continue
			}
			if e.Name == "" || len(b) > 0 && b[0] == 0 {
				t.Fatalf("%+v", e)
			}
			for _, s := range []string{e.Visit, e.Key} {
				if !utf8.ValidString(s) || s != Clean(s) || len(s) > len(b)*4 {
					t.Fatalf("%q", s)
				}
				for _, r := range s {
					if unicode.IsControl(r) {
						t.Fatalf("%q", s)
					}
				}
			}
			if l, ok := p.Level(e.Key); ok && l == "" {
				t.Fatalf("key %q is no level", e.Key)
			}
		}
	})
}
