package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// announcementsPage is how many announcements a page shows.
const announcementsPage = 50

// announcementList is what was said to stations, with the form for more.
type announcementList struct {
	Announcements []centre.Announcement
	Standing      bool
	Before        string // address of the page before, "" for none
	After         string

	Stations []string
	Form     announcementForm
	Today    desk.Day
}

// announcementForm is what was filled in.
type announcementForm struct {
	RID         string // acts once
	Words       string
	From, Until desk.Day
	Chosen      []string
	Some        bool // only stations that are chosen
}

// Has reports whether a station is chosen.
func (f announcementForm) Has(station string) bool { return slices.Contains(f.Chosen, station) }

func (p *Pages) announcements(v *visit) error {
	s := sheet{}
	switch v.r.URL.Query().Get("done") {
	case "said":
		s.Said = "公告已发出，各站下一次传送时收到。"
	case "withdrawn":
		s.Said = "公告已收回，各站下一次传送时不再显示。"
	}
	return p.showAnnouncements(v, http.StatusOK, s, announcementForm{})
}

func (p *Pages) showAnnouncements(v *visit, status int, s sheet, form announcementForm) error {
	q := v.r.URL.Query()
	b := announcementList{Standing: q.Get("all") == "", Form: form, Today: desk.DayOf(p.c.Clock.Now(), 0)}
	page := pageOf(q, 2000)
	list, err := p.c.Centre.Announcements(v.ctx(), v.person(), centre.AnnouncementFilter{
		Standing: b.Standing, After: page * announcementsPage, Limit: announcementsPage + 1,
	})
	if err != nil {
		return err
	}
	at := func(page int) string {
		to := url.Values{"page": {strconv.Itoa(page)}}
		if !b.Standing {
			to.Set("all", "1")
		}
		return "/web/announcements?" + to.Encode()
	}
	b.Announcements, b.Before, b.After = turn(list, page, announcementsPage, at)
	if b.Stations, err = p.stations(v); err != nil {
		return err
	}
	b.Form.RID = newID()
	if b.Form.From == "" {
		b.Form.From, b.Form.Until = b.Today, b.Today.Add(7)
	}
	s.Title, s.Wide, s.Body = "公告", true, b
	return p.show(v.w, v, "announcements", status, s)
}

// announce says an announcement as the form had it.
func (p *Pages) announce(v *visit) error {
	in := v.r.PostForm
	f := announcementForm{
		Words: strings.Join(strings.Fields(in.Get("words")), " "), From: desk.Day(in.Get("from")), Until: desk.Day(in.Get("until")),
		Chosen: in["station"], Some: in.Get("to") == "some",
	}
	a := centre.Announcement{Words: f.Words, From: f.From, Until: f.Until}
	var err error
	switch {
	case f.From == "" || f.Until == "":
		err = &desk.Problem{Kind: desk.Invalid, What: "announce.days"}
	case f.Some && len(f.Chosen) == 0:
		err = &desk.Problem{Kind: desk.Invalid, What: "web.station"}
	default:
		if f.Some {
			a.Stations = f.Chosen
		}
		_, err = p.c.Centre.Announce(v.ctx(), in.Get("rid"), v.person(), a)
	}
	switch desk.KindOf(err) {
	case desk.Invalid, desk.NotFound, desk.Full:
		return p.showAnnouncements(v, statusOf(err), sheet{Wrong: p.sentence(err)}, f)
	}
	if err != nil {
		return err
	}
	return v.redirect("/web/announcements?done=said")
}

// announced is one announcement with who has read it.
type announced struct {
	centre.Announcement

	ReadBy  []string // stations
	Unread  []string
	RID     string
	Current bool // it can be withdrawn
}

func (p *Pages) oneAnnouncement(v *visit) error {
	id := v.r.PathValue("id")
	list, err := p.c.Centre.Announcements(v.ctx(), v.person(), centre.AnnouncementFilter{ID: id})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return &desk.Problem{Kind: desk.NotFound, What: "announcement"}
	}
	b := announced{Announcement: list[0], RID: newID()}
	b.Current = !b.Withdrawn && b.Until >= desk.DayOf(p.c.Clock.Now(), 0)
	if b.ReadBy, err = p.c.Centre.ReadBy(v.ctx(), v.person(), id); err != nil {
		return err
	}
	for _, s := range b.Stations {
		if !slices.Contains(b.ReadBy, s) {
			b.Unread = append(b.Unread, s)
		}
	}
	return p.show(v.w, v, "announcement", http.StatusOK, sheet{Title: "公告", Body: b})
}

func (p *Pages) withdraw(v *visit) error {
	if err := p.c.Centre.Withdraw(v.ctx(), v.r.PostForm.Get("rid"), v.person(), v.r.PathValue("id")); err != nil {
		return err
	}
	return v.redirect("/web/announcements?done=withdrawn")
}
