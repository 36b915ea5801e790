package command

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// A sourPad is a pad on which everybody presses the lowest key.
type sourPad struct{ desk.Device }

func (sourPad) Ask(_ context.Context, r desk.PadRequest) (desk.PadAnswer, error) {
	return desk.PadAnswer{Visit: r.Visit, Level: desk.VeryDissatisfied, Tags: []string{"214"}, Channel: desk.ChannelButtonPad}, nil
}

// rated has the visit of a case end with the lowest rating, by u01 at window 1, and
// returns what it opened.
func (f *folder) rated(c desk.Case) desk.Rectification {
	f.t.Helper()
	d := f.open()
	defer f.close(d)
	ctx := f.t.Context()
	by := d.Duty("u01", 1)
	v, err := d.Hall.Finish(ctx, d.Mint(), by, c.Ticket)
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := desk.NewRatings(d.Store, sourPad{}, time.Second).Under(d.Station.Rectify).Ask(ctx, d.Mint(), by, v); err != nil {
		f.t.Fatal(err)
	}
	list, err := d.Rectify.Open(ctx)
	if err != nil || len(list) != 1 {
		f.t.Fatalf("opened %+v, %v", list, err)
	}
	return list[0]
}

// TestABadRatingByCommands takes a bad rating through the whole loop, each step
// refused and done.
func TestABadRatingByCommands(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, _ := f.casework()
	opened := f.rated(accepted)
	if opened.ContactBy != "2026-03-03" || opened.Due != "2026-03-09" {
		t.Errorf("on a Monday the days are %s and %s", opened.ContactBy, opened.Due)
	}
	id := opened.ID[len(opened.ID)-6:]
	step := func(said string, args ...string) rectificationView {
		t.Helper()
		e := f.says(said+"\n", append(append([]string{"rectify"}, args...), "--json")...)
		if e.code != exitOK {
			t.Fatalf("%v: %+v", args, e)
		}
		if strings.Contains(e.out, said) || strings.Contains(e.out, "李建国") || strings.Contains(e.out, applicantPhone) {
			t.Errorf("%v tells what was said, or who: %s", args, e.out)
		}
		return read[rectificationView](t, e.out)
	}
	f.fails(exitNotFound, "rectification", "rectify", "show", "Z")
	f.fails(exitProblem, "rectify.call", "rectify", "contact", id)
	f.fails(exitProblem, "rectify.named", "rectify", "contact", id, "--result", "anonymous")
	f.fails(exitProblem, "rectify.cause", "rectify", "cause", id, "--why", "weather")
	f.fails(exitBlocked, "rectify.open", "rectify", "fix", id, "--how", "fixed")
	f.fails(exitBlocked, "rectify.open", "rectify", "close", id, "--staff", "u02")
	if v := step("等了一小时", "contact", id, "--result", "reached"); v.Call != "reached" || v.State != "contacted" {
		t.Errorf("called: %+v", v)
	}
	step("只有一个窗口", "cause", id, "--why", "delay")
	f.fails(exitProblem, "rectify.plan", "rectify", "fix", id, "--how", "planned")
	if v := step("加装叫号屏", "fix", id, "--how", "planned", "--until", "2026-03-20"); v.State != "planned" || v.Plan != "2026-03-20" {
		t.Errorf("planned: %+v", v)
	}
	if v := step("加开窗口", "fix", id, "--how", "fixed"); v.State != "fixed" || v.Plan != "" {
		t.Errorf("fixed: %+v", v)
	}
	show := read[rectificationView](t, f.ok("rectify", "show", id, "--json"))
	if len(show.Lines) < 3 || show.Due != "2026-03-09" || show.Left != 7 {
		t.Errorf("show: %+v", show)
	}
	f.fails(exitProblem, "rectify.appellant", "rectify", "appeal", id, "--staff", "u02")
	f.fails(exitNotFound, "rectify.line", "rectify", "appeal", id, "--line", "nowhere")
	if v := step("按错了键", "appeal", id, "--line", show.Lines[0]); v.Appeal != "filed" {
		t.Errorf("appeal: %+v", v)
	}
	f.fails(exitProblem, "rectify.appealed", "rectify", "appeal", id)
	f.fails(exitProblem, "rectify.concerned", "rectify", "close", id)
	if v := step("已答复", "close", id, "--staff", "u02"); v.State != "closed" || v.Closer != "u02" {
		t.Errorf("closed: %+v", v)
	}
	f.fails(exitProblem, "rectify.closed", "rectify", "cause", id, "--why", "delay")
	v := read[rectifyView](t, f.ok("rectify", "list", "--from", "2026-03-01", "--json"))
	if len(v.List) != 1 || v.Figures.OnTime != 1 || v.Figures.CallShare == nil || *v.Figures.CallShare != 100 || v.Figures.Causes["delay"] != 1 {
		t.Errorf("list: %+v", v)
	}
	if got := f.ok("rectify", "list", "--open"); !strings.Contains(got, "没有要处理的差评") {
		t.Errorf("still open: %s", got)
	}
	for got, want := f.ok("rectify", "list"), 0; want < 3; want++ {
		if words := []string{"非常不满意", "已办结", "服务态度生硬"}[want]; !strings.Contains(got, words) {
			t.Errorf("the list does not say %s: %s", words, got)
		}
	}
	if got := f.ok("rectify", "show", id); !strings.Contains(got, "申诉 等街道决定") || slices.Contains(strings.Fields(got), "按错了键") {
		t.Errorf("show says %s", got)
	}
	f.wrote(0)
}
