package gate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"xiaochuang/desk"
)

// Crashed is what a Problem of a Box says when its process died: the page was too
// much for it. Missing says that the process could not be started, which tells
// nothing of the page.
const (
	Crashed = "gate.crashed" // kind Invalid
	Missing = "gate.missing" // kind Unavailable
)

// A Box looks at pages, each in a process of its own. It implements
// desk.PageGate.
type Box struct {
	Command []string      // program and arguments, to which those of Work are added
	Most    int           // bytes that a page may be kept with, 0 for any
	Time    time.Duration // for one page, 0 for 15 s
}

// boxTime is for the slowest page on a slow PC. A usual one takes a hundredth.
const boxTime = 15 * time.Second

// Look implements desk.PageGate.
func (b Box) Look(ctx context.Context, p desk.ScannedPage) (desk.ScannedPage, []desk.PageFlaw, error) {
	a, kept, err := b.ask(ctx, p)
	if err != nil {
		return p, nil, err
	}
	if a.Changed {
		p.MIME, p.Bytes = "image/jpeg", kept
	}
	p.Width, p.Height, p.Code = a.Width, a.Height, a.Code
	var flaws []desk.PageFlaw
	for _, d := range a.Finding.Defects {
		flaws = append(flaws, d.Defect)
	}
	return p, flaws, nil
}

// ask runs the process for one page.
func (b Box) ask(ctx context.Context, p desk.ScannedPage) (a answer, kept []byte, err error) {
	if len(b.Command) == 0 {
		return a, nil, &desk.Problem{Kind: desk.Unavailable, What: Missing}
	}
	limit := b.Time
	if limit == 0 {
		limit = boxTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args := append(b.Command[1:len(b.Command):len(b.Command)], p.MIME, strconv.Itoa(p.DPI), strconv.Itoa(b.Most))
	cmd := exec.CommandContext(ctx, b.Command[0], args...)
	cmd.Env = []string{"GOMAXPROCS=2"}
	cmd.Dir = "/"
	cmd.Stdin = bytes.NewReader(p.Bytes)
	out := &bounded{}
	cmd.Stdout = out
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return a, nil, &desk.Problem{Kind: desk.Unavailable, What: Missing, Cause: err}
	}
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return a, nil, stopped(ctx)
	case err != nil || out.over:
		return a, nil, &desk.Problem{Kind: desk.Invalid, What: Crashed, Cause: err}
	}
	return read(out.buf.Bytes())
}

// read takes an answer apart. The process has seen a hostile file, so that what
// it says is believed as far as it can be right.
func read(b []byte) (a answer, kept []byte, err error) {
	broken := func(cause error) error {
		return &desk.Problem{Kind: desk.Invalid, What: Crashed, Cause: cause}
	}
	head, rest, ok := bytes.Cut(b, []byte("\n"))
	if !ok {
		return a, nil, broken(io.ErrUnexpectedEOF)
	}
	if err := json.Unmarshal(head, &a); err != nil {
		return a, nil, broken(err)
	}
	switch a.What {
	case Unreadable:
		return a, nil, &desk.Problem{Kind: desk.Invalid, What: Unreadable}
	case TooLarge:
		return a, nil, &desk.Problem{Kind: desk.Full, What: TooLarge}
	}
	if a.What != "" || a.Kind != "" || a.Width < 1 || a.Height < 1 || a.Width > maxSide || a.Height > maxSide {
		return a, nil, broken(fmt.Errorf("answer %.40q of %d × %d pixels", a.What, a.Width, a.Height))
	}
	if a.Code != "" && a.Code != desk.BrokenSeparator && !desk.SeparatorForm(a.Code) {
		return a, nil, broken(fmt.Errorf("code %.40q", a.Code))
	}
	for _, d := range a.Finding.Defects {
		if !d.Defect.Known() {
			return a, nil, broken(fmt.Errorf("defect %.40q", string(d.Defect)))
		}
	}
	if a.Changed != (len(rest) > 0) || a.Changed && !bytes.HasPrefix(rest, []byte("\xff\xd8\xff")) {
		return a, nil, broken(errors.New("another page than it says"))
	}
	return a, rest, nil
}

// mostAnswer bounds what is taken from the process.
const mostAnswer = maxBytes + 1<<16

// A bounded buffer takes what a process writes, up to mostAnswer. The buffer is not
// embedded: io.Copy would fill it by its own ReadFrom.
type bounded struct {
	buf  bytes.Buffer
	over bool
}

// Write never fails, so that the process need not be killed for what it says.
func (b *bounded) Write(p []byte) (int, error) {
	if b.buf.Len()+len(p) > mostAnswer {
		b.over = true
		return len(p), nil
	}
	return b.buf.Write(p)
}
