package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"xiaochuang/desk"
)

// A Spool puts each job into a folder as a file of its own, for a printer that
// another program serves. It never confirms: nobody tells it what came out.
type Spool struct {
	*lamp
	dir  string
	mime string
}

// OpenSpool begins to look at the folder. mime is what the jobs are, such as
// ESCPOS or PDF. A nil log discards.
func OpenSpool(name, dir, mime string, clock desk.Clock, log *slog.Logger) *Spool {
	family := desk.FamilyTicket
	if mime == PDF {
		family = desk.FamilyPrinter
	}
	p := &Spool{lamp: newLamp(family, name, clock, log), dir: dir, mime: mime}
	p.watch(10*time.Second, func(context.Context) error { return p.look() })
	return p
}

// look lights the lamp by the folder's being there.
func (p *Spool) look() error {
	info, err := os.Stat(p.dir)
	if err == nil && !info.IsDir() {
		err = errors.New("not a folder")
	}
	if err != nil {
		p.light(Offline)
		return err
	}
	p.light("")
	return nil
}

// Accepts returns the MIME type given to OpenSpool.
func (p *Spool) Accepts() string { return p.mime }

// Close stops looking at the folder.
func (p *Spool) Close() error {
	p.close()
	return nil
}

// Print implements desk.Printer. A file appears whole or not at all; copies are
// files of their own.
func (p *Spool) Print(ctx context.Context, j desk.PrintJob) (o desk.PrintOutcome, err error) {
	defer p.guard(&o, &err)
	copies, err := check(j, p.mime)
	if err != nil {
		return refuse(err)
	}
	for n := range copies {
		if ctx.Err() != nil {
			return p.short(n, Cancelled, ctx.Err())
		}
		if err := p.put(j, n+1); err != nil {
			return p.short(n, spoolCause(err), err)
		}
	}
	p.light("")
	return desk.PrintOutcome{State: desk.PrintSent, Code: NoStatus, JobID: fileName(j, 1)}, nil
}

// short judges a job of which n copies are in the folder.
func (p *Spool) short(n int, code string, err error) (desk.PrintOutcome, error) {
	if code != Cancelled {
		p.light(code)
	}
	if n == 0 {
		return failed(code, err)
	}
	return unknown("", code, err)
}

func spoolCause(err error) string {
	switch {
	case errors.Is(err, os.ErrPermission):
		return Access
	case errors.Is(err, syscall.ENOSPC):
		return OutputFull
	}
	return Offline
}

// fileName makes a name out of a job's id that cannot leave the folder.
func fileName(j desk.PrintJob, copy int) string {
	id := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r == '-', r == '_':
			return r
		}
		return '_'
	}, clean(j.ID, 64))
	ext := ".bin"
	if j.MIME == PDF {
		ext = ".pdf"
	}
	return fmt.Sprintf("job-%s-%d%s", id, copy, ext)
}

// put writes one copy beside its final name and moves it there.
func (p *Spool) put(j desk.PrintJob, copy int) (err error) {
	if _, err := j.Body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	f, err := os.CreateTemp(p.dir, ".part-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = io.CopyN(f, j.Body, j.Size)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(p.dir, fileName(j, copy)))
}
