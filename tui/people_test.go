package tui_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// withPINs is a station of two clerks and a technician that asks for PINs.
func withPINs(s *desk.Station) {
	s.PINs = true
	s.Staff = []desk.Staff{s.Staff[0], s.Staff[1], s.Staff[3]}
}

// settled waits for what a key has begun: a PIN takes its time.
func (r *rig) settled() {
	r.t.Helper()
	for r.aside > r.dozing {
		r.settle()
	}
}

// pin answers a dialog that asks for a PIN.
func (r *rig) pin(digits string) {
	r.t.Helper()
	r.typed(digits)
	r.press("enter")
	r.settled()
}

// choose goes on duty for the first time, with a PIN of one's own.
func (r *rig) choose(digit, pin string) {
	r.t.Helper()
	r.press(digit)
	r.settled()
	r.pin(pin)
	r.pin(pin)
}

// guarded is a rig at the counter of a station whose keys are protected; 王小窗,
// whose PIN is 47110, serves.
func guarded(t testing.TB) *rig {
	t.Helper()
	return guardedWith(t)
}

func guardedWith(t testing.TB, edits ...func(*desk.Station)) *rig {
	t.Helper()
	r := open(t, append([]func(*desk.Station){withPINs}, edits...)...)
	r.choose("2", "58220")
	r.at(ui.ScreenCounter)
	r.command("上岗")
	r.choose("1", "47110")
	r.press("1") // the recovery code has been written down
	r.settled()
	r.at(ui.ScreenCounter)
	return r
}

func TestFirstLogInChoosesAPIN(t *testing.T) {
	r := open(t, withPINs)
	r.press("2")
	r.settled()
	r.look("login-pin-new")
	r.pin("1234")
	r.shows("太好猜")
	r.press("ctrl+u")
	r.pin("58220")
	r.pin("58221")
	r.shows("两遍不一样")
	r.pin("58220")
	r.pin("58220")
	r.at(ui.ScreenCounter)
	if g := must(r.db.Guard(t.Context()))(t); g.Protected {
		t.Fatal("protected while a clerk has no PIN")
	}
	r.command("上岗")
	r.choose("1", "47110")
	r.shows("恢复码")
	r.press("1")
	r.settled()
	r.at(ui.ScreenCounter)
	if g := must(r.db.Guard(t.Context()))(t); !g.Protected || !g.Open {
		t.Fatalf("after the last PIN: %+v", g)
	}
}

func TestPINLogIn(t *testing.T) {
	r := guarded(t)
	r.command("上岗")
	r.look("login-pins")
	r.press("2")
	r.settled()
	r.look("login-pin")
	r.pin("58221")
	r.look("login-pin-wrong")
	for range desk.MostTries - 1 {
		r.press("2")
		r.settled()
		r.pin("58221")
	}
	r.look("login-pin-locked")
	r.press("2")
	r.settled()
	r.pin("58220")
	r.at(ui.ScreenLogin) // the right one, too late
	r.press("f8")        // 王小窗 is the only lead
	r.pin("47110")
	r.shows("可以再试")
	r.press("2")
	r.settled()
	r.pin("58220")
	r.at(ui.ScreenCounter)
}

func TestLeadGivesAnotherPIN(t *testing.T) {
	r := guarded(t)
	r.command("上岗")
	r.press("down", "f7")
	r.pin("47110")
	r.pin("90817")
	r.pin("90817")
	r.shows("口令已保存")
	r.press("2")
	r.settled()
	r.pin("90817")
	r.at(ui.ScreenCounter)
	r.command("改密")
	r.pin("90817")
	r.pin("24680135")
	r.pin("24680135")
	r.shows("口令已保存")
}

