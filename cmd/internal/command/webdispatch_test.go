package command

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"xiaochuang/desk"
)

const ownSecret = "示例口令九八七六五四"

// arrives signs somebody in for the first time, by a secret that was given.
func (r *reader) arrives(login, given string) {
	r.t.Helper()
	r.open("/web/signin")
	r.fill("#login", login)
	r.fill("#secret", given)
	r.press("main button")
	r.fill("#old", given)
	r.fill("#new", ownSecret)
	r.fill("#again", ownSecret)
	r.press("main button")
}

// choose puts a file into a field of a form.
func (r *reader) choose(css, path string) {
	r.t.Helper()
	act(r, chromedp.SetUploadFiles(chromedp.CSS(css), []string{path}))
}

// download presses a button that answers with a file, and returns its name and what
// it was kept as.
func (r *reader) download(css, into string) (name, path string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, 30*time.Second)
	defer cancel()
	yes := true
	_, err := chromedp.Call(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: into, EventsEnabled: &yes,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	began, progress := chromedp.Events(ctx, browser.DownloadWillBegin), chromedp.Events(ctx, browser.DownloadProgress)
	if _, err := chromedp.Run(ctx, chromedp.Click(chromedp.CSS(css))); err != nil {
		r.t.Fatal(err)
	}
	for ev, err := range began {
		if err != nil {
			r.t.Fatal(err)
		}
		name = ev.SuggestedFilename
		break
	}
	for ev, err := range progress {
		if err != nil {
			r.t.Fatal(err)
		}
		if ev.State == browser.DownloadProgressStateCompleted {
			return name, filepath.Join(into, ev.GUID)
		}
		if ev.State == browser.DownloadProgressStateCanceled {
			r.t.Fatal("the download was broken off")
		}
	}
	return name, ""
}

