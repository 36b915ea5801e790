package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"xiaochuang/tui/screentest"
)

// threeUsers (P25): a trainee gives out a number in practice, which does not open live
// data and leaves nothing in them; a technician finds by the self-test which device is
// gone, and that it is back; the night run with the line cut loses nothing, and sends all
// once the line is there.
func threeUsers(d *duty) {
	own := &duty{station: open(d.t, false)}
	own.start()
	own.takes("A001")
	own.quit()

	practice := func(dir string) {
		cmd := exec.Command(filepath.Join(bin, "xiaochuang"), "practice", "--data", dir)
		cmd.Env = own.env
		own.term = screentest.Start(own.t, cmd, 80, 24)
	}
	practice(own.dir)
	own.refuses("这不是演练的目录")
	own.term.Exit(10 * time.Second)
	practice(own.dir + "-practice")
	own.sees("今天谁上岗", "演练")
	own.term.Keys("1", "enter")
	own.sees("本窗口", "演练")
	own.takes("演A001")
	own.quit()
	own.leaves("流水里没有演练的号", own.journalSays("A001") && !own.journalSays("演A001"))

	own.pad.Unplug()
	code, found, _ := own.ends("xiaochuang", "--demo", "--data", own.dir, "--clock-shift", own.shift.String(), "doctor")
	own.leaves("自检说评价器不在", code != 0 && own.line(found, "故障", "评价器") != "")
	if err := own.pad.Replug(); err != nil {
		own.t.Fatal(err)
	}
	own.leaves("自检说评价器好了", own.line(own.desk("doctor"), "正常", "评价器") != "")

	own.stopCentre()
	own.start()
	own.term.Keys("8")
	own.sees("街道中心", "待送")
	own.term.Keys("f9")
	own.refuses("在等", "街道中心连不上")
	own.term.Keys("2")
	own.sees("已停下，送过的不用重送")
	own.serve()
	time.Sleep(finger)
	own.term.Keys("f9")
	own.sees("传送完成")
	own.quit()
	runs := own.desk("sync", "--history")
	own.leaves("传送的记载", own.line(runs, "手动", "  送完") != "" && own.line(runs, "手动", "没送完：传送停下了") != "")
	own.sound()
	d.refused, d.left = own.refused, own.left
}

// line is the line of a command's answer with the words, "" for none.
func (s *station) line(answer string, words ...string) string {
	s.t.Helper()
lines:
	for l := range strings.Lines(answer) {
		for _, w := range words {
			if !strings.Contains(l, w) {
				continue lines
			}
		}
		return l
	}
	s.t.Logf("no line with %q in\n%s", words, answer)
	return ""
}
