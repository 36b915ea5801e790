package guide

import (
	"strings"
	"testing"

	"xiaochuang/desk"
)

const mark = "cert:"

func TestBoundAgainIsTheSame(t *testing.T) {
	c, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := c.Entries(mark)
	if err != nil || len(entries) != len(c.Items())+len(c.Certificates()) {
		t.Fatalf("%d entries: %v", len(entries), err)
	}
	again, found, err := Bind(Head{Version: "2026.11.1", Effective: "2026-11-23", Demonstration: true}, mark, entries)
	if err != nil {
		t.Fatal(found, err)
	}
	if d := Changes(c, again); len(d) != 0 || len(again.Items()) != len(c.Items()) || len(again.Certificates()) != len(c.Certificates()) {
		t.Errorf("differs in %v", d)
	}
	if again.Version() != "2026.11.1" || again.Effective() != "2026-11-23" || !again.Demonstration() {
		t.Errorf("head %s %s %v", again.Version(), again.Effective(), again.Demonstration())
	}
	twice, _ := again.Entries(mark)
	for i := range entries {
		if string(twice[i].Body) != string(entries[i].Body) {
			t.Fatalf("%s is encoded otherwise the second time", entries[i].Code)
		}
	}
}

func TestHostileEntriesAreRefused(t *testing.T) {
	c, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := c.Entries(mark)
	if err != nil {
		t.Fatal(err)
	}
	first := string(entries[0].Body)
	for name, e := range map[string]Entry{
		"not JSON":                   {entries[0].Code, 1, []byte(`{"id":`)},
		"a list":                     {entries[0].Code, 1, []byte(`[]`)},
		"two objects":                {entries[0].Code, 1, []byte(first + "," + first)},
		"an end of the list":         {entries[0].Code, 1, []byte(first + `],"demonstration":false,"x":[` + first)},
		"another id than its code":   {"BJ-OTHER", 1, []byte(first)},
		"another version":            {entries[0].Code, 7, []byte(first)},
		"a certificate in its place": {mark + "other", 1, entries[len(entries)-1].Body},
		"an invisible character":     {entries[0].Code, 1, []byte(strings.Replace(first, `"name":"`, `"name":"\u202e`, 1))},
		"an escape":                  {entries[0].Code, 1, []byte(strings.Replace(first, `"name":"`, `"name":"\u001b[2J`, 1))},
		"a member of another kind":   {entries[0].Code, 1, []byte(strings.Replace(first, `{`, `{"script":"x",`, 1))},
	} {
		list := append([]Entry{e}, entries[1:]...)
		if c, found, err := Bind(Head{Version: "1"}, mark, list); err == nil || c != nil || desk.KindOf(err) != desk.Invalid || len(found) == 0 {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}
