package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/storetest"
)

// A case is masked until it is asked for whole, and each look is written down.
func TestLooksAreWrittenDown(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	c := s.takeIn(func(c *desk.Case) {
		c.Private.Note = "Sample note"
		c.Materials = []desk.Material{{Key: "m", Name: "paper", Pages: []desk.Page{s.page(c, picture(t), "image/png")}}}
	})
	s.run()
	b, at := s.reviewer(), "/web/cases/"+c.ID
	full := storetest.Person()
	for path, a := range map[string]answer{"list": b.get("/web/cases"), "case": b.get(at), "page": b.get(at + "/pages/1")} {
		a.is(t, path, http.StatusOK, c.No)
		a.silent(t, path, full.Name, full.Number, full.Phone, "Sample Road 1", "Sample note")
	}
	b.get(at).is(t, "masked", http.StatusOK, full.Number[14:])
	if n := s.looks(); len(n) != 0 {
		t.Errorf("written down without a look: %v", n)
	}
	b.send(at, at+"/reveal", nil).is(t, "whole", http.StatusOK, full.Name, full.Number, full.Phone, "Sample Road 1", "Sample note", "已记下")
	b.get(at+"/image/"+c.Materials[0].Pages[0].ID).is(t, "image", http.StatusOK)
	if n := s.looks(); len(n) != 2 || n[0] != "page" || n[1] != "open" {
		t.Errorf("written down: %v", n)
	}
	chief := s.chief()
	chief.get("/web/acts").is(t, "acts", http.StatusOK, "Reviewer One", "看完整资料", "看扫描件", c.No)
	one := chief.get("/web/acts?text=" + c.No)
	one.is(t, "acts on a case", http.StatusOK, "看完整资料")
	one.silent(t, "acts on a case", `做了什么">登录`)
	chief.get("/web/acts?text=Chief+One").silent(t, "acts of somebody else", `做了什么">看完整资料`)
}

