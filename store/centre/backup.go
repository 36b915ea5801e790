package centre

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/blob"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/centre/scans"
)

// A Backup is what one backup has, as its file says.
type Backup struct {
	ID    string    `json:"id"` // name of its folder
	At    time.Time `json:"at"`
	Pages int64     `json:"pages"`     // that its records name and that are in the folder of pages
	New   int64     `json:"new_pages"` // of those, copied by it
	Bytes int64     `json:"new_bytes"`
	Desks int       `json:"desks"`
}

const (
	backupFile  = "backup.json"
	backupScans = "scans"
	keepBackups = 30
	// reread is in how many days every page of the backup is read again.
	reread = 30
)

// BackUp writes a backup of everything into a folder on another disk, proves that
// a centre can be restored from it, and only then lets desks forget what it
// covers (stable). Records come whole each time; pages are added to those that are
// there. The keys of the streets are in it: lock it away as the centre itself.
//
// With an error, nothing became stable. Of finished ones the newest thirty stay.
func (x *Centre) BackUp(ctx context.Context, to string) (Backup, error) {
	b := Backup{At: x.now(), ID: "centre-" + x.now().Format("20060102T150405.000Z")}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return b, backupProblem(err)
	}
	dropPartial(to)
	partial := filepath.Join(to, ".partial-"+b.ID)
	defer os.RemoveAll(partial) // Gone already when all went well.
	if err := x.backUpInto(ctx, to, partial, &b); err != nil {
		return b, backupProblem(err)
	}
	safe, err := x.rehearse(ctx, to, partial)
	if err != nil {
		return b, backupProblem(err)
	}
	b.Desks = len(safe)
	if err := finish(partial, filepath.Join(to, b.ID), b); err != nil {
		return b, backupProblem(err)
	}
	if err := x.settleStable(ctx, b.ID, safe); err != nil {
		return b, err
	}
	if err := x.settleTask(ctx, taskBackup, desk.DayOf(b.At, 0), nil); err != nil {
		return b, err
	}
	x.log.Info("backed up", "backup", b.ID, "pages", b.Pages, "new", b.New, "bytes", b.Bytes)
	return b, retain(to)
}

// backupProblem says what kind of trouble a backup met. What is a Problem stays
// as it is.
func backupProblem(err error) error {
	if _, room := errors.AsType[*blob.NoRoom](err); room {
		return &desk.Problem{Kind: desk.Full, What: "backup", Cause: err}
	}
	if err == nil || desk.KindOf(err) != "" || errors.Is(err, context.Canceled) {
		return err
	}
	return &desk.Problem{Kind: desk.Unavailable, What: "backup", Cause: err}
}

func (x *Centre) backUpInto(ctx context.Context, to, partial string, b *Backup) error {
	if err := os.Mkdir(partial, 0o700); err != nil {
		return err
	}
	path := filepath.Join(partial, databaseFile)
	if f, ok := x.records.(*records.File); ok {
		if err := f.Backup(ctx, path); err != nil {
			return records.Problem(err)
		}
	} else if err := x.copyRecords(ctx, path); err != nil {
		return records.Problem(err)
	}
	if err := x.copyKeys(partial); err != nil {
		return err
	}
	// The pages that the copied records name, not those of now.
	return x.onCopy(ctx, to, partial, func(y *Centre) error { return x.addPages(ctx, y, b) })
}

// copyRecords writes the records into a SQLite file, each row compared.
func (x *Centre) copyRecords(ctx context.Context, path string) error {
	f, err := records.OpenFile(ctx, path, -1, nil)
	if err != nil {
		return err
	}
	_, err = records.Copy(ctx, x.records, f, nil)
	return errors.Join(err, f.Close())
}

// copyKeys copies the key rings that lie in files.
func (x *Centre) copyKeys(to string) error {
	names, err := filepath.Glob(filepath.Join(x.dir, keyFolder, "*.keys"))
	if err != nil {
		return err
	}
	if ring := filepath.Join(x.dir, RingFile); x.ring != nil {
		names = append(names, ring)
	}
	for _, name := range names {
		rel, err := filepath.Rel(x.dir, name)
		if err != nil {
			return err
		}
		if err := copyFile(name, filepath.Join(to, rel)); err != nil {
			return fmt.Errorf("copy key ring: %w", err)
		}
	}
	return nil
}

// copyFile copies a small file for its owner alone, onto the disk. One that is
// there already is left if it is the same, and is an error if not.
func copyFile(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	defer clear(b)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		have, readErr := os.ReadFile(to)
		if readErr == nil && string(have) == string(b) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close(), syncFolder(filepath.Dir(to)))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// onCopy opens a scratch copy of the records of a backup as a centre of their own,
