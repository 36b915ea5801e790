package centre_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/scanstest"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// The night that is measured: a thousand scans of 512 KB. With -short, a hundred.
const (
	nightPages = 1000
	nightSize  = 512_000
)

// BenchmarkNightRun sends a night from a desk's sealed store to a centre on the
// embedded default over loopback, everything durable on both sides, and in turn, in
// the same run, gives the same sealed files to rsync --fsync, to a plain copy that
// forces each file and its folder to the disk, and to rclone, whose S3 service
// forces nothing to the disk. Figures are ours divided by theirs; the time of the
// processors is that of this process and its children. A second run with nothing
// new must make six requests at most.
func BenchmarkNightRun(b *testing.B) {
	for _, suite := range []seal.Suite{seal.GM(), seal.Intl()} {
		b.Run(suite.Name(), func(b *testing.B) { benchNight(b, suite) })
	}
}

func benchNight(b *testing.B, suite seal.Suite) {
	n := nightPages
	if testing.Short() {
		n /= 10
	}
	rsync, rclone := tool(b, "rsync"), tool(b, "rclone")
	w := fullWindow(b, suite, n)
	src := filepath.Join(w.dir, "blobs", "b")
	var ours, again, sync, syncAgain, plain, bucket spent
	for b.Loop() {
		s := openStreetAs(b, centre.Config{Dir: filepath.Join(b.TempDir(), "centre"), Reserve: -1, Street: tenant, Suite: suite})
		w.enrol(s)
		dst := b.TempDir()
		ours.add(func() {
			if r := w.mustRun(s.url); r.Blobs < n || r.Left.Blobs != 0 {
				b.Fatalf("the run sent %+v", r)
			}
		})
		again.add(func() {
			if r := w.mustRun(s.url); r.Moved() || r.Requests > 6 {
				b.Errorf("a run with nothing new made %d requests: %+v", r.Requests, r)
			}
		})
		mirror := func() { shell(b, rsync, "-a", "--fsync", src+"/", filepath.Join(dst, "rsync")+"/") }
		sync.add(mirror)
		syncAgain.add(mirror)
		plain.add(func() { copyDurably(b, src, filepath.Join(dst, "plain")) })
		to := rcloneTo(b)
		bucket.add(func() { shell(b, rclone, "copy", "--config=", "--transfers=4", src, to) })
		s.close()
		for _, dir := range []string{s.dir, dst} {
			if err := os.RemoveAll(dir); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(n)*nightSize/1e6/ours.each(b).Seconds(), "MB/s")
	b.ReportMetric(ours.each(b).Seconds(), "s/night")
	b.ReportMetric(ours.cpu.Seconds()/float64(b.N), "cpu-s/night")
	b.ReportMetric(again.each(b).Seconds(), "s/again")
	for _, x := range []struct {
		name string
		of   spent
		by   spent
	}{{"rsync", ours, sync}, {"plain", ours, plain}, {"rclone", ours, bucket}, {"rsync-again", again, syncAgain}} {
		b.ReportMetric(float64(x.of.wall)/float64(x.by.wall), "x-"+x.name)
		b.ReportMetric(float64(x.of.cpu)/float64(x.by.cpu), "cpu-x-"+x.name)
	}
	b.ReportMetric(loaded(), "load")
}

// fullWindow is a desk of a suite with so many scans to send.
func fullWindow(b *testing.B, suite seal.Suite, pages int) *window {
	b.Helper()
	dir, clock := filepath.Join(b.TempDir(), "desk"), storetest.NewClock(storetest.Morning)
	s, err := store.Open(b.Context(), store.Config{
		Dir: dir, Station: storetest.Station(), Clock: clock, Built: storetest.Built, Reserve: -1, Suite: suite,
	})
	if err != nil {
		b.Fatal(err)
	}
	w := &window{Store: s, t: b, dir: dir, at: station, no: "01", outbox: s.Outbox(), clock: clock}
	b.Cleanup(w.close)
	for range pages / 10 {
		w.takeIn(nightSize, nightSize, nightSize, nightSize, nightSize, nightSize, nightSize, nightSize, nightSize, nightSize)
	}
	return w
}

// A spent is what something took, over all times that it was done.
type spent struct{ wall, cpu time.Duration }

func (s *spent) add(do func()) {
	began, used := time.Now(), processors()
	do()
	s.wall, s.cpu = s.wall+time.Since(began), s.cpu+processors()-used
}

func (s spent) each(b *testing.B) time.Duration { return s.wall / time.Duration(b.N) }

// processors is the time that this process and the children it waited for used.
func processors() time.Duration {
	var sum time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			panic(err)
		}
		sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return sum
}

// loaded is how busy the machine is besides.
func loaded() float64 {
	var x float64
	raw, _ := os.ReadFile("/proc/loadavg")
	fmt.Sscan(string(raw), &x)
	return x
}

func tool(b *testing.B, name string) string {
	b.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		b.Fatalf("%s is not installed: run make bench-deps", name)
	}
	return path
}

func shell(b *testing.B, name string, args ...string) {
	b.Helper()
	c := exec.Command(name, args...)
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + b.TempDir()} // Nobody's own settings.
	if out, err := c.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", filepath.Base(name), err, out)
	}
}

// rcloneTo is an empty bucket of the S3 service as rclone writes it.
func rcloneTo(b *testing.B) string {
	b.Helper()
	u := scanstest.Shared(b).Location(b)
	return fmt.Sprintf(":s3,provider=Other,access_key_id=%s,secret_access_key=%s,endpoint='http://%s',force_path_style=true:%s",
		u.Key, u.Secret, u.Host, u.Bucket)
}

// copyDurably copies a tree one file after the other, each forced to the disk with
// the folder that names it: the least that anything can do which acknowledges.
func copyDurably(b *testing.B, from, to string) {
	b.Helper()
	err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if d.IsDir() {
			return errors.Join(os.MkdirAll(target, 0o700), force(filepath.Dir(target)))
		}
		in, err := os.Open(path)
		if err != nil {
			return err
		}
		defer in.Close()
		out, err := os.Create(target)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, io.MultiReader(in)) // Through memory, as what is received comes.
		return errors.Join(err, out.Sync(), out.Close(), force(filepath.Dir(target)))
	})
	if err != nil {
		b.Fatal(err)
	}
}

func force(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
