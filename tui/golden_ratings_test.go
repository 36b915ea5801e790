package tui_test

import (
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// unhappy has the visitor of a case rate it badly, and opens what follows.
func (r *rig) unhappy(c desk.Case, staff string, level desk.Level, tags ...string) desk.Rectification {
	r.t.Helper()
	done := must(r.db.Write(r.t.Context(), r.rid(), r.duty(1), func(tx desk.Tx) (desk.Act, error) {
		s := tx.Stamp()
		x := desk.Rating{
			ID: desk.NewID(s.At), Visit: "v-" + c.ID, Items: []string{c.Item}, Level: level, Tags: tags,
			Channel: desk.ChannelScreenPad, Asked: s.At, At: s.At, Staff: staff, Day: s.Day,
		}
		if c.No != "" {
			x.Cases = []string{c.ID}
		}
		open := r.st.Rectify.Rectify(x, s, c.Comm, c.No != "")
		return desk.Act{Kind: desk.ActRated, Obj: "ticket:" + x.Visit, Ratings: []desk.Rating{x}, Rectifications: []desk.Rectification{open}}, nil
	}))(r.t)
	return done.Act.Rectifications[0]
}

// unhappyOnes are three bad ratings: of the other clerk, of nobody known, and of
// whoever is on duty.
func (r *rig) unhappyOnes() {
	r.t.Helper()
	r.unhappy(r.takeIn(mediation, citizens[0]), "u02", desk.VeryDissatisfied, "213", "115")
	r.unhappy(desk.Case{ID: "nobody", Item: onlyChild}, "u02", desk.Dissatisfied)
	r.unhappy(r.takeIn(lowIncome, citizens[3]), "u01", desk.Dissatisfied, "212")
}

func TestRatings(t *testing.T) {
	r := onDuty(t, func(s *desk.Station) { s.Rectify.Contact = func(d desk.Day) desk.Day { return d.Add(1) } })
	r.command("整改")
	r.at(ui.ScreenRatings)
	r.look("ratings-none")
	r.unhappyOnes()
	r.command("队列")
	r.command("整改")
	r.look("ratings-board")
	r.linesUp(4, "还剩", "评价", "状态", "回访", "谁办的", "事项")
	r.press("?")
	r.look("ratings-why")
	r.press("?", "enter")
	r.look("ratings-card-open")
	r.hides(citizens[0].Phone, citizens[0].Name)
	r.shows("赵*", "*1899", "窗口人员业务不熟练")
	r.press("1")
	r.look("ratings-call")
	r.press("1")
	r.typed("等了一小时，电话" + citizens[0].Phone)
	r.press("f9")
	r.hides(citizens[0].Phone)
	r.press("2")
	r.look("ratings-cause")
	r.press("5")
	r.typed("新来的同事不熟")
	r.press("f9", "3", "3")
	r.typed("12.20")
	r.press("enter")
	r.typed("跟岗一个月")
	r.press("f9")
	r.shows("限期改", "2026-12-20 前改好")
	r.press("4")
	r.shows("整改结果")
	r.press("3", "1")
	r.typed("换人重办，已道歉")
	r.press("f9")
	r.look("ratings-card-fixed")
	r.press("5")
	r.shows("只有办这件事的人能申诉")
	r.press("4")
	r.look("ratings-close")
	r.typed("已电话答复")
	r.press("f9")
	r.at(ui.ScreenRatings)
	r.shows("没办结 2")
	if k := r.lastLine().Kind; k != desk.ActRectifyClosed {
		t.Errorf("the last line is %s", k)
	}
	r.press("7")
	r.look("ratings-all")
}

// TestTheOneConcernedAppealsAndDoesNotClose is the other side of the card.
func TestTheOneConcernedAppealsAndDoesNotClose(t *testing.T) {
	r := onDuty(t)
	c := r.unhappy(r.takeIn(lowIncome, citizens[3]), "u01", desk.Dissatisfied, "212")
	r.command("整改")
	for _, keys := range [][]string{{"1", "1"}, {"2", "9"}, {"3", "2"}} {
		r.press(keys...)
		r.typed("说明过了")
		r.press("f9")
	}
	r.shows("待办结")
	r.press("4")
	r.shows("办的人不能自己办结")
	r.press("5")
	r.typed("他按错了键")
	r.press("f9", "enter")
	r.shows("申诉 等街道决定", "他按错了键")
	r.look("ratings-appeal")
	now := must(r.db.Rectification(t.Context(), c.ID))(t)
	if now.Appeal == nil || now.Appeal.By != "u01" || len(now.Appeal.Lines) == 0 {
		t.Errorf("appeal is %+v", now.Appeal)
	}
	r.press("5")
	r.shows("只能一次")
	r.press("6")
	r.at(ui.ScreenCases)
	r.press("esc", "esc")
}

// TestTheClerkLearnsOnlyThatARatingWaits has a visitor press the lowest key. Neither
// the level nor whose it is stands at the counter.
func TestTheClerkLearnsOnlyThatARatingWaits(t *testing.T) {
	r := onDuty(t)
	r.pad.level = desk.VeryDissatisfied
	r.queue(mediation)
	r.refresh()
	r.press("f5", "enter")
	r.press("f9")
	for i := 0; i < 3 && !strings.Contains(r.screen(), "有一条评价待处理"); i++ {
		r.press("enter")
	}
	r.shows("有一条评价待处理")
	r.hides("非常不满意")
	list := must(r.rectify.Open(t.Context()))(t)
	if len(list) != 1 || !list[0].Unnamed {
		t.Errorf("opened %+v", list)
	}
	r.command("整改")
	r.shows("非常不满意", "匿名")
	r.command("日终")
	r.shows("差评没办结 1")
}
