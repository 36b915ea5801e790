package tui_test

import (
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// TestFullWidthKeys presses what a Chinese input method types for the command
// keys and digits.
func TestFullWidthKeys(t *testing.T) {
	for _, tt := range []struct{ key, top, shows string }{
		{"／", ui.ScreenGuide, "查指南"},
		{"、", ui.ScreenGuide, "查指南"},
		{"：", ui.ScreenCounter, ":("},
		{"？", ui.ScreenCounter, "队列 · 为什么"},
		{"?", ui.ScreenCounter, "队列 · 为什么"},
		{"５", ui.ScreenInquiries, "谁第一个被问到"},
		{"６", ui.ScreenPapers, "今天还没有单据"},
		{"１", ui.ScreenCounter, "直001"},
	} {
		t.Run(tt.key, func(t *testing.T) {
			r := onDuty(t)
			r.press(tt.key)
			r.at(tt.top)
			r.shows(tt.shows)
		})
	}
}

// TestSignsBelongToAField types the command keys into a search: they are text
// there, and F12 opens the command line.
func TestSignsBelongToAField(t *testing.T) {
	r := onDuty(t)
	r.press("f3")
	r.typed("/:?")
	r.at(ui.ScreenCases)
	r.shows("/:?")
	if r.app.LineOpen() || r.app.Dialogs() > 0 {
		t.Errorf("a sign typed into a field has opened something\n%s", r.screen())
	}
	r.press("f12")
	r.typed("：队列")
	r.press("enter")
	r.at(ui.ScreenCases)
	r.shows("没有“:队列”这个命令") // the colon is not typed, whatever its width
	r.press("f12")
	r.typed("队列")
	r.press("enter")
	r.at(ui.ScreenCounter)
}

// TestCommandHasWords searches the guide straight from the command line.
func TestCommandHasWords(t *testing.T) {
	r := onDuty(t)
	r.press("/")
	r.command("指南 低保")
	r.shows("最低生活保障申请")
	r.press("f12", "up")
	r.shows(":指南 低保")
}

// TestASelfOpeningDialogIsDeaf types on while a dialog comes up by itself: for
// 400 ms it takes nothing.
func TestASelfOpeningDialogIsDeaf(t *testing.T) {
	r := onDuty(t)
	r.takeIn(mediation, citizens[1])
	r.serve(mediation)
	r.typed(qianNumber)
	r.press("enter")
	r.typed("钱样本")
	r.press("f6")
	if r.app.Dialogs() != 1 {
		t.Fatalf("no dialog tells of the open case\n%s", r.screen())
	}
	began := r.clock.Now()
	for _, k := range []string{"1", "2", "enter", "esc"} {
		r.send(keyPress(k))
	}
	r.clock.Set(began.Add(399 * time.Millisecond))
	r.send(keyPress("1"))
	if r.app.Dialogs() != 1 || r.app.Top().ID() != ui.ScreenIntake {
		t.Fatalf("a key within 400 ms has answered the dialog\n%s", r.screen())
	}
	r.clock.Set(began.Add(400 * time.Millisecond))
	r.send(keyPress("1"))
	r.at(ui.ScreenCases)
}

// TestADialogComesUpOnItsOwnScreenOnly leaves the form before the answer to a
// look-up has come: no dialog stands on the counter.
func TestADialogComesUpOnItsOwnScreenOnly(t *testing.T) {
	r := onDuty(t)
	r.takeIn(mediation, citizens[1])
	r.serve(mediation)
	r.typed(qianNumber)
	r.hold = true
	r.press("f6", "esc")
	r.at(ui.ScreenCounter)
	r.release()
	r.at(ui.ScreenCounter)
	if r.app.Dialogs() > 0 {
		t.Errorf("a dialog of the form stands on the counter\n%s", r.screen())
	}
}

// TestTypeaheadIsReplayed calls a visitor and presses on before the call is
// written: the keys act on the visitor who has come.
func TestTypeaheadIsReplayed(t *testing.T) {
	r := onDuty(t)
	r.queue(mediation)
	r.refresh()
	r.hold = true
	r.press("f5", "enter", "enter")
	r.typed("1101")
	r.release()
	r.at(ui.ScreenIntake)
	r.shows("在办 A001", "证件号码  1101")
	q := must(r.hall.Queue(t.Context(), 1))(t)
	if q.Mine == nil || q.Mine.State != desk.TicketServing {
		t.Errorf("the visit in hand is %+v", q.Mine)
	}
}

// TestTypeaheadWaitsForWhatIsShown presses on after a call is written and before
// the queue is read anew: the key waits until the visitor is in sight.
func TestTypeaheadWaitsForWhatIsShown(t *testing.T) {
	r := onDuty(t)
	r.queue("")
	r.refresh()
	r.hold = true
	r.press("f5")
	written := r.held[0]
	r.held = r.held[1:]
	written()
	r.press("enter")
	if say := r.app.Toast(); say.Level == ui.Care {
		t.Errorf("a key has acted on what was shown before: %s", say.Text)
	}
	r.release()
	r.shows("在办 A001")
}

// TestTypeaheadWaitsForTheList opens a screen that reads what it acts on, and
// presses on before it has: the day is closed all the same.
func TestTypeaheadWaitsForTheList(t *testing.T) {
	r := onDuty(t)
	r.refresh()
	r.hold = true
	r.press("7", "f9")
	r.at(ui.ScreenDayClose)
	r.release()
	closed := slices.ContainsFunc(must(r.db.Journal(t.Context(), 0, 100))(t), func(e desk.Entry) bool { return e.Line.Kind == desk.ActDayClosed })
	if !closed {
		t.Errorf("F9 before the list was there is lost\n%s", r.screen())
	}
}

// TestTypeaheadGoesWhereItWasMeant ends a case and calls the next visitor in one
// go: F5 reaches the counter, not the form that is being left.
func TestTypeaheadGoesWhereItWasMeant(t *testing.T) {
	r := onDuty(t)
	r.queue(mediation)
	second := r.queue("")[0]
	r.refresh()
	r.press("f5", "enter", "enter")
	r.person(zhaoNumber, "赵示例", "")
	r.press("1", "1", "1")
	r.hold = true
	r.press("f9", "f5")
	r.release()
	r.at(ui.ScreenCounter)
	r.shows("已叫 " + second.No)
	q := must(r.hall.Queue(t.Context(), 1))(t)
	if q.Done != 1 || q.Mine == nil || q.Mine.ID != second.ID {
		t.Errorf("F5 typed ahead left %d done and %+v in hand", q.Done, q.Mine)
	}
}

// TestKeysDoNotReachTheDraftBefore opens another case while one is open, and
// types before it is there: the first draft stays as it was.
func TestKeysDoNotReachTheDraftBefore(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.typed(zhaoNumber)
	r.press("esc", "f4", "1", "/") // another visitor: the same one would be the same person
	r.typed("养犬登记咨询预审")
	r.press("enter")
	r.hold = true
	r.press("f9")
	r.typed(qianNumber)
	r.release()
	r.shows("养犬登记咨询预审", grouped(qianNumber))
	r.press("enter", "esc")
	for _, d := range must(r.db.Drafts(t.Context()))(t) {
		want := zhaoNumber
		if d.Case.Item == dogs {
			want = qianNumber
		}
		if d.Case.Private.Applicant.Number != want {
			t.Errorf("the draft of %s has another person's number", d.Case.Item)
		}
	}
}

// TestTypeaheadForgets drops keys that have waited for more than three seconds:
// whoever pressed them has given up on them.
func TestTypeaheadForgets(t *testing.T) {
	r := onDuty(t)
	r.queue("", "")
	r.refresh()
	r.hold = true
	r.press("f5", "f7")
	r.clock.Add(4 * time.Second)
	r.release()
	r.shows("已叫 A001")
}

// TestStaleRepliesAreDropped asks for one case and for another before the first
// has come.
func TestStaleRepliesAreDropped(t *testing.T) {
	r := onDuty(t)
	r.takeIn(mediation, citizens[0])
	r.takeIn(onlyChild, citizens[1])
	r.press("f3")
	r.hold = true
	r.press("enter") // reads the newest, 钱样本's
	first := r.held
	r.held = nil
	r.press("esc") // the list was not waited for
	r.press("f3")
	r.release()
	for _, deliver := range first {
		deliver()
	}
	r.at(ui.ScreenCases)
	r.hides("【已收件】")
	r.shows("单号、证件")
}

// TestAnOlderReadingDoesNotShow lets the queue be read twice, and the first
// answer come last: what is shown is the later one.
func TestAnOlderReadingDoesNotShow(t *testing.T) {
	r := onDuty(t)
	r.hold = true
	r.refresh()
	if len(r.held) != 1 {
		t.Fatalf("%d readings are under way, want 1", len(r.held))
	}
	before := r.held[0]
	r.held, r.hold = nil, false
	r.press("f2", "enter")
	r.shows("等候 1 人")
	before()
	r.shows("等候 1 人")
}

// TestAReaderIsNoClerk scans a slip where no field takes it: no digit of its
// number acts, and the case opens.
func TestAReaderIsNoClerk(t *testing.T) {
	r := onDuty(t)
	c := r.takeIn(mediation, citizens[1])
	slip := must(r.db.Papers(t.Context(), desk.PaperFilter{Case: c.ID}))(t)[0].No
	for _, where := range []string{"队列", "单据", "首问", "日终", "设备"} {
		r.command(where)
		before := r.lines()
		r.reading = true
		r.typed(slip)
		r.reading = false
		r.press("enter")
		r.at(ui.ScreenCases)
		r.shows("【已受理】", c.No)
		if after := r.lines(); after != before+1 || r.lastLine().Kind != desk.ActCaseLooked {
			t.Errorf("a scanned slip wrote %d lines on %s, want one that tells of the look", after-before, where)
		}
		r.press("esc")
	}
	r.command("队列")
	r.press("ctrl+c")
	r.reading = true
	r.typed(slip)
	r.send(r.app.ScanOver()) // this reader ends with no Enter
	r.reading = false
	if r.app.Dialogs() != 1 || r.ended {
		t.Error("a scanned slip has answered a question")
	}
	r.press("esc", "1", "5") // a person's digits act as ever
	r.at(ui.ScreenInquiries)
	r.shows("在办 直001")
}

// TestASecondEnterBeginsNoVisit opens a card with one Enter too many while nobody
// is at the window.
func TestASecondEnterBeginsNoVisit(t *testing.T) {
	r := onDuty(t)
	r.press("/")
	r.typed("rmtj")
	before := r.lines()
	r.press("enter", "enter", "enter")
	r.at(ui.ScreenGuide)
	r.shows("请按 F9")
	if after := r.lines(); after != before {
		t.Errorf("an Enter too many wrote %d lines", after-before)
	}
	r.press("f9")
	r.at(ui.ScreenIntake)
	r.shows("在办 直001")
}

// TestQuitAsks holds that no key ends the program by itself.
func TestQuitAsks(t *testing.T) {
	r := onDuty(t)
	r.press("ctrl+c", "enter")
	if r.ended {
		t.Fatal("a hurried Enter has ended the program")
	}
	r.press("ctrl+c", "ctrl+c")
	if r.ended || r.app.Dialogs() > 0 {
		t.Fatal("a second Ctrl+C must close the question")
	}
	r.press("ctrl+c", "1")
	if !r.ended {
		t.Error("yes does not end the program")
	}
}
