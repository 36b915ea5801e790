package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/blob"
	"xiaochuang/store/sqlite"
)

// Backups of a desk lie in a folder of its own below the one that is named: each
// is a folder with the database, the notes and what else its caller put beside it,
// and all share the files of pages.
const (
	backupPages  = "pages"
	backupNotes  = "backup.json" // written last: a folder without it is none
	backupKeys   = "desk.keys"
	backupStamp  = "20060102-150405"
	backupPart   = ".part-"
	backupsKept  = 14
	pageOldAfter = 20 * 24 * time.Hour // a page that no row of the newest backup has, in days without a backup as well
)

// A Backed is one backup, as its notes say.
type Backed struct {
	ID      string    `json:"id"` // name of its folder
	Desk    string    `json:"desk"`
	Suite   string    `json:"suite"`
	At      time.Time `json:"at"`
	Lines   int64     `json:"lines"` // of the journal in it
	Head    string    `json:"head"`  // chain value after the last of them
	Last    time.Time `json:"last"`  // when that line was written
	Pages   int64     `json:"pages"` // that belong to it
	Bytes   int64     `json:"bytes"` // of the database
	Keys    bool      `json:"keys"`  // the key ring is in it, protected by PINs
	Missing int64     `json:"missing_pages"`

	New     int64 `json:"-"` // pages copied now
	Checked int64 `json:"-"` // pages of earlier backups that were read again and fit
	Dropped int   `json:"-"` // older backups that were removed
}

// BackUp backs the store up below dir while everybody goes on working: a verified
// copy of the database, every page that is on this disk and not there yet, the key
// ring where it is protected, and the files called extra of the data folder. The
// last fourteen are kept. A thirtieth of the pages that were there is read again
// each time; one that is damaged is copied anew. Sealed things stay sealed, and no
// PIN is needed.
//
// A key ring that is not protected is not copied: whoever has the disk would have
// everything.
func (s *Store) BackUp(ctx context.Context, dir string, extra []string) (Backed, error) {
	var b Backed
	own, err := s.backupFolder(dir)
	if err != nil {
		return b, err
	}
	if err := dropParts(own); err != nil {
		return b, backupProblem(err)
	}
	now := s.clock.Now()
	b.ID, b.At, b.Suite = now.In(desk.Beijing).Format(backupStamp), now.UTC().Truncate(time.Second), s.suite.Name()
	b.Desk = s.station.Code + "-" + s.station.Desk
	part := filepath.Join(own, backupPart+b.ID)
	if _, err := os.Lstat(filepath.Join(own, b.ID)); err == nil {
		return b, &desk.Problem{Kind: desk.Conflict, What: "backup.exists"}
	}
	if err := os.Mkdir(part, 0o700); err != nil {
		return b, backupProblem(err)
	}
	defer os.RemoveAll(part) // Renamed already when all went well.
	if err := s.backUpInto(ctx, own, part, extra, &b); err != nil {
		return b, backupProblem(err)
	}
	if err := errors.Join(syncDir(part), os.Rename(part, filepath.Join(own, b.ID)), syncDir(own)); err != nil {
		return b, backupProblem(err)
	}
	b.Dropped = s.thin(ctx, own)
	return b, nil
}

// DropBackupKeys removes the key ring from each backup of a desk below dir, and no
// other desk's: an order to drop the keys means the copies too. A folder that is not
// there has none.
func DropBackupKeys(dir string, of desk.Station) error {
	own := filepath.Join(dir, of.Code+"-"+of.Desk)
	list, err := os.ReadDir(own)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range list {
		if r := os.Remove(filepath.Join(own, e.Name(), backupKeys)); r != nil && e.IsDir() && !errors.Is(r, fs.ErrNotExist) {
			err = errors.Join(err, r)
		}
	}
	return errors.Join(err, syncDir(own))
}

// backupFolder is the folder of this desk's backups, which must not lie in what is
// backed up.
func (s *Store) backupFolder(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil || dir == "" {
		return "", &desk.Problem{Kind: desk.Invalid, What: "backup.dir", Cause: err}
	}
	if rel, err := filepath.Rel(s.dir, abs); err == nil && rel != ".." && !strings.HasPrefix(rel, "../") {
		return "", &desk.Problem{Kind: desk.Invalid, What: "backup.dir"}
	}
	if about, err := os.Stat(abs); err != nil || !about.IsDir() {
		return "", &desk.Problem{Kind: desk.NotFound, What: "backup.away", Cause: err}
	}
	own := filepath.Join(abs, s.station.Code+"-"+s.station.Desk)
	if err := os.Mkdir(own, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", backupProblem(err)
	}
	return own, nil
}

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, sqlite.ErrFull)
}

// backupProblem says what a disk that does not take a backup means.
func backupProblem(err error) error {
	_, full := errors.AsType[*blob.NoRoom](err)
	switch {
	case err == nil || desk.KindOf(err) != "" || errors.Is(err, context.Canceled):
		return err
	case full, isFull(err):
		return &desk.Problem{Kind: desk.Full, What: "backup.full", Cause: err}
	}
	return &desk.Problem{Kind: desk.Unavailable, What: "backup.disk", Cause: err}
}

