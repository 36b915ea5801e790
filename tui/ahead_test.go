package tui_test

import (
	"testing"
	"time"

	"xiaochuang/tui"
)

// TestKeysWaitForWhatAnActBrings types faster than a dialog comes up: the keys
// are the dialog's, not those of the screen below.
func TestKeysWaitForWhatAnActBrings(t *testing.T) {
	r := onDuty(t)
	_, dialog := r.app.Update(keyPress("f2"))
	for _, k := range []string{"r", "m", "t", "j"} {
		r.app.Update(keyPress(k))
	}
	if r.app.Dialogs() > 0 {
		t.Fatal("the dialog is there before its command has run")
	}
	r.run(dialog)
	if r.app.Dialogs() != 1 {
		t.Fatalf("no dialog\n%s", r.screen())
	}
	r.shows("人民调解申请")
	r.press("enter")
	r.shows("已取号 A001")
}

// TestKeysDoNotWaitForASlowAct holds that an act that brings nothing for a while
// keeps nobody from typing on.
func TestKeysDoNotWaitForASlowAct(t *testing.T) {
	r := onDuty(t)
	_, lost := r.app.Update(keyPress("f2"))
	if lost == nil {
		t.Fatal("F2 does nothing")
	}
	_, wake := r.app.Update(keyPress("f3"))
	if wake == nil {
		t.Fatal("nothing will wake the keys that wait")
	}
	r.clock.Add(time.Second)
	r.send(tui.SettledMsg)
	r.shows("单号、证件")
}
