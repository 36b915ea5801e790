package command

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
)

// A reader is somebody of the street at a browser that runs no JavaScript.
type reader struct {
	t   *testing.T
	ctx context.Context
	url string
}

func newReader(t *testing.T, url string, more ...chromedp.ExecAllocatorOption) *reader {
	t.Helper()
	opts := append(slices.Concat(chromedp.DefaultExecAllocatorOptions[:], more), chromedp.NoSandbox, chromedp.WindowSize(1280, 900), chromedp.WSURLReadTimeout(time.Minute))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	r := &reader{t, ctx, url}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	return r
}

// act runs one action in the browser.
func act[T any](r *reader, a chromedp.Action[T]) T {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, 30*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// open opens a page.
func (r *reader) open(path string) {
	r.t.Helper()
	r.load(chromedp.Navigate(r.url + path))
}

// load does what makes the browser load a page, and waits for it.
func (r *reader) load(step chromedp.Action[chromedp.Void]) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, 30*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, step); err != nil {
		r.t.Fatal(err)
	}
}

// press presses a button that sends a form.
func (r *reader) press(css string) {
	r.t.Helper()
	r.load(chromedp.Click(chromedp.CSS(css)))
}

// follow follows a link.
func (r *reader) follow(words string) {
	r.t.Helper()
	r.load(chromedp.Click("//main//a[normalize-space()='" + words + "']"))
}

func (r *reader) fill(css, what string) {
	r.t.Helper()
	act(r, chromedp.SendKeys(chromedp.CSS(css), what))
}

// says makes sure that the page says all of it.
func (r *reader) says(want ...string) {
	r.t.Helper()
	got := act(r, chromedp.Text(chromedp.CSS("main")))
	for _, w := range want {
		if !strings.Contains(got, w) {
			r.t.Fatalf("the page does not say %q:\n%s", w, got)
		}
	}
}

// silent makes sure that the page says none of it.
func (r *reader) silent(about ...string) {
	r.t.Helper()
	got := act(r, chromedp.Text(chromedp.CSS("body")))
	for _, w := range about {
		if strings.Contains(got, w) {
			r.t.Errorf("the page says %q:\n%s", w, got)
		}
	}
}

