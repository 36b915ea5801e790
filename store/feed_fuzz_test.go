package store

import (
	"encoding/json"
	"slices"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/storetest"
)

// FuzzFeed has a street with a fault, or a thief of its key, send lines of any kind
// and body: each is taken in once, what is none is written down as that, and nothing
// that cannot be shown reaches a case or a screen.
func FuzzFeed(f *testing.F) {
	s, o, street, _ := enrolled(f)
	received(f, s, "c1")
	kinds := []string{
		uplink.FeedCaseStatus, uplink.FeedCaseEntered, uplink.FeedBatchChecked,
		uplink.FeedAnnouncement, uplink.FeedRoster, uplink.FeedCommand, uplink.FeedRectification, "none",
	}
	day := string(storetest.Today)
	for kind, seed := range []struct{ obj, body string }{
		{"case:c1", `{"case":"c1","decision":"supplement","words":"one more page","by":"r","ver":1}`},
		{"entry:c1", `{"case":"c1","external":"YB1","by":"r","fields":3,"ver":1}`},
		{"batch:1", `{"batch":"1","cases":[{"case":"c1","note":"\u202e","by":"r"}],"ver":1}`},
		{"announcement:a1", `{"id":"a1","words":"明天停电","from":"` + day + `","until":"` + day + `","by":"r","ver":1}`},
		{"roster:" + day[:7], `{"month":"` + day[:7] + `","duties":[{"day":"` + day + `","staff":"u01","window":1,"from":"09:00","to":"17:00"}],"by":"r","ver":1}`},
		{"desk:110101001001-01", `{"desk":"110101001001-01","order":"resend","from":"` + day + `","by":"r","ver":1}`},
		{"rectification:z1", `{"id":"z1","do":"open","words":"核实","level":"dissatisfied","channel":"hotline","by":"r","at":"2026-11-23T02:00:00.000Z","ver":1}`},
		{"x", "null"},
	} {
		f.Add(kind, seed.obj, 1, []byte(seed.body))
		f.Add(kind, seed.obj, -1, []byte("[]"))
	}
	f.Add(0, "case:c1", 2, []byte(`{"case":"c1","decision":"supplement","words":"\u001b[2J","by":"r","ver":2}`))
	f.Add(3, "announcement:a2", 1, []byte(`{"id":"a2","words":"\u001b[2J","from":"`+day+`","until":"`+day+`","by":"r","ver":1}`))
	n := int64(0)
	f.Fuzz(func(t *testing.T, kind int, obj string, ver int, body []byte) {
		if !json.Valid(body) || kind < 0 {
			return
		}
		n++
		page := uplink.Page{Cursor: "c", Lines: []uplink.Signed{street.say(t, n, obj, ver, kinds[kind%len(kinds)], json.RawMessage(body))}}
		took, err := o.Take(t.Context(), page)
		if err != nil {
			if desk.KindOf(err) == "" {
				t.Fatal(err)
			}
			return
		}
		if again, err := o.Take(t.Context(), page); err != nil || again.New != 0 {
			t.Fatalf("first %+v, again %+v, %v", took, again, err)
		}
		if c, err := s.Case(t.Context(), "c1"); err != nil || !readable(c.Words, 2000) {
			t.Fatalf("case %+v, %v", c, err)
		}
		all, err := s.History(t.Context(), obj)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			var b desk.Body
			if err := json.Unmarshal(e.Line.Body, &b); err != nil {
				t.Fatal(err)
			}
			if w := b.Note["outcome"]; w != "" && !slices.Contains([]string{"applied", "kept", "unreadable", "elsewhere"}, w) {
				t.Fatalf("outcome %q", w)
			}
			for _, d := range b.Dispatches {
				if !readable(d.Words, 4*desk.MostAnnounced) || !readable(d.By, 200) {
					t.Fatalf("%+v", d)
				}
			}
		}
	})
}
