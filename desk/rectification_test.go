package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

var (
	served   = desk.Staff{ID: "u01", Name: "测试甲"}
	fellow   = desk.Staff{ID: "u02", Name: "测试乙"}
	chief    = desk.Staff{ID: "u03", Name: "测试丙", Roles: []desk.Role{desk.RoleLead}}
	everyone = []desk.Staff{served, fellow, chief}
	opening  = desk.Stamp{At: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC), Day: "2026-11-23"}
)

func badlyRated(named bool) desk.Rectification {
	r := desk.RectifyRule{Contact: func(d desk.Day) desk.Day { return d.Add(1) }}
	x := desk.Rating{ID: "r1", Visit: "t1", Cases: []string{"c1"}, Level: desk.Dissatisfied, Tags: []string{"212"}, Staff: served.ID, Day: "2026-11-20"}
	return r.Rectify(x, opening, "110101001001", named)
}

// fixed takes a rectification as far as it goes without being closed.
func fixed(t *testing.T, c *desk.Rectification) {
	t.Helper()
	if !c.Unnamed {
		goes(t, c.Contact(fellow, opening.At, desk.CallReached, "等得太久"))
	}
	goes(t, c.FindCause(fellow, desk.CauseDelay, "两个窗口只开了一个"))
	goes(t, c.Mend(served, desk.RemedyFixed, "加开窗口", "", opening.Day))
}

