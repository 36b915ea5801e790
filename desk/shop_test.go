package desk_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/identity"
	"xiaochuang/store"
	"xiaochuang/store/storetest"
)

// A shop is a whole station: a real store in a folder of the test, the
// demonstration guide, the built-in calendar, and every use case over them.
type shop struct {
	t       *testing.T
	db      *store.Store
	clock   *storetest.Clock
	station desk.Station
	guide   *guide.Catalogue
	hall    *desk.Hall
	intake  *desk.Intake
	counter *desk.Counter
	days    *desk.Days
	custody *desk.Custody
	batches *desk.Batches

	mu   sync.Mutex
	rids int
}

var (
	demonstration = sync.OnceValues(guide.Demo)
	holidays      = sync.OnceValues(calendar.BuiltIn)
)

// station is the station of these tests: two windows, a lane of consultations,
// two communities.
func station() desk.Station {
	return desk.Station{
		Code: "110101001001", Name: "示例社区服务站", Street: "示例街道", Centre: "示例街道政务服务中心",
		Phone: "010-65000000", Desk: "01", Queue: true,
		Communities: []desk.Community{{Code: "110101001001", Name: "示例社区"}, {Code: "110101001002", Name: "示例二社区"}},
		Windows:     []desk.Window{{No: 1, Name: "综合窗口"}, {No: 2, Name: "综合窗口二"}},
		Lanes:       []desk.Lane{{Letter: "A", Name: "综合"}, {Letter: "Z", Name: "咨询", Items: []string{adviceItem}}},
		Staff:       []desk.Staff{at(1).Staff, at(2).Staff},
	}
}

// at is who serves at a window.
func at(window int) desk.Duty {
	return desk.Duty{Window: window, Staff: desk.Staff{
		ID: fmt.Sprintf("u%02d", window), Name: []string{"", "王小窗", "李示例"}[window], No: fmt.Sprintf("%03d", window),
		Roles: []desk.Role{desk.RoleClerk},
	}}
}

// open opens an empty station in the morning, changed by the edits.
func open(t *testing.T, edits ...func(*desk.Station)) *shop {
	t.Helper()
	return openAt(t, storetest.Morning, edits...)
}

func openAt(t *testing.T, now time.Time, edits ...func(*desk.Station)) *shop {
	t.Helper()
	s := &shop{t: t, clock: storetest.NewClock(now), station: station()}
	for _, edit := range edits {
		edit(&s.station)
	}
	db, err := store.Open(t.Context(), store.Config{
		Dir: filepath.Join(t.TempDir(), "data"), Station: s.station, Clock: s.clock,
		Built: time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), Reserve: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s.db = db
	s.hall, s.intake, s.counter, s.days = cases(t, db, s.station)
	s.guide, _ = demonstration()
	people := identity.People{Use: identity.Rehearsal}
	press := desk.NewPress(s.station, s.guide, people)
	s.custody = desk.NewCustody(db, s.station)
	s.batches = desk.NewBatches(db, s.station, s.intake, press)
	return s
}

// cases builds the use cases of a station over a ledger.
func cases(t testing.TB, l desk.Ledger, st desk.Station) (*desk.Hall, *desk.Intake, *desk.Counter, *desk.Days) {
	t.Helper()
	g, err := demonstration()
	if err != nil {
		t.Fatal(err)
	}
	c, err := holidays()
	if err != nil {
		t.Fatal(err)
	}
	people := identity.People{Use: identity.Rehearsal}
	press := desk.NewPress(st, g, people)
	return desk.NewHall(l, st, press), desk.NewIntake(l, st, g, calendar.Limits{Calendar: c}, people, press),
		desk.NewCounter(l, st, g, press), desk.NewDays(l, st, press)
}

// rid mints a record id.
func (s *shop) rid() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rids++
	return fmt.Sprintf("r%05d", s.rids)
}

// ctx is the context of the test.
func (s *shop) ctx() context.Context { return s.t.Context() }

// must ends the test on an error; it stands round a call: must(f())(t).
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wantProblem holds that err is a Problem of a kind and code.
func wantProblem(t testing.TB, err error, k desk.Kind, what string) *desk.Problem {
	t.Helper()
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok || p.Kind != k || p.What != what {
		t.Fatalf("error is %v, want the problem %s: %s", err, k, what)
	}
	return p
}

// lines lists the kinds of the journal's first thousand lines, without the
// one that opened it.
func (s *shop) lines() []desk.ActKind {
	s.t.Helper()
	var out []desk.ActKind
	for _, e := range must(s.db.Journal(s.ctx(), 0, 1000))(s.t) {
		if e.Line.Kind != desk.ActIncarnation {
			out = append(out, e.Line.Kind)
		}
	}
	return out
}

// nothingWritten holds that f writes no line.
func (s *shop) nothingWritten(f func()) {
	s.t.Helper()
	before := s.lines()
	f()
	if after := s.lines(); !slices.Equal(before, after) {
		s.t.Fatalf("what was refused wrote %v", after[len(before):])
	}
}

// printed lists the papers that are queued for printing, oldest first.
func (s *shop) printed() []string {
	s.t.Helper()
	var out []string
	for _, j := range must(s.db.PrintJobs().Jobs(s.ctx(), 1000))(s.t) {
		out = append(out, j.Paper)
	}
	slices.Reverse(out)
	return out
}

// sound holds that the journal verifies and that the tables are what follows
// from it.
func (s *shop) sound() {
	s.t.Helper()
	if r := must(s.db.Verify(s.ctx()))(s.t); !r.OK() {
		s.t.Errorf("line %d of the journal does not fit: %s", r.Bad.N, r.Bad.Why)
	}
	if d := must(s.db.RebuildCheck(s.ctx()))(s.t); len(d) > 0 {
		s.t.Errorf("a rebuild differs: %+v", d)
	}
}

// The people of these tests are invented: valid numbers of births long ago.
func citizen() desk.Person {
	return desk.Person{
		Name: "赵示例", Document: "111", Number: "110101189903070018", Phone: "13800001899", Source: desk.Typed,
	}
}

func neighbour() desk.Person {
	return desk.Person{Name: "钱样本", Document: "111", Number: "110101188511260029", Phone: "13900001885", Source: desk.Typed}
}

// anybody takes every number and masks as the real check does.
type anybody struct{ identity.People }

func (anybody) Check(desk.Person, desk.Day) error { return nil }
