package centre_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/storetest"
)

// The test binary plays a desk or a centre when it is started with these.
const (
	childRole = "XC_CENTRE_TEST_ROLE"
	childDir  = "XC_CENTRE_TEST_DIR"
	childAddr = "XC_CENTRE_TEST_ADDR"
	childData = "XC_CENTRE_TEST_DATABASE"
	childScan = "XC_CENTRE_TEST_SCANS"
)

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(childRole) {
	case "":
		os.Exit(m.Run())
	case "centre":
		err = playCentre(os.Getenv(childDir), os.Getenv(childAddr))
	case "desk":
		err = playDesk(os.Getenv(childDir), os.Getenv(childAddr))
	}
	fmt.Fprintln(os.Stderr, "child:", err)
	os.Exit(1)
}

// playCentre serves until it is killed.
func playCentre(dir, addr string) error {
	ctx := context.Background()
	x, err := centre.Open(ctx, centre.Config{
		Dir: dir, Addr: addr, Reserve: -1, Database: os.Getenv(childData), Scans: os.Getenv(childScan),
	})
	if err != nil {
		return err
	}
	if _, err := x.Listen(ctx); err != nil {
		return err
	}
	fmt.Println("ready")
	return x.Serve(ctx)
}

// playDesk takes cases in and sends them until it is killed. It prints the record
// id of each act once it is committed, and each run that reached its end.
func playDesk(dir, addr string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Config{Dir: dir, Station: storetest.Station(), Built: storetest.Built, Reserve: -1})
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for {
		if err := work(ctx, s); err != nil {
			return err
		}
		c, err := client.Dial(client.Config{URL: "http://" + addr, Desk: deskID, Keys: s.Keys()})
		if err != nil {
			return err
		}
		o := options()
		o.Sleep = func(context.Context, time.Duration) error { time.Sleep(5 * time.Millisecond); return nil }
		_, err = uplink.NewCourier(s.Outbox(), c, s.Keys().Suite(), desk.SystemClock{}, o).Run(ctx)
		if err != nil && desk.KindOf(err) != desk.Unavailable {
			return fmt.Errorf("run: %w", err)
		}
		if err == nil {
			fmt.Println("sent")
		}
		c.Close()
	}
}

// work is a little of a day: a case with a page and some numbers.
func work(ctx context.Context, s *store.Store) error {
	id := desk.NewID(time.Now())
	c := storetest.NewCase(id, storetest.Person())
	image := make([]byte, 1+mathrand.IntN(700_000))
	rand.Read(image)
	p, err := s.PutPage(ctx, id, image, desk.Page{MIME: "image/jpeg"})
	if err != nil {
		return err
	}
	c.Materials = []desk.Material{{Key: "m", Pages: []desk.Page{p}}}
	acts := []func(desk.Tx) (desk.Act, error){storetest.TakeIn(c)}
	for range mathrand.IntN(20) {
		acts = append(acts, storetest.TakeTicket(desk.NewID(time.Now()), "A"))
	}
	for _, act := range acts {
		rid := desk.NewID(time.Now())
		if _, err := s.Write(ctx, rid, storetest.Duty(), act); err != nil {
			return err
		}
		fmt.Println("act", rid)
	}
	return nil
}

// A child is a process in a role, and what it said it did.
type child struct {
	cmd  *exec.Cmd
	done chan struct{}
	mu   sync.Mutex
	acts []string
	runs int // that reached their end
}

func start(t *testing.T, role, dir, addr string, more ...string) *child {
	t.Helper()
	c := &child{cmd: exec.CommandContext(t.Context(), os.Args[0]), done: make(chan struct{})}
	c.cmd.Env = append(os.Environ(), childRole+"="+role, childDir+"="+dir, childAddr+"="+addr)
	c.cmd.Env = append(c.cmd.Env, more...)
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	go c.listen(out, ready)
	select {
	case <-ready:
	case <-time.After(30 * time.Second):
		t.Fatalf("the %s does not start", role)
	}
	return c
}

func (c *child) listen(out io.Reader, ready chan struct{}) {
	defer close(c.done)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() == "ready" {
			close(ready)
			continue
		}
		c.mu.Lock()
		if rid, ok := strings.CutPrefix(lines.Text(), "act "); ok {
			c.acts = append(c.acts, rid)
		} else if lines.Text() == "sent" {
			c.runs++
		}
		c.mu.Unlock()
	}
}

