package scanner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"xiaochuang/desk"
)

// Settings describe one scanner that SANE knows. Only Device is required.
type Settings struct {
	Name       string        // label of the lamp
	Device     string        // SANE's name, such as "test:0" or "airscan:e0:X"
	Node       string        // device file whose absence means unplugged; "" when there is none to look at
	Resolution int           // dpi where a request names none; 0 for 200
	Width      float64       // millimetres; 0 for A4
	Height     float64       // millimetres; 0 for A4
	PNG        bool          // pages as PNG, for a scanimage built without JPEG
	Extra      []string      // further options of the backend, such as "--brightness=10"
	PageTime   time.Duration // longest wait for one page; 0 for 60 s
	Program    string        // scanimage, or its path
	Env        []string      // added to the child's environment, such as SANE_CONFIG_DIR
	Temp       string        // parent of the 0700 folder for unfinished pages; "" for the system's
}

// Limits of one job.
const (
	// MaxPages is the most pages that one job takes.
	MaxPages = desk.MostFed

	defaultResolution = 200
	a4Width           = 210.0
	a4Height          = 297.0
	askTime           = 20 * time.Second // for the list of options
	tempPrefix        = "xiaochuang-scan-"
	staleTemp         = time.Hour
)

// A SANE is one scanner driven through scanimage. It is safe for use by
// several goroutines; one job runs at a time.
type SANE struct {
	set   Settings
	clock desk.Clock
	log   *slog.Logger
	cond  *condition
	dog   watchdog

	turn  turn
	known options // nil until the device was asked; owned by the job
}

// NewSANE returns the scanner without touching it. A nil log discards.
func NewSANE(set Settings, clock desk.Clock, log *slog.Logger) *SANE {
	if set.Resolution == 0 {
		set.Resolution = defaultResolution
	}
	if set.Width == 0 || set.Height == 0 {
		set.Width, set.Height = a4Width, a4Height
	}
	if set.PageTime == 0 {
		set.PageTime = time.Minute
	}
	if set.Program == "" {
		set.Program = "scanimage"
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &SANE{
		set: set, clock: clock, log: log.With("device", set.Name),
		cond: newCondition(set.Name, clock),
		dog:  watchdog{silence: set.PageTime, settle: 2 * time.Second, grace: 3 * time.Second},
	}
}

// Health returns what the last job saw. A missing device file overrides it. It
// never runs scanimage: listing devices takes seconds and disturbs a scan.
func (s *SANE) Health() desk.Health {
	if s.set.Node != "" {
		return s.cond.at(s.set.Node)
	}
	return s.cond.now()
}

// Close stops a running job and waits for its end.
func (s *SANE) Close() error {
	s.turn.close(s.cond)
	return nil
}

// Scan implements desk.Scanner. The source is "" for the glass, which gives one
// page, "adf" or "duplex". Its Problems have "scanner." and a cause of this package as
// What. No page for PageTime ends the job even when ctx has no deadline.
func (s *SANE) Scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	return s.turn.run(ctx, s.cond, s.log, func(ctx context.Context) (int, error) { return s.scan(ctx, r, keep) })
}

func (s *SANE) scan(ctx context.Context, r desk.ScanRequest, keep func(desk.ScannedPage) error) (int, error) {
	dir, err := s.tempDir()
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	if s.known == nil {
		if s.known, err = s.ask(ctx, dir); err != nil {
			return 0, err
		}
	}
	j, err := s.plan(r)
	if err != nil {
		s.known = nil // what it offers may have been told wrongly, or by another device
		return 0, err
	}
	if j.root, err = os.OpenRoot(dir); err != nil {
		return 0, fmt.Errorf("open page folder: %w", err)
	}
	defer j.root.Close()
	j.keep, j.now = keep, s.clock.Now
	c, err := s.start(dir, j.args)
	if err != nil {
		return 0, err
	}
	err = j.judge(ctx, c.watch(ctx, s.dog, func(l line) (verdict, error) {
		if err := ctx.Err(); err != nil && !l.stderr {
			return talk, err // the caller has gone: pages that were quicker are not his
		}
		return j.hear(l)
	}))
	if desk.KindOf(err) != "" && j.kept == 0 {
		s.known = nil // another device may stand there by the next job
	}
	return j.kept, err
}

// tempDir makes the folder for this job's pages and removes what a killed
// desk left behind: pages in the clear.
func (s *SANE) tempDir() (string, error) {
	parent := s.set.Temp
	if parent == "" {
		parent = os.TempDir()
	}
	old, err := os.ReadDir(parent)
	if err != nil {
		return "", fmt.Errorf("page folder: %w", err)
	}
	for _, e := range old {
		if e.IsDir() && s.abandoned(e) {
			_ = os.RemoveAll(filepath.Join(parent, e.Name()))
		}
	}
	return os.MkdirTemp(parent, fmt.Sprintf("%s%d-", tempPrefix, os.Getpid()))
}