// with the pages of the backup: as after a restore.
func (x *Centre) onCopy(ctx context.Context, to, from string, do func(*Centre) error) (err error) {
	scratch, err := os.MkdirTemp(to, ".rehearsal-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	y, err := openBackup(ctx, to, from, scratch, x.c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, y.Close()) }()
	return do(y)
}

// openBackup copies a backup's records and keys into a folder and opens them.
func openBackup(ctx context.Context, to, from, dir string, like Config) (*Centre, error) {
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil || rel == databaseFile {
			return err
		}
		return copyFile(path, filepath.Join(dir, rel))
	})
	if err != nil {
		return nil, err
	}
	if err := copyDatabase(filepath.Join(from, databaseFile), filepath.Join(dir, databaseFile)); err != nil {
		return nil, err
	}
	return Open(ctx, Config{
		Dir: dir, Scans: filepath.Join(to, backupScans), Reserve: -1, Clock: like.Clock, Log: like.Log, scratch: true,
	})
}

// copyDatabase copies a finished backup of records, which nobody has open, byte by
// byte.
func copyDatabase(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// addPages copies the pages that the records of y name into y's own, comparing
// each with its id. A page that is missing or damaged here is passed over: what
// names it does not become stable.
func (x *Centre) addPages(ctx context.Context, y *Centre, b *Backup) error {
	return y.eachPage(ctx, func(tenant, id string) error {
		have, want, err := x.both(ctx, y, tenant)
		if err != nil {
			return err
		}
		size, err := want.scans.Stat(ctx, id)
		if err == nil && blob.Turn(id, b.At, reread) {
			if err = want.scans.Verify(ctx, id); errors.Is(err, blob.ErrDamaged) {
				err = errors.Join(want.scans.Delete(ctx, id), blob.ErrNotFound)
			}
		}
		if err == nil && size > 0 {
			b.Pages++
			return nil
		}
		if !errors.Is(err, blob.ErrNotFound) {
			return err
		}
		n, err := copyPage(ctx, have.scans, want.scans, id)
		if errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrDamaged) {
			x.log.Error("page not backed up", "page", id, "cause", err.Error())
			return nil
		}
		b.Pages, b.New, b.Bytes = b.Pages+1, b.New+1, b.Bytes+n
		return err
	})
}

func (x *Centre) both(ctx context.Context, y *Centre, tenant string) (here, there *street, err error) {
	if here, err = x.street(ctx, tenant); err != nil {
		return nil, nil, err
	}
	there, err = y.street(ctx, tenant)
	return here, there, err
}

// copyPage copies a page from one store to another. The name that it has there
// follows from its bytes.
func copyPage(ctx context.Context, from, to scans.Scans, id string) (int64, error) {
	r, err := from.Get(ctx, id)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	got, n, err := to.Put(ctx, r, mostImage)
	if err != nil {
		return 0, err
	}
	if got != id {
		return 0, blob.ErrDamaged
	}
	return n, nil
}

// eachPage calls f for every page that the records say is here.
func (x *Centre) eachPage(ctx context.Context, f func(tenant, id string) error) error {
	return x.records.Snapshot(ctx, func(tx *records.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT tenant, id FROM blob ORDER BY tenant, id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var tenant, id string
			if err := rows.Scan(&tenant, &id); err != nil {
				return err
			}
			if err := f(tenant, id); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// finish gives a backup its name once it is whole and on the disk.
func finish(partial, final string, b Backup) error {
	about, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(partial, backupFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(about, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close(), syncFolder(partial)); err != nil {
		return err
	}
	if err := os.Rename(partial, final); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(final))
}

// Backups lists the finished backups of a folder, the newest first.
func Backups(dir string) ([]Backup, error) {
	names, err := filepath.Glob(filepath.Join(dir, "centre-*", backupFile))
	if err != nil {
		return nil, err
	}
	list := []Backup{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var b Backup
		if json.Unmarshal(raw, &b) == nil && b.ID == filepath.Base(filepath.Dir(name)) {
			list = append(list, b)
		}
	}
	slices.SortFunc(list, func(a, b Backup) int { return strings.Compare(b.ID, a.ID) })
	return list, nil
}

// retain removes the records of backups beyond those that are kept. Pages stay.
func retain(dir string) error {
	list, err := Backups(dir)
	if err != nil || len(list) <= keepBackups {
		return err
	}
	for _, b := range list[keepBackups:] {
		if err := os.RemoveAll(filepath.Join(dir, b.ID)); err != nil {
			return backupProblem(err)
		}
	}
	return nil
}

// dropPartial removes what backups that were cut short left.
func dropPartial(dir string) {
	for _, pattern := range []string{".partial-*", ".rehearsal-*"} {
		left, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, path := range left {
			os.RemoveAll(path)
		}
	}
}
