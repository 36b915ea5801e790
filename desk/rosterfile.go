package desk

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// What is wrong with a line of a roster's file.
const (
	RosterForm   = "form"   // it has not five parts
	RosterDay    = "day"    // its day is none
	RosterMonth  = "month"  // its day is of another month
	RosterStaff  = "staff"  // the id is none
	RosterWindow = "window" // the window is no number from 1 to 99
	RosterTime   = "time"   // the times are none, or the wrong way round
	RosterTwice  = "twice"  // the person is on duty then by another line
)

// MostRosterFile bounds the file of a roster, in bytes.
const MostRosterFile = 128 << 10

// A RosterFault is a line of a roster's file that is no duty.
type RosterFault struct {
	Line int    // from 1
	What string // code
	Text string // as it stands, its beginning
}

// mostFaults bounds the faults that are told of one file.
const mostFaults = 100

// ParseRoster reads the roster of a month from a file: one duty a line, its day, the
// id of the person, the window ("" for any), from and to, with commas between. A
// first line that names the columns, empty lines and those after # are left out.
// Days and times may be written as spreadsheets do, 2026/12/1 and 9:00. It is a
// Problem of kind Invalid for a month that is none or a file that is no text, and
// Full for too many duties; what is wrong with single lines is told of each.
func ParseRoster(b []byte, month string) ([]RosterDuty, []RosterFault, error) {
	if _, err := ParseDay(month + "-01"); err != nil {
		return nil, nil, &Problem{Kind: Invalid, What: "roster"}
	}
	if len(b) > MostRosterFile || bytes.IndexByte(b, 0) >= 0 {
		return nil, nil, &Problem{Kind: Invalid, What: "roster.file"}
	}
	var out []RosterDuty
	var faults []RosterFault
	n := 0
	for line := range strings.Lines(string(bytes.TrimPrefix(b, []byte("\ufeff")))) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || n == 1 && !strings.ContainsAny(line, "0123456789") {
			continue
		}
		d, what := rosterLine(line, month)
		if what == "" && slices.ContainsFunc(out, d.meets) {
			what = RosterTwice
		}
		if what != "" {
			faults = append(faults, RosterFault{Line: n, What: what, Text: beginning(line)})
			if len(faults) == mostFaults {
				break
			}
			continue
		}
		if out = append(out, d); len(out) > MostDuties {
			return nil, nil, &Problem{Kind: Full, What: "roster.file"}
		}
	}
	if len(out) == 0 && len(faults) == 0 {
		return nil, nil, &Problem{Kind: Invalid, What: "roster.empty"}
	}
	return out, faults, nil
}

// beginning is as much of a line as is told of it.
func beginning(line string) string {
	line = strings.ToValidUTF8(line, "?")
	if utf8.RuneCountInString(line) > 60 {
		line = string([]rune(line)[:60])
	}
	return line
}

// rosterLine reads one line, or says what is wrong with it.
func rosterLine(line, month string) (d RosterDuty, what string) {
	row := strings.Split(strings.ReplaceAll(line, "\uff0c", ","), ",")
	if len(row) != 5 {
		return d, RosterForm
	}
	for i := range row {
		row[i] = strings.Trim(row[i], " \t\"")
	}
	day, ok := rosterDay(row[0])
	switch {
	case !ok:
		return d, RosterDay
	case !strings.HasPrefix(string(day), month+"-"):
		return d, RosterMonth
	case !staffID(row[1]):
		return d, RosterStaff
	}
	d = RosterDuty{Day: day, Staff: row[1], From: clockTime(row[3]), To: clockTime(row[4])}
	if row[2] != "" {
		var err error
		if d.Window, err = strconv.Atoi(row[2]); err != nil || d.Window < 1 || d.Window > 99 {
			return d, RosterWindow
		}
	}
	if _, _, ok := d.Span(); !ok {
		return d, RosterTime
	}
	return d, ""
}

// rosterDay reads a day as people and spreadsheets write it.
func rosterDay(s string) (Day, bool) {
	for _, layout := range []string{"2006-1-2", "2006/1/2", "2006.1.2"} {
		if t, err := time.Parse(layout, s); err == nil {
			return Day(t.Format(time.DateOnly)), true
		}
	}
	return "", false
}

// clockTime writes a time of day with two digits for the hour, or leaves what is
// none as it is.
func clockTime(s string) string {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil && t.Second() == 0 {
			return t.Format("15:04")
		}
	}
	return s
}

// meets reports whether a duty is of the same person at a time of another one.
func (r RosterDuty) meets(other RosterDuty) bool {
	return r.Day == other.Day && r.Staff == other.Staff && r.From < other.To && other.From < r.To
}

// RosterText writes duties as ParseRoster reads them.
func RosterText(duties []RosterDuty) string {
	var b strings.Builder
	for _, d := range duties {
		window := ""
		if d.Window > 0 {
			window = strconv.Itoa(d.Window)
		}
		b.WriteString(string(d.Day) + "," + d.Staff + "," + window + "," + d.From + "," + d.To + "\n")
	}
	return b.String()
}
