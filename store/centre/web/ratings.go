package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// ratingsPage is how many bad ratings a page shows.
const ratingsPage = 50

// ratingList is the bad ratings of a street.
type ratingList struct {
	Ratings       []centre.RatingView
	Filter        centre.RatingFilter
	States        []string
	Stations      []string
	Before, After string
}

// ratingStates are what a list can be narrowed to.
var ratingStates = []string{
	centre.RatingLate, centre.RatingAppeal, string(desk.RectificationOpen), string(desk.RectificationContacted),
	string(desk.RectificationPlanned), string(desk.RectificationFixed), string(desk.RectificationClosed),
}

func (p *Pages) ratings(v *visit) error {
	q := v.r.URL.Query()
	page := pageOf(q, 2000)
	f := centre.RatingFilter{
		Station: q.Get("station"), State: q.Get("state"), After: page * ratingsPage, Limit: ratingsPage + 1,
	}
	f.Open = q.Get("all") == "" && f.State == ""
	list, err := p.c.Centre.Ratings(v.ctx(), v.person(), f)
	if err != nil {
		return err
	}
	b := ratingList{Filter: f, States: ratingStates}
	at := func(page int) string {
		q.Set("page", strconv.Itoa(page))
		return "/web/ratings?" + q.Encode()
	}
	b.Ratings, b.Before, b.After = turn(list, page, ratingsPage, at)
	if b.Stations, err = p.stations(v); err != nil {
		return err
	}
	s := sheet{Title: "评价整改", Wide: true, Body: b}
	if q.Get("done") != "" {
		s.Said = "已交办，该站下一次传送时收到。"
	}
	return p.show(v.w, v, "ratings", http.StatusOK, s)
}

// ratingForm is what was filled in about one.
type ratingForm struct {
	RID   string // acts once
	Do    desk.StreetDoing
	Words string
	Due   string
}

// ratingSheet is one bad rating with what may be said to it.
type ratingSheet struct {
	centre.RatingFile

	Whole  bool
	Doings []desk.StreetDoing
	Form   ratingForm
	Today  desk.Day
}

