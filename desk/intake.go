package desk

import (
	"context"
	"strings"
)

// Intake takes cases in. The mode of an item decides how a case may end at
// this desk, whatever key is pressed: only 受理类 is accepted or refused here,
// 代收代办类 is received and goes to the street, whose clock starts there, and
// 咨询预审类 makes no case.
type Intake struct {
	ledger  Ledger
	station Station
	guide   Guide
	days    Deadlines
	people  People
	press   *Press
}

// NewIntake returns the intake of a station.
func NewIntake(l Ledger, s Station, g Guide, days Deadlines, people People, p *Press) *Intake {
	return &Intake{ledger: l, station: s, guide: g, days: days, people: people, press: p}
}

// Begin opens a draft for an item in the visit of a ticket, and saves it.
func (in *Intake) Begin(ctx context.Context, id string, d Duty, item string, t Ticket) (Draft, error) {
	g, ok := in.guide.At("")
	if !ok {
		return Draft{}, &Problem{Kind: Unavailable, What: "catalogue"}
	}
	it, ok := g.Item(item)
	if !ok {
		return Draft{}, &Problem{Kind: NotFound, What: "item"}
	}
	s, err := in.ledger.Today(ctx)
	if err != nil {
		return Draft{}, err
	}
	if t.BackEntry == nil { // what was done on paper was done at its own time
		if err := in.station.notNow(it.ID, it.Mode, s.At, s.At); err != nil {
			return Draft{}, err
		}
	}
	c := Case{
		ID: id, Mode: it.Mode, Item: it.ID, ItemVersion: it.Version, Catalogue: g.Version(),
		Title: it.Name, Unverified: !it.Verified, State: CaseDraft, Ticket: t.ID,
		Comm: in.station.Community(t.Comm).Code, Staff: d.Staff.ID, Window: d.Window,
		Project: it.ProjectType, PromiseDays: it.PromiseDays, PromiseUnit: it.PromiseUnit, Opened: s.At,
		Answers: map[string]string{},
	}
	if c.Private, err = in.personsOf(ctx, t); err != nil {
		return Draft{}, err
	}
	if err := in.Tailor(&c); err != nil {
		return Draft{}, err
	}
	dr := Draft{Case: c, Window: d.Window, Saved: s.At}
	return dr, in.ledger.SaveDraft(ctx, dr)
}

// Continue opens a case that waits for supplements as a draft over it, for the
// visit of a ticket. A draft that is there already is gone on with, over the
// case as it stands now. A case that waits for nothing is Blocked.
func (in *Intake) Continue(ctx context.Context, d Duty, id string, t Ticket) (Draft, error) {
	dr, err := in.ledger.Draft(ctx, id)
	begun := err == nil
	if !begun && KindOf(err) != NotFound {
		return Draft{}, err
	}
	c, err := in.ledger.Case(ctx, id)
	switch {
	case KindOf(err) == NotFound && begun:
		c = dr.Case // not taken in yet
	case err != nil:
		return Draft{}, err
	case c.State != CaseSupplement:
		return Draft{}, &Problem{Kind: Blocked, What: "case.state"}
	case begun:
		c = c.with(dr.Case)
	}
	s, err := in.ledger.Today(ctx)
	if err != nil {
		return Draft{}, err
	}
	if t.ID != "" {
		c.Ticket = t.ID
	}
	dr.Case, dr.Window, dr.Saved = c, d.Window, s.At
	return dr, in.ledger.SaveDraft(ctx, dr)
}

// with returns the case with what the draft over it has to say: the answers, the
// checklist with what was counted, the persons and the visit. Everything else is not a draft's to
// change.
func (c Case) with(d Case) Case {
	c.Answers, c.Materials, c.Private = d.Answers, d.Materials, d.Private
	c.Counted = d.Counted
	c.Ticket, c.Comm, c.CommBy, c.SupplyUntil, c.Large = d.Ticket, d.Comm, d.CommBy, d.SupplyUntil, d.Large
	return c
}

// Save keeps a draft as it stands.
func (in *Intake) Save(ctx context.Context, d Draft) error { return in.ledger.SaveDraft(ctx, d) }

