package desk_test

import (
	"testing"

	"xiaochuang/desk"
)

// TestCollectingWithABagIsOneAct holds that result and originals go together or
// not at all, and only to whoever may have them.
func TestCollectingWithABagIsOneAct(t *testing.T) {
	t.Parallel()
	s := open(t)
	c, bag := s.collected("110101001001", citizen())
	s.nothingWritten(func() {
		_, err := s.intake.Deliver(s.ctx(), s.rid(), at(1), c.ID, desk.HandOut{Who: desk.Collector{Number: citizen().Number}})
		wantProblem(t, err, desk.Blocked, "case.state") // no decision yet
	})
	s.stand(s.caseOf(c.ID), desk.CaseDone)
	for what, who := range map[string]desk.Collector{
		"collect.number":     {Name: "李建国"},
		"collect.delegation": {Number: neighbour().Number, Name: "李建国"},
	} {
		s.nothingWritten(func() {
			_, err := s.intake.Deliver(s.ctx(), s.rid(), at(1), c.ID, desk.HandOut{Who: who})
			if p, ok := err.(*desk.Problem); !ok || p.What != what {
				t.Errorf("%v, want %s", err, what)
			}
		})
	}
	if b := must(s.db.Bag(s.ctx(), bag.Code))(t); b.State != desk.BagShelf {
		t.Fatalf("a refusal moved the bag: %s", b.State)
	}
	before, rid := len(s.lines()), s.rid()
	who := desk.Collector{Number: neighbour().Number, Delegation: true, Name: "李建国"}
	for range 2 { // a retry acts once
		h := must(s.intake.Deliver(s.ctx(), rid, at(2), c.ID, desk.HandOut{Who: who}))(t)
		if h.To != desk.CollectedDelegate || len(h.Bags) != 1 || h.Case.Way != desk.DeliveredAgent || h.Papers[0].Content.Delivery.By != "李建国" {
			t.Errorf("handed out: %+v", h)
		}
	}
	if n := len(s.lines()); n != before+1 {
		t.Errorf("it took %d lines", n-before)
	}
	b := must(s.db.Bag(s.ctx(), bag.Code))(t)
	if b.State != desk.BagReturned || b.To != desk.CollectedDelegate || b.Staff != "u02" || b.Returned == nil {
		t.Errorf("the bag is %+v", b)
	}
	s.sound()
}

// TestOriginalsDoNotGoByPost holds that a result sent by post leaves the originals
// on the shelf until somebody comes for them.
func TestOriginalsDoNotGoByPost(t *testing.T) {
	t.Parallel()
	s := open(t)
	c, bag := s.collected("110101001001", citizen())
	s.stand(s.caseOf(c.ID), desk.CaseDone)
	h := must(s.intake.Deliver(s.ctx(), s.rid(), at(1), c.ID, desk.HandOut{Way: desk.DeliveredPost, Post: " em 123456785 CN "}))(t)
	if h.To != "" || len(h.Bags) != 0 || h.Papers[0].Content.Delivery.Post != "EM123456785CN" || h.Case.Private.Post == nil || *h.Case.Private.Post != (desk.Consignment{Carrier: desk.CarrierPost, No: "EM123456785CN"}) {
		t.Errorf("sent: %+v", h)
	}
	if b := must(s.db.Bag(s.ctx(), bag.Code))(t); b.State != desk.BagShelf {
		t.Errorf("the bag is %s", b.State)
	}
	bags := must(s.custody.Return(s.ctx(), s.rid(), at(1), c.ID, desk.Collector{Number: citizen().Number}))(t)
	if len(bags) != 1 || bags[0].Code != bag.Code {
		t.Errorf("given back: %+v", bags)
	}

	other, second := s.collected("110101001001", citizen())
	s.stand(s.caseOf(other.ID), desk.CaseDone)
	home := must(s.intake.Deliver(s.ctx(), s.rid(), at(1), other.ID, desk.HandOut{Way: desk.DeliveredHome}))(t)
	if len(home.Bags) != 1 || home.Bags[0].Code != second.Code || home.To != desk.CollectedSelf {
		t.Errorf("brought home: %+v", home)
	}
	s.sound()
}
