package wire

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
)

// A Bundled is one file of a diagnosis bundle; its words are in tui/text by Name.
type Bundled struct {
	Name string
	Size int
	body []byte
}

// mostBundled bounds what is taken of one file, its end: 2 MB.
const mostBundled = 2 << 20

// bundledLogs are the files of the log folder that go into a bundle.
var bundledLogs = []string{"xiaochuang.log", "xiaochuang-centre.log", lampLog, testFile, reportFile, "trace-pad.txt", "trace-reader.txt", "trace-ticket.txt"}

// openKeys are the parts of the configuration that go into a bundle: nothing of
// the people, the communities or keys.
var openKeys = []string{"devices.", "printer[", "route[", "board.", "screen.", "security.", "seat.listen", "seat.windows", "station.desk", "station.queue", "window[1].no", "centre.night"}

// Bundle gathers what a technician needs from far away: versions, what the doctor
// says, logs, lamps, tests, traces and the settings of devices. Pages, the
// database, names, addresses and numbers of people are not in it: files are
// chosen by name, and every line is scrubbed once more.
func Bundle(ctx context.Context, o Options, version string) []Bundled {
	return bundled(o, version, Examine(ctx, o, func(Check) {}))
}

// bundled is the bundle with what the doctor has found.
func bundled(o Options, version string, checks []Check) []Bundled {
	var list []Bundled
	add := func(name string, body []byte) {
		if len(body) > 0 {
			list = append(list, Bundled{Name: name, Size: len(body), body: body})
		}
	}
	add("version.txt", []byte(scrub(fmt.Sprintf("xiaochuang %s\n%s %s %s\nat %s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH, time.Now().UTC().Format(time.RFC3339)))))
	if b, err := json.MarshalIndent(checks, "", "  "); err == nil {
		add("doctor.txt", scrubbedText(b))
	}
	add("settings.txt", bundledSettings(o))
	for _, name := range bundledLogs {
		if name == reportFile {
			continue // it was just made
		}
		if b, err := tail(filepath.Join(o.Dir(), "log", name)); err == nil {
			add("log/"+name, scrubbedText(b))
		}
	}
	return list
}

func scrubbedText(b []byte) []byte {
	var out bytes.Buffer
	for l := range bytes.Lines(b) {
		out.WriteString(scrub(string(l)))
	}
	return out.Bytes()
}

// bundledSettings are the open parts of the configuration and of its changes.
func bundledSettings(o Options) []byte {
	var out bytes.Buffer
	now, err := currentConfig(o.Dir(), o.Demo)
	if err != nil {
		return nil
	}
	values, err := flat(now)
	if err != nil {
		return []byte(scrub("station.toml: " + err.Error() + "\n"))
	}
	keys := make([]string, 0, len(values))
	for k := range values {
		if open(k) {
			keys = append(keys, k)
		}
	}
	for _, k := range sorted(keys) {
		out.WriteString(scrub(k + " = " + values[k] + "\n"))
	}
	changes, _ := ConfigChanges(o, 20)
	for _, c := range changes {
		for _, k := range c.Changes {
			if open(k.Key) {
				out.WriteString(scrub(c.At.Format(time.RFC3339) + " " + k.Key + ": " + k.Before + " > " + k.After + "\n"))
			}
		}
	}
	return out.Bytes()
}

func open(key string) bool {
	return slices.ContainsFunc(openKeys, func(p string) bool { return strings.HasPrefix(key, p) })
}

// tail reads the end of a file, from a whole line on.
func tail(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return nil, errors.Join(err, fs.ErrInvalid)
	}
	from := max(0, st.Size()-mostBundled)
	b, err := io.ReadAll(io.NewSectionReader(f, from, mostBundled))
	if from > 0 {
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			b = b[i+1:]
		}
	}
	return b, err
}

// WriteBundle writes a bundle as a zip file that opens anywhere; it replaces no
// file.
func WriteBundle(path string, list []Bundled) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &desk.Problem{Kind: desk.Conflict, What: "bundle.exists", Cause: err}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z := zip.NewWriter(f)
	for _, x := range list {
		w, err := z.Create(x.Name)
		if err != nil {
			return err
		}
		if _, err := w.Write(x.body); err != nil {
			return err
		}
	}
	return z.Close()
}

// BundleName is what a bundle made now is called.
func BundleName(at time.Time) string {
	return "xiaochuang-" + at.In(desk.Beijing).Format("20060102-1504") + ".zip"
}

// pack is the bundle as the console makes it: saved into the data folder.
func (b *Bench) pack(ctx context.Context) (files []string, save func() (string, error)) {
	b.look.Lock()
	checks := b.examination(func(Check) {}).all(ctx)
	b.look.Unlock()
	list := bundled(Options{Data: b.d.Dir, Demo: b.d.Station.Demo}, "", checks)
	for _, x := range list {
		files = append(files, x.Name)
	}
	return files, func() (string, error) {
		path := filepath.Join(b.d.Dir, BundleName(b.d.Clock.Now()))
		return path, WriteBundle(path, list)
	}
}