// looks are the kinds of what the reviewer saw, the latest first.
func (s *street) looks() (kinds []string) {
	s.t.Helper()
	acts, err := s.Acts(s.t.Context(), operator, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range acts {
		if a.Who == "Reviewer One" && (a.Kind == "open" || a.Kind == "page" || a.Kind == "fields") {
			kinds = append(kinds, a.Kind)
		}
	}
	return kinds
}

// Of two who decide on what they both saw the first one decides. The second is
// told, and finds what they had written.
func TestStaleFormDecidesNothing(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	c := s.takeIn(func(*desk.Case) {})
	s.run()
	one, two := s.reviewer(), s.person("second", "Reviewer Two", tenant, centre.RoleReview)
	at, to := "/web/cases/"+c.ID, "/web/cases/"+c.ID+"/decide"
	first := formOf(one.get(at), fill("decision", "supplement", "words", "one page more"))
	second := formOf(two.get(at), fill("decision", "done", "words", "all is well"))
	for range 2 { // as a double click does
		if a := one.post(to, first, "same-origin"); a.to != at+"?done=1" {
			t.Fatalf("the first decides: %d %s", a.status, a.body)
		}
	}
	two.post(to, second, "same-origin").is(t, "the second", http.StatusConflict, "有了新情况", "all is well", "state-supplement", "one page more", "Reviewer One")
	if r := s.run(); r.Applied != 1 {
		t.Errorf("the desk hears %+v", r)
	}
	got, err := s.desk.Case(t.Context(), c.ID)
	if err != nil || got.State != desk.CaseSupplement || got.Words != "one page more" {
		t.Errorf("the desk has %s with %q, %v", got.State, got.Words, err)
	}

	stale := formOf(two.get(at), fill("decision", "reject", "words", "too late"))
	got.Rev++
	s.write(func(desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: desk.ActCaseNoticed, Obj: "case:" + c.ID, Cases: []desk.Case{got}}, nil
	})
	s.run()
	two.post(to, stale, "same-origin").is(t, "after the desk's line", http.StatusConflict, "有了新情况")
	for name, form := range map[string]map[string]string{
		"no pick":   fill("decision", ""),
		"no words":  fill("decision", "reject", "words", " "),
		"no such":   fill("decision", "accept", "words", ""), // it waits for the visitor
		"unknown":   fill("decision", "maybe"),
		"no moment": fill("decision", "reject", "words", "why", "stand", ""),
	} {
		if a := two.send(at, to, form); a.status != http.StatusUnprocessableEntity && a.status != http.StatusConflict || !strings.Contains(a.body, "没有") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := two.send(at, to, fill("decision", "reject", "words", "not here")); a.to != at+"?done=1" {
		t.Errorf("the second decides in turn: %d %s", a.status, a.body)
	}
	two.get(at).is(t, "an ended case", http.StatusOK, "不用街道答复", "Reviewer Two")
}

func TestHandOverLineByLine(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	c := s.takeIn(func(*desk.Case) {})
	no := s.handOver(c)
	s.run()
	b, at := s.reviewer(), "/web/batches/"+no
	b.get("/web/batches").is(t, "list", http.StatusOK, no, "已核 0")
	b.get(at).is(t, "sheet", http.StatusOK, c.No, "DB-1-"+no, "card")
	b.send(at, at, nil).is(t, "nothing picked", http.StatusUnprocessableEntity, "没有勾选")
	b.send(at, at, fill("scan", "BJ-0")).is(t, "a stranger's code", http.StatusUnprocessableEntity, "没有这个编号")
	if a := b.send(at, at, fill("found-"+c.ID, "no", "note-"+c.ID, "the card is not in the bag")); a.status != http.StatusSeeOther {
		t.Errorf("a difference: %d %s", a.status, a.body)
	}
	b.get(at).is(t, "a difference", http.StatusOK, "缺 1", "the card is not in the bag", "Reviewer One")
	if a := b.send(at, at, fill("scan", strings.ToLower("DB-1-"+no))); a.status != http.StatusSeeOther {
		t.Errorf("found after all: %d %s", a.status, a.body)
	}
	b.get(at).is(t, "found after all", http.StatusOK, "在 1", "the card is not in the bag")
	b.get("/web/batches").silent(t, "what is left", no)
	b.get("/web/batches?all=1").is(t, "all", http.StatusOK, no, "核对完")
}

const outside = "北京市社会救助信息系统"

func TestSecondEntry(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	var id string
	c := s.write(func(tx desk.Tx) (desk.Act, error) {
		id = desk.NewID(tx.Stamp().At)
		k := storetest.NewCase(id, storetest.Person())
		k.System, k.Entry = outside, desk.EnteredStreet
		act, err := storetest.TakeIn(k)(tx)
		act.Transcripts = []desk.Transcript{{
			ID: id, CaseNo: act.Cases[0].No, System: outside, State: desk.CopyTodo, Route: desk.EnteredStreet,
			Staff: "s", Day: tx.Stamp().Day, At: tx.Stamp().At, Rev: 1,
		}}
		return act, err
	}).Cases[0]
	s.run()
	b, at := s.reviewer(), "/web/entries/"+id
	b.get("/web/entries").is(t, "list", http.StatusOK, c.No, outside)
	b.get(at).silent(t, "before it is begun", storetest.Person().Number, storetest.Person().Name)
	begun := b.send(at, at+"/begin", nil)
	begun.is(t, "begun", http.StatusOK, storetest.Person().Number, "申请人")
	if strings.Index(begun.body, storetest.Person().Name) > strings.Index(begun.body, storetest.Person().Number) {
		t.Error("the fields are not in that system's order")
	}
	s.clock.Add(7 * time.Minute)
	form := formOf(begun, fill("number", "JZ0000000001", "again", "JZ0000000002"))
	wrong := b.post(at, form, "same-origin")
	wrong.is(t, "typed otherwise", http.StatusUnprocessableEntity, "两遍输入的编号不一样", "JZ0000000001")
	s.clock.Add(2 * time.Minute)
	if a := b.post(at, formOf(wrong, fill("number", "JZ0000000001", "again", "jz 0000000001")), "same-origin"); a.to != at+"?done=1" {
		t.Fatalf("entered: %d %s", a.status, a.body)
	}
	b.get(at).is(t, "entered", http.StatusOK, "JZ0000000001", "Reviewer One", "用 10 分钟")
	b.get("/web/entries?done=1").is(t, "list of those made", http.StatusOK, c.No, "共用 10 分钟")
	b.get("/web/entries").silent(t, "list", c.No)
	late := b.send(at, at+"/begin", nil)
	late.is(t, "begun again", http.StatusOK, "JZ0000000001")
	late.silent(t, "begun again", storetest.Person().Number)
	for what, wrong := range map[string]map[string]string{
		"no beginning":  fill("began", "x", "fields", "1", "rid", "r", "number", "1"),
		"in the future": fill("began", "99999999999999", "fields", "1", "rid", "r", "number", "1"),
	} {
		b.send(at, at, wrong).is(t, what, http.StatusUnprocessableEntity)
	}
	s.run()
	got, err := s.desk.Case(t.Context(), id)
	if err != nil || got.External != "JZ0000000001" {
		t.Errorf("the desk has %q, %v", got.External, err)
	}
	k, err := s.desk.Transcript(t.Context(), id)
	if err != nil || k.State != desk.CopyDone || k.Seconds < 9*60 || k.Seconds > 10*60 {
		t.Errorf("the desk has %+v, %v", k, err)
	}
}

func TestInboxIsNarrowed(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	var last desk.Case
	all := 53
	if os.Getenv("XC_FULL") == "1" {
		all = 400
	}
	for n := range all {
		last = s.takeIn(func(c *desk.Case) { c.Title = nameOf(n) })
	}
	received := storetest.NewCase(desk.NewID(s.clock.Now()), storetest.Person())
	received.Title = "Not yet handed over"
	s.write(storetest.TakeIn(received))
	s.run()
	b := s.reviewer()
	page := b.get("/web/cases")
	page.is(t, "first page", http.StatusOK, fmt.Sprintf("共 %d 件", all), "第 1–50 件", "下一页", nameOf(0))
	page.silent(t, "first page", "上一页", received.Title)
	end := (all - 1) / centre.InboxSize
	next := b.get(fmt.Sprint("/web/cases?page=", end))
	next.is(t, "last page", http.StatusOK, fmt.Sprintf("第 %d–%d 件", end*centre.InboxSize+1, all), "上一页")
	next.silent(t, "last page", "下一页")
	b.get(fmt.Sprint("/web/cases?page=", end+1)).is(t, "beyond", http.StatusOK, "没有")
	b.get("/web/cases?all=1").is(t, "all", http.StatusOK, fmt.Sprintf("共 %d 件", all+1), received.Title)
	for query, want := range map[string]string{
		"text=" + url.QueryEscape(last.No): nameOf(all - 1), "text=matter+07": nameOf(7), "state=handed&text=matter+12": nameOf(12),
		"all=1&state=received": received.Title, "station=" + station + "&text=matter+41": nameOf(41),
	} {
		b.get("/web/cases?"+query).is(t, query, http.StatusOK, "共 1 件", want)
	}
	for _, query := range []string{"text=%25", "text=_", "station=110101001002", "state=done", "state=received"} {
		b.get("/web/cases?"+query).silent(t, query, nameOf(0), nameOf(52)) // of the first and the last page
	}
}

// A station is called by the name that its desk tells, as far as that is one; until
// then by its code.
func TestStationsHaveNames(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	b := s.reviewer()
	b.get("/web/desks").is(t, "before it ever came", http.StatusOK, "还没有来过", station)
	s.takeIn(func(*desk.Case) {})
	s.run()
	b.get("/web/cases").is(t, "no name", http.StatusOK, `<td data-name="站点">`+station)
	s.name = "<b>示例站\x1b[2J" + strings.Repeat("长", 60)
	s.run()
	page := b.get("/web/cases")
	page.is(t, "named", http.StatusOK, "<b>示例站")
	page.silent(t, "named", "\x1b", strings.Repeat("长", 60))
	if strings.Contains(page.raw, s.name[:12]) {
		t.Error("a name is written as it came")
	}
	s.name = "示例社区服务站"
	s.run()
	for _, path := range []string{"/web/cases", "/web/cases?station=" + station, "/web/desks"} {
		b.get(path).is(t, path, http.StatusOK, s.name)
	}
	b.get("/web/batches").is(t, "batches", http.StatusOK, `<option value="`+station+`">`+s.name)
}

// The record of what people did is turned page by page, and narrowed to one of the
// things that can be done.
func TestActsPageByPage(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	c := s.takeIn(func(*desk.Case) {})
	s.run()
	r := s.reviewer()
	for range 130 {
		r.send("/web/cases/"+c.ID, "/web/cases/"+c.ID+"/reveal", nil)
	}
	b := s.chief()
	first := b.get("/web/acts?kind=open")
	first.is(t, "first page", http.StatusOK, "从第 1 条起", "下一页", c.No)
	first.silent(t, "first page", "上一页")
	next := b.get("/web/acts?kind=open&page=1")
	next.is(t, "second page", http.StatusOK, "从第 101 条起", "上一页", "看完整资料")
	next.silent(t, "second page", "下一页")
	b.get("/web/acts?kind=open&page=2").is(t, "beyond", http.StatusOK, "没有符合的记录")
	signed := b.get("/web/acts?kind=signin")
	signed.is(t, "another kind", http.StatusOK, "登录")
	signed.silent(t, "another kind", c.No)
	for _, page := range []string{"-3", "x", "99999999999"} {
		b.get("/web/acts?page="+page).is(t, page, http.StatusOK, "查阅记录")
	}
}

func TestDesksAndLinesSetAside(t *testing.T) {
	s := newStreet(t, false)
	s.enrol()
	s.takeIn(func(*desk.Case) {})
	s.write(func(tx desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: "case.unheard", Obj: "case:x"}, nil
	})
	s.run()
	b := s.chief()
	b.get("/web/desks").is(t, "desks", http.StatusOK, station+"-01", "test", "1 条", "都到了")
	b.get("/web/desks/"+station+"-01").is(t, "set aside", http.StatusOK, "case.unheard", "unknown_kind")
	s.clock.Add(100 * time.Hour)
	b.signIn("chief", secret)
	b.get("/web/desks").is(t, "days later", http.StatusOK, "很久没来")
}
