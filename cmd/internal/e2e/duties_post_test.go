package e2e

import (
	"strings"
	"time"

	"xiaochuang/desk"
)

// byCourier (P17): what is collected for others hangs out with its version; a case is
// collected, handed over with its originals, decided by the street, and its result goes
// by post. A slip in the number of the consignment is found; the right one is on the
// receipt and stays with the case.
func byCourier(d *duty) {
	own := &duty{station: open(d.t, false)}
	own.start()
	own.desk("poster", "print", "list")
	own.paper("代收代办事项公开清单", "事项库版本：", "公示编号：GS-")
	own.begin("dsznfmgrz", "独生子女父母光荣证补领")
	own.identity(manNo, "欧阳测试")
	own.completeAll()
	time.Sleep(finger)
	own.term.Keys("f9")
	own.sees("已收件")
	own.done()
	own.handOver("0001")
	own.paper("材料移交清单", "独生子女父母光荣证补领")
	own.desk("sync")
	c := own.latest("BJ-SQ-0044")
	own.office("decide", c.No, string(desk.DecideDone), "--by", "街道示例")
	own.desk("sync")
	own.term.Keys("f3")
	own.sees("单号、证件")
	own.term.Type(c.No)
	own.term.Keys("enter")
	own.sees("3 送达")
	post := func(no string) {
		own.term.Keys("3")
		own.sees("怎么交给申请人")
		own.term.Keys("2")
		own.sees("邮件单号？")
		own.term.Type(no)
		own.term.Keys("f9")
	}
	post("EM123456789CN")
	own.refuses("校验位对不上")
	post("EM123456785CN")
	own.sees("已邮寄", "寄递 中国邮政")
	own.paper("送达回执", "邮寄（中国邮政", "EM123456785CN", "欧阳测试")
	var sent struct{ State, Carrier, Post string }
	own.reads(&sent, "case", "show", c.No, "--json")
	own.leaves("寄递单号和办件在一起", sent.State == string(desk.CaseDelivered) && sent.Carrier == "post" && strings.HasSuffix(sent.Post, "85CN") && !strings.Contains(sent.Post, "EM"))
	own.quit()
	own.leaves("流水里没有单号", !own.journalSays("EM123456785CN"))
	own.sound()
	d.refused, d.left = own.refused, own.left
}