// Tailor fits answers and checklist to what is known, by the version of the catalogue
// that the case was begun with: the facts of the case
// answer their questions, answers that do not matter any more go, and with them
// the lines that nothing asks for, unless pages hang on them; new ones come in
// their place. Where somebody acts for the applicant and no question of the item
// asks for it, the delegation is one more line.
func (in *Intake) Tailor(c *Case) error {
	g := pinned(in.guide, c)
	it, ok := g.Item(c.Item)
	answers := c.Answers
	if ok {
		answers = it.Settle(c.Answers, FactsOf(c, DayOf(c.Opened, in.station.DayBegins)))
	}
	reqs, err := g.Tailor(c.Item, answers)
	if err != nil {
		return err
	}
	c.Answers = answers
	if c.Private.Agent != nil && ok && it.ProxyAllowed && !asksForAgent(it) {
		reqs = append(reqs, g.Delegation())
	}
	lines := make([]Material, 0, len(reqs))
	wanted := map[string]bool{}
	for _, r := range reqs {
		wanted[r.Key] = true
		m := Material{Key: r.Key, Name: r.Name}
		if old := c.Material(r.Key); old != nil {
			m = *old
		}
		m.Required = r.Required
		lines = append(lines, m)
	}
	for _, m := range c.Materials {
		if !wanted[m.Key] && len(m.Pages) > 0 {
			m.Required = false
			lines = append(lines, m)
		}
	}
	c.Materials = lines
	return nil
}

// asksForAgent reports whether an item's own questions say what an agent brings.
func asksForAgent(it Item) bool {
	for _, q := range it.Situations {
		if q.Fact == FactAgent {
			return true
		}
	}
	return false
}

// Lacks lists what stands in the way of an ending: "applicant", "identity",
// "community" where the matter is not done for it, "agent", "proxy", "question:<key>", "material:<name>",
// "pages:<name>" where pages are stopped, and "sheets" where their number is not the one counted by hand.
func (in *Intake) Lacks(c *Case, today Day) []string {
	var open []string
	a := c.Private.Applicant
	if nameless(a) {
		open = append(open, "applicant")
	}
	if !in.known(a, today) {
		open = append(open, "identity")
	}
	if x := c.Private.Agent; x != nil && (nameless(*x) || !in.known(*x, today) || x.Number == a.Number) {
		open = append(open, "agent")
	}
	if k, _ := in.station.Placed(c); !k.Offers(c.Item) {
		open = append(open, "community")
	}
	if it, ok := pinned(in.guide, c).Item(c.Item); ok {
		if c.Private.Agent != nil && !it.ProxyAllowed {
			open = append(open, "proxy")
		}
		for _, q := range it.Questions(c.Answers) {
			if c.Answers[q.Key] == "" {
				open = append(open, "question:"+q.Key)
			}
		}
	}
	for _, m := range c.Materials {
		unreasoned := m.State == MaterialExempt && strings.TrimSpace(m.Reason) == ""
		if !m.Settled() || unreasoned {
			open = append(open, "material:"+m.Name)
		}
		if m.FirstStopped() >= 0 {
			open = append(open, "pages:"+m.Name)
		}
	}
	if !c.Counts() {
		open = append(open, "sheets")
	}
	return open
}

func nameless(p Person) bool { return strings.TrimSpace(p.Name) == "" }

// known reports whether a person has a document number that can be right.
func (in *Intake) known(p Person, today Day) bool {
	return strings.TrimSpace(p.Number) != "" && in.people.Check(p, today) == nil
}

// A Taken is a case, as it stands after an act, with the papers made for it.
type Taken struct {
	Case   Case
	Papers []Paper
}

// Accept ends the intake of a 受理类 case: it is numbered, its clock begins and
// the 受理通知书 is printed, with the 材料接收凭证 where originals stay here and the
// 容缺受理承诺书 where materials are to follow.
func (in *Intake) Accept(ctx context.Context, rid string, d Duty, c Case) (Taken, error) {
	return in.end(ctx, rid, d, c, ModeAccept, CaseAccepted, ActCaseAccepted, true, func(c *Case, s Stamp) ([]PaperKind, error) {
		c.Completed = s.Day
		if c.Accepted == nil {
			c.Accepted, c.ClockFrom = &s.At, s.Day
		}
		c.goOn(s.Day) // what was accepted before and waited for supplements
		if err := in.clock(c); err != nil {
			return nil, err
		}
		kinds := []PaperKind{PaperAccept}
		if kept(c) > 0 {
			kinds = append(kinds, PaperReceipt)
		}
		if c.follows() {
			kinds = append(kinds, PaperPromise)
		}
		return kinds, nil
	})
}

