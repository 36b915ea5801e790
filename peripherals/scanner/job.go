package scanner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"xiaochuang/desk"
)

// A job is one run of scanimage and what it has said so far.
type job struct {
	args          []string
	dpi, limit    int
	width, height float64 // millimetres
	format        imageFormat
	root          *os.Root
	duplex        bool // pages are front and back in turn
	keep          func(desk.ScannedPage) error
	now           func() time.Time

	kept  int
	fault string // cause told on stderr, "" for none
	said  string // the line that told it, or the last one
}

// hear takes one line: a file name on stdout is a finished page.
func (j *job) hear(l line) (verdict, error) {
	if l.stderr {
		return j.complaint(l.text), nil
	}
	if l.text != j.pageName() {
		return talk, Trouble(Crash, fmt.Errorf("unexpected output %q", l.text))
	}
	p, err := j.read(l.text)
	if err != nil {
		return talk, err
	}
	if err := j.keep(p); err != nil {
		return talk, err
	}
	j.kept++
	return progress, nil
}

func (j *job) pageName() string {
	return fmt.Sprintf("p-%d%s", j.kept+1, j.format.ext)
}

// complaint takes one line of stderr. scanimage may hang after a fault, but by
// then it has told the fault; only the exit is awaited from there on.
func (j *job) complaint(text string) verdict {
	if j.fault == "" {
		j.said = text
	}
	if status, ok := statusOfLine(text); ok {
		if status == 0 || status == statusEOF {
			return talk
		}
		j.blame(statusCauses[status], text)
		return last
	}
	if cause := causeOfLine(text); cause != "" {
		j.blame(cause, text)
		return last
	}
	if strings.HasPrefix(text, "Batch terminated") {
		return last
	}
	return talk
}

// blame keeps the first cause: what follows it are its consequences.
func (j *job) blame(cause, text string) {
	if j.fault == "" && cause != "" {
		j.fault, j.said = cause, text
	}
}

// read takes the finished page from the folder and removes it there.
func (j *job) read(name string) (desk.ScannedPage, error) {
	f, err := j.root.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return desk.ScannedPage{}, Trouble(Cut, err)
	}
	defer f.Close()
	defer j.root.Remove(name)
	b, err := readAll(f)
	if err != nil {
		return desk.ScannedPage{}, err
	}
	format, size, err := examine(b)
	if err != nil {
		return desk.ScannedPage{}, err
	}
	dpi := density(format, b)
	if dpi == 0 {
		dpi = j.dpi
	}
	if off := dpi - j.dpi; off*10 > j.dpi || -off*10 > j.dpi ||
		!fits(size.Width, j.width, j.dpi) || !fits(size.Height, j.height, j.dpi) {
		return desk.ScannedPage{}, Trouble(Size, fmt.Errorf(
			"page of %d × %d pixels at %d dpi, asked for %.0f × %.0f mm at %d dpi", size.Width, size.Height, dpi, j.width, j.height, j.dpi))
	}
	return desk.ScannedPage{
		No: j.kept + 1, MIME: format.mime, Bytes: b,
		Width: size.Width, Height: size.Height, DPI: dpi, Back: j.duplex && j.kept%2 == 1, At: j.now(),
	}, nil
}

// judge turns the end of a run into the caller's answer. An empty feeder after
// a page is the ordinary end of a stack.
func (j *job) judge(ctx context.Context, end ending) error {
	err := j.judgeExit(ctx, end)
	if j.kept > 0 && errors.Is(err, &desk.Problem{Kind: desk.NotFound, What: "scanner." + NoDocuments}) {
		return nil
	}
	if err == nil && j.kept == 0 {
		return Trouble(NoDocuments, errors.New(j.said))
	}
	return err
}

// judgeExit names the cause of an end. A child that had said what was wrong, or
// that it was done, and then hung is judged by what it said.
func (j *job) judgeExit(ctx context.Context, end ending) error {
	switch {
	case end.stopped == Cancelled && end.err != nil && ctx.Err() == nil:
		return end.err // of keep, or of a page
	case end.deserted:
		return Trouble(Timeout, errors.New("scanimage cannot be killed"))
	case j.fault != "" && ctx.Err() == nil:
		return Trouble(j.fault, errors.New(j.said))
	case end.stopped == Timeout && j.limit > 0 && j.kept == j.limit && ctx.Err() == nil:
		return nil
	case end.stopped != "":
		return Trouble(end.stopped, end.err)
	case end.err == nil:
		return nil
	}
	if exit, ok := errors.AsType[*exec.ExitError](end.err); ok {
		if cause, known := statusCauses[exit.ExitCode()]; known && exit.ExitCode() != statusUnsupported {
			return Trouble(cause, fmt.Errorf("%s: %w", j.said, end.err))
		}
	}
	return Trouble(Crash, fmt.Errorf("%s: %w", j.said, end.err))
}
