package centre_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/identity"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/storetest"
)

// A month is a station that lives through one: two communities, two windows,
// each a process of its own over one store, a line to the street that breaks,
// and everything that goes wrong in between. What must be true whatever happens
// is looked at as it goes on; see look and theEnd.
type month struct {
	t      *testing.T
	rand   *rand.Rand
	clock  *dayClock
	place  desk.Station
	guide  *guide.Catalogue
	cal    calendar.Calendar
	dir    string
	seats  []*seat
	street *street
	line   *cutter

	rids    int
	served  int
	faults  map[string]int
	done    map[desk.ActKind]int
	pages   map[string][]byte // page id → the image as it was scanned
	owner   map[string]int    // visit → the window that has it
	waits   []string          // numbers of cases whose applicants come back
	today   desk.Day
	printed map[string]int
}

// A seat is one window: its own handle of the store, and what its clerk is at.
type seat struct {
	m       *month
	no      int
	db      *store.Store
	hall    *desk.Hall
	intake  *desk.Intake
	counter *desk.Counter
	ratings *desk.Ratings
	days    *desk.Days
	mine    *desk.Ticket
	held    []desk.Ticket
	drafts  map[string]string // visit → draft that waits for it
}

// dayClock goes on a little with each reading.
type dayClock struct {
	mu  sync.Mutex
	now time.Time
	off time.Duration // how wrong the PC's clock is
}

func (c *dayClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(20 * time.Millisecond)
	return c.now.Add(c.off)
}

func (c *dayClock) move(now time.Time, off time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.off = now, off
}

