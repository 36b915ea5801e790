package devtest

import (
	"context"
	"testing"
	"time"

	"xiaochuang/desk"
)

// A PadRig is one running pad and the finger that presses its keys.
type PadRig struct {
	Pad desk.Pad

	// Asking waits until the pad shows a question. Press then presses the key
	// for so many stars; Stars lists those the pad has. Refuse declines and is
	// nil on a pad without such a key.
	Asking func()
	Press  func(stars int)
	Stars  []int
	Refuse func()

	// Unplug and Replug pull the cable and put it back; Mute makes the device
	// stop answering. They may be nil on hardware, and Mute is nil for a pad
	// that never answers.
	Unplug, Replug func()
	Mute           func(on bool)
}

// askTime is how long an answer may take that does not wait for a person.
const askTime = 10 * time.Second

// Pad proves that a driver keeps the contract of desk.Pad. Open makes a fresh
// rig for each part.
func Pad(t *testing.T, open func(t *testing.T) PadRig) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, PadRig)
	}{
		{"every key is its level, of the visit asked for", padRates},
		{"silence is silence", padTimesOut},
		{"a key before the question does not count", padIgnoresEarly},
		{"declining is no rating", padRefused},
		{"asks one question at a time", padAsksOne},
		{"takes a question back", padWithdraws},
		{"a pulled cable is a fault of the line", padUnplugged},
		{"a dead pad is a fault of the pad", padDead},
		{"refuses a visit without a name", padNameless},
		{"ends a question when it is closed", padCloses},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			rig := open(t)
			waitPad(t, rig)
			part.run(t, rig)
		})
	}
}

// waitPad waits until the pad can be asked: it answers, or cannot.
func waitPad(t *testing.T, rig PadRig) {
	t.Helper()
	for end := time.Now().Add(askTime); ; time.Sleep(2 * time.Millisecond) {
		h := rig.Pad.Health()
		if h.State == desk.DeviceOK || h.State == desk.DeviceUnknown && h.Code != "" {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("state %s %s", h.State, h.Code)
		}
	}
}

// question is what a rig asks.
func question(visit string, wait time.Duration) desk.PadRequest {
	return desk.PadRequest{Visit: visit, Staff: "Staff 7", Number: "A012", Wait: wait}
}

// asked asks in the background, waits until the question is shown, acts, and
// returns the answer.
func asked(t *testing.T, rig PadRig, r desk.PadRequest, act func()) desk.PadAnswer {
	t.Helper()
	type result struct {
		a   desk.PadAnswer
		err error
	}
	out := make(chan result, 1)
	go func() {
		a, err := rig.Pad.Ask(t.Context(), r)
		out <- result{a, err}
	}()
	rig.Asking()
	act()
	select {
	case got := <-out:
		if got.err != nil {
			t.Fatal(got.err)
		}
		if got.a.Visit != r.Visit || got.a.At.IsZero() || got.a.Channel == "" {
			t.Fatalf("answer %+v", got.a)
		}
		if (got.a.Level == "") == (got.a.Silence == desk.RatedAfterAll) {
			t.Fatalf("a level and a reason for silence, or neither: %+v", got.a)
		}
		return got.a
	case <-time.After(r.Wait + askTime):
		t.Fatal("no answer")
	}
	return desk.PadAnswer{}
}

func padRates(t *testing.T, rig PadRig) {
	for i, n := range rig.Stars {
		want, _ := desk.LevelOfStars(n)
		a := asked(t, rig, question("visit-"+string(rune('a'+i)), askTime), func() { rig.Press(n) })
		if a.Level != want {
			t.Errorf("%d stars: level %q, silence %q", n, a.Level, a.Silence)
		}
	}
	if h := rig.Pad.Health(); h.Family != desk.FamilyPad || h.State != desk.DeviceOK || h.LastOK.IsZero() {
		t.Errorf("health %+v", h)
	}
}

func padTimesOut(t *testing.T, rig PadRig) {
	a := asked(t, rig, question("visit", 300*time.Millisecond), func() {})
	if a.Silence != desk.TimedOut {
		t.Errorf("silence %q", a.Silence)
	}
}

