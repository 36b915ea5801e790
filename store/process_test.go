package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// openReal opens a store under the PC's own clock.
func openReal(t *testing.T, dir string) *Store {
	t.Helper()
	c := config(dir, desk.SystemClock{})
	c.Built = time.Time{}
	return openIn(t, c)
}

// gapless checks the numbers of every lane and day, and the order of arrival,
// and returns how many there are.
func gapless(t *testing.T, s *Store) int {
	t.Helper()
	type series struct {
		day  desk.Day
		lane string
	}
	days, err := from(t.Context(), s, func(b books) ([]string, error) {
		return list(t.Context(), b.q, scanText, `SELECT DISTINCT day FROM ticket`)
	})
	if err != nil {
		t.Fatal(err)
	}
	last, seen, arrivals := map[series]int{}, map[string]bool{}, map[int64]bool{}
	for _, day := range days {
		tickets, err := s.Tickets(t.Context(), desk.Day(day))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range tickets {
			in := series{x.Day, x.Lane}
			if x.Seq != last[in]+1 {
				t.Errorf("number %d of lane %s follows %d", x.Seq, x.Lane, last[in])
			}
			last[in] = x.Seq
			if seen[day+x.No] || arrivals[x.Order] {
				t.Errorf("%s (arrival %d) was given out twice on %s", x.No, x.Order, day)
			}
			seen[day+x.No], arrivals[x.Order] = true, true
		}
	}
	for i := int64(1); i <= int64(len(arrivals)); i++ {
		if !arrivals[i] {
			t.Errorf("nobody is the %dth to arrive", i)
		}
	}
	return len(seen)
}

// TestEightProcessesNumberOnOneStore gives out numbers from eight processes with
// time zones of their own: 8 × 60 here, 8 × 1,000 with XC_FULL=1.
func TestEightProcessesNumberOnOneStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	each := 60
	if full() {
		each = 1000
	}
	zones := []string{"", "UTC", "Asia/Shanghai", "America/Los_Angeles", "no/where", "Pacific/Kiritimati", ":", "UTC-14"}
	var children []*exec.Cmd
	for i, zone := range zones {
		c := child(t, "number", dir, fmt.Sprint("p", i), childCount+"="+fmt.Sprint(each), "TZ="+zone)
		if err := c.Start(); err != nil { // All of them find no store and make one.
			t.Fatal(err)
		}
		children = append(children, c)
	}
	for i, c := range children {
		if err := c.Wait(); err != nil {
			t.Errorf("process %d: %v", i, err)
		}
	}
	s := openReal(t, dir)
	if n := gapless(t, s); n != 8*each {
		t.Errorf("%d numbers, want %d", n, 8*each)
	}
	// Whatever the zone of the process, the day is that of Beijing.
	for after := int64(0); after < int64(8*each); after += 1000 {
		lines, err := s.Journal(t.Context(), after, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range lines {
			if want := desk.DayOf(time.Time(e.Line.At), 0); e.Line.Day != want {
				t.Fatalf("line %d of %s is dated %s", e.N, want, e.Line.Day)
			}
		}
	}
	if r, err := s.Verify(t.Context()); err != nil || !r.OK() || r.Lines != int64(8*each+1) {
		t.Errorf("journal %+v, %v", r, err)
	}
}

// TestKilledInTheMiddleOfAnAct kills windows at random moments: 20 times here,
// 1,000 times with XC_FULL=1. Nothing that was acknowledged may be gone.
func TestKilledInTheMiddleOfAnAct(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	kills := 20
	if full() {
		kills = 1000
	}
	openReal(t, dir).Close()
	var said []string
	windows := []*killed{start(t, "serve", dir, "k0"), start(t, "serve", dir, "k1")}
	for i := range kills {
		k := windows[i%2]
		if <-k.lines != "ready" {
			t.Fatal("a window did not come up")
		}
		said = append(said, k.say(t, rand.IntN(9))...)
		time.Sleep(time.Duration(rand.IntN(5_000)) * time.Microsecond)
		said = append(said, k.kill(t)...)
		windows[i%2] = start(t, "serve", dir, fmt.Sprint("k", i+2))
	}
	for _, k := range windows {
		said = append(said, k.kill(t)...)
	}
	s := openReal(t, dir)
	lost := missingFrom(t, s, said)
	if len(lost) > 0 {
		t.Errorf("acknowledged and gone: %d of %d, such as %q", len(lost), len(said), lost[0])
	}
	if len(said) < kills {
		t.Errorf("%d acknowledgements in %d kills: this test shows nothing", len(said), kills)
	}
	n := gapless(t, s)
	if r, err := s.Verify(t.Context()); err != nil || !r.OK() {
		t.Errorf("journal %+v, %v", r.Bad, err)
	}
	if d, err := s.RebuildCheck(t.Context()); err != nil || len(d) != 0 {
		t.Errorf("tables differ from the journal: %+v, %v", d, err)
	}
	if err := s.Integrity(t.Context()); err != nil {
		t.Error(err)
	}
	t.Logf("%d kills, %d acknowledged, %d numbers", kills+2, len(said), n)
}

// missingFrom returns what was acknowledged and cannot be found.
func missingFrom(t *testing.T, s *Store, said []string) (lost []string) {
	t.Helper()
	ctx := t.Context()
	for _, line := range said {
		var err error
		switch w := strings.Fields(line); w[0] {
		case "ticket":
			_, err = s.Ticket(ctx, w[1])
		case "draft": // It may have been taken in since.
			var d desk.Draft
			if d, err = s.Draft(ctx, w[1]); err != nil {
				d.Case, err = s.Case(ctx, w[1])
			}
			if err == nil && d.Case.Private.Applicant != storetest.Person() {
				err = fmt.Errorf("draft %s has lost its fields", w[1])
			}
		case "page":
			var image []byte
			image, err = s.OpenPage(ctx, w[1], w[2])
			if err == nil && string(image) != "image of "+w[1] {
				err = fmt.Errorf("page of %s is another", w[1])
			}
		case "case":
			var c desk.Case
			c, err = s.Case(ctx, w[1])
			if err == nil && c.No != w[2] {
				err = fmt.Errorf("case %s has number %s", w[1], c.No)
			}
		}
		if err != nil {
			lost = append(lost, fmt.Sprint(line, ": ", err))
		}
	}
	return lost
}

// TestEarlyAcknowledgementIsCaught is the control: a window that acknowledges
// before the commit loses numbers, and the test above would see it.
func TestEarlyAcknowledgementIsCaught(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := openReal(t, dir)
	for i := range 200 {
		k := start(t, "early", dir, fmt.Sprint("m", i))
		first := <-k.lines
		said := append([]string{first}, k.kill(t)...)
		if len(missingFrom(t, s, said)) > 0 {
			return
		}
	}
	t.Error("200 kills, and nothing that was acknowledged too early is missing")
}

// TestDeadProcessFreesItsLocks kills the holder of a lock.
func TestDeadProcessFreesItsLocks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := openReal(t, dir)
	k := start(t, "hold", dir, "h")
	if <-k.lines != "ready" {
		t.Fatal("the child did not come up")
	}
	_, err := s.Lock("night")
	var p *desk.Problem
	if !errors.As(err, &p) || p.Kind != desk.Locked || p.What != "lock.night" ||
		!strings.HasPrefix(p.Holder, fmt.Sprintf("pid %d since ", k.cmd.Process.Pid)) {
		t.Errorf("while the child lives: %v", err)
	}
	k.kill(t)
	release, err := s.Lock("night")
	if err != nil {
		t.Fatalf("after its death: %v", err)
	}
	release()
}
