package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"xiaochuang/desk"
)

// ratedNo is of a person whom no other row takes in for this matter.
const ratedNo = "110101189903070018"

// ratingLoop (P22): a bad rating opens what follows it, with a clock; nothing is
// closed before somebody was called, a cause was found and something was done, nor by
// the person concerned; a colleague closes it, and the figures say so.
func ratingLoop(d *duty) {
	d.begin("rmtj", "人民调解申请")
	d.identity(ratedNo, "王二")
	d.completeAll()
	time.Sleep(finger)
	d.term.Keys("f9")
	d.sees("已受理")
	d.home()
	d.term.Keys("f9")
	d.rate("0x02")
	d.sees("有一条评价待处理")
	c := d.latest("BJ-SQ-0120")
	d.command("整改")
	d.sees("评价整改", "还 7 天", "待联系")
	d.term.Keys("end")
	d.term.Idle()
	d.term.Keys("4")
	d.refuses("还缺：回访结果")
	for _, act := range []struct{ key, asks, pick, hint, words, done string }{
		{"1", "联系的结果", "1", "对方怎么说", "材料跑了两趟", "记下了"},
		{"2", "主要是哪一类原因", "1", "经过是怎样的", "告知单没有打", "原因记下了"},
		{"3", "怎么处理", "1", "改了什么", "补打告知单，已道歉", "整改记下了"},
	} {
		d.term.Keys(act.key)
		d.sees(act.asks)
		d.term.Keys(act.pick)
		d.sees(act.hint)
		d.term.Type(act.words)
		d.term.Keys("f9")
		d.sees(act.done)
	}
	d.term.Keys("4")
	d.refuses("办的人不能自己办结")
	d.home()

	m := d.mending(c.No)
	d.leaves("七日的钟", m.Due == string(desk.Day(m.Opened).Add(7)) && m.State == string(desk.RectificationFixed))
	cmd := exec.Command(filepath.Join(bin, "xiaochuang"), "--demo", "--data", d.dir, "--clock-shift", d.shift.String(),
		"rectify", "close", m.ID, "--staff", "u02", "--json")
	cmd.Env, cmd.Stdin = d.env, strings.NewReader("已电话答复\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		d.t.Fatalf("close: %v\n%s", err, out)
	}
	m = d.mending(c.No)
	d.leaves("回访、原因、整改、办结", m.State == string(desk.RectificationClosed) && m.Call == string(desk.CallReached) &&
		m.Cause == string(desk.CauseMaterials) && m.Remedy == string(desk.RemedyFixed) && m.Closer == "u02" && !m.Overdue)
	d.desk("sync")
}

// A mending is what rectify list --json says of one.
type mending struct {
	ID, State, Call, Cause, Remedy, Closer string
	Due, Closed, Opened                    string
	Cases                                  []string
	Overdue                                bool
}

// mending is what followed the bad rating of a case.
func (d *duty) mending(no string) mending {
	d.t.Helper()
	var id string
	var cases []listedCase
	d.reads(&cases, "case", "list", "--json")
	for _, c := range cases {
		if c.No == no {
			id = c.ID
		}
	}
	var v struct{ List []mending }
	d.reads(&v, "rectify", "list", "--json")
	for _, m := range v.List {
		if len(m.Cases) == 1 && m.Cases[0] == id {
			return m
		}
	}
	d.t.Fatalf("no rectification of the case %s", no)
	return mending{}
}
