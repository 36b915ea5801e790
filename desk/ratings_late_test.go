package desk_test

import (
	"testing"

	"xiaochuang/desk"
)

func TestALateRatingTakesThePlaceOfSilence(t *testing.T) {
	s := open(t)
	v, ids := s.served()
	p := &pad{answer: desk.PadAnswer{Silence: desk.TimedOut}}
	ratings := s.ratings(p)
	if r := must(ratings.Ask(s.ctx(), s.rid(), at(1), v))(t); r.Silence != desk.TimedOut {
		t.Fatalf("asked in vain: %+v", r)
	}
	late := desk.PadAnswer{Visit: v.ID, Level: desk.VeryDissatisfied, Channel: desk.ChannelButtonPad}
	r := must(ratings.Late(s.ctx(), s.rid(), at(1), late))(t)
	if r.Level != desk.VeryDissatisfied || r.Silence != "" || len(r.Cases) != len(ids) {
		t.Errorf("late rating: %+v", r)
	}
	for _, id := range ids {
		if c := must(s.db.Case(s.ctx(), id))(t); c.Rated != desk.VeryDissatisfied || c.Silence != "" {
			t.Errorf("case %s is rated %q, silent because %q", id, c.Rated, c.Silence)
		}
	}
	if all := must(s.db.Ratings(s.ctx(), "", v.ID))(t); len(all) != 1 {
		t.Errorf("the visit has %d ratings", len(all))
	}
}

func TestALateRatingChangesNoneThatStands(t *testing.T) {
	s := open(t)
	v, _ := s.served()
	p := &pad{answer: desk.PadAnswer{Level: desk.Satisfied, Channel: desk.ChannelButtonPad}}
	ratings := s.ratings(p)
	must(ratings.Ask(s.ctx(), s.rid(), at(1), v))(t)
	for name, a := range map[string]desk.PadAnswer{
		"of a visit that is rated":       {Visit: v.ID, Level: desk.VeryDissatisfied},
		"of a visit that was not asked":  {Visit: "nobody", Level: desk.VeryDissatisfied},
		"that is silence itself":         {Visit: v.ID, Silence: desk.Refused},
		"of a level that does not exist": {Visit: v.ID, Level: "splendid"},
	} {
		if _, err := ratings.Late(s.ctx(), s.rid(), at(1), a); err == nil {
			t.Errorf("a late rating %s was filed", name)
		}
	}
	if all := must(s.db.Ratings(s.ctx(), "", v.ID))(t); len(all) != 1 || all[0].Level != desk.Satisfied {
		t.Errorf("the rating that stood is now %+v", all)
	}
}
