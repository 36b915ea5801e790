package centre_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/store/centre/client"
)

// Matters that the month's visitors come with: two of each way to end.
var errands = []string{
	"BJ-SQ-0120", "BJ-SQ-0113", // 受理类
	"BJ-SQ-0044", "BJ-SQ-0024", // 代收代办类
	"BJ-SQ-0112", "BJ-SQ-0064", // 咨询预审类
}

// invented are the people of the month.
var invented = []desk.Person{
	{Name: "赵示例", Document: "111", Number: "110101189903070018", Phone: "13800001899", Source: desk.Typed},
	{Name: "钱样本", Document: "111", Number: "110101188511260029", Phone: "13900001885", Source: desk.Typed},
	{Name: "孙𬭎", Document: "111", Number: "110101180001010015", Phone: "13800001800", Source: desk.FromCard},
	{Name: "买买提·艾山江", Document: "111", Number: "110101180402290011", Phone: "13800001804", Source: desk.FromCard},
}

// dial is the way to the centre at url, for one run.
func (m *month) dial(url string) *client.Client {
	m.t.Helper()
	c, err := client.Dial(client.Config{URL: url, Desk: deskID, Keys: m.seats[0].db.Keys(), Now: m.clock.Now})
	if err != nil {
		m.t.Fatal(err)
	}
	return c
}

// day is one day of the station: from the first visitor to 日终.
func (m *month) day(day desk.Day, visits int) {
	m.t.Helper()
	m.today = day
	morning := day.Start().Add(9 * time.Hour)
	off := time.Duration(0)
	if m.chance(150) {
		off = []time.Duration{-26 * time.Hour, -3 * time.Hour, -8 * 365 * 24 * time.Hour}[m.rand.IntN(3)]
		m.faults["clock wrong in the morning"]++
	}
	m.clock.move(morning, off)
	for _, s := range m.seats {
		m.must("go on duty", s.do(func(ctx context.Context, rid string) error {
			_, err := s.days.Begin(ctx, rid, onDuty(s.no))
			return err
		}))
	}
	came, goal := 0, m.served+visits
	for m.served < goal || m.busy() {
		if off != 0 && m.chance(20) {
			m.clock.move(m.clock.now, 0) // the technician sets it right
			off = 0
		}
		m.clock.add(time.Duration(m.rand.IntN(40)) * time.Second)
		if came < visits && m.chance(400) {
			came++
			m.arrive()
		}
		s := m.seats[m.rand.IntN(len(m.seats))]
		s.step(m.served < goal && came >= visits)
		m.oneOwner()
		if m.chance(200) {
			m.print(s)
		}
	}
	m.close()
}

// busy reports whether somebody is still at a window.
func (m *month) busy() bool {
	for _, s := range m.seats {
		if s.mine != nil || len(s.held) > 0 {
			return true
		}
	}
	return false
}

// arrive is a visitor who takes a number, some of them with a slip.
func (m *month) arrive() {
	m.t.Helper()
	s := m.seats[m.rand.IntN(len(m.seats))]
	o := desk.TakeOrder{Comm: []string{eastern, western}[m.rand.IntN(2)]}
	if len(m.waits) > 0 && m.chance(400) {
		o.Returns, m.waits = m.waits[0], m.waits[1:]
	}
	m.must("take a number", s.do(func(ctx context.Context, rid string) error {
		_, _, err := s.hall.Take(ctx, rid, onDuty(s.no), o)
		return err
	}))
}

// step is the next thing that a window does.
func (s *seat) step(walkIns bool) {
	m, ctx := s.m, s.m.t.Context()
	m.t.Helper()
	switch {
	case s.mine != nil && s.mine.State == desk.TicketCalled:
		s.answer()
	case s.mine != nil:
		s.serve()
	case len(s.held) > 0 && m.chance(300):
		s.resume()
	case walkIns || m.chance(60):
		s.take("walk in", func(ctx context.Context, rid string) (desk.Ticket, error) {
			return s.hall.WalkIn(ctx, rid, onDuty(s.no), desk.TakeOrder{Comm: western})
		})
	default:
		q, err := s.hall.Queue(ctx, s.no)
		m.must("look at the queue", err)
		if len(q.Missed) > 0 && m.chance(300) {
			m.must("come back", s.do(func(ctx context.Context, rid string) error {
				_, err := s.hall.Return(ctx, rid, onDuty(s.no), q.Missed[0].ID)
				return err
			}))
			return
		}
		if len(q.Waiting) > 0 {
			s.take("call", func(ctx context.Context, rid string) (desk.Ticket, error) {
				return s.hall.CallNext(ctx, rid, onDuty(s.no))
			})
		}
	}
}

