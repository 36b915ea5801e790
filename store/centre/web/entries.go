package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// entryList is the second entries of a street.
type entryList struct {
	Entries []centre.EntryView
	Filter  centre.EntryFilter
	Systems []string
	Seconds int // of those that were made
}

func (p *Pages) entries(v *visit) error {
	q := v.r.URL.Query()
	f := centre.EntryFilter{Done: q.Get("done") != ""}
	list, err := p.c.Centre.Entries(v.ctx(), v.person(), f)
	if err != nil {
		return err
	}
	b := entryList{Filter: f}
	b.Filter.System = q.Get("system")
	for _, e := range list {
		b.Systems = append(b.Systems, e.System)
		if b.Filter.System == "" || b.Filter.System == e.System {
			b.Entries = append(b.Entries, e)
			b.Seconds += e.Seconds
		}
	}
	slices.Sort(b.Systems)
	b.Systems = slices.Compact(b.Systems)
	return p.show(v.w, v, "entries", http.StatusOK, sheet{Title: "待录", Wide: true, Body: b})
}

// copying is one second entry: before it is begun without the values.
type copying struct {
	centre.EntryView

	Fields []desk.CopyField
	Begun  bool
	Once   bool // the number is typed once
	RID    string
	Began  int64 // UTC, milliseconds
	Number string
}

func (p *Pages) entry(v *visit) error {
	e, err := p.entryOf(v)
	if err != nil {
		return err
	}
	s := sheet{Title: "录入", Wide: true, Body: copying{EntryView: e}}
	if v.r.URL.Query().Get("done") != "" {
		s.Said = "编号已保存，下一次传送时到窗口的办件上。"
	}
	return p.show(v.w, v, "entry", http.StatusOK, s)
}

// entryOf is the second entry of the case in the address.
func (p *Pages) entryOf(v *visit) (centre.EntryView, error) {
	return p.c.Centre.Entry(v.ctx(), v.person(), v.r.PathValue("id"))
}

// beginEntry shows the values, which is written down, and starts the clock.
func (p *Pages) beginEntry(v *visit) error {
	return p.showFields(v, http.StatusOK, sheet{}, p.c.Clock.Now().UnixMilli(), "")
}

func (p *Pages) showFields(v *visit, status int, s sheet, began int64, number string) error {
	e, fields, err := p.c.Centre.EntryFields(v.ctx(), v.person(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	s.Title, s.Wide = "录入", true
	s.Body = copying{
		EntryView: e, Fields: fields, Begun: true, Once: p.c.Centre.TypedOnce(e), RID: newID(), Began: began, Number: number,
	}
	return p.show(v.w, v, "entry", status, s)
}

// enter ends an entry with the number that the other system gave. What it took is
// counted from when the values were shown, unless the page lay open overnight.
func (p *Pages) enter(v *visit) error {
	form, id := v.r.PostForm, v.r.PathValue("id")
	began, err := strconv.ParseInt(form.Get("began"), 10, 64)
	fields, err2 := strconv.Atoi(form.Get("fields"))
	took := p.c.Clock.Now().Sub(time.UnixMilli(began))
	if err != nil || err2 != nil || took < 0 {
		return &desk.Problem{Kind: desk.Invalid, What: "web.form"}
	}
	took = min(took, longestEntry)
	again := form.Get("again")
	_, err = p.c.Centre.Enter(v.ctx(), form.Get("rid"), v.person(), id, form.Get("number"), again, fields, int(took.Seconds()))
	switch desk.KindOf(err) {
	case desk.Invalid, desk.Blocked:
		return p.showFields(v, statusOf(err), sheet{Wrong: p.sentence(err)}, began, form.Get("number"))
	}
	if err != nil {
		return err
	}
	return v.redirect("/web/entries/" + url.PathEscape(id) + "?done=1")
}

// longestEntry is the most that one entry is counted as.
const longestEntry = 4 * time.Hour
