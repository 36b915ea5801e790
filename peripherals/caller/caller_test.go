package caller_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/caller"
)

// soon bounds what a test waits for.
const soon = 5 * time.Second

// nine is nine in the morning in Beijing.
var nine = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

type at struct{ t time.Time }

func (a at) Now() time.Time { return a.t }

var quiet = slog.New(slog.DiscardHandler)

// boardWith is a board with the given numbers called at window 1, the last one
// first.
func boardWith(numbers ...string) desk.Board {
	b := desk.Board{Station: "示例社区服务站", Queue: true, Day: "2026-11-23", At: nine}
	for _, n := range numbers {
		b.Calls = append(b.Calls, desk.BoardCall{ID: n, No: n, Window: 1, Times: 1, At: nine})
	}
	return b
}

// A source is what a feed reads.
type source struct {
	mu    sync.Mutex
	board desk.Board
	err   error
}

func (s *source) set(b desk.Board, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.board, s.err = b, err
}

func (s *source) read(context.Context) (desk.Board, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.board, s.err
}

func running(t *testing.T, s *source) *caller.Feed {
	t.Helper()
	f := caller.NewFeed(s.read, quiet)
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { f.Run(ctx) })
	t.Cleanup(func() { cancel(); run.Wait() })
	return f
}

func next(t *testing.T, boards <-chan desk.Board) desk.Board {
	t.Helper()
	select {
	case b := <-boards:
		return b
	case <-time.After(soon):
		t.Fatal("no board came")
	}
	return desk.Board{}
}

func TestFeedHandsOnTheNewestBoard(t *testing.T) {
	s := &source{board: boardWith("A001")}
	f := running(t, s)
	boards, stop := f.Watch()
	defer stop()
	slow, stopSlow := f.Watch() // nobody listens here
	defer stopSlow()
	if b := next(t, boards); len(b.Calls) != 1 {
		t.Fatalf("the first board has %d calls", len(b.Calls))
	}
	for _, no := range []string{"A002", "A003"} {
		s.set(boardWith(no), nil)
		f.Changed()
		if b := next(t, boards); b.Calls[0].No != no {
			t.Errorf("the board shows %s, want %s", b.Calls[0].No, no)
		}
	}
	_, stopLate := f.Watch() // waits until the newest was handed to all
	stopLate()
	if b := next(t, slow); b.Calls[0].No != "A003" {
		t.Errorf("who was slow sees %s, want the newest", b.Calls[0].No)
	}
}

func TestFeedKeepsTheLastBoardWhenItCannotRead(t *testing.T) {
	s := &source{board: boardWith("A001")}
	f := running(t, s)
	boards, stop := f.Watch()
	defer stop()
	next(t, boards)
	s.set(desk.Board{}, errors.New("no disk"))
	f.Changed()
	if b, ok := f.Latest(); !ok || b.Calls[0].No != "A001" || !b.At.Equal(nine) {
		t.Errorf("the board is %+v", b)
	}
}

// A heard remembers what it was told to call.
type heard struct {
	desk.Device
	numbers chan string
}

func (h heard) Call(_ context.Context, number string, _ int) error {
	h.numbers <- number
	return errors.New("nobody hears it")
}

// TestAnnounceCallsWhatIsNew: what stood there before is not called again, and a
// caller that fails is told the next number all the same.
func TestAnnounceCallsWhatIsNew(t *testing.T) {
	s := &source{board: boardWith("A001")}
	f := running(t, s)
	boards, stop := f.Watch()
	defer stop()
	next(t, boards)
	h := heard{numbers: make(chan string, 8)}
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	announce := f.Announcer(h)
	run.Go(func() { announce(ctx) })
	defer func() { cancel(); run.Wait() }()
	for _, b := range []desk.Board{boardWith("A002", "A001"), boardWith("A004", "A003", "A002", "A001")} {
		s.set(b, nil)
		f.Changed()
		next(t, boards)
	}
	for _, want := range []string{"A002", "A003", "A004"} {
		select {
		case got := <-h.numbers:
			if got != want {
				t.Errorf("called %s, want %s", got, want)
			}
		case <-time.After(soon):
			t.Fatalf("%s was not called", want)
		}
	}
}

// A watchedClock stands where it is set and counts how often it was read.
type watchedClock struct {
	mu    sync.Mutex
	now   time.Time
	reads int
}

