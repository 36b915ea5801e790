package desk_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
)

// A pad answers every visit with one answer, or fails.
type pad struct {
	desk.Device
	answer desk.PadAnswer
	visit  string // answers for this visit instead of the one asked for
	err    error
	asked  []desk.PadRequest
	until  time.Duration // how long it had at the latest asking
	during func()
}

func (p *pad) Ask(ctx context.Context, r desk.PadRequest) (desk.PadAnswer, error) {
	p.asked = append(p.asked, r)
	if d, ok := ctx.Deadline(); ok {
		p.until = time.Until(d)
	}
	if p.during != nil {
		p.during()
	}
	a := p.answer
	if a.Visit = r.Visit; p.visit != "" {
		a.Visit = p.visit
	}
	return a, p.err
}

func (s *shop) ratings(p desk.Pad) *desk.Ratings { return desk.NewRatings(s.db, p, time.Second) }

// served is a visit at window 1 with two cases, ended.
func (s *shop) served() (desk.Ticket, []string) {
	s.t.Helper()
	v := s.visit()
	a := must(s.intake.Receive(s.ctx(), s.rid(), at(1), s.ready(desk.ModeCollect, "", v)))(s.t)
	b := must(s.intake.Accept(s.ctx(), s.rid(), at(1), s.ready(desk.ModeAccept, "", v)))(s.t)
	return s.finish(1, v.ID), []string{a.Case.ID, b.Case.ID}
}

func TestARatingIsFiledToEveryCaseOfTheVisit(t *testing.T) {
	s := open(t)
	v, ids := s.served()
	other, _ := s.served()
	p := &pad{answer: desk.PadAnswer{Level: desk.Fair, Tags: []string{"307"}, Channel: desk.ChannelScreenPad}}
	r := must(s.ratings(p).Ask(s.ctx(), s.rid(), at(1), v))(t)
	slices.Sort(r.Cases)
	slices.Sort(ids)
	if r.Level != desk.Fair || r.Silence != "" || r.Visit != v.ID || r.Day != v.Day || r.Staff != "u01" ||
		!slices.Equal(r.Tags, []string{"307"}) || r.Channel != desk.ChannelScreenPad || !slices.Equal(r.Cases, ids) || len(r.Items) != 2 {
		t.Errorf("rating is %+v, want it filed to %v", r, ids)
	}
	for _, id := range ids {
		if c := must(s.db.Case(s.ctx(), id))(t); c.Rated != desk.Fair || c.Silence != "" || c.Rev != 2 || c.Private.Applicant != citizen() {
			t.Errorf("case is rated %q, rev %d", c.Rated, c.Rev)
		}
	}
	if list := must(s.db.Cases(s.ctx(), desk.CaseFilter{Ticket: other.ID}))(t); list[0].Rated != "" || list[1].Rated != "" {
		t.Error("a case of another visit was rated")
	}
	want := []desk.PadRequest{{Visit: v.ID, Staff: at(1).Staff.Name, Number: v.No, Wait: time.Second}}
	if !reflect.DeepEqual(p.asked, want) {
		t.Errorf("the pad was asked %+v, want %+v", p.asked, want)
	}
	if p.until < time.Second || p.until > 10*time.Second {
		t.Errorf("the pad had %v", p.until)
	}
	s.sound()
}

// TestSilenceIsNeverALevel goes through every way in which nobody rates.
func TestSilenceIsNeverALevel(t *testing.T) {
	best := desk.PadAnswer{Level: desk.VerySatisfied, Tags: []string{"510"}, Channel: desk.ChannelButtonPad}
	with := func(u desk.Unrated) desk.PadAnswer { a := best; a.Silence = u; return a }
	for _, tt := range []struct {
		name string
		pad  *pad
		want desk.Unrated
	}{
		{"nobody presses", &pad{answer: desk.PadAnswer{Silence: desk.TimedOut}}, desk.TimedOut},
		{"nobody presses, and the pad says nothing", &pad{}, desk.TimedOut},
		{"the citizen declines", &pad{answer: desk.PadAnswer{Silence: desk.Refused}}, desk.Refused},
		{"the line breaks", &pad{answer: desk.PadAnswer{Silence: desk.LineFault}}, desk.LineFault},
		{"the pad fails", &pad{answer: best, err: errors.New("no pad")}, desk.PadFault},
		{"the answer is for another visit", &pad{answer: best, visit: "another"}, desk.LineFault},
		{"there is no pad", nil, desk.NotAsked},
		{"a level comes with a time-out", &pad{answer: with(desk.TimedOut)}, desk.TimedOut},
		{"a level comes with a refusal", &pad{answer: with(desk.Refused)}, desk.Refused},
		{"the level is none of the five", &pad{answer: desk.PadAnswer{Level: "splendid"}}, desk.PadFault},
		{"the reason is none of ours", &pad{answer: desk.PadAnswer{Silence: "good"}}, desk.PadFault},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			v, ids := s.served()
			ratings := s.ratings(nil)
			if tt.pad != nil {
				ratings = s.ratings(tt.pad)
			}
			if ratings.HasPad() != (tt.pad != nil) {
				t.Errorf("has a pad: %v", ratings.HasPad())
			}
			r := must(ratings.Ask(s.ctx(), s.rid(), at(1), v))(t)
			if r.Level != "" || len(r.Tags) != 0 || r.Silence != tt.want {
				t.Errorf("rating is %q %v, silence %q, want %q", r.Level, r.Tags, r.Silence, tt.want)
			}
			for _, id := range ids {
				if c := must(s.db.Case(s.ctx(), id))(t); c.Rated != "" || c.Silence != tt.want {
					t.Errorf("case is rated %q, silence %q", c.Rated, c.Silence)
				}
			}
			a := must(s.days.Agenda(s.ctx(), s.intake))(t)
			if a.Served != 1 || a.Unrated != 1 {
				t.Errorf("of %d served %d are unrated", a.Served, a.Unrated)
			}
		})
	}
}

