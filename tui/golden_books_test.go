package tui_test

import (
	"fmt"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/sync"
	"xiaochuang/tui/ui"
)

// citizens are invented people with names of two, three, four and ten
// characters and one beyond the Basic Multilingual Plane.
var citizens = []desk.Person{
	{Name: "赵示", Document: "111", Number: zhaoNumber, Phone: "13800001899", Source: desk.Typed},
	{Name: "钱样本", Document: "111", Number: qianNumber, Phone: "13900001885", Source: desk.Typed},
	{Name: "欧阳示例", Document: "111", Number: "110101180001010015", Phone: "010-65001800", Source: desk.Typed},
	{Name: "买买提·艾山江·吐尔逊", Document: "111", Number: "110101180001010023", Source: desk.Typed},
	{Name: "孙𬭎", Document: "111", Number: "110101180402290011", Phone: "13800001804", Source: desk.Typed},
}

// takeIn takes a case of a person in, by the ending of its mode.
func (r *rig) takeIn(item string, p desk.Person) desk.Case {
	r.t.Helper()
	ctx := r.t.Context()
	r.clock.Add(minute)
	dr := must(r.intake.Begin(ctx, r.rid(), r.duty(2), item, desk.Ticket{}))(r.t)
	c := dr.Case
	c.Private.Applicant = p
	it, _ := r.live.Item(item)
	for _, q := range it.Situations {
		c.Answers[q.Key] = q.Answers[0].Key
	}
	if err := r.intake.Tailor(&c); err != nil {
		r.t.Fatal(err)
	}
	for i := range c.Materials {
		c.Materials[i].State = desk.MaterialComplete
	}
	if it.Mode == desk.ModeAccept {
		return must(r.intake.Accept(ctx, r.rid(), r.duty(2), c))(r.t).Case
	}
	return must(r.intake.Receive(ctx, r.rid(), r.duty(2), c))(r.t).Case
}