func (c *watchedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reads++
	return c.now
}

// read waits until the clock was read n times more.
func (c *watchedClock) read(t *testing.T, n int) {
	t.Helper()
	for until := time.Now().Add(soon); time.Now().Before(until); time.Sleep(time.Millisecond) {
		c.mu.Lock()
		enough := c.reads >= n
		if enough {
			c.reads = 0
		}
		c.mu.Unlock()
		if enough {
			return
		}
	}
	t.Fatal("the call was not taken up")
}

func (c *watchedClock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// TestVoiceSpeaksByTheHour: loud, less so, silent by the hour and silent by hand,
// and what was not spoken is not spoken later.
func TestVoiceSpeaksByTheHour(t *testing.T) {
	file := filepath.Join(t.TempDir(), "said")
	clock := &watchedClock{now: nine}
	vol := caller.Evenly(80)
	vol[10], vol[11] = 35, 0
	v := caller.NewVoice(caller.VoiceOptions{
		Command: []string{"/bin/sh", "-c", `printf '%s %s %s\n' "$1" "$2" "$3" >>` + file, "sh", "{number}", "{window}", "{volume}"},
		Volumes: vol, Clock: clock, Log: quiet,
	})
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { v.Run(ctx) })
	defer func() { cancel(); run.Wait() }()
	clock.read(t, 1)
	for _, tt := range []struct {
		number string
		hour   time.Duration
		muted  bool
		spoken bool
	}{
		{"A011", 0, false, true},
		{"A012", 1, false, true},
		{"A013", 2, false, false},
		{"A014", 1, true, false},
		{"演A015", 1, false, true},
	} {
		clock.set(nine.Add(tt.hour * time.Hour))
		v.Mute(tt.muted)
		if err := v.Call(ctx, tt.number, 2); err != nil {
			t.Fatal(err)
		}
		// Once by Call, once when its turn comes, and once when it has been said.
		if tt.spoken {
			clock.read(t, 3)
		} else {
			clock.read(t, 2)
		}
	}
	b, err := os.ReadFile(file)
	if want := "A011 2 80\nA012 2 35\n演A015 2 35\n"; string(b) != want || err != nil {
		t.Errorf("it said %q, want %q, %v", b, want, err)
	}
	if h := v.Health(); h.State != desk.DeviceOK {
		t.Errorf("the lamp shows %s", h.State)
	}
}

// TestVoiceWithoutSoundDevice: a command that fails, hangs on or is not there
// costs a lamp and nothing else.
func TestVoiceWithoutSoundDevice(t *testing.T) {
	for _, cmd := range [][]string{{"/bin/false"}, {"/no/such/player"}} {
		v := caller.NewVoice(caller.VoiceOptions{Command: cmd, Volumes: caller.Evenly(50), Clock: at{nine}, Log: quiet})
		ctx, cancel := context.WithCancel(t.Context())
		var run sync.WaitGroup
		run.Go(func() { v.Run(ctx) })
		if err := v.Call(ctx, "A001", 1); err != nil {
			t.Error(err)
		}
		until := time.Now().Add(soon)
		for v.Health().State == desk.DeviceOK && time.Now().Before(until) {
			time.Sleep(5 * time.Millisecond)
		}
		if h := v.Health(); h.State != desk.DeviceFault || h.Family != desk.FamilyCaller {
			t.Errorf("%v: the lamp shows %+v", cmd, h)
		}
		cancel()
		run.Wait()
	}
	off := caller.NewVoice(caller.VoiceOptions{Clock: at{nine}})
	if err := off.Call(t.Context(), "A001", 1); err != nil || off.Health().State != desk.DeviceOff {
		t.Errorf("without a command: %v, %s", err, off.Health().State)
	}
}

func TestVoiceNeverBlocks(t *testing.T) {
	v := caller.NewVoice(caller.VoiceOptions{Command: []string{"/bin/true"}, Clock: at{nine}})
	var last error
	for i := 0; i < 100 && last == nil; i++ {
		last = v.Call(t.Context(), "A"+strings.Repeat("1", 3), 1)
	}
	if desk.KindOf(last) != desk.Unavailable {
		t.Errorf("a hundred calls that nobody speaks: %v", last)
	}
}
