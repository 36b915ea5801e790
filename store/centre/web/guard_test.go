package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// posts are the addresses of all forms, of a case and a hand-over.
func posts(c desk.Case) []string {
	return []string{
		"/web/signout", "/web/secret", "/web/cases/" + c.ID + "/reveal", "/web/cases/" + c.ID + "/decide",
		"/web/batches/PC-1", "/web/entries/" + c.ID + "/begin", "/web/entries/" + c.ID,
	}
}

// sayings are the addresses of the forms that say something to stations.
func sayings() []string {
	return []string{"/web/announcements", "/web/announcements/x/withdraw", "/web/rosters", "/web/rosters/send"}
}

// A form acts only with the token of the sitting that it was given to, and only
// when it is sent from a page of ours.
func TestFormsOfOthers(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	c := s.takeIn(func(*desk.Case) {})
	s.run()
	b := s.reviewer()
	mine := formOf(b.get("/web/cases/"+c.ID), fill("decision", "done"))
	colleague := s.person("colleague", "Reviewer Two", tenant, centre.RoleReview)
	theirs := formOf(colleague.get("/web/cases/"+c.ID), fill("decision", "done"))
	without := url.Values{}
	for k, v := range mine {
		if k != "token" {
			without[k] = v
		}
	}
	for _, path := range append(posts(c), sayings()...) {
		for what, try := range map[string]func() answer{
			"no token":          func() answer { return b.post(path, without, "same-origin") },
			"another's token":   func() answer { return b.post(path, theirs, "same-origin") },
			"from another site": func() answer { return b.post(path, mine, "cross-site") },
			"from a neighbour":  func() answer { return b.post(path, mine, "same-site") },
		} {
			try().is(t, path+" "+what, http.StatusForbidden, "没有办成")
		}
		if a := s.browser().post(path, mine, "same-origin"); a.status != http.StatusForbidden {
			t.Errorf("%s without a sitting: %d", path, a.status)
		}
	}
	if v, err := s.Case(t.Context(), c.ID); err != nil || v.Decision != "" {
		t.Errorf("the case is %+v, %v", v, err)
	}
	door := s.browser()
	form := formOf(door.get("/web/signin"), fill("login", "reviewer", "secret", secret))
	if a := s.browser().post("/web/signin", form, "same-origin"); a.status != http.StatusForbidden || a.to != "" {
		t.Errorf("a door of another browser: %d %q", a.status, a.to)
	}
	if a := door.post("/web/signin", form, "cross-site"); a.status != http.StatusForbidden {
		t.Errorf("a door from another site: %d", a.status)
	}
}

func TestRoles(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	c := s.takeIn(func(*desk.Case) {})
	s.run()
	reviews, administers := s.reviewer(), s.chief()
	desks := "/web/desks/" + station + "-01"
	for path, who := range map[string]string{
		"/web/cases": "review", "/web/cases/" + c.ID: "review", "/web/batches": "review", "/web/entries": "review",
		"/web/announcements": "review", "/web/rosters": "review", "/web/orders": "admin", "/web/orders/" + station + "-01": "admin",
		"/web/desks": "both", desks: "admin", "/web/stick": "admin", "/web/acts": "admin", "/web/accounts": "admin",
	} {
		for role, b := range map[string]*browser{"review": reviews, "admin": administers} {
			want := http.StatusForbidden
			if who == role || who == "both" {
				want = http.StatusOK
			}
			b.get(path).is(t, role+" at "+path, want)
		}
	}
	token := formOf(administers.get("/web/desks"), nil)
	for _, path := range append(posts(c)[2:], sayings()...) {
		administers.post(path, token, "same-origin").is(t, "admin sends "+path, http.StatusForbidden, "不能看这一页")
	}
	order := formOf(reviews.get("/web/cases"), fill("do", "rekey", "rid", "r"))
	reviews.post("/web/orders/"+station+"-01", order, "same-origin").is(t, "a reviewer orders", http.StatusForbidden, "不能看这一页")
	for what, b := range map[string]*browser{"/web/cases": reviews, "/web/desks": administers} {
		if a := b.get("/web/"); a.to != what {
			t.Errorf("the first page is %q, want %s", a.to, what)
		}
	}
	if a := reviews.get("/web"); a.to != "/web/" {
		t.Errorf("without a slash one is sent to %d %q", a.status, a.to)
	}
	if a := reviews.get("/"); a.to != "/web/" {
		t.Errorf("the name of the centre leads to %d %q", a.status, a.to)
	}
	reviews.get("/web/nowhere").is(t, "nowhere", http.StatusNotFound, "没有这一页")
}

