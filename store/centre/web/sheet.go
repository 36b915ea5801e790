package web

import (
	"bytes"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/notice"
	"xiaochuang/store/centre"
)

// A sheet is what the layout shows round a page.
type sheet struct {
	Title string
	Wide  bool
	Who   *centre.Account // nil at the door
	Nav   []way
	Token string // for forms
	Said  string // what was done
	Wrong string // or what was not, and why
	Body  any

	names map[string]string // of stations
}

// Station is what people call a station: its code only where its desks have not
// told a name.
func (s sheet) Station(code string) string {
	if name := s.names[code]; name != "" {
		return name
	}
	return code
}

// A way leads to a page of the menu.
type way struct {
	Path, Name string
	Here       bool
}

// ways are the menu of a role.
func ways(role centre.Role, path string) []way {
	all := []way{{"/web/cases", "收件", false}, {"/web/batches", "交接核对", false}, {"/web/entries", "待录", false}, {"/web/ratings", "评价整改", false}, {"/web/announcements", "公告", false}, {"/web/rosters", "排班", false}, {"/web/desks", "各站", false}}
	if role == centre.RoleAdmin {
		all = []way{{"/web/desks", "各站", false}, {"/web/stick", "U盘", false}, {"/web/orders", "设备指令", false}, {"/web/acts", "查阅记录", false}, {"/web/accounts", "账号", false}}
	}
	for i := range all {
		all[i].Here = path == all[i].Path || strings.HasPrefix(path, all[i].Path+"/")
	}
	return all
}

// show writes a page.
func (p *Pages) show(w http.ResponseWriter, v *visit, name string, status int, s sheet) error {
	if v != nil {
		s.Who, s.Token = &v.who, formToken(v.token)
		s.names = p.names(v)
		if !v.who.Given {
			s.Nav = ways(v.who.Role, v.r.URL.Path)
		}
	}
	var out bytes.Buffer
	if err := p.pages[name].ExecuteTemplate(&out, "layout.html", s); err != nil {
		p.c.Log.Error("page", "name", name, "cause", err.Error())
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return nil
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // the browser has gone
	return nil
}

// names are those of the stations of a visitor's street. A page without them shows
// codes.
func (p *Pages) names(v *visit) map[string]string {
	list, err := p.c.Centre.StationsOf(v.ctx(), v.person())
	if err != nil {
		p.c.Log.Error("page", "name", "stations", "cause", err.Error())
	}
	out := make(map[string]string, len(list))
	for _, s := range list {
		out[s.Code] = s.Name
	}
	return out
}

// longest is the most characters of one text that a page shows.
const longest = 2000

func (p *Pages) functions() template.FuncMap {
	return template.FuncMap{
		"t":        func(s string) string { return notice.Clean(s, longest) },
		"at":       p.at,
		"state":    p.c.Words.State,
		"mode":     p.c.Words.Mode,
		"act":      p.c.Words.Act,
		"material": p.c.Words.Material,
		"document": p.c.Words.Document,
		"decision": decisionName,
		"label":    guide.FieldLabel,
		"minutes":  func(seconds int) int { return (seconds + 59) / 60 },
		"role":     roleName,
		"did":      didName,
		"fault":    faultName,
		"size":     sizeName,
		"month":    monthName,

		"level": p.c.Words.Level, "rectification": p.c.Words.Rectification, "ratingstate": p.ratingState, "ratingtag": p.c.Words.RatingTag,
		"ratingchannel": p.c.Words.RatingChannel, "callback": p.c.Words.CallBack, "cause": p.c.Words.Cause,
		"remedy": p.c.Words.Remedy, "doing": p.c.Words.Doing, "appealstate": p.c.Words.Appeal,

		"ordername": orderName, "outcome": outcomeName, "logtext": logText, "rosterfault": rosterFaultName,
	}
}

// at writes a time by Beijing's clocks; the year only where it is another one.
func (p *Pages) at(t any) string {
	var at time.Time
	switch t := t.(type) {
	case time.Time:
		at = t
	case *time.Time:
		if t != nil {
			at = *t
		}
	case desk.LineTime:
		at = time.Time(t)
	}
	if at.IsZero() {
		return "—"
	}
	at = at.In(desk.Beijing)
	if at.Year() == p.c.Clock.Now().In(desk.Beijing).Year() {
		return at.Format("01-02 15:04")
	}
	return at.Format("2006-01-02 15:04")
}
