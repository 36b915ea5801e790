package tui_test

import (
	"testing"

	"xiaochuang/desk"
)

// TestHelpOnACard records help at the terminal and on the net in no more than four
// keys from the card, and from the counter by its command.
func TestHelpOnACard(t *testing.T) {
	r := onDuty(t, func(s *desk.Station) {
		for i := range s.Communities {
			s.Communities[i].Modes = []desk.Service{desk.ServeWindow, desk.ServeKiosk}
		}
	})
	r.press("/")
	r.typed("失业登记")
	r.press("enter")
	r.look("guide-card-online")
	at := r.keys
	r.press("5")
	r.look("assist-result")
	r.press("1")
	r.look("assist-minutes")
	r.press("2")
	r.shows("已记导办（自助终端）10 分钟")
	if n := r.keys - at; n > 4 {
		t.Errorf("%d keys for help at the terminal", n)
	}
	r.press("6")
	r.look("assist-channel")
	r.press("1", "2", "8")
	r.look("assist-minutes-other")
	r.press("12", "enter")
	r.shows("已记辅导网办（政务服务网）12 分钟")
	r.press("6", "3", "1", "1")
	r.shows("没有开通掌上办理")
	r.press("7")
	r.look("assist-steps")
	r.press("1")
	r.shows("步骤单", "正在打印")
	r.press("esc", "esc", "5", "4")
	r.look("inquiries-with-help")
	r.press("esc")
	r.command("辅导")
	r.shows("先找到事项")
	r.serve("BJ-SQ-0008")
	r.press("esc", "esc")
	r.command("辅导")
	r.press("1", "1")
	r.look("assist-minutes-visit")
	r.press("enter")
	r.shows("已记辅导网办")
	help := must(r.db.Assists(t.Context(), desk.AssistFilter{}))(t)
	if len(help) != 3 || help[0].Ticket == "" || help[1].Result != desk.AssistSent || help[2].Channel != desk.AssistKiosk {
		t.Errorf("recorded %+v", help)
	}
}

func TestNoHelpWithoutATerminal(t *testing.T) {
	r := onDuty(t)
	r.press("/")
	r.typed("人民调解")
	r.press("enter", "5")
	r.shows("没有自助终端")
	r.press("7")
	r.shows("没有网上怎么办")
}
