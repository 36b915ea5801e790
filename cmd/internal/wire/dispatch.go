package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/tui/text"
)

// What the street sends to stations as a whole.
type (
	Announcement       = centre.Announcement
	AnnouncementFilter = centre.AnnouncementFilter
	OrderView          = centre.OrderView
	OrderFilter        = centre.OrderFilter
	RatingView         = centre.RatingView
	RatingFilter       = centre.RatingFilter
)

// logRange is what this program noted of itself from one day to another, both
// included: nothing in it names a person, and it is looked through once more.
func (d *Desk) logRange(from, until desk.Day) string {
	b, err := tail(filepath.Join(d.Dir, "log", "xiaochuang.log"))
	if err != nil {
		return ""
	}
	var out bytes.Buffer
	for line := range bytes.Lines(b) {
		var at struct {
			Time time.Time `json:"time"`
		}
		if json.Unmarshal(line, &at) != nil {
			continue
		}
		if day := desk.DayOf(at.Time, 0); from <= day && day <= until {
			out.WriteString(scrub(string(line)))
		}
	}
	return out.String()
}

// ordered are the sentences about orders of the street that the people at the
// window should know of: keys that will go.
func (d *Desk) ordered(ctx context.Context) bool {
	list, err := d.Dispatches.Orders(ctx)
	return err == nil && slices.ContainsFunc(list, func(o desk.Dispatch) bool { return o.Order == desk.OrderWipe })
}

// dispatchLines are the lines of the morning check about what the street has sent.
func (d *Desk) dispatchLines(ctx context.Context, day desk.Day) ([]desk.MorningLine, error) {
	var out []desk.MorningLine
	told, err := d.Dispatches.Current(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range told {
		f := desk.MorningLine{What: "announcement", State: desk.DeviceOK, Words: text.Announced(a.Words, a.By, a.Until)}
		if len(a.Readers) == 0 {
			f.State = desk.DeviceSilent
		}
		out = append(out, f)
	}
	roster, err := d.Dispatches.Roster(ctx, day)
	if err != nil || len(roster) == 0 {
		return out, err
	}
	f := desk.MorningLine{What: "roster", State: desk.DeviceOK}
	var who []string
	for _, r := range roster {
		if r.Odd {
			f.State = desk.DeviceSilent
		}
		who = append(who, text.RosterDuty(r))
	}
	f.Words = strings.Join(who, "；")
	return append(out, f), nil
}

// ReadRoster reads the roster of a month from a file, as desk.ParseRoster has it. It
// is a Problem of kind Invalid with the line as its holder where one is no duty.
func ReadRoster(path, month string) ([]desk.RosterDuty, error) {
	b, err := readBounded(path, desk.MostRosterFile)
	if err != nil {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "roster.file", Cause: err}
	}
	duties, faults, err := desk.ParseRoster(b, month)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "roster.line", Holder: strconv.Itoa(faults[0].Line)}
	}
	return duties, nil
}

// dropKeyCopies removes the copies of the key ring in this desk's backups.
func (d *Desk) dropKeyCopies() {
	if dir := d.Config.Backup.Dir; dir != "" {
		if err := store.DropBackupKeys(dir, d.Station); err != nil {
			d.Log.Error("copies of keys stay", "err", err)
		}
	}
}
