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

// TestATalkIsKeptOnlyByTheCitizensYes: the key asks, Enter says no, and a yes keeps
// what was written sealed, to be read with the questions of the day.
func TestATalkIsKeptOnlyByTheCitizensYes(t *testing.T) {
	r := onDuty(t)
	r.command("字板")
	r.typed("10")
	r.press("enter", "f9")
	r.shows("没有在办的来访")
	r.press("esc", "esc")
	r.serve(mediation)
	r.command("字板")
	r.press("f9")
	r.shows("还没有写什么")
	r.typed("11")
	r.press("enter", "tab")
	r.typed("我来办残疾人证")
	r.press("enter", "f9")
	r.look("textboard-keep")
	kept := func() []desk.Inquiry {
		t.Helper()
		return must(r.db.Inquiries(t.Context(), desk.InquiryFilter{Day: must(r.db.Today(t.Context()))(t).Day}))(t)
	}
	r.press("enter") // no
	if n := len(kept()); n != 0 {
		t.Fatalf("%d conversations are kept without a yes", n)
	}
	r.press("f9", "1")
	r.shows("已按您的意思存下")
	list := kept()
	if len(list) != 1 || !list[0].AboutTalk() || list[0].Private.Words != "窗口：请问您要办什么事？\n来人：我来办残疾人证" {
		t.Fatalf("kept %+v", list)
	}
	r.press("f9")
	r.shows("已经存过了")
	for _, e := range must(r.db.Journal(t.Context(), 0, 1000))(t) {
		if bytes.Contains(e.Raw, []byte("残疾人证")) {
			t.Errorf("line %d holds what was said in the clear", e.N)
		}
	}
	r.press("esc", "esc")
	r.command("首问")
	r.press("4", "?")
	r.look("inquiries-talk")
	r.press("?")
	r.command("日终")
	r.shows("首问 0")
}
