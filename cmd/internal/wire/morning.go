package wire

import (
	"context"
	"slices"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/tui/text"
)

// lateSync is how old the latest run of the night may be before the morning check
// says so: a weekend and an evening.
const lateSync = 80 * time.Hour

// check looks at everything that the morning check names. Devices are asked for
// what they know already, so that one which is silent holds nobody up.
func (d *Desk) check(health func() []desk.Health, synced bool) func(ctx context.Context, staff string) ([]desk.MorningLine, error) {
	return func(ctx context.Context, staff string) ([]desk.MorningLine, error) {
		v, err := d.Store.Vitals(ctx)
		if err != nil {
			return nil, err
		}
		a, err := d.Days.Agenda(ctx, d.Intake)
		if err != nil {
			return nil, err
		}
		var out []desk.MorningLine
		amber := func(what string, ok bool, f desk.MorningLine) {
			f.What, f.State = what, desk.DeviceOK
			if !ok {
				f.State = desk.DeviceSilent
			}
			out = append(out, f)
		}
		if !d.Station.Practice {
			d.catchUp(ctx)
		}
		bad, err := d.Rectify.Open(ctx)
		if err != nil {
			return nil, err
		}
		now := d.Clock.Now()
		amber("clock", a.Stamp.Clock == desk.ClockOK, desk.MorningLine{Words: now.In(desk.Beijing).Format("2006-01-02 15:04")})
		for _, h := range health() {
			if h.Family != desk.FamilyCentre {
				out = append(out, desk.MorningLine{What: string(h.Family), State: h.State, Code: h.Code})
			}
		}
		amber("disk", v.DiskFree > diskLow, desk.MorningLine{Words: text.Gigabytes(v.DiskFree)})
		out = append(out, d.lastRun(ctx, now, synced))
		if f, shown := d.backupLine(now); shown {
			out = append(out, f)
		}
		amber("unsent", true, desk.MorningLine{Count: int(v.Unsent)})
		lines, err := d.catalogueFound(ctx, staff)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
		papers, err := d.Words.Standing(ctx)
		if err != nil {
			return nil, err
		}
		amber("templates", !slices.ContainsFunc(papers, notice.Standing.Waiting), templatesLine(papers))
		year := a.Stamp.Day.Start().Year()
		_, known := d.Calendar.Table(year)
		amber("calendar", known, desk.MorningLine{Words: a.Stamp.Day.Start().Format("2006")})
		amber("due", len(a.Due) == 0, desk.MorningLine{Count: len(a.Due)})
		amber("owed", len(a.Inquiries) == 0, desk.MorningLine{Count: len(a.Inquiries)})
		out = append(out, rectifyLines(bad, a.Stamp.Day)...)
		amber("held", len(a.Held) == 0, desk.MorningLine{Count: len(a.Held)})
		amber("drafts", len(a.Drafts) == 0, desk.MorningLine{Count: len(a.Drafts)})
		from, err := d.dispatchLines(ctx, a.Stamp.Day)
		if err != nil {
			return nil, err
		}
		out = append(out, from...)
		amber("hours", true, desk.MorningLine{Words: d.Station.Hours})
		return out, nil
	}
}

// catalogueFound is how the catalogue stands: which, whether it is too old, a version
// that was not taken, and what has changed for whoever looks.
func (d *Desk) catalogueFound(ctx context.Context, staff string) ([]desk.MorningLine, error) {
	e, err := d.Editions(ctx)
	if err != nil {
		return nil, err
	}
	n, err := d.News(ctx, staff)
	if err != nil {
		return nil, err
	}
	f := desk.MorningLine{What: "catalogue", State: desk.DeviceOK, Words: d.Catalogue.Version()}
	if f.Count = staleDays(e, d.Clock.Now()); f.Count > 0 {
		f.Code, f.State = text.EditionStaleCode, desk.DeviceSilent
	}
	if d.Catalogue.Demonstration() && !d.Station.Demo {
		f.State = desk.DeviceSilent
	}
	out := []desk.MorningLine{f}
	if e.Refused != "" {
		out = append(out, desk.MorningLine{What: "refused", State: desk.DeviceSilent, Code: e.Code, Words: e.Refused})
	}
	u := desk.MorningLine{What: "updates", State: desk.DeviceOK, Words: n.To, Count: n.Unread()}
	if u.Count > 0 {
		u.State = desk.DeviceSilent
	}
	return append(out, u), nil
}

// templatesLine tells how many template files want to be looked at. None of them
// keeps a paper from being printed.
func templatesLine(papers []notice.Standing) desk.MorningLine {
	var f desk.MorningLine
	for _, s := range papers {
		if s.Waiting() {
			f.Count++
			if f.Words == "" {
				f.Words = text.PaperName(s.Kind)
			}
		}
	}
	return f
}

// lastRun is how the exchange with the street stands.
func (d *Desk) lastRun(ctx context.Context, now time.Time, synced bool) desk.MorningLine {
	f := desk.MorningLine{What: "sync", State: desk.DeviceOff}
	if !synced {
		return f
	}
	f.State = desk.DeviceSilent
	out := d.Store.Outbox()
	defer out.Close()
	last, err := out.LastSync(ctx)
	if err != nil || last.IsZero() {
		return f
	}
	f.Words = last.In(desk.Beijing).Format("2006-01-02 15:04")
	if now.Sub(last) < lateSync {
		f.State = desk.DeviceOK
	}
	return f
}
