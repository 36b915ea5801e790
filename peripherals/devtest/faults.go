package devtest

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
)

// A Subject is one device that faults befall.
type Subject struct {
	Device desk.Device
	// Ask does one useful thing with the device: reads a card, prints a slip. It
	// returns an error where the thing was not done.
	Ask func(ctx context.Context) error
	// Bound is how long Ask may take when something is wrong, whatever that is, and
	// Tail what it may need after that to bring things to an end, such as taking a
	// print job back.
	Bound, Tail time.Duration
}

// A Fault is one thing that goes wrong with a device, and is put right again.
type Fault struct {
	Kind   FaultKind // column of the fault matrix, "" for one of the family's own
	Name   string    // "" for that of its kind
	Strike func()
	Mend   func()
	// Shows lists what the lamp may show while it lasts. With none the lamp stays:
	// the fault is overcome.
	Shows []desk.DeviceState
}

// How long a lamp may take to show what happened, and work to go on. A driver pauses
// up to 15 seconds between two attempts.
const (
	lampTime   = 15 * time.Second
	resumeTime = 25 * time.Second
	screenTime = 100 * time.Millisecond // for the answer that a screen waits for
)

// Faults lets faults befall a device, one after another. While one lasts the lamp
// answers at once and an exchange ends within its bound; the lamp shows it; and
// with the fault gone work goes on, without anybody's help.
func Faults(t *testing.T, s Subject, faults []Fault) {
	t.Helper()
	Works(t, s, "before")
	for _, f := range faults {
		t.Run(cmp.Or(f.Name, string(f.Kind)), func(t *testing.T) { befall(t, s, f) })
	}
}

func befall(t *testing.T, s Subject, f Fault) {
	asked := make(chan error, 1)
	f.Strike()
	mended := false
	defer func() {
		if !mended {
			f.Mend()
		}
	}()
	began := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), s.Bound)
	defer cancel()
	go func() { asked <- s.Ask(ctx) }()
	var slowest time.Duration
	shown := len(f.Shows) == 0
	answered := false
	for end := began.Add(lampTime + s.Tail); (!shown || !answered) && time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		look := time.Now()
		h := s.Device.Health()
		slowest = max(slowest, time.Since(look))
		shown = shown || slices.Contains(f.Shows, h.State)
		select {
		case err := <-asked:
			answered = true
			if took := time.Since(began); took > s.Bound+s.Tail+time.Second {
				t.Errorf("an exchange took %v", took)
			}
			if (len(f.Shows) > 0) != (err != nil) {
				t.Errorf("an exchange ends with %v", err)
			}
		default:
		}
		if answered && !shown { // the lamp may be lit by work only
			answered = false
			again, stop := context.WithTimeout(t.Context(), s.Bound)
			defer stop()
			go func() { asked <- s.Ask(again) }()
		}
	}
	if !shown {
		t.Errorf("the lamp shows %+v, want one of %v", s.Device.Health(), f.Shows)
	}
	if !answered {
		t.Error("an exchange does not end")
	}
	if slowest > screenTime {
		t.Errorf("the lamp answered after %v", slowest)
	}
	f.Mend()
	mended = true
	Works(t, s, "after "+cmp.Or(f.Name, string(f.Kind)))
}

// Works waits until the device does its work, and fails where it does not begin
// to.
func Works(t *testing.T, s Subject, when string) {
	t.Helper()
	var err error
	for end := time.Now().Add(resumeTime); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(t.Context(), s.Bound)
		err = s.Ask(ctx)
		cancel()
		if err == nil {
			return
		}
	}
	t.Errorf("%s: %v, lamp %+v", when, err, s.Device.Health())
}
