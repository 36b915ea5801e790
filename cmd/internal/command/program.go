package command

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// The version of this build, and the RFC 3339 date of its commit. The linker
// sets them.
var version, built string

// A program is one run of the command line.
type program struct {
	name     string
	folder   func() string // data folder
	in       *os.File
	out, err io.Writer
	opt      wire.Options
	asJSON   bool
	pinOf    string // whose PIN opens the keys, "" for the first one's who may
	pinFD    int    // descriptor that PINs are read from, -1 for the terminal
	secrets  *bufio.Reader
}

// run executes a command line and returns the exit code. A panic ends as one
// sentence; the stack goes to the log.
func (p *program) run(root *cobra.Command, args []string) (code int) {
	defer func() {
		if r := recover(); r != nil {
			code = p.broke(r, debug.Stack())
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetArgs(args)
	return p.end(root.ExecuteContext(ctx))
}

// broke tells of a panic.
func (p *program) broke(cause any, stack []byte) int {
	ref := reference()
	log, done := wire.FolderLog(p.folder(), p.name)
	defer done()
	log.Error("panic", "ref", ref, "cause", fmt.Sprint(cause), "stack", string(stack))
	p.complain(text.CommandBroke, "panic", ref)
	return exitProblem
}

// end tells how a command ended, in one sentence where it did not end well, and
// puts the cause into the log.
func (p *program) end(err error) int {
	if err == nil {
		return exitOK
	}
	if told, ok := errors.AsType[told](err); ok {
		return int(told)
	}
	if u, ok := errors.AsType[*usageError](err); ok {
		p.complain(u.say, "usage", "")
		fmt.Fprintln(p.err, u.hint())
		return exitUsage
	}
	ref := ""
	if worthLogging(err) {
		ref = reference()
		log, done := wire.FolderLog(p.folder(), p.name)
		defer done()
		log.Error("command", "ref", ref, "err", err.Error())
	}
	p.complain(sentenceOf(err), codeOf(err), ref)
	return exitOf(err)
}

// complain writes the one line of a failed command.
func (p *program) complain(sentence, code, ref string) {
	fmt.Fprintln(p.err, clean(text.CommandFailed(p.name, sentence, code, ref)))
}

// reference is a short mark that a clerk reads out and a technician looks for
// in the log.
func reference() string { return rand.Text()[:4] }

// onDesk runs do on the open desk and closes it afterwards.
func (p *program) onDesk(do func(ctx context.Context, d *wire.Desk, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) (err error) {
		d, err := wire.Open(c.Context(), p.opt)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, d.Close()) }()
		return do(c.Context(), d, args)
	}
}

// duty is who acts by a command at a window; an unknown staff id is refused,
// none is the station's first person.
func duty(d *wire.Desk, staff string, window int) (desk.Duty, error) {
	if staff != "" {
		if _, ok := d.Station.Person(staff); !ok {
			return desk.Duty{}, &desk.Problem{Kind: desk.NotFound, What: "staff", Open: []string{staff}}
		}
	}
	return d.Duty(staff, window), nil
}
