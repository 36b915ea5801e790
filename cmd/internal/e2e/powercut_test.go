package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// A caseShown is what case show --json tells, as far as it is looked at here.
type caseShown struct {
	No        string `json:"no"`
	Received  string `json:"received"`
	Accepted  string `json:"accepted"`
	Due       string `json:"due"`
	BackEntry string `json:"back_entry"`
	Papers    []struct {
		No   string `json:"no"`
		Kind string `json:"kind"`
	} `json:"papers"`
}

// TestPowerCut plays a day on which the power goes: slips and forms were printed
// before, the console is killed, and the next morning what was done by hand is
// entered with its true time.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	d := &duty{station: open(t, false)}
	cmd := d.console()
	d.lamps("印●")
	d.command("纸号")
	d.sees("还没有印过纸号")
	d.term.Keys("2")
	d.sees("附几张登记表")
	d.term.Keys("enter")
	d.sees("第 1 批纸号 900—999 已排队打印")
	d.printed("纸1-900", "纸1-999", "来访登记表", "申请人签字")
	monday := time.Now().Add(d.shift).In(desk.Beijing)
	if err := cmd.Process.Kill(); err != nil { // the power goes
		t.Fatal(err)
	}
	d.term.Exit(30 * time.Second)

	d.shift += 24 * time.Hour
	d.start()
	d.command("补录")
	d.sees("纸号第 1 批 900—999：已记 0，未用 100")
	at := "1435"
	d.entry("903", monday, at, "1", "BJ-SQ-0120")
	d.sees("人民调解申请", "证件号码")
	d.identity(manNo, "欧阳测试")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已受理")
	d.printed("受理通知书", "人民调解申请", "补录：停电期间按纸单纸1-903办理", "14:35")
	var c caseShown
	if err := json.Unmarshal([]byte(d.desk("case", "show", d.latest("BJ-SQ-0120").No, "--json")), &c); err != nil {
		t.Fatal(err)
	}
	trueDay := monday.Format("2006-01-02")
	if !strings.HasPrefix(c.Accepted, trueDay+"T14:35") || !strings.HasPrefix(c.Received, trueDay+"T14:35") || c.BackEntry != "纸1-903" {
		t.Errorf("the case is %+v", c)
	}
	if entered := monday.AddDate(0, 0, 1).Format("20060102"); !strings.Contains(c.No, entered) {
		t.Errorf("the case is numbered %s, not on the day of its entry %s", c.No, entered)
	}

	d.command("补录")
	d.sees("纸1-903")
	d.entry("903", monday, at, "2", "") // the same slip again
	d.sees("已经补录过：收了件")
	d.term.Keys("esc")
	d.sees("中间缺 900、901、902")
	d.entry("901", monday, "2359", "2", "")
	d.sees("纸1-901 已补录")
	d.entry("900", monday.AddDate(0, 0, 2), "0900", "2", "")
	d.sees("时间在后头")
	d.term.Keys("esc")
	d.command("日终")
	d.sees("纸号第 1 批 900—999：已记 2，未用 96；中间缺 900、902")
	time.Sleep(finger)
	d.term.Keys("f9")
	d.sees("传送完成")
	d.printed("日终清单", "中间未记的：900、902")
	d.quit()
	d.sound()
}

// entry fills in the form of one slip and files it.
func (d *duty) entry(no string, day time.Time, at, result, item string) {
	d.t.Helper()
	d.term.Idle()
	d.term.Keys("1")
	d.sees("纸单上的号")
	d.term.Type(no)
	d.term.Keys("enter", "ctrl+u")
	d.term.Type(day.Format("0102"))
	d.term.Keys("enter")
	d.sees("当时的时间，如 1435")
	d.term.Type(at)
	d.term.Keys("enter", "enter")
	d.term.Keys(result, "enter")
	d.sees("打几个字或拼音首字母")
	if item != "" {
		d.term.Type(item)
		d.term.Idle()
	}
	d.term.Keys("f9")
}
