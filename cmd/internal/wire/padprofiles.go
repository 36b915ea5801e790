package wire

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/peripherals/pad"
)

// padFolder holds the station's own profiles of pads, one TOML file each, so
// that a maker's pad is added without a new program.
const padFolder = "pads"

// padName is what a profile may be called: it is a file name, too.
var padName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// padProfile returns a profile by its name: the station's own, else one that
// comes with the program.
func (d *Desk) padProfile(name string) (*pad.Profile, error) {
	if !padName.MatchString(name) {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "pad.profile"}
	}
	b, err := readProfile(filepath.Join(d.Dir, padFolder, name+".toml"))
	if errors.Is(err, fs.ErrNotExist) {
		return pad.Embedded(name)
	}
	if err != nil {
		return nil, err
	}
	return pad.Parse(b)
}

// readProfile reads a file that may be a profile, and one byte more than the
// longest, so that a longer one is found out.
func readProfile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, pad.MaxProfile+1))
}

// padProfiles lists the names of every profile there is here.
func (d *Desk) padProfiles() []string {
	names := pad.Profiles()
	own, _ := filepath.Glob(filepath.Join(d.Dir, padFolder, "*.toml"))
	for _, path := range own {
		name := strings.TrimSuffix(filepath.Base(path), ".toml")
		if padName.MatchString(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// padForm is how the place of a pad is written.
func padForm(kind string) string {
	switch kind {
	case "tcp":
		return desk.FormNetwork
	case "ws":
		return desk.FormURL
	}
	return desk.FormSerial
}

// LintPad reads a file that is to become a profile of a pad and lists what is
// wrong with it, and what is only doubtful.
func LintPad(path string) ([]pad.Finding, error) {
	b, err := readProfile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "pad.file", Cause: err}
	}
	if err != nil {
		return nil, err
	}
	_, list := pad.Lint(b)
	return list, nil
}

// A PadProfile is one profile of a pad as it is listed.
type PadProfile struct {
	Name, Title, Note string
	Verified, Own     bool
}

// PadProfiles lists the profiles that the desk of a folder can use.
func PadProfiles(o Options) []PadProfile {
	d := &Desk{Dir: o.Dir()}
	var out []PadProfile
	for _, name := range d.padProfiles() {
		_, own := os.Stat(filepath.Join(d.Dir, padFolder, name+".toml"))
		x := PadProfile{Name: name, Own: own == nil}
		if p, err := d.padProfile(name); err == nil {
			x.Title, x.Note, x.Verified = p.Title, p.Note, p.Verified
		} else {
			x.Note = err.Error()
		}
		out = append(out, x)
	}
	return out
}
