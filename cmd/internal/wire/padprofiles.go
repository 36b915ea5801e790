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
	"xiaochuang/peripherals/serial"
	"xiaochuang/tui/text"
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

// padModels are the ways of using a profile: one, and for a serial line a second
// behind a serial server of the network.
func padModels(name string, p *pad.Profile) []desk.DeviceModel {
	m := desk.DeviceModel{ID: name, Title: p.Title, Note: p.Note, Verified: p.Verified, Guessed: p.Guessed}
	switch p.Transport.Kind {
	case pad.TCP, pad.UDP:
		m.Form = desk.FormNetwork
	case pad.WebSocket:
		m.Form = desk.FormURL
	default:
		m.Form = desk.FormSerial
		far := m
		far.Form, far.Title = desk.FormNetwork, text.BehindServer(m.Title)
		return []desk.DeviceModel{m, far}
	}
	return []desk.DeviceModel{m}
}

// padAt is where a pad is, for its driver.
func padAt(c serialConfig) pad.Options {
	o := pad.Options{Label: string(desk.FamilyPad), Place: c.Port}
	if strings.HasPrefix(c.Port, "/") {
		o.Line = serial.Line{Path: c.Port, Baud: c.Baud} // without a speed the profile's is taken
	}
	return o
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
	Way               string   // how it is reached: serial, tcp, udp or websocket
	Guessed           []string // fields that are placeholders
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
			x.Title, x.Note, x.Verified, x.Way, x.Guessed = p.Title, p.Note, p.Verified, p.Transport.Kind, p.Guessed
		} else {
			x.Note = err.Error()
		}
		out = append(out, x)
	}
	return out
}
