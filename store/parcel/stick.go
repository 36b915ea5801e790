package parcel

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"

	"xiaochuang/desk"
)

// A Stick is a folder of one that parcels are written to and read from. Nothing
// outside the folder is reached through it, whatever links lie there.
type Stick struct {
	root *os.Root
	disk Disk
}

// A Disk is what a stick asks of the disk under it; tests put another in its
// place.
type Disk interface {
	Create(root *os.Root, name string) (File, error)
	Free(root *os.Root) (int64, error)
}

// A File is being written.
type File interface {
	io.Writer
	Sync() error
	Close() error
}

// RealDisk is the disk that there is.
type RealDisk struct{}

// Create makes a file that was not there.
func (RealDisk) Create(root *os.Root, name string) (File, error) {
	return root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

// Free is how many bytes fit.
func (RealDisk) Free(root *os.Root) (int64, error) {
	d, err := root.Open(".")
	if err != nil {
		return 0, err
	}
	defer d.Close()
	var s unix.Statfs_t
	if err := unix.Fstatfs(int(d.Fd()), &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * s.Frsize, nil // statvfs(3): blocks are counted in f_frsize
}

// OpenStick opens the folder of parcels on the stick that is mounted at dir, and
// makes it where there is none and write is wanted. A folder that is not there is
// a Problem of kind NotFound, "carry.stick".
func OpenStick(dir string, write bool, d Disk) (*Stick, error) {
	top, err := os.OpenRoot(dir)
	if err != nil {
		return nil, problem(desk.NotFound, "carry.stick", err)
	}
	if write {
		if err := top.Mkdir(Folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			top.Close()
			return nil, diskProblem(err)
		}
	}
	root, err := top.OpenRoot(Folder)
	if err == nil {
		err = top.Close()
	} else if !write && errors.Is(err, fs.ErrNotExist) {
		root, err = top, nil // somebody put the files elsewhere
	}
	if err != nil {
		top.Close()
		return nil, problem(desk.NotFound, "carry.stick", err)
	}
	return &Stick{root: root, disk: d}, nil
}

// OpenFolder opens the very folder dir for reading.
func OpenFolder(dir string) (*Stick, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, problem(desk.NotFound, "carry.stick", err)
	}
	return &Stick{root: root, disk: RealDisk{}}, nil
}

// Close lets go of the folder.
func (s *Stick) Close() error { return s.root.Close() }

// Free is how many bytes fit on the stick.
func (s *Stick) Free() (int64, error) {
	n, err := s.disk.Free(s.root)
	return n, diskProblem(err)
}

// Names lists the files of the folder in order.
func (s *Stick) Names() ([]string, error) {
	d, err := s.root.Open(".")
	if err != nil {
		return nil, diskProblem(err)
	}
	defer d.Close()
	list, err := d.Readdirnames(maxNames)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, diskProblem(err)
	}
	slices.Sort(list)
	return list, nil
}

// maxNames bounds what is looked at on a stick that is full of something else.
const maxNames = 10_000

// Open opens a file for reading. What is no regular file is not opened.
func (s *Stick) Open(name string) (*os.File, error) {
	if path.Base(name) != name {
		return nil, problem(desk.Invalid, "carry.form", nil)
	}
	f, err := s.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, diskProblem(err)
	}
	if about, err := f.Stat(); err != nil || !about.Mode().IsRegular() {
		f.Close()
		return nil, problem(desk.Invalid, "carry.form", err)
	}
	return f, nil
}

// Remove removes a file.
func (s *Stick) Remove(name string) error { return diskProblem(s.root.Remove(name)) }

// Place makes a file appear whole under its name, on the stick itself and read
// back from there, or not at all. With replace, one that is there gives way.
func (s *Stick) Place(ctx context.Context, name string, replace bool, write func(io.Writer) error) error {
	if !replace {
		if _, err := s.root.Lstat(name); err == nil {
			return problem(desk.Conflict, "carry.exists", nil)
		}
	}
	part := partOf(name)
	if err := s.root.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return diskProblem(err)
	}
	err := s.place(ctx, name, part, write)
	if err != nil {
		_ = s.root.Remove(part) // the stick may be gone
		if desk.KindOf(err) == "" && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return diskProblem(err)
}

func (s *Stick) place(ctx context.Context, name, part string, write func(io.Writer) error) error {
	f, err := s.disk.Create(s.root, part)
	if err != nil {
		return err
	}
	sum := sha256.New()
	out := bufio.NewWriterSize(f, 1<<20)
	err = write(patient{ctx, io.MultiWriter(out, sum)})
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	back, err := s.readBack(ctx, part)
	if err != nil {
		return err
	}
	if back != [32]byte(sum.Sum(nil)) {
		return problem(desk.Broken, "carry.readback", nil)
	}
	if err := s.root.Rename(part, name); err != nil {
		return err
	}
	return s.Sync()
}

// readBack is the digest of what really lies on the stick: what the kernel kept
// of it in memory is dropped first.
func (s *Stick) readBack(ctx context.Context, name string) ([32]byte, error) {
	var sum [32]byte
	f, err := s.root.Open(name)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) // a hint
	h := sha256.New()
	if _, err := io.Copy(patient{ctx, h}, f); err != nil {
		return sum, err
	}
	return [32]byte(h.Sum(nil)), nil
}

// Sync makes what was written survive that the stick is pulled.
func (s *Stick) Sync() error {
	d, err := s.root.Open(".")
	if err != nil {
		return diskProblem(err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) { // some drivers know no sync of a folder
		return diskProblem(err)
	}
	return diskProblem(unix.Syncfs(int(d.Fd())))
}

// patient stops writing when its context ends.
type patient struct {
	ctx context.Context
	w   io.Writer
}

func (p patient) Write(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.w.Write(b)
}

// diskProblem says what a stick that does not do its part means.
func diskProblem(err error) error {
	switch {
	case err == nil || desk.KindOf(err) != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return problem(desk.Full, "carry.full", err)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return problem(desk.Denied, "carry.readonly", err)
	case errors.Is(err, fs.ErrNotExist):
		return problem(desk.NotFound, "carry.stick", err)
	}
	return problem(desk.Unavailable, "carry.gone", fmt.Errorf("stick: %w", err))
}