// Receive ends the intake of a 代收代办类 case: it is numbered and the
// 材料接收凭证 is printed, with the 委托登记单 where somebody acts for the
// applicant or originals stay here, and the 容缺受理承诺书 where materials are to
// follow. No clock starts here.
func (in *Intake) Receive(ctx context.Context, rid string, d Duty, c Case) (Taken, error) {
	to, k := CaseReceived, ActCaseReceived
	if c.State == CaseSupplement {
		to, k = CaseSupplied, ActCaseSupplied
	}
	return in.end(ctx, rid, d, c, ModeCollect, to, k, true, func(c *Case, s Stamp) ([]PaperKind, error) {
		c.Completed = s.Day
		kinds := []PaperKind{PaperReceipt}
		if c.Private.Agent != nil || kept(c) > 0 {
			kinds = append(kinds, PaperMandate)
		}
		if c.follows() {
			kinds = append(kinds, PaperPromise)
		}
		return kinds, nil
	})
}

// Refuse ends the intake of a 受理类 case with 不予受理 and its reason.
func (in *Intake) Refuse(ctx context.Context, rid string, d Duty, c Case, reason string) (Taken, error) {
	if strings.TrimSpace(reason) == "" {
		return Taken{}, &Problem{Kind: Invalid, What: "refusal.reason"}
	}
	return in.end(ctx, rid, d, c, ModeAccept, CaseRefused, ActCaseRefused, false, func(c *Case, s Stamp) ([]PaperKind, error) {
		c.Words, c.Finished = reason, &s.At
		return []PaperKind{PaperRefuse}, nil
	})
}

// Notice tells everything that lacks at once: the 补正材料一次性告知书 is drawn
// from the checklist, and the case waits for the supplements under its number.
// Where an earlier notice should have named some of it, it is Blocked with What
// "notice.late", and NoticeLate says why.
func (in *Intake) Notice(ctx context.Context, rid string, d Duty, c Case) (Taken, error) {
	return in.NoticeLate(ctx, rid, d, c, "")
}

// NoticeLate is Notice with the reason for what is told later than it could
// have been; the case keeps it.
func (in *Intake) NoticeLate(ctx context.Context, rid string, d Duty, c Case, why LateWhy) (Taken, error) {
	lacking := false
	for _, m := range c.Materials {
		lacking = lacking || m.Lacking()
	}
	if !lacking {
		return Taken{}, &Problem{Kind: Blocked, What: "notice.complete"}
	}
	return in.end(ctx, rid, d, c, c.Mode, CaseSupplement, ActCaseNoticed, false, func(c *Case, s Stamp) ([]PaperKind, error) {
		return []PaperKind{PaperSupplement}, c.tell(d, s.Day, why)
	})
}

// Advise ends a 咨询预审类 intake: the question and the 咨询预审单 are recorded,
// no case is made and the draft goes.
func (in *Intake) Advise(ctx context.Context, rid string, d Duty, c Case) (Paper, error) {
	if c.Mode != ModeAdvise {
		return Paper{}, wrongMode(c.Mode)
	}
	done, err := in.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		c.No, c.Staff, c.Window = "", d.Staff.ID, d.Window
		in.station.place(&c)
		p, err := in.press.caseOf(tx, d, PaperAdvice, &c)
		if err != nil {
			return Act{}, err
		}
		when, back, err := truly(ctx, tx, &c, d)
		if err != nil {
			return Act{}, err
		}
		in.press.backed(&p.Content, back, when)
		q := Inquiry{
			ID: NewID(tx.Stamp().At), Day: when.Day, Ticket: c.Ticket, Item: c.Item, Channel: AskedAtWindow,
			State: InquiryAnswered, First: d.Staff.ID, Owner: d.Staff.ID, Comm: c.Comm, At: when.At, Closed: &when.At, Rev: 1,
			Private: InquiryPrivate{Asker: c.Private.Applicant.Name, Phone: c.Private.Applicant.Phone},
		}
		return Act{
			Kind: ActAdviceGiven, Obj: "paper:" + p.No, Papers: []Paper{p}, Inquiries: []Inquiry{q},
			Print: []string{p.No}, DropDraft: c.ID,
		}, nil
	})
	if err != nil {
		return Paper{}, err
	}
	if err := done.is(ActAdviceGiven); err != nil {
		return Paper{}, err
	}
	return done.Act.Papers[0], nil
}

