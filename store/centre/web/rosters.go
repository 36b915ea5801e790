package web

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"xiaochuang/desk"
)

const rostersPath = "/web/rosters"

// rosterSheet is what a station was sent for a month, with the form for another.
type rosterSheet struct {
	Stations []string
	Station  string
	Month    string
	Months   []string // for which something was sent
	Sent     *desk.StreetRoster
	Days     []rosterDay
	RID      string

	Chosen bool // a file was looked at, and nothing sent
	Duties []rosterDay
	Lines  int // that are duties
	Faults []desk.RosterFault
	Text   string // to be sent
}

// A rosterDay is the duties of one day.
type rosterDay struct {
	Day    desk.Day
	Duties []desk.RosterDuty
}

// Weekday is the day of the week.
func (d rosterDay) Weekday() string {
	return [...]string{"日", "一", "二", "三", "四", "五", "六"}[d.Day.Start().In(desk.Beijing).Weekday()]
}

// byDay puts duties together by their days, in the order of time.
func byDay(duties []desk.RosterDuty) []rosterDay {
	list := slices.Clone(duties)
	slices.SortStableFunc(list, func(a, b desk.RosterDuty) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.From, b.From), cmp.Compare(a.Window, b.Window))
	})
	var out []rosterDay
	for _, d := range list {
		if len(out) == 0 || out[len(out)-1].Day != d.Day {
			out = append(out, rosterDay{Day: d.Day})
		}
		out[len(out)-1].Duties = append(out[len(out)-1].Duties, d)
	}
	return out
}

func (p *Pages) rosters(v *visit) error {
	q := v.r.URL.Query()
	s := sheet{}
	if q.Get("done") != "" {
		s.Said = "排班已发出，该站下一次传送时收到。"
	}
	return p.showRoster(v, http.StatusOK, s, rosterSheet{Station: q.Get("station"), Month: q.Get("month")})
}

// showRoster shows what a station has, beside what was looked at.
func (p *Pages) showRoster(v *visit, status int, s sheet, b rosterSheet) error {
	var err error
	if b.Stations, err = p.stations(v); err != nil {
		return err
	}
	if b.Station == "" && len(b.Stations) > 0 {
		b.Station = b.Stations[0]
	}
	if _, bad := desk.ParseDay(b.Month + "-01"); bad != nil {
		b.Month = p.c.Clock.Now().In(desk.Beijing).Format("2006-01")
	}
	if b.Months, err = p.c.Centre.RosterMonths(v.ctx(), v.person(), b.Station); err != nil {
		return err
	}
	r, err := p.c.Centre.Roster(v.ctx(), v.person(), b.Station, b.Month)
	switch {
	case err == nil:
		b.Sent, b.Days = &r, byDay(r.Duties)
	case desk.KindOf(err) != desk.NotFound:
		return err
	}
	b.RID = newID()
	s.Title, s.Wide, s.Body = "排班", true, b
	return p.show(v.w, v, "rosters", status, s)
}

// lookAtRoster shows what a file would send, and which of its lines it cannot.
func (p *Pages) lookAtRoster(v *visit) error {
	in := v.r.PostForm
	b := rosterSheet{Station: in.Get("station"), Month: in.Get("month")}
	raw, err := rosterFile(v.r)
	if err == nil {
		var duties []desk.RosterDuty
		duties, b.Faults, err = desk.ParseRoster(raw, b.Month)
		b.Chosen, b.Duties, b.Lines, b.Text = err == nil, byDay(duties), len(duties), desk.RosterText(duties)
	}
	switch desk.KindOf(err) {
	case desk.Invalid, desk.Full:
		return p.showRoster(v, statusOf(err), sheet{Wrong: p.sentence(err)}, b)
	}
	if err != nil {
		return err
	}
	s := sheet{}
	if len(b.Faults) > 0 {
		s.Wrong = "下面这些行不对，还没有发。请在文件里改好，再选一次。"
		return p.showRoster(v, http.StatusUnprocessableEntity, s, b)
	}
	return p.showRoster(v, http.StatusOK, s, b)
}

// rosterFile is the file of a form.
func rosterFile(r *http.Request) ([]byte, error) {
	none := &desk.Problem{Kind: desk.Invalid, What: "web.roster"}
	f, _, err := r.FormFile("file")
	if err != nil {
		return nil, none
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, desk.MostRosterFile+1))
	if err != nil || len(bytes.TrimSpace(raw)) == 0 {
		return nil, none
	}
	return raw, nil
}

// sendRoster sends what was looked at.
func (p *Pages) sendRoster(v *visit) error {
	in := v.r.PostForm
	b := rosterSheet{Station: in.Get("station"), Month: in.Get("month")}
	duties, faults, err := desk.ParseRoster([]byte(in.Get("text")), b.Month)
	if err == nil && len(faults) > 0 {
		err = &desk.Problem{Kind: desk.Invalid, What: "web.form"}
	}
	if err == nil {
		err = p.c.Centre.PutRoster(v.ctx(), in.Get("rid"), v.person(), b.Station, b.Month, duties)
	}
	switch desk.KindOf(err) {
	case desk.Invalid, desk.Full, desk.NotFound:
		return p.showRoster(v, statusOf(err), sheet{Wrong: p.sentence(err)}, b)
	}
	if err != nil {
		return err
	}
	return v.redirect(rostersPath + "?" + url.Values{"station": {b.Station}, "month": {b.Month}, "done": {"1"}}.Encode())
}

// rosterFaultName says what is wrong with a line of a roster.
func rosterFaultName(what string) string {
	switch what {
	case desk.RosterForm:
		return "不是五项"
	case desk.RosterDay:
		return "没有这一天"
	case desk.RosterMonth:
		return "不是这个月的"
	case desk.RosterStaff:
		return "人员编号不对"
	case desk.RosterWindow:
		return "窗口号不对"
	case desk.RosterTime:
		return "时间不对"
	case desk.RosterTwice:
		return "和上面这个人的时间重叠"
	}
	return "看不懂"
}

// monthName writes a month.
func monthName(m string) string {
	t, err := time.Parse("2006-01", m)
	if err != nil {
		return m
	}
	return t.Format("2006年1月")
}
