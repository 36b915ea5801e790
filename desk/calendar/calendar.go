package calendar

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"xiaochuang/desk"
)

//go:embed tables/*.json
var tables embed.FS

// ErrNoTable is the error for a day of a year that has no table; the Problem
// returned names the year in Open. Compare with errors.Is.
var ErrNoTable = &desk.Problem{Kind: desk.Unavailable, What: "calendar"}

func noTable(year int) error {
	return &desk.Problem{Kind: ErrNoTable.Kind, What: ErrNoTable.What, Open: []string{strconv.Itoa(year)}}
}

// A Calendar is a set of yearly tables. It is a value that never changes; the
// zero Calendar has no table.
type Calendar struct {
	years map[int]Year
}

// BuiltIn returns the calendar with the tables that come with the program.
func BuiltIn() (Calendar, error) {
	var c Calendar
	files, err := tables.ReadDir("tables")
	if err != nil {
		return Calendar{}, fmt.Errorf("list built-in tables: %w", err)
	}
	for _, f := range files {
		b, err := tables.ReadFile("tables/" + f.Name())
		if err != nil {
			return Calendar{}, fmt.Errorf("built-in table %s: %w", f.Name(), err)
		}
		y, err := Parse(b)
		if err != nil {
			return Calendar{}, fmt.Errorf("built-in table %s: %w", f.Name(), err)
		}
		c = c.With(y)
	}
	return c, nil
}

// With returns the calendar with y in place of any table of the same year.
func (c Calendar) With(y Year) Calendar {
	years := make(map[int]Year, len(c.years)+1)
	maps.Copy(years, c.years)
	years[y.Number] = y
	return Calendar{years}
}

// Years lists the years that have a table, in order.
func (c Calendar) Years() []int {
	return slices.Sorted(maps.Keys(c.years))
}

// Table returns the table of a year.
func (c Calendar) Table(year int) (y Year, ok bool) {
	y, ok = c.years[year]
	return y, ok
}

// Working reports whether day is worked. The error is ErrNoTable for a year
// without table and of kind Invalid for what is no date.
func (c Calendar) Working(day desk.Day) (bool, error) {
	s, err := c.status(day)
	return s.works, err
}

// Workdays counts the days worked in a year.
func (c Calendar) Workdays(year int) (int, error) {
	if _, ok := c.years[year]; !ok {
		return 0, noTable(year)
	}
	n := 0
	first := time.Date(year, time.January, 1, 0, 0, 0, 0, desk.Beijing)
	for t := first; t.Year() == year; t = t.AddDate(0, 0, 1) {
		s, err := c.status(desk.Day(t.Format(time.DateOnly)))
		if err != nil {
			return 0, err
		}
		if s.works {
			n++
		}
	}
	return n, nil
}

// Between counts the working days after from up to and including to: the days
// left of a deadline. It is negative when to lies before from, and then says
// how many working days the deadline has been over.
func (c Calendar) Between(from, to desk.Day) (int, error) {
	if from > to {
		n, err := c.Between(to, from)
		return -n, err
	}
	if _, err := c.status(from); err != nil {
		return 0, err
	}
	n := 0
	for d := from; d < to; {
		d = d.Add(1)
		s, err := c.status(d)
		if err != nil {
			return 0, err
		}
		if s.works {
			n++
		}
	}
	return n, nil
}

// status is what the tables say of one day.
type status struct {
	works   bool
	weekend bool   // a Saturday or Sunday
	name    string // of the holiday that has changed the day, else ""
	year    int    // whose table was asked
}

// status looks a day up. The notice of the following year may have changed a
// day of December, so that its table, if there, is asked first.
func (c Calendar) status(day desk.Day) (status, error) {
	t := day.Start()
	if t.IsZero() {
		return status{}, &desk.Problem{Kind: desk.Invalid, What: "day"}
	}
	y, ok := c.years[t.Year()]
	if !ok {
		return status{}, noTable(t.Year())
	}
	s := status{year: t.Year()}
	s.weekend = t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
	s.works = !s.weekend
	for _, table := range []Year{c.years[t.Year()+1], y} {
		if m, marked := table.marks[day]; marked {
			s.works, s.name = !m.off, m.name
			break
		}
	}
	return s, nil
}
