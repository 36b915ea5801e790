package page_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/caller"
	"xiaochuang/peripherals/caller/page"
)

const soon = 5 * time.Second

var quiet = slog.New(slog.DiscardHandler)

// A hall is a page on a port of this machine, with a board that tests change.
type hall struct {
	t    *testing.T
	addr string
	feed *caller.Feed

	mu    sync.Mutex
	board desk.Board
	now   time.Time
}

func (h *hall) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hall) read(context.Context) (desk.Board, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.board, nil
}

// show puts a board up.
func (h *hall) show(edit func(*desk.Board)) {
	h.mu.Lock()
	edit(&h.board)
	h.mu.Unlock()
	h.feed.Changed()
}

var morning = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

func call(no string, window int) desk.BoardCall {
	return desk.BoardCall{ID: no, No: no, Window: window, Times: 1, At: morning}
}

// sample is a board in the middle of a morning.
func sample() desk.Board {
	return desk.Board{
		Station: "示例社区服务站", Queue: true, Demo: true, Day: "2026-11-23", At: morning, Waiting: 12,
		Supervision: "12345", Promise: "一窗受理、一次告知、限时办结，请您监督",
		Calls: []desk.BoardCall{call("A012", 1), call("Z003", 2), {ID: "A011", No: "A011", Missed: true, Times: 3, At: morning}},
		Windows: []desk.BoardWindow{
			{No: 1, Now: "A012", Busy: true, Called: true, Staff: "王小窗", Post: "全能社工", Badge: "001"},
			{No: 2, Now: "Z003", Busy: true, Staff: "买买提·艾山江·吐尔逊", Post: "全能社工", Badge: "002"},
			{No: 3, Staff: "李示例"},
			{No: 4},
		},
		Lanes: []desk.BoardLane{{Letter: "A", Name: "综合", Waiting: 9}, {Letter: "Z", Name: "咨询", Waiting: 3}},
	}
}

func open(t *testing.T) *hall {
	t.Helper()
	h := &hall{t: t, board: sample(), now: morning}
	h.feed = caller.NewFeed(h.read, quiet)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.addr = "http://" + l.Addr().String()
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	boards, stop := h.feed.Watch()
	run.Go(func() { h.feed.Run(ctx) })
	run.Go(func() { _ = page.New(h.feed, h, quiet).Serve(ctx, l) }) // ends with ctx
	t.Cleanup(func() { stop(); cancel(); run.Wait() })
	select {
	case <-boards:
	case <-time.After(soon):
		t.Fatal("no board")
	}
	return h
}

func (h *hall) get(path string) (*http.Response, string) {
	h.t.Helper()
	r, err := http.Get(h.addr + path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return r, string(b)
}

func TestPageIsWholeWithoutScript(t *testing.T) {
	h := open(t)
	r, body := h.get("/")
	for _, want := range []string{
		"示例社区服务站", "演示数据", "请 A012 到 1 号窗口", "王小窗", "全能社工", "工号 001", "等候 12 人", "A 综合 9 人",
		"监督电话 12345", "服务承诺", "没有到", "没有人值守", "可以办理", `<noscript><meta http-equiv="refresh" content="5"></noscript>`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if strings.Contains(body, "停在") {
		t.Error("a fresh board says that it is old")
	}
	if strings.Contains(body, "http://") || strings.Contains(body, "https://") || strings.Contains(body, "style=") || strings.Contains(body, "onclick") {
		t.Error("the page names something outside it, or holds a style or script of its own")
	}
	csp := r.Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none';") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
		t.Errorf("policy: %s", csp)
	}
	if len(r.Header["Set-Cookie"]) > 0 || r.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers: %v", r.Header)
	}
}

func TestPageSaysHowOldItIs(t *testing.T) {
	h := open(t)
	h.mu.Lock()
	h.now = morning.Add(3 * time.Minute)
	h.mu.Unlock()
	if _, body := h.get("/"); !strings.Contains(body, "停在 09:30，已经 3 分钟 没有更新") {
		t.Errorf("an old board does not say so\n%s", body)
	}
}

