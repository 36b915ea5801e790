package serial

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"xiaochuang/desk"
)

func TestPausesGrowWithinBounds(t *testing.T) {
	b := Backoff{}
	var got []time.Duration
	for range 8 {
		got = append(got, b.Next())
	}
	ms := time.Millisecond
	want := []time.Duration{250 * ms, 500 * ms, 1000 * ms, 2000 * ms, 4000 * ms, 8000 * ms, 12000 * ms, 12000 * ms}
	if !slices.Equal(got, want) {
		t.Fatal(got)
	}
	j := Backoff{Rand: rand.New(rand.NewPCG(1, 2)).Float64}
	seen := map[time.Duration]bool{}
	for range 100 {
		d := j.Next()
		if d < MinPause || d > MaxPause {
			t.Fatal("out of bounds:", d)
		}
		seen[d] = true
	}
	if len(seen) < 50 {
		t.Fatal("no jitter")
	}
	j.Reset()
	if d := j.Next(); d > MinPause*5/4 {
		t.Fatal("after reset:", d)
	}
}

// lamps collects what a keeper reports.
type lamps struct {
	mu  sync.Mutex
	all []string
}

func (l *lamps) add(h desk.Health) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, string(h.State)+" "+h.Code)
}

func (l *lamps) list() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

func TestKeeperReportsAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l lamps
		var k *Keeper
		n := 0
		k = NewKeeper(desk.FamilyPad, "pad", func(ctx context.Context) error {
			n++
			switch n {
			case 1:
				return fs.ErrNotExist
			case 2:
				panic("a name nobody may see")
			case 3:
				k.Good()
				return ErrGone
			case 4:
				return &Fault{Code: "sam_self_test"}
			}
			k.Good()
			<-ctx.Done()
			return ctx.Err()
		}, KeeperOptions{Changed: l.add})
		if h := k.Health(); h.State != desk.DeviceUnknown {
			t.Fatal("before Run:", h.State)
		}
		go k.Run(t.Context())
		time.Sleep(time.Minute)
		if h := k.Health(); h.State != desk.DeviceOK || h.LastOK.IsZero() || h.Family != desk.FamilyPad {
			t.Fatal(h)
		}
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"connecting ", "offline absent", "fault driver", "ok ", "offline unplugged",
			"fault sam_self_test", "ok ", "off closed",
		}
		if got := l.list(); !slices.Equal(got, want) {
			t.Fatalf("got %q\nwant %q", got, want)
		}
		k.Good()
		if s := k.Health().State; s != desk.DeviceOff {
			t.Fatal("a closed device lit up again:", s)
		}
	})
}

func TestPanicValueIsNotPassedOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var got error
	NewKeeper(desk.FamilyReader, "", func(context.Context) error { panic("a name nobody may see") },
		KeeperOptions{Failed: func(err error) { got = err; cancel() }}).Run(ctx)
	if !errors.Is(got, errPanic) || strings.Contains(got.Error(), "nobody may see") {
		t.Fatal(got)
	}
}

func TestBreakerOpensAndRetryClosesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var at []time.Time
		k := NewKeeper(desk.FamilyPad, "", func(context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			at = append(at, time.Now())
			return fs.ErrNotExist
		}, KeeperOptions{Rand: func() float64 { return 0 }})
		go k.Run(t.Context())
		time.Sleep(10 * time.Minute)
		mu.Lock()
		for i := 1; i < len(at); i++ {
			d := at[i].Sub(at[i-1])
			if i < breakAfter && d > MaxPause || i >= breakAfter && d != breakPause {
				t.Errorf("attempt %d after %v", i, d)
			}
		}
		n := len(at)
		mu.Unlock()
		if n < 15 {
			t.Fatal("attempts:", n)
		}
		k.Retry()
		time.Sleep(time.Second)
		mu.Lock()
		if len(at) < n+2 {
			t.Error("retry did not begin afresh:", len(at)-n)
		}
		mu.Unlock()
		_ = k.Close()
	})
}

func TestPluggingInEndsThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		there := ""
		set := func(s string) { mu.Lock(); there = s; mu.Unlock() }
		look := func() string { mu.Lock(); defer mu.Unlock(); return there }
		var k *Keeper
		k = NewKeeper(desk.FamilyPad, "", func(ctx context.Context) error {
			if look() == "" {
				return fs.ErrNotExist
			}
			k.Good()
			<-ctx.Done()
			return nil
		}, KeeperOptions{Look: look})
		go k.Run(t.Context())
		time.Sleep(20 * time.Minute)
		set("plugged")
		time.Sleep(lookTick + time.Millisecond)
		if h := k.Health(); h.State != desk.DeviceOK {
			t.Fatal("a second after plugging in:", h.State)
		}
		_ = k.Close()
	})
}

// TestThirtyDays runs a bad device for thirty days of virtual time: it breaks,
// panics, vanishes, and must be back within a minute of being able to.
func TestThirtyDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(7, 7))
		var k *Keeper
		var down, outage time.Duration
		lost := time.Now()
		k = NewKeeper(desk.FamilyReader, "", func(ctx context.Context) error {
			switch p := rnd.Float64(); {
			case p < 0.2:
				return context.DeadlineExceeded
			case p < 0.25:
				panic("driver")
			}
			k.Good()
			d := time.Since(lost)
			down += d
			outage = max(outage, d)
			select {
			case <-time.After(time.Duration(rnd.ExpFloat64() * float64(15*time.Minute))):
			case <-ctx.Done():
				return nil
			}
			lost = time.Now()
			return ErrGone
		}, KeeperOptions{Rand: rnd.Float64})
		go k.Run(t.Context())
		days := 30 * 24 * time.Hour
		time.Sleep(days)
		_ = k.Close()
		synctest.Wait()
		if share := 1 - down.Seconds()/days.Seconds(); share < 0.998 || outage > 2*time.Minute {
			t.Fatalf("available %.4f, worst outage %v", share, outage)
		}
	})
}

func TestCloseBeforeRun(t *testing.T) {
	k := NewKeeper(desk.FamilyPad, "", func(context.Context) error { t.Error("ran"); return nil }, KeeperOptions{})
	_ = k.Close()
	k.Run(t.Context())
	if s := k.Health().State; s != desk.DeviceOff {
		t.Fatal(s)
	}
}

func TestPluggedTellsOneNodeFromTheNext(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "reader")
	if Plugged(link) != "" {
		t.Fatal("nothing is something")
	}
	for _, n := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(dir, n), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_ = os.Symlink(filepath.Join(dir, "a"), link)
	a := Plugged(link)
	_ = os.Remove(link)
	_ = os.Symlink(filepath.Join(dir, "b"), link)
	if b := Plugged(link); a == "" || b == "" || a == b {
		t.Fatalf("%q %q", a, b)
	}
}
