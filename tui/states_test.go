package tui_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// states are the places in which a clerk may find the console, each with the
// screen that is then on top.
var states = []struct {
	name, top string
	come      func(t testing.TB) *rig
}{
	{"off duty", ui.ScreenLogin, func(t testing.TB) *rig { return open(t) }},
	{"at the counter", ui.ScreenCounter, func(t testing.TB) *rig { return onDuty(t) }},
	{"called", ui.ScreenCounter, func(t testing.TB) *rig {
		r := onDuty(t)
		r.queue("")
		r.refresh()
		r.press("f5")
		return r
	}},
	{"in the middle of a morning", ui.ScreenCounter, func(t testing.TB) *rig {
		r := onDuty(t)
		busy(r)
		r.refresh()
		return r
	}},
	{"a station without a queue", ui.ScreenGuide, func(t testing.TB) *rig {
		return onDuty(t, func(s *desk.Station) { s.Queue = false })
	}},
	{"passing a number on", ui.ScreenCounter, func(t testing.TB) *rig {
		r := onDuty(t)
		busy(r)
		r.refresh()
		r.press("0")
		return r
	}},
	{"giving a number priority", ui.ScreenCounter, func(t testing.TB) *rig {
		r := onDuty(t)
		busy(r)
		r.refresh()
		r.press("space")
		return r
	}},
	{"choosing why a number has priority", ui.ScreenCounter, func(t testing.TB) *rig {
		r := onDuty(t)
		r.press("f2", "tab")
		return r
	}},
	{"searching the guide", ui.ScreenGuide, func(t testing.TB) *rig {
		r := onDuty(t)
		r.press("/")
		return r
	}},
	{"on a card", ui.ScreenGuide, func(t testing.TB) *rig {
		r := onDuty(t)
		r.press("/")
		r.typed("失业登记")
		r.press("enter")
		return r
	}},
	{"reading what has changed", ui.ScreenUpdates, func(t testing.TB) *rig {
		r := turned(t)
		r.command("更新")
		return r
	}},
	{"on a certificate", ui.ScreenGuide, func(t testing.TB) *rig {
		r := onDuty(t)
		r.press("/")
		r.typed("亲属关系证明")
		r.press("enter")
		return r
	}},
	{"taking a person in", ui.ScreenIntake, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(lowIncome)
		r.typed(zhaoNumber)
		return r
	}},
	{"with a card offered", ui.ScreenIntake, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(mediation)
		r.reader.cards <- zhaoCard("赵示例")
		r.settle()
		return r
	}},
	{"asking for the situation", ui.ScreenIntake, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(lowIncome)
		r.person(zhaoNumber, "赵示例", "")
		return r
	}},
	{"at the materials", ui.ScreenIntake, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(mediation)
		r.person(zhaoNumber, "赵示例", "")
		return r
	}},
	{"at the citizen's form", ui.ScreenIntake, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(mediation)
		r.person(zhaoNumber, "赵示例", "")
		r.press("f6")
		return r
	}},
	{"giving a reason", ui.ScreenIntake, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(mediation)
		r.person(zhaoNumber, "赵示例", "")
		r.press("9")
		return r
	}},
	{"finding a case", ui.ScreenCases, func(t testing.TB) *rig {
		r := onDuty(t)
		r.takeIn(mediation, citizens[0])
		r.takeIn(onlyChild, citizens[1])
		r.press("f3")
		return r
	}},
	{"on a case", ui.ScreenCases, func(t testing.TB) *rig {
		r := onDuty(t)
		r.takeIn(mediation, citizens[0])
		r.press("f3", "enter")
		return r
	}},
	{"at the deadlines", ui.ScreenDeadlines, func(t testing.TB) *rig {
		r := onDuty(t)
		r.due()
		r.command("时限")
		return r
	}},
	{"at the papers", ui.ScreenPapers, func(t testing.TB) *rig {
		r := onDuty(t)
		r.takeIn(mediation, citizens[0])
		r.press("6")
		return r
	}},
	{"before a preview", ui.ScreenPapers, func(t testing.TB) *rig {
		r := onDuty(t)
		r.takeIn(mediation, citizens[0])
		r.press("6", "enter")
		return r
	}},
	{"at the slips", ui.ScreenBackEntry, func(t testing.TB) *rig {
		r := onDuty(t, slipsOf)
		r.command("补录")
		return r
	}},
	{"entering a slip", ui.ScreenBackEntry, func(t testing.TB) *rig {
		r := onDuty(t, slipsOf)
		r.command("补录")
		r.press("2", "enter")
		r.clock.Add(time.Hour)
		r.press("1")
		return r
	}},
	{"at the templates", ui.ScreenWording, func(t testing.TB) *rig {
		r := onDuty(t)
		r.command("模板")
		r.settled()
		return r
	}},
	{"before a paper about nobody", ui.ScreenWording, func(t testing.TB) *rig {
		r := onDuty(t)
		r.command("模板")
		r.settled()
		r.press("enter")
		r.settled()
		return r
	}},
	{"correcting a paper", ui.ScreenPapers, func(t testing.TB) *rig {
		r := onDuty(t)
		r.takeIn(onlyChild, citizens[0])
		r.press("6", "4")
		return r
	}},
	{"before the latest paper", ui.ScreenPapers, func(t testing.TB) *rig {
		r := onDuty(t)
		r.takeIn(mediation, citizens[0])
		r.press("f10")
		return r
	}},
	{"handing a result out", ui.ScreenCases, func(t testing.TB) *rig {
		r := onDuty(t)
		r.decide(r.takeIn(onlyChild, citizens[0]), desk.DecideDone, "已办结")
		r.press("f3", "enter", "3")
		return r
	}},
	{"at the register", ui.ScreenInquiries, func(t testing.TB) *rig {
		r := onDuty(t)
		must(r.counter.Ask(t.Context(), r.rid(), r.duty(1), desk.AskOrder{
			State: desk.InquiryOpen, Private: desk.InquiryPrivate{Words: "楼道灯坏了"},
		}))(t)
		r.press("5")
		return r
	}},
	{"at the bad ratings", ui.ScreenRatings, func(t testing.TB) *rig {
		r := onDuty(t)
		r.unhappyOnes()
		r.command("整改")
		return r
	}},
	{"on a bad rating", ui.ScreenRatings, func(t testing.TB) *rig {
		r := onDuty(t)
		r.unhappyOnes()
		r.command("整改")
		r.press("enter")
		return r
	}},
	{"scanning bags out", ui.ScreenHandover, func(t testing.TB) *rig {
		r := onDuty(t)
		r.keepOriginals("110101001001", citizens[0])
		r.command("交接 上午")
		return r
	}},
	{"at what is to be entered twice", ui.ScreenTranscribe, func(t testing.TB) *rig {
		r := onDuty(t, mayEnter)
		r.takeIn(lowIncome, citizens[0])
		r.command("抄录")
		return r
	}},
	{"on the board", ui.ScreenTranscribe, func(t testing.TB) *rig {
		r := onDuty(t, mayEnter)
		r.takeIn(lowIncome, citizens[0])
		r.command("抄录")
		r.press("enter")
		return r
	}},
	{"at what waits to be collected", ui.ScreenHandover, func(t testing.TB) *rig {
		r := onDuty(t)
		r.decide(r.takeIn(onlyChild, citizens[0]), desk.DecideDone, "已办结")
		r.command("交接")
		r.press("2")
		return r
	}},
	{"closing the day", ui.ScreenDayClose, func(t testing.TB) *rig {
		r := onDuty(t)
		r.takeIn(onlyChild, citizens[0])
		r.press("7")
		return r
	}},
	{"handing the window over", ui.ScreenHandOff, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(mediation)
		r.typed(zhaoNumber)
		r.command("交班")
		return r
	}},
	{"checking in the morning", ui.ScreenMorning, func(t testing.TB) *rig {
		r := onDuty(t)
		r.command("晨检")
		return r
	}},
	{"at the street", ui.ScreenSync, func(t testing.TB) *rig {
		r := onDuty(t)
		r.press("8")
		return r
	}},
	{"at the devices", ui.ScreenDevices, func(t testing.TB) *rig {
		r := onDuty(t)
		r.press("9")
		return r
	}},
	{"at the text board", ui.ScreenTextBoard, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(mediation)
		r.command("字板")
		r.typed("11")
		r.press("enter", "tab")
		r.typed("我要调解")
		return r
	}},
	{"deep in the stack", ui.ScreenPapers, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(mediation)
		r.typed(zhaoNumber)
		r.press("f3")
		r.command("首问")
		r.command("设备")
		r.command("单据")
		return r
	}},
	{"reading the help over a card", ui.ScreenGuide, func(t testing.TB) *rig {
		r := onDuty(t)
		r.press("/")
		r.typed("失业登记")
		r.press("enter", "f1")
		return r
	}},
	{"on the command line over a draft", ui.ScreenIntake, func(t testing.TB) *rig {
		r := onDuty(t)
		r.serve(mediation)
		r.typed(zhaoNumber)
		r.press("f12")
		r.typed("过")
		return r
	}},
	{"setting devices up", ui.ScreenSetup, func(t testing.TB) *rig {
		r := onDuty(t)
		r.command("设置")
		return r
	}},
	{"looking for what is plugged in", ui.ScreenSetup, func(t testing.TB) *rig {
		r := onDuty(t)
		r.command("设置")
		r.press("3")
		return r
	}},
	{"choosing a model", ui.ScreenSetup, func(t testing.TB) *rig {
		r := onDuty(t)
		r.command("设置")
		r.press("3", "enter")
		return r
	}},
	{"at a device that was tried", ui.ScreenSetup, func(t testing.TB) *rig {
		r := onDuty(t)
		r.command("设置")
		r.press("3", "enter", "enter")
		return r
	}},
	{"watching a line", ui.ScreenMonitor, func(t testing.TB) *rig {
		r := onDuty(t)
		r.bench.seen = glimpses()
		r.command("字节")
		r.press("2")
		return r
	}},
	{"comparing the configuration", ui.ScreenSetup, func(t testing.TB) *rig {
		r := onDuty(t)
		r.command("设置")
		r.press("d")
		return r
	}},
}

// everywhere runs a test in each of the states.
func everywhere(t *testing.T, test func(t *testing.T, r *rig)) {
	for _, s := range states {
		t.Run(s.name, func(t *testing.T) {
			r := s.come(t)
			r.t = t
			r.at(s.top)
			test(t, r)
		})
	}
}

// lastLine is the last line of the journal.
func (r *rig) lastLine() desk.Line {
	r.t.Helper()
	list := must(r.db.Journal(r.t.Context(), int64(r.lines()-1), 1))(r.t)
	return list[0].Line
}

// lines counts the journal.
func (r *rig) lines() int {
	r.t.Helper()
	n := 0
	for after := int64(0); ; {
		list := must(r.db.Journal(r.t.Context(), after, 1000))(r.t)
		if len(list) == 0 {
			return n
		}
		n += len(list)
		after = list[len(list)-1].N
	}
}
