package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"syscall"
	"time"
)

// An Entry is one blob that the store holds.
type Entry struct {
	ID    string
	Size  int64     // bytes
	Since time.Time // when it was put or last touched
}

// List calls each for every blob, in no order worth relying on, until there are
// no more or each returns an error, which List returns. Files that the store did
// not make are passed over.
func (b *Store) List(ctx context.Context, each func(Entry) error) error {
	files := b.root.FS()
	return fs.WalkDir(files, blobDir, func(file string, d fs.DirEntry, err error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // Deleted while we looked.
		}
		if err != nil {
			return fmt.Errorf("list blobs: %w", err)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		id, err := b.idOf(d.Name())
		if err != nil {
			return nil
		}
		if _, right, _ := b.place(id); right != file {
			return nil
		}
		about, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("list blobs: %w", err)
		}
		return each(Entry{ID: id, Size: about.Size(), Since: about.ModTime()})
	})
}

// Swept counts what a sweep removed.
type Swept struct {
	Files int
	Bytes int64
}

func (s *Swept) add(size int64) {
	s.Files++
	s.Bytes += size
}

// Sweep removes the blobs that are older than before and that keep does not want,
// and temporary files of that age. An error of keep ends the sweep and keeps the
// blob. A page is written before the row that refers to it, so before lies far
// enough back (a day) that every such row has been committed or never will be.
func (b *Store) Sweep(ctx context.Context, keep func(id string) (bool, error), before time.Time) (Swept, error) {
	var swept Swept
	if err := b.sweepTemps(ctx, before, &swept); err != nil {
		return swept, err
	}
	err := b.List(ctx, func(e Entry) error {
		if !e.Since.Before(before) {
			return nil
		}
		wanted, err := keep(e.ID)
		if err != nil || wanted {
			return err
		}
		_, file, err := b.place(e.ID)
		if err != nil {
			return err
		}
		return b.removeOld(file, before, &swept)
	})
	return swept, err
}

// removeOld looks at the age again under the lock: the blob may have been put or
// touched since it was listed.
func (b *Store) removeOld(file string, before time.Time, swept *Swept) error {
	unlock, err := b.lock(syscall.LOCK_EX)
	if err != nil {
		return err
	}
	defer unlock()
	about, err := b.root.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if !about.ModTime().Before(before) {
		return nil
	}
	if err := b.root.RemoveAll(file); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	swept.add(about.Size())
	return nil
}

func (b *Store) sweepTemps(ctx context.Context, before time.Time, swept *Swept) error {
	temps, err := fs.ReadDir(b.root.FS(), tempDir)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	for _, t := range temps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.removeOld(path.Join(tempDir, t.Name()), before, swept); err != nil {
			return err
		}
	}
	return nil
}

// SweepParts drops the parts of blobs to which none was added since before. Their
// sender starts again from the beginning.
func (b *Store) SweepParts(ctx context.Context, before time.Time) (Swept, error) {
	var swept Swept
	staged, err := fs.ReadDir(b.root.FS(), stagingDir)
	if err != nil {
		return swept, fmt.Errorf("sweep parts: %w", err)
	}
	for _, d := range staged {
		if err := ctx.Err(); err != nil {
			return swept, err
		}
		about, err := d.Info()
		if err != nil || !about.ModTime().Before(before) {
			continue
		}
		id, err := b.idOf(d.Name())
		if err != nil {
			continue
		}
		parts, err := b.Parts(ctx, id)
		if err != nil {
			return swept, err
		}
		if err := b.dropParts(d.Name()); err != nil {
			return swept, err
		}
		for _, p := range parts {
			swept.add(p.Size)
		}
	}
	return swept, nil
}
