package seat

import (
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

func TestComesBackToWhereItWas(t *testing.T) {
	h := open(t, time.Minute)
	key, _ := newKey(t)
	h.ring.set(key.PublicKey(), "chuang2")
	typed := ""
	for _, letter := range strings.Split("甲乙丙丁戊己", "") {
		w := h.look("w2", key)
		w.waitFor("typed <" + typed)
		w.press(letter)
		typed += letter
		w.waitFor(letter)
		w.conn.Close()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.opens) != 1 {
		t.Errorf("%d programs were begun", len(h.opens))
	}
}

func TestAWindowIsNotKeptForEver(t *testing.T) {
	h := open(t, 50*time.Millisecond)
	key, _ := newKey(t)
	h.ring.set(key.PublicKey(), "chuang2")
	w := h.look("w2", key)
	w.waitFor("typed <")
	w.conn.Close()
	h.until("the window is free", func() bool { return h.berths() == 0 })
}

func TestTheSameSeatTakesItsWindowBack(t *testing.T) {
	h := open(t, time.Minute)
	key, _ := newKey(t)
	h.ring.set(key.PublicKey(), "chuang2")
	first := h.look("w2", key)
	first.waitFor("typed <")
	first.press("甲")
	first.waitFor("甲")
	second := h.look("w2", key) // the first has not noticed that its line is dead
	second.waitFor("甲")
	gone := make(chan error, 1)
	go func() { gone <- first.conn.Wait() }()
	select {
	case <-gone:
	case <-time.After(5 * time.Second):
		t.Error("the first connection still stands")
	}
}

func TestAnotherSeatIsToldWhoHasTheWindow(t *testing.T) {
	h := open(t, time.Minute)
	one, _ := newKey(t)
	two, _ := newKey(t)
	h.ring.set(one.PublicKey(), "chuang2")
	h.ring.set(two.PublicKey(), "beiyong")
	first := h.look("w2", one)
	first.waitFor("typed <")
	second := h.look("w2", two)
	second.waitFor("2号窗口已经开着（chuang2）")
	if err := second.sess.Wait(); err == nil {
		t.Error("the refused session ends as if all were well")
	}
	first.press("甲")
	first.waitFor("甲")
	third := h.look("w3", two) // it may have the other window
	third.waitFor("typed <")
}

func TestAPanicEndsOneSeatOnly(t *testing.T) {
	h := open(t, time.Minute)
	one, _ := newKey(t)
	two, _ := newKey(t)
	h.ring.set(one.PublicKey(), "chuang2")
	h.ring.set(two.PublicKey(), "chuang3")
	other := h.look("w3", two)
	other.waitFor("typed <")
	for _, key := range []string{"!", "?"} {
		w := h.look("w2", one)
		w.waitFor("typed <")
		w.press(key)
		w.waitFor("这个窗口的程序出了错")
		h.until("the window is free", func() bool { return h.berths() == 1 })
	}
	other.press("甲")
	other.waitFor("甲")
}

func TestARevokedKeyLosesItsWindow(t *testing.T) {
	h := open(t, time.Minute)
	key, _ := newKey(t)
	h.ring.set(key.PublicKey(), "chuang2")
	w := h.look("w2", key)
	w.waitFor("typed <")
	h.ring.set(key.PublicKey(), "")
	done := make(chan error, 1)
	go func() { done <- w.sess.Wait() }()
	select {
	case <-done:
	case <-time.After(8 * time.Second):
		t.Fatal("the revoked seat still has its window")
	}
	if _, err := h.dial("w2", key); err == nil {
		t.Error("a revoked key gets in")
	}
}

func TestOnlyAWindowIsServed(t *testing.T) {
	h := open(t, time.Minute)
	key, _ := newKey(t)
	h.ring.set(key.PublicKey(), "chuang2")
	c, err := h.dial("w2", key)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("sh"); err == nil {
		t.Error("a command was accepted")
	}
	s.Close()
	if s, err = c.NewSession(); err != nil {
		t.Fatal(err)
	}
	if err := s.RequestSubsystem("sftp"); err == nil {
		t.Error("sftp was accepted")
	}
	if _, err := c.Dial("tcp", "127.0.0.1:1"); err == nil {
		t.Error("forwarding was accepted")
	}
	if _, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		t.Error("backward forwarding was accepted")
	}
	for _, as := range []string{"w1", "w9", "root", "", "enrol"} {
		if _, err := h.dial(as, key); err == nil {
			t.Errorf("user %q gets in", as)
		}
	}
	if _, err := ssh.Dial("tcp", h.addr, &ssh.ClientConfig{
		User: "w2", Auth: []ssh.AuthMethod{ssh.Password("")}, HostKeyCallback: ssh.FixedHostKey(h.host),
	}); err == nil {
		t.Error("a password gets in")
	}
}

func TestACodeServesOnceAndForNothingElse(t *testing.T) {
	h := open(t, time.Minute)
	h.ring.code = "ABCD"
	key, _ := newKey(t)
	c, err := h.dial(enrolUser, key)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.NewSession(); err == nil {
		t.Error("a session without a window")
	}
	if _, _, err := c.OpenChannel(channelCopy, nil); err == nil {
		t.Error("the catalogue without a window")
	}
	if ok, _, _ := c.SendRequest(requestNote, true, []byte(`{}`)); ok {
		t.Error("a note without a window")
	}
	if _, _, err := c.OpenChannel(channelEnrol, encode(enrolment{Code: "WRONG", Name: "x"})); err == nil {
		t.Error("a wrong code")
	}
	ch, reqs, err := c.OpenChannel(channelEnrol, encode(enrolment{Code: "ABCD", Name: "chuang2"}))
	if err != nil {
		t.Fatal(err)
	}
	go ssh.DiscardRequests(reqs)
	var w Welcome
	if err := json.NewDecoder(ch).Decode(&w); err != nil || w.Window != 2 {
		t.Errorf("%+v %v", w, err)
	}
	h.look("w2", key).waitFor("typed <")
	if _, err := h.dial(enrolUser, key); err == nil {
		t.Error("the code serves twice")
	}
}

// TestAFloodKeepsNobodyOut opens many connections that say nothing: the server
// holds few of them, a seat that works goes on, and another comes in.
func TestAFloodKeepsNobodyOut(t *testing.T) {
	h := open(t, time.Minute)
	one, _ := newKey(t)
	two, _ := newKey(t)
	h.ring.set(one.PublicKey(), "chuang2")
	h.ring.set(two.PublicKey(), "chuang3")
	w := h.look("w2", one)
	w.waitFor("typed <")
	for range 200 {
		c, err := net.Dial("tcp", h.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	h.until("the flood is bounded", func() bool {
		all, pending := h.srv.door.counts()
		return all <= maxConns && pending <= maxPending
	})
	w.press("甲")
	w.waitFor("甲")
	h.until("another seat comes in", func() bool { // a seat tries again, as this does
		c, err := h.dial("w3", two)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}

func (h *house) berths() int {
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	return len(h.srv.berths)
}

func (h *house) until(what string, ok func() bool) {
	h.t.Helper()
	for end := time.Now().Add(8 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	h.t.Fatalf("never: %s", what)
}
