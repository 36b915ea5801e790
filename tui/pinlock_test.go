package tui_test

import (
	"testing"
	"time"

	"xiaochuang/tui/ui"
)

// idling is a rig whose screen locks itself after three minutes, with 王小窗 at the
// counter.
func idling(t *testing.T) *rig {
	t.Helper()
	r := guarded(t)
	r.idle = 3 * time.Minute
	r.app = r.console()
	r.run(r.app.Init())
	r.size(80, 24)
	r.press("1")
	r.settled()
	r.pin("47110")
	r.at(ui.ScreenCounter)
	return r
}

// doze leaves the window alone until the screen has locked itself.
func (r *rig) doze() {
	r.t.Helper()
	r.clock.Add(3 * time.Minute)
	r.pulse()
	r.at(ui.ScreenLock)
	r.settled()
}

// TestAPINIsChangedAcrossTheLock leaves the change of a PIN half done until the
// screen locks itself: the old PIN opens it, the dialog stands as it was, and once
// it is answered only the new one opens.
func TestAPINIsChangedAcrossTheLock(t *testing.T) {
	r := idling(t)
	r.command("改密")
	r.pin("47110") // the old one
	r.typed("90")
	r.doze()
	r.hides("改口令")
	r.pin("90817")
	r.shows("口令不对")
	r.pin("47110")
	r.shows("请设一个新口令") // as it was left
	r.typed("817")
	r.press("enter")
	r.pin("90817")
	r.shows("口令已保存")
	r.doze()
	r.pin("47110")
	r.shows("口令不对")
	r.pin("90817")
	r.at(ui.ScreenLogin)
}

// TestALockedSeatTakesTheNewPIN changes somebody's PIN at one window while another,
// where the same person serves, has locked itself.
func TestALockedSeatTakesTheNewPIN(t *testing.T) {
	r := idling(t)
	r.doze()
	code := must(r.gate.Choose(t.Context(), r.rid(), r.duty(1), "47110", "90817"))(t)
	if code != "" {
		t.Error("a change of one's own PIN makes another recovery code")
	}
	r.pin("47110")
	r.shows("口令不对")
	r.pin("90817")
	r.at(ui.ScreenCounter)
	if g := must(r.db.Guard(t.Context()))(t); !g.Open {
		t.Error("the keys are not open")
	}
}

// TestALeadLetsAnotherPCHaveAWindow gives the one-time code out, with the lead's own
// PIN, at a station where a window may be opened from elsewhere.
func TestALeadLetsAnotherPCHaveAWindow(t *testing.T) {
	r := guarded(t)
	r.command("上岗")
	r.command("窗口口令")
	r.shows("没有可以在别的电脑上开的窗口")
	given := 0
	r.seats = []int{2}
	r.seatCode = func(w int) ([]string, error) {
		given = w
		return []string{"给2号窗口的一次性口令：7K3M-9QXR-2F5D"}, nil
	}
	r.app = r.console()
	r.run(r.app.Init())
	r.size(80, 24)
	r.command("窗口口令")
	r.pin("58220") // not the lead's
	r.shows("口令不对")
	if given != 0 {
		t.Fatal("a code was made for a wrong PIN")
	}
	r.command("窗口口令")
	r.pin("47110")
	r.shows("7K3M-9QXR-2F5D")
	if given != 2 {
		t.Errorf("the code is for window %d", given)
	}
	r.press("1")
	r.settled()
	r.at(ui.ScreenLogin)
	r.hides("7K3M")
}
