package e2e

import (
	"strings"
	"testing"
	"time"
)

// planStation is the station at which the rows are played: two communities, of
// which one only collects, a time of 错峰延时 that covers the play, and a colleague
// for what nobody closes alone.
func planStation(t *testing.T) []func(string) string {
	return []func(string) string{
		second(t, `modes = ["collect"]`),
		in(t, "[[staff]]", "[[off_peak]]\ndays = \"一\"\nfrom = \"09:00\"\nto = \"18:00\"\nstaff = [\"u01\"]\n\n[[staff]]"),
		in(t, "[[entry]]", "[[staff]]\nid = \"u02\"\nname = \"李示例\"\npost = \"全能社工\"\nno = \"002\"\nroles = [\"clerk\"]\n\n[[entry]]"),
	}
}

// severalCommunities (P01): the address says whose a matter is; one community is
// served with a window and the other collects, each has its list, and the totals
// of both are those of the station.
func severalCommunities(d *duty) {
	d.begin("rmtj", "人民调解申请")
	d.livesIn(manNo, "欧阳测试", "示例东社区2号楼")
	d.sees("F9×受理")
	d.term.Keys("f9")
	d.refuses("示例东社区不设受理窗口")
	d.home()
	d.term.Keys("f9")
	d.term.Idle()
	d.home()
	d.begin("dsznfmgrz", "独生子女父母光荣证补领")
	d.livesIn(manNo, "欧阳测试", "示例东社区2号楼")
	d.term.Keys("f6")
	d.byHand()
	d.sees("结果", "示例东社区")
	d.completeAll()
	time.Sleep(finger)
	d.term.Keys("f9")
	d.sees("已收件")
	d.paper("材料接收凭证", "独生子女父母光荣证补领", "欧阳测试")
	c := d.latest("BJ-SQ-0044")
	d.leaves("东社区的办件", c.Community == "110101001002")
	var there, here []struct{ No string }
	d.reads(&there, "case", "list", "--comm", "110101001002", "--json")
	d.reads(&here, "case", "list", "--comm", stationCode, "--json")
	listed := len(there) == 1 && there[0].No == c.No
	for _, x := range here {
		listed = listed && x.No != c.No
	}
	d.leaves("各居各的清单", listed)
	d.done()
	var totals struct {
		Agree       bool
		Station     struct{ Cases int }
		Communities []struct{ Cases int }
	}
	d.reads(&totals, "totals", "--json")
	d.leaves("居委合计", totals.Agree && len(totals.Communities) == 2 && totals.Communities[1].Cases == 1 &&
		totals.Station.Cases == totals.Communities[0].Cases+1)
}

// livesIn types an applicant with an address.
func (d *duty) livesIn(number, name, address string) {
	d.t.Helper()
	for _, words := range []string{number, name, somePhon, address} {
		d.term.Type(words)
		d.term.Keys("enter")
	}
}

// helpOnTheNet (P18): help with doing a matter on the net is recorded apart from
// the cases, and the steps go along with the code of the page.
func helpOnTheNet(d *duty) {
	before := len(d.cases())
	d.guideCard("失业登记", "失业登记")
	d.helps("3", "1", "2") // in the app, which this community has not
	d.refuses("没有开通掌上办理")
	d.helps("1", "2", "3")
	d.sees("已记辅导网办（政务服务网）15 分钟")
	d.term.Keys("7")
	d.sees("打印哪个渠道")
	d.term.Keys("1")
	code := d.pdfCodes(d.printed("网上办事步骤单", "失业登记", "在线办理"))
	d.leaves("步骤单的码", strings.Contains(code, "https://banshi.beijing.gov.cn/"))
	var list []assisted
	d.reads(&list, "assist", "list", "--json")
	d.leaves("辅导网办", len(list) == 1 && list[0] == assisted{"BJ-SQ-0008", "web", "sent", stationCode, 15} && len(d.cases()) == before)
	d.home()
}

// helps records help on the net: where, what came of it, how long.
func (d *duty) helps(channel, result, minutes string) {
	d.t.Helper()
	d.term.Keys("6")
	d.sees("在哪里办的")
	d.term.Keys(channel)
	d.sees("结果怎样")
	d.term.Keys(result)
	d.sees("用了几分钟")
	d.term.Keys(minutes)
}

// sevenSystems (P21): each of the seven basic systems hangs on the wall, and leaves
// its own record: who serves and whom to call on the slip, the mark of 错峰延时 on
// the number with the hours of whoever was there, the first asked in the register,
// everything that lacks told at once, what is done for another, and the rating.
func sevenSystems(d *duty) {
	for _, poster := range []struct{ key, words string }{
		{"pledge", "服务承诺制"},
		{"identity", "亮明身份制"},
		{"first", "首问负责制"},
		{"once", "一次性告知制"},
		{"agent", "帮办代办制"},
		{"hours", "错峰延时服务制"},
		{"rating", "监督评价制"},
	} {
		d.desk("poster", "print", poster.key)
		d.paper(poster.words)
	}
	d.begin("rmtj", "人民调解申请")
	d.sees("延")
	d.identity(leapNo, "王二")
	d.term.Keys("f9")
	d.refuses("还不能办", "人民调解申请书")
	d.term.Keys("1")
	d.mark("2", 1)
	d.term.Keys("f8")
	d.sees("已一次性告知")
	notice := d.pdfText(d.printed("一次性告知", "人民调解申请书", "王二", "工号 001）（延）", "监督电话：12345"))
	d.leaves("一次性告知、亮明身份、延", strings.Contains(notice, "王小窗"))
	d.done()
	c := d.latest("BJ-SQ-0120")
	d.leaves("监督评价", c.Rated != "")
	d.guideCard("失业登记", "失业登记")
	d.term.Keys("1")
	d.sees("已记咨询")
	var asked []struct{ First, Item string }
	d.reads(&asked, "inquiry", "list", "--json")
	d.leaves("首问责任人", len(asked) > 0 && asked[0].First == "u01" && asked[0].Item == "BJ-SQ-0008")
	var month struct {
		People []struct {
			Staff  string
			Visits int
		}
	}
	d.reads(&month, "offpeak", "--json")
	d.leaves("错峰延时", len(month.People) == 1 && month.People[0].Staff == "u01" && month.People[0].Visits > 0)
	d.home()
}