// take brings a visitor to the window.
func (s *seat) take(what string, f func(ctx context.Context, rid string) (desk.Ticket, error)) {
	m := s.m
	m.t.Helper()
	m.must(what, s.do(func(ctx context.Context, rid string) error {
		t, err := f(ctx, rid)
		if err == nil {
			s.mine = &t
		}
		return err
	}))
	if w, taken := m.owner[s.mine.ID]; taken && w != s.no {
		m.t.Fatalf("%s is at window %d and comes to window %d", s.mine.No, w, s.no)
	}
	m.owner[s.mine.ID] = s.no
}

// answer is a called visitor, who comes, or is called again, or does not come.
func (s *seat) answer() {
	m, id := s.m, s.mine.ID
	m.t.Helper()
	set := func(f func(*desk.Hall, context.Context, string, desk.Duty, string) (desk.Ticket, error)) error {
		return s.do(func(ctx context.Context, rid string) error {
			t, err := f(s.hall, ctx, rid, onDuty(s.no), id)
			if err == nil {
				s.mine = &t
			}
			return err
		})
	}
	switch n := m.rand.IntN(20); {
	case n == 0 && s.mine.Recalls < 2:
		m.must("recall", set((*desk.Hall).Recall))
	case n < 3:
		m.must("missed", s.do(func(ctx context.Context, rid string) error {
			_, err := s.hall.Missed(ctx, rid, onDuty(s.no), id, "")
			return err
		}))
		delete(m.owner, id)
		s.mine = nil
	default:
		m.must("arrive", set((*desk.Hall).Arrived))
	}
}

// serve deals with a matter, parks the visit, or ends it.
func (s *seat) serve() {
	m := s.m
	m.t.Helper()
	switch {
	case s.mine.Returns != "" && s.drafts[s.mine.ID] == "":
		s.supply()
	case m.chance(100):
		s.ask()
	default:
		s.matter()
	}
	switch {
	case m.chance(80):
		s.hold()
	case m.chance(150) || s.drafts[s.mine.ID] != "": // a second matter, or one that was begun
	default:
		s.finish()
	}
}

// ask is a question that is answered, or owed.
func (s *seat) ask() {
	o := desk.AskOrder{Item: errands[s.m.rand.IntN(len(errands))], State: desk.InquiryAnswered}
	s.m.must("ask", s.do(func(ctx context.Context, rid string) error {
		_, err := s.counter.Ask(ctx, rid, onDuty(s.no), o)
		return err
	}))
}

func (s *seat) hold() {
	m := s.m
	m.must("hold", s.do(func(ctx context.Context, rid string) error {
		_, err := s.hall.Hold(ctx, rid, onDuty(s.no), s.mine.ID, desk.HoldAway)
		return err
	}))
	s.held = append(s.held, *s.mine)
	s.mine = nil
}

func (s *seat) resume() {
	t := s.held[0]
	s.take("resume", func(ctx context.Context, rid string) (desk.Ticket, error) {
		return s.hall.Resume(ctx, rid, onDuty(s.no), t.ID)
	})
	s.held = s.held[1:]
}

// finish ends the visit and asks for a rating.
func (s *seat) finish() {
	m := s.m
	t := *s.mine
	m.must("end a visit", s.do(func(ctx context.Context, rid string) error {
		x, err := s.hall.Finish(ctx, rid, onDuty(s.no), t.ID)
		if err == nil {
			t = x
		}
		return err
	}))
	s.mine = nil
	m.served++
	r, err := s.ratings.Ask(m.t.Context(), m.rid(), onDuty(s.no), t)
	m.must("rate", err)
	if r.Level == "" && r.Silence == desk.RatedAfterAll {
		m.t.Fatalf("a silent pad has rated: %+v", r)
	}
}