// TestLockedScreenShowsNobody locks in the middle of a name and comes back to it.
func TestLockedScreenShowsNobody(t *testing.T) {
	r := guarded(t)
	r.serve(mediation)
	r.typed(zhaoNumber)
	r.press("enter")
	r.typed("赵示")
	before := r.screen()
	x, y, _ := r.app.Frame().CursorAt()
	r.press("ctrl+l")
	r.at(ui.ScreenLock)
	r.hides("赵示", zhaoNumber, zhaoNumber[14:], "A001")
	r.look("lock")
	r.press("esc", "esc", "f3", "f5", "/", "f12")
	r.at(ui.ScreenLock)
	r.pin("58220")
	r.look("lock-wrong")
	r.pin("47110")
	r.at(ui.ScreenIntake)
	if now := r.screen(); now != before {
		t.Errorf("not the very same place:\n%s\nbefore\n%s", now, before)
	}
	if nx, ny, _ := r.app.Frame().CursorAt(); nx != x || ny != y {
		t.Errorf("the cursor is at %d,%d, was at %d,%d", nx, ny, x, y)
	}
	r.typed("例")
	r.shows("赵示例")
}

func TestScreenLocksItself(t *testing.T) {
	r := guarded(t)
	r.idle = 3 * time.Minute
	r.app = r.console()
	r.run(r.app.Init())
	r.size(80, 24)
	r.press("1")
	r.settled()
	r.pin("47110")
	r.at(ui.ScreenCounter)
	r.clock.Add(2*time.Minute + 50*time.Second)
	r.pulse()
	r.at(ui.ScreenCounter)
	r.clock.Add(10 * time.Second)
	r.pulse()
	r.at(ui.ScreenLock)
	r.settled()
	r.pin("47110")
	r.at(ui.ScreenCounter)
}

// TestColleagueTakesOverFromTheLock hands a visit and a promise over.
func TestColleagueTakesOverFromTheLock(t *testing.T) {
	r := guarded(t)
	must(r.counter.Ask(t.Context(), r.rid(), r.duty(1), desk.AskOrder{
		State: desk.InquiryOpen, Private: desk.InquiryPrivate{Words: "楼道灯坏了"},
	}))(t)
	r.serve(mediation)
	r.typed(zhaoNumber)
	r.press("ctrl+l")
	r.settled()
	r.press("tab")
	r.look("lock-colleague")
	r.pin("58220")
	r.at(ui.ScreenCounter)
	r.shows("买买提")
	if open := must(r.db.Inquiries(t.Context(), desk.InquiryFilter{Owner: "u02"}))(t); len(open) != 1 || open[0].Private.Words == "" {
		t.Errorf("promises %+v", open)
	}
	at := r.clock.Now()
	on := must(r.days.OnDuty(t.Context(), at))(t)
	if len(on) != 1 || on[0].Staff != "u02" || on[0].From != "u01" {
		t.Errorf("on duty %+v", on)
	}
	if was := must(r.days.OnDuty(t.Context(), at.Add(-2*time.Second)))(t); len(was) != 1 || was[0].Staff != "u01" {
		t.Errorf("two seconds before %+v", was)
	}
	if drafts := must(r.db.Drafts(t.Context()))(t); len(drafts) != 1 {
		t.Errorf("%d drafts", len(drafts))
	}
}

// TestTechnicianSeesNobody holds that no key leads a technician to a citizen.
func TestTechnicianSeesNobody(t *testing.T) {
	r := open(t)
	r.takeIn(mediation, citizens[0])
	r.press("4")
	r.settled()
	r.at(ui.ScreenDevices)
	r.press("f3")
	r.at(ui.ScreenDevices)
	r.shows("岗位看不了群众资料")
	for _, cmd := range []string{"单据", "首问", "日终", "队列", "交班"} {
		r.command(cmd)
		r.at(ui.ScreenDevices)
	}
	for _, s := range r.app.Screens() {
		switch s {
		case ui.ScreenDevices, ui.ScreenGuide, ui.ScreenUpdates, ui.ScreenSync, ui.ScreenLogin, ui.ScreenLock, ui.ScreenWording, ui.ScreenSetup, ui.ScreenMonitor:
			continue
		}
		r.send(ui.Gone{Screen: s})
		r.at(ui.ScreenDevices)
	}
	r.command("指南")
	r.at(ui.ScreenGuide)
	r.hides("赵示例")
}
