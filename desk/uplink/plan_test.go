package uplink

import (
	"context"
	"testing"
	"time"

	"xiaochuang/desk"
)

func TestNextRunByItself(t *testing.T) {
	const deskID = "110101001001-01"
	now := desk.Day("2026-11-23").Start().Add(9 * time.Hour)
	slot := NightOf(digests, deskID, "2026-11-23", 0.5).Slot
	night := slot.Add(time.Hour)
	next := NightOf(digests, deskID, "2026-11-24", 0.5).Slot
	yesterday := now.Add(-11 * time.Hour)
	for _, tt := range []struct {
		name    string
		h       History
		now     time.Time
		hour    time.Duration
		started bool
		want    time.Time
		why     Trigger
	}{
		{"a day like any other", History{Done: yesterday}, now, -1, true, slot, TriggerNight},
		{"never before", History{}, now, -1, true, now.Add(5*time.Minute + 15*time.Second), TriggerStart},
		{"after a week", History{Done: now.AddDate(0, 0, -7)}, now, -1, true, now.Add(5*time.Minute + 15*time.Second), TriggerStart},
		{"after a week, a while after the start", History{Done: now.AddDate(0, 0, -7)}, now, -1, false, slot, TriggerNight},
		{"slept through the slot", History{Done: yesterday}, night, -1, false, night, TriggerNight},
		{"done in this night", History{Done: night.Add(-time.Minute)}, night, -1, false, next, TriggerNight},
		{"failed once in this night", History{Done: yesterday, Failed: night, Fails: 1}, night, -1, false, night.Add(225 * time.Second), TriggerStart},
		{"failed for the fourth time", History{Done: yesterday, Failed: night, Fails: 4}, night, -1, false, night.Add(30 * time.Minute), TriggerStart},
		{"failed for hours", History{Done: yesterday, Failed: night, Fails: 40}, night, -1, false, night.Add(90 * time.Minute), TriggerStart},
		{"failed before the start", History{Done: yesterday, Failed: now.Add(-10 * time.Hour), Fails: 3}, now, -1, true, now, TriggerStart},
		{"refused in this night", History{Done: yesterday, Failed: night, Fails: 1, Refused: true}, night, -1, false, next, TriggerNight},
		{"asked to come later", History{Done: yesterday, Asked: slot.Add(20 * time.Minute)}, now, -1, false, slot.Add(20 * time.Minute), TriggerNight},
		{"an hour that is set", History{Done: yesterday}, now, 18 * time.Hour, true, now.Add(9*time.Hour + 150*time.Second), TriggerNight},
		{"its hour has passed", History{Done: now}, now, 8 * time.Hour, false, now.Add(23*time.Hour + 150*time.Second), TriggerNight},
	} {
		at, why := tt.h.Next(digests, deskID, tt.now, tt.hour, tt.started, 0.5)
		if !at.Equal(tt.want) || why != tt.why {
			t.Errorf("%s: %s for %s, want %s for %s", tt.name, at, why, tt.want, tt.why)
		}
	}
}

// Desks that failed together do not come back together.
func TestTriesAgainSpread(t *testing.T) {
	now := desk.Day("2026-11-23").Start().Add(23 * time.Hour)
	h := History{Failed: now, Fails: 3}
	first, _ := h.Next(digests, "d", now, 18*time.Hour, false, 0)
	last, _ := h.Next(digests, "d", now, 18*time.Hour, false, 1)
	if d := last.Sub(first); d < 5*time.Minute {
		t.Errorf("spread over %s", d)
	}
}

func TestPace(t *testing.T) {
	var p pace
	now := desk.Day("2026-11-23").Start()
	for i, want := range []time.Duration{16 * time.Second, 32 * time.Second} {
		if got := p.wait(now, MaxPart, 32<<10); got != want {
			t.Errorf("part %d waits %s, want %s", i, got, want)
		}
	}
	if got := p.wait(now.Add(40*time.Second), 32<<10, 32<<10); got != 0 {
		t.Errorf("after a pause it waits %s", got)
	}
	if got := p.wait(now, MaxPart, 0); got != 0 {
		t.Errorf("without a limit it waits %s", got)
	}
	if got := p.wait(now, 1<<20-MaxPart, 1<<20); got != 500*time.Millisecond {
		t.Errorf("with another limit it waits %s", got)
	}
}

// A run that nobody waits for sends its pages at the pace of the hour, and every
// one of them.
func TestRunKeepsItsPace(t *testing.T) {
	b, f := newBox(3), newFar()
	for n := range int64(3) {
		b.page(n+1, 64<<10)
	}
	o, clock := quick(), newTick()
	began, slept := clock.now, time.Duration(0)
	o.Pace = func(now time.Time) int64 {
		if now.Before(began) {
			t.Errorf("the pace of %s", now)
		}
		return 32 << 10
	}
	o.Sleep = func(_ context.Context, d time.Duration) error {
		slept += d
		clock.now = clock.now.Add(d)
		return nil
	}
	r, err := NewCourier(b, f, digests, clock, o).Run(t.Context())
	if err != nil || r.Blobs != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	if took := clock.now.Sub(began); took < 6*time.Second || slept == 0 || slept > 6*time.Second {
		t.Errorf("192 KB at 32 KB a second took %s, of which %s waiting", took, slept)
	}
	o.Pace = nil
	b.page(3, 64<<10)
	slept = 0
	if _, err := NewCourier(b, f, digests, clock, o).Run(t.Context()); err != nil || slept != 0 {
		t.Errorf("without a pace it waits %s, %v", slept, err)
	}
}