// abandoned reports whether a folder is one of pages whose process has ended, or
// that is so old that another one has its number by now.
func (s *SANE) abandoned(e fs.DirEntry) bool {
	rest, ours := strings.CutPrefix(e.Name(), tempPrefix)
	if !ours {
		return false
	}
	number, _, _ := strings.Cut(rest, "-")
	if pid, err := strconv.Atoi(number); err == nil && pid > 0 && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	info, err := e.Info()
	return err == nil && time.Since(info.ModTime()) > staleTemp // by the clock that dates files, not the desk's
}

// start runs scanimage on the device with args.
func (s *SANE) start(dir string, args []string) (*child, error) {
	args = append([]string{"--device-name=" + s.set.Device}, args...)
	c, err := start(s.set.Program, dir, s.set.Env, args)
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return nil, Trouble(Program, err)
	}
	if err != nil {
		return nil, fmt.Errorf("start scanimage: %w", err)
	}
	return c, nil
}

// ask reads which settings the device offers.
func (s *SANE) ask(ctx context.Context, dir string) (options, error) {
	c, err := s.start(dir, []string{"--all-options"})
	if err != nil {
		return nil, err
	}
	var listing []string
	j := job{}
	w := s.dog
	w.silence = min(askTime, s.set.PageTime)
	end := c.watch(ctx, w, func(l line) (verdict, error) {
		if l.stderr {
			return j.complaint(l.text), nil
		}
		if len(listing) < 1000 {
			listing = append(listing, l.text)
		}
		return talk, nil
	})
	if err := j.judgeExit(ctx, end); err != nil {
		return nil, err
	}
	return readOptions(listing), nil
}

// plan turns a request into a job. scanimage answers an impossible resolution
// with exit code 0 and a page of nonsense, so every value is checked here.
func (s *SANE) plan(r desk.ScanRequest) (*job, error) {
	j := &job{dpi: r.Resolution, limit: max(r.Limit, 1), format: jpegFormat}
	if r.Limit < 0 || r.Limit > MaxPages {
		return nil, Trouble(Limit, fmt.Errorf("%d pages", r.Limit))
	}
	if j.dpi == 0 {
		j.dpi = s.set.Resolution
	}
	if s.set.PNG {
		j.format = pngFormat
	}
	source, err := s.source(r.Source)
	if err != nil {
		return nil, err
	}
	if r.Source == "" {
		j.limit = 1 // the glass holds one sheet
	}
	j.width, j.height = s.area()
	pixels := j.width / mmPerInch * float64(j.dpi) * j.height / mmPerInch * float64(j.dpi)
	if o, ok := s.known["resolution"]; j.dpi < 50 || pixels > maxPixels || ok && !o.allows(float64(j.dpi)) {
		return nil, Trouble(Resolution, fmt.Errorf("%d dpi", j.dpi))
	}
	j.args = []string{
		"--format=" + j.format.name,
		"--batch=p-%d" + j.format.ext, "--batch-count=" + strconv.Itoa(j.limit), "--batch-print",
	}
	add := func(name, value string) {
		if _, ok := s.known[name]; ok && value != "" {
			j.args = append(j.args, "--"+name+"="+value)
		}
	}
	add("source", source) // first: it may change the ranges of the others
	if j.duplex = r.Source == "duplex"; j.duplex {
		if both, ok := pick(s.known["adf-mode"].words, holds("duplex")); ok {
			add("adf-mode", both)
		}
	}
	mode, _ := s.known.mode(r.Colour)
	add("mode", mode)
	add("resolution", strconv.Itoa(j.dpi))
	for _, side := range []struct {
		name string
		mm   float64
	}{{"x", j.width}, {"y", j.height}} {
		if _, ok := s.known[side.name]; ok {
			j.args = append(j.args, "-"+side.name, strconv.FormatFloat(side.mm, 'f', -1, 64))
		}
	}
	j.args = append(j.args, s.set.Extra...)
	return j, nil
}

// source returns the device's name for the source, "" for its only one.
func (s *SANE) source(want string) (string, error) {
	switch want {
	case "":
		name, _ := s.known.flatbed()
		return name, nil
	case "adf":
		if name, ok := s.known.feeder(); ok {
			return name, nil
		}
	case "duplex":
		if name, ok := s.known.duplex(); ok {
			return name, nil
		}
	}
	return "", Trouble(Source, fmt.Errorf("source %q", want))
}

// area returns the part of the glass to scan: the paper, or as much of it as
// the device reaches.
func (s *SANE) area() (width, height float64) {
	width, height = s.set.Width, s.set.Height
	if o := s.known["x"]; o.ranged && o.max > 0 {
		width = min(width, o.max)
	}
	if o := s.known["y"]; o.ranged && o.max > 0 {
		height = min(height, o.max)
	}
	return width, height
}
