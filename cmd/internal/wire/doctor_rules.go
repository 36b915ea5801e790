package wire

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/guide"
)

// absolute is a path as the store takes it for naming the key ring.
func absolute(path string) string {
	if a, err := filepath.Abs(path); err == nil {
		return a
	}
	return path
}

// clockOff is how far the PC's clock may be from the centre's before the doctor
// says so.
const clockOff = 5 * time.Minute

// time judges the PC's clock against what was written last and the date of the
// program, and tells how far it was from the centre's.
func (x *examination) time(ctx context.Context) {
	now := x.clock.Now().In(desk.Beijing).Format("2006-01-02 15:04:05")
	state, last, off := desk.Judge(x.clock.Now(), time.Time{}, x.o.Built), time.Time{}, time.Duration(0)
	if x.store != nil {
		v, err := x.store.Vitals(ctx)
		if err != nil {
			x.blame("clock", problemCode(err, "clock.read"), err)
			return
		}
		stamp, err := x.store.Today(ctx)
		if err != nil {
			x.blame("clock", problemCode(err, "clock.read"), err)
			return
		}
		state, last, off = v.Clock, v.LastAt, time.Duration(stamp.OffMS)*time.Millisecond
	}
	facts := []string{"now", now}
	if !last.IsZero() {
		facts = append(facts, "last", last.In(desk.Beijing).Format("2006-01-02 15:04:05"))
	}
	switch {
	case state == desk.ClockSuspect:
		x.say("clock", CheckFault, "clock.suspect", facts...)
	case state == desk.ClockConfirmed:
		x.say("clock", CheckWarning, "clock.confirmed", facts...)
	case off.Abs() > clockOff:
		x.say("clock", CheckWarning, "clock.off", append(facts, "minutes", strconv.Itoa(int(off.Abs().Minutes())))...)
	default:
		x.say("clock", CheckOK, "", facts...)
	}
}

// holidays looks for the tables of this year and, once the State Council's
// notice is out, of the next. The notice comes in November.
func (x *examination) holidays(context.Context) {
	c, err := loadCalendar(x.dir)
	if err != nil {
		facts := []string{}
		if faults, ok := errors.AsType[calendar.Faults](err); ok && len(faults) > 0 {
			facts = []string{"line", strconv.Itoa(faults[0].Line)}
		}
		x.blame("calendar", "calendar.file", err, facts...)
		return
	}
	now := x.clock.Now().In(desk.Beijing)
	this, next := strconv.Itoa(now.Year()), strconv.Itoa(now.Year()+1)
	_, hasThis := c.Table(now.Year())
	_, hasNext := c.Table(now.Year() + 1)
	switch {
	case !hasThis:
		x.say("calendar", CheckFault, "calendar.this", "year", this)
	case !hasNext && now.Month() == time.December:
		x.say("calendar", CheckWarning, "calendar.next", "year", next)
	case !hasNext:
		x.say("calendar", CheckOK, "calendar.later", "year", this, "next", next)
	default:
		x.say("calendar", CheckOK, "", "year", this, "next", next)
	}
}

// matters reads the catalogue that is in force with its linter.
func (x *examination) matters(ctx context.Context) {
	if x.store != nil {
		h := x.store.Shelf(nil)
		version, err := h.InForce(ctx)
		if err != nil {
			x.blame("catalogue", "catalogue", err)
			return
		}
		if version != "" {
			c, err := h.Edition(ctx, version)
			if err != nil {
				x.blame("catalogue", problemCode(err, "catalogue"), err)
				return
			}
			x.catalogue(c, 0)
			return
		}
	}
	b, err := readBounded(filepath.Join(x.dir, catalogueFile), maxCatalogue)
	if errors.Is(err, fs.ErrNotExist) {
		c, err := guide.Demo()
		if err != nil {
			x.blame("catalogue", "catalogue.demo.broken", err)
			return
		}
		x.say("catalogue", CheckWarning, "catalogue.demo", "items", strconv.Itoa(len(c.Items())))
		return
	}
	if err != nil {
		x.blame("catalogue", "catalogue.file", err)
		return
	}
	c, findings, err := guide.Parse(catalogueFile, bytes.NewReader(b))
	if err != nil {
		facts := []string{"count", strconv.Itoa(len(findings))}
		if len(findings) > 0 {
			facts = append(facts, "line", strconv.Itoa(findings[0].Line))
		}
		x.blame("catalogue", "catalogue", err, facts...)
		return
	}
	x.catalogue(c, len(findings))
}

// catalogue judges one that was read, with so many warnings of the linter.
func (x *examination) catalogue(c *guide.Catalogue, warnings int) {
	facts := []string{
		"items", strconv.Itoa(len(c.Items())), "version", c.Version(), "count", strconv.Itoa(warnings),
	}
	switch {
	case c.Demonstration():
		x.say("catalogue", CheckWarning, "catalogue.unverified", facts...)
	case warnings > 0:
		x.say("catalogue", CheckWarning, "catalogue.findings", facts...)
	default:
		x.say("catalogue", CheckOK, "", facts...)
	}
}
