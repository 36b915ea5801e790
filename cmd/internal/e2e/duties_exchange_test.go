package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
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

// sameSource (P06): a version that the street signs comes down with a run and is in
// force between two visits while the console runs; what changed stands on a list and
// on the card until the clerk has read it, which cannot be said twice.
func sameSource(d *duty) {
	own := &duty{station: open(d.t, false)}
	keys := filepath.Join(d.t.TempDir(), "publisher.keys")
	own.office("publisher-key", "make", keys, "--name", "区事项管理")
	own.enrol() // tells the desk whose signature counts
	b, err := os.ReadFile(filepath.Join("..", "command", "testdata", "catalogue.json"))
	if err != nil {
		d.t.Fatal(err)
	}
	publish := func(version, alias string) {
		path := filepath.Join(d.t.TempDir(), "事项.json")
		s := strings.Replace(string(b), `"version": "test-1"`, `"version": "`+version+`"`, 1)
		if err := os.WriteFile(path, []byte(strings.Replace(s, `"老年卡",`, alias, 1)), 0o600); err != nil {
			d.t.Fatal(err)
		}
		own.office("publish", path, "--key", keys, "--yes")
	}
	publish("2026.11.1", `"老年卡",`)
	own.desk("sync")
	own.start()
	publish("2026.11.2", `"老年优待卡",`)
	own.term.Keys("8")
	own.sees("街道中心")
	own.term.Keys("f9")
	own.sees("2026.11.2")
	own.home()
	own.sees("事项库已换成 2026.11.2")
	own.command("更新")
	own.sees("事项更新", "修改")
	own.term.Keys("enter")
	own.sees("老年优待卡")
	own.home()
	own.command("更新")
	own.sees("事项更新", "修改")
	own.term.Keys("f9")
	own.sees("已记下")
	time.Sleep(finger)
	own.term.Keys("f9")
	own.refuses("您已经看过")
	var news struct {
		To   string
		Read bool
	}
	own.reads(&news, "catalogue", "changes", "--staff", "u01", "--json")
	own.leaves("签名的新版和看过的记录", news.To == "2026.11.2" && news.Read)
	own.home()
	own.quit()
	d.refused, d.left = own.refused, own.left
}
