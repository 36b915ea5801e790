package store

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// A story draws random acts, each as a use case would decide it, and remembers
// what there is to act on.
type story struct {
	t         *rapid.T
	s         *Store
	clock     *storetest.Clock
	n         int
	tickets   []string
	cases     []string
	papers    []string
	inquiries []string
	mendings  []string
}

// tell writes one random act.
func (y *story) tell() {
	y.n++
	acts := []func(desk.Tx) (desk.Act, error){
		y.take, y.move, y.takeIn, y.supply, y.blindMove, y.issue, y.reprint, y.ask, y.answer, y.rate, y.shift, y.close, y.bag, y.help, y.mend,
	}
	// Small draws are the likelier ones: the step spreads them over all acts.
	decide := acts[(rapid.IntRange(0, len(acts)-1).Draw(y.t, "act")+4*y.n)%len(acts)]
	y.clock.Add(time.Duration(rapid.IntRange(0, 8*3600).Draw(y.t, "pause")) * time.Second)
	d := storetest.Duty()
	d.Window = rapid.IntRange(0, 2).Draw(y.t, "window")
	rid := fmt.Sprint("rid-", y.n)
	done, err := y.s.Write(y.t.Context(), rid, d, decide)
	if desk.KindOf(err) == desk.NotFound {
		return // Nothing there to act on yet.
	}
	if err != nil {
		y.t.Fatalf("write: %v", err)
	}
	for _, x := range done.Act.Tickets {
		y.tickets = append(y.tickets, x.ID)
	}
	for _, x := range done.Act.Cases {
		y.cases = append(y.cases, x.ID)
	}
	for _, x := range done.Act.Papers {
		y.papers = append(y.papers, x.No)
	}
	for _, x := range done.Act.Inquiries {
		y.inquiries = append(y.inquiries, x.ID)
	}
	for _, x := range done.Act.Rectifications {
		y.mendings = append(y.mendings, x.ID)
	}
}

// pick draws one of what there is, or "" of nothing, which is not found.
func (y *story) pick(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return rapid.SampledFrom(list).Draw(y.t, "one")
}

func (y *story) id(kind string) string { return fmt.Sprintf("%s-%d", kind, y.n) }

func (y *story) person() desk.Person {
	p := rapid.SampledFrom([]desk.Person{storetest.Person(), storetest.Other()}).Draw(y.t, "person")
	p.Name = rapid.StringN(1, 8, 24).Draw(y.t, "name")
	return p
}

func (y *story) take(tx desk.Tx) (desk.Act, error) {
	return storetest.TakeTicket(y.id("t"), rapid.SampledFrom([]string{"A", "Y", desk.WalkIn}).Draw(y.t, "lane"))(tx)
}

func (y *story) move(tx desk.Tx) (desk.Act, error) {
	x, err := tx.Ticket(y.t.Context(), y.pick(y.tickets))
	if err != nil {
		return desk.Act{}, err
	}
	base, at := x.Rev, tx.Stamp().At
	x.State = rapid.SampledFrom([]desk.TicketState{
		desk.TicketCalled, desk.TicketServing, desk.TicketMissed, desk.TicketWaiting, desk.TicketDone,
	}).Draw(y.t, "state")
	if x.State == desk.TicketWaiting {
		if x.Order, err = tx.NextOrder(); err != nil {
			return desk.Act{}, err
		}
	}
	x.Called, x.Window, x.Rev = &at, 1, base+1
	return desk.Act{
		Kind: desk.ActTicketCalled, Obj: "ticket:" + x.ID, Base: fmt.Sprint("rev:", base), Tickets: []desk.Ticket{x},
	}, nil
}

func (y *story) takeIn(tx desk.Tx) (desk.Act, error) {
	c := storetest.NewCase(y.id("c"), y.person())
	c.Ticket, c.Comm = y.pick(y.tickets), "110101001002"
	c.Private.Note = rapid.String().Draw(y.t, "note")
	c.Materials = []desk.Material{{Key: "m1", Name: "<form> & copy", State: desk.MaterialMissing, Reason: "why \u2028"}}
	return storetest.TakeIn(c)(tx)
}

func (y *story) supply(tx desk.Tx) (desk.Act, error) {
	c, err := tx.Case(y.t.Context(), y.pick(y.cases))
	if err != nil {
		return desk.Act{}, err
	}
	c.State, c.Due = desk.CaseSupplied, tx.Stamp().Day.Add(20)
	c.Private.Applicant = y.person()
	c.Rev++
	return desk.Act{Kind: desk.ActCaseSupplied, Obj: "case:" + c.ID, Cases: []desk.Case{c}}, nil
}

