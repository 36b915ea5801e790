package wire

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// A shelved desk is one of the demonstration to which a publisher's versions come.
type shelved struct {
	*Desk
	t    *testing.T
	keys *seal.Keys
	prev string
}

// demoDesk opens a desk of the demonstration in a folder.
func demoDesk(t *testing.T, dir string) *Desk {
	t.Helper()
	d, err := Open(t.Context(), Options{Data: dir, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func newShelved(t *testing.T, dir string) *shelved {
	t.Helper()
	d := demoDesk(t, dir)
	k, err := seal.Create(filepath.Join(t.TempDir(), "publisher"), d.Store.Keys().Suite())
	if err != nil {
		t.Fatal(err)
	}
	key, err := k.Signing().Public()
	if err != nil {
		t.Fatal(err)
	}
	d.Config.Centre.Publishers = []string{key.String()}
	d.turning.shelf = d.shelf()
	return &shelved{d, t, k, ""}
}

// stage brings a version down that comes into effect at a time, with a note on the
// first item.
func (s *shelved) stage(version string, effective time.Time) {
	s.t.Helper()
	first := true
	c := storetest.Edition(s.t, version, func(it *desk.Item) bool {
		if first {
			it.Note = "第 " + version + " 版"
		}
		first = false
		return true
	})
	m, pieces := storetest.Signed(s.t, s.keys, c, s.prev, effective)
	h, ctx := s.shelf(), s.t.Context()
	if err := h.Offer(ctx, m); err != nil {
		s.t.Fatal(err)
	}
	lacking, err := h.Lacking(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range pieces {
		for _, o := range lacking {
			if p.ID == o.ID {
				if err := h.Keep(ctx, pieces); err != nil {
					s.t.Fatal(err)
				}
				lacking = nil
				break
			}
		}
	}
	if err := h.Stage(ctx); err != nil {
		s.t.Fatal(err)
	}
	s.prev = version
}

func (s *shelved) inForceIs(when, want string) {
	s.t.Helper()
	if got := s.Catalogue.Version(); got != want {
		s.t.Errorf("%s: %s is in force, want %s", when, got, want)
	}
}

// TestTheCatalogueTurnsBetweenVisits brings a version into force in a running program:
// at its time, when every console is quiet and no window has anybody, and tells each
// console once. What was begun before finds its own version.
func TestTheCatalogueTurnsBetweenVisits(t *testing.T) {
	t.Parallel()
	s := newShelved(t, filepath.Join(t.TempDir(), "desk"))
	ctx, began := t.Context(), s.Catalogue.Version()
	one, leaveOne := s.turning.console()
	two, leaveTwo := s.turning.console()
	defer leaveOne()
	one(true)
	two(true)
	s.stage("2026.11.1", s.Clock.Now().Add(time.Hour))
	s.turning.step(ctx)
	s.inForceIs("before its time", began)
	s.stage("2026.11.2", s.Clock.Now())
	two(false)
	s.turning.step(ctx)
	s.inForceIs("with a card open at one console", began)
	if v, err := s.shelf().InForce(ctx); v != "" || err != nil {
		t.Errorf("adopted with a card open: %q, %v", v, err)
	}
	leaveTwo()
	by := s.Duty("u01", 1)
	visit, err := s.Hall.WalkIn(ctx, s.Mint(), by, desk.TakeOrder{})
	if err != nil {
		t.Fatal(err)
	}
	s.turning.step(ctx)
	s.inForceIs("with somebody at a window", began)
	dr, err := s.Intake.Begin(ctx, s.Mint(), by, s.Catalogue.Items()[0].ID, visit)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Hall.Hold(ctx, s.Mint(), by, visit.ID, desk.HoldAway); err != nil {
		t.Fatal(err)
	}
	s.turning.step(ctx)
	s.inForceIs("between two visits", "2026.11.2")
	if said := one(true); !strings.Contains(said, "2026.11.2") {
		t.Errorf("the console is told %q", said)
	}
	if said := one(true); said != "" {
		t.Errorf("and again %q", said)
	}
	if d := s.Catalogue.Drift(dr.Case.Catalogue, dr.Case.Item); d.From != began || d.To != "2026.11.2" || d.Unknown || len(d.Lines) == 0 {
		t.Errorf("the draft lies behind by %+v", d)
	}
	if g, ok := s.Catalogue.At(dr.Case.Catalogue); !ok || g.Version() != began {
		t.Errorf("the draft's version is not its own (%v)", ok)
	}
}

// TestAnotherProcessTurns follows a version that another process of the station has
// brought into force, and never goes back by itself.
func TestAnotherProcessTurns(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "desk")
	s := newShelved(t, dir)
	turn, leave := s.turning.console()
	defer leave()
	turn(true)
	s.stage("2026.11.1", s.Clock.Now())
	other := demoDesk(t, dir) // which adopts at its start
	if got := other.Catalogue.Version(); got != "2026.11.1" {
		t.Fatalf("a program that starts has %s in force", got)
	}
	s.turning.step(t.Context())
	s.inForceIs("after another process", "2026.11.1")
	s.stage("2026.11.2", s.Clock.Now())
	s.turning.step(t.Context())
	s.inForceIs("the next", "2026.11.2")
	m, _ := storetest.Signed(t, s.keys, storetest.Edition(t, "2026.11.1", func(*desk.Item) bool { return true }), "", s.Clock.Now())
	if err := s.shelf().Offer(t.Context(), m); desk.KindOf(err) != desk.Conflict {
		t.Errorf("a version that was is taken again: %v", err)
	}
	s.turning.step(t.Context())
	s.inForceIs("after it", "2026.11.2")
}

// TestNewsIsEachClerksOwn compares with what somebody worked with before today, or has
// read about.
func TestNewsIsEachClerksOwn(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "desk")
	s := newShelved(t, dir)
	ctx := t.Context()
	news := func(staff string) guide.News {
		t.Helper()
		n, err := s.News(ctx, staff)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := news("u01"); len(n.Changes) != 0 {
		t.Errorf("news of a folder's own file: %+v", n)
	}
	s.stage("2026.11.1", s.Clock.Now())
	s.turning.step(ctx)
	if n := news("u01"); len(n.Changes) != 0 {
		t.Errorf("compared with the embedded demonstration: %d items", len(n.Changes))
	}
	s.stage("2026.11.2", s.Clock.Now())
	s.turning.step(ctx)
	n := news("u01")
	if n.From != "2026.11.1" || n.To != "2026.11.2" || len(n.Changes) != 1 || n.Unread() != 1 {
		t.Fatalf("somebody who never worked here is told %+v", n)
	}
	if err := s.Days.CatalogueRead(ctx, s.Mint(), s.Duty("u01", 1), n.To); err != nil {
		t.Fatal(err)
	}
	if n := news("u01"); n.Unread() != 0 {
		t.Errorf("what was read is told as unread: %+v", n)
	}
	if n := news("u02"); n.Unread() != 1 {
		t.Errorf("what another has read is told as %+v", n)
	}
	s.stage("2026.11.3", s.Clock.Now())
	s.turning.step(ctx)
	if n := news("u01"); n.From != "2026.11.2" || n.Unread() != 1 {
		t.Errorf("after the next version: %+v", n)
	}
	lines, err := s.catalogueFound(ctx, "u01")
	if err != nil || lines[len(lines)-1].Count != 1 || lines[len(lines)-1].Green() {
		t.Errorf("the morning check has %+v, %v", lines, err)
	}
}

// TestStaleAndRefusedAreSaid tells of a version past its time, and of one that was not
// taken, with what to do.
func TestStaleAndRefusedAreSaid(t *testing.T) {
	t.Parallel()
	s := newShelved(t, filepath.Join(t.TempDir(), "desk"))
	ctx := t.Context()
	s.stage("2026.11.1", s.Clock.Now().AddDate(-1, 0, -20))
	s.turning.step(ctx)
	stranger, err := seal.Create(filepath.Join(t.TempDir(), "stranger"), s.keys.Suite())
	if err != nil {
		t.Fatal(err)
	}
	m, _ := storetest.Signed(t, stranger, storetest.Edition(t, "2026.11.2", func(*desk.Item) bool { return true }), "2026.11.1", s.Clock.Now())
	if err := s.shelf().Offer(ctx, m); desk.KindOf(err) != desk.Denied {
		t.Fatal(err)
	}
	lines, err := s.catalogueFound(ctx, "u01")
	if err != nil || lines[0].Green() || lines[0].Count < 380 || lines[1].What != "refused" || lines[1].Code != "catalogue.signature" {
		t.Errorf("the morning check has %+v, %v", lines, err)
	}
	shown, err := s.editionLines(ctx)
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, l := range shown {
		all += l.Text + "\n"
	}
	for _, want := range []string{"2026.11.1", "天未更新", "没有收 2026.11.2", "publishers"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not on the screen of the exchange:\n%s", want, all)
		}
	}
	if n := s.Config.Centre.Publishers; !publicKeys(n) || publicKeys([]string{"x"}) || publicKeys(append(n, n[0], n[0])) {
		t.Error("the keys of station.toml are not looked at")
	}
}
