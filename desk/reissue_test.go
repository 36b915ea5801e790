package desk_test

import (
	"slices"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

func TestPapersComeWithTheActTheyBelongTo(t *testing.T) {
	s := open(t)
	v := s.visit()
	c := s.ready(desk.ModeAccept, desk.Instant, v)
	c.Materials[1].State, c.Materials[1].Due = desk.MaterialFollows, storetest.Today.Add(5)
	done := must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
	if want := []desk.PaperKind{desk.PaperAccept, desk.PaperPromise}; !slices.Equal(kindsOf(done.Papers), want) {
		t.Errorf("an acceptance with 容缺 makes %v", kindsOf(done.Papers))
	}
	for name, edit := range map[string]func(*desk.Case){
		"agent":     func(c *desk.Case) { x := neighbour(); c.Private.Agent = &x },
		"originals": func(c *desk.Case) { c.Materials[0].Kept = 1 },
	} {
		c := s.ready(desk.ModeCollect, "", v)
		edit(&c)
		got := must(s.intake.Receive(s.ctx(), s.rid(), at(1), c))(t)
		if want := []desk.PaperKind{desk.PaperReceipt, desk.PaperMandate}; !slices.Equal(kindsOf(got.Papers)[:2], want) {
			t.Errorf("collecting with %s makes %v", name, kindsOf(got.Papers))
		}
	}
	must(s.intake.Finish(s.ctx(), s.rid(), at(1), done.Case.ID, "当场办结"))(t)
	stranger := desk.Collector{Number: "110101180001010015", Delegation: true, Name: " "}
	for what, x := range map[string]desk.HandOut{
		"delivery.way": {Way: desk.DeliveredSelf}, "delivery.by": {Who: stranger}, "delivery.post": {Way: desk.DeliveredPost},
		"collect.number": {},
	} {
		s.nothingWritten(func() {
			_, err := s.intake.Deliver(s.ctx(), s.rid(), at(1), done.Case.ID, x)
			wantProblem(t, err, desk.Invalid, what)
		})
	}
	s.nothingWritten(func() {
		_, err := s.intake.Deliver(s.ctx(), s.rid(), at(1), done.Case.ID, desk.HandOut{Who: desk.Collector{Number: stranger.Number, Name: "孙𬭎"}})
		wantProblem(t, err, desk.Blocked, "collect.delegation")
	})
	stranger.Name = "孙𬭎"
	got := must(s.intake.Deliver(s.ctx(), s.rid(), at(1), done.Case.ID, desk.HandOut{Who: stranger}))(t)
	if len(got.Papers) != 1 || got.Papers[0].Kind != desk.PaperDelivery || got.Papers[0].Content.Delivery.By != "孙𬭎" ||
		got.Case.Delivered == nil || got.Case.Way != desk.DeliveredAgent {
		t.Errorf("delivered: %+v", got)
	}
	h := must(s.db.History(s.ctx(), "case:"+got.Case.ID))(t)
	if n := len(must(s.db.History(s.ctx(), "paper:"+got.Papers[0].No))(t)); h[len(h)-1].Line.Kind != desk.ActCaseDelivered || n != 1 {
		t.Errorf("the receipt stands in %d lines, the last of the case is %s", n, h[len(h)-1].Line.Kind)
	}
	s.sound()
}

func TestAPaperIsMadeVoidAndAnotherNamesIt(t *testing.T) {
	s := open(t)
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), s.ready(desk.ModeCollect, "", s.visit())))(t)
	old := taken.Papers[0]
	s.nothingWritten(func() {
		_, err := s.counter.Correct(s.ctx(), s.rid(), at(1), old.No, "")
		wantProblem(t, err, desk.Invalid, "paper.why")
	})
	made := must(s.counter.Correct(s.ctx(), s.rid(), at(2), old.No, desk.VoidMaterial))(t)
	if made.Kind != old.Kind || made.No == old.No || made.Replaces != old.No || made.Case != old.Case || made.Void ||
		made.Content.QR != made.No || made.Content.StaffNo != "002" || made.Content.Applicant != citizen().Name {
		t.Errorf("the new one is %+v", made)
	}
	if kept := must(s.db.Paper(s.ctx(), old.No))(t); !kept.Void || kept.Why != desk.VoidMaterial || kept.Content.Applicant != citizen().Name {
		t.Errorf("the old one is %+v", kept)
	}
	if got := s.printed(); got[len(got)-1] != made.No {
		t.Errorf("queued %v", got)
	}
	for _, f := range []func() (desk.Paper, error){
		func() (desk.Paper, error) { return s.counter.Correct(s.ctx(), s.rid(), at(1), old.No, desk.VoidOther) },
		func() (desk.Paper, error) { return s.counter.Reprint(s.ctx(), s.rid(), at(1), old.No) },
		func() (desk.Paper, error) { return s.counter.Resize(s.ctx(), s.rid(), at(1), old.No, true) },
	} {
		_, err := f()
		wantProblem(t, err, desk.Blocked, "paper.void")
	}
	card := must(s.counter.Notice(s.ctx(), s.rid(), at(1), "BJ-SQ-0031", nil, ""))(t)
	again := must(s.counter.Correct(s.ctx(), s.rid(), at(1), card.No, desk.VoidOther))(t)
	if again.Replaces != card.No || len(again.Content.Materials) != len(card.Content.Materials) || again.Item != card.Item {
		t.Errorf("in place of a card's notice: %+v", again)
	}
	_, slip, err := s.hall.Take(s.ctx(), s.rid(), at(1), desk.TakeOrder{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.counter.Correct(s.ctx(), s.rid(), at(1), slip.No, desk.VoidOther)
	wantProblem(t, err, desk.Blocked, "paper.correct")
	s.sound()
}

func TestLargePrintIsRememberedForTheCase(t *testing.T) {
	s := open(t)
	taken := s.noticed(desk.ModeCollect)
	must(s.counter.Resize(s.ctx(), s.rid(), at(1), taken.Papers[0].No, true))(t)
	if !must(s.db.Paper(s.ctx(), taken.Papers[0].No))(t).Large || !s.caseOf(taken.Case.ID).Large {
		t.Error("the paper or its case is not large")
	}
	dr := must(s.intake.Continue(s.ctx(), at(1), taken.Case.ID, s.visit()))(t)
	complete(&dr.Case)
	next := must(s.intake.Receive(s.ctx(), s.rid(), at(1), dr.Case))(t)
	if !next.Papers[0].Large {
		t.Error("the next paper of the case is as small as ever")
	}
	must(s.counter.Resize(s.ctx(), s.rid(), at(1), next.Papers[0].No, false))(t)
	if s.caseOf(taken.Case.ID).Large {
		t.Error("the case stays large")
	}
	s.sound()
}

func TestPosters(t *testing.T) {
	s := open(t)
	for _, key := range desk.Posters() {
		p := must(s.counter.Poster(s.ctx(), s.rid(), at(1), key, s.guide.Items(), ""))(t)
		w := p.Content.Poster
		if p.Kind != desk.PaperPoster || w.Key != key || (len(w.Items) > 0) != (key == desk.PosterList) {
			t.Errorf("%s: %+v", key, w)
		}
		if key == desk.PosterCard && (len(w.Staff) != 1 || w.Staff[0].No != "001") {
			t.Errorf("the card of whoever is on duty shows %+v", w.Staff)
		}
	}
	for _, it := range must(s.counter.Poster(s.ctx(), s.rid(), at(1), desk.PosterList, s.guide.Items(), ""))(t).Content.Poster.Items {
		if it.Name == "" || it.Materials == 0 {
			t.Errorf("the public list has %+v", it)
		}
	}
	_, err := s.counter.Poster(s.ctx(), s.rid(), at(1), "none", nil, "")
	wantProblem(t, err, desk.Invalid, "poster")
	_, err = s.counter.Poster(s.ctx(), s.rid(), at(1), desk.PosterCard, nil, "u99")
	wantProblem(t, err, desk.NotFound, "staff")
}
