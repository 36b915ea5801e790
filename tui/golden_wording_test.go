package tui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/tui/ui"
)

// edit changes a lead's template file from one text to another.
func (r *rig) edit(k desk.PaperKind, from, to string) {
	r.t.Helper()
	path := filepath.Join(r.folder, notice.FileOf(k))
	b := must(os.ReadFile(path))(r.t)
	if !strings.Contains(string(b), from) {
		r.t.Fatalf("no %q in %s", from, path)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(b), from, to)), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// TestALeadWordsAPaper goes from the program's words to a version of the station's
// own and back: export, mend what is wrong, look, adopt, revert.
func TestALeadWordsAPaper(t *testing.T) {
	r := onDuty(t)
	old := r.takeIn(onlyChild, citizens[0])
	r.command("模板")
	r.settled()
	r.at(ui.ScreenWording)
	r.look("wording-built-in")
	r.press("1")
	r.settled()
	r.shows("还没有模板文件")
	r.press("2")
	r.settled()
	r.shows("没有可恢复的")
	r.press("down", "down", "3")
	r.settled()
	r.shows("已写到 templates/receipt.md.tmpl", "与在用的一样")
	r.press("1")
	r.settled()
	r.shows("没有要采用的")

	r.edit(desk.PaperReceipt, "{{.Item}}", "{{.事项名}}")
	r.press("9")
	r.settled()
	r.look("wording-faulty")
	r.press("1")
	r.settled()
	r.shows("先按 Enter 看哪里错")
	r.press("enter")
	r.settled()
	r.look("wording-faults")
	r.press("esc")
	r.settled()
	r.edit(desk.PaperReceipt, "{{.事项名}}", "{{.Item}}")
	r.edit(desk.PaperReceipt, "本站不盖章。", "本站不盖章。请妥善保管。")
	r.press("9")
	r.settled() // the list is read anew before what stands on it is opened
	r.press("enter")
	r.settled()
	r.look("wording-preview")
	r.press("f6", "f6")
	r.settled()
	r.shows("80 毫米")
	r.press("4")
	r.settled()
	r.shows("在用的")
	r.press("4", "1")
	r.settled()
	r.look("wording-adopt")
	r.press("1")
	r.settled()
	r.shows("材料接收凭证第 1 版已采用")
	r.press("esc")
	r.settled()
	r.look("wording-adopted")
	if l := r.lastLine(); l.Kind != desk.ActWordingAdopted || l.Obj != "wording:PZ" || l.Staff != "u01" {
		t.Errorf("the line is %s %s by %s", l.Kind, l.Obj, l.Staff)
	}
	r.edit(desk.PaperReceipt, "请妥善保管。", "")
	r.press("9")
	r.settled()
	r.shows("已改，等采用")

	// A paper keeps the words that it was made with, whatever is in force.
	now := r.takeIn(onlyChild, citizens[1])
	r.printed(old, "请妥善保管", false)
	r.printed(now, "请妥善保管", true)
	if err := os.Remove(filepath.Join(r.folder, "receipt.md.tmpl")); err != nil {
		t.Fatal(err)
	}
	r.press("9")
	r.settled()
	r.shows("文件不见了，仍用第1版")
	r.press("2")
	r.settled()
	r.look("wording-revert")
	r.press("1")
	r.settled()
	r.shows("已恢复程序自带的字样")
	r.printed(now, "请妥善保管", true)
	r.printed(r.takeIn(onlyChild, citizens[2]), "请妥善保管", false)
}

// printed holds that the receipt of a case says something, or does not.
func (r *rig) printed(c desk.Case, words string, says bool) {
	r.t.Helper()
	list := must(r.db.Papers(r.t.Context(), desk.PaperFilter{Case: c.ID, Kind: desk.PaperReceipt}))(r.t)
	if len(list) != 1 {
		r.t.Fatalf("%d receipts", len(list))
	}
	doc := must(r.words.Of(list[0]).Layout(list[0], notice.A4, 2))(r.t)
	var b strings.Builder
	for _, l := range doc.Pages[0].All() {
		for _, run := range l.Runs {
			b.WriteString(run.Text)
		}
	}
	if strings.Contains(b.String(), words) != says {
		r.t.Errorf("the receipt made with %v says %q: %v", list[0].Words, words, !says)
	}
}

// TestAClerkAdoptsNoWords: everybody may look, a lead decides.
func TestAClerkAdoptsNoWords(t *testing.T) {
	r := open(t)
	r.press("down", "enter")
	r.settled()
	r.at(ui.ScreenCounter)
	r.command("模板")
	r.settled()
	r.press("3")
	r.settled()
	r.edit(desk.PaperTicket, "请听到叫号后到窗口办理。", "请听叫号。")
	r.press("9", "1")
	r.settled()
	r.shows("只有站长能采用")
	if l := r.lastLine(); l.Kind == desk.ActWordingAdopted {
		t.Error("adopted")
	}
}
