package desk_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// everyPaper plays a day of a station that makes one paper of each kind about
// two persons, and returns them.
func (s *shop) everyPaper(a, b desk.Person) []desk.Paper {
	s.t.Helper()
	v := s.visit()
	filled := func(m desk.Mode) desk.Case {
		c := s.ready(m, "", v)
		c.Private.Applicant, c.Private.Agent = a, &b
		c.Private.Fields = map[string]string{"bank card": a.Number, "contact": b.Phone}
		c.Private.Note = "call " + a.Phone
		c.Materials[0].Kept = 1
		return c
	}
	s.take(desk.TakeOrder{Item: "BJ-SQ-0031"})
	lacking := filled(desk.ModeAccept)
	lacking.Materials[0].State = desk.MaterialMissing
	must(s.intake.Notice(s.ctx(), s.rid(), at(1), lacking))(s.t)
	accepted := filled(desk.ModeAccept)
	accepted.Project = desk.Instant
	accepted.Materials[1].State, accepted.Materials[1].Due = desk.MaterialFollows, storetest.Today.Add(5)
	done := must(s.intake.Accept(s.ctx(), s.rid(), at(1), accepted))(s.t).Case
	must(s.intake.Finish(s.ctx(), s.rid(), at(1), done.ID, "当场办结"))(s.t)
	must(s.intake.Deliver(s.ctx(), s.rid(), at(1), done.ID, desk.HandOut{Who: desk.Collector{Number: accepted.Private.Agent.Number}}))(s.t)
	must(refuse(s.intake, s.ctx(), s.rid(), at(1), filled(desk.ModeAccept)))(s.t)
	must(s.intake.Receive(s.ctx(), s.rid(), at(1), filled(desk.ModeCollect)))(s.t)
	must(s.intake.Advise(s.ctx(), s.rid(), at(1), filled(desk.ModeAdvise)))(s.t)
	must(s.counter.Referral(s.ctx(), s.rid(), at(1), s.guide.Certificates()[0], v.ID))(s.t)
	must(s.counter.Notice(s.ctx(), s.rid(), at(1), "BJ-SQ-0031", nil, v.ID))(s.t)
	s.handOver(s.rid())
	form := filled(desk.ModeCollect)
	form.Private.Fields = map[string]string{"reason": "住房困难"}
	must(s.intake.PrintForm(s.ctx(), s.rid(), at(1), form, false))(s.t)
	must(s.counter.Poster(s.ctx(), s.rid(), at(1), desk.PosterList, s.guide.Items(), ""))(s.t)
	s.finish(1, v.ID)
	if _, _, err := s.days.Close(s.ctx(), s.rid(), at(1), s.intake, desk.CloseOrder{Reason: "asked to come tomorrow"}); err != nil {
		s.t.Fatal(err)
	}
	return must(s.db.Papers(s.ctx(), desk.PaperFilter{}))(s.t)
}

var paperKinds = []desk.PaperKind{
	desk.PaperTicket, desk.PaperNotice, desk.PaperReceipt, desk.PaperAccept, desk.PaperRefuse,
	desk.PaperAdvice, desk.PaperReferral, desk.PaperHandover, desk.PaperSummary, desk.PaperBag,
	desk.PaperSupplement, desk.PaperPromise, desk.PaperMandate, desk.PaperDelivery, desk.PaperPoster, desk.PaperForm,
}

