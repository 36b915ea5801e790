package web_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/storetest"
)

// obey is a run of the desk that carries out what the street orders, with a log.
func (s *street) obey(log string) {
	s.t.Helper()
	o := s.desk.Outbox()
	defer o.Close()
	c := s.client()
	r, err := uplink.NewCourier(o, c, s.desk.Keys().Suite(), s.clock, uplink.Options{
		Software: "test", Tries: 4, Random: func() float64 { return 0 },
		Sleep:   func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Steward: s.desk.Steward(func(desk.Day, desk.Day) string { return log }), Certifier: c,
	}).Run(s.t.Context())
	if err != nil {
		s.t.Fatalf("run: %v, after %+v", err, r)
	}
}

// announced are the words of announcements that the desk shows.
func (s *street) announced() string {
	s.t.Helper()
	list, err := desk.NewDispatches(desk.Station{}, s.desk).Current(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var words []string
	for _, d := range list {
		words = append(words, d.Words)
	}
	return strings.Join(words, "|")
}

// An announcement goes to the stations that were chosen, once however often the
// button is pressed; who has read it is seen, and it is withdrawn.
func TestAnnouncementsOverThePages(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	s.run()
	b := s.reviewer()
	today := desk.DayOf(s.clock.Now(), 0)
	page := b.get("/web/announcements")
	page.is(t, "nothing yet", http.StatusOK, "没有还在用的公告", station)
	good := fill("words", "Power is cut\r\non Friday", "from", string(today), "until", string(today.Add(3)), "to", "some", "station", station)
	for what, wrong := range map[string]map[string]string{
		"公告要写一到五百个字": fill("words", " "),
		"公告的日期不对":    fill("until", string(today.Add(-1))),
		"没有勾选站点":     fill("station", ""),
		"没有接入，或已停用":  fill("station", other+"001"),
	} {
		form := formOf(page, good)
		for k, v := range wrong {
			form.Set(k, v)
		}
		if form.Get("station") == "" {
			form.Del("station")
		}
		a := b.post("/web/announcements", form, "same-origin")
		if a.status < 400 || a.status >= 500 {
			t.Errorf("%s: status %d", what, a.status)
		}
		a.is(t, what, a.status, what)
	}
	b.get("/web/announcements?all=1").is(t, "after wrong ones", http.StatusOK, "没有发过公告")
	form := formOf(page, good)
	for range 2 {
		if a := b.post("/web/announcements", form, "same-origin"); a.to != "/web/announcements?done=said" {
			t.Fatalf("sent: %d %q %s", a.status, a.to, a.body)
		}
	}
	id := form.Get("rid")
	list := b.get("/web/announcements?done=said")
	list.is(t, "list", http.StatusOK, "公告已发出", "Power is cut on Friday", "0/1", "Reviewer One")
	if n := strings.Count(list.raw, "Power is cut"); n != 1 {
		t.Errorf("it is there %d times", n)
	}
	b.get("/web/announcements/"+id).is(t, "one", http.StatusOK, "没有读过的站（1）", "还没有站读过")
	s.run()
	if got := s.announced(); got != "Power is cut on Friday" {
		t.Errorf("the desk shows %q", got)
	}
	if _, err := desk.NewDispatches(desk.Station{}, s.desk).Read(t.Context(), "read", storetest.Duty(), id); err != nil {
		t.Fatal(err)
	}
	s.run()
	b.get("/web/announcements").is(t, "read", http.StatusOK, "1/1")
	b.get("/web/announcements/"+id).is(t, "one, read", http.StatusOK, "每个站都有人读过", "有人读过的站（1）")
	b.get("/web/announcements/none").is(t, "none", http.StatusNotFound, "没有这条公告")
	at := "/web/announcements/" + id
	if a := b.send(at, at+"/withdraw", nil); a.to != "/web/announcements?done=withdrawn" {
		t.Fatalf("withdrawn: %d %q", a.status, a.to)
	}
	b.get("/web/announcements").silent(t, "standing", "Power is cut")
	b.get("/web/announcements?all=1").is(t, "all", http.StatusOK, "Power is cut", "已收回")
	b.get(at).silent(t, "withdrawn", "收回这条公告")
	s.run()
	if got := s.announced(); got != "" {
		t.Errorf("withdrawn, and the desk shows %q", got)
	}
	s.chief().get("/web/acts").is(t, "acts", http.StatusOK, "发公告", "收回公告", "1 个站")
}

// roster sends a file in the form of rosters.
func (b *browser) roster(month, file string) answer {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("token", formOf(b.get("/web/rosters"), nil).Get("token"))
	_ = m.WriteField("station", station)
	_ = m.WriteField("month", month)
	w, err := m.CreateFormFile("file", "roster.csv")
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = w.Write([]byte(file))
	_ = m.Close()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+"/web/rosters", &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// A roster is looked at first: what is wrong with it is told line by line and
// nothing is sent; what is right is sent once, and stands as a table.
func TestRosterOverThePages(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	s.run()
	b := s.reviewer()
	const month, line = "2026-12", "2026-12-01,u01,1,09:00,17:00\n"
	b.get("/web/rosters").is(t, "nothing yet", http.StatusOK, "没有发过排班")
	bad := b.roster(month, line+"2026-12-41,u01,1,09:00,17:00\n"+"2026-12-02,u01,1,17:00,09:00\n"+"<b>,\n")
	bad.is(t, "bad lines", http.StatusUnprocessableEntity, "第 2 行", "没有这一天", "第 3 行", "时间不对", "第 4 行", "不是五项", "还没有发")
	if strings.Contains(bad.raw, "<b>,") || strings.Contains(bad.raw, `id="preview"`) {
		t.Error("a line is written as it came, or may be sent")
	}
	b.roster("2026-13", line).is(t, "no month", http.StatusUnprocessableEntity, "月份不对")
	b.roster(month, "").is(t, "empty", http.StatusUnprocessableEntity, "没有选文件")
	b.roster(month, "PK\x03\x04\x00\x00").is(t, "a spreadsheet", http.StatusUnprocessableEntity, "读不了")
	b.roster(month, strings.Repeat("#", 300<<10)).is(t, "too large", http.StatusRequestEntityTooLarge, "太多")
	good := b.roster(month, "\ufeff日期,编号,窗口,从,到\r\n2026/12/2,u02,,9:00,12:00\r\n"+line)
	good.is(t, "looked at", http.StatusOK, `id="preview"`, "2026-12-01（二）", "u01", "1 号窗口", "不限窗口", "09:00–12:00", "没有发过排班")
	form := formOf(good, fill("text", textOf(good)))
	for range 2 {
		if a := b.post("/web/rosters/send", form, "same-origin"); a.status != http.StatusSeeOther || !strings.Contains(a.to, "done=1") {
			t.Fatalf("sent: %d %q %s", a.status, a.to, a.body)
		}
	}
	b.get("/web/rosters?month=2026-12&station="+station).is(t, "sent", http.StatusOK, "2 行，Reviewer One", "2026-12-02（三）", "2026年12月")
	if r := s.run(); r.FeedLines != 1 || r.Applied != 1 {
		t.Errorf("the desk heard %+v", r)
	}
	duties, err := desk.NewDispatches(desk.Station{}, s.desk).Roster(t.Context(), "2026-12-02")
	if err != nil || len(duties) != 1 || duties[0].From != "09:00" || duties[0].Staff != "u02" {
		t.Errorf("the desk has %+v, %v", duties, err)
	}
	form.Set("text", "2026-12-01")
	form.Set("rid", "other")
	b.post("/web/rosters/send", form, "same-origin").is(t, "spoilt on its way", http.StatusUnprocessableEntity, "没有办成")
	form.Set("text", line)
	form.Set("station", other+"001")
	b.post("/web/rosters/send", form, "same-origin").is(t, "of the next street", http.StatusNotFound, "没有接入")
}

// textOf is what the page of a roster would send.
func textOf(a answer) string {
	_, after, _ := strings.Cut(a.body, `<textarea name="text" hidden>`)
	text, _, _ := strings.Cut(after, "</textarea>")
	return text
}

// An order is given once; the log that a desk sends is plain text whatever is in it,
// and keys go only where the desk's name is typed.
func TestOrdersOverThePages(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	s.run()
	b := s.chief()
	const id = station + "-01"
	at := "/web/orders/" + id
	b.get("/web/orders").is(t, "desks", http.StatusOK, id, "没有")
	page := b.get(at)
	page.is(t, "one desk", http.StatusOK, "没有下过指令", "取运行日志", "换签名的钥匙", "清除密钥")
	today := string(desk.DayOf(s.clock.Now(), 0))
	order := func(pairs ...string) answer { return b.post(at, formOf(page, fill(pairs...)), "same-origin") }
	order("do", "log", "rid", "r1", "from", today, "until", "2020-01-01").is(t, "days", http.StatusUnprocessableEntity, "日期不对")
	for range 2 {
		if a := order("do", "log", "rid", "r1", "from", today, "until", today); a.to != at+"?done=1" {
			t.Fatalf("ordered: %d %q %s", a.status, a.to, a.body)
		}
	}
	order("do", "log", "rid", "r2", "from", today, "until", today).is(t, "again", http.StatusConflict, "还没有做")
	b.get(at).is(t, "open", http.StatusOK, "还没有做，等它下次传送")
	for _, sure := range []string{"", "x", station} {
		order("do", "wipe", "rid", "w"+sure, "sure", sure).is(t, "wipe as "+sure, http.StatusUnprocessableEntity, "和这台电脑的不一样")
	}
	s.obey(`{"msg":"<script>a\u001b[2J</script>"}` + "\n\x1b]0;x\x07" + "the last line\n")
	b.get("/web/orders").is(t, "done", http.StatusOK, "做完了")
	b.get(at).is(t, "done", http.StatusOK, "看日志")
	log := b.get(at + "/1")
	log.is(t, "log", http.StatusOK, "the last line", "Chief One")
	if strings.Contains(log.raw, "<script>") || strings.ContainsAny(log.raw, "\x1b\x07") {
		t.Error("the log is written as it came")
	}
	for _, ver := range []string{"2", "0", "x", "-1"} {
		b.get(at+"/"+ver).is(t, "log "+ver, http.StatusNotFound)
	}
	if a := order("do", "wipe", "rid", "w", "sure", id); a.to != at+"?done=1" {
		t.Errorf("wipe: %d %s", a.status, a.body)
	}
	b.get(at).is(t, "wipe", http.StatusOK, "清除密钥", "等它下次传送")
	b.get("/web/orders/"+other+"001-01").is(t, "of the next street", http.StatusNotFound, "没有这台")
	b.post("/web/orders/"+other+"001-01", formOf(page, fill("do", "rekey", "rid", "n")), "same-origin").is(t, "of the next street", http.StatusNotFound)
	b.get("/web/acts?kind=order").is(t, "acts", http.StatusOK, "命令窗口机", "清除密钥", "取运行日志")
}