// blindMove changes a case without its private part.
func (y *story) blindMove(tx desk.Tx) (desk.Act, error) {
	c, err := tx.Case(y.t.Context(), y.pick(y.cases))
	if err != nil {
		return desk.Act{}, err
	}
	c.State, c.Private = desk.CaseHanded, desk.CasePrivate{}
	c.Rev++
	return desk.Act{Kind: desk.ActCaseHanded, Obj: "case:" + c.ID, Cases: []desk.Case{c}}, nil
}

func (y *story) issue(tx desk.Tx) (desk.Act, error) {
	kind := rapid.SampledFrom([]desk.PaperKind{desk.PaperNotice, desk.PaperAdvice}).Draw(y.t, "kind")
	p, err := storetest.Issue(tx, kind, "", y.person().Name)
	if err != nil {
		return desk.Act{}, err
	}
	p.Ticket = y.pick(y.tickets)
	return desk.Act{Kind: desk.ActPaperIssued, Obj: "paper:" + p.No, Papers: []desk.Paper{p}, Print: []string{p.No}}, nil
}

func (y *story) reprint(tx desk.Tx) (desk.Act, error) {
	p, err := tx.Paper(y.t.Context(), y.pick(y.papers))
	if err != nil {
		return desk.Act{}, err
	}
	p.Rev++
	p.Void = rapid.Bool().Draw(y.t, "void")
	return desk.Act{Kind: desk.ActPaperReprinted, Obj: "paper:" + p.No, Papers: []desk.Paper{p}, Print: []string{p.No}}, nil
}

func (y *story) ask(tx desk.Tx) (desk.Act, error) {
	s := tx.Stamp()
	q := desk.Inquiry{
		ID: y.id("q"), Day: s.Day, Ticket: y.pick(y.tickets), Item: "item-1", Channel: desk.AskedByPhone,
		State: desk.InquiryOpen, First: "u01", Owner: "u01", Due: s.Day.Add(3), At: s.At, Rev: 1,
	}
	if rapid.Bool().Draw(y.t, "names a person") {
		q.Private = desk.InquiryPrivate{Asker: y.person().Name, Words: rapid.String().Draw(y.t, "words")}
	}
	return desk.Act{Kind: desk.ActInquiryRecorded, Obj: "inquiry:" + q.ID, Inquiries: []desk.Inquiry{q}}, nil
}

func (y *story) answer(tx desk.Tx) (desk.Act, error) {
	q, err := tx.Inquiry(y.t.Context(), y.pick(y.inquiries))
	if err != nil {
		return desk.Act{}, err
	}
	at := tx.Stamp().At
	q.State, q.Closed, q.Private.Reply = desk.InquiryClosed, &at, "done"
	q.Rev++
	return desk.Act{Kind: desk.ActInquiryClosed, Obj: "inquiry:" + q.ID, Inquiries: []desk.Inquiry{q}}, nil
}

func (y *story) rate(tx desk.Tx) (desk.Act, error) {
	s := tx.Stamp()
	r := desk.Rating{
		ID: y.id("x"), Visit: y.pick(y.tickets), Level: rapid.SampledFrom(desk.Levels[:]).Draw(y.t, "level"),
		Tags: []string{"510"}, Asked: s.At, At: s.At, Staff: "u01", Day: s.Day,
	}
	if c := y.pick(y.cases); c != "" {
		r.Cases = []string{c}
	}
	act := desk.Act{Kind: desk.ActRated, Obj: "ticket:" + r.Visit, Ratings: []desk.Rating{r}}
	if r.Level.Bad() {
		act.Rectifications = []desk.Rectification{desk.RectifyRule{}.Rectify(r, s, "", len(r.Cases) > 0)}
	}
	return act, nil
}

// mend writes in a rectification, with the words that a person says or without.
func (y *story) mend(tx desk.Tx) (desk.Act, error) {
	x, err := tx.Rectification(y.t.Context(), y.pick(y.mendings))
	if err != nil {
		return desk.Act{}, err
	}
	x.Rev++
	x.State = rapid.SampledFrom(desk.OpenRectifications()).Draw(y.t, "mended")
	if rapid.Bool().Draw(y.t, "says") {
		x.Private = desk.RectificationPrivate{Name: y.person().Name, Said: rapid.String().Draw(y.t, "said")}
	}
	return desk.Act{Kind: desk.ActRectifyContacted, Obj: "rectification:" + x.ID, Rectifications: []desk.Rectification{x}}, nil
}

