package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// platformNo is of a person whom no other row takes in for this matter.
const platformNo = "110101188511260029"

// windowPlatform (P09): a visitor goes through the queue, the intake and out to the
// platforms beyond: the case is in the five tables of the exchange with its steps and
// materials and without a name. What the street has not accepted yet is left out and
// said so, and names go out only with somebody's own.
func windowPlatform(d *duty) {
	d.term.Keys("f2")
	d.sees("输入事项")
	d.term.Type("rmtj")
	d.sees("人民调解申请")
	d.term.Keys("enter")
	d.sees("已取号 A")
	d.term.Keys("f5")
	d.sees("已叫 A")
	d.term.Keys("enter")
	d.sees("在办 A")
	time.Sleep(finger)
	d.term.Keys("enter")
	d.identity(platformNo, "测试平台")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已受理")
	d.done()
	c := d.latest("BJ-SQ-0120")
	collected := d.latest("BJ-SQ-0044")
	d.desk("sync")
	dir := filepath.Join(d.t.TempDir(), "交换")
	code, _, said := d.ends("xiaochuang-centre", "--data", d.street, "export", dir, "--shape", "five-tables", "--reveal")
	if code != 1 || !strings.Contains(said, "请用 --by 写姓名") {
		d.t.Fatalf("names went out for nobody: %d %s", code, said)
	}
	code, out, said := d.ends("xiaochuang-centre", "--data", d.street, "export", dir, "--shape", "five-tables", "--json")
	var v struct {
		Cases int
		Left  []struct{ No, Says string } `json:"left_out"`
	}
	if err := json.Unmarshal([]byte(out), &v); err != nil || code != 1 {
		d.t.Fatalf("%d %v %s%s", code, err, out, said)
	}
	for _, l := range v.Left {
		if l.No == collected.No && strings.HasPrefix(l.Says, "还没有受理") {
			d.refused = append(d.refused, l.Says)
		}
	}
	has := func(table string, words ...string) bool {
		b, err := os.ReadFile(filepath.Join(dir, table+".csv"))
		if err != nil {
			d.t.Fatal(err)
		}
		n := 0
		for line := range strings.Lines(string(b)) {
			if strings.Contains(line, c.No) && holds(line, words[n:n+1]) {
				if n++; n == len(words) {
					return !strings.Contains(string(b), "测试平台") && !strings.Contains(string(b), platformNo)
				}
			}
		}
		return false
	}
	d.leaves("五张表里的这一件", v.Cases > 0 && has("up_pro_accept", "人民调解申请") && has("up_pro_process", "收件", "受理") &&
		has("up_pro_material", "人民调解申请书", "双方居民身份证"))
}