func goes(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheClockOfARectificationRunsFromItsOpening(t *testing.T) {
	c := badlyRated(true)
	if c.Due != "2026-11-30" || c.ContactBy != "2026-11-24" || c.State != desk.RectificationOpen || !c.Uncalled() {
		t.Errorf("opened as %+v", c)
	}
	for day, want := range map[desk.Day]int{"2026-11-23": 7, "2026-11-30": 0, "2026-12-02": -2} {
		if got := c.Left(day); got != want || c.Overdue(day) != (want < 0) {
			t.Errorf("on %s: %d days left, overdue %v", day, got, c.Overdue(day))
		}
	}
	if _, due := (desk.RectifyRule{Days: 5}).Due("2026-11-23"); due != "2026-11-28" {
		t.Errorf("five days end on %s", due)
	}
}

func TestARectificationIsNotClosedWithoutAResult(t *testing.T) {
	c := badlyRated(true)
	close := func() error { return c.Close(chief, everyone, "已答复", opening.At, opening.Day) }
	p := wantProblem(t, close(), desk.Blocked, "rectify.open")
	if want := []string{"rectify.call", "rectify.cause", "rectify.remedy"}; !slices.Equal(p.Open, want) {
		t.Errorf("in the way: %v", p.Open)
	}
	wantProblem(t, c.Mend(served, desk.RemedyFixed, "改了", "", opening.Day), desk.Blocked, "rectify.open")
	fixed(t, &c)
	goes(t, c.Mend(served, desk.RemedyPlanned, "年底前加装叫号屏", "2026-12-20", opening.Day))
	if p := wantProblem(t, close(), desk.Blocked, "rectify.open"); !slices.Equal(p.Open, []string{"rectify.remedy"}) {
		t.Errorf("a promise counts as done: %v", p.Open)
	}
	goes(t, c.Mend(served, desk.RemedyExplained, "已说明", "", opening.Day))
	wantProblem(t, c.Close(chief, everyone, "  ", opening.At, opening.Day), desk.Invalid, "rectify.words")
	wantProblem(t, c.Close(chief, everyone, strings.Repeat("长", desk.MostRectified+1), opening.At, opening.Day), desk.Full, "rectify.words")
	goes(t, close())
	if c.State != desk.RectificationClosed || c.Closer != chief.ID || c.Closed == nil || c.Overdue("2027-01-01") {
		t.Errorf("closed as %+v", c)
	}
	wantProblem(t, close(), desk.Conflict, "rectify.closed")
}

func TestWhoClosesARectification(t *testing.T) {
	alone := []desk.Staff{served, fellow}
	for _, tt := range []struct {
		name string
		by   desk.Staff
		all  []desk.Staff
		what string
	}{
		{"the one concerned", served, everyone, "rectify.concerned"},
		{"nobody", desk.Staff{}, everyone, "rectify.closer"},
		{"a colleague beside a lead", fellow, everyone, "rectify.lead"},
		{"the lead", chief, everyone, ""},
		{"a colleague where there is no lead", fellow, alone, ""},
	} {
		c := badlyRated(true)
		fixed(t, &c)
		err := c.Close(tt.by, tt.all, "已答复", opening.At, opening.Day)
		if tt.what == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		wantProblem(t, err, desk.Denied, tt.what)
	}
	lead := served
	lead.Roles = []desk.Role{desk.RoleLead}
	c := badlyRated(true)
	fixed(t, &c)
	wantProblem(t, c.Close(lead, []desk.Staff{lead, fellow}, "已答复", opening.At, opening.Day), desk.Denied, "rectify.concerned")
	goes(t, c.Close(fellow, []desk.Staff{lead, fellow}, "已答复", opening.At, opening.Day))
}

func TestACallThatBroughtNothingUndoesNone(t *testing.T) {
	c := badlyRated(true)
	wantProblem(t, c.Contact(fellow, opening.At, desk.CallAnonymous, "没有电话"), desk.Invalid, "rectify.named")
	wantProblem(t, c.Contact(fellow, opening.At, "shouted", "说了"), desk.Invalid, "rectify.call")
	goes(t, c.Contact(fellow, opening.At, desk.CallMissed, "无人接听"))
	if !c.Uncalled() || c.Call != desk.CallMissed {
		t.Errorf("after a call that nobody took: %q", c.Call)
	}
	goes(t, c.Contact(fellow, opening.At, desk.CallReached, "说明了情况"))
	goes(t, c.Contact(fellow, opening.At, desk.CallMissed, "再打未接"))
	if c.Uncalled() || c.Call != desk.CallReached || c.Calls != 3 {
		t.Errorf("after three calls: %q, %d", c.Call, c.Calls)
	}
}

func TestAnUnnamedRatingNeedsNoCall(t *testing.T) {
	c := badlyRated(false)
	if c.Call != desk.CallAnonymous || c.Uncalled() || c.ContactBy != "" {
		t.Errorf("opened as %+v", c)
	}
	fixed(t, &c)
	goes(t, c.Close(chief, everyone, "已整改", opening.At, opening.Day))
}

func TestAnAppealIsMadeOnceByTheOneConcernedAndDecidedByTheStreet(t *testing.T) {
	c := badlyRated(true)
	wantProblem(t, c.Object(fellow, opening.At, "不是他", []string{"l1"}), desk.Denied, "rectify.appellant")
	wantProblem(t, c.Object(served, opening.At, "按错了", nil), desk.Invalid, "rectify.grounds")
	wantProblem(t, c.Object(served, opening.At, "按错了", make([]string, desk.MostGrounds+1)), desk.Full, "rectify.grounds")
	goes(t, c.Object(served, opening.At, "按错了", []string{"l1"}))
	wantProblem(t, c.Object(served, opening.At, "再申诉", []string{"l1"}), desk.Conflict, "rectify.appealed")
	wantProblem(t, c.Mend(served, desk.RemedyNotAccepted, "误评", "", opening.Day), desk.Denied, "rectify.street")

	rejected := c
	rejected.Follow(street("", desk.StreetReject, 1), opening)
	if rejected.Appeal.State != desk.AppealRejected || rejected.State == desk.RectificationClosed || rejected.Excluded() {
		t.Errorf("rejected: %+v", rejected.Appeal)
	}
	if c.Appeal.State != desk.AppealFiled {
		t.Error("the copy was decided with it")
	}
	wantProblem(t, rejected.Object(served, opening.At, "再申诉", []string{"l1"}), desk.Conflict, "rectify.appealed")
	c.Follow(street("", desk.StreetUphold, 1), opening)
	if !c.Excluded() || c.State != desk.RectificationClosed || c.Remedy != desk.RemedyNotAccepted || c.Level != desk.Dissatisfied {
		t.Errorf("upheld: %+v", c)
	}
}

func street(id string, do desk.StreetDoing, ver int) desk.StreetRectification {
	return desk.StreetRectification{ID: id, Do: do, Words: "请核实", By: "sd1", At: desk.LineTime(opening.At), Ver: ver}
}

func TestARectificationFollowsTheStreet(t *testing.T) {
	c := badlyRated(true)
	fixed(t, &c)
	s := street(c.ID, desk.StreetUrge, 2)
	s.Due = "2026-11-25"
	if !c.Follow(s, opening) || c.Urged != 1 || c.Due != "2026-11-25" || c.State != desk.RectificationFixed {
		t.Errorf("urged: %+v", c)
	}
	for _, old := range []int{1, 2} {
		if c.Follow(street(c.ID, desk.StreetReturn, old), opening) || c.State != desk.RectificationFixed {
			t.Errorf("version %d came after 2", old)
		}
	}
	goes(t, c.Close(chief, everyone, "已答复", opening.At, opening.Day))
	late := street(c.ID, desk.StreetUrge, 3)
	late.Due = opening.Day.Add(-1)
	if c.Follow(late, opening); c.Overdue(opening.Day) {
		t.Error("what was closed in time is late by a later word")
	}
	c.Follow(street(c.ID, desk.StreetReturn, 4), opening)
	if c.State != desk.RectificationContacted || c.Closed != nil || c.Closer != "" || c.Remedy != "" || c.Cause == "" || c.Returned != 1 {
		t.Errorf("sent back: %+v", c)
	}
	c.Follow(street(c.ID, desk.StreetAccept, 5), opening)
	if c.State == desk.RectificationClosed || c.Accepted {
		t.Error("accepted before anything was done")
	}
	goes(t, c.Mend(served, desk.RemedyExplained, "已说明", "", opening.Day))
	c.Follow(street(c.ID, desk.StreetAccept, 6), opening)
	if c.State != desk.RectificationClosed || !c.Accepted || c.Closer != "" || c.Street.Do != desk.StreetAccept {
		t.Errorf("accepted: %+v", c)
	}
	c.Follow(street(c.ID, desk.StreetUphold, 7), opening)
	if c.Excluded() {
		t.Error("an appeal that nobody made was upheld")
	}
}

func TestTheStreetOpensARectification(t *testing.T) {
	s := street("01STREET", desk.StreetOpenTask, 1)
	s.Level, s.Channel, s.Due = desk.VeryDissatisfied, desk.ChannelHotline, "2026-11-27"
	if !s.Fits() {
		t.Fatal("does not fit")
	}
	of := &desk.Case{ID: "c9", Item: "i9", Ticket: "t9", Comm: "110101001002", Staff: served.ID}
	c := desk.RectifyRule{}.Assigned(s, of, opening)
	if c.ID != s.ID || c.Due != "2026-11-27" || !slices.Equal(c.Cases, []string{"c9"}) || c.Unnamed || c.Street.Words == "" || c.Concerned != served.ID {
		t.Errorf("assigned: %+v", c)
	}
	if c.Follow(s, opening) {
		t.Error("opened twice")
	}
	fixed(t, &c)
	goes(t, c.Close(fellow, []desk.Staff{served, fellow}, "已答复", opening.At, opening.Day))
	if c := (desk.RectifyRule{}).Assigned(s, nil, opening); !c.Unnamed || c.Due != "2026-11-27" {
		t.Errorf("without a case: %+v", c)
	}
}

func TestWhatTheStreetMaySay(t *testing.T) {
	good := street("01STREET", desk.StreetUrge, 1)
	opens := good
	opens.Do, opens.Level, opens.Tags, opens.Case = desk.StreetOpenTask, desk.Dissatisfied, []string{"212"}, "SL-1"
	for _, s := range []desk.StreetRectification{good, opens} {
		if !s.Fits() {
			t.Fatalf("refused: %+v", s)
		}
	}
	for name, spoil := range map[string]func(u, o *desk.StreetRectification){
		"an unknown doing":      func(u, _ *desk.StreetRectification) { u.Do = "forget" },
		"no id":                 func(u, _ *desk.StreetRectification) { u.ID = "" },
		"no author":             func(u, _ *desk.StreetRectification) { u.By = "" },
		"no version":            func(u, _ *desk.StreetRectification) { u.Ver = 0 },
		"no time":               func(u, _ *desk.StreetRectification) { u.At = desk.LineTime{} },
		"no day":                func(u, _ *desk.StreetRectification) { u.Due = "soon" },
		"too many words":        func(u, _ *desk.StreetRectification) { u.Words = strings.Repeat("字", desk.MostRectified+1) },
		"a control character":   func(u, _ *desk.StreetRectification) { u.Words = "a\x1b[2J" },
		"sent back, no words":   func(u, _ *desk.StreetRectification) { u.Do, u.Words = desk.StreetReturn, "" },
		"a level with an urge":  func(u, _ *desk.StreetRectification) { u.Level = desk.Dissatisfied },
		"a case with an urge":   func(u, _ *desk.StreetRectification) { u.Case = "SL-1" },
		"opened for a fair one": func(_, o *desk.StreetRectification) { o.Level = desk.Fair },
		"opened, no level":      func(_, o *desk.StreetRectification) { o.Level = "" },
		"opened, no words":      func(_, o *desk.StreetRectification) { o.Words = "" },
		"too many tags":         func(_, o *desk.StreetRectification) { o.Tags = make([]string, 21) },
		"an empty tag":          func(_, o *desk.StreetRectification) { o.Tags = []string{""} },
	} {
		u, o := good, opens
		spoil(&u, &o)
		if u.Fits() && o.Fits() {
			t.Errorf("%s fits", name)
		}
	}
}
