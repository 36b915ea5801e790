package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// Environment of a child: the test binary run again as another process on the
// same store.
const (
	childRole  = "XC_CHILD" // what it does
	childDir   = "XC_DIR"
	childCount = "XC_COUNT"
	childName  = "XC_NAME"
)

func TestMain(m *testing.M) {
	roles := map[string]func(*Store) error{"number": numberMany, "serve": serve, "early": serveEarly, "hold": hold, "pins": changePINs, "publish": publishMany}
	role, ok := roles[os.Getenv(childRole)]
	if !ok {
		os.Exit(m.Run())
	}
	c := config(os.Getenv(childDir), desk.SystemClock{})
	c.Built = time.Time{}
	s, err := Open(context.Background(), c)
	if err == nil {
		err = role(s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child prepares another process on the store in dir.
func child(t *testing.T, role, dir, name string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), childRole+"="+role, childDir+"="+dir, childName+"="+name)
	c.Env = append(c.Env, env...)
	c.Stderr = os.Stderr
	return c
}

// full reports whether the long form of a test was asked for, with XC_FULL=1.
func full() bool { return os.Getenv("XC_FULL") == "1" }

// acknowledge tells the parent what is done. One write of a short line to a pipe
// arrives whole or not at all.
func acknowledge(words ...string) {
	os.Stdout.WriteString(strings.Join(words, " ") + "\n")
}

// numberMany takes numbers of two lanes and is done.
func numberMany(s *Store) error {
	count, err := strconv.Atoi(os.Getenv(childCount))
	if err != nil {
		return err
	}
	for i := range count {
		id := fmt.Sprint(os.Getenv(childName), "-", i)
		_, err := s.Write(context.Background(), id, storetest.Duty(), storetest.TakeTicket(id, []string{"A", "Y"}[i%2]))
		if err != nil {
			return err
		}
	}
	return nil
}

// serve does a window's work until it is killed, and acknowledges each step when
// the store has said that it is kept.
func serve(s *Store) error { return work(s, func(string) {}, acknowledge) }

// serveEarly is the mutant: it acknowledges a number before the commit.
func serveEarly(s *Store) error {
	return work(s, func(id string) { acknowledge("ticket", id) }, func(...string) {})
}

func work(s *Store, before func(id string), after func(...string)) error {
	ctx := context.Background()
	after("ready")
	for i := 0; ; i++ {
		id := fmt.Sprintf("%s-%d", os.Getenv(childName), i)
		_, err := s.Write(ctx, id, storetest.Duty(), func(tx desk.Tx) (desk.Act, error) {
			act, err := storetest.TakeTicket(id, []string{"A", "Y"}[i%2])(tx)
			before(id)
			return act, err
		})
		if err != nil {
			return err
		}
		after("ticket", id)
		if err := caseWork(ctx, s, "c-"+id, after); err != nil {
			return err
		}
	}
}

// caseWork saves a draft, scans a page, and takes the case in.
func caseWork(ctx context.Context, s *Store, id string, after func(...string)) error {
	c := storetest.NewCase(id, storetest.Person())
	if err := s.SaveDraft(ctx, desk.Draft{Case: c, Field: "phone", Saved: time.Now()}); err != nil {
		return err
	}
	after("draft", id)
	p, err := s.PutPage(ctx, id, []byte("image of "+id), desk.Page{MIME: "image/png"})
	if err != nil {
		return err
	}
	after("page", id, p.ID)
	c.Materials = []desk.Material{{Key: "m", Pages: []desk.Page{p}}}
	done, err := s.Write(ctx, "r-"+id, storetest.Duty(), storetest.TakeIn(c))
	if err != nil {
		return err
	}
	after("case", id, done.Act.Cases[0].No)
	return nil
}

// hold takes a lock and waits to be killed.
func hold(s *Store) error {
	if _, err := s.Lock("night"); err != nil {
		return err
	}
	acknowledge("ready")
	select {}
}

// A killed is a child whose acknowledgements are read until it dies.
type killed struct {
	cmd   *exec.Cmd
	lines chan string
}

func start(t *testing.T, role, dir, name string) *killed {
	t.Helper()
	k := &killed{cmd: child(t, role, dir, name), lines: make(chan string, 1<<16)}
	out, err := k.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(k.lines)
		for scan := bufio.NewScanner(out); scan.Scan(); {
			k.lines <- scan.Text()
		}
	}()
	return k
}

// say waits for so many acknowledgements and returns them. A kill is aimed by what
// has been done: by the clock alone, a machine with other work kills every child
// before its first act.
func (k *killed) say(t *testing.T, count int) (said []string) {
	t.Helper()
	for range count {
		select {
		case line, ok := <-k.lines:
			if !ok {
				t.Fatal("the child has ended by itself")
			}
			said = append(said, line)
		case <-time.After(time.Minute):
			t.Fatal("the child does nothing")
		}
	}
	return said
}

// kill ends the child without warning and returns what it had acknowledged.
func (k *killed) kill(t *testing.T) []string {
	t.Helper()
	if err := k.cmd.Process.Kill(); err != nil {
		t.Errorf("the child had ended by itself: %v", err)
	}
	var said []string
	for line := range k.lines {
		said = append(said, line)
	}
	k.cmd.Wait() // It was killed, and says so.
	return said
}
