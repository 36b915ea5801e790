package scanner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"xiaochuang/desk"
)

// FolderSettings describe a folder that a camera program fills.
type FolderSettings struct {
	Name   string        // label of the lamp
	Dir    string        //
	Every  time.Duration // between two looks; 0 for 300 ms. No notification is used: network folders send none
	Stable time.Duration // a file unchanged for so long is finished; 0 for 1.5 s
}

// A WatchFolder takes pages that another program leaves in a folder: JPEG and
// PNG files, oldest first. A page taken is removed there. Resolution and colour
// of a request are for the other program to decide and are ignored; so is the
// source. It is safe for use by several goroutines; one job runs at a time.
type WatchFolder struct {
	set   FolderSettings
	clock desk.Clock
	log   *slog.Logger
	cond  *condition

	turn turn
}

// NewWatchFolder returns the folder without touching it. A nil log discards.
func NewWatchFolder(set FolderSettings, clock desk.Clock, log *slog.Logger) *WatchFolder {
	if set.Every == 0 {
		set.Every = 300 * time.Millisecond
	}
	if set.Stable == 0 {
		set.Stable = 1500 * time.Millisecond
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &WatchFolder{set: set, clock: clock, log: log.With("device", set.Name), cond: newCondition(set.Name, clock)}
}

// Health returns what the last job saw.
func (w *WatchFolder) Health() desk.Health { return w.cond.now() }

// Close stops a running job and waits for its end.
func (w *WatchFolder) Close() error {
	w.turn.close(w.cond)
	return nil
}

// Scan implements desk.Scanner. It waits for the first page until ctx ends, and
// ends when no further file is there or on its way. With the deadline of ctx
// past and no page it is a Problem of kind NotFound.
func (w *WatchFolder) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	if r.Limit < 0 || r.Limit > MaxPages {
		return 0, Trouble(Limit, fmt.Errorf("%d pages", r.Limit))
	}
	return w.turn.run(ctx, w.cond, w.log, func(ctx context.Context) (int, error) {
		return w.collect(ctx, max(r.Limit, 1), keep)
	})
}

func (w *WatchFolder) collect(ctx context.Context, limit int, keep func(desk.ScannedPage) error) (int, error) {
	fd, err := unix.Open(w.set.Dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0, Trouble(Folder, err)
	}
	dir := &drop{fd: fd, seen: map[string]sighting{}, stable: w.set.Stable, given: map[string]bool{}}
	defer unix.Close(fd)
	beat := time.NewTicker(w.set.Every)
	defer beat.Stop()
	for n := 0; ; {
		ready, coming, err := dir.look()
		if err != nil {
			return n, Trouble(Folder, err)
		}
		for _, name := range ready {
			took, err := dir.take(name, func(own string, b []byte, f imageFormat, width, height int) error {
				return keep(desk.ScannedPage{
					No: n + 1, MIME: f.mime, Bytes: b, Width: width, Height: height, DPI: density(f, b), At: w.clock.Now(),
					Kept: func() { w.remove(own) },
				})
			})
			if err != nil {
				return n, err
			}
			if took {
				if n++; n == limit {
					return n, nil
				}
			}
			if ctx.Err() != nil {
				break
			}
		}
		if n > 0 && !coming {
			return n, nil
		}
		select {
		case <-beat.C:
		case <-ctx.Done():
			return n, folderEnd(ctx, n)
		}
	}
}

