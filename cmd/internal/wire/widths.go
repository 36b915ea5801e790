package wire

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// Characters whose width the console counts on: two cells, and one cell that some
// terminals draw as two (Unicode Standard Annex #11, "Ambiguous").
var (
	wideProbes      = []string{"一", "㐂", "䶮", "𠮷", "𬭎", "，"}
	ambiguousProbes = []string{"│", "●", "○", "×", "…", "“", "·", "—"}
)

// Widths is how a terminal draws characters.
type Widths struct {
	Narrow []string // of two cells that took another number
	Broad  []string // of one cell that took another number
	Silent bool     // it does not say where its cursor is
}

// MeasureWidths writes each character and asks the terminal where its cursor is
// (DSR 6, ECMA-48 8.3.35). A terminal that does not answer in time is silent.
func MeasureWidths(in, out *os.File) (Widths, error) {
	state, err := term.MakeRaw(in.Fd())
	if err != nil {
		return Widths{}, err
	}
	defer func() {
		_, _ = out.WriteString("\r\x1b[K")
		_ = term.Restore(in.Fd(), state)
	}()
	var w Widths
	for _, p := range []struct {
		list []string
		want int
		bad  *[]string
	}{{wideProbes, 2, &w.Narrow}, {ambiguousProbes, 1, &w.Broad}} {
		for _, s := range p.list {
			if _, err := out.WriteString("\r" + s + "\x1b[6n"); err != nil {
				return w, err
			}
			column, ok := cursorColumn(in)
			if !ok {
				w.Silent = true
				return w, nil
			}
			if column-1 != p.want {
				*p.bad = append(*p.bad, s)
			}
		}
	}
	return w, nil
}

var cursorReport = regexp.MustCompile(`\x1b\[\d{1,4};(\d{1,4})R`)

// answerTime is how long a terminal may take to say where its cursor is: it may
// be at the far end of a slow line.
const answerTime = 1500 * time.Millisecond

// cursorColumn reads the report. It never reads when nothing has come, so that a
// key typed later is not swallowed.
func cursorColumn(in *os.File) (int, bool) {
	var got bytes.Buffer
	for end := time.Now().Add(answerTime); time.Now().Before(end) && got.Len() < 256; {
		fds := []unix.PollFd{{Fd: int32(in.Fd()), Events: unix.POLLIN}}
		if n, err := unix.Poll(fds, int(time.Until(end).Milliseconds())); err != nil || n == 0 {
			continue
		}
		b := make([]byte, 64)
		n, err := unix.Read(int(in.Fd()), b)
		if n <= 0 || err != nil {
			return 0, false
		}
		got.Write(b[:n])
		if m := cursorReport.FindSubmatch(got.Bytes()); m != nil {
			column, err := strconv.Atoi(string(m[1]))
			return column, err == nil
		}
	}
	return 0, false
}
