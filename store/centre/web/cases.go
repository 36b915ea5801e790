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

// An inbox is the list of cases with what narrows it.
type inbox struct {
	centre.Inbox

	Filter   centre.InboxFilter
	Stations []string
	States   []desk.CaseState
	Before   string // address of the page before, "" for none
	After    string
	First    int // place of the first case among all, from 1
	Last     int
}

// shownStates are the states that a list can be narrowed to.
var shownStates = []desk.CaseState{
	desk.CaseReceived, desk.CaseSupplement, desk.CaseSupplied, desk.CaseAccepted, desk.CaseHanded, desk.CaseStreet,
	desk.CaseDone, desk.CaseRejected, desk.CaseRefused, desk.CaseDelivered, desk.CaseWithdrawn, desk.CaseVoid, desk.CaseArchived,
}

func (p *Pages) cases(v *visit) error {
	q := v.r.URL.Query()
	f := centre.InboxFilter{Station: q.Get("station"), State: desk.CaseState(q.Get("state")), Text: q.Get("text"), Waiting: q.Get("all") == ""}
	f.Page, _ = strconv.Atoi(q.Get("page"))
	in, err := p.c.Centre.Inbox(v.ctx(), v.person(), f)
	if err != nil {
		return err
	}
	stations, err := p.stations(v)
	if err != nil {
		return err
	}
	b := inbox{Inbox: in, Filter: f, Stations: stations, States: shownStates, First: in.Page*centre.InboxSize + 1}
	b.Last = b.First + len(in.Cases) - 1
	at := func(page int) string {
		q.Set("page", strconv.Itoa(page))
		return "/web/cases?" + q.Encode()
	}
	if in.Page > 0 {
		b.Before = at(in.Page - 1)
	}
	if b.Last < in.Total && len(in.Cases) > 0 {
		b.After = at(in.Page + 1)
	}
	return p.show(v.w, v, "cases", http.StatusOK, sheet{Title: "收件", Wide: true, Body: b})
}

// stations are those of the street that have a desk.
func (p *Pages) stations(v *visit) ([]string, error) {
	list, err := p.c.Centre.StationsOf(v.ctx(), v.person())
	var out []string
	for _, s := range list {
		out = append(out, s.Code)
	}
	return out, err
}

// A file is a case as its page shows it.
type file struct {
	centre.CaseFile

	Whole     bool // nothing is masked
	Course    []step
	Pages     map[string][]numbered // of each material
	Form      answer
	Decisions []desk.Decision // that may be made now
}

// A step is one thing that happened to a case, at the desk or here.
type step struct {
	At       time.Time
	Act      desk.ActKind  // at the desk
	Decision desk.Decision // or here
	Words    string
	Who      string
}

// course is what happened to a case in the order of time.
func course(f centre.CaseFile, history []centre.Happening) []step {
	var out []step
	for _, h := range history {
		out = append(out, step{At: h.At, Act: h.Kind, Who: h.Staff})
	}
	for _, a := range f.Past {
		out = append(out, step{At: a.At, Decision: a.Decision, Words: a.Words, Who: a.By})
	}
	slices.SortStableFunc(out, func(a, b step) int { return a.At.Compare(b.At) })
	return out
}

// numbered is a page with its place in the case, from 1.
type numbered struct {
	centre.PageView

	N int
}

// An answer is what was filled into the form of a decision.
type answer struct {
	RID   string // acts once
	Stand string // what the form was filled in on
	Pick  desk.Decision
	Words string
}

func (p *Pages) oneCase(v *visit) error {
	f, err := p.c.Centre.MaskedCase(v.ctx(), v.person(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	s := sheet{Title: "办件"}
	if v.r.URL.Query().Get("done") != "" {
		s.Said = "答复已保存，下一次传送时到窗口。"
	}
	return p.showCase(v, http.StatusOK, s, f, false, answer{})
}

// reveal shows a case whole. That is written down.
func (p *Pages) reveal(v *visit) error {
	f, err := p.c.Centre.OpenCase(v.ctx(), v.person(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.showCase(v, http.StatusOK, sheet{Title: "办件"}, f, true, answer{})
}

// showCase shows a case with a form that decides on it as it stands now.
func (p *Pages) showCase(v *visit, status int, s sheet, f centre.CaseFile, whole bool, form answer) error {
	b := file{CaseFile: f, Whole: whole, Pages: map[string][]numbered{}, Form: form}
	b.Form.RID, b.Form.Stand = newID(), f.Stand
	for i, page := range f.Pages {
		b.Pages[page.Material] = append(b.Pages[page.Material], numbered{page, i + 1})
	}
	for _, d := range []desk.Decision{desk.DecideAccept, desk.DecideSupplement, desk.DecideReject, desk.DecideDone} {
		if to, ok := d.After(); ok && desk.MayGo(f.Mode, f.State, to) && to != f.State {
			b.Decisions = append(b.Decisions, d)
		}
	}
	history, err := p.c.Centre.History(v.ctx(), v.person(), f.ID)
	if err != nil {
		return err
	}
	b.Course = course(f, history)
	s.Body = b
	return p.show(v.w, v, "case", status, s)
}

// decide decides on a case as the form had it.
func (p *Pages) decide(v *visit) error {
	form, id := v.r.PostForm, v.r.PathValue("id")
	a := answer{RID: form.Get("rid"), Stand: form.Get("stand"), Pick: desk.Decision(form.Get("decision")), Words: form.Get("words")}
	var err error
	if a.Stand == "" {
		err = &desk.Problem{Kind: desk.Invalid, What: "web.form"}
	} else {
		_, err = p.c.Centre.AnswerSeen(v.ctx(), a.RID, v.person(), id, a.Stand, a.Pick, a.Words)
	}
	if err == nil {
		return v.redirect("/web/cases/" + url.PathEscape(id) + "?done=1")
	}
	switch desk.KindOf(err) {
	case desk.Invalid, desk.Blocked, desk.Conflict:
		f, again := p.c.Centre.MaskedCase(v.ctx(), v.person(), id)
		if again != nil {
			return again
		}
		return p.showCase(v, statusOf(err), sheet{Title: "办件", Wrong: p.sentence(err)}, f, false, a)
	}
	return err
}
