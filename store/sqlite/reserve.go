package sqlite

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
)

const defaultReserve = 64 << 20

// reserve is a file of no use but its size: a full disk cannot even take the
// write-ahead log in, so there must be something to give up.
type reserve struct {
	path string
	size int64
	mu   sync.Mutex
}

func reservePath(database string) string { return database + ".reserve" }

func newReserve(database string, size int64) *reserve {
	switch {
	case size == 0:
		size = defaultReserve
	case size < 0:
		size = 0
	}
	return &reserve{path: reservePath(database), size: size}
}

// ReserveState is what Reserve reports.
type ReserveState struct {
	Size int64 // bytes that the reserve has when it is whole; 0 when there is none
	Held bool  // false after it was given up: tell the technician at once
}

// Reserve looks whether the reserve file is whole. Another process may have given
// it up.
func (d *DB) Reserve() ReserveState { return d.reserve.state() }

// Refill takes the reserve again after room was made on the disk. It leaves the
// reserve empty when taking it would leave less than its size free.
func (d *DB) Refill() (ReserveState, error) {
	err := d.reserve.prepare()
	return d.reserve.state(), err
}

func (r *reserve) state() ReserveState {
	about, err := os.Stat(r.path)
	return ReserveState{Size: r.size, Held: r.size > 0 && err == nil && about.Size() >= r.size}
}

// prepare makes the file, which is also the model for the permissions of the
// database, and fills it where there is room. A disk too full for it is no error:
// the desk must start all the same.
func (r *reserve) prepare() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, err := os.OpenFile(r.path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return fmt.Errorf("reserve: %w", err)
	}
	defer f.Close()
	if err := f.Chmod(0o600); err != nil {
		return fmt.Errorf("reserve: %w", err)
	}
	about, err := f.Stat()
	if err != nil {
		return fmt.Errorf("reserve: %w", err)
	}
	if about.Size() >= r.size {
		return nil
	}
	var disk syscall.Statfs_t
	if err := syscall.Fstatfs(int(f.Fd()), &disk); err != nil {
		return fmt.Errorf("reserve: %w", err)
	}
	if int64(disk.Bavail)*disk.Frsize < 2*r.size {
		return nil
	}
	err = fill(f, r.size)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return f.Truncate(0)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("reserve: %w", err), f.Truncate(0))
	}
	return nil
}

// fill gives f its blocks, by writing where the file system cannot allocate.
func fill(f *os.File, size int64) error {
	err := syscall.Fallocate(int(f.Fd()), 0, 0, size)
	if !errors.Is(err, syscall.EOPNOTSUPP) && !errors.Is(err, syscall.ENOSYS) {
		return errors.Join(err, f.Sync())
	}
	zeros := make([]byte, 1<<20)
	for at := int64(0); at < size; at += int64(len(zeros)) {
		if _, err := f.WriteAt(zeros[:min(int64(len(zeros)), size-at)], at); err != nil {
			return err
		}
	}
	return f.Sync()
}

// release gives the room up and says whether there was any. Other processes of
// the station find it gone.
func (r *reserve) release() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, err := os.OpenFile(r.path, os.O_WRONLY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	about, err := f.Stat()
	if err != nil || about.Size() == 0 {
		return false
	}
	// The blocks are free when the truncation is on the disk.
	return f.Truncate(0) == nil && f.Sync() == nil
}
