package tui_test

import (
	"context"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui"
	"xiaochuang/tui/cut"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A slate keeps what is noted while the line is cut, or has no more room.
type slate struct {
	notes []desk.AskOrder
	full  bool
}

func (s *slate) Ask(_ context.Context, _ string, _ desk.Duty, o desk.AskOrder) (desk.Inquiry, error) {
	if s.full {
		return desk.Inquiry{}, &desk.Problem{Kind: desk.Blocked, What: "seat.notesfull"}
	}
	s.notes = append(s.notes, o)
	return desk.Inquiry{}, nil
}

// TestCutLine shows the second window while its line is cut, in every state.
func TestCutLine(t *testing.T) {
	r := open(t)
	now := r.clock.Now()
	state := cut.State{Since: now.Add(-12 * time.Minute), Next: now.Add(20 * time.Second), Copied: now.Add(-50 * time.Hour)}
	kept := &slate{}
	r.app = tui.New(tui.Config{
		Station: r.st.Name, Window: 2, Start: ui.ScreenCut, Home: ui.ScreenCut, Now: r.clock.Now, Free: true, Theme: ui.Mono(),
		Marks: func() []ui.Mark {
			return []ui.Mark{{Word: text.MarkDemo, Style: ui.Demo}, {Word: text.CutMark, Style: ui.TitleMark}}
		},
		Screens: []ui.Screen{cut.New(t.Context(), cut.Config{
			State: func() cut.State { return state }, Notes: kept, Now: r.clock.Now, Mint: r.rid,
		})},
	})
	r.run(r.app.Init())
	r.send(ui.OnDuty{Duty: r.duty(1)})
	r.pulse()
	r.look("cut-waits")
	r.press("f5")
	r.look("cut-no-number")
	r.press("2")
	r.look("cut-note")
	r.typed("王阿姨问高龄津贴什么时候到账")
	r.press("f9")
	if len(kept.notes) != 1 || kept.notes[0].Private.Words != "王阿姨问高龄津贴什么时候到账" {
		t.Errorf("kept %+v", kept.notes)
	}
	state.Waiting = 1
	state.Next = time.Time{}
	r.look("cut-note-kept")
	r.pulse()
	r.pulse()
	r.look("cut-tries")
	kept.full = true
	r.press("2")
	r.typed("再问一件")
	r.press("f9")
	r.look("cut-notes-full")
	r.press("2", "f9")
	r.shows("请写")
	state.Fault = &desk.Problem{Kind: desk.Denied, What: "seat.unknown"}
	r.pulse()
	r.pulse()
	r.look("cut-not-known")
	state.Fault, state.Back = nil, true
	r.pulse()
	r.look("cut-back")
	state = cut.State{Since: now}
	r.pulse()
	r.look("cut-without-copy")
}