func (y *story) shift(tx desk.Tx) (desk.Act, error) {
	s := tx.Stamp()
	h := desk.Shift{ID: y.id("s"), Day: s.Day, Staff: "u01", Window: 1, Began: s.At}
	if rapid.Bool().Draw(y.t, "ended") {
		h.Ended = &s.At
	}
	return desk.Act{Kind: desk.ActShiftBegan, Obj: "shift:" + h.ID, Shifts: []desk.Shift{h}}, nil
}

func (y *story) close(tx desk.Tx) (desk.Act, error) {
	s := tx.Stamp()
	c := desk.DayClose{Day: s.Day, At: s.At, Staff: "u01", Tickets: len(y.tickets), Head: tx.Head()}
	return desk.Act{Kind: desk.ActDayClosed, Obj: "day:" + string(s.Day), Closes: []desk.DayClose{c}}, nil
}

// bag brings a bag, a batch and a count of the shelf in, or moves a bag.
func (y *story) bag(tx desk.Tx) (desk.Act, error) {
	c, err := tx.Case(y.t.Context(), y.pick(y.cases))
	if err != nil {
		return desk.Act{}, err
	}
	s := tx.Stamp()
	n, err := tx.NextNumber(desk.BatchNumber)
	if err != nil {
		return desk.Act{}, err
	}
	batch := desk.Batch{
		No: tx.Serial().Number(desk.BatchNumber, s.Day, n), Day: s.Day, Comm: c.Comm, State: desk.BatchOpen,
		Cases: []string{c.ID}, Opened: s.At, Rev: 1,
	}
	bag := desk.Bag{
		Code: "DB-" + c.ID, Case: c.ID, CaseNo: c.No, Comm: c.Comm, Batch: batch.No, In: s.At,
		State: rapid.SampledFrom([]desk.BagState{desk.BagShelf, desk.BagStreet, desk.BagMissing}).Draw(y.t, "bag"),
		Items: []desk.BagItem{{Key: "m1", Name: "<form> & copy", Count: 1}}, Rev: 1,
	}
	return desk.Act{
		Kind: desk.ActBagOut, Obj: "bag:" + bag.Code, Bags: []desk.Bag{bag}, Batches: []desk.Batch{batch},
		Counts: []desk.ShelfCount{{Day: s.Day, At: s.At, Book: 1, Counted: 1}},
		Transcripts: []desk.Transcript{{
			ID: c.ID, CaseNo: c.No, System: "<s>", State: desk.CopyTodo, Route: desk.EnteredStreet, Day: s.Day, At: s.At, Rev: 1,
		}},
		Dispatches: []desk.Dispatch{{
			ID: y.id("d"), Kind: desk.DispatchAnnouncement, Ver: 1, By: "<r>", At: s.At, From: s.Day, Until: s.Day, Words: "<&>", Rev: 1,
		}},
		Blocks: []desk.SlipBlock{{No: y.n + 1, From: 900, To: 999, Paper: "<p>", Day: s.Day, At: s.At}},
		Wordings: []desk.Wording{{
			ID: "GZ." + y.id("w"), Kind: desk.PaperNotice, Version: y.n + 1, Text: "# <&>", Staff: "u01", Day: s.Day, At: s.At,
		}},
	}, nil
}

// help brings help at the terminal or on the net in.
func (y *story) help(tx desk.Tx) (desk.Act, error) {
	s := tx.Stamp()
	a := desk.Assist{
		ID: y.id("h"), Day: s.Day, Item: "BJ-SQ-0001", Comm: storetest.Station().Code, At: s.At, Rev: 1,
		Channel: rapid.SampledFrom([]desk.AssistChannel{desk.AssistKiosk, desk.AssistWeb, desk.AssistMini}).Draw(y.t, "channel"),
		Result:  rapid.SampledFrom(desk.AssistResults()).Draw(y.t, "result"), Minutes: 1 + y.n%desk.MostMinutes,
	}
	return desk.Act{Kind: desk.ActAssistGiven, Obj: "assist:" + a.ID, Assists: []desk.Assist{a}}, nil
}
