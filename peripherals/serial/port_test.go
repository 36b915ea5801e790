package serial

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// rig is a port on one end of a pty and the other end of it.
type rig struct {
	*Port
	far    *os.File
	tty    *os.File
	events *events
}

type events struct {
	mu  sync.Mutex
	all []TraceEvent
}

func (e *events) add(x TraceEvent) {
	e.mu.Lock()
	e.all = append(e.all, x)
	e.mu.Unlock()
}

func newRig(t *testing.T) *rig {
	t.Helper()
	far, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	e := &events{}
	p, err := Open(Line{Path: tty.Name(), Baud: 9600}, e.add)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Port: p, far: far, tty: tty, events: e}
	t.Cleanup(func() {
		_ = p.Close()
		_ = far.Close()
		_ = tty.Close()
	})
	return r
}

func (r *rig) unplug() {
	_ = r.far.Close()
	_ = r.tty.Close()
}

func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestBytesPassUnchanged(t *testing.T) {
	r := newRig(t)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	if n, err := r.Write(within(t, time.Second), all); n != 256 || err != nil {
		t.Fatal(n, err)
	}
	got := make([]byte, 0, 256)
	for b := make([]byte, 256); len(got) < 256; {
		n, err := r.far.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, b[:n]...)
	}
	if string(got) != string(all) {
		t.Fatalf("far end got % x", got)
	}
	if _, err := r.far.Write(all); err != nil {
		t.Fatal(err)
	}
	got = got[:0]
	for b := make([]byte, 256); len(got) < 256; {
		n, err := r.Read(within(t, time.Second), b)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, b[:n]...)
	}
	if string(got) != string(all) {
		t.Fatalf("near end got % x", got)
	}
}

func TestReadKeepsItsDeadline(t *testing.T) {
	r := newRig(t)
	start := time.Now()
	_, err := r.Read(within(t, 40*time.Millisecond), make([]byte, 1))
	took := time.Since(start)
	if !errors.Is(err, context.DeadlineExceeded) || took < 39*time.Millisecond || took > 2*time.Second {
		t.Fatal(err, took)
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := r.Read(ctx, make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	// The wake-up of the ended context must not disturb the next read.
	if _, err := r.far.Write([]byte{7}); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 1)
	if n, err := r.Read(within(t, time.Second), b); n != 1 || err != nil || b[0] != 7 {
		t.Fatal(n, err, b)
	}
}

func TestUnplugIsSeenAtOnce(t *testing.T) {
	for name, act := range map[string]func(*rig) error{
		"reading": func(r *rig) error { _, err := r.Read(context.Background(), make([]byte, 1)); return err },
		"idle": func(r *rig) error {
			<-r.Gone()
			_, err := r.Write(within(t, time.Second), []byte{1})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			done := make(chan error)
			go func() { done <- act(r) }()
			time.Sleep(5 * time.Millisecond)
			start := time.Now()
			r.unplug()
			select {
			case err := <-done:
				if !errors.Is(err, ErrGone) {
					t.Fatal(err)
				}
			case <-time.After(5 * time.Second):
				t.Fatal("unplug not seen")
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Fatal("took", took)
			}
			// Gone stays gone, and does not spin.
			if _, err := r.Read(within(t, time.Second), make([]byte, 1)); !errors.Is(err, ErrGone) {
				t.Fatal(err)
			}
		})
	}
}

func TestCloseEndsAReadAtOnce(t *testing.T) {
	r := newRig(t)
	done := make(chan error)
	go func() { _, err := r.Read(context.Background(), make([]byte, 1)); done <- err }()
	time.Sleep(5 * time.Millisecond)
	start := time.Now()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Fatal("close took", took)
	}
	if _, err := r.Read(within(t, time.Second), make([]byte, 1)); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal("second close", err)
	}
}