// matter takes a matter in from the beginning, or goes on with a draft.
func (s *seat) matter() {
	m, ctx := s.m, s.m.t.Context()
	m.t.Helper()
	id := s.drafts[s.mine.ID]
	if id == "" {
		id = desk.NewID(m.clock.Now())
		if _, err := s.intake.Begin(ctx, id, onDuty(s.no), errands[m.rand.IntN(len(errands))], *s.mine); err != nil {
			m.must("begin", s.afterClock(err, func() error {
				_, err := s.intake.Begin(ctx, id, onDuty(s.no), errands[0], *s.mine)
				return err
			}))
		}
		s.drafts[s.mine.ID] = id
	}
	dr, err := s.db.Draft(ctx, id)
	m.must("find the draft again", err)
	s.fill(&dr.Case)
	m.must("save", s.intake.Save(ctx, dr))
	if m.chance(60) {
		return // the visitor looks for something
	}
	s.end(dr.Case)
}

// afterClock goes on once somebody has said which day it is.
func (s *seat) afterClock(err error, again func() error) error {
	if desk.KindOf(err) != desk.ClockDoubt {
		return err
	}
	s.m.must("confirm the day", s.db.ConfirmDay(s.m.t.Context(), s.m.rid(), onDuty(s.no), s.m.today))
	s.m.faults["clock"]++
	return again()
}

// fill is what the clerk enters: the person, the situation, and the checklist,
// with pages for some of its lines.
func (s *seat) fill(c *desk.Case) {
	m := s.m
	if c.Private.Applicant.Empty() {
		c.Private.Applicant = invented[m.rand.IntN(len(invented))]
	}
	if c.Answers == nil {
		c.Answers = map[string]string{}
	}
	it, _ := m.guide.Item(c.Item)
	for _, q := range it.Situations {
		if c.Answers[q.Key] == "" {
			c.Answers[q.Key] = q.Answers[m.rand.IntN(len(q.Answers))].Key
		}
	}
	m.must("tailor", s.intake.Tailor(c))
	for i := range c.Materials {
		l := &c.Materials[i]
		l.State = desk.MaterialComplete
		if m.chance(300) {
			s.scan(c.ID, l)
		}
	}
	sheets := 0
	for _, l := range c.Materials {
		sheets += l.Sheets()
	}
	if c.Counted = 0; sheets >= desk.MustCount {
		c.Counted = sheets // by hand, as the desk asks for a stack
	}
}

// scan keeps a page; now and then its scanner or its process dies over it, and
// the page is scanned again.
func (s *seat) scan(id string, l *desk.Material) {
	m, ctx := s.m, s.m.t.Context()
	image := make([]byte, 1+m.rand.IntN(4000))
	for i := range image {
		image[i] = byte(m.rand.UintN(256))
	}
	if m.chance(30) {
		m.faults["page cut off"]++
		short, cancel := context.WithCancel(ctx)
		cancel()
		if p, err := s.db.PutPage(short, id, image, desk.Page{MIME: "image/jpeg"}); err == nil {
			m.pages[p.ID] = image
		}
		return
	}
	p, err := s.db.PutPage(ctx, id, image, desk.Page{MIME: "image/jpeg"})
	m.must("keep a page", err)
	m.pages[p.ID] = image
	l.Pages = append(l.Pages, p)
}

// end decides a case in the way of its mode, now and then with something missing.
func (s *seat) end(c desk.Case) {
	m := s.m
	m.t.Helper()
	short := m.chance(120) && len(c.Materials) > 0 && c.Mode != desk.ModeAdvise
	if short {
		c.Materials[0].Required, c.Materials[0].State = true, desk.MaterialMissing
	}
	var no string
	err := s.do(func(ctx context.Context, rid string) error {
		var t desk.Taken
		var err error
		switch {
		case c.Mode == desk.ModeAdvise:
			_, err = s.intake.Advise(ctx, rid, onDuty(s.no), c)
		case short:
			t, err = s.intake.Notice(ctx, rid, onDuty(s.no), c)
		case c.Mode == desk.ModeCollect:
			t, err = s.intake.Receive(ctx, rid, onDuty(s.no), c)
		default:
			t, err = s.intake.Accept(ctx, rid, onDuty(s.no), c)
		}
		no = t.Case.No
		return err
	})
	m.must(fmt.Sprintf("end %s %s (short %v)", c.Item, c.State, short), err)
	if short {
		m.waits = append(m.waits, no)
	}
	delete(s.drafts, s.mine.ID)
}