// end is the one way out of an intake.
func (in *Intake) end(ctx context.Context, rid string, d Duty, c Case, m Mode, to CaseState, k ActKind, whole bool,
	edit func(*Case, Stamp) ([]PaperKind, error),
) (Taken, error) {
	if c.Mode != m || m == ModeAdvise {
		return Taken{}, wrongMode(c.Mode)
	}
	done, err := in.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		s := tx.Stamp()
		base, err := in.standing(ctx, tx, &c, m, to)
		if err != nil {
			return Act{}, err
		}
		when, back, err := truly(ctx, tx, &c, d)
		if err != nil {
			return Act{}, err
		}
		in.station.place(&c)
		if err := in.station.mayTake(&c, m, back, s.At); err != nil {
			return Act{}, err
		}
		if whole {
			if open := in.Lacks(&c, s.Day); len(open) > 0 {
				return Act{}, &Problem{Kind: Blocked, What: "case.open", Open: open}
			}
		} else if nameless(c.Private.Applicant) {
			return Act{}, &Problem{Kind: Blocked, What: "case.open", Open: []string{"applicant"}}
		}
		if c.No == "" {
			n, err := tx.NextNumber(CaseNumber)
			if err != nil {
				return Act{}, err
			}
			c.No = tx.Serial().Number(CaseNumber, s.Day, n)
			c.Received, c.OffPeak, c.BackEntry = &when.At, in.station.IsOffPeak(when.At), back
		}
		c.State, c.Staff, c.Window = to, d.Staff.ID, d.Window
		c.Rev++
		kinds, err := edit(&c, when)
		if err != nil {
			return Act{}, err
		}
		act := Act{Kind: k, Obj: "case:" + c.ID, Base: base, Blobs: c.Blobs(), Cases: []Case{c}, DropDraft: c.ID}
		if back != nil {
			act.Note = back.note()
		}
		for _, kind := range kinds {
			p, err := in.press.caseOf(tx, d, kind, &c)
			if err != nil {
				return Act{}, err
			}
			p.Content.Supplement = kind == PaperSupplement
			in.press.backed(&p.Content, back, when)
			act.Papers = append(act.Papers, p)
			act.Print = append(act.Print, p.No)
		}
		if err := in.bag(ctx, tx, d, &c, &act); err != nil {
			return Act{}, err
		}
		return act, in.enters(ctx, tx, d, &c, &act)
	})
	if err != nil {
		return Taken{}, err
	}
	if err := done.is(k); err != nil {
		return Taken{}, err
	}
	return Taken{Case: done.Act.Cases[0], Papers: done.Act.Papers}, nil
}

// bag puts the originals that stay here into a bag with a label, and its code on
// the receipt that goes to the citizen.
func (in *Intake) bag(ctx context.Context, tx Tx, d Duty, c *Case, act *Act) error {
	if kept(c) == 0 || !bagging(c) {
		return nil
	}
	have, err := tx.Bags(ctx, BagFilter{Case: c.ID})
	if err != nil {
		return err
	}
	b, label, made, err := in.press.bagged(tx, d, c, have)
	if err != nil {
		return err
	}
	var codes []string
	for _, x := range have {
		if x.State != BagReturned {
			codes = append(codes, x.Code)
		}
	}
	if made {
		act.Bags = append(act.Bags, b)
		act.Papers = append(act.Papers, label)
		act.Print = append(act.Print, label.No)
		codes = append(codes, b.Code)
	}
	for i := range act.Papers {
		if act.Papers[i].Kind != PaperBag {
			act.Papers[i].Content.Bags = codes
		}
	}
	return nil
}

// bagging reports whether what a case leaves here lies on the shelf and its
// citizen has a receipt for it: not where it is done at once, since then nothing
// waits to be collected, nor before everything is there.
func bagging(c *Case) bool {
	switch c.State {
	case CaseReceived, CaseSupplied:
		return true
	case CaseAccepted:
		return c.Project != Instant
	}
	return false
}

// standing checks that a case still stands where the draft over it began, brings
// c up to it, and returns the line's base.
func (in *Intake) standing(ctx context.Context, tx Tx, c *Case, m Mode, to CaseState) (string, error) {
	old, err := tx.Case(ctx, c.ID)
	switch {
	case KindOf(err) == NotFound:
		c.State = CaseDraft
		c.Rev = 0
		c.No = ""
	case err != nil:
		return "", err
	case old.Mode != m:
		return "", wrongMode(old.Mode)
	case old.Rev != c.Rev:
		return "", &Problem{Kind: Conflict, What: "case.changed"}
	case !samePerson(old.Private.Applicant, c.Private.Applicant):
		return "", &Problem{Kind: Conflict, What: "case.applicant"}
	default:
		*c = old.with(*c)
	}
	if !MayGo(c.Mode, c.State, to) {
		return "", &Problem{Kind: Blocked, What: "case.state"}
	}
	if c.Rev == 0 {
		return "", nil
	}
	return rev(c.Rev), nil
}

// samePerson reports whether the supplements of a case come for its applicant:
// a case never becomes somebody else's. A number that was missing may be added.
func samePerson(was, is Person) bool {
	return was.Number == "" || was.Number == is.Number && was.Document == is.Document
}

func wrongMode(m Mode) error { return &Problem{Kind: Blocked, What: "case.mode." + string(m)} }