func TestWriteToADeviceThatTakesNothing(t *testing.T) {
	r := newRig(t)
	big := make([]byte, 1<<20)
	start := time.Now()
	n, err := r.Write(within(t, 100*time.Millisecond), big)
	if !errors.Is(err, context.DeadlineExceeded) || n <= 0 || n >= len(big) {
		t.Fatal(n, err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Fatal("write and close took", took)
	}
}

func TestExchangesNeedADeadline(t *testing.T) {
	r := newRig(t)
	if _, err := r.Write(context.Background(), []byte{1}); !errors.Is(err, ErrNoDeadline) {
		t.Fatal(err)
	}
	if _, err := r.Exchange(context.Background(), NewFramer(starFrame), []byte{1}); !errors.Is(err, ErrNoDeadline) {
		t.Fatal(err)
	}
}

func TestSecondOwnerIsRefusedByName(t *testing.T) {
	r := newRig(t)
	before, err := unix.IoctlGetTermios(int(r.tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(Line{Path: r.tty.Name(), Baud: 115200}, nil)
	held, ok := errors.AsType[*HeldError](err)
	if !ok || !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	if held.PID != os.Getpid() {
		t.Errorf("holder %d, want %d", held.PID, os.Getpid())
	}
	after, err := unix.IoctlGetTermios(int(r.tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	if *before != *after {
		t.Error("the refused open changed the line in use")
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	p, err := Open(Line{Path: r.tty.Name(), Baud: 115200}, nil)
	if err != nil {
		t.Fatal("after close:", err)
	}
	_ = p.Close()
}

// TestHolderInAnotherProcess runs itself as the first owner.
func TestHolderInAnotherProcess(t *testing.T) {
	if path := os.Getenv("SERIAL_TEST_HOLD"); path != "" {
		p, err := Open(Line{Path: path, Baud: 9600}, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = p.Write(within(t, time.Second), []byte("held"))
		_, _ = p.Read(context.Background(), make([]byte, 1))
		return
	}
	far, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tty.Close() }()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestHolderInAnotherProcess$")
	c.Env = append(os.Environ(), "SERIAL_TEST_HOLD="+tty.Name())
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := far.Read(make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	_, err = Open(Line{Path: tty.Name(), Baud: 9600}, nil)
	if want := strconv.Itoa(c.Process.Pid); err == nil || !strings.Contains(err.Error(), "process "+want) {
		t.Errorf("got %v, want process %s named", err, want)
	}
	_ = c.Process.Kill()
	_ = c.Wait()
	p, err := Open(Line{Path: tty.Name(), Baud: 9600}, nil)
	if err != nil && os.Geteuid() == 0 {
		t.Fatal("a killed owner leaves the port free:", err)
	}
	if err == nil {
		_ = p.Close()
	}
	_ = far.Close()
}

func TestWhatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	fifo := filepath.Join(dir, "fifo")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		line Line
		code string
	}{
		"nothing there":  {Line{Path: filepath.Join(dir, "none"), Baud: 9600}, CodeAbsent},
		"a file":         {Line{Path: plain, Baud: 9600}, CodeNotSerial},
		"a pipe":         {Line{Path: fifo, Baud: 9600}, CodeNotSerial},
		"a wrong mode":   {Line{Path: plain, Baud: 9600, Mode: "9X3"}, CodeSettings},
		"no speed":       {Line{Path: plain}, CodeSettings},
		"no path at all": {Line{Baud: 9600}, CodeSettings},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(tt.line, nil)
			if _, code := Condition(err); code != tt.code {
				t.Fatalf("code %q from %v, want %q", code, err, tt.code)
			}
		})
	}
}

func TestTransferTime(t *testing.T) {
	for _, tt := range []struct {
		line Line
		n    int
		want time.Duration
	}{
		{Line{Baud: 9600}, 960, time.Second},
		{Line{Baud: 115200}, 11520, time.Second},
		{Line{Baud: 9600, Mode: "8E1"}, 9600, 11 * time.Second},
		{Line{Baud: 9600, Mode: "7E1"}, 960, time.Second},
	} {
		if got := tt.line.Transfer(tt.n); got != tt.want {
			t.Errorf("%d bytes at %d %s: %v, want %v", tt.n, tt.line.Baud, tt.line.Mode, got, tt.want)
		}
	}
}

func TestTraceHoldsLengthsOnly(t *testing.T) {
	r := newRig(t)
	if _, err := r.Write(within(t, time.Second), []byte("abc")); err != nil {
		t.Fatal(err)
	}
	_, _ = r.Read(within(t, 5*time.Millisecond), make([]byte, 1))
	_ = r.Close()
	r.events.mu.Lock()
	defer r.events.mu.Unlock()
	var got []string
	for _, e := range r.events.all {
		got = append(got, e.Op+" "+strconv.Itoa(e.Bytes)+" "+e.Code)
	}
	want := "open 0 ,write 3 ,read 0 no_answer,close 0 "
	if s := strings.Join(got, ","); s != want {
		t.Fatalf("got %q, want %q", s, want)
	}
}
