package centre_test

import (
	"encoding/json"
	"slices"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// oneOwner holds that no visit is at two windows: the store is asked by one
// process and by the other, and both say the same as the clerks.
func (m *month) oneOwner() {
	m.t.Helper()
	if !m.chance(50) {
		return
	}
	at := map[string]int{}
	for _, s := range m.seats {
		for _, by := range m.seats {
			q, err := by.hall.Queue(m.t.Context(), s.no)
			m.must("look at the queue", err)
			switch {
			case q.Mine == nil && s.mine == nil:
			case q.Mine == nil || s.mine == nil || q.Mine.ID != s.mine.ID:
				m.t.Fatalf("window %d serves %+v, the store says %+v", s.no, s.mine, q.Mine)
			case at[q.Mine.ID] != 0 && at[q.Mine.ID] != s.no:
				m.t.Fatalf("%s is at windows %d and %d", q.Mine.No, at[q.Mine.ID], s.no)
			default:
				at[q.Mine.ID] = s.no
			}
			if len(q.Held) != len(s.held) {
				m.t.Fatalf("window %d has %d parked, the store says %d", s.no, len(s.held), len(q.Held))
			}
		}
	}
}

// look holds at the end of each day what must be true of it.
func (m *month) look() {
	m.t.Helper()
	ctx, db := m.t.Context(), m.seats[1].db
	list, err := db.Tickets(ctx, m.today)
	m.must("list the day", err)
	names, lanes, comms := map[string]bool{}, map[string][]int{}, map[string]int{}
	for _, t := range list {
		if t.Day != m.today {
			m.t.Fatalf("a visit of %s is left over on %s: %+v", t.Day, m.today, t)
		}
		if names[t.No] {
			m.t.Fatalf("the number %s was given twice on %s", t.No, m.today)
		}
		names[t.No] = true
		lanes[t.Lane] = append(lanes[t.Lane], t.Seq)
		comms[t.Comm]++
		if t.Open() || t.State == desk.TicketWaiting {
			m.t.Fatalf("%s is still %s after closing", t.No, t.State)
		}
	}
	for lane, seqs := range lanes {
		slices.Sort(seqs)
		for i, n := range seqs {
			if n != i+1 {
				m.t.Fatalf("the numbers of lane %s on %s have a gap: %v", lane, m.today, seqs)
			}
		}
	}
	if comms[eastern]+comms[western] != len(list) {
		m.t.Fatalf("the communities add up to %v, the station has %d", comms, len(list))
	}
	for no, n := range m.printed {
		if n > 1 {
			m.t.Fatalf("%s came out of the printer %d times", no, n)
		}
	}
}

// theEnd sends what is left and holds what must be true of the month: the
// street has every line and page to the byte, the chain verifies, the tables are
// what follows from the journal, every page opens to what was scanned, every
// clock runs as the calendar says.
func (m *month) theEnd() {
	m.t.Helper()
	m.night(true)
	s, ctx := m.seats[0], m.t.Context()
	r, err := s.db.Verify(ctx)
	m.must("verify", err)
	if !r.OK() {
		m.t.Fatalf("line %d does not fit: %s", r.Bad.N, r.Bad.Why)
	}
	diff, err := s.db.RebuildCheck(ctx)
	m.must("rebuild", err)
	if len(diff) > 0 {
		m.t.Fatalf("a rebuild differs: %+v", diff)
	}
	out := s.db.Outbox()
	defer out.Close()
	w := &window{Store: s.db, t: m.t, at: station, no: "01", outbox: out}
	same(m.t, m.street, w, nil)
	if st, err := out.State(ctx); err != nil || st.Pending != (uplink.Pending{}) {
		m.t.Fatalf("left in the outbox: %+v, %v", st.Pending, err)
	}
	m.lines(w)
	m.cases(s)
}

// lines counts what was done, and holds that no line is decided on a state that
// never was: the revisions of each object go up by one.
func (m *month) lines(w *window) {
	m.t.Helper()
	revs := map[string]int{}
	days := desk.Day("")
	for after := int64(0); ; {
		page, err := w.Journal(m.t.Context(), after, 1000)
		m.must("read the journal", err)
		if len(page) == 0 {
			return
		}
		for _, e := range page {
			after = e.N
			m.done[e.Line.Kind]++
			if e.Line.Day < days && e.Line.Kind != desk.ActDayConfirmed {
				m.t.Fatalf("line %d is of %s, after one of %s", e.N, e.Line.Day, days)
			}
			days = e.Line.Day
			var b struct {
				Tickets []struct {
					ID  string `json:"id"`
					Rev int    `json:"rev"`
				} `json:"tickets"`
			}
			m.must("decode a line", json.Unmarshal(e.Line.Body, &b))
			for _, t := range b.Tickets {
				if t.Rev != revs[t.ID]+1 {
					m.t.Fatalf("line %d (%s): visit %s goes from revision %d to %d", e.N, e.Line.Kind, t.ID, revs[t.ID], t.Rev)
				}
				revs[t.ID] = t.Rev
			}
		}
	}
}

// cases opens every case and page.
func (m *month) cases(s *seat) {
	m.t.Helper()
	ctx := m.t.Context()
	list, err := s.db.Cases(ctx, desk.CaseFilter{Limit: 100_000})
	m.must("list the cases", err)
	numbers, pages := map[string]bool{}, 0
	for _, c := range list {
		if c.No == "" || numbers[c.No] {
			m.t.Fatalf("the number %q was given twice, or not at all", c.No)
		}
		numbers[c.No] = true
		if c.Comm != eastern && c.Comm != western {
			m.t.Fatalf("case %s is of no community", c.No)
		}
		if c.Mode == desk.ModeCollect && (c.Accepted != nil || c.Due != "") {
			m.t.Fatalf("the clock of %s has started at the desk", c.No)
		}
		m.due(c)
		for _, l := range c.Materials {
			for _, p := range l.Pages {
				pages++
				image, err := s.db.OpenPage(ctx, c.ID, p.ID)
				m.must("open a page of "+c.No, err)
				if digest(image) != digest(m.pages[p.ID]) {
					m.t.Fatalf("page %s of %s is not what was scanned", p.ID, c.No)
				}
			}
		}
	}
	if len(list) == 0 || pages == 0 {
		m.t.Fatalf("%d cases with %d pages", len(list), pages)
	}
}

// due counts the working days of a promise one by one, as the law does: the
// day of acceptance is not counted, and no day on which the applicant had still
// to bring something is.
func (m *month) due(c desk.Case) {
	m.t.Helper()
	if _, waits := c.Paused(); waits || c.Due == "" || c.PromiseUnit != "工作日" || c.Accepted == nil {
		return
	}
	day := c.CountedFrom()
	for left := c.PromiseDays; left > 0; {
		day = day.Add(1)
		working, err := m.cal.Working(day)
		if err != nil {
			return // beyond the tables
		}
		if working && !slices.ContainsFunc(c.Pauses, func(p desk.Pause) bool { return p.From <= day && (p.Until == "" || day <= p.Until) }) {
			left--
		}
	}
	if c.PromiseDays > 0 && c.Due != day {
		m.t.Fatalf("%s is due on %s, %d working days after %s are %s without %+v", c.No, c.Due, c.PromiseDays, c.CountedFrom(), day, c.Pauses)
	}
}
