package gate

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strconv"
	"syscall"

	"xiaochuang/desk"
)

// Bounds of the process that looks at one page. The memory is what the decoder
// may take for the largest page, the copies that are made of it, and the program
// itself.
const (
	workCPU    = 10 // seconds
	workMemory = 1 << 30
	workFiles  = 16
	workNice   = 5 // the screen goes before
)

// An answer is what the process says of a page; the bytes of the page follow it
// when they changed.
type answer struct {
	Finding Finding
	Kind    desk.Kind `json:",omitempty"` // of the Problem, "" for none
	What    string    `json:",omitempty"`
	Code    string    `json:",omitempty"` // of a separator, as in desk.ScannedPage
	Width   int
	Height  int
	Changed bool
}

// Work is the process that looks at one page, and returns its exit code. The
// arguments are the type of the page, its resolution in dpi and the most bytes
// that it may be kept with, "0" for any; in is the page. Before it reads anything it
// gives up what it needs not.
func Work(args []string, in io.Reader, out io.Writer) int {
	if err := confine(); err != nil {
		return 1
	}
	if len(args) != 3 {
		return 2
	}
	dpi, err := strconv.ParseFloat(args[1], 64)
	most, err2 := strconv.Atoi(args[2])
	if err != nil || err2 != nil || most < 0 {
		return 2
	}
	page, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return 1
	}
	a, kept := work(page, args[0], dpi, most)
	w := bufio.NewWriter(out)
	if err := errors.Join(json.NewEncoder(w).Encode(a), put(w, kept), w.Flush()); err != nil {
		return 1
	}
	return 0
}

func put(w io.Writer, b []byte) error {
	_, err := w.Write(b)
	return err
}

func work(page []byte, mime string, dpi float64, most int) (answer, []byte) {
	ctx := context.Background()
	m, err := decode(ctx, page, mime)
	if err != nil {
		return refusal(err), nil
	}
	l := lumaOf(m)
	f, s, err := Defaults().see(ctx, l, dpi)
	if err != nil {
		return refusal(err), nil
	}
	if most == 0 {
		most = maxBytes
	}
	box, _ := s.paperBox()
	kept, size := tidied(page, mime, m, box, most)
	if kept == nil {
		return refusal(tooLarge("page does not fit in %d bytes", most)), nil
	}
	a := answer{Finding: f, Code: s.separator(), Width: size.X, Height: size.Y, Changed: &kept[0] != &page[0]}
	if !a.Changed {
		kept = nil
	}
	return a, kept
}

func refusal(err error) answer {
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok {
		return answer{Kind: desk.Invalid, What: Unreadable}
	}
	return answer{Kind: p.Kind, What: p.What}
}

// confine takes from this process what a decoder of pages does not need: time,
// memory, files, and the right to gain any.
func confine() error {
	debug.SetMemoryLimit(workMemory / 2)
	for _, l := range []struct {
		what int
		most uint64
	}{
		{syscall.RLIMIT_CPU, workCPU},
		{syscall.RLIMIT_DATA, workMemory},
		{syscall.RLIMIT_NOFILE, workFiles},
		{syscall.RLIMIT_FSIZE, 0},
		{syscall.RLIMIT_CORE, 0},
	} {
		if err := syscall.Setrlimit(l.what, &syscall.Rlimit{Cur: l.most, Max: l.most}); err != nil {
			return fmt.Errorf("limit %d: %w", l.what, err)
		}
	}
	const noNewPrivileges = 38 // PR_SET_NO_NEW_PRIVS
	if _, _, e := syscall.RawSyscall6(syscall.SYS_PRCTL, noNewPrivileges, 1, 0, 0, 0, 0); e != 0 {
		return e
	}
	return syscall.Setpriority(syscall.PRIO_PROCESS, 0, workNice)
}
