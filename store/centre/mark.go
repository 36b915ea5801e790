package centre

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A database says by itself that it was put back; a file that was put back looks like
// the file that it was. So a mark stands in the records and, beside them, in a file of
// its own: it is another one every now and then, and records with a mark that the file
// does not have were put back by hand, from a copy of their file alone. A copy of the
// whole folder tells nobody, and neither does one of this very minute.
const (
	markFile = "centre.mark"
	markLock = "centre.mark.lock"
	mostMark = 256         // bytes of the file
	markLife = time.Minute // at the least, until there is another
)

// marked looks whether the records are those that were here last, see placed.
func (x *Centre) marked(ctx context.Context) error {
	known, generation, err := x.wasAt(ctx)
	if err != nil {
		return err
	}
	said, made := x.marks()
	if !slices.Contains(said, known) || time.Since(made).Abs() >= markLife {
		known, generation, err = x.mark(ctx)
	}
	if err == nil {
		x.comeTo(generation, known)
	}
	return err
}

// marks is what the file has, and since when: one mark, or two while it is changed.
func (x *Centre) marks() (said []string, made time.Time) {
	path := filepath.Join(x.dir, markFile)
	about, err := os.Stat(path)
	if err != nil || about.Size() > mostMark {
		return nil, time.Time{}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, time.Time{}
	}
	return strings.Fields(string(b)), about.ModTime()
}

// mark gives the records another mark and, where they had none that is known here,
// another generation and era. The file is changed before and after them: a cut in
// between leaves both marks in it, and never one that was not known here.
func (x *Centre) mark(ctx context.Context) (known, generation string, err error) {
	release, err := x.lockMark()
	if err != nil {
		return "", "", err
	}
	defer release()
	before, generation, err := x.wasAt(ctx)
	if err != nil {
		return before, generation, err
	}
	keep, _ := x.marks()
	fits := before == "" || slices.Contains(keep, before)
	if fits {
		keep = []string{before}
	}
	next, now := randomID(), ""
	if err = x.putMarks(append(keep, next)...); err == nil {
		now, err = x.replace(ctx, next, fits)
	}
	if err == nil {
		err = x.putMarks(next)
	}
	if err != nil && fits { // It can wait, and desks cannot.
		x.log.Warn("records not marked", "cause", err.Error())
		return before, generation, nil
	}
	return next, now, err
}

// lockMark lets one process at a time change the mark.
func (x *Centre) lockMark() (release func(), err error) {
	f, err := os.OpenFile(filepath.Join(x.dir, markLock), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { f.Close() }, nil
}

// putMarks writes the file, onto the disk.
func (x *Centre) putMarks(marks ...string) error {
	path := filepath.Join(x.dir, markFile)
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strings.TrimSpace(strings.Join(marks, " ")) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return errors.Join(os.Rename(part, path), syncFolder(x.dir))
}