// TestPageEscapes: a name in the configuration is text, whatever stands in it.
func TestPageEscapes(t *testing.T) {
	h := open(t)
	boards, stop := h.feed.Watch()
	defer stop()
	<-boards
	h.show(func(b *desk.Board) {
		b.Station, b.Promise = `<script>alert(1)</script>`, `"><img src=x onerror=alert(2)>`
		b.Windows[0].Staff = `</td><script src=//evil>`
	})
	<-boards
	_, body := h.get("/")
	for _, bad := range []string{"<script>alert", "<img", "<script src=//"} {
		if strings.Contains(body, bad) {
			t.Errorf("%q came through", bad)
		}
	}
}

func TestPageAnswersGetOnly(t *testing.T) {
	h := open(t)
	for _, m := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodHead, "TRACE", "PROPFIND"} {
		q, err := http.NewRequest(m, h.addr+"/", strings.NewReader("x=1"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s is answered with %d", m, r.StatusCode)
		}
	}
	for _, path := range []string{"/x", "/board.html", "/../page.go", "/events/x", "/index.html"} {
		if r, _ := h.get(path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s is answered with %d", path, r.StatusCode)
		}
	}
}

// live opens the events and returns what comes, one event a line.
func (h *hall) live() (events <-chan string, hangUp func()) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, h.addr+"/events", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		h.t.Fatal(err)
	}
	if r.StatusCode != http.StatusOK {
		cancel()
		r.Body.Close()
		return nil, func() {}
	}
	out := make(chan string, 64)
	go func() {
		defer close(out)
		for sc := bufio.NewScanner(r.Body); sc.Scan(); {
			if e, ok := strings.CutPrefix(sc.Text(), "event: "); ok {
				out <- e
			}
		}
	}()
	return out, func() { cancel(); r.Body.Close() }
}

// TestLivePageHearsOfACall: within half a second, and nothing of the call itself
// goes over that line.
func TestLivePageHearsOfACall(t *testing.T) {
	h := open(t)
	events, hangUp := h.live()
	defer hangUp()
	await(t, events, "alive")
	await(t, events, "board") // the one that is known
	best := time.Hour         // of three: a machine that is busy with other tests may be late
	for _, no := range []string{"A013", "A014", "A015"} {
		at := time.Now()
		h.show(func(b *desk.Board) { b.Calls = append([]desk.BoardCall{call(no, 2)}, b.Calls...) })
		await(t, events, "board")
		best = min(best, time.Since(at))
	}
	if best > 500*time.Millisecond {
		t.Errorf("a live page hears of a call after %v at best", best)
	}
}

func await(t *testing.T, events <-chan string, want string) {
	t.Helper()
	select {
	case got := <-events:
		if got != want {
			t.Errorf("the event is %q, want %q", got, want)
		}
	case <-time.After(soon):
		t.Fatalf("no event %q", want)
	}
}

// TestConnectionsAreBounded: thirty-two live pages and no more, and who hangs up
// makes room.
func TestConnectionsAreBounded(t *testing.T) {
	h := open(t)
	const most = 32
	var ends []func()
	defer func() {
		for _, end := range ends {
			end()
		}
	}()
	for range most {
		events, end := h.live()
		if events == nil {
			t.Fatal("a live page was refused too early")
		}
		ends = append(ends, end)
	}
	if r, _ := h.get("/events"); r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
		t.Errorf("one more is answered with %d", r.StatusCode)
	}
	if r, _ := h.get("/"); r.StatusCode != http.StatusOK {
		t.Errorf("the page is answered with %d", r.StatusCode)
	}
	ends[0]()
	for until := time.Now().Add(soon); ; {
		events, end := h.live()
		if events != nil {
			end()
			break
		}
		if time.Now().After(until) {
			t.Fatal("who hung up makes no room")
		}
		time.Sleep(5 * time.Millisecond)
	}
	// Connections that say nothing at all: the hall goes on for those inside.
	for range 80 {
		c, err := net.Dial("tcp", strings.TrimPrefix(h.addr, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	h.show(func(b *desk.Board) { b.Waiting++ })
	if _, ok := h.feed.Latest(); !ok {
		t.Error("the feed has ended")
	}
}
