package command

import (
	"strings"
	"testing"

	"xiaochuang/desk"
)

// The street sends a bad rating back and gives a station another one, by commands;
// the desk has both after its next run.
func TestTheStreetRectifiesByCommands(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.shift = 0 // the street's days are the desk's
	url := f.serve()
	f.ok("enrol", url, read[codeView](t, f.street(exitOK, "code", "110101001001-01", "--json").out).Code)
	accepted, _ := f.casework()
	opened := f.rated(accepted)
	if said := f.street(exitOK, "rectify", "list").out; !strings.Contains(said, "没有差评整改") {
		t.Errorf("before it came the street says %s", said)
	}
	f.ok("sync")
	list := read[streetRatingsView](t, f.street(exitOK, "rectify", "list", "--open", "--json").out)
	if len(list) != 1 || list[0].ID != opened.ID || list[0].Station != "110101001001" || list[0].Overdue || !list[0].Told {
		t.Fatalf("the street sees %+v", list)
	}
	f.street(exitNotFound, "rectify", "say", "nobody", "urge")
	f.street(exitProblem, "rectify", "say", opened.ID, "explode")
	f.street(exitBlocked, "rectify", "say", opened.ID, "return", "--words", "请重新回访") // nothing was done yet
	f.street(exitBlocked, "rectify", "say", opened.ID, "appeal_upheld")
	f.street(exitProblem, "rectify", "say", opened.ID, "urge", "--until", "2020-01-01")
	if v := read[streetRatingView](t, f.street(exitOK, "rectify", "say", opened.ID, "urge", "--words", "请抓紧", "--by", "李示例", "--json").out); v.Said != "urge" || v.Told {
		t.Errorf("urged: %+v", v)
	}
	f.street(exitProblem, "rectify", "assign", "等候太久", "--station", "110101001001", "--level", "fair")
	f.street(exitNotFound, "rectify", "assign", "等候太久", "--station", "110101001009")
	task := read[streetRatingView](t, f.street(exitOK, "rectify", "assign", "等候太久", "--case", accepted.No, "--channel", "sms", "--json").out)
	if task.Station != "110101001001" || task.Desk != "" || task.Channel != "sms" {
		t.Errorf("assigned: %+v", task)
	}
	f.ok("sync")
	v := read[rectifyView](t, f.ok("rectify", "list", "--json"))
	said := map[string]string{}
	for _, c := range v.List {
		said[c.ID] = c.Street
	}
	if len(said) != 2 || said[opened.ID] != string(desk.StreetUrge) || said[task.ID] != string(desk.StreetOpenTask) {
		t.Errorf("the desk has %+v", v.List)
	}
	f.ok("sync")
	f.street(exitProblem, "rectify", "totals", "--from", "yesterday")
	totals := read[ratingTotalsView](t, f.street(exitOK, "rectify", "totals", "--json").out)
	if len(totals) != 1 || totals[0].All != 2 || totals[0].Open != 2 || totals[0].Late != 0 {
		t.Errorf("counted: %+v", totals)
	}
	if said := f.street(exitOK, "rectify", "list").out; !strings.Contains(said, "非常不满意") || !strings.Contains(said, "还有 7 天") {
		t.Errorf("the street's list says %s", said)
	}
}
