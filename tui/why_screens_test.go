package tui_test

import (
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// TestEachScreenSaysWhy asks why on each screen in front of something that has a
// date, an order, a colour or a mark: the panel says it in a sentence, with the
// rule where there is one and where it comes from.
func TestEachScreenSaysWhy(t *testing.T) {
	for _, tt := range []struct {
		name   string
		screen string
		lead   func(*testing.T) *rig
		says   []string
	}{
		{"a matter's class", ui.ScreenGuide, func(t *testing.T) *rig {
			r := onDuty(t)
			r.press("/")
			r.typed("独生子女父母光荣证")
			r.press("enter")
			return r
		}, []string{"代收代办类", "期限由街道起算", "版本"}},
		{"a certificate that is not issued", ui.ScreenGuide, func(t *testing.T) *rig {
			r := onDuty(t)
			r.press("/")
			r.typed("亲属关系证明")
			r.press("enter")
			return r
		}, []string{"不出具这种证明", "民发〔2020〕20号"}},
		{"a material that lacks", ui.ScreenIntake, func(t *testing.T) *rig {
			r := onDuty(t)
			r.serve(mediation)
			r.person(zhaoNumber, "赵示例", "")
			r.press("2", "up")
			return r
		}, []string{"没有带来", "行政许可法第三十二条", "F8", "受理类"}},
		{"a paper that waits for the printer", ui.ScreenPapers, func(t *testing.T) *rig {
			r := onDuty(t)
			r.takeIn(mediation, citizens[0])
			r.command("单据")
			return r
		}, []string{"排在队里", "打印队列"}},
		{"a batch that is open", ui.ScreenHandover, func(t *testing.T) *rig {
			r := onDuty(t)
			r.keepOriginals("110101001001", citizens[0])
			r.command("交接 上午")
			return r
		}, []string{"在架", "收下", "扫出 0 袋", "移交清单"}},
		{"a case that the street enters", ui.ScreenTranscribe, func(t *testing.T) *rig {
			r := onDuty(t)
			r.takeIn(lowIncome, citizens[0])
			r.command("抄录")
			return r
		}, []string{"没有授权", "站点文件"}},
		{"a question that is owed", ui.ScreenInquiries, func(t *testing.T) *rig {
			r := onDuty(t)
			must(r.counter.Ask(t.Context(), r.rid(), r.duty(1), desk.AskOrder{
				State: desk.InquiryOpen, Due: "2026-11-25", Private: desk.InquiryPrivate{Words: "楼道灯坏了"},
			}))(t)
			r.command("首问")
			return r
		}, []string{"2026-11-25 前答复", "首问负责"}},
		{"a bad rating", ui.ScreenRatings, func(t *testing.T) *rig {
			r := onDuty(t)
			r.unhappyOnes()
			r.command("整改")
			return r
		}, []string{"最后一天是 2026-11-30", "由别人办结", "还差：回访结果"}},
		{"what keeps a day open", ui.ScreenDayClose, func(t *testing.T) *rig {
			r := onDuty(t)
			r.press("1")
			r.keepOriginals("110101001001", citizens[0])
			r.command("日终")
			return r
		}, []string{"还有人在窗口", "站长放行", "还没有点过", "原件日清"}},
		{"what the street has not", ui.ScreenSync, func(t *testing.T) *rig {
			r := onDuty(t)
			r.command("同步")
			return r
		}, []string{"断了从断的地方接着送", "街道中心的回执"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := tt.lead(t)
			r.at(tt.screen)
			if r.app.Typing() {
				r.command("为什么")
			} else {
				r.press("?")
			}
			said := strings.Join(strings.Fields(r.panel()), "")
			for _, want := range tt.says {
				if !strings.Contains(said, strings.Join(strings.Fields(want), "")) {
					t.Errorf("it does not say %s\n%s", want, said)
				}
			}
			if strings.Contains(said, text.WhyNoneHere) {
				t.Errorf("nothing is said of what is selected\n%s", said)
			}
		})
	}
}
