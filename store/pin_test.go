package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// guarded is the configuration of a store with one case in it, whose keys open by
// the PINs of u01 and u02; u04 has one that opens nothing.
func guarded(t *testing.T) (Config, *storetest.Clock, string) {
	t.Helper()
	clock := storetest.NewClock(storetest.Morning)
	c := config(filepath.Join(t.TempDir(), "data"), clock)
	c.CheapPINs = true
	s := openIn(t, c)
	mustWrite(t, s, "r1", storetest.TakeIn(storetest.NewCase("c1", storetest.Person())))
	for _, p := range []struct {
		who, pin string
		opens    bool
	}{{"u01", "4711", true}, {"u02", "5822", true}, {"u04", "6933", false}} {
		if err := s.PutPIN(t.Context(), p.who, p.pin, p.opens); err != nil {
			t.Fatal(err)
		}
	}
	code, err := s.Protect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c, err := s.Case(t.Context(), "c1"); err != nil || c.Private.Applicant.Name == "" {
		t.Fatalf("who protected it is locked out: %+v, %v", c, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return c, clock, code
}

func TestLockedStoreMovesAndShowsNothing(t *testing.T) {
	c, _, code := guarded(t)
	ctx := t.Context()
	s := openIn(t, c)
	if g, err := s.Guard(ctx); err != nil || !g.Protected || g.Open || !g.Passes["u01"].PIN || g.Passes["u03"].PIN {
		t.Fatalf("%+v, %v", g, err)
	}
	if c, err := s.Case(ctx, "c1"); err != nil || c.No == "" || c.Private.Applicant.Name != "" {
		t.Errorf("case %+v, %v", c, err)
	}
	_, err := s.Write(ctx, "r2", storetest.Duty(), storetest.TakeIn(storetest.NewCase("c2", storetest.Other())))
	wantKind(t, err, desk.Locked)
	if r, err := s.Verify(ctx); err != nil || !r.OK() {
		t.Errorf("journal %+v, %v", r, err)
	}
	no := ""
	mustWrite(t, s, "r3", func(tx desk.Tx) (desk.Act, error) {
		p, err := storetest.Issue(tx, desk.PaperTicket, "", "A001")
		no = p.No
		return desk.Act{Kind: desk.ActTicketTaken, Obj: "paper:" + p.No, Papers: []desk.Paper{p}}, err
	})
	if p, err := s.Paper(ctx, no); err != nil || p.Content.Applicant != "A001" {
		t.Errorf("slip %+v, %v", p, err)
	}
	wantKind(t, s.TryPIN(ctx, "u04", "6933"), "")
	if g, _ := s.Guard(ctx); g.Open {
		t.Error("a technician has opened it")
	}
	wantKind(t, s.TryPIN(ctx, "u03", "4711"), desk.NotFound)
	wantKind(t, s.TryPIN(ctx, "u02", "5822"), "")
	if c, err := s.Case(ctx, "c1"); err != nil || c.Private.Applicant != storetest.Person() {
		t.Errorf("case after the PIN: %+v, %v", c, err)
	}
	other := openIn(t, c)
	wantKind(t, other.Recover(ctx, code), "")
	if c, err := other.Case(ctx, "c1"); err != nil || c.Private.Applicant != storetest.Person() {
		t.Errorf("case after the recovery: %+v, %v", c, err)
	}
	if d, err := other.RebuildCheck(ctx); err != nil || len(d) > 0 {
		t.Errorf("rebuild: %v, %v", d, err)
	}
}

// TestFiveWrongPINsLock tries in two processes by turns and over a restart.
func TestFiveWrongPINsLock(t *testing.T) {
	c, clock, _ := guarded(t)
	ctx := t.Context()
	a, b := openIn(t, c), openIn(t, c)
	for i, s := range []*Store{a, b, a, b} {
		err := s.TryPIN(ctx, "u01", "1111")
		if !isProblem(err, desk.Denied, "pin.wrong") || !strings.Contains(err.Error(), fmt.Sprint(desk.MostTries-1-i)) {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	if err := a.TryPIN(ctx, "u01", "1111"); !isProblem(err, desk.Locked, "pin.spent") {
		t.Fatalf("the fifth: %v", err)
	}
	s := openIn(t, c)
	if err := s.TryPIN(ctx, "u01", "4711"); !isProblem(err, desk.Locked, "pin.locked") {
		t.Errorf("the right one, too late: %v", err)
	}
	if g, err := s.Guard(ctx); err != nil || !g.Passes["u01"].Until.After(clock.Now().Add(desk.LockedFor-time.Minute)) {
		t.Errorf("%+v, %v", g, err)
	}
	wantKind(t, s.TryPIN(ctx, "u02", "5822"), "") // Others go on.
	clock.Add(desk.LockedFor)
	wantKind(t, s.TryPIN(ctx, "u01", "4711"), "")
	for range desk.MostTries {
		s.TryPIN(ctx, "u01", "1111")
	}
	if err := s.Release(ctx, "u01"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, s.TryPIN(ctx, "u01", "4711"), "")
}

// changePINs gives u01 one PIN after another, protects the keys on the way, and
// acknowledges each when it is kept.
func changePINs(s *Store) error {
	s.cost = seal.Cost{Time: 1, Memory: 64}
	for i := 0; ; i++ {
		pin := fmt.Sprint(20000 + i)
		if err := s.PutPIN(context.Background(), "u01", pin, true); err != nil {
			return err
		}
		acknowledge("pin", pin)
		if i == 2 {
			code, err := s.Protect(context.Background())
			if err != nil {
				return err
			}
			acknowledge("code", code)
		}
	}
}

// TestKilledWhileProtecting kills a process that changes the key ring, from the
// first PIN of an unprotected one on. Afterwards the last PIN that was
// acknowledged, or the one after it, opens what was sealed before.
func TestKilledWhileProtecting(t *testing.T) {
	kills := 8
	if full() {
		kills = 200
	}
	for range kills {
		dir := filepath.Join(t.TempDir(), "data")
		s := openReal(t, dir)
		mustWrite(t, s, "r1", storetest.TakeIn(storetest.NewCase("c1", storetest.Person())))
		s.Close()
		k := start(t, "pins", dir, "k")
		last := 19999
		for range rand.IntN(6) {
			fmt.Sscanf(<-k.lines, "pin %d", &last)
		}
		time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond) // It is killed anywhere within a step.
		for _, line := range k.kill(t) {
			fmt.Sscanf(line, "pin %d", &last)
		}
		again := openReal(t, dir)
		g, err := again.Guard(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if g.Protected {
			err = again.TryPIN(t.Context(), "u01", fmt.Sprint(last))
			if err != nil {
				err = again.TryPIN(t.Context(), "u01", fmt.Sprint(last+1))
			}
			if err != nil {
				t.Fatalf("after PIN %d: %v", last, err)
			}
		}
		if c, err := again.Case(t.Context(), "c1"); err != nil || c.Private.Applicant != storetest.Person() {
			t.Fatalf("case %+v, %v", c, err)
		}
	}
}
