package desk_test

import (
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// collected takes a case of the street in at a community, with originals that
// stay here.
func (s *shop) collected(comm string, p desk.Person) (desk.Case, desk.Bag) {
	s.t.Helper()
	c := s.ready(desk.ModeCollect, "", desk.Ticket{})
	c.ID = s.rid()
	c.Comm, c.Private.Applicant = comm, p
	c.Materials[0].Kept, c.Materials[1].Kept = 1, 2
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), c))(s.t)
	bags := must(s.db.Bags(s.ctx(), desk.BagFilter{Case: c.ID}))(s.t)
	if len(bags) != 1 {
		s.t.Fatalf("%d bags for one case", len(bags))
	}
	return taken.Case, bags[0]
}

// handOver hands everything of the first community over as the courier takes it:
// every bag is scanned out, and the batch is closed under the record id.
func (s *shop) handOver(rid string) desk.Paper {
	s.t.Helper()
	open := must(s.db.Batches(s.ctx(), desk.BatchFilter{}))(s.t)
	b := desk.Batch{}
	if len(open) > 0 {
		b = open[0]
	} else {
		b = must(s.batches.Open(s.ctx(), s.rid(), at(2), "", "上午"))(s.t)
		for _, bag := range must(s.batches.View(s.ctx(), b.No))(s.t).Bags {
			must(s.batches.Scan(s.ctx(), s.rid(), at(2), b.No, bag.Code))(s.t)
		}
	}
	_, p, err := s.batches.Close(s.ctx(), rid, at(1), b.No, "刘接收", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *shop) bagOf(code string) desk.Bag {
	s.t.Helper()
	return must(s.db.Bag(s.ctx(), code))(s.t)
}

func TestOriginalsGetABagWithTheReceipt(t *testing.T) {
	t.Parallel()
	s := open(t)
	c, bag := s.collected("110101001001", citizen())
	if bag.Code != "DB-110101001001-20261123-01A0001" || bag.State != desk.BagShelf || bag.Originals() != 3 ||
		bag.CaseNo != c.No || bag.Staff != "u01" || bag.In.IsZero() || bag.Comm != c.Comm {
		t.Errorf("bag is %+v", bag)
	}
	receipt := must(s.db.Papers(s.ctx(), desk.PaperFilter{Case: c.ID, Kind: desk.PaperReceipt}))(t)[0]
	if !slices.Equal(receipt.Content.Bags, []string{bag.Code}) {
		t.Errorf("the receipt names the bags %v", receipt.Content.Bags)
	}
	label := must(s.db.Paper(s.ctx(), bag.Code))(t)
	if m := label.Content.Materials; label.Kind != desk.PaperBag || label.Content.QR != bag.Code || len(m) != 2 || m[1].Kept != 2 {
		t.Errorf("label is %+v", label)
	}
	if got := s.printed(); !slices.Contains(got, bag.Code) {
		t.Errorf("queued for printing: %v", got)
	}
	if h := must(s.db.History(s.ctx(), "bag:"+bag.Code))(t); len(h) != 1 || h[0].Line.Kind != desk.ActCaseReceived {
		t.Errorf("the bag has %d lines", len(h))
	}
	s.sound()
}

// TestOnlyWhatCameLaterGoesIntoTheNextBag supplements a case whose first bag has
// gone already.
func TestOnlyWhatCameLaterGoesIntoTheNextBag(t *testing.T) {
	t.Parallel()
	s := open(t)
	c, first := s.collected("110101001001", citizen())
	s.stand(c, desk.CaseSupplement)
	c = s.caseOf(c.ID)
	c.Materials[0].Kept = 2
	must(s.intake.Receive(s.ctx(), s.rid(), at(1), c))(t)
	bags := must(s.db.Bags(s.ctx(), desk.BagFilter{Case: c.ID}))(t)
	if len(bags) != 2 {
		t.Fatalf("%d bags, want 2", len(bags))
	}
	second := bags[slices.IndexFunc(bags, func(b desk.Bag) bool { return b.Code != first.Code })]
	if second.Originals() != 1 || second.Items[0].Key != c.Materials[0].Key {
		t.Errorf("the second bag holds %+v", second.Items)
	}
	receipt := must(s.db.Papers(s.ctx(), desk.PaperFilter{Case: c.ID, Kind: desk.PaperReceipt}))(t)[0]
	if len(receipt.Content.Bags) != 2 {
		t.Errorf("the second receipt names %v", receipt.Content.Bags)
	}
}

func TestNothingIsBaggedWhereNothingWaits(t *testing.T) {
	t.Parallel()
	s := open(t)
	c := s.ready(desk.ModeAccept, desk.Instant, desk.Ticket{})
	c.Materials[0].Kept = 1
	must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
	c = s.ready(desk.ModeAccept, "", desk.Ticket{})
	c.Materials[0].Kept = 1
	must(s.intake.Refuse(s.ctx(), s.rid(), at(1), c, "why"))(t)
	if bags := must(s.db.Bags(s.ctx(), desk.BagFilter{}))(t); len(bags) != 0 {
		t.Errorf("bags %+v", bags)
	}
}

func TestTheBatchOfTheMorning(t *testing.T) {
	t.Parallel()
	s := open(t)
	one, bag := s.collected("110101001001", citizen())
	two, other := s.collected("110101001002", neighbour())
	s.nothingWritten(func() {
		_, err := s.batches.Scan(s.ctx(), s.rid(), at(1), "", bag.Code)
		wantProblem(t, err, desk.Conflict, "bag.shelf")
	})
	b := must(s.batches.Open(s.ctx(), s.rid(), at(1), "110101001001", " 上午 "))(t)
	if b.No != "PC-110101001001-20261123-01A0001" || b.Name != "上午" || !slices.Equal(b.Cases, []string{one.ID}) || b.State != desk.BatchOpen {
		t.Fatalf("batch is %+v", b)
	}
	s.nothingWritten(func() {
		_, err := s.batches.Scan(s.ctx(), s.rid(), at(1), b.No, other.Code)
		wantProblem(t, err, desk.Conflict, "bag.batch") // it is the other community's
		_, _, err = s.batches.Close(s.ctx(), s.rid(), at(1), b.No, "", nil)
		if p := wantProblem(t, err, desk.Blocked, "batch.bags"); !slices.Equal(p.Open, []string{bag.Code}) {
			t.Errorf("what stands in the way is %v", p.Open)
		}
	})
	s.clock.Add(time.Minute)
	out := must(s.batches.Scan(s.ctx(), s.rid(), at(2), b.No, "01a0001"))(t) // the end of the code will do
	if out.State != desk.BagPacked || out.Out == nil || out.Staff != "u02" || out.Batch != b.No {
		t.Errorf("scanned out it is %+v", out)
	}
	s.nothingWritten(func() {
		_, err := s.batches.Scan(s.ctx(), s.rid(), at(1), b.No, bag.Code)
		wantProblem(t, err, desk.Conflict, "bag.packed")
	})
	b, sheet, err := s.batches.Close(s.ctx(), s.rid(), at(1), b.No, "刘接收", nil)
	if err != nil {
		t.Fatal(err)
	}
	if row := sheet.Content.Cases; len(row) != 1 || row[0].Originals != 3 || !slices.Equal(row[0].Bags, []string{"01A0001"}) ||
		sheet.Content.Receiver != "刘接收" || sheet.Content.Community != "示例社区" || b.Sheet != sheet.No || b.State != desk.BatchGone {
		t.Errorf("sheet is %+v of %+v", row, b)
	}
	if c := s.caseOf(one.ID); c.State != desk.CaseHanded || c.Accepted != nil || c.Sheet != sheet.No {
		t.Errorf("the case is %+v", c)
	}
	if s.bagOf(bag.Code).State != desk.BagStreet || s.bagOf(other.Code).State != desk.BagShelf || s.caseOf(two.ID).State != desk.CaseReceived {
		t.Error("the other community's bag went along")
	}
	if b = must(s.batches.Sign(s.ctx(), s.rid(), at(1), b.No))(t); b.State != desk.BatchSigned || b.Signed == nil {
		t.Errorf("signed it is %+v", b)
	}
	// The street answers and the bag comes back: the loop is closed.
	if v := must(s.batches.View(s.ctx(), b.No))(t); v.Settled() || v.Answered != 0 || v.Home != 0 || v.Packed != 1 {
		t.Errorf("before the answer it is %+v", v)
	}
	s.decided(one.ID, desk.DecideDone)
	back := must(s.batches.Scan(s.ctx(), s.rid(), at(1), "", bag.Code))(t)
	if back.State != desk.BagShelf || back.Back == nil {
		t.Errorf("back it is %+v", back)
	}
	if v := must(s.batches.View(s.ctx(), b.No))(t); !v.Settled() {
		t.Errorf("after the answer it is %+v", v)
	}
	s.sound()
}

// decided lets the street decide on a case, as the night run brings it down.
func (s *shop) decided(id string, d desk.Decision) {
	s.t.Helper()
	_, err := s.db.Write(s.ctx(), s.rid(), desk.Duty{}, func(tx desk.Tx) (desk.Act, error) {
		c, err := tx.Case(s.ctx(), id)
		if err != nil {
			return desk.Act{}, err
		}
		c.Decide(desk.StreetDecision{Case: id, No: c.No, Decision: d, Words: "x", Ver: 1, At: desk.LineTime(s.clock.Now())})
		return desk.Act{Kind: desk.ActCaseDecided, Obj: "case:" + id, Cases: []desk.Case{c}}, nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestABagThatIsNotThereKeepsItsCase(t *testing.T) {
	t.Parallel()
	s := open(t)
	one, bag := s.collected("110101001001", citizen())
	two, lost := s.collected("110101001001", neighbour())
	b := must(s.batches.Open(s.ctx(), s.rid(), at(1), "", ""))(t)
	must(s.batches.Scan(s.ctx(), s.rid(), at(1), b.No, bag.Code))(t)
	b, sheet, err := s.batches.Close(s.ctx(), s.rid(), at(1), b.No, "", map[string]string{lost.Code: "架上没有"})
	if err != nil {
		t.Fatal(err)
	}
	if len(sheet.Content.Cases) != 1 || sheet.Content.Cases[0].No != one.No || !slices.Equal(b.Cases, []string{one.ID}) || len(b.Left) != 1 {
		t.Errorf("what went is %+v, %+v", sheet.Content.Cases, b)
	}
	if c := s.caseOf(two.ID); c.State != desk.CaseReceived {
		t.Errorf("the case without its bag is %s", c.State)
	}
	if x := s.bagOf(lost.Code); x.State != desk.BagMissing || x.Reason != "架上没有" {
		t.Errorf("the bag is %+v", x)
	}
	open := must(s.db.Inquiries(s.ctx(), desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}}))(t)
	if len(open) != 1 || open[0].About != "bag:"+lost.Code || open[0].Owner != "u01" || open[0].Private.Words != "架上没有" {
		t.Errorf("owed is %+v", open)
	}
	s.nothingWritten(func() { // the end of the day leaves a case without its bag alone
		_, err := s.intake.HandOver(s.ctx(), s.rid(), at(1))
		wantProblem(t, err, desk.NotFound, "handover")
	})
	s.nothingWritten(func() { // nor does another batch take it
		_, err := s.batches.Open(s.ctx(), s.rid(), at(1), "", "")
		wantProblem(t, err, desk.NotFound, "handover")
	})
	if w := must(s.batches.Waiting(s.ctx()))(t); len(w) != 0 {
		t.Errorf("what waits is %+v", w)
	}
	if x := must(s.batches.Scan(s.ctx(), s.rid(), at(1), "", lost.Code))(t); x.State != desk.BagShelf || x.Reason != "" {
		t.Errorf("found it is %+v", x)
	}
	s.sound()
}

func TestGivingABatchUpPutsTheBagsBack(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, bag := s.collected("110101001001", citizen())
	b := must(s.batches.Open(s.ctx(), s.rid(), at(1), "", ""))(t)
	must(s.batches.Scan(s.ctx(), s.rid(), at(1), b.No, bag.Code))(t)
	later, _ := s.collected("110101001001", neighbour())
	if b = must(s.batches.Open(s.ctx(), s.rid(), at(1), "", ""))(t); !b.Has(later.ID) || b.Rev != 2 {
		t.Errorf("listed again it is %+v", b)
	}
	must(s.batches.Drop(s.ctx(), s.rid(), at(1), b.No))(t)
	if x := s.bagOf(bag.Code); x.State != desk.BagShelf {
		t.Errorf("the bag is %s", x.State)
	}
	s.nothingWritten(func() {
		_, _, err := s.batches.Close(s.ctx(), s.rid(), at(1), b.No, "", nil)
		wantProblem(t, err, desk.Conflict, "batch.closed")
	})
}

func TestWhoMayCollect(t *testing.T) {
	t.Parallel()
	s := open(t)
	c, bag := s.collected("110101001001", citizen())
	agent := neighbour()
	c.Private.Agent = &agent
	for _, tt := range []struct {
		name string
		who  desk.Collector
		want desk.Collecting
		what string
	}{
		{"nobody", desk.Collector{}, "", "collect.number"},
		{"the applicant", desk.Collector{Number: " 110101189903070018 "}, desk.CollectedSelf, ""},
		{"the agent of the case", desk.Collector{Number: agent.Number}, desk.CollectedAgent, ""},
		{"anybody", desk.Collector{Number: "110101180001010015"}, "", "collect.delegation"},
		{"somebody with a delegation", desk.Collector{Number: "110101180001010015", Delegation: true}, desk.CollectedDelegate, ""},
	} {
		got, err := c.Collector(tt.who)
		if got != tt.want || (err == nil) != (tt.what == "") {
			t.Errorf("%s: %q, %v", tt.name, got, err)
		}
		if tt.what != "" {
			if p := err.(*desk.Problem); p.What != tt.what {
				t.Errorf("%s: %s, want %s", tt.name, p.What, tt.what)
			}
		}
	}
	s.nothingWritten(func() {
		_, err := s.custody.Return(s.ctx(), s.rid(), at(1), c.ID, desk.Collector{Number: neighbour().Number})
		wantProblem(t, err, desk.Blocked, "collect.delegation") // no agent stands on the case that was taken in
	})
	bags := must(s.custody.Return(s.ctx(), s.rid(), at(2), c.ID, desk.Collector{Number: citizen().Number}))(t)
	if len(bags) != 1 || bags[0].Code != bag.Code || bags[0].State != desk.BagReturned || bags[0].To != desk.CollectedSelf ||
		bags[0].Returned == nil || bags[0].Staff != "u02" {
		t.Errorf("returned is %+v", bags)
	}
	_, err := s.custody.Return(s.ctx(), s.rid(), at(2), c.ID, desk.Collector{Number: citizen().Number})
	wantProblem(t, err, desk.NotFound, "bag.none")
	s.sound()
}

func TestTheShelfMustAgreeWithTheBook(t *testing.T) {
	t.Parallel()
	s := open(t)
	if x := must(s.custody.Shelf(s.ctx()))(t); !x.Agrees() || len(x.Bags) != 0 {
		t.Errorf("an empty shelf is %+v", x)
	}
	_, bag := s.collected("110101001001", citizen())
	_, lost := s.collected("110101001002", neighbour())
	if x := must(s.custody.Shelf(s.ctx()))(t); x.Agrees() || len(x.Bags) != 2 || x.Originals != 6 {
		t.Errorf("before the count the shelf is %+v", x)
	}
	s.nothingWritten(func() {
		_, err := s.custody.Count(s.ctx(), s.rid(), at(1), desk.CountOrder{Counted: 1})
		wantProblem(t, err, desk.Blocked, "shelf.differs")
		_, err = s.custody.Count(s.ctx(), s.rid(), at(1), desk.CountOrder{Codes: []string{bag.Code, bag.Code}})
		if p := wantProblem(t, err, desk.Blocked, "shelf.differs"); !slices.Equal(p.Open, []string{lost.Code}) {
			t.Errorf("missing are %v", p.Open)
		}
	})
	c := must(s.custody.Count(s.ctx(), s.rid(), at(1), desk.CountOrder{Codes: []string{bag.Code}, Reason: "老人忘拿"}))(t)
	if c.Book != 2 || c.Counted != 1 || !slices.Equal(c.Lost, []string{lost.Code}) || c.Day != storetest.Today {
		t.Errorf("the count is %+v", c)
	}
	open := must(s.db.Inquiries(s.ctx(), desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}}))(t)
	if len(open) != 1 || open[0].About != "bag:"+lost.Code {
		t.Errorf("owed is %+v", open)
	}
	s.clock.Add(time.Minute)
	must(s.custody.Count(s.ctx(), s.rid(), at(1), desk.CountOrder{Counted: 1}))(t)
	if x := must(s.custody.Shelf(s.ctx()))(t); !x.Agrees() || len(x.Missing) != 1 || x.Latest == nil || x.Latest.Counted != 1 {
		t.Errorf("after the count the shelf is %+v", x)
	}
	s.clock.Add(time.Minute)
	must(s.custody.Count(s.ctx(), s.rid(), at(1), desk.CountOrder{Counted: 2, Reason: "多一袋"}))(t)
	if x := must(s.custody.Shelf(s.ctx()))(t); x.Agrees() {
		t.Error("a bag too many agrees")
	}
	open = must(s.db.Inquiries(s.ctx(), desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}}))(t)
	if len(open) != 2 || open[0].About != "shelf:2026-11-23" {
		t.Errorf("owed is %+v", open)
	}
	s.sound()
}
