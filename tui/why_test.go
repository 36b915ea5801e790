package tui_test

import (
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// panel is all that the open panel says, page by page.
func (r *rig) panel() string {
	r.t.Helper()
	if r.app.Dialogs() != 1 {
		r.t.Fatalf("no panel is open\n%s", r.screen())
	}
	var b strings.Builder
	for range 40 {
		before := r.screen()
		b.WriteString(before)
		r.press("pgdown")
		if r.screen() == before {
			break
		}
	}
	return b.String()
}

// TestWhyAnywhere asks why in every state: the panel opens by its key where no
// field has the focus, by its command everywhere, explains every lamp, every
// mark and every key that cannot be used, and closes by its own key.
func TestWhyAnywhere(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		if r.app.Dialogs() > 0 || r.app.LineOpen() {
			r.press("esc")
		}
		before, top := r.lines(), r.app.Top().ID()
		var blocked []string
		for _, a := range r.app.Actions() {
			if why := a.Why(); why != "" && !a.Hidden && a.Key != "" {
				blocked = append(blocked, a.Word)
			}
		}
		if r.app.Typing() {
			r.command("为什么")
		} else {
			r.press("?")
		}
		said := r.panel()
		for _, want := range append(blocked, "为什么", "演示数据", "密钥未保护", "读● 身份证读取器", "街● 街道中心") {
			if !strings.Contains(said, want) {
				t.Errorf("the panel does not explain %s\n%s", want, said)
			}
		}
		r.press("?")
		if r.app.Dialogs() > 0 {
			t.Errorf("the panel does not close by its key\n%s", r.screen())
		}
		if r.app.Top().ID() != top || r.lines() != before {
			t.Errorf("asking why has changed something: %s, was %s, %d lines more", r.app.Top().ID(), top, r.lines()-before)
		}
	})
}

// TestWhyALampIsOut asks about a printer without paper.
func TestWhyALampIsOut(t *testing.T) {
	r := onDuty(t)
	for i := range r.health {
		if r.health[i].Family == desk.FamilyPrinter {
			r.health[i] = desk.Health{
				Family: desk.FamilyPrinter, State: desk.DeviceFault, Code: "paper_out", LastOK: r.clock.Now().Add(-time.Hour),
			}
		}
	}
	r.press("？")
	r.look("why-lamp")
	if said := r.panel(); !strings.Contains(said, "缺纸") || !strings.Contains(said, "装纸") || !strings.Contains(said, "P-01") {
		t.Errorf("cause, next step or code is missing\n%s", said)
	}
}

// TestWhyInAField holds that the sign belongs to a field, and that the command
// explains what lies below it.
func TestWhyInAField(t *testing.T) {
	r := onDuty(t)
	r.press("f3")
	r.press("?")
	r.shows("?")
	if r.app.Dialogs() > 0 {
		t.Fatalf("the sign has opened a panel over a field\n%s", r.screen())
	}
	r.command("为什么")
	r.at(ui.ScreenCases)
	r.shows("办件 · 为什么")
}
