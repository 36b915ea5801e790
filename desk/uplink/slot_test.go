package uplink

import (
	"fmt"
	"testing"
	"time"

	"xiaochuang/desk"
)

func TestBackoff(t *testing.T) {
	for _, tt := range []struct {
		n      int
		random float64
		asked  time.Duration
		want   time.Duration
	}{
		{0, 0, 0, 2 * time.Second},
		{0, 0.5, 0, 7500 * time.Millisecond},
		{3, 0.5, 0, time.Minute},
		{7, 1, 0, 20 * time.Minute},
		{60, 1, 0, 20 * time.Minute},
		{0, 0.5, time.Minute, time.Minute},
	} {
		if got := Backoff(tt.n, tt.random, tt.asked); got != tt.want {
			t.Errorf("failure %d at %v, asked %s: %s, want %s", tt.n, tt.random, tt.asked, got, tt.want)
		}
	}
}

func TestSlotsSpreadOverTheNight(t *testing.T) {
	var hours [5]int
	const desks = 2000
	for i := range desks {
		w := NightOf(digests, fmt.Sprintf("1101010%05d-01", i), "2026-11-23", 0.5)
		into := w.Slot.Sub(w.Opens)
		if into < 0 || into >= 5*time.Hour {
			t.Fatalf("slot %s after the window opens", into)
		}
		hours[into/time.Hour]++
	}
	for h, n := range hours {
		if n < desks/5*8/10 || n > desks/5*12/10 {
			t.Errorf("%d of %d desks in hour %d", n, desks, h)
		}
	}
	one, other := NightOf(digests, "d", "2026-11-23", 0.5), NightOf(digests, "d", "2026-11-24", 0.5)
	if one.Slot.Add(24 * time.Hour).Equal(other.Slot) {
		t.Error("the slot does not depend on the date")
	}
	early, late := NightOf(digests, "d", "2026-11-23", 0), NightOf(digests, "d", "2026-11-23", 1)
	if got := late.Slot.Sub(early.Slot); got != 4*time.Minute {
		t.Errorf("the slot moves by %s", got)
	}
}

func TestNextRun(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, desk.Beijing)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	tonight := NightOf(digests, "d", "2026-11-23", 0.5).Slot
	tomorrow := NightOf(digests, "d", "2026-11-24", 0.5).Slot
	for _, tt := range []struct {
		name             string
		now, done, asked time.Time
		want             time.Time
	}{
		{"by day, the coming slot", at("2026-11-23 15:00"), time.Time{}, time.Time{}, tonight},
		{"after midnight, still the night of the day before", at("2026-11-24 04:59"), at("2026-11-24 03:30"), time.Time{}, tomorrow},
		{"switched on after its slot, at once", at("2026-11-24 04:30"), at("2026-11-23 17:30"), time.Time{}, at("2026-11-24 04:30")},
		{"after the window, the next night", at("2026-11-24 05:00"), time.Time{}, time.Time{}, tomorrow},
		{"later where the centre asks for it", at("2026-11-23 15:00"), time.Time{}, at("2026-11-24 04:00"), at("2026-11-24 04:00")},
		{"but not after the window", at("2026-11-23 15:00"), time.Time{}, at("2026-11-24 09:00"), tonight},
	} {
		if got := Next(digests, "d", tt.now, tt.done, tt.asked, 0.5); !got.Equal(tt.want) {
			t.Errorf("%s: %s, want %s", tt.name, got.In(desk.Beijing), tt.want.In(desk.Beijing))
		}
	}
}
