package caller

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"xiaochuang/desk"
)

// Limits of a Voice.
const (
	speakWithin = 12 * time.Second // one announcement
	mostWaiting = 8                // announcements that wait for their turn
	freshFor    = 30 * time.Second // a call older than this is not spoken any more
)

// Volumes is the loudness in per cent by hour of the day in Beijing; 0 is
// silence.
type Volumes [24]int

// Evenly is the same volume all day.
func Evenly(volume int) Volumes {
	var v Volumes
	for i := range v {
		v[i] = volume
	}
	return v
}

// VoiceOptions say how a Voice speaks.
type VoiceOptions struct {
	// Command is the program and its arguments; {number}, {window} and {volume}
	// are replaced in each argument. No shell is involved. Without one nothing is
	// spoken.
	Command []string
	Volumes Volumes
	Longest time.Duration // for one announcement; 0 for 12 s
	Clock   desk.Clock
	Log     *slog.Logger
}

// A Voice announces numbers through a command, one after another. A PC without a
// sound device has a Voice too: its command fails, the lamp says so, and that is
// all. It implements desk.Caller.
type Voice struct {
	o     VoiceOptions
	queue chan utterance
	now   func() time.Time

	mu     sync.Mutex
	muted  bool
	closed bool
	health desk.Health
}

type utterance struct {
	number string
	window int
	at     time.Time
}

var _ desk.Caller = (*Voice)(nil)

// NewVoice returns a voice that speaks while Run runs.
func NewVoice(o VoiceOptions) *Voice {
	if o.Longest == 0 {
		o.Longest = speakWithin
	}
	v := &Voice{o: o, queue: make(chan utterance, mostWaiting), now: o.Clock.Now}
	v.health = desk.Health{Family: desk.FamilyCaller, Name: string(desk.FamilyCaller), State: desk.DeviceOff, Since: v.now()}
	if len(o.Command) > 0 {
		v.health.State = desk.DeviceOK
	}
	return v
}

// Mute makes calls silent, or spoken again. Boards show them all the same.
func (v *Voice) Mute(muted bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.muted = muted
}

// Muted reports whether calls are silent by hand.
func (v *Voice) Muted() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.muted
}

// Call implements desk.Caller. It returns at once; a Problem of kind Unavailable
// says that the number will not be spoken.
func (v *Voice) Call(_ context.Context, number string, window int) error {
	v.mu.Lock()
	closed := v.closed
	v.mu.Unlock()
	if closed {
		return &desk.Problem{Kind: desk.Unavailable, What: "caller.closed"}
	}
	if len(v.o.Command) == 0 {
		return nil
	}
	select {
	case v.queue <- utterance{number, window, v.now()}:
		return nil
	default:
		return &desk.Problem{Kind: desk.Unavailable, What: "caller.busy"}
	}
}

// Run speaks until ctx ends.
func (v *Voice) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case u := <-v.queue:
			v.say(ctx, u)
		}
	}
}

// say speaks one announcement where it is to be heard now. A panic on the way
// costs that announcement and no more.
func (v *Voice) say(ctx context.Context, u utterance) {
	defer func() {
		if recover() != nil {
			v.broke()
		}
	}()
	now := v.now()
	volume := v.o.Volumes[now.In(desk.Beijing).Hour()]
	if v.Muted() || volume == 0 || now.Sub(u.at) > freshFor {
		return
	}
	v.said(v.speak(ctx, u, volume))
}

// broke notes that the driver itself has broken.
func (v *Voice) broke() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.health.State, v.health.Code = desk.DeviceFault, "driver"
}

// speak runs the command once. Its children end with it.
func (v *Voice) speak(ctx context.Context, u utterance, volume int) error {
	ctx, cancel := context.WithTimeout(ctx, v.o.Longest)
	defer cancel()
	r := strings.NewReplacer("{number}", u.number, "{window}", strconv.Itoa(u.window), "{volume}", strconv.Itoa(volume))
	args := make([]string, len(v.o.Command))
	for i, a := range v.o.Command {
		args[i] = r.Replace(a)
	}
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Env = append(os.Environ(), "LANG=C.UTF-8")
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.WaitDelay = time.Second
	return c.Run()
}

// said notes how it went.
func (v *Voice) said(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.now()
	state, code := desk.DeviceOK, ""
	if err != nil {
		state, code = desk.DeviceFault, "fault"
		if v.o.Log != nil {
			v.o.Log.Warn("voice", "err", err)
		}
	} else {
		v.health.LastOK = now
	}
	if v.health.State != state {
		v.health.Since = now
	}
	v.health.State, v.health.Code = state, code
}

// Health implements desk.Device.
func (v *Voice) Health() desk.Health {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.health
}

// Close implements desk.Device; what is being said ends with Run's context.
func (v *Voice) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.closed = true
	return nil
}
