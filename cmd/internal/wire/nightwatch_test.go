package wire

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/tui/text"
)

func TestHistoryOfRuns(t *testing.T) {
	at := func(h int) time.Time { return spring.Add(time.Duration(h) * time.Hour) }
	away := &desk.Problem{Kind: desk.Unavailable, What: "sync.unreachable"}
	refused := &desk.Problem{Kind: desk.Denied, What: "sync.revoked"}
	for name, tt := range map[string]struct {
		runs []store.SyncRun
		want uplink.History
	}{
		"none":      {nil, uplink.History{}},
		"whole":     {[]store.SyncRun{{Began: at(9), Ended: at(10)}, {Began: at(1), Ended: at(2), Fault: away}}, uplink.History{Done: at(10)}},
		"under way": {[]store.SyncRun{{Began: at(11)}, {Began: at(9), Ended: at(10)}}, uplink.History{Done: at(10)}},
		"failed twice": {
			[]store.SyncRun{{Began: at(8), Ended: at(9), Fault: away}, {Began: at(5), Ended: at(6), Fault: refused}, {Ended: at(2)}},
			uplink.History{Done: at(2), Failed: at(9), Fails: 2},
		},
		"stopped by somebody": { // not tried again before its time
			[]store.SyncRun{{Ended: at(9), Fault: &desk.Problem{Kind: desk.Blocked, What: uplink.Stopped}}, {Ended: at(2)}},
			uplink.History{Done: at(2), Failed: at(9), Fails: 1, Refused: true},
		},
		"refused": {
			[]store.SyncRun{{Ended: at(9), Fault: refused}, {Ended: at(2)}},
			uplink.History{Done: at(2), Failed: at(9), Fails: 1, Refused: true},
		},
	} {
		if got := historyOf(tt.runs); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

// In office hours what nobody waits for leaves the line to the counter.
func TestPaceOfARun(t *testing.T) {
	day := desk.Day("2026-11-23").Start()
	for _, why := range []uplink.Trigger{uplink.TriggerHand, uplink.TriggerClosing, uplink.TriggerCommand} {
		if paceOf(why) != nil {
			t.Errorf("a run by %s is held back", why)
		}
	}
	p := paceOf(uplink.TriggerStart)
	for hour, want := range map[int]int64{8: 0, 9: 32_000, 16: 32_000, 17: 0, 23: 0} {
		if got := p(day.Add(time.Duration(hour)*time.Hour + 59*time.Minute)); got != want {
			t.Errorf("at %d:59 it is %d, want %d", hour, got, want)
		}
	}
}

// A run that fails is on record after a restart, with what to tell, and the doctor
// names it once the centre can be reached again.
func TestRunThatFailedIsRemembered(t *testing.T) {
	a := ail(t, spring)
	a.station("[centre]\nurl = \"http://127.0.0.1:1\"\n")
	a.desk(func(d *Desk) {
		_, err := d.Sync(t.Context(), d.Mint(), uplink.TriggerNight, func(uplink.Progress) {})
		if err == nil {
			t.Fatal("a run without a centre came to its end")
		}
	})
	a.desk(func(d *Desk) {
		runs, err := d.Runs(t.Context())
		if err != nil || len(runs) != 1 {
			t.Fatalf("%d runs, %v", len(runs), err)
		}
		if r := runs[0]; r.Why != uplink.TriggerNight || r.Ended.IsZero() || r.Fault == nil || errors.Unwrap(r.Fault) != nil {
			t.Errorf("%+v", r)
		}
		n := d.night()
		n.replan(t.Context(), false)
		if due := n.due.Load(); due == nil || !due.at.After(d.Clock.Now()) {
			t.Errorf("due %+v at %s", due, d.Clock.Now())
		}
	})
}

// TestLampOfTheCentre ends runs in every way and looks at the lamp.
func TestLampOfTheCentre(t *testing.T) {
	sour := &desk.Problem{Kind: desk.Denied, What: "sync.feed"}
	for name, tt := range map[string]struct {
		err   error
		state desk.DeviceState
		code  string
	}{
		"whole":                {state: desk.DeviceOK},
		"the line is cut":      {err: &desk.Problem{Kind: desk.Unavailable}, state: desk.DeviceSilent, code: codeSilent},
		"the feed is bad":      {err: sour, state: desk.DeviceFault, code: codeFeed},
		"turned away":          {err: &desk.Problem{Kind: desk.Denied, What: "sync.revoked"}, state: desk.DeviceFault, code: codeRefused},
		"stopped by hand":      {err: context.Canceled, state: desk.DeviceUnknown},
		"another window sends": {err: &desk.Problem{Kind: desk.Locked}, state: desk.DeviceUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			n := &night{d: &Desk{Clock: desk.SystemClock{}, Log: slog.New(slog.DiscardHandler)}}
			n.state.Store(&desk.Health{Family: desk.FamilyCentre, State: desk.DeviceUnknown})
			n.ended(tt.err)
			h, ok := n.health()
			if !ok || h.State != tt.state || h.Code != tt.code {
				t.Fatalf("the lamp is %s %q, want %s %q", h.State, h.Code, tt.state, tt.code)
			}
			if _, what, next := text.Cause(h.Family, h.Code); tt.code != "" && (what == "" || what == "原因不明" || next == "") {
				t.Errorf("%q is told as %q, %q", h.Code, what, next)
			}
		})
	}
}