// supply is an applicant who comes back with what was missing.
func (s *seat) supply() {
	m, ctx := s.m, s.m.t.Context()
	list, err := s.db.FindCases(ctx, s.mine.Returns, 1)
	m.must("find a case by its number", err)
	if len(list) != 1 {
		m.t.Fatalf("no case %s", s.mine.Returns)
	}
	if list[0].State != desk.CaseSupplement {
		return // another visit has been faster
	}
	var dr desk.Draft
	open := func() error { dr, err = s.intake.Continue(ctx, onDuty(s.no), list[0].ID, *s.mine); return err }
	m.must("go on with a case", s.afterClock(open(), open))
	s.fill(&dr.Case)
	m.must("save", s.intake.Save(ctx, dr))
	s.drafts[s.mine.ID] = dr.Case.ID
	s.end(dr.Case)
}

// print is a printer that takes a job, prints it, fails, or dies over it.
func (m *month) print(s *seat) {
	ctx, now := m.t.Context(), m.clock.Now()
	j, err := s.db.PrintJobs().Claim(ctx, s.printer(), "a4", desk.PrintTurn{Kinds: notice.Kinds()}, now)
	if desk.KindOf(err) == desk.NotFound {
		return
	}
	m.must("take a job", err)
	switch n := m.rand.IntN(20); {
	case n == 0:
		m.faults["printer died"]++ // the job is unknown after the next start, and is not printed again
		return
	case n == 1:
		m.faults["no paper"]++
		m.must("put a job back", s.db.PrintJobs().Requeue(ctx, j.ID, "paper_out", now))
		return
	}
	m.printed[j.Paper]++
	m.must("finish a job", s.db.PrintJobs().Finish(ctx, j.ID, desk.PrintOutcome{State: desk.PrintConfirmed}, now))
}

// close ends the day: who did not come has left, the sheet goes to the street,
// and the street decides some of what it has.
func (m *month) close() {
	m.t.Helper()
	s, ctx := m.seats[0], m.t.Context()
	q, err := s.hall.Queue(ctx, s.no)
	m.must("look at the queue", err)
	for _, t := range append(q.Waiting, q.Missed...) {
		m.must("leave", s.do(func(ctx context.Context, rid string) error {
			_, err := s.hall.Abandon(ctx, rid, onDuty(s.no), t.ID, "下班前没有来")
			return err
		}))
	}
	for {
		err := s.do(func(ctx context.Context, rid string) error {
			_, err := s.intake.HandOver(ctx, rid, onDuty(s.no))
			return err
		})
		if desk.KindOf(err) == desk.NotFound {
			break
		}
		m.must("hand over", err)
	}
	m.must("close the day", s.do(func(ctx context.Context, rid string) error {
		_, _, err := s.days.Close(ctx, rid, onDuty(s.no), s.intake, desk.CloseOrder{Reason: "closed with visitors waiting"})
		return err
	}))
	m.decide()
}

// decide is the street at its desk, over what has reached it so far.
func (m *month) decide() {
	m.t.Helper()
	list, err := m.seats[0].db.Cases(m.t.Context(), desk.CaseFilter{States: []desk.CaseState{desk.CaseHanded, desk.CaseStreet}})
	m.must("list what the street has", err)
	answers := []desk.Decision{desk.DecideDone, desk.DecideDone, desk.DecideAccept, desk.DecideSupplement, desk.DecideReject}
	for _, c := range list {
		if !m.chance(300) {
			continue
		}
		a := answers[m.rand.IntN(len(answers))]
		_, err := m.street.Decide(m.t.Context(), c.No, a, "请按要求办理", "街道示例")
		switch desk.KindOf(err) {
		case desk.NotFound, desk.Blocked: // it has not arrived yet, or was decided already
		default:
			m.must("decide", err)
			if a == desk.DecideSupplement {
				m.waits = append(m.waits, c.No)
			}
		}
	}
}

func digest(b []byte) [32]byte { return sha256.Sum256(b) }