// TestTheStreetsOwnWords lets the street's people use the pages for what they send,
// and take in a stick, at a browser without JavaScript between a real desk and the
// real centre.
func TestTheStreetsOwnWords(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.shift = 0 // the street's days are the desk's
	url := f.serve()
	const id = "110101001001-01"
	f.ok("enrol", url, read[codeView](t, f.street(exitOK, "code", id, "--json").out).Code)
	accepted, _ := f.casework()
	opened := f.rated(accepted)
	reviews := read[secretView](t, f.street(exitOK, "account", "add", "lisl", "--name", "李示例", "--json").out)
	administers := read[secretView](t, f.street(exitOK, "account", "add", "guanli", "--name", "王示例", "--role", "admin", "--json").out)
	r := newReader(t, url)

	// The line is dead; the day comes on a stick.
	stick, kept := t.TempDir(), t.TempDir()
	out := read[carryOutView](t, f.ok("carry", "out", stick, "--json"))
	parcel := filepath.Join(stick, "xiaochuang", out.Files[0])
	whole, err := os.ReadFile(parcel)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), out.Files[0])
	if err := os.WriteFile(broken, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	r.arrives("guanli", administers.Secret)
	r.open("/web/stick")
	r.shot("stick")
	r.choose("#parcel", broken)
	r.press("main button")
	r.says("一点没收", "数据包不完整")
	r.open("/web/desks")
	r.says("还没有来过")
	r.open("/web/stick")
	r.choose("#parcel", parcel)
	name, path := r.download("main button", kept)
	answer, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(name, ".xcans") {
		t.Fatalf("the answer is %q, %v", name, err)
	}
	if err := os.WriteFile(filepath.Join(stick, "xiaochuang", name), answer, 0o600); err != nil {
		t.Fatal(err)
	}
	r.open("/web/desks")
	const arrived = `td[data-name="还没到的"]`
	desks := act(r, chromedp.Text(chromedp.CSS(arrived)))
	r.open("/web/stick")
	r.choose("#parcel", parcel)
	r.download("main button", kept)
	r.open("/web/desks")
	if again := act(r, chromedp.Text(chromedp.CSS(arrived))); again != desks || !strings.Contains(again, "都到了") {
		t.Errorf("the second time changed\n%s\ninto\n%s", desks, again)
	}
	if back := read[carryInView](t, f.ok("carry", "in", stick, "--json")); back.Lines != out.Lines || back.Pages != out.Pages {
		t.Errorf("of %d lines and %d pages the street acknowledged %+v", out.Lines, out.Pages, back)
	}

	// The desk is ordered to send its log.
	r.open("/web/orders")
	r.says("没有")
	r.load(chromedp.Click(chromedp.CSS("td a")))
	r.says("没有下过指令", id)
	r.shot("orders")
	r.press("#log button")
	r.says("指令已发出", "还没有做，等它下次传送")
	r.press("#log button")
	r.says("已经有同样的指令")
	r.fill("#wipe [name=sure]", "110101001001")
	r.press("#wipe button")
	r.says("和这台电脑的不一样", "还没有做")
	f.ok("sync")
	r.open("/web/orders/" + id)
	r.follow("看日志")
	r.says("运行日志", "王示例 要的", `"level"`)
	r.shot("log")
	r.press("header button")

	r.arrives("lisl", reviews.Secret)
	r.open("/web/cases?all=1")
	r.says(accepted.No) // it came on the stick
	r.open("/web/announcements")
	r.says("没有还在用的公告")
	r.fill("#words", "周五下午停电，请提前备份")
	r.shot("announcements")
	r.press("#new button")
	r.says("公告已发出", "0/1", "李示例")
	f.ok("sync")
	list := read[[]announcedView](t, f.ok("street", "list", "--json"))
	if len(list) != 1 || list[0].Words != "周五下午停电，请提前备份" {
		t.Fatalf("the desk has %+v", list)
	}
	f.ok("street", "read", list[0].ID, "--staff", "u02")
	f.ok("sync")
	r.open("/web/announcements")
	r.says("1/1")
	r.follow("周五下午停电，请提前备份")
	r.says("每个站都有人读过", "示例社区服务站")
	r.press("main form button")
	r.says("公告已收回", "没有还在用的公告")

	r.open("/web/ratings")
	r.says("非常不满意", "待联系", "还有 7 天", "示例社区服务站")
	r.shot("ratings")
	r.follow("非常不满意")
	r.press(".second")
	r.says("没有可看的")
	r.open("/web/ratings/" + opened.ID)
	act(r, chromedp.Click(chromedp.CSS("[value=urge]")))
	r.fill("#words", "请尽快回访")
	r.shot("rating")
	r.press("#decide button")
	r.says("已保存", "督办 1 次", "请尽快回访", "街道 李示例")
	r.open("/web/ratings/new")
	r.fill("#words", "电话没人接")
	r.shot("assign")
	r.press("main button")
	r.says("已保存", "站里还没有接手", "电话没人接")
	f.ok("sync")
	if v := read[rectifyView](t, f.ok("rectify", "list", "--json")); len(v.List) != 2 {
		t.Errorf("the desk has %+v", v.List)
	}
	r.open("/web/ratings/totals")
	r.says("示例社区服务站", "回访率")
	r.shot("totals")

	today := time.Now().In(desk.Beijing)
	month, csv := today.Format("2006-01"), filepath.Join(t.TempDir(), "roster.csv")
	write := func(lines string) {
		t.Helper()
		if err := os.WriteFile(csv, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("日期,编号,窗口,从,到\n" + month + "-01,u02,1,09:00,17:00\n" + month + "-02,u02,1,17:00,09:00\n")
	r.open("/web/rosters")
	r.choose("#new [type=file]", csv)
	r.press("#new button")
	r.says("第 3 行", "时间不对", "没有发过排班")
	write(today.Format(time.DateOnly) + ",u02,1,9:00,17:00\n")
	r.choose("#new [type=file]", csv)
	r.press("#new button")
	r.says("要发的", "u02", "09:00–17:00", "没有发过排班")
	r.shot("roster")
	r.press("#preview button")
	r.says("排班已发出", "1 行，李示例")
	r.printed("u02", "1 号窗口")
	f.ok("sync")
	if duties := read[[]dutyView](t, f.ok("street", "roster", "--json")); len(duties) != 1 || duties[0].From != "09:00" {
		t.Errorf("the desk has %+v", duties)
	}
}