func (p *Pages) rating(v *visit) error {
	f, err := p.c.Centre.Rating(v.ctx(), v.person(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	s := sheet{}
	if v.r.URL.Query().Get("done") != "" {
		s.Said = "已保存，下一次传送时到该站。"
	}
	return p.showRating(v, http.StatusOK, s, f, false, ratingForm{})
}

// revealRating shows the words that were sealed. That is written down.
func (p *Pages) revealRating(v *visit) error {
	f, err := p.c.Centre.OpenRating(v.ctx(), v.person(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.showRating(v, http.StatusOK, sheet{}, f, true, ratingForm{})
}

func (p *Pages) showRating(v *visit, status int, s sheet, f centre.RatingFile, whole bool, form ratingForm) error {
	b := ratingSheet{RatingFile: f, Whole: whole, Form: form, Today: desk.DayOf(p.c.Clock.Now(), 0)}
	b.Form.RID = newID()
	for _, d := range desk.StreetDoings() {
		if p.c.Centre.MayRectify(f.Rectification, d) {
			b.Doings = append(b.Doings, d)
		}
	}
	s.Title, s.Body = "评价整改", &b // a page asks methods of it that need a pointer
	return p.show(v.w, v, "rating", status, s)
}

// rectify says something to one, as the form had it.
func (p *Pages) rectify(v *visit) error {
	in, id := v.r.PostForm, v.r.PathValue("id")
	form := ratingForm{Do: desk.StreetDoing(in.Get("do")), Words: strings.Join(strings.Fields(in.Get("words")), " "), Due: in.Get("due")}
	_, err := p.c.Centre.Rectify(v.ctx(), in.Get("rid"), v.person(), desk.StreetRectification{
		ID: id, Do: form.Do, Words: form.Words, Due: desk.Day(form.Due),
	})
	if err == nil {
		return v.redirect("/web/ratings/" + url.PathEscape(id) + "?done=1")
	}
	switch desk.KindOf(err) {
	case desk.Invalid, desk.Blocked:
		f, again := p.c.Centre.Rating(v.ctx(), v.person(), id)
		if again != nil {
			return again
		}
		return p.showRating(v, statusOf(err), sheet{Wrong: p.sentence(err)}, f, false, form)
	}
	return err
}

// assignForm is a bad rating that came to the street.
type assignForm struct {
	RID      string
	Stations []string
	Station  string
	Case     string
	Level    desk.Level
	Channel  desk.Channel
	Tags     string
	Words    string
	Due      desk.Day
	Today    desk.Day
	Levels   []desk.Level
	Channels []desk.Channel
}

func (p *Pages) newRating(v *visit) error {
	return p.showAssign(v, http.StatusOK, sheet{}, assignForm{Level: desk.Dissatisfied, Channel: desk.ChannelHotline})
}

func (p *Pages) showAssign(v *visit, status int, s sheet, b assignForm) error {
	var err error
	if b.Stations, err = p.stations(v); err != nil {
		return err
	}
	b.RID, b.Today = newID(), desk.DayOf(p.c.Clock.Now(), 0)
	b.Levels, b.Channels = []desk.Level{desk.Dissatisfied, desk.VeryDissatisfied}, []desk.Channel{desk.ChannelHotline, desk.ChannelSMS}
	if b.Due == "" {
		_, b.Due = desk.RectifyRule{}.Due(b.Today)
	}
	s.Title, s.Body = "交办", b
	return p.show(v.w, v, "assign", status, s)
}

// assign opens one for a bad rating that came to the street.
func (p *Pages) assign(v *visit) error {
	in := v.r.PostForm
	b := assignForm{
		Station: in.Get("station"), Case: strings.TrimSpace(in.Get("case")), Level: desk.Level(in.Get("level")), Channel: desk.Channel(in.Get("channel")),
		Tags: in.Get("tags"), Words: strings.Join(strings.Fields(in.Get("words")), " "), Due: desk.Day(in.Get("due")),
	}
	station := b.Station
	if b.Case != "" {
		station = "" // the case says where
	}
	made, err := p.c.Centre.Assign(v.ctx(), in.Get("rid"), v.person(), station, desk.StreetRectification{
		Case: b.Case, Level: b.Level, Channel: b.Channel, Words: b.Words, Due: b.Due, Tags: strings.Fields(b.Tags),
	})
	switch desk.KindOf(err) {
	case desk.Invalid, desk.NotFound, desk.Conflict:
		return p.showAssign(v, statusOf(err), sheet{Wrong: p.sentence(err)}, b)
	}
	if err != nil {
		return err
	}
	return v.redirect("/web/ratings/" + url.PathEscape(made.ID) + "?done=1")
}

// ratingTotals are figures by station.
type ratingTotals struct {
	Totals      []centre.RatingTotal
	From, Until string
}

func (p *Pages) ratingTotals(v *visit) error {
	q := v.r.URL.Query()
	b := ratingTotals{From: q.Get("from"), Until: q.Get("until")}
	for _, d := range []*string{&b.From, &b.Until} {
		if _, err := desk.ParseDay(*d); err != nil {
			*d = ""
		}
	}
	if b.From == "" && b.Until == "" {
		b.From = p.c.Clock.Now().In(desk.Beijing).Format("2006-01") + "-01"
	}
	var err error
	if b.Totals, err = p.c.Centre.RatingTotals(v.ctx(), v.person(), desk.Day(b.From), desk.Day(b.Until)); err != nil {
		return err
	}
	return p.show(v.w, v, "ratingtotals", http.StatusOK, sheet{Title: "评价整改统计", Wide: true, Body: b})
}

// ratingState names what a list of bad ratings is narrowed to.
func (p *Pages) ratingState(s string) string {
	switch s {
	case centre.RatingLate:
		return "超期的"
	case centre.RatingAppeal:
		return "等街道定申诉的"
	}
	return p.c.Words.Rectification(desk.RectificationState(s))
}
