package wire

import (
	"context"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/practice"
)

// A trainee plays scenes through the use cases of practice, as the screens do,
// and makes the mistakes that it is told to make.
type trainee struct {
	t     *testing.T
	p     *Practice
	d     desk.Duty
	scene practice.Scene
	slip  slips
}

// slips are the mistakes of one run.
type slips struct {
	scanFirst, typed, stranger, misheard, blind, tellsNothing bool
	takesIn, wrongProof, noRating, noFinish, deaf             bool
	closesFirst, keepsJam, registers                          bool
}

func openPractice(t *testing.T) *Practice {
	t.Helper()
	p, err := OpenPractice(t.Context(), Options{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func (x *trainee) must(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatalf("%s with %+v: %#v", x.scene.ID, x.slip, err)
	}
}

func (x *trainee) rid() string { return x.p.desk.Mint() }

// play plays a scene from its beginning to its sheet.
func (x *trainee) play(s practice.Scene, slip slips) practice.Sheet {
	x.t.Helper()
	ctx, d := x.t.Context(), x.p.desk
	x.scene, x.slip = s, slip
	_, err := x.p.Stage.Begin(ctx, x.d, s.ID)
	x.must(err)
	_, _, err = d.Hall.Take(ctx, x.rid(), x.d, desk.TakeOrder{Item: s.Truth.Item})
	x.must(err)
	t, err := d.Hall.CallNext(ctx, x.rid(), x.d)
	x.must(err)
	t, err = d.Hall.Arrived(ctx, x.rid(), x.d, t.ID)
	x.must(err)
	for x.p.Stage.Now().Left() > 0 && !slip.deaf {
		_, err = x.p.Stage.Hear(ctx)
		x.must(err)
	}
	if slip.closesFirst {
		x.finish(t)
	}
	if s.Truth.Certificate != "" {
		x.refer(t)
	} else {
		x.takeIn(t)
	}
	if !slip.noFinish && !slip.closesFirst {
		x.finish(t)
	}
	if !slip.noRating {
		_, err = desk.NewRatings(x.p.witness, x.p.devices.Pad, 50*time.Millisecond).Ask(ctx, x.rid(), x.d, t)
		x.must(err)
	}
	sheet, err := x.p.Stage.End(ctx)
	x.must(err)
	return sheet
}

func (x *trainee) finish(t desk.Ticket) {
	x.t.Helper()
	_, err := x.p.desk.Hall.Finish(x.t.Context(), x.rid(), x.d, t.ID)
	x.must(err)
}

// refer answers a visitor who wants a certificate that must not be issued.
func (x *trainee) refer(t desk.Ticket) {
	x.t.Helper()
	ctx, d := x.t.Context(), x.p.desk
	key := x.scene.Truth.Certificate
	if x.slip.wrongProof {
		key = "alive"
	}
	cert, ok := d.Catalogue.Certificate(key)
	if !ok {
		x.t.Fatalf("no certificate %s", key)
	}
	ticket := t.ID
	if x.slip.registers {
		ticket = "" // as from a guide card with nobody at the window
	}
	if x.slip.takesIn {
		x.other(t)
	}
	_, err := d.Counter.Referral(ctx, x.rid(), x.d, cert, ticket)
	x.must(err)
}

// other takes in a case that nobody should have taken in.
func (x *trainee) other(t desk.Ticket) {
	x.t.Helper()
	ctx, d := x.t.Context(), x.p.desk
	dr, err := d.Intake.Begin(ctx, x.rid(), x.d, "BJ-SQ-0123", t)
	x.must(err)
	dr.Case.Private.Applicant.Name = "王试一"
	_, err = d.Intake.Notice(ctx, x.rid(), x.d, dr.Case)
	x.must(err)
}

// takeIn does the intake.
func (x *trainee) takeIn(t desk.Ticket) {
	x.t.Helper()
	ctx, d := x.t.Context(), x.p.desk
	if x.slip.registers {
		t = desk.Ticket{} // as with nobody at the window
	}
	dr, err := d.Intake.Begin(ctx, x.rid(), x.d, x.scene.Truth.Item, t)
	x.must(err)
	x.answer(&dr)
	if x.slip.scanFirst {
		x.scan(&dr)
		x.identify(&dr)
	} else {
		x.identify(&dr)
		x.scan(&dr)
	}
	x.check(&dr)
	x.must(d.Intake.Save(ctx, dr))
	if x.slip.takesIn {
		x.other(t)
	}
	papers := x.end(&dr)
	if x.p.Stage.Now().Scene.Events == nil || x.slip.keepsJam {
		return
	}
	if slices.ContainsFunc(x.scene.Events, func(e practice.Event) bool { return e.What == practice.Jam }) {
		_, err := d.Counter.Reprint(ctx, x.rid(), x.d, papers[0].No)
		x.must(err)
	}
}

func (x *trainee) answer(dr *desk.Draft) {
	x.t.Helper()
	dr.Case.Answers = map[string]string{}
	for k, v := range x.scene.Truth.Answers {
		dr.Case.Answers[k] = v
	}
	if x.slip.misheard {
		dr.Case.Answers["q1"] = "b"
	}
	agent := dr.Case.Private.Agent
	for _, who := range x.scene.People {
		if who.Role == practice.Agent && agent == nil {
			dr.Case.Private.Agent = &desk.Person{} // the form says who comes, before a card is read
		}
	}
	x.must(x.p.desk.Intake.Tailor(&dr.Case))
	dr.Case.Private.Agent = agent
}

// identify reads the cards that the visitor lays down.
func (x *trainee) identify(dr *desk.Draft) {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.t.Context(), 5*time.Second)
	defer cancel()
	for _, who := range x.scene.People {
		p := desk.Person{Document: "111", Number: who.Number, Name: who.Name, Phone: who.Phone, Source: desk.Typed}
		if who.Card && !x.slip.typed {
			r, err := x.p.devices.Reader.Read(ctx)
			x.must(err)
			p = desk.Person{
				Document: r.Document, Number: r.Number, Name: r.Name, Phone: who.Phone, Address: r.Address,
				Sex: r.Sex, Birth: r.Birth, Source: desk.FromCard,
			}
		}
		if x.slip.stranger {
			p.Name = "王试一"
		}
		if who.Role == practice.Agent {
			dr.Case.Private.Agent = &p
		} else {
			dr.Case.Private.Applicant = p
		}
		x.must(x.p.desk.Intake.Save(ctx, *dr))
	}
}

// scan takes a page of each thing in the bag; after a jam it tries once more.
func (x *trainee) scan(dr *desk.Draft) {
	x.t.Helper()
	ctx := x.t.Context()
	for _, thing := range x.scene.Bag {
		if thing.State != desk.MaterialComplete {
			continue
		}
		m := dr.Case.Material(thing.Material)
		keep := func(s desk.ScannedPage) error {
			page, err := pages{x.p.desk}.PutPage(ctx, dr.Case.ID, s)
			m.Pages = append(m.Pages, page)
			return err
		}
		n, err := x.p.devices.Scanner.Scan(ctx, desk.ScanRequest{Source: "adf", Limit: 1, Resolution: 50}, keep)
		if n == 0 && desk.KindOf(err) == desk.Unavailable {
			x.p.props.Mend(practice.ScanJam)
			_, err = x.p.devices.Scanner.Scan(ctx, desk.ScanRequest{Source: "adf", Limit: 1, Resolution: 50}, keep)
		}
		x.must(err)
		x.must(x.p.desk.Intake.Save(ctx, *dr))
	}
}

// check writes the findings down.
func (x *trainee) check(dr *desk.Draft) {
	for i := range dr.Case.Materials { // what a wrong answer asks for is taken for there
		dr.Case.Materials[i].State = desk.MaterialComplete
	}
	for i, thing := range x.scene.Bag {
		m := dr.Case.Material(thing.Material)
		if m == nil {
			continue // a wrong answer does not ask for it
		}
		m.State, m.Reason = thing.State, thing.Why
		if x.slip.blind && i == len(x.scene.Bag)-1 {
			m.State, m.Reason = desk.MaterialExempt, "electronic licence"
		}
		if x.slip.tellsNothing && m.State != desk.MaterialComplete {
			m.State = desk.MaterialComplete
		}
	}
	if x.slip.tellsNothing || x.slip.misheard && x.scene.Truth.Ending == practice.Noticed { // something else is told, so that there is a notice at all
		last := x.scene.Bag[len(x.scene.Bag)-1]
		dr.Case.Material(last.Material).State = desk.MaterialMissing
	}
}

// end ends the visit as it must end.
func (x *trainee) end(dr *desk.Draft) []desk.Paper {
	x.t.Helper()
	ctx, in := x.t.Context(), x.p.desk.Intake
	var taken desk.Taken
	var err error
	switch x.scene.Truth.Ending {
	case practice.Accepted:
		taken, err = in.Accept(ctx, x.rid(), x.d, dr.Case)
	case practice.Noticed:
		taken, err = in.Notice(ctx, x.rid(), x.d, dr.Case)
	case practice.Advised:
		var p desk.Paper
		p, err = in.Advise(ctx, x.rid(), x.d, dr.Case)
		taken.Papers = []desk.Paper{p}
	default:
		x.t.Fatalf("nobody has shown how to end as %s", x.scene.Truth.Ending)
	}
	x.must(err)
	return taken.Papers
}

// loses says which slip loses which criterion. Time is lost by the clock
// alone; see there.
var loses = map[practice.Check]slips{
	practice.CheckIdentityFirst: {scanFirst: true},
	practice.CheckIdentityCard:  {typed: true},
	practice.CheckPersons:       {stranger: true},
	practice.CheckSituation:     {misheard: true},
	practice.CheckMaterials:     {blind: true},
	practice.CheckNotice:        {tellsNothing: true},
	practice.CheckEnding:        {takesIn: true},
	practice.CheckNoCase:        {takesIn: true},
	practice.CheckReferral:      {wrongProof: true},
	practice.CheckRating:        {noRating: true},
	practice.CheckOrder:         {closesFirst: true},
	practice.CheckInquiry:       {registers: true},
	practice.CheckHeard:         {deaf: true},
	practice.CheckClosed:        {noFinish: true},
	practice.CheckReprint:       {keepsJam: true},
}
