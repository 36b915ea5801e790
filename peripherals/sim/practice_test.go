package sim_test

import (
	"context"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/sim"
)

// invented are two people who never lived.
func invented(i int) desk.CardReading {
	r := desk.CardReading{
		Layout: desk.CardCN, Document: "111", Name: "王试一", Number: "110101180001010015", Sex: "1",
		Nation: "01", Birth: "1800-01-01", Forever: true,
	}
	if i == 1 {
		r.Name, r.Number, r.Birth = "李试二", "110101180001020037", "1800-01-02"
	}
	return r
}

func TestCardsContract(t *testing.T) {
	devtest.Reader(t, func(t *testing.T) devtest.ReaderRig {
		c := sim.NewCards("practice", desk.SystemClock{})
		return devtest.ReaderRig{
			Reader: c,
			Lay: func(i int) *desk.CardReading {
				r := invented(i)
				if err := c.Lay(r); err != nil {
					t.Error(err)
				}
				return &r
			},
			Lift:   c.Lift,
			Unplug: func() { c.Unplug(true) },
			Replug: func() { c.Unplug(false) },
			Mute:   c.Mute,
		}
	})
}

func TestRatingsContract(t *testing.T) {
	devtest.Pad(t, func(t *testing.T) devtest.PadRig {
		p := sim.NewRatings("practice", desk.SystemClock{})
		return devtest.PadRig{
			Pad: p,
			Asking: func() {
				for end := time.Now().Add(5 * time.Second); p.Asking() == ""; time.Sleep(time.Millisecond) {
					if time.Now().After(end) {
						t.Error("no question is shown")
						return
					}
				}
			},
			Press: func(stars int) {
				l, _ := desk.LevelOfStars(stars)
				p.Press(l)
			},
			Stars:  []int{1, 2, 3, 4, 5},
			Refuse: func() { p.Press("") },
			Unplug: func() { p.Unplug(true) },
			Replug: func() { p.Unplug(false) },
			Mute:   p.Mute,
		}
	})
}

func TestCardsAreLaidOneAfterAnother(t *testing.T) {
	c := sim.NewCards("practice", desk.SystemClock{})
	if err := c.Lay(invented(0), invented(1)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	for i := range 2 {
		if r, err := c.Read(ctx); err != nil || r.Number != invented(i).Number {
			t.Fatalf("card %d: %v", i, err)
		}
	}
	if _, err := c.Read(ctx); err == nil {
		t.Error("the last card was read twice")
	}
}

func TestNobodyWhoMayLiveHasASimulatedCard(t *testing.T) {
	c := sim.NewCards("practice", desk.SystemClock{})
	for _, birth := range []desk.Day{"1901-01-01", "1990-05-06", ""} {
		r := invented(0)
		r.Birth = birth
		if c.Lay(r) == nil {
			t.Errorf("born %q is taken", birth)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.Read(ctx); err == nil {
		t.Error("a refused card is read")
	}
}

func TestVisitorPressesWhatIsScripted(t *testing.T) {
	p := sim.NewRatings("practice", desk.SystemClock{})
	ask := func() desk.PadAnswer {
		a, err := p.Ask(t.Context(), desk.PadRequest{Visit: "v", Wait: 30 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	p.Will(desk.Fair)
	if a := ask(); a.Level != desk.Fair || a.Silence != "" {
		t.Errorf("%+v", a)
	}
	p.Will("")
	if a := ask(); a.Level != "" || a.Silence != desk.Refused {
		t.Errorf("%+v", a)
	}
	p.Wont()
	if a := ask(); a.Silence != desk.TimedOut {
		t.Errorf("%+v", a)
	}
	p.Will(desk.Satisfied)
	p.Mute(true)
	if a := ask(); a.Level != "" || a.Silence != desk.PadFault {
		t.Errorf("%+v", a)
	}
}

func TestCardOfAnInventedPerson(t *testing.T) {
	r, err := sim.CardOf("王试一", "11010118000101001 5", "示例路1号")
	if err != nil || r.Birth != "1800-01-01" || r.Sex != "1" || r.Number != "110101180001010015" || r.Document != "111" {
		t.Errorf("born %s, sex %s, %v", r.Birth, r.Sex, err)
	}
	if err := sim.NewCards("practice", desk.SystemClock{}).Lay(r); err != nil {
		t.Error(err)
	}
	for _, number := range []string{"110101199001010015", "110101180001010016", "", "E00001234"} {
		if _, err := sim.CardOf("王试一", number, ""); err == nil {
			t.Errorf("a card with the number %q", number)
		}
	}
}
