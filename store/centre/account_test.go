package centre_test

import (
	"sync"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/storetest"
)

var operator = centre.Person{Name: "operator"}

func TestAccounts(t *testing.T) { eachStreet(t, accounts) }

func accounts(t *testing.T, s *street) {
	ctx := t.Context()
	for what, a := range map[string]centre.Account{
		"account.login":  {Login: "a b", Name: "One", Role: centre.RoleReview},
		"account.name":   {Login: "one", Name: "O\u202ene", Role: centre.RoleReview},
		"account.role":   {Login: "one", Name: "One", Role: "chief"},
		"account.street": {Login: "one", Name: "One", Role: centre.RoleReview, Tenant: "110101009"},
	} {
		_, err := s.AddAccount(ctx, operator, a)
		kindIs(t, err, desk.KindOf(err), what)
	}
	given, err := s.AddAccount(ctx, operator, centre.Account{Login: "One", Name: "Reviewer One", Role: centre.RoleReview})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []centre.Account{{Login: "ONE", Name: "Another"}, {Login: "two", Name: "Reviewer One"}} {
		a.Role = centre.RoleReview
		_, err := s.AddAccount(ctx, operator, a)
		kindIs(t, err, desk.Conflict, "account.taken")
	}
	token, a, err := s.SignIn(ctx, "one", given)
	if err != nil || !a.Given || a.Tenant != tenant || a.Role != centre.RoleReview || a.Name != "Reviewer One" {
		t.Fatalf("signed in: %+v, %v", a, err)
	}
	_, err = s.Sitting(ctx, "")
	kindIs(t, err, desk.Denied, "account.sitting")
	fresh, err := s.ChooseSecret(ctx, token, given, "a sample secret of 1899")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Sitting(ctx, token)
	kindIs(t, err, desk.Denied, "account.sitting")
	if a, err := s.Sitting(ctx, fresh); err != nil || a.Given || a.Person() != (centre.Person{Name: "Reviewer One", Tenant: tenant}) {
		t.Errorf("sits with its own secret: %+v, %v", a, err)
	}
	_, err = s.EnableAccount(ctx, stranger, "one", false)
	kindIs(t, err, desk.NotFound, "account")
	_, err = s.GiveSecret(ctx, stranger, "one")
	kindIs(t, err, desk.NotFound, "account")
	if list, err := s.Accounts(ctx, stranger); err != nil || len(list) != 0 {
		t.Errorf("the next street sees %+v, %v", list, err)
	}
	if a, err := s.EnableAccount(ctx, operator, "ONE", false); err != nil || a.Active {
		t.Errorf("disabled: %+v, %v", a, err)
	}
	_, err = s.Sitting(ctx, fresh)
	kindIs(t, err, desk.Denied, "account.sitting")
	_, _, err = s.SignIn(ctx, "one", "a sample secret of 1899")
	kindIs(t, err, desk.Denied, "account.secret")
	list, err := s.Accounts(ctx, reviewer)
	if err != nil || len(list) != 1 || list[0].Active || list[0].Login != "one" {
		t.Errorf("accounts: %+v, %v", list, err)
	}
}

// However many secrets are tried at once, no more are than are allowed.
func TestWrongSecretsAtOnce(t *testing.T) {
	s := newStreet(t)
	given, err := s.AddAccount(t.Context(), operator, centre.Account{Login: "one", Name: "One", Role: centre.RoleReview})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	seen := map[desk.Kind]int{}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, _, err := s.SignIn(t.Context(), "one", "wrong")
			mu.Lock()
			seen[desk.KindOf(err)]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if seen[desk.Denied] != 5 || seen[desk.Locked] != 15 {
		t.Errorf("answers: %v", seen)
	}
	_, _, err = s.SignIn(t.Context(), "one", given)
	kindIs(t, err, desk.Locked, "account.locked")
}

func TestWhatReviewersSee(t *testing.T) { eachStreet(t, whatReviewersSee) }

func whatReviewersSee(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	c := w.takeIn(1000)
	w.write(func(desk.Tx) (desk.Act, error) { return desk.Act{Kind: "case.unheard", Obj: "case:x"}, nil })
	w.mustRun(s.url)
	ctx := t.Context()

	f, err := s.MaskedCase(ctx, reviewer, c.No)
	p, full := f.Case.Private.Applicant, storetest.Person()
	if err != nil || !f.Open || p.Name == full.Name || p.Number == full.Number || p.Phone == full.Phone || f.Case.Private.Fields["address"] != "***" {
		t.Errorf("masked: %+v, %v", f.Case.Private, err)
	}
	if acts, err := s.ActsOn(ctx, reviewer, centre.ActFilter{Text: c.No}); err != nil || len(acts) != 0 {
		t.Errorf("written down: %+v, %v", acts, err)
	}
	if _, err := s.OpenPage(ctx, reviewer, c.No, f.Pages[0].ID); err != nil {
		t.Error(err)
	}
	if acts, err := s.ActsOn(ctx, reviewer, centre.ActFilter{Text: c.No}); err != nil || len(acts) != 1 || acts[0].No != c.No {
		t.Errorf("written down: %+v, %v", acts, err)
	}
	in, err := s.Inbox(ctx, reviewer, centre.InboxFilter{Text: "sample", State: desk.CaseReceived, Station: station})
	if err != nil || in.Total != 1 || len(in.Cases) != 1 || in.Cases[0].No != c.No {
		t.Errorf("inbox: %+v, %v", in, err)
	}
	if in, err := s.Inbox(ctx, reviewer, centre.InboxFilter{Waiting: true}); err != nil || in.Total != 0 {
		t.Errorf("waits for the street: %+v, %v", in, err)
	}
	if in, err := s.Inbox(ctx, stranger, centre.InboxFilter{}); err != nil || in.Total != 0 {
		t.Errorf("the next street sees %+v, %v", in, err)
	}
	if h, err := s.History(ctx, reviewer, c.ID); err != nil || len(h) != 1 || h[0].Kind != desk.ActCaseReceived || h[0].Staff != "u01" || h[0].At.IsZero() {
		t.Errorf("history: %+v, %v", h, err)
	}
	if a, err := s.Aside(ctx, reviewer, deskID, 0); err != nil || len(a) != 1 || a[0].Kind != "case.unheard" || a[0].Code == "" {
		t.Errorf("set aside: %+v, %v", a, err)
	}
	_, err = s.Aside(ctx, stranger, deskID, 0)
	kindIs(t, err, desk.NotFound, "desk")
	if d, err := s.DesksOf(ctx, stranger); err != nil || len(d) != 0 {
		t.Errorf("the next street has %+v, %v", d, err)
	}
	if d, err := s.DesksOf(ctx, reviewer); err != nil || len(d) != 1 || d[0].Pending.Events == 0 {
		t.Errorf("desks: %+v, %v", d, err)
	}

	v, err := s.AnswerSeen(ctx, "rid-1", reviewer, c.No, f.Stand, desk.DecideAccept, "")
	if err != nil || v.Stand == f.Stand {
		t.Errorf("answered: %+v, %v", v, err)
	}
	_, err = s.AnswerSeen(ctx, "rid-2", reviewer, c.No, f.Stand, desk.DecideDone, "")
	kindIs(t, err, desk.Conflict, "case.moved")
	if v, err := s.Case(ctx, c.No); err != nil || v.Decision != desk.DecideAccept || v.DecisionVer != 1 {
		t.Errorf("the case is %+v, %v", v, err)
	}
}
