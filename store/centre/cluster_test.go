package centre_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/recordstest"
	"xiaochuang/store/centre/scanstest"
)

// A pair is two instances that share PostgreSQL and a bucket, each in a process of
// its own, behind nginx. The test itself is a third.
type pair struct {
	s     *street
	url   string
	addrs [2]string
	dirs  [2]string
	more  []string
	up    [2]*child
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{}
	database, bucket := recordstest.Shared(t).Database(t), scanstest.Shared(t).Bucket(t)
	dir := t.TempDir()
	p.s = openStreetAs(t, centre.Config{
		Dir: filepath.Join(dir, "0"), Reserve: -1, Street: tenant, Database: database, Scans: bucket,
	})
	ring, err := os.ReadFile(filepath.Join(p.s.dir, centre.RingFile))
	if err != nil {
		t.Fatal(err)
	}
	p.more = []string{childData + "=" + database, childScan + "=" + bucket}
	for i := range p.up {
		p.dirs[i], p.addrs[i] = filepath.Join(dir, fmt.Sprint(i+1)), freePort(t)
		if err := os.Mkdir(p.dirs[i], 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.dirs[i], centre.RingFile), ring, 0o600); err != nil {
			t.Fatal(err)
		}
		p.start(t, i)
	}
	p.url = nginx(t, p.addrs[0], p.addrs[1]).url
	return p
}

func (p *pair) start(t *testing.T, i int) {
	p.up[i] = start(t, "centre", p.dirs[i], p.addrs[i], p.more...)
}

// TestTwoInstances lets two desks work and send through a gateway to two
// instances, of which one is killed again and again in the middle of it, while a
// third decides. In the end the centre is the sum of the desks to the byte, and
// each decision is at its desk once.
func TestTwoInstances(t *testing.T) {
	kills := 8
	if long() {
		kills = 200
	}
	p := newPair(t)
	desks := []*window{openWindowNo(t, filepath.Join(t.TempDir(), "1"), "01"), openWindowNo(t, filepath.Join(t.TempDir(), "2"), "02")}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	var runs [2]atomic.Int64
	for i, w := range desks {
		w.enrol(p.s)
		r := rand.New(rand.NewPCG(uint64(i), 6))
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				w.takeIn(1+r.IntN(300_000), 1+r.IntN(900_000))
				w.tickets(20)
				c := w.client(p.url)
				_, err := w.run(c)
				c.Close()
				if err != nil && desk.KindOf(err) != desk.Unavailable {
					t.Errorf("run: %v", err)
					return
				}
				runs[i].Add(1)
			}
		})
	}
	decided, r := map[string]int{}, rand.New(rand.NewPCG(3, 6))
	// On a slow machine it takes more kills until both have sent something.
	enough := func() bool { return runs[0].Load() >= 3 && runs[1].Load() >= 3 && len(decided) > 0 || t.Failed() }
	for i := 0; i < kills || !enough(); i++ {
		time.Sleep(time.Duration(50+r.IntN(250)) * time.Millisecond)
		p.up[i%2].kill(t)
		decideSome(t, p.s, decided)
		time.Sleep(time.Duration(r.IntN(100)) * time.Millisecond)
		p.start(t, i%2)
	}
	close(stop)
	wg.Wait()
	events := int64(0)
	for _, w := range desks {
		p.finish(t, w, decided)
		events += int64(len(w.order()))
	}
	held := int64(0)
	list, err := p.s.Desks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		held += d.Events
	}
	if held != events || len(list) != len(desks) {
		t.Errorf("the centre has %d lines of %d desks, they have %d", held, len(list), events)
	}
	t.Logf("at least %d kills, %d and %d runs, %d lines, %d decided cases", kills, runs[0].Load(), runs[1].Load(), held, len(decided))
	for _, c := range p.up {
		c.kill(t)
	}
}

// finish sends what is left and compares both ends.
func (p *pair) finish(t *testing.T, w *window, decided map[string]int) {
	t.Helper()
	w.mustRun(p.url)
	same(t, p.s, w, nil)
	mine := map[string]int{}
	for id, n := range decided {
		if _, err := w.Case(t.Context(), id); err == nil {
			mine[id] = n
		}
	}
	once(t, w, mine)
	if again := w.mustRun(p.url); again.Moved() || again.Requests > 6 {
		t.Errorf("after all that, a run moved %+v", again)
	}
}

// A session that one instance opened goes on at the other, and what was spent at
// one is spent at both.
func TestSessionGoesOnAtTheOtherInstance(t *testing.T) {
	p := newPair(t)
	w := newWindow(t)
	w.enrol(p.s)
	for i := range 6 {
		w.takeIn(600_000)
		if r := w.mustRun("http://" + p.addrs[i%2]); r.Sent == 0 || r.Blobs == 0 {
			t.Errorf("run %d: %+v", i, r)
		}
	}
	same(t, p.s, w, nil)
	here := newPeer(t, p.s, "02")
	here.open()
	l := here.slice(1, here.chain, here.line("r1", desk.ActShiftBegan, `{}`))
	l.counter = here.count()
	if status, f, _ := here.sendTo("http://"+p.addrs[0], l); status != http.StatusOK {
		t.Fatalf("at one: %d %s", status, f.Code)
	}
	if status, f, _ := here.sendTo("http://"+p.addrs[1], l); status != http.StatusUnauthorized || f.Code != uplink.CodeCounter {
		t.Errorf("the same at the other: %d %s", status, f.Code)
	}
	if err := p.s.Revoke(t.Context(), here.id); err != nil {
		t.Fatal(err)
	}
	l.counter = here.count()
	if status, f, _ := here.sendTo("http://"+p.addrs[1], l); status != http.StatusForbidden || f.Code != uplink.CodeRevoked {
		t.Errorf("after it was revoked: %d %s", status, f.Code)
	}
	for _, c := range p.up {
		c.kill(t)
	}
}

// An instance without the ring of the others opens nothing.
func TestInstanceWithoutTheRing(t *testing.T) {
	database := recordstest.Shared(t).Database(t)
	openStreetAs(t, centre.Config{Dir: t.TempDir(), Reserve: -1, Street: tenant, Database: database})
	_, err := centre.Open(t.Context(), centre.Config{Dir: t.TempDir(), Reserve: -1, Database: database})
	kindIs(t, err, desk.Denied, "centre.ring")
	other := t.TempDir()
	openStreetAs(t, centre.Config{Dir: other, Reserve: -1, Street: tenant, Database: recordstest.Shared(t).Database(t)})
	_, err = centre.Open(t.Context(), centre.Config{Dir: other, Reserve: -1, Database: database})
	kindIs(t, err, desk.Denied, "centre.ring")
	if _, err := os.Stat(filepath.Join(other, "keys")); !os.IsNotExist(err) {
		t.Errorf("keys of a street lie in a file beside shared records: %v", err)
	}
	if strings.Contains(fmt.Sprint(err), "PRIVATE") {
		t.Error("an error quotes a key")
	}
}
