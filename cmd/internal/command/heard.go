package command

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/term"
)

// mostHeard bounds what is read as one answer, in bytes.
const mostHeard = 2000

// heard reads one line from standard input: what is personal, or somebody's own
// words, is never an argument, since those can be read by others and stay in the
// history of the shell. A person at a terminal is asked; with nothing to read it is
// "".
func (p *program) heard(ask string) string {
	if p.in == nil {
		return ""
	}
	if term.IsTerminal(p.in.Fd()) {
		fmt.Fprint(p.err, clean(ask)+"：")
	}
	return p.answer()
}

// answer reads a line byte by byte, so that what stands behind it is left for the
// next question.
func (p *program) answer() string {
	var line []byte
	b := make([]byte, 1)
	for len(line) < mostHeard {
		n, err := p.in.Read(b)
		if n == 0 || err != nil || b[0] == '\n' {
			break
		}
		line = append(line, b[0])
	}
	return clean(strings.TrimSpace(string(line)))
}
