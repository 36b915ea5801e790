package wire

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store"
)

// What backing up and restoring tell.
type (
	// A Backed is one backup of a desk.
	Backed = store.Backed
	// A Restored is what was made of one.
	Restored = store.Restored
)

// A backupConfig says where a desk is backed up to.
type backupConfig struct {
	Dir string `toml:"dir"` // on another disk; "" for nowhere
}

// backupLast keeps, in the data folder, what the last good backup was, for when the
// disk that it lies on is away.
const backupLast = "backup.last"

// staleBackup is how old the last good backup may be before somebody is told: a
// weekend and an evening.
const staleBackup = 80 * time.Hour

// besideFiles are the files of a data folder that a backup has beside the database:
// what the station wrote by hand.
func besideFiles(dir string) []string {
	names := []string{centreFile, demoMark, practiceMark}
	list, err := os.ReadDir(dir)
	if err != nil {
		return names
	}
	for _, e := range list {
		if e.Type().IsRegular() && strings.HasSuffix(e.Name(), ".toml") {
			names = append(names, e.Name())
		}
	}
	return names
}

// BackUp backs the desk up below dir, or where the configuration says for "". One
// process does at a time; the others get a Problem of kind Locked.
func (d *Desk) BackUp(ctx context.Context, dir string) (Backed, error) {
	if dir == "" {
		dir = d.Config.Backup.Dir
	}
	if dir == "" {
		return Backed{}, &desk.Problem{Kind: desk.Invalid, What: "backup.none_set"}
	}
	release, err := d.Store.Lock("backup")
	if err != nil {
		return Backed{}, err
	}
	defer release()
	b, err := d.Store.BackUp(ctx, dir, besideFiles(d.Dir))
	d.Log.Info("backup", "id", b.ID, "lines", b.Lines, "pages", b.Pages, "new", b.New, "missing", b.Missing, "ok", err == nil)
	if err != nil {
		return b, err
	}
	note, err := json.Marshal(b)
	if err != nil {
		return b, err
	}
	return b, replaceFile(filepath.Join(d.Dir, backupLast), append(note, '\n'))
}

// lastBackup is the last good backup of a data folder, the zero Backed for none.
func lastBackup(dir string) Backed {
	var b Backed
	raw, err := readBounded(filepath.Join(dir, backupLast), 4096)
	if err != nil || json.Unmarshal(raw, &b) != nil {
		return Backed{}
	}
	return b
}

// RestoreDesk makes a data folder from a backup.
func RestoreDesk(ctx context.Context, from, dir string) (Restored, error) {
	folder, err := store.NewestBackup(from)
	if err != nil {
		return Restored{}, err
	}
	return store.RestoreBackup(ctx, folder, dir, "", besideFiles(folder))
}

// Times of the backups by themselves.
const (
	backupWatch = time.Minute
	backupFrom  = 18 * time.Hour // of the day: the evening's backup is due
	backupFirst = 10 * time.Minute
	backupAgain = time.Hour // after one that failed
)

// keepBackups backs the desk up once a day: when the day is closed, in the evening,
// or some minutes after a start that finds the last one more than a day old.
func (d *Desk) keepBackups(ctx context.Context) {
	if d.Config.Backup.Dir == "" || d.Station.Demo || d.Station.Practice {
		return
	}
	began := time.Now()
	var failed time.Time
	tick := time.NewTicker(backupWatch)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !failed.IsZero() && time.Since(failed) < backupAgain {
			continue
		}
		due, err := d.backupDue(ctx, d.Clock.Now(), time.Since(began) > backupFirst)
		if err == nil && due {
			_, err = d.BackUp(ctx, "")
		}
		switch {
		case err == nil:
			failed = time.Time{}
		case ctx.Err() == nil && desk.KindOf(err) != desk.Locked:
			failed = time.Now()
			d.Log.Warn("backup", "err", err)
		}
	}
}

// backupDue reports whether it is time for the day's backup.
func (d *Desk) backupDue(ctx context.Context, now time.Time, settled bool) (bool, error) {
	last := lastBackup(d.Dir).At
	evening := desk.DayOf(now, 0).Start().Add(backupFrom)
	switch {
	case !now.Before(evening) && last.Before(evening):
		return true, nil
	case settled && now.Sub(last) > 26*time.Hour:
		return true, nil
	}
	closed, err := d.closedSince(ctx, last)
	return closed, err
}

// closedSince reports whether the day was closed after a moment.
func (d *Desk) closedSince(ctx context.Context, at time.Time) (bool, error) {
	s, err := d.Store.Today(ctx)
	if err != nil {
		return false, err
	}
	lines, err := d.Store.History(ctx, "day:"+string(s.Day))
	if err != nil {
		return false, err
	}
	for _, e := range lines {
		if e.Line.Kind == desk.ActDayClosed && time.Time(e.Line.At).After(at) {
			return true, nil
		}
	}
	return false, nil
}

// backup tells how the backups of the desk stand.
func (x *examination) backup(context.Context) {
	if x.cfg == nil {
		x.say("backup", CheckSkipped, "after.config")
		return
	}
	to := x.cfg.Backup.Dir
	if to == "" {
		state := CheckWarning
		if x.o.Demo {
			state = CheckSkipped
		}
		x.say("backup", state, "backup.none_set")
		return
	}
	last := lastBackup(x.dir)
	facts := []string{"path", to}
	if !last.At.IsZero() {
		facts = append(facts, "last", last.At.In(desk.Beijing).Format("2006-01-02 15:04"))
	}
	switch about, err := os.Stat(to); {
	case errors.Is(err, fs.ErrNotExist), err == nil && !about.IsDir():
		x.say("backup", CheckFault, "backup.away", facts...)
	case err != nil:
		x.blame("backup", "backup.away", err, facts...)
	case last.At.IsZero():
		x.say("backup", CheckWarning, "backup.never", facts...)
	case x.clock.Now().Sub(last.At) > staleBackup:
		x.say("backup", CheckFault, "backup.stale", facts...)
	case sameDisk(to, x.dir):
		x.say("backup", CheckWarning, "backup.samedisk", facts...)
	case !last.Keys:
		x.say("backup", CheckWarning, "backup.keysout", facts...)
	default:
		x.say("backup", CheckOK, "", facts...)
	}
}

// sameDisk reports whether two folders are on one file system.
func sameDisk(a, b string) bool {
	var x, y syscall.Stat_t
	return syscall.Stat(a, &x) == nil && syscall.Stat(b, &y) == nil && x.Dev == y.Dev
}

// backupLine is how the backups stand at the morning check.
func (d *Desk) backupLine(now time.Time) (f desk.MorningLine, shown bool) {
	f = desk.MorningLine{What: "backup", State: desk.DeviceOK}
	if d.Config.Backup.Dir == "" || d.Station.Demo {
		return f, false
	}
	last := lastBackup(d.Dir).At
	if !last.IsZero() {
		f.Words = last.In(desk.Beijing).Format("2006-01-02 15:04")
	}
	if last.IsZero() || now.Sub(last) > staleBackup {
		f.State = desk.DeviceSilent
	}
	return f, true
}
