package storetest

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

// Rectified is the rectification x of a bad rating of somebody who came with a case.
func Rectified(x, id string, s desk.Stamp) desk.Rectification {
	r := desk.Rating{ID: "of-" + x, Visit: "t-" + x, Cases: []string{id}, Level: desk.Dissatisfied, Staff: "u01", Day: s.Day}
	c := desk.RectifyRule{}.Rectify(r, s, "", true)
	c.ID = x
	return c
}

// rectify files a bad rating with what it opens; sealed keeps words of a person.
func rectify(x string, words string) func(desk.Tx) (desk.Act, error) {
	return func(tx desk.Tx) (desk.Act, error) {
		act, err := rate("of-"+x, "t-"+x, desk.Dissatisfied, "c1")(tx)
		c := Rectified(x, "c1", tx.Stamp())
		c.Private.Said = words
		act.Rectifications = []desk.Rectification{c}
		return act, err
	}
}

func rectifications(t *testing.T, open Opener) {
	l, clock := fresh(t, open)
	write(t, l, "r0", TakeIn(NewCase("c1", Person())))
	write(t, l, "r1", rectify("x1", "said"))
	write(t, l, "r2", rate("bare", "t9", desk.VeryDissatisfied))
	write(t, l, "r3", rate("good", "t8", desk.Fair))
	clock.Add(24 * time.Hour)
	write(t, l, "r4", rectify("x2", ""))
	write(t, l, "r5", func(tx desk.Tx) (desk.Act, error) {
		c, err := tx.Rectification(t.Context(), "x2")
		c.State = desk.RectificationClosed
		c.Rev++
		return desk.Act{Kind: desk.ActRectifyClosed, Obj: "rectification:x2", Rectifications: []desk.Rectification{c}}, err
	})
	for _, tt := range []struct {
		name string
		f    desk.RectificationFilter
		want string
	}{
		{"all", desk.RectificationFilter{}, "x1x2"},
		{"open", desk.RectificationFilter{States: desk.OpenRectifications()}, "x1"},
		{"closed", desk.RectificationFilter{States: []desk.RectificationState{desk.RectificationClosed}}, "x2"},
		{"of somebody", desk.RectificationFilter{Concerned: "u01"}, "x1x2"},
		{"of somebody else", desk.RectificationFilter{Concerned: "u02"}, ""},
		{"of a visit", desk.RectificationFilter{Visit: "t-x2"}, "x2"},
		{"opened since", desk.RectificationFilter{Since: Today.Add(1)}, "x2"},
		{"opened until", desk.RectificationFilter{Until: Today}, "x1"},
		{"limited", desk.RectificationFilter{Limit: 1}, "x1"},
	} {
		got := ""
		for _, c := range must(l.Rectifications(t.Context(), tt.f))(t) {
			got += c.ID
		}
		if got != tt.want {
			t.Errorf("rectifications %s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if c := must(l.Rectification(t.Context(), "x1"))(t); c.Private.Said != "said" || c.Level != desk.Dissatisfied {
		t.Errorf("rectification is %+v", c)
	}
	if list := must(l.Unrectified(t.Context(), 10))(t); len(list) != 1 || list[0].ID != "bare" {
		t.Errorf("bad ratings without any: %+v", list)
	}
	if list := must(l.History(t.Context(), "case:c1"))(t); len(list) != 4 {
		t.Errorf("%d lines about the case", len(list))
	}
}
