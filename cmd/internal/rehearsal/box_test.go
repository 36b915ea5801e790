package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"xiaochuang/desk/uplink"
)

// program is the centre's, built once for all tests.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "xc-rehearsal-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "xiaochuang-centre")
	if out, err := exec.Command("go", "build", "-o", program, "../../xiaochuang-centre").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// long reports whether the whole form was asked for.
func long() bool { return os.Getenv("XC_FULL") == "1" }

// street is that of all desks.
const street = "110101001"

// A box is one process of the centre.
type box struct {
	t       testing.TB
	args    []string
	addr    string
	metrics string
	cmd     *exec.Cmd
	done    chan struct{}
}

// newBox starts a centre on a data folder with more arguments of serve.
func newBox(t testing.TB, dir string, more ...string) *box {
	t.Helper()
	b := boxOf(t, dir, more...)
	b.start()
	t.Cleanup(b.kill)
	return b
}

// boxOf is newBox without starting it.
func boxOf(t testing.TB, dir string, more ...string) *box {
	t.Helper()
	b := &box{t: t, addr: freePort(t), metrics: freePort(t)}
	b.args = append([]string{"serve", "--data", dir, "--addr", b.addr, "--metrics", b.metrics, "--street", street}, more...)
	return b
}

func (b *box) url() string { return "http://" + b.addr }

func (b *box) start() {
	b.t.Helper()
	b.launch(io.Discard, os.Stderr)
	b.await()
}

// launch starts the program; await waits until it serves.
func (b *box) launch(out, err io.Writer) {
	b.t.Helper()
	b.cmd, b.done = exec.Command(program, b.args...), make(chan struct{})
	b.cmd.Stdout, b.cmd.Stderr = out, err
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := b.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	go func() {
		defer close(b.done)
		b.cmd.Wait()
	}()
}

func (b *box) await() {
	b.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if r, err := http.Get(b.url() + "/health"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-b.done:
			b.t.Fatal("the centre ended")
		default:
		}
		if time.Now().After(deadline) {
			b.t.Fatal("the centre does not answer")
		}
	}
}

// kill ends the centre as a power switch would.
func (b *box) kill() {
	b.cmd.Process.Kill()
	<-b.done
}

func (b *box) cpu() time.Duration { return cpuOf(b.t, b.cmd.Process.Pid) }
func (b *box) peak() int64        { return peakOf(b.t, b.cmd.Process.Pid) }

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// profiled takes a profile of a centre, and returns its file.
func (b *box) profiled(ctx context.Context, length time.Duration) (string, error) {
	url := fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", b.metrics, int(length.Seconds()))
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer w.Body.Close()
	f, err := os.CreateTemp(filepath.Dir(program), "cpu")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, w.Body)
	return f.Name(), errors.Join(err, f.Close())
}

// kinds are the requests of a run in their order, by path.
var kinds = []string{"hello", "events", "missing", "part", "feed"}

func kindOf(path string) string {
	switch path {
	case uplink.EnrolPath:
		return "enrol"
	case uplink.HelloPath:
		return "hello"
	case uplink.EventsPath:
		return "events"
	case uplink.MissingPath:
		return "missing"
	case uplink.FeedPath:
		return "feed"
	}
	return "part"
}