// decide lets the street decide on a case, as the night run brings it down.
func (r *rig) decide(c desk.Case, d desk.Decision, words string) {
	r.t.Helper()
	_, err := r.db.Write(r.t.Context(), r.rid(), desk.Duty{}, func(tx desk.Tx) (desk.Act, error) {
		now, err := tx.Case(r.t.Context(), c.ID)
		if err != nil {
			return desk.Act{}, err
		}
		now.Decide(desk.StreetDecision{Case: c.ID, No: c.No, Decision: d, Words: words, Ver: 1})
		return desk.Act{Kind: desk.ActCaseDecided, Obj: "case:" + c.ID, Cases: []desk.Case{now}}, nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func TestCases(t *testing.T) {
	r := onDuty(t)
	r.press("f3")
	r.at(ui.ScreenCases)
	r.look("cases-none")
	var taken []desk.Case
	for i, item := range []string{mediation, onlyChild, lowIncome, mediation, onlyChild} {
		taken = append(taken, r.takeIn(item, citizens[i]))
	}
	r.decide(taken[1], desk.DecideSupplement, "照片不清楚，请重新拍照；户口簿缺首页")
	r.press("f3")
	r.look("cases-list")
	r.typed("0029")
	r.press("enter")
	r.look("cases-decided")
	r.press("end")
	r.look("cases-history")
	r.press("6")
	r.revealing = true
	r.look("cases-whole-number")
	for range 9 {
		r.pulse()
	}
	r.shows(qianNumber)
	r.pulse()
	r.revealing = false
	r.hides(qianNumber)
	r.press("4")
	r.look("cases-withdraw")
	r.press("esc", "left", "esc")
	r.typed("没有这号")
	r.press("enter")
	r.look("cases-nothing-found")
}

func TestPapers(t *testing.T) {
	r := onDuty(t)
	r.command("单据")
	r.at(ui.ScreenPapers)
	r.look("papers-none")
	r.takeIn(mediation, citizens[3])
	r.takeIn(onlyChild, citizens[4])
	r.queue(mediation, "")
	cert := r.live.Certificates()[0]
	must(r.counter.Referral(t.Context(), r.rid(), r.duty(1), cert, ""))(t)
	must(r.counter.Notice(t.Context(), r.rid(), r.duty(1), school, nil, ""))(t)
	r.failJob(0, "jam")
	r.failJob(0, "")
	r.command("队列")
	r.press("6")
	r.look("papers-list")
	r.press("enter")
	r.look("papers-preview-a4")
	r.press("right", "right")
	r.look("papers-preview-a4-right")
	r.press("f6")
	r.look("papers-preview-roll")
	r.press("esc", "f10")
	r.look("papers-again")
}

func TestInquiries(t *testing.T) {
	r := onDuty(t)
	r.press("5")
	r.at(ui.ScreenInquiries)
	r.look("inquiries-none")
	r.press("3")
	r.typed("孩子户口在河北，能不能在这里上学？")
	r.press("f9")
	r.clock.Add(minute)
	must(r.counter.Ask(t.Context(), r.rid(), r.duty(2), desk.AskOrder{
		State: desk.InquiryOpen, Channel: desk.AskedByPhone,
		Private: desk.InquiryPrivate{Words: "楼道灯坏了，已经反映三次，物业说归街道管，街道说归物业管，到底谁来修，什么时候能修好"},
	}))(t)
	must(r.counter.Ask(t.Context(), r.rid(), r.duty(4), desk.AskOrder{Item: school, State: desk.InquiryAnswered}))(t)
	r.press("esc", "5")
	r.look("inquiries-open")
	r.press("2")
	r.typed("物业项目部李示例，3号楼底商")
	r.press("enter", "4")
	r.look("inquiries-day")
	r.press("enter")
	r.look("inquiries-reply")
}

func TestDayClose(t *testing.T) {
	r := onDuty(t)
	r.press("7")
	r.at(ui.ScreenDayClose)
	r.look("dayclose-empty")
	r.press("esc")
	busy(r)
	r.takeIn(onlyChild, citizens[0])
	r.takeIn(lowIncome, citizens[3])
	r.press("7")
	r.look("dayclose-visits-open")
	r.press("f9")
	r.look("dayclose-blocked")
	r.press("1")
	r.look("dayclose-handed")
}

func TestSync(t *testing.T) {
	r := onDuty(t)
	r.street.status.Enrolled = false
	r.press("8")
	r.at(ui.ScreenSync)
	r.look("sync-not-enrolled")
	r.press("esc")
	r.street.status.Enrolled = true
	r.street.status.Lines, r.street.status.Pages, r.street.status.Bytes = 128, 14, 5<<20
	r.street.status.LastRun, r.street.status.NextTry = r.clock.Now().Add(-11*60*minute), r.clock.Now().Add(30*minute)
	night := r.clock.Now().Add(-11 * 60 * minute)
	r.street.status.Runs = []sync.Run{
		{Began: night.Add(9 * minute), Ended: night.Add(20 * minute), Why: "start", Lines: 12, Pages: 3, Bytes: 1 << 20, Fault: &desk.Problem{Kind: desk.Unavailable, What: "centre"}},
		{Began: night, Why: "night"},
		{Began: night.Add(-4 * 60 * minute), Ended: night.Add(-239 * minute), Why: "closing", Lines: 310, Pages: 42, Bytes: 19 << 20, Applied: 2},
	}
	for i := range 7 {
		r.street.status.Items = append(r.street.status.Items, sync.Item{
			Case: fmt.Sprintf("DB-110101001001-20261122-01A%04d", i+1), Pages: 2, Bytes: 700 << 10,
		})
	}
	r.street.status.Items[1].Code, r.street.status.Items[1].Next = "page.lost", r.clock.Now().Add(45*minute)
	r.unsent = 128
	r.pulse()
	r.press("8")
	r.look("sync-pending")
	r.press("esc")
	was := r.street.status.Runs[0].Fault
	r.street.status.Runs[0].Fault = &desk.Problem{Kind: desk.Denied, What: "sync.feed"}
	r.press("8")
	r.look("sync-unread-before")
	r.street.status.Runs[0].Fault = was
	r.street.hang = make(chan struct{})
	r.street.steps = append(r.street.steps, r.street.last)
	r.street.steps[0].Heard = 3
	r.street.steps[0].Lines, r.street.steps[0].Pages, r.street.steps[0].Bytes = 60, 2, 700<<10
	r.press("f9")
	r.look("sync-running")
	r.street.last.Lines, r.street.last.Pages, r.street.last.Decisions = 128, 14, 3
	r.street.status.Lines, r.street.status.Pages, r.street.status.Items = 0, 0, nil
	r.street.status.Runs = append([]sync.Run{{
		Began: r.clock.Now().Add(-minute), Ended: r.clock.Now(), Why: "hand", Lines: 128, Pages: 14, Bytes: 5 << 20, Applied: 3,
	}}, r.street.status.Runs...)
	r.street.status.LastRun, r.unsent = r.clock.Now(), 0
	close(r.street.hang)
	r.settle()
	r.look("sync-done")
	r.street.hang, r.street.steps = nil, nil
	r.street.err = &desk.Problem{Kind: desk.Unavailable, What: "sync.unreachable"}
	r.pulse()
	r.press("f9")
	r.look("sync-stopped")
	r.street.err = &desk.Problem{Kind: desk.Denied, What: "sync.feed"}
	r.street.last.Unread = true
	r.press("f9")
	r.look("sync-unread")
}

func TestDevices(t *testing.T) {
	r := onDuty(t)
	for i, c := range []struct {
		state desk.DeviceState
		code  string
	}{
		{desk.DeviceSilent, "no_answer"},
		{desk.DeviceFault, "jam"},
		{desk.DeviceOffline, "unplugged"},
		{desk.DeviceFault, "paper_out"},
		{desk.DeviceConnecting, ""},
		{desk.DeviceOff, ""},
	} {
		r.health[i].State, r.health[i].Code = c.state, c.code
	}
	r.health[5].LastOK = r.health[5].LastOK.Add(-1 << 62)
	r.pulse()
	r.press("9")
	r.at(ui.ScreenDevices)
	r.look("devices-ill")
	r.health = healthy()
	r.pulse()
	r.look("devices-well")
	r.health = nil
	r.pulse()
	r.look("devices-none")
}

func TestHelpAndCommandLine(t *testing.T) {
	r := onDuty(t)
	r.press("f1")
	r.look("help-counter")
	r.press("f1")
	r.look("help-counter-keys")
	r.press("esc", ":")
	r.look("command-line")
	r.typed("过")
	r.press("tab")
	r.look("command-completed")
	r.press("ctrl+u")
	r.typed("回")
	r.press("tab")
	r.press("ctrl+u")
	r.typed("不")
	r.press("enter")
	r.look("command-unknown")
	r.press("ctrl+c")
	r.look("quit")
	r.press("esc")
	r.serve(lowIncome)
	r.person(zhaoNumber, "赵示例", "")
	r.press("1", "1", "1", "1", "f1")
	r.look("help-intake")
	r.press("esc", "f12")
	r.typed("不")
	r.press("tab")
	r.look("command-two")
}

func TestTooSmall(t *testing.T) {
	r := onDuty(t)
	for _, s := range [][2]int{{79, 24}, {80, 23}, {20, 5}, {1, 1}} {
		r.size(s[0], s[1])
		if _, _, ok := r.app.Frame().CursorAt(); ok {
			t.Errorf("a cursor in a window of %d by %d", s[0], s[1])
		}
		if s[0] >= 20 {
			r.shows("窗口太小")
		}
	}
}