// said is everything that a paper holds, as text.
func said(t interface {
	Helper()
	Fatal(...any)
}, p desk.Paper,
) string {
	t.Helper()
	b, err := json.Marshal(struct {
		desk.Paper
		Content desk.PaperContent
	}{p, p.Content})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestNoPaperHoldsANumberOfAPerson(t *testing.T) {
	s := open(t)
	a, b := citizen(), neighbour()
	papers := s.everyPaper(a, b)
	kinds := map[desk.PaperKind]bool{}
	masked := 0
	for _, p := range papers {
		kinds[p.Kind] = true
		all := said(t, p)
		for _, number := range []string{a.Number, a.Phone, b.Number, b.Phone} {
			for _, part := range []string{number, number[:len(number)-4], number[len(number)-4:]} {
				if strings.Contains(all, part) {
					t.Errorf("%s holds %d characters of a number", p.No, len(part))
				}
			}
		}
		if strings.Contains(all, "1****************8") {
			masked++
		}
	}
	for _, k := range paperKinds {
		if !kinds[k] {
			t.Errorf("no %s was made", k)
		}
	}
	if masked < 5 {
		t.Errorf("only %d papers carry the mask: the search may look past the content", masked)
	}
}

// TestTheSearchForNumbersCanFail is the control of the search above.
func TestTheSearchForNumbersCanFail(t *testing.T) {
	p := desk.Paper{Content: desk.PaperContent{Materials: []desk.PaperMaterial{{Remedy: citizen().Number}}}}
	if !strings.Contains(said(t, p), citizen().Number) {
		t.Error("a number in the content is not found")
	}
}

// TestNoKindOfNumberPassesThePress puts documents of every shape on a paper.
func TestNoKindOfNumberPassesThePress(t *testing.T) {
	g, err := demonstration()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		number := rapid.StringMatching(`[0-9A-Z()]{1,18}|[0-9]{6} [0-9]{8} [0-9]{3}X|[０-９]{8,18}`).Draw(rt, "number")
		phone := rapid.StringMatching(`\+?[0-9 -]{3,15}`).Draw(rt, "phone")
		m := newMemory(desk.SystemClock{}.Now)
		in := desk.NewIntake(m, station(), g, nil, anybody{}, desk.NewPress(station(), g, anybody{}))
		p := desk.Person{Name: "甲", Number: number, Phone: phone}
		taken, err := in.Receive(rt.Context(), "r1", at(1), desk.Case{
			ID: "c1", Mode: desk.ModeCollect, Title: "x", Private: desk.CasePrivate{Applicant: p, Agent: &p},
		})
		if err != nil {
			if desk.KindOf(err) != desk.Blocked { // a number of spaces is none
				rt.Fatal(err)
			}
			return
		}
		w := taken.Papers[0].Content
		for _, mask := range []string{w.IDMask, w.AgentMask, w.PhoneMask} {
			shown := len([]rune(strings.ReplaceAll(mask, "*", "")))
			if shown > 2 || shown > 0 && len([]rune(mask)) < 5 {
				rt.Fatalf("a mask shows %d of %d characters", shown, len([]rune(mask)))
			}
		}
		// Short ones may stand in a date or a number of the paper by chance.
		all := said(rt, taken.Papers[0])
		for _, n := range []string{number, phone} {
			if len([]rune(n)) >= 9 && strings.Contains(all, n) {
				rt.Fatal("a whole number stands on the paper")
			}
		}
	})
}

func TestEveryPaperSaysWhoMadeItAndWhere(t *testing.T) {
	s := open(t)
	numbers := map[string]bool{}
	for _, p := range s.everyPaper(citizen(), neighbour()) {
		c := p.Content
		if p.Staff != "u01" || c.StaffName != "王小窗" || c.StaffNo != "001" || p.Window != 1 || c.WindowName != "综合窗口" {
			t.Errorf("%s names %q %q at window %d %q", p.No, c.StaffName, c.StaffNo, p.Window, c.WindowName)
		}
		if c.Station != s.station.Name || c.StationCode != s.station.Code || c.Phone != s.station.Phone ||
			c.Street != s.station.Street || c.Centre != s.station.Centre || c.Catalogue != s.guide.Version() {
			t.Errorf("%s names the station %+v", p.No, c)
		}
		want := fmt.Sprintf("%s-110101001001-%s-01A%04d", p.Kind, p.Day.Compact(), desk.Running(p.No))
		if p.No != want || numbers[p.No] || p.Template != desk.TemplateVersion || p.Rev != 1 || c.Received == "" {
			t.Errorf("paper %s, template %d, rev %d, want %s", p.No, p.Template, p.Rev, want)
		}
		numbers[p.No] = true
		if p.Kind != desk.PaperTicket && c.QR != p.No {
			t.Errorf("the code of %s says %q", p.No, c.QR)
		}
	}
}

func TestPapersSayThatTheyAreForDemonstration(t *testing.T) {
	for _, tt := range []struct {
		name              string
		guide             desk.Guide
		demo, practice    bool
		wantDemo, wantPra bool
	}{
		{"the demonstration guide", nil, false, false, true, false},
		{"a demonstration station", real{}, true, false, true, false},
		{"practice", real{}, false, true, false, true},
		{"live", real{}, false, false, false, false},
	} {
		g, err := demonstration()
		if err != nil {
			t.Fatal(err)
		}
		var in desk.Guide = g
		if tt.guide != nil {
			in = real{g}
		}
		st := station()
		st.Demo, st.Practice = tt.demo, tt.practice
		m := newMemory(desk.SystemClock{}.Now)
		_, p, err := desk.NewHall(m, st, desk.NewPress(st, in, anybody{})).Take(t.Context(), "r", at(1), desk.TakeOrder{})
		if err != nil || p.Demo != tt.wantDemo || p.Practice != tt.wantPra {
			t.Errorf("%s: demonstration %v, practice %v (%v)", tt.name, p.Demo, p.Practice, err)
		}
	}
}

// real is the guide without the mark of demonstration.
type real struct{ desk.Guide }

func (real) Demonstration() bool { return false }

