package sqlite

import (
	"bufio"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// kills may be raised for a night: go test ./store/sqlite -run Kill -kills 10000.
var kills = flag.Int("kills", 60, "how often to kill a process that counts")

// child runs the test binary in a role.
func child(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), childRole+"="+role, childPath+"="+path)
	c.Stderr = os.Stderr
	return c
}

// A counter is a process that counts, and what it acknowledged.
type counter struct {
	cmd   *exec.Cmd
	acked chan string // closed when the process is gone
}

func startCounter(t *testing.T, role, path string) *counter {
	t.Helper()
	c := &counter{cmd: child(t, role, path), acked: make(chan string, 1<<16)}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.acked)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			c.acked <- lines.Text()
		}
	}()
	return c
}

// kill waits for some acknowledgements, ends the process as a power switch would,
// and adds to the ledger whatever it acknowledged until then.
func (c *counter) kill(t *testing.T, after int, ledger map[string]int) {
	t.Helper()
	take := func(line string) {
		var n int
		var id string
		if _, err := fmt.Sscan(line, &n, &id); err != nil {
			t.Fatalf("the counter says %q", line)
		}
		ledger[id] = n
	}
	for range after {
		select {
		case line, alive := <-c.acked:
			if !alive {
				t.Fatal("the counter ended by itself")
			}
			take(line)
		case <-time.After(20 * time.Second):
			t.Fatal("the counter does not count")
		}
	}
	if rand.IntN(2) == 0 {
		time.Sleep(rand.N(3 * time.Millisecond))
	}
	c.cmd.Process.Kill()
	for line := range c.acked {
		take(line)
	}
	c.cmd.Wait()
}

// missing compares what was acknowledged with what is there, and returns the ids
// that were lost.
func missing(t *testing.T, path string, ledger map[string]int) (lost []string) {
	t.Helper()
	d := open(t, path, options())
	if err := d.Integrity(t.Context()); err != nil {
		t.Fatal(err)
	}
	there := map[string]int{}
	err := d.Read(t.Context(), func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(t.Context(), "SELECT n, id FROM counter ORDER BY n")
		if err != nil {
			return err
		}
		defer rows.Close()
		for want := 1; rows.Next(); want++ {
			var n int
			var id string
			if err := rows.Scan(&n, &id); err != nil {
				return err
			}
			if n != want {
				t.Errorf("number %d follows %d", n, want-1)
				want = n
			}
			there[id] = n
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, n := range ledger {
		if there[id] != n {
			lost = append(lost, id)
		}
	}
	return lost
}

func TestNothingAcknowledgedIsLostToAKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	ledger := map[string]int{}
	counters := []*counter{startCounter(t, "count", path), startCounter(t, "count", path)}
	for range *kills {
		i := rand.IntN(2)
		counters[i].kill(t, 1+rand.IntN(8), ledger)
		counters[i] = startCounter(t, "count", path)
	}
	for _, c := range counters {
		c.kill(t, 1, ledger)
	}
	if lost := missing(t, path, ledger); len(lost) > 0 {
		t.Fatalf("%d of %d acknowledged are lost: %v", len(lost), len(ledger), lost)
	}
	if len(ledger) < *kills {
		t.Fatalf("only %d were acknowledged", len(ledger))
	}
	t.Logf("%d kills, %d acknowledged, none lost", *kills+len(counters), len(ledger))
}

// The same harness must catch a program that acknowledges too early.
func TestTheKillTestCatchesAnEarlyAcknowledgement(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	ledger := map[string]int{}
	for kills := 1; kills <= 100; kills++ {
		startCounter(t, "count acknowledging early", path).kill(t, 1+rand.IntN(8), ledger)
		if kills%5 > 0 {
			continue
		}
		if lost := missing(t, path, ledger); len(lost) > 0 {
			t.Logf("caught after %d kills: %d of %d lost", kills, len(lost), len(ledger))
			return
		}
	}
	t.Fatal("100 kills did not catch it")
}

func TestMigrationSurvivesKillsAndRaces(t *testing.T) {
	for round := range 8 {
		dir := t.TempDir()
		path := filepath.Join(dir, "desk.db")
		if round%2 == 1 { // Half of the rounds start from an older schema with contents.
			d := open(t, path, options())
			if _, err := count(t.Context(), d, "old"); err != nil {
				t.Fatal(err)
			}
		}
		doomed, other := child(t, "migrate", path), child(t, "migrate", path)
		var said strings.Builder
		other.Stdout = &said
		for _, c := range []*exec.Cmd{doomed, other} {
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(rand.N(40 * time.Millisecond))
		doomed.Process.Kill()
		doomed.Wait()
		if err := other.Wait(); err != nil {
			t.Errorf("round %d: the other starter: %v %s", round, err, said.String())
		}
		d := open(t, path, Options{Migrations: scripts(laterSchema()...), Reserve: -1})
		if err := d.Integrity(t.Context()); err != nil || d.Version() != len(laterSchema()) {
			t.Errorf("round %d: version %d, %v", round, d.Version(), err)
		}
		if want := round % 2; rows(t, d) != want {
			t.Errorf("round %d: %d rows", round, rows(t, d))
		}
	}
}