// dropParts removes what backups that were cut left behind.
func dropParts(own string) error {
	list, err := os.ReadDir(own)
	if err != nil {
		return err
	}
	for _, e := range list {
		if strings.HasPrefix(e.Name(), backupPart) {
			if err := os.RemoveAll(filepath.Join(own, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) backUpInto(ctx context.Context, own, part string, extra []string, b *Backed) error {
	path := filepath.Join(part, databaseFile)
	r, err := s.Backup(ctx, path)
	if err != nil {
		return err
	}
	b.Lines, b.Head = r.Lines, r.Head
	about, err := os.Stat(path)
	if err != nil {
		return err
	}
	b.Bytes = about.Size()
	if err := s.lastLine(ctx, b); err != nil {
		return err
	}
	if err := s.backUpPages(ctx, own, b); err != nil {
		return err
	}
	if s.keys != nil && s.keys.Protected() {
		b.Keys = true
		if err := copyFile(s.keyPath, filepath.Join(part, backupKeys)); err != nil {
			return err
		}
	}
	for _, name := range extra {
		err := copyFile(filepath.Join(s.dir, name), filepath.Join(part, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	notes, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return putFile(filepath.Join(part, backupNotes), append(notes, '\n'))
}

func (s *Store) lastLine(ctx context.Context, b *Backed) error {
	var at int64
	err := s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT coalesce(max(at), 0) FROM journal WHERE n <= ?`, b.Lines).Scan(&at)
	})
	b.Last = time.UnixMilli(at).UTC()
	return err
}

// backUpPages copies every page that is here and not in the pool. Pages that come
// after the copy of the database are copied too, and belong to the next one.
func (s *Store) backUpPages(ctx context.Context, own string, b *Backed) error {
	pool, err := blob.Open(filepath.Join(own, backupPages), s.suite)
	if err != nil {
		return err
	}
	defer pool.Close()
	for after := ""; ; {
		ids, err := s.pagesHere(ctx, after)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := s.backUpPage(ctx, pool, id, b); err != nil {
				return err
			}
		}
		after = ids[len(ids)-1]
	}
}

// pagesHere lists pages whose files are on this disk.
func (s *Store) pagesHere(ctx context.Context, after string) (ids []string, err error) {
	err = s.read(ctx, func(q querier) (err error) {
		ids, err = list(ctx, q, func(r *sql.Rows) (id string, err error) { return id, r.Scan(&id) }, `
			SELECT id
			FROM blob
			WHERE state <> ? AND id > ?
			ORDER BY id
			LIMIT 500`, pageGone, after)
		return err
	})
	return ids, err
}

// readAgain is in how many days every page of the backup is read again.
const readAgain = 30

func (s *Store) backUpPage(ctx context.Context, pool *blob.Store, id string, b *Backed) error {
	_, err := pool.Stat(ctx, id)
	switch {
	case err == nil && !blob.Turn(id, b.At, readAgain):
		b.Pages++
		return nil
	case err == nil:
		if err = readWhole(ctx, pool, id); err == nil {
			b.Pages++
			b.Checked++
			return nil
		}
	}
	r, err := s.blobs.Get(ctx, id)
	if err == nil {
		defer r.Close()
		var got string
		if got, _, err = pool.Put(ctx, r, mostPage); err == nil && got == id {
			b.Pages++
			b.New++
			return nil
		}
	}
	if _, full := errors.AsType[*blob.NoRoom](err); full || ctx.Err() != nil || isFull(err) {
		return err
	}
	b.Missing++ // lost or damaged here; doctor tells of it, and the rest is backed up
	return nil
}

func readWhole(ctx context.Context, b *blob.Store, id string) error {
	r, err := b.Get(ctx, id)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

// thin removes all but the newest backups, and pages that none of them can need.
// What does not go stays, and is tried again.
func (s *Store) thin(ctx context.Context, own string) (dropped int) {
	all, err := backupsIn(own)
	if err != nil {
		return 0
	}
	for len(all) > backupsKept {
		if os.RemoveAll(filepath.Join(own, all[0].ID)) == nil {
			dropped++
		}
		all = all[1:]
	}
	pool, err := blob.Open(filepath.Join(own, backupPages), s.suite)
	if err != nil {
		return dropped
	}
	defer pool.Close()
	_, err = pool.Sweep(ctx, func(id string) (bool, error) {
		return from(ctx, s, func(b books) (wanted bool, err error) {
			err = b.q.QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM blob WHERE id = ? AND state <> ?)`, id, pageGone).Scan(&wanted)
			return wanted, err
		})
	}, s.clock.Now().Add(-pageOldAfter))
	if err != nil {
		s.log.Warn("sweep backup", "err", err)
	}
	return dropped
}

// Backups lists the whole backups below dir of a desk, oldest first.
func Backups(dir, deskID string) ([]Backed, error) {
	return backupsIn(filepath.Join(dir, deskID))
}

func backupsIn(own string) ([]Backed, error) {
	list, err := os.ReadDir(own)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, backupProblem(err)
	}
	var all []Backed
	for _, e := range list {
		if b, err := readNotes(filepath.Join(own, e.Name())); err == nil && b.ID == e.Name() {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b Backed) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

const mostNotes = 64 << 10

func readNotes(folder string) (b Backed, err error) {
	f, err := os.Open(filepath.Join(folder, backupNotes))
	if err != nil {
		return b, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, mostNotes))
	if err != nil {
		return b, err
	}
	return b, json.Unmarshal(raw, &b)
}

// copyFile makes a copy appear whole, for its owner alone, where nothing was.
func copyFile(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostBeside+1))
	if err != nil {
		return err
	}
	if len(b) > mostBeside {
		return fmt.Errorf("%s is beyond %d bytes", filepath.Base(from), mostBeside)
	}
	return putFile(to, b)
}

// mostBeside bounds a configuration or a key ring, in bytes.
const mostBeside = 16 << 20

func putFile(to string, b []byte) error {
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}
