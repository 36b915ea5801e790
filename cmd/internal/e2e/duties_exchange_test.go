package e2e

import (
	"encoding/json"
	"time"

	"xiaochuang/desk"
)

// exchange (P14): with the line cut and no stick nothing is said to have been taken
// along; a stick takes the case to the street and brings its decision back; what
// went by stick is not sent again once the line is there.
func exchange(d *duty) {
	d.begin("居住情况证明", "居住情况证明出具")
	d.identity(thirdNo, "测试交换")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已受理")
	c := d.latest("BJ-SQ-0113")
	d.done()

	d.stopCentre()
	d.term.Keys("8")
	d.sees("街道中心")
	d.term.Keys("3")
	d.refuses("没有看到 U 盘。请插好")
	d.home()
	stick := d.t.TempDir()
	d.desk("carry", "out", stick)
	d.serve()
	d.office("carry", "in", stick, "--by", "街道示例")
	d.office("decide", c.No, string(desk.DecideDone), "--by", "街道示例")
	d.office("carry", "in", stick, "--by", "街道示例") // the answer, written anew
	var back struct{ Lines, Applied int }
	if err := json.Unmarshal([]byte(d.desk("carry", "in", stick, "--json")), &back); err != nil {
		d.t.Fatal(err)
	}
	after := d.latest("BJ-SQ-0113")
	d.leaves("U盘带走的办件和街道的决定", back.Lines > 0 && after.No == c.No && after.State == string(desk.CaseDone))
	var sent struct{ Blobs, Repeated int }
	if err := json.Unmarshal([]byte(d.desk("sync", "--json")), &sent); err != nil {
		d.t.Fatal(err)
	}
	d.leaves("线路上没有重送", sent.Blobs == 0 && sent.Repeated == 0)
	d.term.Keys("8")
	d.sees("街道中心")
	time.Sleep(finger)
	d.term.Keys("f9")
	d.sees("传送完成")
	d.home()
}
