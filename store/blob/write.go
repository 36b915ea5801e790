package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
)

// disk is what a power cut depends on. Tests put a recorder in its place.
type disk struct {
	syncFile func(*os.File) error
	rename   func(from, to string) error
	free     func(*os.Root) (int64, error)
}

// write lets fill write a temporary file and name the place where it belongs,
// and moves it there: bytes on the disk first, then the name, then the folder.
// With an error, nothing is left.
func (b *Store) write(ctx context.Context, fill func(io.Writer) (string, error)) (err error) {
	defer func() { err = b.named(err) }()
	if err := ctx.Err(); err != nil {
		return err
	}
	temp := tempDir + "/" + rand.Text()
	f, err := b.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer b.root.Remove(temp) // Gone already when all went well.
	target, err := fill(f)
	if err == nil {
		err = b.disk.syncFile(f)
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	if err := b.makeParents(path.Dir(target)); err != nil {
		return err
	}
	unlock, err := b.lock(syscall.LOCK_SH)
	if err != nil {
		return err
	}
	err = b.disk.rename(temp, target)
	unlock()
	if err != nil {
		return err
	}
	return b.syncDir(path.Dir(target))
}

// named turns a full disk into a *NoRoom.
func (b *Store) named(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		free, _ := b.disk.free(b.root)
		return &NoRoom{Free: free, Keep: b.Keep}
	}
	return err
}

// makeParents makes a folder and those above it, and makes sure that they survive
// a power cut even when another process made them a moment ago. What it has
// ensured once it does not ensure again, except for staging, where folders come
// and go.
func (b *Store) makeParents(dir string) error {
	if dir == "." {
		return nil
	}
	if _, known := b.durable.Load(dir); known {
		return nil
	}
	if err := b.makeParents(path.Dir(dir)); err != nil {
		return err
	}
	if err := b.makeDir(dir); err != nil {
		return err
	}
	if path.Dir(dir) != stagingDir {
		b.durable.Store(dir, true)
	}
	return nil
}

func (b *Store) makeDir(dir string) error {
	if err := b.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return b.syncDir(path.Dir(dir))
}

func (b *Store) syncDir(dir string) error {
	d, err := b.root.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := b.disk.syncFile(d); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}

// lock keeps Sweep (exclusive) and those that place or touch a blob (shared)
// apart, across processes. It is held for single system calls only, so it does
// not end early with a context.
func (b *Store) lock(how int) (unlock func(), err error) {
	f, err := b.root.OpenFile(lockFile, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock blob store: %w", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock blob store: %w", err)
	}
	return func() { f.Close() }, nil
}

// Room is the state of the disk that a store lies on.
type Room struct {
	Free int64 // bytes
	Low  bool  // below Store.Warn: tell the technician
	Full bool  // below Store.Keep: Put and PutPart refuse
}

// Room looks how much of the disk is free.
func (b *Store) Room() (Room, error) {
	free, err := b.disk.free(b.root)
	if err != nil {
		return Room{}, fmt.Errorf("free space: %w", err)
	}
	return Room{Free: free, Low: free < b.Warn, Full: free < b.Keep}, nil
}

// roomFor returns a *NoRoom unless size more bytes leave Keep free.
func (b *Store) roomFor(size int64) error {
	free, err := b.disk.free(b.root)
	if err != nil {
		return fmt.Errorf("free space: %w", err)
	}
	if free-size < b.Keep {
		return &NoRoom{Free: free, Keep: b.Keep}
	}
	return nil
}

// freeBytes is what is free for a user without privileges.
func freeBytes(root *os.Root) (int64, error) {
	d, err := root.Open(".")
	if err != nil {
		return 0, err
	}
	defer d.Close()
	var s syscall.Statfs_t
	if err := syscall.Fstatfs(int(d.Fd()), &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * s.Frsize, nil
}
