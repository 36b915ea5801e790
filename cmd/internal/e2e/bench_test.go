package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/tui/screentest"
)

// The budgets of a console with ten years of cases in its store.
const (
	manyCases = 200_000
	mostRSS   = 160 << 20 // bytes, with the index of names
	mostBytes = 4500      // to the terminal for one key
	mostIdle  = 120       // to the terminal in a minute at rest
)

// BenchmarkConsole starts the real program on a store with 200,000 cases (20,000
// with -short), and a bare Bubble Tea program beside it, and tells of both what
// memory they hold, how long a key takes to its first byte, and what bytes a key
// and a minute at rest cost on the line.
func BenchmarkConsole(b *testing.B) {
	n := manyCases
	if testing.Short() {
		n /= 10
	}
	dir := filepath.Join(b.TempDir(), "desk")
	fill(b, dir, n)
	plain := filepath.Join(bin, "plain")
	if out, err := exec.Command("go", "build", "-ldflags", "-s -w", "-o", plain, "./testdata/plain").CombinedOutput(); err != nil {
		b.Fatalf("build the bare program: %v\n%s", err, out)
	}
	console := watch(b, exec.Command(filepath.Join(bin, "xiaochuang"), "--demo", "--data", dir), "今天谁上岗")
	console.term.Keys("1")
	console.term.WaitFor("本窗口")
	indexed(b, dir, n)
	console.term.Keys("f3")
	console.term.WaitFor("单号")
	bare := watch(b, exec.Command(plain), "人民调解申请")

	var ours, theirs cost
	for b.Loop() {
		ours, theirs = console.measure(b), bare.measure(b)
	}
	for _, x := range []struct {
		who string
		cost
	}{{"", ours}, {"bare-", theirs}} {
		b.ReportMetric(float64(x.rss)/(1<<20), x.who+"MiB")
		b.ReportMetric(float64(x.key.Microseconds())/1000, x.who+"ms/key")
		b.ReportMetric(float64(x.bytes), x.who+"B/key")
		b.ReportMetric(float64(x.idle), x.who+"B/idle-min")
	}
	switch {
	case ours.rss > mostRSS:
		b.Errorf("the console holds %d MiB", ours.rss>>20)
	case ours.bytes > mostBytes:
		b.Errorf("a key costs %d bytes", ours.bytes)
	case ours.idle > mostIdle:
		b.Errorf("a minute at rest costs %d bytes", ours.idle)
	}
}

// A watched program runs in a terminal.
type watched struct {
	cmd  *exec.Cmd
	term *screentest.Term
}

func watch(b *testing.B, cmd *exec.Cmd, until string) watched {
	b.Helper()
	term := screentest.Start(b, cmd, 100, 30)
	term.WaitFor(until)
	return watched{cmd, term}
}

// A cost is what a program takes.
type cost struct {
	rss   int64
	key   time.Duration // to the first byte, the median
	bytes int           // for a key, the median
	idle  int           // in a minute
}

func (w watched) measure(b *testing.B) cost {
	b.Helper()
	var times []time.Duration
	var sizes []int
	for i := range 30 {
		key := "a"
		if i%2 == 1 {
			key = "backspace"
		}
		w.term.Idle()
		_, before := w.term.Count()
		began := time.Now()
		w.term.Keys(key)
		w.term.WaitUntil("the key is drawn", 5*time.Second, func() bool { _, n := w.term.Count(); return n > before })
		times = append(times, time.Since(began))
		w.term.Idle()
		_, after := w.term.Count()
		sizes = append(sizes, after-before)
	}
	slices.Sort(times)
	slices.Sort(sizes)
	const rest = 6 * time.Second
	_, before := w.term.Count()
	time.Sleep(rest)
	_, after := w.term.Count()
	return cost{rss(b, w.cmd.Process.Pid), times[len(times)/2], sizes[len(sizes)/2], (after - before) * int(time.Minute/rest)}
}

// rss is the memory that a process holds, in bytes, as Linux counts it.
func rss(b *testing.B, pid int) int64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for _, l := range strings.Split(string(text), "\n") {
		if rest, ok := strings.CutPrefix(l, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb << 10
		}
	}
	b.Fatal("the kernel does not tell what a process holds")
	return 0
}

// indexed waits until the console's index has all cases.
func indexed(b *testing.B, dir string, n int) {
	b.Helper()
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if log, err := os.ReadFile(filepath.Join(dir, "log", "xiaochuang.log")); err == nil && strings.Contains(string(log), fmt.Sprintf(`"msg":"index of cases","cases":%d`, n)) {
			return
		}
	}
	b.Fatal("the index of cases is not made after five minutes")
}

// fill makes a demonstration desk with n cases that have ended, through the
// journal as every other, many to a line.
func fill(b *testing.B, dir string, n int) {
	b.Helper()
	ctx := context.Background()
	d, err := wire.Open(ctx, wire.Options{Data: dir, Demo: true, Stderr: os.Stderr})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	const each = 500
	surnames, given := []rune("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"), []rune("示例样本𬭎喆秀英建国")
	items := d.Catalogue.Items()
	for from := 0; from < n; from += each {
		_, err := d.Store.Write(ctx, d.Mint(), d.Duty("", 1), func(tx desk.Tx) (desk.Act, error) {
			a := desk.Act{Kind: desk.ActCaseReceived, Obj: "case:many"}
			at := tx.Stamp().At
			for i := from; i < min(n, from+each); i++ {
				it := items[i%len(items)]
				a.Cases = append(a.Cases, desk.Case{
					ID: d.Mint(), No: fmt.Sprintf("BJ-110101001001-20160101-01A%d", i), Mode: desk.ModeCollect, Item: it.ID, ItemVersion: 1, Title: it.Name,
					State: desk.CaseDelivered, Staff: "u01", Window: 1, Opened: at, Received: &at, Rev: 1, Comm: "110101001001",
					Private: desk.CasePrivate{Applicant: desk.Person{
						Name:     string([]rune{surnames[i%len(surnames)], given[i/16%len(given)], given[i/160%len(given)]}),
						Document: "111", Number: fmt.Sprintf("11010118%02d0307%04d", i/10000%100, i%10000), Phone: fmt.Sprintf("138%08d", i),
					}},
				})
			}
			return a, nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