// Nobody of the next street sees anything of this one.
func TestAnotherStreet(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	c := s.takeIn(func(c *desk.Case) {
		c.Materials = []desk.Material{{Key: "m", Name: "paper", Pages: []desk.Page{s.page(c, picture(t), "image/png")}}}
	})
	no := s.handOver(c)
	s.run()
	s.reviewer().get("/web/cases").is(t, "our own", http.StatusOK, c.No)
	b := s.stranger(centre.RoleReview)
	for _, list := range []string{"/web/cases", "/web/cases?all=1", "/web/batches?all=1", "/web/entries", "/web/entries?done=1", "/web/desks"} {
		a := b.get(list)
		a.is(t, list, http.StatusOK)
		a.silent(t, list, c.No, c.ID, no, station)
	}
	token := formOf(b.get("/web/cases"), fill("rid", "r", "stand", "1", "decision", "done", "began", "0", "fields", "1", "number", "1", "found-"+c.ID, "yes"))
	for _, path := range []string{
		"/web/cases/" + c.ID, "/web/cases/" + c.No, "/web/cases/" + c.ID + "/pages/1",
		"/web/cases/" + c.ID + "/image/" + c.Materials[0].Pages[0].ID, "/web/batches/" + no, "/web/entries/" + c.ID,
	} {
		a := b.get(path)
		a.is(t, path, http.StatusNotFound)
		a.silent(t, path, "Sample")
	}
	for _, path := range append(posts(c)[2:], "/web/batches/"+no) {
		b.post(path, token, "same-origin").is(t, "sends "+path, http.StatusNotFound)
	}
	admin := s.stranger(centre.RoleAdmin)
	admin.get("/web/desks/"+station+"-01").is(t, "lines of a desk", http.StatusNotFound)
	for _, path := range []string{"/web/acts", "/web/accounts"} {
		a := admin.get(path)
		a.is(t, path, http.StatusOK)
		a.silent(t, path, "Reviewer One", "case:"+c.ID)
	}
	if v, err := s.Case(t.Context(), c.ID); err != nil || v.Decision != "" {
		t.Errorf("the case is %+v, %v", v, err)
	}
}

// handOver hands a case over with one bag, and returns the number of the batch.
func (s *street) handOver(c desk.Case) string {
	s.t.Helper()
	return s.write(func(tx desk.Tx) (desk.Act, error) {
		n, err := tx.NextNumber(desk.BatchNumber)
		no := tx.Serial().Number(desk.BatchNumber, tx.Stamp().Day, n)
		return desk.Act{
			Kind: desk.ActBatchOpened, Obj: "batch:" + no,
			Batches: []desk.Batch{{
				No: no, Day: tx.Stamp().Day, Comm: "c", State: desk.BatchGone, Cases: []string{c.ID}, Staff: "s",
				Opened: tx.Stamp().At, Rev: 1,
			}},
			Bags: []desk.Bag{{
				Code: "DB-1-" + no, Case: c.ID, CaseNo: c.No, Items: []desk.BagItem{{Key: "m", Name: "card", Count: 1}},
				State: desk.BagStreet, Batch: no, In: tx.Stamp().At, Staff: "s", Rev: 1,
			}},
		}, err
	}).Batches[0].No
}