// remove lets go of a page that is kept, which may be after its job. The folder is
// opened anew; nobody else knows the name.
func (w *WatchFolder) remove(own string) {
	fd, err := unix.Open(w.set.Dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err == nil {
		err = unix.Unlinkat(fd, own, 0)
		_ = unix.Close(fd)
	}
	if err != nil {
		w.log.Warn("page stays in the folder", "err", err)
	}
}

// folderEnd judges a wait that ctx ended.
func folderEnd(ctx context.Context, n int) error {
	switch {
	case !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Trouble(Cancelled, context.Cause(ctx))
	case n == 0:
		return Trouble(NoDocuments, context.Cause(ctx))
	}
	return nil // what was still on its way waits for the next job
}

// A sighting is a file as it stood when it last changed.
type sighting struct {
	size    int64
	changed time.Time // its own time stamp
	since   time.Time // of our clock
	refused bool      // finished, and no page
}

// A drop is the folder during one job. All names are relative to its
// descriptor, so that nobody can swap the folder for a link meanwhile.
type drop struct {
	fd     int
	seen   map[string]sighting
	stable time.Duration
	given  map[string]bool // handed over in this job; they go when they are kept
}

// Names in the folder that are ours while a page is being taken, and how many
// entries are looked at.
const (
	ownPrefix  = ".xiaochuang-page-"
	maxEntries = 10_000
)

// eligible reports whether a name may be that of a page.
func eligible(name string) bool {
	if strings.HasPrefix(name, ownPrefix) {
		return true // left by a job that was killed
	}
	if name == "" || strings.ContainsAny(name[:1], ".~-") || strings.ContainsAny(name, "/\x00") {
		return false
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jpg", ".jpeg", ".png":
		return true
	}
	return false
}

// look returns the finished files, oldest first, and whether others are on
// their way.
func (d *drop) look() (ready []string, coming bool, err error) {
	names, err := d.names()
	if err != nil {
		return nil, false, err
	}
	now := time.Now()
	seen := map[string]sighting{}
	for _, name := range names {
		var st unix.Stat_t
		if unix.Fstatat(d.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW) != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
			continue
		}
		s := sighting{size: st.Size, changed: time.Unix(st.Mtim.Unix()), since: now}
		if old, ok := d.seen[name]; ok && old.size == s.size && old.changed.Equal(s.changed) {
			s = old
		}
		seen[name] = s
		switch {
		case s.refused:
		case now.Sub(s.since) >= d.stable:
			ready = append(ready, name)
		default:
			coming = true
		}
	}
	d.seen = seen
	slices.SortFunc(ready, func(a, b string) int {
		return cmp.Or(seen[a].changed.Compare(seen[b].changed), strings.Compare(a, b))
	})
	return ready, coming, nil
}

// names lists the folder through its own descriptor.
func (d *drop) names() ([]string, error) {
	again, err := unix.Openat(d.fd, ".", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	f := os.NewFile(uintptr(again), "folder")
	defer f.Close()
	all, err := f.Readdirnames(maxEntries)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return slices.DeleteFunc(all, func(n string) bool { return !eligible(n) || d.given[n] }), nil
}

// take moves a file to a name of our own and hands its page over. The file goes when
// the page is kept; one that is not comes with the next job. If the page is not
// taken the file gets its name back. A finished file that is
// no page stays where it is and is not looked at again in this job.
func (d *drop) take(name string, keep func(own string, b []byte, f imageFormat, width, height int) error) (bool, error) {
	own := name
	if !strings.HasPrefix(name, ownPrefix) {
		own = ownPrefix + desk.NewID(time.Now())
		err := unix.Renameat2(d.fd, name, d.fd, own, unix.RENAME_NOREPLACE)
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil // somebody else was faster
		}
		if err != nil {
			return false, Trouble(Folder, err)
		}
	}
	taken, err := d.hand(own, func(b []byte, f imageFormat, width, height int) error { return keep(own, b, f, width, height) })
	if taken {
		d.given[own] = true
		return true, nil
	}
	if own != name {
		if back := unix.Renameat2(d.fd, own, d.fd, name, unix.RENAME_NOREPLACE); back != nil {
			return false, Trouble(Folder, errors.Join(err, back))
		}
	}
	if Cause(err) == Cut || Cause(err) == TooLarge {
		s := d.seen[name]
		s.refused = true
		d.seen[name] = s
		return false, nil
	}
	return false, err
}

// hand reads the page and gives it to keep.
func (d *drop) hand(own string, keep func(b []byte, f imageFormat, width, height int) error) (bool, error) {
	fd, err := unix.Openat(d.fd, own, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return false, Trouble(Folder, err)
	}
	f := os.NewFile(uintptr(fd), "page")
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return false, Trouble(Cut, errors.Join(err, errors.New("not a regular file")))
	}
	b, err := readAll(f)
	if err != nil {
		return false, err
	}
	format, size, err := examine(b)
	if err != nil {
		return false, err
	}
	if err := keep(b, format, size.Width, size.Height); err != nil {
		return false, err
	}
	return true, nil
}
