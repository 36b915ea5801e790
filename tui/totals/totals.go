// Package totals is 居委合计 and 错峰: what was done for each community beside what
// was done at the whole station, and the off-peak hours of each person. It changes
// nothing.
package totals

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// days counts what was done.
type days interface {
	Totals(ctx context.Context, from, to desk.Day) (desk.Totals, error)
	OffPeakMonth(ctx context.Context, in desk.Day) ([]desk.PersonHours, error)
}

// books tells which day it is.
type books interface {
	Today(ctx context.Context) (desk.Stamp, error)
}

// Config is what a Screen is built from.
type Config struct {
	Station desk.Station
	Days    days
	Books   books
}

// A period is the time that is counted.
type period int

// The periods.
const (
	day period = iota
	thisMonth
	lastMonth
)

// of returns the first and the last day of a period.
func (p period) of(today desk.Day) (from, to desk.Day) {
	if p == day {
		return today, today
	}
	t := today.Start()
	first := t.AddDate(0, 0, 1-t.Day())
	if p == lastMonth {
		first = first.AddDate(0, -1, 0)
	}
	last := first.AddDate(0, 1, -1)
	return desk.DayOf(first, 0), desk.DayOf(last, 0)
}

// Screen is one of the two lists.
type Screen struct {
	ctx    context.Context
	cfg    Config
	hours  bool // the off-peak hours of each person, not the totals
	period period
	from   desk.Day
	to     desk.Day
	agree  bool
	table  ui.Table
	read   bool
	fault  string
}

// New returns the screen of the totals by community.
func New(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c}
	s.table = ui.Table{Empty: text.NothingCounted, Columns: []ui.Column{{Title: text.ColCommunity, Width: 14}}}
	for _, head := range text.TotalHeads {
		s.table.Columns = append(s.table.Columns, ui.Column{Title: head, Width: 4, Right: true})
	}
	s.table.Columns = append(s.table.Columns, ui.Column{Title: text.ColServed})
	return s
}

// NewHours returns the screen of the off-peak hours by person.
func NewHours(ctx context.Context, c Config) *Screen {
	s := &Screen{ctx: ctx, cfg: c, hours: true, period: thisMonth}
	s.table = ui.Table{Empty: text.NoOffPeakHours, Columns: []ui.Column{
		{Title: text.ColName, Width: 10},
		{Title: text.ColRostered, Width: 10, Right: true},
		{Title: text.ColOnDuty, Width: 10, Right: true},
		{Title: text.ColVisits, Width: 6, Right: true},
		{Title: text.ColTakenIn, Width: 6, Right: true},
		{Title: text.ColHoursNote},
	}}
	return s
}

// ID names the screen.
func (s *Screen) ID() string {
	if s.hours {
		return ui.ScreenOffPeak
	}
	return ui.ScreenTotals
}

// Title is shown in the title line.
func (s *Screen) Title() string {
	if s.hours {
		return text.OffPeak
	}
	return text.Totals
}

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true until the first count has come.
func (s *Screen) Busy() bool { return !s.read && s.fault == "" }

// Actions lists the periods.
func (s *Screen) Actions() []ui.Action {
	count := func(p period) func() tea.Cmd {
		return func() tea.Cmd {
			s.period = p
			return s.Enter()
		}
	}
	acts := []ui.Action{
		{Digit: 2, Twin: text.CmdThisMonth, Word: text.ThisMonth, Tip: text.ThisMonthTip, Run: count(thisMonth)},
		{Digit: 3, Twin: text.CmdLastMonth, Word: text.LastMonth, Tip: text.LastMonthTip, Run: count(lastMonth)},
	}
	if s.hours {
		return acts
	}
	return append([]ui.Action{{Digit: 1, Twin: text.CmdThisDay, Word: text.ThisDay, Tip: text.ThisDayTip, Run: count(day)}}, acts...)
}

type countedMsg struct {
	from, to desk.Day
	totals   desk.Totals
	hours    []desk.PersonHours
	err      error
}

// wait is longer than a month takes to be counted on a slow disk.
const wait = 20 * time.Second

// Enter counts anew.
func (s *Screen) Enter() tea.Cmd {
	p, hours := s.period, s.hours
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		st, err := s.cfg.Books.Today(ctx)
		if err != nil {
			return countedMsg{err: err}
		}
		m := countedMsg{}
		m.from, m.to = p.of(st.Day)
		if hours {
			m.hours, m.err = s.cfg.Days.OffPeakMonth(ctx, m.from)
			return m
		}
		m.totals, m.err = s.cfg.Days.Totals(ctx, m.from, m.to)
		return m
	})
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case countedMsg:
		s.show(msg)
	case tea.KeyPressMsg:
		s.table.Update(msg)
	}
	return nil
}

func (s *Screen) show(m countedMsg) {
	if s.read = true; m.err != nil {
		s.fault = text.Problem(m.err)
		return
	}
	s.fault, s.from, s.to = "", m.from, m.to
	if s.hours {
		s.table.Set(s.people(m.hours))
		return
	}
	s.agree = m.totals.Agree()
	s.table.Set(s.communities(m.totals))
}

// communities has a row for each community, and one for the station.
func (s *Screen) communities(t desk.Totals) []ui.Line {
	lines := make([]ui.Line, 0, len(t.Communities)+1)
	for _, c := range t.Communities {
		name, ways := text.NoCommunity(c.Comm), ""
		if k := s.cfg.Station.Community(c.Comm); k.Code == c.Comm {
			name, ways = text.CommName(k), text.Ways(k)
		}
		lines = append(lines, ui.Line{ID: "c" + c.Comm, Cells: row(ui.Clean(name, 40), c, ways)})
	}
	return append(lines, ui.Line{ID: "station", Style: ui.Strong, Cells: row(text.WholeStation, t.Station, "")})
}

func row(name string, t desk.Total, ways string) []string {
	cells := []string{name}
	for _, n := range text.TotalCells(t) {
		cells = append(cells, strconv.Itoa(n))
	}
	return append(cells, ways)
}

// people has a row for each person.
func (s *Screen) people(list []desk.PersonHours) []ui.Line {
	lines := make([]ui.Line, 0, len(list))
	for _, h := range list {
		name := h.Staff
		if p, ok := s.cfg.Station.Person(h.Staff); ok {
			name = p.Name
		}
		lines = append(lines, ui.Line{ID: h.Staff, Cells: []string{
			ui.Clean(name, 20), text.Hours(h.Rostered), text.Hours(h.OnDuty), strconv.Itoa(h.Visits), strconv.Itoa(h.Cases), text.HoursNote(h),
		}})
	}
	return lines
}

// Draw draws the list.
func (s *Screen) Draw(f *ui.Frame) {
	switch {
	case s.fault != "":
		f.Put(1, 1, ui.Error, s.fault)
		return
	case !s.read:
		return
	}
	f.PutCut(1, 0, f.W()-2, ui.Dim, s.head())
	s.table.Draw(f.Sub(ui.Rect{X: 1, Y: 2, W: f.W() - 2, H: f.H() - 2}))
	if !s.hours && !s.agree {
		f.PutCut(1, f.H()-1, f.W()-2, ui.Error, text.TotalsDiffer)
	}
}

func (s *Screen) head() string {
	if s.hours {
		return text.OffPeakHead(string(s.from[:7]), text.OffPeakTimes(s.cfg.Station.OffPeak))
	}
	return text.TotalsHead(string(s.from), string(s.to), s.agree)
}
