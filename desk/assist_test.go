package desk_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

// serving has every community of a station served in the ways given.
func serving(modes ...desk.Service) func(*desk.Station) {
	return func(st *desk.Station) {
		for i := range st.Communities {
			st.Communities[i].Modes = modes
		}
	}
}

const unemployed = "BJ-SQ-0008"

// TestHelpIsCountedApart: what was done at the terminal or on the net is neither a
// case nor a question, and the day's end counts it.
func TestHelpIsCountedApart(t *testing.T) {
	s := open(t, serving(desk.ServeKiosk, desk.ServeMobile))
	v := s.visit()
	s.clock.Add(8*time.Minute + 20*time.Second)
	o := desk.AssistOrder{Item: unemployed, Ticket: v.ID, Channel: desk.AssistKiosk, Result: desk.AssistDone}
	rid := s.rid()
	a := must(s.counter.Assist(s.ctx(), rid, at(1), o))(t)
	if a.Minutes != 8 || a.Comm != v.Comm || a.Staff != "u01" || a.Window != 1 {
		t.Errorf("recorded %+v", a)
	}
	s.nothingWritten(func() {
		if again := must(s.counter.Assist(s.ctx(), rid, at(1), o))(t); again != a {
			t.Errorf("a retry recorded %+v", again)
		}
	})
	o.Channel, o.Result, o.Minutes, o.Ticket = desk.AssistMini, desk.AssistSent, 15, ""
	must(s.counter.Assist(s.ctx(), s.rid(), at(1), o))(t)
	g := s.agenda()
	if g.Guided != 1 || g.Coached != 1 || g.Cases != 0 || g.Asked != 0 {
		t.Errorf("guided %d, coached %d, cases %d, asked %d", g.Guided, g.Coached, g.Cases, g.Asked)
	}
	s.finish(1, v.ID)
	c, p, err := s.days.Close(s.ctx(), s.rid(), at(1), s.intake, desk.CloseOrder{Reason: "closing time"})
	if err != nil || c.Guided != 1 || c.Coached != 1 || p.Content.Close.Guided != 1 {
		t.Errorf("closed with %+v: %v", c, err)
	}
	s.sound()
}

func TestHelpThatCannotBe(t *testing.T) {
	s := open(t, serving(desk.ServeWindow))
	good := desk.AssistOrder{Item: unemployed, Channel: desk.AssistWeb, Result: desk.AssistDone, Minutes: 5}
	for _, tt := range []struct {
		name string
		edit func(*desk.AssistOrder)
		kind desk.Kind
		what string
	}{
		{"no such matter", func(o *desk.AssistOrder) { o.Item = "x" }, desk.NotFound, "item"},
		{"no such channel", func(o *desk.AssistOrder) { o.Channel = "fax" }, desk.Invalid, "assist.channel"},
		{"no such result", func(o *desk.AssistOrder) { o.Result = "" }, desk.Invalid, "assist.result"},
		{"a day and more", func(o *desk.AssistOrder) { o.Minutes = 481 }, desk.Invalid, "assist.minutes"},
		{"less than nothing", func(o *desk.AssistOrder) { o.Minutes = -1 }, desk.Invalid, "assist.minutes"},
		{"no time and no visit", func(o *desk.AssistOrder) { o.Minutes = 0 }, desk.Invalid, "assist.minutes"},
		{"no such visit", func(o *desk.AssistOrder) { o.Ticket = "x" }, desk.NotFound, "ticket"},
		{"no such community", func(o *desk.AssistOrder) { o.Comm = "x" }, desk.NotFound, "community"},
		{"no terminal", func(o *desk.AssistOrder) { o.Channel = desk.AssistKiosk }, desk.Blocked, "service.kiosk"},
		{"not in the app", func(o *desk.AssistOrder) { o.Channel = desk.AssistMini }, desk.Blocked, "service.mobile"},
	} {
		o := good
		tt.edit(&o)
		s.nothingWritten(func() {
			_, err := s.counter.Assist(s.ctx(), s.rid(), at(1), o)
			if desk.KindOf(err) != tt.kind {
				t.Errorf("%s: %v", tt.name, err)
			}
			wantProblem(t, err, tt.kind, tt.what)
		})
	}
	must(s.counter.Assist(s.ctx(), s.rid(), at(1), good))(t) // the web site is there for everybody
}

// TestStepsAreThoseOfTheGuide prints them with the code of the page, and nothing
// where the guide has none.
func TestStepsAreThoseOfTheGuide(t *testing.T) {
	s := open(t)
	p := must(s.counter.Steps(s.ctx(), s.rid(), at(1), unemployed, desk.AssistWeb, ""))(t)
	if p.Kind != desk.PaperSteps || p.Content.Online == nil || len(p.Content.Online.Steps) == 0 || p.Content.QR != p.Content.Online.URL {
		t.Errorf("printed %+v", p)
	}
	if got := s.printed(); len(got) != 1 || got[0] != p.No {
		t.Errorf("queued %v", got)
	}
	if n := s.agenda().Asked; n != 0 {
		t.Errorf("%d questions", n)
	}
	s.nothingWritten(func() {
		_, err := s.counter.Steps(s.ctx(), s.rid(), at(1), unemployed, desk.AssistApp, "")
		wantProblem(t, err, desk.NotFound, "item.online")
		_, err = s.counter.Steps(s.ctx(), s.rid(), at(1), "x", desk.AssistWeb, "")
		wantProblem(t, err, desk.NotFound, "item")
	})
}
