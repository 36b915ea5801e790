package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"xiaochuang/desk"
	"xiaochuang/store/blob"
	"xiaochuang/store/seal"
)

// A Restored is what RestoreBackup made.
type Restored struct {
	Backed

	Copied  int64 // pages
	Lost    int64 // pages that belong to the backup and were not in it, or damaged
	KeyPath string
	KeysOut bool // no key ring was in the backup, and none is in its place
}

// RestoreBackup makes a data folder from a backup: a folder that BackUp made, or
// the newest in the folder of a desk, or of the only desk below dir. A data folder with a database is Conflict, "store.exists".
// What it finishes last is the database, so that one which was cut can be begun
// again. The next Open begins a new incarnation: no number is given out twice, and
// what the street has not got is sent again.
func RestoreBackup(ctx context.Context, from, dir, keyPath string, extra []string) (Restored, error) {
	var r Restored
	folder, notes, err := findBackup(from)
	if err != nil {
		return r, err
	}
	r.Backed = notes
	suite, err := seal.Named(notes.Suite)
	if err != nil {
		return r, broken("backup.notes", err)
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return r, err
	}
	if err := cleanDir(dir); err != nil {
		return r, err
	}
	for _, suffix := range []string{"", "-wal"} {
		if _, err := os.Lstat(filepath.Join(dir, databaseFile+suffix)); !errors.Is(err, fs.ErrNotExist) {
			return r, &desk.Problem{Kind: desk.Conflict, What: "store.exists", Cause: err}
		}
	}
	if keyPath == "" {
		keyPath = dir + ".keys"
	}
	r.KeyPath = keyPath
	if err := r.pages(ctx, filepath.Join(filepath.Dir(folder), backupPages), dir, suite); err != nil {
		return r, backupProblem(err)
	}
	if err := r.beside(folder, dir, extra); err != nil {
		return r, backupProblem(err)
	}
	v, err := Restore(ctx, filepath.Join(folder, databaseFile), dir)
	if err != nil {
		return r, err
	}
	if v.Lines != notes.Lines || v.Head != notes.Head {
		return r, broken("backup.notes", fmt.Errorf("%d lines to %s", v.Lines, v.Head))
	}
	return r, nil
}

// NewestBackup is the folder of the backup that a path means to RestoreBackup.
func NewestBackup(from string) (string, error) {
	folder, _, err := findBackup(from)
	return folder, err
}

// findBackup is the backup that a path means.
func findBackup(from string) (folder string, b Backed, err error) {
	if filepath.Base(from) == databaseFile {
		from = filepath.Dir(from)
	}
	if from, err = filepath.Abs(from); err != nil {
		return "", b, err
	}
	if b, err := readNotes(from); err == nil {
		return from, b, nil
	}
	own := []string{from}
	list, err := os.ReadDir(from)
	if err != nil {
		return "", b, &desk.Problem{Kind: desk.NotFound, What: "backup.none", Cause: err}
	}
	for _, e := range list {
		if e.IsDir() {
			own = append(own, filepath.Join(from, e.Name()))
		}
	}
	for _, o := range own {
		all, err := backupsIn(o)
		if err != nil || len(all) == 0 {
			continue
		}
		last := all[len(all)-1]
		if folder != "" && last.Desk != b.Desk {
			return "", b, &desk.Problem{Kind: desk.Conflict, What: "backup.several"}
		}
		folder, b = filepath.Join(o, last.ID), last
	}
	if folder == "" {
		return "", b, &desk.Problem{Kind: desk.NotFound, What: "backup.none"}
	}
	return folder, b, nil
}

// pages copies the pages of the pool. Which of them belong to the database shows
// when it is opened; the rest is swept then.
func (r *Restored) pages(ctx context.Context, from, dir string, suite seal.Suite) error {
	pool, err := blob.Open(from, suite)
	if err != nil {
		return err
	}
	defer pool.Close()
	to, err := blob.Open(filepath.Join(dir, blobFolder), suite)
	if err != nil {
		return err
	}
	defer to.Close()
	err = pool.List(ctx, func(e blob.Entry) error {
		in, err := pool.Get(ctx, e.ID)
		if err != nil {
			return err
		}
		defer in.Close()
		switch _, _, err := to.Put(ctx, in, mostPage); {
		case err == nil:
			r.Copied++
		case errors.Is(err, blob.ErrDamaged):
			r.Lost++
		default:
			return err
		}
		return nil
	})
	if r.Lost += max(r.Pages-r.Copied-r.Lost, 0); err != nil {
		return err
	}
	return nil
}

// beside puts the key ring and other files where they belong; what is there is
// left alone.
func (r *Restored) beside(folder, dir string, extra []string) error {
	for _, name := range extra {
		err := copyFile(filepath.Join(folder, name), filepath.Join(dir, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	_, err := os.Lstat(r.KeyPath)
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case !r.Keys:
		r.KeysOut = true
		return nil
	}
	return copyFile(filepath.Join(folder, backupKeys), r.KeyPath)
}