func (c *dayClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// The two communities of the station.
const (
	eastern = "110101001001"
	western = "110101001002"
)

func monthStation() desk.Station {
	st := storetest.Station()
	st.Communities = []desk.Community{{Code: eastern, Name: "甲社区"}, {Code: western, Name: "乙社区"}}
	st.Staff = []desk.Staff{onDuty(1).Staff, onDuty(2).Staff}
	return st
}

func onDuty(window int) desk.Duty {
	return desk.Duty{Window: window, Staff: desk.Staff{
		ID: fmt.Sprintf("u%02d", window), Name: []string{"", "王小窗", "李示例"}[window], Roles: []desk.Role{desk.RoleClerk},
	}}
}

// newMonth opens an empty station on the first of November 2026 and makes it
// known to its street.
func newMonth(t *testing.T, seed uint64) *month {
	t.Helper()
	m := &month{
		t: t, rand: rand.New(rand.NewPCG(seed, 30)), clock: &dayClock{now: time.Date(2026, 11, 1, 23, 0, 0, 0, time.UTC)},
		place: monthStation(), dir: filepath.Join(t.TempDir(), "desk"), street: newStreet(t),
		faults: map[string]int{}, done: map[desk.ActKind]int{}, pages: map[string][]byte{}, owner: map[string]int{}, printed: map[string]int{},
	}
	var err error
	if m.guide, err = guide.Demo(); err != nil {
		t.Fatal(err)
	}
	if m.cal, err = calendar.BuiltIn(); err != nil {
		t.Fatal(err)
	}
	for no := 1; no <= 2; no++ {
		s := &seat{m: m, no: no, drafts: map[string]string{}}
		s.open()
		m.seats = append(m.seats, s)
		t.Cleanup(func() { s.db.Close() })
	}
	m.enrol()
	m.line = newCutter(t, m.street.url, func() int64 { return 2000 + rand.Int64N(200_000) })
	return m
}

// open opens the window's handle of the store, as its process does when it
// starts.
func (s *seat) open() {
	m := s.m
	m.t.Helper()
	db, err := store.Open(context.Background(), store.Config{
		Dir: m.dir, Station: m.place, Clock: m.clock, Built: storetest.Built, Reserve: -1,
	})
	if err != nil {
		m.t.Fatal(err)
	}
	people := identity.People{Use: identity.Rehearsal}
	press := desk.NewPress(m.place, m.guide, people)
	s.db = db
	s.hall = desk.NewHall(db, m.place, press)
	s.intake = desk.NewIntake(db, m.place, m.guide, calendar.Limits{Calendar: m.cal}, people, press)
	s.counter = desk.NewCounter(db, m.place, m.guide, press)
	s.days = desk.NewDays(db, m.place, press)
	s.ratings = desk.NewRatings(db, &monthPad{rand: m.rand}, time.Second)
}

// restart is what a power cut leaves: the process begins anew and finds its
// visit and its drafts where they were.
func (s *seat) restart() {
	if err := s.db.Close(); err != nil {
		s.m.t.Fatal(err)
	}
	s.open()
	if _, err := s.db.PrintJobs().Recover(s.m.t.Context(), s.m.clock.Now()); err != nil {
		s.m.t.Fatal(err)
	}
	q, err := s.hall.Queue(s.m.t.Context(), s.no)
	if err != nil {
		s.m.t.Fatal(err)
	}
	if (q.Mine == nil) != (s.mine == nil) || q.Mine != nil && q.Mine.ID != s.mine.ID {
		s.m.t.Fatalf("window %d finds another visit after its restart: %+v, had %+v", s.no, q.Mine, s.mine)
	}
}

func (s *seat) printer() string { return "console-" + strconv.Itoa(s.no) }

// A monthPad answers at random, or not at all.
type monthPad struct{ rand *rand.Rand }

func (p *monthPad) Health() desk.Health {
	return desk.Health{Family: desk.FamilyPad, State: desk.DeviceOK}
}
func (p *monthPad) Close() error { return nil }

func (p *monthPad) Ask(_ context.Context, r desk.PadRequest) (desk.PadAnswer, error) {
	levels := []desk.Level{desk.VerySatisfied, desk.Satisfied, desk.Fair, desk.Dissatisfied, desk.VeryDissatisfied}
	switch n := p.rand.IntN(20); {
	case n == 0:
		return desk.PadAnswer{}, errors.New("unplugged")
	case n < 4:
		return desk.PadAnswer{Visit: r.Visit, Silence: desk.TimedOut}, nil
	case n == 4:
		return desk.PadAnswer{Visit: "another", Level: desk.VerySatisfied}, nil // a late answer of the visit before
	}
	return desk.PadAnswer{Visit: r.Visit, Level: levels[min(p.rand.IntN(9), 4)]}, nil
}

func (m *month) enrol() {
	m.t.Helper()
	ctx, s := m.t.Context(), m.seats[0]
	code, err := m.street.NewCode(ctx, station, "01")
	if err != nil {
		m.t.Fatal(err)
	}
	c := m.dial(m.street.url)
	defer c.Close()
	e, err := c.Enrol(ctx, code, "test")
	if err != nil {
		m.t.Fatal(err)
	}
	out := s.db.Outbox()
	defer out.Close()
	if err := out.Enrolled(ctx, e); err != nil {
		m.t.Fatal(err)
	}
}

// rid mints a record id.
func (m *month) rid() string { m.rids++; return fmt.Sprintf("m%07d", m.rids) }

// overdue is true where chance has spared the month a fault for 200 acts: every
// run has each of them.
func (m *month) overdue(fault string) bool { return m.faults[fault] == 0 && m.rids > 200 }

// chance is true n times of a thousand.
func (m *month) chance(n int) bool { return m.rand.IntN(1000) < n }

// do is one act at a window with what may go wrong around it: it is cut off
// before its answer comes, its process dies, or it is sent twice. Whatever
// happens, it is done once in the end, or refused for what it is.
func (s *seat) do(f func(ctx context.Context, rid string) error) error {
	m := s.m
	m.t.Helper()
	rid, ctx := m.rid(), m.t.Context()
	switch {
	case m.chance(10) || m.overdue("act cut off"):
		m.faults["act cut off"]++
		short, cancel := context.WithCancel(ctx)
		cancel()
		_ = f(short, rid) // Done or not: the next call finds out.
	case m.chance(3):
		m.faults["restart"]++
		s.restart()
	}
	err := f(ctx, rid)
	if desk.KindOf(err) == desk.ClockDoubt {
		if err := s.db.ConfirmDay(ctx, m.rid(), onDuty(s.no), m.today); err != nil {
			m.t.Fatalf("confirm the day: %v", err)
		}
		m.faults["clock"]++
		err = f(ctx, rid)
	}
	if err == nil && (m.chance(10) || m.overdue("act sent twice")) {
		m.faults["act sent twice"]++
		before := m.last(s)
		if err := f(ctx, rid); err != nil {
			m.t.Fatalf("an act that is sent twice is refused: %v", err)
		}
		if after := m.last(s); after != before {
			m.t.Fatalf("an act that was sent twice has written line %d", after)
		}
	}
	return err
}

// last is the position of the journal's last line.
func (m *month) last(s *seat) int64 {
	r, err := s.db.Journal(m.t.Context(), 1<<40, 1)
	if err != nil || len(r) > 0 {
		m.t.Fatalf("a journal beyond its end: %v", err)
	}
	h, err := s.db.Vitals(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	return h.Lines
}

// must ends the test on an error that no fault explains.
func (m *month) must(what string, err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatalf("%s: %v", what, err)
	}
}

// night is the run after closing: over a line that breaks, or with no line at
// all, and now and then with a centre that restarts.
func (m *month) night(last bool) {
	m.t.Helper()
	if !last && m.chance(100) {
		m.faults["no line at night"]++
		return
	}
	s, ctx := m.seats[0], m.t.Context()
	out := s.db.Outbox()
	defer out.Close()
	m.line.sound.Store(last || m.chance(500))
	for try := 0; ; try++ {
		c := m.dial(m.line.url)
		_, err := uplink.NewCourier(out, c, s.db.Keys().Suite(), m.clock, options()).Run(ctx)
		c.Close()
		if err == nil {
			return
		}
		m.faults["night run cut"]++
		if try > 20 {
			m.line.sound.Store(true)
		}
		if try > 40 {
			m.t.Fatalf("the night run does not end: %v", err)
		}
	}
}

// TestMonth lives through a month, or through three days of one in the usual
// run, the same each time; XC_FULL=1 lives through a whole one, another each
// time. XC_SEED chooses one.
func TestMonth(t *testing.T) {
	seed, days, visits := uint64(1), 3, 90
	if os.Getenv("XC_FULL") != "" {
		days, visits, seed = 30, 4000, uint64(time.Now().UnixNano())
	}
	if s := os.Getenv("XC_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("XC_SEED=%d", seed)
	began := time.Now()
	m := newMonth(t, seed)
	open := m.workdays("2026-11-02", days)
	for i, day := range open {
		m.day(day, (visits-m.served)/(len(open)-i))
		m.night(false)
		m.look()
	}
	m.theEnd()
	t.Logf("%d days, %d visits, %d acts, %d pages, faults %v, in %.1f s; acts by kind: %v",
		len(open), m.served, m.last(m.seats[0]), len(m.pages), m.faults, time.Since(began).Seconds(), m.done)
	if m.served < visits {
		t.Errorf("%d visits, want %d", m.served, visits)
	}
	for _, fault := range []string{"act cut off", "act sent twice"} {
		if m.faults[fault] == 0 {
			t.Errorf("no %s in all this time", fault)
		}
	}
}

// workdays lists the days on which the station is open among n calendar days.
func (m *month) workdays(from desk.Day, n int) []desk.Day {
	var out []desk.Day
	for i := range n {
		day := from.Add(i)
		if day > "2026-11-30" {
			break
		}
		if ok, err := m.cal.Working(day); err != nil {
			m.t.Fatal(err)
		} else if ok {
			out = append(out, day)
		}
	}
	return out
}
