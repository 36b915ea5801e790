package wire

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/parcel"
)

// What carrying by stick tells.
type (
	// A ParcelOut is what was written onto a stick.
	ParcelOut = store.ParcelOut
	// A ParcelIn is what the street's answer to it did.
	ParcelIn = store.ParcelIn
	// A StreetCarried is what came in at the street.
	StreetCarried = centre.Carried
)

// stickAt is the top of a stick for a path on it: its mount point, the folder of
// parcels, or a file in there.
func stickAt(path string) (dir, file string) {
	path = filepath.Clean(path)
	if parcel.IsOut(path) || parcel.IsAnswer(path) {
		path, file = filepath.Dir(path), filepath.Base(path)
	}
	if filepath.Base(path) == parcel.Folder {
		path = filepath.Dir(path)
	}
	return path, file
}

// CarryOut writes what was not sent onto the stick at dir. Only one process of a
// station exchanges anything with the street at a time: the others get a Problem
// of kind Locked.
func (d *Desk) CarryOut(ctx context.Context, dir string, linesOnly bool, by desk.Duty, tell func(uplink.Progress)) (ParcelOut, error) {
	release, err := d.lockNight()
	if err != nil {
		return ParcelOut{}, err
	}
	defer release()
	out := d.Store.Outbox()
	defer out.Close()
	dir, _ = stickAt(dir)
	r, err := out.CarryOut(ctx, dir, store.ParcelOptions{Software: "xiaochuang", LinesOnly: linesOnly, Duty: by, Progress: tell})
	d.Log.Info("carried out", "parcel", r.ID, "files", len(r.Files), "lines", r.Lines, "pages", r.Pages, "bytes", r.Bytes, "ok", err == nil)
	return r, err
}

// CarryIn takes in the street's answers that are on a stick, or in one file.
func (d *Desk) CarryIn(ctx context.Context, path string, by desk.Duty) (ParcelIn, error) {
	release, err := d.lockNight()
	if err != nil {
		return ParcelIn{}, err
	}
	defer release()
	out := d.Store.Outbox()
	defer out.Close()
	dir, file := stickAt(path)
	if file != "" {
		dir = filepath.Dir(path)
	}
	r, err := out.CarryIn(ctx, dir, file, by)
	d.Log.Info("carried in", "parcel", r.ID, "lines", r.Lines, "pages", r.Pages, "applied", r.Feed.Applied,
		"repeated", r.Repeated, "superseded", r.Superseded, "ok", err == nil)
	return r, err
}

// lockNight keeps every other exchange with the street away.
func (d *Desk) lockNight() (release func(), err error) {
	release, err = d.Store.Lock("night")
	if p, ok := errors.AsType[*desk.Problem](err); ok && p.Kind == desk.Locked {
		return nil, &desk.Problem{Kind: desk.Locked, What: "sync.running", Holder: p.Holder}
	}
	return release, err
}

// StreetCarryIn takes in the parcels at some paths, files or sticks, in the name of
// a person, and writes the answers onto the stick at answers, or where the first
// parcel came from for "".
func (s *Street) StreetCarryIn(ctx context.Context, paths []string, answers, by string) ([]StreetCarried, string, error) {
	var files []centre.ParcelFile
	for _, p := range paths {
		some, err := parcelsAt(p)
		if err != nil {
			return nil, "", err
		}
		files = append(files, some...)
	}
	if len(files) == 0 {
		return nil, "", &desk.Problem{Kind: desk.NotFound, What: "carry.none"}
	}
	if answers == "" {
		answers, _ = stickAt(paths[0])
	}
	stick, err := parcel.OpenStick(answers, true, parcel.RealDisk{})
	if err != nil {
		return nil, answers, err
	}
	defer stick.Close()
	c, err := s.Centre.CarryIn(ctx, centre.Person{Name: by}, files, func(name string, write func(io.Writer) error) error {
		return stick.Place(ctx, name, true, write)
	})
	return c, answers, err
}

// parcelsAt are the parcels at a path: itself, or those of the stick that it is.
func parcelsAt(path string) ([]centre.ParcelFile, error) {
	dir, _ := stickAt(path)
	if about, err := os.Stat(path); err == nil && about.Mode().IsRegular() {
		return []centre.ParcelFile{{Name: filepath.Base(path), Open: func() (io.ReadSeekCloser, error) { return os.Open(path) }}}, nil
	}
	stick, err := parcel.OpenStick(dir, false, parcel.RealDisk{})
	if err != nil {
		return nil, err
	}
	defer stick.Close()
	names, err := stick.Names()
	if err != nil {
		return nil, err
	}
	var out []centre.ParcelFile
	for _, n := range names {
		if !parcel.IsOut(n) {
			continue
		}
		out = append(out, centre.ParcelFile{Name: n, Open: func() (io.ReadSeekCloser, error) {
			s, err := parcel.OpenStick(dir, false, parcel.RealDisk{})
			if err != nil {
				return nil, err
			}
			defer s.Close()
			return s.Open(n)
		}})
	}
	return out, nil
}

// A MountedStick is a removable disk that somebody could mean.
type MountedStick struct {
	Dir  string
	Free int64
}

// stickPlaces are where a desktop or a technician mounts what is plugged in. Below
// /mnt the disks lie that stay, such as that of the backups.
var stickPlaces = []string{"/media/", "/run/media/"}

// mountedSticks lists what is mounted at such places, as proc(5) tells it.
func mountedSticks() []MountedStick {
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return nil
	}
	defer f.Close()
	return sticksIn(io.LimitReader(f, 1<<20), stickPlaces)
}

func sticksIn(mounts io.Reader, places []string) []MountedStick {
	var out []MountedStick
	lines := bufio.NewScanner(mounts)
	for lines.Scan() && len(out) < 9 {
		fields := strings.Fields(lines.Text())
		if len(fields) < 6 {
			continue
		}
		dir := unescapeMount(fields[4])
		if strings.HasPrefix(fields[5], "ro,") || fields[5] == "ro" ||
			!slices.ContainsFunc(places, func(p string) bool { return strings.HasPrefix(dir, p) }) ||
			slices.ContainsFunc(out, func(s MountedStick) bool { return s.Dir == dir }) {
			continue
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			continue // somebody else's
		}
		free, err := parcel.RealDisk{}.Free(root)
		_ = root.Close()
		if err == nil {
			out = append(out, MountedStick{dir, free})
		}
	}
	return out
}

// unescapeMount undoes how the kernel writes blanks in a path.
func unescapeMount(s string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(s)
}