// work waits until a desk has done so many more acts and sent so many more times,
// twenty seconds at the most. A kill is aimed by what has been done: by the clock
// alone, a machine with other work kills every child before its first act.
func (c *child) work(acts, runs int) {
	done := func() (int, int) {
		c.mu.Lock()
		defer c.mu.Unlock()
		return len(c.acts), c.runs
	}
	acted, ran := done()
	for from := time.Now(); time.Since(from) < 20*time.Second; time.Sleep(time.Millisecond) {
		if a, r := done(); a >= acted+acts && r >= ran+runs {
			return
		}
	}
}

// kill ends the process as a power switch would, and returns what it said.
func (c *child) kill(t *testing.T) []string {
	t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatalf("the child had ended by itself: %v", err)
	}
	<-c.done
	err := c.cmd.Wait()
	if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.Exited() {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return c.acts
}

// freePort is an address that nobody listens at.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestKill ends desk and centre in turn with SIGKILL, at any moment, while the
// desk works and sends and the street decides. In the end every act that was
// acknowledged is at the centre, to the byte and once, and every decision is at
// the desk, once.
func TestKill(t *testing.T) {
	cycles := 10
	if long() {
		cycles = 400
	}
	dir := t.TempDir()
	centreDir, deskDir, addr := filepath.Join(dir, "centre"), filepath.Join(dir, "desk"), freePort(t)
	s, w := openStreet(t, centreDir), openWindow(t, deskDir)
	w.enrol(s)
	w.close()

	// This process decides on the same records that the other one serves.
	decided := map[string]int{}
	var ledger []string
	far, near := start(t, "centre", centreDir, addr), start(t, "desk", deskDir, addr)
	for i := 0; i < cycles || len(decided) == 0 && i < 4*cycles; i++ {
		near.work(mathrand.IntN(30), mathrand.IntN(2))
		time.Sleep(time.Duration(mathrand.IntN(30)) * time.Millisecond)
		decideSome(t, s, decided)
		if i%2 == 0 {
			ledger = append(ledger, near.kill(t)...)
			near = start(t, "desk", deskDir, addr)
		} else {
			far.kill(t)
			far = start(t, "centre", centreDir, addr)
		}
	}
	ledger = append(ledger, near.kill(t)...)
	far.kill(t)

	w = reopened(t, deskDir)
	w.mustRun(s.url)
	same(t, s, w, nil)
	once(t, w, decided)
	have := s.records(t, w.id())
	for _, rid := range ledger {
		if _, ok := have[rid]; !ok {
			t.Errorf("act %s was acknowledged at the counter and is lost", rid)
		}
	}
	if again := w.mustRun(s.url); again.Moved() || again.Requests > 6 {
		t.Errorf("a further run moved %+v", again)
	}
	if len(ledger) == 0 || len(decided) == 0 {
		t.Errorf("%d acts and %d decided cases prove nothing", len(ledger), len(decided))
	}
	t.Logf("%d acts, %d records, %d decided cases", len(ledger), len(have), len(decided))
}

// decideSome decides on a few cases that wait. One that a desk brings an answer back
// to in between, after a restore, is decided already.
func decideSome(t *testing.T, s *street, decided map[string]int) {
	t.Helper()
	cases, err := s.Cases(t.Context(), centre.CaseFilter{State: desk.CaseReceived, Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for _, d := range []desk.Decision{desk.DecideAccept, desk.DecideDone} {
			_, err := s.Decide(t.Context(), c.ID, d, "", "r")
			if desk.KindOf(err) == desk.Blocked {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			decided[c.ID]++
		}
	}
}

// reopened is a desk with the PC's own clock, since its child used that.
func reopened(t *testing.T, dir string) *window {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Dir: dir, Station: storetest.Station(), Built: storetest.Built, Reserve: -1})
	if err != nil {
		t.Fatal(err)
	}
	w := &window{Store: s, t: t, dir: dir, at: station, no: "01", outbox: s.Outbox(), clock: storetest.NewClock(time.Now())}
	t.Cleanup(w.close)
	return w
}