func TestAPaperSaysWhatIsNotVerified(t *testing.T) {
	s := open(t)
	for _, verified := range []bool{true, false} {
		i := slices.IndexFunc(s.guide.Items(), func(it desk.Item) bool { return it.Verified == verified })
		it := s.guide.Items()[i]
		p := must(s.counter.Notice(s.ctx(), s.rid(), at(1), it.ID, nil, ""))(t)
		if p.Content.Unverified == verified {
			t.Errorf("%s, verified %v, says unverified %v", it.ID, verified, p.Content.Unverified)
		}
	}
	// A case keeps what it was taken in by, though the guide has lost the item.
	c := s.ready(desk.ModeCollect, "", desk.Ticket{})
	c.Item, c.Title, c.Unverified = "gone", "gone", true
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), c))(t)
	if w := taken.Papers[0].Content; !w.Unverified || w.Item != "gone" {
		t.Errorf("paper of a matter that is gone: %q, unverified %v", w.Item, w.Unverified)
	}
}

// sourced is an item with a promised limit, which its source backs or not.
func sourced(t *testing.T, limit bool) desk.Item {
	t.Helper()
	g, err := demonstration()
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range g.Items() {
		if it.Mode == desk.ModeAccept && it.PromiseDays > 0 && it.Sourced("promise_days") == limit {
			return it
		}
	}
	t.Fatalf("the guide has no item whose limit is sourced: %v", limit)
	return desk.Item{}
}

func TestAPaperPromisesWhatTheCaseWasPromised(t *testing.T) {
	s := open(t)
	for _, limit := range []bool{true, false} {
		it := sourced(t, limit)
		c := s.begin(it.ID, desk.Ticket{})
		for _, q := range it.Situations {
			c.Answers[q.Key] = q.Answers[0].Key
		}
		if err := s.intake.Tailor(&c); err != nil {
			t.Fatal(err)
		}
		complete(&c)
		c.PromiseDays, c.PromiseUnit = 7, "自然日"
		taken := must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
		want := map[bool]string{true: "7自然日", false: ""}[limit]
		if got := taken.Papers[0].Content.Promise; got != want {
			t.Errorf("with a source for the limit %v, the paper promises %q, want %q", limit, got, want)
		}
		if !it.Sourced("fee") && taken.Papers[0].Content.Fee != "" {
			t.Errorf("a fee without a source is printed: %q", taken.Papers[0].Content.Fee)
		}
	}
	taken := must(s.intake.Accept(s.ctx(), s.rid(), at(1), s.ready(desk.ModeAccept, desk.Instant, desk.Ticket{})))(t)
	if got := taken.Papers[0].Content.Promise; got != "0" {
		t.Errorf("an instant matter promises %q", got)
	}
}

// TestAPaperIsDatedByTheBusinessDay sets a clock right that was ahead: instants
// go on from where it stood, days do not.
func TestAPaperIsDatedByTheBusinessDay(t *testing.T) {
	s := openAt(t, opened("2026-11-23"))
	if got := s.end(desk.ModeAccept, desk.Instant); got.Completed != "2026-11-23" {
		t.Fatalf("complete on %s", got.Completed)
	}
	right := must(s.db.Papers(s.ctx(), desk.PaperFilter{}))(t)[0].Content
	if !strings.HasPrefix(right.Accepted, "2026-11-23 09:00") || right.Received != right.Accepted {
		t.Errorf("received %q, accepted %q", right.Received, right.Accepted)
	}
	s.clock.Set(opened("2026-12-10"))
	s.take(desk.TakeOrder{})
	s.clock.Set(opened("2026-11-23"))
	if err := s.db.ConfirmDay(s.ctx(), s.rid(), at(1), "2026-11-23"); err != nil {
		t.Fatal(err)
	}
	c := s.end(desk.ModeAccept, desk.Instant)
	p := must(s.db.Papers(s.ctx(), desk.PaperFilter{Case: c.ID}))(t)[0]
	if p.Day != "2026-11-23" || p.Content.Received != "2026-11-23" || p.Content.Accepted != "2026-11-23" || c.Due != "2026-11-23" {
		t.Errorf("paper of %s, received %q, accepted %q, due %s", p.Day, p.Content.Received, p.Content.Accepted, c.Due)
	}
}

// TestAFirstNoticeLeavesNothingOut: what depends on a question that was not
// answered is listed with its condition.
func TestAFirstNoticeLeavesNothingOut(t *testing.T) {
	s := open(t)
	g, err := demonstration()
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range g.Items() {
		if len(it.Situations) == 0 {
			continue
		}
		p := must(s.counter.Notice(s.ctx(), s.rid(), at(1), it.ID, nil, ""))(t)
		if got, want := len(p.Content.Materials), len(it.Materials); got != want {
			t.Errorf("%s: %d of %d materials on the notice", it.ID, got, want)
		}
		return
	}
	t.Fatal("no item has situations")
}
