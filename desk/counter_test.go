package desk_test

import (
	"slices"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

func TestAQuestionIsRecordedWithWhoWasFirstAsked(t *testing.T) {
	s := open(t)
	for _, tt := range []struct {
		name  string
		order desk.AskOrder
		owner string
		ended bool
	}{
		{"answered at once", desk.AskOrder{State: desk.InquiryAnswered}, "u01", true},
		{"to be answered", desk.AskOrder{State: desk.InquiryOpen, Due: "2026-11-24"}, "u01", false},
		{"led to a colleague", desk.AskOrder{State: desk.InquiryLed, LedTo: "李示例"}, "u02", true},
		{"led to somebody elsewhere", desk.AskOrder{State: desk.InquiryLed, LedTo: "街道孙某 二楼"}, "街道孙某 二楼", true},
		{"by phone", desk.AskOrder{State: desk.InquiryAnswered, Channel: desk.AskedByPhone}, "u01", true},
	} {
		o := tt.order
		o.Item, o.Ticket, o.Private = adviceItem, "t1", desk.InquiryPrivate{Asker: citizen().Name, Words: "几点开门"}
		q := must(s.counter.Ask(s.ctx(), s.rid(), at(1), o))(t)
		stored := must(s.db.Inquiry(s.ctx(), q.ID))(t)
		channel := o.Channel
		if channel == "" {
			channel = desk.AskedAtWindow
		}
		if stored.First != "u01" || stored.Owner != tt.owner || stored.State != o.State || (stored.Closed != nil) != tt.ended ||
			stored.Item != adviceItem || stored.Ticket != "t1" || stored.Channel != channel || stored.Due != o.Due ||
			stored.Day != storetest.Today || stored.Private != o.Private || stored.LedTo != o.LedTo {
			t.Errorf("%s: %+v", tt.name, stored)
		}
	}
	if list := must(s.db.Cases(s.ctx(), desk.CaseFilter{}))(t); len(list) != 0 {
		t.Error("a question made a case")
	}
	s.sound()
}

func TestAQuestionThatCannotBeIsRefused(t *testing.T) {
	s := open(t)
	s.nothingWritten(func() {
		for what, list := range map[string][]desk.AskOrder{
			"inquiry.state":   {{}, {State: desk.InquiryClosed}, {State: desk.InquiryHanded}, {State: "lost"}},
			"inquiry.ledto":   {{State: desk.InquiryLed}, {State: desk.InquiryLed, LedTo: "  "}},
			"inquiry.channel": {{State: desk.InquiryOpen, Channel: "pigeon"}},
		} {
			for _, o := range list {
				_, err := s.counter.Ask(s.ctx(), s.rid(), at(1), o)
				wantProblem(t, err, desk.Invalid, what)
			}
		}
	})
}

func (s *shop) asked() desk.Inquiry {
	s.t.Helper()
	return must(s.counter.Ask(s.ctx(), s.rid(), at(1), desk.AskOrder{
		State: desk.InquiryOpen, Private: desk.InquiryPrivate{Asker: citizen().Name, Phone: citizen().Phone},
	}))(s.t)
}

func TestAnOpenQuestionIsClosedWithWords(t *testing.T) {
	s := open(t)
	q := s.asked()
	for _, words := range []string{"", " \n"} {
		s.nothingWritten(func() {
			_, err := s.counter.CloseInquiry(s.ctx(), s.rid(), at(1), q.ID, words)
			wantProblem(t, err, desk.Invalid, "inquiry.words")
		})
	}
	must(s.counter.CloseInquiry(s.ctx(), "once", at(2), q.ID, "已电话答复"))(t)
	if again := must(s.counter.CloseInquiry(s.ctx(), "once", at(2), q.ID, "已电话答复"))(t); again.Rev != 2 {
		t.Errorf("a retry made rev %d", again.Rev)
	}
	stored := must(s.db.Inquiry(s.ctx(), q.ID))(t)
	if stored.State != desk.InquiryClosed || stored.Closed == nil || stored.Private.Reply != "已电话答复" ||
		stored.Private.Phone != citizen().Phone || stored.First != "u01" || stored.Owner != "u01" {
		t.Errorf("closed: %+v", stored)
	}
	s.closedForGood(q.ID)
}

func TestAnOpenQuestionIsLedToANamedPerson(t *testing.T) {
	s := open(t)
	q := s.asked()
	for _, to := range []string{"", "\t"} {
		_, err := s.counter.Lead(s.ctx(), s.rid(), at(1), q.ID, to)
		wantProblem(t, err, desk.Invalid, "inquiry.ledto")
	}
	must(s.counter.Lead(s.ctx(), s.rid(), at(1), q.ID, "u02"))(t)
	stored := must(s.db.Inquiry(s.ctx(), q.ID))(t)
	if stored.State != desk.InquiryLed || stored.Owner != "u02" || stored.First != "u01" || stored.LedTo != "u02" || stored.Closed == nil {
		t.Errorf("led: %+v", stored)
	}
	s.closedForGood(q.ID)
}

// closedForGood holds that nothing more happens to a question.
func (s *shop) closedForGood(id string) {
	s.t.Helper()
	s.nothingWritten(func() {
		_, err := s.counter.CloseInquiry(s.ctx(), s.rid(), at(1), id, "again")
		wantProblem(s.t, err, desk.Conflict, "inquiry.closed")
		_, err = s.counter.Lead(s.ctx(), s.rid(), at(1), id, "u02")
		wantProblem(s.t, err, desk.Conflict, "inquiry.closed")
		_, err = s.counter.Lead(s.ctx(), s.rid(), at(1), "none", "u02")
		wantProblem(s.t, err, desk.NotFound, "inquiry")
	})
}

func TestAQuestionAnsweredAtOnceNeedsNoClosing(t *testing.T) {
	s := open(t)
	q := must(s.counter.Ask(s.ctx(), s.rid(), at(1), desk.AskOrder{State: desk.InquiryAnswered}))(t)
	s.closedForGood(q.ID)
}

func TestANoticeFromTheCardNeedsNoCase(t *testing.T) {
	s := open(t)
	v := s.visit()
	it := matter(t, desk.ModeAccept, "", true)
	answers := map[string]string{}
	for _, q := range it.Situations {
		answers[q.Key] = q.Answers[0].Key
	}
	reqs := must(s.guide.Tailor(it.ID, answers))(t)
	p := must(s.counter.Notice(s.ctx(), s.rid(), at(1), it.ID, answers, v.ID))(t)
	w := p.Content
	if p.Kind != desk.PaperNotice || p.Case != "" || w.CaseNo != "" || w.Supplement || w.Applicant != "" || w.IDMask != "" ||
		p.Item != it.ID || p.Ticket != v.ID || len(w.Materials) != len(reqs) || len(w.Situation) != len(it.Situations) || w.QR != p.No {
		t.Errorf("paper is %+v", p)
	}
	q := must(s.db.Inquiries(s.ctx(), desk.InquiryFilter{Day: storetest.Today}))(t)
	if len(q) != 1 || q[0].State != desk.InquiryAnswered || q[0].Item != it.ID || q[0].Ticket != v.ID {
		t.Errorf("register: %+v", q)
	}
	if list := must(s.db.Cases(s.ctx(), desk.CaseFilter{}))(t); len(list) != 0 {
		t.Errorf("%d cases were made", len(list))
	}
	if got := s.printed(); !slices.Equal(got, []string{p.No}) {
		t.Errorf("to print: %v", got)
	}
	s.nothingWritten(func() {
		_, err := s.counter.Notice(s.ctx(), s.rid(), at(1), "none", nil, "")
		wantProblem(t, err, desk.NotFound, "item")
		_, err = s.counter.Notice(s.ctx(), s.rid(), at(1), it.ID, map[string]string{it.Situations[0].Key: "no such answer"}, "")
		if desk.KindOf(err) != desk.Invalid {
			t.Errorf("an answer that is none: %v", err)
		}
	})
}

func TestACertificateThatMustNotBeIssuedIsReferred(t *testing.T) {
	s := open(t)
	v := s.visit()
	cert := s.guide.Certificates()[0]
	p := must(s.counter.Referral(s.ctx(), s.rid(), at(1), cert, v.ID))(t)
	if p.Kind != desk.PaperReferral || p.Case != "" || p.Content.Certificate == nil || p.Content.Certificate.Name != cert.Name || p.Ticket != v.ID {
		t.Errorf("paper is %+v", p)
	}
	h := must(s.db.History(s.ctx(), "paper:"+p.No))(t)
	if len(h) != 1 || h[0].Line.Kind != desk.ActReferralGiven || !containsAll(string(h[0].Line.Body), `"certificate":"`+cert.Key+`"`) {
		t.Errorf("the refusal is not counted by its certificate: %d lines", len(h))
	}
	a := must(s.days.Agenda(s.ctx(), s.intake))(t)
	if a.Asked != 1 || a.Cases != 0 {
		t.Errorf("the day has %d questions and %d cases", a.Asked, a.Cases)
	}
	s.nothingWritten(func() {
		_, err := s.counter.Referral(s.ctx(), s.rid(), at(1), desk.Certificate{Name: "x"}, v.ID)
		wantProblem(t, err, desk.Invalid, "certificate")
	})
}

func TestAReprintIsTheSamePaperOnceMore(t *testing.T) {
	s := open(t)
	c := s.end(desk.ModeCollect, "")
	p := must(s.db.Papers(s.ctx(), desk.PaperFilter{Case: c.ID}))(t)[0]
	for rev := 2; rev <= 3; rev++ {
		again := must(s.counter.Reprint(s.ctx(), s.rid(), at(2), p.No))(t)
		if again.Rev != rev || again.No != p.No || again.Staff != "u01" {
			t.Errorf("reprint is %s of %s, rev %d, want %d", again.No, again.Staff, again.Rev, rev)
		}
	}
	must(s.counter.Reprint(s.ctx(), "once", at(2), p.No))(t)
	must(s.counter.Reprint(s.ctx(), "once", at(2), p.No))(t)
	jobs := must(s.db.PrintJobs().Jobs(s.ctx(), 10))(t)
	if len(jobs) != 4 || jobs[0].Attempt != 4 || jobs[3].Attempt != 1 {
		t.Errorf("jobs: %+v", jobs)
	}
	if now := must(s.db.Paper(s.ctx(), p.No))(t); now.Content.Applicant != p.Content.Applicant || now.Content.Received != p.Content.Received || now.Content.QR != p.Content.QR {
		t.Errorf("the content changed to %+v", now.Content)
	}
	s.sound()
}

func TestAVoidPaperIsNotReprinted(t *testing.T) {
	s := open(t)
	c := s.end(desk.ModeCollect, "")
	p := must(s.db.Papers(s.ctx(), desk.PaperFilter{Case: c.ID}))(t)[0]
	_, err := s.db.Write(s.ctx(), s.rid(), at(1), func(tx desk.Tx) (desk.Act, error) {
		p, err := tx.Paper(s.ctx(), p.No)
		p.Void = true
		p.Rev++
		return desk.Act{Kind: desk.ActCaseVoided, Obj: "paper:" + p.No, Papers: []desk.Paper{p}}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.nothingWritten(func() {
		_, err := s.counter.Reprint(s.ctx(), s.rid(), at(1), p.No)
		wantProblem(t, err, desk.Blocked, "paper.void")
		_, err = s.counter.Reprint(s.ctx(), s.rid(), at(1), "GZ-0")
		wantProblem(t, err, desk.NotFound, "paper")
	})
	if len(s.printed()) != 1 {
		t.Errorf("to print: %v", s.printed())
	}
}

func TestLookingAtAFullNumberIsALine(t *testing.T) {
	s := open(t)
	c := s.end(desk.ModeCollect, "")
	if err := s.counter.Reveal(s.ctx(), s.rid(), at(2), "case:"+c.ID); err != nil {
		t.Fatal(err)
	}
	h := must(s.db.History(s.ctx(), "case:"+c.ID))(t)
	if last := h[len(h)-1].Line; last.Kind != desk.ActRevealed || last.Staff != "u02" || last.Window != 2 {
		t.Errorf("last line is %+v", last)
	}
}
