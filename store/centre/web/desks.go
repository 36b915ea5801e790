package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// A deskRow is a desk with how it is.
type deskRow struct {
	centre.DeskView

	Quiet bool   // it has not been heard of for longer than a weekend
	Ago   string // how long ago it was heard of
}

// quietAfter is when a desk that has not been heard of needs somebody to look.
const quietAfter = 80 * time.Hour

func (p *Pages) desks(v *visit) error {
	list, err := p.c.Centre.DesksOf(v.ctx(), v.person())
	if err != nil {
		return err
	}
	var rows []deskRow
	for _, d := range list {
		gone := p.c.Clock.Now().Sub(d.LastSeen)
		r := deskRow{DeskView: d, Quiet: d.Active && gone > quietAfter}
		if !d.LastSeen.IsZero() {
			r.Ago = ago(gone)
		}
		rows = append(rows, r)
	}
	return p.show(v.w, v, "desks", http.StatusOK, sheet{Title: "各站", Wide: true, Body: rows})
}

// Window is the number of the desk at its station.
func (r deskRow) Window() string { return strings.TrimPrefix(r.Desk, r.Station+"-") }

// ago says how long ago something was.
func ago(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return "刚才"
	case d < time.Hour:
		return fmt.Sprintf("%d 分钟前", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d 小时前", int(d.Hours()))
	}
	return fmt.Sprintf("%d 天前", int(d.Hours()/24))
}

// asideList is what was set aside of a desk.
type asideList struct {
	Desk  string
	Lines []centre.AsideView
}

func (p *Pages) aside(v *visit) error {
	id := v.r.PathValue("id")
	list, err := p.c.Centre.Aside(v.ctx(), v.person(), id, 0)
	if err != nil {
		return err
	}
	return p.show(v.w, v, "aside", http.StatusOK, sheet{Title: "搁置的流水", Wide: true, Body: asideList{id, list}})
}

// actList is what the street's people did.
type actList struct {
	Filter centre.ActFilter
	Kinds  []string
	Acts   []actRow
	First  int    // place of the first act, from 1
	Before string // address of the page before, "" for none
	After  string
}

// actsPage is how many acts a page shows.
const actsPage = 100

type actRow struct {
	centre.ActView

	When time.Time
}

// On is what the act was done to, as people call it.
func (a actRow) On() string {
	if a.No != "" {
		return a.No
	}
	_, name, _ := strings.Cut(a.Obj, ":")
	return name
}

// Words say more of the act, where there is more that people understand.
func (a actRow) Words() string {
	switch a.Kind {
	case "decide":
		return decisionName(desk.Decision(a.Detail))
	case "check":
		found, missing, _ := strings.Cut(a.Detail, "/")
		return "在 " + found + "，不在 " + missing
	case "account", "secret":
		return accountWords[a.Detail]
	case "announce", "withdraw":
		return a.Detail + " 个站"
	case "order":
		return orderName(desk.OrderKind(a.Detail))
	case "rectify":
		return rectifyDid[a.Detail]
	case "page":
		return ""
	}
	return a.Detail
}

var rectifyDid = map[string]string{
	"urge": "督办", "return": "退回重办", "accept": "认可", "appeal_upheld": "申诉成立", "appeal_rejected": "申诉不成立", "open": "交办",
}

var accountWords = map[string]string{
	"add review": "开设（审核）", "add admin": "开设（管理）", "active": "恢复", "disabled": "停用", "given": "重发初始口令", "chosen": "换成自己的",
}

func (p *Pages) acts(v *visit) error {
	q := v.r.URL.Query()
	page := pageOf(q, 10_000)
	f := centre.ActFilter{Text: q.Get("text"), Kind: q.Get("kind"), After: page * actsPage, Limit: actsPage + 1}
	list, err := p.c.Centre.ActsOn(v.ctx(), v.person(), f)
	if err != nil {
		return err
	}
	b := actList{Filter: f, Kinds: slices.Sorted(maps.Keys(dids)), First: f.After + 1}
	at := func(page int) string {
		q.Set("page", strconv.Itoa(page))
		return "/web/acts?" + q.Encode()
	}
	list, b.Before, b.After = turn(list, page, actsPage, at)
	for _, a := range list {
		b.Acts = append(b.Acts, actRow{a, time.UnixMilli(a.At)})
	}
	return p.show(v.w, v, "acts", http.StatusOK, sheet{Title: "查阅记录", Wide: true, Body: b})
}

func (p *Pages) accounts(v *visit) error {
	list, err := p.c.Centre.Accounts(v.ctx(), v.person())
	if err != nil {
		return err
	}
	return p.show(v.w, v, "accounts", http.StatusOK, sheet{Title: "账号", Wide: true, Body: list})
}
