package devtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// A ReaderRig is one running card reader and the hand that lays cards down.
type ReaderRig struct {
	Reader desk.CardReader

	// Lay lays card 0 or 1 down and returns what it must say, or nil when that
	// is not known. The two cards differ.
	Lay  func(card int) *desk.CardReading
	Lift func()

	// Unplug and Replug pull the cable and put it back; Mute makes the device
	// stop answering and answer again. They may be nil on hardware.
	Unplug, Replug func()
	Mute           func(on bool)
}

const (
	readTime = 20 * time.Second       // how long a card may take
	pace     = 200 * time.Millisecond // how long a driver may need to notice that nobody waits any more
)

// Reader proves that a driver keeps the contract of desk.CardReader. Open
// makes a fresh rig for each part.
func Reader(t *testing.T, open func(t *testing.T) ReaderRig) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, ReaderRig)
	}{
		{"lights up when it answers", readerLights},
		{"reads a card once until it is lifted", readerReadsOnce},
		{"reads the next card and nothing of the one before", readerReadsNext},
		{"gives up with its context", readerGivesUp},
		{"takes one read at a time", readerTakesOne},
		{"keeps waiting while it is unplugged", readerUnplugged},
		{"tells silence from absence", readerSilent},
		{"ends a read when it is closed", readerCloses},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			rig := open(t)
			waitHealth(t, rig.Reader, desk.DeviceOK)
			part.run(t, rig)
		})
	}
}

// Operator asks the person at the hardware to do something and waits for
// Enter.
func Operator(t testing.TB, what string) {
	t.Helper()
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		t.Fatalf("a person must be there: %v", err)
	}
	defer func() { _ = tty.Close() }()
	_, _ = fmt.Fprintf(tty, "%s: %s, then press Enter ", t.Name(), what)
	if _, err := bufio.NewReader(tty).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
}

func readerLights(t *testing.T, rig ReaderRig) {
	start := time.Now()
	h := rig.Reader.Health()
	if took := time.Since(start); took > 100*time.Millisecond {
		t.Errorf("Health took %v", took)
	}
	if h.Family != desk.FamilyReader || h.Code != "" || h.LastOK.IsZero() || h.Since.IsZero() {
		t.Errorf("health %+v", h)
	}
}

func readerReadsOnce(t *testing.T, rig ReaderRig) {
	want := rig.Lay(0)
	first := mustRead(t, rig, want)
	if got, err := readFor(t, rig, time.Second); err == nil {
		t.Fatalf("a card that was not lifted was read again: layout %s", got.Layout)
	}
	rig.Lift()
	if _, err := readFor(t, rig, time.Second); err == nil {
		t.Fatal("read without a card")
	}
	time.Sleep(pace)
	rig.Lay(0)
	if second := mustRead(t, rig, want); second.ID == first.ID {
		t.Error("two readings have one ID")
	}
}

func readerReadsNext(t *testing.T, rig ReaderRig) {
	first := mustRead(t, rig, rig.Lay(0))
	rig.Lift()
	second := mustRead(t, rig, rig.Lay(1))
	if first.ID == second.ID || first.Number == second.Number {
		t.Error("the next card was taken for the one before")
	}
}

func readerGivesUp(t *testing.T, rig ReaderRig) {
	start := time.Now()
	got, err := readFor(t, rig, 50*time.Millisecond)
	if !errors.Is(err, context.DeadlineExceeded) || got != (desk.CardReading{}) {
		t.Errorf("error %v, empty reading %v", err, got == desk.CardReading{})
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
	// Nobody waits for this card, so that it is there for the next Read.
	time.Sleep(pace)
	want := rig.Lay(0)
	time.Sleep(pace)
	mustRead(t, rig, want)
}

func readerTakesOne(t *testing.T, rig ReaderRig) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { _, err := rig.Reader.Read(ctx); done <- err }()
	time.Sleep(50 * time.Millisecond)
	if _, err := readFor(t, rig, time.Second); desk.KindOf(err) != desk.Conflict {
		t.Errorf("second read: %v", err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("first read: %v", err)
	}
}

func readerUnplugged(t *testing.T, rig ReaderRig) {
	if rig.Unplug == nil {
		t.Skip("this rig cannot be unplugged")
	}
	got := make(chan error, 1)
	go func() { _, err := rig.Reader.Read(t.Context()); got <- err }()
	time.Sleep(50 * time.Millisecond)
	rig.Unplug()
	waitHealth(t, rig.Reader, desk.DeviceOffline)
	select {
	case err := <-got:
		t.Fatalf("the read ended: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	rig.Replug()
	rig.Lay(0)
	select {
	case err := <-got:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(readTime):
		t.Fatal("no reading after plugging in again")
	}
	waitHealth(t, rig.Reader, desk.DeviceOK)
}

func readerSilent(t *testing.T, rig ReaderRig) {
	if rig.Mute == nil {
		t.Skip("this rig cannot be muted")
	}
	rig.Mute(true)
	if _, err := readFor(t, rig, 4*time.Second); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	h := waitHealth(t, rig.Reader, desk.DeviceSilent)
	if h.Code == "" || h.LastOK.IsZero() {
		t.Errorf("health %+v", h)
	}
	rig.Mute(false)
	time.Sleep(pace)
	want := rig.Lay(0)
	mustRead(t, rig, want)
}

func readerCloses(t *testing.T, rig ReaderRig) {
	got := make(chan error, 1)
	go func() { _, err := rig.Reader.Read(t.Context()); got <- err }()
	time.Sleep(20 * time.Millisecond)
	if err := rig.Reader.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-got:
		if desk.KindOf(err) != desk.Unavailable {
			t.Errorf("the read ended with %v", err)
		}
	case <-time.After(time.Second):
		t.Fatal("the read goes on")
	}
	if h := rig.Reader.Health(); h.State != desk.DeviceOff {
		t.Errorf("state %s", h.State)
	}
	if err := rig.Reader.Close(); err != nil {
		t.Error("second close:", err)
	}
}

// waitHealth waits until the device is in a state.
func waitHealth(t *testing.T, d desk.Device, want desk.DeviceState) desk.Health {
	t.Helper()
	for end := time.Now().Add(readTime); ; time.Sleep(2 * time.Millisecond) {
		h := d.Health()
		if h.State == want {
			return h
		}
		if time.Now().After(end) {
			t.Fatalf("state %s %s, want %s", h.State, h.Code, want)
		}
	}
}

func readFor(t *testing.T, rig ReaderRig, d time.Duration) (desk.CardReading, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	return rig.Reader.Read(ctx)
}

// mustRead reads and compares without ever writing what a card said.
func mustRead(t *testing.T, rig ReaderRig, want *desk.CardReading) desk.CardReading {
	t.Helper()
	got, err := readFor(t, rig, readTime)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID == "" || got.At.IsZero() || got.Number == "" || strings.TrimSpace(got.Name+got.English) == "" {
		t.Fatal("reading without id, time, number or name")
	}
	if want != nil {
		w := *want
		w.ID, w.At = got.ID, got.At
		if got != w {
			t.Fatal("the reading is not what the card says")
		}
	}
	return got
}
