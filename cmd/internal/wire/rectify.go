package wire

import (
	"context"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
)

// callWithin is how many working days may pass before somebody who rated badly is
// called back.
const callWithin = 1

// nextWorkingDay is the last day for a call-back, "" where the calendar has no table.
func nextWorkingDay(c calendar.Calendar) func(desk.Day) desk.Day {
	return func(opened desk.Day) desk.Day {
		day, _, err := c.Due(opened, callWithin, calendar.WorkingDays)
		if err != nil {
			return ""
		}
		return day
	}
}

// catchUp opens what bad ratings of an earlier version should have opened. Where it
// cannot, such as with a suspect clock, the next start or morning check does.
func (d *Desk) catchUp(ctx context.Context) {
	n, err := d.Rectify.CatchUp(ctx, d.Mint, desk.Duty{})
	switch {
	case err != nil && ctx.Err() == nil:
		d.Log.Warn("open rectifications", "err", err)
	case n > 0:
		d.Log.Info("rectifications opened of earlier ratings", "count", n)
	}
}

// rectifyLines tells the morning check what bad ratings wait for: how many are open,
// and how many are over their last day or wait for a call-back longer than they should.
func rectifyLines(open []desk.Rectification, today desk.Day) []desk.MorningLine {
	overdue, uncalled := 0, 0
	for i := range open {
		c := &open[i]
		if c.Overdue(today) {
			overdue++
		}
		if c.Uncalled() && c.ContactBy != "" && c.ContactBy <= today {
			uncalled++
		}
	}
	line := func(what string, n int) desk.MorningLine {
		f := desk.MorningLine{What: what, State: desk.DeviceOK, Count: n}
		if n > 0 {
			f.State = desk.DeviceSilent
		}
		return f
	}
	out := []desk.MorningLine{line("rectify", len(open))}
	if uncalled > 0 {
		out = append(out, line("callback", uncalled))
	}
	if overdue > 0 {
		out = append(out, line("rectifylate", overdue))
	}
	return out
}