// What comes from a desk or from a browser is shown as text, or not at all.
func TestHostileInput(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	const script = `"><script>alert(1)</script>`
	page := []byte("<!DOCTYPE html><script>alert(1)</script>")
	c := s.takeIn(func(c *desk.Case) {
		c.Title = "Sample " + script
		c.Private.Applicant.Name = "Zhao" + script
		c.Private.Fields = map[string]string{script: script, "address": "a\u202eb" + script}
		c.Materials = []desk.Material{{Key: "m", Name: script, Reason: script, Pages: []desk.Page{
			s.page(c, page, "text/html"), s.page(c, append([]byte(" "), page...), "image/png"), s.page(c, picture(t), "image/png"),
		}}}
	})
	s.run()
	b := s.reviewer()
	for name, a := range map[string]answer{
		"cases": b.get("/web/cases"), "case": b.get("/web/cases/" + c.ID), "page": b.get("/web/cases/" + c.ID + "/pages/1"),
		"whole":    b.send("/web/cases/"+c.ID, "/web/cases/"+c.ID+"/reveal", nil),
		"filter":   b.get("/web/cases?text=" + url.QueryEscape(script) + "&station=" + url.QueryEscape(script) + "&state=" + url.QueryEscape(script)),
		"decision": b.send("/web/cases/"+c.ID, "/web/cases/"+c.ID+"/decide", fill("decision", script, "words", script)),
		"login":    s.browser().send("/web/signin", "/web/signin", fill("login", script, "secret", script, "next", script)),
	} {
		if strings.Contains(a.raw, "<script") || strings.Contains(a.raw, `"><`+"script") || strings.Contains(a.raw, "\u202e") || a.status >= 500 {
			t.Errorf("%s: %d %s", name, a.status, a.raw)
		}
	}
	pages := c.Materials[0].Pages
	for i, want := range []int{http.StatusUnprocessableEntity, http.StatusUnprocessableEntity, http.StatusOK} {
		a := b.get("/web/cases/" + c.ID + "/image/" + pages[i].ID)
		if a.status != want || want != http.StatusOK && (strings.Contains(a.raw, "alert(1)") || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html")) {
			t.Errorf("page %d: %d %s %q", i, a.status, a.header.Get("Content-Type"), a.raw[:min(len(a.raw), 200)])
		}
	}
	a := b.get("/web/cases/" + c.ID + "/image/" + pages[2].ID)
	if a.raw != string(picture(t)) || a.header.Get("Content-Type") != "image/png" || a.header.Get("Cache-Control") != "no-store" ||
		!strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") || a.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the picture comes with %v", a.header)
	}
	for _, path := range []string{
		"/web/cases/..%2f..%2fetc%2fpasswd", "/web/cases/%00", "/web/cases/" + c.ID + "/image/..%2f..%2fcentre.db",
		"/web/cases/" + c.ID + "/image/sm3:zz", "/web/cases/" + c.ID + "/pages/0", "/web/cases/" + c.ID + "/pages/4",
		"/web/cases/" + c.ID + "/pages/-1", "/web/cases/" + c.ID + "/pages/99999999999999999999", "/web/batches/..%2f", "/web/entries/%27%20OR%201=1",
		"/web/cases/" + url.PathEscape(strings.Repeat("x", 3000)), "/web/desks/..%2f..",
	} {
		if a := b.get(path); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	for _, q := range []string{"page=-1", "page=99999999999999999999", "page=2000", "text=%25%25%00%ff", "text=" + strings.Repeat("x", 1500)} {
		b.get("/web/cases?"+q).is(t, q[:min(len(q), 20)], http.StatusOK)
	}
	b.get("/web/cases?text="+strings.Repeat("x", 3000)).is(t, "a long address", http.StatusRequestURITooLong)

	big := fill("decision", "supplement", "words", strings.Repeat("x", 70<<10))
	b.send("/web/cases/"+c.ID, "/web/cases/"+c.ID+"/decide", big).is(t, "a large form", http.StatusRequestEntityTooLarge, "太多")
	s.browser().send("/web/signin", "/web/signin", fill("login", strings.Repeat("x", 70<<10))).is(t, "a large door", http.StatusRequestEntityTooLarge, "太多")
	long := fill("decision", "supplement", "words", strings.Repeat("缺", 501))
	b.send("/web/cases/"+c.ID, "/web/cases/"+c.ID+"/decide", long).is(t, "long words", http.StatusUnprocessableEntity, "五百字以内")
	hidden := fill("decision", "supplement", "words", "a\u202eb")
	b.send("/web/cases/"+c.ID, "/web/cases/"+c.ID+"/decide", hidden).is(t, "hidden characters", http.StatusUnprocessableEntity)
	if v, err := s.Case(t.Context(), c.ID); err != nil || v.Decision != "" {
		t.Errorf("the case is %+v, %v", v, err)
	}
	if log := s.log.String(); strings.Contains(log, "alert") || strings.Contains(log, "reviewer") || strings.Contains(log, "Zhao") || !strings.Contains(log, "/web/cases/{id}") {
		t.Errorf("the log says %s", log)
	}
}
