package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
	"unicode"
)

// A line is one line that the child wrote.
type line struct {
	text   string
	stderr bool
}

// A child is one run of scanimage. scanimage sometimes never exits after a
// fault of the device, so every wait on it is bounded and the whole process
// group is signalled: some backends fork.
type child struct {
	pid   int
	lines chan line
	exit  chan error // one value, after the last line
}

// pipeWait bounds the wait for output that a forked backend keeps open after
// scanimage has gone.
const pipeWait = time.Second

// start runs program in dir. The child dies with the desk: the goroutine keeps
// its thread, because the kernel ties the death signal to the thread that
// forked.
func start(program, dir string, env, args []string) (*child, error) {
	c := &child{lines: make(chan line, 16), exit: make(chan error, 1)}
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "LC_ALL=C", "LANGUAGE=", "TMPDIR="+dir)...)
	cmd.Stdout = &splitter{out: c.lines}
	cmd.Stderr = &splitter{out: c.lines, stderr: true}
	cmd.WaitDelay = pipeWait
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			c.exit <- cmd.Wait()
		}
		runtime.UnlockOSThread()
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	c.pid = cmd.Process.Pid
	return c, nil
}

// signal reaches the child and everything it forked.
func (c *child) signal(s syscall.Signal) {
	_ = syscall.Kill(-c.pid, s)
}

// A watchdog decides how long a child may take.
type watchdog struct {
	silence time.Duration // longest wait for the next sign of life that hear accepts
	settle  time.Duration // from the word that it is done to its exit
	grace   time.Duration // from SIGINT to SIGKILL
}

// An ending is how a run ended.
type ending struct {
	err      error  // of the exit, or of hear
	stopped  string // cause for which we stopped it, "" when it ended by itself
	deserted bool   // not even SIGKILL ended it: it hangs in the kernel
}

// A verdict is what a line means to the watchdog.
type verdict int

const (
	talk     verdict = iota // says nothing of progress
	progress                // the next page may take its full time again
	last                    // nothing more will come; only the exit is awaited
)

// watch passes each line to hear until the child has gone. It returns within
// silence plus grace plus a few seconds of the last sign of life, whatever the
// child does. After an error of hear, or once stopped, hear is not called
// again.
func (c *child) watch(ctx context.Context, w watchdog, hear func(line) (verdict, error)) ending {
	var end ending
	quiet := time.NewTimer(w.silence)
	defer quiet.Stop()
	kill := newStopwatch()
	defer kill.t.Stop()
	done := ctx.Done()
	stopping := false
	stop := func(cause string, err error) {
		stopping, done = true, nil
		end.stopped, end.err = cause, err
		quiet.Stop()
		c.signal(syscall.SIGINT)
		kill.t.Reset(w.grace)
	}
	listen := func(l line) {
		if stopping {
			return
		}
		v, err := hear(l)
		switch {
		case err != nil:
			stop(Cancelled, err)
		case v == progress:
			quiet.Reset(w.silence)
		case v == last:
			quiet.Reset(w.settle)
		}
	}
	killed := false
	for {
		select {
		case l := <-c.lines:
			listen(l)
		case err := <-c.exit:
			for len(c.lines) > 0 {
				listen(<-c.lines)
			}
			c.signal(syscall.SIGKILL) // what it forked goes with it
			if !stopping && !errors.Is(err, exec.ErrWaitDelay) {
				end.err = err
			}
			return end
		case <-done:
			stop(causeOfContext(ctx), context.Cause(ctx))
		case <-quiet.C:
			stop(Timeout, fmt.Errorf("no sign of life: %w", os.ErrDeadlineExceeded))
		case <-kill.t.C:
			if killed {
				end.deserted = true
				go c.drain()
				return end
			}
			killed = true
			c.signal(syscall.SIGKILL)
			kill.t.Reset(pipeWait + 2*time.Second)
		}
	}
}

// drain lets the goroutines of a deserted child end when the kernel lets go of
// it.
func (c *child) drain() {
	for {
		select {
		case <-c.lines:
		case <-c.exit:
			return
		}
	}
}

func causeOfContext(ctx context.Context) string {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return Timeout
	}
	return Cancelled
}

// maxLine bounds a line of output; the rest of a longer one is dropped.
const maxLine = 4096

// A splitter cuts a child's output into lines free of control characters.
type splitter struct {
	out    chan<- line
	stderr bool
	buf    []byte
}

// Write never fails: a child must not die of what it says.
func (s *splitter) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		part := b
		if i >= 0 {
			part = b[:i]
		}
		s.buf = append(s.buf, part[:min(len(part), maxLine-len(s.buf))]...)
		if i < 0 {
			return n, nil
		}
		s.out <- line{text: printable(s.buf), stderr: s.stderr}
		s.buf = s.buf[:0]
		b = b[i+1:]
	}
	return n, nil
}

// printable keeps what may stand in a log.
func printable(b []byte) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(string(bytes.TrimRight(b, "\r")), "\uFFFD"))
}
