package web

import (
	"net/http"
	"time"

	"xiaochuang/store/centre"
)

// A deskRow is a desk with how it is.
type deskRow struct {
	centre.DeskView

	Quiet bool // it has not been heard of for longer than a weekend
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
		rows = append(rows, deskRow{d, d.Active && p.c.Clock.Now().Sub(d.LastSeen) > quietAfter})
	}
	return p.show(v.w, v, "desks", http.StatusOK, sheet{Title: "各站", Wide: true, Body: rows})
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

func (p *Pages) acts(v *visit) error {
	list, err := p.c.Centre.Acts(v.ctx(), v.person(), 0)
	if err != nil {
		return err
	}
	type row struct {
		centre.ActView

		When time.Time
	}
	var rows []row
	for _, a := range list {
		rows = append(rows, row{a, time.UnixMilli(a.At)})
	}
	return p.show(v.w, v, "acts", http.StatusOK, sheet{Title: "查阅记录", Wide: true, Body: rows})
}

func (p *Pages) accounts(v *visit) error {
	list, err := p.c.Centre.Accounts(v.ctx(), v.person())
	if err != nil {
		return err
	}
	return p.show(v.w, v, "accounts", http.StatusOK, sheet{Title: "账号", Wide: true, Body: list})
}