func padIgnoresEarly(t *testing.T, rig PadRig) {
	rig.Press(rig.Stars[0])
	time.Sleep(100 * time.Millisecond)
	a := asked(t, rig, question("visit", 300*time.Millisecond), func() {})
	if a.Level != "" {
		t.Error("a key pressed before the question was taken for its answer")
	}
}

func padRefused(t *testing.T, rig PadRig) {
	if rig.Refuse == nil {
		t.Skip("this pad cannot decline")
	}
	a := asked(t, rig, question("visit", askTime), rig.Refuse)
	if a.Silence != desk.Refused {
		t.Errorf("silence %q", a.Silence)
	}
}

func padAsksOne(t *testing.T, rig PadRig) {
	asked(t, rig, question("visit", askTime), func() {
		if _, err := rig.Pad.Ask(t.Context(), question("other", askTime)); desk.KindOf(err) != desk.Conflict {
			t.Errorf("second question: %v", err)
		}
		rig.Press(rig.Stars[0])
	})
}

func padWithdraws(t *testing.T, rig PadRig) {
	ctx, cancel := context.WithCancel(t.Context())
	out := make(chan desk.PadAnswer, 1)
	go func() {
		a, _ := rig.Pad.Ask(ctx, question("visit", askTime))
		out <- a
	}()
	rig.Asking()
	cancel()
	select {
	case a := <-out:
		if a.Level != "" || a.Silence != desk.NotAsked {
			t.Errorf("answer %+v", a)
		}
	case <-time.After(2 * time.Second):
		t.Fatal("the question goes on")
	}
	// The next visit is not disturbed.
	a := asked(t, rig, question("next", askTime), func() { rig.Press(rig.Stars[0]) })
	if a.Level == "" {
		t.Errorf("silence %q", a.Silence)
	}
}

func padUnplugged(t *testing.T, rig PadRig) {
	if rig.Unplug == nil {
		t.Skip("this rig cannot be unplugged")
	}
	a := asked(t, rig, question("visit", askTime), rig.Unplug)
	if a.Silence != desk.LineFault {
		t.Errorf("silence %q", a.Silence)
	}
	waitHealth(t, rig.Pad, desk.DeviceOffline)
	start := time.Now()
	if _, err := rig.Pad.Ask(t.Context(), question("visit", askTime)); desk.KindOf(err) != desk.Unavailable {
		t.Errorf("asked of an absent pad: %v", err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
	rig.Replug()
	waitPad(t, rig)
	a = asked(t, rig, question("next", askTime), func() { rig.Press(rig.Stars[0]) })
	if a.Level == "" {
		t.Errorf("after plugging in: silence %q", a.Silence)
	}
}

func padDead(t *testing.T, rig PadRig) {
	if rig.Mute == nil {
		t.Skip("this pad never answers")
	}
	a := asked(t, rig, question("visit", 300*time.Millisecond), func() { rig.Mute(true) })
	if a.Silence != desk.PadFault {
		t.Errorf("silence %q", a.Silence)
	}
	waitHealth(t, rig.Pad, desk.DeviceSilent)
	rig.Mute(false)
	waitPad(t, rig)
}

func padNameless(t *testing.T, rig PadRig) {
	for _, visit := range []string{"", "a\x1b[2Jb", "two  spaces"} {
		if _, err := rig.Pad.Ask(t.Context(), question(visit, askTime)); desk.KindOf(err) != desk.Invalid {
			t.Errorf("visit %q: %v", visit, err)
		}
	}
}

func padCloses(t *testing.T, rig PadRig) {
	a := asked(t, rig, question("visit", askTime), func() {
		if err := rig.Pad.Close(); err != nil {
			t.Error(err)
		}
	})
	if a.Silence != desk.LineFault {
		t.Errorf("silence %q", a.Silence)
	}
	if h := rig.Pad.Health(); h.State != desk.DeviceOff {
		t.Errorf("state %s", h.State)
	}
	if _, err := rig.Pad.Ask(t.Context(), question("visit", askTime)); desk.KindOf(err) != desk.Unavailable {
		t.Errorf("asked of a closed pad: %v", err)
	}
}
