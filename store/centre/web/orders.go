package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// ordersPage is how many orders a page shows.
const ordersPage = 50

// orderRow is a desk with the order that it had last.
type orderRow struct {
	deskRow

	Last *centre.OrderView
}

// orders lists the desks, each with what it was ordered last.
func (p *Pages) orders(v *visit) error {
	list, err := p.c.Centre.DesksOf(v.ctx(), v.person())
	if err != nil {
		return err
	}
	last, err := p.c.Centre.LastOrders(v.ctx(), v.person())
	if err != nil {
		return err
	}
	var rows []orderRow
	for _, d := range list {
		r := orderRow{deskRow: deskRow{DeskView: d}}
		if o, ok := last[d.Desk]; ok {
			r.Last = &o
		}
		rows = append(rows, r)
	}
	return p.show(v.w, v, "orders", http.StatusOK, sheet{Title: "设备指令", Wide: true, Body: rows})
}

// deskOrders is one desk with its orders and the forms for more.
type deskOrders struct {
	deskRow

	Orders        []centre.OrderView
	Before, After string
	RID           string
	From, Until   desk.Day
}

func (p *Pages) deskOrders(v *visit) error {
	s := sheet{}
	if v.r.URL.Query().Get("done") != "" {
		s.Said = "指令已发出，这台电脑下一次传送时照办。"
	}
	return p.showOrders(v, http.StatusOK, s)
}

func (p *Pages) showOrders(v *visit, status int, s sheet) error {
	d, err := p.deskOf(v)
	if err != nil {
		return err
	}
	today := desk.DayOf(p.c.Clock.Now(), 0)
	b := deskOrders{deskRow: d, RID: newID(), From: today.Add(-1), Until: today}
	page := pageOf(v.r.URL.Query(), 2000)
	list, err := p.c.Centre.Orders(v.ctx(), v.person(), centre.OrderFilter{
		Desk: d.Desk, After: page * ordersPage, Limit: ordersPage + 1,
	})
	if err != nil {
		return err
	}
	at := func(page int) string { return "/web/orders/" + url.PathEscape(d.Desk) + "?page=" + strconv.Itoa(page) }
	b.Orders, b.Before, b.After = turn(list, page, ordersPage, at)
	s.Title, s.Wide, s.Body = "设备指令", true, b
	return p.show(v.w, v, "deskorders", status, s)
}

// deskOf is the desk in the address.
func (p *Pages) deskOf(v *visit) (deskRow, error) {
	list, err := p.c.Centre.DesksOf(v.ctx(), v.person())
	if err != nil {
		return deskRow{}, err
	}
	for _, d := range list {
		if d.Desk == v.r.PathValue("id") {
			return deskRow{DeskView: d}, nil
		}
	}
	return deskRow{}, &desk.Problem{Kind: desk.NotFound, What: "desk"}
}

// order orders a desk to do what the form says. Keys are dropped only where the name
// of the desk was typed.
func (p *Pages) order(v *visit) error {
	in, id := v.r.PostForm, v.r.PathValue("id")
	o := desk.StreetOrder{Desk: id, Do: desk.OrderKind(in.Get("do"))}
	if o.Do == desk.OrderLog {
		o.From, o.Until = desk.Day(in.Get("from")), desk.Day(in.Get("until"))
	}
	var err error
	if o.Do == desk.OrderWipe && strings.TrimSpace(in.Get("sure")) != id {
		err = &desk.Problem{Kind: desk.Invalid, What: "web.sure"}
	} else {
		_, err = p.c.Centre.Order(v.ctx(), in.Get("rid"), v.person(), o)
	}
	switch desk.KindOf(err) {
	case desk.Invalid, desk.Conflict:
		return p.showOrders(v, statusOf(err), sheet{Wrong: p.sentence(err)})
	}
	if err != nil {
		return err
	}
	return v.redirect("/web/orders/" + url.PathEscape(id) + "?done=1")
}

// deskLog shows what a desk sent of its log, as it is.
func (p *Pages) deskLog(v *visit) error {
	ver, err := strconv.Atoi(v.r.PathValue("ver"))
	if err != nil || ver < 1 {
		return &desk.Problem{Kind: desk.NotFound, What: "web.page"}
	}
	list, err := p.c.Centre.Orders(v.ctx(), v.person(), centre.OrderFilter{Desk: v.r.PathValue("id"), Ver: ver, Log: true})
	if err != nil {
		return err
	}
	if len(list) != 1 || list[0].Do != desk.OrderLog {
		return &desk.Problem{Kind: desk.NotFound, What: "web.page"}
	}
	return p.show(v.w, v, "desklog", http.StatusOK, sheet{Title: "运行日志", Wide: true, Body: list[0]})
}

// logText is what a desk wrote of itself, without what no screen should be sent.
func logText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '\u00b7'
		}
		return r
	}, s)
}

func orderName(k desk.OrderKind) string {
	switch k {
	case desk.OrderLog:
		return "取运行日志"
	case desk.OrderRekey:
		return "换签名的钥匙"
	case desk.OrderWipe:
		return "清除密钥"
	}
	return string(k)
}

// outcomeName says what came of an order.
func outcomeName(o string) string {
	switch o {
	case "":
		return "还没有做，等它下次传送"
	case desk.OutcomeDone:
		return "做完了"
	case desk.OutcomeNothing:
		return "那几天没有日志"
	case desk.OutcomeFenced:
		return "被别的电脑顶替，没有等送完就清除了"
	}
	return "结果看不懂"
}
