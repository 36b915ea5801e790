package wire

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"xiaochuang/desk"
	"xiaochuang/store"
	"xiaochuang/store/seal"
)

// folder looks whether the data folder is its owner's alone and can be written.
func (x *examination) folder(context.Context) {
	st, err := os.Stat(x.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		x.say("folder", CheckSkipped, "folder.none", "path", x.dir)
		return
	case err != nil:
		x.blame("folder", "folder.read", err, "path", x.dir)
		return
	case !st.IsDir():
		x.say("folder", CheckFault, "folder.file", "path", x.dir)
		return
	}
	if sys, ok := st.Sys().(*syscall.Stat_t); ok && int(sys.Uid) != os.Geteuid() {
		x.say("folder", CheckFault, "folder.owner", "path", x.dir)
		return
	}
	f, err := os.CreateTemp(x.dir, ".doctor-*")
	if err != nil {
		x.blame("folder", "folder.write", err, "path", x.dir)
		return
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	if open := st.Mode().Perm() &^ 0o700; open != 0 {
		x.say("folder", CheckWarning, "folder.open", "path", x.dir, "mode", fmt.Sprintf("%04o", st.Mode().Perm()))
		return
	}
	x.say("folder", CheckOK, "", "path", x.dir)
}

// Free space below which scanning stops, and below which the doctor warns.
const (
	diskFull = 500 << 20
	diskLow  = 2 << 30
)

// disk looks how much room there is where the data are, or will be.
func (x *examination) disk(context.Context) {
	at := x.dir
	var fsys unix.Statfs_t
	err := unix.Statfs(at, &fsys)
	for errors.Is(err, fs.ErrNotExist) {
		up := filepath.Dir(at)
		if up == at {
			break
		}
		at = up
		err = unix.Statfs(at, &fsys)
	}
	if err != nil {
		x.blame("disk", "disk.read", err)
		return
	}
	free := int64(fsys.Bavail) * fsys.Frsize
	switch facts := []string{"free", strconv.FormatInt(free, 10)}; {
	case free < diskFull:
		x.say("disk", CheckFault, "disk.full", facts...)
	case free < diskLow:
		x.say("disk", CheckWarning, "disk.low", facts...)
	default:
		x.say("disk", CheckOK, "", facts...)
	}
}

// database opens the store without its keys, which reads every page, and looks
// as thoroughly as SQLite can.
func (x *examination) database(ctx context.Context) {
	if x.cfg == nil {
		x.say("database", CheckSkipped, "after.config")
		return
	}
	if _, err := os.Stat(x.dir); err != nil {
		x.say("database", CheckSkipped, "store.none")
		return
	}
	s, err := store.Open(ctx, store.Config{
		Dir: x.dir, Station: x.station, Clock: x.clock, Built: x.o.Built, Log: x.log, Keyless: true,
	})
	if desk.KindOf(err) == desk.NotFound {
		x.say("database", CheckSkipped, "store.none")
		return
	}
	if err != nil {
		x.blame("database", problemCode(err, "store.open"), err, "holder", holderOf(err))
		return
	}
	x.store = s
	if err := s.Integrity(ctx); err != nil {
		x.blame("database", problemCode(err, "store"), err)
		return
	}
	v, err := s.Vitals(ctx)
	if err != nil {
		x.blame("database", problemCode(err, "store.open"), err)
		return
	}
	facts := []string{
		"bytes", strconv.FormatInt(v.Database, 10), "desk", v.Desk, "letter", v.Letter,
		"drafts", strconv.Itoa(v.Drafts), "queued", strconv.Itoa(v.Queued),
	}
	if !v.ReserveHeld {
		x.say("database", CheckWarning, "disk.reserve", facts...)
		return
	}
	x.say("database", CheckOK, "", facts...)
}

func problemCode(err error, other string) string {
	if p, ok := errors.AsType[*desk.Problem](err); ok && p.What != "" {
		return p.What
	}
	return other
}

func holderOf(err error) string {
	if p, ok := errors.AsType[*desk.Problem](err); ok {
		return p.Holder
	}
	return ""
}

// journal computes the chain anew and names the first line that does not fit.
func (x *examination) journal(ctx context.Context) {
	if x.store == nil {
		x.say("journal", CheckSkipped, "after.database")
		return
	}
	r, err := x.store.Verify(ctx)
	switch {
	case err != nil:
		x.blame("journal", problemCode(err, "journal.read"), err)
	case r.Bad != nil:
		x.say("journal", CheckFault, "journal.bad", "n", strconv.FormatInt(r.Bad.N, 10), "record", r.Bad.RID, "why", r.Bad.Why)
	default:
		x.fits = true
		x.say("journal", CheckOK, "", "lines", strconv.FormatInt(r.Lines, 10), "head", r.Head)
	}
}

// rows compares every table with what the journal says.
func (x *examination) rows(ctx context.Context) {
	switch {
	case x.store == nil:
		x.say("rows", CheckSkipped, "after.database")
		return
	case !x.fits:
		x.say("rows", CheckSkipped, "after.journal")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 25*time.Second)
	defer cancel()
	d, err := x.store.RebuildCheck(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		x.say("rows", CheckWarning, "rows.late")
	case err != nil:
		x.blame("rows", problemCode(err, "rows.read"), err)
	case len(d) > 0:
		x.say("rows", CheckFault, "rows.differ", "count", strconv.Itoa(len(d)), "table", d[0].Table, "key", d[0].Key)
	default:
		x.say("rows", CheckOK, "")
	}
}

// keys looks at the key ring: whether it is there, its owner's alone, the one of
// this store, and whether more than the file is needed to open it.
func (x *examination) keys(ctx context.Context) {
	path := absolute(x.dir) + ".keys"
	ring, err := seal.Load(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && x.store == nil:
		x.say("keys", CheckSkipped, "keys.none")
		return
	case errors.Is(err, fs.ErrNotExist):
		x.say("keys", CheckFault, "keys.missing", "path", path)
		return
	case errors.Is(err, seal.ErrExposed):
		x.say("keys", CheckFault, "keys.exposed", "path", path)
		return
	case err != nil:
		x.blame("keys", "keys.ring", err, "path", path)
		return
	}
	if x.store != nil {
		s, err := store.Open(ctx, store.Config{
			Dir: x.dir, Station: x.station, Clock: x.clock, Built: x.o.Built, Log: x.log,
		})
		if err == nil {
			err = s.Close()
		}
		if err != nil {
			x.blame("keys", "keys.other", err, "path", path)
			return
		}
	}
	if !ring.Protected() {
		x.say("keys", CheckWarning, "keys.file", "path", path)
		return
	}
	x.say("keys", CheckOK, "keys.locked", "path", path)
}
