package tui_test

import (
	"bytes"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// TestTextBoard lets a clerk and a citizen write to each other. What they wrote
// is nowhere afterwards; that they wrote is on the visit.
func TestTextBoard(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.command("字板")
	r.at(ui.ScreenTextBoard)
	r.look("textboard-empty")
	r.typed("1")
	r.look("textboard-group")
	r.typed("１") // full-width, as an input method commits it
	r.look("textboard-number")
	r.press("enter")
	r.look("textboard-phrase")
	r.press("tab")
	r.typed("我来办残疾人证，孩子姓𬭎")
	r.press("enter")
	r.look("textboard-both")
	r.press("tab")
	r.typed("60")
	r.press("enter", "pgup")
	r.look("textboard-earlier")
	r.press("f12")
	r.look("textboard-command")
	r.press("esc")
	r.typed("99")
	r.press("enter")
	r.shows("没有这一句")
	for _, bad := range []string{"王小窗", "在办", "示例社区服务站", "未送"} {
		r.hides(bad)
	}

	visits := must(r.db.Tickets(t.Context(), must(r.db.Today(t.Context()))(t).Day))(t)
	if len(visits) != 1 || visits[0].Means != desk.MeansText {
		t.Errorf("the visit is %+v", visits)
	}
	noted := 0
	for _, e := range must(r.db.Journal(t.Context(), 0, 1000))(t) {
		if e.Line.Kind == desk.ActTicketMeans {
			noted++
		}
		for _, said := range []string{"残疾人证", "什么事", "手语"} {
			if bytes.Contains(e.Raw, []byte(said)) {
				t.Errorf("%q stands in the journal", said)
			}
		}
	}
	if noted != 1 {
		t.Errorf("the means was recorded %d times", noted)
	}

	r.press("esc", "esc")
	r.command("字板")
	r.at(ui.ScreenTextBoard)
	r.look("textboard-opened-again")
}
