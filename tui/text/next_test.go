package text

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// cues are the words by which a sentence says what to do now: they ask for
// something, name a key or a command, or say that nothing need be done.
var cues = []string{
	"请", "按", "再", "先", "可以", "改", "换", "重新", "稍后", "稍等", "等一会", "用 ", "打开", "关掉", "插", "装", "取出", "合上", "送修",
	"备好", "看", "分几次", "放好", "清理", "检查", "降低", "取走", "重扫", "会自动", "不用", "需要时",
}

// saysNext reports whether a sentence says a next step: in a clause of its own, not
// in the one that says what happened.
func saysNext(s string) bool {
	clauses := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("。：；，、（）", r) })
	for i, c := range clauses {
		for _, w := range cues {
			if strings.HasPrefix(c, w) || i > 0 && strings.Contains(c, w) {
				return true
			}
		}
	}
	return false
}

// TestNextIsSeen holds that the check can fail: what only says what happened has
// no next step, however it is worded.
func TestNextIsSeen(t *testing.T) {
	for s, want := range map[string]bool{
		"没有人在等候。":               false,
		"这份草稿刚才已被放弃。":           false,
		"串口被占用（2）。":             false,
		"没有这张单据。请核对编号。":         true,
		"磁盘已满，请通知技术员。":          true,
		"没有人在等候；有挂起的号，按 F4 恢复。": true,
	} {
		if saysNext(s) != want {
			t.Errorf("next step in %q: %v", s, !want)
		}
	}
}

// TestProblemsSayTheNextStep holds that of all sentences that tell of a problem
// at least 95 % say what to do.
func TestProblemsSayTheNextStep(t *testing.T) {
	const least = 95
	all := map[string]string{}
	for k, s := range kinds {
		all["kind "+string(k)] = s
	}
	for i, m := range []map[string]string{
		whats, identities, streets, custodies, transcripts, people, carries, backups, dispatchProblems, rectifies, commandWhats, ticketWhats, bookWhats, dayWhats, rectifyWhats,
	} {
		for k, s := range m {
			all[fmt.Sprint(k, " ", i)] = s
		}
	}
	for k, c := range causes {
		all["device "+k] = c[1] + "：" + c[2] + "。"
	}
	if len(all) < 350 {
		t.Fatalf("only %d sentences", len(all))
	}
	var silent []string
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if !saysNext(all[k]) {
			silent = append(silent, k+": "+all[k])
		}
	}
	said := len(all) - len(silent)
	t.Logf("%d of %d sentences say a next step; these do not:\n%s", said, len(all), strings.Join(silent, "\n"))
	if said*100 < least*len(all) {
		t.Errorf("%d of %d sentences say a next step, want %d %%", said, len(all), least)
	}
}
