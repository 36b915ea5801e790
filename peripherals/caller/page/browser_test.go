package page_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"xiaochuang/desk"
)

// browser starts Chromium without a window, of the size of a television.
func browser(t *testing.T) context.Context {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1280, 720), chromedp.WSURLReadTimeout(time.Minute))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	return ctx
}

// run runs one action in the browser.
func run[T any](ctx context.Context, t *testing.T, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestInABrowser walks one Chromium through what a person in the hall sees:
// live, read for its contrast, and without JavaScript.
func TestInABrowser(t *testing.T) {
	h := open(t)
	ctx := browser(t)
	// The page may not be drawn yet, or put itself anew between the look for a
	// place and the look at its text: then one looks again.
	says := func(want string) {
		t.Helper()
		for end := time.Now().Add(15 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			got, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(".says")))
			if err == nil && got == want {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("the page says %q, want %q; %v", got, want, err)
			}
		}
	}
	until := func(condition string) {
		t.Helper()
		run(ctx, t, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(20*time.Second)))
	}
	run(ctx, t, chromedp.Navigate(h.addr+"/"))
	says("请 A012 到 1 号窗口")
	h.show(func(b *desk.Board) { b.Calls = append([]desk.BoardCall{call("A013", 2)}, b.Calls...) })
	until(`document.querySelector(".says").textContent.includes("A013")`)
	until(`document.querySelector(".call.lit") !== null`)
	contrast(ctx, t)
	if !run(ctx, t, chromedp.Evaluate[bool](`document.querySelector("footer").getBoundingClientRect().bottom <= innerHeight`)) {
		t.Error("the foot of the board with four windows does not fit on 1280×720: nobody scrolls a television")
	}
	shots(ctx, t)

	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	run(ctx, t, chromedp.Navigate(h.addr+"/"))
	says("请 A013 到 2 号窗口")
	h.show(func(b *desk.Board) { b.Calls = append([]desk.BoardCall{call("A014", 3)}, b.Calls...) })
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		got, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(".says")))
		if err == nil && strings.Contains(got, "A014") {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("without JavaScript the page does not refresh itself; it says %q, %v", got, err)
		}
	}
}

// contrast computes the contrast of every piece of text with what it stands
// on, as WCAG 2.1 does, in both halves of the flash and on an old board.
func contrast(ctx context.Context, t *testing.T) {
	t.Helper()
	const script = `(() => {
	const lum = c => { const l = c.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
		return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
	const rgb = s => s.match(/[\d.]+/g).map(Number);
	const bad = [];
	let n = 0;
	const look = when => {
		for (const e of document.querySelectorAll("body *")) {
			if (![...e.childNodes].some(c => c.nodeType === 3 && c.textContent.trim()) || ["SCRIPT", "NOSCRIPT"].includes(e.tagName)) continue;
			let on = e, ground = rgb(getComputedStyle(on).backgroundColor);
			while (ground.length > 3 && ground[3] === 0) { on = on.parentElement; ground = rgb(getComputedStyle(on).backgroundColor); }
			const a = lum(rgb(getComputedStyle(e).color)), b = lum(ground);
			const c = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
			n++;
			if (c < 4.5) bad.push(when + " " + e.tagName + "." + e.className + " " + c.toFixed(2));
		}
	};
	const call = document.querySelector(".call"), line = document.getElementById("line");
	line.hidden = false;
	call.classList.remove("lit"); look("dark");
	call.classList.add("lit"); look("lit");
	line.hidden = true;
	return n + " " + bad.join("; ");
})()`
	got := run(ctx, t, chromedp.Evaluate[string](script))
	var n int
	if _, err := fmt.Sscanf(got, "%d", &n); err != nil || n < 40 {
		t.Fatalf("%d pieces of text were looked at: %s", n, got)
	}
	if _, bad, _ := strings.Cut(got, " "); bad != "" {
		t.Errorf("too little contrast: %s", bad)
	}
}

// shots keeps pictures where BOARD_SHOTS names a folder, for people to look at.
func shots(ctx context.Context, t *testing.T) {
	t.Helper()
	dir := os.Getenv("BOARD_SHOTS")
	if dir == "" {
		return
	}
	for _, size := range [][2]int64{{1280, 720}, {1920, 1080}, {800, 1280}, {390, 844}} {
		p := emulation.SetDeviceMetricsOverrideParams{Width: size[0], Height: size[1], DeviceScaleFactor: 1}
		if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, p); err != nil {
			t.Fatal(err)
		}
		png := run(ctx, t, chromedp.CaptureScreenshot())
		if err := os.WriteFile(fmt.Sprintf("%s/board-%d.png", dir, size[0]), png, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