func TestAVisitIsAskedOnce(t *testing.T) {
	s := open(t)
	v, _ := s.served()
	p := &pad{answer: desk.PadAnswer{Level: desk.VeryDissatisfied}}
	first := must(s.ratings(p).Ask(s.ctx(), s.rid(), at(1), v))(t)
	p.answer.Level = desk.VerySatisfied
	again := must(s.ratings(p).Ask(s.ctx(), s.rid(), at(2), v))(t)
	if again.ID != first.ID || again.Level != desk.VeryDissatisfied || len(p.asked) != 1 {
		t.Errorf("asked %d times; the second gave %q", len(p.asked), again.Level)
	}
	if list := must(s.db.Ratings(s.ctx(), v.Day, ""))(t); len(list) != 1 {
		t.Errorf("%d ratings are filed", len(list))
	}
}

func TestSilenceIsAskedOnceToo(t *testing.T) {
	s := open(t)
	v, _ := s.served()
	must(s.ratings(nil).Ask(s.ctx(), s.rid(), at(1), v))(t)
	p := &pad{answer: desk.PadAnswer{Level: desk.VerySatisfied}}
	if again := must(s.ratings(p).Ask(s.ctx(), s.rid(), at(1), v))(t); again.Level != "" || len(p.asked) != 0 {
		t.Errorf("a visit without a rating was asked again and gave %q", again.Level)
	}
}

// TestTwoAskingsAtOnceFileOneRating lets the second answer come while the
// first is being waited for.
func TestTwoAskingsAtOnceFileOneRating(t *testing.T) {
	s := open(t)
	v, _ := s.served()
	var first desk.Rating
	inner := s.ratings(&pad{answer: desk.PadAnswer{Level: desk.Fair}})
	p := &pad{answer: desk.PadAnswer{Level: desk.VerySatisfied}}
	p.during = func() { first = must(inner.Ask(s.ctx(), s.rid(), at(2), v))(t) }
	second := must(s.ratings(p).Ask(s.ctx(), s.rid(), at(1), v))(t)
	if first.Level != desk.Fair || second.ID != first.ID || second.Level != desk.Fair {
		t.Errorf("first %q, second %q", first.Level, second.Level)
	}
}

func TestTheAnswerIsFiledThoughTheScreenHasGone(t *testing.T) {
	s := open(t)
	v, _ := s.served()
	ctx, cancel := context.WithCancel(s.ctx())
	p := &pad{answer: desk.PadAnswer{Level: desk.Satisfied}, during: cancel}
	r := must(s.ratings(p).Ask(ctx, s.rid(), at(1), v))(t)
	if list := must(s.db.Ratings(s.ctx(), v.Day, v.ID))(t); len(list) != 1 || list[0].ID != r.ID || r.Level != desk.Satisfied {
		t.Errorf("filed: %+v", list)
	}
}

func TestAVisitWithoutACaseIsRatedForItsMatter(t *testing.T) {
	s := open(t)
	s.take(desk.TakeOrder{Item: "BJ-SQ-0031"})
	v := s.finish(1, s.serve(1).ID)
	r := must(s.ratings(&pad{answer: desk.PadAnswer{Level: desk.Fair}}).Ask(s.ctx(), s.rid(), at(1), v))(t)
	if len(r.Cases) != 0 || !slices.Equal(r.Items, []string{"BJ-SQ-0031"}) {
		t.Errorf("filed to %v, %v", r.Cases, r.Items)
	}
}

// TestAClerkCannotRate holds that no use case takes a level, in any of its
// parameters.
func TestAClerkCannotRate(t *testing.T) {
	level, rating := reflect.TypeFor[desk.Level](), reflect.TypeFor[desk.Rating]()
	for _, use := range []any{&desk.Ratings{}, &desk.Hall{}, &desk.Intake{}, &desk.Counter{}, &desk.Days{}} {
		v := reflect.TypeOf(use)
		if v.NumMethod() == 0 {
			t.Fatalf("%s has no methods: the test looks at nothing", v)
		}
		for i := range v.NumMethod() {
			m := v.Method(i)
			for j := 1; j < m.Type.NumIn(); j++ {
				in := m.Type.In(j)
				if in == rating || in == level || in == reflect.SliceOf(level) || in == reflect.PointerTo(level) {
					t.Errorf("%s.%s takes a rating", v, m.Name)
				}
			}
		}
	}
}