// shot makes sure that the page fits a screen and a telephone, and keeps pictures
// where WEB_SHOTS names a folder, for people to look at.
func (r *reader) shot(name string) {
	r.t.Helper()
	for _, width := range []int64{400, 1280} {
		p := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1}
		if _, err := chromedp.Call(r.ctx, emulation.SetDeviceMetricsOverride, p); err != nil {
			r.t.Fatal(err)
		}
		if wide := act(r, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`)); wide > width {
			r.t.Errorf("%s is %d wide on a screen of %d", name, wide, width)
		}
		if dir := os.Getenv("WEB_SHOTS"); dir != "" {
			png := act(r, chromedp.FullScreenshot(100))
			if err := os.WriteFile(fmt.Sprintf("%s/%s-%d.png", dir, name, width), png, 0o600); err != nil {
				r.t.Fatal(err)
			}
		}
	}
}

// printed makes sure that the page prints with all of it, and without what is there
// to be worked with only.
func (r *reader) printed(want ...string) {
	r.t.Helper()
	media := func(m string) {
		if _, err := chromedp.Call(r.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: m}); err != nil {
			r.t.Fatal(err)
		}
	}
	media("print")
	defer media("")
	r.says(want...)
	r.silent("退出", "保存核对结果", "扫一件")
	if dir := os.Getenv("WEB_SHOTS"); dir != "" {
		if err := os.WriteFile(dir+"/printed.png", act(r, chromedp.FullScreenshot(100)), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
}

// scan is the picture of a page.
func scan(t *testing.T) []byte {
	t.Helper()
	i := image.NewGray(image.Rect(0, 0, 620, 877))
	for y := range 877 {
		for x := range 620 {
			shade := color.Gray{Y: 250}
			if y%40 < 6 && x > 60 && x < 560 {
				shade.Y = 40
			}
			i.SetGray(x, y, shade)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, i, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// entrusted takes a case in that goes to the street with a page, an original, and
// a second entry that is the street's.
func (f *folder) entrusted(d *wire.Desk) desk.Case {
	f.t.Helper()
	ctx, by := f.t.Context(), d.Duty("u01", 1)
	c := f.twiceEnteredWith(d, "BJ-SQ-0066", func(c *desk.Case) {
		p, err := d.Store.PutPage(ctx, c.ID, scan(f.t), desk.Page{MIME: "image/jpeg", Width: 620, Height: 877, At: d.Clock.Now()})
		if err != nil {
			f.t.Fatal(err)
		}
		c.Materials[0].Pages, c.Materials[0].Kept = []desk.Page{p}, 1
	})
	if _, _, err := d.Copies.ToStreet(ctx, d.Mint(), by, c.ID); err != nil {
		f.t.Fatal(err)
	}
	return c
}

// TestTheStreetsPages walks somebody of the street through a day at a browser
// without JavaScript, between a real desk and the real centre.
func TestTheStreetsPages(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	if err := os.Remove(filepath.Join(f.dir, "catalogue.json")); err != nil { // the built-in one has matters of outside systems
		t.Fatal(err)
	}
	d := f.open()
	c := f.entrusted(d)
	f.close(d)
	tail := desk.Tail(read[batchView](t, f.ok("batch", "open", "--name", "上午", "--json")).No)
	bag := read[shelfView](t, f.ok("bag", "list", "--json")).Bags[0]
	f.ok("bag", "scan", desk.Tail(bag.Code), "--batch", tail)
	f.ok("batch", "close", tail, "--receiver", "刘接收")
	url := f.serve()
	code := read[codeView](t, f.street(exitOK, "code", "110101001001-01", "--json").out).Code
	f.ok("enrol", url, code)
	f.ok("sync")
	f.street(exitProblem, "account", "add", "lisl", "--role", "review")
	first := read[secretView](t, f.street(exitOK, "account", "add", "lisl", "--name", "李示例", "--json").out)
	f.street(exitProblem, "account", "add", "lisl", "--name", "王示例")

	const secret = "示例口令九八七六五四"
	r := newReader(t, url)
	r.open("/web/")
	r.says("登录")
	r.shot("signin")
	signIn := func(login, secret string) {
		t.Helper()
		r.fill("#login", login)
		r.fill("#secret", secret)
		r.press("main button")
	}
	signIn("lisl", "not the secret")
	r.says("账号或口令不对")
	r.open("/web/signin")
	signIn("lisl", first.Secret)
	r.says("先换成自己的")
	r.open("/web/cases")
	r.says("先换成自己的")
	r.fill("#old", first.Secret)
	r.fill("#new", secret)
	r.fill("#again", secret)
	r.press("main button")

	r.says("收件", c.No, "示例社区服务站", "已移交", "1/1")
	r.silent("张秀英", checked(applicantNumber))
	r.shot("cases")
	r.follow(c.No)
	r.says("张*英", checked(applicantNumber)[14:])
	r.silent("张秀英", checked(applicantNumber), applicantPhone)
	r.shot("case")
	r.press(".second")
	r.says("张秀英", checked(applicantNumber), applicantPhone, "已记下您看过")
	r.shot("case-whole")
	r.follow("第 1 面")
	r.says("共 1 面")
	if wide := act(r, chromedp.Evaluate[int](`document.querySelector(".scan").naturalWidth`)); wide != 620 {
		t.Errorf("the page is %d wide", wide)
	}
	r.shot("page")

	r.open("/web/batches")
	r.says("已核 0")
	r.shot("batches")
	r.load(chromedp.Click(chromedp.CSS("td a")))
	r.says("原件袋", bag.Code)
	r.fill("[name=scan]", bag.Code)
	r.press("#scan button")
	r.says("核对结果已保存", "在 1", "李示例")
	r.shot("batch")
	r.printed(bag.Code, "在", "接收人（签字）")

	r.open("/web/entries")
	r.says(c.No, "社会救助")
	r.shot("entries")
	r.follow(c.No)
	r.silent("张秀英")
	r.press("main button")
	r.says("张秀英", checked(applicantNumber))
	r.shot("entry")
	r.fill("#number", "JZ0123456789")
	r.fill("#again", "JZ0123456780")
	r.press("main button")
	r.says("两遍输入的编号不一样", "张秀英")
	r.fill("#again", "JZ0123456789")
	r.press("main button")
	r.says("编号已保存", "JZ0123456789", "李示例")

	r.open("/web/cases/" + c.ID)
	act(r, chromedp.Click(chromedp.CSS("[value=supplement]")))
	r.fill("#words", "缺户口簿首页")
	r.press("#decide button")
	r.says("答复已保存", "待补正", "还没有传到窗口", "街道 李示例", "缺户口簿首页")
	r.shot("decided")
	r.press("header button")
	r.says("登录")
	r.open("/web/cases/" + c.ID)
	r.says("登录")

	if got := read[syncView](t, f.ok("sync", "--json")); got.Applied != 3 { // the number, the decision and what was found of the hand-over
		t.Errorf("the answers came as %+v", got)
	}
	shown := read[caseShowView](t, f.ok("case", "show", c.No, "--json"))
	if shown.State != string(desk.CaseSupplement) || shown.Words != "缺户口簿首页" || shown.External != "JZ0123456789" {
		t.Errorf("the desk has %s with %q and %q", shown.State, shown.Words, shown.External)
	}
	chief := read[secretView](t, f.street(exitOK, "account", "add", "guanli", "--name", "王示例", "--role", "admin", "--json").out)
	signIn("guanli", chief.Secret)
	r.fill("#old", chief.Secret)
	r.fill("#new", secret)
	r.fill("#again", secret)
	r.press("main button")
	r.says("各站", "示例社区服务站 01 号机", "110101001001-01", "刚才", "都到了")
	r.shot("desks")
	r.open("/web/acts")
	r.says("李示例", "看完整资料", "看扫描件", "答复", "填回编号", "核对交接")
	r.silent("张秀英", checked(applicantNumber))
	r.shot("acts")
	r.open("/web/accounts")
	r.says("lisl", "审核")
	r.open("/web/cases")
	r.says("不能看这一页")

	f.street(exitOK, "account", "disable", "lisl")
	r.press("header button")
	signIn("lisl", secret)
	r.says("账号或口令不对")
	f.street(exitNotFound, "account", "enable", "nobody")
	list := read[accountsView](t, f.street(exitOK, "account", "list", "--json").out)
	if len(list) != 2 || list[1].Active || list[1].Name != "李示例" || list[0].Role != "admin" {
		t.Errorf("accounts: %+v", list)
	}
	if log, err := os.ReadFile(filepath.Join(f.dir+"-street", "log", "xiaochuang-centre.log")); err != nil || !bytes.Contains(log, []byte("/web/cases/{id}")) ||
		bytes.Contains(log, []byte("lisl")) || bytes.Contains(log, []byte("李示例")) {
		t.Errorf("the log names people, or nothing: %v", err)
	}
}
